// Makes the font files of this folder from the full Be Vietnam Pro. Run by hand, rarely; the results are committed:
//   npm install --no-save --ignore-scripts subset-font @expo-google-fonts/be-vietnam-pro && node design/fonts/make.mjs
//
// The .ttf are for PDF: every letter of the family (names may hold any), kerning kept, no hints, and the figures at one
// width in the same file, because a PDF names one font for a run of text.
//
// Why not the published subsets: latin + latin-ext + vietnamese are 46 kB a weight in three requests, and split one
// word ("Điện") over two files. One file with ASCII, all of Vietnamese and our punctuation is 9.6 kB, kerning kept.
// Why a file of figures: Be Vietnam Pro has no tabular figures ("1" is 385 units wide, "4" is 710) and no `tnum`.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(process.env.FONT_TOOLS ?? import.meta.url)
const subsetFont = require('subset-font')
const fontverter = require('fontverter')
const fontkit = require('fontkit')

const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i))
const tones = ['', '\u0300', '\u0301', '\u0309', '\u0303', '\u0323']
const vowels = [...'aăâeêioôơuưy'].flatMap((v) => tones.map((t) => (v + t).normalize('NFC')))
const text = `${ascii}${vowels.join('')}${vowels.join('').toUpperCase()}đĐ\u00a0\u2009\u202f‘’“”–—…·•×→←₫°≥≤≈−§©`

/** Same advance for the ten figures, each centred in it. FreeType and DirectWrite place a glyph by its left bearing. */
function tabular(ttf, advance) {
  const tables = new Map()
  for (let i = 0; i < ttf.readUInt16BE(4); i++) {
    const at = 12 + i * 16
    tables.set(ttf.toString('latin1', at, at + 4), ttf.readUInt32BE(at + 8))
  }
  const glyphs = ttf.readUInt16BE(tables.get('hhea') + 34) // numberOfHMetrics
  for (let glyph = 1; glyph < glyphs; glyph++) {
    const at = tables.get('hmtx') + glyph * 4
    const was = ttf.readUInt16BE(at)
    ttf.writeUInt16BE(advance, at)
    ttf.writeInt16BE(ttf.readInt16BE(at + 2) + Math.round((advance - was) / 2), at + 2)
  }
  return ttf
}

/**
 * As `tabular` in a font of all letters, and the outlines themselves are moved: readers of PDF differ in whether they
 * place a glyph by its left bearing.
 */
function tabularOutlines(ttf, advance, digits) {
  const tables = []
  for (let i = 0; i < ttf.readUInt16BE(4); i++) {
    const at = 12 + i * 16
    const [offset, length] = [ttf.readUInt32BE(at + 8), ttf.readUInt32BE(at + 12)]
    tables.push({ tag: ttf.toString('latin1', at, at + 4), data: Buffer.from(ttf.subarray(offset, offset + length)) })
  }
  const table = (tag) => tables.find((t) => t.tag === tag)
  const [head, hmtx, glyf, loca] = ['head', 'hmtx', 'glyf', 'loca'].map((tag) => table(tag).data)
  const long = head.readInt16BE(50) === 1
  const offsetOf = (glyph) => (long ? loca.readUInt32BE(glyph * 4) : 2 * loca.readUInt16BE(glyph * 2))
  const glyphs = Array.from({ length: table('maxp').data.readUInt16BE(4) }, (_, g) =>
    glyf.subarray(offsetOf(g), offsetOf(g + 1)),
  )
  for (const digit of digits) {
    const shift = Math.round((advance - hmtx.readUInt16BE(digit * 4)) / 2)
    hmtx.writeUInt16BE(advance, digit * 4)
    hmtx.writeInt16BE(hmtx.readInt16BE(digit * 4 + 2) + shift, digit * 4 + 2)
    glyphs[digit] = moved(glyphs[digit], shift)
  }
  const places = Buffer.alloc((glyphs.length + 1) * 4)
  const padded = glyphs.map((g) => Buffer.concat([g, Buffer.alloc(-g.length & 3)]))
  for (let i = 0, end = 0; i < padded.length; i++) places.writeUInt32BE((end += padded[i].length), (i + 1) * 4)
  head.writeInt16BE(1, 50)
  table('glyf').data = Buffer.concat(padded)
  table('loca').data = places
  const directory = Buffer.from(ttf.subarray(0, 12 + tables.length * 16))
  const body = []
  let at = directory.length
  for (const [i, { data }] of tables.entries()) {
    directory.writeUInt32BE(at, 12 + i * 16 + 8)
    directory.writeUInt32BE(data.length, 12 + i * 16 + 12)
    body.push(data, Buffer.alloc(-data.length & 3))
    at += data.length + (-data.length & 3)
  }
  return Buffer.concat([directory, ...body])
}

/** A simple glyph moved to the right: its box, and the first point, from which the others are steps. */
function moved(glyph, shift) {
  const contours = glyph.readInt16BE(0)
  if (contours < 0) throw new Error('a composite figure: move its parts')
  const box = Buffer.from(glyph.subarray(0, 10))
  for (const at of [2, 6]) box.writeInt16BE(box.readInt16BE(at) + shift, at)
  const flagsAt = 10 + contours * 2 + 2 + glyph.readUInt16BE(10 + contours * 2)
  const points = glyph.readUInt16BE(10 + (contours - 1) * 2) + 1
  const flags = []
  let at = flagsAt
  while (flags.length < points) {
    const flag = glyph[at++]
    const again = flag & 8 ? glyph[at++] : 0
    for (let i = 0; i <= again; i++) flags.push(flag & ~8)
  }
  const [short, same] = [flags[0] & 2, flags[0] & 16]
  const first = short ? (same ? 1 : -1) * glyph[at] : same ? 0 : glyph.readInt16BE(at)
  const rest = glyph.subarray(at + (short ? 1 : same ? 0 : 2))
  flags[0] &= ~(2 | 16)
  const x = Buffer.alloc(2)
  x.writeInt16BE(first + shift)
  return Buffer.concat([box, glyph.subarray(10, flagsAt), Buffer.from(flags), x, rest])
}

for (const [weight, file] of [
  [400, '400Regular/BeVietnamPro_400Regular.ttf'],
  [700, '700Bold/BeVietnamPro_700Bold.ttf'],
]) {
  const full = readFileSync(require.resolve(`@expo-google-fonts/be-vietnam-pro/${file}`))
  const keepFeatures = ['kern', 'mark', 'mkmk', 'ccmp', 'locl']
  const woff2 = await subsetFont(full, text, { targetFormat: 'woff2', noHinting: true, keepFeatures })
  writeFileSync(new URL(`be-vietnam-pro-${weight}.woff2`, import.meta.url), woff2)

  const digits = await subsetFont(full, '0123456789', {
    targetFormat: 'truetype',
    noHinting: true,
    keepFeatures: [],
    dropTables: ['GPOS', 'GSUB', 'GDEF'],
  })
  const figures = await fontverter.convert(tabular(Buffer.from(digits), weight === 400 ? 660 : 690), 'woff2')
  writeFileSync(new URL(`be-vietnam-pro-figures-${weight}.woff2`, import.meta.url), figures)

  const font = fontkit.create(full)
  const all = await subsetFont(full, String.fromCodePoint(...font.characterSet), {
    targetFormat: 'truetype',
    noHinting: true,
    keepFeatures,
  })
  const ids = [...'0123456789'].map((d) => fontkit.create(all).glyphForCodePoint(d.codePointAt(0)).id)
  const ttf = tabularOutlines(all, weight === 400 ? 660 : 690, ids)
  writeFileSync(new URL(`be-vietnam-pro-${weight}.ttf`, import.meta.url), ttf)
  console.log(weight, woff2.length, figures.length, ttf.length)
}
