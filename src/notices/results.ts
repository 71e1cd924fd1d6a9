import { sql } from 'kysely'
import { type Context, Problem } from '../kernel/index.ts'
import { page, settle } from '../promises/index.ts'
import { outcomeNumbers } from './rules.ts'

export interface BatchRef {
  corporation_id: number
  notice_id: number
  batch_no: number
}

export interface Said {
  ordinal: number
  outcome: keyof typeof outcomeNumbers
  provider_ids?: readonly string[]
  reason?: string
}

/** What was last said of each message of a batch, by its place; places of which nothing was said are not there. */
export async function saidOf({ tx }: Context, batch: BatchRef, size: number): Promise<Map<number, number>> {
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
    const places = ordinals.length === 0 ? Array.from({ length: size }, (_, i) => i) : ordinals
    places.forEach((place, i) => {
      said.set(place, outcomes.length === 1 ? outcomes[0]! : outcomes[i]!)
    })
  }
  return said
}

const { accepted, delivered, retry } = outcomeNumbers

/**
 * Appends what a provider said of messages of one batch: one row, whatever their number. The row carries by how much it
 * changes the sums, so that a message delivered twice counts once and one that failed after all is taken back.
 * @param size messages of the batch
 * @param receipts whether this channel tells of delivery later; where it does not, accepted is as good as told
 */
export async function record(
  ctx: Context,
  batch: BatchRef,
  size: number,
  said: readonly Said[],
  receipts: boolean,
): Promise<void> {
  if (said.length === 0) return
  // One writer a batch at a time: the sums rest on what was said before.
  await sql`select 1 from notices.batch where corporation_id = ${batch.corporation_id} and notice_id = ${batch.notice_id} and batch_no = ${batch.batch_no} for update`.execute(
    ctx.tx,
  )
  const before = await saidOf(ctx, batch, size)
  let sent = 0
  let arrived = 0
  let told = 0
  for (const { ordinal, outcome } of said) {
    const was = before.get(ordinal) ?? retry
    const is = outcomeNumbers[outcome]
    const reached = (o: number) => (receipts ? o === delivered : o === accepted || o === delivered)
    const gone = (o: number) => o === accepted || o === delivered
    sent += Number(gone(is)) - Number(gone(was))
    arrived += Number(is === delivered) - Number(was === delivered)
    told += Number(reached(is)) - Number(reached(was))
    before.set(ordinal, is)
  }
  const outcomes = said.map((s) => outcomeNumbers[s.outcome])
  const alike = outcomes.every((o) => o === outcomes[0])
  await ctx.tx
    .insertInto('notices.result')
    .values({
      corporation_id: batch.corporation_id,
      notice_id: batch.notice_id,
      batch_no: batch.batch_no,
      at: ctx.now,
      ordinals: said.map((s) => s.ordinal),
      outcomes: alike ? [outcomes[0]!] : outcomes,
      provider_ids: said.some((s) => s.provider_ids?.length) ? said.map((s) => s.provider_ids?.join(',') ?? '') : [],
      reasons: said.some((s) => s.reason) ? said.map((s) => s.reason ?? '') : [],
      sent,
      delivered: arrived,
      told,
    })
    .execute()
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
  ]
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
        evidence: `${notice_id}/${found.last}/${part}`,
      })
    } catch (error) {
      // A promise released meanwhile (the cut was cancelled) owes nobody anything: the messages are still facts.
      if (!(error instanceof Problem && error.code === 'promises/more-than-promised')) throw error
    }
    if (part === 'in_time') heard.told_in_time += more
    else heard.told_late += more
  }
  if (heard.told_in_time === notice.told_in_time && heard.told_late === notice.told_late) return
  await ctx.tx
    .updateTable('notices.notice')
    .set(heard)
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', notice_id)
    .execute()
}
