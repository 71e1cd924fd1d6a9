import { sql } from 'kysely'
import { because, type Context, copyInto, copyLine, type Wrong } from '../kernel/index.ts'

/** A row of customers.csv that was checked by itself. */
export interface IncomingRow {
  line: number
  code: string
  name: string
  class: string
  area: string
  transformer: string
  phone: string | null
  email: string | null
  language: string
  address: string | null
  commune: string | null
  province: string | null
  priority: string | null
  monthly_kwh: number | null
}

export type Refused = Wrong & { line: number }

/** Where the rows of a list go, one call after the other: set beside what is known, or into tables of their own. */
export interface Incoming {
  /** Rows of these lines will be added. */
  expect: (first: number, last: number) => Promise<void>
  add: (row: IncomingRow) => void
  /** Hands on what was added; waits when the server is behind, so memory stays flat. */
  flush: () => Promise<void>
  /**
   * After the last row: those that do not fit the others, the network or other corporations, already left out.
   * @param othersRefused whether rows were refused before they came here
   */
  refused: (othersRefused: boolean) => Promise<Refused[]>
  /** Writes what is left; `today`: from when on who moved is supplied by another transformer. */
  take: (today: string) => Promise<Taken>
}

/** The temporary table that an import streams into, with the columns that the file fills; gone with its transaction. */
const incoming =
  'pg_temp.incoming_customer (line, code, name, class, area, transformer, phone, email, language, address, commune, province, priority, monthly_kwh)'

async function makeIncoming({ tx }: Context): Promise<void> {
  await sql`drop table if exists pg_temp.incoming_customer, pg_temp.incoming_transformer, pg_temp.incoming_known, pg_temp.incoming_fresh`.execute(
    tx,
  )
  // A million codes are compared and grouped in memory; the default of 4 MB would write them to disk in between.
  await sql`select set_config('work_mem', '128MB', true)`.execute(tx)
  await sql`create temporary table incoming_customer (
    line integer, code text, name text, class text, area text, transformer text, phone text, email text, language text,
    address text, commune text, province text, priority text, monthly_kwh double precision
  ) on commit drop`.execute(tx)
}

/** A list that is set beside what is known: streamed into a temporary table, compared and written by a few statements. */
export async function openIncoming(ctx: Context, corporation_id: number | undefined): Promise<Incoming> {
  await makeIncoming(ctx)
  const copy = await copyInto(ctx.tx, incoming)
  let text = ''
  return {
    expect: async () => {},
    add: (r) => {
      text += copyLine([
        r.line,
        r.code,
        r.name,
        r.class,
        r.area,
        r.transformer,
        r.phone,
        r.email,
        r.language,
        r.address,
        r.commune,
        r.province,
        r.priority,
        r.monthly_kwh,
      ])
    },
    flush: async () => {
      const full = text
      text = ''
      if (full !== '') await copy.write(full)
    },
    refused: async () => {
      await copy.end()
      return refuseIncoming(ctx, corporation_id)
    },
    take: (today) => takeIncoming(ctx, today),
  }
}

/**
 * Resolves transformers and known codes, takes out rows that do not fit the others or the network, and says why.
 * One statement a reason, whatever the number of rows, and none rewrites the rows that fit.
 */
async function refuseIncoming({ tx }: Context, corporation_id: number | undefined): Promise<Refused[]> {
  // Without statistics the planner takes the tables for a few rows and joins in loops.
  await sql`analyze pg_temp.incoming_customer (line, code, transformer)`.execute(tx)
  await sql`
    create temporary table incoming_transformer on commit drop as
    select mrid, min(corporation_id) as corporation_id, min(transformer_id) as transformer_id
    from network.point
    where corporation_id = coalesce(${corporation_id ?? null}::smallint, corporation_id)
    group by mrid having count(*) = 1`.execute(tx)
  await sql`analyze pg_temp.incoming_transformer`.execute(tx)
  const unknown = await sql<{ line: number; transformer: string; several: boolean; other: boolean }>`
    with bad as (
      delete from pg_temp.incoming_customer i
      where not exists (select from pg_temp.incoming_transformer t where t.mrid = i.transformer) returning line, transformer
    )
    select line, transformer,
      (select count(*) > 1 from network.point p where p.mrid = bad.transformer) as several,
      exists (select from network.point p where p.mrid = bad.transformer) as other
    from bad`.execute(tx)
  const duplicates = await sql<{ line: number; code: string; first: number }>`
    delete from pg_temp.incoming_customer i using (
      select line, min(line) over (partition by code) as first from pg_temp.incoming_customer
      where code in (select code from pg_temp.incoming_customer group by code having count(*) > 1)
    ) d where d.line = i.line and d.line > d.first returning i.line, i.code, d.first`.execute(tx)
  await sql`
    create temporary table incoming_known on commit drop as
    select i.line, c.id as customer_id, c.corporation_id <> t.corporation_id as elsewhere
    from pg_temp.incoming_customer i
    join pg_temp.incoming_transformer t on t.mrid = i.transformer
    join customers.customer c on c.code = i.code`.execute(tx)
  await sql`analyze pg_temp.incoming_known`.execute(tx)
  const foreign = await sql<{ line: number; code: string }>`
    delete from pg_temp.incoming_customer i using (select distinct line from pg_temp.incoming_known where elsewhere) k
    where k.line = i.line returning i.line, i.code`.execute(tx)
  return [
    ...duplicates.rows.map((r) => twice(r.line, r.code, r.first)),
    ...unknown.rows.map((r) => ({
      line: r.line,
      field: 'transformer',
      reason: because(
        r.several && corporation_id === undefined
          ? 'customer.transformer-several'
          : r.other
            ? 'customer.transformer-elsewhere'
            : 'customer.transformer-unknown',
        { value: r.transformer },
      ),
    })),
    ...foreign.rows.map((r) => foreignCode(r.line, r.code)),
  ]
}

export const twice = (line: number, code: string, first: number): Refused => ({
  line,
  field: 'code',
  reason: because('twice', { value: code, line: first }),
})
export const foreignCode = (line: number, code: string): Refused => ({
  line,
  field: 'code',
  reason: because('customer.elsewhere', { value: code }),
})

export const countIncoming = async ({ tx }: Context): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::integer as n from pg_temp.incoming_customer`.execute(tx)).rows[0]!.n

export interface Taken extends Record<string, number> {
  customers: number
  updated: number
  moved: number
  service_points: number
  contacts: number
}

/**
 * Writes what is left in the temporary table. Service points of new customers hold from the beginning of records.
 * New customers are numbered in the order of the file, by its lines: nothing is written back into the temporary table,
 * and every index but that of telephone numbers is filled from left to right.
 */
async function takeIncoming(ctx: Context, today: string): Promise<Taken> {
  const { tx, now } = ctx
  const run = async (query: ReturnType<typeof sql>) => Number((await query.execute(tx)).numAffectedRows ?? 0n)
  const { rows } = await sql<{ some: boolean; last: number }>`
    select exists (select from pg_temp.incoming_known) as some, (select coalesce(max(line), 0) from pg_temp.incoming_customer) as last`.execute(
    tx,
  )
  const { some, last } = rows[0]!
  // The tables of corporations are there before rows are written to them.
  await sql`
    select customers.house(corporation_id) from (
      select distinct t.corporation_id from pg_temp.incoming_customer i join pg_temp.incoming_transformer t on t.mrid = i.transformer
    ) c`.execute(tx)
  const knownOnes = some ? await takeKnown(ctx, today) : { updated: 0, moved: 0, service_points: 0, contacts: 0 }
  // The line is the number as long as all are new; among known ones the new are few, and are counted.
  const numbers = some ? await countFresh(ctx) : last
  const fresh = sql`(
    select i.*, t.corporation_id, t.transformer_id, ${await reserveIds(ctx, 'customer', numbers)}::integer + ${some ? sql`f.n` : sql`i.line`} as customer_id
    from pg_temp.incoming_customer i join pg_temp.incoming_transformer t on t.mrid = i.transformer
    ${some ? sql`join pg_temp.incoming_fresh f on f.line = i.line` : sql``})`
  const customers = await run(sql`
    insert into customers.customer (corporation_id, id, code, name, class, area, address, commune, province, priority, monthly_kwh, language, recorded_at)
    overriding system value
    select corporation_id, customer_id, code, name, class, area, address, commune, province, priority, monthly_kwh, language, ${now} from ${fresh} i`)
  const service_points = await run(sql`
    insert into customers.service_point (corporation_id, customer_id, transformer_id, code, notice_channel, language)
    select corporation_id, customer_id, transformer_id, code || '001', ${channel}, ${languageNumber} from ${fresh} i order by transformer_id`)
  const contacts = await run(sql`
    insert into customers.contact (corporation_id, customer_id, channel, address, rank, recorded_at) ${contactsFrom(ctx, fresh)}`)
  return {
    customers,
    updated: knownOnes.updated,
    moved: knownOnes.moved,
    service_points: service_points + knownOnes.service_points,
    contacts: contacts + knownOnes.contacts,
  }
}

/** Brings known customers up to date; one who moved is supplied through the new transformer from today on. */
async function takeKnown(ctx: Context, today: string): Promise<Omit<Taken, 'customers'>> {
  const { tx, now } = ctx
  const run = async (query: ReturnType<typeof sql>) => Number((await query.execute(tx)).numAffectedRows ?? 0n)
  const known = sql`(
    select i.*, t.corporation_id, t.transformer_id, k.customer_id
    from pg_temp.incoming_known k
    join pg_temp.incoming_customer i on i.line = k.line join pg_temp.incoming_transformer t on t.mrid = i.transformer)`
  const updated = await run(sql`
    update customers.customer c set name = i.name, class = i.class, area = i.area, address = i.address, commune = i.commune,
      province = i.province, priority = i.priority, monthly_kwh = coalesce(i.monthly_kwh, c.monthly_kwh), language = i.language, recorded_at = ${now}
    from ${known} i where c.corporation_id = i.corporation_id and c.id = i.customer_id`)
  const moved = await run(sql`
    update customers.service_point p set valid_to = ${today}::date
    from ${known} i
    where p.corporation_id = i.corporation_id and p.customer_id = i.customer_id and not p.additional
      and p.valid_to > ${today}::date and p.valid_from < ${today}::date and p.transformer_id <> i.transformer_id`)
  const service_points = await run(sql`
    insert into customers.service_point (corporation_id, customer_id, transformer_id, code, valid_from, notice_channel, language)
    select i.corporation_id, i.customer_id, i.transformer_id, i.code || '001', ${today}::date, ${channel}, ${languageNumber}
    from ${known} i
    where not exists (
      select from customers.service_point p where p.corporation_id = i.corporation_id and p.customer_id = i.customer_id and not p.additional and p.valid_to > ${today}::date)
    order by i.transformer_id`)
  const contacts = await run(sql`
    insert into customers.contact (corporation_id, customer_id, channel, address, rank, recorded_at) ${contactsFrom(ctx, known)}
    on conflict (corporation_id, customer_id, channel) do update set address = excluded.address, recorded_at = excluded.recorded_at
      where customers.contact.address <> excluded.address`)
  await sql`
    update customers.service_point p set notice_channel = coalesce(nullif(${channel}, 0), p.notice_channel), language = ${languageNumber}
    from ${known} i where p.corporation_id = i.corporation_id and p.customer_id = i.customer_id`.execute(tx)
  return { updated, moved, service_points, contacts }
}

/** Numbers rows that are not known, from 1; returns how many there are. */
async function countFresh({ tx }: Context): Promise<number> {
  await sql`
    create temporary table incoming_fresh on commit drop as
    select line, row_number() over (order by line)::integer as n from pg_temp.incoming_customer i
    where not exists (select from pg_temp.incoming_known k where k.line = i.line)`.execute(tx)
  await sql`analyze pg_temp.incoming_fresh`.execute(tx)
  return (await sql<{ n: number }>`select count(*)::integer as n from pg_temp.incoming_fresh`.execute(tx)).rows[0]!.n
}

const channel = sql`case when i.phone is not null then 1 when i.email is not null then 2 else 0 end`
const languageNumber = sql`case i.language when 'en' then 1 else 0 end`
const contactsFrom = ({ now }: Context, rows: ReturnType<typeof sql>) => sql`
  select i.corporation_id, i.customer_id, a.channel, a.address, case when a.channel = 2 and i.phone is not null then 2 else 1 end, ${now}::timestamptz
  from ${rows} i cross join lateral (values (1, i.phone), (2, i.email)) a (channel, address) where a.address is not null`

/**
 * Takes so many numbers of customers or service points at once: `returned + 1` to `returned + count` are the caller's. A sequence knows no
 * transactions, so the lock that keeps two callers apart is let go at once, and nobody waits for an import to end.
 */
export async function reserveIds({ tx }: Context, of: 'customer' | 'service_point', count: number): Promise<number> {
  await sql`select pg_advisory_lock(737376)`.execute(tx)
  const { rows } = await sql<{ first: number }>`
    with taken as materialized (select setval(s, nextval(s) + ${count}) - ${count} as first from pg_get_serial_sequence(${`customers.${of}`}, 'id') s)
    select first, pg_advisory_unlock(737376) from taken`.execute(tx)
  return rows[0]!.first
}

/**
 * One customer on each load of the network that has none yet, so that a real feeder can be used without a customer
 * list. They are reached at an address under `.invalid` (RFC 2606: it can never exist), so the file spool shows their
 * messages and no provider would deliver one to a stranger.
 */
export async function takeLoads(ctx: Context, corporation_id: number): Promise<{ customers: number; without: number }> {
  const { tx, now } = ctx
  const loads = sql`network.load_supply l where l.corporation_id = ${corporation_id}`
  const { n } = (await sql<{ n: number }>`select count(*)::integer as n from ${loads}`.execute(tx)).rows[0]!
  if (n === 0) return { customers: 0, without: 0 }
  await sql`select customers.house(${corporation_id}::smallint)`.execute(tx)
  const { rows } = await sql<{ customers: number; without: number }>`
    with loads as (
      select l.*, ${await reserveIds(ctx, 'customer', n)} + row_number() over (order by transformer_id, mrid)::integer as id from ${loads}
        and l.transformer_id is not null and not exists (select from customers.customer c where c.corporation_id = l.corporation_id and c.code = l.mrid)
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
      (select count(*) from ${loads} and transformer_id is null)::integer as without`.execute(tx)
  return rows[0]!
}
