import { sql } from 'kysely'
import Type, { type Static } from 'typebox'
import type { Recipient } from '../customers/index.ts'
import type { Context, Relation } from '../kernel/index.ts'

const mine = sql<number>`any ((select organisation.visible())::smallint[])`

/**
 * Everyone who was told something about a subject, each once, by the channel on which they were told last: whom a change
 * must reach. Also those who are still to be called: nobody hears of the change who would not have heard of the thing.
 */
export const toldOf = ({ tx }: Context, about: string): Relation<Recipient> =>
  tx
    .selectFrom(
      sql<Recipient>`(
        select distinct on (b.corporation_id, customer_id) b.corporation_id, customer_id, b.channel, b.language
        from notices.notice n
        join notices.batch b on b.corporation_id = n.corporation_id and b.notice_id = n.id and b.attempt = 1,
          unnest(b.customer_ids) customer_id
        where n.corporation_id = ${mine} and n.about = ${about}
        order by b.corporation_id, customer_id, b.notice_id desc
      )`.as('told'),
    )
    .select(['corporation_id', 'customer_id', 'channel', 'language']) as never

const count = (description: string) => Type.Integer({ minimum: 0, description })

/** What became of messages, in numbers. */
export const Summary = Type.Object({
  queued: count('not yet with a provider, or a letter not yet written'),
  sent: count('a provider took it, or somebody called'),
  delivered: count('of those sent: the provider says it arrived, or somebody spoke to the customer'),
  failed: count('no channel reached them, and nobody has called yet'),
})
export type Summary = Static<typeof Summary>

/** What became of the messages about a subject, as sums over its notices: queued + sent + failed is all of them. */
export async function summaryOf({ tx }: Context, about: string): Promise<Summary> {
  const { rows } = await sql<Summary>`
    with notice as (select corporation_id, id, messages from notices.notice where corporation_id = ${mine} and about = ${about}),
    result as (
      select coalesce(sum(r.sent), 0)::integer as sent, coalesce(sum(r.delivered), 0)::integer as delivered
      from notice n join notices.result r on r.corporation_id = n.corporation_id and r.notice_id = n.id
    ), call as (
      select count(*) filter (where called_at is not null and reached)::integer as reached,
        count(*) filter (where (called_at is null and reason <> 'letter') or not reached)::integer as failed
      from notice n join notices.call c on c.corporation_id = n.corporation_id and c.notice_id = n.id
    )
    select (select coalesce(sum(messages), 0) from notice)::integer - result.sent - call.reached - call.failed as queued,
      result.sent + call.reached as sent, result.delivered + call.reached as delivered, call.failed as failed
    from result, call`.execute(tx)
  return rows[0]
}
