import { type Context, iso, publish } from '../kernel/index.ts'
import { calendarOf, type WorkingCalendar } from '../organisation/index.ts'
import { moveDues, type PromiseParts } from '../promises/index.ts'
import type { Service } from './catalogue.ts'
import { deadlines, type Pause, passed, paused } from './clock.ts'
import * as ledger from './ledger.ts'
import { nextStep } from './rules.ts'
import * as store from './store.ts'
import { tellWhoAsked } from './tell-who-asked.ts'

/** The calendar by which a request's clock runs: that of the unit which took it first, wherever it moves. */
export const calendarFor = (ctx: Context, request: Pick<store.RequestRow, 'corporation_id' | 'clock_unit_id'>) =>
  calendarOf(ctx, request.corporation_id, request.clock_unit_id ?? undefined)

/**
 * Works the deadlines of locked requests out again from what is known today, and brings rows, stories and ledger to them:
 * a deadline that moves is a fact with the one before, and one more version of its promise. Doing it twice changes
 * nothing. Whatever the number of requests, rows, stories and ledger are read and written by a few statements; only what
 * the clock alone has called broken is corrected one by one.
 * `stepped`: a new step waits since just now; `fresh`: it has just been received, there is nothing to look up.
 * @returns how many deadlines moved
 */
export async function retime(
  ctx: Context,
  requests: readonly store.RequestRow[],
  why: { reason: string; evidence: string; stepped?: boolean; fresh?: boolean },
): Promise<number> {
  if (requests.length === 0) return 0
  const ids = requests.map((r) => r.id)
  const services = new Map(
    (await store.servicesBy(ctx, [...new Set(requests.map((r) => r.service_id))])).map((s) => [s.id, s]),
  )
  const pauses = why.fresh ? new Map<string, store.PauseHeld[]>() : await store.pausesOfAll(ctx, ids)
  const promised = why.fresh ? new Map<string, PromiseParts[]>() : await ledger.promisesOf(ctx, ids)
  const calendars = new Map<string, WorkingCalendar>()
  const moves: ledger.Moves = { released: [], made: [] }
  const written: Parameters<typeof store.setDeadlines>[1][number][] = []
  const moved: Parameters<typeof store.recordMoved>[2][number][] = []
  for (const request of requests) {
    const key = `${request.corporation_id}/${request.clock_unit_id}`
    const calendar = calendars.get(key) ?? (await calendarFor(ctx, request))
    calendars.set(key, calendar)
    const service = services.get(request.service_id)!
    const step = nextStep(request, service)
    const timed = deadlines(
      calendar,
      request,
      { step, steps: step && ownSteps(service) },
      counting(pauses.get(request.id)),
      ctx.now,
    )
    const known = promised.get(request.id) ?? []
    let { clock_version } = request
    for (const { kind, due, rule } of [
      { kind: 'request' as const, due: timed.due_at, rule: service.rule },
      { kind: 'request_step' as const, due: timed.step_due_at, rule: `${service.rule}: ${step?.code}` },
      { kind: 'request_steps' as const, due: timed.steps_due_at, rule: service.rule },
    ]) {
      const before = ledger.newest(known, kind)
      if (!before && due === null) continue
      const another = kind === 'request_step' && why.stepped === true
      const version = await ledger.moveTo(ctx, request, before, { kind, due, rule, another }, why, moves)
      if (version !== undefined && kind === 'request') clock_version = version
    }
    if (request.due_at && request.due_at.getTime() !== timed.due_at?.getTime())
      moved.push({ request, before: request.due_at, due_at: timed.due_at })
    written.push({ request, timed, clock_version })
  }
  await moveDues(ctx, { ...moves, at: ctx.now, evidence_kind: 'request_fact', reason: why.reason })
  await store.setDeadlines(ctx, written)
  await store.recordMoved(ctx, why.reason, moved)
  // a deadline that moves by what is done to the request itself is told with that
  if (why.reason === 'calendar')
    await tellWhoAsked(
      ctx,
      'request_due_moved',
      moved.flatMap(({ request, before, due_at }) =>
        due_at && before ? [{ request, more: { due_at: iso(due_at), due_before: iso(before) } }] : [],
      ),
    )
  return moved.length
}

export const ownSteps = ({ steps_limit_value, steps_limit_unit }: Service) =>
  steps_limit_value === null || steps_limit_unit === null
    ? undefined
    : { limit_value: steps_limit_value, limit_unit: steps_limit_unit }

/** The pauses that the clock looks at. */
export const counting = (pauses: readonly store.PauseHeld[] | undefined): Pause[] =>
  (pauses ?? []).filter((p) => p.counts)

/**
 * The pause of a locked request ends at a moment: its clock ticks from there, and the deadlines that were promised as if
 * it lasted as long as it may come nearer.
 */
export async function tickAgain(
  ctx: Context,
  request: store.RequestRow,
  given: { at: Date; reason: string },
): Promise<void> {
  const calendar = await calendarFor(ctx, request)
  const on = (await store.pausesOf(ctx, request)).find((p) => p.resumed_at === null)
  if (!on) return
  const end = new Date(Math.min(given.at.getTime(), on.ends_by.getTime()))
  await store.endPause(ctx, request, end, passed(calendar, 'working_days', on.paused_at, end))
  await store.update(ctx, request, { state: 'complete' })
  const seq = await store.recordFact(ctx, request, { kind: 'resumed', at: end, reason: given.reason })
  await retime(ctx, [request], { reason: given.reason, evidence: evidenceOf(request, seq) })
}

/** The key of a fact, as the ledger names its evidence. */
export const evidenceOf = (request: { id: string }, seq: number): string => `${request.id}/${seq}`

/** Working days that a request took from its complete file to a moment, and those in which its clock stood still. */
export function daysTaken(
  calendar: WorkingCalendar,
  complete_at: Date,
  to: Date,
  pauses: readonly store.PauseHeld[],
): { working_days: number; paused_days: number } {
  const held = pauses.filter((p) => p.counts)
  const whole = passed(calendar, 'working_days', complete_at, to)
  const still = paused(calendar, 'working_days', held, complete_at, to)
  // the time between a closing and its reopening is no pause that anybody claimed
  const claimed = held.filter((p) => p.reason !== 'closed')
  return { working_days: whole - still, paused_days: paused(calendar, 'working_days', claimed, complete_at, to) }
}

/** Tells later rooms and open pages; `received` and `closed` by their own names, everything else is a change. */
export const tell = (
  ctx: Context,
  name: 'received' | 'closed' | 'changed',
  request: store.RequestRow,
  more: Record<string, unknown> = {},
): Promise<void> =>
  publish(ctx, `requests.${name}`, {
    corporation_id: request.corporation_id,
    about: request.id,
    payload: {
      id: request.id,
      code: request.code,
      service: request.service,
      family: request.family,
      customer_id: request.customer_id,
      unit_id: request.unit_id,
      at: ctx.now.toISOString(),
      ...more,
    },
  })
