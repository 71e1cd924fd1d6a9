import { type StatsRow, services, stats } from '../../../requests/index.ts'
import { number, type Row, type Section, section, text } from '../document.ts'
import { type Ground, percent, type Words } from '../ground.ts'

export type Requests = Awaited<ReturnType<typeof requestsOf>>

export async function requestsOf({ ctx, period, corporation }: Ground) {
  const of = (span: { from: string; to: string }, by: string[], family: string) =>
    stats(ctx, { from: span.from, to: span.to, by, family, corporation: corporation?.code })
  const names = new Map(
    (await services(ctx, { day: `${period.to}-01`, ...(corporation ? { corporation } : {}) })).map((s) => [
      s.code,
      ctx.language === 'vi' ? s.name : s.name_en,
    ]),
  )
  const supply = async (span: { from: string; to: string }) => (await of(span, [], 'new_supply'))[0]
  return {
    now: await of(period, ['service'], 'all'),
    before: new Map((await of(period.before, ['service'], 'all')).map((r) => [r.service!, r])),
    supply: {
      now: await supply(period),
      before: await supply(period.before),
      last_year: await supply(period.last_year),
    },
    names,
  }
}

export function requestsSection({ period }: Ground, words: Words, requests: Requests): Section {
  const row = (r: StatsRow): Row => ({
    service: requests.names.get(r.service!) ?? r.service!,
    count: r.count,
    mean_days: r.mean_working_days,
    p90: r.p90,
    limit: r.limit_days,
    within: percent(r.within_limit_share),
    count_before: requests.before.get(r.service!)?.count ?? null,
    within_before: percent(requests.before.get(r.service!)?.within_limit_share),
  })
  return section({
    code: 'requests',
    title: words('sheet.requests'),
    columns: [
      text('service', words('column.service'), 40),
      number('count', words('column.closed'), { total: 'sum' }),
      number('mean_days', words('column.mean_days'), { digits: 2 }),
      number('p90', words('column.p90'), { width: 11 }),
      number('limit', words('column.limit'), { width: 9 }),
      number('within', words('column.within'), { digits: 2 }),
      number('count_before', words(`column.closed_before.${period.kind}`), { total: 'sum' }),
      number('change', words('column.change_percent'), {
        digits: 1,
        formula: { op: 'growth', now: 'count', before: 'count_before' },
        total: 'formula',
      }),
      number('within_before', words(`column.within_before.${period.kind}`), { digits: 2 }),
    ],
    rows: requests.now.map(row),
    total: words('total'),
    sources: [[words('sheet.requests'), words('source.requests')]],
  })
}
