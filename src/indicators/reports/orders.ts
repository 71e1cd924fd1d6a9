import { sql } from 'kysely'
import { audit } from '../../access/index.ts'
import { isEmail } from '../../customers/index.ts'
import { type Context, dayOf, isDay, type Language, Problem } from '../../kernel/index.ts'
import { corporationNamed, corporations, requireMine } from '../../organisation/index.ts'
import type { Document } from './document.ts'
import type { Format } from './formats.ts'
import { monthsLater } from './period.ts'

/** A standing order: which report goes to whom, as what, from when to when. */
export type ReportOrder = {
  id: string
  /** Code; null: the group's report. */
  corporation: string | null
  report: Document['report']
  province: string
  format: Format
  language: Language
  email: string
  /** Day of the month from which on it goes out: the month's on the 5th, a province's by the 15th. */
  day: number
  in_force_from: string
  /** First day on which it is no longer in force; 'infinity' while nobody has ended it. */
  in_force_to: string
}

export type NewOrder = Omit<
  ReportOrder,
  'id' | 'corporation' | 'province' | 'day' | 'in_force_from' | 'in_force_to'
> & {
  corporation?: string
  province?: string
  day?: number
  in_force_from?: string
}

/**
 * Which period an order owes on a day: the month (or year) before, from its day on. One that was not yet in force on that
 * day does not owe it.
 */
export function owedOn(
  order: Pick<ReportOrder, 'report' | 'day' | 'in_force_from' | 'in_force_to'>,
  today: string,
): string | undefined {
  const month = order.report === 'year' ? `${today.slice(0, 4)}-01` : today.slice(0, 7)
  const due = `${month}-${String(order.day).padStart(2, '0')}`
  if (today < due || order.in_force_from > due || order.in_force_to <= today) return undefined
  return order.report === 'year' ? String(Number(today.slice(0, 4)) - 1).padStart(4, '0') : monthsLater(month, -1)
}

/**
 * Adds a standing order.
 * @throws Problem reports/bad-address, reports/province-needed, kernel/invalid, organisation/unknown-corporation,
 *   organisation/not-yours, organisation/not-for-all
 */
export async function addOrder(ctx: Context, given: NewOrder): Promise<ReportOrder> {
  const corporation = given.corporation === undefined ? null : await corporationNamed(ctx, given.corporation)
  requireMine(ctx, corporation)
  if (!isEmail(given.email)) throw new Problem('reports/bad-address', { value: given.email.slice(0, 80) })
  const province = given.province?.trim() ?? ''
  if (given.report === 'province' && province === '') throw new Problem('reports/province-needed')
  const in_force_from = given.in_force_from ?? dayOf(ctx.now)
  if (!isDay(in_force_from)) throw new Problem('kernel/invalid', { field: 'in_force_from', reason: in_force_from })
  const day = given.day ?? (given.report === 'province' ? 12 : 5)
  if (!Number.isInteger(day) || day < 1 || day > 28)
    throw new Problem('kernel/invalid', { field: 'day', reason: String(day) })
  const { report, format, language, email } = given
  const order = {
    id: ctx.newId(),
    report,
    province: report === 'province' ? province : '',
    format,
    language,
    email,
    day,
    in_force_from,
  }
  await sql`
    insert into indicators.report_order (id, corporation_id, report, province, format, language, email, day, in_force_from, recorded_at, actor)
    values (${order.id}, ${corporation?.id ?? null}, ${report}, ${order.province}, ${format}, ${language}, ${email}, ${day},
      ${in_force_from}, ${ctx.now}, ${ctx.actor})`.execute(ctx.tx)
  await audit(ctx, {
    verb: 'indicators.order-report',
    about: order.id,
    corporation_id: corporation?.id ?? null,
    detail: { report, email },
  })
  return { ...order, corporation: corporation?.code ?? null, in_force_to: 'infinity' }
}

/** Ends a standing order today. @throws Problem reports/unknown-order */
export async function endOrder(ctx: Context, id: string): Promise<void> {
  const today = dayOf(ctx.now)
  const { rows } = await sql<{ corporation_id: number | null }>`
    update indicators.report_order set in_force_to = greatest(in_force_from, ${today}::date)
    where id::text = ${id.toLowerCase()} and in_force_to > ${today}::date returning corporation_id`.execute(ctx.tx)
  if (rows.length === 0) throw new Problem('reports/unknown-order', { id })
  await audit(ctx, { verb: 'indicators.end-report', about: id, corporation_id: rows[0]!.corporation_id })
}

/** Standing orders that are seen and not ended yet, in the order in which they were made. */
export async function orders(ctx: Context): Promise<ReportOrder[]> {
  const codes = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const { rows } = await sql<Omit<ReportOrder, 'corporation'> & { corporation_id: number | null }>`
    select id, corporation_id, report, province, format, language, email, day, in_force_from, in_force_to
    from indicators.report_order where in_force_to > ${dayOf(ctx.now)}::date order by recorded_at, id`.execute(ctx.tx)
  return rows.map(({ corporation_id, ...r }) => ({
    ...r,
    corporation: corporation_id === null ? null : codes.get(corporation_id)!,
  }))
}

/** The periods that each order owes and that have not gone out. */
export async function owed(ctx: Context): Promise<{ order: ReportOrder; period: string }[]> {
  const { rows } = await sql<{
    key: string
  }>`select order_id || ' ' || period as key from indicators.report_sent`.execute(ctx.tx)
  const sent = new Set(rows.map((r) => r.key))
  return (await orders(ctx)).flatMap((order) => {
    const period = owedOn(order, dayOf(ctx.now))
    return period === undefined || sent.has(`${order.id} ${period}`) ? [] : [{ order, period }]
  })
}
