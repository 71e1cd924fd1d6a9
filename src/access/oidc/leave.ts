import * as oidc from 'openid-client'
import { provider } from './provider.ts'
import type { OidcSettings } from './settings.ts'

/**
 * Where a browser goes to end the provider's session too, after ours has ended; undefined when the provider has no such
 * address or does not answer: ours has ended in any case.
 */
export async function endAtProvider(
  settings: OidcSettings | undefined,
  ended: { id_token: string; origin: string },
): Promise<string | undefined> {
  if (!settings) return undefined
  const config = await provider(settings).catch(() => undefined)
  if (!config?.serverMetadata().end_session_endpoint) return undefined
  return oidc.buildEndSessionUrl(config, {
    id_token_hint: ended.id_token,
    post_logout_redirect_uri: `${ended.origin}/console/sign-in`,
  }).href
}
