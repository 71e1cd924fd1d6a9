import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages, reasonText, say } from '../kernel/index.ts'
import { holidays } from './holidays.ts'
import { referenceCompanies, referenceCorporations } from './reference.ts'
import { hoursInForce, kindOf, type OfficeRow, officeHours, timeOf, unitRanks, weeksOf, wrongWith } from './rules.ts'
import { usualHours } from './working-time.ts'

const row: OfficeRow = {
  code: 'PD0100',
  kind: 'office',
  name: 'Hoàn Kiếm',
  corporation: 'EVNHANOI',
  parent: 'PD',
  address: '69 Đinh Tiên Hoàng',
  lon: '105.85',
  lat: '21.03',
  phone: '19001288',
  opens: '07:30',
  closes: '17:00',
}

test('an office row that is right, and everything that can be wrong with one', () => {
  assert.equal(wrongWith(row), undefined)
  assert.equal(
    wrongWith({ ...row, parent: '', address: '', lon: '', lat: '', phone: '', opens: '', closes: '' }),
    undefined,
  )
  const wrong: [Partial<OfficeRow>, string][] = [
    [{ kind: 'shop' }, 'kind: “shop” is not one of company, unit, office, care_centre'],
    [{ kind: '' }, 'kind: “” is not one of company, unit, office, care_centre'],
    [{ code: '' }, 'code: is empty'],
    [{ code: 'PD 01' }, 'code: “PD 01” is not a code (1 to 40 characters without spaces)'],
    [{ name: '' }, 'name: is empty'],
    [{ corporation: '' }, 'corporation: is empty'],
    [
      { corporation: 'evn hanoi' },
      'corporation: “evn hanoi” is not the code of a corporation (capital letters and digits)',
    ],
    [{ parent: 'PD0100' }, 'parent: a unit cannot stand under itself'],
    [{ phone: 'ask Lan' }, 'phone: “ask Lan” is not a phone number'],
    [{ lon: 'east' }, 'lon: “east” is not a longitude in degrees'],
    [{ lon: '' }, 'lon: is empty'],
    [{ lon: '21.03', lat: '105.85' }, 'lat: “105.85” is not a latitude in degrees (are lon and lat swapped?)'],
    [{ lat: 'NaN' }, 'lat: “NaN” is not a latitude in degrees'],
    [{ opens: '7h30' }, 'opens: “7h30” is not a time of day (for example 07:30)'],
    [{ opens: '' }, 'opens: is empty'],
    [{ closes: '24:30' }, 'closes: “24:30” is not a time of day (for example 07:30)'],
    [{ closes: '' }, 'closes: is empty'],
    [{ closes: '07:30' }, 'closes: closes at 07:30, not after it opens at 07:30'],
  ]
  for (const [change, expected] of wrong) {
    const found = wrongWith({ ...row, ...change })
    assert.equal(found && `${found.field}: ${reasonText(found.reason, 'en')}`, expected)
  }
})

test('kinds and times as people write them', () => {
  assert.deepEqual(
    ['Office', 'CARE CENTRE', 'care-center', 'District', 'Corporation', 'shop', 'toString'].map(kindOf),
    ['office', 'care_centre', 'care_centre', 'unit', 'corporation', undefined, undefined],
  )
  assert.deepEqual(['7:30', '07:30:00', '24:00', '24:01', '07:60', ''].map(timeOf), [
    '07:30',
    '07:30',
    '24:00',
    undefined,
    undefined,
    undefined,
  ])
})

test('opening and closing are laid over the hours of the corporation: lunch stays lunch', () => {
  const base = { ...usualHours, week: [...usualHours.week.slice(0, 5), [{ opens: '07:30', closes: '11:30' }], []] }
  const monday = (opens: string, closes: string) =>
    officeHours(base, opens, closes)
      .week[0].map((i) => `${i.opens}-${i.closes}`)
      .join(' ')
  assert.equal(monday('07:00', '18:00'), '07:00-11:30 13:00-18:00')
  assert.equal(monday('08:00', '16:30'), '08:00-11:30 13:00-16:30')
  assert.equal(monday('12:00', '16:30'), '12:00-16:30')
  assert.equal(monday('18:00', '22:00'), '18:00-22:00')
  assert.equal(monday('08:00', '11:00'), '08:00-11:00')
  // a Saturday that ends at noon still does, and starts with the office
  assert.deepEqual(officeHours(base, '07:00', '18:00').week[5], [{ opens: '07:00', closes: '11:30' }])
  assert.deepEqual(officeHours(base, '18:00', '22:00').week[5], [])
  assert.deepEqual(officeHours(base, '00:00', '24:00').week[6], [{ opens: '00:00', closes: '24:00' }])
  assert.ok(officeHours(base, '00:00', '24:00').open_on_holidays)
})

test('rows of hours become weeks', () => {
  const weeks = weeksOf([
    { weekday: 1, opens: '13:00', closes: '17:00', valid_from: null },
    { weekday: 1, opens: '07:30', closes: '11:30', valid_from: null },
    { weekday: 6, opens: '08:00', closes: '12:00', valid_from: '2020-01-01' },
  ])
  assert.deepEqual(
    weeks.map((w) => [w.valid_from, w.week[0], w.week[5]]),
    [
      [
        null,
        [
          { opens: '07:30', closes: '11:30' },
          { opens: '13:00', closes: '17:00' },
        ],
        [],
      ],
      ['2020-01-01', [], [{ opens: '08:00', closes: '12:00' }]],
    ],
  )
})

test('the nearest hours count from their day on, those above before that', () => {
  const week = (valid_from: string | null) => ({ valid_from, week: usualHours.week })
  const dates = (...levels: (string | null)[][]) =>
    hoursInForce(levels.map((level) => level.map(week))).map((w) => w.valid_from)
  assert.deepEqual(dates([null]), [null])
  assert.deepEqual(dates(['2020-01-01', '2018-01-01'], ['2019-01-01', '2017-01-01', null]), [
    null,
    '2017-01-01',
    '2018-01-01',
    '2020-01-01',
  ])
  assert.deepEqual(dates(['2020-01-01', null], ['2019-01-01', null]), [null, '2020-01-01'])
  assert.deepEqual(dates([], ['2019-01-01'], [null]), [null, '2019-01-01'])
})

test('the reference names 5 corporations and 415 district units with six-character codes', () => {
  const companies = referenceCompanies()
  const codes = companies.flatMap((company) => company.units.map((unit) => unit.code))
  assert.equal(codes.length, 415)
  assert.equal(new Set(codes).size, 415)
  assert.ok(codes.every((code) => /^P[A-Z][A-Z0-9]{4}$/.test(code)))
  assert.deepEqual(new Set(companies.map((c) => c.corporation)), new Set(referenceCorporations.map((c) => c.code)))
  const find = (code: string) =>
    companies.flatMap((c) => c.units.map((u) => ({ ...u, ...{ of: c } }))).find((u) => u.code === code)!
  assert.equal(find('PD0100').name, 'Hoàn Kiếm')
  // Binh Duong kept its codes when it went to Ho Chi Minh City
  assert.deepEqual(
    [find('PB0402').name, find('PB0402').of.corporation, find('PB0402').of.province],
    ['Dĩ An', 'EVNHCMC', '79'],
  )
})

test('every holiday and kind of unit has its name in both languages', () => {
  for (const language of languages) {
    const text = say('organisation', language)
    for (const holiday of holidays) assert.ok(text(`holiday.${holiday}`).length > 3)
    for (const kind of Object.keys(unitRanks)) assert.ok(text(`unit.${kind}`).length > 3)
  }
})
