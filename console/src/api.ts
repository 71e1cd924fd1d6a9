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

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(`/api/v1${path}`, {
    method,
    credentials: 'same-origin',
    headers: {
      'accept-language': languageNow(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      // Pressing twice, or again after a lost answer, does it once.
      ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
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

/** Sends a file and says how much of it has gone (0 to 1): fetch cannot tell, so this is the older way. */
export const upload = <T>(path: string, file: File, progress?: (share: number) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1${path}`)
    request.setRequestHeader('accept-language', languageNow())
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.setRequestHeader('idempotency-key', crypto.randomUUID())
    request.upload.onprogress = (e) => e.lengthComputable && progress?.(e.loaded / e.total)
    request.upload.onload = () => progress?.(1)
    request.onerror = () => reject(new TypeError('the connection was lost'))
    request.onload = () => {
      const data = request.responseText === '' ? undefined : JSON.parse(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(data as T)
      else reject(new Refused({ status: request.status, ...data }))
    }
    request.send(file)
  })

type Json<R> = R extends { content: { 'application/json': infer T } } ? T : never
type Ok<O> = O extends { responses: infer S } ? Json<S[keyof S & (200 | 201)]> : never

/** What a path answers: `Answered<'/api/v1/planned-outages/{id}', 'get'>`. From the generated client types, never by hand. */
export type Answered<P extends keyof paths, M extends keyof paths[P]> = Ok<paths[P][M]>
