import { type Context, Problem } from '../kernel/index.ts'
import { lockFor, requireText, type Seen } from './check.ts'
import * as store from './store.ts'
import { tell } from './timing.ts'

/**
 * The company says what is in its way, with evidence. It does not stop the clock; it goes on the list of claims that
 * another person reviews and that the customer is asked about.
 */
export async function obstacle(
  ctx: Context,
  ref: string,
  given: Seen & { reason: string; evidence: string },
): Promise<{ seq: number }> {
  const { request } = await lockFor(ctx, ref, 'obstacle', given)
  const reason = requireText(given.reason, new Problem('requests/reason-needed'), 'reason')
  const evidence = requireText(
    given.evidence,
    new Problem('requests/evidence-needed', { code: request.code }),
    'evidence',
  )
  const seq = await store.recordFact(ctx, request, { kind: 'obstacle', reason, detail: { evidence } })
  await store.insertClaim(ctx, request, { seq, kind: 'obstacle', reason, evidence })
  await tell(ctx, 'changed', request, { verb: 'obstacle' })
  return { seq }
}
