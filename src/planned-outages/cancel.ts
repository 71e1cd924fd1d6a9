import { type Context, publish } from '../kernel/index.ts'
import { enqueue, toldOf } from '../notices/index.ts'
import { release } from '../promises/index.ts'
import { lockFor, requireReason, requireRules } from './check.ts'
import { changeDeadline } from './rules.ts'
import * as store from './store.ts'
import { payloadOf } from './tell.ts'

/** The outage will not be done: exactly those who had been told hear it, and its promises are released. */
export async function cancel(
  ctx: Context,
  ref: string,
  given: { reason: string },
): Promise<{ state: 'cancelled'; messages: number; late_s: number }> {
  const outage = await lockFor(ctx, ref, 'cancel')
  const reason = requireReason(given.reason)
  const told = outage.told ? await tellCancelled(ctx, outage, reason) : { messages: 0, late_s: 0 }
  await store.update(ctx, outage, { state: 'cancelled' })
  await store.recordFact(ctx, outage, { kind: 'cancelled', reason, detail: told })
  await publish(ctx, 'outage.cancelled', {
    corporation_id: outage.corporation_id,
    about: outage.id,
    payload: { code: outage.code },
  })
  return { state: 'cancelled', messages: told.messages, late_s: told.late_s }
}

/** Told less than the hours of the rule set before the notified time: recorded with the reason. */
async function tellCancelled(
  ctx: Context,
  outage: store.OutageRow,
  reason: string,
): Promise<{ messages: number; late_s: number; tell_by: Date; rule: string }> {
  const { corporation_id, id: about } = outage
  const rules = await requireRules(ctx, corporation_id, outage.out_from)
  const { tell_by, late_s } = changeDeadline(rules, outage, undefined, ctx.now)
  await release(ctx, {
    corporation_id,
    about,
    at: ctx.now,
    reason,
    evidence_kind: 'outage_version',
    evidence: `${about}/cancelled`,
  })
  const { messages } = await enqueue(ctx, {
    corporation_id,
    kind: 'outage_cancelled',
    about_kind: 'planned_outage',
    about,
    payload: { ...payloadOf(outage), change_reason: reason },
    to: toldOf(ctx, about),
  })
  return { messages, late_s, tell_by, rule: rules.name }
}
