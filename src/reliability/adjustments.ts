import { sql } from 'kysely'
import { type Context, Problem } from '../kernel/index.ts'
import { denominator, type MonthNamed, nameMonth } from './close-month.ts'
import type { MonthDocument } from './closing-rules.ts'
import { type Counts, isSustained, type RuleBook, ruleBooks } from './rules.ts'
import { lastClosing } from './store-closing.ts'

/** What a step says; null for a version that is not there, or was withdrawn. */
export type StepSaid = {
  out_at: Date
  restored_at: Date | null
  customers: number
  feeder: string
  origin: string
  cause: string
  equipment: string
  excluded: boolean
}

/** How far a figure moves, with what is excluded counted in and left out. */
export type Moves = Record<RuleBook, Record<'all' | 'without_excluded', Moved>>
export type Moved = Counts & { saidi_min: number | null; saifi: number | null; maifi: number | null }

export type Adjustment = {
  at: Date | null
  /** Who and why; null for customers counted from service points, which are nobody's report. */
  by: string | null
  reason: string | null
  moves: Moves
} & (
  | {
      kind: 'step'
      interruption_id: string
      code: string
      step_no: number
      before: StepSaid | null
      after: StepSaid | null
    }
  | { kind: 'customers'; before: number | null; after: number | null }
)

export type Adjustments = {
  corporation: string
  month: string
  sequence: number
  as_known_on: Date
  adjustments: Adjustment[]
  /** All of them together: the figures known now are the closed ones and this. */
  moved: Moves
}

/**
 * What was learnt or corrected after a month was closed: who, when, why, and how much each moves each figure. Steps move
 * the figures over the customers served as they were closed; a later number of customers moves them by what is left, so
 * that closed figures plus all moves are those known now.
 *
 * @throws Problem `reliability/not-closed`, and as `nameMonth`
 */
export async function adjustments(ctx: Context, named: MonthNamed): Promise<Adjustments> {
  const { corporation, month } = await nameMonth(ctx, named)
  const closing = await lastClosing(ctx, corporation.id, month)
  if (!closing || closing.reopened_at)
    throw new Problem('reliability/not-closed', { corporation: corporation.code, month })
  const document = JSON.parse(closing.document) as MonthDocument
  const of = { corporation_id: corporation.id, month: closing.month, after: closing.as_known_on }

  const found: Adjustment[] = []
  const total = startOf(document)
  for (const change of await changedSteps(ctx, of)) {
    if (same(change.before, change.after)) continue // an estimate: it is not counted
    const counts = (over_s: number, left: boolean) =>
      less(countsOf(change.after, of.month, over_s, left), countsOf(change.before, of.month, over_s, left))
    const moves = eachFigure((book, variant) => {
      const moved = counts(document.books[book].sustained_over_s, variant === 'without_excluded')
      total[book][variant] = more(total[book][variant], moved)
      return over(moved, document.customers)
    })
    const { at, by, reason, interruption_id, code, step_no, before, after } = change
    found.push({ kind: 'step', at, by, reason, interruption_id, code, step_no, before, after, moves })
  }

  let before = document.customers
  const customers = (after: number | null, by: { at: Date; by: string } | null) => {
    if (after === before) return
    const moves = eachFigure((book, variant) => {
      const [a, b] = [over(total[book][variant], before), over(total[book][variant], after)]
      const change = (x: number | null, y: number | null) => (x === null || y === null ? null : y - x)
      return {
        ...nothing,
        saidi_min: change(a.saidi_min, b.saidi_min),
        saifi: change(a.saifi, b.saifi),
        maifi: change(a.maifi, b.maifi),
      }
    })
    found.push({ kind: 'customers', at: by?.at ?? null, by: by?.by ?? null, reason: null, before, after, moves })
    before = after
  }
  for (const report of await laterReports(ctx, of)) customers(report.customers || null, report)
  customers((await denominator(ctx, corporation, month, ctx.now)).customers, null)

  return {
    corporation: corporation.code,
    month,
    sequence: closing.sequence,
    as_known_on: closing.as_known_on,
    adjustments: found,
    moved: eachFigure((book, variant) =>
      found.reduce<Moved>((sum, a) => moreMoved(sum, a.moves[book][variant]), { ...nothing, ...zero }),
    ),
  }
}

const nothing: Counts = { customer_interruptions: 0, customer_s: 0, momentary_interruptions: 0 }
const zero = { saidi_min: 0, saifi: 0, maifi: 0 }

const eachFigure = <T>(of: (book: RuleBook, variant: 'all' | 'without_excluded') => T) =>
  Object.fromEntries(
    ruleBooks.map((book) => [book, { all: of(book, 'all'), without_excluded: of(book, 'without_excluded') }]),
  ) as Record<RuleBook, Record<'all' | 'without_excluded', T>>

const startOf = (document: MonthDocument) =>
  eachFigure((book, variant): Counts => {
    const { customer_interruptions, customer_s, momentary_interruptions } = document.figures[book][variant]
    return { customer_interruptions, customer_s, momentary_interruptions }
  })

const more = (a: Counts, b: Counts): Counts => ({
  customer_interruptions: a.customer_interruptions + b.customer_interruptions,
  customer_s: a.customer_s + b.customer_s,
  momentary_interruptions: a.momentary_interruptions + b.momentary_interruptions,
})
const less = (a: Counts, b: Counts): Counts => ({
  customer_interruptions: a.customer_interruptions - b.customer_interruptions,
  customer_s: a.customer_s - b.customer_s,
  momentary_interruptions: a.momentary_interruptions - b.momentary_interruptions,
})
const moreMoved = (a: Moved, b: Moved): Moved => {
  const sum = (x: number | null, y: number | null) => (x === null || y === null ? null : x + y)
  return {
    ...more(a, b),
    saidi_min: sum(a.saidi_min, b.saidi_min),
    saifi: sum(a.saifi, b.saifi),
    maifi: sum(a.maifi, b.maifi),
  }
}

const over = (counts: Counts, customers: number | null): Moved => ({
  ...counts,
  saidi_min: customers === null ? null : counts.customer_s / 60 / customers,
  saifi: customers === null ? null : counts.customer_interruptions / customers,
  maifi: customers === null ? null : counts.momentary_interruptions / customers,
})

type Version = StepSaid & { month: string; duration_s: number | null; withdrawn: boolean }
type Change = {
  at: Date
  by: string
  reason: string | null
  interruption_id: string
  code: string
  step_no: number
  before: Version | null
  after: Version | null
}

/** What a version of a step adds to the month's counts. */
function countsOf(step: Version | null, month: string, over_s: number, leftOut: boolean): Counts {
  if (!step || step.withdrawn || step.duration_s === null || step.month !== month || (leftOut && step.excluded))
    return nothing
  return isSustained(step.duration_s, { sustained_over_s: over_s })
    ? {
        customer_interruptions: step.customers,
        customer_s: step.customers * step.duration_s,
        momentary_interruptions: 0,
      }
    : { ...nothing, momentary_interruptions: step.customers }
}

const compared = ['customers', 'feeder', 'origin', 'cause', 'equipment', 'excluded', 'withdrawn', 'duration_s'] as const
const same = (a: Version | null, b: Version | null) =>
  a !== null && b !== null && a.out_at.getTime() === b.out_at.getTime() && compared.every((c) => a[c] === b[c])

/** Versions of steps written after a closing that are in its month, or took a step out of it; each with the one before. */
async function changedSteps(
  { tx }: Context,
  of: { corporation_id: number; month: string; after: Date },
): Promise<Change[]> {
  const says = (
    s: 'n' | 'o',
  ) => sql`json_build_object('out_at', ${sql.ref(`${s}.out_at`)}, 'restored_at', ${sql.ref(`${s}.restored_at`)},
    'customers', ${sql.ref(`${s}.customers`)}, 'feeder', ${sql.ref(`${s}.feeder`)}, 'origin', ${sql.ref(`${s}.origin`)}, 'cause', ${sql.ref(`${s}.cause`)},
    'equipment', ${sql.ref(`${s}.equipment`)}, 'excluded', ${sql.ref(`${s}.excluded`)}, 'withdrawn', ${sql.ref(`${s}.withdrawn`)},
    'duration_s', ${sql.ref(`${s}.duration_s`)}, 'month', ${sql.ref(`${s}.month`)})`
  const inMonth = (s: 'n' | 'o') =>
    sql`${sql.ref(`${s}.day`)} >= ${of.month}::date and ${sql.ref(`${s}.day`)} < (${of.month}::date + interval '1 month')::date`
  const { rows } = await sql<Change & { before: Dated | null; after: Dated }>`
    with late as materialized (
      select n.interruption_id, n.step_no, n.version from interruptions.step n
      where n.corporation_id = ${of.corporation_id}::smallint and ${inMonth('n')} and n.recorded_at > ${of.after}
      union
      select o.interruption_id, o.step_no, o.version + 1 from interruptions.step o
      where o.corporation_id = ${of.corporation_id}::smallint and ${inMonth('o')} and o.superseded_at > ${of.after} and o.superseded_at < 'infinity'
    )
    select n.recorded_at as at, n.actor as by, n.reason, n.interruption_id, i.code, n.step_no, ${says('n')} as after,
      case when o.version is not null then ${says('o')} end as before
    from late l
    join interruptions.step n on n.corporation_id = ${of.corporation_id}::smallint and n.interruption_id = l.interruption_id
      and n.step_no = l.step_no and n.version = l.version
    left join interruptions.step o on o.corporation_id = n.corporation_id and o.interruption_id = n.interruption_id
      and o.step_no = n.step_no and o.version = n.version - 1
    join interruptions.interruption i on i.corporation_id = n.corporation_id and i.id = n.interruption_id
    order by n.recorded_at, i.code, n.step_no, n.version`.execute(tx)
  return rows.map((r) => ({ ...r, before: r.before && dated(r.before), after: dated(r.after) }))
}

type Dated = Omit<Version, 'out_at' | 'restored_at'> & { out_at: string; restored_at: string | null }
const dated = (v: Dated): Version => ({
  ...v,
  out_at: new Date(v.out_at),
  restored_at: v.restored_at === null ? null : new Date(v.restored_at),
})

async function laterReports(
  { tx }: Context,
  of: { corporation_id: number; month: string; after: Date },
): Promise<{ at: Date; by: string; customers: number }[]> {
  return tx
    .selectFrom('interruptions.customers_served')
    .select(['recorded_at as at', 'actor as by', 'customers'])
    .where('corporation_id', '=', of.corporation_id)
    .where('month', '=', of.month)
    .where('recorded_at', '>', of.after)
    .orderBy('recorded_at')
    .execute()
}
