import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
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

/** How many cells of the roll-ups differ from a full recomputation: 0, or something is wrong. */
export async function differences({ tx }: Context): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with kept as materialized (
      select corporation_id, level, over_s, period, excluded, origin, cause, feeder, steps, interruptions, customer_interruptions,
        customer_s, momentary_interruptions from reliability.roll_up where steps <> 0 or interruptions <> 0
    ), again as materialized (select * from reliability.recomputed),
    straddling as materialized (
      select corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id from reliability.straddler
    ), straddling_again as materialized (select * from reliability.recomputed_straddler)
    select ((select count(*) from (table kept except table again) d) + (select count(*) from (table again except table kept) d)
      + (select count(*) from (table straddling except table straddling_again) d)
      + (select count(*) from (table straddling_again except table straddling) d))::integer as n`.execute(tx)
  return rows[0]!.n
}

/** Makes the roll-ups anew from the steps: after a rule was added, or when `differences` found any. Returns the cells. */
export async function rebuild({ tx }: Context): Promise<number> {
  // Nothing may move the roll-ups meanwhile; reading goes on.
  await sql`lock table reliability.roll_up, reliability.straddler in exclusive mode`.execute(tx)
  await sql`delete from reliability.roll_up`.execute(tx)
  await sql`delete from reliability.straddler`.execute(tx)
  await sql`set local work_mem = '256MB'`.execute(tx)
  await sql`insert into reliability.straddler (corporation_id, level, over_s, period, excluded, origin, cause, feeder, interruption_id)
    select * from reliability.recomputed_straddler`.execute(tx)
  const { numAffectedRows } = await sql`
    insert into reliability.roll_up (corporation_id, level, over_s, period, excluded, origin, cause, feeder,
      steps, interruptions, customer_interruptions, customer_s, momentary_interruptions)
    select * from reliability.recomputed order by 1, 2, 3, 4, 5, 6, 7, 8`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}
