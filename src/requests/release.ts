import { type Context, Problem } from '../kernel/index.ts'
import { lockFor, type Seen } from './check.ts'
import * as store from './store.ts'
import { tell } from './timing.ts'

/**
 * Gives a request back to its unit's queue.
 * @param given.anyones a manager may give back what another has
 * @throws Problem requests/not-yours
 */
export async function release(ctx: Context, ref: string, given: Seen & { anyones?: boolean } = {}): Promise<void> {
  const { request } = await lockFor(ctx, ref, 'release', given)
  const by = request.assigned_to!
  if (by !== ctx.actor && !given.anyones) throw new Problem('requests/not-yours', { code: request.code, by })
  await store.update(ctx, request, { assigned_to: null })
  await store.recordFact(ctx, request, { kind: 'released', detail: { from: by } })
  await tell(ctx, 'changed', request, { verb: 'release' })
}
