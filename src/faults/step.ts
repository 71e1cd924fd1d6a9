import { countAt } from '../customers/index.ts'
import { restorePart } from '../interruptions/index.ts'
import { type Context, Problem, publish, type RangeSet, ranges } from '../kernel/index.ts'
import { operate } from '../network/index.ts'
import { settleAbout } from '../promises/index.ts'
import { lockFor, requireAfterOut } from './check.ts'
import * as store from './store.ts'

export interface Stepped {
  transformers: number
  customers: number
  still_out: number
}

/**
 * Power is back for a part: named by the devices that were operated, or by its transformers. The promise that power is
 * back in time is settled for that part.
 * @throws faults/more-than-out, faults/back-before-out, faults/no-part, faults/nobody-back
 */
export async function step(
  ctx: Context,
  ref: string,
  part: { open?: readonly string[]; close?: readonly string[]; transformers?: RangeSet; at?: Date; reason?: string },
): Promise<Stepped> {
  const fault = await lockFor(ctx, ref, 'step')
  const at = part.at ?? ctx.now
  const detail = requireAfterOut(ctx, fault, at)
  const list = { open: [...new Set(part.open ?? [])], close: [...new Set(part.close ?? [])] }
  const named = list.open.length + list.close.length > 0
  if (named === (part.transformers !== undefined)) throw new Problem('faults/no-part', { code: fault.code })
  if (!named) {
    const back = part.transformers!
    if (back === ranges.emptySet || !ranges.includes(fault.still_out, back))
      throw new Problem('faults/more-than-out', {
        code: fault.code,
        given: ranges.sizeOf(back),
        out: ranges.sizeOf(fault.still_out),
      })
    return given(ctx, fault, { at, back, reason: part.reason, detail })
  }
  const { regained } = await operate(ctx, fault.corporation_id, list, { at, about: fault.id })
  const back = ranges.intersection(regained, fault.still_out)
  if (back === ranges.emptySet)
    throw new Problem('faults/nobody-back', { code: fault.code, devices: [...list.open, ...list.close].join(', ') })
  return given(ctx, fault, { at, back, reason: part.reason, detail: { ...detail, operated: list } })
}

/** Power is back for `back`: the interruption has its step, the promise its outcome, the story its fact. */
export async function given(
  ctx: Context,
  fault: store.FaultRow,
  said: { at: Date; back: RangeSet; reason?: string; detail: Record<string, unknown>; kind?: 'step' | 'restored' },
): Promise<Stepped> {
  const { corporation_id, interruption_id } = fault
  const { at, back, kind = 'step', reason } = said
  const rest = ranges.difference(fault.still_out, back)
  // Counted by what is left: a customer with two service points is back when the second one is.
  const out = await countAt(ctx, corporation_id, fault.still_out, fault.out_at)
  const still_out = await countAt(ctx, corporation_id, rest, fault.out_at)
  const customers = out - still_out
  const ref = { corporation_id, interruption_id }
  const steps =
    back === ranges.emptySet
      ? []
      : (await restorePart(ctx, ref, { restored_at: at, transformers: back, customers, reason })).steps
  await store.update(ctx, fault, { still_out: rest })
  const seq = await store.recordFact(ctx, fault, {
    kind,
    at,
    reason,
    detail: { ...said.detail, still_out, interruption_steps: steps },
    transformers: back,
    customers,
  })
  const evidence = { evidence_kind: 'fault_step', evidence: `${fault.id}/${seq}` }
  await settleAbout(ctx, {
    corporation_id,
    about: fault.id,
    kind: 'fault_power_back',
    transformers: back,
    at,
    ...evidence,
  })
  await publish(ctx, `fault.${kind}`, {
    corporation_id,
    about: fault.id,
    payload: { code: fault.code, customers, still_out },
  })
  return { transformers: ranges.sizeOf(back), customers, still_out }
}
