/** What a text message to our number says: pure. Marks, letter case and blanks do not matter. */
import { unaccented } from '../../../notices/index.ts'
import { readTrackingCode } from '../../../requests/index.ts'

export type SmsSaid =
  | { kind: 'empty' }
  /** `MD PD0100000001 …`: no power; without a code the customer of the number is meant. */
  | { kind: 'power_out'; code: string | null; words: string | null }
  /** `TD K7M2A-9XTB4`: how far is it; null where no tracking code stands. */
  | { kind: 'track'; code: string | null }
  /** Only a number of 0 to 10 (and a word of thanks): the answer to a question of ours. */
  | { kind: 'score' }
  /** Words to a request whose code stands first. */
  | { kind: 'about'; code: string; words: string }
  | { kind: 'words' }

const powerOut = /^(?:MD|MAT\s?DIEN)(?![\p{L}\p{N}])[\s:.,;-]*/u
const track = /^(?:TD|TRA\s?CUU)(?![\p{L}\p{N}])[\s:.,;-]*/u
const score =
  /^(?:10|\d)(?:\s*\/\s*10)?(?:\s*(?:DIEM|D))?[\s.!]*(?:[,;:.–-]\s*\D.*|(?:XIN )?CAM ON.*|THANK.*|(?:RAT )?(?:TOT|HAI LONG).*)?$/su

export function readSms(text: string): SmsSaid {
  const typed = text.normalize('NFC').trim()
  if (typed === '') return { kind: 'empty' }
  // letter by letter, so that what follows a keyword is cut at the same place of the text as it was typed
  const plain = [...typed]
    .map((char) => [...unaccented(char)][0] ?? char)
    .join('')
    .toUpperCase()
  const out = powerOut.exec(plain)
  if (out) {
    const rest = [...typed]
      .slice([...out[0]].length)
      .join('')
      .trim()
    const [first = '', ...others] = rest.split(/\s+/)
    const isCode = /^[\p{L}\p{N}._:/#-]{6,64}$/u.test(first) && /\d{3}/.test(first)
    const words = isCode ? others.join(' ') : rest
    return {
      kind: 'power_out',
      code: isCode ? first.toUpperCase().replace(/[.,;:]+$/, '') : null,
      words: words || null,
    }
  }
  const tracked = track.exec(plain)
  if (tracked) return { kind: 'track', code: codeIn(plain.slice(tracked[0].length))?.code ?? null }
  if (score.test(plain)) return { kind: 'score' }
  const about = codeIn(plain)
  if (about) {
    const words = [...typed]
      .slice(about.length)
      .join('')
      .replace(/^[\s:.,;–-]+/, '')
    if (words !== '') return { kind: 'about', code: about.code, words }
    return { kind: 'track', code: about.code }
  }
  return { kind: 'words' }
}

/** A tracking code at the start of a text, in one word or in two, and how many letters it takes. */
function codeIn(text: string): { code: string; length: number } | undefined {
  for (const pattern of [/^\s*\[?(\S+?)\]?(?=[\s:,;.]|$)/, /^\s*\[?(\S{5}[\s-]+\S{5})\]?(?=[\s:,;.]|$)/]) {
    const m = pattern.exec(text)
    const code = m && readTrackingCode(m[1]!)
    if (code) return { code, length: [...m[0]].length }
  }
  return undefined
}
