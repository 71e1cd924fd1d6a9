import { type Context, Problem } from '../kernel/index.ts'
import { audit } from './audit.ts'
import { passwordFault } from './rules.ts'
import { hashPassword, passwordFits, tokenHash } from './secrets.ts'
import { changeStaff, forgetWrongTries, lockStaff, removeSessionsOf } from './store.ts'

/**
 * Sets a password and ends the person's sessions (but for the one that asks): who knew the old one is out.
 * @throws Problem `access/password` with the reason
 */
export async function setPassword(
  ctx: Context,
  who: { id: string; login: string },
  password: string,
  keep?: { token: string },
): Promise<void> {
  const fault = passwordFault(password, who.login)
  if (fault) throw new Problem('access/password', { fault })
  await changeStaff(ctx, who.id, { password_hash: await hashPassword(password) })
  await removeSessionsOf(ctx, who.id, keep && tokenHash(keep.token))
  await forgetWrongTries(ctx, who.login)
  await audit(ctx, { verb: 'access.set-password', about: who.id })
}

/** A person changes their own password and shows that they know the present one. */
export async function changePassword(
  ctx: Context,
  who: { id: string },
  given: { present: string; password: string; token?: string },
): Promise<void> {
  const staff = await lockStaff(ctx, who.id)
  if (!staff || !(await passwordFits(staff.password_hash, given.present))) throw new Problem('access/wrong-password')
  await setPassword(ctx, staff, given.password, given.token === undefined ? undefined : { token: given.token })
}
