import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { civilOf, dayNumber, dayOfInstant, formatDay, parseDay, startOfDay, weekdayOf } from './civil.ts'

test('agrees with Date on every day of two centuries', () => {
  for (let day = dayNumber(1900, 1, 1); day <= dayNumber(2100, 12, 31); day++) {
    const date = new Date(day * 86_400_000)
    assert.equal(formatDay(day), date.toISOString().slice(0, 10))
    assert.equal(parseDay(formatDay(day)), day)
    assert.equal(weekdayOf(day), date.getUTCDay() || 7)
  }
  assert.deepEqual(civilOf(0), { year: 1970, month: 1, day: 1 })
})

test('refuses what is not a day', () => {
  for (const text of [
    '',
    '2026-2-3',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026/01/01',
    '2026-01-01T00:00',
    '20x6-01-01',
  ]) {
    assert.throws(() => parseDay(text), RangeError, text)
  }
})

test('a day in Viet Nam begins at 17:00 UTC of the day before', () => {
  assert.equal(startOfDay(parseDay('2017-01-28')).toISOString(), '2017-01-27T17:00:00.000Z')
  fc.assert(
    fc.property(fc.integer({ min: -40_000, max: 60_000 }), fc.integer({ min: 0, max: 86_399_999 }), (day, ms) => {
      assert.equal(dayOfInstant(new Date(startOfDay(day).getTime() + ms)), day)
    }),
  )
})
