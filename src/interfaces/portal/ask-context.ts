/** What asking for a service and following it have in common: who may how often, how a page is sent, files. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Context, type Database, Problem, transaction } from '../../kernel/index.ts'
import { attach } from '../../requests/index.ts'
import type { Html } from './html.ts'
import { href } from './layout.ts'
import { forms } from './own-sheet.ts'
import { Allowance } from './remember.ts'
import type { Upload } from './uploads.ts'
import type { Frame } from './views.ts'
import { type Lang, wordsOf } from './words.ts'

type Corporation = NonNullable<Frame['corporation']>

export interface Setting {
  db: Database
  now: () => Date
  /** Opens drafts and what is told once after sending. */
  seal: Buffer
  allowances: ReturnType<typeof allowancesOf>
}

/** By address; many share one behind a mobile network. */
export const allowancesOf = () => ({
  sent: new Allowance(30, 3_600_000),
  tried: new Allowance(120, 60_000),
  lookups: new Allowance(60, 60_000),
  /** Codes that nobody has: 30 guesses an hour, of 1.5e13 codes. */
  missed: new Allowance(30, 3_600_000),
})

export type Asking = ReturnType<typeof asking>

/** The pages of one language. */
export function asking(lang: Lang, app: FastifyInstance, { db, now, seal: own, allowances }: Setting) {
  const within = <T>(use: (ctx: Context) => Promise<T>) =>
    transaction(db, { actor: 'customer', corporations: '*', now: now(), language: lang }, use)
  const frameOf = (request: FastifyRequest, as_of = now(), corporation: Corporation | null = null): Frame => ({
    lang,
    path: (lang === 'vi' ? request.url : request.url.replace(/^\/en/, '')).replace(/[?].*/, ''),
    now: now(),
    as_of,
    corporation: corporation?.hotline ? corporation : null,
  })
  const send = (reply: FastifyReply, shown: Html, status = 200) =>
    reply
      .code(status)
      .headers({ ...headers, 'content-security-policy': forms.policy })
      .send(shown.text)
  const to = (reply: FastifyReply, path: string) => reply.redirect(href(lang, path), 303)
  const secure = (request: FastifyRequest) => request.protocol === 'https'
  const ration = (what: Allowance, request: FastifyRequest) => {
    if (!what.take(request.ip, now())) throw new Problem('kernel/too-many', { seconds: 60 })
  }
  return {
    lang,
    app,
    now,
    own,
    allowances,
    prefix: lang === 'vi' ? '' : '/en',
    w: wordsOf(lang),
    within,
    frameOf,
    send,
    to,
    secure,
    ration,
  }
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  // what was typed, and the address itself, are nobody else's
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
}

/** Files that were longer than they may be, each at its field. */
export const cutFiles = (files: readonly Upload[], w: ReturnType<typeof wordsOf>): Record<string, string> =>
  Object.fromEntries(files.filter((f) => f.cut).map((f) => [f.field, w.plain('form.file-cut', { name: f.name.slice(0, 60) })])) // biome-ignore format: one line

/** Attaches a file to a request, as the paper that its field names. */
export const attachTo = (ctx: Context, code: string, file: Upload, documents: readonly { code: string }[]) => {
  const document = documents.find((one) => `doc.${one.code}` === file.field)?.code
  return attach(ctx, code, { name: file.name, body: file.body, channel: 'web', ...(document ? { document } : {}) })
}
