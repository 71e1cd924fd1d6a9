import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { allocate, deviationOf, type Stratum } from './sample-rules.ts'

const strata = fc.array(
  fc.record({ population: fc.integer({ min: 1, max: 60 }), deviation: fc.double({ min: 0.1, max: 5, noNaN: true }) }),
  { minLength: 1, maxLength: 4 },
)
const named = (of: { population: number; deviation: number }[]): Stratum[] =>
  of.map((s, i) => ({ name: String(i), ...s }))
const sum = (values: readonly number[]) => values.reduce((s, v) => s + v, 0)
/** Of the mean: sum of (N S)^2 / n, without what no allocation changes. */
const variance = (of: readonly Stratum[], n: readonly number[]) =>
  sum(of.map((s, i) => (s.population * (s.deviation ?? 1)) ** 2 / n[i]!))

test('property: sums to the size (or to all there are), within the bounds of each stratum', () => {
  fc.assert(
    fc.property(strata, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 5 }), (given, size, min) => {
      const of = named(given)
      const n = allocate(of, size, min)
      const least = sum(of.map((s) => Math.min(min, s.population)))
      assert.equal(sum(n), Math.max(least, Math.min(size, sum(of.map((s) => s.population)))))
      for (const [i, s] of of.entries()) assert.ok(n[i]! >= Math.min(min, s.population) && n[i]! <= s.population)
    }),
  )
})

test('property: no other allocation of as many has a smaller variance (all of them tried)', () => {
  fc.assert(
    fc.property(strata, fc.integer({ min: 4, max: 14 }), (given, size) => {
      const of = named(given)
      const n = allocate(of, size, 1)
      const best = variance(of, n)
      const total = sum(n)
      const tryAll = (i: number, left: number, so: number[]): void => {
        if (i === of.length - 1) {
          if (left < 1 || left > of[i]!.population) return
          assert.ok(variance(of, [...so, left]) >= best * (1 - 1e-9), `${n} is worse than ${[...so, left]}`)
          return
        }
        for (let k = 1; k <= Math.min(left, of[i]!.population); k++) tryAll(i + 1, left - k, [...so, k])
      }
      tryAll(0, total, [])
    }),
  )
})

test('proportional by hand; Neyman asks more where answers differ more', () => {
  const of = [
    { name: 'a', population: 6000 },
    { name: 'b', population: 3000 },
    { name: 'c', population: 1000 },
  ]
  assert.deepEqual(allocate(of, 100), [60, 30, 10])
  // N S = 6000, 6000, 4000
  assert.deepEqual(
    allocate(
      [
        { ...of[0]!, deviation: 1 },
        { ...of[1]!, deviation: 2 },
        { ...of[2]!, deviation: 4 },
      ],
      160,
    ),
    [60, 60, 40],
  )
  // nobody differed in the first: its minimum alone
  assert.deepEqual(
    allocate(
      [
        { ...of[0]!, deviation: 0 },
        { ...of[1]!, deviation: 1 },
      ],
      100,
    ),
    [4, 96],
  )
  // all of a small stratum, the rest elsewhere
  assert.deepEqual(
    allocate(
      [
        { name: 'a', population: 3 },
        { name: 'b', population: 1000 },
      ],
      50,
    ),
    [3, 47],
  )
  assert.equal(deviationOf([2, 4, 4, 4, 5, 5, 7, 9])?.toFixed(4), '2.1381')
  assert.equal(deviationOf([5]), undefined)
})
