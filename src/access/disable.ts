import { type Context, Problem } from '../kernel/index.ts'
import { audit } from './audit.ts'
import { requireAdministersAll } from './grant.ts'
import type { Staff } from './permissions.ts'
import { changeStaff, lockStaff, removeSessionsOf, revokeKeysOf, spendLinks } from './store.ts'

/** Closes an account: sessions, links and keys end at once. What the person did stays under their name. */
export async function disable(ctx: Context, staffId: string, by?: Staff): Promise<void> {
  await requireOther(ctx, staffId, by)
  await changeStaff(ctx, staffId, { disabled_at: ctx.now })
  await removeSessionsOf(ctx, staffId)
  await spendLinks(ctx, staffId)
  await revokeKeysOf(ctx, staffId)
  await audit(ctx, { verb: 'access.disable', about: staffId })
}

/** Opens a closed account again; its keys stay revoked. */
export async function enable(ctx: Context, staffId: string, by?: Staff): Promise<void> {
  await requireOther(ctx, staffId, by)
  await changeStaff(ctx, staffId, { disabled_at: null })
  await audit(ctx, { verb: 'access.enable', about: staffId })
}

async function requireOther(ctx: Context, staffId: string, by: Staff | undefined): Promise<void> {
  if (!(await lockStaff(ctx, staffId))) throw new Problem('access/unknown-user', { id: staffId })
  if (by?.id === staffId) throw new Problem('access/yourself')
  if (by) await requireAdministersAll(ctx, by, staffId)
}
