import { type Context, Problem, publish } from '../kernel/index.ts'
import { lockFor } from './check.ts'
import * as store from './store.ts'
import { warningsOf } from './warnings.ts'

/**
 * Approves a planned outage: another person than the one who planned it.
 *
 * The command line names no person unless `as` does. Whoever holds it holds the database, so two unnamed ones cannot be
 * told apart: that is let through, and recorded as approved by nobody named.
 */
export async function approve(
  ctx: Context,
  ref: string,
  options: { as?: string } = {},
): Promise<{ state: 'approved' }> {
  const outage = await lockFor(ctx, ref, 'approve')
  const person = options.as ?? ctx.actor
  const unnamed = person === 'cli'
  if (person === outage.planned_by && !unnamed)
    throw new Problem('planned-outages/own-plan', { code: outage.code, person })
  const [cut] = await store.programmeOf(ctx, outage)
  const warnings = await warningsOf(ctx, outage, cut!)
  await store.update(ctx, outage, { state: 'approved' })
  await store.recordFact(ctx, outage, {
    kind: 'approved',
    detail: { as: options.as, ...(unnamed ? { unnamed } : {}), warnings },
  })
  await publish(ctx, 'outage.approved', {
    corporation_id: outage.corporation_id,
    about: outage.id,
    payload: { code: outage.code },
  })
  return { state: 'approved' }
}
