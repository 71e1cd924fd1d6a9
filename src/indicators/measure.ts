import { backInTime } from '../interruptions/index.ts'
import { type Context, monthOf } from '../kernel/index.ts'
import { corporations } from '../organisation/index.ts'
import { noticeSums } from '../planned-outages/index.ts'
import { keptByMonth } from '../promises/index.ts'
import { indices } from '../reliability/index.ts'
import { requestSums } from '../requests/index.ts'
import { estimate } from '../surveys/index.ts'
import { definedFigures } from './definition-figures.ts'
import type { EnergyMonth } from './energy-rules.ts'
import { add, instantsOf, type Measured, measured, point, say } from './measure-rules.ts'
import { fault_limit_s } from './registry.ts'
import { callsBetween, energyBetween } from './store.ts'

export type EnergyRow = EnergyMonth & { corporation: string }

export interface YearMeasured {
  /** By code of the indicator. */
  of: Map<string, Measured>
  /** Energy of this year and the two before it. */
  energy: EnergyRow[]
}

/**
 * Every indicator over the months of a year and of the year before it, by corporation and for the group, from the rows of
 * all rooms. About fifteen statements and one for each indicator made without code, however many months and corporations.
 * @param code of the only one that is asked for: what others rest on is not read
 */
export async function measureYear(ctx: Context, year: number, code?: string): Promise<YearMeasured> {
  const wants = (codes: readonly string[]) => code === undefined || codes.includes(code)
  const of = new Map<string, Measured>()
  const codeOf = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const energy = wants(energyCodes)
    ? (await energyBetween(ctx, `${year - 2}-01`, `${year}-12`)).map((r) => ({
        ...r,
        corporation: codeOf.get(r.corporation_id)!,
      }))
    : []
  if (wants(energyCodes)) measureEnergy(of, energy, `${year - 1}-01`)
  const period = { from: `${year - 1}-01`, to: `${year}-12` }
  if (wants(Object.keys(reliabilityCodes))) await measureReliability(ctx, of, year)
  await measureShares(ctx, of, period, codeOf, wants)
  if (wants(['access', ...Object.values(requestCodes)])) await measureRequests(ctx, of, period, codeOf)
  if (wants(['satisfaction'])) await measureSatisfaction(ctx, of, year)
  // Last: what an administrator redefined takes the place of the shipped figure from its month on.
  await definedFigures(ctx, of, year, codeOf, code)
  return { of, energy }
}

const energyCodes = ['energy_sold', 'losses', 'energy_growth', 'productivity']
const reliabilityCodes = { saidi: 'saidi_min', saifi: 'saifi', maifi: 'maifi' } as const

/** The estimates of the yearly surveys: points, that have no months. */
async function measureSatisfaction(ctx: Context, of: Map<string, Measured>, year: number): Promise<void> {
  const one = measured('point')
  of.set('satisfaction', one)
  for (const of_year of [year, year - 1])
    for (const by of [[], ['corporation']])
      for (const r of await estimate(ctx, { year: of_year, by })) {
        if (r.hidden || r.mean === null) say(one, r.corporation ?? null, String(of_year), 'too_few')
        else point(one, r.corporation ?? null, String(of_year), r.mean)
      }
}

/** Energy, losses, growth, productivity from `from` on; growth of a month only where the same month of last year is known. */
function measureEnergy(of: Map<string, Measured>, energy: readonly EnergyRow[], from: string): void {
  const put = (code: string, one: Measured) => {
    of.set(code, one)
    return one
  }
  const sold = put('energy_sold', measured('sum'))
  const losses = put('losses', measured('ratio', 100))
  const growth = put('energy_growth', measured('growth'))
  const productivity = put('productivity', measured('growth'))
  const known = new Map(energy.map((r) => [`${r.corporation} ${r.month}`, r]))
  for (const r of energy) {
    if (r.month < from) continue
    const last = known.get(`${r.corporation} ${Number(r.month.slice(0, 4)) - 1}${r.month.slice(4)}`)
    const before = (denominator: (e: EnergyRow) => number) =>
      last ? { before: { numerator: last.sold_kwh, denominator: denominator(last) } } : {}
    add(sold, r.corporation, r.month, { numerator: r.sold_kwh, denominator: 1 })
    add(losses, r.corporation, r.month, { numerator: r.delivered_kwh - r.sold_kwh, denominator: r.delivered_kwh })
    add(growth, r.corporation, r.month, { numerator: r.sold_kwh, denominator: 1, ...before(() => 1) })
    add(productivity, r.corporation, r.month, {
      numerator: r.sold_kwh,
      denominator: r.employees,
      ...before((e) => e.employees),
    })
  }
}

/** SAIDI, SAIFI, MAIFI by month; the group's has its own denominator, so it is asked for, not added up. */
async function measureReliability(ctx: Context, of: Map<string, Measured>, year: number): Promise<void> {
  for (const code of Object.keys(reliabilityCodes)) of.set(code, measured('sum'))
  // Months that have not come yet would be counted as quiet ones.
  const to = `${year}-12` > monthOf(ctx.now) ? monthOf(ctx.now) : `${year}-12`
  if (to < `${year - 1}-01`) return
  for (const by of [['month'], ['corporation', 'month']]) {
    const rows = await indices(ctx, { from: `${year - 1}-01`, to, by, rules: 'vn' })
    for (const months of Map.groupBy(rows, (r) => `${r.corporation} ${r.month!.slice(0, 4)}`).values()) {
      // no history, not a perfect year
      if (!months.some((r) => r.interruptions > 0 || r.customer_interruptions > 0 || r.maifi)) continue
      for (const r of months)
        for (const [code, figure] of Object.entries(reliabilityCodes)) {
          const one = of.get(code)!
          const happened = r.interruptions > 0 || r.customer_interruptions > 0
          if (r[figure] === null && !happened) continue
          if (r[figure] === null) say(one, r.corporation ?? null, r.month!, 'unserved')
          add(one, r.corporation ?? null, r.month!, { numerator: r[figure] ?? Number.NaN, denominator: 1 }, false)
        }
    }
  }
}

/** The shares that come from the ledger, from restoration steps and from the care centres' exchanges. */
async function measureShares(
  ctx: Context,
  of: Map<string, Measured>,
  { from, to }: { from: string; to: string },
  codeOf: ReadonlyMap<number, string>,
  wants: (codes: readonly string[]) => boolean,
): Promise<void> {
  const put = (code: string, r: { corporation_id: number; month: string }, good: number, all: number) => {
    if (!of.has(code)) of.set(code, measured('ratio', 100))
    if (all > 0) add(of.get(code)!, codeOf.get(r.corporation_id)!, r.month, { numerator: good, denominator: all })
  }
  const [start, end] = instantsOf(from, to)
  if (wants(['s07', 's08']))
    for (const r of await noticeSums(ctx, start, end)) put(r.urgent ? 's08' : 's07', r, r.kept, r.kept + r.broken)
  if (wants(['s09']))
    for (const r of await keptByMonth(ctx, ['power_back'], start, end)) put('s09', r, r.kept, r.kept + r.broken)
  if (wants(['s09', 's10']))
    for (const r of await backInTime(ctx, { from, to, limit_s: fault_limit_s })) {
      put('s09', r, r.planned_within, r.planned)
      put('s10', r, r.fault_within, r.fault)
    }
  if (wants(['s14'])) for (const r of await callsBetween(ctx, from, to)) put('s14', r, r.in_time, r.offered)
}

/** By service, class of new supply, or family of the catalogue of requests: the service indicator that it is. */
export const requestCodes: Readonly<Record<string, string>> = {
  urban_home: 's01',
  rural_home: 's02',
  non_residential: 's03',
  medium_voltage: 's04',
  capacity_change: 's05',
  meter_check: 's06',
  switchgear_low_voltage: 's11',
  switchgear_medium_voltage: 's12',
  complaint: 's13',
}

async function measureRequests(
  ctx: Context,
  of: Map<string, Measured>,
  { from, to }: { from: string; to: string },
  codeOf: ReadonlyMap<number, string>,
): Promise<void> {
  of.set('access', measured('ratio'))
  for (const r of await requestSums(ctx, from, to)) {
    const corporation = codeOf.get(r.corporation_id)!
    if (r.class === 'medium_voltage')
      add(of.get('access')!, corporation, r.month, { numerator: r.working_days, denominator: r.closed })
    const code = requestCodes[r.service] ?? requestCodes[r.class ?? r.family]
    if (code === undefined || r.judged === 0) continue
    if (!of.has(code)) of.set(code, measured('ratio', 100))
    add(of.get(code)!, corporation, r.month, { numerator: r.within, denominator: r.judged })
  }
}
