import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { isEmail } from '../../../customers/index.ts'
import { type Context, type Database, Problem, say, transaction } from '../../../kernel/index.ts'
import { answer, attach, comment, receive } from '../../../requests/index.ts'
import { codeInSubject, machineKind, pieces, serviceOf, textOfHtml, tidy, withoutQuote } from './mail-rules.ts'
import { type Asker, byEmail, corporationFor, isKnown, isTheirs } from './people.ts'
import { digestOf, type IntakeSettings, orBack, replies_max } from './sms.ts'
import * as store from './store.ts'

export interface MailSettings {
  host: string
  port: number
  /** Addresses that are taken; empty: all. */
  to: string[]
}

/** A message of the base64 of two photographs; longer ones are refused at the door. */
export const mail_bytes_max = 15 * 1024 * 1024
const files_max = 20
const text_max = 4000
const hour_ms = 3_600_000
/** A message with a name is one for so long, one without for a quarter of an hour. */
const same_ms = { named: 7 * 24 * hour_ms, unnamed: hour_ms / 4 }
/** Inline pictures below this are signatures and logos. */
const logo_bytes = 20_000

/** @throws RangeError saying what is wrong with an INTAKE_SMTP */
export function mailSettings(text: string): MailSettings {
  const url = URL.parse(text)
  const bad = (what: string) => new RangeError(`INTAKE_SMTP: ${what}; smtp://127.0.0.1:2525?to=cskh@example.vn`)
  if (url?.protocol !== 'smtp:' || !url.hostname) throw bad('not an SMTP address')
  const other = [...url.searchParams.keys()].find((name) => name !== 'to')
  if (other !== undefined) throw bad(`unknown setting ${other}`)
  const to = url.searchParams
    .getAll('to')
    .flatMap((t) => t.split(','))
    .map((t) => t.trim().toLowerCase())
    .filter((t) => t !== '')
  const wrong = to.find((t) => !isEmail(t))
  if (wrong !== undefined) throw bad(`${wrong} is no address`)
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 25 : Number(url.port), to }
}

const smtpError = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })

/**
 * Listens for the company's mail server, which has checked the sender and forwards what comes to the care centre's
 * addresses. A message is acknowledged when it is committed; what fails is brought again. We relay nothing.
 */
export async function startMailIntake(
  db: Database,
  settings: MailSettings,
  given: IntakeSettings & { onError?: (error: unknown) => void } = {},
): Promise<{ port: number; stop: () => Promise<void> }> {
  const { onError = () => {} } = given
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: mail_bytes_max,
    maxClients: 20,
    socketTimeout: 60_000,
    closeTimeout: 5_000,
    banner: 'Sang Den',
    onRcptTo({ address }, session, done) {
      if (settings.to.length > 0 && !settings.to.includes(address.toLowerCase()))
        return done(smtpError(550, '5.1.1 no such mailbox here'))
      if (session.envelope.rcptTo.length >= 20) return done(smtpError(452, '4.5.3 too many recipients'))
      done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      let bytes = 0
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        // what is too long is read to its end, so that its sender hears why, and not kept
        if (bytes > mail_bytes_max) chunks.length = 0
        else chunks.push(chunk)
      })
      stream.once('end', () => {
        if (bytes > mail_bytes_max) return done(smtpError(552, '5.3.4 longer than 15 MB'))
        const from = session.envelope.mailFrom
        takeMail(db, Buffer.concat(chunks), from === false ? '' : from.address, given).then(
          () => done(null, '2.0.0 taken'),
          (error) => {
            if (error instanceof Unreadable) return done(smtpError(554, '5.6.0 this is no message'))
            onError(error)
            done(smtpError(451, '4.3.0 not now, come again'))
          },
        )
      })
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  server.on('error', onError)
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

class Unreadable extends Error {}

/** Takes one message, once. @param raw as it came over SMTP; @param envelopeFrom empty for a bounce */
export async function takeMail(
  db: Database,
  raw: Buffer,
  envelopeFrom: string,
  { now = () => new Date(), corporation }: IntakeSettings = {},
): Promise<void> {
  const mail = await PostalMime.parse(raw, {
    maxNestingDepth: 30,
    maxHeadersSize: 256 * 1024,
    maxRfc822NestingDepth: 0,
  }).catch((error) => {
    throw new Unreadable('unreadable', { cause: error })
  })
  const from = (mail.from?.address ?? envelopeFrom).trim().toLowerCase()
  const read = readMail(mail)
  await transaction(db, { actor: 'customer', corporations: '*', now: now() }, async (ctx) => {
    const sender = from.slice(0, 254)
    await store.lockSender(ctx, sender)
    const name = mail.messageId ?? ''
    const digest = digestOf('email', sender, name, read.subject, read.text)
    const window_ms = name === '' ? same_ms.unnamed : same_ms.named
    if (await store.heardSince(ctx, sender, digest, new Date(ctx.now.getTime() - window_ms))) return
    const customers = isEmail(from) ? await byEmail(ctx, from) : []
    const eyes: Context = { ...ctx, language: customers[0]?.language ?? 'vi' }
    const machine = machineKind(new Map(mail.headers.toReversed().map((h) => [h.key, h.value])), envelopeFrom)
    let became: store.Became = { became: machine ?? 'no_address' }
    if (!machine && isEmail(from)) {
      const asker = { customers, contact: { email: from }, wrote_about: await store.wroteAbout(ctx, sender) }
      became = await orBack(eyes, () => understand(eyes, asker, { ...read, name: nameOf(mail) }, corporation))
    }
    if (became.reply) {
      became.reply.subject ??= say('exchange', eyes.language)('email.no-subject')
      const { replies } = await store.countSince(ctx, sender, new Date(ctx.now.getTime() - hour_ms))
      if (replies >= replies_max) became.reply = undefined
    }
    await store.insertMessage(ctx, { channel: 'email', digest, sender, language: eyes.language }, became)
  })
}

interface Read {
  subject: string
  text: string
  files: Attachment[]
}

function readMail(mail: Email): Read {
  const written = tidy(mail.text ?? '')
  return {
    subject: tidy(mail.subject ?? '')
      .replaceAll('\n', ' ')
      .slice(0, 300),
    text: written === '' && mail.html ? textOfHtml(mail.html) : written,
    files: mail.attachments.filter(
      (a) =>
        a.mimeType !== 'text/calendar' &&
        !((a.related || a.disposition === 'inline') && bytesOf(a).length < logo_bytes),
    ),
  }
}

const nameOf = (mail: Email): string =>
  tidy(mail.from?.name ?? '')
    .replaceAll('\n', ' ')
    .slice(0, 200)

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content instanceof Uint8Array ? content : new Uint8Array(content)

async function understand(
  ctx: Context,
  asker: Asker & { contact: { email: string } },
  mail: Read & { name: string },
  set: string | undefined,
): Promise<store.Became> {
  const words = say('exchange', ctx.language)
  const code = codeInSubject(mail.subject)
  if (code && (await isKnown(ctx, code))) {
    const own = withoutQuote(mail.text) || words('email.only-files')
    const theirs = await isTheirs(ctx, asker, code)
    for (const [i, piece] of pieces(own, text_max - 500, 5).entries()) {
      if (theirs && i === 0) await answer(ctx, code, { channel: 'email', text: piece })
      else
        await comment(ctx, code, {
          text: theirs ? piece : words('email.comment', { from: asker.contact.email, text: piece }),
        })
    }
    await attachAll(ctx, code, mail.files)
    return { became: theirs ? 'answer' : 'comment', about: code }
  }
  const corporation = await corporationFor(ctx, asker.customers, set)
  // nobody's post: it stays with the mail server, whose postmaster sees that a setting is missing
  if (!corporation) throw new Error('INTAKE_CORPORATION: several corporations, and none is named for this mail')
  const [first, ...more] = pieces(
    [mail.subject, mail.text].filter((t) => t !== '').join('\n\n') || words('email.only-files'),
    text_max,
    6,
  )
  const made = await receive(ctx, {
    service: serviceOf(mail.subject, mail.text),
    corporation: corporation.code,
    channel: 'email',
    contact: { ...asker.contact, name: mail.name || asker.contact.email },
    details: { text: first! },
    ...(asker.customers.length === 1 ? { customer: asker.customers[0]!.code } : {}),
  })
  for (const piece of more) await comment(ctx, made.code, { text: piece })
  const refused = await attachAll(ctx, made.code, mail.files)
  return {
    became: 'request',
    about: made.code,
    reply: {
      subject: words('email.subject', { code: made.code, subject: mail.subject || words('email.no-subject') }),
      text: words('email.received', {
        code: made.code,
        at: ctx.now,
        has_due: made.due_at ? 'yes' : 'no',
        due_at: made.due_at ?? ctx.now,
        has_refused: refused.length > 0 ? 'yes' : 'no',
        refused: refused.join(', '),
        corporation: ctx.language === 'vi' ? corporation.name : corporation.name_en,
        hotline: corporation.hotline ?? 'none',
      }),
    },
  }
}

/** Puts the files with the request; those that it does not take stand in its story. Returns the names of these. */
async function attachAll(ctx: Context, code: string, files: readonly Attachment[]): Promise<string[]> {
  const refused: string[] = []
  for (const [i, file] of files.entries()) {
    const name = file.filename ?? `${randomUUID().slice(0, 8)}`
    try {
      if (i >= files_max) throw new Problem('requests/too-many-files', { code, max: files_max })
      await attach(ctx, code, { name: name.slice(-120), body: bytesOf(file), channel: 'email' })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refused.push(tidy(name).slice(0, 100))
    }
  }
  if (refused.length > 0)
    await comment(ctx, code, {
      text: say('exchange', ctx.language)('email.refused-files', { files: refused.join(', ').slice(0, 3000) }),
    })
  return refused
}
