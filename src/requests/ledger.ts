import type { Context } from '../kernel/index.ts'
import { correct, make, type PromiseParts, promisesAbout, release, settle } from '../promises/index.ts'

/** What the ledger needs of a request. */
export interface Promised {
  corporation_id: number
  id: string
  customer_id?: number | null
}

/** The request's own promise, or that of its next step. */
export type Kind = 'request' | 'request_step'

/** Promises it to one customer. */
export async function promise(
  ctx: Context,
  request: Promised,
  given: { kind: Kind; due: Date; rule: string; version: number },
): Promise<void> {
  await make(ctx, [
    {
      corporation_id: request.corporation_id,
      about_kind: 'request',
      about: request.id,
      customers: 1,
      parts: 'customers',
      ...(request.customer_id ? { customer_id: request.customer_id } : {}),
      ...given,
    },
  ])
}

/** The newest version of a promise about a request. */
const newest = async (ctx: Context, request: Promised, kind: Kind): Promise<PromiseParts | undefined> =>
  (await promisesAbout(ctx, [request.id])).get(request.id)?.findLast((p) => p.kind === kind)

/** It is done: kept or broken, by when. What is released (the clock stands still) stays so. */
export async function settleAt(
  ctx: Context,
  request: Promised,
  given: { kind: Kind; at: Date; evidence: string },
): Promise<void> {
  const found = await newest(ctx, request, given.kind)
  if (!found) return
  const byClock = found.parts.some((p) => p.evidence_kind === 'clock' && p.left > 0)
  if (found.open === 0 && !byClock) return
  await settle(ctx, {
    corporation_id: request.corporation_id,
    promise_id: found.id,
    customers: 1,
    at: given.at,
    evidence_kind: 'request_fact',
    evidence: given.evidence,
  })
}

/** Nobody is owed it any more: withdrawn, merged, or the clock stands still. What is broken stays broken. */
export const releaseAll = (
  ctx: Context,
  request: Promised,
  given: { kind?: Kind; reason: string; evidence: string },
): Promise<void> =>
  release(ctx, {
    corporation_id: request.corporation_id,
    about: request.id,
    at: ctx.now,
    evidence_kind: 'request_fact',
    ...given,
  })

/**
 * The deadline has moved: what is open of the promise is released, as is what only the clock has called broken where the
 * new deadline has not come yet; the new version follows.
 */
export async function moveDue(
  ctx: Context,
  request: Promised,
  given: { kind: Kind; due: Date; rule: string; version: number; reason: string; evidence: string },
): Promise<void> {
  const { kind, due, rule, version, reason, evidence } = given
  const old = await newest(ctx, request, kind)
  await releaseAll(ctx, request, { kind, reason, evidence })
  const clock = old?.parts.find((p) => p.evidence_kind === 'clock' && p.left > 0)
  if (old && clock) {
    if (due <= ctx.now) return // it stays broken
    await correct(ctx, {
      corporation_id: request.corporation_id,
      promise_id: old.id,
      seq: clock.seq,
      at: ctx.now,
      outcome: 'released',
      reason,
      evidence_kind: 'request_fact',
      evidence: `${evidence}:clock`,
    })
  }
  await promise(ctx, request, { kind, due, rule, version })
}

/** An import says otherwise of requests that were promised: what is closed now settles, what is still open is released. */
export async function settleCorrected(
  ctx: Context,
  rows: readonly (Promised & { closed_at: Date | null; version: number })[],
): Promise<void> {
  for (const row of rows) {
    const evidence = `import:${row.version}`
    const found = await newest(ctx, row, 'request')
    if (!found) continue
    if (!row.closed_at) {
      await releaseAll(ctx, row, { reason: 'import', evidence })
      continue
    }
    const settled = found.parts.find((p) => p.left > 0 && p.evidence_kind !== 'clock')
    if (settled)
      await correct(ctx, {
        corporation_id: row.corporation_id,
        promise_id: found.id,
        seq: settled.seq,
        at: row.closed_at,
        reason: 'import',
        evidence_kind: 'request_fact',
        evidence,
      })
    else await settleAt(ctx, row, { kind: 'request', at: row.closed_at, evidence })
  }
}
