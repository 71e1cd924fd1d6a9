import { randomUUID } from 'node:crypto'
import { type Database, transaction } from '../kernel/index.ts'
import type { Channel, Health } from './channels/channel.ts'
import { type Delivery, deliver } from './deliver.ts'
import { channelsOf, settingsOf, vapidKeys } from './providers.ts'
import { receive } from './receipts.ts'

export interface DeliveryOptions {
  dataDir: string
  env?: NodeJS.ProcessEnv
  now?: () => Date
  /** Instead of what the environment configures: tests hand in channels to servers of their own. */
  channels?: Channel[]
  /** How often to look for what has become due, in milliseconds. */
  every_ms?: number
  /** Told of what went wrong between us and the database; the worker goes on. */
  onError?: (error: unknown) => void
}

export interface Deliverer {
  /** Sends what is due, and returns how many messages went out. */
  once(): Promise<number>
  health(): { channel: string; provider: string; health: Health }[]
  /** No new message leaves; what is on the wire is waited for and recorded. */
  stop(): Promise<void>
}

/** The channels opened and ready to send; nothing is sent until `once` is called. */
export async function deliverer(db: Database, options: DeliveryOptions): Promise<Deliverer> {
  const env = options.env ?? process.env
  const now = options.now ?? (() => new Date())
  const channels =
    options.channels ??
    channelsOf(
      env,
      options.dataDir,
      await transaction(db, { actor: 'system', corporations: '*', now: now() }, vapidKeys),
    )
  const abort = new AbortController()
  const delivery: Delivery = {
    db,
    channels,
    settings: settingsOf(env),
    now,
    worker: `${process.pid}-${randomUUID()}`,
    signal: abort.signal,
  }
  for (const channel of channels) {
    channel.onReceipt(async (receipts) => {
      await receive(db, channel, receipts, now())
    })
    await channel.open()
  }
  let running: Promise<unknown> = Promise.resolve()
  return {
    once: () => {
      const next = running.then(() => deliver(delivery))
      running = next.catch(() => {})
      return next
    },
    health: () => channels.map((c) => ({ channel: c.name, provider: c.provider, health: c.health() })),
    stop: async () => {
      abort.abort()
      await running
      for (const channel of channels) await channel.close()
    },
  }
}

/** Sends as long as it runs: looks every half second, and at once again while there is more. */
export async function startDelivering(db: Database, options: DeliveryOptions): Promise<Deliverer> {
  const worker = await deliverer(db, options)
  const every_ms = options.every_ms ?? 500
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const turn = async () => {
    try {
      while (!stopped && (await worker.once()) > 0);
    } catch (error) {
      options.onError?.(error)
    }
    if (!stopped) timer = setTimeout(turn, every_ms)
  }
  timer = setTimeout(turn, 0)
  return {
    ...worker,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await worker.stop()
    },
  }
}
