import { type Context, installationSecret, seal, unseal } from '../../kernel/index.ts'
import { cookieIn } from '../cookie.ts'

/** A sign-in that was begun must come back within this time. */
export const attempt_s = 600
/** A refusal waits so long for the page that shows it. */
export const refusal_s = 120

/** Only the addresses below /sign-in ever see them. */
const path = '/api/v1/sign-in'
const names = { attempt: 'sangden_oidc', refusal: 'sangden_oidc_refusal' } as const
type Kind = keyof typeof names

/** What we must know when the browser comes back from the provider. */
export interface Attempt {
  state: string
  nonce: string
  verifier: string
  /** Where in the console they wanted to go. */
  next: string
  language: 'vi' | 'en'
}

/** What went wrong: shown once by the sign-in page, in the language in which it is read. */
export interface Refusal {
  code: string
  params: Record<string, string | number | boolean>
}

const keyOf = (ctx: Context, kind: Kind) => installationSecret(ctx, `access.oidc-${kind}`)

/** A cookie that its holder cannot read or change. `Lax`: the provider sends the browser back from another site. */
async function sealed(ctx: Context, kind: Kind, value: unknown, life_s: number, secure: boolean): Promise<string> {
  const text = seal(await keyOf(ctx, kind), JSON.stringify(value), new Date(ctx.now.getTime() + life_s * 1000))
  return `${names[kind]}=${text}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${life_s}${secure ? '; Secure' : ''}`
}

async function opened<T>(ctx: Context, kind: Kind, cookies: string | undefined): Promise<T | undefined> {
  const held = cookieIn(cookies, names[kind])
  const text = held && unseal(await keyOf(ctx, kind), held, ctx.now)
  return text ? (JSON.parse(text) as T) : undefined
}

export const cleared = (kind: Kind, secure: boolean): string =>
  `${names[kind]}=; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=0${secure ? '; Secure' : ''}`

export const attemptCookie = (ctx: Context, attempt: Attempt, secure: boolean) =>
  sealed(ctx, 'attempt', attempt, attempt_s, secure)
export const attemptIn = (ctx: Context, cookies: string | undefined) => opened<Attempt>(ctx, 'attempt', cookies)

export const refusalCookie = (ctx: Context, refusal: Refusal, secure: boolean) =>
  sealed(ctx, 'refusal', refusal, refusal_s, secure)
export const refusalIn = (ctx: Context, cookies: string | undefined) => opened<Refusal>(ctx, 'refusal', cookies)
