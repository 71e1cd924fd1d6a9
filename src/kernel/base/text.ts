import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'

export type Language = 'vi' | 'en'
export const languages = ['vi', 'en'] as const satisfies readonly Language[]

const localesFolder = new URL('../../../locales/', import.meta.url)
const compiled = new Map<string, IntlMessageFormat>()

// Times in messages are those of Hanoi, wherever the process runs.
const formatters = {
  getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args),
  getDateTimeFormat: (...[locales, options]: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
    new Intl.DateTimeFormat(locales, { timeZone: 'Asia/Ho_Chi_Minh', ...options }),
  getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
}

/** Formats one ICU message; compiled once. Times come out in Asia/Ho_Chi_Minh. */
export function format(message: string, params: Record<string, unknown>, language: Language): string {
  if (!message.includes('{') && !message.includes("'")) return message
  const key = language + message
  let formatter = compiled.get(key)
  if (!formatter) {
    formatter = new IntlMessageFormat(message, language === 'vi' ? 'vi-VN' : 'en-GB', undefined, {
      ignoreTag: true,
      formatters,
    })
    compiled.set(key, formatter)
  }
  return String(formatter.format(params as never))
}

const loaded = new Map<string, Record<string, string>>()

/** The texts of a room in a language: `locales/<language>/<room>.json`, flat keys, ICU messages. */
export function texts(room: string, language: Language): Record<string, string> {
  const key = `${language}/${room}`
  let found = loaded.get(key)
  if (!found) {
    found = JSON.parse(readFileSync(new URL(`${key}.json`, localesFolder), 'utf8')) as Record<string, string>
    loaded.set(key, found)
  }
  return found
}

/** `say('portal', 'vi')` gives a function from key and params to the sentence; an unknown key throws (a test's business). */
export function say(room: string, language: Language): (key: string, params?: Record<string, unknown>) => string {
  const found = texts(room, language)
  return (key, params = {}) => {
    const message = found[key]
    if (message === undefined) throw new Error(`locales/${language}/${room}.json has no ${key}`)
    return format(message, params, language)
  }
}

/** Names of the rooms that have texts in a language. */
export const roomsWithTexts = (language: Language): string[] =>
  readdirSync(new URL(`${language}/`, localesFolder))
    .filter((f) => f.endsWith('.json'))
    .map((f) => f.slice(0, -5))

/** 'a, b,' as ['a', 'b']: what a person or an address names, comma between. */
export const namedIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
