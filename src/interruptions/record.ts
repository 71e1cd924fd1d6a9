import { countAt } from '../customers/index.ts'
import { type Context, iso, Problem, publish } from '../kernel/index.ts'
import { isExcluded, type Origin, toSecond } from './rules.ts'
import * as store from './store.ts'

export type Opening = {
  corporation_id: number
  /** What people call it: the outage's or the fault's code. Unique in the corporation. */
  code: string
  source_kind: 'planned_outage' | 'fault'
  source: string
  origin: Origin
  cause?: string
  equipment?: string
  feeder?: string
  /** Left out: the dated list of excluded causes decides. */
  excluded?: boolean
  out_at: Date
  /** int4multirange of transformers without power. */
  transformers: string
  /** Customers on them on that day; left out: counted. */
  customers?: number
  etr?: Date
}

export type InterruptionRef = { corporation_id: number; interruption_id: string }

/** Power is out: opens an interruption of a set of transformers, with one step that has not ended. */
export async function openInterruption(
  ctx: Context,
  opening: Opening,
): Promise<InterruptionRef & { customers: number }> {
  const { corporation_id } = opening
  const interruption_id = ctx.newId()
  const out_at = toSecond(opening.out_at)
  await store.insertInterruption(ctx, {
    corporation_id,
    id: interruption_id,
    code: opening.code,
    source_kind: opening.source_kind,
    source: opening.source,
  })
  const facts = await stepFacts(ctx, { ...opening, out_at })
  await store.insertStep(ctx, { corporation_id, interruption_id, step_no: 1 }, facts)
  await tell(ctx, { corporation_id, interruption_id }, 'opened')
  return { corporation_id, interruption_id, customers: facts.customers }
}

/** More of the network lost supply under the same interruption, at its own time. Returns the number of the new step. */
export async function extendInterruption(
  ctx: Context,
  ref: InterruptionRef,
  more: Pick<
    Opening,
    'origin' | 'cause' | 'equipment' | 'feeder' | 'excluded' | 'out_at' | 'transformers' | 'customers' | 'etr'
  >,
): Promise<{ step_no: number; customers: number }> {
  await locked(ctx, ref)
  const step_no = await store.nextStepNo(ctx, ref.corporation_id, ref.interruption_id)
  const facts = await stepFacts(ctx, { ...more, corporation_id: ref.corporation_id, out_at: toSecond(more.out_at) })
  await store.insertStep(ctx, { ...ref, step_no }, facts)
  await tell(ctx, ref, 'extended')
  return { step_no, customers: facts.customers }
}

export type Restored = { customers: number; still_out: number; steps: number[] }

/**
 * Power is back for a part: its customers get a step that ends at `restored_at`, and the step they were in keeps the
 * rest. Without `transformers` everyone who is still out gets power back.
 *
 * @param part.customers how many get it back; left out: counted on the transformers (or all who are out)
 * @throws Problem `interruptions/nothing-out`, `interruptions/not-out`, `interruptions/more-than-out`,
 *   `interruptions/restored-before-out`, `interruptions/which-part`
 */
export async function restorePart(
  ctx: Context,
  ref: InterruptionRef,
  part: { restored_at: Date; transformers?: string; customers?: number; reason?: string },
): Promise<Restored> {
  const { code } = await locked(ctx, ref)
  const restored_at = toSecond(part.restored_at)
  const open = (await store.currentSteps(ctx, ref.corporation_id, ref.interruption_id)).filter(
    (s) => s.restored_at === null,
  )
  if (open.length === 0) throw new Problem('interruptions/nothing-out', { code })

  const pieces = await piecesOf(ctx, open, part, code)
  if (pieces.length === 0) throw new Problem('interruptions/not-out', { code })
  const out = pieces.reduce((total, p) => total + p.step.customers, 0)
  const restored = pieces.reduce((total, p) => total + p.customers, 0)
  if (restored > out || (part.customers ?? 0) > out)
    throw new Problem('interruptions/more-than-out', { code, restored: Math.max(restored, part.customers ?? 0), out })

  const steps: number[] = []
  for (const { step, all, given, rest, customers } of pieces) {
    if (restored_at < step.out_at)
      throw new Problem('interruptions/restored-before-out', {
        restored_at: iso(restored_at),
        out_at: iso(step.out_at),
      })
    if (all) {
      await store.supersede(ctx, step, { restored_at }, part.reason ?? null)
      steps.push(step.step_no)
      continue
    }
    const step_no = await store.nextStepNo(ctx, ref.corporation_id, ref.interruption_id)
    const { corporation_id, interruption_id, step_no: _, version, ...facts } = step
    const back = { ...facts, transformers: given, customers, restored_at }
    await store.insertStep(ctx, { corporation_id, interruption_id, step_no }, back, 1, part.reason ?? null)
    await store.supersede(ctx, step, { transformers: rest, customers: step.customers - customers }, part.reason ?? null)
    steps.push(step_no)
  }
  await tell(ctx, ref, 'restored')
  const all = open.reduce((total, s) => total + s.customers, 0)
  return { customers: restored, still_out: all - restored, steps }
}

/** What a correction may say otherwise. */
export type Correction = {
  out_at?: Date
  restored_at?: Date | null
  customers?: number
  transformers?: string
  feeder?: string
  origin?: Origin
  cause?: string
  equipment?: string
  excluded?: boolean
  etr_first?: Date | null
  etr_last?: Date | null
  withdrawn?: boolean
}

/**
 * Corrects steps by adding a version with its reason; what was known before stays for "as known on". Without `step_no`
 * all steps of the interruption are corrected (the cause is found after inquiry). A new cause is looked up in the list
 * of excluded causes unless `excluded` is given.
 *
 * @throws Problem `interruptions/no-reason`, `interruptions/unknown-step`, `interruptions/restored-before-out`
 */
export async function correct(
  ctx: Context,
  ref: InterruptionRef & { step_no?: number },
  change: Correction,
  reason: string,
): Promise<void> {
  const { code } = await locked(ctx, ref)
  if (reason.trim() === '') throw new Problem('interruptions/no-reason')
  const steps = (await store.currentSteps(ctx, ref.corporation_id, ref.interruption_id)).filter(
    (s) => ref.step_no === undefined || s.step_no === ref.step_no,
  )
  if (steps.length === 0) throw new Problem('interruptions/unknown-step', { code, step: ref.step_no ?? '' })
  const list = change.cause !== undefined && change.excluded === undefined ? await store.excludedCauses(ctx) : undefined
  for (const step of steps) {
    // said as undefined is not said: it would overwrite what is known
    const changed: Correction = Object.fromEntries(Object.entries(change).filter(([, said]) => said !== undefined))
    if (changed.out_at) changed.out_at = toSecond(changed.out_at)
    if (changed.restored_at) changed.restored_at = toSecond(changed.restored_at)
    const after = { ...step, ...changed }
    if (after.restored_at && after.restored_at < after.out_at)
      throw new Problem('interruptions/restored-before-out', {
        restored_at: iso(after.restored_at),
        out_at: iso(after.out_at),
      })
    if (list)
      changed.excluded = isExcluded(list, {
        corporation_id: ref.corporation_id,
        cause: change.cause!,
        out_at: after.out_at,
      })
    await store.supersede(ctx, step, changed, reason)
  }
  await tell(ctx, ref, 'corrected')
}

/**
 * Corrects imported history. What was recorded here is corrected where it was recorded (the outage, the fault): there its
 * promises follow.
 * @throws Problem `interruptions/corrected-elsewhere`, and as `correct`
 */
export async function correctImported(
  ctx: Context,
  ref: InterruptionRef & { step_no?: number },
  change: Correction,
  reason: string,
): Promise<void> {
  const { code, source_kind } = await locked(ctx, ref)
  if (source_kind !== 'import') throw new Problem('interruptions/corrected-elsewhere', { code, source_kind })
  await correct(ctx, ref, change, reason)
}

/** Tells when power is expected back: the first estimate is kept, the last replaced, on every step still out. */
export async function estimate(ctx: Context, ref: InterruptionRef, etr: Date): Promise<void> {
  await locked(ctx, ref)
  const open = (await store.currentSteps(ctx, ref.corporation_id, ref.interruption_id)).filter(
    (s) => s.restored_at === null,
  )
  for (const step of open) await store.supersede(ctx, step, { etr_first: step.etr_first ?? etr, etr_last: etr }, null)
  if (open.length > 0) await tell(ctx, ref, 'estimated')
}

async function locked(ctx: Context, ref: InterruptionRef) {
  const interruption = await store.lock(ctx, ref.corporation_id, ref.interruption_id)
  if (!interruption) throw new Problem('interruptions/unknown', { id: ref.interruption_id })
  return interruption
}

async function stepFacts(
  ctx: Context,
  of: Omit<Opening, 'code' | 'source_kind' | 'source'>,
): Promise<store.StepFacts & { customers: number }> {
  const { corporation_id, transformers, out_at, cause = '' } = of
  return {
    out_at,
    restored_at: null,
    customers: of.customers ?? (await countAt(ctx, corporation_id, transformers, out_at)),
    transformers,
    feeder: of.feeder ?? '',
    origin: of.origin,
    cause,
    equipment: of.equipment ?? '',
    excluded: of.excluded ?? isExcluded(await store.excludedCauses(ctx), { corporation_id, cause, out_at }),
    etr_first: of.etr ?? null,
    etr_last: of.etr ?? null,
  }
}

type Piece = { step: store.Step; all: boolean; given: string | null; rest: string | null; customers: number }

/** Which part of each open step gets power back. */
async function piecesOf(
  ctx: Context,
  open: readonly store.Step[],
  part: { transformers?: string; customers?: number },
  code: string,
): Promise<Piece[]> {
  const whole = (step: store.Step): Piece => ({ step, all: true, given: null, rest: null, customers: step.customers })
  if (part.transformers === undefined) {
    if (part.customers === undefined || part.customers >= open.reduce((total, s) => total + s.customers, 0))
      return open.map(whole)
    // A number alone says who only where nothing but numbers is known.
    const only = open.length === 1 && open[0]!.transformers == null ? open[0]! : undefined
    if (!only) throw new Problem('interruptions/which-part', { code })
    return [{ step: only, all: false, given: null, rest: null, customers: part.customers }]
  }
  const pieces: Piece[] = []
  for (const step of open) {
    if (step.transformers == null) continue
    const { given, rest } = await store.divide(ctx, step.transformers, part.transformers)
    if (given === '{}') continue
    if (rest === '{}') {
      pieces.push(whole(step))
      continue
    }
    const said = open.length === 1 ? part.customers : undefined
    pieces.push({
      step,
      all: false,
      given,
      rest,
      customers: said ?? (await countAt(ctx, step.corporation_id, given, step.out_at)),
    })
  }
  return pieces
}

const tell = (ctx: Context, ref: InterruptionRef, what: string) =>
  publish(ctx, 'interruption.changed', {
    corporation_id: ref.corporation_id,
    about: ref.interruption_id,
    payload: { what },
  })
