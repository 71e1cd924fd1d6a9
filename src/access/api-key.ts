import { type Context, Problem } from '../kernel/index.ts'
import { audit } from './audit.ts'
import { newToken, tokenHash } from './secrets.ts'
import { addKey, keysOf, revokeKey } from './store.ts'

/** Makes a key for programs: it may do what its owner may. The text is shown this once. */
export async function makeKey(ctx: Context, staffId: string, name: string): Promise<{ id: string; key: string }> {
  const id = ctx.newId()
  const secret = newToken()
  await addKey(ctx, { id, secret_hash: tokenHash(secret), name: name.trim(), staff_id: staffId })
  await audit(ctx, { verb: 'access.make-key', about: id, detail: { name } })
  return { id, key: `sangden_${id}_${secret}` }
}

export const listKeys = (ctx: Context, staffId: string) => keysOf(ctx, staffId)

/** Ends one of a person's own keys at once. */
export async function endKey(ctx: Context, staffId: string, id: string): Promise<void> {
  if (!(await revokeKey(ctx, staffId, id))) throw new Problem('access/no-such-key')
  await audit(ctx, { verb: 'access.end-key', about: id })
}
