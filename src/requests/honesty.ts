import { sql } from 'kysely'
import { cursorOf, type PageOf, pageOf } from '../access/index.ts'
import { type Context, isMonth, Problem } from '../kernel/index.ts'
import { units } from '../organisation/index.ts'
import { inScope, type Scope } from './scope.ts'
import type { ClaimKind, ClaimRow } from './store.ts'
import { countedBetween } from './store-figures.ts'

export interface ClaimListed extends ClaimRow {
  code: string
  service: string
  /** Upheld though the customer denies it, or the other way round. */
  contradicted: boolean
}

/** What was claimed and is to be reviewed (or was), oldest first, page by page. */
export async function claims(
  ctx: Context,
  query: Scope & {
    kind?: ClaimKind
    reviewed?: boolean
    denied?: boolean
    limit?: number
    cursor?: string
  } = {},
): Promise<PageOf<ClaimListed>> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 200)
  const after = cursorOf(query.cursor, 3)
  const rows = await ctx.tx
    .selectFrom('requests.claim as c')
    .innerJoin('requests.request as r', (join) =>
      join.onRef('r.corporation_id', '=', 'c.corporation_id').onRef('r.id', '=', 'c.request_id'),
    )
    .selectAll('c')
    .select(['r.code', 'r.service'])
    .select(sql<boolean>`coalesce(c.upheld = (c.customer_says = 'denied'), false)`.as('contradicted'))
    // with whom the request lies now: a claim is opened where its request is
    .where(await inScope(ctx, query, 'r'))
    .where('c.reviewed_at', query.reviewed ? 'is not' : 'is', null)
    .$if(query.kind !== undefined, (q) => q.where('c.kind', '=', query.kind!))
    .$if(query.denied === true, (q) => q.where('c.customer_says', '=', 'denied'))
    .$if(after !== undefined, (q) =>
      q.where(
        sql<boolean>`(c.claimed_at, c.request_id, c.seq) > (${after![0]}::timestamptz, ${after![1]}::uuid, ${after![2]}::integer)`,
      ),
    )
    .orderBy('c.claimed_at')
    .orderBy('c.request_id')
    .orderBy('c.seq')
    .limit(limit + 1)
    .execute()
  return pageOf(rows as ClaimListed[], limit, (r) => [r.claimed_at, r.request_id, r.seq])
}

export interface PausedShare {
  corporation_id: number
  /** Code of the unit that closed them; null: none. */
  unit: string | null
  reason: string
  /** Closed requests that were paused for it. */
  requests: number
  paused_days: number
  /** Working days that passed over all closed requests of the unit, paused ones among them. */
  days: number
  share: number
  /** What reviews and customers said of those pauses. */
  upheld: number
  not_upheld: number
  confirmed: number
  denied: number
}

/**
 * How much of the time of requests closed in those months their clocks stood still, by unit and reason: nobody meets limits
 * by stopping clocks unseen. `share` = paused working days / all working days from complete file to closing of the unit's
 * requests. Pauses that a review did not uphold count here: they were claimed.
 * @param query.from, query.to 'YYYY-MM', both inclusive
 */
export async function pausedShare(
  ctx: Context,
  query: { from: string; to: string; corporation_id?: number },
): Promise<PausedShare[]> {
  for (const [field, month] of [
    ['from', query.from],
    ['to', query.to],
  ] as const) // prettier-ignore
    if (!isMonth(month)) throw new Problem('kernel/invalid', { field, reason: month })
  const seen = query.corporation_id ?? sql`any ((select organisation.visible())::smallint[])`
  const { rows } = await sql<Omit<PausedShare, 'unit' | 'share'> & { unit_id: number }>`
    with whole as (
      select corporation_id, unit_id, sum(requests * working_days + paused_days)::integer as days
      from ${countedBetween(query.from, query.to)} f where corporation_id = ${seen} group by 1, 2
    )
    select p.corporation_id, p.unit_id, p.reason, sum(p.requests)::integer as requests, sum(p.paused_days)::integer as paused_days,
      w.days, sum(p.upheld)::integer as upheld, sum(p.not_upheld)::integer as not_upheld, sum(p.confirmed)::integer as confirmed,
      sum(p.denied)::integer as denied
    from requests.paused_figure p join whole w using (corporation_id, unit_id)
    where p.month between ${`${query.from}-01`}::date and ${`${query.to}-01`}::date and p.corporation_id = ${seen}
    group by p.corporation_id, p.unit_id, p.reason, w.days having sum(p.requests) > 0 order by 1, 2, 3`.execute(ctx.tx)
  const codes = new Map((await units(ctx, query.corporation_id)).map((u) => [`${u.corporation_id}/${u.id}`, u.code]))
  return rows.map(({ unit_id, ...row }) => ({
    ...row,
    unit: codes.get(`${row.corporation_id}/${unit_id}`) ?? null,
    share: row.days === 0 ? 0 : Math.min(1, row.paused_days / row.days),
  }))
}
