import { sql } from 'kysely'
import { contactsAt } from '../customers/index.ts'
import { type Context, type Database, transaction } from '../kernel/index.ts'
import type { Channel, Receipt } from './channels/channel.ts'
import { failOver } from './fail-over.ts'
import { record, type Said, saidOf, settleNotice } from './results.ts'
import { ADDRESSEE, channelNumbers, type Kind, readKey } from './rules.ts'
import { asContact, type SentNames } from './sent-names.ts'
import * as store from './store.ts'
import type { Payload } from './templates.ts'

/** Receipts come within minutes, at the latest within the validity of a message. */
const looked_back_days = 4

type Place = NonNullable<ReturnType<typeof readKey>>

/**
 * Stores what a provider tells later. One transaction a call; when it returns they are safe. Which message a receipt
 * means is known by our own key, by the names of what this process sent, or else (it was sent before a restart) by the
 * customer's number and what was said of the messages to it. One that means none of ours is left out, and counted.
 */
export async function receive(
  db: Database,
  channel: Pick<Channel, 'receipts' | 'name'>,
  receipts: readonly Receipt[],
  given: { now: Date; names: SentNames },
): Promise<{ stored: number; unknown: number }> {
  return transaction(db, { actor: 'system', corporations: '*', now: given.now }, async (ctx) => {
    const places = await placesOf(ctx, channel, receipts, given.names)
    const known = receipts.flatMap((receipt, i) => (places[i] ? [{ receipt, place: places[i] }] : []))
    const byBatch = Map.groupBy(known, ({ place: p }) => `${p.corporation_id}-${p.notice_id}-${p.batch_no}`)
    // In one order: two workers with receipts of the same batches never wait for each other in a circle.
    for (const [, found] of [...byBatch].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await receiveBatch(ctx, channel, found[0]!.place, found)
    }
    const notices = new Map(known.map(({ place }) => [place.notice_id, place.corporation_id]))
    for (const [notice_id, corporation_id] of [...notices].sort(([a], [b]) => a - b)) {
      await settleNotice(ctx, corporation_id, notice_id)
    }
    return { stored: known.length, unknown: receipts.length - known.length }
  })
}

async function receiveBatch(
  ctx: Context,
  channel: Pick<Channel, 'receipts'>,
  ref: store.BatchRef,
  found: readonly { receipt: Receipt; place: Place }[],
): Promise<void> {
  await store.holdBatch(ctx, ref)
  const { rows } = await sql<{
    customer_ids: number[]
    language: number
    attempt: number
    kind: Kind
    payload: Payload
  }>`
    select b.customer_ids, b.language, b.attempt, n.kind, n.payload
    from notices.batch b join notices.notice n on n.corporation_id = b.corporation_id and n.id = b.notice_id
    where b.corporation_id = ${ref.corporation_id} and b.notice_id = ${ref.notice_id} and b.batch_no = ${ref.batch_no} for update of b`.execute(
    ctx.tx,
  )
  const batch = rows[0]
  if (!batch) return
  const said = found
    .filter(({ place }) => place.ordinal < batch.customer_ids.length)
    .map(
      ({ receipt, place }): Said => ({
        ordinal: place.ordinal,
        outcome: receipt.outcome === 'failed' ? 'unreachable' : receipt.outcome,
        provider_ids: receipt.outcome === 'accepted' ? receipt.provider_ids : undefined,
        reason: receipt.reason,
      }),
    )
  const { corporation_id, notice_id, batch_no } = ref
  const failed = await record(ctx, ref, said, channel.receipts, await saidOf(ctx, ref))
  await failOver(
    ctx,
    { corporation_id, notice_id, batch_no, ...batch },
    failed.map((s) => ({ customer_id: batch.customer_ids[s.ordinal]!, reason: s.reason ?? 'undelivered' })),
  )
}

async function placesOf(
  ctx: Context,
  channel: Pick<Channel, 'name'>,
  receipts: readonly Receipt[],
  names: SentNames,
): Promise<(Place | undefined)[]> {
  const places = receipts.map((r) => readKey(r.key ?? names.find(r.provider_ids, r.to) ?? ''))
  const lost = receipts.flatMap((receipt, i) =>
    places[i] || !receipt.to ? [] : [{ i, receipt, to: asContact(receipt.to) }],
  )
  if (lost.length === 0) return places
  const numbers = lost.map((l) => l.to)
  // The number -> the messages to it in the last days, customers' and others' -> what the provider called them
  const { rows } = await sql<Place & { to: string; name: string }>`
    with sent as materialized (
      select k.address as "to", b.corporation_id, b.notice_id, b.batch_no, array_position(b.customer_ids, k.customer_id) - 1 as ordinal
      from (
        select corporation_id, null::integer as notice_id, customer_id, address from (${contactsAt(ctx, numbers)}) c
        union all
        select corporation_id, notice_id, ${ADDRESSEE}::integer, phone from notices.addressee where phone = any (${numbers}::text[])
      ) k
      join notices.notice n on n.corporation_id = k.corporation_id and n.made_at > ${new Date(ctx.now.getTime() - looked_back_days * 86_400_000)}
        and (k.notice_id is null or n.id = k.notice_id)
      join notices.batch b on b.corporation_id = n.corporation_id and b.notice_id = n.id and b.channel = ${channelNumbers[channel.name]}
        and k.customer_id between b.first_customer and b.last_customer and k.customer_id = any (b.customer_ids)
    )
    select s.*, name from sent s
    join notices.result r on r.corporation_id = s.corporation_id and r.notice_id = s.notice_id and r.batch_no = s.batch_no
      and cardinality(r.provider_ids) > 0 and s.ordinal = any (r.ordinals),
      unnest(string_to_array(r.provider_ids[array_position(r.ordinals, s.ordinal::smallint)], ',')) name`.execute(
    ctx.tx,
  )
  for (const { i, receipt, to } of lost) {
    const mine = rows.filter((row) => row.to === to)
    for (const name of receipt.provider_ids) places[i] ??= mine.find((row) => row.name === name)
  }
  return places
}
