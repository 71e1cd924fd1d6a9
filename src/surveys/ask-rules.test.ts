import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { at } from '../kernel/testing/index.ts'
import { askingTime, plain, scoreOfSms, wordsOf } from './ask-rules.ts'

test('nobody is woken by a question', () => {
  const hours = { ask_from: '08:00:00', ask_until: '20:00:00' }
  assert.deepEqual(askingTime(hours, at('2026-03-20 11:30')), at('2026-03-20 11:30'))
  assert.deepEqual(askingTime(hours, at('2026-03-20 02:10')), at('2026-03-20 08:00'))
  assert.deepEqual(askingTime(hours, at('2026-03-20 20:00')), at('2026-03-21 08:00'))
  assert.deepEqual(askingTime(hours, at('2026-12-31 23:59')), at('2027-01-01 08:00'))
})

test('a text message that begins with 0 to 10 is a score; anything else is not', () => {
  const good: [string, number, string | null][] = [
    ['9', 9, null],
    [' 10 ', 10, null],
    ['0', 0, null],
    ['8/10', 8, null],
    ['7 điểm, thợ nhiệt tình', 7, 'thợ nhiệt tình'],
    ['7d', 7, null],
    ['10. Cảm ơn!', 10, 'Cảm ơn!'],
    ['3 lau qua\nmat dien ca ngay', 3, 'lau qua\nmat dien ca ngay'],
  ]
  for (const [text, score, words] of good) assert.deepEqual(scoreOfSms(text), { score, words }, text)
  for (const text of ['', 'ok', '11', '2026', '-1', '7.5', '7,5', '10.5', '8/5', 'tot 9', '100', '9x'])
    assert.equal(scoreOfSms(text), undefined, text)
})

test('property: every score from 0 to 10 is read back, whatever blanks stand around it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 }), fc.stringMatching(/^\s{0,3}$/), (score, blank) =>
      assert.equal(scoreOfSms(`${blank}${score}${blank}`)?.score, score),
    ),
  )
})

test('words are kept as written, and looked for without accents', () => {
  assert.equal(plain('Cắt điện KHÔNG báo trước!!! (Đống Đa)'), ' cat dien khong bao truoc dong da ')
  assert.equal(wordsOf('  \u0000 '), null)
  assert.equal(wordsOf('a\r\nb'), 'a\nb')
  assert.equal(wordsOf('ế'.repeat(2000))!.length, 1000)
})
