import { audit } from '../access/index.ts'
import { type Context, dayOf, isDay, Problem } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { catalogueOf } from './catalogue.ts'
import * as store from './store-warnings.ts'

export type { Chain, Level } from './store-warnings.ts'

/** Whom a chain can name: who has the request in hand, the heads of its unit and its company, the corporation. */
export const heard = ['person', 'unit', 'company', 'corporation'] as const

/** Working days after the deadline of the furthest level. */
export const late_days_max = 60

/**
 * Chains, the nearest first: of those in force on a day the first is the one that counts.
 * @param query.corporation, query.service codes: what is for them or for all; left out: every chain that is seen
 * @param query.day left out: those of every day, the newest of equals first
 */
export async function chains(
  ctx: Context,
  query: { corporation?: string; service?: string; day?: string } = {},
): Promise<store.Chain[]> {
  const { service, day } = query
  if (day !== undefined && !isDay(day)) throw new Problem('kernel/invalid', { field: 'day', reason: day })
  const corporation = query.corporation === undefined ? undefined : await corporationNamed(ctx, query.corporation)
  return store.chains(ctx, { corporation_id: corporation?.id, service, day })
}

/**
 * Who is told from a day on: the chain before it, of the same corporation and service, ends there. What was said already
 * is not said again; a request that is late keeps the moment of its next level, and whom that tells is asked then.
 * @param given.levels null takes the chain back: the next nearest counts again
 * @throws Problem kernel/invalid, requests/chain-in-the-past, organisation/not-yours, organisation/not-for-all
 */
export async function setChain(
  ctx: Context,
  given: {
    /** Codes; left out: for all. */
    corporation?: string
    service?: string
    in_force_from: string
    levels: readonly store.Level[] | null
    reason: string
  },
): Promise<{ id: number }> {
  const corporation = given.corporation === undefined ? null : await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  const invalid = (field: string, reason: string) => new Problem('kernel/invalid', { field, reason })
  const { service = null, in_force_from, levels } = given
  const reason = given.reason.trim()
  if (reason === '') throw invalid('reason', '')
  if (service !== null && !(await catalogueOf(ctx)).codes.includes(service))
    throw invalid('service', service.slice(0, 60))
  if (!isDay(in_force_from)) throw invalid('in_force_from', in_force_from)
  if (in_force_from < dayOf(ctx.now)) throw new Problem('requests/chain-in-the-past', { day: in_force_from })
  const seen = new Set<string>()
  for (const [i, { percent, late_days, tell }] of (levels ?? []).entries()) {
    if (late_days > 0 && percent !== 100) throw invalid(`levels/${i}/late_days`, String(late_days))
    if (seen.has(`${percent}+${late_days}`)) throw invalid(`levels/${i}`, `${percent} % + ${late_days}`)
    if (tell.length === 0 || new Set(tell).size < tell.length) throw invalid(`levels/${i}/tell`, tell.join(', '))
    seen.add(`${percent}+${late_days}`)
  }
  const corporation_id = corporation?.id ?? null
  const id = await store.insertChain(ctx, { corporation_id, service, in_force_from, levels, reason })
  await audit(ctx, {
    verb: 'requests.set-escalation',
    about: service ?? '*',
    corporation_id,
    detail: { id, in_force_from, levels },
  })
  return { id }
}
