import { type Context, type RangeSet, ranges } from '../kernel/index.ts'
import { operate } from '../network/index.ts'
import { lockFor } from './check.ts'
import { type ProgrammeStep, reversal, tidy } from './rules.ts'
import { changing, releaseUncut } from './start.ts'
import { given, requireAfterCut } from './step.ts'
import * as store from './store.ts'

/**
 * All that is left has power back, and the outage is over. Without devices every one that it operated goes back to where
 * it was before.
 */
export async function restore(
  ctx: Context,
  ref: string,
  options: { at?: Date; open?: readonly string[]; close?: readonly string[]; reason?: string } = {},
): Promise<{ state: 'restored'; transformers: number; customers: number }> {
  const outage = await lockFor(ctx, ref, 'restore')
  const at = options.at ?? ctx.now
  const ahead = requireAfterCut(ctx, outage, at)
  const facts = await store.factsOf(ctx, outage)
  const list =
    devicesOf(options) ?? reversal(facts.flatMap((f) => (f.detail.operated as ProgrammeStep | undefined) ?? []))
  const back = outage.still_out
  const { operated, dead } = await putBack(ctx, outage, list, at, back)
  const { transformers, customers } = await given(ctx, outage, {
    kind: 'restored',
    at,
    back,
    reason: options.reason,
    // The dispatcher's word counts; that the model sees no supply for some of them is said beside it.
    detail: { ...ahead, operated, ...(dead > 0 ? { without_supply_in_model: dead } : {}) },
  })
  await store.update(ctx, outage, { state: 'restored', restored_at: at })
  const cut = ranges.union(
    ...facts.map((f) => (f.kind === 'started' ? f.transformers! : ((f.detail.lost as RangeSet) ?? ranges.emptySet))),
  )
  await releaseUncut(ctx, outage, at, ranges.difference(outage.transformers, cut), facts.length + 1)
  return { state: 'restored', transformers, customers }
}

function devicesOf(options: { open?: readonly string[]; close?: readonly string[] }): ProgrammeStep | undefined {
  const devices = tidy([options])[0]!
  return devices.open.length + devices.close.length > 0 ? devices : undefined
}

async function putBack(
  ctx: Context,
  outage: store.OutageRow,
  list: ProgrammeStep,
  at: Date,
  back: RangeSet,
): Promise<{ operated: ProgrammeStep; dead: number }> {
  if (list.open.length + list.close.length === 0) return { operated: list, dead: 0 }
  const operated = await changing(ctx, outage.corporation_id, list)
  const { regained } = await operate(ctx, outage.corporation_id, list, { at, about: outage.id })
  return { operated, dead: ranges.sizeOf(ranges.difference(back, regained)) }
}
