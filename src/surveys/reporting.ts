import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'

/** Where no rule says another number: groups of fewer respondents are not shown, answers could be told to persons. */
export const group_min = 10

export interface ReportingRule {
  id: number
  corporation: string | null
  from_year: number
  to_year: number
  group_min: number
  satisfied_from: number
  /** Why, or who published it. */
  source: string
  set_by: string
}

/** The rules of the corporations that are seen: a corporation's own first, then the newest. */
export async function reportingRules({ tx }: Context): Promise<ReportingRule[]> {
  const { rows } = await sql<ReportingRule>`
    select r.id, coalesce(c.code, r.only_for) as corporation, r.from_year, r.to_year, r.group_min, r.satisfied_from, r.source, r.actor as set_by
    from surveys.reporting_rule r left join organisation.corporation c on c.id = r.corporation_id
    order by (r.corporation_id is null and r.only_for is null), r.id desc`.execute(tx)
  return rows
}

/** The rule by which a corporation's survey of a year is shown. */
export const ruleFor = (
  rules: readonly ReportingRule[],
  corporation: string,
  year: number,
): Pick<ReportingRule, 'group_min' | 'satisfied_from'> =>
  rules.find(
    (r) => (r.corporation === null || r.corporation === corporation) && r.from_year <= year && year <= r.to_year,
  ) ?? { group_min, satisfied_from: 7 }
