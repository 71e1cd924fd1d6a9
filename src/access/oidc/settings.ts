import { Problem } from '../../kernel/index.ts'
import type { GrantByName } from '../grant.ts'
import { type Role, roles } from '../permissions.ts'

/** Sign-in with the company's account, as the environment sets it (docs/operating.md). */
export interface OidcSettings {
  issuer: string
  client_id: string
  /** Without it we are a public client: PKCE alone proves that we began the sign-in. */
  client_secret: string | undefined
  scope: string
  /** Name of the claim that says who may do what. */
  claim: string
  /** What values of the claim mean here; without it each value says it itself. */
  grants: ReadonlyMap<string, readonly GrantByName[]> | undefined
  /** Whom a person without a role should ask. */
  contact: string | undefined
  /** No local passwords beside it. */
  only: boolean
}

/**
 * The settings; undefined where OIDC_ISSUER is not set.
 * @throws Problem `access/oidc-settings` naming the variable that is wrong
 */
export function oidcSettings(env: NodeJS.ProcessEnv): OidcSettings | undefined {
  const only = env.OIDC_ONLY === '1'
  if (!env.OIDC_ISSUER) {
    if (only) throw new Problem('access/oidc-settings', { variable: 'OIDC_ISSUER', given: 'none' })
    return undefined
  }
  if (!isIssuer(env.OIDC_ISSUER))
    throw new Problem('access/oidc-settings', { variable: 'OIDC_ISSUER', given: env.OIDC_ISSUER })
  if (!env.OIDC_CLIENT_ID) throw new Problem('access/oidc-settings', { variable: 'OIDC_CLIENT_ID', given: 'none' })
  return {
    issuer: env.OIDC_ISSUER,
    client_id: env.OIDC_CLIENT_ID,
    client_secret: env.OIDC_CLIENT_SECRET || undefined,
    scope: env.OIDC_SCOPE || 'openid profile email',
    claim: env.OIDC_CLAIM || 'sangden',
    grants: env.OIDC_GRANTS ? translations(env.OIDC_GRANTS) : undefined,
    contact: env.OIDC_CONTACT || undefined,
    only,
  }
}

/** @throws Problem `access/company-only` where nobody signs in with a password of ours */
export function requireLocal(): void {
  if (oidcSettings(process.env)?.only) throw new Problem('access/company-only')
}

/** TLS, or this machine itself: over plain HTTP anybody between us could be the issuer. */
export const isLoopback = (issuer: string): boolean =>
  /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(issuer).hostname)

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, search, hash } = new URL(text)
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback(text))) && search === '' && hash === ''
}

/** `planner`, `planner@EVNHANOI`, `planner@EVNHANOI/PD0100`; undefined when it is no role of ours. */
export function grantNamed(value: string): GrantByName | undefined {
  const [, word, corporation, unit] = /^([a-z]+)(?:@([^@/\s]+)(?:\/([^@\s]+))?)?$/i.exec(value.trim()) ?? []
  const role = word?.toLowerCase()
  if (!(roles as readonly (string | undefined)[]).includes(role)) return undefined
  return { role: role as Role, ...(corporation ? { corporation } : {}), ...(unit ? { unit } : {}) }
}

/** `GROUP=planner@EVNHANOI; OTHER=analyst`: a value may stand more than once. */
function translations(text: string): Map<string, GrantByName[]> {
  const map = new Map<string, GrantByName[]>()
  for (const part of text.split(';')) {
    if (part.trim() === '') continue
    const at = part.lastIndexOf('=') // a group's distinguished name holds '=' itself
    const value = part.slice(0, Math.max(at, 0)).trim()
    const grant = grantNamed(part.slice(at + 1))
    if (value === '' || !grant)
      throw new Problem('access/oidc-settings', { variable: 'OIDC_GRANTS', given: part.trim() })
    map.set(value, [...(map.get(value) ?? []), grant])
  }
  return map
}

/**
 * The roles that a person's claims name. The claim is found by its whole name or by a path (`realm_access.roles`); it is
 * a list, or a text of values with spaces or commas between them. Values that are no role of ours are other systems' and
 * are passed over.
 */
export function grantsClaimed(claims: Record<string, unknown>, of: Pick<OidcSettings, 'claim' | 'grants'>) {
  const found = claimOf(claims, of.claim)
  const values = Array.isArray(found) ? found : typeof found === 'string' ? found.split(/[\s,]+/) : []
  return values
    .filter((v) => typeof v === 'string' && v !== '')
    .slice(0, 500)
    .flatMap((value: string) => {
      if (of.grants) return of.grants.get(value) ?? []
      return grantNamed(value) ?? []
    })
}

/** Whether these claims hold that one at all. */
export const claimOf = (claims: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(claims, name)
    ? claims[name]
    : name
        .split('.')
        .reduce<unknown>(
          (at, part) =>
            at !== null && typeof at === 'object' && Object.hasOwn(at, part)
              ? (at as Record<string, unknown>)[part]
              : undefined,
          claims,
        )
