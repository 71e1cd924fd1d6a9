import { sql } from 'kysely'
import type { PageOf } from '../access/index.ts'
import { type Context, day_ms, dayOf, startOfDay } from '../kernel/index.ts'
import { addWorkingDays, calendarOf, units, workingDaysBetween } from '../organisation/index.ts'
import { type Listed, type ListQuery, list } from './list.ts'
import { expectedLate } from './rules.ts'
import { inScope, type Scope } from './scope.ts'

/** Working days over which the pace is measured. */
export const pace_days = 20

/** Tomorrow's list: what is due by the end of the next working day, the late ones first. */
export async function dueSoon(ctx: Context, query: Omit<ListQuery, 'due_before'> = {}): Promise<PageOf<Listed>> {
  return list(ctx, { ...query, due_before: await soonEnds(ctx, query.corporation_id) })
}

async function soonEnds(ctx: Context, corporation_id: number | undefined): Promise<Date> {
  const next = addWorkingDays(await calendarOf(ctx, corporation_id), dayOf(ctx.now), 1)
  return new Date(startOfDay(next).getTime() + day_ms)
}

export interface Load {
  corporation_id: number
  /** Code of the office or unit, or the person's login; null: of none. */
  who: string | null
  open: number
  /** Of them: waiting for papers, paused, late, due by the end of the next working day. */
  waiting: number
  paused: number
  late: number
  due_soon: number
  oldest: Date
  /** Closed in the last 20 working days. */
  closed: number
}

/** Who has how much: open requests by office (or unit) or by person, and what each has closed lately; of the scope only. */
export async function load(ctx: Context, query: Scope & { by: 'office' | 'person' }): Promise<Load[]> {
  const { corporation_id, by } = query
  const soon = await soonEnds(ctx, corporation_id)
  const since = await paceFrom(ctx, corporation_id)
  const who = by === 'office' ? sql`unit_id::text` : sql`assigned_to`
  const seen = await inScope(ctx, query, 'r')
  const { rows } = await sql<Load>`
    with open as (
      select corporation_id, ${who} as who, count(*)::integer as open, (count(*) filter (where state = 'received'))::integer as waiting,
        (count(*) filter (where state = 'paused'))::integer as paused, (count(*) filter (where due_at < ${ctx.now}))::integer as late,
        (count(*) filter (where due_at >= ${ctx.now} and due_at < ${soon}))::integer as due_soon, min(received_at) as oldest
      from requests.request r where state <> 'closed' and ${seen} group by 1, 2
    ), closed as (
      select corporation_id, ${who} as who, count(*)::integer as closed from requests.request r
      where state = 'closed' and outcome in ('done', 'refused') and closed_at >= ${since} and ${seen} group by 1, 2
    )
    select o.*, coalesce(c.closed, 0) as closed from open o
    left join closed c on c.corporation_id = o.corporation_id and c.who is not distinct from o.who
    order by late desc, due_soon desc, open desc, who`.execute(ctx.tx)
  if (by === 'person') return rows
  const codes = await unitCodes(ctx, corporation_id)
  return rows.map((r) => ({ ...r, who: codes.get(`${r.corporation_id}/${r.who}`) ?? null }))
}

export interface Forecast {
  corporation_id: number
  /** Code of the office or unit; null: of none. */
  unit: string | null
  open: number
  /** Closed a working day, over the last 20. */
  pace_per_day: number
  late_now: number
  /** Expected to be late in the end, those that are late now among them. */
  expected_late: number
  /** Working days until the whole queue is done; null: nothing moves. */
  days_to_clear: number | null
}

/**
 * How many of the open requests of each office will be late, from its queue and its recent pace. It assumes that the
 * office works on what is due first; that it goes on closing as many a working day as over the last 20; that nothing new
 * pushes in before what waits; and that paused ones come back when their allowance ends (that is the deadline that they
 * have). An office that has closed nothing in those days is expected to miss every deadline. It counts whole working days,
 * so limits of hours are judged too kindly by up to a day.
 */
export async function forecast(ctx: Context, query: Scope = {}): Promise<Forecast[]> {
  const { corporation_id } = query
  const seen = await inScope(ctx, query, 'r')
  const { rows } = await sql<{
    corporation_id: number
    unit_id: number | null
    dues: string[]
    late_now: number
    closed: number
  }>`
    with queue as (
      select corporation_id, unit_id, array_agg(to_char(due_at, 'YYYY-MM-DD') order by due_at) as dues,
        (count(*) filter (where due_at < ${ctx.now}))::integer as late_now
      from requests.request r where state in ('complete', 'paused') and due_at is not null and ${seen} group by 1, 2
    ), closed as (
      select corporation_id, unit_id, count(*)::integer as closed from requests.request r
      where state = 'closed' and outcome in ('done', 'refused') and limit_value is not null
        and closed_at >= ${await paceFrom(ctx, corporation_id)} and ${seen} group by 1, 2
    )
    select q.*, coalesce(c.closed, 0) as closed from queue q
    left join closed c on c.corporation_id = q.corporation_id and c.unit_id is not distinct from q.unit_id order by 1, 2`.execute(
    ctx.tx,
  )
  const codes = await unitCodes(ctx, corporation_id)
  const calendar = await calendarOf(ctx, corporation_id)
  const today = dayOf(ctx.now)
  return rows.map((r) => {
    const pace = r.closed / pace_days
    const days = r.dues.map((due, i) => (i < r.late_now ? -1 : workingDaysBetween(calendar, today, due)))
    return {
      corporation_id: r.corporation_id,
      unit: codes.get(`${r.corporation_id}/${r.unit_id}`) ?? null,
      open: r.dues.length,
      pace_per_day: pace,
      late_now: r.late_now,
      expected_late: expectedLate(days, pace),
      days_to_clear: pace === 0 ? null : r.dues.length / pace,
    }
  })
}

const paceFrom = async (ctx: Context, corporation_id: number | undefined): Promise<Date> =>
  startOfDay(addWorkingDays(await calendarOf(ctx, corporation_id), dayOf(ctx.now), -pace_days))

const unitCodes = async (ctx: Context, corporation_id: number | undefined) =>
  new Map((await units(ctx, corporation_id)).map((u) => [`${u.corporation_id}/${u.id}`, u.code]))
