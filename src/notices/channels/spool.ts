import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { segments } from '../segments.ts'
import type { Ack, Channel, ChannelName, Health, Outgoing } from './channel.ts'
import { batchOf, checkKey } from './channel.ts'
import { phone } from './phone.ts'
import { isAddress, mail } from './smtp.ts'

const AT_A_TIME = 8

/**
 * Where no provider is configured, messages are written to files, so that everything up to the provider's door works
 * and can be read: `sms/BATCH.jsonl`, a line a message; `email/NOTICE/KEY.eml`, which any mail reader opens.
 *
 * Each file comes into being whole (written beside it, synced, renamed), and a key already there is not written again:
 * a batch sent twice after a crash stands there once.
 */
export class Spool implements Channel {
  readonly name: ChannelName
  readonly provider = 'spool'
  readonly receipts = false
  #folder: string
  #write: (batch: readonly Outgoing[], ack: (ack: Ack) => void, signal?: AbortSignal) => Promise<void>
  #health: Health = { state: 'closed', since: new Date() }
  /** Writers of one file come after each other: each reads what the one before wrote. */
  #turn = new Map<string, Promise<void>>()
  #working = new Set<Promise<void>>()
  #askedAt = 0

  /** @param folder `data/outbox`; the channel's own folder is made in it */
  constructor(name: 'sms' | 'email' | 'push', folder: string) {
    this.name = name
    this.#folder = join(folder, name)
    this.#write = name === 'email' ? this.#mails : this.#lines
  }

  async open(): Promise<void> {
    this.#set('connecting')
    await this.#folderReady()
  }

  onReceipt(): void {}

  health(): Health {
    // A disk that was away: nobody writes to it meanwhile, so whether it is back is found out here
    if (this.#health.state === 'down' && performance.now() - this.#askedAt > 1_000) {
      this.#askedAt = performance.now()
      void this.#folderReady()
    }
    return this.#health
  }

  async send(batch: readonly Outgoing[], onAck: (ack: Ack) => void, signal?: AbortSignal): Promise<void> {
    for (const { key } of batch) checkKey(key)
    const reachable = batch.filter((out) => {
      const reason = this.#health.state === 'closed' ? 'closed' : signal?.aborted ? 'stopped' : undefined
      if (reason) onAck({ key: out.key, outcome: 'retry', reason })
      if (reason) return false
      const problem = unreachable(this.name, out.to)
      if (problem) onAck({ key: out.key, outcome: 'unreachable', reason: problem })
      return !problem
    })
    if (reachable.length === 0) return
    const work = this.#write(reachable, onAck, signal)
    this.#working.add(work)
    await work.finally(() => this.#working.delete(work))
  }

  async close(): Promise<void> {
    this.#set('closed')
    await Promise.allSettled(this.#working)
  }

  /** One file a batch: a file a message would be a million files for a million customers. */
  async #lines(batch: readonly Outgoing[], ack: (ack: Ack) => void): Promise<void> {
    const files = Map.groupBy(batch, ({ key }) => batchOf(key) || key)
    for (const [name, messages] of files) {
      const file = join(this.#folder, `${name}.jsonl`)
      await this.#after(file, async () => {
        const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return ''
          throw error
        })
        const there = new Set(
          before
            .split('\n')
            .filter(Boolean)
            .map((line) => (JSON.parse(line) as { key: string }).key),
        )
        const fresh = messages.filter(({ key }) => !there.has(key))
        if (fresh.length > 0)
          await replace(file, before + fresh.map((out) => `${JSON.stringify(line(this.name, out))}\n`).join(''))
      }).then(
        () => this.#took(messages, ack),
        (error: NodeJS.ErrnoException) => this.#failed(messages, error, ack),
      )
    }
  }

  async #mails(batch: readonly Outgoing[], ack: (ack: Ack) => void, signal?: AbortSignal): Promise<void> {
    const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
    const queue = [...batch]
    const worker = async () => {
      for (let out = queue.shift(); out; out = queue.shift()) {
        const one = out
        if (signal?.aborted) {
          ack({ key: one.key, outcome: 'retry', reason: 'stopped' })
          continue
        }
        const notice = batchOf(batchOf(one.key)) || batchOf(one.key) || 'other'
        const folder = join(this.#folder, notice)
        const file = join(folder, `${one.key}.eml`)
        await this.#after(file, async () => {
          const there = await readFile(file).then(
            () => true,
            () => false,
          )
          if (there) return
          await mkdir(folder, { recursive: true })
          const { message } = await composer.sendMail(mail(one, { name: 'Sáng Đèn', address: 'noreply@localhost' }))
          await replace(file, message as Buffer)
        }).then(
          () => this.#took([one], ack),
          (error: NodeJS.ErrnoException) => this.#failed([one], error, ack),
        )
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, worker))
  }

  async #after(file: string, act: () => Promise<void>): Promise<void> {
    const mine = (this.#turn.get(file) ?? Promise.resolve()).catch(() => {}).then(act)
    this.#turn.set(file, mine)
    await mine.finally(() => this.#turn.get(file) === mine && this.#turn.delete(file))
  }

  #took(messages: readonly Outgoing[], ack: (ack: Ack) => void): void {
    if (this.#health.state !== 'closed') this.#set('ready')
    for (const { key } of messages) ack({ key, outcome: 'accepted', provider_ids: [key] })
  }

  #failed(messages: readonly Outgoing[], error: NodeJS.ErrnoException, ack: (ack: Ack) => void): void {
    if (this.#health.state !== 'closed') this.#set('down', error.code ?? error.message)
    // A disk that is full or away: nothing of the file is there, so nothing is uncertain. Perhaps only the folder went
    void this.#folderReady()
    for (const { key } of messages) ack({ key, outcome: 'retry', reason: 'disk', code: error.code })
  }

  async #folderReady(): Promise<void> {
    await mkdir(this.#folder, { recursive: true }).then(
      () => this.#health.state !== 'closed' && this.#set('ready'),
      (error: NodeJS.ErrnoException) => this.#health.state !== 'closed' && this.#set('down', error.code),
    )
  }

  #set(state: Health['state'], reason?: string): void {
    if (this.#health.state !== state || this.#health.reason !== reason)
      this.#health = { state, reason, since: new Date() }
  }
}

/** Written whole or not at all, also when the power goes: synced before it gets its name. */
async function replace(file: string, content: string | Buffer): Promise<void> {
  const beside = `${file}.${process.pid}.part`
  try {
    const handle = await open(beside, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, file)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    throw error
  }
}

function line(name: ChannelName, out: Outgoing): object {
  return name === 'sms'
    ? { key: out.key, to: out.to, ...segments(out.text), text: out.text }
    : { key: out.key, to: out.to, subject: out.subject, text: out.text, link: out.link }
}

function unreachable(name: ChannelName, to: string): string | undefined {
  if (name === 'email') return isAddress(to) ? undefined : 'address_invalid'
  if (name === 'push') return undefined
  const number = phone(to)
  return 'problem' in number ? number.problem : undefined
}
