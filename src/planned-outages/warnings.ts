import { countAt, largeAt, priorityAt } from '../customers/index.ts'
import { type Context, dayOf, iso, type RangeSet, ranges, say } from '../kernel/index.ts'
import { positionsOf } from '../network/index.ts'
import { specialDaysBetween } from '../organisation/index.ts'
import { requireRules } from './check.ts'
import { noticeDeadline, type ProgrammeStep } from './rules.ts'
import * as store from './store.ts'

export const warningCodes = [
  'nobody_affected',
  'device_already_so',
  'overlap',
  'cut_twice',
  'no_cut_window',
  'priority',
  'large_customers',
  'lead_time',
] as const
export type WarningCode = (typeof warningCodes)[number]

/** What stands against an outage; nothing of it forbids one. The sentence is `locales/…/planned-outages.json`. */
export type Warning = { code: WarningCode } & Record<string, unknown>

export interface Warned {
  corporation_id: number
  id: string
  out_from: Date
  back_at: Date
  urgent: boolean
  transformers: RangeSet
  customers: number
}

const shown = 20

/** Everything that a planner and the one who approves should know before customers are told. */
export async function warningsOf(ctx: Context, outage: Warned, cut: ProgrammeStep): Promise<Warning[]> {
  const rules = await requireRules(ctx, outage.corporation_id, outage.out_from)
  return [
    ...nobody(outage),
    ...(await alreadySo(ctx, outage, cut)),
    ...(await others(ctx, outage, [...cut.open, ...cut.close], rules.repeat_cut_days)),
    ...(await noCutWindows(ctx, outage)),
    ...(await priority(ctx, outage)),
    ...(await large(ctx, outage, rules.large_customer_kwh)),
    ...leadTime(ctx, outage, rules),
  ]
}

const nobody = (outage: Warned): Warning[] => (outage.customers === 0 ? [{ code: 'nobody_affected' }] : [])

async function alreadySo(ctx: Context, outage: Warned, cut: ProgrammeStep): Promise<Warning[]> {
  const positions = await positionsOf(ctx, outage.corporation_id, [...cut.open, ...cut.close])
  const open = cut.open.filter((d) => positions[d] === 'open')
  const closed = cut.close.filter((d) => positions[d] === 'closed')
  return open.length + closed.length === 0
    ? []
    : [{ code: 'device_already_so', open, closed, devices: [...open, ...closed].join(', ') }]
}

/** Overlap: at the same time on the same transformers or devices. Cut twice: the same customers again within the days. */
async function others(
  ctx: Context,
  outage: Warned,
  devices: readonly string[],
  repeat_cut_days: number,
): Promise<Warning[]> {
  const near = await store.othersNear(ctx, outage, devices, repeat_cut_days)
  const atOnce = near.filter((o) => o.out_from < outage.back_at && o.back_at > outage.out_from)
  const again = near.filter((o) => !atOnce.includes(o) && o.common !== ranges.emptySet)
  const warnings: Warning[] = []
  if (atOnce.length > 0)
    warnings.push({
      code: 'overlap',
      outages: atOnce.map((o) => o.code).join(', '),
      customers: await countAt(
        ctx,
        outage.corporation_id,
        ranges.union(...atOnce.map((o) => o.common)),
        outage.out_from,
      ),
      devices: [...new Set(atOnce.flatMap((o) => o.same_devices))],
    })
  if (again.length > 0) {
    const customers = await countAt(
      ctx,
      outage.corporation_id,
      ranges.union(...again.map((o) => o.common)),
      outage.out_from,
    )
    if (customers > 0)
      warnings.push({
        code: 'cut_twice',
        outages: again.map((o) => o.code).join(', '),
        customers,
        days: repeat_cut_days,
      })
  }
  return warnings
}

/** Windows that were declared, and public holidays (Tet first of all) by the calendar of the corporation. */
async function noCutWindows(ctx: Context, outage: Warned): Promise<Warning[]> {
  const declared = (await store.windowsTouching(ctx, outage.corporation_id, outage)).map(
    (w): Warning => ({
      code: 'no_cut_window',
      name: w.name,
      name_en: w.name_en,
      starts: iso(w.starts),
      ends: iso(w.ends),
    }),
  )
  const days = await specialDaysBetween(
    ctx,
    dayOf(outage.out_from),
    dayOf(new Date(outage.back_at.getTime() - 1)),
    outage.corporation_id,
  )
  const holidays = new Map<string, Warning>()
  for (const { day, kind, holiday } of days)
    if (kind === 'off' && holiday !== null && !holidays.has(holiday))
      holidays.set(holiday, {
        code: 'no_cut_window',
        name: say('organisation', 'vi')(`holiday.${holiday}`),
        name_en: say('organisation', 'en')(`holiday.${holiday}`),
        day,
      })
  return [...declared, ...holidays.values()]
}

async function priority(ctx: Context, outage: Warned): Promise<Warning[]> {
  const found = await priorityAt(ctx, outage.corporation_id, outage.transformers, outage.out_from)
  if (found.length === 0) return []
  const customers = found.slice(0, shown).map(({ code, name, priority }) => ({ code, name, priority }))
  return [{ code: 'priority', count: found.length, customers, names: customers.map((c) => c.name).join(', ') }]
}

async function large(ctx: Context, outage: Warned, kwh: number | null): Promise<Warning[]> {
  if (kwh === null) return []
  const found = await largeAt(ctx, outage.corporation_id, outage.transformers, outage.out_from, kwh)
  if (found.length === 0) return []
  const customers = found.slice(0, shown).map(({ code, name, monthly_kwh }) => ({ code, name, monthly_kwh }))
  return [
    { code: 'large_customers', count: found.length, kwh, customers, names: customers.map((c) => c.name).join(', ') },
  ]
}

function leadTime(ctx: Context, outage: Warned, rules: store.RuleSet): Warning[] {
  const { tell_by, late_s } = noticeDeadline(rules, outage, ctx.now)
  return late_s > 0
    ? [{ code: 'lead_time', tell_by: iso(tell_by), late_s, rule: rules.name, notice_days: rules.notice_days }]
    : []
}
