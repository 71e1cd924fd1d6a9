/** What somebody typed into the one field: a customer code, a phone number, or a place. Pure. */
import { phoneNumber } from '../../customers/index.ts'
import type { Place } from './source.ts'

export type Asked =
  | { kind: 'code'; code: string }
  | { kind: 'phone'; phone: string }
  | { kind: 'place'; text: string }
  | { kind: 'nothing' }

/** @param isCode whether somebody has this customer code */
export function asked(typed: string, isCode: (code: string) => boolean): Asked {
  const text = typed.normalize('NFC').trim().slice(0, 200)
  if (text === '') return { kind: 'nothing' }
  if (isCode(text)) return { kind: 'code', code: text }
  const bare = text.toUpperCase().replace(/[\s.-]/g, '')
  if (isCode(bare)) return { kind: 'code', code: bare }
  // A metering point is the customer's code and 001, 002, …
  const customer = /^(\w{13})\d{3}$/.exec(bare)?.[1]
  if (customer && isCode(customer)) return { kind: 'code', code: customer }
  const phone = phoneNumber(text)
  if (phone) return { kind: 'phone', phone }
  return { kind: 'place', text }
}

/** True for what looks like a customer code, known or not. */
export const looksLikeCode = (typed: string): boolean =>
  /^P[A-Z]\w{10,14}$/.test(typed.toUpperCase().replace(/[\s.-]/g, ''))

/** Lower case, no accents, đ as d, one space between words. */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** Whether every word of the query begins a word of the text; numbers must be whole (1 is not 12). Both folded. */
export function matches(query: string, text: string): boolean {
  const inside = ` ${text} `
  return query
    .split(' ')
    .filter(Boolean)
    .every((word) => inside.includes(/^\d+$/.test(word) ? ` ${word} ` : ` ${word}`))
}

export interface FoundPlace {
  province: string
  commune: string
  customers: number
}

/** Communes by what was typed, with or without accents, most customers first; the name of the unit is searched too. */
export function findPlaces(
  places: readonly Place[],
  units: ReadonlyMap<string, string>,
  typed: string,
  most = 12,
): FoundPlace[] {
  const query = folded(typed)
  if (query === '') return []
  const found = new Map<string, FoundPlace>()
  for (const { province, commune, unit, customers } of places) {
    if (commune === '' || !matches(query, folded(`${commune} ${province} ${units.get(unit) ?? ''}`))) continue
    const key = `${commune}\n${province}`
    const one = found.get(key) ?? { province, commune, customers: 0 }
    one.customers += customers
    found.set(key, one)
  }
  // Written with accents: those that agree in accents come first.
  const written = typed.normalize('NFC').toLowerCase().trim()
  const exact = (one: FoundPlace) => Number(`${one.commune}, ${one.province}`.toLowerCase().includes(written))
  return [...found.values()].sort((a, b) => exact(b) - exact(a) || b.customers - a.customers).slice(0, most)
}
