/**
 * The clock of a request. Pure: a calendar, a limit and the pauses in, a moment out.
 *
 * A limit in *working days* counts as the Civil Code 2015 does: the day on which the file became complete is not counted
 * (art. 147), the last day ends at 24:00 (art. 148). A pause is counted by the same rule: the day on which it begins still
 * ticks, the working days after it up to and with the day of resuming do not. Both are differences of one running count
 * of working days, so ticking and paused days add up to the whole whatever is cut where.
 *
 *   limit 3 days      Mon complete   Tue 1   Wed 2 (asks for papers)   Thu –   Fri – (they come)   Sat Sun   Mon 3 → 24:00
 *
 * A limit in *working hours* counts working time to the millisecond (lunch is no working time), one in *hours* the hours
 * of the wall clock.
 */
import { day_ms, dayOf, startOfDay } from '../kernel/index.ts'
import {
  addWorkingDays,
  addWorkingTime,
  type WorkingCalendar,
  workingDaysBetween,
  workingTimeBetween,
} from '../organisation/index.ts'

export const limitUnits = ['working_days', 'working_hours', 'hours', 'at_once'] as const
export type LimitUnit = (typeof limitUnits)[number]
export interface Limit {
  /** Null for `at_once`. */
  limit_value: number | null
  limit_unit: LimitUnit
}

/** A stretch in which the clock stands still; `resumed_at` null: still does. After `ends_by` it ticks again by itself. */
export interface Pause {
  paused_at: Date
  ends_by: Date
  resumed_at: Date | null
}

/**
 * How much of the clock a stretch takes, in the limit's unit: working days, or seconds for limits in hours.
 * Additive: passed(a, b) + passed(b, c) = passed(a, c).
 */
export function passed(calendar: WorkingCalendar, unit: LimitUnit, from: Date, to: Date): number {
  if (unit === 'working_days') return workingDaysBetween(calendar, dayOf(from), dayOf(to))
  if (unit === 'working_hours') return workingTimeBetween(calendar, from, to)
  return (to.getTime() - from.getTime()) / 1000
}

/** The parts of pauses that lie between two moments, in order and without overlap: what is paused twice is paused once. */
export function stretches(pauses: readonly Pause[], from: Date, to: Date): { from: Date; to: Date }[] {
  const cut = pauses
    .map((p) => {
      const end = Math.min(p.resumed_at?.getTime() ?? Number.POSITIVE_INFINITY, p.ends_by.getTime(), to.getTime())
      return { from: Math.max(p.paused_at.getTime(), from.getTime()), to: end }
    })
    .filter((s) => s.to > s.from)
    .sort((a, b) => a.from - b.from)
  const whole: { from: number; to: number }[] = []
  for (const s of cut) {
    const last = whole.at(-1)
    if (last && s.from <= last.to) last.to = Math.max(last.to, s.to)
    else whole.push({ ...s })
  }
  return whole.map((s) => ({ from: new Date(s.from), to: new Date(s.to) }))
}

/** How much of the clock was paused between two moments. */
export const paused = (
  calendar: WorkingCalendar,
  unit: LimitUnit,
  pauses: readonly Pause[],
  from: Date,
  to: Date,
): number => stretches(pauses, from, to).reduce((sum, s) => sum + passed(calendar, unit, s.from, s.to), 0)

/** How much has ticked: what has passed, less what was paused. */
export const ticked = (
  calendar: WorkingCalendar,
  unit: LimitUnit,
  pauses: readonly Pause[],
  from: Date,
  to: Date,
): number => passed(calendar, unit, from, to) - paused(calendar, unit, pauses, from, to)

/**
 * The deadline as a moment, as it stands at `asOf`: a pause that is still on counts up to then, so while it lasts the
 * deadline moves with it. Pauses are taken in order; one that begins after the deadline has passed does not move it, so
 * what is late cannot be paused back into time. Null for what is done at once.
 * For working days it is the last moment of the last day, 24:00 less a millisecond.
 */
export function dueAt(
  calendar: WorkingCalendar,
  limit: Limit,
  from: Date,
  pauses: readonly Pause[],
  asOf: Date,
): Date | null {
  if (limit.limit_value === null) return null
  let extra = 0
  let due = after(calendar, limit, from, extra)
  for (const s of stretches(pauses, from, asOf > from ? asOf : from)) {
    if (s.from > due) break
    extra += passed(calendar, limit.limit_unit, s.from, s.to)
    due = after(calendar, limit, from, extra)
  }
  return due
}

function after(calendar: WorkingCalendar, limit: Limit, from: Date, extra: number): Date {
  if (limit.limit_unit === 'working_days') {
    const last = addWorkingDays(calendar, dayOf(from), limit.limit_value! + extra)
    return new Date(startOfDay(last).getTime() + day_ms - 1)
  }
  const seconds = limit.limit_value! * 3600 + extra
  if (limit.limit_unit === 'working_hours') return addWorkingTime(calendar, from, seconds)
  return new Date(from.getTime() + seconds * 1000)
}

/** The end of the n-th working day after a moment. */
export const endOfWorkingDay = (calendar: WorkingCalendar, after: Date, days: number): Date =>
  new Date(startOfDay(addWorkingDays(calendar, dayOf(after), days)).getTime() + day_ms - 1)

/** The latest moment to which a pause may last: the end of the n-th working day after it began. */
export const longestPause = (calendar: WorkingCalendar, paused_at: Date, longest_days: number): Date =>
  endOfWorkingDay(calendar, paused_at, longest_days)

/**
 * What share of the limit has ticked, 0 at the start; above 1 when it is late. Warnings are given at 0.5, 0.8 and 1.
 */
export function usedShare(
  calendar: WorkingCalendar,
  limit: Limit,
  from: Date,
  pauses: readonly Pause[],
  at: Date,
): number {
  if (limit.limit_value === null) return 0
  const due = dueAt(calendar, limit, from, pauses, at)!
  if (at > due) return Math.max(1, usedOf(calendar, limit, from, pauses, at)) + Number.EPSILON
  return Math.min(1, usedOf(calendar, limit, from, pauses, at))
}

// A limit in days is used up by the hour, so that half of a one-day limit is its noon and not its evening.
function usedOf(calendar: WorkingCalendar, limit: Limit, from: Date, pauses: readonly Pause[], at: Date): number {
  if (limit.limit_unit !== 'working_days')
    return ticked(calendar, limit.limit_unit, pauses, from, at) / (limit.limit_value! * 3600)
  const whole = workingTimeBetween(calendar, from, dueAt(calendar, limit, from, pauses, at)!)
  const still = paused(calendar, 'working_hours', pauses, from, at)
  return whole - still <= 0 ? 1 : (workingTimeBetween(calendar, from, at) - still) / (whole - still)
}

/**
 * The moment at which a share of the limit has ticked; for 1 the deadline itself. A limit in days is used up by its
 * working hours, as in `usedShare`. Null for what is done at once.
 */
export function momentOf(
  calendar: WorkingCalendar,
  limit: Limit,
  from: Date,
  pauses: readonly Pause[],
  asOf: Date,
  share: number,
): Date | null {
  const due = dueAt(calendar, limit, from, pauses, asOf)
  if (due === null || share >= 1) return due
  if (limit.limit_unit !== 'working_days')
    return dueAt(calendar, { ...limit, limit_value: limit.limit_value! * share }, from, pauses, asOf)
  const whole = workingTimeBetween(calendar, from, due) - paused(calendar, 'working_hours', pauses, from, due)
  if (whole <= 0) return due
  const part: Limit = { limit_value: (whole * share) / 3600, limit_unit: 'working_hours' }
  return new Date(Math.min(dueAt(calendar, part, from, pauses, asOf)!.getTime(), due.getTime()))
}

/** When a clock that stands still ticks again at the latest; `now` where none does. */
export const ticksAgain = (pauses: readonly Pause[], now: Date): Date =>
  pauses.reduce((last, p) => (p.resumed_at === null && p.ends_by > last ? p.ends_by : last), now)

export interface Timed {
  due_at: Date | null
  step_due_at: Date | null
  steps_due_at: Date | null
  warn_50_at: Date | null
  warn_80_at: Date | null
}

/**
 * Every deadline of a request whose file is complete. While its clock stands still they are those that hold if it does so
 * as long as it may: what is promised is then never too early, and it is already right when the allowance ends by itself.
 */
export function deadlines(
  calendar: WorkingCalendar,
  request: Limit & { complete_at: Date | null; step_at: Date | null },
  service: { step: Partial<Limit> | undefined; steps: Partial<Limit> | undefined },
  pauses: readonly Pause[],
  now: Date,
): Timed {
  const { complete_at, step_at } = request
  if (!complete_at) return { due_at: null, step_due_at: null, steps_due_at: null, warn_50_at: null, warn_80_at: null }
  const asOf = ticksAgain(pauses, now)
  const limited = (limit: Partial<Limit> | undefined, from: Date) =>
    limit?.limit_value ? dueAt(calendar, limit as Limit, from, pauses, asOf) : null
  return {
    due_at: dueAt(calendar, request, complete_at, pauses, asOf),
    step_due_at: limited(service.step, step_at ?? complete_at),
    steps_due_at: limited(service.steps, complete_at),
    warn_50_at: momentOf(calendar, request, complete_at, pauses, asOf, 0.5),
    warn_80_at: momentOf(calendar, request, complete_at, pauses, asOf, 0.8),
  }
}
