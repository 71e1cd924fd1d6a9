import { sql } from 'kysely'
import { type Context, isMonth, nextMonth, Problem, startOfDay } from '../kernel/index.ts'
import { corporationNamed, corporations, units } from '../organisation/index.ts'
import { percentile } from './rules.ts'

export const dimensions = [
  'class',
  'service',
  'family',
  'corporation',
  'company',
  'unit',
  'office',
  'month',
  'outcome',
] as const
export type Dimension = (typeof dimensions)[number]

export interface StatsQuery {
  /** 'YYYY-MM', both months inclusive: the months in which the requests were closed. */
  from: string
  to: string
  by: readonly string[]
  /** Code of one corporation; without it all that are seen. */
  corporation?: string
  /** Kind of service: new_supply (access to electricity) where nothing else is said; 'all' for every kind. */
  family?: string
}

/** One line of the figures: the dimensions asked for, then the measures. */
export type StatsRow = Partial<Record<Dimension, string | null>> & {
  /** Requests closed as done. */
  count: number
  mean_working_days: number
  p50: number
  p90: number
  /** Those with a limit that were closed before their deadline. */
  within_limit: number
  /** Of those that had a limit; null where none had. */
  within_limit_share: number | null
  /** The limit in working days that most of them had (each is judged by its own); null where most had none in days. */
  limit_days: number | null
  /** Working days in which clocks stood still, as a share of those that passed: nobody meets limits by stopping clocks. */
  paused_share: number
}

interface Counted {
  corporation_id: number
  class: string | null
  service: string | null
  family: string | null
  office: string | null
  unit_id: number | null
  month: string | null
  outcome: string | null
  working_days: number
  limit_days: number | null
  count: number
  judged: number
  within: number
  paused: number
}

/**
 * Access to electricity, and the same figures of every other service: how many were done in those months, in how many
 * working days, how many within their limit.
 *
 * *Working days* of a request are whole: the working days after the day on which its file was complete, up to and with
 * the day on which it was closed (0: done on the same day), by the calendar of its unit, less those in which its clock
 * stood still. The *mean* is their arithmetic mean, not rounded; p50 and p90 are nearest ranks. *Within the limit* is a
 * closing not after the deadline moment, so that it agrees with the ledger. A request counts in the month in which it was
 * closed; only those closed as done count, unless `outcome` is asked for.
 * @throws Problem requests/unknown-dimension, kernel/invalid
 */
export async function stats(ctx: Context, query: StatsQuery): Promise<StatsRow[]> {
  for (const [field, month] of [
    ['from', query.from],
    ['to', query.to],
  ] as const)
    if (!isMonth(month)) throw new Problem('kernel/invalid', { field, reason: month })
  if (query.to < query.from) throw new Problem('kernel/invalid', { field: 'to', reason: `${query.to} < ${query.from}` })
  for (const d of query.by)
    if (!(dimensions as readonly string[]).includes(d))
      throw new Problem('requests/unknown-dimension', { dimension: d, known: dimensions.join(', ') })
  const by = dimensions.filter((d) => query.by.includes(d))
  const corporation = query.corporation === undefined ? undefined : await corporationNamed(ctx, query.corporation)
  const counted = await count(ctx, query, by, corporation?.id)
  return rowsOf(counted, by, await namesOf(ctx, by))
}

/** One scan of the covering index: a line for each number of working days, so percentiles are exact from few rows. */
async function count(
  { tx }: Context,
  query: StatsQuery,
  by: readonly Dimension[],
  corporation_id: number | undefined,
): Promise<Counted[]> {
  const asked = (d: Dimension, column: string) => (by.includes(d) ? sql.raw(column) : sql`null`)
  const places = by.includes('unit') || by.includes('company')
  const { rows } = await sql<Counted>`
    select ${by.includes('corporation') || places || by.includes('office') ? sql`corporation_id` : sql`0::smallint`} as corporation_id,
      ${asked('class', 'class')} as class, ${asked('service', 'service')} as service, ${asked('family', 'family')} as family,
      ${asked('office', 'office')} as office, ${places ? sql`unit_id` : sql`null`} as unit_id, ${asked('outcome', 'outcome')} as outcome,
      ${by.includes('month') ? sql`to_char(date_trunc('month', closed_at at time zone 'Asia/Ho_Chi_Minh'), 'YYYY-MM')` : sql`null`} as month,
      working_days, case when limit_unit = 'working_days' then limit_value end as limit_days,
      count(*)::integer as count, count(in_limit)::integer as judged, (count(*) filter (where in_limit))::integer as within,
      sum(paused_days)::integer as paused
    from requests.request
    where state = 'closed' and working_days is not null
      and closed_at >= ${startOfDay(`${query.from}-01`)} and closed_at < ${startOfDay(`${nextMonth(query.to)}-01`)}
      and corporation_id = ${corporation_id ?? sql`any ((select organisation.visible())::smallint[])`}
      ${by.includes('outcome') ? sql`` : sql`and outcome = 'done'`}
      ${query.family === 'all' ? sql`` : sql`and family = ${query.family ?? 'new_supply'}`}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`.execute(tx)
  return rows
}

interface Names {
  corporation: Map<number, string>
  /** Code of the unit and of the company under which a unit's id stands. */
  above: Map<string, { unit: string | null; company: string | null }>
}

async function namesOf(ctx: Context, by: readonly Dimension[]): Promise<Names> {
  const corporation = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const above: Names['above'] = new Map()
  if (by.includes('unit') || by.includes('company')) {
    const all = await units(ctx)
    const byId = new Map(all.map((u) => [`${u.corporation_id}/${u.id}`, u]))
    for (const [key, start] of byId) {
      const found = { unit: null as string | null, company: null as string | null }
      for (let u: typeof start | undefined = start; u; u = byId.get(`${u.corporation_id}/${u.parent_id}`))
        if (u.kind === 'unit' || u.kind === 'company') found[u.kind] ??= u.code
      above.set(key, found)
    }
  }
  return { corporation, above }
}

/** Puts counted lines together by their dimensions, in the order of these. */
function rowsOf(counted: readonly Counted[], by: readonly Dimension[], names: Names): StatsRow[] {
  const groups = Map.groupBy(counted, (c) => JSON.stringify(by.map((d) => dimensionOf(c, d, names))))
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, lines]) => {
      const days = new Map<number, number>()
      for (const l of lines) days.set(l.working_days, (days.get(l.working_days) ?? 0) + l.count)
      const ascending = [...days].map(([value, n]) => ({ value, count: n })).sort((a, b) => a.value - b.value)
      const total = (f: (l: Counted) => number) => lines.reduce((sum, l) => sum + f(l), 0)
      const all = total((l) => l.count)
      const taken = total((l) => l.working_days * l.count)
      const judged = total((l) => l.judged)
      const paused = total((l) => l.paused)
      return {
        ...Object.fromEntries(by.map((d) => [d, dimensionOf(lines[0]!, d, names)])),
        count: all,
        mean_working_days: taken / all,
        p50: percentile(ascending, 0.5)!,
        p90: percentile(ascending, 0.9)!,
        within_limit: total((l) => l.within),
        within_limit_share: judged === 0 ? null : total((l) => l.within) / judged,
        limit_days: commonest(lines),
        paused_share: taken + paused === 0 ? 0 : paused / (taken + paused),
      } as StatsRow
    })
}

function commonest(lines: readonly Counted[]): number | null {
  const counts = new Map<number | null, number>()
  for (const l of lines) counts.set(l.limit_days, (counts.get(l.limit_days) ?? 0) + l.count)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] ?? 0) - (b[0] ?? 0))[0]![0]
}

function dimensionOf(line: Counted, dimension: Dimension, names: Names): string | null {
  if (dimension === 'corporation') return names.corporation.get(line.corporation_id) ?? null
  if (dimension === 'unit' || dimension === 'company')
    return names.above.get(`${line.corporation_id}/${line.unit_id}`)?.[dimension] ?? null
  return line[dimension]
}
