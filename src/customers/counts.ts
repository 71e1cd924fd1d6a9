import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'

/**
 * Customers with a service point on the last day of each month: what the indices divide by where nobody reported a
 * number. One scan, whatever the number of months: service points are first counted by their validity.
 * @param months 'YYYY-MM'
 */
export const servedByMonth = (
  { tx }: Context,
  months: readonly string[],
): Relation<{ corporation_id: number; month: string; customers: number }> =>
  tx
    .selectFrom(
      sql<{ corporation_id: number; month: string; customers: number }>`(
        with spans as (
          select corporation_id, valid_from, valid_to, count(*) as customers
          from customers.service_point where not additional group by 1, 2, 3
        ), months as (
          select (m || '-01')::date as month, ((m || '-01')::date + interval '1 month' - interval '1 day')::date as last_day
          from unnest(${months as string[]}::text[]) m
        )
        select s.corporation_id, m.month, sum(s.customers)::integer as customers
        from months m join spans s on s.valid_from <= m.last_day and s.valid_to > m.last_day group by 1, 2
      )`.as('served'),
    )
    .select(['served.corporation_id', 'served.month', 'served.customers']) as never

/** How many customers hang on each feeder today, by the transformers of the network. */
export const customersByFeeder = ({
  tx,
  now,
}: Context): Relation<{ corporation_id: number; feeder: string; customers: number }> =>
  tx
    .selectFrom(
      sql<{ corporation_id: number; feeder: string; customers: number }>`(
        select p.corporation_id, e.feeder, sum(p.n)::integer as customers
        from (
          select corporation_id, transformer_id, count(*) as n from customers.service_point
          where not additional and valid_from <= (${now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date
            and valid_to > (${now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date
          group by 1, 2
        ) p
        join network.equipment e on e.corporation_id = p.corporation_id and e.transformer_id = p.transformer_id and e.removed_at is null
        where e.feeder is not null
        group by 1, 2
      )`.as('feeder_customers'),
    )
    .select(['feeder_customers.corporation_id', 'feeder_customers.feeder', 'feeder_customers.customers']) as never
