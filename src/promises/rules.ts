import { type RangeSet, ranges } from '../kernel/index.ts'

export const outcomes = ['kept', 'broken', 'released'] as const
export type Outcome = (typeof outcomes)[number]

/** The outcome of a part that happened at `at`, and by how many seconds after the deadline (negative: before it). */
export function outcomeAt(due: Date, at: Date): { outcome: 'kept' | 'broken'; late_s: number } {
  const late_s = Math.ceil((at.getTime() - due.getTime()) / 1000)
  return { outcome: at <= due ? 'kept' : 'broken', late_s: late_s === 0 ? 0 : late_s }
}

/** A row of the ledger, as far as the accounting looks at it. */
export interface Entry {
  seq: number
  outcome: Outcome
  customers: number
  transformers: RangeSet | null
  evidence_kind: string
  evidence: string
  corrects: number | null
  at: Date
}

/** A row of the ledger with what later rows have left of it. */
export interface Part extends Entry {
  /** What it still speaks of: its transformers less those taken back. */
  holds: RangeSet
  /** Its customers less those taken back. */
  left: number
}

/**
 * The parts that hold today: each row less what the rows that correct it took back. Parts never overlap: a transformer
 * that was settled once is never open again, it only passes from one part to another.
 */
export function partsOf(entries: readonly Entry[]): Part[] {
  const parts = new Map<number, Part>()
  for (const e of entries)
    if (e.corrects === null) parts.set(e.seq, { ...e, holds: e.transformers ?? ranges.emptySet, left: e.customers })
  for (const e of entries) {
    const part = e.corrects === null ? undefined : parts.get(e.corrects)
    if (!part) continue
    part.holds = ranges.difference(part.holds, e.transformers ?? ranges.emptySet)
    part.left += e.customers
  }
  return [...parts.values()]
}

/** The clock's word that a deadline passed: not evidence of what happened, so what happened afterwards replaces it. */
export const byTheClock = (part: { evidence_kind: string }): boolean => part.evidence_kind === 'clock'

export type SetsByOutcome = Record<Outcome | 'open', RangeSet>

/** Which transformers of the promise are in which state. */
export function setsOf(promised: RangeSet, parts: readonly Part[]): SetsByOutcome {
  const sets: SetsByOutcome = {
    open: promised,
    kept: ranges.emptySet,
    broken: ranges.emptySet,
    released: ranges.emptySet,
  }
  for (const part of parts) {
    sets[part.outcome] = ranges.union(sets[part.outcome], part.holds)
    sets.open = ranges.difference(sets.open, part.holds)
  }
  return sets
}

/** A part of the promise that changes its outcome: `from` is the row that it is taken from, null: it was open. */
export interface Move {
  from: Part | null
  transformers: RangeSet
}

/**
 * What new evidence about `transformers` moves: the open part of them, and what only the clock has spoken of.
 * @param again also what earlier evidence settled (power that came back, was cut again and came back once more)
 */
export function movesOf(promised: RangeSet, parts: readonly Part[], transformers: RangeSet, again: boolean): Move[] {
  const moves: Move[] = []
  const open = ranges.intersection(setsOf(promised, parts).open, transformers)
  if (open !== ranges.emptySet) moves.push({ from: null, transformers: open })
  for (const part of parts) {
    if (!byTheClock(part) && !again) continue
    const hit = ranges.intersection(part.holds, transformers)
    if (hit !== ranges.emptySet) moves.push({ from: part, transformers: hit })
  }
  return moves
}

/** The sets after a move. */
export function moved(sets: SetsByOutcome, move: Move, to: Outcome): SetsByOutcome {
  const after = { ...sets }
  const from = move.from?.outcome ?? 'open'
  after[from] = ranges.difference(after[from], move.transformers)
  after[to] = ranges.union(after[to], move.transformers)
  return after
}

export type Sums = Record<Outcome, number>

/**
 * Customers by outcome. A customer with service points on several transformers is told by the worst of them: open before
 * broken before kept before released. So the sums follow from the sets alone, never exceed the promise's customers, and
 * add up to them when nothing is open.
 * @param count distinct customers behind a set; asked at most three times
 */
export async function sumsOf(
  sets: SetsByOutcome,
  promise: { transformers: RangeSet; customers: number },
  count: (set: RangeSet) => Promise<number>,
): Promise<Sums> {
  const upTo = async (set: RangeSet) =>
    set === ranges.emptySet
      ? 0
      : set === promise.transformers
        ? promise.customers
        : Math.min(promise.customers, await count(set))
  const worst = ranges.union(sets.open, sets.broken)
  const open = await upTo(sets.open)
  const openOrBroken = Math.max(open, await upTo(worst))
  const notReleased = Math.max(openOrBroken, await upTo(ranges.union(worst, sets.kept)))
  return { broken: openOrBroken - open, kept: notReleased - openOrBroken, released: promise.customers - notReleased }
}
