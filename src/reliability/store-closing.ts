import { type Insertable, type Selectable, sql } from 'kysely'
import { type Context, type DB, Problem } from '../kernel/index.ts'
import type { MonthFigures, Variant } from './closing-rules.ts'
import type { RuleBook } from './rules.ts'

export type Closing = Selectable<DB['reliability.closed_month']> & {
  reopened_at: Date | null
  reopened_by: string | null
  reason: string | null
}

const select = ({ tx }: Context) =>
  tx
    .selectFrom('reliability.closed_month as c')
    .leftJoin('reliability.reopened_month as r', (join) =>
      join.onRef('r.corporation_id', '=', 'c.corporation_id').onRef('r.sequence', '=', 'c.sequence'),
    )
    .selectAll('c')
    .select(['r.reopened_at', 'r.actor as reopened_by', 'r.reason'])

/** The last closing of a month ('YYYY-MM'), also when it was reopened since. */
export const lastClosing = (ctx: Context, corporation_id: number, month: string): Promise<Closing | undefined> =>
  select(ctx)
    .where('c.corporation_id', '=', corporation_id)
    .where('c.month', '=', `${month}-01`)
    .orderBy('c.sequence', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Closings of the months of a period, by corporation in their order. */
export const closings = (
  ctx: Context,
  of: { from: string; to: string; corporation_id?: number },
): Promise<Closing[]> => {
  let query = select(ctx).where('c.month', '>=', `${of.from}-01`).where('c.month', '<=', `${of.to}-01`)
  if (of.corporation_id !== undefined) query = query.where('c.corporation_id', '=', of.corporation_id)
  return query.orderBy('c.corporation_id').orderBy('c.sequence').execute()
}

/** A closing that stands, with what one book and variant of its document say. */
export type Standing = {
  corporation_id: number
  month: string
  sequence: number
  closed_at: Date
  closed_by: string
  sha256: string
  customers: number | null
  figures: MonthFigures
}

/** The closings that stand (the last of a month, not reopened) in the months of a period, with one variant's figures. */
export async function standing(
  { tx }: Context,
  of: { from: string; to: string; corporation_id?: number; book: RuleBook; variant: Variant },
): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select c.corporation_id, to_char(c.month, 'YYYY-MM') as month, c.sequence, c.closed_at, c.actor as closed_by,
      encode(c.sha256, 'hex') as sha256, (c.document::json ->> 'customers')::integer as customers,
      c.document::json #> array['figures', ${of.book}::text, ${of.variant}::text] as figures
    from (
      select distinct on (corporation_id, month) * from reliability.closed_month
      where month >= ${`${of.from}-01`}::date and month <= ${`${of.to}-01`}::date
        and ${of.corporation_id === undefined ? sql`true` : sql`corporation_id = ${of.corporation_id}::smallint`}
      order by corporation_id, month, sequence desc
    ) c
    where not exists (select from reliability.reopened_month r where r.corporation_id = c.corporation_id and r.sequence = c.sequence)
    order by c.corporation_id, c.month`.execute(tx)
  return rows
}

/** All closings of a corporation in the order of their chain. */
export const chain = (ctx: Context, corporation_id: number): Promise<Closing[]> =>
  select(ctx).where('c.corporation_id', '=', corporation_id).orderBy('c.sequence').execute()

/** One closing of a corporation at a time: two would take the same place in its chain. */
export const lockChain = async ({ tx }: Context, corporation_id: number): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('reliability.closing'), ${corporation_id})`.execute(tx)
}

/**
 * Waits for whoever is writing steps or customers served, and lets nobody write until the end: what the closing sees is
 * all there is up to its moment. An import may write for minutes: then it is refused rather than everyone made to wait.
 * @throws Problem `reliability/being-written`
 */
export async function waitForWriters({ tx }: Context): Promise<void> {
  await sql`savepoint closing; set local lock_timeout = '3s'`.execute(tx)
  try {
    await sql`lock table interruptions.step, interruptions.customers_served in share mode`.execute(tx)
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error
    await sql`rollback to savepoint closing`.execute(tx)
    throw new Problem('reliability/being-written')
  }
  await sql`set local lock_timeout to default; release savepoint closing`.execute(tx)
}

export const insertClosing = async (
  { tx }: Context,
  row: Insertable<DB['reliability.closed_month']>,
): Promise<void> => {
  await tx.insertInto('reliability.closed_month').values(row).execute()
}

export const insertReopening = async (
  { tx }: Context,
  row: Insertable<DB['reliability.reopened_month']>,
): Promise<void> => {
  await tx.insertInto('reliability.reopened_month').values(row).execute()
}
