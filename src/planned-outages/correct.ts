import * as interruptions from '../interruptions/index.ts'
import { type Context, Problem, publish, ranges } from '../kernel/index.ts'
import { correctAbout } from '../promises/index.ts'
import { lockFor, requireReason } from './check.ts'
import { requireAfterCut } from './step.ts'
import * as store from './store.ts'

/**
 * Says when a part really got power back. The step, the interruption and the promise keep what they said; what holds
 * instead is added to each, with the reason.
 * @param given.seq the fact of the step in the story
 */
export async function correct(
  ctx: Context,
  ref: string,
  given: { seq: number; at: Date; reason: string },
): Promise<{ seq: number; late_s: number }> {
  const outage = await lockFor(ctx, ref, 'correct')
  const reason = requireReason(given.reason)
  const { corporation_id, interruption_id } = outage
  const facts = await store.factsOf(ctx, outage)
  const fact = facts.find((f) => f.seq === given.seq)
  if (!fact || (fact.kind !== 'step' && fact.kind !== 'restored') || fact.transformers === ranges.emptySet)
    throw new Problem('planned-outages/unknown-step', { code: outage.code, seq: given.seq })
  const detail = requireAfterCut(ctx, outage, given.at)
  for (const step_no of fact.detail.interruption_steps as number[])
    await interruptions.correct(
      ctx,
      { corporation_id, interruption_id: interruption_id!, step_no },
      { restored_at: given.at },
      reason,
    )
  const seq = await store.recordFact(ctx, outage, {
    kind: 'corrected',
    at: given.at,
    reason,
    detail: { ...detail, corrects: fact.seq, at_before: fact.at },
    transformers: fact.transformers,
    customers: fact.customers,
  })
  await correctAbout(ctx, {
    corporation_id,
    about: outage.id,
    wrong: [fact, ...facts.filter((f) => f.kind === 'corrected' && f.detail.corrects === fact.seq)].map(
      (f) => `${outage.id}/${f.seq}`,
    ),
    at: given.at,
    reason,
    evidence_kind: 'outage_step',
    evidence: `${outage.id}/${seq}`,
  })
  if (fact.kind === 'restored') await store.update(ctx, outage, { restored_at: given.at })
  await publish(ctx, 'outage.corrected', {
    corporation_id,
    about: outage.id,
    payload: { code: outage.code, corrects: fact.seq },
  })
  return { seq, late_s: Math.ceil((given.at.getTime() - outage.back_at.getTime()) / 1000) }
}
