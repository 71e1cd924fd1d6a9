/**
 * The public holidays of Viet Nam by rule: which days the law gives, and which working days make up for those that fall
 * on a weekend. What a year's notice adds to it (days swapped with a Saturday) is in `calendar-facts.ts` for the years
 * that are known, and is declared by an administrator afterwards.
 */
import { dayNumber, weekdayOf } from './civil.ts'
import { hungKings, tet } from './lunar.ts'

/** The holidays of the law; their names are texts (`holiday.tet` in locales). */
export const holidays = [
  'new_year',
  'tet',
  'hung_kings',
  'reunification',
  'labour_day',
  'national_day',
  'culture_day',
] as const

export type Holiday = (typeof holidays)[number]

/** A day without work by law. `made_up`: it stands in for a holiday that fell on a weekend. */
export type RestDay = { day: number; holiday: Holiday; made_up: boolean }

/**
 * Holidays of one Gregorian year and the days that make up for them, in order of date. Holidays on a weekend are listed
 * too: an office that opens on Saturdays is closed on them.
 *
 * - Labour Code 2019 (45/2019/QH14) art. 112, since 2021: New Year 1 day, Tet 5, Hung Kings 1 (10/3 lunar), 30 April,
 *   1 May, National Day 2 (2 September and the day before or after it).
 * - Labour Code 2012 (10/2012/QH13) art. 115, since May 2013: the same with one National Day. Before: 4 days of Tet.
 * - Resolution 28/2026/QH16, since 2026: 24 November, which is never made up.
 * - A holiday on a weekly day of rest is made up on the working days that follow (art. 111(3), before art. 115(2)).
 */
export function restDays(year: number): RestDay[] {
  const own = lawfulDays(year)
  const taken = new Set(own.map(([day]) => day))
  const made: RestDay[] = []
  for (const [day, holiday] of own) {
    if (!isWeekend(day) || holiday === 'culture_day') continue
    let next = day + 1
    while (isWeekend(next) || taken.has(next)) next++
    taken.add(next)
    made.push({ day: next, holiday, made_up: true })
  }
  return [...own.map(([day, holiday]) => ({ day, holiday, made_up: false })), ...made].sort((a, b) => a.day - b.day)
}

export const isWeekend = (day: number): boolean => weekdayOf(day) >= 6

function lawfulDays(year: number): [number, Holiday][] {
  const days: [number, Holiday][] = [[dayNumber(year, 1, 1), 'new_year']]
  for (const day of tetDays(year)) days.push([day, 'tet'])
  days.push([hungKings(year), 'hung_kings'])
  days.push([dayNumber(year, 4, 30), 'reunification'], [dayNumber(year, 5, 1), 'labour_day'])
  for (const day of nationalDays(year)) days.push([day, 'national_day'])
  if (year >= 2026) days.push([dayNumber(year, 11, 24), 'culture_day'])
  return days.sort((a, b) => a[0] - b[0])
}

/**
 * The days of Tet. The law leaves open whether one or two of the five lie before the new year; each year's notice says
 * it. Every notice of 2016-2026 follows the weekday: one day before when Tet is a Monday or Tuesday (so that the rest
 * joins the weekend before), else two. Later years are computed so until their notice is declared.
 */
function tetDays(year: number): number[] {
  const first = tet(year)
  if (year < 2014) return [first - 1, first, first + 1, first + 2]
  const before = weekdayOf(first) <= 2 ? 1 : 2
  return Array.from({ length: 5 }, (_, i) => first - before + i)
}

/**
 * 2 September and, since 2021, a day beside it. The notice of each year says which; those of 2021-2026 take the one
 * that joins it to the nearer weekend: the day after on a Monday or Thursday, else the day before.
 */
function nationalDays(year: number): number[] {
  const day = dayNumber(year, 9, 2)
  if (year < 2021) return [day]
  const weekday = weekdayOf(day)
  return weekday === 1 || weekday === 4 ? [day, day + 1] : [day - 1, day]
}
