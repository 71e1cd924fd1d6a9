import { type Context, iso, ranges } from '../kernel/index.ts'
import { operate, positionsOf } from '../network/index.ts'
import { nameCause } from './cause.ts'
import { lockFor, requireAfterOut } from './check.ts'
import type { Voltage } from './rules.ts'
import { given } from './step.ts'
import * as store from './store.ts'
import { tellFirst, tellRestored } from './tell.ts'

export interface Restoration {
  at?: Date
  open?: readonly string[]
  close?: readonly string[]
  cause?: string
  failed_equipment?: string
  voltage?: Voltage
  reason?: string
}

/**
 * All that is left has power back. Without devices, those that the fault opened close again. Who had been told hears it;
 * where nobody had been (no estimate was ever given), this is the word that the law asks for within 24 hours.
 */
export async function restore(
  ctx: Context,
  ref: string,
  options: Restoration = {},
): Promise<{ state: 'restored'; transformers: number; customers: number; messages: number }> {
  const fault = await lockFor(ctx, ref, 'restore')
  const at = options.at ?? ctx.now
  const ahead = requireAfterOut(ctx, fault, at)
  const { corporation_id, still_out: back } = fault
  const list = { open: [...(options.open ?? [])], close: [...(options.close ?? (await openedBy(ctx, fault)))] }
  let dead = 0
  if (list.open.length + list.close.length > 0) {
    const { regained } = await operate(ctx, corporation_id, list, { at, about: fault.id })
    dead = ranges.sizeOf(ranges.difference(back, regained))
  }
  const named = await nameCause(ctx, fault, options, at)
  const { transformers, customers } = await given(ctx, fault, {
    kind: 'restored',
    at,
    back,
    reason: options.reason,
    // The dispatcher's word counts; that the model sees no supply for some of them is said beside it.
    detail: {
      ...ahead,
      ...named,
      operated: list,
      ...(dead > 0 && fault.device ? { without_supply_in_model: dead } : {}),
    },
  })
  await store.update(ctx, fault, { state: 'restored', restored_at: at })
  const told = { ...fault, ...named, estimate: at }
  const messages = fault.told
    ? await tellRestored(ctx, told, { restored_at: iso(at) })
    : await tellFirst(ctx, told, 'power_restored', { restored_at: iso(at) })
  return { state: 'restored', transformers, customers, messages }
}

/** Devices that the fault opened and that are still open. */
async function openedBy(ctx: Context, fault: store.FaultRow): Promise<string[]> {
  const opened = (await store.factsOf(ctx, fault)).flatMap(
    (f) => (f.detail.operated as { open: string[] } | undefined)?.open ?? [],
  )
  const devices = [...new Set(opened)]
  const positions = await positionsOf(ctx, fault.corporation_id, devices)
  return devices.filter((d) => positions[d] !== 'closed')
}
