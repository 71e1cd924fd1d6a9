import { at, type Context, monthOf } from '../kernel/index.ts'
import { corporationNamed, corporations } from '../organisation/index.ts'
import { keptByMonth } from '../promises/index.ts'
import { indices } from '../reliability/index.ts'
import { type StatsRow, stats } from '../requests/index.ts'
import { estimate } from '../surveys/index.ts'
import { type EnergyMonth, energySum, forecastYear, growthPercent, soldPerEmployee } from './energy-rules.ts'
import { registry, type State, satisfaction2017, stateOf } from './registry.ts'
import { energyBetween, targetsOf } from './store.ts'

export type IndicatorRow = {
  code: string
  name: string
  /** Code of the corporation; null: the group. */
  corporation: string | null
  unit: string
  direction: 'up' | 'down'
  target: number | null
  actual: number | null
  state: State
  /** Against last year's figure. */
  trend: 'up' | 'down' | 'flat' | null
  /** Of the whole year; null where no method is sound. */
  projection: number | null
  /** Among the corporations with a figure, 1 the best; null for the group. */
  rank: number | null
  formula: string
  rows: string
}

/** By class of new supply, family, or service of the catalogue of requests: the service indicator that it is. */
const requestCodes: Readonly<Record<string, string>> = {
  urban_home: 's01',
  rural_home: 's02',
  non_residential: 's03',
  medium_voltage: 's04',
  capacity_change: 's05',
  meter_check: 's06',
  switchgear_low_voltage: 's11',
  switchgear_medium_voltage: 's12',
  complaint: 's13',
}

/** Group is `null`; figures that nobody recorded are absent. */
type Figures = Map<string, Map<string | null, number>>

/** Every indicator of the registry, for the group and each corporation that is seen. @param query.year of the figures */
export async function indicators(ctx: Context, query: { year: number; corporation?: string }): Promise<IndicatorRow[]> {
  const only = query.corporation === undefined ? undefined : (await corporationNamed(ctx, query.corporation)).code
  const all = await corporations(ctx)
  const scope = [
    null,
    ...all.filter((c) => ctx.corporations === '*' || ctx.corporations.includes(c.id)).map((c) => c.code),
  ]
  const { figures, projections, partial } = await figuresOf(ctx, query.year)
  const last = (await figuresOf(ctx, query.year - 1)).figures
  const set = await targetsOf(ctx, query.year)
  const idOf = new Map(all.map((c) => [c.code, c.id]))
  const ended = `${query.year}-12` < monthOf(ctx.now)
  const rows: IndicatorRow[] = []
  for (const one of registry) {
    const of = figures.get(one.code) ?? new Map<string | null, number>()
    for (const corporation of scope) {
      if (only !== undefined && corporation !== only) continue
      const actual = of.get(corporation) ?? null
      const before = last.get(one.code)?.get(corporation) ?? null
      const own = set.find(
        (t) => t.code === one.code && t.corporation_id !== null && t.corporation_id === idOf.get(corporation ?? ''),
      )
      const shared = set.find(
        (t) =>
          t.code === one.code &&
          t.corporation_id === null &&
          !(t.of_group && (corporation !== null || ctx.corporations !== '*')),
      )
      const target =
        own?.value ??
        shared?.value ??
        (one.rows === 'interruptions' ? before : null) ??
        (one.code === 'satisfaction' && query.year === 2017 ? (satisfaction2017[corporation ?? ''] ?? null) : null)
      // A year of which months are missing is not judged as if it were whole.
      const over = ended && !(one.rows === 'energy' && partial.has(corporation))
      const projection = over ? actual : (projections.get(one.code)?.get(corporation) ?? null)
      const better = [...of].filter(([c, v]) => c !== null && (one.direction === 'up' ? v > actual! : v < actual!))
      rows.push({
        code: one.code,
        name: one[ctx.language],
        corporation,
        unit: one.unit,
        direction: one.direction,
        target,
        actual,
        state: stateOf(one, { actual, target, projection, over }),
        trend: trendOf(one.cumulative && !over ? projection : actual, before),
        projection,
        rank: actual === null || corporation === null ? null : better.length + 1,
        formula: one.formula,
        rows: one.rows,
      })
    }
  }
  return rows
}

/** A running year's sum is not held against a whole year: its projection is, where there is one. */
const trendOf = (value: number | null, before: number | null) =>
  value === null || before === null ? null : value > before ? 'up' : value < before ? 'down' : 'flat'

async function figuresOf(
  ctx: Context,
  year: number,
): Promise<{ figures: Figures; projections: Figures; partial: Set<string | null> }> {
  const figures: Figures = new Map()
  const projections: Figures = new Map()
  /** Whose energy of the year is not whole: a month that they, or one of them, did not report. */
  const partial = new Set<string | null>()
  const put = (into: Figures, code: string, corporation: string | null, value: number | null | undefined) => {
    if (value === null || value === undefined) return
    if (!into.has(code)) into.set(code, new Map())
    into.get(code)!.set(corporation, value)
  }
  const codeOf = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))

  const energy = (await energyBetween(ctx, `${year - 2}-01`, `${year}-12`)).map((r) => ({
    ...r,
    corporation: codeOf.get(r.corporation_id)!,
  }))
  const groups: [string | null, (EnergyMonth & { corporation: string })[]][] = [
    [null, energy],
    ...Map.groupBy(energy, (r) => r.corporation),
  ]
  for (const [corporation, rows] of groups) {
    const now = rows.filter((r) => r.month.startsWith(`${year}-`))
    if (now.length === 0) continue
    // The same corporations and months a year before, or growth would be of who reported.
    const had = new Set(now.map((r) => `${r.corporation} ${year - 1}${r.month.slice(4)}`))
    const before = rows.filter((r) => had.has(`${r.corporation} ${r.month}`))
    const whole = before.length === now.length
    const sum = energySum(now)
    put(figures, 'energy_sold', corporation, sum.sold_kwh)
    put(figures, 'losses', corporation, sum.losses_percent)
    if (whole) put(figures, 'energy_growth', corporation, growthPercent(sum.sold_kwh, energySum(before).sold_kwh))
    const each = soldPerEmployee(now)
    if (whole && each !== null) put(figures, 'productivity', corporation, growthPercent(each, soldPerEmployee(before)))
    if (now.length < 12 * new Set(rows.map((r) => r.corporation)).size) partial.add(corporation)
    if (corporation === null) continue
    const forecast = forecastYear(new Map(rows.map((r) => [r.month, r.sold_kwh])), year)
    const last = rows.filter((r) => r.month.startsWith(`${year - 1}-`))
    put(projections, 'energy_sold', corporation, forecast?.value)
    if (forecast && last.length === 12)
      put(projections, 'energy_growth', corporation, growthPercent(forecast.value, energySum(last).sold_kwh))
  }
  // The group's is the sum of its corporations': they do not all report a month on the same day.
  const each = [...(projections.get('energy_sold') ?? new Map<string, number>()).values()]
  if (each.length > 0 && each.length === new Set(energy.map((r) => r.corporation)).size) {
    const value = each.reduce((a, b) => a + b, 0)
    const last = energy.filter((r) => r.month.startsWith(`${year - 1}-`))
    put(projections, 'energy_sold', null, value)
    if (last.length === 12 * each.length)
      put(projections, 'energy_growth', null, growthPercent(value, energySum(last).sold_kwh))
  }

  // Months that have not come yet would be counted as quiet ones.
  const to = `${year}-12` > monthOf(ctx.now) ? monthOf(ctx.now) : `${year}-12`
  if (to >= `${year}-01`)
    for (const by of [[], ['corporation']])
      for (const r of await indices(ctx, { from: `${year}-01`, to, by, rules: 'vn' })) {
        if (r.interruptions === 0 && r.customer_interruptions === 0 && !r.maifi) continue // no history, not a perfect year
        put(figures, 'saidi', r.corporation ?? null, r.saidi_min)
        put(figures, 'saifi', r.corporation ?? null, r.saifi)
        put(figures, 'maifi', r.corporation ?? null, r.maifi)
      }

  const kinds = { notice: 's07', power_back: 's09', fault_power_back: 's10' } as const
  const kept = await keptByMonth(ctx, Object.keys(kinds), at(`${year}-01-01 00:00`), at(`${year + 1}-01-01 00:00`))
  const sums = new Map<string, { code: string; corporation: string | null; kept: number; due: number }>()
  for (const r of kept)
    for (const corporation of [null, codeOf.get(r.corporation_id)!]) {
      const code = kinds[r.kind as keyof typeof kinds]
      const sum = sums.get(`${code} ${corporation}`) ?? { code, corporation, kept: 0, due: 0 }
      sums.set(`${code} ${corporation}`, { ...sum, kept: sum.kept + r.kept, due: sum.due + r.kept + r.broken })
    }
  for (const s of sums.values()) if (s.due > 0) put(figures, s.code, s.corporation, (100 * s.kept) / s.due)

  const putShare = (code: string | undefined, r: StatsRow) => {
    if (code !== undefined && r.within_limit_share !== null)
      put(figures, code, r.corporation ?? null, 100 * r.within_limit_share)
  }
  for (const by of [[], ['corporation']]) {
    const months = { from: `${year}-01`, to: `${year}-12` }
    for (const r of await stats(ctx, { ...months, by: [...by, 'family', 'class'], family: 'all' })) {
      if (r.class === 'medium_voltage') put(figures, 'access', r.corporation ?? null, r.mean_working_days)
      putShare(requestCodes[r.class ?? r.family ?? ''], r)
    }
    for (const r of await stats(ctx, { ...months, by: [...by, 'service'], family: 'switchgear' }))
      putShare(requestCodes[r.service ?? ''], r)
    for (const r of await estimate(ctx, { year, by }))
      if (!r.hidden) put(figures, 'satisfaction', r.corporation ?? null, r.mean)
  }
  return { figures, projections, partial }
}
