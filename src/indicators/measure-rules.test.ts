import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { add, figureOf, measured, mustHappen, valueOfPart } from './measure-rules.ts'
import { meets, stateOf } from './registry.ts'
import { targetOf } from './target-rules.ts'

describe('what must happen in the remaining months', () => {
  it('losses of 7.35 % in eight months may average 6.9 % over the remaining four, for a target of 7.2 %', () => {
    const found = mustHappen({
      way: 'ratio',
      direction: 'down',
      scale: 100,
      target: 7.2,
      done: { numerator: 8 * 7.35, denominator: 800 },
      months: 4,
      ahead: 400,
      most: 100,
    })!
    assert.deepEqual([found.months, found.verdict], [4, 'possible'])
    assert.ok(Math.abs(found.needed - 6.9) < 1e-9)
  })

  it('says when it is sure, and when it is out of reach', () => {
    const share = { way: 'ratio', direction: 'up', scale: 100, months: 1, most: 100 } as const
    const done = { numerator: 90, denominator: 100 }
    assert.equal(mustHappen({ ...share, target: 99, done, ahead: 10 })!.verdict, 'out_of_reach')
    assert.equal(mustHappen({ ...share, target: 50, done, ahead: 10 })!.verdict, 'sure')
    const minutes = { way: 'sum', direction: 'down', scale: 1, months: 2, ahead: 0 } as const
    assert.equal(mustHappen({ ...minutes, target: 80, done })!.verdict, 'out_of_reach')
    assert.deepEqual(mustHappen({ ...minutes, target: 100, done }), { months: 2, needed: 5, verdict: 'possible' })
    assert.equal(mustHappen({ ...minutes, months: 0, target: 100, done }), undefined)
    assert.equal(mustHappen({ ...share, target: 99, done, ahead: 0 }), undefined, 'nothing lies ahead')
  })

  it('months that bring exactly what is needed meet the target exactly', () => {
    const amount = fc.double({ min: 0.5, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(amount, amount, amount, amount, fc.integer({ min: 1, max: 11 }), fc.constantFrom('sum' as const, 'ratio' as const), (n, d, ahead, target, months, way) => {
        const done = { numerator: n, denominator: d }
        const { needed } = mustHappen({ way, direction: 'up', scale: 100, target, done, months, ahead })!
        const reached =
          way === 'sum'
            ? valueOfPart({ way, scale: 100 }, { numerator: n + (needed * months) / 100, denominator: 1 })!
            : valueOfPart({ way, scale: 100 }, { numerator: n + (needed * ahead) / 100, denominator: d + ahead })!
        assert.ok(Math.abs(reached - target) <= 1e-6 * Math.max(target, (100 * n) / d, 100 * n))
      }),
    ) // biome-ignore format: short
  })
})

it('a year and the group are ratios of sums, never means of means', () => {
  const one = measured('ratio', 100)
  add(one, 'A', '2017-01', { numerator: 1, denominator: 1 })
  add(one, 'A', '2017-02', { numerator: 0, denominator: 9 })
  add(one, 'B', '2017-02', { numerator: 10, denominator: 10 })
  const both = ['2017-01', '2017-02']
  assert.equal(figureOf(one, 'A', '2017', both), 10)
  assert.equal(figureOf(one, null, '2017', both), 55)
  assert.equal(figureOf(one, 'C', '2017', both), null)
  const empty = measured('ratio', 100)
  add(empty, 'A', '2017-01', { numerator: 0, denominator: 0 })
  assert.equal(figureOf(empty, 'A', '2017', both), null, 'not divided by zero')
  const unknown = measured('sum')
  add(unknown, 'A', '2017-01', { numerator: Number.NaN, denominator: 1 })
  assert.equal(figureOf(unknown, 'A', '2017', both), null)
})

it('better than last year means better; a warning puts a kept figure at risk', () => {
  const down = { direction: 'down', strict: true } as const
  assert.deepEqual([meets(down, 5, 5), meets(down, 4.9, 5), meets(down, 0, 0)], [false, true, true])
  const figures = { actual: 96, target: 95, projection: null, over: false }
  assert.equal(stateOf({ direction: 'up' }, { ...figures, warning: 97 }), 'at_risk')
  assert.equal(stateOf({ direction: 'up' }, { ...figures, warning: 96 }), 'kept')
  assert.equal(stateOf({ direction: 'up' }, { ...figures, over: true, warning: 97 }), 'kept')
})

it('the target of a corporation goes before what is for all, and the group’s is not held against one', () => {
  const row = { id: 1, corporation_id: null, only_for: null, code: 'losses', year: 2017, month: null, value: 7.6, of_group: true, source: 's', warning_value: null, weight: 1, owner: '', reason: null, recorded_at: new Date(0), actor: 'x' } // biome-ignore format: one line
  const indicator = { code: 'losses' }
  const A = { id: 3, code: 'A' }
  const of = (targets: (typeof row)[], whose: typeof A | null, more: Partial<Parameters<typeof targetOf>[2]> = {}) =>
    targetOf(indicator, targets, { whose, month: null, seesAll: true, lastYear: null, lastYearWords: 'last', ...more })
      ?.value
  assert.equal(of([row], null), 7.6)
  assert.equal(of([row], A), undefined)
  assert.equal(of([row], null, { seesAll: false }), undefined)
  const forAll = { ...row, of_group: false, value: 8 }
  assert.deepEqual([of([row, forAll], A), of([row, forAll], null)], [8, 7.6])
  const own = { ...row, of_group: false, only_for: 'A' as never, value: 5 }
  assert.deepEqual([of([forAll, own], A), of([forAll, own], null), of([forAll, own], { id: 4, code: 'B' })], [5, 8, 8])
  assert.equal(of([{ ...row, value: null as never }], null, { lastYear: 3 }), 3, 'taken back')
})
