import { isMonth, iso, type Language, monthOf, Problem } from '../../kernel/index.ts'

/** What a report is of. Months are 'YYYY-MM', both ends included. */
export type Period = {
  kind: 'month' | 'year'
  /** '2026-10' or '2026'. */
  name: string
  from: string
  to: string
  /** The month before, the year before. */
  before: { from: string; to: string }
  /** The same months a year before; for a year the same as `before`. */
  last_year: { from: string; to: string }
  /** The twelve months that end with it: those of the table by month and of the charts. */
  twelve: string[]
}

/** `month` moved by so many months. */
export function monthsLater(month: string, months: number): string {
  const n = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months
  return `${String(Math.floor(n / 12)).padStart(4, '0')}-${String((n % 12) + 1).padStart(2, '0')}`
}

/**
 * The period of a report, as a person names it.
 * @throws Problem kernel/invalid (not a month or year), reports/not-begun
 */
export function periodOf(kind: 'month' | 'year', name: string, now: Date): Period {
  const valid = kind === 'month' ? isMonth(name) : /^\d{4}$/.test(name)
  if (!valid || name < '1990') throw new Problem('kernel/invalid', { field: kind, reason: name.slice(0, 40) })
  const [from, to] = kind === 'month' ? [name, name] : [`${name}-01`, `${name}-12`]
  if (from > monthOf(now)) throw new Problem('reports/not-begun', { period: name })
  const back = (months: number) => ({ from: monthsLater(from, -months), to: monthsLater(to, -months) })
  return {
    kind,
    name,
    from,
    to,
    before: back(kind === 'month' ? 1 : 12),
    last_year: back(12),
    twelve: Array.from({ length: 12 }, (_, i) => monthsLater(to, i - 11)),
  }
}

/** 'tháng 10 năm 2026', 'October 2026', 'năm 2026', '2026'. */
export function periodInWords(name: string, language: Language): string {
  const [year, month] = name.split('-')
  if (month === undefined) return language === 'vi' ? `năm ${year}` : year!
  return language === 'vi'
    ? `tháng ${Number(month)} năm ${year}`
    : new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
        new Date(`${name}-01T00:00:00Z`),
      )
}

/** '09:05 ngày 05/11/2026', '5 November 2026, 09:05': the time here, whatever the machine's zone. */
export function momentInWords(instant: Date, language: Language): string {
  const [year, month, day, time] = iso(instant).split(/[-T]/) as [string, string, string, string]
  return language === 'vi'
    ? `${time.slice(0, 5)} ngày ${day}/${month}/${year}`
    : `${Number(day)} ${periodInWords(`${year}-${month}`, language)}, ${time.slice(0, 5)}`
}
