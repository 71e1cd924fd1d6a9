/**
 * How a text travels as SMS: which alphabet it fits, and where a long one is cut.
 *
 * 3GPP TS 23.038 (GSM 03.38): the default alphabet has 7 bits a character, so 140 octets carry 160; the characters of
 * the extension table take two places, an escape and a code. Anything else goes as UCS-2, 70 units of 16 bits. A long
 * message gives six octets of each part to the header that joins them (TS 23.040 §9.2.3.24.1): 153 and 67 remain.
 */

export type Encoding = 'gsm7' | 'ucs2'

/** Room in one part: alone, and as one of several. Septets for gsm7, 16-bit units for ucs2. */
export const room = {
  gsm7: { alone: 160, joined: 153 },
  ucs2: { alone: 70, joined: 67 },
} as const satisfies Record<Encoding, { alone: number; joined: number }>

// Position in the string = code. 0x1B is the escape itself and stands for no character, hence the U+FFFF there.
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\uFFFFÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const extension: Record<string, number> = {
  '\f': 0x0a,
  '^': 0x14,
  '{': 0x28,
  '}': 0x29,
  '\\': 0x2f,
  '[': 0x3c,
  '~': 0x3d,
  ']': 0x3e,
  '|': 0x40,
  '€': 0x65,
}
const ESCAPE = 0x1b
const extended = new Map(Object.entries(extension).map(([char, code]) => [code, char]))

// code of each UTF-16 unit: 0..127 in the default table, 128 + code in the extension, 255 when in neither
const NEITHER = 255
const codes = new Uint8Array(0x10000).fill(NEITHER)
for (let code = 0; code < basic.length; code++) if (code !== ESCAPE) codes[basic.charCodeAt(code)] = code
for (const [char, code] of Object.entries(extension)) codes[char.charCodeAt(0)] = 128 + code

/** @returns the septets that `text` needs, or undefined when a character of it is in neither GSM table */
export function septets(text: string): number | undefined {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const code = codes[text.charCodeAt(i)]
    if (code === NEITHER) return undefined
    count += code < 128 ? 1 : 2
  }
  return count
}

/** One septet an octet, as SMPP carries the default alphabet (data_coding 0). @throws RangeError outside GSM 03.38 */
export function gsm7(text: string): Buffer {
  const out = Buffer.allocUnsafe(text.length * 2)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const code = codes[text.charCodeAt(i)]
    if (code === NEITHER) throw new RangeError(`not in GSM 03.38: ${text[i]}`)
    if (code >= 128) out[at++] = ESCAPE
    out[at++] = code & 127
  }
  return out.subarray(0, at)
}

/** Reads what `gsm7` writes. An escape before a code of no table is a blank (TS 23.038 §6.2.1.1). */
export function readGsm7(octets: Uint8Array): string {
  let text = ''
  for (let i = 0; i < octets.length; i++) {
    const code = octets[i]! & 127
    if (code !== ESCAPE) text += basic[code]
    else text += extended.get(octets[++i]! & 127) ?? ' '
  }
  return text
}

/** UTF-16, big end first: what SMPP calls UCS-2 (data_coding 8). */
export const ucs2 = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()

/**
 * The parts in which a text is sent, in order; joined together they are the text. An escape stays with its character
 * and a surrogate with its pair, so a part can be shorter than its room.
 */
export function split(text: string): { encoding: Encoding; parts: string[] } {
  const needed = septets(text)
  const encoding: Encoding = needed === undefined ? 'ucs2' : 'gsm7'
  if ((needed ?? text.length) <= room[encoding].alone) return { encoding, parts: [text] }

  const parts: string[] = []
  let from = 0
  let used = 0
  for (let i = 0; i < text.length; ) {
    const unit = text.charCodeAt(i)
    const pair = encoding === 'ucs2' && unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(i + 1))
    const cost = encoding === 'ucs2' ? (pair ? 2 : 1) : codes[unit] < 128 ? 1 : 2
    if (used + cost > room[encoding].joined) {
      parts.push(text.slice(from, i))
      from = i
      used = 0
    }
    used += cost
    i += pair ? 2 : 1
  }
  parts.push(text.slice(from))
  return { encoding, parts }
}

/** What a text costs: the alphabet that it needs and the number of messages that a provider bills. */
export function segments(text: string): { encoding: Encoding; segments: number } {
  const { encoding, parts } = split(text)
  return { encoding, segments: parts.length }
}

const typographic: Record<string, string> = {
  '–': '-',
  '—': '-',
  '−': '-',
  '‑': '-',
  '·': '-',
  '•': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '…': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  '\u200b': '',
  '\ufeff': '',
}
const typographicChars = new RegExp(`[${Object.keys(typographic).join('')}]`, 'g')

/**
 * The text as an SMS should carry it. Always composed (NFC: a decomposed "ế" is three units instead of one), and with
 * the keyboard's own dashes, quotes and spaces, for which nobody should pay 70 characters a part instead of 160.
 * Without `accents` the Vietnamese marks go too: "Cắt điện" -> "Cat dien", two to three times fewer parts.
 */
export function smsText(text: string, { accents }: { accents: boolean }): string {
  if (plainAscii.test(text)) return text
  const plain = text.normalize('NFC').replace(typographicChars, (char) => typographic[char])
  return accents ? plain : unaccented(plain)
}

const plainAscii = /^[\x20-\x7e]*$/

// Base letter of each letter with marks, up to the end of the Vietnamese block; 0: the character is its own
const bases = new Uint16Array(0x1f00)
for (let code = 0xc0; code < bases.length; code++) {
  const base = String.fromCharCode(code)
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
  if (base.length === 1 && base.charCodeAt(0) !== code) bases[code] = base.charCodeAt(0)
}
bases['đ'.charCodeAt(0)] = 'd'.charCodeAt(0)
bases['Đ'.charCodeAt(0)] = 'D'.charCodeAt(0)

/** Vietnamese letters without their marks; what the GSM alphabet has (é, ü, à…) goes too, so that a text reads evenly. */
export function unaccented(text: string): string {
  let out = ''
  for (const char of text.normalize('NFC')) {
    const base = char.length === 1 ? bases[char.charCodeAt(0)] : 0
    if (base) out += String.fromCharCode(base)
    // a mark that no letter took, and letters of other scripts, the long way
    else if (char > '\u02ff')
      out += char
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')
        .normalize('NFC')
    else out += char
  }
  return out
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000
