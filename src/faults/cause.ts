import * as interruptions from '../interruptions/index.ts'
import { type Context, publish } from '../kernel/index.ts'
import { lockFor, requireShort, requireText } from './check.ts'
import type { Voltage } from './rules.ts'
import * as store from './store.ts'

export interface Cause {
  cause?: string
  /** What failed: transformer, insulator, cable, ... */
  failed_equipment?: string
  voltage?: Voltage
}

/** Names the cause and the equipment that failed, after inquiry or anew; the interruption's steps are corrected by adding. */
export async function cause(
  ctx: Context,
  ref: string,
  given: Cause & { reason?: string },
): Promise<{ cause: string | null }> {
  const fault = await lockFor(ctx, ref, 'cause')
  requireText(given.cause ?? given.failed_equipment)
  const named = await nameCause(ctx, fault, given, ctx.now)
  await store.recordFact(ctx, fault, {
    kind: 'cause',
    reason: given.reason && requireShort(given.reason),
    detail: { ...named, cause_before: fault.cause },
  })
  await publish(ctx, 'fault.cause', {
    corporation_id: fault.corporation_id,
    about: fault.id,
    payload: { code: fault.code },
  })
  return { cause: named.cause ?? fault.cause }
}

/** Writes what is given of cause, equipment and voltage into the fault and its interruption. */
export async function nameCause(
  ctx: Context,
  fault: store.FaultRow,
  given: Cause,
  at: Date,
): Promise<Partial<Pick<store.FaultRow, 'cause' | 'failed_equipment' | 'voltage'>>> {
  const named = {
    ...(given.cause?.trim() ? { cause: requireShort(given.cause.trim()) } : {}),
    ...(given.failed_equipment?.trim() ? { failed_equipment: requireShort(given.failed_equipment.trim()) } : {}),
    ...(given.voltage ? { voltage: given.voltage } : {}),
  }
  if (Object.keys(named).length === 0) return named
  await store.update(ctx, fault, named)
  const change = {
    ...(named.cause ? { cause: named.cause } : {}),
    ...(named.failed_equipment ? { equipment: named.failed_equipment } : {}),
  }
  const { corporation_id, interruption_id } = fault
  if (Object.keys(change).length > 0)
    await interruptions.correct(
      ctx,
      { corporation_id, interruption_id },
      change,
      `${fault.code}: ${at.toISOString().slice(0, 10)}`,
    )
  return named
}
