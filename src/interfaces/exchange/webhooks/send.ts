/** Sends what is due, outside any transaction: taken by a lease, posted, written down. */
import { addJob, type Context, type Database, transaction } from '../../../kernel/index.ts'
import type { Allowed } from './address.ts'
import { type Answered, patience_ms, post } from './post.ts'
import { given_up_max, nextAttempt } from './rules.ts'
import { signedHeaders } from './sign.ts'
import * as store from './store.ts'

/** To one webhook at a time. */
const together = 5
/** Longer than an attempt can take: only a worker that died lets a lease run out. */
const lease_ms = patience_ms * 3
/** A webhook at which everything failed is left alone so long, however much happens meanwhile. */
const rest_ms = 4000 // before the first of them is tried again

export interface Sending {
  now: () => Date
  allowed: Allowed
  timeout_ms?: number
  rest_ms?: number
}

/** At most one in a process and database; who calls while it runs makes it look again. */
const senders = new WeakMap<Database, Sender>()

/** Sends to every webhook side by side until nothing is due: a slow one keeps none of the others waiting. */
export function sendDue(db: Database, sending: Sending): Promise<void> {
  let sender = senders.get(db)
  if (!sender) senders.set(db, (sender = new Sender(db)))
  return sender.run(sending)
}

class Sender {
  readonly #db: Database
  readonly #active = new Map<string, Promise<void>>()
  readonly #resting = new Map<string, number>()
  #running = false
  #again = false
  #wake: () => void = () => {}

  constructor(db: Database) {
    this.#db = db
  }

  async run(sending: Sending): Promise<void> {
    this.#again = true
    this.#wake()
    if (this.#running) return
    this.#running = true
    try {
      while (this.#again || this.#active.size > 0) {
        this.#again = false
        const woken = new Promise<void>((resolve) => (this.#wake = resolve))
        for (const webhook of await this.#read(sending, store.due)) this.#start(webhook, sending)
        if (!this.#again && this.#active.size > 0) await Promise.race([woken, ...this.#active.values()])
      }
    } finally {
      this.#running = false
    }
  }

  #start(webhook: store.Key, sending: Sending): void {
    const now = Date.now()
    if (this.#active.has(webhook.id) || (this.#resting.get(webhook.id) ?? 0) > now) return
    const work = this.#sendAll(webhook, sending)
      .catch((error) =>
        process.stderr.write(`${JSON.stringify({ level: 'error', msg: 'webhooks', error: `${error}` })}\n`),
      )
      .then(() => void this.#active.delete(webhook.id))
    this.#active.set(webhook.id, work)
  }

  /** Batch after batch, until none is due or none of a batch arrived. */
  async #sendAll(webhook: store.Key, sending: Sending): Promise<void> {
    for (;;) {
      const batch = await this.#read(sending, (ctx) =>
        store.claim(ctx, webhook, together, new Date(ctx.now.getTime() + lease_ms)),
      )
      if (batch.length === 0) return
      const arrived = await Promise.all(batch.map((one) => this.#sendOne(one, sending)))
      if (arrived.includes(true)) continue
      this.#resting.set(webhook.id, Date.now() + (sending.rest_ms ?? rest_ms))
      return
    }
  }

  async #sendOne(one: store.Claimed, { now, allowed, timeout_ms }: Sending): Promise<boolean> {
    const at = now()
    const headers = signedHeaders({ id: one.id, secret: one.secret, body: one.body, at })
    const answered = await post(one.url, one.body, headers, allowed, timeout_ms)
    await this.#read({ now }, (ctx) => write(ctx, one, { first: one.first_at ?? at, at, answered }))
    return answered.error === null
  }

  #read<T>({ now }: Pick<Sending, 'now'>, use: (ctx: Context) => Promise<T>): Promise<T> {
    return transaction(this.#db, { actor: 'system', corporations: '*', now: now() }, use)
  }
}

/** Later attempts are found by the job of every minute; those before it have one of their own, one for all of a second. */
async function kickAt(ctx: Context, at: Date): Promise<void> {
  const second = Math.ceil(at.getTime() / 1000)
  if (at.getTime() - ctx.now.getTime() < 60_000)
    await addJob(ctx, 'webhooks_send', {}, { key: `webhooks_send@${second}`, at: new Date(second * 1000) })
}

/** The receiver does not want to hear any more (Standard Webhooks: 410 Gone). */
const gone = 410

/** Writes what came of an attempt: delivered, tried again at its time, or given up; and what that means for the webhook. */
async function write(
  ctx: Context,
  one: store.Claimed,
  { first, at, answered }: { first: Date; at: Date; answered: Answered },
): Promise<void> {
  const webhook = await store.lock(ctx, one.webhook_id)
  if (!webhook) return // ended meanwhile, and its deliveries with it
  const attempts = one.attempts + 1
  const tried = {
    attempts,
    first_at: first,
    last_at: at,
    last_status: answered.status,
    last_error: answered.error,
    last_ms: answered.ms,
  }
  if (answered.error === null) {
    await store.writeOutcome(ctx, one, { ...tried, state: 'delivered' })
    if (webhook.given_up > 0) await store.change(ctx, webhook, { given_up: 0 })
    return
  }
  const next = nextAttempt(attempts, { first, now: ctx.now }, Math.random())
  if (next) {
    await store.writeOutcome(ctx, one, { ...tried, next_at: next })
    await kickAt(ctx, next)
  } else await store.writeOutcome(ctx, one, { ...tried, state: 'given_up' })
  const given_up = webhook.given_up + (next ? 0 : 1)
  const because = answered.status === gone ? 'gone' : given_up >= given_up_max ? 'given_up' : undefined
  await store.change(ctx, webhook, {
    given_up,
    ...(because && !webhook.paused_at ? { paused_at: ctx.now, paused_because: because } : {}),
  })
}
