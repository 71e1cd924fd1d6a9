import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'

/** A promise that fell due, with the month of its deadline in Asia/Ho_Chi_Minh, as figures read it. */
export interface PromiseFigure {
  corporation_id: number
  id: string
  /** 'YYYY-MM' */
  month: string
  at: Date
  kind: string
  about_kind: string
  about: string
  version: number
  customers: number
  kept: number
  broken: number
  released: number
  open: number
  /** Customers for whom it is kept or broken. */
  judged: number
}

/** The promises that fell due from `from` (with) to `to` (without), of the corporations that are seen: a relation. */
export const promiseFigures = ({ tx }: Context, from: Date, to: Date): Relation<PromiseFigure> =>
  tx
    .selectFrom('promises.promise')
    .select(['corporation_id', 'id', 'due as at', 'kind', 'about_kind', 'about', 'version'])
    .select(['customers', 'kept', 'broken', 'released'])
    .select([
      sql<string>`to_char(due at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')`.as('month'),
      sql<number>`customers - kept - broken - released`.as('open'),
      sql<number>`kept + broken`.as('judged'),
    ])
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .where('due', '>=', from)
    .where('due', '<', to)
