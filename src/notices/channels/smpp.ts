import type { Ack, Channel, Health, IncomingSms, Outgoing, Receipt } from './channel.ts'
import { checkKey } from './channel.ts'
import { phone } from './phone.ts'
import { isThrottle, isTlvComplaint, status } from './smpp-codes.ts'
import { Link } from './smpp-link.ts'
import { readMessage } from './smpp-message.ts'
import { Pace } from './smpp-pace.ts'
import { type Part, parts } from './smpp-parts.ts'
import { type Deliver, submitSm } from './smpp-pdu.ts'
import { readReceipt } from './smpp-receipt.ts'
import { type SmppSettings, smppSettings } from './smpp-settings.ts'

/** A message on its way: its parts leave one after the other, and it is acknowledged once. */
interface Message {
  out: Outgoing
  /** Made when the first part leaves, so that a long queue stays small. */
  parts: Part[]
  next: number
  ids: string[]
  accepted: number
  /** performance.now() after which it is not begun any more. */
  deadline: number
  /** When the first part left; 0: none yet. */
  startedAt: number
  done: boolean
  finish(ack: Omit<Ack, 'key'>): void
}

interface OnWire {
  message: Message
  part: number
  sentAt: number
}

const LATE_KEPT = 10_000

/** SMS over SMPP 3.4. */
export class Smpp implements Channel {
  readonly name = 'sms'
  readonly provider = 'smpp'
  readonly receipts: boolean
  #settings: SmppSettings
  #link: Link
  #pace: Pace
  #keyTlv: number
  #queue: Message[] = []
  #head = 0
  /** Parts that the provider was too busy for: they go first, and their message keeps its place. */
  #again: { message: Message; part: number }[] = []
  #wire = new Map<number, OnWire>()
  /** Answers given up on, in case they come after all: sequence number -> key. */
  #late = new Map<number, string>()
  #sweeper: NodeJS.Timeout | undefined
  #timer: NodeJS.Timeout | undefined
  /** When the provider last took something: while it does, waiting in the queue is no reason to give up. */
  #progressAt = Number.NEGATIVE_INFINITY
  #handle: ((receipts: Receipt[]) => Promise<void>) | undefined
  #take: ((messages: IncomingSms[]) => Promise<void>) | undefined
  #receipts = new Inbox<Receipt>((all) => {
    if (!this.#handle) throw new Error('nobody takes receipts yet')
    return this.#handle(all)
  })
  #messages = new Inbox<IncomingSms>((all) => this.#take!(all))

  /** @param settings an `SMPP_URL`. @throws RangeError saying what is wrong with it */
  constructor(settings: string | SmppSettings) {
    this.#settings = typeof settings === 'string' ? smppSettings(settings) : settings
    this.receipts = this.#settings.receipts
    this.#keyTlv = this.#settings.key_tlv
    this.#pace = new Pace(this.#settings.rate)
    this.#link = new Link(this.#settings, {
      bound: () => this.#pump(),
      lost: (reason) => this.#lost(reason),
      answer: (seq, code, id) => this.#answer(seq, code, id),
      delivered: (all, confirm) => this.#delivered(all, confirm),
      readDone: () => this.#pump(),
    })
  }

  async open(): Promise<void> {
    this.#sweeper = setInterval(() => this.#sweep(), Math.max(10, Math.min(250, this.#settings.timeout_ms / 4)))
    await this.#link.start()
  }

  onReceipt(handle: (receipts: Receipt[]) => Promise<void>): void {
    this.#handle = handle
  }

  onMessage(handle: (messages: IncomingSms[]) => Promise<void>): void {
    this.#take = handle
  }

  health(): Health {
    const { health } = this.#link
    return health.state === 'ready' && this.#pace.slowed ? { state: 'slowed', ...this.#pace.slowed } : health
  }

  async send(batch: readonly Outgoing[], onAck: (ack: Ack) => void, signal?: AbortSignal): Promise<void> {
    for (const { key } of batch) checkKey(key)
    if (batch.length === 0) return
    return new Promise((resolve) => {
      let open = batch.length
      const deadline = performance.now() + this.#settings.patience_ms
      const mine: Message[] = []
      const stop = () => {
        for (const message of mine)
          if (!message.done && message.next === 0) message.finish({ outcome: 'retry', reason: 'stopped' })
      }
      for (const out of batch) {
        const message: Message = {
          out,
          parts: [],
          next: 0,
          ids: [],
          accepted: 0,
          deadline,
          startedAt: 0,
          done: false,
          finish: () => {},
        }
        message.finish = (ack) => {
          if (message.done) return
          message.done = true
          onAck({ key: out.key, ...ack })
          if (--open > 0) return
          signal?.removeEventListener('abort', stop)
          resolve()
        }
        mine.push(message)
        this.#queue.push(message)
      }
      if (this.#sweeper === undefined)
        for (const message of mine) message.finish({ outcome: 'retry', reason: 'closed' })
      else if (signal?.aborted) stop()
      else signal?.addEventListener('abort', stop, { once: true })
      this.#pump()
    })
  }

  async close(): Promise<void> {
    if (this.#sweeper === undefined) return
    for (const message of this.#queue)
      if (message && !message.done && message.next === 0) message.finish({ outcome: 'retry', reason: 'closed' })
    const until = performance.now() + Math.min(this.#settings.timeout_ms, 5_000)
    while (this.#link.bound && (this.#wire.size > 0 || this.#again.length > 0) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    clearInterval(this.#sweeper)
    clearTimeout(this.#timer)
    this.#sweeper = undefined
    await this.#link.stop()
    this.#lost('closed')
    for (const message of this.#queue) message?.finish({ outcome: 'retry', reason: 'closed' })
    for (const { message } of this.#again) message.finish({ outcome: 'retry', reason: 'closed' })
    this.#queue = []
    this.#again = []
    this.#head = 0
  }

  /** Fills the window, in one write. */
  #pump(): void {
    if (!this.#link.bound) return
    const now = performance.now()
    const pdus: Buffer[] = []
    while (this.#wire.size < this.#settings.window) {
      const next = this.#peek()
      if (!next) break
      const wait = this.#pace.take(now)
      if (wait > 0) {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#pump(), wait)
        break
      }
      this.#advance(next)
      const { message, part } = next
      const seq = this.#link.nextSeq()
      this.#late.delete(seq)
      this.#wire.set(seq, { message, part, sentAt: now })
      pdus.push(
        submitSm(seq, this.#keyTlv === 0 ? message.parts[part].submit : message.parts[part].withKey(this.#keyTlv)),
      )
    }
    this.#link.write(pdus)
  }

  /** The next part to leave; messages that cannot be sent at all are finished on the way. */
  #peek(): { message: Message; part: number; again: boolean } | undefined {
    while (this.#again.length > 0) {
      if (!this.#again[0].message.done) return { ...this.#again[0], again: true }
      this.#again.shift()
    }
    while (this.#head < this.#queue.length) {
      const message = this.#queue[this.#head]
      if (!message.done && message.next === 0) {
        const number = phone(message.out.to)
        if ('problem' in number) message.finish({ outcome: 'unreachable', reason: number.problem })
        else {
          message.parts = parts(message.out, number.msisdn, this.#settings)
          if (message.parts.length > 255) message.finish({ outcome: 'refused', reason: 'too_long' })
        }
      }
      if (!message.done && message.next < message.parts.length) return { message, part: message.next, again: false }
      this.#shift()
    }
    return undefined
  }

  #advance({ message, again }: { message: Message; again: boolean }): void {
    if (again) {
      this.#again.shift()
      return
    }
    if (message.next === 0) message.startedAt = performance.now()
    message.next += 1
    if (message.next === message.parts.length) this.#shift()
  }

  #shift(): void {
    this.#head += 1
    if (this.#head > 1_000 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
  }

  #answer(seq: number, code: number, id: string): void {
    const found = this.#wire.get(seq)
    if (!found) {
      const key = this.#late.get(seq)
      this.#late.delete(seq)
      if (key && code === 0)
        void this.#handle?.([{ outcome: 'accepted', key, provider_ids: id ? [id] : [] }]).catch(() => {})
      return
    }
    this.#wire.delete(seq)
    const { message, part } = found
    if (code === 0) {
      this.#pace.accepted()
      this.#progressAt = performance.now()
      message.ids[part] = id
      message.accepted += 1
      if (message.accepted === message.parts.length) {
        // The last part is the one whose receipt says "delivered": its name comes first
        message.finish({ outcome: 'accepted', provider_ids: message.ids.filter(Boolean).reverse() })
      }
    } else if (isThrottle(code)) {
      this.#pace.throttled(status(code).reason)
      this.#again.push({ message, part })
    } else if (isTlvComplaint(code) && this.#keyTlv !== 0) {
      this.#keyTlv = 0
      this.#again.push({ message, part })
    } else if (isTlvComplaint(code) && message.parts[part].keyed) {
      // Sent before the first complaint of the same window
      this.#again.push({ message, part })
    } else {
      const { outcome, reason } = status(code)
      message.finish({ outcome, reason, code: status(code).code, ...doubt(message, outcome === 'retry') })
    }
  }

  #lost(reason: string): void {
    const broken = [...this.#wire.values()]
    this.#wire.clear()
    this.#late.clear() // the numbers start again
    for (const { message } of broken) {
      message.finish({
        outcome: 'retry',
        reason: reason === 'closed' ? reason : 'connection_lost',
        code: reason,
        uncertain: true,
      })
    }
  }

  #sweep(): void {
    const now = performance.now()
    for (const [seq, { message, sentAt }] of this.#wire) {
      if (now - sentAt < this.#settings.timeout_ms) break // oldest first
      this.#wire.delete(seq)
      if (message.parts.length === 1 && !message.done) this.#late.set(seq, message.out.key)
      message.finish({ outcome: 'retry', reason: 'no_answer', uncertain: true })
    }
    for (const seq of this.#late.keys()) {
      if (this.#late.size <= LATE_KEPT) break
      this.#late.delete(seq)
    }
    const reason = this.#link.bound ? (this.#pace.slowed?.reason ?? 'slow') : 'not_connected'
    const moving = this.#link.bound && now - this.#progressAt < this.#settings.patience_ms
    for (let i = this.#head; i < this.#queue.length && !moving; i++) {
      const message = this.#queue[i]
      if (message.deadline > now) break // first in, first out, one patience for all
      message.finish({ outcome: 'retry', reason, ...doubt(message, true) })
    }
    for (const { message } of this.#again) {
      // Half of it is there already: given up now it would come twice, so it gets more time
      const patience_ms = this.#settings.patience_ms * (message.accepted > 0 ? 4 : 1)
      if (message.startedAt + patience_ms <= now) message.finish({ outcome: 'retry', reason, ...doubt(message, true) })
    }
    this.#pump()
  }

  /** Receipts and what customers write are confirmed apart: neither waits for the other to be safe. */
  #delivered(all: readonly Deliver[], confirm: (status: number, some: readonly Deliver[]) => void): void {
    const read = all.map((deliver) => ({ deliver, receipt: readReceipt(deliver) }))
    const written = read.map(({ deliver, receipt }) =>
      receipt === undefined && this.#take ? readMessage(deliver, this.#settings.alphabet) : undefined,
    )
    const of = (is: (i: number) => boolean) => all.filter((_, i) => is(i))
    const [other, messages] = [of((i) => !written[i]), of((i) => written[i] !== undefined)]
    const receipts = read.map((r) => r.receipt).filter((found) => typeof found === 'object')
    if (other.length > 0) this.#receipts.add(receipts, (code) => confirm(code, other))
    if (messages.length > 0)
      this.#messages.add(
        written.filter((m) => m !== undefined),
        (code) => confirm(code, messages),
      )
  }
}

/** One hand-over at a time: what comes meanwhile goes into the next, so that a flood of receipts is few commits. */
class Inbox<T> {
  #lots: { all: readonly T[]; confirm: (status: number) => void }[] = []
  #handing = false
  #hand: (all: T[]) => Promise<void>

  constructor(hand: (all: T[]) => Promise<void>) {
    this.#hand = hand
  }

  add(all: readonly T[], confirm: (status: number) => void): void {
    this.#lots.push({ all, confirm })
    if (!this.#handing) void this.#empty()
  }

  async #empty(): Promise<void> {
    this.#handing = true
    while (this.#lots.length > 0) {
      const lots = this.#lots
      this.#lots = []
      const all = lots.flatMap((lot) => lot.all)
      let code = 0
      try {
        if (all.length > 0) await this.#hand(all)
      } catch {
        code = 0x64 // not safe with us: bring them again
      }
      for (const lot of lots) lot.confirm(code)
    }
    this.#handing = false
  }
}

/** With some parts accepted the customer may see half of it, and will see those again. */
const doubt = (message: Message, retry: boolean): { uncertain?: true } =>
  retry && message.accepted > 0 ? { uncertain: true } : {}
