/** The addresses of the customers' site. Holds no rule: reads the address, asks memory or the source, sends a page. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, Problem } from '../../kernel/index.ts'
import { AnswerCache } from './answer-cache.ts'
import { calendarOf } from './calendar.ts'
import { communesIn, listCuts, OutagePlaces } from './cuts.ts'
import type { Html } from './html.ts'
import { assets, href, policy } from './layout.ts'
import { answerPage } from './pages/answer.ts'
import { cutPage } from './pages/cut.ts'
import { cutsPage } from './pages/cuts.ts'
import { firstPage, foundPage } from './pages/first.ts'
import { keptPage } from './pages/kept.ts'
import { problemPage } from './pages/problem.ts'
import { reportPage } from './pages/report.ts'
import { tellPage } from './pages/tell.ts'
import { Allowance, remember } from './remember.ts'
import { asked, findPlaces, looksLikeCode } from './search.ts'
import type { OutageNow, Place, PortalSource } from './source.ts'
import { masked, seal, unseal } from './token.ts'
import { type FirstView, type FoundView, type Frame, type ProblemView, type Sign, signs } from './views.ts'
import { type Lang, langs, wordsOf } from './words.ts'

export interface PortalOptions {
  source: PortalSource
  now?: () => Date
  /** 32 bytes for links that hide a code; the same for all processes of an installation. Default: made at start. */
  key?: Buffer
  /** Calls back when something was committed that a page may show (events of the outbox); returns how to stop. */
  onChange?: (changed: (what: 'outages' | 'customers') => void) => () => void
  /** How often the situation is asked for when nothing is heard, in milliseconds. */
  every_ms?: number
  /** The database is asked for the situation at most once in so long, in milliseconds; default a second. */
  least_ms?: number
}

const day = 86_400_000
const linkLife_ms = 3_600_000
const quiet_ms = 2000
/** The server does not wait longer for the customers: until they are in memory each is asked for alone. */
const patience_ms = 1500
const comingDays = 7
/** Look-ups by phone number: for one address, for one number, for all. Many share an address behind a mobile network. */
const lookups = () => ({
  address: new Allowance(20, 60_000),
  addressHour: new Allowance(120, 3_600_000),
  number: new Allowance(10, 60_000),
  all: new Allowance(3000, 60_000),
})

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
  const once = { now }
  const allPlaces = remember(async () => ({ places: await source.places(), units: await source.units() }), {
    ...once,
    fresh_ms: 600_000,
  })
  const cutOf = remember((id) => source.cut(id), once)
  const kept = remember(() => source.kept(now()), { ...once, fresh_ms: 30_000 })
  const allowed = lookups()
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

  /** Sends the answer of a code from memory; false when memory has no such code. */
  const answered = (request: FastifyRequest, reply: FastifyReply, lang: Lang, code: string): boolean => {
    const gzip = acceptsGzip(request.headers['accept-encoding'])
    const page = cache.page(code, lang, gzip)
    if (page === undefined) return false
    // Past Fastify's own sending, which would take the bytes for UTF-8. Headers set by hooks of the server stay. The
    // object of headers is used up by writeHead before anybody else can see it.
    const own = gzip ? gzipHeaders : plainHeaders
    own['content-length'] = page.length
    const others = reply.getHeaders() as OutgoingHttpHeaders
    reply.hijack()
    reply.raw.writeHead(200, isEmpty(others) ? own : { ...others, ...own })
    reply.raw.end(page, 'latin1')
    return true
  }
  const answer = (request: FastifyRequest, reply: FastifyReply, lang: Lang, code: string) =>
    answered(request, reply, lang, code) ? reply : fail(request, reply, lang, { status: 404, kind: 'not-found' })

  for (const lang of langs) {
    const prefix = lang === 'vi' ? '' : '/en'

    app.get(prefix || '/', (request, reply) => send(reply, firstPage(frameOf(request, lang), firstView(cache, now()))))

    // The hot path. `compress: false`: the page comes compressed.
    app.get<{ Params: { code: string } }>(`${prefix}/kh/:code`, { compress: false } as object, (request, reply) => {
      const { code } = request.params
      // Nothing is returned when it is sent: a reply that is returned is waited for, with listeners on its stream.
      return answered(request, reply, lang, code) ? undefined : other(request, reply, code)
    })
    const other = async (request: FastifyRequest, reply: FastifyReply, code: string) => {
      if (code.startsWith('~')) {
        const hidden = unseal(key, code.slice(1), now())
        const found = hidden === undefined ? undefined : cache.view(hidden)
        if (!found) return fail(request, reply, lang, { status: 404, kind: 'not-found' })
        const view = {
          ...found.view,
          code: masked(hidden!),
          masked: true,
          links: { report: null, tell: null, calendar: null, live: null },
        }
        return send(reply, answerPage(frameOf(request, lang, found.corporation), view))
      }
      const upper = code.toUpperCase()
      if (upper !== code && cache.has(upper)) return reply.redirect(href(lang, `/kh/${upper}`), 301)
      if (await known(code, request)) return answer(request, reply, lang, code)
      return fail(request, reply, lang, { status: 404, kind: 'not-found' })
    }

    app.get<{ Querystring: { q?: string } }>(
      `${prefix}/tra-cuu`,
      { compress: false } as object,
      async (request, reply) => {
        const typed = String(request.query.q ?? '')
        const problem = (view: Partial<FirstView>, status: number) =>
          send(reply, firstPage(frameOf(request, lang), { ...firstView(cache, now()), query: typed, ...view }), status)
        if (looksLikeCode(typed)) await known(typed.toUpperCase().replace(/[\s.-]/g, ''), request)
        const what = asked(typed, (code) => cache.has(code))
        if (what.kind === 'nothing') return problem({ problem: 'empty' }, 422)
        if (what.kind === 'code') return answer(request, reply, lang, what.code)
        if (what.kind === 'phone') {
          const t = now()
          if (
            !allowed.address.take(request.ip, t) ||
            !allowed.addressHour.take(request.ip, t) ||
            !allowed.number.take(what.phone, t) ||
            !allowed.all.take('', t)
          )
            return problem({ problem: 'too-many' }, 429)
          const codes = await source.codesOfPhone(what.phone)
          const supplies = codes.flatMap((code): FoundView['supplies'] => {
            const outage = cache.view(code)?.view.outage
            if (outage === undefined) return []
            const link = `/kh/~${seal(key, code, new Date(t.getTime() + linkLife_ms))}`
            const { phase = null, back_promised = null, out_from = null } = outage ?? {}
            return [{ masked: masked(code), href: link, phase, back_promised, out_from }]
          })
          if (supplies.length === 0) return problem({ problem: 'not-found' }, 404)
          return send(reply, foundPage(frameOf(request, lang), { query: typed, places: [], supplies }))
        }
        const { value } = await allPlaces('')
        const found = findPlaces(value.places, value.units, what.text)
        if (found.length === 0) return problem({ problem: 'not-found' }, 404)
        const counts = countsAt(cache.outages, places)
        return send(
          reply,
          foundPage(frameOf(request, lang), {
            query: typed,
            supplies: [],
            places: found.map(({ commune, province }) => ({
              name: commune,
              within: province,
              href: `/lich-cat-dien?${new URLSearchParams({ province, commune })}`,
              ...(counts.get(`${commune}\n${province}`) ?? { out_now: 0, coming: 0 }),
            })),
          }),
        )
      },
    )

    for (const [path, outNow] of [
      ['/lich-cat-dien', false],
      ['/dang-mat-dien', true],
    ] as const)
      app.get<{ Querystring: Record<string, string | undefined> }>(prefix + path, async (request, reply) => {
        const { value } = await allPlaces('')
        const t = now()
        const asDay = (text: string | undefined, otherwise: string) =>
          /^\d{4}-\d\d-\d\d$/.test(text ?? '') ? text! : otherwise
        const query = {
          province: String(request.query.province ?? '').slice(0, 100),
          commune: String(request.query.commune ?? '').slice(0, 100),
          from: outNow ? '' : asDay(request.query.from, dayOf(t)),
          to: outNow ? '' : asDay(request.query.to, dayOf(new Date(t.getTime() + comingDays * day))),
          now: outNow,
          offset: Math.min(Math.max(Number.parseInt(request.query.offset ?? '0', 10) || 0, 0), 100_000),
        }
        const { lines, total, more } = listCuts(cache, places, value.units, query)
        const { province, commune, from, to } = query
        const next = new URLSearchParams({ province, commune, from, to, offset: String(query.offset + lines.length) })
        const provinces = [...new Set(value.places.map((one) => one.province))].filter(Boolean).sort(byName)
        return send(
          reply,
          cutsPage(
            frameOf(request, lang),
            {
              provinces: provinces.map((name) => ({ code: name, name })),
              communes: province
                ? communesIn(value.places.filter((one) => one.province === province)).map((one) => one.name)
                : [],
              province,
              commune,
              from,
              to,
              lines,
              total,
              more: more ? `${path}?${next}` : null,
            },
            outNow,
          ),
        )
      })

    app.get<{ Params: { id: string } }>(`${prefix}/cat-dien/:id`, async (request, reply) => {
      const { value, as_of } = await cutOf(request.params.id)
      const corporation = value && cache.corporation(value.outage.corporation_id)
      if (!value || !corporation) return fail(request, reply, lang, { status: 404, kind: 'not-found' })
      await places.fill([...cache.outages, value.outage])
      const { outage, ...rest } = value
      const view = {
        ...rest,
        outage: publicOutage(outage),
        corporation,
        places: communesIn(places.of(outage)),
        calendar: outage.origin === 'planned' ? `/cat-dien/${outage.id}/lich.ics` : null,
      }
      return send(reply, cutPage({ ...frameOf(request, lang), as_of }, view))
    })

    app.get<{ Params: { id: string } }>(`${prefix}/cat-dien/:id/lich.ics`, async (request, reply) => {
      const { value } = await cutOf(request.params.id)
      if (!value) return fail(request, reply, lang, { status: 404, kind: 'not-found' })
      return sendCalendar(request, reply, lang, [publicOutage(value.outage)], '')
    })

    app.get<{ Params: { code: string } }>(`${prefix}/kh/:code/lich.ics`, async (request, reply) => {
      const { code } = request.params
      if (!(await known(code, request))) return fail(request, reply, lang, { status: 404, kind: 'not-found' })
      const cuts = cache.view(code)!.lives.filter((one) => one.origin === 'planned')
      return sendCalendar(request, reply, lang, cuts, code)
    })

    app.get<{ Params: { code: string } }>(`${prefix}/kh/:code/nhan-tin`, async (request, reply) => {
      const { code } = request.params
      if (!(await known(code, request))) return fail(request, reply, lang, { status: 404, kind: 'not-found' })
      const calendar = `/kh/${encodeURIComponent(code)}/lich.ics`
      const view = {
        code,
        reachable: cache.reachable(code),
        calendar,
        calendar_url: `${request.protocol}://${request.host}${href(lang, calendar)}`,
      }
      return send(reply, tellPage(frameOf(request, lang, cache.corporationOf(code)), view))
    })

    app.get<{ Params: { code: string } }>(`${prefix}/kh/:code/song`, { compress: false } as object, (request, reply) =>
      follow(request, reply, cache),
    )

    app.get(`${prefix}/giu-loi`, async (request, reply) => {
      const { value, as_of } = await kept('')
      return send(reply, keptPage({ ...frameOf(request, lang), as_of }, value))
    })

    app.get(`${prefix}/ngoai-tuyen`, (request, reply) =>
      send(reply, problemPage(frameOf(request, lang), { status: 0, kind: 'offline' })),
    )

    app.get<{ Querystring: { kh?: string; luc?: string; nguy?: string } }>(
      `${prefix}/bao-mat-dien`,
      async (request, reply) => {
        const typed = String(request.query.kh ?? '').slice(0, 64)
        const empty = { known: null, reported_at: null, danger: false }
        if (typed !== '' && looksLikeCode(typed)) await known(typed.toUpperCase().replace(/[\s.-]/g, ''), request)
        const what = asked(typed, (code) => cache.has(code))
        if (what.kind !== 'code' || !source.report) {
          const problem = typed === '' || !source.report ? undefined : ('not-found' as const)
          const frame = frameOf(request, lang)
          const hotlines = cache.corporations.filter((one) => one.hotline)
          return send(
            reply,
            reportPage(frame, { ...empty, code: null, typed, problem, hotlines, open: Boolean(source.report) }),
          )
        }
        const found = cache.view(what.code)!
        const at = Number.parseInt(request.query.luc ?? '', 36)
        // Only what was just sent is shown as received: the address could be anybody's.
        const reported_at = at > now().getTime() - day && at <= now().getTime() ? new Date(at) : null
        const outage = found.view.outage
        return send(
          reply,
          reportPage(frameOf(request, lang, found.corporation), {
            ...empty,
            open: true,
            code: what.code,
            known: outage?.phase === 'out' ? outage : null,
            reported_at,
            danger: request.query.nguy === '1',
            hotlines: found.corporation?.hotline ? [found.corporation] : [],
          }),
        )
      },
    )

    app.post<{ Body: { kh?: string; sign?: string } | null }>(`${prefix}/bao-mat-dien`, async (request, reply) => {
      const code = String(request.body?.kh ?? '')
      const sign = String(request.body?.sign ?? '') as Sign
      if (!source.report || !signs.includes(sign) || !cache.has(code))
        return fail(request, reply, lang, { status: 422, kind: 'refused' })
      const t = now()
      if (!strangers.take(request.ip, t)) return fail(request, reply, lang, { status: 429, kind: 'busy' })
      await source.report(code, sign)
      const query = new URLSearchParams({
        kh: code,
        luc: t.getTime().toString(36),
        ...(sign === 'danger' ? { nguy: '1' } : {}),
      })
      return reply.redirect(href(lang, `/bao-mat-dien?${query}`), 303)
    })
  }

  const sendCalendar = (
    request: FastifyRequest,
    reply: FastifyReply,
    lang: Lang,
    outages: Parameters<typeof calendarOf>[0],
    code: string,
  ) => {
    const site = `${request.protocol}://${request.host}`
    const text = calendarOf(outages, {
      lang,
      name: wordsOf(lang).plain('calendar.name', { code }).trim(),
      now: now(),
      link: (outage) => site + href(lang, `/cat-dien/${outage.id}`),
    })
    return reply
      .headers({
        'content-type': 'text/calendar; charset=utf-8',
        'content-disposition': 'attachment; filename="lich-cat-dien.ics"',
        'cache-control': 'no-cache',
      })
      .send(text)
  }

  // What no route has: a page for people, the API's own words for programs.
  app.get('/*', (request, reply) =>
    /^\/(api|console|metrics|healthz|readyz)(\/|$)/.test(request.url)
      ? reply.callNotFound()
      : fail(request, reply, langOf(request.url), { status: 404, kind: 'not-found' }),
  )
}

// The server's own hooks say nosniff, referrer-policy and the like for every answer; these are what a page adds.
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'cache-control': 'no-cache',
}
// No `vary`: only the browser that asked may keep it, and it asks the same way again. (Three headers more: 3 µs of 30.)
const plainHeaders: OutgoingHttpHeaders = { ...pageHeaders, 'cache-control': 'private, no-cache' }
const gzipHeaders: OutgoingHttpHeaders = { ...plainHeaders, 'content-encoding': 'gzip' }

const worker = readFileSync(new URL('./assets/sw.js', import.meta.url), 'utf8').replace(
  '__VERSION__',
  // A new style sheet or font is a new version: what was kept of the old look goes.
  assets.map((one) => one.path.slice(3, 7)).join('') + policy.slice(-60).replace(/\W/g, '').slice(0, 6),
)

const isEmpty = (object: object): boolean => {
  for (const _ in object) return false
  return true
}

// Browsers of one kind all send the same: the last answers are remembered.
const accepts = new Map<string | undefined, boolean>([[undefined, false]])
function acceptsGzip(accept: string | string[] | undefined): boolean {
  const text = accept === undefined ? undefined : String(accept)
  let yes = accepts.get(text)
  if (yes === undefined) {
    if (accepts.size > 100) accepts.clear()
    yes = text !== undefined && /\bgzip\b(?!;\s*q=0(?:\.0*)?(?:,|$))/.test(text)
    accepts.set(text, yes)
  }
  return yes
}

const langOf = (url: string): Lang => (/^\/en(?:[/?]|$)/.test(url) ? 'en' : 'vi')
/** The address without its language. */
const pathIn = (lang: Lang, url: string): string => (lang === 'vi' ? url : url.replace(/^\/en/, '') || '/')

const byName = (a: string, b: string) => a.localeCompare(b, 'vi')

/** An outage as anybody may see it: all of its parts together. */
const publicOutage = ({
  restored: _,
  outcomes: __,
  transformers: ___,
  mark: ____,
  corporation_id: _____,
  ...outage
}: OutageNow) => ({
  ...outage,
  power_back: outage.power_back_due ? { due: outage.power_back_due, outcome: 'open' as const, late_s: null } : null,
})

/** The counts of the first page, from memory. */
function firstView(cache: AnswerCache, now: Date): FirstView {
  const out = cache.outages.filter((one) => one.phase === 'out')
  const until = now.getTime() + comingDays * day
  return {
    out_places: out.length,
    out_customers: out.reduce((sum, one) => sum + one.customers - one.customers_back, 0),
    coming_places: cache.outages.filter((one) => one.phase === 'coming' && one.out_from.getTime() < until).length,
    days: comingDays,
    hotlines: cache.corporations.filter((one) => one.hotline),
  }
}

/** Outages now and to come in each commune. */
function countsAt(
  outages: readonly OutageNow[],
  places: OutagePlaces,
): Map<string, { out_now: number; coming: number }> {
  const counts = new Map<string, { out_now: number; coming: number }>()
  for (const one of outages) {
    if (one.phase !== 'out' && one.phase !== 'coming') continue
    const seen = new Set(places.of(one).map((place: Place) => `${place.commune}\n${place.province}`))
    for (const key of seen) {
      const count = counts.get(key) ?? { out_now: 0, coming: 0 }
      count[one.phase === 'out' ? 'out_now' : 'coming']++
      counts.set(key, count)
    }
  }
  return counts
}

/** Asks for the situation when something happened, at most once a second, and every so often when nothing is heard. */
function keepFresh(app: FastifyInstance, cache: AnswerCache, options: PortalOptions, then: () => void): void {
  const { every_ms = 15_000, least_ms = 1000 } = options
  let timer: NodeJS.Timeout | undefined
  let last = Date.now()
  let closed = false
  let looking = false
  let heard = false
  const look = async () => {
    looking = true
    heard = false
    last = Date.now()
    if (await cache.refresh()) then()
    looking = false
    // Heard while it was asked: the answer may be from before.
    plan(heard ? least_ms : every_ms)
  }
  const plan = (wait_ms: number) => {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(look, wait_ms)
    timer.unref()
  }
  plan(every_ms)
  let loading: NodeJS.Timeout | undefined
  const reload = (wait_ms: number) => {
    if (closed) return
    clearTimeout(loading)
    loading = setTimeout(async () => {
      await cache.load().catch((error) => app.log.warn({ err: error }, 'portal: customers could not be read'))
      reload(day)
    }, wait_ms)
    loading.unref()
  }
  reload(day)
  // An import comes in pieces: customers are read again when it has been quiet for a moment.
  const stop = options.onChange?.((what) => {
    if (what === 'customers') return reload(quiet_ms)
    heard = true
    if (!looking) plan(Math.max(0, last + least_ms - Date.now()))
  })
  app.addHook('preClose', async () => {
    closed = true
    clearTimeout(timer)
    clearTimeout(loading)
    stop?.()
  })
}

/** Server-sent events for one open answer: says "changed", nothing else; the page fetches itself. */
function follow(request: FastifyRequest<{ Params: { code: string } }>, reply: FastifyReply, cache: AnswerCache) {
  const { raw } = reply
  const stop = cache.watch(request.params.code, () => raw.write('event: changed\ndata:\n\n'))
  // 204 tells a browser not to come back: the page asks once a minute instead.
  if (!stop) return reply.code(204).send()
  reply.hijack()
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  raw.write('retry: 5000\n\n')
  const beat = setInterval(() => raw.write(':\n\n'), 25_000)
  beat.unref()
  const end = () => {
    stop()
    clearInterval(beat)
    raw.end()
  }
  raw.on('close', end)
  return reply
}
