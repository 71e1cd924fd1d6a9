import { because, type Wrong } from '../kernel/index.ts'

/** Channels in the order of their numbers in `notice_channel` and `contact.channel`; 0 is none. */
export const channels = ['none', 'sms', 'email', 'push', 'letter'] as const
export type ChannelName = (typeof channels)[number]
export const languagesByNumber = ['vi', 'en'] as const

/**
 * A Vietnamese phone number as people write it (`0912 345 678`, `+84912345678`, `84-24-3825...`) in E.164; undefined
 * when it is none. Foreign numbers pass when they are written with `+`.
 */
export function phoneNumber(text: string): string | undefined {
  const bare = text.replace(/[\s().-]/g, '')
  if (/^0[1-9]\d{8,9}$/.test(bare)) return `+84${bare.slice(1)}`
  if (/^(\+|00)?84[1-9]\d{8,9}$/.test(bare)) return `+84${bare.replace(/^(\+|00)?84/, '')}`
  if (/^\+[1-9]\d{7,14}$/.test(bare)) return bare
  return undefined
}

/** Good enough to send to: one @, a dotted domain, nothing that could start another header line. */
export const isEmail = (text: string): boolean =>
  /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+\.[^\s@<>"(),;:\\]{2,}$/.test(text) && text.length <= 254

/** A phone number shown to somebody who need not know it: +84912***678. */
export const maskedPhone = (phone: string): string => phone.replace(/^(.{6}).*(.{3})$/, '$1***$2')

// A printable code without blanks: the 13 characters of EVN, or whatever the source calls its customers.
const codePattern = /^[\p{L}\p{N}][\p{L}\p{N}._:/#-]{0,63}$/u

/** The checks of one row of customers.csv that need no other row: the field and the reason, or undefined. */
export function wrongWith(row: {
  code: string
  name: string
  class: string
  area: string
  transformer: string
  phone: string
  email: string
  language: string
}): Wrong | undefined {
  if (!codePattern.test(row.code))
    return {
      field: 'code',
      reason: because('not-customer-code', { value: row.code }),
    }
  if (row.name === '') return { field: 'name', reason: because('empty') }
  if (row.name.length > 200) return { field: 'name', reason: because('too-long', { limit: 200 }) }
  if (row.class !== 'residential' && row.class !== 'non_residential')
    return { field: 'class', reason: because('not-one-of', { value: row.class, of: 'residential, non_residential' }) }
  if (row.area !== 'urban' && row.area !== 'rural')
    return { field: 'area', reason: because('not-one-of', { value: row.area, of: 'urban, rural' }) }
  if (row.transformer === '') return { field: 'transformer', reason: because('empty') }
  if (row.language !== '' && row.language !== 'vi' && row.language !== 'en')
    return { field: 'language', reason: because('not-one-of', { value: row.language, of: 'vi, en' }) }
  if (row.phone !== '' && !phoneNumber(row.phone))
    return { field: 'phone', reason: because('not-phone', { value: row.phone }) }
  if (row.email !== '' && !isEmail(row.email))
    return { field: 'email', reason: because('not-email', { value: row.email }) }
  return undefined
}
