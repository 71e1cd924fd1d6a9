import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { stepsIn } from './counts.ts'
import { type CheckedQuery, checkQuery, type IndexQuery } from './query.ts'
import { type AtLeast, type CustomerFigures, customerIndices, type History, ruleOn } from './rules.ts'
import { served } from './served.ts'
import { rulesInForce } from './store.ts'

export type CustomerLevel = CustomerFigures & {
  /** N_T: mean of the customers served in the months of the period. */
  customers: number
  at_least: AtLeast
  n: number
  single_h: number
  total_h: number
  /** Sustained customer interruptions of steps that name no transformers: nobody knows whose, so they are not in here. */
  unknown_customer_interruptions: number
}

export type CustomerLevelQuery = Omit<IndexQuery, 'by'> & {
  at_least?: AtLeast
  n?: number
  single_h?: number
  total_h?: number
}

/**
 * The indices that need to know who was out: CTAIDI, CAIFI, CEMI_n, CELID-s, CELID-t, MAIFI_E. Customers of one
 * transformer share a history; how many they are is counted on the last day of the period. History that was imported as
 * numbers cannot be among them, and how much that is stands beside the figures.
 *
 * @throws Problem as `checkQuery`
 */
export async function customerLevelIndices(ctx: Context, given: CustomerLevelQuery): Promise<CustomerLevel> {
  const query = await checkQuery(ctx, { ...given, by: [] })
  const { n = 3, single_h = 8, total_h = 12, at_least = 'n_or_more' } = given
  const { from, over } = await stepsIn(ctx, query)
  const histories = await historiesOf(ctx, query)
  const { rows: unknown } = await sql<{ n: number }>`
    select coalesce(sum(s.customers), 0)::bigint as n ${from} and s.transformers is null and s.duration_s > ${over}`.execute(
    ctx.tx,
  )

  let customers = 0
  for (const corporation of (await served(ctx, query)).values())
    customers += [...corporation.months.values()].reduce((a, b) => a + b, 0) / Math.max(1, corporation.months.size)
  const { sustained_over_s } = ruleOn(query.book, `${query.months.at(-1)}-01`, await rulesInForce(ctx, query))
  const figures = customerIndices(histories, { customers, sustained_over_s, at_least, n, single_h, total_h })
  return { ...figures, customers, at_least, n, single_h, total_h, unknown_customer_interruptions: unknown[0]!.n }
}

/** What the customers of each transformer went through in a period: those who hung on it on its last day. */
export async function historiesOf(
  ctx: Context,
  query: CheckedQuery,
): Promise<(History & { corporation_id: number; feeder: string })[]> {
  const { from } = await stepsIn(ctx, query)
  const lastDay = sql`(${`${query.months.at(-1)}-01`}::date + interval '1 month' - interval '1 day')::date`
  // Ranges are opened and met by hash: comparing them with every transformer would be quadratic.
  const { rows } = await sql<{
    corporation_id: number
    feeder: string
    customers: number
    outs: number[]
    durations: number[]
  }>`
    with behind as materialized (
      select corporation_id, transformer_id, count(*)::integer as customers from customers.service_point
      where not additional and valid_from <= ${lastDay} and valid_to > ${lastDay} group by 1, 2
    ), part as materialized (
      select s.corporation_id, generate_series(lower(r), upper(r) - 1) as transformer_id, extract(epoch from s.out_at)::float8 as out_s, s.duration_s
      from (select s.corporation_id, s.transformers, s.out_at, s.duration_s ${from} and s.transformers is not null) s, unnest(s.transformers) r
    )
    select b.corporation_id, coalesce(min(k.feeder), '') as feeder, b.customers, array_agg(p.out_s) as outs, array_agg(p.duration_s) as durations
    from part p
    join behind b on b.corporation_id = p.corporation_id and b.transformer_id = p.transformer_id
    left join network.point k on k.corporation_id = b.corporation_id and k.transformer_id = b.transformer_id
    group by b.corporation_id, b.transformer_id, b.customers`.execute(ctx.tx)
  return rows.map(({ corporation_id, feeder, customers, outs, durations }) => ({
    corporation_id,
    feeder,
    customers,
    interruptions: outs.map((out_s, i) => ({
      out_at: new Date(out_s * 1000),
      restored_at: new Date((out_s + durations[i]!) * 1000),
    })),
  }))
}
