import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nameOf, names, numberOf } from './names.ts'

test('every name finds its number and every number its name; others are not found', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 300, size: 'max' }),
      fc.string(),
      (list, other) => {
        const clean = list.filter((n) => n.isWellFormed())
        const all = names(clean)
        for (const [i, n] of clean.entries()) {
          assert.equal(numberOf(all, n), i)
          assert.equal(nameOf(all, i), n)
        }
        assert.equal(numberOf(all, other), clean.indexOf(other))
      },
    ),
  )
})

test('of two equal names the first is found', () => {
  assert.equal(numberOf(names(['a', 'b', 'a']), 'a'), 0)
})
