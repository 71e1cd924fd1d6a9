import { setTarget } from '../../indicators/index.ts'
import { type Context, dayOf } from '../../kernel/index.ts'
import type { CorporationPlan } from './country.ts'
import { monthsOf } from './history.ts'
import { randomOf } from './random.ts'

/** Targets of this year as the group may set them: those published for 2017, brought up to date. */
const targets: readonly { code: string; value: number; corporation?: string }[] = [
  { code: 'energy_growth', value: 8 },
  { code: 'losses', value: 6.6 },
  { code: 'productivity', value: 8 },
  { code: 'satisfaction', value: 7.25 },
  { code: 'satisfaction', value: 8.25, corporation: 'EVNHCMC' },
  { code: 'access', value: 7 },
  { code: 's01', value: 98 },
  { code: 's02', value: 98 },
  { code: 's03', value: 98 },
  { code: 's04', value: 98 },
  { code: 's05', value: 98 },
  { code: 's06', value: 98 },
  { code: 's07', value: 99 },
  { code: 's08', value: 100 },
  { code: 's09', value: 95 },
  { code: 's10', value: 95 },
  { code: 's11', value: 100 },
  { code: 's12', value: 100 },
]

/** Sets them, each with its reason. */
export async function setTargets(ctx: Context, now: Date): Promise<void> {
  const year = Number(dayOf(now).slice(0, 4))
  for (const of of targets) await setTarget(ctx, { ...of, year, owner: 'Ban Kinh doanh', reason: 'Kế hoạch năm' })
}

export const callColumns = 'corporation,month,offered,answered,in_time'

/** Rows of calls.csv: what the exchange of the care centre counted: two in a hundred customers call in a month. */
export function* callRows(seed: number, plan: CorporationPlan, now: Date): Generator<string> {
  const random = randomOf(seed, 'calls', plan.code)
  for (const month of monthsOf(now).slice(0, -1)) {
    const offered = Math.max(1, Math.round(plan.customers * 0.02 * random.between(0.85, 1.2)))
    const answered = Math.round(offered * random.between(0.93, 0.985))
    yield [plan.code, month, offered, answered, Math.round(answered * random.between(0.82, 0.93))].join(',')
  }
}
