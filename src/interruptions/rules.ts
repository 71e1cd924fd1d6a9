import { because, dayOf, parseInstant, type Wrong } from '../kernel/index.ts'

export const origins = ['planned', 'fault', 'external'] as const
export type Origin = (typeof origins)[number]

/** Steps are kept to the second: "longer than 5 minutes" is decided on whole seconds, and sums stay exact integers. */
export const toSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000)

export type ExcludedCause = { corporation_id: number | null; cause: string; in_force_from: string; in_force_to: string }

/** Whether the indices report a cause apart, by the list in force on the day on which the step begins. */
export function isExcluded(
  list: readonly ExcludedCause[],
  of: { corporation_id: number; cause: string; out_at: Date },
): boolean {
  const day = dayOf(of.out_at)
  return list.some(
    (e) =>
      e.cause === of.cause &&
      (e.corporation_id === null || e.corporation_id === of.corporation_id) &&
      (e.in_force_from === '-infinity' || e.in_force_from <= day) &&
      (e.in_force_to === 'infinity' || day < e.in_force_to),
  )
}

/** One row of interruptions.csv as text, in the order of its columns. */
export type StepText = {
  interruption: string
  step: string
  corporation: string
  feeder: string
  origin: string
  cause: string
  excluded: string
  out_at: string
  restored_at: string
  customers: string
  etr_first: string
  etr_last: string
}

export type CheckedStep = {
  step_no: number
  /** Null: the file does not say; the list of excluded causes decides. */
  excluded: boolean | null
  out_at: Date
  restored_at: Date | null
  customers: number
  etr_first: Date | null
  etr_last: Date | null
}

const corporationPattern = /^[A-Z][A-Z0-9_-]{1,15}$/
const int_max = 2_147_483_647
const booleans: Record<string, boolean | null> = {
  true: true,
  t: true,
  yes: true,
  '1': true,
  false: false,
  f: false,
  no: false,
  '0': false,
  '': null,
}

/**
 * Checks one row of interruptions.csv by itself. What cannot be a fact is refused (restored before it went out, no such
 * origin, not a number); what is merely impossible in this world (250 days, more customers than there are) is taken, and
 * shown by `suspects.ts`.
 */
export function checkStep(row: StepText): CheckedStep | Wrong {
  if (row.interruption === '') return { field: 'interruption', reason: because('empty') }
  if (row.interruption.length > 100) return { field: 'interruption', reason: because('too-long', { limit: 100 }) }
  const step_no = wholeNumber(row.step)
  if (step_no === undefined) return { field: 'step', reason: because('not-whole', { value: row.step }) }
  if (!corporationPattern.test(row.corporation))
    return {
      field: 'corporation',
      reason: because('not-corporation-code', { value: row.corporation }),
    }
  if (!(origins as readonly string[]).includes(row.origin))
    return { field: 'origin', reason: because('not-one-of', { value: row.origin, of: origins.join(', ') }) }
  const excluded = booleans[row.excluded.toLowerCase()]
  if (excluded === undefined) return { field: 'excluded', reason: because('not-true-false', { value: row.excluded }) }
  const out_at = parseInstant(row.out_at)
  if (!out_at) return { field: 'out_at', reason: notATime(row.out_at) }
  const restored_at = row.restored_at === '' ? null : parseInstant(row.restored_at)
  if (restored_at === undefined) return { field: 'restored_at', reason: notATime(row.restored_at) }
  if (restored_at !== null && restored_at < out_at)
    return {
      field: 'restored_at',
      reason: because('interruption.restored-before', { value: row.restored_at, other: row.out_at }),
    }
  const customers = wholeNumber(row.customers)
  if (customers === undefined) return { field: 'customers', reason: because('not-whole', { value: row.customers }) }
  const etr_first = row.etr_first === '' ? null : parseInstant(row.etr_first)
  if (etr_first === undefined) return { field: 'etr_first', reason: notATime(row.etr_first) }
  const etr_last = row.etr_last === '' ? null : parseInstant(row.etr_last)
  if (etr_last === undefined) return { field: 'etr_last', reason: notATime(row.etr_last) }
  return {
    step_no,
    excluded,
    out_at: toSecond(out_at),
    restored_at: restored_at && toSecond(restored_at),
    customers,
    etr_first,
    etr_last,
  }
}

const notATime = (text: string) => because('not-instant', { value: text })

const wholeNumber = (text: string): number | undefined => {
  if (!/^\d{1,10}$/.test(text)) return undefined
  const n = Number(text)
  return n <= int_max ? n : undefined
}

/** Checks one row of customers_served.csv. Zero is taken: the indices say so and do not divide. */
export function checkServed(row: {
  corporation: string
  month: string
  customers: string
}): { customers: number; month: string } | Wrong {
  if (!corporationPattern.test(row.corporation))
    return {
      field: 'corporation',
      reason: because('not-corporation-code', { value: row.corporation }),
    }
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(row.month))
    return { field: 'month', reason: because('not-month', { value: row.month }) }
  const customers = wholeNumber(row.customers)
  if (customers === undefined) return { field: 'customers', reason: because('not-whole', { value: row.customers }) }
  return { customers, month: row.month.slice(0, 7) }
}

/** Why a step is suspect. None of them changes a figure; somebody looks and corrects by adding. */
export const suspicions = [
  'more_than_feeder', // more customers than its feeder has, or than the corporation serves where the feeder is not known
  'too_long', // longer than the limit
  'overlap', // the same transformers out twice at once, or more customers out at once than the feeder has
  'duplicate', // the same feeder, times and customers under another interruption
  'estimate_elsewhere', // an estimate before the power went out or long after: the wrong year
  'in_the_future', // out or restored after it was recorded
] as const
export type Suspicion = (typeof suspicions)[number]

/** Beyond it a step is suspect: the hardest-hit communes after typhoon Yagi (2024) had power back in under two weeks. */
export const longest_likely_s = 14 * 86_400
/** An estimate further than this from the time the power went out is of another year, not of this interruption. */
export const furthest_estimate_s = 60 * 86_400
