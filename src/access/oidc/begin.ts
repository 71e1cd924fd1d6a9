import * as oidc from 'openid-client'
import { Problem, transaction } from '../../kernel/index.ts'
import type { Client, Place } from '../route.ts'
import { attemptCookie } from './cookies.ts'
import { provider } from './provider.ts'
import type { OidcSettings } from './settings.ts'

/** Where the provider sends the browser back to; registered there, on the host by which the staff know us. */
export const callback = (origin: string): string => `${origin}/api/v1/sign-in/company/callback`

/**
 * Sends a browser to the provider: state, nonce and the PKCE verifier go with it in a sealed cookie, so that only the
 * browser that began can end it.
 * @throws Problem `access/oidc-off`, `access/oidc-down`
 */
export async function begin(
  place: Place,
  settings: OidcSettings | undefined,
  given: { next: string | undefined; client: Client },
): Promise<{ go_to: string; cookie: string }> {
  if (!settings) throw new Problem('access/oidc-off')
  const config = await provider(settings) // before any transaction: the provider may be slow
  const { language } = place
  const attempt = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    next: inConsole(given.next),
    language,
  }
  const go_to = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback(given.client.origin),
    scope: settings.scope,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    ui_locales: language,
  })
  const as = { actor: 'system', corporations: '*' as const, now: place.now(), language }
  const cookie = await transaction(place.db, as, (ctx) => attemptCookie(ctx, attempt, given.client.secure))
  return { go_to: go_to.href, cookie }
}

/** The page of the console that was asked for; its first page when that is no page of ours. */
export function inConsole(next: string | undefined): string {
  const path = next?.replace(/^\/console(?=\/|$)/, '') || '/'
  if (!/^\/(?![/\\])/.test(path) || path.length > 1000) return '/console/'
  const { origin, pathname, search, hash } = new URL(`http://console.invalid/console${path}`)
  const inside = origin === 'http://console.invalid' && pathname.startsWith('/console/')
  return inside && pathname !== '/console/sign-in' ? pathname + search + hash : '/console/'
}
