/** Cuts: lists by place and day, one cut, and calendars to keep. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { day_ms, dayOf } from '../../kernel/index.ts'
import { calendarOf } from './calendar.ts'
import { communesIn, listCuts } from './cuts.ts'
import { href } from './layout.ts'
import { cutPage } from './pages/cut.ts'
import { cutsPage } from './pages/cuts.ts'
import { remember } from './remember.ts'
import { comingDays, type Site } from './site-context.ts'
import type { OutageNow } from './source.ts'
import { type Lang, langs, wordsOf } from './words.ts'

export function cutRoutes(site: Site): void {
  const { app, source, cache, places, now, allPlaces, known, frameOf, send, fail } = site
  const cutOf = remember((id) => source.cut(id), { now })

  for (const lang of langs) {
    const prefix = lang === 'vi' ? '' : '/en'

    for (const [path, outNow] of [
      ['/lich-cat-dien', false],
      ['/dang-mat-dien', true],
    ] as const)
      app.get<{ Querystring: Record<string, string | undefined> }>(prefix + path, async (request, reply) => {
        const everywhere = await allPlaces()
        const t = now()
        const asDay = (text: string | undefined, otherwise: string) =>
          /^\d{4}-\d\d-\d\d$/.test(text ?? '') ? text! : otherwise
        const query = {
          province: String(request.query.province ?? '').slice(0, 100),
          commune: String(request.query.commune ?? '').slice(0, 100),
          from: outNow ? '' : asDay(request.query.from, dayOf(t)),
          to: outNow ? '' : asDay(request.query.to, dayOf(new Date(t.getTime() + comingDays * day_ms))),
          now: outNow,
          offset: Math.min(Math.max(Number.parseInt(request.query.offset ?? '0', 10) || 0, 0), 100_000),
        }
        const { lines, total, more } = listCuts(cache, places, everywhere.units, query)
        const { province, commune, from, to } = query
        const next = new URLSearchParams({ province, commune, from, to, offset: String(query.offset + lines.length) })
        const provinces = [...new Set(everywhere.places.map((one) => one.province))].filter(Boolean).sort(byName)
        return send(
          reply,
          cutsPage(
            frameOf(request, lang),
            {
              provinces: provinces.map((name) => ({ code: name, name })),
              communes: province
                ? communesIn(everywhere.places.filter((one) => one.province === province)).map((one) => one.name)
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
}

const byName = (a: string, b: string) => a.localeCompare(b, 'vi')

/** An outage as anybody may see it: all of its parts together. */
const publicOutage = ({
  restored: _,
  outcomes: __,
  transformers: ___,
  mark: ____,
  corporation_id: _____,
  facts: ______,
  ...outage
}: OutageNow) => ({
  ...outage,
  power_back: outage.power_back_due ? { due: outage.power_back_due, outcome: 'open' as const, late_s: null } : null,
})
