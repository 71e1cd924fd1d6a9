import { assume, type Context, contextOf } from '../kernel/index.ts'
import { corporationsOf, type Permission, permits, type Staff } from './permissions.ts'

/**
 * Runs part of a request with what the person may see by one permission: for screens that put several rooms together.
 * A planner of one corporation who is the group's analyst sees the figures of all, and customers' names of that one only.
 * Undefined, and nothing is asked, when they do not hold the permission at all.
 */
export async function narrowedTo<T>(
  ctx: Context,
  staff: Pick<Staff, 'grants'>,
  permission: Permission,
  use: (ctx: Context) => Promise<T>,
): Promise<T | undefined> {
  if (!permits(staff, permission)) return undefined
  const { now, actor, language } = ctx
  const held = corporationsOf(staff, permission)
  const seen = ctx.corporations
  const corporations = seen === '*' ? held : held === '*' ? seen : held.filter((c) => seen.includes(c))
  await assume(ctx.tx, { actor, corporations })
  const result = await use(contextOf(ctx.tx, { now, actor, language, corporations }))
  await assume(ctx.tx, ctx) // after a failure the transaction is over, and its settings with it
  return result
}
