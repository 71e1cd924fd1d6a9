import { type RawBuilder, sql } from 'kysely'
import { listedNow } from '../interruptions/index.ts'
import type { Context } from '../kernel/index.ts'
import { dividedSteps, isPlace, placesOf } from './places.ts'
import type { CheckedQuery, Dimension } from './query.ts'
import { from_, mine, to_ } from './query-sql.ts'
import type { Counts } from './rules.ts'

/** Counts of one corporation and month (or day) and of the other dimensions asked for. */
export type CountRow = Counts & {
  corporation_id: number
  /** The month 'YYYY-MM-01', or the day where days are asked for. */
  period: string
  /** Values of the dimensions that are neither corporation nor time, in the order asked for. */
  keys: string[] | null
  /** Interruptions that lie in this cell alone; the others are in `distinct`. */
  interruptions: number
}

/** How many distinct interruptions a group has beyond those that `interruptions` already counts. */
export type DistinctRow = {
  corporation_id: number | null
  period: string | null
  keys: string[] | null
  interruptions: number
}

export type Found = {
  rows: CountRow[]
  distinct: DistinctRow[]
  /** Where it was read: the roll-up that the steps move, or the steps themselves. */
  source: 'roll_up' | 'steps'
}

const time = ['year', 'quarter', 'month', 'day'] as const
const isTime = (d: Dimension): d is (typeof time)[number] => (time as readonly string[]).includes(d)
export const otherKeys = (by: readonly Dimension[]): Dimension[] => by.filter((d) => d !== 'corporation' && !isTime(d))
export const finestTime = (by: readonly Dimension[]): (typeof time)[number] | undefined =>
  time.findLast((t) => by.includes(t))

/** The roll-up's smallest level whose cells make up the groups of a query, or undefined. */
function cellsOf(query: CheckedQuery): number | undefined {
  const needs = new Set<string>([...query.by, ...Object.keys(query.where)])
  if (needs.has('equipment') || [...needs].some(isPlace)) return undefined
  const feeder = needs.has('feeder') || needs.has('substation')
  if (query.leaveOut?.length) needs.add('day')
  if (needs.has('day')) return feeder || needs.has('cause') ? undefined : 2
  return feeder ? 3 : needs.has('cause') ? 1 : 0
}

const byRulesOfToday = (query: CheckedQuery) => query.over_s === undefined && !query.excludedCauses

/** The level of the roll-up that can answer, or undefined: then the steps are read. */
export const levelFor = (query: CheckedQuery): number | undefined =>
  query.asKnownOn || !byRulesOfToday(query) ? undefined : cellsOf(query)

/** Counts by the smallest source that can answer; both give the same (a test holds them together). */
export async function count(ctx: Context, query: CheckedQuery): Promise<Found> {
  const level = levelFor(query)
  return level === undefined ? fromSteps(ctx, query) : fromRollUp(ctx, query, level)
}

/**
 * The momentary limit of the book, as SQL of one row: one number where all versions share it (nothing is then looked up
 * row by row: 9,700 cells took 50 ms more).
 */
async function limit(
  ctx: Context,
  { book, over_s }: Pick<CheckedQuery, 'book' | 'over_s'>,
  corporation: RawBuilder<unknown>,
  day: RawBuilder<unknown>,
) {
  if (over_s !== undefined) return sql`${sql.lit(over_s)}`
  const { rows } = await sql<{ limits: number[] }>`
    select array_agg(distinct sustained_over_s) as limits from reliability.rule_set where book = ${book}`.execute(
    ctx.tx,
  )
  const limits = rows[0]!.limits
  return limits.length === 1 ? sql`${sql.lit(limits[0]!)}` : sql`reliability.limit_s(${corporation}, ${book}, ${day})`
}

async function fromRollUp(ctx: Context, query: CheckedQuery, level: number): Promise<Found> {
  const over = await limit(ctx, query, sql`r.corporation_id`, sql`r.period`)
  const keys = keysOf(query, {
    feeder: sql`r.feeder`,
    cause: sql`r.cause`,
    origin: sql`r.origin`,
    excluded: sql`r.excluded::text`,
    substation,
    ...elsewhere,
  })
  const day = level === 2
  const within = sql`r.level = ${sql.lit(level)} and r.over_s = ${over}
    and r.period >= ${from_(query)}::date and r.period < (${to_(query)}::date + interval '1 month')::date
    and ${query.includeExcluded ? sql`true` : sql`not r.excluded`} and ${mine(ctx, query, sql`r.corporation_id`)}
    and ${where(query.where, { feeder: sql`r.feeder`, cause: sql`r.cause`, origin: sql`r.origin`, substation, ...elsewhere }, sql`r.period`)}
    and ${notOn(query, sql`r.corporation_id`, sql`r.period`)}`
  const period = day && !query.by.includes('day') ? sql`date_trunc('month', r.period)::date` : sql`r.period`
  const { rows } = await sql<CountedRow>`
    select r.corporation_id, ${period} as period, ${keys} as keys, false as beyond, sum(r.interruptions)::integer as interruptions,
      sum(r.customer_interruptions)::bigint as customer_interruptions, sum(r.customer_s)::bigint as customer_s,
      sum(r.momentary_interruptions)::bigint as momentary_interruptions
    from reliability.roll_up r ${joinSubstation(query, sql`r`)}
    where r.steps > 0 and ${within} group by ${columns(query)}
    union all
    select ${corporationOf(query, sql`r.corporation_id`)}, ${truncated(query, sql`r.period`)}, ${keys}, true, count(distinct r.interruption_id)::integer, 0, 0, 0
    from reliability.straddler r ${joinSubstation(query, sql`r`)} where not r.counted and ${within} group by 1, 2, 3`.execute(
    ctx.tx,
  )
  return { ...parted(rows), source: 'roll_up' }
}

async function fromSteps(ctx: Context, query: CheckedQuery): Promise<Found> {
  const keys = keysOf(query, stepColumns)
  const steps = await stepsIn(ctx, query)
  // The policy's list of corporations has no statistics: the planner takes all steps for a third of them and fetches the
  // table through an index (2,000,000 steps: 3 to 8 s, in sequence 0.2 s). A short period or one corporation goes by the index.
  const all = query.months.length >= 12 && query.corporation_id === undefined && ctx.corporations === '*'
  if (all) await sql`set local enable_bitmapscan = off; set local enable_indexscan = off`.execute(ctx.tx)
  const period = query.by.includes('day') ? sql`s.day` : sql`s.month`
  // Interruptions are counted by their step 1, of which each has one: one scan that the workers share, no identifier is
  // kept. Telling all identifiers apart took four fifths of the time, and one process alone (2,000,000 steps: 1,100 ms,
  // with this 240).
  const { rows } = await sql<CountedRow>`
    select s.corporation_id, ${period} as period, ${keys} as keys, false as beyond,
      (count(*) filter (where s.step_no = 1 and s.duration_s > ${steps.over}))::integer as interruptions,
      coalesce(sum(s.customers) filter (where s.duration_s > ${steps.over}), 0)::bigint as customer_interruptions,
      coalesce(sum(s.customers::bigint * s.duration_s) filter (where s.duration_s > ${steps.over}), 0)::bigint as customer_s,
      coalesce(sum(s.customers) filter (where s.duration_s <= ${steps.over}), 0)::bigint as momentary_interruptions
    ${steps.from} group by ${columns(query)}`.execute(ctx.tx)
  if (all) await sql`set local enable_bitmapscan to default; set local enable_indexscan to default`.execute(ctx.tx)
  // Of the others, whose step 1 says too little, each group has one more where step 1 is not in it.
  await sql`set local work_mem = '128MB'`.execute(ctx.tx)
  const beyond = await sql<CountedRow>`
    with ${apart(ctx, query, steps)}, seen as (
      select s.corporation_id, s.interruption_id, ${truncated(query, sql`s.day`, sql`s.month`)} as period, ${keys} as keys
      ${steps.from} and s.duration_s > ${steps.over}
        and (s.corporation_id, s.interruption_id) in (select corporation_id, interruption_id from apart)
      group by 1, 2, 3, 4 having not bool_or(s.step_no = 1)
    )
    select ${corporationOf(query, sql`corporation_id`)} as corporation_id, period, keys, true as beyond, count(*)::integer as interruptions
    from seen group by 1, 2, 3`.execute(ctx.tx)
  await sql`set local work_mem to default`.execute(ctx.tx)
  return { ...parted([...rows, ...beyond.rows]), source: 'steps' }
}

/**
 * Interruptions that may have sustained steps in a group that their step 1 is not in (too many do no harm, they are looked
 * at one by one). For the rules of today they are kept: in `straddler` as it is now, and whatever was recorded since the
 * instant asked for, because a step is superseded by recording another. Otherwise: whatever has another step than 1.
 */
function apart(ctx: Context, query: CheckedQuery, steps: Awaited<ReturnType<typeof stepsIn>>): RawBuilder<unknown> {
  const level = byRulesOfToday(query) ? cellsOf(query) : undefined
  if (level === undefined)
    return sql`apart as materialized (
      select distinct s.corporation_id, s.interruption_id ${steps.from} and s.step_no <> 1 and s.duration_s > ${steps.over}
    )`
  const since = query.asKnownOn
    ? sql`union select s.corporation_id, s.interruption_id from interruptions.step s
        where s.recorded_at > ${query.asKnownOn} and ${mine(ctx, query, sql`s.corporation_id`)}`
    : sql``
  return sql`apart as materialized (
    select r.corporation_id, r.interruption_id from reliability.straddler r
    where r.level = ${sql.lit(level)} and r.period >= ${from_(query)}::date and r.period < (${to_(query)}::date + interval '1 month')::date
      and ${mine(ctx, query, sql`r.corporation_id`)}
    ${since}
  )`
}

type CountedRow = CountRow & { beyond: boolean }

function parted(both: readonly CountedRow[]): Pick<Found, 'rows' | 'distinct'> {
  const rows: CountRow[] = []
  const distinct: DistinctRow[] = []
  for (const row of both) (row.beyond ? distinct : rows).push(row)
  return { rows, distinct }
}

/** What to group by: without keys their column is constant, and hashing it for ten thousand cells is left out. */
const columns = (query: CheckedQuery) => (otherKeys(query.by).length > 0 ? sql`1, 2, 3` : sql`1, 2`)

const corporationOf = (query: CheckedQuery, column: RawBuilder<unknown>) =>
  query.by.includes('corporation') ? column : sql`null::smallint`

const substation = sql`coalesce(f.substation, '')`
/** What a roll-up does not know; `levelFor` sends questions about it to the steps. */
const elsewhere = { equipment: sql`''`, company: sql`''`, unit: sql`''`, province: sql`''`, commune: sql`''` }
const stepColumns = {
  feeder: sql`s.feeder`,
  cause: sql`s.cause`,
  origin: sql`s.origin`,
  excluded: sql`s.excluded::text`,
  equipment: sql`s.equipment`,
  substation,
  company: sql`s.company`,
  unit: sql`s.unit`,
  province: sql`s.province`,
  commune: sql`s.commune`,
}

/** The steps of a query that count, as `from interruptions.step s ... where ...`, and the book's momentary limit for each. */
export async function stepsIn(
  ctx: Context,
  query: CheckedQuery,
): Promise<{ from: RawBuilder<unknown>; over: RawBuilder<unknown> }> {
  const over = await limit(ctx, query, sql`s.corporation_id`, sql`s.day`)
  const known = query.asKnownOn
    ? sql`s.recorded_at <= ${query.asKnownOn} and s.superseded_at > ${query.asKnownOn}`
    : sql`s.superseded_at = 'infinity'`
  const [here, there] = splitWhere(query.where)
  const joined = joinSubstation(query, sql`s`)
  const steps = sql`from interruptions.step s ${joined}
    where ${known} and not s.withdrawn and s.duration_s is not null
      and s.day >= ${from_(query)}::date and s.day < (${to_(query)}::date + interval '1 month')::date
      and ${query.includeExcluded ? sql`true` : sql`not ${isExcluded(query)}`} and ${mine(ctx, query, sql`s.corporation_id`)}
      and ${where(here, stepColumns, sql`s.day`)} and ${notOn(query, sql`s.corporation_id`, sql`s.day`)}`
  if (placesOf(query).length === 0) return { from: steps, over }
  const from = sql`from ${dividedSteps(query, steps)} s ${joined} where ${where(there, stepColumns, sql`s.day`)}`
  return { from, over }
}

/**
 * Whether a step is excluded: as it says, or as it would say by a list that is only considered (`changeExcludedCauses` does
 * it): one that is excluded although the list of its day does not name its cause stays so.
 */
const isExcluded = ({ excludedCauses: list }: CheckedQuery): RawBuilder<unknown> =>
  list
    ? sql`(case when s.cause = any(${list.add}::text[]) then true when s.cause = any(${list.remove}::text[]) and ${listedNow()} then false else s.excluded end)`
    : sql`s.excluded`

const keysOf = (query: CheckedQuery, columns: Record<string, RawBuilder<unknown>>): RawBuilder<unknown> => {
  const keys = otherKeys(query.by)
  return keys.length === 0 ? sql`null::text[]` : sql`array[${sql.join(keys.map((k) => columns[k]!))}]`
}

/** The period of a row cut to the coarsest that still tells the groups apart; null where time is not asked for. */
function truncated(query: CheckedQuery, period: RawBuilder<unknown>, month = period): RawBuilder<unknown> {
  const finest = finestTime(query.by)
  if (finest === 'day') return period
  if (finest === 'month' && month !== period) return month
  return finest === undefined ? sql`null::date` : sql`date_trunc(${sql.lit(finest)}, ${period}::timestamp)::date`
}

/** Steps that do not begin on a day that is left out. */
const notOn = ({ leaveOut = [] }: CheckedQuery, corporation: RawBuilder<unknown>, day: RawBuilder<unknown>) =>
  leaveOut.length === 0
    ? sql`true`
    : sql`(${corporation}, ${day}) not in (
        select c, d from unnest(${leaveOut.map((m) => m.corporation_id)}::smallint[], ${leaveOut.map((m) => m.day)}::date[]) m (c, d))`

/** Conditions on steps themselves, and on the places of their customers. */
function splitWhere(where: CheckedQuery['where']): [CheckedQuery['where'], CheckedQuery['where']] {
  const { company, unit, province, commune, ...here } = where
  const there = Object.entries({ company, unit, province, commune }).filter(([, v]) => v !== undefined)
  return [here, Object.fromEntries(there)]
}

function where(
  asked: CheckedQuery['where'],
  columns: Record<string, RawBuilder<unknown>>,
  period: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const tests = Object.entries(asked).map(([name, value]) => {
    if (name === 'day') return sql`${period} = ${value}::date`
    if (name === 'month') return sql`date_trunc('month', ${period}::timestamp) = ${`${value}-01`}::timestamp`
    if (name === 'year') return sql`extract(year from ${period}) = ${Number(value)}::integer`
    if (name === 'quarter') return sql`to_char(${period}, 'YYYY-"Q"Q') = ${value}`
    return sql`${columns[name]!} = ${value}`
  })
  return tests.length === 0 ? sql`true` : sql.join(tests, sql` and `)
}

/** Which substation a feeder hangs on, by the network as it is now. */
const joinSubstation = (query: CheckedQuery, of: RawBuilder<unknown>): RawBuilder<unknown> =>
  query.by.includes('substation') || query.where.substation !== undefined
    ? sql`left join (
        select distinct on (corporation_id, feeder) corporation_id, feeder, substation from network.equipment
        where feeder is not null and substation is not null and removed_at is null order by corporation_id, feeder, substation
      ) f on f.corporation_id = ${of}.corporation_id and f.feeder = ${of}.feeder`
    : sql``
