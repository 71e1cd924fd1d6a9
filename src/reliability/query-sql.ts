import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { CheckedQuery } from './query.ts'

/** The first days of the first and of the last month of a query. */
export const from_ = (query: CheckedQuery) => `${query.months[0]}-01`
export const to_ = (query: CheckedQuery) => `${query.months.at(-1)}-01`

/** The one asked for, or those that may be seen: row-level security would do, but the planner knows nothing of its list. */
export const mine = (ctx: Context, query: CheckedQuery, column: RawBuilder<unknown>) =>
  query.corporation_id !== undefined
    ? sql`${column} = ${query.corporation_id}::smallint`
    : ctx.corporations === '*'
      ? sql`true`
      : sql`${column} = any(${[...ctx.corporations]}::smallint[])`
