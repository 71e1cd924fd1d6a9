import { sql } from 'kysely'
import { cursorOf, type PageOf, pageOf } from '../access/index.ts'
import type { Context, RangeSet } from '../kernel/index.ts'
import type { State } from './rules.ts'
import type { FaultRow } from './store.ts'

export interface ListQuery {
  state?: State
  corporation_id?: number
  /** Faults that began in [from, to). */
  from?: Date
  to?: Date
  limit?: number
  cursor?: string
}

const mine = sql<number>`any ((select organisation.visible())::smallint[])`

/** Faults, latest first, page by page. */
export async function list({ tx }: Context, query: ListQuery = {}): Promise<PageOf<FaultRow>> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 200)
  const after = cursorOf(query.cursor, 2)
  const rows = await tx
    .selectFrom('faults.fault')
    .selectAll()
    .where('corporation_id', '=', query.corporation_id ?? mine)
    .$if(query.state !== undefined, (q) => q.where('state', '=', query.state!))
    .$if(query.from !== undefined, (q) => q.where('out_at', '>=', query.from!))
    .$if(query.to !== undefined, (q) => q.where('out_at', '<', query.to!))
    .$if(after !== undefined, (q) =>
      q.where(sql<boolean>`(out_at, id) < (${after![0]}::timestamptz, ${after![1]}::uuid)`),
    )
    .orderBy('out_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows as FaultRow[], limit, (r) => [r.out_at, r.id])
}

/** Faults that took power from these transformers and lasted into [from, to), in order of time. */
export const onTransformers = (
  { tx }: Context,
  corporation_id: number,
  transformers: RangeSet,
  { from, to }: { from: Date; to: Date },
): Promise<FaultRow[]> =>
  tx
    .selectFrom('faults.fault')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('out_at', '<', to)
    .where((eb) => eb.or([eb('restored_at', 'is', null), eb('restored_at', '>', from)]))
    .where(sql<boolean>`transformers && ${transformers}::int4multirange`)
    .orderBy('out_at')
    .execute() as Promise<FaultRow[]>

export interface Signal {
  corporation_id: number
  transformer_id: number
  transformer: string | null
  feeder: string | null
  reports: number
  first_at: Date
  last_at: Date
  report_ids: string[]
}

/** Reports that nothing explains yet, gathered by transformer, the most voices first: what a dispatcher looks at. */
export async function signals(
  { tx }: Context,
  query: { since: Date; corporation_id?: number; limit?: number },
): Promise<Signal[]> {
  const { rows } = await sql<Signal>`
    select r.corporation_id, r.transformer_id, e.mrid as transformer, e.feeder, count(*)::integer as reports,
      min(r.at) as first_at, max(r.at) as last_at, array_agg(r.id order by r.at) as report_ids
    from faults.report r
    left join network.equipment e on e.corporation_id = r.corporation_id and e.transformer_id = r.transformer_id
    where r.about is null and r.transformer_id is not null and r.at >= ${query.since}
      and r.corporation_id = coalesce(${query.corporation_id ?? null}::smallint, r.corporation_id)
    group by r.corporation_id, r.transformer_id, e.mrid, e.feeder
    order by reports desc, first_at limit ${Math.min(query.limit ?? 200, 1000)}`.execute(tx)
  return rows
}
