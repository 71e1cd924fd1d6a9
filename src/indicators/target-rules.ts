import type { Indicator } from './registry.ts'
import type { TargetRow } from './store.ts'

export interface Target {
  value: number
  source: string
  warning: number | null
  weight: number
  owner: string
}

/**
 * The target of an indicator for a corporation (null: the group), of a year (month null) or of one month: its own, else
 * what was set for all, else the rule that holds every year, else (reliability: "better than last year") last year's
 * figure. What was set for the sum of the corporations is not held against one of them, nor against whoever does not see all.
 */
export function targetOf(
  indicator: Pick<Indicator, 'code' | 'standing'>,
  targets: readonly TargetRow[],
  given: {
    whose: { id: number; code: string } | null
    month: number | null
    seesAll: boolean
    lastYear: number | null
    lastYearWords: string
  },
): Target | undefined {
  const { whose, month, seesAll, lastYear, lastYearWords } = given
  const set = targets.filter((t) => t.code === indicator.code && t.month === month && t.value !== null)
  const own =
    whose && (set.find((t) => t.corporation_id === whose.id) ?? set.find((t) => t.corporation_id === null && t.only_for === whose.code)) // biome-ignore format: one line
  const forAll = set.filter((t) => t.corporation_id === null && t.only_for === null)
  const shared =
    (whose === null && seesAll ? forAll.find((t) => t.of_group) : undefined) ?? forAll.find((t) => !t.of_group)
  const found = own ?? shared
  if (found)
    return {
      value: found.value!,
      source: found.source,
      warning: found.warning_value,
      weight: found.weight,
      owner: found.owner,
    }
  const value = month === null ? (indicator.standing?.value ?? lastYear) : null
  if (value === null) return undefined
  return { value, source: indicator.standing?.source ?? lastYearWords, warning: null, weight: 1, owner: '' }
}
