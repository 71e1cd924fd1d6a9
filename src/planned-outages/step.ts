import { countAt } from '../customers/index.ts'
import { extendInterruption, restorePart } from '../interruptions/index.ts'
import { type Context, iso, Problem, publish, type RangeSet, ranges } from '../kernel/index.ts'
import { operate } from '../network/index.ts'
import { settleAbout } from '../promises/index.ts'
import { lockFor, requireHappened } from './check.ts'
import { type ProgrammeStep, tidy } from './rules.ts'
import { changing, open } from './start.ts'
import * as store from './store.ts'

/** Which part gets power back: by devices, by a set of transformers, or (with neither) by the next step of the programme. */
export interface Part {
  open?: readonly string[]
  close?: readonly string[]
  transformers?: RangeSet
  at?: Date
  reason?: string
}

export interface Stepped {
  state: 'started'
  transformers: number
  customers: number
  still_out: number
}

/**
 * Gives power back to a part. The promise that power is back is settled for that part, by when it came back.
 * @throws planned-outages/more-than-cut, planned-outages/back-before-cut, planned-outages/no-part
 */
export async function step(ctx: Context, ref: string, part: Part = {}): Promise<Stepped> {
  const outage = await lockFor(ctx, ref, 'step')
  const at = part.at ?? ctx.now
  const ahead = requireAfterCut(ctx, outage, at)
  const devices = tidy([part])[0]!
  const named = devices.open.length + devices.close.length > 0
  if (part.transformers !== undefined && named) throw new Problem('planned-outages/no-part', { code: outage.code })

  if (part.transformers !== undefined) {
    if (part.transformers === ranges.emptySet || !ranges.includes(outage.still_out, part.transformers))
      throw new Problem('planned-outages/more-than-cut', {
        code: outage.code,
        given: ranges.sizeOf(part.transformers),
        out: ranges.sizeOf(outage.still_out),
      })
    return given(ctx, outage, { at, back: part.transformers, reason: part.reason, detail: ahead })
  }
  const next = named ? undefined : await nextOfProgramme(ctx, outage)
  const list = next?.step ?? devices
  const operated = await changing(ctx, outage.corporation_id, list)
  const { lost, regained } = await operate(ctx, outage.corporation_id, list, { at, about: outage.id })
  const back = ranges.intersection(regained, outage.still_out)
  // A step of the programme may only make the next one safe; one named by hand that moves nobody is a slip.
  if (named && back === ranges.emptySet && lost === ranges.emptySet)
    throw new Problem('planned-outages/nobody-back', {
      code: outage.code,
      devices: [...list.open, ...list.close].join(', '),
    })
  await cutMore(ctx, outage, at, ranges.difference(lost, outage.still_out))
  const detail = {
    ...ahead,
    operated,
    ...(next ? { programme_step: next.number } : {}),
    ...(lost === ranges.emptySet ? {} : { lost }),
  }
  return given(ctx, outage, { at, back, reason: part.reason, detail })
}

export function requireAfterCut(ctx: Context, outage: store.OutageRow, at: Date): { ahead_s?: number } {
  if (at < outage.cut_at!)
    throw new Problem('planned-outages/back-before-cut', {
      code: outage.code,
      at: iso(at),
      cut_at: iso(outage.cut_at!),
    })
  return requireHappened(ctx, at)
}

async function nextOfProgramme(
  ctx: Context,
  outage: store.OutageRow,
): Promise<{ number: number; step: ProgrammeStep }> {
  const programme = await store.programmeOf(ctx, outage)
  const done = (await store.factsOf(ctx, outage)).map((f) => Number(f.detail.programme_step ?? 0))
  const number = Math.max(...done) + 1
  const next = programme[number - 1]
  if (!next) throw new Problem('planned-outages/no-part', { code: outage.code })
  return { number, step: next }
}

/** A step of the programme that takes power from others, or from the same ones once more. */
async function cutMore(ctx: Context, outage: store.OutageRow, at: Date, lost: RangeSet): Promise<void> {
  if (lost === ranges.emptySet) return
  const { corporation_id, interruption_id } = outage
  const customers = await countAt(ctx, corporation_id, lost, at)
  if (interruption_id === null) outage.interruption_id = await open(ctx, outage, at, lost, customers)
  else
    await extendInterruption(
      ctx,
      { corporation_id, interruption_id },
      {
        origin: 'planned',
        cause: outage.reason,
        feeder: outage.feeder ?? undefined,
        out_at: at,
        transformers: lost,
        customers,
        etr: outage.back_at,
      },
    )
  outage.still_out = ranges.union(outage.still_out, lost)
  await store.update(ctx, outage, { still_out: outage.still_out, interruption_id: outage.interruption_id })
}

/** Power is back for `back`: the interruption has its step, the promise its outcome, the story its fact. */
export async function given(
  ctx: Context,
  outage: store.OutageRow,
  said: { at: Date; back: RangeSet; reason?: string; detail: Record<string, unknown>; kind?: 'step' | 'restored' },
): Promise<Stepped> {
  const { corporation_id } = outage
  const { at, back, kind = 'step' } = said
  const rest = ranges.difference(outage.still_out, back)
  // Counted by what is left: a customer with two service points is back when the second one is.
  const out = await countAt(ctx, corporation_id, outage.still_out, outage.cut_at!)
  const still_out = await countAt(ctx, corporation_id, rest, outage.cut_at!)
  const customers = out - still_out
  const steps =
    back === ranges.emptySet
      ? []
      : (
          await restorePart(
            ctx,
            { corporation_id, interruption_id: outage.interruption_id! },
            { restored_at: at, transformers: back, customers, reason: said.reason },
          )
        ).steps
  await store.update(ctx, outage, { still_out: rest })
  outage.still_out = rest
  const late_s = Math.ceil((at.getTime() - outage.back_at.getTime()) / 1000)
  const seq = await store.recordFact(ctx, outage, {
    kind,
    at,
    reason: said.reason,
    detail: { ...said.detail, still_out, late_s, interruption_steps: steps },
    transformers: back,
    customers,
  })
  await settleAbout(ctx, {
    corporation_id,
    about: outage.id,
    kind: 'power_back',
    version: outage.version,
    transformers: back,
    at,
    again: true,
    evidence_kind: 'outage_step',
    evidence: `${outage.id}/${seq}`,
  })
  await publish(ctx, `outage.${kind}`, {
    corporation_id,
    about: outage.id,
    payload: { code: outage.code, customers, still_out },
  })
  return { state: 'started', transformers: ranges.sizeOf(back), customers, still_out }
}
