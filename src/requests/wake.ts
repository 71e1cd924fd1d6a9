import type { Context } from '../kernel/index.ts'
import { passed } from './clock.ts'
import * as store from './store.ts'
import { calendarFor } from './timing.ts'

/**
 * Clocks that have stood still as long as they may tick again, from where their allowance ended. What was promised stays:
 * it was the deadline of a pause that lasts so long. Returns how many.
 * @param requests locked
 */
export async function wakeAll(ctx: Context, requests: readonly store.RequestRow[]): Promise<number> {
  const pauses = await store.pausesOfAll(
    ctx,
    requests.map((r) => r.id),
  )
  const ended: Parameters<typeof store.endPauses>[1][number][] = []
  for (const request of requests) {
    const on = pauses.get(request.id)?.find((p) => p.resumed_at === null && p.ends_by <= ctx.now)
    if (!on) continue
    const { corporation_id, id } = request
    const days = passed(await calendarFor(ctx, request), 'working_days', on.paused_at, on.ends_by)
    ended.push({ corporation_id, id, seq: on.seq, days })
    request.state = 'complete'
    request.version += 1
  }
  if (ended.length > 0) await store.endPauses(ctx, ended)
  return ended.length
}
