import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'
import { type PromiseFigure, promiseFigures } from '../promises/index.ts'

/** How customers were told of cuts whose notice fell due in a month. */
export interface NoticeSum {
  corporation_id: number
  month: string
  urgent: boolean
  /** Customers told in time, and not. */
  kept: number
  broken: number
}

/** Notices of planned cuts by whether the cut was urgent: two service indicators, one promise. One statement. */
export async function noticeSums(ctx: Context, from: Date, to: Date): Promise<NoticeSum[]> {
  const { rows } = await sql<NoticeSum>`
    select corporation_id, month, urgent, sum(kept)::integer as kept, sum(broken)::integer as broken
    from (${noticeFigures(ctx, from, to)}) n group by 1, 2, 3`.execute(ctx.tx)
  return rows
}

/** A notice of a planned cut in the ledger, with the cut it is of. */
export interface NoticeFigure extends PromiseFigure {
  code: string
  urgent: boolean
}

/** The notices behind `noticeSums`: a relation. */
export const noticeFigures = (ctx: Context, from: Date, to: Date): Relation<NoticeFigure> =>
  ctx.tx
    .selectFrom(promiseFigures(ctx, from, to).as('p'))
    .innerJoin('planned_outages.outage as o', (join) =>
      join.onRef('o.corporation_id', '=', 'p.corporation_id').onRef('o.id', '=', 'p.about'),
    )
    .selectAll('p')
    .select(['o.code', 'o.urgent'])
    .where('p.kind', '=', 'notice')
    .where('p.about_kind', '=', 'planned_outage')
