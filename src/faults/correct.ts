import * as interruptions from '../interruptions/index.ts'
import { type Context, Problem, publish, ranges } from '../kernel/index.ts'
import { correctAbout } from '../promises/index.ts'
import { lockFor, requireAfterOut, requireText } from './check.ts'
import * as store from './store.ts'

/**
 * Says when a part really got power back. The step, the interruption and the promise keep what they said; what holds
 * instead is added to each, with the reason.
 */
export async function correct(
  ctx: Context,
  ref: string,
  given: { seq: number; at: Date; reason: string },
): Promise<{ seq: number }> {
  const fault = await lockFor(ctx, ref, 'correct')
  const reason = requireText(given.reason)
  const { corporation_id, interruption_id } = fault
  const facts = await store.factsOf(ctx, fault)
  const fact = facts.find((f) => f.seq === given.seq)
  if (!fact || (fact.kind !== 'step' && fact.kind !== 'restored') || fact.transformers === ranges.emptySet)
    throw new Problem('faults/unknown-step', { code: fault.code, seq: given.seq })
  const detail = requireAfterOut(ctx, fault, given.at)
  for (const step_no of fact.detail.interruption_steps as number[])
    await interruptions.correct(ctx, { corporation_id, interruption_id, step_no }, { restored_at: given.at }, reason)
  const { transformers, customers } = fact
  const seq = await store.recordFact(ctx, fault, {
    kind: 'corrected',
    at: given.at,
    reason,
    detail: { ...detail, corrects: fact.seq, at_before: fact.at },
    transformers,
    customers,
  })
  const said = [fact, ...facts.filter((f) => f.kind === 'corrected' && f.detail.corrects === fact.seq)]
  const evidence = { evidence_kind: 'fault_step', evidence: `${fault.id}/${seq}` }
  await correctAbout(ctx, {
    corporation_id,
    about: fault.id,
    wrong: said.map((f) => `${fault.id}/${f.seq}`),
    at: given.at,
    reason,
    ...evidence,
  })
  if (fact.kind === 'restored') await store.update(ctx, fault, { restored_at: given.at })
  await publish(ctx, 'fault.corrected', {
    corporation_id,
    about: fault.id,
    payload: { code: fault.code, corrects: fact.seq },
  })
  return { seq }
}
