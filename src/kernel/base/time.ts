import { Problem } from './problem.ts'

/**
 * Civil time here is Asia/Ho_Chi_Minh: +07:00 without daylight saving since 1975, so days are plain arithmetic
 * (a million conversions a second through Intl became 200 million).
 */
export const zone = 'Asia/Ho_Chi_Minh'
export const offset_ms = 7 * 3_600_000
export const day_ms = 86_400_000

/** 'YYYY-MM-DD' of an instant in Asia/Ho_Chi_Minh. */
export const dayOf = (instant: Date): string => new Date(instant.getTime() + offset_ms).toISOString().slice(0, 10)

/** 'YYYY-MM' of an instant in Asia/Ho_Chi_Minh. */
export const monthOf = (instant: Date): string => dayOf(instant).slice(0, 7)

/** The instant at which a civil day begins in Asia/Ho_Chi_Minh. */
export const startOfDay = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) - offset_ms)

/** The instant of a civil time in Asia/Ho_Chi_Minh: `at('2017-03-10 09:00')`. */
export const at = (civil: string): Date => {
  const ms = Date.parse(`${civil.replace(' ', 'T')}${civil.length === 16 ? ':00' : ''}Z`)
  if (Number.isNaN(ms)) throw new RangeError(`not a civil time: ${civil}`)
  return new Date(ms - offset_ms)
}

/** ISO 8601 with the +07:00 offset, as people here read it and as every door prints it. */
export const iso = (instant: Date): string => {
  const text = new Date(instant.getTime() + offset_ms).toISOString()
  return `${text.slice(0, text.endsWith('.000Z') ? 19 : 23)}+07:00`
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}(?::?\d{2})?)$/

/**
 * Reads ISO 8601 with an offset (`2026-11-30T07:30+07:00`); undefined when it is not one, has no offset, or names a
 * time that does not exist (30 February, 25:00).
 */
export function parseInstant(text: string): Date | undefined {
  const m = isoPattern.exec(text.trim())
  if (!m) return undefined
  const [, y, mo, d, h, mi, s = '00', fraction = '', o] = m as unknown as string[]
  const civil = Date.UTC(+y!, +mo! - 1, +d!, +h!, +mi!, +s!, Math.floor(Number(`0.${fraction || 0}`) * 1000))
  const check = new Date(civil)
  if (check.getUTCMonth() !== +mo! - 1 || check.getUTCDate() !== +d! || +h! > 23 || +mi! > 59 || +s! > 59)
    return undefined
  if (/^z$/i.test(o!)) return check
  const digits = o!.slice(1).replace(':', '')
  const minutes = +digits.slice(0, 2) * 60 + +(digits.slice(2) || 0)
  if (minutes > 18 * 60) return undefined
  return new Date(civil - (o![0] === '-' ? -minutes : minutes) * 60_000)
}

/** As `parseInstant`, for a named field of a command or form; refuses with `kernel/invalid-time`. */
export function instant(field: string, value: string): Date {
  const found = parseInstant(value)
  if (!found) throw new Problem('kernel/invalid-time', { field, value })
  return found
}

/** True for an existing civil day 'YYYY-MM-DD'. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) === text

/** True for 'YYYY-MM'. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text)

/** The first day of the month after 'YYYY-MM'. */
export const nextMonth = (month: string): string => {
  const [y, m] = month.split('-').map(Number)
  return m === 12 ? `${y! + 1}-01` : `${y}-${String(m! + 1).padStart(2, '0')}`
}
