// What a closed month says, pure: inputs that are frozen and counts of what was known, to a document and its exact bytes.

import type { Dimension } from './query.ts'
import { type Counts, type Figures, figures, type MonthCounts, minutesOf, type RuleBook, ruleBooks } from './rules.ts'

/** Figures with and without what may be left out; a major event day is one of the corporation's (IEEE 1366 Annex B). */
export const variants = ['all', 'without_excluded', 'without_major_event_days', 'without_both'] as const
export type Variant = (typeof variants)[number]
export const leavesOutExcluded = (v: Variant): boolean => v === 'without_excluded' || v === 'without_both'
export const leavesOutMajor = (v: Variant): boolean => v === 'without_major_event_days' || v === 'without_both'

/** Threshold of the year, found among all steps (`counted`) or without the excluded ones (`left_out`). */
export type Threshold = { alpha: number | null; beta: number | null; t_med_min: number | null; deviation: string }
export type BookFrozen = { clauses: string[]; sustained_over_s: number }

/** What the figures rest on beside the steps; frozen with them, because rules and thresholds may be another's tomorrow. */
export type Frozen = {
  corporation: string
  month: string
  sequence: number
  previous_sha256: string | null
  as_known_on: string
  closed_by: string
  replaces: { sequence: number; reopened_at: string; reopened_by: string; reason: string } | null
  customers: number | null
  customers_from: 'reported' | 'service_points' | null
  books: Record<RuleBook, BookFrozen>
  thresholds: Record<'counted' | 'left_out', Threshold>
}

/** Steps of the month by these, as counted by one book. */
export type DayCounts = Counts & { day: string; origin: string; cause: string; excluded: boolean }
export type Counted = Record<RuleBook, { days: readonly DayCounts[]; interruptions: Record<Variant, number> }>

export type MonthFigures = Pick<Figures, 'saidi_min' | 'saifi' | 'caidi_min' | 'maifi' | 'asai'> &
  Counts & { interruptions: number }
export type MonthDocument = Frozen & {
  format: typeof format
  major_event_days: Record<'counted' | 'left_out', string[]>
  figures: Record<RuleBook, Record<Variant, MonthFigures>>
  parts: Record<RuleBook, (Counts & { origin: string; cause: string; excluded: boolean })[]>
}

const format = 'sangden.reliability.closed-month/1'
const none: Counts = { customer_interruptions: 0, customer_s: 0, momentary_interruptions: 0 }
const add = (a: Counts, b: Counts): Counts => ({
  customer_interruptions: a.customer_interruptions + b.customer_interruptions,
  customer_s: a.customer_s + b.customer_s,
  momentary_interruptions: a.momentary_interruptions + b.momentary_interruptions,
})

/** Days of the month whose SAIDI, by the book of IEEE 1366, is above the threshold. */
export function majorDays(frozen: Frozen, days: readonly DayCounts[], of: 'counted' | 'left_out'): string[] {
  const { t_med_min } = frozen.thresholds[of]
  if (t_med_min === null || !frozen.customers) return []
  const seconds = new Map<string, number>()
  for (const d of days)
    if (of === 'counted' || !d.excluded) seconds.set(d.day, (seconds.get(d.day) ?? 0) + d.customer_s)
  return [...seconds]
    .filter(([, s]) => s / 60 / frozen.customers! > t_med_min)
    .map(([day]) => day)
    .sort()
}

/** The document of a month. The same inputs give the same document, to the last bit. */
export function monthDocument(frozen: Frozen, counted: Counted): MonthDocument {
  const major = {
    counted: majorDays(frozen, counted.ieee1366.days, 'counted'),
    left_out: majorDays(frozen, counted.ieee1366.days, 'left_out'),
  }
  const each = <T>(of: (book: RuleBook) => T) =>
    Object.fromEntries(ruleBooks.map((b) => [b, of(b)])) as Record<RuleBook, T>
  return {
    ...frozen,
    format,
    major_event_days: major,
    figures: each(
      (book) =>
        Object.fromEntries(
          variants.map((variant) => {
            const gone = new Set(
              leavesOutMajor(variant) ? major[leavesOutExcluded(variant) ? 'left_out' : 'counted'] : [],
            )
            const sum = counted[book].days
              .filter((d) => !(leavesOutExcluded(variant) && d.excluded) && !gone.has(d.day))
              .reduce<Counts>(add, none)
            return [variant, { ...divided(book, frozen, sum), interruptions: counted[book].interruptions[variant] }]
          }),
        ) as Record<Variant, MonthFigures>,
    ),
    parts: each((book) => {
      const parts = Map.groupBy(counted[book].days, (d) => JSON.stringify([d.origin, d.cause, d.excluded]))
      return [...parts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, [first, ...rest]]) => {
          const { origin, cause, excluded } = first!
          return { origin, cause, excluded, ...rest.reduce<Counts>(add, add(first!, none)) }
        })
    }),
  }
}

function divided(book: RuleBook, { month, customers }: Frozen, counts: Counts): Omit<MonthFigures, 'interruptions'> {
  const part: MonthCounts = { month, customers: customers || null, ...counts }
  const { saidi_min, saifi, caidi_min, maifi, asai } = figures(book, [[part]], minutesOf(month))
  return { saidi_min, saifi, caidi_min, maifi, asai, ...counts }
}

/**
 * The one text of a value (RFC 8785, JSON Canonicalization Scheme): keys in the order of their UTF-16 units, no space,
 * numbers and strings as ECMAScript writes them. @throws TypeError for what JSON cannot say
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value).sort()
    return `{${keys.map((k) => `${JSON.stringify(k)}:${canonical((value as Record<string, unknown>)[k])}`).join(',')}}`
  }
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value)))
    throw new TypeError(`${value} has no canonical text`)
  return JSON.stringify(value)
}

/** Dimensions by which a month is read for its document. */
export const read_by = ['day', 'origin', 'cause', 'excluded'] as const satisfies readonly Dimension[]
