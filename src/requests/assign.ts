import { type Context, Problem } from '../kernel/index.ts'
import { lockFor, requireText, type Seen } from './check.ts'
import * as store from './store.ts'
import { tell } from './timing.ts'
import { workerOf } from './within.ts'

/**
 * Gives a request to a person who may work where it lies, or takes it from whoever has it.
 * @throws Problem requests/unknown-person, requests/works-elsewhere
 */
export async function assign(
  ctx: Context,
  ref: string,
  given: Seen & { to: string; note?: string },
): Promise<{ assigned_to: string }> {
  const { request } = await lockFor(ctx, ref, 'assign', given)
  const named = requireText(given.to, new Problem('kernel/invalid', { field: 'to', reason: '' }), 'to', 64)
  const to = await workerOf(ctx, named, request)
  await store.update(ctx, request, { assigned_to: to })
  await store.recordFact(ctx, request, { kind: 'assigned', reason: given.note?.trim() || null, detail: { to } })
  await tell(ctx, 'changed', request, { verb: 'assign', to })
  return { assigned_to: to }
}
