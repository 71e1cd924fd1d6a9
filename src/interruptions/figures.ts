import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'

/** A restoration step as figures read it, with the month in which it began. */
export interface StepFigure {
  corporation_id: number
  /** Of the interruption. */
  id: string
  step_no: number
  /** 'YYYY-MM' */
  month: string
  at: Date
  restored_at: Date | null
  origin: string
  cause: string
  feeder: string
  equipment: string
  excluded: boolean
  customers: number
  /** Null while they are out. */
  duration_min: number | null
  customer_minutes: number | null
}

/** Restoration steps as known now that began in the months from `from` to `to` ('YYYY-MM', both included): a relation. */
export const stepFigures = ({ tx }: Context, from: string, to: string): Relation<StepFigure> =>
  tx
    .selectFrom('interruptions.step')
    .select(['corporation_id', 'interruption_id as id', 'step_no', 'out_at as at', 'restored_at', 'origin', 'cause'])
    .select(['feeder', 'equipment', 'excluded', 'customers'])
    .select([
      sql<string>`to_char(month, 'YYYY-MM')`.as('month'),
      sql<number | null>`duration_s / 60.0::double precision`.as('duration_min'),
      sql<number | null>`customers * (duration_s / 60.0::double precision)`.as('customer_minutes'),
    ])
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .where('superseded_at', '=', sql<Date>`'infinity'`)
    .where('withdrawn', '=', false)
    .where('day', '>=', `${from}-01`)
    .where('day', '<', sql<string>`(${`${to}-01`}::date + interval '1 month')::date`)

/** How soon power was back, in customers, of the steps that began in a month. */
export interface BackInTime {
  corporation_id: number
  month: string
  /** Lost power by a fault for more than five minutes or are still out beyond the limit; and of those back within it. */
  fault: number
  fault_within: number
  /** Of an imported history: planned cuts whose announced time is known, and those of them back by then. */
  planned: number
  planned_within: number
}

/**
 * Customers whose power was back within `limit_s` seconds of a fault, and, of imported histories (which have no promise in
 * the ledger), by the time announced first. Steps that do not count (excluded causes) are left out. One scan of the months.
 * @param from 'YYYY-MM' @param to 'YYYY-MM', included
 */
export async function backInTime(
  { tx, now }: Context,
  { from, to, limit_s }: { from: string; to: string; limit_s: number },
): Promise<BackInTime[]> {
  const fault = sql`s.origin = 'fault' and (s.duration_s > 300 or s.duration_s is null and s.out_at < ${new Date(now.getTime() - limit_s * 1000)})`
  const planned = sql`s.origin = 'planned' and s.etr_first is not null and i.source_kind = 'import' and (s.restored_at is not null or s.etr_first < ${now})`
  const { rows } = await sql<BackInTime>`
    select s.corporation_id, to_char(s.month, 'YYYY-MM') as month,
      coalesce(sum(s.customers) filter (where ${fault}), 0)::integer as fault,
      coalesce(sum(s.customers) filter (where ${fault} and s.duration_s <= ${limit_s}), 0)::integer as fault_within,
      coalesce(sum(s.customers) filter (where ${planned}), 0)::integer as planned,
      coalesce(sum(s.customers) filter (where ${planned} and s.restored_at <= s.etr_first), 0)::integer as planned_within
    from interruptions.step s
    join interruptions.interruption i on i.corporation_id = s.corporation_id and i.id = s.interruption_id
    where s.corporation_id = any ((select organisation.visible())::smallint[])
      and s.superseded_at = 'infinity' and not s.withdrawn and not s.excluded
      and s.day >= ${`${from}-01`}::date and s.day < ${`${to}-01`}::date + interval '1 month'
    group by 1, 2`.execute(tx)
  return rows
}
