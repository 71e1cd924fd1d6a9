/** What an e-mail is and says: pure. */
import { unaccented } from '../../../notices/index.ts'
import { readTrackingCode } from '../../../requests/index.ts'

/** Header fields by their name in small letters; the first of each. */
export type Headers = ReadonlyMap<string, string>

/**
 * Mail that no person wrote: bounces, out-of-office answers, lists and bulk. It is never answered and makes no request
 * (RFC 3834 §2, RFC 5321 §6.1): so no two machines can keep each other busy. Our own replies say `Auto-Submitted` too.
 */
export function machineKind(headers: Headers, envelopeFrom: string): 'bounce' | 'automatic' | null {
  const has = (name: string, pattern = /./) => pattern.test(headers.get(name) ?? '')
  if (envelopeFrom === '' || /^(?:mailer-daemon|postmaster)@/i.test(envelopeFrom)) return 'bounce'
  if (has('content-type', /^\s*multipart\/report/i)) return 'bounce'
  if (has('auto-submitted') && !has('auto-submitted', /^\s*no\s*(?:$|;)/i)) return 'automatic'
  if (has('precedence', /^\s*(?:bulk|junk|list|auto_reply)/i)) return 'automatic'
  if (
    ['list-id', 'list-unsubscribe', 'x-autoreply', 'x-autorespond', 'x-loop', 'feedback-id'].some((name) => has(name))
  )
    return 'automatic'
  if (/^(?:no-?reply|do-?not-?reply)\b/i.test(envelopeFrom)) return 'automatic'
  return null
}

/** The tracking code in a subject (`Re: [K7M2A-9XTB4] …`); undefined when none stands there. */
export function codeInSubject(subject: string): string | undefined {
  for (const [, inside] of subject.matchAll(/\[([^[\]]{8,20})\]/g)) {
    const code = readTrackingCode(inside!)
    if (code) return code
  }
  return undefined
}

/** A complaint says so; everything else is a question. */
export const serviceOf = (subject: string, text: string): 'complaint' | 'question' =>
  /\b(?:khieu nai|to cao|complain(?:t|ts|ing)?)\b/i.test(unaccented(`${subject}\n${text.slice(0, 2000)}`))
    ? 'complaint'
    : 'question'

const quoteBegins = [
  /^-{2,}\s*(?:original message|thư gốc|tin nhắn gốc|forwarded message)/i,
  /^(?:on|vào) .{5,150}(?:wrote|đã viết|viết):?\s*$/i,
  /^_{10,}$/,
]

/** What a person wrote, without the mail that they answer below it. Where nothing else is left, all of it. */
export function withoutQuote(text: string): string {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.length < 300 && quoteBegins.some((begins) => begins.test(line.trim())))
  const own = (at < 0 ? lines : lines.slice(0, at))
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim()
  return own === '' ? text.trim() : own
}

/** One text of what came: composed, with line feeds, without controls and without lines of blanks in a row. */
export const tidy = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[^\S\n]{2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

const html_max = 1 << 20
const unseen = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'math', 'object', 'iframe'])
const blocks = new Set(
  'address article blockquote div dl dt dd fieldset footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
)

/**
 * The text of an HTML mail as a reader sees it. Nothing of it is ever shown as HTML, fetched or run. One pass over the
 * characters, whatever is in them: tags that never end, comments in comments, a million of either.
 */
export function textOfHtml(given: string): string {
  const html = given.slice(0, html_max)
  const small = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const out: string[] = []
  const words = (text: string) => out.push(text.replace(/\s+/g, ' '))
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at)
    if (open < 0) {
      words(html.slice(at))
      break
    }
    words(html.slice(at, open))
    if (small.startsWith('<!--', open)) {
      at = after(html, '-->', open + 4)
      continue
    }
    const [, closing, name] = /^<(\/?)([a-z][a-z0-9]{0,20})/.exec(small.slice(open, open + 24)) ?? []
    if (name === undefined) {
      if (/[!?/]/.test(html[open + 1] ?? '')) at = after(html, '>', open)
      else {
        out.push('<')
        at = open + 1
      }
      continue
    }
    at = after(html, '>', open)
    if (!closing && unseen.has(name)) {
      const end = small.indexOf(`</${name}`, at)
      at = end < 0 ? html.length : end
    } else if (name === 'br' || blocks.has(name)) out.push(!closing && name === 'li' ? '\n- ' : '\n')
    else if (name === 'td' || name === 'th') out.push(' ')
  }
  return tidy(decoded(out.join('')))
}

/** The position behind a text, or the end where it does not come any more. */
const after = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at + mark.length
}

const marks: Record<string, string> = {
  grave: '\u0300',
  acute: '\u0301',
  circ: '\u0302',
  tilde: '\u0303',
  uml: '\u0308',
  ring: '\u030a',
  cedil: '\u0327',
}
const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  laquo: '«',
  raquo: '»',
  euro: '€',
  copy: '©',
  reg: '®',
  deg: '°',
  times: '×',
} // prettier-ignore

const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]\w{1,9}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) {
      const [, letter, mark] = /^([a-z])(grave|acute|circ|tilde|uml|ring|cedil)$/i.exec(name) ?? []
      return letter ? (letter + marks[mark!]).normalize('NFC') : (entities[name] ?? whole)
    }
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })

/** What fits in one text, then the rest in pieces of the same room; at most so many. */
export function pieces(text: string, room: number, most: number): string[] {
  const all = Array.from({ length: Math.ceil(text.length / room) }, (_, i) =>
    text.slice(i * room, (i + 1) * room).toWellFormed(),
  )
  return all.slice(0, most)
}
