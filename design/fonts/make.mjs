// Makes the font files of this folder from the full Be Vietnam Pro. Run by hand, rarely; the results are committed:
//   npm install --no-save --ignore-scripts subset-font @expo-google-fonts/be-vietnam-pro && node design/fonts/make.mjs
//
// Why not the published subsets: latin + latin-ext + vietnamese are 46 kB a weight in three requests, and split one
// word ("Điện") over two files. One file with ASCII, all of Vietnamese and our punctuation is 9.6 kB, kerning kept.
// Why a file of figures: Be Vietnam Pro has no tabular figures ("1" is 385 units wide, "4" is 710) and no `tnum`.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(process.env.FONT_TOOLS ?? import.meta.url)
const subsetFont = require('subset-font')
const fontverter = require('fontverter')

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
  console.log(weight, woff2.length, figures.length)
}
