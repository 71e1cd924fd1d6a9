import { sql } from 'kysely'
import { type Context, isMonth, Problem } from '../kernel/index.ts'
import { corporationNamed, corporations, units } from '../organisation/index.ts'
import { percentile } from './rules.ts'
import { countedBetween } from './store-figures.ts'

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
  /** Read from the roll-up, or counted again from the requests: both say the same. */
  source?: 'roll_up' | 'requests'
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

/** What was asked for of it, by the roll-up's names: there 0 and '' stand for none. */
interface Counted {
  corporation_id?: number
  class?: string
  service?: string
  family?: string
  office?: string
  unit_id?: number
  /** Its first day. */
  month?: string
  outcome?: string
  working_days: number
  limit_days: number
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

/** A line for each group and number of working days: percentiles are exact from few rows. */
async function count(
  { tx }: Context,
  query: StatsQuery,
  by: readonly Dimension[],
  corporation_id: number | undefined,
): Promise<Counted[]> {
  const places = by.includes('unit') || by.includes('company')
  // only what is asked for is read and grouped: 300 offices take 2,100 lines of three columns, not of thirteen
  const columns = [
    ...(by.includes('corporation') || places || by.includes('office') ? ['corporation_id'] : []),
    ...by.filter((d) => d !== 'corporation' && d !== 'unit' && d !== 'company'),
    ...(places ? ['unit_id'] : []),
    'limit_days',
    'working_days',
  ]
  const refs = sql.join(columns.map((c) => sql.ref(c)))
  const { rows } = await sql<Counted>`
    select ${refs}, sum(requests)::integer as count, sum(judged)::integer as judged, sum(within)::integer as within,
      sum(paused_days)::integer as paused
    from ${countedBetween(query.from, query.to, query.source)} f
    where corporation_id = ${corporation_id ?? sql`any ((select organisation.visible())::smallint[])`}
      ${by.includes('outcome') ? sql`` : sql`and outcome = 'done'`}
      ${query.family === 'all' ? sql`` : sql`and family = ${query.family ?? 'new_supply'}`}
    group by ${refs} having sum(requests) > 0`.execute(tx)
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
  const groups = new Map<string, { of: (string | null)[]; lines: Counted[] }>()
  for (const line of counted) {
    const of = by.map((d) => dimensionOf(line, d, names))
    const key = JSON.stringify(of)
    const group = groups.get(key)
    if (group) group.lines.push(line)
    else groups.set(key, { of, lines: [line] })
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { of, lines }]) => {
      const days = new Map<number, number>()
      let [all, taken, judged, within, paused] = [0, 0, 0, 0, 0]
      for (const l of lines) {
        days.set(l.working_days, (days.get(l.working_days) ?? 0) + l.count)
        all += l.count
        taken += l.working_days * l.count
        judged += l.judged
        within += l.within
        paused += l.paused
      }
      const ascending = [...days].map(([value, n]) => ({ value, count: n })).sort((a, b) => a.value - b.value)
      return {
        ...Object.fromEntries(by.map((d, i) => [d, of[i]])),
        count: all,
        mean_working_days: taken / all,
        p50: percentile(ascending, 0.5)!,
        p90: percentile(ascending, 0.9)!,
        within_limit: within,
        within_limit_share: judged === 0 ? null : within / judged,
        limit_days: commonest(lines),
        paused_share: taken + paused === 0 ? 0 : paused / (taken + paused),
      } as StatsRow
    })
}

function commonest(lines: readonly Counted[]): number | null {
  const counts = new Map<number, number>()
  for (const l of lines) counts.set(l.limit_days, (counts.get(l.limit_days) ?? 0) + l.count)
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]![0] || null
}

function dimensionOf(line: Counted, dimension: Dimension, names: Names): string | null {
  if (dimension === 'corporation') return names.corporation.get(line.corporation_id!) ?? null
  if (dimension === 'unit' || dimension === 'company')
    return names.above.get(`${line.corporation_id}/${line.unit_id}`)?.[dimension] ?? null
  if (dimension === 'class') return line.class || null
  if (dimension === 'month') return line.month!.slice(0, 7)
  return line[dimension]!
}
