import { randomUUID } from 'node:crypto'
import { type Database, transaction } from '../kernel/index.ts'
import type { Ack, Channel, Health, IncomingSms } from './channels/channel.ts'
import { lease_s_default } from './claim.ts'
import { type Delivery, deliver, deliverOn, isAway, keepLeases } from './deliver.ts'
import { type KeptChannel, keepOpening } from './opening.ts'
import { linkKey } from './personal-link.ts'
import { channelsOf, settingsOf, vapidKeys } from './providers.ts'
import { receive } from './receipts.ts'
import { type Reply, reply } from './reply.ts'
import { settleLeft } from './results.ts'
import { SentNames } from './sent-names.ts'

export interface DeliveryOptions {
  dataDir: string
  env?: NodeJS.ProcessEnv
  now?: () => Date
  /** Instead of what the environment configures: tests hand in channels to servers of their own. */
  channels?: Channel[]
  /** How often to look for what has become due, in milliseconds. */
  every_ms?: number
  /** For how long a batch stays with a worker that says nothing any more. */
  lease_s?: number
  /** Takes what customers write back by SMS; resolves when it is safe, only then the provider is told that we have it. */
  onMessage?: (messages: IncomingSms[]) => Promise<void>
  /** Told of what went wrong between us and the database; the worker goes on. */
  onError?: (error: unknown) => void
}

export interface ChannelState {
  channel: string
  provider: string
  health: Health
}

export interface Deliverer {
  /** Sends what is due, and returns how many messages providers took. */
  once(): Promise<number>
  health(): ChannelState[]
  /** Sends one reply to a number or an address. */
  reply(given: Reply): Promise<Ack>
  /** No new message leaves; what is on the wire is waited for and recorded. */
  stop(): Promise<void>
}

/** The channels opened and ready to send; nothing is sent until `once` is called. */
export async function deliverer(db: Database, options: DeliveryOptions): Promise<Deliverer> {
  const { delivery, stop } = await prepare(db, options)
  let running: Promise<unknown> = Promise.resolve()
  return {
    once: () => {
      const next = running.then(async () => {
        const sent = await deliver(delivery)
        await transaction(db, { actor: 'system', corporations: '*', now: delivery.now() }, settleLeft)
        return sent
      })
      running = next.catch(() => {})
      return next
    },
    health: () => healthOf(delivery),
    reply: (given) => reply(delivery, given),
    stop: () => stop(() => running),
  }
}

/**
 * Sends as long as it runs. Each channel looks on its own, so that a slow one keeps no other waiting, and one that cannot
 * open stops nothing: it is tried again at each turn.
 */
export async function startDelivering(db: Database, options: DeliveryOptions): Promise<Deliverer> {
  const { every_ms = 500, onError = () => {} } = options
  const kept: KeptChannel[] = []
  const { delivery, stop } = await prepare(db, options, (channel) => {
    const keeping = keepOpening(channel, onError)
    kept.push(keeping)
    return keeping
  })
  const { signal } = delivery
  const once = new Set<Promise<number>>()
  const loop = async (turn: () => Promise<unknown>, pause_ms: number) => {
    while (!signal!.aborted) {
      await turn().catch(onError)
      await pause(pause_ms, signal!)
    }
  }
  const loops = [
    ...kept.map((channel) =>
      loop(async () => {
        await channel.open()
        if (channel.opened || isAway(channel)) await deliverOn(delivery, channel)
      }, every_ms),
    ),
    loop(() => transaction(db, { actor: 'system', corporations: '*', now: delivery.now() }, settleLeft), 60_000),
  ]
  return {
    once: () => {
      const turn = deliver(delivery)
      once.add(turn)
      return turn.finally(() => once.delete(turn))
    },
    health: () => healthOf(delivery),
    reply: (given) => reply(delivery, given),
    stop: () => stop(() => Promise.allSettled([...loops, ...once])),
  }
}

async function prepare(db: Database, options: DeliveryOptions, keep = (channel: Channel): Channel => channel) {
  const env = options.env ?? process.env
  const now = options.now ?? (() => new Date())
  const channels = (
    options.channels ??
    channelsOf(
      env,
      options.dataDir,
      await transaction(db, { actor: 'system', corporations: '*', now: now() }, vapidKeys),
    )
  ).map(keep)
  const abort = new AbortController()
  const delivery: Delivery = {
    db,
    channels,
    settings: {
      ...settingsOf(env),
      link_key: await transaction(db, { actor: 'system', corporations: '*', now: now() }, linkKey),
    },
    now,
    worker: `${process.pid}-${randomUUID()}`,
    names: new SentNames(),
    lease_s: options.lease_s ?? lease_s_default,
    holding: new Set(),
    signal: abort.signal,
  }
  for (const channel of channels) {
    channel.onReceipt(async (receipts) => {
      await receive(db, channel, receipts, { now: now(), names: delivery.names })
    })
    if (options.onMessage) channel.onMessage?.(options.onMessage)
  }
  await Promise.all(channels.map((channel) => channel.open()))
  const heart = setInterval(
    () => void keepLeases(delivery).catch((error) => options.onError?.(error)),
    (delivery.lease_s * 1000) / 3,
  )
  heart.unref()
  const stop = async (ended: () => Promise<unknown>) => {
    abort.abort()
    await ended()
    clearInterval(heart)
    await Promise.all(channels.map((channel) => channel.close()))
  }
  return { delivery, stop }
}

const healthOf = ({ channels }: Delivery): ChannelState[] =>
  channels.map((c) => ({ channel: c.name, provider: c.provider, health: c.health() }))

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
