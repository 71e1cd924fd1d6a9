import { type Context, Problem } from '../kernel/index.ts'
import { type CountRow, count } from './counts.ts'
import { type Considered, checkQuery, type IndexQuery } from './query.ts'
import { type Deviation, type MajorEventThreshold, majorEventThreshold } from './rules.ts'
import { type Served, served } from './served.ts'

export type MajorEventDays = MajorEventThreshold & {
  year: string
  /** Days of the year whose SAIDI is above T_MED, in order. */
  days: { day: string; saidi_min: number }[]
  /** The history that alpha and beta come from: first and last day, or null where there is none. */
  history: { from: string; to: string } | null
  /** Which standard deviation beta is. */
  deviation: Deviation
  rules: string
  excluded: 'left_out' | 'counted'
  as_known_on: Date
  warnings: string[]
}

export type MedQuery = Pick<IndexQuery, 'includeExcluded' | 'asKnownOn' | 'corporation'> & {
  year: string | number
  rules?: string
  deviation?: Deviation
}

const years_of_history = 5

/**
 * Major event days of a year (IEEE 1366-2012, Annex B): the threshold comes from SAIDI/day of the five years before it,
 * or what there is of them; a day of the year is major when its SAIDI is above. Minutes belong to the day on which the
 * interruption starts; each day is divided by the customers served in its month.
 *
 * @throws Problem `reliability/bad-year`
 */
export async function majorEventDays(ctx: Context, query: MedQuery): Promise<MajorEventDays> {
  const year = String(query.year)
  if (!/^\d{4}$/.test(year) || Number(year) <= years_of_history)
    throw new Problem('reliability/bad-year', { value: year })
  const { rules = 'ieee1366', deviation = 'sample' } = query
  const first = String(Number(year) - years_of_history).padStart(4, '0')
  const { days, unserved } = await dailySaidi(ctx, { ...query, rules, from: `${first}-01`, to: `${year}-12` })
  const before = days.filter((d) => d.day.slice(0, 4) < year)
  const threshold = majorEventThreshold(
    before.map((d) => d.saidi_min),
    deviation,
  )
  const major = days.filter(
    (d) => d.day.slice(0, 4) === year && threshold.t_med_min !== null && d.saidi_min > threshold.t_med_min,
  )
  return {
    year,
    ...threshold,
    days: major,
    history: before.length === 0 ? null : { from: before[0]!.day, to: before.at(-1)!.day },
    deviation,
    rules,
    excluded: query.includeExcluded ? 'counted' : 'left_out',
    as_known_on: query.asKnownOn ?? ctx.now,
    warnings: [
      ...unserved.map(
        (m) => `${m}: interruptions, but nobody said how many customers were served; its days are left out`,
      ),
      ...(threshold.t_med_min === null
        ? ['too few days with interruptions in the five years before: no threshold']
        : []),
    ],
  }
}

/**
 * SAIDI of each day that had an interruption, in minutes, in order of days: its customer minutes by the customers served
 * in its month. Quiet days are not listed; their logarithm does not exist.
 */
export async function dailySaidi(
  ctx: Context,
  given: IndexQuery,
): Promise<{ days: { day: string; saidi_min: number }[]; unserved: string[] }> {
  const query = await checkQuery(ctx, { ...given, by: ['day'] })
  const [found, by] = [await count(ctx, query), await served(ctx, query)]
  return daily(found.rows, [...by.values()])
}

/** The same for a set of rows and the customers of whoever they belong to. */
function daily(rows: readonly CountRow[], by: readonly Served[]) {
  const of = new Map(by.map((s) => [s.corporation_id, s.months]))
  const customersOf = new Map<string, number>()
  for (const { months } of by)
    for (const [month, n] of months) customersOf.set(month, (customersOf.get(month) ?? 0) + n)
  const unserved = new Set<string>()
  const seconds = new Map<string, number>()
  for (const row of rows) {
    if (row.customer_s === 0) continue
    const month = row.period.slice(0, 7)
    if (of.get(row.corporation_id)?.get(month)) seconds.set(row.period, (seconds.get(row.period) ?? 0) + row.customer_s)
    else unserved.add(month)
  }
  const days = [...seconds].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([day]) => !unserved.has(day.slice(0, 7)))
  return {
    days: days.map(([day, s]) => ({ day, saidi_min: s / 60 / customersOf.get(day.slice(0, 7))! })),
    unserved: [...unserved].sort(),
  }
}

/**
 * The major event days of a period, of each corporation by itself: each is a utility with a threshold of its own, year by
 * year, from the five years before.
 */
export async function majorEventDaysOf(
  ctx: Context,
  given: Omit<IndexQuery, 'by' | 'where'>,
  deviation: Deviation = 'sample',
  considered: Considered = {},
): Promise<{ corporation_id: number; day: string; saidi_min: number }[]> {
  const asked = await checkQuery(ctx, given)
  const [first, last] = [asked.months[0]!, asked.months.at(-1)!].map((m) => Number(m.slice(0, 4))) as [number, number]
  const from = `${String(Math.max(1, first - years_of_history)).padStart(4, '0')}-01`
  const query = {
    ...(await checkQuery(ctx, { ...given, rules: 'ieee1366', from, by: ['corporation', 'day'] })),
    ...considered,
  }
  const [found, by] = [await count(ctx, query), await served(ctx, query)]
  const major: { corporation_id: number; day: string; saidi_min: number }[] = []
  for (const [corporation_id, rows] of Map.groupBy(found.rows, (r) => r.corporation_id)) {
    const of = by.get(corporation_id)
    const { days } = daily(rows, of ? [of] : [])
    for (let year = first; year <= last; year++) {
      const history = days.filter((d) => inYears(d.day, year - years_of_history, year - 1)).map((d) => d.saidi_min)
      const { t_med_min } = majorEventThreshold(history, deviation)
      if (t_med_min === null) continue
      for (const d of days)
        if (inYears(d.day, year, year) && d.day >= `${asked.months[0]}-01` && d.saidi_min > t_med_min)
          major.push({ corporation_id, ...d })
    }
  }
  return major
}

const inYears = (day: string, from: number, to: number) =>
  Number(day.slice(0, 4)) >= from && Number(day.slice(0, 4)) <= to
