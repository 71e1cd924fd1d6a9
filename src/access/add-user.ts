import { type Context, Problem } from '../kernel/index.ts'
import { audit } from './audit.ts'
import { type GrantByName, grantIn, requireAdministers } from './grant.ts'
import { oneTimeLink } from './one-time-link.ts'
import type { Staff } from './permissions.ts'
import { isLogin, loginOf } from './rules.ts'
import { addGrant, addStaff } from './store.ts'

export interface NewUser {
  login: string
  name: string
  language?: 'vi' | 'en'
  grants: readonly GrantByName[]
}

/**
 * Adds a staff account with its roles and makes the one-time link by which its owner sets a password.
 * @param by who asks; undefined for the machine's own administrator (the CLI), who may do it anywhere
 * @throws Problem `access/login-taken`, `access/login-form`, `access/outside-scope`, `organisation/…` for unknown codes
 */
export async function addUser(
  ctx: Context,
  user: NewUser,
  by?: Staff,
): Promise<{ id: string; login: string; token: string; expires_at: Date }> {
  const login = loginOf(user.login)
  if (!isLogin(login)) throw new Problem('access/login-form', { login })
  const grants = []
  for (const named of user.grants) grants.push(await grantIn(ctx, named))
  if (by) requireAdministers(by, grants)
  const added = await addStaff(ctx, { login, name: user.name.trim(), language: user.language ?? 'vi' })
  if (!added) throw new Problem('access/login-taken', { login })
  for (const grant of grants) await addGrant(ctx, added.id, grant)
  await audit(ctx, {
    verb: 'access.add-user',
    about: added.id,
    corporation_id: grants.find((g) => g.corporation_id !== null)?.corporation_id,
    detail: { login, grants },
  })
  return { id: added.id, login, ...(await oneTimeLink(ctx, added.id)) }
}
