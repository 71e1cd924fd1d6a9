import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'

/** The temporary table that an import streams into, with the columns that the file fills; gone with its transaction. */
export const incoming =
  'pg_temp.incoming_customer (line, code, name, class, area, transformer, phone, email, language, address, commune, province, priority, monthly_kwh)'

export async function makeIncoming({ tx }: Context): Promise<void> {
  await sql`drop table if exists pg_temp.incoming_customer`.execute(tx)
  await sql`create temporary table incoming_customer (
    line integer, code text, name text, class text, area text, transformer text, phone text, email text, language text,
    address text, commune text, province text, priority text, monthly_kwh double precision,
    corporation_id smallint, transformer_id integer, customer_id integer, fresh boolean
  ) on commit drop`.execute(tx)
}

/** Without statistics the planner takes the table for a few rows and joins in loops. */
export const analyseIncoming = ({ tx }: Context) => sql`analyze pg_temp.incoming_customer`.execute(tx)

/**
 * Resolves transformers and known codes, takes out rows that do not fit the others or the network, and says why.
 * One statement a reason, whatever the number of rows.
 */
export async function refuseIncoming(
  { tx }: Context,
  corporation_id: number | undefined,
): Promise<{ line: number; field: string; reason: string }[]> {
  const duplicates = await sql<{ line: number; code: string; first: number }>`
    delete from pg_temp.incoming_customer i using (
      select line, first_value(line) over w as first, row_number() over w as n from pg_temp.incoming_customer window w as (partition by code order by line)
    ) d where d.line = i.line and d.n > 1 returning i.line, i.code, d.first`.execute(tx)
  await sql`
    update pg_temp.incoming_customer i set corporation_id = t.corporation_id, transformer_id = t.transformer_id
    from (
      select mrid, min(corporation_id) as corporation_id, min(transformer_id) as transformer_id
      from network.point
      where corporation_id = coalesce(${corporation_id ?? null}::smallint, corporation_id)
      group by mrid having count(*) = 1
    ) t where t.mrid = i.transformer`.execute(tx)
  const unknown = await sql<{ line: number; transformer: string; several: boolean; other: boolean }>`
    with bad as (delete from pg_temp.incoming_customer where transformer_id is null returning line, transformer)
    select line, transformer,
      (select count(*) > 1 from network.point p where p.mrid = bad.transformer) as several,
      exists (select from network.point p where p.mrid = bad.transformer) as other
    from bad`.execute(tx)
  const foreign = await sql<{ line: number; code: string }>`
    delete from pg_temp.incoming_customer i using customers.customer c
    where c.code = i.code and c.corporation_id <> i.corporation_id returning i.line, i.code`.execute(tx)
  return [
    ...duplicates.rows.map((r) => ({ line: r.line, field: 'code', reason: `${r.code} stands on line ${r.first} too` })),
    ...unknown.rows.map((r) => ({
      line: r.line,
      field: 'transformer',
      reason:
        r.several && corporation_id === undefined
          ? `transformer ${r.transformer} is in the networks of several corporations; name one with --corporation`
          : r.other
            ? `transformer ${r.transformer} is in the network of another corporation`
            : `transformer ${r.transformer} is not in the network; import network.csv first`,
    })),
    ...foreign.rows.map((r) => ({
      line: r.line,
      field: 'code',
      reason: `${r.code} is a customer of another corporation`,
    })),
  ]
}

export const countIncoming = async ({ tx }: Context): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::integer as n from pg_temp.incoming_customer`.execute(tx)).rows[0]!.n

export interface Taken extends Record<string, number> {
  customers: number
  updated: number
  moved: number
  service_points: number
  contacts: number
}

/** Writes what is left in the temporary table. Service points of new customers hold from the beginning of records. */
export async function takeIncoming({ tx, now }: Context, today: string): Promise<Taken> {
  await sql`
    update pg_temp.incoming_customer i set customer_id = c.id, fresh = false
    from customers.customer c where c.corporation_id = i.corporation_id and c.code = i.code`.execute(tx)
  // In the order of transformers: the rows of one neighbourhood lie together, and the index is filled from left to right.
  await sql`
    update pg_temp.incoming_customer i set customer_id = n.id, fresh = true
    from (select line, nextval(pg_get_serial_sequence('customers.customer', 'id'))::integer as id
          from (select line from pg_temp.incoming_customer where customer_id is null order by transformer_id, code) o) n
    where n.line = i.line`.execute(tx)
  const run = async (query: ReturnType<typeof sql>) => Number((await query.execute(tx)).numAffectedRows ?? 0n)
  const customers = await run(sql`
    insert into customers.customer (corporation_id, id, code, name, class, area, address, commune, province, priority, monthly_kwh, language, recorded_at)
    overriding system value
    select corporation_id, customer_id, code, name, class, area, address, commune, province, priority, monthly_kwh, language, ${now}
    from pg_temp.incoming_customer where fresh order by customer_id`)
  const updated = await run(sql`
    update customers.customer c set name = i.name, class = i.class, area = i.area, address = i.address, commune = i.commune,
      province = i.province, priority = i.priority, monthly_kwh = coalesce(i.monthly_kwh, c.monthly_kwh), language = i.language, recorded_at = ${now}
    from pg_temp.incoming_customer i where not i.fresh and c.corporation_id = i.corporation_id and c.id = i.customer_id`)
  const moved = await run(sql`
    update customers.service_point p set valid_to = ${today}::date
    from pg_temp.incoming_customer i
    where not i.fresh and p.corporation_id = i.corporation_id and p.customer_id = i.customer_id and not p.additional
      and p.valid_to > ${today}::date and p.valid_from < ${today}::date and p.transformer_id <> i.transformer_id`)
  const service_points = await run(sql`
    insert into customers.service_point (corporation_id, customer_id, transformer_id, code, valid_from, notice_channel, language)
    select i.corporation_id, i.customer_id, i.transformer_id, i.code || '001', case when i.fresh then '-infinity'::date else ${today}::date end,
      case when i.phone is not null then 1 when i.email is not null then 2 else 0 end, case i.language when 'en' then 1 else 0 end
    from pg_temp.incoming_customer i
    where i.fresh or not exists (
      select from customers.service_point p where p.corporation_id = i.corporation_id and p.customer_id = i.customer_id and not p.additional and p.valid_to > ${today}::date)
    order by i.transformer_id`)
  const contacts = await run(sql`
    insert into customers.contact (corporation_id, customer_id, channel, address, rank, recorded_at)
    select corporation_id, customer_id, 1, phone, 1, ${now}::timestamptz from pg_temp.incoming_customer where phone is not null
    union all
    select corporation_id, customer_id, 2, email, case when phone is null then 1 else 2 end, ${now}::timestamptz from pg_temp.incoming_customer where email is not null
    on conflict (corporation_id, customer_id, channel) do update set address = excluded.address, recorded_at = excluded.recorded_at
      where customers.contact.address <> excluded.address`)
  await sql`
    update customers.service_point p
    set notice_channel = case when i.phone is not null then 1 when i.email is not null then 2 else p.notice_channel end, language = case i.language when 'en' then 1 else 0 end
    from pg_temp.incoming_customer i
    where not i.fresh and p.corporation_id = i.corporation_id and p.customer_id = i.customer_id`.execute(tx)
  return { customers, updated, moved, service_points, contacts }
}

/**
 * One customer on each load of the network that has none yet, so that a real feeder can be used without a customer
 * list. They are reached at an address under `.invalid` (RFC 2606: it can never exist), so the file spool shows their
 * messages and no provider would deliver one to a stranger.
 */
export async function takeLoads(
  { tx, now }: Context,
  corporation_id: number,
): Promise<{ customers: number; without: number }> {
  const { rows } = await sql<{ customers: number; without: number }>`
    with loads as (
      select l.*, nextval(pg_get_serial_sequence('customers.customer', 'id'))::integer as id
      from (select * from network.load_supply where corporation_id = ${corporation_id} order by transformer_id, mrid) l
      where l.transformer_id is not null and not exists (select from customers.customer c where c.corporation_id = l.corporation_id and c.code = l.mrid)
    ), made as (
      insert into customers.customer (corporation_id, id, code, name, class, area, recorded_at)
      overriding system value select corporation_id, id, mrid, name, 'residential', 'urban', ${now}::timestamptz from loads returning 1
    ), points as (
      insert into customers.service_point (corporation_id, customer_id, transformer_id, code, notice_channel)
      select corporation_id, id, transformer_id, mrid || '001', 2 from loads returning 1
    ), contacts as (
      insert into customers.contact (corporation_id, customer_id, channel, address, recorded_at)
      select corporation_id, id, 2, lower(regexp_replace(mrid, '[^A-Za-z0-9.-]', '_', 'g')) || '@customers.invalid', ${now}::timestamptz from loads returning 1
    )
    select (select count(*) from made)::integer as customers,
      (select count(*) from network.load_supply where corporation_id = ${corporation_id} and transformer_id is null)::integer as without`.execute(
    tx,
  )
  return rows[0]!
}
