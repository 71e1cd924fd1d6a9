import { type Context, Problem, publish } from '../kernel/index.ts'
import { requireDay } from './calendar.ts'
import { corporationNamed, requireMine } from './corporations.ts'
import { replaceHours } from './store.ts'
import { unitByCode } from './units.ts'
import { type Interval, makeCalendar } from './working-time.ts'

export type Hours = {
  corporation: string
  /** Code of the unit that they are for; without one, for all units of the corporation that have none of their own. */
  unit?: string
  /** First day on which they count; without one, since ever. */
  valid_from?: string
  /** Seven lists of stretches, Monday first; lunch lies between two stretches. */
  week: readonly (readonly Interval[])[]
}

/**
 * Sets the office hours of a corporation or unit from a day on. Hours before that day stay as they were, so history is
 * judged by the hours of its day.
 * @throws Problem organisation/bad-hours, organisation/unknown-corporation, organisation/unknown-unit,
 *   organisation/not-a-day, organisation/not-yours
 */
export async function setHours(
  ctx: Context,
  { corporation: code, unit: unitCode, valid_from, week }: Hours,
): Promise<void> {
  const corporation = await corporationNamed(ctx, code)
  requireMine(ctx, corporation)
  const unit = unitCode === undefined ? undefined : await unitByCode(ctx, corporation.id, unitCode)
  if (unitCode !== undefined && !unit)
    throw new Problem('organisation/unknown-unit', { corporation: code, code: unitCode })
  if (valid_from !== undefined) requireDay(valid_from)
  try {
    makeCalendar(new Map(), [{ valid_from: null, week }])
  } catch (error) {
    throw new Problem('organisation/bad-hours', { reason: (error as Error).message }, { cause: error })
  }
  const rows = week.flatMap((day, i) => day.map(({ opens, closes }) => ({ weekday: i + 1, opens, closes })))
  await replaceHours(
    ctx,
    { corporation_id: corporation.id, unit_id: unit?.id ?? null, valid_from: valid_from ?? null },
    rows,
  )
  await publish(ctx, 'organisation.calendar_changed', {
    corporation_id: corporation.id,
    about: valid_from ?? 'hours',
    payload: { unit: unitCode ?? null, valid_from: valid_from ?? null },
  })
}
