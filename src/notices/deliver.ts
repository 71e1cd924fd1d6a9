import { readersOf } from '../customers/index.ts'
import { type Context, type Database, transaction } from '../kernel/index.ts'
import type { Ack, Channel } from './channels/channel.ts'
import { type Claimed, claim, leasedUntil } from './claim.ts'
import { failOver } from './fail-over.ts'
import { record, type Said, saidOf, settleNotice } from './results.ts'
import {
  backoff_s,
  channelNumbers,
  keyOf,
  lanes,
  outcomeNumbers,
  patience_s_min,
  patienceOf,
  readKey,
  type SendingChannel,
  usefulUntil,
} from './rules.ts'
import type { SentNames } from './sent-names.ts'
import * as store from './store.ts'
import { type Settings, template } from './templates.ts'

export interface Delivery {
  db: Database
  channels: readonly Channel[]
  settings: Settings
  now: () => Date
  /** Names this worker in leases. */
  worker: string
  lease_s: number
  /** Which message each name of the provider stands for: its receipt will ask. */
  names: SentNames
  /** Batches claimed and not yet done with: their leases are renewed, and no others. */
  holding: Set<Claimed>
  /** No new message leaves after it. */
  signal?: AbortSignal
}

const system = { actor: 'system', corporations: '*' as const }
const within = <T>({ db, now }: Delivery, use: (ctx: Context) => Promise<T>) =>
  transaction(db, { ...system, now: now() }, use)

// Acknowledgements are committed in lots while the rest is on the wire: few enough that a crash leaves few uncertain,
// many enough to cost little. A fast provider fills more than a hundred in 10 ms, a slow one is written four times a second.
const lot = 100
const lot_ms_min = 10
const lot_ms_max = 250

/** Batches of one lane on the wire together: while the last of one is awaited, the next fills the window. */
const at_a_time = 2
/** A channel that has been away for so long is left alone, and messages that have waited long enough go elsewhere. */
const away_ms = 15_000
const settle_every_ms = 1_000
/** How long what a provider acknowledged is kept for a database that is away, before the batch is left to its lease. */
const database_away_ms = 20_000

/**
 * Sends what is due on every channel, until nothing is.
 * @returns messages that providers took
 */
export async function deliver(delivery: Delivery): Promise<number> {
  const counts = await Promise.all(delivery.channels.map((channel) => deliverOn(delivery, channel)))
  return counts.reduce((sum, n) => sum + n, 0)
}

/** Sends what is due on one channel: what speaks of now beside what speaks of next week, so that it need not wait for it. */
export async function deliverOn(delivery: Delivery, channel: Channel): Promise<number> {
  const counts = await Promise.all(lanes.map((lane) => drainLane(delivery, channel, lane)))
  return counts.reduce((sum, n) => sum + n, 0)
}

/** The leases of all batches in hand for longer; call it every `lease_s / 3`. */
export async function keepLeases(delivery: Delivery): Promise<void> {
  const { holding, worker, lease_s } = delivery
  if (holding.size > 0)
    await within(delivery, (ctx) => store.keepLeases(ctx, worker, [...holding], leasedUntil(ctx, lease_s)))
}

async function drainLane(delivery: Delivery, channel: Channel, lane: number): Promise<number> {
  const { worker, signal, holding, lease_s } = delivery
  const away = isAway(channel)
  const take = async (): Promise<Claimed[]> => {
    if (signal?.aborted) return []
    const waiting_s = away ? patience_s_min : undefined
    const given = { channel: channelNumbers[channel.name], lane, worker, lease_s, limit: at_a_time, waiting_s }
    const claimed = await within(delivery, (ctx) => claim(ctx, given))
    for (const batch of claimed) holding.add(batch)
    return claimed
  }
  const unsettled = new Map<number, number>()
  const onWire = new Set<Promise<void>>()
  const ready: Claimed[] = []
  let settledAt = Date.now()
  let sent = 0
  let failure: { error: unknown } | undefined
  let ahead = take()
  ahead.catch(() => {}) // awaited below; must not end the process when something else fails first
  for (let more = true; ; ) {
    if (more && ready.length === 0 && !failure) {
      ready.push(...(await ahead))
      more = ready.length > 0
      if (more) {
        ahead = take()
        ahead.catch(() => {})
      }
    }
    while (ready.length > 0 && onWire.size < at_a_time && !failure) {
      const batch = ready.shift()!
      const sending = sendBatch(delivery, channel, batch, away).then(
        (n) => {
          sent += n
          if (batch.promise_id) unsettled.set(batch.notice_id, batch.corporation_id)
        },
        (error: unknown) => {
          failure ??= { error }
        },
      )
      onWire.add(sending)
      void sending.finally(() => {
        holding.delete(batch)
        onWire.delete(sending)
      })
    }
    if (onWire.size === 0) break
    await Promise.race(onWire)
    if (Date.now() - settledAt > settle_every_ms) {
      settledAt = Date.now()
      await settleAll(delivery, unsettled)
    }
  }
  if (failure) {
    // Nobody sends these now. Let go of: the next turn or another worker takes them when the lease runs out
    for (const batch of [...ready, ...(await ahead.catch(() => []))]) holding.delete(batch)
    throw failure.error
  }
  await settleAll(delivery, unsettled)
  return sent
}

function isAway(channel: Channel): boolean {
  const { state, since } = channel.health()
  return (state === 'down' || state === 'refused') && Date.now() - since.getTime() > away_ms
}

async function settleAll(delivery: Delivery, notices: Map<number, number>): Promise<void> {
  for (const [notice_id, corporation_id] of [...notices].sort(([a], [b]) => a - b)) {
    notices.delete(notice_id)
    await within(delivery, (ctx) => settleNotice(ctx, corporation_id, notice_id))
  }
}

/** @returns how many the provider took */
async function sendBatch(delivery: Delivery, channel: Channel, batch: Claimed, away: boolean): Promise<number> {
  const { settings, worker, names, now } = delivery
  const { left, readers } = await within(delivery, async (ctx) => {
    // A batch tried for the first time has nothing said of it; anything else has to look.
    const said = batch.attempts > 1 || batch.attempt > 1 ? await saidOf(ctx, batch) : new Map<number, number>()
    const left = batch.customer_ids.flatMap((customer_id, ordinal) =>
      (said.get(ordinal) ?? outcomeNumbers.retry) === outcomeNumbers.retry ? [{ customer_id, ordinal }] : [],
    )
    const ids = left.map((l) => l.customer_id)
    return { left, readers: away ? [] : await readersOf(ctx, batch.corporation_id, ids, batch.channel) }
  })
  const until = usefulUntil(batch.kind, batch.payload, batch.made_at)
  if (until && until <= now()) return expire(delivery, channel, batch, left)
  if (away) {
    const retry = left.map(({ ordinal }): Said => ({ ordinal, outcome: 'retry', reason: 'provider_away' }))
    await within(delivery, (ctx) => finish(ctx, batch, { retry, worker, receipts: channel.receipts }))
    return 0
  }

  const byId = new Map(readers.map((r) => [r.customer_id, r]))
  const render = template(batch, channel.name as SendingChannel, batch.language === 1 ? 'en' : 'vi', settings)
  const outgoing = left.flatMap(({ customer_id, ordinal }) => {
    const reader = byId.get(customer_id)
    return reader ? [render(reader, keyOf(batch, ordinal))] : []
  })
  const stop = new AbortController()
  const lots = new Lots(delivery, channel, batch, () => stop.abort())
  for (const { customer_id, ordinal } of left) {
    if (!byId.has(customer_id)) lots.add({ ordinal, outcome: 'unreachable', reason: 'no_contact' })
  }
  const retry: Said[] = []
  let taken = 0
  const onAck = (ack: Ack) => {
    const { outcome, provider_ids, reason } = ack
    const said: Said = { ordinal: readKey(ack.key)!.ordinal, outcome, provider_ids, reason }
    if (outcome === 'retry') retry.push(said)
    else {
      if (outcome === 'accepted') taken += 1
      // Before anything is written: the receipt may come at once
      if (channel.receipts && provider_ids)
        names.add(provider_ids, ack.key, byId.get(batch.customer_ids[said.ordinal]!)!.to)
      lots.add(said)
    }
  }
  const signal = delivery.signal ? AbortSignal.any([delivery.signal, stop.signal]) : stop.signal
  if (outgoing.length > 0) await channel.send(outgoing, onAck, signal)
  await lots.end()
  await within(delivery, (ctx) => finish(ctx, batch, { retry, worker, receipts: channel.receipts }))
  return taken
}

/** The acknowledgements of one batch on their way into the database: one lot at a time, none lost while it is away. */
class Lots {
  #delivery: Delivery
  #channel: Channel
  #batch: Claimed
  #onFailure: () => void
  #waiting: Said[] = []
  #writing: Promise<void> | undefined
  #writtenAt = performance.now()
  #timer: NodeJS.Timeout | undefined
  #failure: unknown

  constructor(delivery: Delivery, channel: Channel, batch: Claimed, onFailure: () => void) {
    this.#delivery = delivery
    this.#channel = channel
    this.#batch = batch
    this.#onFailure = onFailure
  }

  add(said: Said): void {
    this.#waiting.push(said)
    const since = performance.now() - this.#writtenAt
    if ((this.#waiting.length >= lot && since >= lot_ms_min) || since >= lot_ms_max) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), lot_ms_max)
  }

  /** Resolves when all that was added is written. */
  async end(): Promise<void> {
    while (this.#writing || (this.#waiting.length > 0 && !this.#failure)) {
      this.#write()
      await this.#writing
    }
    clearTimeout(this.#timer)
    if (this.#failure) throw this.#failure
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#writing || this.#waiting.length === 0) return
    const said = this.#waiting
    this.#waiting = []
    this.#writtenAt = performance.now()
    this.#writing = this.#persist(said)
      .catch((error: unknown) => {
        this.#failure ??= error
        this.#onFailure()
      })
      .finally(() => {
        this.#writing = undefined
        // What came while this lot was written must not wait for the next acknowledgement
        if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#write(), lot_ms_min)
      })
  }

  async #persist(said: readonly Said[]): Promise<void> {
    const until = performance.now() + database_away_ms
    for (let wait_ms = 100; ; wait_ms = Math.min(2_000, wait_ms * 2)) {
      try {
        const mine = await within(this.#delivery, (ctx) =>
          recordLot(ctx, this.#delivery, this.#channel, this.#batch, said),
        )
        if (!mine) this.#onFailure()
        return
      } catch (error) {
        if (performance.now() > until) throw error
        await new Promise((resolve) => setTimeout(resolve, wait_ms))
      }
    }
  }
}

/**
 * Writes a lot, and moves who failed to the next channel in the same transaction: a crash must leave nobody between two.
 * @returns false when the lease was lost: what the provider took is written all the same, the rest is somebody else's
 */
async function recordLot(
  ctx: Context,
  { worker }: Delivery,
  channel: Channel,
  batch: Claimed,
  said: readonly Said[],
): Promise<boolean> {
  const mine = await store.holdLease(ctx, batch, worker)
  if (!mine) await store.holdBatch(ctx, batch)
  // Nobody else speaks of a batch that is tried for the first time on a channel without receipts
  const fresh = mine && batch.attempts === 1 && batch.attempt === 1 && !channel.receipts
  const before = fresh ? new Map<number, number>() : await saidOf(ctx, batch)
  const counted = mine ? said : said.filter((s) => s.outcome === 'accepted')
  const failed = await record(ctx, batch, counted, channel.receipts, before)
  await failOver(ctx, batch, reasonsOf(batch, failed))
  return mine
}

/** The batch is done, waits for its next try, or has waited long enough for this channel. */
async function finish(
  ctx: Context,
  batch: Claimed,
  { retry, worker, receipts }: { retry: Said[]; worker: string; receipts: boolean },
): Promise<void> {
  if (!(await store.holdLease(ctx, batch, worker))) return
  const patience_s = patienceOf(batch.kind, batch.payload.urgent === true)
  const tired = ctx.now.getTime() - batch.since.getTime() >= patience_s * 1000
  const stopped = retry.some((r) => r.reason === 'stopped' || r.reason === 'closed')
  if (retry.length > 0 && (stopped || !tired)) {
    const wait_s = stopped ? 0 : backoff_s(batch.attempts)
    await store.putBack(ctx, batch, {
      worker,
      not_before: new Date(ctx.now.getTime() + wait_s * 1000),
      tried: !stopped,
    })
    return
  }
  const given_up = retry.map((r): Said => ({ ...r, outcome: 'unreachable' }))
  const failed = await record(
    ctx,
    batch,
    given_up,
    receipts,
    given_up.length > 0 ? await saidOf(ctx, batch) : new Map(),
  )
  await failOver(ctx, batch, reasonsOf(batch, failed))
  await store.take(ctx, batch, worker)
}

/** The cut is over: nobody is told of it any more, by any channel; that they were not is recorded. */
async function expire(
  delivery: Delivery,
  channel: Channel,
  batch: Claimed,
  left: readonly { customer_id: number; ordinal: number }[],
): Promise<0> {
  await within(delivery, async (ctx) => {
    if (!(await store.holdLease(ctx, batch, delivery.worker))) return
    const said = left.map(({ ordinal }): Said => ({ ordinal, outcome: 'refused', reason: 'expired' }))
    await record(ctx, batch, said, channel.receipts, await saidOf(ctx, batch))
    await store.insertExpired(
      ctx,
      batch,
      left.map((l) => l.customer_id),
    )
    await store.take(ctx, batch, delivery.worker)
  })
  return 0
}

const reasonsOf = (batch: Claimed, said: readonly Said[]) =>
  said.map((s) => ({ customer_id: batch.customer_ids[s.ordinal]!, reason: s.reason ?? s.outcome }))
