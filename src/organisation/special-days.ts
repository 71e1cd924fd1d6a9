/**
 * Every day that is not as its weekday says: by fact (2016-2026), by rule (the other years), and by declaration on top.
 */
import { calendarFacts } from './calendar-facts.ts'
import { dayNumber, formatDay, parseDay } from './civil.ts'
import { type Holiday, isWeekend, restDays } from './holidays.ts'

/** `usual`: as its weekday says; `off`: nobody works; `worked`: worked like an ordinary working day. */
export type DayKind = 'usual' | 'off' | 'worked'

export type SpecialDay = {
  day: string
  kind: DayKind
  holiday: Holiday | null
  /** It stands in for a holiday that fell on a weekend. */
  made_up: boolean
  /** The day that it was swapped with. */
  swapped_with: string | null
  /** The notice or law that says so. */
  notice: string
}

/** What an administrator declared; `usual` takes an earlier declaration back: fact and rule count again. */
export type DeclaredDay = { day: string; kind: DayKind; notice: string; swapped_with?: string | null }

/** The years that calendars cover; lunar holidays are computed, and proved, within them. */
export const calendarYears = { first: 2010, last: 2075 } as const

/** Day numbers of the first day and of the one after the last. */
export const calendarSpan = {
  from: dayNumber(calendarYears.first, 1, 1),
  until: dayNumber(calendarYears.last + 1, 1, 1),
} as const

/**
 * Special days by day number, holidays on weekends among them.
 * @param declared in the order in which they were recorded: the last word on a day counts
 */
export function specialDays(declared: readonly DeclaredDay[] = []): Map<number, SpecialDay> {
  builtIn ??= builtInDays()
  const days = new Map(builtIn)
  for (const { day, kind, notice, swapped_with = null } of declared) {
    const number = parseDay(day)
    const before = builtIn.get(number)
    if (kind === 'usual') {
      if (before) days.set(number, before)
      else days.delete(number)
      continue
    }
    days.set(number, {
      day,
      kind,
      holiday: kind === 'off' ? (before?.holiday ?? null) : null,
      made_up: kind === 'off' && (before?.made_up ?? false),
      swapped_with,
      notice,
    })
  }
  return days
}

// 66 years of new moons take 50 ms in a cold process: once, and only when somebody asks
let builtIn: Map<number, SpecialDay> | undefined

function builtInDays(): Map<number, SpecialDay> {
  const days = new Map<number, SpecialDay>()
  const put = (day: number, kind: DayKind, more: Partial<SpecialDay> & { notice: string }) =>
    days.set(day, { day: formatDay(day), kind, holiday: null, made_up: false, swapped_with: null, ...more })

  for (let year: number = calendarYears.first; year <= calendarYears.last; year++) {
    const facts = calendarFacts.find((f) => f.year === year)
    for (const { day, holiday, made_up } of restDays(year)) {
      if (!facts || isWeekend(day)) put(day, 'off', { holiday, made_up, notice: facts?.notice ?? lawOf(year) })
    }
    if (!facts) continue
    const byRule = new Map(restDays(year).map((d) => [d.day, d]))
    for (const day of daysOf(facts)) {
      const { holiday = null, made_up = false } = byRule.get(day) ?? {}
      put(day, 'off', { holiday, made_up, notice: facts.notice })
    }
    for (const { off, worked } of facts.swaps) {
      put(parseDay(off), 'off', { swapped_with: worked, notice: facts.notice })
      put(parseDay(worked), 'worked', { swapped_with: off, notice: facts.notice })
    }
  }
  return days
}

const daysOf = ({ year, off }: { year: number; off: string }) => off.split(' ').map((day) => parseDay(`${year}-${day}`))

const lawOf = (year: number) =>
  year >= 2026
    ? 'Labour Code 2019 art. 112; Resolution 28/2026/QH16'
    : year >= 2021
      ? 'Labour Code 2019 art. 112'
      : year >= 2014
        ? 'Labour Code 2012 art. 115'
        : 'Labour Code 1994 art. 73'
