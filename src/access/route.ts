import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import type { Context, Database, Language } from '../kernel/index.ts'
import { Problem } from '../kernel/index.ts'
import type { Permission, Staff } from './permissions.ts'

/** Who may call a route: a permission of the table, anyone who has signed in, or anyone at all. */
export type May = Permission | 'public' | 'signed-in'

/** Where the request comes from, for the few use cases that need it. */
export interface Client {
  ip: string
  agent: string
  /** The request came over TLS: cookies are then marked Secure. */
  secure: boolean
  /** `https://host` as the browser sees us: links are made with it. */
  origin: string
  /** The session's token, when the caller came with one. */
  token?: string
  /** The Cookie header, for the few routes that keep cookies of their own. */
  cookies?: string
  /** A browser that goes to the address itself and shows what comes: it wants a page, not a problem in JSON. */
  page?: boolean
  /** Of a stream's reader who comes back: the id of the last event it saw (Last-Event-ID). */
  last_event?: number
}

/** A file sent as the body of an `upload` route: already on disk, removed when the handler has ended. */
export interface Upload {
  /** In a folder of its own, under `name`. */
  path: string
  /** As the sender named it, made fit for a file's name; never a path. */
  name: string
  bytes: number
  /** Of its bytes, in hexadecimal. */
  sha256: string
}

export interface Input<P, Q, B, M extends May = May> {
  params: P
  query: Q
  body: B
  staff: M extends 'public' ? Staff | undefined : Staff
  client: Client
  upload: Upload
  /** Aborted when the caller has gone away: for streams. */
  signal: AbortSignal
}

/** What a handler that works beyond one transaction is given. */
export interface Place {
  db: Database
  dataDir: string
  now: () => Date
  language: Language
}

/** A reply with another status or with headers (`Location`, `Set-Cookie`). */
export class Answer {
  readonly body: unknown
  readonly status: number | undefined
  readonly headers: Record<string, string | string[]>
  constructor(body: unknown, options: { status?: number; headers?: Record<string, string | string[]> } = {}) {
    this.body = body
    this.status = options.status
    this.headers = options.headers ?? {}
  }
}

/**
 * One thing that can be asked of us over HTTP. The server opens one transaction a request, sets it to the corporations
 * in which the caller holds `may` (row-level security isolates), checks the input against the schemas, runs `handle`,
 * and commits when it returns; a Problem rolls back and becomes RFC 9457. OpenAPI, the typed client and the role test
 * are made from these rows.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1: '/planned-outages/:id/announcement'. */
  url: string
  may: May
  summary: { vi: string; en: string }
  /** Without it: each `:name` of the url as text. */
  params?: TObject
  query?: TObject
  body?: TSchema
  /** Without it the answer is 204 with no body. */
  reply?: TSchema
  /** Of success; 200 where there is a reply, 204 where there is none. */
  status?: number
  /** Media type of a reply that is text, bytes or an async iterable of them (a CSV, a calendar, server-sent events). */
  stream?: string
  /** The body is a file of any type, streamed to disk; at most so many bytes. */
  upload?: { bytes_max: number }
  /** The reply holds a secret: an Idempotency-Key then keeps that it was done, not the reply. */
  secret?: true
  /** Largest JSON body; 1 MiB without it. */
  body_bytes_max?: number
  /** In one transaction. */
  // biome-ignore lint/suspicious/noExplicitAny: `route()` has checked the types; the list holds every shape
  handle?: (ctx: Context, input: any) => Promise<unknown> | unknown
  /** Instead of `handle`, for what keeps its own transactions: a wrong sign-in is recorded though it is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  outside?: (place: Place, input: any) => Promise<unknown> | unknown
}

type ParamsOf<P> = P extends TObject ? Static<P> : Record<string, string>
type QueryOf<Q> = Q extends TObject ? Static<Q> : Record<string, never>
type BodyOf<B> = B extends TSchema ? Static<B> : undefined
type ReplyOf<R> = (R extends TSchema ? Static<R> : unknown) | Answer

/** Writes one route with its types: what the schemas say is what `handle` receives and must return. */
export function route<
  const M extends May,
  P extends TObject | undefined = undefined,
  Q extends TObject | undefined = undefined,
  B extends TSchema | undefined = undefined,
  R extends TSchema | undefined = undefined,
>(
  given: Omit<Route, 'params' | 'query' | 'body' | 'reply' | 'may' | 'handle' | 'outside'> & {
    may: M
    params?: P
    query?: Q
    body?: B
    reply?: R
    handle?: (ctx: Context, input: Input<ParamsOf<P>, QueryOf<Q>, BodyOf<B>, M>) => Promise<ReplyOf<R>> | ReplyOf<R>
    outside?: (place: Place, input: Input<ParamsOf<P>, QueryOf<Q>, BodyOf<B>, M>) => Promise<ReplyOf<R>> | ReplyOf<R>
  },
): Route {
  return given as Route
}

/**
 * The verbs of one thing: `POST url/:id/NAME` does its use case, then answers how the thing stands (`show`).
 * `use` gets what the address named: an id, or the code that people say.
 */
export const verbsOf =
  <R extends TSchema>(url: string, reply: R, show: (ctx: Context, id: string) => Promise<Static<R>>) =>
  <B extends TSchema | undefined = undefined>(
    name: string,
    given: Pick<Route, 'summary' | 'may'> & { body?: B },
    use: (ctx: Context, id: string, body: BodyOf<B>) => Promise<unknown>,
  ): Route => ({
    ...given,
    method: 'POST',
    url: `${url}/:id/${name}`,
    reply,
    handle: async (ctx, { params, body }) => {
      await use(ctx, params.id, body)
      return show(ctx, params.id)
    },
  })

/** An instant: a `Date` in handlers, ISO 8601 with offset on the wire (+07:00 in replies). */
export const Instant = (options: { description?: string } = {}) =>
  Type.Unsafe<Date>({ type: 'string', format: 'date-time', ...options })

/** A civil day 'YYYY-MM-DD'. */
export const Day = (options: { description?: string } = {}) => Type.String({ format: 'date', ...options })

/** A month 'YYYY-MM'. */
export const Month = (options: { description?: string } = {}) =>
  Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', ...options })

/** A UUID. */
export const Id = (options: { description?: string } = {}) => Type.String({ format: 'uuid', ...options })

/** One of these words. */
export const OneOf = <const T extends readonly string[]>(words: T, options: { description?: string } = {}) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: words, ...options })

/** The value, or null. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** A list by cursor: `{ items, next }`; `next` is null at the end. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Nullable(Type.String()) })

/** Query fields of a list by cursor, with the room's own filters beside them. */
export const PageQuery = <T extends TProperties>(filters: T) =>
  Type.Object({
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }), // has a default: may be left out on the wire
    cursor: Type.Optional(Type.String({ maxLength: 500, description: 'next of the page before' })),
    ...filters,
  })

export interface PageOf<T> {
  items: T[]
  next: string | null
}

/**
 * The key at which the next page starts: the values of the last row's sort columns. Instants come back as `Date`.
 * @throws Problem `kernel/invalid` when it is not one that `pageOf` made with as many values
 */
export function cursorOf(text: string | undefined, values: number): (string | number | Date | null)[] | undefined {
  if (text === undefined) return undefined
  try {
    const key = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(key) && key.length === values)
      return key.map((v) => (v !== null && typeof v === 'object' ? new Date(v.t) : v))
  } catch {
    // falls through to the refusal
  }
  throw new Problem('kernel/invalid', { field: 'cursor', reason: text.slice(0, 60) })
}

/**
 * A page from `limit + 1` rows (ask the database for one more than the page holds: it says whether there is a next).
 * @param keyOf the sort columns of a row, the last of them unique
 */
export function pageOf<T>(rows: T[], limit: number, keyOf: (row: T) => (string | number | Date | null)[]): PageOf<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { items, next: null }
  const key = keyOf(last).map((v) => (v instanceof Date ? { t: v.getTime() } : v))
  return { items, next: Buffer.from(JSON.stringify(key)).toString('base64url') }
}
