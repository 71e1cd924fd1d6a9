/**
 * A request that is half written: wholly in the browser, in cookies that only we can read (AES-256-GCM), for seven days
 * from its last page. Nothing of it rests with us until it is sent, and it survives a closed browser without a script.
 */
import { hkdfSync, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { seal, unseal } from '../../kernel/index.ts'

/** All as it was typed. */
export interface Draft {
  /** Drawn once, nobody can guess it: what is sent twice under it is one request. */
  id: string
  service: string
  customer: string
  corporation: string
  name: string
  phone: string
  email: string
  /** Answers to the service's form, by the name of the field. */
  details: Record<string, string>
}

export const draftDays = 7
const name = 'sd_nhap'
const chunk = 3800
/** Two cookies: what a proxy lets through in a header. About 4,000 Vietnamese letters. */
const chunks = 2
const paths = ['/yeu-cau', '/en/yeu-cau']

/** A key that opens drafts only. @param key of the portal's links */
export const draftKey = (key: Buffer): Buffer => Buffer.from(hkdfSync('sha256', key, '', 'portal.draft', 32))

export const newDraft = (service: string): Draft => ({
  id: randomBytes(18).toString('base64url'),
  service,
  customer: '',
  corporation: '',
  name: '',
  phone: '',
  email: '',
  details: {},
})

/** The `set-cookie` headers that keep a draft; undefined when it is too long to be kept. */
export function keepDraft(key: Buffer, draft: Draft, now: Date, secure: boolean): string[] | undefined {
  const text = deflateRawSync(JSON.stringify(draft)).toString('base64url')
  const token = seal(key, text, new Date(now.getTime() + draftDays * 86_400_000))
  if (token.length > chunk * chunks) return undefined
  const parts = Array.from({ length: chunks }, (_, i) => token.slice(i * chunk, (i + 1) * chunk))
  return cookies(parts, draftDays * 86_400, secure)
}

export const dropDraft = (secure: boolean): string[] => cookies(Array(chunks).fill(''), 0, secure)

const cookies = (parts: readonly string[], life_s: number, secure: boolean): string[] =>
  parts.flatMap((part, i) =>
    paths.map(
      (path) =>
        `${name}${i}=${part}; Path=${path}; Max-Age=${part === '' ? 0 : life_s}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
    ),
  )

/** The draft of a `cookie` header; undefined when there is none, it was changed by another hand, or is over. */
export function readDraft(key: Buffer, header: string | undefined, now: Date): Draft | undefined {
  const found = new Map((header ?? '').split(/;\s*/).map((pair) => pair.split('=', 2) as [string, string]))
  const token = Array.from({ length: chunks }, (_, i) => found.get(`${name}${i}`) ?? '').join('')
  const text = token === '' ? undefined : unseal(key, token, now)
  if (text === undefined) return undefined
  try {
    return JSON.parse(inflateRawSync(Buffer.from(text, 'base64url'), { maxOutputLength: 65_536 }).toString()) as Draft
  } catch {
    return undefined
  }
}
