import { type Context, Problem } from '../kernel/index.ts'
import { audit } from './audit.ts'
import { requireAdministersAll } from './grant.ts'
import type { Staff } from './permissions.ts'
import { link } from './rules.ts'
import { newToken, tokenHash } from './secrets.ts'
import { setPassword } from './set-password.ts'
import { openSession, type SignedIn } from './sign-in.ts'
import { addLink, liveLink, lockStaff, spendLinks } from './store.ts'

/** Where the console opens a one-time link; the token is behind '#', so no server or proxy writes it down. */
export const linkPath = (token: string): string => `/console/one-time-link#${token}`

/**
 * Makes the link by which a person sets a password: an invitation, a lost password, the first administrator. Older links
 * of the person stop working.
 * @param by who asks; whoever holds the link becomes that person, so all of the person's grants must be inside `by`'s
 */
export async function oneTimeLink(
  ctx: Context,
  staffId: string,
  by?: Staff,
): Promise<{ token: string; expires_at: Date }> {
  const staff = await lockStaff(ctx, staffId)
  if (!staff || staff.disabled_at) throw new Problem('access/unknown-user', { id: staffId })
  if (by) await requireAdministersAll(ctx, by, staffId)
  await spendLinks(ctx, staffId)
  const token = newToken()
  const expires_at = new Date(ctx.now.getTime() + link.life_s * 1000)
  await addLink(ctx, { token_hash: tokenHash(token), staff_id: staffId, expires_at })
  await audit(ctx, { verb: 'access.one-time-link', about: staffId })
  return { token, expires_at }
}

/** Whom a link lets in, without using it up. */
export async function lookAtLink(
  ctx: Context,
  token: string,
): Promise<{ login: string; name: string; language: string }> {
  const { login, name, language } = await requireLink(ctx, token)
  return { login, name, language }
}

/** Uses a link: sets the password, ends older sessions and links, and signs the person in. */
export async function useLink(
  anyone: Context,
  given: { token: string; password: string; agent: string },
): Promise<SignedIn> {
  const found = await requireLink(anyone, given.token)
  const ctx = { ...anyone, actor: found.login } // from here on they are who the link says
  await setPassword(ctx, { id: found.staff_id, login: found.login }, given.password)
  await spendLinks(ctx, found.staff_id)
  const { login, name, language } = found
  return openSession(ctx, { id: found.staff_id, login, name, language: language as 'vi' | 'en' }, given.agent)
}

async function requireLink(ctx: Context, token: string) {
  const found = await liveLink(ctx, tokenHash(token))
  if (!found) throw new Problem('access/dead-link')
  return found
}
