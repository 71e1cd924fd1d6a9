import { byId } from '../customers/index.ts'
import { type Context, dayOf, Problem } from '../kernel/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { lockFor, requireText, type Seen } from './check.ts'
import { checkForm } from './form.ts'
import { serviceFor } from './receive.ts'
import { lacking } from './rules.ts'
import * as store from './store.ts'
import { evidenceOf, retime, tell } from './timing.ts'

/**
 * It is another service than it was taken for (a supply that turns out to need a pole): the version of that service in
 * force on its day counts, with its limit. Pauses and steps that both know stay as they are.
 */
export async function reclassify(
  ctx: Context,
  ref: string,
  given: Seen & { service: string; details?: Record<string, unknown>; reason: string },
): Promise<{ service: string; due_at: Date | null; lacking: string[] }> {
  const { request, service: before } = await lockFor(ctx, ref, 'reclassify', given)
  const reason = requireText(given.reason, new Problem('requests/reason-needed'), 'reason')
  const corporation = await corporationNamed(ctx, request.corporation_id)
  const customer = request.customer_id === null ? undefined : await byId(ctx, corporation.id, request.customer_id)
  const day = dayOf(request.complete_at ?? request.received_at)
  const who = { class: customer?.class ?? null, area: customer?.area ?? null }
  const service = await serviceFor(ctx, corporation, given.service, day, who)
  if (service.id === before.id) throw new Problem('requests/same-service', { code: request.code })
  const details = given.details ?? request.details
  checkForm(service.form, details, ctx.language)
  await store.update(ctx, request, {
    service_id: service.id,
    service: service.code,
    family: service.family,
    class: service.class,
    limit_value: service.limit_value,
    limit_unit: service.limit_unit,
    details: JSON.stringify(details) as never,
    step: service.steps.some((s) => s.code === request.step) ? request.step : null,
  })
  request.details = details
  const seq = await store.recordFact(ctx, request, {
    kind: 'reclassified',
    reason,
    detail: { from: before.code, to: service.code },
  })
  if (request.complete_at) await retime(ctx, [request], { reason: 'reclassified', evidence: evidenceOf(request, seq) })
  await tell(ctx, 'changed', request, { verb: 'reclassify' })
  return { service: service.code, due_at: request.due_at, lacking: lacking(service, request.documents) }
}
