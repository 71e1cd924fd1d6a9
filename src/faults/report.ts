import { byCode, transformersOf } from '../customers/index.ts'
import { type Context, dayOf, Problem, publish, ranges } from '../kernel/index.ts'
import { explaining as plannedExplaining } from '../planned-outages/index.ts'
import { requireShort } from './check.ts'
import type { Channel } from './rules.ts'
import * as store from './store.ts'

/** What is known to explain why a customer is without power. */
export interface Known {
  kind: 'planned_outage' | 'fault'
  id: string
  code: string
  state: string
  /** Why; null while it is not known. */
  reason: string | null
  out_from: Date
  /** When power is promised (a planned outage) or expected (a fault) back; null while it is not known. */
  back_at: Date | null
}

// One event a transformer in so long: what comes by the thousand in a storm is not an event a customer.
const quiet_ms = 10 * 60_000

/**
 * "My power is out": a customer in a known cut or fault is answered at once and recorded with it; otherwise the report
 * is open, for a dispatcher to find the fault behind it.
 */
export async function report(
  ctx: Context,
  given: { customer: string; channel: Channel; words?: string; at?: Date },
): Promise<{ report_id: string; known: Known | null }> {
  const customer = await byCode(ctx, given.customer.trim())
  if (!customer) throw new Problem('faults/unknown-customer', { code: given.customer.slice(0, 80) })
  const { corporation_id } = customer
  const at = given.at ?? ctx.now
  const points = await transformersOf(ctx, customer, dayOf(at))
  const known =
    points.length === 0
      ? null
      : await explain(
          ctx,
          corporation_id,
          points.map((p) => p.transformer_id),
          at,
        )
  const report_id = ctx.newId()
  const transformer_id = points[0]?.transformer_id ?? null
  const signalled =
    known === null &&
    transformer_id !== null &&
    !(await store.reportedSince(ctx, corporation_id, transformer_id, new Date(at.getTime() - quiet_ms)))
  await store.insertReport(ctx, {
    corporation_id,
    id: report_id,
    customer_id: customer.id,
    transformer_id,
    channel: given.channel,
    at,
    recorded_at: ctx.now,
    about_kind: known?.kind ?? null,
    about: known?.id ?? null,
    words: given.words?.trim() ? requireShort(given.words.trim()) : null,
  })
  if (signalled)
    await publish(ctx, 'fault.signalled', { corporation_id, about: report_id, payload: { transformer_id } })
  return { report_id, known }
}

/** The planned outage or fault that has one of these transformers out. */
export async function explain(
  ctx: Context,
  corporation_id: number,
  transformers: readonly number[],
  at: Date,
): Promise<Known | null> {
  const set = ranges.setOf(transformers)
  const outage = await plannedExplaining(ctx, corporation_id, set, at)
  if (outage) {
    const { id, code, state, reason, out_from, cut_at, back_at } = outage
    return { kind: 'planned_outage', id, code, state, reason, out_from: cut_at ?? out_from, back_at }
  }
  const fault = await store.explaining(ctx, corporation_id, set)
  if (!fault) return null
  const { id, code, state, cause, out_at, estimate } = fault
  return { kind: 'fault', id, code, state, reason: cause, out_from: out_at, back_at: estimate }
}
