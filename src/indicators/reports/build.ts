import { at, type Context, iso, say, startOfDay } from '../../kernel/index.ts'
import { type Corporation, corporations } from '../../organisation/index.ts'
import { type KeptInMonth, keptByMonth } from '../../promises/index.ts'
import { type IndexRow, indices, indicesWithStatement } from '../../reliability/index.ts'
import { type StatsRow, services, stats } from '../../requests/index.ts'
import { estimate } from '../../surveys/index.ts'
import { assess, type MonthFigure } from '../assess.ts'
import { energySum } from '../energy-rules.ts'
import { notice, registry, stateOf } from '../registry.ts'
import { energyBetween } from '../store.ts'
import { type Document, number, type Row, type Section, section, text } from './document.ts'
import { monthsLater, type Period, periodInWords } from './period.ts'

const worst_feeders = 10
const promiseKinds = ['notice', 'power_back', 'fault_told', 'fault_power_back', 'request'] as const

/** What a report is built on: `known_on` is in `ctx.now` too, so that nothing recorded later gets in. */
export type Ground = {
  ctx: Context
  period: Period
  corporation: Corporation | null
  /** Figures as known then; undefined: as they are now, read from the roll-ups. */
  asKnownOn: Date | undefined
  standing: string
}

type Words = ReturnType<typeof say>

/** The monthly or yearly report of a corporation or of the group: facts from every room, laid out. */
export async function build(ground: Ground): Promise<Document> {
  const { ctx, period, corporation, standing } = ground
  const words = say('reports', ctx.language)
  const reliability = await reliabilityOf(ground)
  const energy = await energyOf(ground)
  const kept = await keptOf(ground)
  const requests = await requestsOf(ground)
  const survey = await surveyOf(ground, words)
  const who = corporation ? (ctx.language === 'vi' ? corporation.name : corporation.name_en) : words('group')
  return {
    report: period.kind,
    period: period.name,
    corporation: corporation?.code ?? null,
    province: null,
    language: ctx.language,
    title: words(`title.${period.kind}`),
    subject: `${who} · ${periodInWords(period.name, ctx.language)}`,
    known_on: iso(ctx.now),
    standing,
    sections: [
      overview(ground, words, { reliability, energy, kept, requests }),
      await indicatorsSection(ground, words, reliability),
      ...(corporation ? [] : [await byCorporation(ground, words, { kept })]),
      energySection(ground, words, energy),
      reliabilityByMonth(ground, words, reliability),
      reliabilityByOrigin(words, reliability),
      worstFeeders(ground, words, reliability),
      promisesSection(ground, words, kept),
      requestsSection(ground, words, requests),
      survey,
    ],
  }
}

// Reliability

type Reliability = Awaited<ReturnType<typeof reliabilityOf>>

async function reliabilityOf({ ctx, period, corporation, asKnownOn }: Ground) {
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

/** A month of which nothing at all is known has no figures: it is not a month without interruptions. */
const known = (row: IndexRow | undefined): IndexRow | undefined => (row && row.customers !== null ? row : undefined)

const reliabilitySources = (words: Words, { statement }: Reliability): Section['sources'] => [
  ['SAIDI', statement.formulas.saidi],
  ['SAIFI', statement.formulas.saifi],
  ['CAIDI', statement.formulas.caidi],
  ['MAIFI', statement.formulas.maifi],
  [words('source.rules'), statement.clauses.join('; ')],
  [words('source.denominator'), words('source.denominator-vn')],
  [words('source.excluded'), words('source.excluded-left-out')],
]

function reliabilityByMonth({ period }: Ground, words: Words, found: Reliability): Section {
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

function reliabilityByOrigin(words: Words, found: Reliability): Section {
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

function worstFeeders({ corporation }: Ground, words: Words, found: Reliability): Section {
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

// Energy

type Energy = Awaited<ReturnType<typeof energyOf>>

async function energyOf({ ctx, period, corporation, asKnownOn }: Ground) {
  const rows = await energyBetween(ctx, monthsLater(period.twelve[0]!, -12), period.to, asKnownOn)
  const own = corporation ? rows.filter((r) => r.corporation_id === corporation.id) : rows
  return { byMonth: Map.groupBy(own, (r) => r.month), reporting: new Set(own.map((r) => r.corporation_id)).size }
}

/** Sums of a span of months; undefined where a month of it is missing for somebody who reports. */
function energyIn({ byMonth, reporting }: Energy, { from, to }: { from: string; to: string }) {
  const rows = []
  for (let month = from; month <= to; month = monthsLater(month, 1)) {
    const found = byMonth.get(month) ?? []
    if (found.length < reporting || reporting === 0) return undefined
    rows.push(...found)
  }
  return energySum(rows)
}

function energySection({ period }: Ground, words: Words, energy: Energy): Section {
  const partly = period.twelve.filter((m) => {
    const n = energy.byMonth.get(m)?.length ?? 0
    return n > 0 && n < energy.reporting
  })
  const rows = period.twelve.map((month): Row => {
    const reported = energy.byMonth.get(month)
    const sum = reported && energySum(reported)
    const before = energy.byMonth.get(monthsLater(month, -12))
    return {
      month: monthTitle(month),
      delivered_kwh: sum?.delivered_kwh ?? null,
      sold_kwh: sum?.sold_kwh ?? null,
      // growth of who reported both months, or none
      sold_last_kwh: before && before.length === reported?.length ? energySum(before).sold_kwh : null,
    }
  })
  return section({
    code: 'energy',
    title: words('sheet.energy'),
    notes: partly.length === 0 ? [] : [words('note.energy-partly', { months: partly.map(monthTitle).join(', ') })],
    columns: [
      text('month', words('column.month'), 9),
      number('delivered_kwh', words('column.delivered_kwh'), { total: 'sum', width: 17 }),
      number('sold_kwh', words('column.sold_kwh'), { total: 'sum', width: 17 }),
      number('lost_kwh', words('column.lost_kwh'), {
        formula: { op: 'minus', from: 'delivered_kwh', less: 'sold_kwh' },
        total: 'sum',
        width: 16,
      }),
      number('losses', words('column.losses'), {
        digits: 2,
        formula: ratio('lost_kwh', 'delivered_kwh', 100),
        total: 'formula',
      }),
      number('sold_last_kwh', words('column.sold_last_kwh'), { total: 'sum', width: 17 }),
      number('growth', words('column.growth'), {
        digits: 2,
        formula: { op: 'growth', now: 'sold_kwh', before: 'sold_last_kwh' },
      }),
    ],
    rows,
    total: words('total.twelve'),
    chart: {
      title: words('chart.energy'),
      labels: 'month',
      series: [
        { key: 'sold_kwh', name: words('series.now'), as: 'bar' },
        { key: 'sold_last_kwh', name: words('series.last_year'), as: 'line' },
      ],
    },
    sources: [
      [words('column.sold_kwh'), words('source.energy')],
      [words('column.losses'), '100 × (A − B) / A; A = delivered_kwh, B = sold_kwh'],
      [words('column.growth'), '100 × (B / B′ − 1)'],
    ],
  })
}

// Promises

type Kept = readonly KeptInMonth[]

async function keptOf({ ctx, period, corporation }: Ground): Promise<Kept> {
  const from = at(`${period.last_year.from}-01 00:00`)
  const rows = await keptByMonth(ctx, promiseKinds, from, startOfDay(`${monthsLater(period.to, 1)}-01`))
  return corporation ? rows.filter((r) => r.corporation_id === corporation.id) : rows
}

function keptIn(kept: Kept, kind: string, { from, to }: { from: string; to: string }) {
  const rows = kept.filter((r) => r.kind === kind && r.month >= from && r.month <= to)
  const sum = (of: 'kept' | 'broken') => rows.reduce((total, r) => total + r[of], 0)
  const [yes, no] = [sum('kept'), sum('broken')]
  return { kept: yes, broken: no, share: yes + no === 0 ? null : (100 * yes) / (yes + no) }
}

function promisesSection({ period }: Ground, words: Words, kept: Kept): Section {
  return section({
    code: 'promises',
    title: words('sheet.promises'),
    notes: [words('note.promises')],
    columns: [
      text('promise', words('column.promise'), 28),
      number('kept', words('column.kept'), { total: 'sum' }),
      number('broken', words('column.broken'), { total: 'sum' }),
      number('share', words('column.share_kept'), {
        digits: 2,
        formula: { op: 'share', part: 'kept', rest: 'broken' },
        total: 'formula',
      }),
      number('before', words(`column.before.${period.kind}`), { digits: 2 }),
      number('change', words('column.change'), { digits: 2, formula: { op: 'minus', from: 'share', less: 'before' } }),
      ...(period.kind === 'year' ? [] : [number('last_year', words('column.last_year'), { digits: 2 })]),
    ],
    rows: promiseKinds.map((kind) => ({
      promise: words(`promise.${kind}`),
      ...keptIn(kept, kind, period),
      before: keptIn(kept, kind, period.before).share,
      last_year: keptIn(kept, kind, period.last_year).share,
    })),
    total: words('total'),
    sources: [[words('sheet.promises'), words('source.promises')]],
  })
}

// Requests

type Requests = Awaited<ReturnType<typeof requestsOf>>

async function requestsOf({ ctx, period, corporation }: Ground) {
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

function requestsSection({ period }: Ground, words: Words, requests: Requests): Section {
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

const percent = (share: number | null | undefined): number | null =>
  share === null || share === undefined ? null : 100 * share

// Survey

async function surveyOf({ ctx, period, corporation }: Ground, words: Words): Promise<Section> {
  const by = ['year', ...(corporation ? [] : ['corporation'])]
  const rows = await estimate(ctx, { by, corporation: corporation?.code })
  const year = Number(period.to.slice(0, 4))
  const latest = Math.max(...rows.filter((r) => r.year <= year).map((r) => r.year), 0)
  return section({
    code: 'survey',
    title: words('sheet.survey'),
    columns: [
      text('year', words('column.year'), 8),
      ...(corporation ? [] : [text('corporation', words('column.corporation'), 12)]),
      number('mean', words('column.mean'), { digits: 2 }),
      number('se', words('column.se'), { digits: 3 }),
      number('low', words('column.low'), { digits: 2 }),
      number('high', words('column.high'), { digits: 2 }),
      number('n', words('column.respondents')),
    ],
    rows: rows
      .filter((r) => r.year === latest)
      .map((r) => ({
        year: String(r.year),
        corporation: r.corporation ?? null,
        mean: r.hidden ? null : r.mean,
        se: r.hidden ? null : r.se,
        low: r.hidden ? null : r.ci_low,
        high: r.hidden ? null : r.ci_high,
        n: r.n,
      })),
    sources: [[words('sheet.survey'), words('source.survey')]],
  })
}

// What stands first

type All = { reliability: Reliability; energy: Energy; kept: Kept; requests: Requests }

function overview({ period }: Ground, words: Words, { reliability, energy, kept, requests }: All): Section {
  const line = (
    figure: string,
    unit: string,
    of: (which: 'now' | 'before' | 'last_year') => number | null | undefined,
  ): Row => ({
    figure: words(`figure.${figure}`),
    unit: words(`unit.${unit}`),
    now: of('now') ?? null,
    before: of('before') ?? null,
    last_year: of('last_year') ?? null,
  })
  const span = { now: period, before: period.before, last_year: period.last_year }
  const sold = (which: keyof typeof span) => energyIn(energy, span[which])
  return section({
    code: 'overview',
    title: words('sheet.overview'),
    columns: [
      text('figure', words('column.figure'), 44),
      text('unit', words('column.unit'), 12),
      number('now', words(`column.now.${period.kind}`), { digits: 2 }),
      number('before', words(`column.before.${period.kind}`), { digits: 2 }),
      number('change', words('column.change'), { digits: 2, formula: { op: 'minus', from: 'now', less: 'before' } }),
      ...(period.kind === 'year'
        ? []
        : [
            number('last_year', words('column.last_year'), { digits: 2 }),
            number('change_last_year', words('column.change_last_year'), {
              digits: 2,
              formula: { op: 'minus', from: 'now', less: 'last_year' } as const,
            }),
          ]),
    ],
    rows: [
      line('sold', 'million_kwh', (w) => {
        const kwh = sold(w)?.sold_kwh
        return kwh === undefined ? null : kwh / 1e6
      }),
      line('losses', 'percent', (w) => sold(w)?.losses_percent),
      line('saidi', 'minutes', (w) => known(reliability[w])?.saidi_min),
      line('saifi', 'times', (w) => known(reliability[w])?.saifi),
      line('maifi', 'times', (w) => known(reliability[w])?.maifi),
      line('supply', 'percent', (w) => percent(requests.supply[w]?.within_limit_share)),
      line('supply_days', 'days', (w) => requests.supply[w]?.mean_working_days),
      ...promiseKinds
        .filter((k) => k !== 'request')
        .map((k) => line(k, 'percent', (w) => keptIn(kept, k, span[w]).share)),
    ],
    sources: [[words('sheet.overview'), words('source.overview')]],
  })
}

/** The indicators against their targets; the reliability indices among them as known at the report's moment. */
async function indicatorsSection(
  { ctx, period, corporation }: Ground,
  words: Words,
  reliability: Reliability,
): Promise<Section> {
  const own = corporation?.code ?? null
  const read = async (year: number) => {
    const { indicators } = await assess(ctx, { year, corporation: corporation?.code })
    return new Map(indicators.map((i) => [i.code, { ...i, figure: i.figures.find((f) => f.corporation === own) }]))
  }
  const year = Number(period.to.slice(0, 4))
  const [now, last] = [await read(year), await read(year - 1)]
  const monthIn = (code: string, month: string): MonthFigure | undefined =>
    (month.startsWith(`${year}-`) ? now : last).get(code)?.figure?.months.find((m) => m.month === month)
  const frozen: Readonly<Record<string, keyof IndexRow>> = { saidi: 'saidi_min', saifi: 'saifi', maifi: 'maifi' }
  const whole = period.kind === 'year'
  const rows = [...now.values()].map((one): Row => {
    // energy is read in millions: its columns have two digits
    const scaled = (v: number | null | undefined) =>
      v === null || v === undefined ? null : one.unit === 'kWh' ? v / 1e6 : v
    const index = (row: IndexRow | undefined) => known(row)?.[frozen[one.code]!] as number | null | undefined
    const before = whole ? last.get(one.code)?.figure : monthIn(one.code, period.before.to)
    const current = whole ? one.figure : monthIn(one.code, period.to)
    const here = one.code in frozen ? (index(reliability.now) ?? null) : (current?.actual ?? null)
    // judged by the figure that is shown: what was learnt after the closing judges nothing here
    const indicator = registry.find((r) => r.code === one.code)
    const state =
      indicator && current && here !== current.actual
        ? say(
            'indicators',
            ctx.language,
          )(`state.${stateOf(indicator, { actual: here, target: current.target, projection: null, over: true })}`)
        : (current?.state_words ?? null)
    return {
      indicator: one.name,
      unit: one.unit === 'kWh' ? words('unit.million_kwh') : one.unit_words,
      target: scaled(current?.target),
      now: scaled(here),
      before: one.code in frozen ? (index(reliability.before) ?? null) : scaled(before?.actual),
      last_year:
        one.code in frozen
          ? (index(reliability.last_year) ?? null)
          : scaled(monthIn(one.code, period.last_year.to)?.actual),
      year_target: scaled(one.figure?.target),
      projection: scaled(one.figure?.projection),
      state,
    }
  })
  return section({
    code: 'indicators',
    title: words('sheet.indicators'),
    notes: [notice[ctx.language]],
    columns: [
      text('indicator', words('column.figure'), 40),
      text('unit', words('column.unit'), 11),
      number('target', words('column.target'), { digits: 2 }),
      number('now', words(`column.now.${period.kind}`), { digits: 2 }),
      number('against', words('column.against_target'), {
        digits: 2,
        formula: { op: 'minus', from: 'now', less: 'target' },
      }),
      number('before', words(`column.before.${period.kind}`), { digits: 2 }),
      ...(whole
        ? [number('projection', words('column.projection'), { digits: 2 })]
        : [
            number('last_year', words('column.last_year'), { digits: 2 }),
            number('year_target', words('column.year_target'), { digits: 2 }),
          ]),
      text('state', words('column.state'), 14),
    ],
    rows,
    sources: [...now.values()].map((one): [string, string] => [one.name, `${one.definition} ${one.formula}`]),
  })
}

/** The group's one table: its corporations beside each other. */
async function byCorporation(
  { ctx, period, asKnownOn }: Ground,
  words: Words,
  { kept }: { kept: Kept },
): Promise<Section> {
  const all = await corporations(ctx)
  const found = new Map(
    (await indices(ctx, { from: period.from, to: period.to, by: ['corporation'], rules: 'vn', asKnownOn })).map((r) => [
      r.corporation!,
      r,
    ]),
  )
  const energy = await energyBetween(ctx, period.from, period.to, asKnownOn)
  const rows = all.map((c): Row => {
    const own = energy.filter((r) => r.corporation_id === c.id)
    const sum = own.length > 0 ? energySum(own) : undefined
    const row = known(found.get(c.code))
    const of = (kind: string) =>
      keptIn(
        kept.filter((r) => r.corporation_id === c.id),
        kind,
        period,
      ).share
    return {
      corporation: c.code,
      customers: row?.customers ?? null,
      delivered_kwh: sum?.delivered_kwh ?? null,
      sold_kwh: sum?.sold_kwh ?? null,
      saidi: row?.saidi_min ?? null,
      saifi: row?.saifi ?? null,
      maifi: row?.maifi ?? null,
      notice: of('notice'),
      power_back: of('power_back'),
    }
  })
  return section({
    code: 'corporations',
    title: words('sheet.corporations'),
    columns: [
      text('corporation', words('column.corporation'), 12),
      number('customers', words('column.customers'), { total: 'sum' }),
      number('delivered_kwh', words('column.delivered_kwh'), { total: 'sum', width: 17 }),
      number('sold_kwh', words('column.sold_kwh'), { total: 'sum', width: 17 }),
      number('lost_kwh', words('column.lost_kwh'), {
        formula: { op: 'minus', from: 'delivered_kwh', less: 'sold_kwh' },
        total: 'sum',
        width: 16,
      }),
      number('losses', words('column.losses'), {
        digits: 2,
        formula: ratio('lost_kwh', 'delivered_kwh', 100),
        total: 'formula',
      }),
      number('saidi', words('column.saidi'), { digits: 2 }),
      number('saifi', 'SAIFI', { digits: 3 }),
      number('maifi', 'MAIFI', { digits: 3 }),
      number('notice', words('column.notice'), { digits: 2 }),
      number('power_back', words('column.power_back'), { digits: 2 }),
    ],
    rows: rows.filter((r) => Object.entries(r).some(([key, cell]) => key !== 'corporation' && cell !== null)),
    total: words('group'),
    sources: [[words('sheet.corporations'), words('source.corporations')]],
  })
}

/** '10/2026', in both languages. */
const monthTitle = (month: string): string => `${month.slice(5)}/${month.slice(0, 4)}`

const ratio = (over: string, under: string, times = 1) => ({ op: 'ratio' as const, over, under, times })
