import type { Context } from '../kernel/index.ts'
import { audit } from './audit.ts'
import { tokenHash } from './secrets.ts'
import { removeSession } from './store.ts'

/**
 * Ends the session of a token at once, on every process: the next request with it is not signed in.
 * @returns the ID token of the company's provider, where it had opened the session
 */
export async function signOut(ctx: Context, token: string, staffId: string): Promise<string | undefined> {
  const ended = await removeSession(ctx, tokenHash(token))
  await audit(ctx, { verb: 'access.sign-out', about: staffId })
  return ended?.id_token ?? undefined
}
