import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { at, onDatabase } from '../testing/index.ts'
import { difference, has, includes, intersection, numbersOf, overlaps, setOf, sizeOf, union } from './ranges.ts'

const numbers = fc.array(fc.integer({ min: -5, max: 25 }), { maxLength: 20 })

it('range sets do what sets of numbers do', () => {
  fc.assert(
    fc.property(numbers, numbers, (x, y) => {
      const [a, b] = [setOf(x), setOf(y)]
      const [p, q] = [new Set(x), new Set(y)]
      const sorted = (set: Set<number>) => [...set].sort((l, r) => l - r)
      assert.deepEqual([...numbersOf(a)], sorted(p))
      assert.equal(sizeOf(a), p.size)
      assert.deepEqual([...numbersOf(union(a, b))], sorted(p.union(q)))
      assert.deepEqual([...numbersOf(intersection(a, b))], sorted(p.intersection(q)))
      assert.deepEqual([...numbersOf(difference(a, b))], sorted(p.difference(q)))
      assert.equal(includes(a, b), q.isSubsetOf(p))
      assert.equal(overlaps(a, b), !p.isDisjointFrom(q))
      for (const n of [-5, 0, 3, 24]) assert.equal(has(a, n), p.has(n))
    }),
  )
})

it('refuses what is not the canonical text of a set', () => {
  for (const bad of ['', '{', '{[1,2]}', '{(1,2)}', '{[1,2)};--', '{empty}'])
    assert.throws(() => union(bad, '{[1,2)}'), RangeError)
})

onDatabase("range sets are PostgreSQL's", (story) => {
  story('same text, same algebra', at('2017-03-10 09:00'), async (ctx) => {
    for (const [x, y] of fc.sample(fc.tuple(numbers, numbers), 60)) {
      const [a, b] = [setOf(x!), setOf(y!)]
      const { rows } = await sql<Record<string, string>>`
        select ${a}::int4multirange as a, ${a}::int4multirange + ${b}::int4multirange as u,
          ${a}::int4multirange * ${b}::int4multirange as i, ${a}::int4multirange - ${b}::int4multirange as d`.execute(
        ctx.tx,
      )
      assert.deepEqual(rows[0], { a, u: union(a, b), i: intersection(a, b), d: difference(a, b) })
    }
  })
})
