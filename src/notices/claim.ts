import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { Kind } from './rules.ts'
import type { Payload } from './templates.ts'

/** A batch that this worker has for a while, with all that its messages need but the customers. */
export interface Claimed {
  corporation_id: number
  notice_id: number
  batch_no: number
  channel: number
  language: 0 | 1
  attempt: number
  customer_ids: number[]
  /** Tries so far, this one included. */
  attempts: number
  since: Date
  kind: Kind
  about: string
  payload: Payload
  made_at: Date
  promise_id: string | null
  corporation: { code: string; name: string; name_en: string; hotline: string | null }
}

/**
 * A lease runs out when its worker has died: until then nobody else touches its batches, afterwards anybody does. A
 * worker that lives renews all it has three times in that time.
 */
export const lease_s_default = 30

/**
 * Takes up to `limit` batches of a channel that are due, oldest first. Several workers never get the same one (SKIP
 * LOCKED); the lease is committed before anything is sent, so that no lock is held while a provider is slow.
 * Its commit does not wait for the disk: after a crash of the machine a lease that is gone is as good as one run out.
 * @param waiting_s only those that have waited for so long
 */
export async function claim(
  ctx: Context,
  given: { channel: number; lane: number; worker: string; lease_s: number; limit: number; waiting_s?: number },
): Promise<Claimed[]> {
  const since = given.waiting_s === undefined ? 'infinity' : new Date(ctx.now.getTime() - given.waiting_s * 1000)
  const { rows } = await sql<Claimed>`
    with unsynced as materialized (select set_config('synchronous_commit', 'off', true)), due as (
      select corporation_id, notice_id, batch_no from notices.pending, unsynced
      where channel = ${given.channel} and lane = ${given.lane} and not_before <= ${ctx.now} and leased_until <= ${ctx.now} and since <= ${since}
      order by not_before, notice_id, batch_no limit ${given.limit} for update of pending skip locked
    ), mine as (
      update notices.pending p set leased_until = ${leasedUntil(ctx, given.lease_s)}, leased_by = ${given.worker}, attempts = attempts + 1
      from due d where (p.corporation_id, p.notice_id, p.batch_no) = (d.corporation_id, d.notice_id, d.batch_no)
      returning p.corporation_id, p.notice_id, p.batch_no, p.attempts, p.since
    )
    select m.*, b.channel, b.language, b.attempt, b.customer_ids, n.kind, n.about, n.payload, n.made_at, n.promise_id,
      json_build_object('code', c.code, 'name', c.name, 'name_en', c.name_en, 'hotline', c.hotline) as corporation
    from mine m
    join notices.batch b on b.corporation_id = m.corporation_id and b.notice_id = m.notice_id and b.batch_no = m.batch_no
    join notices.notice n on n.corporation_id = m.corporation_id and n.id = m.notice_id
    join organisation.corporation c on c.id = m.corporation_id
    order by m.notice_id, m.batch_no`.execute(ctx.tx)
  return rows
}

export const leasedUntil = (ctx: Context, lease_s: number): Date => new Date(ctx.now.getTime() + lease_s * 1000)
