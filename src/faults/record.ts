import { countAt } from '../customers/index.ts'
import { openInterruption } from '../interruptions/index.ts'
import { type Context, iso, nextNumber, Problem, publish, type RangeSet, ranges } from '../kernel/index.ts'
import { affectedBy, operate, transformerCount } from '../network/index.ts'
import { stillOut as cutByOutages } from '../planned-outages/index.ts'
import { requireHappened, requireRules, requireShort } from './check.ts'
import { report_early_ms } from './rules.ts'
import * as store from './store.ts'
import { makePromises, tellFirst } from './tell.ts'

export interface NewFault {
  corporation_id: number
  /** The device that opened or failed: whom it takes power from is traced. */
  device?: string
  /** Customers' reports (ids): whoever hangs on their transformers. */
  reports?: readonly string[]
  /** When the power went; default now, or the first of the reports. */
  out_at?: Date
  /** When power is expected back. Customers are told as soon as it is known. */
  estimate?: Date
  cause?: string
  note?: string
}

/**
 * Records that power is out, found by a device or by customers' reports. Who is out already by another fault or a
 * planned outage is not counted twice. With an estimate, everyone it touches is told.
 * @throws faults/nobody-out, faults/device-or-reports, faults/unknown-report
 */
export async function record(
  ctx: Context,
  given: NewFault,
): Promise<{ id: string; code: string; transformers: number; customers: number; messages: number }> {
  const { corporation_id, device, reports = [], estimate, cause } = given
  if ((device === undefined) === (reports.length === 0)) throw new Problem('faults/device-or-reports')
  const said = device === undefined ? await heard(ctx, corporation_id, reports) : undefined
  const out_at = given.out_at ?? said?.first ?? ctx.now
  const ahead = requireHappened(ctx, out_at)
  if (estimate && estimate <= out_at)
    throw new Problem('faults/estimate-past', { estimate: iso(estimate), after: iso(out_at) })
  const rules = await requireRules(ctx, corporation_id, out_at)
  const id = ctx.newId()

  const found =
    device === undefined
      ? { transformers: said!.transformers, feeder: null, network_revision: 0 }
      : await opened(ctx, corporation_id, device, { at: out_at, about: id })
  const transformers = ranges.difference(found.transformers, await outAlready(ctx, corporation_id))
  const customers = await countAt(ctx, corporation_id, transformers, out_at)
  if (customers === 0) throw new Problem('faults/nobody-out', { device: device ?? '', reports: reports.length })
  const code = `SC-${String(await nextNumber(ctx, 'fault')).padStart(6, '0')}`
  const { interruption_id } = await openInterruption(ctx, {
    corporation_id,
    code,
    source_kind: 'fault',
    source: id,
    origin: 'fault',
    cause: cause && requireShort(cause),
    equipment: device,
    feeder: found.feeder ?? undefined,
    out_at,
    transformers,
    customers,
    etr: estimate,
  })
  const fault: store.FaultRow = {
    corporation_id,
    id,
    code,
    state: 'open',
    device: device ?? null,
    feeder: found.feeder,
    out_at,
    transformers,
    transformer_count: await transformerCount(ctx, corporation_id, transformers),
    customers,
    network_revision: found.network_revision,
    cause: cause ?? null,
    failed_equipment: null,
    voltage: null,
    estimate: estimate ?? null,
    interruption_id,
    still_out: transformers,
    told: false,
    restored_at: null,
    recorded_by: ctx.actor,
    recorded_at: ctx.now,
  }
  await store.insert(ctx, fault)
  await makePromises(ctx, fault, rules, { transformers, customers })
  const joined = await store.joinReports(ctx, fault, transformers, new Date(out_at.getTime() - report_early_ms))
  const messages = estimate ? await tellFirst(ctx, fault, 'fault_reported') : 0
  await store.recordFact(ctx, fault, {
    kind: 'recorded',
    at: out_at,
    reason: given.note && requireShort(given.note),
    detail: {
      ...ahead,
      device,
      reports: joined,
      estimate,
      cause,
      messages,
      operated: device === undefined ? undefined : { open: [device], close: [] },
    },
    transformers,
    customers,
  })
  await publish(ctx, 'fault.recorded', { corporation_id, about: id, payload: { code, customers } })
  return { id, code, transformers: fault.transformer_count, customers, messages }
}

/** A device is open: its position becomes a fact of the network. */
export async function opened(
  ctx: Context,
  corporation_id: number,
  device: string,
  fact: { at: Date; about: string },
): Promise<{ transformers: RangeSet; feeder: string | null; network_revision: number }> {
  const { feeder } = await affectedBy(ctx, corporation_id, { open: [device], close: [] })
  const { lost, revision } = await operate(ctx, corporation_id, { open: [device], close: [] }, fact)
  return { transformers: lost, feeder, network_revision: revision }
}

/** Transformers that an open fault or a planned outage under way has out. */
export const outAlready = async (ctx: Context, corporation_id: number): Promise<RangeSet> =>
  ranges.union(await store.stillOut(ctx, corporation_id), await cutByOutages(ctx, corporation_id))

async function heard(
  ctx: Context,
  corporation_id: number,
  ids: readonly string[],
): Promise<{ transformers: RangeSet; first: Date }> {
  const reports = await store.lockReports(ctx, corporation_id, ids)
  const missing = ids.find((id) => !reports.some((r) => r.id === id))
  if (missing !== undefined) throw new Problem('faults/unknown-report', { id: missing })
  const first = new Date(Math.min(...reports.map((r) => r.at.getTime())))
  return {
    transformers: ranges.setOf(reports.flatMap((r) => (r.transformer_id === null ? [] : [r.transformer_id]))),
    first,
  }
}
