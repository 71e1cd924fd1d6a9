import { type Context, Problem } from '../../kernel/index.ts'
import { audit } from '../audit.ts'
import { type GrantByName, grantsIn } from '../grant.ts'
import { isLogin, loginOf } from '../rules.ts'
import { openSession, type SignedIn } from '../sign-in.ts'
import { addStaff, grantsOf, type StaffRow } from '../store.ts'
import { addIdentity, followClaim, staffOfIdentity } from '../store-oidc.ts'

/** Somebody whom the provider has vouched for. */
export interface Arrival {
  issuer: string
  /** The issuer's own key of the person: never given to another. The account is found by it, not by name or e-mail. */
  subject: string
  /** What they may be called here, the best first; for the first time only. */
  logins: readonly string[]
  name: string
  language: 'vi' | 'en'
  /** Roles that the claim names. */
  named: readonly GrantByName[]
}

/**
 * Lets a person in by the company's account: makes the account the first time, lets its roles follow the claim (those
 * given here by hand stay), opens a session when any role is left. Without one there is no session, and the account is
 * kept all the same: an administrator can give it a role.
 * @returns `unknown`: scopes of the claim that we do not know
 * @throws Problem `access/oidc-disabled`
 */
export async function arrive(
  ctx: Context,
  who: Arrival,
  by: { id_token: string; agent: string },
): Promise<{ login: string; signed: SignedIn | undefined; unknown: readonly string[] }> {
  const staff = (await staffOfIdentity(ctx, who.issuer, who.subject)) ?? (await newcomer(ctx, who))
  if (staff.disabled_at) throw new Problem('access/oidc-disabled', { login: staff.login })
  const own = { ...ctx, actor: staff.login } // from here on they are who the provider says
  const { grants, unknown } = await grantsIn(own, who.named)
  const { given, taken } = await followClaim(own, staff.id, grants)
  for (const [verb, changed] of [
    ['access.grant', given],
    ['access.withdraw', taken],
  ] as const)
    for (const grant of changed)
      await audit(own, {
        verb,
        about: staff.id,
        corporation_id: grant.corporation_id,
        detail: { ...grant, claim: who.issuer },
      })
  const { login } = staff
  if ((await grantsOf(own, staff.id)).length === 0) {
    await audit(own, { verb: 'access.no-grant', about: staff.id, detail: { issuer: who.issuer, unknown } })
    return { login, signed: undefined, unknown }
  }
  const signed = await openSession(own, staff, by.agent, { issuer: who.issuer, id_token: by.id_token, unknown })
  return { login, signed, unknown }
}

/** The account of somebody who comes the first time. A login that others have gets a number: `lan-2`. */
async function newcomer(ctx: Context, who: Arrival): Promise<StaffRow> {
  const wanted = who.logins.map(loginOf).find(isLogin) ?? 'nhan-vien'
  for (let number = 1; ; number += 1) {
    const login = number === 1 ? wanted : `${wanted.slice(0, 58)}-${number}`
    const { language } = who
    const name = who.name.trim().slice(0, 100) || login
    const added = await addStaff(ctx, { login, name, language })
    if (!added) continue
    await addIdentity(ctx, { issuer: who.issuer, subject: who.subject, staff_id: added.id })
    await audit(
      { ...ctx, actor: login },
      { verb: 'access.add-user', about: added.id, detail: { login, issuer: who.issuer, subject: who.subject } },
    )
    return { id: added.id, login, name, language, password_hash: null, created_at: ctx.now, disabled_at: null }
  }
}
