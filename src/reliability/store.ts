import { sql } from 'kysely'
import { type Context, type RollUp, rebuild as rebuildRollUps } from '../kernel/index.ts'
import type { CheckedQuery } from './query.ts'
import type { RuleBook, RuleVersion } from './rules.ts'

/** The versions of a rule book that are in force in a period, for all corporations or for one of those seen. */
export const rulesInForce = ({ tx }: Context, query: Pick<CheckedQuery, 'book' | 'months'>): Promise<RuleVersion[]> =>
  tx
    .selectFrom('reliability.rule_set')
    .select(['book', 'in_force_from', 'in_force_to', 'sustained_over_s', 'clause'])
    .where('book', '=', query.book)
    .where('in_force_from', '<', sql<string>`(${`${query.months.at(-1)}-01`}::date + interval '1 month')`)
    .where('in_force_to', '>', sql<string>`${`${query.months[0]}-01`}::date`)
    .orderBy('in_force_from')
    .execute() as Promise<RuleVersion[]>

/** Adds a version of a rule book; returns its number. */
export async function insertRuleSet(
  { tx }: Context,
  row: Omit<RuleVersion, 'book'> & { corporation_id: number | null; book: RuleBook },
): Promise<number> {
  const { id } = await tx.insertInto('reliability.rule_set').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}

const cell = ['corporation_id', 'level', 'over_s', 'period', 'excluded', 'origin', 'cause', 'feeder'] as const

/** What steps move, and what it must equal. */
export const rollUps: readonly RollUp[] = [
  {
    table: 'reliability.roll_up',
    recomputed: 'reliability.recomputed',
    key: cell,
    sums: ['steps', 'interruptions', 'customer_interruptions', 'customer_s', 'momentary_interruptions'],
  },
  {
    table: 'reliability.straddler',
    recomputed: 'reliability.recomputed_straddler',
    key: [...cell, 'interruption_id', 'counted'],
    sums: [],
  },
]

/** Makes the roll-ups anew from the steps: after a rule was added. Returns the cells. */
export const rebuild = (ctx: Context): Promise<number> => rebuildRollUps(ctx, rollUps)
