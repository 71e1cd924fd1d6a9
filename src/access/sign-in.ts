import type { Context } from '../kernel/index.ts'
import { type Database, type Language, Problem, transaction } from '../kernel/index.ts'
import { audit } from './audit.ts'
import type { Staff } from './permissions.ts'
import { companySession, loginOf, session, sprayed, tries, waitAfter } from './rules.ts'
import { newToken, passwordFits, tokenHash } from './secrets.ts'
import { addSession, addWrongTry, forgetWrongTries, grantsOf, staffByLogin, wrongTries } from './store.ts'

export interface SignedIn {
  /** Shown once, to the caller; the database keeps its hash. */
  token: string
  expires_at: Date
  staff: Staff
}

/**
 * Signs a person in. The try is written down as a wrong one before the password is looked at and taken back when it was
 * right: tries sent at once cannot pass the limit, and a refusal does not roll its own record back. Keeps its own
 * transactions for that reason; the password is checked between them, so that no connection waits for argon2.
 * @throws Problem `access/wrong-sign-in` (the same for an unknown login, a wrong password, a disabled account),
 *   `kernel/too-many` with the seconds to wait
 */
export async function signIn(
  db: Database,
  given: { login: string; password: string; client: { ip: string; agent: string }; now: Date; language: Language },
): Promise<SignedIn> {
  const login = loginOf(given.login)
  const as = { actor: login, corporations: '*' as const, now: given.now, language: given.language }
  const known = await transaction(db, as, async (ctx) => {
    await requirePatience(ctx, login, given.client.ip)
    await addWrongTry(ctx, login, given.client.ip)
    return staffByLogin(ctx, login)
  })
  const live = known && !known.disabled_at ? known.password_hash : null
  if (!(await passwordFits(live, given.password)) || !known) throw new Problem('access/wrong-sign-in')
  return transaction(db, as, async (ctx) => {
    await forgetWrongTries(ctx, login)
    return openSession(ctx, known, given.client.agent)
  })
}

/**
 * Opens a session for somebody who has proved who they are, and writes it down.
 * @param company when the company's provider has proved it; its ID token is kept as long as the session, for the sign-out
 */
export async function openSession(
  ctx: Context,
  who: Pick<Staff, 'id' | 'login' | 'name' | 'language'>,
  agent: string,
  company?: { issuer: string; id_token: string; unknown: readonly string[] },
): Promise<SignedIn> {
  const token = newToken()
  const expires_at = new Date(ctx.now.getTime() + (company ? companySession : session).life_s * 1000)
  await addSession(ctx, {
    token_hash: tokenHash(token),
    staff_id: who.id,
    expires_at,
    client: agent.slice(0, 200),
    id_token: company?.id_token ?? null,
  })
  const detail = company && { issuer: company.issuer, unknown: company.unknown }
  await audit(ctx, { verb: 'access.sign-in', about: who.id, detail })
  const { id, login, name, language } = who
  return { token, expires_at, staff: { id, login, name, language, grants: await grantsOf(ctx, id) } }
}

async function requirePatience(ctx: Context, login: string, client: string): Promise<void> {
  const ago = (s: number) => new Date(ctx.now.getTime() - s * 1000)
  const wrong = await wrongTries(ctx, {
    login,
    login_since: ago(tries.remembered_s),
    client,
    client_since: ago(sprayed.window_s),
  })
  const seconds = Math.max(
    waitAfter(wrong.login, wrong.login_last ?? undefined, ctx.now),
    wrong.client >= sprayed.free && wrong.client_last
      ? Math.ceil(tries.first_wait_s - (ctx.now.getTime() - wrong.client_last.getTime()) / 1000)
      : 0,
  )
  if (seconds > 0) throw new Problem('kernel/too-many', { seconds })
}
