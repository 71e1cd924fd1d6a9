import { type Insertable, type Selectable, sql } from 'kysely'
import { type Context, type DB, Problem } from '../kernel/index.ts'

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
