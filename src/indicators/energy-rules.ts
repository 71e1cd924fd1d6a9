import { because, type Wrong } from '../kernel/index.ts'

/** One row of energy.csv as text. */
export type EnergyText = {
  corporation: string
  month: string
  delivered_kwh: string
  sold_kwh: string
  employees: string
  customers: string
}

/** Energy and headcount of one corporation in one month 'YYYY-MM'. */
export type EnergyMonth = {
  month: string
  delivered_kwh: number
  sold_kwh: number
  employees: number
  customers: number
}

const most = { delivered_kwh: 1e13, sold_kwh: 1e13, employees: 10_000_000, customers: 1_000_000_000 } as const

/** Checks one row; says the first thing that is wrong with it. */
export function checkEnergy(row: EnergyText): EnergyMonth | Wrong {
  if (!/^[A-Z][A-Z0-9_-]{1,15}$/.test(row.corporation))
    return {
      field: 'corporation',
      reason: because('not-corporation-code', { value: row.corporation }),
    }
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(row.month) || row.month < '1900')
    return { field: 'month', reason: because('not-month', { value: row.month }) }
  const found: EnergyMonth = { month: row.month, delivered_kwh: 0, sold_kwh: 0, employees: 0, customers: 0 }
  for (const field of ['delivered_kwh', 'sold_kwh', 'employees', 'customers'] as const) {
    const text = row[field]
    if (/^-\d/.test(text)) return { field, reason: because('negative', { value: text }) }
    if (!/^\d+(\.\d+)?$/.test(text)) return { field, reason: because('not-number', { value: text }) }
    if (!field.endsWith('_kwh') && !/^\d+(\.0+)?$/.test(text))
      return { field, reason: because('not-whole', { value: text }) }
    const value = Math.round(Number(text)) // whole kWh: a fraction of one is below any meter's reading
    if (value > most[field]) return { field, reason: because('beyond', { value: text, limit: most[field] }) }
    found[field] = value
  }
  if (found.sold_kwh > found.delivered_kwh)
    return {
      field: 'sold_kwh',
      reason: because('sum.more', { value: row.sold_kwh, field: 'delivered_kwh', other: row.delivered_kwh }),
    }
  return found
}

/** Sums of a set of months; null shares where nothing divides. */
export type EnergySum = {
  delivered_kwh: number
  sold_kwh: number
  lost_kwh: number
  /** Lost of delivered, in %. */
  losses_percent: number | null
}

/** Delivered, sold and lost: lost = delivered - sold, losses % = 100 x lost / delivered. */
export function energySum(rows: readonly EnergyMonth[]): EnergySum {
  const delivered_kwh = rows.reduce((sum, r) => sum + r.delivered_kwh, 0)
  const sold_kwh = rows.reduce((sum, r) => sum + r.sold_kwh, 0)
  const lost_kwh = delivered_kwh - sold_kwh
  return {
    delivered_kwh,
    sold_kwh,
    lost_kwh,
    losses_percent: delivered_kwh > 0 ? (100 * lost_kwh) / delivered_kwh : null,
  }
}

/**
 * Losses in % over the twelve months that end with `month`, which takes out that meters are not read on the same day every
 * month; null unless every corporation among the rows reported all twelve.
 */
export function rollingLosses(rows: readonly (EnergyMonth & { corporation: string })[], month: string): number | null {
  const year = Number(month.slice(0, 4))
  const over = [...monthsOf(year - 1), ...monthsOf(year)].filter((m) => m <= month).slice(-12)
  const found = rows.filter((r) => over.includes(r.month))
  const whole = found.length === 12 * new Set(found.map((r) => r.corporation)).size
  return whole && found.length > 0 ? energySum(found).losses_percent : null
}

/** Customers an employee: both as means of the months. */
export function customersPerEmployee(rows: readonly EnergyMonth[]): number | null {
  const employees = rows.reduce((sum, r) => sum + r.employees, 0)
  return employees > 0 ? rows.reduce((sum, r) => sum + r.customers, 0) / employees : null
}

/** `value` against `before` in %: 100 x (value / before - 1); null without a year before. */
export const growthPercent = (value: number, before: number | null | undefined): number | null =>
  before ? 100 * (value / before - 1) : null

/** Sold kWh an employee: what was sold in the months over the mean headcount of those months. */
export function soldPerEmployee(rows: readonly EnergyMonth[]): number | null {
  const employees = rows.reduce((sum, r) => sum + r.employees, 0)
  return employees > 0 ? (energySum(rows).sold_kwh * rows.length) / employees : null
}

export type Forecast = {
  /** The year's total: what is known plus the remaining months. */
  value: number
  low: number
  high: number
  /** Mean absolute error of the same method on the last year known in full, in % of its total; null: not enough history. */
  backtest_percent: number | null
}

/**
 * The year's total by the seasonal naive method with growth: each remaining month is last year's same month times the
 * growth of the months known so far (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.2: seasonal naive).
 * The interval is twice the deviation of the months' growths about their mean, spread over the remaining months.
 * @param series value by month 'YYYY-MM'; null is returned where last year or this year has too little
 */
export function forecastYear(series: ReadonlyMap<string, number>, year: number): Forecast | null {
  const made = project(series, year, 12)
  if (!made) return null
  const known = made.known
  const back = known >= 12 ? null : project(series, year - 1, known)
  const total = monthsOf(year - 1).reduce((sum, m) => sum + (series.get(m) ?? 0), 0)
  return {
    value: made.value,
    low: Math.max(made.value - made.spread, made.done), // what has been cannot be taken back
    high: made.value + made.spread,
    backtest_percent: back && total > 0 ? (100 * Math.abs(back.value - total)) / total : null,
  }
}

/** The twelve months of a year. */
export const monthsOf = (year: number): string[] =>
  Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, '0')}`)

function project(series: ReadonlyMap<string, number>, year: number, most: number) {
  const months = monthsOf(year)
  const before = monthsOf(year - 1).map((m) => series.get(m))
  let known = 0
  while (known < most && series.has(months[known]!)) known++
  if (known === 0) return null
  const done = months.slice(0, known).reduce((sum, m) => sum + series.get(m)!, 0)
  if (known === 12) return { value: done, spread: 0, known, done }
  if (before.some((v) => !v)) return null
  const base = before.slice(0, known).reduce<number>((sum, v) => sum + v!, 0)
  const growth = done / base
  const rest = before.slice(known) as number[]
  const ratios = months.slice(0, known).map((m, i) => series.get(m)! / before[i]!)
  // One month says nothing of its spread: then 5 % of a month is taken.
  const deviation = known > 1 ? Math.sqrt(ratios.reduce((sum, r) => sum + (r - growth) ** 2, 0) / (known - 1)) : 0.05
  const left = rest.reduce((sum, v) => sum + v, 0)
  const noise = Math.sqrt(rest.reduce((sum, v) => sum + (v * deviation) ** 2, 0))
  return {
    value: done + left * growth,
    spread: 2 * Math.hypot(noise, (left * deviation) / Math.sqrt(known)),
    known,
    done,
  }
}

/** The year of a corporation, or of all of them, as far as it can be expected. */
export interface EnergyForecast {
  /** In kWh. */
  sold: Forecast
  delivered: Forecast
  /** In %: lost of delivered, both forecast; its interval is that of the energy lost. */
  losses: Forecast | undefined
  /** Sold in the whole of last year; null where a month is missing. */
  last_sold_kwh: number | null
}

/**
 * Forecasts of sold, delivered and lost energy by corporation and, under null, of all of them: the sum of theirs, because
 * they do not all report a month on the same day; its interval is the sum of theirs too (weather is common: errors do not
 * cancel out). No group without the forecast of everyone who reported this year or last.
 */
export function energyForecasts(
  rows: readonly (EnergyMonth & { corporation: string })[],
  year: number,
): Map<string | null, EnergyForecast> {
  const found = new Map<string | null, EnergyForecast>()
  const recent = rows.filter((r) => r.month >= `${year - 1}-01`)
  const by = Map.groupBy(rows, (r) => r.corporation)
  for (const [corporation, own] of by) {
    const of = (pick: (r: EnergyMonth) => number) => forecastYear(new Map(own.map((r) => [r.month, pick(r)])), year)
    const [sold, delivered, lost] = [of((r) => r.sold_kwh), of((r) => r.delivered_kwh), of((r) => r.delivered_kwh - r.sold_kwh)] // biome-ignore format: one line
    if (!sold || !delivered) continue
    const last = own.filter((r) => r.month.startsWith(`${year - 1}-`))
    const last_sold_kwh = last.length === 12 ? energySum(last).sold_kwh : null
    found.set(corporation, { sold, delivered, losses: lossesOf(lost, delivered), last_sold_kwh })
  }
  const reporters = new Set(recent.map((r) => r.corporation))
  const each = [...reporters].map((c) => found.get(c))
  if (each.length === 0 || each.some((f) => f === undefined)) return found
  const parts = each as EnergyForecast[]
  const months = new Map([...Map.groupBy(rows, (r) => r.month)].filter(([, of]) => of.length === reporters.size))
  const together = (pick: (r: EnergyMonth) => number, sum: (f: EnergyForecast) => Forecast): Forecast => ({
    value: parts.reduce((total, f) => total + sum(f).value, 0),
    low: parts.reduce((total, f) => total + sum(f).low, 0),
    high: parts.reduce((total, f) => total + sum(f).high, 0),
    backtest_percent:
      forecastYear(new Map([...months].map(([m, of]) => [m, of.reduce((total, r) => total + pick(r), 0)])), year)
        ?.backtest_percent ?? null,
  })
  const delivered = together((r) => r.delivered_kwh, (f) => f.delivered) // biome-ignore format: one line
  const percent = (key: 'value' | 'low' | 'high') =>
    parts.reduce((total, f) => total + (f.losses![key] * f.delivered.value) / 100, 0)
  const lost = parts.every((f) => f.losses) && {
    ...together((r) => r.delivered_kwh - r.sold_kwh, (f) => f.sold),
    value: percent('value'),
    low: percent('low'),
    high: percent('high'),
  } // biome-ignore format: short
  const lasts = parts.map((f) => f.last_sold_kwh)
  found.set(null, {
    sold: together((r) => r.sold_kwh, (f) => f.sold),
    delivered,
    losses: lossesOf(lost || null, delivered),
    last_sold_kwh: lasts.some((v) => v === null) ? null : lasts.reduce<number>((total, v) => total + v!, 0),
  }) // biome-ignore format: short
  return found
}

const lossesOf = (lost: Forecast | null, delivered: Forecast): Forecast | undefined =>
  lost && delivered.value > 0
    ? {
        value: (100 * lost.value) / delivered.value,
        low: (100 * lost.low) / delivered.value,
        high: (100 * lost.high) / delivered.value,
        backtest_percent: lost.backtest_percent,
      }
    : undefined
