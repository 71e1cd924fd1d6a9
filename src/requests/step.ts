import { type Context, Problem } from '../kernel/index.ts'
import { happened, lockFor, type Seen, short } from './check.ts'
import * as ledger from './ledger.ts'
import { nextStep } from './rules.ts'
import * as store from './store.ts'
import { evidenceOf, retime, tell } from './timing.ts'

/**
 * The next step is done: its promise is settled, that of the one after it is made. Steps are done in their order.
 * @throws Problem requests/unknown-step where another step is next
 */
export async function step(
  ctx: Context,
  ref: string,
  given: Seen & { step: string; note?: string; at?: Date },
): Promise<{ step: string; next: string | null; due_at: Date | null; step_due_at: Date | null }> {
  const { request, service } = await lockFor(ctx, ref, 'step', given)
  const next = nextStep(request, service)!
  if (next.code !== given.step)
    throw new Problem('requests/unknown-step', { code: request.code, step: given.step.slice(0, 60), next: next.code })
  const at = happened(ctx, request.code, given.at, request.step_at ?? request.complete_at!)
  await store.update(ctx, request, { step: next.code, step_at: at, step_warned: false })
  const seq = await store.recordFact(ctx, request, {
    kind: 'step',
    at,
    reason: given.note ? short(given.note.trim(), 'note') : null,
    detail: { step: next.code, who: next.who },
  })
  const evidence = evidenceOf(request, seq)
  await ledger.settleAt(ctx, request, { kind: 'request_step', at, evidence })
  const after = nextStep(request, service)
  if (!after) await ledger.settleAt(ctx, request, { kind: 'request_steps', at, evidence })
  await retime(ctx, [request], { reason: `step:${next.code}`, evidence, stepped: true })
  await tell(ctx, 'changed', request, { verb: 'step' })
  return { step: next.code, next: after?.code ?? null, due_at: request.due_at, step_due_at: request.step_due_at }
}
