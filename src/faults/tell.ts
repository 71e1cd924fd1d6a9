import { recipientsAt } from '../customers/index.ts'
import { type Context, iso, type RangeSet } from '../kernel/index.ts'
import { enqueue, type Kind, toldOf } from '../notices/index.ts'
import { make, ofOutage } from '../promises/index.ts'
import { deadlines } from './rules.ts'
import * as store from './store.ts'

/** What the texts of a notice need, the same for all its customers. */
const payloadOf = (fault: store.FaultRow): Record<string, unknown> => ({
  code: fault.code,
  reason: fault.cause,
  out_from: iso(fault.out_at),
  back_at: fault.estimate && iso(fault.estimate),
})

/** The promises after a fault to the customers behind a set: power back, and told of state and expected restoration. */
export async function makePromises(
  ctx: Context,
  fault: store.FaultRow,
  rules: store.RuleSet,
  given: { transformers: RangeSet; customers: number; version?: number },
): Promise<{ fault_told: string }> {
  const { corporation_id, id: about, out_at } = fault
  const { told_by, back_by } = deadlines(rules, out_at)
  const { transformers, customers, version } = given
  const promise = { corporation_id, about_kind: 'fault', about, customers, transformers, counted_at: out_at, version }
  const [fault_told] = await make(ctx, [
    { ...promise, kind: 'fault_told', due: told_by, rule: rules.told_rule, parts: 'customers' },
    { ...promise, kind: 'fault_power_back', due: back_by, rule: rules.back_rule },
  ])
  return { fault_told: fault_told! }
}

/**
 * Tells for the first time, by one message each: everyone behind the fault hears its state and when power is expected,
 * or that it is back already. Receipts settle the promise fault_told of those customers.
 * @param only the promise to those who were found later; the others have been told
 */
export async function tellFirst(
  ctx: Context,
  fault: store.FaultRow,
  kind: 'fault_reported' | 'power_restored',
  more: object = {},
  only?: string,
): Promise<number> {
  let messages = 0
  for (const promise of await ofOutage(ctx, fault.id))
    if (promise.kind === 'fault_told' && (only === undefined || promise.id === only))
      messages += await send(
        ctx,
        fault,
        kind,
        recipientsAt(ctx, fault.corporation_id, promise.transformers!, fault.out_at),
        more,
        promise.id,
      )
  await store.update(ctx, fault, { told: true })
  return messages
}

/** Tells those who are still without power that the estimate has changed. */
export const tellEstimate = (ctx: Context, fault: store.FaultRow, more: object): Promise<number> =>
  send(ctx, fault, 'fault_estimate', recipientsAt(ctx, fault.corporation_id, fault.still_out, fault.out_at), more)

/** Tells those who had been told that power is back. */
export const tellRestored = (ctx: Context, fault: store.FaultRow, more: object): Promise<number> =>
  send(ctx, fault, 'power_restored', toldOf(ctx, fault.id), more)

async function send(
  ctx: Context,
  fault: store.FaultRow,
  kind: Kind,
  to: ReturnType<typeof toldOf>,
  more: object,
  promise_id?: string,
): Promise<number> {
  const { corporation_id, id: about } = fault
  const payload = { ...payloadOf(fault), ...more }
  return (await enqueue(ctx, { corporation_id, kind, about_kind: 'fault', about, promise_id, payload, to })).messages
}
