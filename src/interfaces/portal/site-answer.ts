/** One supply: its answer, followed live, its notices; and finding it by code, telephone number or place. */
import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { day_ms, seal, unseal } from '../../kernel/index.ts'
import type { AnswerCache } from './answer-cache.ts'
import type { OutagePlaces } from './cuts.ts'
import { href } from './layout.ts'
import { masked } from './masked.ts'
import { answerPage } from './pages/answer.ts'
import { firstPage, foundPage } from './pages/first.ts'
import { tellPage } from './pages/tell.ts'
import { Allowance } from './remember.ts'
import { asked, findPlaces, looksLikeCode } from './search.ts'
import { comingDays, pageHeaders, type Site } from './site-context.ts'
import type { OutageNow, Place } from './source.ts'
import type { FirstView, FoundView } from './views.ts'
import { type Lang, langs } from './words.ts'

const linkLife_ms = 3_600_000

/** Look-ups by phone number: for one address, for one number, for all. Many share an address behind a mobile network. */
const lookups = () => ({
  address: new Allowance(20, 60_000),
  addressHour: new Allowance(120, 3_600_000),
  number: new Allowance(10, 60_000),
  all: new Allowance(3000, 60_000),
})

export function answerRoutes(site: Site): void {
  const { app, source, cache, places, now, key, allPlaces, known, frameOf, send, fail } = site
  const allowed = lookups()

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
        const everywhere = await allPlaces()
        const found = findPlaces(everywhere.places, everywhere.units, what.text)
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
  }
}

// No `vary`: only the browser that asked may keep it, and it asks the same way again. (Three headers more: 3 µs of 30.)
const plainHeaders: OutgoingHttpHeaders = { ...pageHeaders, 'cache-control': 'private, no-cache' }
const gzipHeaders: OutgoingHttpHeaders = { ...plainHeaders, 'content-encoding': 'gzip' }

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

/** The counts of the first page, from memory. */
function firstView(cache: AnswerCache, now: Date): FirstView {
  const out = cache.outages.filter((one) => one.phase === 'out')
  const until = now.getTime() + comingDays * day_ms
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
