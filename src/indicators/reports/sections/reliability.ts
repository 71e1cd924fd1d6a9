import { type IndexRow, indices, indicesWithStatement } from '../../../reliability/index.ts'
import { number, type Row, type Section, section, text } from '../document.ts'
import { type Ground, known, monthTitle, ratio, type Words } from '../ground.ts'
import { monthsLater } from '../period.ts'

const worst_feeders = 10

export type Reliability = Awaited<ReturnType<typeof reliabilityOf>>

export async function reliabilityOf({ ctx, period, corporation, asKnownOn }: Ground) {
  const common = { rules: 'vn', asKnownOn, corporation: corporation?.code }
  // 24 months once: the twelve of the table and the same months of the year before.
  const months = { from: monthsLater(period.twelve[0]!, -12), to: period.to, by: ['month'] }
  const { rows, statement, warnings } = await indicesWithStatement(ctx, { ...common, ...months })
  const all = await indices(ctx, { ...common, ...months, includeExcluded: true })
  const asked = { ...common, from: period.from, to: period.to }
  const total = async (of: { from: string; to: string }) => (await indices(ctx, { ...common, ...of }))[0]
  return {
    byMonth: new Map(rows.map((r) => [r.month!, r])),
    allByMonth: new Map(all.map((r) => [r.month!, r])),
    byOrigin: await indices(ctx, { ...asked, by: ['origin'] }),
    byFeeder: await indices(ctx, { ...asked, by: corporation ? ['feeder'] : ['corporation', 'feeder'] }),
    now: await total(period),
    before: await total(period.before),
    last_year: await total(period.last_year),
    statement,
    warnings,
  }
}

export const reliabilitySources = (words: Words, { statement }: Reliability): Section['sources'] => [
  ['SAIDI', statement.formulas.saidi],
  ['SAIFI', statement.formulas.saifi],
  ['CAIDI', statement.formulas.caidi],
  ['MAIFI', statement.formulas.maifi],
  [words('source.rules'), statement.clauses.join('; ')],
  [words('source.denominator'), words('source.denominator-vn')],
  [words('source.excluded'), words('source.excluded-left-out')],
]

export function reliabilityByMonth({ period }: Ground, words: Words, found: Reliability): Section {
  const rows = period.twelve.map((month): Row => {
    const row = known(found.byMonth.get(month))
    return {
      month: monthTitle(month),
      customers: row?.customers ?? null,
      customer_interruptions: row?.customer_interruptions ?? null,
      customer_minutes: row?.customer_minutes ?? null,
      maifi: row?.maifi ?? null,
      saidi_all: known(found.allByMonth.get(month))?.saidi_min ?? null,
      saidi_last: known(found.byMonth.get(monthsLater(month, -12)))?.saidi_min ?? null,
    }
  })
  return section({
    code: 'reliability',
    title: words('sheet.reliability'),
    notes: found.warnings.length === 0 ? [] : [words('note.unserved', { n: found.warnings.length })],
    columns: [
      text('month', words('column.month'), 9),
      number('customers', words('column.customers')),
      number('customer_interruptions', words('column.customer_interruptions'), { total: 'sum' }),
      number('customer_minutes', words('column.customer_minutes'), { total: 'sum', width: 15 }),
      number('saidi', words('column.saidi'), {
        digits: 2,
        formula: ratio('customer_minutes', 'customers'),
        total: 'sum',
      }),
      number('saifi', 'SAIFI', { digits: 3, formula: ratio('customer_interruptions', 'customers'), total: 'sum' }),
      number('caidi', words('column.caidi'), { digits: 1, formula: ratio('saidi', 'saifi'), total: 'formula' }),
      number('maifi', 'MAIFI', { digits: 3, total: 'sum' }),
      number('saidi_all', words('column.saidi_all'), { digits: 2, total: 'sum' }),
      number('saidi_last', words('column.saidi_last'), { digits: 2, total: 'sum' }),
    ],
    rows,
    total: words('total.twelve'),
    chart: {
      title: words('chart.saidi'),
      labels: 'month',
      series: [
        { key: 'saidi', name: words('series.now'), as: 'bar' },
        { key: 'saidi_last', name: words('series.last_year'), as: 'line' },
      ],
    },
    sources: reliabilitySources(words, found),
  })
}

export function reliabilityByOrigin(words: Words, found: Reliability): Section {
  return section({
    code: 'origins',
    title: words('sheet.origins'),
    columns: [
      text('origin', words('column.origin'), 18),
      number('interruptions', words('column.interruptions'), { total: 'sum' }),
      number('customer_interruptions', words('column.customer_interruptions'), { total: 'sum' }),
      number('customer_minutes', words('column.customer_minutes'), { total: 'sum', width: 15 }),
      number('saidi', words('column.saidi'), { digits: 2, total: 'sum' }),
      number('saifi', 'SAIFI', { digits: 3, total: 'sum' }),
      number('caidi', words('column.caidi'), { digits: 1, formula: ratio('saidi', 'saifi'), total: 'formula' }),
    ],
    rows: found.byOrigin.map((r) => ({ ...figuresOf(r), origin: words(`origin.${r.origin}`) })),
    total: words('total'),
    sources: [[words('sheet.origins'), words('source.parts')]],
  })
}

export function worstFeeders({ corporation }: Ground, words: Words, found: Reliability): Section {
  const whole = found.now?.customer_minutes ?? 0
  const worst = found.byFeeder
    .filter((r) => r.customer_minutes > 0)
    .sort(
      (a, b) =>
        (b.saidi_min ?? 0) - (a.saidi_min ?? 0) ||
        (`${a.corporation}${a.feeder}` < `${b.corporation}${b.feeder}` ? -1 : 1),
    )
    .slice(0, worst_feeders)
  return section({
    code: 'feeders',
    title: words('sheet.feeders'),
    columns: [
      text('feeder', words('column.feeder'), 22),
      ...(corporation ? [] : [text('corporation', words('column.corporation'), 12)]),
      number('interruptions', words('column.interruptions')),
      number('customer_interruptions', words('column.customer_interruptions'), { total: 'sum' }),
      number('customer_minutes', words('column.customer_minutes'), { total: 'sum', width: 15 }),
      number('saidi', words('column.saidi_share'), { digits: 2, total: corporation ? 'sum' : undefined }),
      number('share', words('column.share_minutes'), { digits: 1, total: 'sum' }),
    ],
    rows: worst.map((r) => ({
      ...figuresOf(r),
      feeder: r.feeder === '' ? words('unnamed') : r.feeder!,
      corporation: r.corporation ?? null,
      share: whole > 0 ? (100 * r.customer_minutes) / whole : null,
    })),
    total: words('total.shown'),
    sources: [[words('sheet.feeders'), words('source.feeders')]],
  })
}

const figuresOf = (r: IndexRow): Row => ({
  interruptions: r.interruptions,
  customer_interruptions: r.customer_interruptions,
  customer_minutes: r.customer_minutes,
  saidi: r.saidi_min,
  saifi: r.saifi,
})
