import { dayOf } from '../../kernel/index.ts'
import type { CorporationPlan } from './country.ts'
import { randomOf } from './random.ts'

export const satisfactionColumns = 'corporation,year,respondent,stratum,weight,q1,q2,q3,q4,q5,q6,q7,overall,population'

/** The published scores of 2015 (of 10) and what a year has added since, about. */
const scores2015 = { EVNHCMC: 8.0, EVNSPC: 7.21, EVNHANOI: 7.11, EVNNPC: 7.06, EVNCPC: 7.0 } as const
const better_a_year = 0.09
/** How the seven factors stand to the whole: supply, information, bill, service, image, price awareness, social consensus. */
const factors = [0.25, 0.05, 0.1, 0.2, 0.1, -0.5, -0.2] as const
const strata = [
  { name: 'residential/urban', share: 0.42, off: -0.1 },
  { name: 'residential/rural', share: 0.48, off: 0.1 },
  { name: 'non_residential', share: 0.1, off: -0.05 },
] as const
const respondents = 360

/** Rows of satisfaction.csv: what a consultant's survey of the two last whole years may have brought. */
export function* satisfactionRows(seed: number, plan: CorporationPlan, now: Date): Generator<string> {
  const thisYear = Number(dayOf(now).slice(0, 4))
  for (const year of [thisYear - 2, thisYear - 1]) {
    const random = randomOf(seed, 'satisfaction', plan.code, year)
    const mean = Math.min(9.2, scores2015[plan.code] + better_a_year * (year - 2015))
    let n = 0
    for (const { name, share, off } of strata) {
      const population = Math.max(1, Math.round(plan.customers * share))
      // businesses are asked more often than their number: their weight is less
      const asked = Math.min(population, Math.round(respondents * (name === 'non_residential' ? 0.25 : share * 0.83)))
      for (let i = 0; i < asked; i++) {
        const person = mean + off + 0.9 * random.normal()
        const score = (more: number) => Math.max(0, Math.min(10, Math.round(person + more + 0.7 * random.normal())))
        const answers = factors.map(score)
        n += 1
        yield [
          plan.code,
          year,
          `R${String(n).padStart(4, '0')}`,
          name,
          (population / asked).toFixed(4),
          ...answers,
          score(0),
          population,
        ].join(',')
      }
    }
  }
}
