import { sql } from 'kysely'
import { type Context, Problem } from '../kernel/index.ts'
import { page, settle } from '../promises/index.ts'
import { holds, type OutcomeName, outcomeNumbers } from './rules.ts'
import * as store from './store.ts'

export type { BatchRef } from './store.ts'

export interface Said {
  ordinal: number
  outcome: OutcomeName
  provider_ids?: readonly string[]
  reason?: string
}

/** What holds of each message of a batch, by its place; places of which nothing was said are not there. */
export async function saidOf({ tx }: Context, batch: store.BatchRef): Promise<Map<number, number>> {
  const rows = await tx
    .selectFrom('notices.result')
    .select(['ordinals', 'outcomes'])
    .where('corporation_id', '=', batch.corporation_id)
    .where('notice_id', '=', batch.notice_id)
    .where('batch_no', '=', batch.batch_no)
    .orderBy('result_no')
    .execute()
  const said = new Map<number, number>()
  for (const { ordinals, outcomes } of rows) {
    ordinals.forEach((place, i) => {
      said.set(place, holds(said.get(place), outcomes.length === 1 ? outcomes[0]! : outcomes[i]!))
    })
  }
  return said
}

const { accepted, delivered } = outcomeNumbers

/**
 * Appends what a provider said of messages of one batch, as far as it is new. The row carries by how much it changes the sums, so that a
 * message delivered twice counts once and one that failed after all is taken back. The caller holds the batch
 * (`store.holdLease`, `store.holdBatch`): the sums rest on what was said before.
 * @param receipts whether this channel tells of delivery later; where it does not, accepted is as good as told
 * @param before what holds of the batch (`saidOf`); changed to what holds afterwards
 * @returns those that have failed by this: they go to the next channel
 */
export async function record(
  ctx: Context,
  batch: store.BatchRef,
  said: readonly Said[],
  receipts: boolean,
  before: Map<number, number>,
): Promise<Said[]> {
  const gone = (o: number | undefined) => Number(o === accepted || o === delivered)
  const arrived = (o: number | undefined) => Number(o === delivered)
  const told = (o: number | undefined) => (receipts ? arrived(o) : gone(o))
  const sums = { sent: 0, delivered: 0, told: 0 }
  const news: Said[] = []
  const failed: Said[] = []
  for (const one of said) {
    const was = before.get(one.ordinal)
    const is = holds(was, outcomeNumbers[one.outcome])
    if (is === was) continue // said before: a receipt comes again when our confirmation was lost
    news.push(one)
    sums.sent += gone(is) - gone(was)
    sums.delivered += arrived(is) - arrived(was)
    sums.told += told(is) - told(was)
    if (one.outcome === 'refused' || one.outcome === 'unreachable') failed.push(one)
    before.set(one.ordinal, is)
  }
  if (news.length === 0) return failed
  const outcomes = news.map((s) => outcomeNumbers[s.outcome])
  const alike = outcomes.every((o) => o === outcomes[0])
  await store.insertResult(ctx, batch, {
    ordinals: news.map((s) => s.ordinal),
    outcomes: alike ? [outcomes[0]!] : outcomes,
    provider_ids: news.map((s) => oneLine(s.provider_ids?.join(',') ?? '')),
    reasons: news.map((s) => oneLine(s.reason ?? '')),
    ...sums,
  })
  return failed
}

/**
 * Tells the promise behind a notice how many more customers have been told, in time and late: one outcome for all that
 * came since the last time, whose evidence names the last result. Counted from the results, so it may run twice.
 */
export async function settleNotice(ctx: Context, corporation_id: number, notice_id: number): Promise<void> {
  const notice = await ctx.tx
    .selectFrom('notices.notice')
    .select(['promise_id', 'told_in_time', 'told_late'])
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', notice_id)
    .forUpdate()
    .executeTakeFirst()
  if (!notice?.promise_id) return
  const { promise } = await page(ctx, notice.promise_id)
  const { rows } = await sql<{
    in_time: number
    late: number
    last_in_time: Date | null
    last_late: Date | null
    last: number
  }>`
    select coalesce(sum(told) filter (where at <= ${promise.due}), 0)::integer as in_time,
      coalesce(sum(told) filter (where at > ${promise.due}), 0)::integer as late,
      max(at) filter (where at <= ${promise.due} and told <> 0) as last_in_time, max(at) filter (where at > ${promise.due} and told <> 0) as last_late,
      coalesce(max(result_no), 0) as last
    from notices.result where corporation_id = ${corporation_id} and notice_id = ${notice_id}`.execute(ctx.tx)
  const found = rows[0]!
  const owed = [
    { more: found.in_time - notice.told_in_time, at: found.last_in_time, part: 'in_time' },
    { more: found.late - notice.told_late, at: found.last_late, part: 'late' },
  ] as const
  const heard = { told_in_time: notice.told_in_time, told_late: notice.told_late }
  for (const { more, at, part } of owed) {
    if (more <= 0 || at === null) continue
    try {
      await settle(ctx, {
        corporation_id,
        promise_id: notice.promise_id,
        at,
        customers: more,
        evidence_kind: 'notice_result',
        // With the count: a lot that was written first may be committed last, and then the last result is the same again
        evidence: `${notice_id}/${found.last}/${part}/${heard[`told_${part}`] + more}`,
      })
    } catch (error) {
      // A promise released meanwhile (the cut was cancelled) owes nobody anything: the messages are still facts.
      if (!(error instanceof Problem && error.code === 'promises/more-than-promised')) throw error
    }
    heard[`told_${part}`] += more
  }
  if (heard.told_in_time === notice.told_in_time && heard.told_late === notice.told_late) return
  await ctx.tx
    .updateTable('notices.notice')
    .set(heard)
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', notice_id)
    .execute()
}

/**
 * Notices whose promise has not heard of all that was told, because somebody died in between: settled now.
 * @returns how many
 */
export async function settleLeft(ctx: Context): Promise<number> {
  const { rows } = await sql<{ corporation_id: number; id: number }>`
    select n.corporation_id, n.id from notices.notice n
    where n.promise_id is not null and n.made_at > ${new Date(ctx.now.getTime() - 10 * 86_400_000)} and n.told_in_time + n.told_late < n.messages
      and n.told_in_time + n.told_late < (select coalesce(sum(r.told), 0) from notices.result r where r.corporation_id = n.corporation_id and r.notice_id = n.id)
    order by n.corporation_id, n.id`.execute(ctx.tx)
  for (const { corporation_id, id } of rows) await settleNotice(ctx, corporation_id, id)
  return rows.length
}

/** A provider's word may be anything; it stands in a list of lines. */
const oneLine = (text: string): string => (/[\r\n\0]/.test(text) ? text.replace(/[\r\n\0]+/g, ' ') : text)
