import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
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
): Promise<(EnergyMonth & { corporation_id: number })[]> {
  const { rows } = await sql<EnergyMonth & { corporation_id: number }>`
    select distinct on (corporation_id, indicators.energy.month) corporation_id, to_char(month, 'YYYY-MM') as month, delivered_kwh, sold_kwh,
      employees, customers
    from indicators.energy
    where month >= ${`${from}-01`}::date and month <= ${`${to}-01`}::date and recorded_at <= ${asKnownOn ?? now}
    order by corporation_id, indicators.energy.month, recorded_at desc`.execute(tx)
  return rows
}

/** Targets of a year: the newest of each code and corporation. */
export async function targetsOf(
  { tx, now }: Context,
  year: number,
): Promise<{ corporation_id: number | null; code: string; value: number; of_group: boolean; source: string }[]> {
  const { rows } = await sql<{
    corporation_id: number | null
    code: string
    value: number
    of_group: boolean
    source: string
  }>`
    select distinct on (corporation_id, code) corporation_id, code, value, of_group, source from indicators.target
    where year = ${year} and recorded_at <= ${now} order by corporation_id, code, recorded_at desc, id desc`.execute(tx)
  return rows
}
