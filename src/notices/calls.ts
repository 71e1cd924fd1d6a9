import { sql } from 'kysely'
import { type Context, Problem, publish } from '../kernel/index.ts'
import { page, settle } from '../promises/index.ts'
import { ADDRESSEE } from './rules.ts'

export interface Call {
  corporation_id: number
  notice_id: number
  customer_id: number
  /** null: nobody's customer; what it is about leads to them. */
  customer_code: string | null
  name: string
  address: string | null
  phone: string | null
  reason: string
  kind: string
  about_kind: string
  about: string
  payload: Record<string, unknown>
  listed_at: Date
}

/** Customers whom no channel reached, and letters to write: the oldest first. `about`: of one outage or fault only. */
export async function calls(
  ctx: Context,
  query: { about?: string; corporation_id?: number; limit?: number } = {},
): Promise<Call[]> {
  const { rows } = await sql<Call>`
    select k.corporation_id, k.notice_id, k.customer_id, c.code as customer_code, coalesce(c.name, a.name, '') as name,
      coalesce(c.address, a.address) as address, coalesce(p.address, a.phone) as phone, k.reason,
      n.kind, n.about_kind, n.about, n.payload, k.listed_at
    from notices.call k
    join notices.notice n on n.corporation_id = k.corporation_id and n.id = k.notice_id
    left join customers.customer c on c.corporation_id = k.corporation_id and c.id = k.customer_id
    left join notices.addressee a on a.corporation_id = k.corporation_id and a.notice_id = k.notice_id and k.customer_id = ${ADDRESSEE}
    left join customers.contact p on p.corporation_id = k.corporation_id and p.customer_id = k.customer_id and p.channel = 1
    where k.called_at is null and k.corporation_id = any ((select organisation.visible())::smallint[])
      and k.corporation_id = coalesce(${query.corporation_id ?? null}::smallint, k.corporation_id)
      and (${query.about ?? null}::uuid is null or n.about = ${query.about ?? null}::uuid)
    order by k.listed_at, k.notice_id, k.customer_id limit ${Math.min(query.limit ?? 200, 1000)}`.execute(ctx.tx)
  return rows
}

/**
 * Somebody called (or wrote): whether the customer was reached. Being reached keeps the promise to tell, or breaks it by
 * how late it was.
 * @throws Problem `notices/no-such-call`, `notices/called-already`
 */
export async function recordCall(
  ctx: Context,
  given: { corporation_id: number; notice_id: number; customer_id: number; reached: boolean; note?: string },
): Promise<void> {
  const { corporation_id, notice_id, customer_id, reached, note } = given
  const call = await ctx.tx
    .selectFrom('notices.call')
    .select('called_at')
    .where('corporation_id', '=', corporation_id)
    .where('notice_id', '=', notice_id)
    .where('customer_id', '=', customer_id)
    .forUpdate()
    .executeTakeFirst()
  if (!call) throw new Problem('notices/no-such-call', { customer: customer_id, notice: notice_id })
  if (call.called_at) throw new Problem('notices/called-already', { customer: customer_id, at: call.called_at })
  await ctx.tx
    .updateTable('notices.call')
    .set({ called_at: ctx.now, called_by: ctx.actor, reached, note: note ?? null })
    .where('corporation_id', '=', corporation_id)
    .where('notice_id', '=', notice_id)
    .where('customer_id', '=', customer_id)
    .execute()
  const notice = await ctx.tx
    .selectFrom('notices.notice')
    .select(['promise_id', 'about'])
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', notice_id)
    .executeTakeFirstOrThrow()
  if (reached && notice.promise_id) {
    const { promise } = await page(ctx, notice.promise_id)
    if (promise.kept + promise.broken + promise.released < promise.customers || ctx.now > promise.due)
      await settle(ctx, {
        corporation_id,
        promise_id: notice.promise_id,
        at: ctx.now,
        customers: 1,
        evidence_kind: 'notice_call',
        evidence: `${notice_id}/${customer_id}`,
      })
  }
  await publish(ctx, 'notice.called', { corporation_id, about: notice.about, payload: { reached } })
}
