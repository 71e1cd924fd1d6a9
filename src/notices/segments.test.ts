import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { gsm7, room, segments, septets, smsText, split, ucs2, unaccented } from './segments.ts'

test('a text in the default alphabet has room for 160, then 153 a part', () => {
  assert.deepEqual(segments(''), { encoding: 'gsm7', segments: 1 })
  assert.deepEqual(segments('a'.repeat(160)), { encoding: 'gsm7', segments: 1 })
  assert.deepEqual(segments('a'.repeat(161)), { encoding: 'gsm7', segments: 2 })
  assert.deepEqual(segments('a'.repeat(306)), { encoding: 'gsm7', segments: 2 })
  assert.deepEqual(segments('a'.repeat(307)), { encoding: 'gsm7', segments: 3 })
})

test('a Vietnamese text has room for 70, then 67 a part', () => {
  assert.deepEqual(segments('đ'.repeat(70)), { encoding: 'ucs2', segments: 1 })
  assert.deepEqual(segments('đ'.repeat(71)), { encoding: 'ucs2', segments: 2 })
  assert.deepEqual(segments('đ'.repeat(134)), { encoding: 'ucs2', segments: 2 })
  assert.deepEqual(segments('đ'.repeat(135)), { encoding: 'ucs2', segments: 3 })
  assert.deepEqual(segments('a'.repeat(69) + 'ệ'), { encoding: 'ucs2', segments: 1 })
})

test('a character of the extension table takes two places and is never cut in half', () => {
  for (const char of '^{}\\[~]|€\f') assert.equal(septets(char), 2, char)
  assert.equal(segments('€'.repeat(80)).segments, 1)
  assert.equal(segments('€'.repeat(80) + 'a').segments, 2)
  // 152 + an extension character would end on the escape: the character moves to the next part whole
  assert.deepEqual(split('a'.repeat(152) + '€' + 'b'.repeat(20)).parts, ['a'.repeat(152), '€' + 'b'.repeat(20)])
  // and that can cost a part: 2 x 153 septets, yet three parts
  assert.equal(segments('a'.repeat(152) + '€' + 'b'.repeat(152)).segments, 3)
})

test('a pair of surrogates is never cut in half', () => {
  assert.deepEqual(segments('😀'.repeat(35)), { encoding: 'ucs2', segments: 1 })
  assert.deepEqual(split('a'.repeat(66) + '😀' + 'b'.repeat(10)).parts, ['a'.repeat(66), '😀' + 'b'.repeat(10)])
})

test('the octets are those of the standard', () => {
  assert.deepEqual([...gsm7('@£$¥èéùìòÇ\nØø\rÅå')], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
  assert.deepEqual([...gsm7('Δ_ΦΓΛΩΠΨΣΘΞ')], [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26])
  assert.deepEqual([...gsm7('ÆæßÉ AZaz09')], [0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x41, 0x5a, 0x61, 0x7a, 0x30, 0x39])
  assert.deepEqual(
    [...gsm7('¡ÄÖÑÜ§¿äöñüà¤')],
    [0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x24],
  )
  assert.deepEqual(
    [...gsm7('^{}\\[~]|€')],
    [0x1b, 0x14, 0x1b, 0x28, 0x1b, 0x29, 0x1b, 0x2f, 0x1b, 0x3c, 0x1b, 0x3d, 0x1b, 0x3e, 0x1b, 0x40, 0x1b, 0x65],
  )
  for (const char of ['\x1b', 'ç', '`', 'ă', 'đ', '\uffff']) assert.throws(() => gsm7(char), RangeError)
  assert.deepEqual([...ucs2('Điện')], [0x01, 0x10, 0x00, 0x69, 0x1e, 0xc7, 0x00, 0x6e])
})

test('marks go and nothing else does', () => {
  assert.equal(unaccented('Tạm ngừng cung cấp điện ở Đống Đa, ẵm ẩn'), 'Tam ngung cung cap dien o Dong Da, am an')
  assert.equal(smsText('07:30–11:30 “Tổ 5”…', { accents: true }), '07:30-11:30 "Tổ 5"...')
  assert.equal(segments(smsText('07:30–11:30', { accents: true })).encoding, 'gsm7')
  assert.equal(smsText('điện'.normalize('NFD'), { accents: true }), 'điện')
})

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...'a€{}[]~|\\^ Cắtđiện😀@\n'), maxLength: 500 }),
  fc.string({ unit: fc.constantFrom(...'a€{}[]~|'), maxLength: 500 }),
)

test('property: the parts are the text again, each fits, and none could have held the next character', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { encoding, parts } = split(text)
      assert.equal(parts.join(''), text)
      const size = (part: string) => (encoding === 'gsm7' ? gsm7(part).length : part.length)
      const limit = parts.length === 1 ? room[encoding].alone : room[encoding].joined
      parts.forEach((part, i) => {
        assert.ok(size(part) <= limit)
        assert.ok(parts.length === 1 || part.length > 0)
        const next = parts[i + 1] && String.fromCodePoint(parts[i + 1].codePointAt(0)!)
        if (next) assert.ok(size(part + next) > limit)
        // Only what was broken before may be broken in a part
        assert.equal(part.isWellFormed() || !text.isWellFormed(), true)
      })
    }),
  )
})

test('property: without accents every Vietnamese text of letters and digits fits the default alphabet', () => {
  const letters =
    'aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ 0123456789.,:;-–/()'
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...letters, ...letters.toUpperCase()), maxLength: 300 }), (text) => {
      assert.notEqual(septets(smsText(text, { accents: false })), undefined)
    }),
  )
})

test('property: without marks by table is without marks by the standard', () => {
  const slow = (text: string) =>
    text
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '')
      .replaceAll('đ', 'd')
      .replaceAll('Đ', 'D')
      .normalize('NFC')
  fc.assert(
    fc.property(anyText, (text) => assert.equal(unaccented(text), slow(text))),
    { numRuns: 500 },
  )
  for (let code = 0x20; code < 0x2000; code++) {
    const char = String.fromCharCode(code)
    assert.equal(unaccented(char), slow(char), code.toString(16))
  }
})
