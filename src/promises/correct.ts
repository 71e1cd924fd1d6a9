import { type Context, Problem, type RangeSet, ranges } from '../kernel/index.ts'
import { moveCustomers, moveTransformers } from './move.ts'
import { type Outcome, partsOf } from './rules.ts'
import { requireTransformers } from './settle.ts'
import * as store from './store.ts'

/**
 * Corrects what a row of the ledger says, or a part of it: it is taken back by one row and said anew by the next; nothing
 * is changed or removed. Correcting by the same evidence twice does nothing the second time.
 * @throws promises/unknown-outcome when the row is not there or holds nothing (any more) of what is to be corrected
 */
export async function correct(
  ctx: Context,
  given: {
    corporation_id: number
    promise_id: string
    /** The row that was wrong. */
    seq: number
    /** When it happened in truth. */
    at: Date
    outcome?: Outcome
    /** Which part of the row; default: all that it still says. */
    transformers?: RangeSet
    customers?: number
    reason: string
    /** The row that says why; default: this correction itself. */
    evidence_kind?: string
    evidence?: string
  },
): Promise<number> {
  if (given.reason.trim() === '') throw new Problem('promises/reason-needed')
  const promise = await store.lock(ctx, given.corporation_id, given.promise_id)
  if (!promise) throw new Problem('promises/unknown', { id: given.promise_id })
  const entries = await store.entriesOf(ctx, promise)
  const said = {
    at: given.at,
    outcome: given.outcome,
    reason: given.reason,
    evidence_kind: given.evidence_kind ?? 'correction',
    evidence: given.evidence ?? `${given.seq}:${entries.length + 1}`,
  }
  if (await store.hasSpoken(ctx, promise, said)) return 0
  const parts = partsOf(entries)
  const from = parts.find((p) => p.seq === given.seq)
  if (!from) throw new Problem('promises/unknown-outcome', { seq: given.seq })
  if (promise.parts === 'customers') {
    const customers = given.customers ?? from.left
    if (customers <= 0) throw new Problem('promises/unknown-outcome', { seq: given.seq })
    return moveCustomers(ctx, promise, { ...said, customers, from })
  }
  requireTransformers(promise)
  const transformers = given.transformers ? ranges.intersection(from.holds, given.transformers) : from.holds
  if (transformers === ranges.emptySet) throw new Problem('promises/unknown-outcome', { seq: given.seq })
  return moveTransformers(ctx, promise, parts, [{ from, transformers }], said)
}
