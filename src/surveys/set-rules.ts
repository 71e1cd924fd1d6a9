import { type Context, dayOf, isDay, Problem } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import type { AsksAbout } from './ask-rules.ts'
import * as store from './store-ask.ts'
import * as yearly from './store-yearly.ts'

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

/**
 * From which group on a survey's figures are shown, and from which score on somebody counts as satisfied: for surveys of
 * these years, this year's at the earliest. What was shown of years past stays as it was.
 * @throws Problem kernel/invalid, surveys/rules-in-the-past, organisation/not-yours, organisation/not-for-all
 */
export async function addReportingRule(
  ctx: Context,
  { corporation: code, ...rule }: Omit<yearly.NewReportingRule, 'corporation_id' | 'to_year'> & { corporation?: string; to_year?: number }, // biome-ignore format: one line
): Promise<{ id: number }> {
  const corporation = code === undefined ? null : await corporationNamed(ctx, code)
  requireMine(ctx, corporation)
  const { from_year, to_year = 2200 } = rule
  const source = rule.source.trim()
  if (source === '') throw new Problem('kernel/invalid', { field: 'source', reason: '' })
  if (from_year < Number(dayOf(ctx.now).slice(0, 4)))
    throw new Problem('surveys/rules-in-the-past', { day: String(from_year) })
  if (to_year < from_year) throw new Problem('kernel/invalid', { field: 'to_year', reason: String(to_year) })
  return {
    id: await yearly.insertReportingRule(ctx, { ...rule, source, to_year, corporation_id: corporation?.id ?? null }),
  }
}

/**
 * The factors that surveys planned from a day on ask for; the n-th is q<n>. Surveys that are planned already keep theirs.
 * @throws Problem kernel/invalid, surveys/rules-in-the-past, organisation/not-yours, organisation/not-for-all
 */
export async function addQuestionnaire(
  ctx: Context,
  given: { corporation?: string; in_force_from: string; factors: readonly yearly.Factor[] },
): Promise<{ id: number }> {
  const { in_force_from, factors } = given
  const corporation = given.corporation === undefined ? null : await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  const invalid = (field: string, reason: string) => new Problem('kernel/invalid', { field, reason })
  if (!isDay(in_force_from)) throw invalid('in_force_from', in_force_from)
  if (in_force_from < dayOf(ctx.now)) throw new Problem('surveys/rules-in-the-past', { day: in_force_from })
  if (factors.length === 0) throw invalid('factors', '')
  for (const [i, { code, vi, en }] of factors.entries()) {
    if (!/^[a-z][a-z0-9_]{0,39}$/.test(code) || factors.findIndex((f) => f.code === code) < i)
      throw invalid(`factors/${i}/code`, code)
    if (vi.trim() === '' || en.trim() === '') throw invalid(`factors/${i}`, code)
  }
  return {
    id: await yearly.insertQuestionnaire(ctx, { corporation_id: corporation?.id ?? null, in_force_from, factors }),
  }
}
