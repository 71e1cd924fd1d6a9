/** The roll-ups of requests: triggers move them (migration 0027); here is what they must equal, and how they are read. */
import { type RawBuilder, sql } from 'kysely'
import { nextMonth, type RollUp, startOfDay } from '../kernel/index.ts'

const cell = ['corporation_id', 'month', 'family', 'outcome', 'office', 'unit_id', 'service', 'class', 'limit_days', 'working_days'] as const // biome-ignore format: one line
const paused = ['corporation_id', 'month', 'unit_id', 'reason'] as const

export const rollUps: readonly RollUp[] = [
  {
    table: 'requests.figure',
    recomputed: 'requests.recomputed_figure',
    key: cell,
    sums: ['requests', 'judged', 'within', 'paused_days'],
  },
  {
    table: 'requests.paused_figure',
    recomputed: 'requests.recomputed_paused_figure',
    key: paused,
    sums: ['requests', 'paused_days', 'upheld', 'not_upheld', 'confirmed', 'denied'],
  },
]

/**
 * Cells of the months from `from` to `to`, 'YYYY-MM', both inclusive, as a relation: of the roll-up, or each closed request
 * as a cell of its own (one scan of the covering index).
 */
export const countedBetween = (
  from: string,
  to: string,
  source: 'roll_up' | 'requests' = 'roll_up',
): RawBuilder<unknown> =>
  source === 'roll_up'
    ? sql`(select * from requests.figure where month between ${`${from}-01`}::date and ${`${to}-01`}::date)`
    : sql`(select * from requests.counted where closed_at >= ${startOfDay(`${from}-01`)}
        and closed_at < ${startOfDay(`${nextMonth(to)}-01`)})`
