import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CodeIndex } from './code-index.ts'

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789']
const regular = fc
  .tuple(
    fc.constantFrom('PD0100', 'PA05HH', 'ZZZZZZ', '000000'),
    fc.array(fc.constantFrom(...letters), { minLength: 7, maxLength: 7 }),
  )
  .map(([unit, rest]) => unit + rest.join(''))
const anyCode = fc.oneof(
  regular,
  fc.string({ maxLength: 20 }),
  fc.constantFrom('pd01000000001', '0000000000000', 'ZZZZZZZZZZZZZ', 'PD0100000000Đ', 'load.632'),
)

test('it answers as a Map does, for codes of any shape', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyCode, fc.nat(0xffffffff)), { maxLength: 400 }),
      fc.array(anyCode),
      (pairs, others) => {
        const index = new CodeIndex()
        const map = new Map<string, number>()
        for (const [code, value] of pairs) {
          index.set(code, value)
          map.set(code, value)
        }
        assert.equal(index.size, map.size)
        for (const code of [...map.keys(), ...others]) assert.equal(index.get(code), map.get(code), code)
      },
    ),
  )
})

const codeOf = (i: number) =>
  `PD${String(100 + (i % 400)).padStart(4, '0')}${String(Math.imul(i, 2654435761) >>> 0)
    .slice(0, 7)
    .padStart(7, '0')}`

test('at most 16 bytes a customer, loaded at once or grown', () => {
  const codes = new Set<string>()
  for (let i = 0; codes.size < 200_000; i++) codes.add(codeOf(i))
  for (const expected of [200_000, 0]) {
    const index = new CodeIndex(expected)
    let n = 0
    for (const code of codes) {
      index.set(code, n++)
      if (n > 5000 && n % 997 === 0 && expected === 0) assert.ok(index.bytes / n <= 16, `${index.bytes / n} at ${n}`)
    }
    assert.ok(index.bytes / n <= 16, `${index.bytes / n}`)
    n = 0
    for (const code of codes) assert.equal(index.get(code), n++)
  }
})
