import { type RawBuilder, sql } from 'kysely'
import { customersByFeeder } from '../customers/index.ts'
import type { Context, Relation } from '../kernel/index.ts'
import { furthest_estimate_s, longest_likely_s, type Suspicion, suspicions } from './rules.ts'

export type SuspectFilter = {
  corporation_id?: number
  /** Civil days 'YYYY-MM-DD', both included. */
  from?: string
  to?: string
}

export type SuspectStep = {
  corporation_id: number
  interruption_id: string
  code: string
  step_no: number
  feeder: string
  out_at: Date
  restored_at: Date | null
  customers: number
  excluded: boolean
  /** Customer minutes: how much of SAIDI hangs on this step. */
  customer_minutes: number
  reasons: Suspicion[]
}

/**
 * Steps that can hardly be true, as a relation: each with its reasons. They stay in the figures until somebody corrects
 * them by adding (`correct`); this list says where to look first.
 */
export const suspectSteps = (ctx: Context, filter: SuspectFilter = {}): Relation<SuspectStep> =>
  ctx.tx.selectFrom(sql<SuspectStep>`(${suspectSql(ctx, filter)})`.as('suspect')).selectAll() as never

/** Suspect steps, the heaviest in SAIDI first. */
export const suspects = (ctx: Context, filter: SuspectFilter = {}, limit = 100): Promise<SuspectStep[]> =>
  suspectSteps(ctx, filter)
    .orderBy('customer_minutes' as never, 'desc')
    .orderBy('code' as never)
    .orderBy('step_no' as never)
    .limit(limit)
    .execute()

/** How many steps of some interruptions are suspect, by reason. */
export async function countSuspects(
  ctx: Context,
  interruptions: Relation<{ corporation_id: number; interruption_id: string }>,
): Promise<{ reason: Suspicion; steps: number }[]> {
  const { rows } = await sql<{ reason: Suspicion; steps: number }>`
    with touched as materialized (${interruptions})
    select reason, count(*)::integer as steps
    from (${suspectSql(ctx, {})}) s join touched t using (corporation_id, interruption_id), unnest(s.reasons) reason
    group by 1 order by 2 desc, 1`.execute(ctx.tx)
  return rows
}

// Overlaps are looked for by sweeps (sorted once, running sums), because comparing a feeder's steps in pairs is quadratic:
// minutes for 300,000 steps of a bad file. A cluster is a run of steps in which each begins before all earlier ones have
// ended; steps beyond the likely length are left out (one of 250 days would join everything): they are suspect anyway.
const suspectSql = (ctx: Context, filter: SuspectFilter): RawBuilder<SuspectStep> => sql`
  with feeder as materialized (${customersByFeeder(ctx)}),
  served as materialized (
    select corporation_id, max(customers) as customers from interruptions.customers_served group by 1
  ),
  step as materialized (
    select s.corporation_id, s.interruption_id, s.step_no, s.feeder, s.out_at, s.restored_at, s.customers, s.transformers,
      s.etr_first, s.etr_last, s.recorded_at, coalesce(s.restored_at, ${ctx.now}::timestamptz) as until,
      coalesce(s.duration_s, extract(epoch from ${ctx.now}::timestamptz - s.out_at)) as lasts_s,
      f.customers as on_feeder, coalesce(f.customers, k.customers) as at_most
    from interruptions.step s
    left join feeder f on f.corporation_id = s.corporation_id and f.feeder = s.feeder
    left join served k on k.corporation_id = s.corporation_id
    where s.superseded_at = 'infinity' and not s.withdrawn
      and ${filter.corporation_id === undefined ? sql`true` : sql`s.corporation_id = ${filter.corporation_id}::smallint`}
      and ${filter.from === undefined ? sql`true` : sql`s.day >= ${filter.from}::date`}
      and ${filter.to === undefined ? sql`true` : sql`s.day <= ${filter.to}::date`}
  ),
  likely as materialized (
    select *, row_number() over () as n from step where feeder <> '' and lasts_s <= ${longest_likely_s}
  ),
  -- More customers out at once than the feeder has: everyone joins at out_at and leaves at until.
  moment as (
    select corporation_id, feeder, on_feeder, n, out_at as at, customers as change from likely where on_feeder is not null
    union all
    select corporation_id, feeder, on_feeder, null, until, -customers from likely where on_feeder is not null and until > out_at
  ),
  swept as (
    -- who leaves at an instant leaves before who joins
    select *, sum(change) over w as out_now, sum(change) over w - change = 0 as begins
    from moment window w as (partition by corporation_id, feeder order by at, change, n)
  ),
  run as (
    select *, sum((begins and n is not null)::integer) over (partition by corporation_id, feeder order by at, change, n) as run from swept
  ),
  crowded as (
    select n from (
      select n, max(out_now) over r > on_feeder as too_many, count(n) over r > 1 as several
      from run window r as (partition by corporation_id, feeder, run)
    ) c where too_many and several and n is not null
  ),
  -- Only numbers are known and they are the same: the event was entered twice.
  twin_marked as (
    select n, interruption_id, corporation_id, feeder, customers, out_at,
      out_at >= coalesce(max(until) over (partition by corporation_id, feeder, customers order by out_at, n
        rows between unbounded preceding and 1 preceding), '-infinity') as begins
    from likely where on_feeder is null and transformers is null
  ),
  twin_run as (
    select *, sum(begins::integer) over (partition by corporation_id, feeder, customers order by out_at, n) as run from twin_marked
  ),
  twin as (
    select n from (
      select n, min(interruption_id::text) over r <> max(interruption_id::text) over r as two
      from twin_run window r as (partition by corporation_id, feeder, customers, run)
    ) t where two
  ),
  -- The same transformer out twice at once: of what was recorded here, so few that pairs do no harm.
  live_marked as (
    select *, out_at >= coalesce(max(until) over (partition by corporation_id, feeder order by out_at, n
      rows between unbounded preceding and 1 preceding), '-infinity') as begins
    from (select *, row_number() over () as n from step where transformers is not null and lasts_s <= ${longest_likely_s}) l
  ),
  live_cluster as (
    select corporation_id, array_agg(n) as n, array_agg(out_at) as out_at, array_agg(until) as until, array_agg(transformers) as transformers,
      array_agg(interruption_id) as id, array_agg(step_no) as step_no
    from (select *, sum(begins::integer) over (partition by corporation_id, feeder order by out_at, n) as cluster from live_marked) c
    group by corporation_id, feeder, cluster having count(*) > 1
  ),
  live_pair as (
    select c.corporation_id, c.id[a] as a_id, c.step_no[a] as a_no, c.id[b] as b_id, c.step_no[b] as b_no
    from live_cluster c, generate_subscripts(c.id, 1) a, generate_subscripts(c.id, 1) b
    where a <> b and c.out_at[b] <= c.out_at[a] and c.out_at[a] < c.until[b] and c.transformers[a] && c.transformers[b]
  ),
  overlapping as (
    select corporation_id, interruption_id, step_no from likely where n in (select n from crowded union select n from twin)
  ),
  found as (
    select corporation_id, interruption_id, step_no, unnest(array_remove(array[
      case when customers > at_most then 'more_than_feeder' end,
      case when lasts_s > ${longest_likely_s} then 'too_long' end,
      case when etr_first < out_at or etr_last < out_at or greatest(etr_first, etr_last) > out_at + ${furthest_estimate_s} * interval '1 second'
        then 'estimate_elsewhere' end,
      case when out_at > recorded_at or restored_at > recorded_at then 'in_the_future' end
    ], null)) as reason
    from step
    union
    select corporation_id, interruption_id, step_no, 'overlap' from overlapping
    union
    select corporation_id, a_id, a_no, 'overlap' from live_pair
    union
    select corporation_id, b_id, b_no, 'overlap' from live_pair
    union
    select corporation_id, interruption_id, step_no, 'duplicate' from (
      select corporation_id, interruption_id, step_no, min(interruption_id::text) over w <> max(interruption_id::text) over w as twice
      from step where feeder <> '' and restored_at is not null
      window w as (partition by corporation_id, feeder, out_at, restored_at, customers)
    ) d where twice
  ),
  judged as materialized (
    select corporation_id, interruption_id, step_no,
      array_agg(reason order by array_position(${suspicions as unknown as string[]}::text[], reason)) as reasons
    from found group by 1, 2, 3
  )
  select s.corporation_id, s.interruption_id, i.code, s.step_no, s.feeder, s.out_at, s.restored_at, s.customers, s.excluded,
    (s.customers * coalesce(s.duration_s, extract(epoch from ${ctx.now}::timestamptz - s.out_at)) / 60)::double precision as customer_minutes, j.reasons
  from judged j
  join interruptions.step s on s.corporation_id = j.corporation_id and s.interruption_id = j.interruption_id and s.step_no = j.step_no
    and s.superseded_at = 'infinity'
  join interruptions.interruption i on i.corporation_id = s.corporation_id and i.id = s.interruption_id`
