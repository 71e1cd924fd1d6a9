import { type RawBuilder, sql } from 'kysely'
import { customersByFeeder } from '../customers/index.ts'
import type { Context, Relation } from '../kernel/index.ts'
import { furthest_estimate_s, longest_likely_s, type Suspicion } from './rules.ts'

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

// Overlaps are looked for inside clusters: runs of steps of one feeder in which each begins before all earlier ones have
// ended. Comparing every pair of a feeder's five years took 20 s for 300,000 steps; clusters hold a handful. Steps beyond
// the likely length are left out of them (one of 250 days would join everything), they are suspect anyway.
const suspectSql = (ctx: Context, filter: SuspectFilter): RawBuilder<SuspectStep> => sql`
  with feeder as materialized (${customersByFeeder(ctx)}),
  served as materialized (
    select corporation_id, max(customers) as customers from interruptions.customers_served group by 1
  ),
  step as materialized (
    select s.corporation_id, s.interruption_id, s.step_no, s.feeder, s.day, s.out_at, s.restored_at, s.customers, s.transformers,
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
  marked as (
    select *, out_at >= coalesce(max(until) over (partition by corporation_id, feeder order by out_at, interruption_id, step_no
      rows between unbounded preceding and 1 preceding), '-infinity') as begins
    from step where feeder <> '' and lasts_s <= ${longest_likely_s}
  ),
  clustered as materialized (
    select *, sum(begins::integer) over (partition by corporation_id, feeder order by out_at, interruption_id, step_no) as cluster from marked
  ),
  pair as (
    select a.corporation_id, a.interruption_id as a_id, a.step_no as a_no, b.interruption_id as b_id, b.step_no as b_no,
      (a.interruption_id, a.step_no) <> (b.interruption_id, b.step_no) as two,
      a.transformers && b.transformers as same_transformers,
      a.on_feeder is null and a.transformers is null and a.interruption_id <> b.interruption_id and a.customers = b.customers as alike,
      sum(b.customers) over (partition by a.corporation_id, a.interruption_id, a.step_no) > a.on_feeder as too_many
    from clustered a join clustered b on b.corporation_id = a.corporation_id and b.feeder = a.feeder and b.cluster = a.cluster
      and b.out_at <= a.out_at and a.out_at < b.until
  ),
  overlapping as (
    select corporation_id, a_id as interruption_id, a_no as step_no from pair where two and (same_transformers or alike or too_many)
    union
    select corporation_id, b_id, b_no from pair where two and (same_transformers or alike or too_many)
  ),
  duplicate as (
    select corporation_id, interruption_id, step_no from (
      select corporation_id, interruption_id, step_no, min(interruption_id::text) over w <> max(interruption_id::text) over w as twice
      from step where feeder <> '' and restored_at is not null
      window w as (partition by corporation_id, feeder, out_at, restored_at, customers)
    ) d where twice
  ),
  judged as (
    select s.*, array_remove(array[
      case when s.customers > s.at_most then 'more_than_feeder' end,
      case when s.lasts_s > ${longest_likely_s} then 'too_long' end,
      case when o.step_no is not null then 'overlap' end,
      case when d.step_no is not null then 'duplicate' end,
      case when s.etr_first < s.out_at or s.etr_last < s.out_at or greatest(s.etr_first, s.etr_last) > s.out_at + ${furthest_estimate_s} * interval '1 second'
        then 'estimate_elsewhere' end,
      case when s.out_at > s.recorded_at or s.restored_at > s.recorded_at then 'in_the_future' end
    ], null) as reasons
    from step s
    left join overlapping o using (corporation_id, interruption_id, step_no)
    left join duplicate d using (corporation_id, interruption_id, step_no)
  )
  select j.corporation_id, j.interruption_id, i.code, j.step_no, j.feeder, j.out_at, j.restored_at, j.customers,
    (j.customers * j.lasts_s / 60)::double precision as customer_minutes, j.reasons
  from judged j join interruptions.interruption i on i.corporation_id = j.corporation_id and i.id = j.interruption_id
  where j.reasons <> '{}'`
