import { type Context, Problem } from '../kernel/index.ts'
import { lockFor, requireText, type Seen } from './check.ts'
import { passed } from './clock.ts'
import * as store from './store.ts'
import { calendarFor, evidenceOf, retime, tell } from './timing.ts'

/**
 * Opens a closed request again: the customer is not content, or it was closed by mistake. The clock goes on where it
 * stood when it was closed; what is left of the limit is promised anew, and what was broken stays broken.
 */
export async function reopen(
  ctx: Context,
  ref: string,
  given: Seen & { reason: string },
): Promise<{ due_at: Date | null }> {
  const { request } = await lockFor(ctx, ref, 'reopen', given)
  const reason = requireText(given.reason, new Problem('requests/reason-needed'), 'reason')
  const { closed_at, outcome, answer, accepted } = request
  if (request.complete_at)
    await store.insertPause(ctx, request, {
      reason: 'closed',
      evidence: reason,
      paused_at: closed_at!,
      ends_by: ctx.now,
      resumed_at: ctx.now,
      days: passed(await calendarFor(ctx, request), 'working_days', closed_at!, ctx.now),
    })
  await store.update(ctx, request, {
    state: request.complete_at ? 'complete' : 'received',
    closed_at: null,
    outcome: null,
    answer: null,
    accepted: null,
    working_days: null,
    paused_days: 0,
    in_limit: null,
  })
  const seq = await store.recordFact(ctx, request, {
    kind: 'reopened',
    reason,
    detail: { before: { closed_at: closed_at?.toISOString(), outcome, answer, accepted } },
  })
  if (request.complete_at) await retime(ctx, [request], { reason: 'reopened', evidence: evidenceOf(request, seq) })
  await tell(ctx, 'changed', request, { verb: 'reopen' })
  return { due_at: request.due_at }
}
