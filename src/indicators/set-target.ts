import { type Context, Problem } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { described } from './assess.ts'
import * as store from './store.ts'

export interface NewTarget {
  code: string
  year: number
  /** 1 to 12; left out: of the whole year. */
  month?: number | undefined
  /** Code of a corporation; left out: for all. */
  corporation?: string | undefined
  /** For the sum of the corporations only: none of them is measured by it. */
  of_group?: boolean | undefined
  /** In the indicator's unit; null takes the target back. */
  value: number | null
  /** Worse than this is at risk though the target is met. */
  warning?: number | null | undefined
  weight?: number | undefined
  /** Who answers for it. */
  owner?: string | undefined
  reason: string
}

/**
 * Sets what an indicator is to reach in a year or a month, by adding: what was set before stays readable, with who and why.
 * @throws Problem indicators/unknown, indicators/reason-needed, indicators/impossible-target, indicators/group-target-of-one,
 *   organisation/unknown-corporation, organisation/not-yours, organisation/not-for-all
 */
export async function setTarget(ctx: Context, given: NewTarget): Promise<void> {
  const corporation = given.corporation === undefined ? null : await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  const found = (await described(ctx, given.year)).find(({ indicator }) => indicator.code === given.code)
  if (!found) throw new Problem('indicators/unknown', { code: given.code })
  const { indicator } = found
  if (given.reason.trim() === '') throw new Problem('indicators/reason-needed')
  if (corporation && given.of_group) throw new Problem('indicators/group-target-of-one')
  const most = indicator.unit === '%' && !indicator.code.includes('growth') && indicator.code !== 'productivity' ? 100 : indicator.unit === 'of 10' ? 10 : Infinity // biome-ignore format: one line
  const least = most === Infinity && indicator.unit === '%' ? -100 : 0 // growth may be negative
  for (const [field, value] of Object.entries({ value: given.value, warning: given.warning ?? null }))
    if (value !== null && !(Number.isFinite(value) && value >= least && value <= most))
      throw new Problem('indicators/impossible-target', { field, value, code: given.code, unit: indicator.unit })
  await store.insertTarget(ctx, {
    corporation_id: corporation?.id ?? null,
    code: given.code,
    year: given.year,
    month: given.month ?? null,
    value: given.value,
    of_group: given.of_group ?? false,
    source: given.reason.trim(),
    warning_value: given.warning ?? null,
    weight: given.weight ?? 1,
    owner: given.owner?.trim() ?? '',
    reason: given.reason.trim(),
  })
}
