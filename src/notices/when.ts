import { dayOf, type Language, offset_ms, say } from '../kernel/index.ts'

/** Times as people here write them: `thứ Ba 24/11, 07:30–11:30`; `Tue 24 Nov, 07:30–11:30`. */

/** 'HH:mm' in Asia/Ho_Chi_Minh. */
export const clock = (at: Date): string => new Date(at.getTime() + offset_ms).toISOString().slice(11, 16)

/** A civil day with its weekday; the year only where it is not `now`'s. */
export function dayName(at: Date, language: Language, now: Date): string {
  const t = say('notices', language)
  const civil = new Date(at.getTime() + offset_ms)
  const [year, month, day] = [civil.getUTCFullYear(), civil.getUTCMonth() + 1, civil.getUTCDate()]
  const sameYear = dayOf(now).slice(0, 4) === dayOf(at).slice(0, 4)
  const weekday = t(`day.${civil.getUTCDay()}`)
  if (language === 'en') return `${weekday} ${day} ${t(`month.${month}`)}${sameYear ? '' : ` ${year}`}`
  return `${weekday} ${day}/${month}${sameYear ? '' : `/${year}`}`
}

/** A moment: `11:30 thứ Ba 24/11`; `11:30 Tue 24 Nov`. */
export const moment = (at: Date, language: Language, now: Date): string => `${clock(at)} ${dayName(at, language, now)}`

/** From when to when; both days are named where they differ. */
export function span(from: Date, to: Date, language: Language, now: Date): string {
  if (dayOf(from) === dayOf(to)) return `${dayName(from, language, now)}, ${clock(from)}–${clock(to)}`
  return `${moment(from, language, now)} – ${moment(to, language, now)}`
}
