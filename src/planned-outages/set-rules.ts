import { type Context, dayOf, isDay, iso, Problem } from '../kernel/index.ts'
import { requireReason } from './check.ts'
import * as store from './store.ts'

/** Adds a window in which nothing is cut without need; null: for all corporations. */
export async function addNoCutWindow(
  ctx: Context,
  given: { corporation_id: number | null; starts: Date; ends: Date; name: string; name_en?: string },
): Promise<{ id: number }> {
  if (!(given.ends > given.starts))
    throw new Problem('planned-outages/window-backwards', {
      from: iso(given.starts),
      to: iso(given.ends),
      now: iso(ctx.now),
    })
  const name = requireReason(given.name)
  return { id: await store.insertWindow(ctx, { ...given, name, name_en: given.name_en ?? name }) }
}

export interface NewRuleSet {
  corporation_id: number | null
  /** The clause. */
  name: string
  in_force_from: string
  in_force_to?: string
  notice_days: number
  change_notice_hours: number | null
  urgent_told_hours: number
  large_customer_kwh: number | null
  repeat_cut_days: number
}

/**
 * Adds a rule set; those of other days stand. History is judged by the rule of its day, so a rule set cannot begin in
 * the past.
 */
export async function addRuleSet(ctx: Context, given: NewRuleSet): Promise<{ id: number }> {
  const name = requireReason(given.name)
  for (const [field, day] of [
    ['in_force_from', given.in_force_from],
    ['in_force_to', given.in_force_to ?? '9999-12-31'],
  ] as const)
    if (!isDay(day)) throw new Problem('kernel/invalid', { field, reason: day })
  if (given.in_force_from < dayOf(ctx.now))
    throw new Problem('planned-outages/rules-in-the-past', { day: given.in_force_from })
  return { id: await store.insertRuleSet(ctx, { ...given, name, in_force_to: given.in_force_to ?? 'infinity' }) }
}

/** All rule sets that are seen, the newest first. */
export const ruleSets = ({ tx }: Context): Promise<store.RuleSet[]> =>
  tx.selectFrom('planned_outages.rule_set').selectAll().orderBy('in_force_from', 'desc').orderBy('id', 'desc').execute()
