import { countAt } from '../customers/index.ts'
import { extendInterruption } from '../interruptions/index.ts'
import { type Context, Problem, publish, ranges } from '../kernel/index.ts'
import { transformerCount } from '../network/index.ts'
import { lockFor, requireRules } from './check.ts'
import { opened, outAlready } from './record.ts'
import { report_early_ms } from './rules.ts'
import * as store from './store.ts'
import { makePromises, tellFirst } from './tell.ts'

/**
 * The device behind a fault that was known by reports only (or a device further up than the one first thought of): more
 * customers turn out to be without power, and have been since the fault began.
 */
export async function locate(
  ctx: Context,
  ref: string,
  given: { device: string },
): Promise<{ customers: number; added: number }> {
  const fault = await lockFor(ctx, ref, 'locate')
  const { corporation_id, interruption_id, out_at } = fault
  const { device } = given
  const found = await opened(ctx, corporation_id, device, { at: out_at, about: fault.id })
  const more = ranges.difference(
    found.transformers,
    ranges.union(fault.transformers, await outAlready(ctx, corporation_id)),
  )
  const transformers = ranges.union(fault.transformers, more)
  const customers = await countAt(ctx, corporation_id, transformers, out_at)
  const added = customers - fault.customers
  if (found.transformers === ranges.emptySet) throw new Problem('faults/nobody-out', { device, reports: 0 })
  const feeder = found.feeder ?? fault.feeder
  const changed: store.FaultRow = {
    ...fault,
    device,
    feeder,
    transformers,
    transformer_count: await transformerCount(ctx, corporation_id, transformers),
    customers,
    network_revision: found.network_revision,
    still_out: ranges.union(fault.still_out, more),
  }
  const { transformer_count, network_revision, still_out } = changed
  await store.update(ctx, fault, {
    device,
    feeder,
    transformers,
    transformer_count,
    customers,
    network_revision,
    still_out,
  })
  let messages = 0
  if (more !== ranges.emptySet) {
    await extendInterruption(
      ctx,
      { corporation_id, interruption_id },
      {
        origin: 'fault',
        cause: fault.cause ?? undefined,
        equipment: device,
        feeder: feeder ?? undefined,
        out_at,
        transformers: more,
        customers: added,
        etr: fault.estimate ?? undefined,
      },
    )
    const { fault_told } = await makePromises(ctx, changed, await requireRules(ctx, corporation_id, out_at), {
      transformers: more,
      customers: added,
      version: 2,
    })
    // Who was told before hears nothing new; who is found now hears what the others did.
    if (fault.told) messages = await tellFirst(ctx, changed, 'fault_reported', {}, fault_told)
  }
  const reports = await store.joinReports(ctx, fault, still_out, new Date(out_at.getTime() - report_early_ms))
  await store.recordFact(ctx, fault, {
    kind: 'located',
    detail: { device, reports, messages, operated: { open: [device], close: [] } },
    transformers: more,
    customers: added,
  })
  await publish(ctx, 'fault.located', { corporation_id, about: fault.id, payload: { code: fault.code, customers } })
  return { customers, added }
}
