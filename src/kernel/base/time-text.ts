import type { Language } from './text.ts'
import { dayOf, offset_ms } from './time.ts'

/** Times as people here write them, in Asia/Ho_Chi_Minh: `thứ Ba 24/11, 07:30–11:30`; `Tue 24 Nov, 07:30–11:30`. */

const weekdays = {
  vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** 'HH:mm'. */
export const clockText = (at: Date): string => new Date(at.getTime() + offset_ms).toISOString().slice(11, 16)

/** A civil day with its weekday; the year only where it is not `now`'s. */
export function dayText(at: Date, language: Language, now: Date): string {
  const civil = new Date(at.getTime() + offset_ms)
  const [year, month, day] = [civil.getUTCFullYear(), civil.getUTCMonth(), civil.getUTCDate()]
  const weekday = weekdays[language][civil.getUTCDay()]
  const other = year !== new Date(now.getTime() + offset_ms).getUTCFullYear()
  if (language === 'en') return `${weekday} ${day} ${months[month]}${other ? ` ${year}` : ''}`
  return `${weekday} ${day}/${month + 1}${other ? `/${year}` : ''}`
}

/** A moment: `11:30 thứ Ba 24/11`; `11:30 Tue 24 Nov`. */
export const momentText = (at: Date, language: Language, now: Date): string =>
  `${clockText(at)} ${dayText(at, language, now)}`

/** From when to when; both days are named where they differ. */
export function spanText(from: Date, to: Date, language: Language, now: Date): string {
  if (dayOf(from) === dayOf(to)) return `${dayText(from, language, now)}, ${clockText(from)}–${clockText(to)}`
  return `${momentText(from, language, now)} – ${momentText(to, language, now)}`
}
