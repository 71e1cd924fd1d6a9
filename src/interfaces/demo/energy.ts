import type { CorporationPlan } from './country.ts'
import { monthsOf } from './history.ts'
import { randomOf } from './random.ts'

export const energyColumns = 'corporation,month,delivered_kwh,sold_kwh,employees,customers'

/** The group sold 174 TWh to 25.6 million customers in 2017: 566 kWh a month each. */
const sold_kwh_a_customer = 566
/** Losses of 6.9 % (2018), falling. */
const losses = { first: 0.069, a_year: -0.002 } as const
/** By month: little at Tet, much in the heat. */
const seasons = [0.92, 0.86, 0.98, 1.02, 1.09, 1.13, 1.11, 1.07, 1.02, 1, 0.96, 0.94] as const

/** Rows of energy.csv of a corporation: the whole months of the history. */
export function* energyRows(seed: number, plan: CorporationPlan, now: Date): Generator<string> {
  const random = randomOf(seed, 'energy', plan.code)
  const months = monthsOf(now).slice(0, -1)
  for (const [i, month] of months.entries()) {
    const years = i / 12
    const customers = Math.max(1, Math.round(plan.customers * (1 - 0.022 * (months.length / 12 - years))))
    const sold = Math.round(
      customers *
        sold_kwh_a_customer *
        seasons[Number(month.slice(5)) - 1]! *
        1.07 ** years *
        (1 + 0.01 * random.normal()),
    )
    const lost = losses.first + losses.a_year * years + 0.002 * random.normal()
    // a customer of the group has 260 others for each of its employees, and productivity rises
    const employees = Math.max(1, Math.round((plan.customers / 260) * 0.95 ** years))
    yield [plan.code, month, Math.round(sold / (1 - lost)), sold, employees, customers].join(',')
  }
}
