import { countAt } from '../customers/index.ts'
import { openInterruption } from '../interruptions/index.ts'
import { type Context, publish, type RangeSet, ranges } from '../kernel/index.ts'
import { operate, positionsOf } from '../network/index.ts'
import { release } from '../promises/index.ts'
import { lockFor, requireHappened, requireRules } from './check.ts'
import { noticeDeadline, type ProgrammeStep } from './rules.ts'
import * as store from './store.ts'
import { tell } from './tell.ts'

/**
 * The power goes: operates the first step of the programme and opens the interruption of those who lose supply in fact.
 * Who was told and keeps supply is released from the promise; who loses it without having been told is told now, and the
 * promise of notice to them is broken from the start: both are recorded.
 */
export async function start(
  ctx: Context,
  ref: string,
  options: { at?: Date; reason?: string } = {},
): Promise<{ state: 'started'; customers: number; transformers: number }> {
  const outage = await lockFor(ctx, ref, 'start')
  const at = options.at ?? ctx.now
  const ahead = requireHappened(ctx, at)
  const { corporation_id } = outage
  const programme = await store.programmeOf(ctx, outage)
  const operated = await changing(ctx, corporation_id, programme[0]!)
  const { lost, revision } = await operate(ctx, corporation_id, programme[0]!, { at, about: outage.id })
  const customers = await countAt(ctx, corporation_id, lost, at)
  const interruption_id = lost === ranges.emptySet ? null : await open(ctx, outage, at, lost, customers)
  await store.update(ctx, outage, {
    state: 'started',
    cut_at: at,
    interruption_id,
    still_out: lost,
    network_revision: revision,
  })

  const early_s = Math.max(0, Math.round((outage.out_from.getTime() - at.getTime()) / 1000))
  const detail = { ...ahead, operated, interruption_id, programme_step: 1, ...(early_s > 0 ? { early_s } : {}) }
  const seq = await store.recordFact(ctx, outage, {
    kind: 'started',
    at,
    reason: options.reason,
    detail,
    transformers: lost,
    customers,
  })
  if (programme.length === 1) await releaseUncut(ctx, outage, at, ranges.difference(outage.transformers, lost), seq)
  await tellUntold(ctx, outage, at, ranges.difference(lost, outage.transformers))
  await publish(ctx, 'outage.started', { corporation_id, about: outage.id, payload: { code: outage.code, customers } })
  return { state: 'started', customers, transformers: ranges.sizeOf(lost) }
}

/** Of the devices to operate, those whose position changes by it: only these are put back at the end. */
export async function changing(ctx: Context, corporation_id: number, step: ProgrammeStep): Promise<ProgrammeStep> {
  const positions = await positionsOf(ctx, corporation_id, [...step.open, ...step.close])
  return {
    open: step.open.filter((d) => positions[d] !== 'open'),
    close: step.close.filter((d) => positions[d] !== 'closed'),
  }
}

export async function open(
  ctx: Context,
  outage: store.OutageRow,
  at: Date,
  transformers: RangeSet,
  customers: number,
): Promise<string> {
  const { corporation_id, code, id, feeder, reason, back_at } = outage
  const { interruption_id } = await openInterruption(ctx, {
    corporation_id,
    code,
    source_kind: 'planned_outage',
    source: id,
    origin: 'planned',
    cause: reason,
    feeder: feeder ?? undefined,
    out_at: at,
    transformers,
    customers,
    etr: back_at,
  })
  return interruption_id
}

/** Customers who keep supply are owed nothing. */
export async function releaseUncut(
  ctx: Context,
  outage: store.OutageRow,
  at: Date,
  uncut: RangeSet,
  seq: number,
): Promise<void> {
  if (uncut === ranges.emptySet) return
  await release(ctx, {
    corporation_id: outage.corporation_id,
    about: outage.id,
    kind: 'power_back',
    transformers: uncut,
    at,
    reason: 'not cut',
    evidence_kind: 'outage_fact',
    evidence: `${outage.id}/${seq}`,
  })
}

async function tellUntold(ctx: Context, outage: store.OutageRow, at: Date, untold: RangeSet): Promise<void> {
  if ((await countAt(ctx, outage.corporation_id, untold, at)) === 0) return
  const rules = await requireRules(ctx, outage.corporation_id, outage.out_from)
  const { tell_by, late_s } = noticeDeadline(rules, outage, ctx.now)
  const { messages } = await tell(ctx, outage, rules, { tell_by, transformers: untold })
  await store.recordFact(ctx, outage, {
    kind: 'cut_untold',
    at,
    detail: { messages, late_s, tell_by },
    transformers: untold,
    customers: messages,
  })
}
