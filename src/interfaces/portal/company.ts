/** "Tổng công ty giữ lời thế nào": one public page a corporation and month, from memory; the database is asked once a minute. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Assessed, assess } from '../../indicators/index.ts'
import { type Context, type Database, isMonth, monthOf, nextMonth, Problem, startOfDay, transaction } from '../../kernel/index.ts' // biome-ignore format: one line
import { type Corporation, corporations } from '../../organisation/index.ts'
import { keptByMonth } from '../../promises/index.ts'
import { closedMonths, indicesWithStatement, verifyMonth } from '../../reliability/index.ts'
import { stats } from '../../requests/index.ts'
import { href } from './layout.ts'
import { type CompanyView, companyPage, companySheet, promiseKinds } from './pages/company.ts'
import { remember } from './remember.ts'
import type { Frame } from './views.ts'
import { type Lang, langs } from './words.ts'

const fresh_ms = 60_000
type Asked = FastifyRequest<{ Params: { corporation: string; month?: string } }>

/** Mounts `/giu-loi/<corporation>` (the last whole month) and `/giu-loi/<corporation>/<month>`, in both languages. */
export function companyPages(app: FastifyInstance, { db, now }: { db: Database; now: () => Date }): void {
  const within = <T>(lang: Lang, use: (ctx: Context) => Promise<T>) =>
    transaction(db, { actor: 'portal', corporations: '*', now: now(), language: lang }, use)
  const known = remember(() => within('vi', (ctx) => corporations(ctx)), { now, fresh_ms })
  // What all corporations and months of a year share is asked for once for all of them.
  const assessed = remember((key) => within(key.slice(0, 2) as Lang, (ctx) => assess(ctx, { year: Number(key.slice(3)) })), { now, fresh_ms, most: 20 }) // biome-ignore format: one line
  const figures = remember(
    (key) => {
      const [corporation, month] = key.split(' ') as [string, string]
      return within('vi', (ctx) => figuresOf(ctx, corporation, month))
    },
    { now, fresh_ms, most: 200 },
  )

  for (const lang of langs) {
    const show = async (request: Asked, reply: FastifyReply) => {
      const last = monthBefore(monthOf(now()))
      const { corporation: named, month = last } = request.params
      const corporation = (await known('')).value.find((one) => one.code === named)
      if (!corporation || !isMonth(month) || month > monthOf(now()) || month < '2005-01')
        throw new Problem('kernel/not-found', { what: request.url.slice(0, 100) })
      const [year, own] = [await assessed(`${lang} ${month.slice(0, 4)}`), await figures(`${named} ${month}`)]
      const as_of = new Date(Math.min(year.as_of.getTime(), own.as_of.getTime()))
      const shown = companyPage(frameOf(request, lang, as_of, corporation), {
        ...own.value,
        month,
        earlier: monthBefore(month),
        later: month < monthOf(now()) ? nextMonth(month) : null,
        indicators: indicatorsOf(year.value, named, month),
      })
      return reply.headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache', 'content-security-policy': companySheet.policy }).send(shown.text) // biome-ignore format: one line
    }
    app.get(href(lang, '/giu-loi/:corporation'), show)
    app.get(href(lang, '/giu-loi/:corporation/:month'), show)
  }

  const frameOf = (request: Asked, lang: Lang, as_of: Date, { code, name, name_en, hotline }: Corporation): Frame => ({
    lang,
    path: lang === 'vi' ? request.url : request.url.replace(/^\/en/, ''),
    now: now(),
    as_of,
    corporation: { code, name: lang === 'vi' ? name : name_en, hotline: hotline ?? '' },
  })
}

const monthBefore = (month: string): string =>
  month.endsWith('-01') ? `${Number(month.slice(0, 4)) - 1}-12` : `${month.slice(0, 5)}${String(Number(month.slice(5)) - 1).padStart(2, '0')}` // biome-ignore format: one line

type Figures = Pick<CompanyView, 'promises' | 'indices' | 'clauses' | 'access' | 'closed' | 'verified'>

async function figuresOf(ctx: Context, code: string, month: string): Promise<Figures> {
  const { id } = (await corporations(ctx)).find((one) => one.code === code)!
  const year = Number(month.slice(0, 4))
  const end = startOfDay(`${nextMonth(month)}-01`)
  const due = new Date(Math.min(end.getTime(), ctx.now.getTime()))
  const promises = (await keptByMonth(ctx, Object.keys(promiseKinds), startOfDay(`${year}-01-01`), due)).filter(
    (one) => one.corporation_id === id,
  )
  const { rows, statement } = await indicesWithStatement(ctx, { from: `${year - 1}-01`, to: month, by: ['month'], rules: 'vn', corporation: code }) // biome-ignore format: one line
  const closed = await closedMonths(ctx, { from: `${year}-01`, to: month, corporation: code })
  // a month closed again stands in the list again: the last word counts
  const standing = [...new Map(closed.map((one) => [one.month, one])).values()].filter((one) => !one.reopened)
  const signed = standing.find((one) => one.month === month)
  const kinds = Object.keys(promiseKinds) as (keyof typeof promiseKinds)[]
  return {
    promises: kinds.flatMap((kind) => {
      const own = promises.filter((one) => one.kind === kind)
      const of = own.find((one) => one.month === month)
      const sum = (what: 'kept' | 'broken') => own.reduce((all, one) => all + one[what], 0)
      const [kept_year, broken_year] = [sum('kept'), sum('broken')]
      return kept_year + broken_year === 0 ? [] : [{ kind, kept: of?.kept ?? 0, broken: of?.broken ?? 0, kept_year, broken_year }] // biome-ignore format: one line
    }),
    indices: rows.map((row) => ({ month: row.month!, saidi_min: row.saidi_min, saifi: row.saifi, maifi: row.maifi })),
    clauses: statement.clauses,
    access: (await stats(ctx, { from: month, to: month, by: ['class'], corporation: code })).map(
      ({ class: kind, count, mean_working_days, within_limit_share, limit_days }) => ({ class: kind ?? '', count, mean_working_days, within_limit_share, limit_days }), // biome-ignore format: one line
    ),
    closed: standing,
    verified: signed ? (await verifyMonth(ctx, { corporation: code, month })).holds : null,
  }
}

/** What customers can feel: energy sold and the like is not theirs to judge by; the three indices have their own table. */
const indicatorsOf = (of: Assessed, code: string, month: string): CompanyView['indicators'] =>
  of.indicators
    .filter((one) => one.rows !== 'energy' && !['saidi', 'saifi', 'maifi'].includes(one.code))
    .flatMap(({ figures, ...one }) => {
      const own = figures.find((figure) => figure.corporation === code)
      const reached = own?.months.find((figure) => figure.month === month)
      return own ? [{ ...one, target: own.target, year: own.actual, state: own.state, state_words: own.state_words, month: reached?.actual ?? null, why_not: own.said_words }] : [] // biome-ignore format: one line
    })
