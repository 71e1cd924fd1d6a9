import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { at, iso, Problem } from '../kernel/index.ts'
import { calendarFacts } from './calendar-facts.ts'
import { dayNumber, formatDay, parseDay, startOfDay, weekdayOf } from './civil.ts'
import { isWeekend, restDays } from './holidays.ts'
import { calendarSpan, type DeclaredDay, specialDays } from './special-days.ts'
import {
  addWorkingDays,
  addWorkingTime,
  aroundTheClock,
  hoursOn,
  isOpen,
  isWorkingDay,
  makeCalendar,
  openSeconds,
  usualHours,
  workingDaysBetween,
  workingTimeBetween,
} from './working-time.ts'

const office = makeCalendar(specialDays())
const saturdays = makeCalendar(specialDays(), [
  { valid_from: null, week: [...usualHours.week.slice(0, 5), [{ opens: '07:30', closes: '11:30' }], []] },
])
const alwaysOpen = makeCalendar(specialDays(), [aroundTheClock])

test('the rule gives the days that were kept 2016-2026, but for the swapped ones', () => {
  for (const { year, off } of calendarFacts) {
    const byRule = restDays(year)
      .filter((d) => !isWeekend(d.day))
      .map((d) => formatDay(d.day).slice(5))
    assert.deepEqual(byRule.sort(), off.split(' '), `${year}`)
  }
  // a swap takes one working day and gives one Saturday
  for (const { off, worked } of calendarFacts.flatMap((f) => f.swaps)) {
    assert.ok(!isWorkingDay(office, off) && isWorkingDay(office, worked))
    assert.ok(weekdayOf(parseDay(off)) <= 5 && weekdayOf(parseDay(worked)) === 6)
  }
})

const published = new URL('../../../shared/data/vn-calendar/public-sector-2016-2026.csv', import.meta.url)
test('every day of 2016-2026 against the published list', {
  skip: !existsSync(published) && 'no ../shared/data here',
}, () => {
  const kinds = new Map<string, string>()
  for (const line of readFileSync(published, 'utf8').trim().split('\n').slice(1)) {
    const [day, , kind] = line.split(',')
    kinds.set(day, kind)
  }
  assert.equal(kinds.size, 129)
  let days = 0
  for (let n = dayNumber(2016, 1, 1); n <= dayNumber(2026, 12, 31); n++, days++) {
    const kind = kinds.get(formatDay(n))
    assert.equal(isWorkingDay(office, formatDay(n)), kind ? kind === 'worked' : !isWeekend(n), formatDay(n))
  }
  assert.equal(days, 4018)
})

test('later years by rule', () => {
  const off = (year: number) =>
    restDays(year)
      .filter((d) => !isWeekend(d.day))
      .map((d) => `${formatDay(d.day).slice(5)} ${d.holiday}${d.made_up ? '+' : ''}`)
  // Tet 2027 is a Saturday: Thursday to Monday, and two days make up for the weekend
  assert.deepEqual(off(2027), [
    '01-01 new_year',
    '02-04 tet',
    '02-05 tet',
    '02-08 tet',
    '02-09 tet+',
    '02-10 tet+',
    '04-16 hung_kings',
    '04-30 reunification',
    '05-03 labour_day+',
    '09-02 national_day',
    '09-03 national_day',
    '11-24 culture_day',
  ])
  // 24 November 2029 is a Saturday, and is never made up
  assert.ok(restDays(2029).some((d) => d.holiday === 'culture_day' && isWeekend(d.day)))
  assert.ok(!restDays(2029).some((d) => d.holiday === 'culture_day' && d.made_up))
  // in 2030 Tet comes a day before Chinese New Year: Saturday 2 February
  assert.ok(
    !isWorkingDay(office, '2030-01-31') && !isWorkingDay(office, '2030-02-06') && isWorkingDay(office, '2030-02-07'),
  )
  // no year has a day twice, whatever falls on what
  for (let year = 2010; year <= 2075; year++) {
    const days = restDays(year).map((d) => d.day)
    assert.equal(new Set(days).size, days.length, `${year}`)
    assert.equal(
      days.length - restDays(year).filter((d) => d.made_up).length,
      year >= 2026 ? 12 : year >= 2021 ? 11 : year >= 2014 ? 10 : 9,
    )
  }
})

test('working days over Tet, swaps and holidays', () => {
  assert.equal(addWorkingDays(office, '2017-01-25', 1), '2017-02-02')
  assert.equal(addWorkingDays(office, '2026-01-09', 1), '2026-01-10') // a Saturday worked for 2 January
  assert.equal(addWorkingDays(office, '2018-12-28', 1), '2019-01-02')
  assert.equal(addWorkingDays(office, '2019-01-04', 1), '2019-01-05')
  assert.equal(addWorkingDays(office, '2026-11-23', 1), '2026-11-25')
  assert.equal(addWorkingDays(office, '2026-11-24', -1), '2026-11-23')
  assert.equal(addWorkingDays(office, '2026-11-22', 0), '2026-11-22')
  assert.equal(workingDaysBetween(office, '2017-01-01', '2017-12-31'), 250)
})

test('working time: lunch, evenings and holidays do not count', () => {
  const plus = (from: string, hours: number) => iso(addWorkingTime(office, at(from), hours * 3600))
  assert.equal(plus('2017-03-10 10:30', 2), '2017-03-10T14:00:00+07:00') // over lunch
  assert.equal(plus('2017-03-10 16:00', 2), '2017-03-13T08:30:00+07:00') // over a weekend
  assert.equal(plus('2017-01-25 16:00', 2), '2017-02-02T08:30:00+07:00') // over Tet
  assert.equal(plus('2017-03-10 07:30', 4), '2017-03-10T11:30:00+07:00') // ends when the morning ends
  assert.equal(plus('2017-03-10 07:30', 8), '2017-03-10T17:00:00+07:00') // ends when the office closes
  assert.equal(plus('2017-03-11 12:00', 1), '2017-03-13T08:30:00+07:00') // from a Saturday
  assert.equal(plus('2017-03-10 14:00', -2), '2017-03-10T10:30:00+07:00')
  assert.equal(plus('2017-03-13 08:30', -2), '2017-03-10T16:00:00+07:00')
  assert.equal(plus('2017-03-13 07:30', -4), '2017-03-10T13:00:00+07:00')
  assert.equal(workingTimeBetween(office, at('2017-01-25 16:00'), at('2017-02-02 08:30')), 2 * 3600)
  assert.equal(workingTimeBetween(office, at('2017-03-10 11:45'), at('2017-03-10 12:59')), 0)
  // a worked Saturday has a whole day's hours, also where Saturdays end at noon
  assert.equal(openSeconds(office, '2026-08-22'), 8 * 3600)
  assert.equal(openSeconds(saturdays, '2026-08-22'), 8 * 3600)
  assert.equal(openSeconds(saturdays, '2026-08-15'), 4 * 3600)
  // limits in hours run on a Saturday morning, limits in days do not count it; a holiday on a Saturday closes it
  assert.equal(iso(addWorkingTime(saturdays, at('2017-03-10 16:00'), 2 * 3600)), '2017-03-11T08:30:00+07:00')
  assert.equal(addWorkingDays(saturdays, '2017-03-10', 1), '2017-03-13')
  assert.equal(openSeconds(saturdays, '2017-01-28'), 0)
  assert.equal(iso(addWorkingTime(alwaysOpen, at('2017-01-27 20:00'), 86_400)), '2017-01-28T20:00:00+07:00')
  assert.ok(isOpen(office, at('2017-03-10 07:30')) && !isOpen(office, at('2017-03-10 11:30')))
  assert.deepEqual(hoursOn(office, '2017-03-10'), { opens: at('2017-03-10 07:30'), closes: at('2017-03-10 17:00') })
  assert.equal(hoursOn(office, '2017-01-27'), undefined)
})

test('hours that change are judged by those of the day', () => {
  const winter = { opens: '08:00', closes: '12:00' }
  const dated = makeCalendar(specialDays(), [
    usualHours,
    { valid_from: '2020-01-01', week: [[winter], [winter], [winter], [winter], [winter], [], []] },
  ])
  assert.equal(openSeconds(dated, '2019-12-31'), 8 * 3600)
  assert.equal(openSeconds(dated, '2020-01-02'), 4 * 3600)
})

test('a declared day moves the calendar, the last word counts, and it can be taken back', () => {
  const first: DeclaredDay = { day: '2027-08-30', kind: 'off', notice: '1/TB' }
  const calendar = (declared: DeclaredDay[]) => makeCalendar(specialDays(declared))
  assert.ok(isWorkingDay(office, '2027-08-30'))
  assert.ok(!isWorkingDay(calendar([first]), '2027-08-30'))
  assert.ok(isWorkingDay(calendar([first, { ...first, kind: 'usual' }]), '2027-08-30'))
  const holiday: DeclaredDay = { day: '2027-09-02', kind: 'worked', notice: '1/TB' }
  assert.ok(!isWorkingDay(calendar([holiday, { ...holiday, kind: 'usual' }]), '2027-09-02'))
  assert.ok(isWorkingDay(calendar([{ day: '2027-08-28', kind: 'worked', notice: '1/TB' }]), '2027-08-28'))
  assert.ok(isWorkingDay(calendar([{ day: '2027-09-02', kind: 'worked', notice: '1/TB' }]), '2027-09-02'))
})

test('refuses hours that cannot be, and moments outside the calendar', () => {
  const week = (...monday: { opens: string; closes: string }[]) => [
    { valid_from: null, week: [monday, [], [], [], [], [], []] },
  ]
  for (const monday of [
    [{ opens: '17:00', closes: '07:30' }],
    [{ opens: '08:00', closes: '08:00' }],
    [{ opens: '7:30', closes: '11:30' }],
    [{ opens: '07:30', closes: '24:01' }],
    [
      { opens: '07:30', closes: '12:00' },
      { opens: '11:00', closes: '17:00' },
    ],
    [],
  ]) {
    assert.throws(() => makeCalendar(specialDays(), week(...monday)), RangeError)
  }
  const refused = (call: () => unknown) =>
    assert.throws(call, (error) => error instanceof Problem && error.code === 'organisation/outside-calendar')
  refused(() => addWorkingDays(office, '2075-12-30', 5))
  refused(() => addWorkingDays(office, '2010-01-04', -5))
  refused(() => addWorkingDays(office, '1999-01-04', 1))
  refused(() => addWorkingTime(office, at('2075-12-30 09:00'), 1e7))
  refused(() => addWorkingTime(office, at('2010-01-04 09:00'), -1e7))
  refused(() => workingTimeBetween(office, at('2017-03-10 09:00'), new Date(Number.NaN)))
  assert.throws(() => addWorkingDays(office, '2026-02-30', 1), RangeError)
  assert.throws(() => addWorkingDays(office, '2026-02-03', 1.5), RangeError)
})

// property tests stay some years away from the span's ends, where there is nothing to count
const someDay = fc.integer({ min: calendarSpan.from + 2000, max: calendarSpan.until - 2000 }).map(formatDay)
const someMoment = fc
  .tuple(
    fc.integer({ min: calendarSpan.from + 2000, max: calendarSpan.until - 2000 }),
    fc.integer({ min: 0, max: 86_399 }),
  )
  .map(([day, s]) => new Date(startOfDay(day).getTime() + s * 1000))
const stretch = fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 600 }))
/** Hours as wild as they can be: up to three stretches on any weekday. */
const someHours = fc
  .array(fc.array(stretch, { maxLength: 3 }), { minLength: 7, maxLength: 7 })
  .map((week) =>
    week.map((stretches) => {
      let last = 0
      return stretches
        .sort((a, b) => a[0] - b[0])
        .flatMap(([from, length]) => {
          const opens = Math.max(from, last)
          const closes = Math.min(opens + length, 1440)
          if (closes <= opens) return []
          last = closes
          return [{ opens: hhmm(opens), closes: hhmm(closes) }]
        })
    }),
  )
  // Four hours a week at least: with a minute a week, three weeks of working time would end after the calendar does.
  .filter(
    (week) =>
      week
        .slice(0, 5)
        .flat()
        .reduce((sum, { opens, closes }) => sum + minutesOf(closes) - minutesOf(opens), 0) >= 240,
  )
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const hhmm = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

test('adding and subtracting working days are inverse, and count what lies between', () => {
  fc.assert(
    fc.property(someDay, fc.integer({ min: 1, max: 400 }), (day, n) => {
      const later = addWorkingDays(office, day, n)
      assert.ok(isWorkingDay(office, later))
      assert.equal(workingDaysBetween(office, day, later), n)
      const working = isWorkingDay(office, day) ? day : addWorkingDays(office, day, 1)
      assert.equal(addWorkingDays(office, addWorkingDays(office, working, n), -n), working)
      assert.equal(addWorkingDays(office, addWorkingDays(office, working, -n), n), working)
      assert.equal(addWorkingDays(office, addWorkingDays(office, day, n), 1), addWorkingDays(office, day, n + 1))
    }),
  )
})

test('adding and subtracting working time are inverse, under any hours', () => {
  fc.assert(
    fc.property(
      someHours,
      fc.array(fc.tuple(someMoment, fc.integer({ min: 1, max: 2_000_000 })), { minLength: 20, maxLength: 20 }),
      (week, tries) => {
        const calendar = makeCalendar(specialDays(), [{ valid_from: null, week }])
        for (const [from, seconds] of tries) {
          const later = addWorkingTime(calendar, from, seconds)
          const earlier = addWorkingTime(calendar, from, -seconds)
          assert.equal(workingTimeBetween(calendar, from, later), seconds)
          assert.equal(workingTimeBetween(calendar, from, earlier), -seconds)
          const back = addWorkingTime(calendar, later, -seconds)
          assert.equal(workingTimeBetween(calendar, from, back), 0)
          if (isOpen(calendar, from)) assert.deepEqual(back, from)
          // nothing earlier would do: a second before, less time had passed
          assert.ok(workingTimeBetween(calendar, from, new Date(later.getTime() - 1000)) < seconds)
          // the sum of parts is the whole
          const part = Math.floor(seconds / 3)
          if (part > 0)
            assert.deepEqual(addWorkingTime(calendar, addWorkingTime(calendar, from, part), seconds - part), later)
          const between = new Date((from.getTime() + later.getTime()) / 2)
          assert.equal(
            workingTimeBetween(calendar, from, between) + workingTimeBetween(calendar, between, later),
            seconds,
          )
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('agrees with a clock that ticks every minute', () => {
  const open = (
    minute: number,
    week: readonly (readonly { opens: string; closes: string }[])[],
    special: ReturnType<typeof specialDays>,
  ) => {
    const civil = new Date(minute * 60_000).toISOString()
    const kind = special.get(parseDay(civil.slice(0, 10)))?.kind ?? 'usual'
    const weekday = new Date(minute * 60_000).getUTCDay() || 7
    const plan = kind === 'off' ? [] : kind === 'worked' ? week[0] : week[weekday - 1]
    return plan.some((i) => civil.slice(11, 16) >= i.opens && civil.slice(11, 16) < i.closes)
  }
  const special = specialDays()
  for (const [calendar, week] of [
    [office, usualHours.week],
    [saturdays, [...usualHours.week.slice(0, 5), [{ opens: '07:30', closes: '11:30' }], []]],
  ] as const) {
    const from = parseDay('2025-12-29') * 1440
    let counted = 0
    for (let minute = from; minute < from + 20 * 1440; minute++) {
      if (minute % 97 === 0) {
        const instant = new Date(minute * 60_000 - 7 * 3_600_000)
        assert.equal(workingTimeBetween(calendar, new Date(from * 60_000 - 7 * 3_600_000), instant), counted * 60)
      }
      if (open(minute, week, special)) counted++
    }
  }
})
