import * as interruptions from '../interruptions/index.ts'
import { type Context, iso, Problem, publish } from '../kernel/index.ts'
import { lockFor, requireShort } from './check.ts'
import * as store from './store.ts'
import { tellEstimate, tellFirst } from './tell.ts'

/**
 * Says when power is expected back, first or again. The first time everyone behind the fault is told, afterwards those
 * who are still without power. Every estimate stays in the story: how often it changed can be asked.
 */
export async function estimate(
  ctx: Context,
  ref: string,
  given: { estimate: Date; reason?: string },
): Promise<{ estimate: Date; messages: number }> {
  const fault = await lockFor(ctx, ref, 'estimate')
  const { corporation_id, interruption_id, estimate: before } = fault
  const after = new Date(Math.max(fault.out_at.getTime(), ctx.now.getTime()))
  if (given.estimate <= after)
    throw new Problem('faults/estimate-past', { estimate: iso(given.estimate), after: iso(after) })
  if (before && before.getTime() === given.estimate.getTime()) return { estimate: before, messages: 0 }
  const reason = given.reason?.trim() ? requireShort(given.reason.trim()) : undefined
  await store.update(ctx, fault, { estimate: given.estimate })
  await interruptions.estimate(ctx, { corporation_id, interruption_id }, given.estimate)
  const changed = { ...fault, estimate: given.estimate }
  const messages = fault.told
    ? await tellEstimate(ctx, changed, { back_at_before: before && iso(before), change_reason: reason })
    : await tellFirst(ctx, changed, 'fault_reported')
  await store.recordFact(ctx, fault, {
    kind: 'estimate',
    reason,
    detail: { estimate: given.estimate, estimate_before: before, messages },
  })
  await publish(ctx, 'fault.estimated', {
    corporation_id,
    about: fault.id,
    payload: { code: fault.code, estimate: iso(given.estimate) },
  })
  return { estimate: given.estimate, messages }
}
