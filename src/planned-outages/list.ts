import { sql } from 'kysely'
import { cursorOf, type PageOf, pageOf } from '../access/index.ts'
import { type Context, day_ms, type RangeSet } from '../kernel/index.ts'
import { type State, window_days_max } from './rules.ts'
import type { OutageRow } from './store.ts'

export interface ListQuery {
  state?: State
  corporation_id?: number
  /** Windows that touch [from, to). */
  from?: Date
  to?: Date
  feeder?: string
  limit?: number
  cursor?: string
}

const mine = sql<number>`any ((select organisation.visible())::smallint[])`

/** Outages, latest window first, page by page. */
export async function list({ tx }: Context, query: ListQuery = {}): Promise<PageOf<OutageRow>> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 200)
  const after = cursorOf(query.cursor, 2)
  const rows = await tx
    .selectFrom('planned_outages.outage')
    .selectAll()
    .where('corporation_id', '=', query.corporation_id ?? mine)
    .$if(query.state !== undefined, (q) => q.where('state', '=', query.state!))
    .$if(query.feeder !== undefined, (q) => q.where('feeder', '=', query.feeder!))
    .$if(query.from !== undefined, (q) => q.where('back_at', '>', query.from!))
    .$if(query.to !== undefined, (q) => q.where('out_from', '<', query.to!))
    .$if(after !== undefined, (q) =>
      q.where(sql<boolean>`(out_from, id) < (${after![0]}::timestamptz, ${after![1]}::uuid)`),
    )
    .orderBy('out_from', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows as OutageRow[], limit, (r) => [r.out_from, r.id])
}

/**
 * Outages that customers may know of (announced, under way, over, or cancelled after they were told) on these
 * transformers, whose window touches [from, to), in order of time.
 */
export const onTransformers = (
  { tx }: Context,
  corporation_id: number,
  transformers: RangeSet,
  { from, to }: { from: Date; to: Date },
): Promise<OutageRow[]> =>
  tx
    .selectFrom('planned_outages.outage')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('told', '=', true)
    // the widest window there is bounds the scan of the index of starts
    .where('out_from', '<', to)
    .where('out_from', '>', new Date(from.getTime() - window_days_max * day_ms))
    .where(sql<boolean>`(back_at > ${from} or state = 'started')`)
    .where(sql<boolean>`transformers && ${transformers}::int4multirange`)
    .orderBy('out_from')
    .execute() as Promise<OutageRow[]>

/**
 * The outage that explains why these transformers are without power at a moment: one under way that has not given all of
 * them back, else an announced one in whose window the moment lies.
 */
export const explaining = (
  { tx }: Context,
  corporation_id: number,
  transformers: RangeSet,
  at: Date,
): Promise<OutageRow | undefined> =>
  tx
    .selectFrom('planned_outages.outage')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'started'), sql<boolean>`still_out && ${transformers}::int4multirange`]),
        eb.and([
          eb('state', '=', 'announced'),
          eb('out_from', '<=', at),
          eb('back_at', '>', at),
          sql<boolean>`transformers && ${transformers}::int4multirange`,
        ]),
      ]),
    )
    .orderBy(sql`state <> 'started'`)
    .orderBy('out_from')
    .limit(1)
    .executeTakeFirst() as Promise<OutageRow | undefined>

/** Transformers that outages under way have out. */
export async function stillOut({ tx }: Context, corporation_id: number): Promise<RangeSet> {
  const { rows } = await sql<{ out: RangeSet | null }>`
    select range_agg(still_out) as out from planned_outages.outage where corporation_id = ${corporation_id} and state = 'started'`.execute(
    tx,
  )
  return rows[0]?.out ?? '{}'
}
