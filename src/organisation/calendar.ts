/**
 * The calendar of a corporation or of one of its units: the built-in days, what was declared on top, and the office
 * hours of the nearest one above that has any. Reading it is one small query; the tables behind it are made once for
 * each content (900 offices share a few) and kept.
 */
import { sql } from 'kysely'
import { type Context, isDay, Problem } from '../kernel/index.ts'
import { parseDay } from './civil.ts'
import { corporationNamed } from './corporations.ts'
import { type HoursRow, hoursInForce, officeHours, weeksOf } from './rules.ts'
import { calendarSpan, calendarYears, type DeclaredDay, type SpecialDay, specialDays } from './special-days.ts'
import { addWorkingDays, makeCalendar, type OfficeHours, usualHours, type WorkingCalendar } from './working-time.ts'

/**
 * The working calendar of a corporation (code or id) or of one of its units (code or id); without one, that of Viet
 * Nam's public sector with the usual hours. As it is known in this transaction.
 * @throws Problem organisation/unknown-corporation, organisation/unknown-unit
 */
export async function calendarOf(
  ctx: Context,
  corporation?: string | number,
  unit?: string | number,
): Promise<WorkingCalendar> {
  const { declared, hours } = await contentOf(ctx, corporation, unit)
  const key = JSON.stringify([declared, hours])
  const known = made.get(key)
  if (known) {
    // the least recently used one goes first when there are too many
    made.delete(key)
    made.set(key, known)
    return known
  }
  const calendar = makeCalendar(specialDays(declared), hours)
  made.set(key, calendar)
  if (made.size > calendars_max) made.delete(made.keys().next().value!)
  return calendar
}

// a calendar takes 0.7 MB and 4 ms to make
const calendars_max = 64
const made = new Map<string, WorkingCalendar>()

/**
 * The n-th working day after a day (before it, for a negative n).
 * @throws Problem organisation/not-a-day, organisation/not-a-count, organisation/outside-calendar
 */
export async function nthWorkingDayAfter(
  ctx: Context,
  day: string,
  n: number,
  corporation?: string | number,
): Promise<string> {
  requireDay(day)
  if (!Number.isInteger(n)) throw new Problem('organisation/not-a-count', { value: n })
  return addWorkingDays(await calendarOf(ctx, corporation), day, n)
}

/**
 * Days from `from` to `to` that are not as their weekday says, each with the notice that says so, in order.
 * @throws Problem organisation/not-a-day, organisation/unknown-corporation
 */
export async function specialDaysBetween(
  ctx: Context,
  from: string,
  to: string,
  corporation?: string | number,
): Promise<SpecialDay[]> {
  requireDay(from)
  requireDay(to)
  const { declared } = await contentOf(ctx, corporation)
  return [...specialDays(declared).values()]
    .filter(({ day, kind }) => day >= from && day <= to && kind !== 'usual')
    .sort((a, b) => (a.day < b.day ? -1 : 1))
}

/**
 * A day that exists and that calendars cover, as a person wrote it.
 * @throws Problem organisation/not-a-day, organisation/outside-calendar
 */
export function requireDay(day: string): string {
  if (!isDay(day)) throw new Problem('organisation/not-a-day', { value: day })
  const number = parseDay(day)
  if (number < calendarSpan.from || number >= calendarSpan.until) {
    throw new Problem('organisation/outside-calendar', { what: day, ...calendarYears })
  }
  return day
}

type Content = { declared: DeclaredDay[]; hours: OfficeHours[] }

/** What makes the calendar, in the order in which it counts. */
async function contentOf(ctx: Context, corporation?: string | number, unit?: string | number): Promise<Content> {
  const owner = corporation === undefined ? undefined : await corporationNamed(ctx, corporation)
  const named = unit === undefined ? sql`false` : typeof unit === 'number' ? sql`id = ${unit}` : sql`code = ${unit}`
  const { rows } = await sql<{
    declared: DeclaredDay[]
    hours: (HoursRow & { distance: number })[]
    known: boolean
    opens: string | null
    closes: string | null
  }>`
    with recursive above as (
      select id, parent_id, opens, closes, 0 as distance from organisation.unit
      where corporation_id = ${owner?.id ?? null} and ${named}
      union all
      select u.id, u.parent_id, u.opens, u.closes, a.distance + 1
      from above a join organisation.unit u on u.corporation_id = ${owner?.id ?? null} and u.id = a.parent_id
    )
    select
      coalesce((select json_agg(json_build_object('day', day, 'kind', kind, 'notice', notice, 'swapped_with', swapped_with)
          order by corporation_id is not null, id)
        from (select distinct on (day, corporation_id) * from organisation.declared_day
          where corporation_id is null or corporation_id = ${owner?.id ?? null}
          order by day, corporation_id, id desc) last_word where kind <> 'usual'), '[]') as declared,
      coalesce((select json_agg(json_build_object('weekday', weekday, 'opens', to_char(h.opens, 'HH24:MI'), 'closes', to_char(h.closes, 'HH24:MI'),
          'valid_from', nullif(valid_from, '-infinity'), 'distance', coalesce(a.distance, 1000)) order by h.id)
        from organisation.working_hours h left join above a on a.id = h.unit_id
        where h.corporation_id = ${owner?.id ?? null} and (h.unit_id is null or a.id is not null)), '[]') as hours,
      exists (select from above) as known,
      (select to_char(opens, 'HH24:MI') from above where distance = 0) as opens,
      (select to_char(closes, 'HH24:MI') from above where distance = 0) as closes`.execute(ctx.tx)
  const { declared, hours, known, opens, closes } = rows[0]!
  if (unit !== undefined && !known) {
    throw new Problem('organisation/unknown-unit', { corporation: owner?.code ?? '', code: unit })
  }
  const distances = [...new Set(hours.map((row) => row.distance))].sort((a, b) => a - b)
  const inForce = hoursInForce([
    ...distances.map((at) => weeksOf(hours.filter((row) => row.distance === at))),
    [usualHours],
  ])
  // a unit's own detailed hours say more than its opening and closing
  if (!opens || !closes || distances[0] === 0) return { declared, hours: inForce }
  return { declared, hours: inForce.map((week) => officeHours(week, opens, closes)) }
}
