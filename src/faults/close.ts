import { type Context, Problem, publish } from '../kernel/index.ts'
import { lockFor, requireShort } from './check.ts'
import * as store from './store.ts'

/** The fault is done with: its cause is known. */
export async function close(ctx: Context, ref: string, given: { note?: string } = {}): Promise<{ state: 'closed' }> {
  const fault = await lockFor(ctx, ref, 'close')
  if (!fault.cause) throw new Problem('faults/no-cause', { code: fault.code })
  await store.update(ctx, fault, { state: 'closed' })
  await store.recordFact(ctx, fault, { kind: 'closed', reason: given.note && requireShort(given.note) })
  await publish(ctx, 'fault.closed', {
    corporation_id: fault.corporation_id,
    about: fault.id,
    payload: { code: fault.code },
  })
  return { state: 'closed' }
}
