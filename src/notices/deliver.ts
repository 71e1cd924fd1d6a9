import { readersOf } from '../customers/index.ts'
import { type Context, type Database, transaction } from '../kernel/index.ts'
import type { Ack, Channel } from './channels/channel.ts'
import { type Claimed, claim, renew } from './claim.ts'
import { failOver } from './fail-over.ts'
import { record, type Said, saidOf, settleNotice } from './results.ts'
import { backoff_s, channelNumbers, keyOf, outcomeNumbers, patienceOf, readKey, type SendingChannel } from './rules.ts'
import * as store from './store.ts'
import { type Settings, template } from './templates.ts'

export interface Delivery {
  db: Database
  channels: readonly Channel[]
  settings: Settings
  now: () => Date
  /** Names this worker in leases. */
  worker: string
  /** No new message leaves after it. */
  signal?: AbortSignal
}

const system = { actor: 'system', corporations: '*' as const }

/** Acknowledgements are committed in lots: few enough that a crash leaves few uncertain, many enough to cost little. */
const lot = 100
const lot_ms = 250

/**
 * Sends what is due on every channel, until nothing is. While one batch is on the wire the next is claimed.
 * @returns messages handed to providers
 */
export async function deliver(delivery: Delivery): Promise<number> {
  const counts = await Promise.all(delivery.channels.map((channel) => drainChannel(delivery, channel)))
  return counts.reduce((sum, n) => sum + n, 0)
}

async function drainChannel(delivery: Delivery, channel: Channel): Promise<number> {
  const { db, now, worker, signal } = delivery
  const number = channelNumbers[channel.name]
  let sent = 0
  const take = () =>
    signal?.aborted
      ? Promise.resolve([])
      : transaction(db, { ...system, now: now() }, (ctx) => claim(ctx, { channel: number, worker, limit: 4 }))
  let next = take()
  for (;;) {
    const batches = await next
    if (batches.length === 0) return sent
    next = take()
    // A batch claimed ahead must not be lost with an error of this one: it is awaited all the same.
    next.catch(() => {})
    const done = await Promise.all(batches.map((batch) => sendBatch(delivery, channel, batch)))
    sent += done.reduce((sum, n) => sum + n, 0)
    await settleAll(delivery, batches)
  }
}

async function settleAll({ db, now }: Delivery, batches: readonly Claimed[]): Promise<void> {
  const notices = new Map(batches.filter((b) => b.promise_id).map((b) => [b.notice_id, b.corporation_id]))
  for (const [notice_id, corporation_id] of notices)
    await transaction(db, { ...system, now: now() }, (ctx) => settleNotice(ctx, corporation_id, notice_id))
}

async function sendBatch(delivery: Delivery, channel: Channel, batch: Claimed): Promise<number> {
  const { db, settings, now, worker, signal } = delivery
  const size = batch.customer_ids.length
  const within = <T>(use: (ctx: Context) => Promise<T>) => transaction(db, { ...system, now: now() }, use)

  const { left, readers } = await within(async (ctx) => {
    const said = await saidOf(ctx, batch, size)
    const left = batch.customer_ids.flatMap((customer_id, ordinal) =>
      (said.get(ordinal) ?? outcomeNumbers.retry) === outcomeNumbers.retry ? [{ customer_id, ordinal }] : [],
    )
    return {
      left,
      readers: await readersOf(
        ctx,
        batch.corporation_id,
        left.map((l) => l.customer_id),
        batch.channel,
      ),
    }
  })
  const byId = new Map(readers.map((r) => [r.customer_id, r]))
  const render = template(batch, channel.name as SendingChannel, batch.language === 1 ? 'en' : 'vi', settings)
  const outgoing = left.flatMap(({ customer_id, ordinal }) => {
    const reader = byId.get(customer_id)
    return reader ? [render(reader, keyOf(batch, ordinal))] : []
  })
  const retry: Said[] = []

  // Acknowledgements come one by one; they are written in lots while the rest is still on the wire.
  let waiting: Said[] = left
    .filter((l) => !byId.has(l.customer_id))
    .map((l) => ({ ordinal: l.ordinal, outcome: 'unreachable', reason: 'no_contact' }))
  let writing: Promise<void> = Promise.resolve()
  let lastFlush = Date.now()
  const flush = () => {
    const lotNow = waiting
    waiting = []
    lastFlush = Date.now()
    if (lotNow.length === 0) return
    writing = writing.then(() =>
      within(async (ctx) => {
        await record(ctx, batch, size, lotNow, channel.receipts)
        // In the same transaction: a crash after it must not leave anybody to no channel at all.
        await failOver(
          ctx,
          batch,
          idsOf(
            batch,
            lotNow.filter((s) => s.outcome !== 'accepted'),
          ),
        )
        await renew(ctx, batch, worker)
      }),
    )
    writing.catch(() => {})
  }
  const onAck = (ack: Ack) => {
    const said = {
      ordinal: readKey(ack.key)!.ordinal,
      outcome: ack.outcome,
      provider_ids: ack.provider_ids,
      reason: ack.reason,
    }
    if (ack.outcome === 'retry') retry.push(said)
    else waiting.push(said)
    if (waiting.length >= lot || Date.now() - lastFlush > lot_ms) flush()
  }
  if (outgoing.length > 0) await channel.send(outgoing, onAck, signal)
  flush()
  await writing
  await within((ctx) => finish(ctx, batch, { retry, worker }))
  return outgoing.length - retry.length
}

/** The batch is done, waits for its next try, or has waited long enough for this channel. */
async function finish(
  ctx: Context,
  batch: Claimed,
  { retry, worker }: { retry: Said[]; worker: string },
): Promise<void> {
  const patience_s = patienceOf(batch.kind, batch.payload.urgent === true)
  const tired = ctx.now.getTime() - batch.since.getTime() >= patience_s * 1000
  if (retry.length > 0 && !tired) {
    const not_before = new Date(ctx.now.getTime() + backoff_s(batch.attempts) * 1000)
    await store.putBack(ctx, batch, worker, not_before)
    return
  }
  const given_up = retry.map((r) => ({ ...r, outcome: 'unreachable' as const }))
  await record(ctx, batch, batch.customer_ids.length, given_up, true)
  await failOver(ctx, batch, idsOf(batch, given_up))
  await store.take(ctx, batch, worker)
}

const idsOf = (batch: Claimed, said: readonly Said[]) =>
  said.map((s) => ({ customer_id: batch.customer_ids[s.ordinal]!, reason: s.reason ?? s.outcome }))
