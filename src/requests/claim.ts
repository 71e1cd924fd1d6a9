import type { Context } from '../kernel/index.ts'
import { lockFor, type Seen } from './check.ts'
import * as store from './store.ts'
import { tell } from './timing.ts'

/**
 * Takes a request that is in nobody's hands. Of two at once the second is told who has it.
 * @throws Problem requests/claimed
 */
export async function claim(ctx: Context, ref: string, given: Seen = {}): Promise<{ assigned_to: string }> {
  const { request } = await lockFor(ctx, ref, 'claim', given)
  await store.update(ctx, request, { assigned_to: ctx.actor })
  await store.recordFact(ctx, request, { kind: 'claimed' })
  await tell(ctx, 'changed', request, { verb: 'claim' })
  return { assigned_to: ctx.actor }
}
