import net from 'node:net'
import tls from 'node:tls'
import type { Health } from './channel.ts'
import { isRefusedBind, status } from './smpp-codes.ts'
import { bindTransceiver, command, type Deliver, messageId, pdu, readDeliver, walk } from './smpp-pdu.ts'
import type { SmppSettings } from './smpp-settings.ts'

/** What the link tells its channel. */
export interface LinkEvents {
  bound(): void
  /** The connection is gone; whatever was on it will not be answered. Another attempt is already planned. */
  lost(reason: string): void
  /** The answer to a submission; `id` is the provider's name for the message. */
  answer(seq: number, status: number, id: string): void
  /**
   * Everything that came in one read, so that it can be made safe in one go. Then `confirm`, for all or some of it:
   * status 0 when it is, any other and the provider brings it again. A connection gone meanwhile needs no answer.
   */
  delivered(all: Deliver[], confirm: (status: number, some: readonly Deliver[]) => void): void
  /** All PDUs of one read have been seen: a good moment to write the next. */
  readDone(): void
}

const BACKOFF_FIRST_MS = 200
const BACKOFF_MAX_MS = 30_000
// A wrong password does not get right by asking often, and some providers lock the account
const REFUSED_FIRST_MS = 5_000
const REFUSED_MAX_MS = 300_000

/** One SMPP session, bound as transceiver, that comes back by itself until `stop`. */
export class Link {
  #settings: SmppSettings
  #events: LinkEvents
  #socket: net.Socket | undefined
  #bound = false
  #stopped = true
  #seq = 0
  #bindSeq = 0
  #attempts = 0
  #rest: Buffer = Buffer.alloc(0)
  #heardAt = 0
  #enquiredAt = 0
  #ticker: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #unbound: (() => void) | undefined
  #settled: (() => void) | undefined
  health: Health = { state: 'closed', since: new Date() }

  constructor(settings: SmppSettings, events: LinkEvents) {
    this.#settings = settings
    this.#events = events
  }

  get bound(): boolean {
    return this.#bound
  }

  /** Resolves when the first attempt is over, well or not. */
  start(): Promise<void> {
    this.#stopped = false
    return new Promise((resolve) => {
      this.#settled = resolve
      this.#connect()
    })
  }

  /** Sequence numbers run from 1 to 0x7fffffff and start again at each connection. */
  nextSeq(): number {
    this.#seq = this.#seq >= 0x7fffffff ? 1 : this.#seq + 1
    return this.#seq
  }

  /** One write to the socket for many PDUs. */
  write(pdus: readonly Buffer[]): void {
    if (pdus.length > 0) this.#socket?.write(pdus.length === 1 ? pdus[0] : Buffer.concat(pdus))
  }

  /** Drops the connection: it is of no use any more. */
  drop(reason: string): void {
    this.#down(reason)
  }

  /** Says good-bye (unbind), waits for the answer for at most `wait_ms`, and closes. */
  async stop(wait_ms = 2_000): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#retry)
    const socket = this.#socket
    if (socket && this.#bound) {
      this.#bound = false
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait_ms)
        this.#unbound = () => {
          clearTimeout(timer)
          resolve()
        }
        socket.write(pdu(command.unbind, 0, this.nextSeq()))
      })
    }
    this.#clear()
    if (socket && !socket.destroyed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => socket.destroy(), wait_ms)
        socket.once('close', () => {
          clearTimeout(timer)
          resolve()
        })
        socket.end()
      })
    }
    this.#set('closed')
    this.#settle()
  }

  #connect(): void {
    this.#set('connecting')
    this.#rest = Buffer.alloc(0)
    this.#seq = 0
    const { host, port, timeout_ms } = this.#settings
    const socket = this.#settings.tls
      ? tls.connect({ host, port, servername: net.isIP(host) ? '' : host })
      : net.connect({ host, port })
    this.#socket = socket
    const mine =
      <A extends unknown[]>(act: (...args: A) => void) =>
      (...args: A) => {
        if (this.#socket === socket) act(...args)
      }
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 30_000)
    socket.once(
      this.#settings.tls ? 'secureConnect' : 'connect',
      mine(() => {
        this.#heardAt = performance.now()
        this.#bindSeq = this.nextSeq()
        socket.write(bindTransceiver(this.#bindSeq, this.#settings))
      }),
    )
    socket.on(
      'data',
      mine((chunk: Buffer) => this.#read(chunk)),
    )
    socket.on(
      'error',
      mine((error: NodeJS.ErrnoException) => this.#down(error.code ?? error.message)),
    )
    socket.on(
      'close',
      mine(() => this.#down('connection_closed')),
    )
    this.#heardAt = performance.now()
    this.#enquiredAt = 0
    this.#ticker = setInterval(
      mine(() => this.#tick()),
      Math.max(20, Math.min(500, timeout_ms / 4)),
    )
    this.#ticker.unref()
  }

  #tick(): void {
    const now = performance.now()
    const { timeout_ms, enquire_ms } = this.#settings
    if (!this.#bound) {
      if (now - this.#heardAt > timeout_ms) this.#down('bind_timeout')
    } else if (this.#enquiredAt > this.#heardAt) {
      if (now - this.#enquiredAt > timeout_ms) this.#down('provider_hangs')
    } else if (now - this.#heardAt > enquire_ms) {
      this.#enquiredAt = now
      this.#socket?.write(pdu(command.enquire_link, 0, this.nextSeq()))
    }
  }

  #read(chunk: Buffer): void {
    this.#heardAt = performance.now()
    const buffer = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const deliveries: (Deliver & { seq: number; id: number })[] = []
    const socket = this.#socket
    let used = 0
    try {
      used = walk(buffer, ({ id, status: code, seq, from, to }) => {
        // A PDU before this one in the same read may have ended the connection
        if (this.#socket !== socket) return
        const header = { id, status: code, seq, from, to }
        switch (id) {
          case command.submit_sm_resp:
            return this.#events.answer(seq, code, code === 0 ? messageId(buffer, header) : '')
          case command.deliver_sm:
          case command.data_sm:
            try {
              deliveries.push({ ...readDeliver(buffer, header), seq, id })
            } catch (error) {
              if (!(error instanceof RangeError)) throw error
              // The stream is still in step: refuse this one for good, or the provider brings it again for ever
              socket?.write(answered([{ seq, id }], 0x02))
            }
            return
          case command.enquire_link:
            socket?.write(pdu(command.enquire_link_resp, 0, seq))
            return
          case command.bind_transceiver_resp:
            return this.#bindAnswered(seq, code)
          case command.unbind:
            socket?.write(pdu(command.unbind_resp, 0, seq))
            return this.#down('provider_unbinds')
          case command.unbind_resp:
            return this.#unbound?.()
          case command.generic_nack:
            // Without a number it speaks of the stream, not of a message
            if (seq === 0) this.#down('protocol')
            else if (seq === this.#bindSeq && !this.#bound) this.#bindAnswered(seq, code || 0x0d)
            else this.#events.answer(seq, code || 0x02, '')
            return
          case command.enquire_link_resp:
          case command.alert_notification:
            return
          default:
            if (id < 0x80000000) socket?.write(pdu(command.generic_nack, 0x03, seq))
        }
      })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#down('protocol')
    }
    if (this.#socket !== socket) return
    // Copied, so that a few octets of a head do not hold on to 64 KiB
    this.#rest = used < buffer.length ? Buffer.from(buffer.subarray(used)) : Buffer.alloc(0)
    if (deliveries.length > 0) {
      this.#events.delivered(deliveries, (code, some) => {
        if (this.#socket !== socket) return
        socket?.write(
          answered(
            deliveries.filter((one) => some.includes(one)),
            code,
          ),
        )
      })
    }
    this.#events.readDone()
  }

  #bindAnswered(seq: number, code: number): void {
    if (this.#bound || seq !== this.#bindSeq) return
    if (code !== 0) {
      this.#down(status(code).reason, isRefusedBind(code))
      return
    }
    this.#bound = true
    this.#attempts = 0
    this.#set('ready')
    this.#settle()
    this.#events.bound()
  }

  #down(reason: string, refused = false): void {
    const socket = this.#socket
    if (!socket) return
    this.#clear()
    socket.destroy()
    this.#unbound?.()
    this.#events.lost(reason)
    if (this.#stopped) return
    this.#set(refused ? 'refused' : 'down', reason)
    this.#settle()
    const [first, most] = refused ? [REFUSED_FIRST_MS, REFUSED_MAX_MS] : [BACKOFF_FIRST_MS, BACKOFF_MAX_MS]
    const wait = Math.min(most, first * 2 ** Math.min(20, this.#attempts++))
    // Spread, so that all installations do not knock at the same instant when a provider comes back
    this.#retry = setTimeout(() => this.#connect(), wait * (0.5 + Math.random() / 2))
  }

  #clear(): void {
    clearInterval(this.#ticker)
    this.#bound = false
    this.#socket = undefined
  }

  #set(state: Health['state'], reason?: string): void {
    // The reason of the last failure stays in sight while the next attempt runs
    if (state === 'connecting' && (this.health.state === 'down' || this.health.state === 'refused')) return
    if (this.health.state !== state || this.health.reason !== reason) this.health = { state, reason, since: new Date() }
  }

  #settle(): void {
    this.#settled?.()
    this.#settled = undefined
  }
}

function answered(all: readonly { seq: number; id: number }[], code: number): Buffer {
  const body = code === 0 ? Buffer.from([0]) : Buffer.alloc(0)
  return Buffer.concat(all.map(({ seq, id }) => pdu((id | 0x80000000) >>> 0, code, seq, body)))
}
