import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { readTrackingCode } from '../../../requests/index.ts'
import { readSms } from './grammar.ts'

/** A code that its check sign fits: looked for among the few that begin so. */
const code = (() => {
  for (const last of '0123456789ABCEFGHJKLMNPRTUVXY') {
    const found = readTrackingCode(`K7M2A9XTB${last}`)
    if (found) return found
  }
  throw new Error('no such code')
})()

test('the words that customers use, with and without marks, in any case', () => {
  const out = (c: string | null, words: string | null = null) => ({ kind: 'power_out', code: c, words })
  for (const [text, expected] of [
    ['MD', out(null)],
    ['md.', out(null)],
    ['Mất điện', out(null)],
    ['mat dien roi', out(null, 'roi')],
    ['MD PD0100000001', out('PD0100000001')],
    ['  mđ: pd0100000001 từ 7 giờ sáng', out('PD0100000001', 'từ 7 giờ sáng')],
    ['Mất điện nhà 12 Lê Lợi', out(null, 'nhà 12 Lê Lợi')],
    ['mdf gì đó', { kind: 'words' }],
    [`TD ${code}`, { kind: 'track', code }],
    [`td ${code.toLowerCase().replace('-', ' ')}`, { kind: 'track', code }],
    ['TD', { kind: 'track', code: null }],
    ['TD 12345', { kind: 'track', code: null }],
    [code, { kind: 'track', code }],
    [`${code} tôi đã gửi giấy tờ`, { kind: 'about', code, words: 'tôi đã gửi giấy tờ' }],
    ['9', { kind: 'score' }],
    [' 10 điểm ', { kind: 'score' }],
    ['8/10', { kind: 'score' }],
    ['0', { kind: 'score' }],
    ['9 cảm ơn anh thợ', { kind: 'score' }],
    ['7, thợ đến nhanh', { kind: 'score' }],
    ['11', { kind: 'words' }],
    ['10.5', { kind: 'words' }],
    ['3 ngày rồi chưa có điện', { kind: 'words' }],
    ['Hóa đơn tháng này sai', { kind: 'words' }],
    ['   ', { kind: 'empty' }],
  ] as const)
    assert.deepEqual(readSms(text), expected, text)
})

test('any text is read, and an invented code never tracks anything', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => void readSms(text)))
  const drawn = randomBytes(8).toString('hex').slice(0, 10)
  if (!readTrackingCode(drawn)) assert.notEqual(readSms(`${drawn} xin hỏi`).kind, 'about')
})
