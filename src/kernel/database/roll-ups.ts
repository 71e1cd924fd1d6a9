import { sql } from 'kysely'
import type { Context } from '../base/context.ts'

/** A table of sums that triggers move in the transaction of what they count, and the view that says what it must hold. */
export interface RollUp {
  table: string
  /** A view with the same columns, from all rows at once. */
  recomputed: string
  /** What makes a cell, in the order of the primary key. */
  key: readonly string[]
  /** What is summed in it; none: that the cell is there is all. */
  sums: readonly string[]
}

const refs = (names: readonly string[]) => sql.join(names.map((n) => sql.ref(n)))

/** How many cells of roll-ups differ from a full recomputation: 0, or something is wrong. A cell of zeros is as none. */
export async function differences({ tx }: Context, rollUps: readonly RollUp[]): Promise<number> {
  await sql`set local work_mem = '256MB'`.execute(tx)
  let found = 0
  for (const { table, recomputed, key, sums } of rollUps) {
    // Kept less recomputed, cell by cell: one grouping, where EXCEPT both ways were four.
    const plus = sums.length === 0 ? sql`1 as there` : refs(sums)
    const minus = sums.length === 0 ? sql`-1` : sql.join(sums.map((s) => sql`-${sql.ref(s)}`))
    const differs = (sums.length === 0 ? ['there'] : sums).map((s) => sql`sum(${sql.ref(s)}) <> 0`)
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from (
        select 1 from (
          select ${refs(key)}, ${plus} from ${sql.table(table)}
          union all select ${refs(key)}, ${minus} from ${sql.table(recomputed)}
        ) c group by ${refs(key)} having ${sql.join(differs, sql` or `)}
      ) d`.execute(tx)
    found += rows[0]!.n
  }
  await sql`set local work_mem to default`.execute(tx)
  return found
}

/** Makes roll-ups anew from what they count. Returns the cells. */
export async function rebuild({ tx }: Context, rollUps: readonly RollUp[]): Promise<number> {
  // Nothing may move them meanwhile; reading goes on.
  await sql`lock table ${sql.join(rollUps.map((r) => sql.table(r.table)))} in exclusive mode`.execute(tx)
  await sql`set local work_mem = '256MB'`.execute(tx)
  let cells = 0n
  for (const { table, recomputed, key, sums } of rollUps) {
    const columns = refs([...key, ...sums])
    await sql`delete from ${sql.table(table)}`.execute(tx)
    const { numAffectedRows } = await sql`
      insert into ${sql.table(table)} (${columns}) select ${columns} from ${sql.table(recomputed)}
      order by ${refs(key)}`.execute(tx)
    cells += numAffectedRows ?? 0n
  }
  await sql`set local work_mem to default`.execute(tx)
  return Number(cells)
}

/**
 * Proves roll-ups against a full recomputation, and repairs them where they differ (never silently: the number of cells is
 * the answer, and `sayDiffering` says it).
 */
export async function checkRollUps(
  ctx: Context,
  rollUps: readonly RollUp[],
): Promise<{ differing: number; rebuilt: number }> {
  const differing = await differences(ctx, rollUps)
  return { differing, rebuilt: differing === 0 ? 0 : await rebuild(ctx, rollUps) }
}

/** Says loudly what a nightly check had to repair. */
export function sayDiffering(of: string, found: { differing: number; rebuilt: number }): void {
  if (found.differing > 0)
    process.stderr.write(
      `${JSON.stringify({ level: 'error', msg: `roll-ups differed from their ${of} and were made anew`, ...found })}\n`,
    )
}
