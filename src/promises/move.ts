import { countAt } from '../customers/index.ts'
import { type Context, Problem, type RangeSet, ranges } from '../kernel/index.ts'
import {
  byTheClock,
  type Move,
  moved,
  type Outcome,
  outcomeAt,
  outcomes,
  type Part,
  partsOf,
  type Sums,
  setsOf,
  sumsOf,
} from './rules.ts'
import * as store from './store.ts'

/** What moves, said by what. */
export interface Said {
  at: Date
  outcome?: Outcome
  evidence_kind: string
  evidence: string
  reason?: string
}

/** The outcome and its lateness in seconds; 0 where it says nothing (released, or broken before the deadline). */
function verdict(promise: store.Promised, said: Said): { outcome: Outcome; late_s: number } {
  const byTime = outcomeAt(promise.due, said.at)
  if (said.outcome === undefined || said.outcome === byTime.outcome) return byTime
  return { outcome: said.outcome, late_s: 0 }
}

/**
 * Moves parts named by transformers to their outcome. Each move takes its part back from the row that held it; one row
 * then says what holds instead. Returns how many customers changed or confirmed their outcome by it.
 */
export async function moveTransformers(
  ctx: Context,
  promise: store.Promised,
  parts: readonly Part[],
  moves: readonly Move[],
  said: Said,
): Promise<number> {
  if (moves.length === 0) return 0
  const promised = { transformers: promise.transformers!, customers: promise.customers }
  const count = (set: RangeSet) => countAt(ctx, promise.corporation_id, set, promise.counted_at)
  const { outcome, late_s } = verdict(promise, said)
  const base = { at: said.at, evidence_kind: said.evidence_kind, evidence: said.evidence, reason: said.reason ?? null }
  const entries: store.NewEntry[] = []
  const delta: Sums = { kept: 0, broken: 0, released: 0 }
  let sets = setsOf(promised.transformers, parts)
  let before: Sums = { kept: promise.kept, broken: promise.broken, released: promise.released }
  for (const move of moves) {
    // Out of its row first, as if it were open again, then into the new one: both steps are counted, so that a move
    // within one outcome (broken by the clock, then broken by 14 minutes) also says how many customers it speaks of.
    if (move.from) {
      const opened = {
        ...sets,
        [move.from.outcome]: ranges.difference(sets[move.from.outcome], move.transformers),
        open: ranges.union(sets.open, move.transformers),
      }
      const sums = await sumsOf(opened, promised, count)
      const { outcome: from } = move.from
      entries.push({
        ...base,
        outcome: from,
        customers: sums[from] - before[from],
        transformers: move.transformers,
        late_s: 0,
        corrects: move.from.seq,
      })
      for (const o of outcomes) if (o !== from) delta[o] += sums[o] - before[o]
      before = sums
      sets = opened
    }
    sets = moved(sets, { from: null, transformers: move.transformers }, outcome)
    const sums = await sumsOf(sets, promised, count)
    for (const o of outcomes) delta[o] += sums[o] - before[o]
    before = sums
  }
  const transformers = ranges.union(...moves.map((m) => m.transformers))
  entries.push({ ...base, outcome, customers: delta[outcome], transformers, late_s, corrects: null })
  for (const o of outcomes)
    if (o !== outcome && delta[o] !== 0)
      entries.push({ ...base, outcome: o, customers: delta[o], transformers: null, late_s: 0, corrects: null })
  await store.append(ctx, promise, entries, before)
  return Math.abs(delta[outcome])
}

/**
 * Moves a number of customers to their outcome: from what is open, then from what only the clock has spoken of.
 * @throws promises/more-than-promised
 */
export async function moveCustomers(
  ctx: Context,
  promise: store.Promised,
  said: Said & { customers: number; from?: Part },
): Promise<number> {
  if (said.customers < 0 || !Number.isInteger(said.customers)) throw new RangeError(`customers: ${said.customers}`)
  if (said.customers === 0) return 0
  const { outcome, late_s } = verdict(promise, said)
  const base = {
    transformers: null,
    at: said.at,
    evidence_kind: said.evidence_kind,
    evidence: said.evidence,
    reason: said.reason ?? null,
  }
  const entries: store.NewEntry[] = []
  const sums: Sums = { kept: promise.kept, broken: promise.broken, released: promise.released }
  const open = promise.customers - promise.kept - promise.broken - promise.released
  let rest = said.customers - (said.from ? 0 : Math.min(open, said.customers))
  const sources =
    rest === 0 ? [] : said.from ? [said.from] : partsOf(await store.clockEntriesOf(ctx, promise)).filter(byTheClock)
  for (const part of sources) {
    const taken = Math.min(part.left, rest)
    if (taken <= 0) continue
    entries.push({ ...base, outcome: part.outcome, customers: -taken, late_s: 0, corrects: part.seq })
    sums[part.outcome] -= taken
    rest -= taken
  }
  if (rest > 0)
    throw new Problem('promises/more-than-promised', {
      id: promise.id,
      customers: said.customers,
      open: said.customers - rest,
    })
  entries.push({ ...base, outcome, customers: said.customers, late_s, corrects: null })
  sums[outcome] += said.customers
  await store.append(ctx, promise, entries, sums)
  return said.customers
}
