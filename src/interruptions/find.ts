import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'
import type { Origin } from './rules.ts'

export type StepOfCustomer = {
  corporation_id: number
  interruption_id: string
  code: string
  source_kind: 'planned_outage' | 'fault' | 'import'
  source: string | null
  step_no: number
  out_at: Date
  restored_at: Date | null
  duration_s: number | null
  origin: Origin
  cause: string
  feeder: string
  excluded: boolean
  etr_first: Date | null
  etr_last: Date | null
}

/**
 * What one customer went through, the latest first: the steps whose transformers the customer hung on at the time they
 * began, as known now. Imported history that names no transformers is not among them: nobody knows whose it was.
 */
export async function interruptionsOf(
  { tx }: Context,
  customer: { corporation_id: number; customer_id: number },
  limit = 100,
): Promise<StepOfCustomer[]> {
  const { rows } = await sql<StepOfCustomer>`
    select * from interruptions.history_of(${customer.corporation_id}::smallint, ${customer.customer_id}, ${limit})`.execute(
    tx,
  )
  return rows
}

export type StepRow = {
  corporation_id: number
  interruption_id: string
  step_no: number
  version: number
  out_at: Date
  restored_at: Date | null
  customers: number
  transformers: string | null
}

/** The steps of an interruption as known now, as a relation; withdrawn ones left out. */
export const stepsOf = (
  { tx }: Context,
  interruption: { corporation_id: number; interruption_id: string },
): Relation<StepRow> =>
  tx
    .selectFrom('interruptions.step')
    .select([
      'corporation_id',
      'interruption_id',
      'step_no',
      'version',
      'out_at',
      'restored_at',
      'customers',
      'transformers',
    ])
    .where('corporation_id', '=', interruption.corporation_id)
    .where('interruption_id', '=', interruption.interruption_id)
    .where('superseded_at', '=', sql<Date>`'infinity'`)
    .where('withdrawn', '=', false) as never
