import { type Context, type Language, monthOf, say } from '../kernel/index.ts'
import { corporationNamed, corporations } from '../organisation/index.ts'
import { type Definition, formulaOf, wordsOf } from './definition-rules.ts'
import { type EnergyForecast, energyForecasts, forecastYear, growthPercent, monthsOf } from './energy-rules.ts'
import { type EnergyRow, measureYear } from './measure.ts'
import { figureOf, type Measured, mustHappen, partOver, type Reason, type Remaining } from './measure-rules.ts'
import { type Indicator, registry, type State, stateOf } from './registry.ts'
import { type StoredVersion, type TargetRow, targetsOf, versions } from './store.ts'
import { type Target, targetOf } from './target-rules.ts'

/** An indicator as a reader needs it: named and explained in their language. */
export interface Described {
  code: string
  name: string
  /** What it says, in words. */
  definition: string
  formula: string
  unit: string
  unit_words: string
  decimals: number
  direction: 'up' | 'down'
  direction_words: string
  /** Kind of rows behind it; `rows_url` lists them. */
  rows: string
  rows_url: string
  made_by: 'shipped' | 'definition'
  /** Of an indicator made without code: its version at the end of the year, or now. */
  version: number | null
}

/** What was reached in a month. */
export interface MonthFigure {
  month: string
  actual: number | null
  target: number | null
  state: State
  state_words: string
  rank: number | null
  /** Why there is no figure. */
  said: Reason | null
  said_words: string | null
}

/** What was reached in a year, and what is to come. */
export interface YearFigure {
  /** Code of the corporation; null: the group, all that the caller sees. */
  corporation: string | null
  target: number | null
  target_source: string | null
  warning: number | null
  weight: number
  owner: string
  actual: number | null
  state: State
  state_words: string
  /** Against the same months of last year, as far as they are over. */
  trend: 'up' | 'down' | 'flat' | null
  last_year: number | null
  /** Of the whole year, with its 95 % interval; null where no method is sound. */
  projection: number | null
  projection_low: number | null
  projection_high: number | null
  /** Error of the same method on last year, in % of its total. */
  backtest_percent: number | null
  /** Among the corporations with a figure, 1 the best; null for the group. */
  rank: number | null
  remaining: (Remaining & { words: string }) | null
  said: Reason | null
  said_words: string | null
  months: MonthFigure[]
}

export interface Assessed {
  year: number
  corporations: { code: string; name: string }[]
  indicators: (Described & { figures: YearFigure[] })[]
}

/**
 * Every indicator of a year, for the group and each corporation that is seen, by month: what was reached, against which
 * target, in which state, and what must happen in the months that remain. Of one alone (`code`) only what it rests on is
 * read; one that there is not gives none.
 * @throws Problem organisation/unknown-corporation
 */
export async function assess(
  ctx: Context,
  query: { year: number; corporation?: string; code?: string },
): Promise<Assessed> {
  const { year } = query
  const only = query.corporation === undefined ? undefined : (await corporationNamed(ctx, query.corporation)).code
  const all = await corporations(ctx)
  const mine = all.filter((c) => ctx.corporations === '*' || ctx.corporations.includes(c.id))
  const { of, energy } = await measureYear(ctx, year, query.code)
  const targets = await targetsOf(ctx, [year])
  const known = (await described(ctx, year)).filter(
    (one) => query.code === undefined || one.indicator.code === query.code,
  )
  const outlook = outlookOf(ctx, year, of, energy, targets)
  const scope = [null, ...mine]
  return {
    year,
    corporations: mine.map((c) => ({ code: c.code, name: ctx.language === 'vi' ? c.name : c.name_en })),
    indicators: known.map(({ indicator, words }) => ({
      ...words,
      figures: scope
        .filter((c) => only === undefined || c?.code === only)
        .map((c) => outlook(indicator, c === null ? null : { id: c.id, code: c.code })),
    })),
  }
}

/** The indicators that there are in a year: those of the registry, redefined ones as redefined, then those made without code. */
export async function described(
  ctx: Context,
  year: number,
): Promise<{ indicator: Indicator; words: Described; version: StoredVersion | undefined }[]> {
  const month = `${year}-12` > monthOf(ctx.now) ? monthOf(ctx.now) : `${year}-12`
  const in_force = (await versions(ctx)).filter((v) => v.from <= month && v.to >= `${year}-01`)
  // Of several versions the last counts for the description; what is for all goes before one corporation's own.
  const latest = new Map<string, StoredVersion & { definition: Definition }>()
  for (const v of in_force) {
    if (!v.definition) latest.delete(v.code)
    else if (v.corporation_id === null || latest.get(v.code)?.corporation_id !== null)
      latest.set(v.code, { ...v, definition: v.definition })
  }
  const made = [...latest.keys()].filter((code) => !registry.some((r) => r.code === code)).sort()
  return [...registry.map((r) => r.code), ...made].map((code) => {
    const version = latest.get(code)
    const indicator = version ? indicatorOf(code, version.definition) : registry.find((r) => r.code === code)!
    return { indicator, words: describe(indicator, version, ctx.language), version }
  })
}

const indicatorOf = (code: string, of: Definition): Indicator => ({
  code,
  vi: of.name.vi,
  en: of.name.en,
  unit: of.unit,
  decimals: of.decimals,
  direction: of.direction,
  rows: of.source === 'requests_received' ? 'requests' : of.source === 'answers' || of.source === 'survey' ? 'surveys' : of.source, // biome-ignore format: one line
  ...(of.measure === 'count' ? { cumulative: true } : {}),
})

function describe(
  one: Indicator,
  version: (StoredVersion & { definition: Definition }) | undefined,
  language: Language,
): Described {
  const text = say('indicators', language)
  return {
    code: one.code,
    name: one[language],
    definition: version ? wordsOf(version.definition, language) : text(`define.${one.code}`),
    formula: version ? formulaOf(version.definition, language) : text(`formula.${one.formula}`),
    unit: one.unit,
    unit_words: unitWords(one.unit, language),
    decimals: one.decimals,
    direction: one.direction,
    direction_words: text(`direction.${one.direction}`),
    rows: one.rows,
    rows_url: `/api/v1/indicators/${one.code}/rows`,
    made_by: version ? 'definition' : 'shipped',
    version: version?.version ?? null,
  }
}

/** A unit in the reader's language; one that an administrator named stands as it is. */
export function unitWords(unit: string, language: Language): string {
  const key = { '%': 'percent', kWh: 'kwh', min: 'min', times: 'times', 'of 10': 'of_10', 'working days': 'working_days', customers: 'customers', requests: 'requests', 'kWh/employee': 'kwh_employee' }[unit] // biome-ignore format: one line
  return key ? say('indicators', language)(`unit.${key}`) : unit
}

function outlookOf(
  ctx: Context,
  year: number,
  of: ReadonlyMap<string, Measured>,
  energy: readonly EnergyRow[],
  targets: readonly TargetRow[],
) {
  const months = monthsOf(year)
  const last = monthsOf(year - 1)
  const now = monthOf(ctx.now)
  const text = say('indicators', ctx.language)
  const past = months.filter((m) => m < now)
  const reporters = new Set(energy.filter((r) => r.month >= `${year - 1}-01`).map((r) => r.corporation))
  const reported = Map.groupBy(energy, (r) => r.month)
  const forecasts = energyForecasts(energy, year)

  /** Months of which all is known: of energy those that were reported, by everyone where it is the group's. */
  const knownOf = (indicator: Indicator, corporation: string | null) =>
    indicator.rows !== 'energy'
      ? past
      : months.filter((m) => {
          const rows = reported.get(m) ?? []
          return corporation === null
            ? reporters.size > 0 && rows.length === reporters.size
            : rows.some((r) => r.corporation === corporation)
        })
  const lastOf = (month: string) => `${year - 1}${month.slice(4)}`
  const rankOf = (m: Measured | undefined, indicator: Indicator, period: string, over: readonly string[], value: number | null) => {
    if (value === null || !m) return null
    const others = [...new Set([...m.months.keys(), ...m.points.keys()])].filter((c) => c !== null)
    const figures = others.map((c) => figureOf(m, c, period, over)).filter((v) => v !== null)
    return 1 + figures.filter((v) => (indicator.direction === 'up' ? v > value : v < value)).length
  } // biome-ignore format: one line a step

  return (indicator: Indicator, whose: { id: number; code: string } | null): YearFigure => {
    const corporation = whose?.code ?? null
    const m = of.get(indicator.code)
    const figure = (period: string, over: readonly string[]) => (m ? figureOf(m, corporation, period, over) : null)
    const actual = figure(String(year), months)
    const last_year = figure(String(year - 1), last)
    const target = targetOf(indicator, targets, {
      whose,
      month: null,
      seesAll: ctx.corporations === '*',
      lastYear: indicator.rows === 'interruptions' && indicator.cumulative ? last_year : null,
      lastYearWords: text('target.last_year', { year: String(year - 1) }),
    })
    const known = knownOf(indicator, corporation)
    // A year of which months are missing is not judged as if it were whole.
    const over = `${year}-12` < now && (indicator.rows !== 'energy' || known.length === 12)
    const outlook = over ? undefined : projectionOf(indicator, m, corporation, forecasts, year, known)
    const projection = over ? actual : (outlook?.value ?? null)
    const state = stateOf(indicator, { actual, target: target?.value ?? null, projection, over, warning: target?.warning ?? null }) // biome-ignore format: one line
    const compared = m?.way === 'point' ? last_year : figure('', known.map(lastOf))
    const reached = m?.way === 'point' ? actual : figure('', known)
    const remaining = over || !m || actual === null || !target ? undefined : remainingOf(indicator, m, corporation, target.value, known, year) // biome-ignore format: one line
    const said = actual === null ? (m?.said.get(corporation)?.get(String(year)) ?? unservedIn(m, corporation, months)) : null // biome-ignore format: one line
    return {
      corporation,
      target: target?.value ?? null,
      target_source: target?.source ?? null,
      warning: target?.warning ?? null,
      weight: target?.weight ?? 1,
      owner: target?.owner ?? '',
      actual,
      state,
      state_words: text(`state.${state}`),
      trend: trendOf(reached, compared),
      last_year,
      projection,
      projection_low: outlook?.low ?? null,
      projection_high: outlook?.high ?? null,
      backtest_percent: outlook?.backtest_percent ?? null,
      rank: corporation === null ? null : rankOf(m, indicator, String(year), months, actual),
      remaining: remaining ? { ...remaining, words: remainingWords(indicator, remaining, ctx.language) } : null,
      said,
      said_words: said ? text(`said.${said}`) : null,
      months: months.map((month) => {
        const actual = figure(month, [month])
        const set = targetOf(indicator, targets, { whose, month: Number(month.slice(5)), seesAll: ctx.corporations === '*', lastYear: null, lastYearWords: '' }) // biome-ignore format: one line
        const value = set?.value ?? monthTarget(indicator, target, m, corporation, lastOf(month), last)
        const state = stateOf(indicator, { actual, target: value, projection: null, over: month < now })
        const said = actual === null ? (m?.said.get(corporation)?.get(month) ?? null) : null
        return {
          month,
          actual,
          target: value,
          state,
          state_words: text(`state.${state}`),
          rank: corporation === null ? null : rankOf(m, indicator, month, [month], actual),
          said,
          said_words: said ? text(`said.${said}`) : null,
        }
      }),
    }
  }
}

const unservedIn = (m: Measured | undefined, corporation: string | null, months: readonly string[]): Reason | null =>
  months.some((month) => m?.said.get(corporation)?.get(month) === 'unserved') ? 'unserved' : null

const trendOf = (value: number | null, before: number | null) =>
  value === null || before === null ? null : value > before ? 'up' : value < before ? 'down' : 'flat'

/** A month's part of the year's target: of a sum as much as the month had of last year (a twelfth where it is not known). */
function monthTarget(
  indicator: Indicator,
  target: Target | undefined,
  m: Measured | undefined,
  corporation: string | null,
  before: string,
  last: readonly string[],
): number | null {
  if (!target) return null
  if (!indicator.cumulative) return target.value
  const year = m ? figureOf(m, corporation, '', last) : null
  const month = m ? figureOf(m, corporation, '', [before]) : null
  const whole = last.every((month) => m?.months.get(corporation)?.has(month))
  return year && month !== null && whole ? (target.value * month) / year : target.value / 12
}

type Outlook = { value: number; low: number | null; high: number | null; backtest_percent: number | null }

/** The year's figure as the method of the indicator expects it; undefined where none is sound. */
function projectionOf(
  indicator: Indicator,
  m: Measured | undefined,
  corporation: string | null,
  forecasts: ReadonlyMap<string | null, EnergyForecast>,
  year: number,
  known: readonly string[],
): Outlook | undefined {
  const energy = forecasts.get(corporation)
  if (indicator.rows === 'energy') {
    if (indicator.code === 'energy_sold') return energy?.sold
    if (indicator.code === 'losses') return energy?.losses
    const base = energy?.last_sold_kwh
    if (indicator.code !== 'energy_growth' || !energy || !base) return undefined
    const growth = (value: number) => growthPercent(value, base)!
    const { value, low, high, backtest_percent } = energy.sold
    return { value: growth(value), low: growth(low), high: growth(high), backtest_percent }
  }
  if (!indicator.cumulative || m?.way !== 'sum') return undefined
  const series = new Map<string, number>()
  for (const month of [...monthsOf(year - 2), ...monthsOf(year - 1), ...known]) {
    const value = figureOf(m, corporation, month, [month])
    if (value !== null) series.set(month, value)
  }
  return forecastYear(series, year) ?? undefined
}

/** What the months that are not known yet must bring; their weight is last year's, or as so far where that is not known. */
function remainingOf(
  indicator: Indicator,
  m: Measured,
  corporation: string | null,
  target: number,
  known: readonly string[],
  year: number,
): Remaining | undefined {
  const ahead = monthsOf(year).filter((month) => !known.includes(month))
  const before = ahead.map((month) => m.months.get(corporation)?.get(`${year - 1}${month.slice(4)}`))
  const whole = before.every((part) => part !== undefined)
  const done = partOver(m, corporation, known)
  const months = ahead.length
  const { direction } = indicator
  if (m.way === 'growth') {
    // Growth of energy: sold over sold last year; the months ahead weigh what they sold last year.
    if (indicator.code !== 'energy_growth' || !done?.before || !whole) return undefined
    const weight = before.reduce((sum, part) => sum + part!.numerator, 0)
    const found = mustHappen({ way: 'ratio', direction, scale: 1, target: 1 + target / 100, done: { numerator: done.numerator, denominator: done.before.numerator }, months, ahead: weight }) // biome-ignore format: one line
    return found && { ...found, needed: 100 * (found.needed - 1) }
  }
  if (m.way === 'point') return undefined
  const weight = whole
    ? before.reduce((sum, part) => sum + part!.denominator, 0)
    : known.length > 0
      ? ((done?.denominator ?? 0) / known.length) * months
      : 0
  return mustHappen({
    way: m.way,
    direction,
    scale: m.scale,
    target,
    done: done ?? { numerator: 0, denominator: 0 },
    months,
    ahead: weight,
    ...(indicator.unit === '%' ? { most: 100 } : {}),
  })
}

/** "must average at most 6.90 % over the remaining 4 months". */
function remainingWords(indicator: Indicator, remaining: Remaining, language: Language): string {
  const text = say('indicators', language)
  const way = indicator.cumulative ? 'sum' : 'average'
  const key = remaining.verdict === 'possible' ? `remaining.${way}_${indicator.direction}` : `remaining.${remaining.verdict}_${indicator.direction}` // biome-ignore format: one line
  return text(key, { months: remaining.months, needed: shown(remaining.needed, indicator, language) })
}

/** A figure with its unit, for a sentence: 6,90 %; 1.234,5 GWh. */
export function shown(value: number, of: Pick<Indicator, 'unit' | 'decimals'>, language: Language): string {
  const large = of.unit === 'kWh' && Math.abs(value) >= 1e7
  const number = (large ? value / 1e6 : value).toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', {
    minimumFractionDigits: large ? 1 : of.decimals,
    maximumFractionDigits: large ? 1 : of.decimals,
  })
  return `${number} ${large ? 'GWh' : unitWords(of.unit, language)}`
}
