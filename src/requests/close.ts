import { type Context, Problem } from '../kernel/index.ts'
import { happened, lockFor, requireText, type Seen } from './check.ts'
import * as ledger from './ledger.ts'
import { type State, whyNotDone } from './rules.ts'
import * as store from './store.ts'
import { tellWhoAsked } from './tell-who-asked.ts'
import { calendarFor, daysTaken, evidenceOf, tell, tickAgain } from './timing.ts'

export interface Closing extends Seen {
  outcome: 'done' | 'refused'
  /** What the customer is told: the answer, the remedy, or the reason of a refusal. */
  answer: string
  /** Of a complaint: is it right? (Circular 39/2015/TT-BCT art. 16: a reply says so.) */
  accepted?: boolean
  /** What proves a refusal; needed with one. */
  evidence?: string
  at?: Date
}

/**
 * Closes a request: done, or refused with its reason, evidence and review. Its promise is settled by the moment, its
 * working days are counted. What has steps left or papers missing is not done.
 * @throws Problem requests/step-not-done, not-complete, answer-needed, accepted-needed, evidence-needed
 */
export async function close(
  ctx: Context,
  ref: string,
  given: Closing,
): Promise<{ closed_at: Date; working_days: number | null; in_limit: boolean | null }> {
  const { request, service } = await lockFor(ctx, ref, 'close', given)
  const { code } = request
  const answer = requireText(given.answer, new Problem('requests/answer-needed', { code }), 'answer')
  const complaint = request.family === 'complaint' && request.service === 'complaint'
  if (complaint && given.accepted === undefined) throw new Problem('requests/accepted-needed', { code })
  const why = given.outcome === 'done' ? whyNotDone(request, service) : null
  if (why) throw new Problem(why.code, why.params)
  const evidence =
    given.outcome === 'refused'
      ? requireText(given.evidence, new Problem('requests/evidence-needed', { code }), 'evidence')
      : null
  const on = request.state === 'paused' && (await store.pausesOf(ctx, request)).find((p) => p.resumed_at === null)
  const after = [request.received_at, request.complete_at, request.step_at, on ? on.paused_at : null]
  const at = happened(ctx, code, given.at, new Date(Math.max(...after.map((d) => d?.getTime() ?? 0))))
  if (on) await tickAgain(ctx, request, { at, reason: 'closed' })
  const figures = await figuresAt(ctx, request, at)
  await store.update(ctx, request, {
    state: 'closed' satisfies State,
    closed_at: at,
    outcome: given.outcome,
    answer,
    accepted: given.accepted ?? null,
    warn_at: null,
    ...figures,
  })
  const seq = await store.recordFact(ctx, request, {
    kind: 'closed',
    at,
    reason: answer,
    detail: { outcome: given.outcome, ...(given.accepted === undefined ? {} : { accepted: given.accepted }) },
  })
  if (evidence) await store.insertClaim(ctx, request, { seq, kind: 'refusal', reason: answer, evidence })
  for (const kind of ledger.kinds) await ledger.settleAt(ctx, request, { kind, at, evidence: evidenceOf(request, seq) })
  await tell(ctx, 'closed', request, { outcome: given.outcome, accepted: given.accepted ?? null })
  const result = complaint ? (given.accepted ? 'accepted' : 'rejected') : given.outcome
  await tellWhoAsked(ctx, 'request_closed', [{ request, more: { result, answer } }])
  return { closed_at: at, working_days: figures.working_days, in_limit: figures.in_limit }
}

/** What a closing at that moment counts as in the figures. */
export async function figuresAt(ctx: Context, request: store.RequestRow, at: Date) {
  if (!request.complete_at) return { working_days: null, paused_days: 0, in_limit: null }
  const days = daysTaken(await calendarFor(ctx, request), request.complete_at, at, await store.pausesOf(ctx, request))
  return { ...days, in_limit: request.due_at === null ? null : at <= request.due_at }
}
