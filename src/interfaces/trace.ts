import { countAt, type PriorityCustomer, priorityAt } from '../customers/index.ts'
import { type Context, Problem } from '../kernel/index.ts'
import { affectedBy, corporationOfDevice, transformerNames } from '../network/index.ts'
import { corporationByCode } from '../organisation/index.ts'

export interface Traced {
  device: string
  corporation: string
  feeder: string | null
  transformers: number
  customers: number
  priority: PriorityCustomer[]
  transformer_ids: string[]
}

/**
 * What loses supply when `device` opens, and the other devices are set as named: a screen that needs two rooms.
 * Without a corporation the device must be known in one only.
 */
export async function traceDevice(
  ctx: Context,
  asked: { device: string; corporation?: string; open?: string[]; close?: string[] },
): Promise<Traced> {
  const corporation = asked.corporation
    ? await corporationByCode(ctx, asked.corporation)
    : await corporationOfDevice(ctx, asked.device)
  if (!corporation) throw new Problem('organisation/unknown-corporation', { code: asked.corporation ?? '' })
  const found = await affectedBy(ctx, corporation.id, {
    open: [asked.device, ...(asked.open ?? [])],
    close: asked.close ?? [],
  })
  const [customers, priority, names] = [
    await countAt(ctx, corporation.id, found.transformers, ctx.now),
    await priorityAt(ctx, corporation.id, found.transformers, ctx.now),
    await transformerNames(ctx, corporation.id, found.transformers),
  ]
  return {
    device: asked.device,
    corporation: corporation.code,
    feeder: found.feeder,
    transformers: found.transformer_count,
    customers,
    priority,
    transformer_ids: names,
  }
}
