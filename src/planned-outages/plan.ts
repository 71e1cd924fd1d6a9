import { countAt } from '../customers/index.ts'
import { type Context, nextNumber, Problem, publish, type RangeSet, ranges } from '../kernel/index.ts'
import { affectedBy, afterSteps, transformerCount } from '../network/index.ts'
import { requireReason, requireRules, requireWindow } from './check.ts'
import { type ProgrammeStep, tidy, wrongProgramme } from './rules.ts'
import * as store from './store.ts'
import { type Warning, warningsOf } from './warnings.ts'

export interface NewOutage {
  corporation_id: number
  /** The switching programme: the first step takes the power away, later ones may give it back. */
  steps: { open?: readonly string[]; close?: readonly string[] }[]
  out_from: Date
  back_at: Date
  reason: string
  urgent?: boolean
  /** Who plans, where the door knows it better than the actor (`--as` of the command line). */
  as?: string
}

export interface Planned {
  id: string
  code: string
  state: 'planned'
  transformers: number
  customers: number
  warnings: Warning[]
}

/** Plans an outage: traces whom it touches and warns of what stands against it. Nobody is told yet. */
export async function plan(ctx: Context, given: NewOutage): Promise<Planned> {
  const { corporation_id, out_from, back_at, urgent = false } = given
  const { reason, steps, found, customers } = await thought(ctx, given)
  const outage = {
    corporation_id,
    id: ctx.newId(),
    code: `CD-${String(await nextNumber(ctx, 'planned_outage')).padStart(6, '0')}`,
    state: 'planned' as const,
    reason,
    urgent,
    out_from,
    back_at,
    feeder: found.feeder,
    network_revision: found.network_revision,
    transformers: found.transformers,
    transformer_count: found.transformer_count,
    customers,
    planned_by: given.as ?? ctx.actor,
    planned_at: ctx.now,
    recorded_at: ctx.now,
  }
  await store.insert(ctx, outage)
  await store.insertDevices(ctx, outage, found.devices)
  const warnings = await warningsOf(ctx, outage, steps[0]!)
  await store.recordFact(ctx, outage, {
    kind: 'planned',
    reason,
    detail: { out_from, back_at, urgent, as: given.as, warnings, expected: found.expected },
    transformers: outage.transformers,
    customers,
  })
  await publish(ctx, 'outage.planned', { corporation_id, about: outage.id, payload: { code: outage.code } })
  const { id, code, state } = outage
  return { id, code, state, transformers: found.transformer_count, customers, warnings }
}

export interface Preview {
  transformers: number
  customers: number
  transformer_set: RangeSet
  feeder: string | null
  /** Transformers expected out after each step. */
  expected: number[]
  warnings: Warning[]
}

/** What planning it would find; nothing is written. The same refusals as `plan`. */
export async function preview(ctx: Context, given: NewOutage): Promise<Preview> {
  const { steps, found, customers } = await thought(ctx, given)
  const { corporation_id, out_from, back_at, urgent = false } = given
  const { transformers, transformer_count, feeder, expected } = found
  // an id that no outage has: all of them are others
  const outage = { corporation_id, id: ctx.newId(), out_from, back_at, urgent, transformers, customers }
  const warnings = await warningsOf(ctx, outage, steps[0]!)
  return { transformers: transformer_count, customers, transformer_set: transformers, feeder, expected, warnings }
}

async function thought(ctx: Context, given: NewOutage) {
  const { corporation_id, out_from } = given
  const reason = requireReason(given.reason)
  requireWindow(ctx, given)
  const steps = tidy(given.steps)
  const wrong = wrongProgramme(steps)
  if (wrong) throw new Problem(`planned-outages/${wrong.problem}`, { device: wrong.device ?? '', step: wrong.step })
  await requireRules(ctx, corporation_id, out_from)
  const found = await trace(ctx, corporation_id, steps)
  const customers = await countAt(ctx, corporation_id, found.transformers, out_from)
  return { reason, steps, found, customers }
}

export interface Traced {
  /** Everybody who is without supply after some step of the programme. */
  transformers: RangeSet
  transformer_count: number
  feeder: string | null
  network_revision: number
  devices: { step_no: number; equipment_id: number; mrid: string; action: 'open' | 'close' }[]
  /** Transformers expected out after each step. */
  expected: number[]
}

/** Whom a switching programme touches, from the present positions of the network. */
export async function trace(ctx: Context, corporation_id: number, steps: readonly ProgrammeStep[]): Promise<Traced> {
  const first = await affectedBy(ctx, corporation_id, steps[0]!)
  const devices: Traced['devices'] = []
  for (const [i, step] of steps.entries()) {
    const { equipment } = i === 0 ? first : await affectedBy(ctx, corporation_id, step)
    for (const { equipment_id, mrid, action } of equipment) devices.push({ step_no: i + 1, equipment_id, mrid, action })
  }
  const { feeder, network_revision } = first
  if (steps.length === 1) return { ...first, devices, expected: [first.transformer_count] }
  const after = await afterSteps(ctx, corporation_id, steps)
  const transformers = ranges.union(...after.map((a) => a.transformers_out))
  return {
    transformers,
    transformer_count: await transformerCount(ctx, corporation_id, transformers),
    feeder,
    network_revision,
    devices,
    expected: after.map((a) => a.transformer_count),
  }
}
