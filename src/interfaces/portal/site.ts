/** The addresses of the customers' site. Holds no rule: reads the address, asks memory or the source, sends a page. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../kernel/index.ts'
import { publicFeeds } from '../exchange/feeds/plugin.ts'
import { AnswerCache } from './answer-cache.ts'
import { OutagePlaces } from './cuts.ts'
import type { Html } from './html.ts'
import { keepFresh } from './keep-fresh.ts'
import { assets, policy } from './layout.ts'
import { keptPage } from './pages/kept.ts'
import { problemPage } from './pages/problem.ts'
import { Allowance, remember } from './remember.ts'
import { answerRoutes } from './site-answer.ts'
import { type PortalOptions, pageHeaders, type Site } from './site-context.ts'
import { cutRoutes } from './site-cuts.ts'
import { reportRoutes } from './site-report.ts'
import type { Frame, ProblemView } from './views.ts'
import { type Lang, langs } from './words.ts'

/** The server does not wait longer for the customers: until they are in memory each is asked for alone. */
const patience_ms = 1500

/** Mounts the portal at `/` (English under `/en`). */
export async function portal(app: FastifyInstance, options: PortalOptions): Promise<void> {
  const now = options.now ?? (() => new Date())
  const { source } = options
  const key = options.key ?? randomBytes(32)
  const cache = new AnswerCache(source, {
    now,
    report: source.report !== undefined,
    live: true,
    onError: (error) => app.log.warn({ err: error }, 'portal: the situation could not be read'),
  })
  const places = new OutagePlaces(source)
  const everywhere = remember(async () => ({ places: await source.places(), units: await source.units() }), {
    now,
    fresh_ms: 600_000,
  })
  const kept = remember(() => source.kept(now()), { now, fresh_ms: 30_000 })
  const unknown = new Allowance(1, 60_000) // a code that nobody has is asked for once a minute
  const strangers = new Allowance(60, 60_000)

  const loaded = cache.load().catch((error) => app.log.error({ err: error }, 'portal: customers could not be read'))
  await Promise.race([loaded, wait(patience_ms, undefined, { ref: false })])
  if (cache.customers === 0) await cache.refresh()
  await places.fill(cache.outages).catch(() => {})
  keepFresh(app, cache, options, () => void places.fill(cache.outages).catch(() => {}))
  await app.register(formbody, { bodyLimit: 16_384 })

  const frameOf = (request: FastifyRequest, lang: Lang, corporation: Frame['corporation'] = null): Frame => ({
    lang,
    path: pathIn(lang, request.url),
    now: now(),
    as_of: cache.as_of,
    corporation: corporation ?? (cache.corporations.length === 1 ? cache.corporations[0] : null),
  })
  const send = (reply: FastifyReply, page: Html, status = 200) =>
    reply.code(status).headers(pageHeaders).send(page.text)
  const fail = (request: FastifyRequest, reply: FastifyReply, lang: Lang, view: ProblemView) =>
    send(reply, problemPage(frameOf(request, lang), view), view.status)

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const lang = langOf(request.url)
    const own = error instanceof Problem
    const away = own && error.code === 'kernel/database-unreachable'
    const status = away ? 503 : own ? error.status : (error.statusCode ?? 500)
    if (status >= 500) request.log.error({ err: error }, 'portal')
    const title = own && !away && status < 500 ? error.title(lang) : undefined
    const kind = status === 404 ? 'not-found' : status === 429 ? 'busy' : status < 500 ? 'refused' : 'failed'
    return fail(request, reply, lang, { status, kind, title })
  })

  for (const { path, type, body } of assets)
    app.get(path, { compress: false } as object, (_request, reply) =>
      reply.headers({ 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }).send(body),
    )
  app.get('/sw.js', (_request, reply) =>
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' }).send(worker),
  )

  /** A code that memory has, or the database has by now; asking for unknown ones is rationed by address. */
  const known = async (code: string, request: FastifyRequest): Promise<boolean> => {
    if (cache.has(code)) return true
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._:/#-]{2,63}$/u.test(code)) return false
    if (!unknown.take(code, now()) || !strangers.take(request.ip, now())) return false
    return cache.learn(code).catch(() => false)
  }

  const allPlaces = async () => (await everywhere('')).value
  const site: Site = { app, source, cache, places, allPlaces, now, key, strangers, known, frameOf, send, fail }
  answerRoutes(site)
  cutRoutes(site)
  reportRoutes(site)
  await app.register((scope) => publicFeeds(scope, site))
  for (const lang of langs) {
    const prefix = lang === 'vi' ? '' : '/en'

    app.get(`${prefix}/giu-loi`, async (request, reply) => {
      const { value, as_of } = await kept('')
      return send(reply, keptPage({ ...frameOf(request, lang), as_of }, value))
    })

    app.get(`${prefix}/ngoai-tuyen`, (request, reply) =>
      send(reply, problemPage(frameOf(request, lang), { status: 0, kind: 'offline' })),
    )
  }

  // What no route has: a page for people, the API's own words for programs.
  app.get('/*', (request, reply) =>
    /^\/(api|console|metrics|healthz|readyz)(\/|$)/.test(request.url)
      ? reply.callNotFound()
      : fail(request, reply, langOf(request.url), { status: 404, kind: 'not-found' }),
  )
}

const worker = readFileSync(new URL('./assets/sw.js', import.meta.url), 'utf8').replace(
  '__VERSION__',
  // A new style sheet or font is a new version: what was kept of the old look goes.
  assets.map((one) => one.path.slice(3, 7)).join('') + policy.slice(-60).replace(/\W/g, '').slice(0, 6),
)

const langOf = (url: string): Lang => (/^\/en(?:[/?]|$)/.test(url) ? 'en' : 'vi')
/** The address without its language. */
const pathIn = (lang: Lang, url: string): string => (lang === 'vi' ? url : url.replace(/^\/en/, '') || '/')
