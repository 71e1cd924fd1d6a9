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

const key = sql.raw('corporation_id, level, over_s, period, excluded, origin, cause, feeder')
const sums = ['steps', 'interruptions', 'customer_interruptions', 'customer_s', 'momentary_interruptions']

/** How many cells of the roll-ups differ from a full recomputation: 0, or something is wrong. */
export async function differences({ tx }: Context): Promise<number> {
  await sql`set local work_mem = '256MB'`.execute(tx)
  // Kept less recomputed, cell by cell: one grouping, where EXCEPT both ways were four.
  const added = sql.raw(sums.join(', '))
  const taken = sql.raw(sums.map((s) => `-${s}`).join(', '))
  const differs = sql.raw(sums.map((s) => `sum(${s}) <> 0`).join(' or '))
  const { rows } = await sql<{ n: number }>`
    select ((select count(*) from (
      select 1 from (
        select ${key}, ${added} from reliability.roll_up union all select ${key}, ${taken} from reliability.recomputed
      ) c group by ${key} having ${differs}
    ) d) + (select count(*) from (
      select 1 from (
        select ${key}, interruption_id, counted, 1 as n from reliability.straddler
        union all select ${key}, interruption_id, counted, -1 from reliability.recomputed_straddler
      ) s group by ${key}, interruption_id, counted having sum(n) <> 0
    ) d))::integer as n`.execute(tx)
  await sql`set local work_mem to default`.execute(tx)
  return rows[0]!.n
}

/** Makes the roll-ups anew from the steps: after a rule was added, or when `differences` found any. Returns the cells. */
export async function rebuild({ tx }: Context): Promise<number> {
  // Nothing may move the roll-ups meanwhile; reading goes on.
  await sql`lock table reliability.roll_up, reliability.straddler in exclusive mode`.execute(tx)
  await sql`delete from reliability.roll_up`.execute(tx)
  await sql`delete from reliability.straddler`.execute(tx)
  await sql`set local work_mem = '256MB'`.execute(tx)
  await sql`insert into reliability.straddler (${key}, interruption_id, counted)
    select ${key}, interruption_id, counted from reliability.recomputed_straddler`.execute(tx)
  const { numAffectedRows } = await sql`
    insert into reliability.roll_up (${key}, ${sql.raw(sums.join(', '))})
    select ${key}, ${sql.raw(sums.join(', '))} from reliability.recomputed order by ${key}`.execute(tx)
  await sql`set local work_mem to default`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}
