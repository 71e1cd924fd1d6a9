// Divisions by who stands behind a step: company, unit, province, commune. Nothing hangs on them in the network; customers
// do. A step's customers are those of its transformers on the day it began; where only a feeder is known (imported
// history) they are taken to be spread as the feeder's customers are. Whole customers are dealt out by largest remainders,
// so that the parts of a step are its customers, to the last one.

import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { CheckedQuery } from './query.ts'

/** Divisions that a customer belongs to; '' is nobody's (no commune written, no such unit). */
export const places = ['company', 'unit', 'province', 'commune'] as const
export type PlaceDimension = (typeof places)[number]
export const isPlace = (d: string): d is PlaceDimension => (places as readonly string[]).includes(d)

/** Those that a query divides or filters by. */
export const placesOf = (query: Pick<CheckedQuery, 'by' | 'where'>): PlaceDimension[] =>
  places.filter((p) => query.by.includes(p) || query.where[p] !== undefined)

// A customer's managing unit is the first six characters of the code; the company is the one above it in the tree.
const unitOf = sql`(
  with recursive down as (
    select corporation_id, id, kind, code, case kind when 'company' then code else '' end as company
    from organisation.unit where parent_id is null
    union all
    select u.corporation_id, u.id, u.kind, u.code, case u.kind when 'company' then u.code else d.company end
    from organisation.unit u join down d on d.corporation_id = u.corporation_id and d.id = u.parent_id
  )
  select corporation_id, code, case kind when 'unit' then code else '' end as unit, company from down where kind in ('company', 'unit')
)`

const value: Record<PlaceDimension, RawBuilder<unknown>> = {
  company: sql`coalesce(u.company, '')`,
  unit: sql`coalesce(u.unit, '')`,
  province: sql`coalesce(c.province, '')`,
  commune: sql`coalesce(c.commune, '')`,
}

const list = (of: readonly PlaceDimension[], alias = ''): RawBuilder<unknown> =>
  sql.join(of.map((p) => sql.ref(alias === '' ? p : `${alias}.${p}`)))

/** Customers by transformer, place and validity, as a common table expression's body. */
const people = (of: readonly PlaceDimension[], corporation_id: number | undefined): RawBuilder<unknown> => sql`
  select p.corporation_id, p.transformer_id, p.valid_from, p.valid_to, ${sql.join(of.map((p) => sql`${value[p]} as ${sql.ref(p)}`))},
    count(*)::bigint as w
  from customers.service_point p
  join customers.customer c on c.corporation_id = p.corporation_id and c.id = p.customer_id
  ${of.includes('unit') || of.includes('company') ? sql`left join ${unitOf} u on u.corporation_id = c.corporation_id and u.code = left(c.code, 6)` : sql``}
  where not p.additional and ${corporation_id === undefined ? sql`true` : sql`p.corporation_id = ${corporation_id}::smallint`}
  group by p.corporation_id, p.transformer_id, p.valid_from, p.valid_to, ${sql.join(of.map((p) => value[p]))}`

/**
 * The steps that `chosen` selects (as s.*), each cut into the places of its customers: in place of interruptions.step.
 * Linear in transformers and customers: ranges are opened and met by hash, nothing is compared in pairs.
 */
export const dividedSteps = (query: CheckedQuery, chosen: RawBuilder<unknown>): RawBuilder<unknown> => {
  const of = placesOf(query)
  return sql`(
    with chosen as materialized (select row_number() over () as n, s.* ${chosen}),
    people as materialized (${people(of, query.corporation_id)}),
    on_feeder as materialized (
      select k.corporation_id, k.feeder, p.valid_from, p.valid_to, ${list(of, 'p')}, sum(p.w)::bigint as w
      from people p join network.point k on k.corporation_id = p.corporation_id and k.transformer_id = p.transformer_id
      where k.feeder is not null group by k.corporation_id, k.feeder, p.valid_from, p.valid_to, ${list(of, 'p')}
    ),
    weight as materialized (
      select n, ${list(of)}, sum(w)::bigint as w from (
        select t.n, ${list(of, 'p')}, p.w
        from (
          select c.n, c.corporation_id, c.day, generate_series(lower(r), upper(r) - 1) as transformer_id
          from chosen c, unnest(c.transformers) r
        ) t
        join people p on p.corporation_id = t.corporation_id and p.transformer_id = t.transformer_id
        where p.valid_from <= t.day and p.valid_to > t.day
        union all
        select c.n, ${list(of, 'f')}, f.w
        from chosen c join on_feeder f on f.corporation_id = c.corporation_id and f.feeder = c.feeder
        where c.transformers is null and f.valid_from <= c.day and f.valid_to > c.day
      ) x group by n, ${list(of)}
    ),
    shared as (
      select n, ${list(of, 'w')}, c.customers, c.customers * w.w / t.total as base, c.customers * w.w % t.total as remainder
      from weight w join (select n, sum(w)::bigint as total from weight group by n) t using (n) join chosen c using (n)
    ),
    part as (
      select n, ${list(of)}, (base + (
        row_number() over (partition by n order by remainder desc, ${list(of)}) <= customers - sum(base) over (partition by n)
      )::integer)::integer as customers
      from shared
      union all
      select c.n, ${sql.join(of.map(() => sql`''`))}, c.customers from chosen c where c.n not in (select n from weight)
    )
    select c.corporation_id, c.interruption_id, c.step_no, c.version, c.out_at, c.restored_at, c.duration_s, c.day, c.month, p.customers,
      c.feeder, c.origin, c.cause, c.equipment, c.excluded, c.transformers, c.recorded_at, c.reason, ${list(of, 'p')}
    from part p join chosen c using (n) where p.customers > 0 or c.customers = 0
  )`
}

/** Customers with a service point on the last day of each month, by place: `keys` in the order of {@link placesOf}. */
export async function peopleByMonth(
  { tx }: Context,
  query: CheckedQuery,
): Promise<{ corporation_id: number; month: string; keys: string[]; customers: number }[]> {
  const of = placesOf(query)
  const { rows } = await sql<{ corporation_id: number; month: string; keys: string[]; customers: number }>`
    with span as materialized (
      select corporation_id, valid_from, valid_to, ${list(of)}, sum(w)::bigint as w
      from (${people(of, query.corporation_id)}) p group by corporation_id, valid_from, valid_to, ${list(of)}
    ), months as (
      select m as month, ((m || '-01')::date + interval '1 month' - interval '1 day')::date as last_day
      from unnest(${query.months}::text[]) m
    )
    select s.corporation_id, m.month, array[${list(of, 's')}] as keys, sum(s.w)::bigint as customers
    from months m join span s on s.valid_from <= m.last_day and s.valid_to > m.last_day group by 1, 2, 3`.execute(tx)
  return rows
}

/**
 * Deals out a whole number in proportion to weights, by largest remainders (Hamilton); ties go to the first. The parts
 * are whole and add up to it. Without weights there is nobody to deal to: an empty list.
 */
export function apportion(whole: number, weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + BigInt(b), 0n)
  if (total === 0n) return weights.map(() => 0)
  const shares = weights.map((w) => BigInt(whole) * BigInt(w))
  const parts = shares.map((s) => Number(s / total))
  const left = whole - parts.reduce((a, b) => a + b, 0)
  const order = shares
    .map((s, i) => ({ i, rest: s % total }))
    .sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))
  for (const { i } of order.slice(0, left)) parts[i]!++
  return parts
}
