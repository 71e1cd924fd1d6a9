import type { Context } from '../kernel/index.ts'
import { audit } from './audit.ts'
import { tokenHash } from './secrets.ts'
import { removeSession } from './store.ts'

/** Ends the session of a token at once, on every process: the next request with it is not signed in. */
export async function signOut(ctx: Context, token: string, staffId: string): Promise<void> {
  await removeSession(ctx, tokenHash(token))
  await audit(ctx, { verb: 'access.sign-out', about: staffId })
}
