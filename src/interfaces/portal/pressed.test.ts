import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { hole, press, share, stamp, stampGzip } from './pressed.ts'

const code = fc
  .array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'), { minLength: 13, maxLength: 13 })
  .map((letters) => letters.join(''))
// Codes in the text itself and much repetition: what a compressor could copy wrongly.
const words = fc.array(fc.constantFrom('<a href="/kh/', 'Điện có lại lúc ', 'PD01000123456', '"', ' ', '\n<p>'), {
  maxLength: 60,
})

test('plain and gzip are the page with the code in every hole, and the check sum is right', () => {
  fc.assert(
    fc.property(
      fc.array(words, { minLength: 1, maxLength: 6 }),
      fc.array(code, { minLength: 1, maxLength: 3 }),
      (parts, codes) => {
        const text = parts.map((one) => one.join('')).join(hole)
        const page = press(text, share('Điện có lại lúc <a href="/kh/'))
        for (const one of codes) {
          const expected = text.replaceAll(hole, one)
          assert.equal(Buffer.from(stamp(page, one), 'latin1').toString('utf8'), expected)
          // gunzipSync refuses a wrong check sum or length.
          const zipped = Buffer.from(stampGzip(page, one), 'latin1')
          assert.equal(gunzipSync(zipped).toString('utf8'), expected)
        }
      },
    ),
  )
})

test('a wrong check sum would be noticed', () => {
  const page = press(`a ${hole} b`)
  const bytes = Buffer.from(stampGzip(page, 'PD01000123456'), 'latin1')
  bytes[bytes.length - 8] ^= 1
  assert.throws(() => gunzipSync(bytes), /incorrect data check/)
})

test('a hole costs at most 24 bytes more than compressing the page whole', () => {
  const text = Array.from(
    { length: 400 },
    (_, i) => `<p class="a${i % 7}">Mất điện ${i}${i % 80 === 0 ? hole : ''}</p>`,
  ).join('\n')
  const whole = gzipSync(text, { level: 9 }).length
  const pressed = stampGzip(press(text), 'PD01000123456').length
  assert.ok(pressed <= whole + 5 * 24, `${pressed} against ${whole}`)
})
