import { type Context, publish } from '../kernel/index.ts'
import { type Unit, units } from '../organisation/index.ts'
import * as store from './store-warnings.ts'

/**
 * What is to be said before it is late: each request at 50, 80 and 100 % of its limit, each late step, exactly once. Whom
 * it concerns stands in the corporation's escalation chain (the person, then the unit's head, then the company). One event
 * a corporation names them all. Returns how many warnings were given.
 */
export async function warn(ctx: Context, limit = 500): Promise<number> {
  const warned = await store.warnAll(ctx, limit)
  const steps = await store.stepsLate(ctx, limit)
  const late = steps.map((s) => ({ ...s, percent: null, tell: ['person', 'unit'] }))
  const of = Map.groupBy([...warned, ...late], (w) => w.corporation_id)
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
          step_late: w.percent === null,
          tell: w.tell,
        })),
      },
    })
  }
  return warned.length + steps.length
}

/** Code of the nearest of a kind, from a unit upwards. */
function above(byId: ReadonlyMap<number, Unit>, id: number | null, kind: Unit['kind']): string | null {
  for (let u = byId.get(id ?? -1); u; u = byId.get(u.parent_id ?? -1)) if (u.kind === kind) return u.code
  return null
}
