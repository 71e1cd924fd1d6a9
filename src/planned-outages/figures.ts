import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { promiseFigures } from '../promises/index.ts'

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
  const due = promiseFigures(ctx, from, to)
  const { rows } = await sql<NoticeSum>`
    select p.corporation_id, p.month, o.urgent, sum(p.kept)::integer as kept, sum(p.broken)::integer as broken
    from (${due}) p join planned_outages.outage o on o.corporation_id = p.corporation_id and o.id = p.about
    where p.kind = 'notice' and p.about_kind = 'planned_outage' group by 1, 2, 3`.execute(ctx.tx)
  return rows
}
