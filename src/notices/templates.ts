import { type Language, momentText, say, spanText } from '../kernel/index.ts'
import { invitation } from './calendar.ts'
import type { Outgoing } from './channels/channel.ts'
import { oneLine } from './channels/smtp.ts'
import { personalToken } from './personal-link.ts'
import { isOfRequest, isQuestion, type Kind, type SendingChannel, usefulUntil } from './rules.ts'
import { smsText } from './segments.ts'

/** What a notice says, the same for all its customers: `notices.notice.payload`. Times are ISO 8601. */
export interface Payload {
  /** What people call the outage: CD-000123. */
  code?: string
  reason?: string | null
  out_from?: string | null
  /** The restoration time promised, or for a fault the estimate; null: not known yet. */
  back_at?: string | null
  out_from_before?: string | null
  back_at_before?: string | null
  change_reason?: string | null
  restored_at?: string | null
  /** Grows at each change. */
  version?: number
  /** Where, when it is not each customer's own address. */
  place?: string | null
  /** The most that can be used, where supply is only limited: '200 kW'. */
  power?: string | null
  urgent?: boolean
  /** What a question is about: request, planned_outage, fault or survey. */
  asks_about?: string
  /** Until when an answer to a question is taken. */
  closes_at?: string | null
  /** Instead of the customer's own page: an address of its own for each, below `path`, made with `number`. */
  link?: { path: string; number: number }
  /** Instead of the customer's own page: where all who have this path look, '/theo-doi/ABCDEFGH'. */
  page?: string
  /** Of a request: what is asked for, what it waits for. */
  words?: { vi: string; en: string }
  /** Of a request that waits: papers, customer, other. */
  why?: string
  due_at?: string | null
  due_before?: string | null
  /** Of a closed request: done, refused; of a complaint accepted, rejected. */
  result?: string
  answer?: string
}

export interface Subject {
  kind: Kind
  about: string
  made_at: Date
  payload: Payload
  /** It goes to who is nobody's customer: no customer's code is spoken of. */
  no_customer?: boolean
  corporation: { code: string; name: string; name_en: string; hotline: string | null }
}

export interface Settings {
  /** Where the customers' pages are, without a slash at the end; undefined: no link is given. */
  public_url?: string
  /** Vietnamese marks in SMS: they read right, and take 70 characters a part instead of 160. */
  sms_accents: boolean
  /** Organiser of invitations, and domain of their ids. */
  mail_from: string
  /** Of personal links; without it such a notice goes out with none. */
  link_key?: Buffer
}

export interface Reader {
  customer_id: number
  customer_code: string
  name: string
  address: string | null
  /** Phone number, e-mail address or subscription. */
  to: string
}

// Customers' own words are put in last, at these places, so that a notice for a million is formatted once. They are of
// the private use area: no text has a business with them, and any that comes in is taken out.
const hole = { code: '\ue001', name: '\ue002', place: '\ue003', link: '\ue004' } as const
const holes = /([\ue001-\ue004])/
// What an SMS has room for; the whole text stands on the page that the link leads to
const SMS_REASON_MAX = 80
const SMS_PLACE_MAX = 60

/**
 * The texts of a notice on one channel and in one language: format once, then a message a customer. What it must say is
 * in Circular 22/2020/TT-BCT art. 4(2): place, reason, start, expected restoration, the power cut or the most that can
 * be used.
 * @returns a function from customer and key to the message
 */
export function template(
  subject: Subject,
  channel: SendingChannel,
  language: Language,
  settings: Settings,
): (reader: Reader, key: string) => Outgoing {
  const words = wordsOf(subject, channel, language, settings)
  const { kind, about, payload, made_at } = subject
  const base = (key: string, reader: Reader) => ({
    key,
    to: reader.to,
    language,
    link: linkOf(reader, language, settings, payload),
    topic: about,
    valid_until: usefulUntil(kind, payload, made_at),
  })
  if (channel === 'sms') {
    const fill = filler(smsText(words.sms, { accents: settings.sms_accents || language === 'en' }))
    const place = (reader: Reader) => {
      const where = short(payload.place ?? reader.address ?? '', SMS_PLACE_MAX)
      return where === '' ? '' : words.place(where)
    }
    const ready = (text: string) => smsText(text, { accents: settings.sms_accents })
    return (reader, key) => {
      const made = base(key, reader)
      const link = made.link ? ` ${made.link}` : ''
      return {
        ...made,
        text: fill({ code: clean(reader.customer_code), name: '', place: ready(place(reader)), link }),
      }
    }
  }
  if (channel === 'push') {
    const fill = filler(words.lead)
    return (reader, key) => ({
      ...base(key, reader),
      subject: words.subject,
      text: `${fill(own(reader, payload, '', words.you))}\n${words.push}`,
    })
  }
  return mailTemplate(subject, words, language, settings, base)
}

type Words = ReturnType<typeof wordsOf>

/** All words of a notice that are the same for everyone. */
function wordsOf(
  { kind, payload, corporation, made_at, no_customer }: Subject,
  channel: SendingChannel,
  language: Language,
  { public_url, link_key }: Settings,
) {
  const t = say('notices', language)
  const time = (text: string | null | undefined) => (text ? momentText(new Date(text), language, made_at) : undefined)
  const when = (from?: string | null, to?: string | null) =>
    from && to ? spanText(new Date(from), new Date(to), language, made_at) : (time(from) ?? '')
  const room = channel === 'sms' ? SMS_REASON_MAX : 2_000
  const reason = short(clean(payload.reason ?? ''), room) || t('unknown.reason')
  const before = payload.back_at_before && payload.back_at_before !== payload.back_at
  const params = {
    corporation: channel === 'sms' ? corporation.code : language === 'vi' ? corporation.name : corporation.name_en,
    hotline: corporation.hotline ?? t('unknown.hotline'),
    code: hole.code,
    is_customer: no_customer ? 'no' : 'yes',
    name: hole.name,
    place: hole.place,
    link: hole.link,
    reason: channel === 'sms' ? withoutStop(reason) : reason,
    change_reason:
      channel === 'sms'
        ? withoutStop(short(clean(payload.change_reason ?? payload.reason ?? ''), room))
        : clean(payload.change_reason ?? payload.reason ?? ''),
    when: when(payload.out_from, payload.back_at),
    when_before: when(payload.out_from_before, payload.back_at_before),
    from: time(payload.out_from) ?? '',
    back: time(payload.back_at) ?? t('unknown.back'),
    back_before: time(payload.back_at_before) ?? '',
    restored: time(payload.restored_at ?? payload.back_at) ?? '',
    power: payload.power ? ` (${clean(payload.power)})` : '',
    about: payload.asks_about ?? 'other',
    subject_code: short(clean(payload.code ?? ''), 40),
    closes: time(payload.closes_at) ?? '',
    what: short(clean(payload.words?.[language] ?? ''), room),
    why: payload.why ?? 'other',
    has_due: payload.due_at ? 'yes' : 'no',
    due: time(payload.due_at) ?? '',
    due_before: time(payload.due_before) ?? '',
    result: payload.result ?? 'done',
    answer: channel === 'sms' ? withoutStop(short(clean(payload.answer ?? ''), room)) : clean(payload.answer ?? ''),
  }
  const asking = isQuestion(kind)
  const own = isOfRequest(kind)
  const told = kind !== 'outage_cancelled' && kind !== 'power_restored' && !asking && !own
  const rows: [label: string, value: string][] = [
    ['customer', no_customer ? '' : hole.code],
    ['place', asking || own ? '' : hole.place],
    ['reason', told ? reason : ''],
    ['change_reason', clean(payload.change_reason ?? '')],
    ['from', params.from],
    ['back', told ? params.back : ''],
    ['before', before ? (payload.out_from_before ? params.when_before : params.back_before) : ''],
    ['restored', kind === 'power_restored' ? params.restored : ''],
    [
      'power',
      kind.startsWith('outage_') && kind !== 'outage_cancelled' ? clean(payload.power ?? '') || t('power.none') : '',
    ],
    [own ? 'request' : 'code', clean(payload.code ?? '')],
    ['service', kind === 'request_received' ? params.what : ''],
    ['waits', kind === 'request_waiting' ? params.what : ''],
    ['due', own ? params.due : ''],
    ['due_before', params.due_before],
    ['result', params.answer],
    ['closes', asking ? params.closes : ''],
    ['call', t('call', params)],
    [asking ? 'answer' : 'link', public_url && (link_key || !payload.link) ? hole.link : ''],
  ]
  return {
    sms: t(`sms.${kind}`, { ...params, before: before ? t('sms.before', params) : '' }),
    place: (place: string) => t('sms.place', { place }),
    subject: oneLine(`${params.corporation}: ${t(`subject.${kind}`, params)}`),
    lead: t(`lead.${kind}`, params),
    push: asking || own ? t('call', params) : [reason, t('call', params)].join(' · '),
    hello: t('hello', params),
    you: t('you'),
    foot: t(asking ? 'foot.question' : own ? 'foot.request' : 'foot', params),
    rows: rows.filter(([, value]) => value !== '').map(([label, value]) => [t(`label.${label}`), value] as const),
    summary: t('calendar.summary'),
    alarm: t('calendar.alarm'),
    corporation: params.corporation,
  }
}

function mailTemplate(
  subject: Subject,
  words: Words,
  language: Language,
  settings: Settings,
  base: (key: string, reader: Reader) => Omit<Outgoing, 'text'>,
) {
  const { kind, about, payload, made_at } = subject
  const textOf = filler(
    [
      words.hello,
      '',
      words.lead,
      '',
      ...words.rows.map(([label, value]) => `${label}: ${value}`),
      '',
      '-- ',
      words.foot,
    ].join('\n'),
  )
  const htmlOf = filler(page(words, language))
  const { out_from, back_at } = payload
  const onCalendar = ['outage_announced', 'outage_changed', 'outage_cancelled'].includes(kind) && out_from && back_at
  return (reader: Reader, key: string): Outgoing => {
    const made = base(key, reader)
    const mine = own(reader, payload, made.link ?? '', words.you)
    const text = textOf(mine)
    return {
      ...made,
      subject: words.subject,
      text,
      html: htmlOf({
        code: escapeHtml(mine.code),
        name: escapeHtml(mine.name),
        place: escapeHtml(mine.place),
        link: escapeHtml(mine.link),
      }),
      ...(onCalendar
        ? {
            calendar: invitation({
              uid: `${about}-${reader.customer_id}@${settings.mail_from.slice(settings.mail_from.lastIndexOf('@') + 1)}`,
              sequence: (payload.version ?? 1) - (kind === 'outage_cancelled' ? 0 : 1),
              cancelled: kind === 'outage_cancelled',
              stamp: made_at,
              from: new Date(out_from),
              to: new Date(back_at),
              summary: `${words.summary} · ${words.corporation}`,
              description: text,
              location: mine.place,
              url: made.link,
              organizer: { name: words.corporation, email: settings.mail_from },
              attendee: { name: mine.name, email: reader.to },
              alarm: words.alarm,
            }),
          }
        : {}),
    }
  }
}

/** A page that mail programs show as it is: one table, styles in place, nothing fetched from anywhere. */
function page(words: Words, language: Language): string {
  const e = escapeHtml
  const row = ([label, value]: readonly [string, string]) => {
    const shown = value === hole.link ? `<a href="${hole.link}" style="color:#0b5cad">${hole.link}</a>` : e(value)
    return `<tr><th scope="row" style="text-align:left;vertical-align:top;padding:6px 16px 6px 0;font-weight:400;color:#555;white-space:nowrap">${e(label)}</th><td style="padding:6px 0">${shown}</td></tr>`
  }
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${e(words.subject)}</title></head>` +
    '<body style="margin:0;padding:16px;background:#fff;color:#1a1a1a;font:16px/1.5 system-ui,sans-serif"><div style="max-width:640px;margin:0 auto">' +
    `<p style="margin:0 0 16px;color:#555">${e(words.corporation)}</p><p>${e(words.hello)}</p>` +
    `<p style="font-size:20px;font-weight:600;margin:0 0 16px">${e(words.lead)}</p>` +
    `<table role="presentation" style="border-collapse:collapse;border-top:1px solid #ddd;border-bottom:1px solid #ddd;width:100%">${words.rows.map(row).join('')}</table>` +
    `<p style="color:#555;font-size:14px">${e(words.foot)}</p></div></body></html>`
  )
}

type Own = Record<keyof typeof hole, string>

const own = (reader: Reader, payload: Payload, link: string, you: string): Own => ({
  code: clean(reader.customer_code),
  name: clean(reader.name) || you,
  place: clean(payload.place ?? reader.address ?? '') || '–',
  link,
})

function linkOf(
  reader: Reader,
  language: Language,
  { public_url, link_key }: Settings,
  { link: own, page }: Payload,
): string | undefined {
  if (!public_url || (own && !link_key)) return undefined
  const { customer_id } = reader
  const path = own
    ? `${own.path}/${personalToken(link_key!, { number: own.number, customer_id })}`
    : (page ?? `/kh/${encodeURIComponent(reader.customer_code)}`)
  return `${public_url}${language === 'en' ? '/en' : ''}${path}`
}

/** Cuts a text at its holes once; filling it is then a concatenation. A row whose link is empty is left without it. */
function filler(text: string): (own: Own) => string {
  const pieces = text.split(holes)
  const names = Object.fromEntries(Object.entries(hole).map(([name, char]) => [char, name])) as Record<
    string,
    keyof Own
  >
  return (mine) => {
    let out = ''
    for (const piece of pieces) out += piece.length === 1 && names[piece] ? mine[names[piece]] : piece
    return out
  }
}

/** The five characters that mean something in HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[char]!)

/** One line of somebody's words, without our own marks. */
const clean = (text: string): string => oneLine(text.replace(/[\ue001-\ue004]/g, ''))

const short = (text: string, most: number): string => {
  const line = clean(text)
  return line.length <= most
    ? line
    : `${Array.from(line)
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}

/** The sentence has its own full stop. */
const withoutStop = (text: string): string => text.replace(/[.\s]+$/, '')
