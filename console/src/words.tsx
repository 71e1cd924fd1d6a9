import { IntlMessageFormat } from 'intl-messageformat'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'

export type Language = 'vi' | 'en'

// The same files that the server reads: locales/<language>/<room>.json, flat keys, ICU messages.
const files = import.meta.glob<Record<string, string>>('../../locales/*/*.json', { eager: true, import: 'default' })
const texts: Record<Language, Record<string, string>> = { vi: {}, en: {} }
for (const [path, file] of Object.entries(files)) {
  const [, language, room] = /locales\/(vi|en)\/(.+)\.json$/.exec(path) ?? []
  if (!language || !room) continue
  for (const [key, text] of Object.entries(file)) {
    texts[language as Language][`${room}.${key}`] = text
  }
}

const compiled = new Map<string, IntlMessageFormat>()

/** `say('console.home.title')`: room, dot, key. A missing text shows its key, so that it is seen and mended. */
export function sentence(language: Language, key: string, params: Record<string, unknown> = {}): string {
  const text = texts[language][key]
  if (text === undefined) return key
  if (!text.includes('{')) return text
  const id = language + key
  let format = compiled.get(id)
  if (!format)
    compiled.set(
      id,
      (format = new IntlMessageFormat(text, language === 'vi' ? 'vi-VN' : 'en-GB', undefined, { ignoreTag: true })),
    )
  return String(format.format(params as never))
}

export interface Words {
  language: Language
  setLanguage: (language: Language) => void
  say: (key: string, params?: Record<string, unknown>) => string
  has: (key: string) => boolean
  /** 1.240 in Vietnamese, 1,240 in English. */
  number: (value: number | null | undefined, digits?: number) => string
  /** thứ Ba 24/11, 07:30 */
  when: (time: string | Date | null | undefined) => string
  time: (time: string | Date | null | undefined) => string
  day: (time: string | Date | null | undefined) => string
  /** 07:30–11:30, with the day once when both lie on it. */
  span: (from: string | Date, to: string | Date) => string
  /** "12 phút", "1 giờ 5 phút" */
  duration: (seconds: number) => string
}

const Context = createContext<Words | undefined>(undefined)
const zone = 'Asia/Ho_Chi_Minh'

export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, set] = useState<Language>(() => (localStorage.getItem('language') === 'en' ? 'en' : 'vi'))
  const words = useMemo<Words>(() => {
    document.documentElement.lang = language
    const locale = language === 'vi' ? 'vi-VN' : 'en-GB'
    const clock = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false })
    const weekday = new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: language === 'vi' ? 'long' : 'short' })
    const dayMonth = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'numeric' })
    const year = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric' })
    const date = (t: string | Date) => (t instanceof Date ? t : new Date(t))
    const lower = (w: string) => (language === 'vi' ? w.charAt(0).toLowerCase() + w.slice(1) : w)
    const day = (t: Date) =>
      `${lower(weekday.format(t))} ${dayMonth.format(t)}${year.format(t) === year.format(new Date()) ? '' : `/${year.format(t)}`}`
    const self: Words = {
      language,
      setLanguage: (next) => {
        localStorage.setItem('language', next)
        set(next)
      },
      say: (key, params) => sentence(language, key, params),
      has: (key) => texts[language][key] !== undefined,
      number: (value, digits) =>
        value === null || value === undefined
          ? '–'
          : value.toLocaleString(locale, {
              maximumFractionDigits: digits ?? (Number.isInteger(value) ? 0 : 3),
              minimumFractionDigits: digits,
            }),
      time: (t) => (t ? clock.format(date(t)) : '–'),
      day: (t) => (t ? day(date(t)) : '–'),
      when: (t) => (t ? `${day(date(t))}, ${clock.format(date(t))}` : '–'),
      span: (from, to) => {
        const [a, b] = [date(from), date(to)]
        return day(a) === day(b)
          ? `${day(a)}, ${clock.format(a)}–${clock.format(b)}`
          : `${day(a)}, ${clock.format(a)} – ${day(b)}, ${clock.format(b)}`
      },
      duration: (seconds) => {
        const minutes = Math.round(Math.abs(seconds) / 60)
        const [d, h, m] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
        const unit = language === 'vi' ? [' ngày', ' giờ', ' phút'] : [' d', ' h', ' min']
        const parts = [d ? `${d}${unit[0]}` : '', h ? `${h}${unit[1]}` : '', m || (!d && !h) ? `${m}${unit[2]}` : '']
        return parts.filter(Boolean).join(' ')
      },
    }
    return self
  }, [language])
  return <Context value={words}>{children}</Context>
}

export function useWords(): Words {
  const words = useContext(Context)
  if (!words) throw new Error('outside WordsProvider')
  return words
}
