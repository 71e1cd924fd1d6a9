import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'
import { countedBetween } from './store-figures.ts'

/** A request as figures read it, with the month in which it was closed, or received. */
export interface RequestFigure {
  corporation_id: number
  id: string
  code: string
  /** 'YYYY-MM' */
  month: string
  at: Date
  service: string
  family: string
  class: string | null
  channel: string
  office: string
  state: string
  outcome: string | null
  accepted: boolean | null
  in_limit: boolean | null
  working_days: number | null
  paused_days: number
  limit_value: number | null
}

const columns = ['corporation_id', 'id', 'code', 'service', 'family', 'class', 'channel', 'office', 'state', 'outcome', 'accepted', 'in_limit', 'working_days', 'paused_days', 'limit_value'] as const // biome-ignore format: one line

/** Requests closed (or received) from `from` (with) to `to` (without), of the corporations that are seen: a relation. */
export const requestFigures = (
  { tx }: Context,
  from: Date,
  to: Date,
  by: 'closed_at' | 'received_at' = 'closed_at',
): Relation<RequestFigure> =>
  tx
    .selectFrom('requests.request')
    .select(columns)
    .select([
      sql<Date>`${sql.ref(by)}`.as('at'),
      sql<string>`to_char(${sql.ref(by)} at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')`.as('month'),
    ])
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .where(by, '>=', from)
    .where(by, '<', to)
    .$if(by === 'closed_at', (q) => q.where('state', '=', 'closed').where('working_days', 'is not', null))

/** Requests of one kind that were closed as done in a month. */
export interface RequestSum {
  corporation_id: number
  month: string
  family: string
  class: string | null
  service: string
  closed: number
  /** Of those: the ones that had a limit, and those of them that met it. */
  judged: number
  within: number
  working_days: number
}

/**
 * What `stats` counts, by corporation, month and kind at once, from the roll-up.
 * @param from, to 'YYYY-MM', both inclusive
 */
export async function requestSums({ tx }: Context, from: string, to: string): Promise<RequestSum[]> {
  const { rows } = await sql<RequestSum>`
    select corporation_id, to_char(month, 'YYYY-MM') as month, family, nullif(class, '') as class, service,
      sum(requests)::integer as closed, sum(judged)::integer as judged, sum(within)::integer as within,
      sum(requests * working_days)::integer as working_days
    from ${countedBetween(from, to)} f
    where outcome = 'done' and corporation_id = any ((select organisation.visible())::smallint[])
    group by 1, 2, 3, 4, 5 having sum(requests) > 0`.execute(tx)
  return rows
}
