import { sql } from 'kysely'
import { pointsAt } from '../customers/index.ts'
import type { Context, Relation } from '../kernel/index.ts'
import { stepsIn } from './counts.ts'
import { checkQuery, type IndexQuery } from './query.ts'

export type InterruptionBehind = {
  corporation_id: number
  corporation: string
  interruption_id: string
  code: string
  source_kind: string
  source: string | null
  out_at: Date
  restored_at: Date
  feeders: string[]
  origin: string
  cause: string
  steps: number
  customer_interruptions: number
  momentary_interruptions: number
  customer_minutes: number
}

/**
 * What is behind a figure: the interruptions of its cell (`where` names it: a feeder, a month, an origin ...), the
 * heaviest first. Their customer interruptions and minutes add up to the figure's.
 *
 * @param page.limit how many at most; left out: all
 * @throws Problem as `checkQuery`
 */
export async function interruptionsBehind(
  ctx: Context,
  given: IndexQuery,
  page: { limit?: number; offset?: number } = {},
): Promise<InterruptionBehind[]> {
  const query = await checkQuery(ctx, given)
  const { from, over } = await stepsIn(ctx, query)
  const { rows } = await sql<InterruptionBehind>`
    select b.*, c.code as corporation, i.code, i.source_kind, i.source
    from (
      select s.corporation_id, s.interruption_id, min(s.out_at) as out_at, max(s.restored_at) as restored_at,
        array_agg(distinct s.feeder) as feeders, min(s.origin) as origin, min(s.cause) as cause, count(*)::integer as steps,
        coalesce(sum(s.customers) filter (where s.duration_s > ${over}), 0)::bigint as customer_interruptions,
        coalesce(sum(s.customers) filter (where s.duration_s <= ${over}), 0)::bigint as momentary_interruptions,
        coalesce(sum(s.customers * s.duration_s / 60.0) filter (where s.duration_s > ${over}), 0)::double precision as customer_minutes
      ${from} group by 1, 2
    ) b
    join interruptions.interruption i on i.corporation_id = b.corporation_id and i.id = b.interruption_id
    join organisation.corporation c on c.id = b.corporation_id
    order by b.customer_minutes desc, b.out_at, i.code
    limit ${page.limit ?? null} offset ${page.offset ?? 0}`.execute(ctx.tx)
  return rows
}

export type StepBehind = {
  corporation_id: number
  interruption_id: string
  step_no: number
  version: number
  out_at: Date
  restored_at: Date
  duration_s: number
  customers: number
  sustained: boolean
  feeder: string
  origin: string
  cause: string
  excluded: boolean
  transformers: string | null
  recorded_at: Date
  reason: string | null
}

/** The restoration steps of a cell, as a relation. */
export async function stepsBehind(ctx: Context, given: IndexQuery): Promise<Relation<StepBehind>> {
  const { from, over } = await stepsIn(ctx, await checkQuery(ctx, given))
  return ctx.tx
    .selectFrom(
      sql<StepBehind>`(
        select s.corporation_id, s.interruption_id, s.step_no, s.version, s.out_at, s.restored_at, s.duration_s, s.customers,
          s.duration_s > ${over} as sustained, s.feeder, s.origin, s.cause, s.excluded, s.transformers, s.recorded_at, s.reason
        ${from}
      )`.as('step'),
    )
    .selectAll() as never
}

/**
 * The customers of one step, as a relation: those with a service point behind its transformers on the day it began; null
 * where only their number is known (imported history).
 */
export const customersBehind = (
  ctx: Context,
  step: { corporation_id: number; transformers: string | null; out_at: Date },
): Relation<{ corporation_id: number; customer_id: number; transformer_id: number }> | null =>
  step.transformers === null ? null : (pointsAt(ctx, step.corporation_id, step.transformers, step.out_at) as never)
