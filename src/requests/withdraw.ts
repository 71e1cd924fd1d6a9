import { type Context, Problem } from '../kernel/index.ts'
import { lockFor, requireText, type Seen } from './check.ts'
import * as ledger from './ledger.ts'
import * as store from './store.ts'
import { evidenceOf, tell, tickAgain } from './timing.ts'

/** The customer wants it no longer: what was promised is owed to nobody any more. */
export async function withdraw(ctx: Context, ref: string, given: Seen & { reason: string }): Promise<void> {
  const { request } = await lockFor(ctx, ref, 'withdraw', given)
  const reason = requireText(given.reason, new Problem('requests/reason-needed'), 'reason')
  if (request.state === 'paused') await tickAgain(ctx, request, { at: ctx.now, reason: 'withdrawn' })
  await store.update(ctx, request, { state: 'closed', closed_at: ctx.now, outcome: 'withdrawn', warn_at: null })
  const seq = await store.recordFact(ctx, request, { kind: 'withdrawn', reason })
  await ledger.releaseAll(ctx, request, { reason, evidence: evidenceOf(request, seq) })
  await tell(ctx, 'closed', request, { outcome: 'withdrawn' })
}
