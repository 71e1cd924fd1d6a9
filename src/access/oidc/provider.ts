import * as oidc from 'openid-client'
import { Problem } from '../../kernel/index.ts'
import { isLoopback, type OidcSettings } from './settings.ts'

/** Nobody waits longer for an answer of the provider. */
const patience_s = 5
/** What the provider says of itself is asked again after this long, so that the sign-in page knows when it is down. */
const fresh_ms = 60_000
/** By how much its clock may differ from ours. */
export const tolerance_s = 60

interface Known {
  config: oidc.Configuration
  at_ms: number
}
const known = new Map<string, Known>()
const asking = new Map<string, Promise<oidc.Configuration>>()

/**
 * The provider, by its discovery document. Asked at most once a minute, and once for all who wait for it.
 * @throws Problem `access/oidc-down`
 */
export async function provider(settings: OidcSettings): Promise<oidc.Configuration> {
  const key = JSON.stringify([settings.issuer, settings.client_id, settings.client_secret])
  const before = known.get(key)
  if (before && performance.now() - before.at_ms < fresh_ms) return before.config
  let answer = asking.get(key)
  if (!answer) {
    answer = discover(settings, before?.config).finally(() => asking.delete(key))
    asking.set(key, answer)
  }
  const config = await answer
  known.set(key, { config, at_ms: performance.now() })
  return config
}

async function discover(settings: OidcSettings, before?: oidc.Configuration): Promise<oidc.Configuration> {
  const { issuer, client_id, client_secret } = settings
  try {
    const config = await oidc.discovery(
      new URL(issuer),
      client_id,
      { [oidc.clockTolerance]: tolerance_s, ...(client_secret ? { client_secret } : {}) },
      client_secret ? oidc.ClientSecretBasic(client_secret) : oidc.None(),
      {
        timeout: patience_s,
        // the ID token's signature is checked against the provider's keys, though it comes to us directly over TLS
        execute: [oidc.enableNonRepudiationChecks, ...(isLoopback(issuer) ? [oidc.allowInsecureRequests] : [])],
      },
    )
    const keys = before && oidc.getJwksCache(before)
    if (keys) oidc.setJwksCache(config, keys)
    return config
  } catch (error) {
    throw new Problem('access/oidc-down', { issuer, reason: reasonOf(error) }, { cause: error })
  }
}

/** What came of a sign-in, in words for a person; undefined when it is no failure of the provider or of the answer. */
export function refusalOf(error: unknown, issuer: string): Problem | undefined {
  if (error instanceof Problem) return error
  const why = { cause: error }
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    if (['temporarily_unavailable', 'server_error'].includes(error.error))
      return new Problem('access/oidc-down', { issuer, reason: error.error }, why)
    if (error.error === 'invalid_grant') return new Problem('access/oidc-code', {}, why)
    return new Problem('access/oidc-refused', { error: error.error.slice(0, 100) }, why)
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError)
    return new Problem('access/oidc-refused', { error: String(error.status) }, why)
  if (error instanceof oidc.ClientError) {
    switch (error.code) {
      case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
        return new Problem('access/oidc-clock', { seconds: tolerance_s }, why)
      case 'OAUTH_TIMEOUT':
      case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      case 'OAUTH_RESPONSE_IS_NOT_JSON':
      case 'OAUTH_PARSE_ERROR':
        return new Problem('access/oidc-down', { issuer, reason: reasonOf(error) }, why)
      default:
        return new Problem('access/oidc-token', { what: whatIsWrong(error) }, why)
    }
  }
  if (error instanceof TypeError) return new Problem('access/oidc-down', { issuer, reason: reasonOf(error) }, why)
  return undefined
}

/** Which part of the provider's answer does not fit; the library says it in a cause, or in its message only. */
function whatIsWrong(error: oidc.ClientError): 'iss' | 'aud' | 'nonce' | 'signature' | 'other' {
  const cause = error.cause as { message?: string; cause?: { claim?: string } } | undefined
  const named = cause?.cause?.claim ?? /\b(iss|aud|azp|nonce)\b/.exec(`${cause?.message ?? ''}`)?.[1]
  if (named === 'iss' || named === 'nonce') return named
  if (named === 'aud' || named === 'azp') return 'aud'
  return error.code === 'OAUTH_KEY_SELECTION_FAILED' || /signature/.test(`${cause?.message}`) ? 'signature' : 'other'
}

function reasonOf(error: unknown): string {
  const { message, cause, code } = error as { message: string; cause?: { code?: string }; code?: string }
  return cause?.code ?? code ?? message
}
