import type { paths } from './api.gen.ts'
import type { Language } from './words.tsx'

/** A refusal of the server (RFC 9457), already in the reader's language. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly refused: { file?: string; line?: number; field?: string; reason: string }[]
  constructor(body: { title?: string; status: number; code?: string; refused?: Refused['refused'] }) {
    super(body.title ?? `HTTP ${body.status}`)
    this.status = body.status
    this.code = body.code ?? ''
    this.refused = body.refused ?? []
  }
}

const languageNow = (): Language => (document.documentElement.lang === 'en' ? 'en' : 'vi')

async function ask<T>(method: string, path: string, body?: unknown, extra: Record<string, string> = {}): Promise<T> {
  const reply = await fetch(`/api/v1${path}`, {
    method,
    credentials: 'same-origin',
    headers: {
      'accept-language': languageNow(),
      ...(body instanceof Blob ? {} : body === undefined ? {} : { 'content-type': 'application/json' }),
      // Pressing twice, or again after a lost answer, does it once.
      ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
      ...extra,
    },
    body: body === undefined ? undefined : body instanceof Blob ? body : JSON.stringify(body),
  })
  if (reply.status === 204) return undefined as T
  const text = await reply.text()
  const data = text === '' ? undefined : JSON.parse(text)
  if (!reply.ok) throw new Refused({ status: reply.status, ...data })
  return data as T
}

export const get = <T>(path: string): Promise<T> => ask<T>('GET', path)
export const post = <T>(path: string, body?: unknown): Promise<T> => ask<T>('POST', path, body ?? {})
export const put = <T>(path: string, body?: unknown): Promise<T> => ask<T>('PUT', path, body ?? {})
export const del = <T>(path: string): Promise<T> => ask<T>('DELETE', path)
export const upload = <T>(path: string, file: File): Promise<T> =>
  ask<T>('POST', path, file, {
    'content-type': 'application/octet-stream',
    'x-file-name': encodeURIComponent(file.name),
  })

type Json<R> = R extends { content: { 'application/json': infer T } } ? T : never
type Ok<O> = O extends { responses: infer S } ? Json<S[keyof S & (200 | 201)]> : never

/** What a path answers: `Answered<'/api/v1/planned-outages/{id}', 'get'>`. From the generated client types, never by hand. */
export type Answered<P extends keyof paths, M extends keyof paths[P]> = Ok<paths[P][M]>
