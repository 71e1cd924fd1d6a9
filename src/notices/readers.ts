/** How those of a batch are reached: customers through their room, who is nobody's customer through the notice itself. */
import { sql } from 'kysely'
import * as customers from '../customers/index.ts'
import type { Context, Relation } from '../kernel/index.ts'
import { ADDRESSEE, channelNumbers } from './rules.ts'

type Reader = customers.Reader

export interface NoticeRef {
  corporation_id: number
  notice_id: number
}

/** Whether a batch is the one message to who is nobody's customer. */
export const isAddressee = (ids: readonly number[]): boolean => ids[0] === ADDRESSEE

/** What a message to each of these needs, by one channel; who cannot be reached by it is not there. */
export async function readersOf(
  ctx: Context,
  notice: NoticeRef,
  ids: readonly number[],
  channel: number,
): Promise<Reader[]> {
  if (!isAddressee(ids)) return customers.readersOf(ctx, notice.corporation_id, ids, channel)
  const { rows } = await sql<Reader>`
    select ${ADDRESSEE}::integer as customer_id, '' as customer_code, a.name, a.address, k.to
    from notices.addressee a, ${channelsOf} where k.channel = ${channel} and ${is(notice)}`.execute(ctx.tx)
  return rows
}

/** The channels by which these may be told, as a relation: what failing over reads. */
export const contactsOf = (
  ctx: Context,
  notice: NoticeRef,
  ids: readonly number[],
): Relation<{ customer_id: number; channel: number; rank: number }> =>
  isAddressee(ids)
    ? (sql`select ${ADDRESSEE}::integer as customer_id, k.channel, k.channel as rank
        from notices.addressee a, ${channelsOf} where ${is(notice)}` as never)
    : customers.contactsOf(ctx, notice.corporation_id, ids)

/** The addressee of a notice `a` by each channel that they have. */
const channelsOf = sql`lateral (
  select v.channel, v.to from (values (${sql.lit(channelNumbers.sms)}, a.phone), (${sql.lit(channelNumbers.email)}, a.email)) v (channel, "to") where v.to is not null
) k`

const is = ({ corporation_id, notice_id }: NoticeRef) =>
  sql`a.corporation_id = ${corporation_id} and a.notice_id = ${notice_id}`
