import { type Context, say } from '../kernel/index.ts'
import { corporationNamed, corporations } from '../organisation/index.ts'
import {
  customersPerEmployee,
  energyForecasts,
  energySum,
  type Forecast,
  growthPercent,
  monthsOf,
  rollingLosses,
} from './energy-rules.ts'
import type { EnergyRow } from './measure.ts'
import { energyBetween } from './store.ts'

/** Energy of a month or a year; null where it is not known or nothing divides. */
export interface EnergyFigures {
  delivered_kwh: number
  sold_kwh: number
  lost_kwh: number
  /** Lost of delivered in the period. */
  losses_percent: number | null
  /** Lost of delivered in the twelve months that end with the period. */
  rolling_losses_percent: number | null
  /** Sold against the same months of last year, of the same corporations. */
  growth_percent: number | null
  employees: number
  customers: number
  sold_kwh_per_employee: number | null
  sold_per_employee_growth_percent: number | null
  customers_per_employee: number | null
  customers_per_employee_growth_percent: number | null
  /** Reports that are in it: one a corporation and month. */
  reports: number
}

export interface EnergyYear {
  /** Null: all that are seen. */
  corporation: string | null
  months: (EnergyFigures & { month: string })[]
  year: EnergyFigures
  /** Of the whole year by the seasonal method; null where history is too short. */
  forecast: { sold_kwh: Forecast; delivered_kwh: Forecast; losses_percent: Forecast | null } | null
}

/**
 * Energy, losses and productivity of a year by month, for all corporations that are seen and each of them. One statement.
 * Months that nobody reported are left out, not shown as zero.
 */
export async function energyOf(
  ctx: Context,
  query: { year: number; corporation?: string | undefined },
): Promise<{ method: string; corporations: EnergyYear[] }> {
  const { year } = query
  const only = query.corporation === undefined ? undefined : await corporationNamed(ctx, query.corporation)
  const codeOf = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const all = (await energyBetween(ctx, `${year - 2}-01`, `${year}-12`)).map((r) => ({
    ...r,
    corporation: codeOf.get(r.corporation_id)!,
  }))
  const forecasts = energyForecasts(all, year)
  const groups = new Map<string | null, EnergyRow[]>([[null, all], ...Map.groupBy(all, (r) => r.corporation)])
  const shown = [...groups].filter(([c]) => only === undefined || c === only.code)
  return {
    method: say('indicators', ctx.language)('energy.method'),
    corporations: shown.map(([corporation, rows]) => {
      const of = forecasts.get(corporation)
      const reported = monthsOf(year).filter((m) => rows.some((r) => r.month === m))
      return {
        corporation,
        months: reported.map((month) => ({ month, ...figuresOf(rows, [month]) })),
        year: figuresOf(rows, reported),
        forecast: of ? { sold_kwh: of.sold, delivered_kwh: of.delivered, losses_percent: of.losses ?? null } : null,
      }
    }),
  }
}

function figuresOf(all: readonly EnergyRow[], months: readonly string[]): EnergyFigures {
  const rows = all.filter((r) => months.includes(r.month))
  const had = new Set(rows.map((r) => `${r.corporation} ${Number(r.month.slice(0, 4)) - 1}${r.month.slice(4)}`))
  const before = all.filter((r) => had.has(`${r.corporation} ${r.month}`))
  const whole = rows.length > 0 && before.length === rows.length
  const sum = energySum(rows)
  const perMonth = (key: 'employees' | 'customers') =>
    months.length > 0 ? Math.round(rows.reduce((total, r) => total + r[key], 0) / months.length) : 0
  const each = perEmployee(rows, months.length)
  const customers = customersPerEmployee(rows)
  const growth = (value: number | null, last: number | null) =>
    whole && value !== null ? growthPercent(value, last) : null
  return {
    ...sum,
    rolling_losses_percent: months.length > 0 ? rollingLosses(all, months.at(-1)!) : null,
    growth_percent: growth(sum.sold_kwh, energySum(before).sold_kwh),
    employees: perMonth('employees'),
    customers: perMonth('customers'),
    sold_kwh_per_employee: each,
    sold_per_employee_growth_percent: growth(each, perEmployee(before, months.length)),
    customers_per_employee: customers,
    customers_per_employee_growth_percent: growth(customers, customersPerEmployee(before)),
    reports: rows.length,
  }
}

/** Sold in the months over the mean headcount of those months, of one corporation or of several together. */
function perEmployee(rows: readonly EnergyRow[], months: number): number | null {
  const employees = rows.reduce((sum, r) => sum + r.employees, 0)
  return employees > 0 ? (energySum(rows).sold_kwh * months) / employees : null
}
