/** "Still out?": a customer says that the power is out, and is told at once where that is known. */
import { day_ms } from '../../kernel/index.ts'
import { href } from './layout.ts'
import { reportPage } from './pages/report.ts'
import { asked, looksLikeCode } from './search.ts'
import type { Site } from './site-context.ts'
import { type Sign, signs } from './views.ts'
import { langs } from './words.ts'

export function reportRoutes(site: Site): void {
  const { app, source, cache, now, strangers, known, frameOf, send, fail } = site
  for (const lang of langs) {
    const prefix = lang === 'vi' ? '' : '/en'

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
        const reported_at = at > now().getTime() - day_ms && at <= now().getTime() ? new Date(at) : null
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
}
