import { type Context, Problem } from '../kernel/index.ts'
import { requireText } from './check.ts'
import { dueAt } from './clock.ts'
import { figuresAt } from './close.ts'
import * as ledger from './ledger.ts'
import * as store from './store.ts'
import { calendarFor, counting, evidenceOf, retime, tell, tickAgain } from './timing.ts'

/**
 * Another person looks at what the company claimed in its own favour: a pause, a refusal, an obstacle. A pause that is not
 * upheld ticks as if it had never been: an open request's deadline moves back, a closed one is counted anew, and a promise
 * that was kept only by it is corrected to broken. A refusal that is not upheld is for somebody to reopen.
 * @param seq number of the claim
 * @throws Problem requests/unknown-claim, review-own, reviewed, reason-needed
 */
export async function review(
  ctx: Context,
  ref: string,
  seq: number,
  given: { upheld: boolean; note: string },
): Promise<{ upheld: boolean; due_at: Date | null; in_limit: boolean | null }> {
  const request = await store.lock(ctx, ref)
  if (!request) throw new Problem('requests/unknown', { id: ref.slice(0, 60) })
  const { code } = request
  const claim = (await store.claimsOf(ctx, request)).find((c) => c.seq === seq)
  if (!claim) throw new Problem('requests/unknown-claim', { code, seq })
  if (claim.actor === ctx.actor) throw new Problem('requests/review-own', { code })
  if (claim.reviewed_at) throw new Problem('requests/reviewed', { code, by: claim.reviewed_by! })
  const note = requireText(given.note, new Problem('requests/reason-needed'), 'note')
  const { upheld } = given
  await store.updateClaim(ctx, claim, { upheld, review: note, reviewed_at: ctx.now, reviewed_by: ctx.actor })
  const fact = await store.recordFact(ctx, request, {
    kind: 'reviewed',
    reason: note,
    detail: { claim: seq, about: claim.kind, upheld },
  })
  if (claim.kind === 'pause' && !upheld) await undo(ctx, request, claim.pause_seq!, evidenceOf(request, fact))
  await tell(ctx, 'changed', request, { verb: 'review', upheld })
  return { upheld, due_at: request.due_at, in_limit: request.in_limit }
}

async function undo(ctx: Context, request: store.RequestRow, pause_seq: number, evidence: string): Promise<void> {
  const on = (await store.pausesOf(ctx, request)).find((p) => p.resumed_at === null)
  if (request.state !== 'closed') {
    if (on?.seq === pause_seq) await tickAgain(ctx, request, { at: ctx.now, reason: 'review' })
    else await retime(ctx, [request], { reason: 'review', evidence })
    return
  }
  if (!request.complete_at || !request.due_at) return
  const service = await store.service(ctx, request.service_id)
  const due = await dueOf(ctx, request)
  const at = request.closed_at!
  await ledger.breakKept(ctx, request, { kind: 'request', due, at, reason: service.rule, evidence })
  await store.update(ctx, request, { due_at: due })
  await store.update(ctx, request, await figuresAt(ctx, request, at))
}

/** The deadline by the pauses that count. */
async function dueOf(ctx: Context, request: store.RequestRow): Promise<Date> {
  const pauses = counting(await store.pausesOf(ctx, request))
  return dueAt(await calendarFor(ctx, request), request, request.complete_at!, pauses, request.closed_at!)!
}
