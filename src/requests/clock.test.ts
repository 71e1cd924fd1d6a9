import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { iso } from '../kernel/index.ts'
import { at } from '../kernel/testing/index.ts'
import type { WorkingCalendar } from '../organisation/index.ts'
import { makeCalendar } from '../organisation/index.ts'
import { dueAt, type Limit, longestPause, type Pause, passed, paused, stretches, ticked, usedShare } from './clock.ts'
import { readTrackingCode, trackingCode } from './tracking-code.ts'

const calendar: WorkingCalendar = makeCalendar(new Map())
const days = (limit_value: number): Limit => ({ limit_value, limit_unit: 'working_days' })
const hours = (limit_value: number): Limit => ({ limit_value, limit_unit: 'working_hours' })
const pause = (from: string, to: string | null, by = '2026-12-31 00:00'): Pause => ({
  paused_at: at(from),
  resumed_at: to === null ? null : at(to),
  ends_by: at(by),
})
const due = (limit: Limit, from: string, pauses: Pause[] = [], asOf = from) =>
  iso(dueAt(calendar, limit, at(from), pauses, at(asOf))!)

describe('the clock of a request', () => {
  it('three working days end at the last moment of the third, weekends left out', () => {
    assert.equal(due(days(3), '2026-03-09 16:59'), '2026-03-12T23:59:59.999+07:00') // Monday
    assert.equal(due(days(3), '2026-03-12 09:00'), '2026-03-17T23:59:59.999+07:00') // Thursday
    assert.equal(due(days(1), '2026-03-14 09:00'), '2026-03-16T23:59:59.999+07:00') // Saturday
  })
  it('two working hours from 10:30 reach over lunch', () => {
    assert.equal(due(hours(2), '2026-03-09 10:30'), '2026-03-09T14:00:00+07:00')
    assert.equal(due({ limit_value: 2, limit_unit: 'hours' }, '2026-03-09 10:30'), '2026-03-09T12:30:00+07:00')
  })
  it('a pause over two working days gives two days, one within a day none', () => {
    const from = '2026-03-09 09:00'
    assert.equal(
      due(days(3), from, [pause('2026-03-10 10:00', '2026-03-12 10:00')], '2026-03-12 10:00'),
      '2026-03-16T23:59:59.999+07:00',
    )
    assert.equal(
      due(days(3), from, [pause('2026-03-10 10:00', '2026-03-10 15:00')], '2026-03-10 15:00'),
      '2026-03-12T23:59:59.999+07:00',
    )
    assert.equal(
      due(hours(4), '2026-03-09 08:00', [pause('2026-03-09 09:00', '2026-03-09 10:00')], '2026-03-09 10:00'),
      '2026-03-09T14:30:00+07:00',
    )
  })
  it('a pause ends by itself where the longest allowed ends', () => {
    const ends_by = longestPause(calendar, at('2026-03-09 10:00'), 2)
    assert.equal(iso(ends_by), '2026-03-11T23:59:59.999+07:00')
    const open: Pause = { paused_at: at('2026-03-09 10:00'), resumed_at: null, ends_by }
    assert.equal(paused(calendar, 'working_days', [open], at('2026-03-09 08:00'), at('2026-03-20 08:00')), 2)
  })
  it('what is done at once has no deadline', () => {
    assert.equal(
      dueAt(calendar, { limit_value: null, limit_unit: 'at_once' }, at('2026-03-09 08:00'), [], at('2026-03-09 08:00')),
      null,
    )
  })
  it('is used up by half at half the working time, above one when late', () => {
    const from = at('2026-03-09 07:30')
    assert.equal(usedShare(calendar, hours(8), from, [], at('2026-03-09 11:30')), 0.5)
    assert.equal(usedShare(calendar, days(1), from, [], at('2026-03-09 17:00')), 0.5)
    assert.ok(usedShare(calendar, days(1), from, [], at('2026-03-11 00:00')) > 1)
    assert.ok(usedShare(calendar, days(1), from, [], at('2026-03-10 23:59')) <= 1)
  })
})

const base = at('2026-01-05 00:00').getTime()
const minute = fc.integer({ min: 0, max: 60 * 24 * 90 }).map((m) => new Date(base + m * 60_000))
const arbitraryPause = fc
  .tuple(minute, fc.integer({ min: 0, max: 60 * 24 * 20 }), fc.boolean())
  .map(([paused_at, long, open]): Pause => {
    const ends_by = longestPause(calendar, paused_at, 10)
    return { paused_at, resumed_at: open ? null : new Date(paused_at.getTime() + long * 60_000), ends_by }
  })
const arbitraryLimit = fc.record({
  limit_value: fc.integer({ min: 1, max: 20 }),
  limit_unit: fc.constantFrom('working_days' as const, 'working_hours' as const, 'hours' as const),
})

describe('the clock of a request, whatever the pauses', () => {
  it('ticking and paused stretches add up to the whole', () => {
    fc.assert(
      fc.property(
        arbitraryLimit,
        minute,
        minute,
        fc.array(arbitraryPause, { maxLength: 5 }),
        ({ limit_unit }, a, b, pauses) => {
          const [from, to] = a < b ? [a, b] : [b, a]
          // the complement of the pauses, stretch by stretch: an independent sum of what ticks
          let ticking = 0
          let last = from
          for (const s of stretches(pauses, from, to)) {
            assert.ok(s.from >= last)
            ticking += passed(calendar, limit_unit, last, s.from)
            last = s.to
          }
          ticking += passed(calendar, limit_unit, last, to)
          assert.ok(Math.abs(ticking - ticked(calendar, limit_unit, pauses, from, to)) < 1e-6)
          assert.ok(ticking >= 0)
        },
      ),
      { numRuns: 500 },
    )
  })
  it('a pause never shortens; all of them never lengthen by more than they are long', () => {
    fc.assert(
      fc.property(
        arbitraryLimit,
        minute,
        minute,
        fc.array(arbitraryPause, { maxLength: 4 }),
        arbitraryPause,
        (limit, a, b, pauses, one) => {
          const [from, asOf] = a < b ? [a, b] : [b, a]
          const all = [...pauses, one]
          const withOne = dueAt(calendar, limit, from, all, asOf)!
          assert.ok(withOne >= dueAt(calendar, limit, from, pauses, asOf)!)
          const more = passed(calendar, limit.limit_unit, dueAt(calendar, limit, from, [], asOf)!, withOne)
          assert.ok(more <= paused(calendar, limit.limit_unit, all, from, asOf) + 1e-6)
        },
      ),
      { numRuns: 500 },
    )
  })
  it('at the deadline exactly the limit has ticked', () => {
    fc.assert(
      fc.property(arbitraryLimit, minute, fc.array(arbitraryPause, { maxLength: 4 }), (limit, from, pauses) => {
        const later = new Date(from.getTime() + 400 * 86_400_000)
        const due = dueAt(calendar, limit, from, pauses, later)!
        const value = limit.limit_value * (limit.limit_unit === 'working_days' ? 1 : 3600)
        assert.ok(Math.abs(ticked(calendar, limit.limit_unit, pauses, from, due) - value) < 1e-6)
      }),
      { numRuns: 1000 },
    )
  })
  it('what is late cannot be paused back into time', () => {
    const late = pause('2026-03-13 08:00', '2026-03-20 08:00')
    assert.equal(due(days(3), '2026-03-09 09:00', [late], '2026-03-25 08:00'), '2026-03-12T23:59:59.999+07:00')
  })
})

describe('tracking codes', () => {
  const random = (seed: number[]) => (n: number) => Uint8Array.from({ length: n }, (_, i) => seed[i % seed.length]!)
  it('are read back however they are written', () => {
    const code = trackingCode(random([0, 231, 57, 99, 12, 200, 3]))
    assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/)
    assert.equal(readTrackingCode(code), code)
    assert.equal(readTrackingCode(` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o')} `), code)
  })
  it('every wrong sign and every swap is seen', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 231 }), { minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(bytes, fc.nat(9), fc.nat(9), fc.nat(28), (seed, i, j, to) => {
        const plain = trackingCode(random(seed)).replace('-', '')
        const other = [...plain]
        other[i] = '0123456789ABCEFGHJKLMNPRTUVXY'[to]!
        if (other.join('') !== plain) assert.equal(readTrackingCode(other.join('')), undefined)
        const swapped = [...plain]
        ;[swapped[i], swapped[j]] = [swapped[j]!, swapped[i]!]
        if (swapped.join('') !== plain) assert.equal(readTrackingCode(swapped.join('')), undefined)
      }),
    )
  })
})
