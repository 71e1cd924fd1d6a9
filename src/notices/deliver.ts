import type { Reader } from '../customers/index.ts'
import { type Context, type Database, transaction } from '../kernel/index.ts'
import type { Ack, Channel, Outgoing } from './channels/channel.ts'
import { type Claimed, claim, leasedUntil } from './claim.ts'
import { failOver } from './fail-over.ts'
import { isAddressee, readersOf } from './readers.ts'
import { record, type Said, saidOf, settleNotice } from './results.ts'
import {
  backoff_s,
  channelNumbers,
  keyOf,
  lanes,
  outcomeNumbers,
  patience_s_min,
  patienceOf,
  type SendingChannel,
  usefulUntil,
} from './rules.ts'
import type { SentBatch, SentNames } from './sent-names.ts'
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
const at_a_time_most = 4
const fast_ms = 250
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
  return sumOf(delivery.channels.map((channel) => deliverOn(delivery, channel)))
}

/** Sends what is due on one channel: what speaks of now beside what speaks of next week, so that it need not wait for it. */
export async function deliverOn(delivery: Delivery, channel: Channel): Promise<number> {
  return sumOf(lanes.map((lane) => drainLane(delivery, channel, lane)))
}

/** Fails only when all have ended: who tries again must not meet those that still send. */
async function sumOf(counts: Promise<number>[]): Promise<number> {
  await Promise.allSettled(counts)
  return (await Promise.all(counts)).reduce((sum, n) => sum + n, 0)
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
  let width = at_a_time
  const take = async (): Promise<Work[]> => {
    if (signal?.aborted) return []
    const waiting_s = away ? patience_s_min : undefined
    const given = { channel: channelNumbers[channel.name], lane, worker, lease_s, limit: width, waiting_s }
    const work = await within(delivery, async (ctx) => {
      const batches = await claim(ctx, given)
      const work: Work[] = []
      for (const batch of batches) work.push({ batch, ...(await leftOf(ctx, batch, !away)) })
      return work
    })
    for (const { batch } of work) holding.add(batch)
    return work
  }
  const unsettled = new Map<number, number>()
  const onWire = new Set<Promise<void>>()
  const ready: Work[] = []
  let settledAt = Date.now()
  let sent = 0
  let failure: { error: unknown } | undefined
  let ahead = take()
  ahead.catch(() => {}) // awaited below; must not end the process when something else fails first
  for (let more = true; ; ) {
    if (more && ready.length === 0 && !failure) {
      try {
        ready.push(...(await ahead))
      } catch (error) {
        failure = { error } // what is on the wire is waited for all the same
      }
      more = ready.length > 0
      if (more) {
        ahead = take()
        ahead.catch(() => {})
      }
    }
    while (ready.length > 0 && onWire.size < width && !failure) {
      const work = ready.shift()!
      const { batch } = work
      const begun = performance.now()
      const sending = sendBatch(delivery, channel, work, away).then(
        (n) => {
          sent += n
          // A provider quicker than our commits: several of them at a time. A slow one must not keep many waiting
          width = performance.now() - begun < fast_ms ? at_a_time_most : at_a_time
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
      await settleAll(delivery, unsettled).catch((error: unknown) => {
        failure ??= { error }
      })
    }
  }
  if (failure) {
    // Nobody sends these now. Let go of: the next turn or another worker takes them when the lease runs out
    for (const { batch } of [...ready, ...(await ahead.catch(() => []))]) holding.delete(batch)
    throw failure.error
  }
  await settleAll(delivery, unsettled)
  return sent
}

/** Away for so long that messages which have waited long enough are given to the customer's next channel. */
export function isAway(channel: Channel): boolean {
  const { state, since } = channel.health()
  return (state === 'down' || state === 'refused') && Date.now() - since.getTime() > away_ms
}

async function settleAll(delivery: Delivery, notices: Map<number, number>): Promise<void> {
  for (const [notice_id, corporation_id] of [...notices].sort(([a], [b]) => a - b)) {
    notices.delete(notice_id)
    await within(delivery, (ctx) => settleNotice(ctx, corporation_id, notice_id))
  }
}

/** A batch with what is left to send of it. */
interface Work {
  batch: Claimed
  /** What holds of its messages. */
  said: Map<number, number>
  left: { customer_id: number; ordinal: number }[]
  readers: Reader[]
}

async function leftOf(ctx: Context, batch: Claimed, read: boolean): Promise<Omit<Work, 'batch'>> {
  // Of a batch tried for the first time nothing was said
  const said = batch.attempts > 1 ? await saidOf(ctx, batch) : new Map<number, number>()
  const left = batch.customer_ids.flatMap((customer_id, ordinal) =>
    (said.get(ordinal) ?? outcomeNumbers.retry) === outcomeNumbers.retry ? [{ customer_id, ordinal }] : [],
  )
  const ids = left.map((l) => l.customer_id)
  return { said, left, readers: read ? await readersOf(ctx, batch, ids, batch.channel) : [] }
}

/** @returns how many the provider took */
async function sendBatch(delivery: Delivery, channel: Channel, work: Work, away: boolean): Promise<number> {
  const { settings, names, now } = delivery
  const { batch, said, left, readers } = work
  const until = usefulUntil(batch.kind, batch.payload, batch.made_at)
  if (until && until <= now()) return expire(delivery, channel, batch, left)
  if (away) {
    const retry = left.map(({ ordinal }): Said => ({ ordinal, outcome: 'retry', reason: 'provider_away' }))
    await new Lots(delivery, channel, batch, said).end(retry)
    return 0
  }

  const subject = { ...batch, no_customer: isAddressee(batch.customer_ids) }
  const render = template(subject, channel.name as SendingChannel, batch.language === 1 ? 'en' : 'vi', settings)
  const reached: (Reader | undefined)[] = []
  const prefix = keyOf(batch, 0).slice(0, -1)
  const outgoing: Outgoing[] = []
  const unknown: Said[] = []
  // Both lists ascend by customer
  let at = 0
  for (const { customer_id, ordinal } of left) {
    while (at < readers.length && readers[at]!.customer_id < customer_id) at++
    if (readers[at]?.customer_id === customer_id) {
      reached[ordinal] = readers[at]!
      outgoing.push(render(readers[at]!, prefix + ordinal))
    } else unknown.push({ ordinal, outcome: 'unreachable', reason: 'no_contact' })
  }
  const sent: SentBatch = { key: (ordinal) => prefix + ordinal, to: (ordinal) => reached[ordinal]!.to }
  const stop = new AbortController()
  const lots = new Lots(delivery, channel, batch, said, () => stop.abort())
  for (const said of unknown) lots.add(said)
  const retry: Said[] = []
  let taken = 0
  const onAck = (ack: Ack) => {
    const { outcome, provider_ids, reason } = ack
    const ordinal = Number(ack.key.slice(prefix.length))
    const said: Said = { ordinal, outcome, provider_ids, reason }
    if (outcome === 'retry') {
      retry.push(said)
      return
    }
    if (outcome === 'accepted') taken += 1
    // Before anything is written: the receipt may come at once
    if (channel.receipts && provider_ids) names.add(provider_ids, sent, ordinal)
    lots.add(said)
  }
  const signal = delivery.signal ? AbortSignal.any([delivery.signal, stop.signal]) : stop.signal
  try {
    if (outgoing.length > 0) await channel.send(outgoing, onAck, signal)
  } catch (error) {
    // A channel must not throw; what the provider took before it did is written all the same, or it would be told twice
    await lots.keep()
    throw error
  }
  await lots.end(retry)
  return taken
}

/** The acknowledgements of one batch on their way into the database: one lot at a time, none lost while it is away. */
class Lots {
  #delivery: Delivery
  #channel: Channel
  #batch: Claimed
  /** What holds of the batch, as long as nobody but this sender speaks of it. */
  #said: Map<number, number>
  #onFailure: () => void
  #waiting: Said[] = []
  #writing: Promise<void> | undefined
  #writtenAt = performance.now()
  #timer: NodeJS.Timeout | undefined
  #failure: unknown

  constructor(delivery: Delivery, channel: Channel, batch: Claimed, said: Map<number, number>, onFailure = () => {}) {
    this.#delivery = delivery
    this.#channel = channel
    this.#batch = batch
    this.#said = said
    this.#onFailure = onFailure
  }

  add(said: Said): void {
    this.#waiting.push(said)
    const since = performance.now() - this.#writtenAt
    if ((this.#waiting.length >= lot && since >= lot_ms_min) || since >= lot_ms_max) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), lot_ms_max)
  }

  /** Writes what is left and ends the batch, in one transaction. */
  async end(retry: readonly Said[]): Promise<void> {
    await this.#writing
    clearTimeout(this.#timer)
    if (this.#failure) throw this.#failure
    await this.#persist(this.#waiting, retry)
  }

  /** Writes what was said so far; the batch stays open for whoever takes it when its lease runs out. */
  async keep(): Promise<void> {
    await this.#writing
    clearTimeout(this.#timer)
    if (!this.#failure && this.#waiting.length > 0) await this.#persist(this.#waiting)
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#writing || this.#failure || this.#waiting.length === 0) return
    const lotNow = this.#waiting
    this.#waiting = []
    this.#writtenAt = performance.now()
    this.#writing = this.#persist(lotNow)
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

  async #persist(said: readonly Said[], retry?: readonly Said[]): Promise<void> {
    const until = performance.now() + database_away_ms
    for (let wait_ms = 100; ; wait_ms = Math.min(2_000, wait_ms * 2)) {
      try {
        // Worked on as a copy: a transaction that fails has said nothing
        const holds = new Map(this.#said)
        const { mine, now } = await within(this.#delivery, (ctx) => this.#inTransaction(ctx, said, holds, retry))
        this.#said = now
        if (!mine) this.#onFailure()
        return
      } catch (error) {
        if (performance.now() > until) throw error
        await new Promise((resolve) => setTimeout(resolve, wait_ms))
      }
    }
  }

  /**
   * Writes a lot, and moves who failed to the next channel in the same transaction: a crash must leave nobody between
   * two. With the lease lost, what the provider took is written all the same; the rest is somebody else's.
   */
  async #inTransaction(ctx: Context, said: readonly Said[], known: Map<number, number>, retry?: readonly Said[]) {
    const batch = this.#batch
    const { receipts } = this.#channel
    const held = await store.holdLease(ctx, batch, this.#delivery.worker)
    if (!held) await store.holdBatch(ctx, batch)
    const now = held && !held.said ? known : await saidOf(ctx, batch)
    const ending = held && retry ? endOf(ctx, batch, retry) : undefined
    const counted = held ? said : said.filter((s) => s.outcome === 'accepted')
    const failed = await record(
      ctx,
      batch,
      ending?.given_up ? [...counted, ...ending.given_up] : counted,
      receipts,
      now,
    )
    if (failed.length > 0)
      await failOver(
        ctx,
        batch,
        failed.map((s) => ({ customer_id: batch.customer_ids[s.ordinal]!, reason: s.reason ?? s.outcome })),
      )
    if (ending?.next) await store.putBack(ctx, batch, { worker: this.#delivery.worker, ...ending.next })
    else if (ending) await store.take(ctx, batch, this.#delivery.worker)
    return { mine: held !== undefined, now }
  }
}

/** The batch is done, waits for its next try, or has waited long enough for this channel. */
function endOf(
  ctx: Context,
  batch: Claimed,
  retry: readonly Said[],
): { next?: { not_before: Date; tried: boolean }; given_up?: Said[] } {
  if (retry.length === 0) return {}
  const patience_s = patienceOf(batch.kind, batch.payload.urgent === true)
  const tired = ctx.now.getTime() - batch.since.getTime() >= patience_s * 1000
  const stopped = retry.some((r) => r.reason === 'stopped' || r.reason === 'closed')
  if (tired && !stopped) return { given_up: retry.map((r): Said => ({ ...r, outcome: 'unreachable' })) }
  const wait_s = stopped ? 0 : backoff_s(batch.attempts)
  return { next: { not_before: new Date(ctx.now.getTime() + wait_s * 1000), tried: !stopped } }
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
