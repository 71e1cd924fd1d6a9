import { type Context, dayOf, isDay, Problem } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import type { AsksAbout } from './ask-rules.ts'
import * as store from './store-ask.ts'

export type NewAskRule = store.AskRule & {
  /** Left out: for all corporations. */
  corporation?: string
  about_kind: AsksAbout
  in_force_from: string
}

/**
 * How many are asked, how often and at what hours, from a day on.
 * @throws Problem kernel/invalid, surveys/rules-in-the-past
 */
export async function addAskRule(ctx: Context, { corporation: code, ...rule }: NewAskRule): Promise<{ id: number }> {
  const corporation = code === undefined ? null : await corporationNamed(ctx, code)
  requireMine(ctx, corporation)
  if (!isDay(rule.in_force_from))
    throw new Problem('kernel/invalid', { field: 'in_force_from', reason: rule.in_force_from })
  if (rule.in_force_from < dayOf(ctx.now)) throw new Problem('surveys/rules-in-the-past', { day: rule.in_force_from })
  if (!(rule.ask_until > rule.ask_from))
    throw new Problem('kernel/invalid', { field: 'ask_until', reason: rule.ask_until })
  return { id: await store.insertAskRule(ctx, { ...rule, corporation_id: corporation?.id ?? null }) }
}
