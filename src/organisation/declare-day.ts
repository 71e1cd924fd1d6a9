import { type Context, Problem, publish } from '../kernel/index.ts'
import { calendarOf, requireDay } from './calendar.ts'
import { corporationNamed, requireMine } from './corporations.ts'
import type { DayKind } from './special-days.ts'
import { insertDeclaredDays } from './store.ts'
import { isWorkingDay } from './working-time.ts'

/** Whom a declaration is for: one corporation by code, or all of them where none is named. */
export type Declaration = { day: string; kind: DayKind; notice: string; corporation?: string }

export type DayMoved = { day: string; working_before: boolean; working_after: boolean }

/**
 * An administrator adds a day off, a day worked, or takes such a day back (`usual`), and names the notice that says so.
 * Deadlines that rest on the calendar are worked out again by those who hear `organisation.calendar_changed`.
 * @throws Problem organisation/not-a-day, organisation/outside-calendar, organisation/notice-missing,
 *   organisation/unknown-corporation, organisation/not-yours, organisation/not-for-all
 */
export async function declareDay(ctx: Context, { day, kind, notice, corporation }: Declaration): Promise<DayMoved> {
  const [moved] = await declare(ctx, corporation, notice, [{ day, kind, swapped_with: null }])
  return moved
}

/**
 * A working day is given off in exchange for a day without work, as the yearly notices do with a Monday and a Saturday.
 * @throws Problem as `declareDay`, and organisation/swap-not-working, organisation/swap-already-working
 */
export async function swapDays(
  ctx: Context,
  { off, worked, notice, corporation }: { off: string; worked: string; notice: string; corporation?: string },
): Promise<DayMoved[]> {
  const calendar = await calendarOf(ctx, corporation)
  if (!isWorkingDay(calendar, requireDay(off))) throw new Problem('organisation/swap-not-working', { day: off })
  if (isWorkingDay(calendar, requireDay(worked)))
    throw new Problem('organisation/swap-already-working', { day: worked })
  return declare(ctx, corporation, notice, [
    { day: off, kind: 'off', swapped_with: worked },
    { day: worked, kind: 'worked', swapped_with: off },
  ])
}

async function declare(
  ctx: Context,
  code: string | undefined,
  notice: string,
  days: { day: string; kind: DayKind; swapped_with: string | null }[],
): Promise<DayMoved[]> {
  for (const { day } of days) requireDay(day)
  if (notice.trim() === '') throw new Problem('organisation/notice-missing')
  const corporation = code === undefined ? null : await corporationNamed(ctx, code)
  requireMine(ctx, corporation)

  const before = await calendarOf(ctx, code)
  await insertDeclaredDays(
    ctx,
    corporation?.id ?? null,
    days.map((day) => ({ ...day, notice: notice.trim() })),
  )
  const after = await calendarOf(ctx, code)
  const moved = days.map(({ day }) => ({
    day,
    working_before: isWorkingDay(before, day),
    working_after: isWorkingDay(after, day),
  }))
  // also when the count of working days stays: a Saturday declared off loses its morning hours
  await publish(ctx, 'organisation.calendar_changed', {
    ...(corporation ? { corporation_id: corporation.id } : {}),
    about: days[0].day,
    payload: { days: moved },
  })
  return moved
}
