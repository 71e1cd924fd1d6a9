import { createHash } from 'node:crypto'
import type { Ack, Channel, Foreign, Health, Outgoing } from './channel.ts'
import { checkKey } from './channel.ts'
import { encrypt, PLAIN_MAX, type Subscription, type VapidKeys, vapid } from './webpush-crypto.ts'

export interface WebPushSettings {
  vapid: VapidKeys
  /** `mailto:` or `https:`: whom a push service may write to about us. */
  subject: string
  /** Push services that we send to, by host or by its end (`.push.apple.com`). */
  services?: readonly string[]
  at_a_time?: number
  timeout_ms?: number
  /** Origins taken besides, in clear text too: a server of the tests. */
  also?: readonly string[]
}

// The endpoint comes from a browser. A request to any address that a stranger names would be a door into our own
// network: only the services that browsers use are asked.
const services = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  '.push.services.mozilla.com',
  '.notify.windows.com',
  '.push.apple.com',
]

const statuses: Record<string, Foreign> = {
  '400': { outcome: 'refused', reason: 'bad_request' },
  '401': { outcome: 'refused', reason: 'not_allowed' },
  '403': { outcome: 'unreachable', reason: 'subscription_of_other_key' },
  '404': { outcome: 'unreachable', reason: 'subscription_gone' },
  '410': { outcome: 'unreachable', reason: 'subscription_gone' },
  '413': { outcome: 'refused', reason: 'too_long' },
  '429': { outcome: 'retry', reason: 'throttled' },
}

/** Push to a browser or an installed app. There is no provider to configure: the keys are made at the first start. */
export class WebPush implements Channel {
  readonly name = 'push'
  readonly provider = 'webpush'
  readonly receipts = false
  #settings: Required<WebPushSettings>
  #health: Health = { state: 'closed', since: new Date() }
  #authorisations = new Map<string, { header: string; until: number }>()
  #free: number
  #waiting: (() => void)[] = []
  /** Push services that failed, and until when they are left alone. One that is away does not stop the others. */
  #away = new Map<string, { attempts: number; until: number }>()

  constructor(settings: WebPushSettings) {
    this.#settings = { services, at_a_time: 32, timeout_ms: 15_000, also: [], ...settings }
    this.#free = this.#settings.at_a_time
  }

  async open(): Promise<void> {
    this.#set('ready')
  }

  onReceipt(): void {}

  health(): Health {
    return this.#health
  }

  async send(batch: readonly Outgoing[], onAck: (ack: Ack) => void, signal?: AbortSignal): Promise<void> {
    for (const { key } of batch) checkKey(key)
    await Promise.all(
      batch.map(async (out) => {
        const to = this.#subscription(out.to)
        if (!to) return onAck({ key: out.key, outcome: 'unreachable', reason: 'address_invalid' })
        while (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
        this.#free -= 1
        try {
          onAck({ key: out.key, ...(await this.#one(out, to, signal)) })
        } finally {
          this.#free += 1
          this.#waiting.shift()?.()
        }
      }),
    )
  }

  async close(): Promise<void> {
    this.#set('closed')
    while (this.#free < this.#settings.at_a_time) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  #subscription(text: string): (Subscription & { url: URL }) | undefined {
    try {
      const found = JSON.parse(text) as Subscription
      const url = new URL(found.endpoint)
      const known =
        this.#settings.also.includes(url.origin) ||
        (url.protocol === 'https:' &&
          url.port === '' &&
          url.username === '' &&
          this.#settings.services.some((service) =>
            service.startsWith('.') ? url.hostname.endsWith(service) : url.hostname === service,
          ))
      if (!known || typeof found.keys.p256dh !== 'string' || typeof found.keys.auth !== 'string') return undefined
      return { ...found, url }
    } catch {
      return undefined
    }
  }

  async #one(out: Outgoing, to: Subscription & { url: URL }, signal?: AbortSignal): Promise<Omit<Ack, 'key'>> {
    if (this.#health.state === 'closed') return { outcome: 'retry', reason: 'closed' }
    if (signal?.aborted) return { outcome: 'retry', reason: 'stopped' }
    const service = to.url.origin
    const away = this.#away.get(service)
    if (away && performance.now() < away.until) return { outcome: 'retry', reason: 'not_connected' }
    const authorisation = this.#authorisation(service)
    let body: Buffer
    try {
      body = encrypt(payload(out), to.keys)
    } catch (error) {
      if (error instanceof RangeError) return { outcome: 'unreachable', reason: 'address_invalid' }
      throw error
    }
    try {
      const response = await fetch(to.endpoint, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#settings.timeout_ms),
        headers: {
          'Content-Encoding': 'aes128gcm',
          'Content-Type': 'application/octet-stream',
          TTL: String(ttl(out)),
          Urgency: 'high',
          ...(out.topic ? { Topic: createHash('sha256').update(out.topic).digest('base64url').slice(0, 32) } : {}),
          Authorization: authorisation,
        },
        body: new Uint8Array(body),
      })
      await response.arrayBuffer() // read to its end, or the connection cannot be used again
      this.#away.delete(service)
      if (this.#health.state === 'slowed' && this.#away.size === 0) this.#set('ready')
      if (response.ok) return { outcome: 'accepted', provider_ids: [response.headers.get('location') ?? out.key] }
      const meaning =
        statuses[response.status] ??
        (response.status >= 500
          ? { outcome: 'retry' as const, reason: 'provider_error' }
          : { outcome: 'refused' as const, reason: 'bad_request' })
      return { ...meaning, code: String(response.status) }
    } catch (error) {
      const code = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name
      const attempts = away && performance.now() >= away.until ? away.attempts + 1 : (away?.attempts ?? 0)
      this.#away.set(service, {
        attempts,
        until: performance.now() + Math.min(30_000, 200 * 2 ** Math.min(20, attempts)),
      })
      // One service away is not all: the others are still sent to
      if (this.health().state !== 'closed') this.#set('slowed', code) // it may have been closed meanwhile
      const before = [
        'ECONNREFUSED',
        'ENOTFOUND',
        'EAI_AGAIN',
        'EHOSTUNREACH',
        'ENETUNREACH',
        'UND_ERR_CONNECT_TIMEOUT',
      ].includes(code)
      return before
        ? { outcome: 'retry', reason: 'not_connected', code }
        : { outcome: 'retry', reason: 'connection_lost', code, uncertain: true }
    }
  }

  /** Signed once for a service and half a day: RFC 8292 allows 24 h, and a signature costs as much as a message. */
  #authorisation(audience: string): string {
    const known = this.#authorisations.get(audience)
    if (known && known.until > Date.now()) return known.header
    const now = Date.now()
    const header = vapid({
      audience,
      subject: this.#settings.subject,
      expires: new Date(now + 12 * 3_600_000),
      keys: this.#settings.vapid,
    })
    this.#authorisations.set(audience, { header, until: now + 6 * 3_600_000 })
    return header
  }

  #set(state: Health['state'], reason?: string): void {
    if (this.#health.state !== state || this.#health.reason !== reason)
      this.#health = { state, reason, since: new Date() }
  }
}

/** What the service worker shows. `tag` makes a second delivery of the same message replace the first on the screen. */
function payload(out: Outgoing): Buffer {
  const make = (text: string) =>
    Buffer.from(
      JSON.stringify({
        key: out.key,
        title: out.subject ?? '',
        body: text,
        link: out.link,
        tag: out.topic ?? out.key,
        lang: out.language,
      }),
    )
  let text = out.text
  for (let whole = make(text); whole.length > PLAIN_MAX; whole = make(text)) {
    text = `${Array.from(text)
      .slice(0, -Math.max(2, Math.ceil((whole.length - PLAIN_MAX) / 4) + 1))
      .join('')}…`
    if (text.length <= 1) return make('')
  }
  return make(text)
}

/** Seconds for which the service keeps it for a phone that is off. */
function ttl({ valid_until }: Outgoing): number {
  const left_s = valid_until ? Math.floor((valid_until.getTime() - Date.now()) / 1000) : 0
  return left_s > 0 ? Math.min(left_s, 28 * 86_400) : 86_400
}
