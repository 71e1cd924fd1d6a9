import { type Context, publish } from '../kernel/index.ts'
import { type Unit, units, type WorkingCalendar } from '../organisation/index.ts'
import { endOfWorkingDay } from './clock.ts'
import * as store from './store-warnings.ts'
import { calendarFor } from './timing.ts'

/**
 * What is to be said before it is late and while it is: each request at 50, 80 and 100 % of its limit, at the levels after
 * that which its escalation chain has, each late step; exactly once. Whom it concerns stands in the chain that is in force
 * then (`escalation.ts`). One event a corporation names them all. Returns how many warnings were given.
 */
export async function warn(ctx: Context, limit = 500): Promise<number> {
  const warned = await store.warnAll(ctx, limit)
  await arm(
    ctx,
    warned.filter((w) => w.percent === 100),
  )
  const after = await warnLate(ctx, limit)
  const steps = await store.stepsLate(ctx, limit)
  const late = steps.map((s) => ({ ...s, percent: null, late_days: 0, tell: ['person', 'unit'] }))
  const of = Map.groupBy([...warned, ...after, ...late], (w) => w.corporation_id)
  for (const [corporation_id, all] of of) {
    const byId = new Map((await units(ctx, corporation_id)).map((u) => [u.id, u]))
    await publish(ctx, 'requests.warned', {
      corporation_id,
      about: String(corporation_id),
      payload: {
        requests: all.map((w) => ({
          id: w.id,
          code: w.code,
          assigned_to: w.assigned_to,
          unit: above(byId, w.unit_id, 'unit'),
          company: above(byId, w.unit_id, 'company'),
          percent: w.percent,
          late_days: w.late_days,
          step_late: w.percent === null,
          tell: w.tell,
        })),
      },
    })
  }
  return warned.length + after.length + steps.length
}

/** Requests that have just reached their deadline: when the first level after it is due. */
async function arm(ctx: Context, reached: readonly store.Late[]): Promise<void> {
  const lateAt = lateAtOf(ctx)
  const rows: Parameters<typeof store.setLate>[1][number][] = []
  for (const of of reached) {
    const [first] = levelsAfter(of)
    if (first) rows.push({ of, next: await lateAt(of, first) })
  }
  await store.setLate(ctx, rows)
}

/**
 * Says the next level after the deadline of each request that has reached it. A deadline that has moved meanwhile (a
 * declared day) moves the level with it.
 */
async function warnLate(ctx: Context, limit: number): Promise<store.Warned[]> {
  const lateAt = lateAtOf(ctx)
  const rows: Parameters<typeof store.setLate>[1][number][] = []
  const warned: store.Warned[] = []
  for (const of of await store.lateRipe(ctx, limit)) {
    const [level, then] = levelsAfter(of)
    const at = level && (await lateAt(of, level))
    if (!level || !at) rows.push({ of, next: null })
    else if (at > ctx.now) rows.push({ of, next: at })
    else {
      rows.push({ of, next: then ? await lateAt(of, then) : null, said: { level, at } })
      warned.push({ ...of, percent: 100, late_days: level.late_days, tell: level.tell })
    }
  }
  await store.setLate(ctx, rows)
  return warned
}

/** The levels after the deadline that were not said yet, in their order. */
const levelsAfter = ({ levels, late_warned_days }: store.Late): store.Level[] =>
  (levels ?? []).filter((l) => l.late_days > late_warned_days).sort((a, b) => a.late_days - b.late_days)

/** The end of the n-th working day after the deadline, by the calendar of the request's clock. */
function lateAtOf(ctx: Context) {
  const calendars = new Map<string, WorkingCalendar>()
  return async (of: store.Late, level: store.Level): Promise<Date | null> => {
    if (of.due_at === null) return null
    const key = `${of.corporation_id}/${of.clock_unit_id}`
    const calendar = calendars.get(key) ?? (await calendarFor(ctx, of))
    calendars.set(key, calendar)
    return endOfWorkingDay(calendar, of.due_at, level.late_days)
  }
}

/** Code of the nearest of a kind, from a unit upwards. */
function above(byId: ReadonlyMap<number, Unit>, id: number | null, kind: Unit['kind']): string | null {
  for (let u = byId.get(id ?? -1); u; u = byId.get(u.parent_id ?? -1)) if (u.kind === kind) return u.code
  return null
}
