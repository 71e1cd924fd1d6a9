import { type Context, iso, Problem } from '../kernel/index.ts'
import { lockFor, requireText, type Seen } from './check.ts'
import { longestPause } from './clock.ts'
import { endsByAnswer } from './rules.ts'
import * as store from './store.ts'
import { tellWhoAsked } from './tell-who-asked.ts'
import { calendarFor, evidenceOf, retime, tell } from './timing.ts'

/**
 * Stops the clock for one of the service's reasons, from now on: never backwards. It needs its evidence and goes on the
 * list of those that review such claims. After the longest days allowed it ticks again by itself; what is promised
 * meanwhile is the deadline that holds if it lasts so long.
 * @param given.until when the answer is expected; not after the longest allowed
 * @throws Problem requests/pause-reason, evidence-needed, pause-too-long
 */
export async function pause(
  ctx: Context,
  ref: string,
  given: Seen & { reason: string; evidence: string; until?: Date },
): Promise<{ ends_by: Date; due_at: Date | null }> {
  const { request, service } = await lockFor(ctx, ref, 'pause', given)
  const { code } = request
  const allowed = service.pauses.find((p) => p.reason === given.reason)
  if (!allowed)
    throw new Problem('requests/pause-reason', {
      code,
      reason: given.reason.slice(0, 60),
      allowed: service.pauses.map((p) => p.reason).join(', '),
    })
  const evidence = requireText(given.evidence, new Problem('requests/evidence-needed', { code }), 'evidence')
  const longest = longestPause(await calendarFor(ctx, request), ctx.now, allowed.longest_days)
  const tooLong = { code, reason: allowed[ctx.language], days: allowed.longest_days }
  if (given.until && given.until > longest) throw new Problem('requests/pause-too-long', tooLong)
  if (given.until && given.until <= ctx.now)
    throw new Problem('requests/before', { code, at: iso(given.until), than: iso(ctx.now) })
  const ends_by = given.until ?? longest
  const pause_seq = await store.insertPause(ctx, request, {
    reason: allowed.reason,
    evidence,
    paused_at: ctx.now,
    ends_by,
  })
  await store.update(ctx, request, { state: 'paused' })
  const seq = await store.recordFact(ctx, request, {
    kind: 'paused',
    reason: evidence,
    detail: { why: allowed.reason, ends_by, pause: pause_seq },
  })
  await store.insertClaim(ctx, request, { seq, kind: 'pause', reason: allowed.reason, evidence, pause_seq })
  await retime(ctx, [request], { reason: `pause:${allowed.reason}`, evidence: evidenceOf(request, seq) })
  await tell(ctx, 'changed', request, { verb: 'pause' })
  const { vi, en } = allowed
  const why = endsByAnswer(allowed.reason) ? 'customer' : 'other'
  const due_at = request.due_at && iso(request.due_at)
  await tellWhoAsked(ctx, 'request_waiting', [{ request, more: { why, words: { vi, en }, due_at } }])
  return { ends_by, due_at: request.due_at }
}
