// Reliability indices, pure: counts and denominators in, figures out. No I/O, no clock.
//
// What belongs where (stated beside every figure):
// - A restoration step is what its customers went through: out from `out_at` to `restored_at`. Its own duration decides
//   whether it is sustained or momentary, so 2,800 customers back after 4 minutes and 200 after an hour are 2,800
//   momentary and 200 sustained customer interruptions of one interruption.
// - It belongs to the civil day, month and year in Asia/Ho_Chi_Minh on which it starts (IEEE 1366-2012,
//   Annex B: minutes accrue to the day on which the interruption begins), however long it lasts.
// - A step that has not ended has no duration yet: it enters the figures when power is back.
// - `excluded` steps are left out unless asked for, never mixed in silently.

import { nextMonth, startOfDay } from '../kernel/index.ts'

/** The two rule books: IEEE Std 1366, and the Vietnamese distribution rules. */
export type RuleBook = 'ieee1366' | 'vn'
export const ruleBooks = ['ieee1366', 'vn'] as const satisfies readonly RuleBook[]

/** A rule book's version, in force from `in_force_from` until the day before `in_force_to` (civil days). */
export type RuleVersion = {
  book: RuleBook
  in_force_from: string
  in_force_to: string
  /** A step is sustained when it lasts longer than this, momentary otherwise (exactly this long is momentary). */
  sustained_over_s: number
  clause: string
}

/**
 * Versions that ship with the product; an administrator adds the next one in `reliability.rule_set`, which starts as a
 * copy of these. A history older than the first version is judged by the first, and says so by its clause.
 */
export const shippedRules = [
  {
    book: 'ieee1366',
    in_force_from: '-infinity',
    in_force_to: 'infinity',
    sustained_over_s: 300,
    clause: 'IEEE Std 1366-2012',
  },
  {
    book: 'vn',
    in_force_from: '-infinity',
    in_force_to: '2025-02-01',
    sustained_over_s: 300,
    clause: 'Thông tư 39/2015/TT-BCT, Điều 12',
  },
  {
    book: 'vn',
    in_force_from: '2025-02-01',
    in_force_to: 'infinity',
    sustained_over_s: 300,
    clause: 'Thông tư 05/2025/TT-BCT, Điều 15',
  },
] as const satisfies readonly RuleVersion[]

/** Each index with its formula and where it is defined; shown on the page behind a figure. */
export const formulas = {
  saifi: { ieee1366: 'Σ N_i / N_T (IEEE 1366-2012, 3.2)', vn: 'Σ_t Σ_i K_i / K_t (TT 39/2015 Đ.12; TT 05/2025 Đ.15)' },
  saidi: {
    ieee1366: 'Σ r_i N_i / N_T (IEEE 1366-2012, 3.2)',
    vn: 'Σ_t Σ_i T_i K_i / K_t (TT 39/2015 Đ.12; TT 05/2025 Đ.15)',
  },
  caidi: { ieee1366: 'SAIDI / SAIFI (IEEE 1366-2012, 3.2)', vn: 'SAIDI / SAIFI' },
  asai: { ieee1366: '1 - SAIDI / T (IEEE 1366-2012, 3.2)', vn: '1 - SAIDI / T' },
  maifi: {
    ieee1366: 'Σ IM_i N_mi / N_T (IEEE 1366-2012, 3.4)',
    vn: 'Σ_t Σ_i K_i / K_t, T_i <= 5 min (TT 39/2015 Đ.12; TT 05/2025 Đ.15)',
  },
} as const satisfies Record<string, Record<RuleBook, string>>

/** The instant at which a civil month ('YYYY-MM') begins in Asia/Ho_Chi_Minh. */
export const startOfMonth = (month: string): Date => startOfDay(`${month}-01`)

/** Months from `from` to `to`, both included; none when `to` is before `from`. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to; month = nextMonth(month)) months.push(month)
  return months
}

/** Minutes of a month: T of ASAI. */
export const minutesOf = (month: string): number =>
  (startOfMonth(nextMonth(month)).getTime() - startOfMonth(month).getTime()) / 60_000

/** The version of a rule book in force on a civil day. @throws RangeError when the versions have a gap there */
export function ruleOn(book: RuleBook, day: string, versions: readonly RuleVersion[] = shippedRules): RuleVersion {
  const version = versions.find(
    (v) =>
      v.book === book &&
      (v.in_force_from === '-infinity' || v.in_force_from <= day) &&
      (v.in_force_to === 'infinity' || day < v.in_force_to),
  )
  if (!version) throw new RangeError(`no version of rule book ${book} is in force on ${day}`)
  return version
}

/** How long the customers of a step were out, in seconds; null while they still are. */
export const durationOf = (step: { out_at: Date; restored_at: Date | null }): number | null =>
  step.restored_at === null ? null : (step.restored_at.getTime() - step.out_at.getTime()) / 1000

/** Exactly the limit is still momentary: both rule books say "longer than 5 minutes". */
export const isSustained = (duration_s: number, rule: Pick<RuleVersion, 'sustained_over_s'>): boolean =>
  duration_s > rule.sustained_over_s

/** What is counted before anything is divided. All are exact integers. */
export type Counts = {
  /** CI: customers of sustained steps. */
  customer_interruptions: number
  /** Customers x seconds of sustained steps (60 of them are one of CMI). */
  customer_s: number
  /** Customers of momentary steps. */
  momentary_interruptions: number
}

/** Counts of one corporation in one month with the customers it served then (null: nobody said; 0: a place had nobody). */
export type MonthCounts = Counts & { month: string; customers: number | null }

export type Figures = {
  saidi_min: number | null
  saifi: number | null
  /** Null where there was no sustained interruption: there is nothing to divide by. */
  caidi_min: number | null
  maifi: number | null
  asai: number | null
  /** The denominator shown: mean over the period of the customers served in each month. */
  customers: number | null
  customer_interruptions: number
  customer_minutes: number
  /** Months with interruptions for which nobody said how many customers were served: not divided. */
  unserved: string[]
}

/**
 * The system indices of a group of steps over a period.
 *
 * - `ieee1366`: one N_T for the period, the mean of the customers served in its months (IEEE 1366-2012, 3.1); several corporations add their means up.
 * - `vn`: the period is the sum of its months, each divided by K_t of its own month (Circular 39/2015 art. 12).
 *
 * The two agree for a single month. A month that has interruptions and no customers served is never divided by a guess:
 * under `vn` the figure is null; under `ieee1366` it is null when no month of that corporation is known.
 *
 * @param parts one list a corporation, holding every month of the period, also the quiet ones
 * @param period_min minutes of the period, for ASAI
 */
export function figures(book: RuleBook, parts: readonly (readonly MonthCounts[])[], period_min: number): Figures {
  if (parts.length === 1 && parts[0]!.length === 1) return figuresOfMonth(book, parts[0]![0]!, period_min)
  const all = parts.flat()
  const sum = (pick: (m: MonthCounts) => number) => all.reduce((total, m) => total + pick(m), 0)
  const customer_interruptions = sum((m) => m.customer_interruptions)
  const customer_s = sum((m) => m.customer_s)
  const unserved = [...new Set(all.filter((m) => !m.customers && happened(m)).map((m) => m.month))].sort()

  const customers = meanServed(parts)
  const over = book === 'vn' ? monthByMonth(all) : wholePeriod(parts, customers)
  const saidi_min = over((m) => m.customer_s / 60)
  const saifi = over((m) => m.customer_interruptions)
  return {
    saidi_min,
    saifi,
    // One corporation's month needs no denominator for CAIDI: customers cancel out.
    caidi_min: caidi(book, { saidi_min, saifi, customer_interruptions, customer_s }),
    maifi: over((m) => m.momentary_interruptions),
    asai: saidi_min === null || period_min <= 0 ? null : 1 - saidi_min / period_min,
    customers,
    customer_interruptions,
    customer_minutes: customer_s / 60,
    unserved,
  }
}

/** One corporation's month, where both books agree: most rows of most pages, two thousand of them at a time. */
function figuresOfMonth(book: RuleBook, month: MonthCounts, period_min: number): Figures {
  const { customers, customer_interruptions, customer_s } = month
  const saidi_min = customers ? customer_s / 60 / customers : null
  const saifi = customers ? customer_interruptions / customers : null
  return {
    saidi_min,
    saifi,
    caidi_min: caidi(book, { saidi_min, saifi, customer_interruptions, customer_s }),
    maifi: customers ? month.momentary_interruptions / customers : null,
    asai: saidi_min === null || period_min <= 0 ? null : 1 - saidi_min / period_min,
    customers,
    customer_interruptions,
    customer_minutes: customer_s / 60,
    unserved: !customers && happened(month) ? [month.month] : [],
  }
}

const happened = (m: Counts) => m.customer_interruptions > 0 || m.momentary_interruptions > 0

function meanServed(parts: readonly (readonly MonthCounts[])[]): number | null {
  let customers: number | null = null
  for (const months of parts) {
    const known = months.filter((m) => m.customers !== null)
    if (known.length === 0) continue
    customers = (customers ?? 0) + known.reduce((total, m) => total + m.customers!, 0) / known.length
  }
  return customers
}

function wholePeriod(parts: readonly (readonly MonthCounts[])[], customers: number | null) {
  const divisible = parts.every((months) => months.some((m) => m.customers !== null) || !months.some(happened))
  return (pick: (m: MonthCounts) => number): number | null =>
    customers === null || customers === 0 || !divisible
      ? null
      : parts.reduce((total, months) => total + months.reduce((t, m) => t + pick(m), 0), 0) / customers
}

function monthByMonth(all: readonly MonthCounts[]) {
  const months = Map.groupBy(all, (m) => m.month)
  return (pick: (m: MonthCounts) => number): number | null => {
    let total: number | null = null
    for (const counts of months.values()) {
      if (counts.some((m) => !m.customers && happened(m))) return null
      const served = counts.reduce((t, m) => t + (m.customers ?? 0), 0)
      if (served > 0) total = (total ?? 0) + counts.reduce((t, m) => t + pick(m), 0) / served
    }
    return total
  }
}

function caidi(
  book: RuleBook,
  of: { saidi_min: number | null; saifi: number | null; customer_interruptions: number; customer_s: number },
): number | null {
  if (of.customer_interruptions === 0) return null
  if (book === 'ieee1366' || of.saidi_min === null) return of.customer_s / 60 / of.customer_interruptions
  return of.saidi_min / of.saifi!
}

/** Texts differ on whether exactly n counts; the option used is stated beside the figure. */
export type AtLeast = 'n_or_more' | 'more_than_n'

/** Customers who went through the same: those of one transformer. Their interruptions, in any order. */
export type History = { customers: number; interruptions: readonly { out_at: Date; restored_at: Date }[] }

export type CustomerIndexOptions = {
  /** N_T. */
  customers: number
  sustained_over_s: number
  at_least: AtLeast
  /** n of CEMI_n. */
  n: number
  /** S of CELID-s and T of CELID-t, in hours. */
  single_h: number
  total_h: number
}

export type CustomerFigures = {
  customers_interrupted: number
  ctaidi_min: number | null
  caifi: number | null
  cemi: number | null
  celid_s: number | null
  celid_t: number | null
  maifi_e: number | null
}

/**
 * The indices that need to know who was out, not only how many (IEEE 1366-2012, 3.2 and 3.4):
 * - CTAIDI = customer minutes / distinct customers interrupted; CAIFI = customer interruptions / the same
 * - CEMI_n = customers with n or more sustained interruptions / N_T
 * - CELID-s = customers with one interruption of S hours or more / N_T; CELID-t = with T hours or more in all
 * - MAIFI_E = momentary events x customers / N_T ({@link momentaryEvents})
 *
 * "or more" is `at_least`: 'n_or_more' as here, or 'more_than_n'.
 */
export function customerIndices(histories: readonly History[], options: CustomerIndexOptions): CustomerFigures {
  const reaches = (value: number, limit: number) => (options.at_least === 'n_or_more' ? value >= limit : value > limit)
  let interrupted = 0
  let interruptions = 0
  let customer_s = 0
  let many = 0
  let long = 0
  let longInAll = 0
  let events = 0
  for (const history of histories) {
    const sustained = history.interruptions.map((i) => durationOf(i)!).filter((s) => isSustained(s, options))
    events += history.customers * momentaryEvents(history.interruptions, options.sustained_over_s)
    if (sustained.length === 0) continue
    const total_s = sustained.reduce((a, b) => a + b, 0)
    interrupted += history.customers
    interruptions += history.customers * sustained.length
    customer_s += history.customers * total_s
    if (reaches(sustained.length, options.n)) many += history.customers
    if (reaches(Math.max(...sustained), options.single_h * 3600)) long += history.customers
    if (reaches(total_s, options.total_h * 3600)) longInAll += history.customers
  }
  const share = (n: number) => (options.customers > 0 ? n / options.customers : null)
  return {
    customers_interrupted: interrupted,
    ctaidi_min: interrupted > 0 ? customer_s / 60 / interrupted : null,
    caifi: interrupted > 0 ? interruptions / interrupted : null,
    cemi: share(many),
    celid_s: share(long),
    celid_t: share(longInAll),
    maifi_e: share(events),
  }
}

/**
 * Momentary interruption events of one customer (IEEE 1366-2012, 3.4): all operations that begin within five
 * minutes of the first are one event, and none when the sequence ends in a sustained interruption.
 */
export function momentaryEvents(
  interruptions: readonly { out_at: Date; restored_at: Date }[],
  sustained_over_s: number,
): number {
  const sorted = [...interruptions].sort((a, b) => a.out_at.getTime() - b.out_at.getTime())
  let events = 0
  for (let i = 0; i < sorted.length; ) {
    const until = sorted[i].out_at.getTime() + sustained_over_s * 1000
    let lockedOut = false
    for (; i < sorted.length && sorted[i].out_at.getTime() <= until; i++) {
      if (isSustained(durationOf(sorted[i])!, { sustained_over_s })) lockedOut = true
    }
    if (!lockedOut) events++
  }
  return events
}

/** Which standard deviation beta is: IEEE 1366 Annex B does not say; the one used is stated beside T_MED. */
export type Deviation = 'sample' | 'population'

export type MajorEventThreshold = {
  alpha: number | null
  beta: number | null
  t_med_min: number | null
  days_used: number
}

/**
 * The threshold of a major event day (IEEE 1366-2012, Annex B): T_MED = exp(alpha + 2.5 beta), alpha and beta being mean
 * and standard deviation of the natural logarithms of SAIDI/day of the five years before, or what there is.
 * Days without interruption have no logarithm and are discarded. One day alone has no sample deviation: all null.
 *
 * @param dailySaidi_min SAIDI of each day of the history, in minutes
 */
export function majorEventThreshold(dailySaidi_min: readonly number[], deviation: Deviation): MajorEventThreshold {
  const logs = dailySaidi_min.filter((saidi) => saidi > 0).map(Math.log)
  const degrees = deviation === 'sample' ? logs.length - 1 : logs.length
  if (degrees < 1) return { alpha: null, beta: null, t_med_min: null, days_used: logs.length }
  const alpha = logs.reduce((a, b) => a + b, 0) / logs.length
  const beta = Math.sqrt(logs.reduce((total, log) => total + (log - alpha) ** 2, 0) / degrees)
  return { alpha, beta, t_med_min: Math.exp(alpha + 2.5 * beta), days_used: logs.length }
}

/**
 * What indices a year is expected to have, from each load point's failure rate and yearly outage time (failure rate x
 * time to restore): SAIFI = Σ λ_i N_i / Σ N_i, SAIDI = Σ U_i N_i / Σ N_i (Allan et al., IEEE Trans. Power Systems 6(2), 1991).
 *
 * @returns SAIDI and CAIDI in minutes, for a year of 8,760 hours
 */
export function expectedIndices(
  loadPoints: readonly { customers: number; failure_rate_per_year: number; outage_hours_per_year: number }[],
): { saifi: number; saidi_min: number; caidi_min: number; asai: number; customers: number } {
  const sum = (pick: (p: (typeof loadPoints)[number]) => number) => loadPoints.reduce((total, p) => total + pick(p), 0)
  const customers = sum((p) => p.customers)
  const saifi = sum((p) => p.failure_rate_per_year * p.customers) / customers
  const saidi_min = (sum((p) => p.outage_hours_per_year * p.customers) / customers) * 60
  return { saifi, saidi_min, caidi_min: saidi_min / saifi, asai: 1 - saidi_min / (8760 * 60), customers }
}

/** The middle of a list; of an even number, halfway between the two in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length === 0 ? 0 : sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/**
 * What a feeder's customers would be spared if each went through no more than on the median feeder: customer minutes and
 * customer interruptions. A feeder at the median or below gains nothing.
 * @param medians of minutes and of interruptions a customer
 */
export function gainAtMedian(
  feeder: { customers: number; customer_minutes: number; customer_interruptions: number },
  medians: { minutes: number; interruptions: number },
): { customer_minutes: number; customer_interruptions: number } {
  return {
    customer_minutes: Math.max(0, feeder.customer_minutes - medians.minutes * feeder.customers),
    customer_interruptions: Math.max(0, feeder.customer_interruptions - medians.interruptions * feeder.customers),
  }
}
