import { createTransport, type SentMessageInfo, type Transporter } from 'nodemailer'
import type { Ack, Channel, Foreign, Health, Outgoing } from './channel.ts'
import { checkKey } from './channel.ts'

/** What `SMTP_URL` says: `smtp://user:password@host:587?from=EVNHANOI <cskh@evnhanoi.vn>`; `smtps:` is TLS from the start. */
export interface SmtpSettings {
  host: string
  port: number
  secure: boolean
  user: string
  password: string
  /** Whom the mail is from: an address, or `Name <address>`. */
  from: { name: string; address: string }
  /** Connections at a time. */
  connections: number
  timeout_ms: number
  /** `required`: no message in clear text. `if_offered` is the protocol's own default. `off`: a relay on this machine. */
  starttls: 'required' | 'if_offered' | 'off'
}

/** @throws RangeError naming what is wrong; without the password, so that it may be logged */
export function smtpSettings(text: string): SmtpSettings {
  const url = URL.parse(text)
  const bad = (what: string) => new RangeError(`SMTP_URL: ${what}; smtp://user:password@host:587?from=cskh@example.vn`)
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || !url.hostname) throw bad('not an SMTP address')
  for (const name of url.searchParams.keys()) {
    if (!['from', 'connections', 'timeout_ms', 'starttls'].includes(name)) throw bad(`unknown setting ${name}`)
  }
  const number = (name: string, otherwise: number) => {
    const value = Number(url.searchParams.get(name) ?? otherwise)
    if (!Number.isInteger(value) || value < 1) throw bad(`${name} is a whole number of at least 1`)
    return value
  }
  const from =
    url.searchParams.get('from') ?? `Sáng Đèn <noreply@${url.hostname.includes('.') ? url.hostname : 'localhost'}>`
  const parts = /^(?:"?([^"<>\r\n]*?)"?\s*<([^<>]+)>|([^<>\s]+))$/.exec(from.trim())
  const address = parts?.[2] ?? parts?.[3] ?? ''
  if (!isAddress(address)) throw bad('from is an address, or Name <address>')
  const starttls = url.searchParams.get('starttls') ?? 'if_offered'
  if (starttls !== 'required' && starttls !== 'if_offered' && starttls !== 'off')
    throw bad('starttls is required, if_offered or off')
  const secure = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    from: { name: parts?.[1] ?? '', address },
    connections: number('connections', 5),
    timeout_ms: number('timeout_ms', 30_000),
    starttls,
  }
}

/** Whether a text is one address that may stand in an envelope: no list, no route, no control character. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s@<>(),;:"\\[\]\p{Cc}]{1,64}@(?:localhost|[^\s@<>(),;:"\\[\]\p{Cc}.]+(?:\.[^\s@<>(),;:"\\[\]\p{Cc}.]+)+)$/u.test(
    text,
  )

/** A line of a header: one line, whatever was typed. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

// Reply codes of RFC 5321 §4.2 by the command that got them, the enhanced codes of RFC 3463 first where they say more.
const table: readonly [command: RegExp, reply: RegExp, meaning: Foreign][] = [
  [/^AUTH/, /./, { outcome: 'retry', reason: 'sign_in_refused' }],
  [/./, /^53[0458]/, { outcome: 'retry', reason: 'sign_in_refused' }],
  [/./, /^421/, { outcome: 'retry', reason: 'provider_busy' }],
  [/^RCPT/, /^4\d\d.*\b4\.2\.2\b|^452/, { outcome: 'retry', reason: 'mailbox_full' }],
  [/./, /^4/, { outcome: 'retry', reason: 'try_later' }],
  [/^RCPT/, /^5\d\d.*\b5\.7\.\d/, { outcome: 'refused', reason: 'not_allowed' }],
  [/./, /^5\d\d.*\b5\.2\.2\b/, { outcome: 'unreachable', reason: 'mailbox_full' }],
  [/^RCPT/, /^55[0137]|^5\d\d.*\b5\.[12]\.\d/, { outcome: 'unreachable', reason: 'mailbox_unknown' }],
  [/^RCPT/, /^5[25][16]/, { outcome: 'unreachable', reason: 'takes_no_mail' }],
  [/^RCPT/, /^5/, { outcome: 'refused', reason: 'recipient_refused' }],
  [/^MAIL/, /^5/, { outcome: 'refused', reason: 'sender_not_allowed' }],
  [/./, /^503/, { outcome: 'retry', reason: 'protocol' }],
  [/./, /^5/, { outcome: 'refused', reason: 'content_refused' }],
]

const BACKOFF_FIRST_MS = 200
const BACKOFF_MAX_MS = 30_000

/** E-mail over SMTP: plain text, HTML, and the cut as a calendar invitation. */
export class Smtp implements Channel {
  readonly name = 'email'
  readonly provider = 'smtp'
  readonly receipts = false // a relay that took it says no more; a bounce comes as mail to the sender's mailbox
  #settings: SmtpSettings
  #transport: Transporter<SentMessageInfo> | undefined
  #health: Health = { state: 'closed', since: new Date() }
  #free: number
  #waiting: (() => void)[] = []
  #attempts = 0
  #awayUntil = 0
  #probe: NodeJS.Timeout | undefined

  /** @param settings an `SMTP_URL`. @throws RangeError saying what is wrong with it */
  constructor(settings: string | SmtpSettings) {
    this.#settings = typeof settings === 'string' ? smtpSettings(settings) : settings
    this.#free = this.#settings.connections
  }

  async open(): Promise<void> {
    const { host, port, secure, user, password, connections, timeout_ms, starttls } = this.#settings
    this.#transport = createTransport({
      pool: true,
      host,
      port,
      secure,
      ...(user ? { auth: { user, pass: password } } : {}),
      requireTLS: starttls === 'required',
      ignoreTLS: starttls === 'off',
      maxConnections: connections,
      maxMessages: 1_000,
      // The pool would send again on its own what was cut off in the middle; whether to is for the outbox to say
      maxRequeues: 0,
      connectionTimeout: timeout_ms,
      greetingTimeout: timeout_ms,
      socketTimeout: timeout_ms,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    this.#transport.on('error', () => {}) // an idle connection that the server closes is no event
    this.#set('connecting')
    await this.#transport.verify().then(
      () => this.#set('ready'),
      (error: Failure) => this.#failed(error),
    )
    this.#awayUntil = 0 // the first messages may try at once
  }

  onReceipt(): void {}

  health(): Health {
    return this.#health
  }

  async send(batch: readonly Outgoing[], onAck: (ack: Ack) => void, signal?: AbortSignal): Promise<void> {
    for (const { key } of batch) checkKey(key)
    // As many at a time as there are connections: what has not left yet can still be given back
    await Promise.all(
      batch.map(async (out) => {
        if (!isAddress(out.to)) return onAck({ key: out.key, outcome: 'unreachable', reason: 'address_invalid' })
        await this.#turn()
        try {
          onAck({ key: out.key, ...(await this.#one(out, signal)) })
        } finally {
          this.#free += 1
          this.#waiting.shift()?.()
        }
      }),
    )
  }

  async close(): Promise<void> {
    const transport = this.#transport
    this.#transport = undefined
    clearTimeout(this.#probe)
    while (this.#free < this.#settings.connections) await new Promise((resolve) => setTimeout(resolve, 5))
    transport?.close()
    this.#set('closed')
  }

  async #turn(): Promise<void> {
    while (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#free -= 1
  }

  async #one(out: Outgoing, signal?: AbortSignal): Promise<Omit<Ack, 'key'>> {
    if (!this.#transport) return { outcome: 'retry', reason: 'closed' }
    if (signal?.aborted) return { outcome: 'retry', reason: 'stopped' }
    if (performance.now() < this.#awayUntil) return { outcome: 'retry', reason: 'not_connected' }
    try {
      const info = await this.#transport.sendMail(mail(out, this.#settings.from))
      this.#attempts = 0
      this.#set('ready')
      const response = info.response ?? ''
      return { outcome: 'accepted', provider_ids: [queueId(response) ?? info.messageId], code: response.slice(0, 200) }
    } catch (error) {
      return this.#failed(error as Failure)
    }
  }

  #failed(error: Failure): Omit<Ack, 'key'> {
    const response = error.response ?? ''
    const answered = error.responseCode ? meaning(error.command ?? '', response) : undefined
    if (answered && answered.reason !== 'sign_in_refused' && error.command !== 'CONN') {
      return { ...answered, code: response.slice(0, 200) }
    }
    const refused = answered?.reason === 'sign_in_refused' || error.code === 'EAUTH' || error.code === 'ENOAUTH'
    const reason = refused ? 'sign_in_refused' : 'not_connected'
    const now = performance.now()
    // All connections fail together: that is one failure, not one each
    if (now >= this.#awayUntil)
      this.#awayUntil = now + Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(20, this.#attempts++))
    this.#set(refused ? 'refused' : 'down', refused ? reason : (error.code ?? reason))
    this.#ask()
    // Broken while a message was on it: the relay may have it. Never connected: it cannot
    const before = refused || error.syscall === 'connect' || ['EDNS', 'ETLS', 'ECONFIG'].includes(error.code ?? '')
    return before || /greeting|connection timeout/i.test(error.message)
      ? { outcome: 'retry', reason, code: error.code }
      : { outcome: 'retry', reason: 'connection_lost', code: error.code, uncertain: true }
  }

  /** While the relay is away nobody may be sending: whether it is back is asked here, so that health says so. */
  #ask(): void {
    this.#probe ??= setTimeout(
      () => {
        this.#probe = undefined
        const transport = this.#transport
        if (!transport || (this.#health.state !== 'down' && this.#health.state !== 'refused')) return
        transport.verify().then(
          () => {
            this.#attempts = 0
            this.#awayUntil = 0
            if (this.#transport) this.#set('ready')
          },
          (error: Failure) => this.#transport && this.#failed(error),
        )
      },
      Math.max(0, this.#awayUntil - performance.now()),
    ).unref()
  }

  #set(state: Health['state'], reason?: string): void {
    if (this.#health.state !== state || this.#health.reason !== reason)
      this.#health = { state, reason, since: new Date() }
  }
}

/** What nodemailer rejects with. */
interface Failure extends Error {
  code?: string
  command?: string
  response?: string
  responseCode?: number
  syscall?: string
}

/** The message as nodemailer takes it; also what the spool writes. */
export function mail(out: Outgoing, from: { name: string; address: string }) {
  return {
    from,
    to: { name: '', address: out.to }, // an object: as text it would be read as a list
    envelope: { from: from.address, to: [out.to] },
    // Stable over all attempts: a relay or a mailbox that gets it twice can see that it is one
    messageId: `<${out.key}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    subject: oneLine(out.subject ?? ''),
    text: out.text,
    html: out.html,
    headers: {
      'Auto-Submitted': 'auto-generated', // RFC 3834: no out-of-office answers, please
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': out.language,
    },
    ...(out.calendar
      ? { icalEvent: { method: out.calendar.method, filename: 'invite.ics', content: out.calendar.body } }
      : {}),
    ...(out.attachments ? { attachments: out.attachments } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function meaning(command: string, response: string): Foreign {
  const found = table.find(([when, reply]) => when.test(command || '?') && reply.test(response))
  return found?.[2] ?? { outcome: 'retry', reason: 'protocol' }
}

/** The relay's name for it: `250 2.0.0 Ok: queued as 4XYZ`. */
const queueId = (response: string): string | undefined =>
  /\bqueued(?: as|[: ]+id)?[: ]+<?([\w.-]+)/i.exec(response)?.[1]
