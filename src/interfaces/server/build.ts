import { randomUUID } from 'node:crypto'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { type Database, type Language, migrations, Problem } from '../../kernel/index.ts'
import { open311 } from '../exchange/open311/plugin.ts'
import { call } from './call.ts'
import { consoleFiles } from './console.ts'
import { guard } from './guard.ts'
import { Live, liveRoute } from './live.ts'
import { type Gauge, metrics } from './metrics.ts'
import { openapi, type RoomRoutes } from './openapi.ts'
import { languageFor, problemOf, sendProblem } from './problem.ts'
import { gauges, roomRoutes } from './rooms.ts'

export interface ServerOptions {
  db: Database
  /** Uploads are kept below it while they are read. */
  dataDir: string
  now?: () => Date
  /** `false` for tests; pino's options otherwise. JSON lines on standard output, one a request that failed or was slow. */
  logger?: boolean | { level: string }
  /** Addresses of proxies whose X-Forwarded-* we believe (TRUST_PROXY): they tell who calls and whether over TLS. */
  trustProxy?: boolean | string
  /** The customers' site; mounted at `/`. */
  portal?: (app: FastifyInstance, options: { db: Database; now: () => Date; live: Live }) => Promise<void>
  consoleRoot?: string
  routes?: readonly RoomRoutes[]
  gauges?: readonly Gauge[]
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Not logged: asked every few seconds by machines. */
    quiet?: boolean
  }
}

const body_bytes_max = 1 << 20
/** A request that took longer is worth a line in the log. */
const slow_ms = 1000

export type App = FastifyInstance & { live: Live }

/** The whole HTTP server, not yet listening. Closing it ends open streams and the connection that listens to events. */
export async function buildServer(options: ServerOptions): Promise<App> {
  const now = options.now ?? (() => new Date())
  const app: FastifyInstance = Fastify({
    logger: options.logger === undefined || options.logger === true ? { level: 'info' } : options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: body_bytes_max,
    genReqId: () => randomUUID(),
    // an address that ends in '/' or doubles one is the same address
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 200 },
    return503OnClosing: false,
    requestTimeout: 0, // uploads of gigabytes; headers have their own timeout
    forceCloseConnections: 'idle',
  })
  const live = new Live(options.db, app.log)
  app.addHook('preClose', async () => live.close())

  guard(app)
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.config.quiet || reply.elapsedTime < slow_ms || isStream(reply.getHeader('content-type')))
      return
    request.log.info(
      { url: pathOf(request), status: reply.statusCode, duration_ms: Math.round(reply.elapsedTime) },
      'slow',
    )
  })
  app.setErrorHandler((error, request, reply) => {
    const language = languageFor(request)
    // the sender may still be at it: what has not been read is not waited for
    if (!request.raw.complete) reply.header('connection', 'close')
    return sendProblem(reply, problemOf(error, request, language), language)
  })
  app.setNotFoundHandler((request, reply) => {
    const what = pathOf(request)
    const other = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => app.findRoute({ method, url: what }))
    const problem =
      other.length > 0 && what.startsWith('/api/')
        ? new Problem('server/method', { method: request.method })
        : new Problem('kernel/not-found', { what })
    return sendProblem(reply, problem, languageFor(request))
  })
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    threshold: 1024,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  })

  metrics(app, { db: options.db, live, gauges: options.gauges ?? gauges })
  health(app, options.db)
  const rooms: RoomRoutes[] = [...(options.routes ?? roomRoutes), { room: 'server', routes: [liveRoute(live)] }]
  api(app, rooms, { db: options.db, dataDir: options.dataDir, now })
  await open311(app, { db: options.db, now })
  await consoleFiles(app, options.consoleRoot)
  const portal = options.portal
  if (portal) await app.register((scope) => portal(scope, { db: options.db, now, live }))
  app.addHook('onReady', () => live.listen())
  return Object.assign(app, { live })
}

function api(
  app: FastifyInstance,
  rooms: readonly RoomRoutes[],
  setting: { db: Database; dataDir: string; now: () => Date },
): void {
  for (const { routes } of rooms) {
    for (const route of routes) {
      const at = { method: route.method, url: `/api/v1${route.url}`, handler: call(route, setting) }
      if (route.upload) {
        app.register(async (scope) => {
          scope.removeAllContentTypeParsers()
          scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
          scope.route({ ...at, bodyLimit: route.upload!.bytes_max })
        })
      } else app.route({ ...at, ...(route.body_bytes_max ? { bodyLimit: route.body_bytes_max } : {}) })
    }
  }
  const described = new Map<Language, string>()
  app.get('/api/openapi.json', async (request, reply) => {
    const language = languageFor(request)
    const text = described.get(language) ?? JSON.stringify(openapi(rooms, language))
    described.set(language, text)
    return reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(text)
  })
}

/** /healthz: this process answers. /readyz: it can work: the database is there, with the schema that we know. */
function health(app: FastifyInstance, db: Database): void {
  app.get('/healthz', { config: { quiet: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { config: { quiet: true } }, async (request, reply) => {
    const known = migrations().length
    try {
      const { rows } = await db.pool.query<{ number: number }>(
        'select coalesce(max(number), 0)::integer as number from public.sangden_migration',
      )
      const found = rows[0]!.number
      if (found === known) return { status: 'ready', database: found }
      const problem = new Problem('kernel/database-newer', { found, known })
      return sendProblem(reply, found > known ? problem : new Problem('server/busy'), languageFor(request))
    } catch (error) {
      const problem = new Problem('kernel/database-unreachable', { reason: (error as Error).message })
      return sendProblem(reply, problem, languageFor(request))
    }
  })
}

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0]!
const isStream = (type: unknown): boolean => String(type ?? '').startsWith('text/event-stream')
