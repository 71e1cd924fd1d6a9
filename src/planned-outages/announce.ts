import { type Context, iso, Problem, publish } from '../kernel/index.ts'
import { lockFor, requireReason, requireRules } from './check.ts'
import { trace } from './plan.ts'
import { noticeDeadline } from './rules.ts'
import * as store from './store.ts'
import { tell } from './tell.ts'
import { warningsOf } from './warnings.ts'

/**
 * Tells everyone a planned outage touches and makes its two promises: all of it, or none of it.
 * @param options.late_reason why the lead time of the law is missed; needed when it is, and recorded
 */
export async function announce(
  ctx: Context,
  ref: string,
  options: { late_reason?: string } = {},
): Promise<{ messages: number; customers: number; late_s: number }> {
  const outage = await lockFor(ctx, ref, 'announce')
  if (outage.out_from < ctx.now)
    throw new Problem('planned-outages/window-past', {
      from: iso(outage.out_from),
      to: iso(outage.back_at),
      now: iso(ctx.now),
    })
  const rules = await requireRules(ctx, outage.corporation_id, outage.out_from)
  const { tell_by, late_s } = noticeDeadline(rules, outage, ctx.now)
  if (late_s > 0 && !options.late_reason?.trim())
    throw new Problem('planned-outages/told-late', { code: outage.code, tell_by: iso(tell_by), rule: rules.name })
  const late = late_s > 0 ? { reason: requireReason(options.late_reason), late_s, tell_by, rule: rules.name } : {}

  const before = { ...outage }
  const { transformers, ...found } = await trace(ctx, outage.corporation_id, await store.programmeOf(ctx, outage))
  const { messages } = await tell(ctx, outage, rules, { tell_by, transformers })
  // each customer behind the set is told once, whoever cannot be reached by a call
  const customers = messages
  Object.assign(outage, { ...found, transformers, customers })
  const [cut] = await store.programmeOf(ctx, outage)
  const warnings = await warningsOf(ctx, outage, cut!)
  const { transformer_count, network_revision } = found
  await store.update(ctx, outage, {
    state: 'announced',
    told: true,
    transformers,
    transformer_count,
    customers,
    network_revision,
  })
  const { reason, ...detail } = { reason: undefined, ...late, ...movedSince(before, outage), messages, warnings }
  await store.recordFact(ctx, outage, { kind: 'announced', reason, detail, transformers, customers })
  await publish(ctx, 'outage.announced', {
    corporation_id: outage.corporation_id,
    about: outage.id,
    payload: { code: outage.code, customers },
  })
  return { messages, customers, late_s }
}

/**
 * The network may have changed since the outage was planned, and customers may have moved: whom it touches is found
 * anew, so that those are told who will be without power. What moved is said in the fact.
 */
function movedSince(before: store.OutageRow, now: store.OutageRow): Record<string, unknown> {
  if (now.transformers === before.transformers && now.customers === before.customers) return {}
  return {
    moved: {
      customers_before: before.customers,
      transformers_before: before.transformer_count,
      network_revision_before: before.network_revision,
    },
  }
}
