import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ranges } from '../../kernel/index.ts'
import { livedBy, markOf, pick, situationOf } from './situation.ts'
import type { OutageNow } from './source.ts'
import { outageOf } from './testing.ts'
import type { CustomerOutage } from './views.ts'

const at = (civil: string) => new Date(`2026-11-24T${civil}:00+07:00`)

//  transformers 1 2 3: 1 and 2 back at 11:24, kept by 6 minutes; 3 back at 11:44, broken by 14
test('a promise kept for one part and broken for another is told to each as it was', () => {
  const outage = outageOf({
    phase: 'restored',
    restored: [
      { transformers: '{[1,3)}', back_at: at('11:24') },
      { transformers: '{[3,4)}', back_at: at('11:44') },
    ],
    outcomes: [
      { transformers: '{[1,3)}', outcome: 'kept', late_s: -360 },
      { transformers: '{[3,4)}', outcome: 'broken', late_s: 840 },
    ],
  })
  const { stateOf, lives } = situationOf([outage])
  const of = (t: number) =>
    lives[stateOf[t] ?? 0].map(livedBy).map((one) => [one.back_at, one.power_back?.outcome, one.power_back?.late_s])
  assert.deepEqual(of(1), [[at('11:24'), 'kept', -360]])
  assert.deepEqual(of(2), of(1))
  assert.deepEqual(of(3), [[at('11:44'), 'broken', 840]])
  assert.deepEqual([of(0), of(4), of(5)], [[], [], []])
  assert.equal(stateOf[1], stateOf[2])
})

test('while a part is out and another is back, each sees its own', () => {
  const { stateOf, lives } = situationOf([outageOf({ restored: [{ transformers: '{[1,2)}', back_at: at('10:00') }] })])
  assert.equal(livedBy(lives[stateOf[1]][0]).phase, 'restored')
  assert.equal(livedBy(lives[stateOf[2]][0]).phase, 'out')
})

/** Ten lines that cannot be wrong: each transformer asked alone. */
function naive(outages: readonly OutageNow[], t: number): string {
  const lives = outages
    .filter((one) => ranges.has(one.transformers, t))
    .map((outage) => ({
      outage,
      back: outage.restored.findLastIndex((part) => ranges.has(part.transformers, t)),
      verdict: outage.outcomes.findLastIndex((part) => ranges.has(part.transformers, t)),
    }))
  return markOf(lives)
}

const set = fc.uniqueArray(fc.nat(39), { maxLength: 20 }).map((numbers) => ranges.setOf(numbers))
const anyOutage = fc
  .record({
    id: fc.uuid(),
    transformers: set,
    restored: fc.array(set, { maxLength: 3 }),
    outcomes: fc.array(set, { maxLength: 3 }),
  })
  .map((one) =>
    outageOf({
      ...one,
      restored: one.restored.map((transformers) => ({ transformers, back_at: at('10:00') })),
      outcomes: one.outcomes.map((transformers) => ({ transformers, outcome: 'kept' as const, late_s: 0 })),
    }),
  )

test('the shared states are what each transformer is in when asked alone', () => {
  fc.assert(
    fc.property(fc.array(anyOutage, { maxLength: 6 }), (outages) => {
      const { stateOf, lives } = situationOf(outages)
      for (let t = 0; t < 40; t++) assert.equal(markOf(lives[stateOf[t] ?? 0]), naive(outages, t))
    }),
  )
})

test('what matters most comes first', () => {
  const now = at('12:00')
  const hours = (n: number) => new Date(now.getTime() + n * 3_600_000)
  const one = (id: string, phase: CustomerOutage['phase'], more: Partial<CustomerOutage>): CustomerOutage => ({
    ...livedBy({ outage: outageOf({ id, phase }), back: -1, verdict: -1 }),
    ...more,
  })
  const out = one('out', 'out', { out_from: hours(-1) })
  const back = one('back', 'restored', { back_at: hours(-2) })
  const long = one('long', 'restored', { back_at: hours(-20) })
  const tomorrow = one('tomorrow', 'coming', { out_from: hours(20) })
  const later = one('later', 'coming', { out_from: hours(200) })
  const off = one('off', 'cancelled', { out_from: hours(30) })
  const first = (...lives: CustomerOutage[]) => pick(lives, now).outage?.id
  assert.equal(first(later, off, long, tomorrow, back, out), 'out')
  assert.equal(first(later, off, long, tomorrow, back), 'back')
  assert.equal(first(later, off, long, tomorrow), 'tomorrow')
  assert.equal(first(later, long, off), 'off')
  assert.equal(first(later, long), 'long')
  assert.equal(first(later), 'later')
  assert.equal(first(one('old', 'restored', { back_at: hours(-40) })), undefined)
  assert.deepEqual(
    pick([later, out, tomorrow], now).next.map((o) => o.id),
    ['tomorrow', 'later'],
  )
})
