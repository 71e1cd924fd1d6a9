import { type Context, Problem, type RangeSet } from '../kernel/index.ts'
import { moveCustomers, moveTransformers } from './move.ts'
import { movesOf, type Outcome, partsOf } from './rules.ts'
import * as store from './store.ts'

export interface Evidence {
  /** outage_step, notice_result, fault_step, request_step, ... */
  evidence_kind: string
  /** Key of the evidence row. The same evidence settles once, however often its event comes. */
  evidence: string
}

export type Settlement = Evidence & {
  corporation_id: number
  promise_id: string
  /** When it happened. */
  at: Date
  /** Default: kept when `at` is not after the deadline, else broken. */
  outcome?: 'kept' | 'broken'
  reason?: string
} & (
    | { transformers: RangeSet /** Speak also of what earlier evidence settled. */; again?: boolean; customers?: never }
    | { customers: number; transformers?: never; again?: never }
  )

/**
 * Settles a part of a promise by evidence. What the clock broke in the meantime is taken back by one row and said anew by
 * the next, with by how much it was late. Returns how many customers the evidence speaks of: 0 when it has spoken before.
 * @throws promises/more-than-promised when a number of customers exceeds what is open (or broken by the clock only)
 */
export async function settle(ctx: Context, settlement: Settlement): Promise<number> {
  const promise = await store.lock(ctx, settlement.corporation_id, settlement.promise_id)
  if (!promise) throw new Problem('promises/unknown', { id: settlement.promise_id })
  if (await store.hasSpoken(ctx, promise, settlement)) return 0
  if (settlement.transformers === undefined) return moveCustomers(ctx, promise, settlement)
  const parts = partsOf(await store.entriesOf(ctx, promise))
  const moves = movesOf(requireTransformers(promise), parts, settlement.transformers, settlement.again ?? false)
  return moveTransformers(ctx, promise, parts, moves, settlement)
}

/**
 * Settles by the same evidence every promise of a kind about a subject, each as far as it speaks of these transformers.
 * With a version only those of it: a promise that was released when its subject moved is owed no more, and is not broken
 * by what happened at the new time.
 */
export async function settleAbout(
  ctx: Context,
  settlement: Evidence & {
    corporation_id: number
    about: string
    kind: string
    at: Date
    transformers: RangeSet
    version?: number
    again?: boolean
    reason?: string
  },
): Promise<void> {
  const { corporation_id, about, kind, version } = settlement
  for (const promise_id of await store.idsAbout(ctx, corporation_id, about, kind, version))
    await settle(ctx, { ...settlement, promise_id })
}

/**
 * Releases what is open of the promises about a subject (all kinds, or one; all of it, or some transformers): the
 * subject was moved or cancelled, nobody is owed it any more. What is broken stays broken.
 */
export async function release(
  ctx: Context,
  given: Evidence & {
    corporation_id: number
    about: string
    kind?: string
    transformers?: RangeSet
    at: Date
    reason: string
  },
): Promise<void> {
  for (const id of await store.idsAbout(ctx, given.corporation_id, given.about, given.kind)) {
    const promise = (await store.lock(ctx, given.corporation_id, id))!
    const open = promise.customers - promise.kept - promise.broken - promise.released
    if (open === 0 || (await store.hasSpoken(ctx, promise, given))) continue
    const settlement = { ...given, outcome: 'released' as Outcome }
    if (promise.parts === 'customers') await moveCustomers(ctx, promise, { ...settlement, customers: open })
    else {
      const parts = partsOf(await store.entriesOf(ctx, promise))
      const promised = requireTransformers(promise)
      const moves = movesOf(promised, parts, given.transformers ?? promised, false).filter((m) => m.from === null)
      await moveTransformers(ctx, promise, parts, moves, settlement)
    }
  }
}

export function requireTransformers(promise: store.Promised): RangeSet {
  if (promise.parts !== 'transformers' || promise.transformers === null)
    throw new Problem('promises/no-transformers', { kind: promise.kind })
  return promise.transformers
}
