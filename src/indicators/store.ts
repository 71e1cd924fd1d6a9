import { type Selectable, sql } from 'kysely'
import type { Context, DB } from '../kernel/index.ts'
import type { CallsMonth } from './calls-rules.ts'
import type { Definition } from './definition-rules.ts'
import type { EnergyMonth } from './energy-rules.ts'

/** Writes reported months; one that says the same as the last report is not repeated. Returns how many were written. */
export async function insertEnergy(
  { tx, now, actor }: Context,
  rows: readonly (EnergyMonth & { corporation_id: number })[],
): Promise<{ written: number; corrections: number }> {
  const { rows: done } = await sql<{ correction: boolean }>`
    insert into indicators.energy (corporation_id, month, delivered_kwh, sold_kwh, employees, customers, recorded_at, actor)
    select r.corporation_id, (r.month || '-01')::date, r.delivered_kwh, r.sold_kwh, r.employees, r.customers, ${now}, ${actor}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r (corporation_id smallint, month text, delivered_kwh bigint, sold_kwh bigint, employees integer, customers integer)
    where (r.delivered_kwh, r.sold_kwh, r.employees, r.customers) is distinct from (
      select (k.delivered_kwh, k.sold_kwh, k.employees, k.customers) from indicators.energy k
      where k.corporation_id = r.corporation_id and k.month = (r.month || '-01')::date order by k.recorded_at desc limit 1)
    on conflict (corporation_id, month, recorded_at) do update set delivered_kwh = excluded.delivered_kwh,
      sold_kwh = excluded.sold_kwh, employees = excluded.employees, customers = excluded.customers
    returning exists (select from indicators.energy k where k.corporation_id = energy.corporation_id and k.month = energy.month) as correction`.execute(
    tx,
  )
  return { written: done.length, corrections: done.filter((r) => r.correction).length }
}

/** Energy by corporation and month from `from` to `to` ('YYYY-MM', both included), as known now or at an instant. */
export async function energyBetween(
  { tx, now }: Context,
  from: string,
  to: string,
  asKnownOn?: Date,
): Promise<(EnergyMonth & { corporation_id: number; recorded_at: Date; actor: string })[]> {
  const { rows } = await sql<EnergyMonth & { corporation_id: number; recorded_at: Date; actor: string }>`
    select distinct on (corporation_id, indicators.energy.month) corporation_id, to_char(month, 'YYYY-MM') as month, delivered_kwh, sold_kwh,
      employees, customers, recorded_at, actor
    from indicators.energy
    where month >= ${`${from}-01`}::date and month <= ${`${to}-01`}::date and recorded_at <= ${asKnownOn ?? now}
    order by corporation_id, indicators.energy.month, recorded_at desc`.execute(tx)
  return rows
}

/** Writes what exchanges counted; a month that says the same as the last report is not repeated. */
export async function insertCalls(
  { tx, now, actor }: Context,
  rows: readonly (CallsMonth & { corporation_id: number })[],
): Promise<{ written: number; corrections: number }> {
  const { rows: done } = await sql<{ correction: boolean }>`
    insert into indicators.calls (corporation_id, month, offered, answered, in_time, recorded_at, actor)
    select r.corporation_id, (r.month || '-01')::date, r.offered, r.answered, r.in_time, ${now}, ${actor}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r (corporation_id smallint, month text, offered integer, answered integer, in_time integer)
    where (r.offered, r.answered, r.in_time) is distinct from (
      select (k.offered, k.answered, k.in_time) from indicators.calls k
      where k.corporation_id = r.corporation_id and k.month = (r.month || '-01')::date order by k.recorded_at desc limit 1)
    on conflict (corporation_id, month, recorded_at) do update set offered = excluded.offered,
      answered = excluded.answered, in_time = excluded.in_time
    returning exists (select from indicators.calls k where k.corporation_id = calls.corporation_id and k.month = calls.month) as correction`.execute(
    tx,
  )
  return { written: done.length, corrections: done.filter((r) => r.correction).length }
}

/** Calls by corporation and month, both months included: the newest report of each. */
export async function callsBetween(
  { tx, now }: Context,
  from: string,
  to: string,
): Promise<(CallsMonth & { corporation_id: number; recorded_at: Date; actor: string })[]> {
  const { rows } = await sql<CallsMonth & { corporation_id: number; recorded_at: Date; actor: string }>`
    select distinct on (corporation_id, c.month) corporation_id, to_char(c.month, 'YYYY-MM') as month, offered, answered, in_time,
      recorded_at, actor
    from indicators.calls c
    where c.month >= ${`${from}-01`}::date and c.month <= ${`${to}-01`}::date and recorded_at <= ${now}
    order by corporation_id, c.month, recorded_at desc`.execute(tx)
  return rows
}

export type TargetRow = Selectable<DB['indicators.target']>
type TargetKeys = 'corporation_id' | 'code' | 'year' | 'month' | 'value' | 'of_group' | 'source'

/** Targets of years (left out: of all): the newest of each code, corporation and period; one taken back has no value. */
export async function targetsOf({ tx, now }: Context, years?: readonly number[]): Promise<TargetRow[]> {
  const { rows } = await sql<TargetRow>`
    select distinct on (corporation_id, only_for, code, year, month, of_group) * from indicators.target
    where ${years ? sql`year = any (${[...years]}::smallint[])` : sql`true`} and recorded_at <= ${now}
    order by corporation_id, only_for, code, year, month, of_group, recorded_at desc, id desc`.execute(tx)
  return rows
}

/** Every target ever set for an indicator, the newest first. */
export const targetHistory = ({ tx }: Context, code: string, year: number): Promise<TargetRow[]> =>
  tx
    .selectFrom('indicators.target')
    .selectAll()
    .where('code', '=', code)
    .where('year', '=', year)
    .orderBy('recorded_at', 'desc')
    .orderBy('id', 'desc')
    .execute()

export async function insertTarget(
  { tx, now, actor }: Context,
  row: Pick<TargetRow, TargetKeys | 'warning_value' | 'weight' | 'owner' | 'reason'>,
): Promise<void> {
  await tx
    .insertInto('indicators.target')
    .values({ ...row, recorded_at: now, actor })
    .execute()
}

/** A version of an indicator made without code. */
export interface StoredVersion {
  id: number
  corporation_id: number | null
  code: string
  version: number
  /** First and last month 'YYYY-MM' in which it counts. */
  from: string
  to: string
  /** Null: the indicator is withdrawn in these months. */
  definition: Definition | null
  reason: string
  recorded_at: Date
  actor: string
}

/** All versions of all indicators made without code, each with the months in which it counts. */
export async function versions({ tx, now }: Context): Promise<StoredVersion[]> {
  const { rows } = await sql<StoredVersion>`
    select d.id, d.corporation_id, d.code, d.version, to_char(d.in_force_from, 'YYYY-MM') as from, d.definition, d.reason, d.recorded_at, d.actor,
      coalesce((select to_char(min(n.in_force_from) - interval '1 month', 'YYYY-MM') from indicators.definition n
        where n.code = d.code and n.corporation_id is not distinct from d.corporation_id and n.version > d.version
          and n.recorded_at <= ${now}), '9999-12') as to
    from indicators.definition d where d.recorded_at <= ${now}
    order by d.code, d.corporation_id nulls first, d.version`.execute(tx)
  return rows
}

/** The versions that count in some month from `from` to `to`, those for all corporations before those for one. */
export const versionsInForce = async (ctx: Context, from: string, to: string): Promise<StoredVersion[]> =>
  (await versions(ctx)).filter((v) => v.from <= to && v.to >= from && v.from <= v.to)

/** Adds a version; two at once cannot get the same number. */
export async function insertVersion(
  { tx, now, actor }: Context,
  row: { corporation_id: number | null; code: string; from: string; definition: Definition | null; reason: string },
): Promise<{ version: number }> {
  await sql`select pg_advisory_xact_lock(hashtext(${`indicators.definition ${row.code}`}))`.execute(tx)
  const { rows } = await sql<{ version: number }>`
    insert into indicators.definition (corporation_id, code, version, in_force_from, definition, reason, recorded_at, actor)
    select ${row.corporation_id}::smallint, ${row.code}, coalesce(max(version), 0) + 1, ${`${row.from}-01`}::date,
      ${row.definition === null ? null : JSON.stringify(row.definition)}::jsonb, ${row.reason}, ${now}, ${actor}
    from indicators.definition where code = ${row.code} and corporation_id is not distinct from ${row.corporation_id}::smallint
    returning version`.execute(tx)
  return rows[0]!
}

export type PublishedRow = Selectable<DB['indicators.published']>

/** Published figures with their periods as months 'YYYY-MM': the newest of each. */
export async function publishedBetween(
  { tx }: Context,
  from: string,
  to: string,
): Promise<(Omit<PublishedRow, 'period_from' | 'period_to'> & { from: string; to: string })[]> {
  const { rows } = await sql<Omit<PublishedRow, 'period_from' | 'period_to'> & { from: string; to: string }>`
    select distinct on (period_from, period_to, code, corporation_id) p.*, to_char(period_from, 'YYYY-MM') as from, to_char(period_to, 'YYYY-MM') as to
    from indicators.published p where period_from >= ${`${from}-01`}::date and period_to <= ${`${to}-01`}::date
    order by period_from, period_to, code, corporation_id nulls first, recorded_at desc, id desc`.execute(tx)
  return rows
}

/** Writes published figures; one that says the same as the last is not repeated. */
export async function insertPublished(
  { tx, now, actor }: Context,
  rows: readonly {
    corporation_id: number | null
    code: string
    from: string
    to: string
    value: number
    decimals: number
    source: string
    remark_vi: string
    remark_en: string
  }[],
): Promise<{ written: number }> {
  const { rows: done } = await sql`
    insert into indicators.published (corporation_id, code, period_from, period_to, value, decimals, source, remark_vi, remark_en, recorded_at, actor)
    select r.corporation_id, r.code, (r.from || '-01')::date, (r.to || '-01')::date, r.value, r.decimals, r.source, r.remark_vi, r.remark_en, ${now}, ${actor}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (corporation_id smallint, code text, "from" text, "to" text,
      value double precision, decimals smallint, source text, remark_vi text, remark_en text)
    where (r.value, r.decimals, r.source, r.remark_vi, r.remark_en) is distinct from (
      select (k.value, k.decimals, k.source, k.remark_vi, k.remark_en) from indicators.published k
      where k.corporation_id is not distinct from r.corporation_id and k.code = r.code and k.period_from = (r.from || '-01')::date
        and k.period_to = (r.to || '-01')::date order by k.recorded_at desc, k.id desc limit 1)
    returning 1`.execute(tx)
  return { written: done.length }
}
