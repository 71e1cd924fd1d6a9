import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { byPhone, byCode as customerByCode, phoneNumber } from '../../../customers/index.ts'
import { type Context, type Database, Problem, say, transaction } from '../../../kernel/index.ts'
import { type IncomingSms, smsTextOf } from '../../../notices/index.ts'
import { answer, byCode, receive } from '../../../requests/index.ts'
import { answerBySms } from '../../../surveys/index.ts'
import { readSms } from './grammar.ts'
import { type Asker, corporationFor, isTheirs, openSince, waitingFor } from './people.ts'
import * as store from './store.ts'

export interface IntakeSettings {
  now?: () => Date
  /** Code of the corporation of those who are nobody's customers (INTAKE_CORPORATION). */
  corporation?: string
}

const minute_ms = 60_000
const hour_ms = 60 * minute_ms
const day_ms = 24 * hour_ms
/** The same words from a number within so long are the same message brought again, where the provider gives it no name. */
const same_ms = 15 * minute_ms
/** Replies and messages of one number an hour: two machines that answer each other stop at the first. */
export const replies_max = 6
const heard_max = 30

/**
 * Takes what customers write to our number: each message once, in a transaction of its own, in their order. It resolves
 * when all are committed, and only then is the provider told; what fails is brought again, what was committed is known by then.
 */
export const smsIntake =
  (db: Database, { now = () => new Date(), corporation }: IntakeSettings = {}) =>
  async (messages: readonly IncomingSms[]): Promise<void> => {
    for (const message of messages)
      await transaction(db, { actor: 'customer', corporations: '*', now: now() }, (ctx) =>
        take(ctx, message, corporation),
      )
  }

async function take(ctx: Context, message: IncomingSms, corporation: string | undefined): Promise<void> {
  const sender = phoneNumber(
    /^\d{9,15}$/.test(message.from) && !message.from.startsWith('0') ? `+${message.from}` : message.from,
  )
  await store.lockSender(ctx, sender ?? message.from)
  const whole = await wholeOf(ctx, message, sender ?? message.from)
  if (!whole) return
  const text = smsTextOf(message.encoding, whole)
  const from = sender ?? message.from.slice(0, 40)
  const digest = digestOf('sms', from, message.to, message.provider_id ?? '', text)
  const window_ms = message.provider_id ? day_ms : same_ms
  if (await store.heardSince(ctx, from, digest, new Date(ctx.now.getTime() - window_ms))) return
  const customers = sender ? await byPhone(ctx, sender) : []
  const eyes: Context = { ...ctx, language: customers[0]?.language ?? 'vi' }
  const { heard, replies } = await store.countSince(ctx, from, new Date(ctx.now.getTime() - hour_ms))
  let became: store.Became = { became: 'no_number' } // a brand's name or a short code: nobody reads an answer there
  if (sender && heard >= heard_max) became = { became: 'flood' }
  else if (sender) {
    const asker = { customers, contact: { phone: sender }, wrote_about: await store.wroteAbout(ctx, sender) }
    became = await orBack(eyes, () => understand(eyes, asker, text, corporation))
  }
  if (replies >= replies_max) became.reply = undefined
  await store.insertMessage(ctx, { channel: 'sms', digest, sender: from, language: eyes.language }, became)
}

export const digestOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

/** The octets of a message; of a part those of the whole, once all are there. */
async function wholeOf(ctx: Context, message: IncomingSms, sender: string): Promise<Buffer | undefined> {
  if (!message.part) return message.body
  const { encoding, body, to: recipient } = message
  const parts = await store.addPart(
    ctx,
    { sender, recipient, ...message.part, encoding, body },
    new Date(ctx.now.getTime() - day_ms),
  )
  return parts && Buffer.concat(parts.map((p) => p.body))
}

/** What a room refuses in the middle leaves nothing behind, and the sender is told why. */
export async function orBack(ctx: Context, act: () => Promise<store.Became>): Promise<store.Became> {
  await sql`savepoint understood`.execute(ctx.tx)
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    await sql`rollback to savepoint understood`.execute(ctx.tx)
    const text = say('exchange', ctx.language)('sms.refused', { reason: error.title(ctx.language) })
    return { became: 'refused', reply: { text } }
  }
}

async function understand(
  ctx: Context,
  asker: Asker & { contact: { phone: string } },
  text: string,
  corporation: string | undefined,
): Promise<store.Became> {
  const said = readSms(text)
  if (said.kind === 'empty') return { became: 'empty' }
  if (said.kind === 'power_out') return powerOut(ctx, asker, said)
  if (said.kind === 'track') return track(ctx, said.code)
  if (said.kind === 'score') {
    const taken = await answerBySms(ctx, { from: asker.contact.phone, text })
    if (taken.taken) return { became: 'score', ...replying(ctx, 'sms.score') }
  }
  if (said.kind === 'about' && (await isTheirs(ctx, asker, said.code))) return toRequest(ctx, said.code, said.words)
  const waits = await waitingFor(ctx, asker)
  if (waits) return toRequest(ctx, waits, text)
  return question(ctx, asker, text, corporation)
}

const replying = (ctx: Context, key: string, params: Record<string, unknown> = {}) => ({
  reply: { text: say('exchange', ctx.language)(key, params) },
})

async function powerOut(
  ctx: Context,
  asker: Asker & { contact: { phone: string } },
  said: { code: string | null; words: string | null },
): Promise<store.Became> {
  const customer = said.code
    ? await customerByCode(ctx, said.code)
    : asker.customers.length === 1
      ? asker.customers[0]
      : undefined
  if (!customer)
    return {
      became: 'help',
      ...(said.code
        ? replying(ctx, 'sms.unknown-customer', { code: said.code })
        : replying(ctx, 'sms.which-customer', { count: asker.customers.length })),
    }
  const since = new Date(ctx.now.getTime() - day_ms)
  const known = await openSince(
    ctx,
    { ...asker, customers: [customer], wrote_about: [] },
    { services: ['power_out'], since },
  )
  if (known) {
    if (said.words) await answer(ctx, known, { channel: 'sms', text: said.words })
    return { became: 'power_out', about: known, ...replying(ctx, 'sms.power-out-again', { code: known }) }
  }
  const made = await receive(ctx, {
    service: 'power_out',
    customer: customer.code,
    contact: asker.contact,
    channel: 'sms',
    ...(said.words ? { details: { text: said.words.slice(0, 4000) } } : {}),
  })
  const recorded = say('exchange', ctx.language)('sms.power-out', { code: made.code, customer: customer.code })
  return {
    became: 'power_out',
    about: made.code,
    reply: { text: made.answer ? `${made.answer} ${recorded}` : recorded },
  }
}

async function track(ctx: Context, code: string | null): Promise<store.Became> {
  const unknown = { became: 'help', ...replying(ctx, 'sms.bad-code') }
  if (!code) return unknown
  const found = await byCode(ctx, code).catch((error) => {
    if (error instanceof Problem && error.code === 'requests/unknown') return undefined
    throw error
  })
  if (!found) return unknown
  const { state, service, lacking, paused, outcome, due_at } = found
  return {
    became: 'track',
    ...replying(ctx, 'sms.track', {
      code: found.code,
      service: service.name,
      state,
      lacking: lacking.map((d) => d.name).join(', '),
      paused: paused?.name ?? '',
      outcome: outcome ? say('requests', ctx.language)(`outcome.${outcome}`) : '',
      has_due: due_at && state !== 'closed' ? 'yes' : 'no',
      due_at: due_at ?? ctx.now,
    }),
  }
}

async function toRequest(ctx: Context, code: string, text: string): Promise<store.Became> {
  await answer(ctx, code, { channel: 'sms', text: text.slice(0, 4000) })
  return { became: 'answer', about: code, ...replying(ctx, 'sms.answered', { code }) }
}

/** Words that are nothing else: a question. What follows within a day goes to the same one, without a word of ours. */
async function question(
  ctx: Context,
  asker: Asker & { contact: { phone: string } },
  text: string,
  set: string | undefined,
): Promise<store.Became> {
  const since = new Date(ctx.now.getTime() - day_ms)
  const open = await openSince(ctx, asker, { services: ['question'], channel: 'sms', since })
  if (open) {
    await answer(ctx, open, { channel: 'sms', text: text.slice(0, 4000) })
    return { became: 'answer', about: open }
  }
  const corporation = await corporationFor(ctx, asker.customers, set)
  if (!corporation) return { became: 'nobody', ...replying(ctx, 'sms.help') }
  const { phone } = asker.contact
  const made = await receive(ctx, {
    service: 'question',
    corporation: corporation.code,
    channel: 'sms',
    // who has a number and no name is called by the number
    contact: { phone, name: phone },
    details: { text: text.slice(0, 4000) },
    ...(asker.customers.length === 1 ? { customer: asker.customers[0]!.code } : {}),
  })
  return { became: 'request', about: made.code, ...replying(ctx, 'sms.question', { code: made.code }) }
}
