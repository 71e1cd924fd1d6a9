import * as oidc from 'openid-client'
import { Problem, transaction } from '../../kernel/index.ts'
import type { Client, Place } from '../route.ts'
import type { SignedIn } from '../sign-in.ts'
import { spendAttempt } from '../store-oidc.ts'
import { arrive } from './arrive.ts'
import { callback } from './begin.ts'
import { attempt_s, attemptIn } from './cookies.ts'
import { provider, refusalOf, tolerance_s } from './provider.ts'
import { claimOf, grantsClaimed, type OidcSettings } from './settings.ts'

/**
 * Ends a sign-in that the provider has sent back. The attempt is spent before its code is looked at, in a transaction of
 * its own: of two answers to one attempt the second is refused, whatever became of the first. The provider is asked
 * between transactions.
 * @param query everything that the provider put into the address
 * @throws Problem `access/oidc-…` saying what did not fit
 */
export async function finish(
  place: Place,
  settings: OidcSettings | undefined,
  given: { query: Record<string, unknown>; client: Client },
): Promise<{ signed: SignedIn; next: string }> {
  if (!settings) throw new Problem('access/oidc-off')
  const { client } = given
  const as = { actor: 'system', corporations: '*' as const, now: place.now(), language: place.language }
  const attempt = await transaction(place.db, as, async (ctx) => {
    const begun = await attemptIn(ctx, client.cookies)
    if (!begun || begun.state !== given.query.state) throw new Problem('access/oidc-state')
    const until = new Date(ctx.now.getTime() + attempt_s * 1000)
    if (!(await spendAttempt(ctx, begun.state, until))) throw new Problem('access/oidc-again')
    return begun
  })
  const { claims, id_token } = await claimsOf(settings, given, attempt)
  const { login, signed, unknown } = await transaction(place.db, { ...as, language: attempt.language }, (ctx) =>
    arrive(
      ctx,
      {
        issuer: claims.iss,
        subject: claims.sub,
        logins: [claims.preferred_username, claims.email, claims.sub].filter((l) => typeof l === 'string'),
        name: typeof claims.name === 'string' ? claims.name : '',
        language: `${claims.locale ?? attempt.language}`.toLowerCase().startsWith('en') ? 'en' : 'vi',
        named: grantsClaimed(claims, settings),
      },
      { id_token, agent: client.agent },
    ),
  )
  if (signed) return { signed, next: attempt.next }
  throw new Problem('access/oidc-no-grant', {
    login,
    ask: settings.contact ? 'contact' : 'administrator',
    contact: settings.contact ?? '',
    scopes: unknown.length,
    unknown: unknown.join(', '),
  })
}

/** The code against the ID token; the provider's /userinfo as well when the claim of roles is not in the token. */
async function claimsOf(
  settings: OidcSettings,
  given: { query: Record<string, unknown>; client: Client },
  attempt: { state: string; nonce: string; verifier: string },
): Promise<{ claims: oidc.IDToken; id_token: string }> {
  const config = await provider(settings)
  const address = new URL(callback(given.client.origin))
  for (const [name, value] of Object.entries(given.query)) address.searchParams.set(name, String(value))
  try {
    const tokens = await oidc.authorizationCodeGrant(config, address, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()!
    // the machine's clock, as for exp and nbf: a provider's tokens are of real time
    if (claims.iat > Date.now() / 1000 + tolerance_s) throw new Problem('access/oidc-clock', { seconds: tolerance_s })
    const more =
      claimOf(claims, settings.claim) === undefined && config.serverMetadata().userinfo_endpoint
        ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
        : {}
    return { claims: { ...more, ...claims }, id_token: tokens.id_token! }
  } catch (error) {
    throw refusalOf(error, settings.issuer) ?? error
  }
}
