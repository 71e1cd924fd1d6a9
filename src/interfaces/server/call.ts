import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import {
  Answer,
  type Client,
  type Credential,
  corporationsOf,
  permissions,
  permits,
  type Route,
  type Staff,
  staffOf,
  tokenIn,
  touch,
  type Upload,
} from '../../access/index.ts'
import {
  assume,
  type Context,
  contextOf,
  type Database,
  type Language,
  newId,
  Problem,
  transaction,
} from '../../kernel/index.ts'
import { checker, paramsOf } from './check.ts'
import { once, requestHash } from './idempotency.ts'
import { import_s, languageFor, statement_s } from './problem.ts'
import { wire } from './wire.ts'

export interface Setting {
  db: Database
  dataDir: string
  now: () => Date
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * What happens to one request: who is it, may they, is the input as it says; then the handler in one transaction that
 * sees only the corporations in which they hold the route's permission. The answer is sent after the commit.
 */
export function call(route: Route, setting: Setting): Handler {
  const check = {
    params: checker(paramsOf(route), 'params'),
    query: checker(withLanguage(route), 'query'),
    body: route.body && checker(route.body, 'body'),
  }
  const inputOf = (request: FastifyRequest, reply: FastifyReply, staff: Staff | undefined, language: Language) => ({
    params: check.params(request.params, language),
    query: check.query(request.query, language),
    body: check.body?.(request.body, language),
    staff,
    client: clientOf(request),
    signal: signalOf(reply),
  })

  return async (request, reply) => {
    const credential = credentialOf(request)
    if (!credential && route.may !== 'public') throw new Problem('access/signed-out')
    const now = setting.now()
    const language = languageFor(request)

    if (route.outside) {
      const signed =
        credential && (await transaction(setting.db, system(now, language), (ctx) => staffOf(ctx, credential)))
      requireMay(route, signed?.staff)
      const known = languageFor(request, signed?.staff.language)
      const input = { ...inputOf(request, reply, signed?.staff, known), upload: undefined }
      const place = { db: setting.db, dataDir: setting.dataDir, now: setting.now, language: known }
      const answer = answerOf(await route.outside(place, input), route)
      return route.stream ? sendStream(route, reply, answer) : send(reply, answer, textOf(answer))
    }

    const upload = route.upload && (await receive(route, request, setting, credential, { now, language }))
    let result: { answer: Outcome; text: string | undefined; again: boolean }
    try {
      result = await again(route, () =>
        transaction(setting.db, system(now, language), async (before) => {
          const signed = credential && (await staffOf(before, credential))
          requireMay(route, signed?.staff)
          if (signed?.stale && credential && 'token' in credential) lateTouch(setting, credential.token, request)
          const ctx = await become(before, route, signed?.staff, languageFor(request, signed?.staff.language))
          const input = { ...inputOf(request, reply, signed?.staff, ctx.language), upload }
          return carryOut(route, ctx, input, request, reply, upload)
        }),
      )
    } finally {
      if (upload) await rm(dirname(upload.path), { recursive: true, force: true })
    }
    if (route.stream) return reply
    if (result.again) reply.header('idempotency-replayed', 'true')
    return send(reply, result.answer, result.text)
  }
}

/** Runs the handler: its stream to the end, its write at most once where the caller gave a key. */
async function carryOut(
  route: Route,
  ctx: Context,
  input: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  upload: Upload | undefined,
): Promise<{ answer: Outcome; text: string | undefined; again: boolean }> {
  const answer = async () => answerOf(await route.handle!(ctx, input), route)
  if (route.stream) {
    const streamed = await answer()
    await sendStream(route, reply, streamed)
    return { answer: streamed, text: undefined, again: false }
  }
  const key = request.headers['idempotency-key']
  if (key === undefined || request.method === 'GET') {
    const given = await answer()
    return { answer: given, text: textOf(given), again: false }
  }
  let given: Outcome | undefined
  // a file is the same when it holds the same: its body is a stream, spent by now
  const hash = requestHash(request.method, request.url, upload ? { file: upload.sha256 } : request.body)
  const kept = await once(ctx, String(key), hash, route.secret === true, async () => {
    given = await answer()
    return { status: given.status, text: textOf(given) }
  })
  return { answer: given ?? { status: kept.status, headers: {}, body: undefined }, ...kept }
}

interface Outcome {
  body: unknown
  status: number
  headers: Record<string, string | string[]>
}

const system = (now: Date, language: Language) => ({ actor: 'system', corporations: '*' as const, now, language })

/** The query of a route, and `lang` beside it everywhere. */
function withLanguage(route: Route) {
  const properties = {
    ...(route.query?.properties ?? {}),
    lang: { type: 'string', enum: ['vi', 'en'] },
    ...(route.upload ? { name: { type: 'string' } } : {}),
  }
  return {
    ...route.query,
    type: 'object',
    properties,
    required: route.query?.required ?? [],
    '~kind': 'Object',
  } as never
}

/** Cookie or key. A header that is no key of ours is refused, not passed over for the cookie. */
function credentialOf(request: FastifyRequest): Credential | undefined {
  const header = request.headers.authorization
  if (header !== undefined) {
    const key = /^Bearer\s+(\S+)$/i.exec(header)?.[1]
    if (!key) throw new Problem('access/signed-out')
    return { key }
  }
  const token = tokenIn(request.headers.cookie)
  return token === undefined ? undefined : { token }
}

function requireMay(route: Route, staff: Staff | undefined): void {
  if (route.may === 'public') return
  if (!staff) throw new Problem('access/signed-out')
  if (route.may === 'signed-in' || permits(staff, route.may)) return
  throw new Problem('access/forbidden', { permission: route.may, roles: permissions[route.may].join(', ') })
}

/** The same transaction with the caller's eyes: their name, the corporations in which they hold this permission. */
async function become(before: Context, route: Route, staff: Staff | undefined, language: Language): Promise<Context> {
  const corporations = staff
    ? corporationsOf(staff, route.may === 'signed-in' || route.may === 'public' ? undefined : route.may)
    : ('*' as const)
  const eyes = {
    actor: staff?.login ?? 'customer',
    corporations: route.may === 'public' ? ('*' as const) : corporations,
    now: before.now,
    language,
  }
  await sql`select set_config('statement_timeout', ${String((route.upload ? import_s : statement_s) * 1000)}, true)`.execute(
    before.tx,
  )
  await assume(before.tx, eyes)
  return contextOf(before.tx, eyes)
}

/** A deadlock or a serialization failure has changed nothing: the whole transaction runs again, three times at most. */
async function again<T>(route: Route, run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run()
    } catch (error) {
      const { code } = error as { code?: string }
      if ((code !== '40P01' && code !== '40001') || tries === 3 || route.stream) throw error
    }
  }
}

function answerOf(returned: unknown, route: Route): Outcome {
  const given = returned instanceof Answer ? returned : new Answer(returned)
  const status = given.status ?? route.status ?? (route.reply || route.stream ? 200 : 204)
  return { body: given.body, status, headers: given.headers }
}

const textOf = (answer: Outcome): string | undefined => (answer.body === undefined ? undefined : wire(answer.body))

function send(reply: FastifyReply, answer: Outcome, text: string | undefined): FastifyReply {
  for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value)
  reply.code(answer.status)
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  if (text === undefined) return reply.send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(text)
}

/** Sends a stream and waits for its end: the rows come out of a transaction that must stay open so long. */
async function sendStream(route: Route, reply: FastifyReply, answer: Outcome): Promise<FastifyReply> {
  for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value)
  reply.code(answer.status)
  if (answer.headers['content-type'] === undefined) reply.header('content-type', route.stream!)
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  const { body } = answer
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    reply.send(body)
    return reply
  }
  const source = Readable.from(body as AsyncIterable<string | Buffer>, { objectMode: true })
  const bytes = source.pipe(
    new Transform({ writableObjectMode: true, transform: (chunk, _encoding, done) => done(null, chunk) }),
  )
  source.on('error', (error) => bytes.destroy(error))
  reply.raw.once('close', () => source.destroy())
  reply.send(bytes)
  await finished(source, { writable: false }).catch((error) => {
    if (error?.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error // the reader went away: no failure of ours
  })
  return reply
}

function clientOf(request: FastifyRequest): Client {
  const token = tokenIn(request.headers.cookie)
  const last = Number(request.headers['last-event-id'])
  return {
    ip: request.ip,
    agent: request.headers['user-agent'] ?? '',
    secure: request.protocol === 'https',
    origin: `${request.protocol}://${request.host}`,
    ...(token === undefined ? {} : { token }),
    cookies: request.headers.cookie,
    page: request.headers.accept?.includes('text/html') ?? false,
    ...(Number.isSafeInteger(last) && last > 0 ? { last_event: last } : {}),
  }
}

/** Aborted when the answer has gone out, or its reader has gone away. */
function signalOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}

/** Moves the session's idle clock beside the request: in its transaction, requests of one session would wait for each other. */
function lateTouch(setting: Setting, token: string, request: FastifyRequest): void {
  touch(setting.db, token, setting.now()).catch((error) => request.log.warn({ err: error }, 'session not touched'))
}

/** The file that is the body, on disk, once it is known that its sender may send one. */
async function receive(
  route: Route,
  request: FastifyRequest,
  setting: Setting,
  credential: Credential | undefined,
  at: { now: Date; language: Language },
): Promise<Upload> {
  await transaction(setting.db, system(at.now, at.language), async (ctx) => {
    requireMay(route, credential && (await staffOf(ctx, credential))?.staff)
  })
  // a folder an upload: two people may send a network.csv at once, and reports name the file as its sender does
  const folder = join(setting.dataDir, 'uploads', newId(at.now))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = nameOf(request)
  const path = join(folder, name)
  const max = route.upload!.bytes_max
  let bytes = 0
  const sum = createHash('sha256')
  const count = new Transform({
    transform(chunk, _encoding, done) {
      bytes += chunk.length
      sum.update(chunk)
      done(bytes > max ? new Problem('kernel/too-large', { max: `${Math.round(max / (1 << 20))} MB` }) : null, chunk)
    },
  })
  try {
    if (Number(request.headers['content-length'] ?? 0) > max)
      throw new Problem('kernel/too-large', { max: `${Math.round(max / (1 << 20))} MB` })
    if (!(request.body instanceof Readable))
      throw new Problem('server/media-type', { media: String(request.headers['content-type'] ?? '') })
    await pipeline(request.body, count, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return { path, name, bytes, sha256: sum.digest('hex') }
}

/** What the sender calls the file: X-File-Name (percent-encoded, headers hold no Vietnamese) or `?name=`; safe on any disk. */
function nameOf(request: FastifyRequest): string {
  let given = String((request.query as { name?: unknown }).name ?? 'upload')
  const header = request.headers['x-file-name']
  try {
    if (header !== undefined) given = decodeURIComponent(String(header))
  } catch {
    // not encoded as it should be: the query's name then
  }
  const letters = [...given.normalize('NFC').replace(/[^\p{L}\p{N}._ -]/gu, '_')].slice(-60)
  return letters.join('').replace(/^\.+/, '_') || 'upload'
}
