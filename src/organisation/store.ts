/** The only file that writes schema `organisation`. */
import { sql } from 'kysely'
import { because, type Context, copyInto, type ReasonKey, type Wrong } from '../kernel/index.ts'
import type { Corporation } from './corporations.ts'
import type { HoursRow } from './rules.ts'
import type { DayKind } from './special-days.ts'

export const insertCorporation = (
  { tx, now }: Context,
  values: { code: string; name: string; name_en: string; hotline: string | null },
): Promise<Corporation> =>
  tx
    .insertInto('organisation.corporation')
    .values({ ...values, created_at: now })
    .returning(['id', 'code', 'name', 'name_en', 'hotline'])
    .executeTakeFirstOrThrow()

/** A corporation's row of an office list: its own name and hotline. */
export const nameCorporation = (
  { tx }: Context,
  { code, name, hotline }: { code: string; name: string; hotline: string | null },
) =>
  tx
    .updateTable('organisation.corporation')
    .set({ name, ...(hotline ? { hotline } : {}) })
    .where('code', '=', code)
    .execute()

export const insertDeclaredDays = (
  { tx, now, actor }: Context,
  corporation_id: number | null,
  days: readonly { day: string; kind: DayKind; swapped_with: string | null; notice: string }[],
) =>
  tx
    .insertInto('organisation.declared_day')
    .values(days.map((day) => ({ ...day, corporation_id, actor, recorded_at: now })))
    .execute()

/** Hours in force from a day on: the week that stood for that day is replaced, earlier weeks stay. */
export async function replaceHours(
  { tx }: Context,
  {
    corporation_id,
    unit_id,
    valid_from,
  }: { corporation_id: number; unit_id: number | null; valid_from: string | null },
  rows: readonly Omit<HoursRow, 'valid_from'>[],
): Promise<void> {
  const from = valid_from ?? '-infinity'
  await tx
    .deleteFrom('organisation.working_hours')
    .where('corporation_id', '=', corporation_id)
    .where('unit_id', unit_id === null ? 'is' : '=', unit_id)
    .where('valid_from', '=', from)
    .execute()
  await tx
    .insertInto('organisation.working_hours')
    .values(rows.map((row) => ({ ...row, corporation_id, unit_id, valid_from: from })))
    .execute()
}

/** Where an office list is checked before it counts. */
const incoming = 'office_incoming'

export async function makeIncoming({ tx }: Context) {
  await sql`drop table if exists pg_temp.office_incoming`.execute(tx)
  await sql`create temp table office_incoming (line integer not null, corporation text not null, kind text not null,
    rank smallint not null, code text not null, name text not null, parent text, address text, lon double precision,
    lat double precision, phone text, opens time, closes time) on commit drop`.execute(tx)
  return copyInto(tx, incoming)
}

export type Refused = { count: number; first: (Wrong & { line: number })[] }

/**
 * Takes out of the incoming rows those that contradict each other or what is known, and says why. Parents are looked
 * for from the top down: what stands under a refused unit is refused with it.
 */
export async function refuseIncoming(ctx: Context): Promise<Refused[]> {
  await sql`create index on office_incoming (corporation, code)`.execute(ctx.tx)
  await sql`analyze office_incoming`.execute(ctx.tx)
  const refused = [
    await take(
      ctx,
      sql`
      delete from office_incoming i using (
        select line, first_value(line) over (partition by corporation, code order by line) as first from office_incoming) d
      where d.line = i.line and d.first <> d.line
      returning i.line, 'code' as field, 'twice' as key, jsonb_build_object('value', i.code, 'line', d.first) as params`,
    ),
    await take(
      ctx,
      sql`
      delete from office_incoming i using organisation.unit u join organisation.corporation c on c.id = u.corporation_id
      where c.code = i.corporation and u.code = i.code and u.kind <> i.kind
      returning i.line, 'kind' as field, 'office.other-kind' as key, jsonb_build_object('value', i.code, 'kind', u.kind) as params`,
    ),
  ]
  for (const rank of [1, 2, 3]) {
    refused.push(
      await take(
        ctx,
        sql`
      with known as (
        select i.line, max(p.rank) as rank from office_incoming i join lateral (
          select p.rank from office_incoming p where p.corporation = i.corporation and p.code = i.parent
          union all
          select case u.kind when 'company' then 1 when 'unit' then 2 else 3 end
          from organisation.unit u join organisation.corporation c on c.id = u.corporation_id
          where c.code = i.corporation and u.code = i.parent) p on true
        where i.rank = ${rank} and i.parent is not null group by i.line)
      delete from office_incoming i using (select line from office_incoming) j left join known k on k.line = j.line
      where i.line = j.line and i.rank = ${rank} and i.parent is not null and (k.rank is null or k.rank >= i.rank)
      returning i.line, 'parent' as field, case when k.rank is null then 'office.no-parent' else 'office.parent-below' end as key,
        jsonb_build_object('value', i.parent, 'corporation', i.corporation, 'kind', i.kind) as params`,
      ),
    )
  }
  return refused
}

/** A million refused rows are counted, and the first thousand told. */
async function take({ tx }: Context, deletion: ReturnType<typeof sql>): Promise<Refused> {
  const { rows } = await sql<{
    count: number
    line: number
    field: string
    key: ReasonKey
    params: Record<string, unknown>
  }>`
    with gone as (${deletion}) select count(*) over () as count, line, field, key, params from gone order by line limit 1000`.execute(
    tx,
  )
  return {
    count: rows[0]?.count ?? 0,
    first: rows.map(({ line, field, key, params }) => ({ line, field, reason: because(key, params) })),
  }
}

/** Corporations that the incoming rows name: id null where they are new. */
export async function incomingCorporations({ tx }: Context): Promise<{ code: string; id: number | null }[]> {
  const { rows } = await sql<{ code: string; id: number | null }>`
    select distinct i.corporation as code, c.id from office_incoming i
    left join organisation.corporation c on c.code = i.corporation order by code`.execute(tx)
  return rows
}

/** Takes out the incoming rows of a corporation. */
export const refuseCorporation = (ctx: Context, code: string): Promise<Refused> =>
  take(
    ctx,
    sql`delete from office_incoming where corporation = ${code} returning line, 'corporation' as field, 'not-yours' as key, jsonb_build_object('value', corporation) as params`,
  )

/** Writes the incoming rows; a code that is known is brought up to date. Counts by kind, and `updated`. */
export async function takeIncoming({ tx, now }: Context): Promise<{ kind: string; created: boolean; count: number }[]> {
  const { rows } = await sql<{ kind: string; created: boolean; count: number }>`
    with written as (
      insert into organisation.unit (corporation_id, kind, code, name, address, lon, lat, phone, opens, closes, created_at)
      select c.id, i.kind, i.code, i.name, i.address, i.lon, i.lat, i.phone, i.opens, i.closes, ${now}::timestamptz
      from office_incoming i join organisation.corporation c on c.code = i.corporation order by i.line
      on conflict (corporation_id, code) do update set name = excluded.name, address = excluded.address,
        lon = excluded.lon, lat = excluded.lat, phone = excluded.phone, opens = excluded.opens, closes = excluded.closes
      returning kind, xmax = 0 as created)
    select kind, created, count(*) from written group by 1, 2 order by 1, 2`.execute(tx)
  await sql`
    update organisation.unit u set parent_id = p.id
    from office_incoming i join organisation.corporation c on c.code = i.corporation
    left join organisation.unit p on p.corporation_id = c.id and p.code = i.parent
    where u.corporation_id = c.id and u.code = i.code and u.parent_id is distinct from p.id`.execute(tx)
  return rows
}
