import { type Context, Problem } from '../kernel/index.ts'
import { corporationNamed, units } from '../organisation/index.ts'
import { lockFor, requireText, type Seen, short, unitNamed } from './check.ts'
import * as store from './store.ts'
import { tell } from './timing.ts'

/**
 * Hands a request over: care centre, company, unit, office, or a crew of the unit. Its clock goes with it, by the
 * calendar that it began with; nobody has it in hand until somebody there takes it.
 * @throws Problem requests/where-to, unknown-unit, reason-needed
 */
export async function move(
  ctx: Context,
  ref: string,
  given: Seen & { unit?: string; crew?: string; reason: string },
): Promise<{ unit: string | null; crew: string | null; due_at: Date | null }> {
  const { request } = await lockFor(ctx, ref, 'move', given)
  const corporation = await corporationNamed(ctx, request.corporation_id)
  const from = (await units(ctx, corporation.id)).find((u) => u.id === request.unit_id)
  const to = given.unit ? await unitNamed(ctx, corporation, given.unit) : from
  const crew = given.crew?.trim() ? short(given.crew.trim(), 'crew', 100) : null
  if (to?.id === from?.id && crew === request.crew) throw new Problem('requests/where-to')
  const reason = requireText(given.reason, new Problem('requests/reason-needed'), 'reason')
  await store.update(ctx, request, { unit_id: to?.id ?? null, crew, assigned_to: null })
  await store.recordFact(ctx, request, {
    kind: 'moved',
    reason,
    detail: { from: from?.code ?? null, to: to?.code ?? null, crew },
  })
  await tell(ctx, 'changed', request, { verb: 'move' })
  return { unit: to?.code ?? null, crew, due_at: request.due_at }
}
