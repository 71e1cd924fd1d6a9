import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { phone } from './phone.ts'

test('numbers as people write them', () => {
  for (const text of [
    '0912345678',
    '0912 345 678',
    '+84 912 345 678',
    '84912345678',
    '0084912345678',
    '+84 (0)912-345-678',
    '+840912345678',
    ' (091) 2345.678 ',
  ])
    assert.deepEqual(phone(text), { msisdn: '84912345678' }, text)
})

test('eleven-digit numbers of before 2018 lead to their new ones', () => {
  assert.deepEqual(phone('01681234567'), { msisdn: '84381234567' })
  assert.deepEqual(phone('+84 120 1234567'), { msisdn: '84701234567' })
  assert.deepEqual(phone('01991234567'), { msisdn: '84591234567' })
})

test('what cannot take a text message says why', () => {
  assert.deepEqual(phone('024 3825 1234'), { problem: 'number_landline' })
  assert.deepEqual(phone('+84 28 3822 1234'), { problem: 'number_landline' })
  for (const text of [
    '',
    '0',
    '19001288',
    '12345',
    '091234567',
    '09123456789',
    '+84',
    'không có',
    '0912345678x',
    '01711234567',
    '+',
  ])
    assert.deepEqual(phone(text), { problem: 'number_invalid' }, text)
})

test('a number of another country is kept', () => {
  assert.deepEqual(phone('+81 90-1234-5678'), { msisdn: '819012345678' })
  assert.deepEqual(phone('+0123456789'), { problem: 'number_invalid' })
})

test('property: whatever is typed, the answer is digits or a reason, and the answer leads to itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(\+|00)?[0-9 ().-]{0,16}$/)), (text) => {
      const answer = phone(text)
      if ('problem' in answer) return
      assert.match(answer.msisdn, /^[1-9]\d{7,14}$/)
      assert.deepEqual(phone('+' + answer.msisdn), answer)
    }),
  )
})
