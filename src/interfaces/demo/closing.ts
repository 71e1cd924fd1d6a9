import { sql } from 'kysely'
import { correct } from '../../interruptions/index.ts'
import type { Context } from '../../kernel/index.ts'
import { corporationNamed } from '../../organisation/index.ts'
import { closeMonth } from '../../reliability/index.ts'
import { monthsOf } from './history.ts'

/** The last month that is closed: the one before it is over, but its figures are still being looked at. */
export const lastClosed = (now: Date): string => monthsOf(now).at(-3)!

/** A corporation's manager closes every month of its history but the last, in the order of time. */
export async function closeMonths(ctx: Context, corporation: string): Promise<void> {
  for (const month of monthsOf(ctx.now).slice(0, -2)) await closeMonth(ctx, { corporation, month })
}

/**
 * What is learnt too late: the longest interruption of the last closed month that had one (a small country has quiet
 * months) went on for 25 minutes more. The closed figures stay, and this stands beside them as an adjustment.
 * @param reason in the words of whoever found it
 */
export async function correctLate(ctx: Context, corporation: string, month: string, reason: string): Promise<void> {
  const { id } = await corporationNamed(ctx, corporation)
  const { rows } = await sql<{ interruption_id: string; step_no: number; restored_at: Date }>`
    select s.interruption_id, s.step_no, s.restored_at
    from interruptions.step s join interruptions.interruption i on i.corporation_id = s.corporation_id and i.id = s.interruption_id
    where s.corporation_id = ${id} and s.superseded_at = 'infinity' and not s.withdrawn and not s.excluded
      and s.day < (${`${month}-01`}::date + interval '1 month')::date and s.duration_s between 600 and 21600
    order by s.month desc, s.duration_s desc, i.code, s.step_no limit 1`.execute(ctx.tx)
  const [step] = rows
  if (!step) return
  const { interruption_id, step_no } = step
  const restored_at = new Date(step.restored_at.getTime() + 25 * 60_000)
  await correct(ctx, { corporation_id: id, interruption_id, step_no }, { restored_at }, reason)
}
