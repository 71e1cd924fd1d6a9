import type { Context } from '../kernel/index.ts'
import { correct, type NewPromise, type PromiseParts, promisesAbout, release, settle } from '../promises/index.ts'

/** What the ledger needs of a request. */
export interface Promised {
  corporation_id: number
  id: string
  customer_id?: number | null
}

/** The request's own promise, that of its next step, that of the company's steps together. */
export const kinds = ['request', 'request_step', 'request_steps'] as const
export type Kind = (typeof kinds)[number]

/** The newest promise of a kind among those about a request. */
export const newest = (known: readonly PromiseParts[], kind: Kind): PromiseParts | undefined =>
  known.findLast((p) => p.kind === kind)

export const promisesOf = (ctx: Context, ids: readonly string[]): Promise<Map<string, PromiseParts[]>> =>
  promisesAbout(ctx, ids)

/** Only the clock has called it broken: what happens afterwards replaces its word. */
const brokenByClock = (p: PromiseParts) => p.parts.find((part) => part.evidence_kind === 'clock' && part.left > 0)

/** It is done: kept or broken, by when. What is released stays so. */
export async function settleAt(
  ctx: Context,
  request: Promised,
  given: { kind: Kind; at: Date; evidence: string },
): Promise<void> {
  const found = newest((await promisesOf(ctx, [request.id])).get(request.id) ?? [], given.kind)
  if (!found || (found.open === 0 && !brokenByClock(found))) return
  await settle(ctx, {
    corporation_id: request.corporation_id,
    promise_id: found.id,
    customers: 1,
    at: given.at,
    evidence_kind: 'request_fact',
    evidence: given.evidence,
  })
}

/** Nobody is owed it any more: withdrawn or merged. What is broken stays broken. */
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

export interface Deadline {
  kind: Kind
  /** Null: there is none (any more). */
  due: Date | null
  rule: string
  /** A new step waits: its promise is another one, even where it is late from the start. */
  another: boolean
}

/** What the ledger is to be brought to, gathered over many requests for one `moveDues`. */
export interface Moves {
  released: { corporation_id: number; about: string; kind: Kind; evidence: string }[]
  made: NewPromise[]
}

/**
 * Brings the ledger to a deadline: nothing where it is promised so already; otherwise what is open is released, as is what
 * only the clock has called broken where the new deadline has not come yet, and the next version is made. What was
 * settled by what happened stays; a request that is reopened is promised anew only where there is time left.
 * What is to be released and made is added to `moves`.
 * @returns the version that is promised now, undefined where nothing is promised anew
 */
export async function moveTo(
  ctx: Context,
  request: Promised,
  known: PromiseParts | undefined,
  given: Deadline,
  said: { reason: string; evidence: string },
  moves: Moves,
): Promise<number | undefined> {
  const { kind, due, rule } = given
  const { corporation_id } = request
  const clock = known && brokenByClock(known)
  if (known && known.open > 0) {
    if (known.due.getTime() === due?.getTime() && !given.another) return undefined
    moves.released.push({ corporation_id, about: request.id, kind, evidence: said.evidence })
  } else if (known && clock) {
    if (given.another) return next()
    if (due !== null && due <= ctx.now) return undefined // it stays broken
    await correct(ctx, {
      corporation_id,
      promise_id: known.id,
      seq: clock.seq,
      at: ctx.now,
      outcome: 'released',
      reason: said.reason,
      evidence_kind: 'request_fact',
      evidence: `${said.evidence}:clock`,
    })
  } else if (known && !given.another && due !== null && due <= ctx.now) return undefined
  return next()

  function next(): number | undefined {
    if (due === null) return undefined
    const version = (known?.version ?? 0) + 1
    moves.made.push({
      corporation_id,
      kind,
      about_kind: 'request',
      about: request.id,
      due,
      customers: 1,
      parts: 'customers',
      rule,
      version,
      ...(request.customer_id ? { customer_id: request.customer_id } : {}),
    })
    return version
  }
}

/** A review did not uphold a pause: what was called kept by it was broken. */
export async function breakKept(
  ctx: Context,
  request: Promised,
  given: { kind: Kind; due: Date; at: Date; reason: string; evidence: string },
): Promise<void> {
  const found = newest((await promisesOf(ctx, [request.id])).get(request.id) ?? [], given.kind)
  const kept = found?.parts.find((p) => p.outcome === 'kept' && p.left > 0)
  if (!found || !kept || given.at <= given.due) return
  await correct(ctx, {
    corporation_id: request.corporation_id,
    promise_id: found.id,
    seq: kept.seq,
    at: given.at,
    outcome: 'broken',
    reason: given.reason,
    evidence_kind: 'request_fact',
    evidence: given.evidence,
  })
}

/** An import says otherwise of requests that were promised: what is closed now settles, what is still open is released. */
export async function settleCorrected(
  ctx: Context,
  rows: readonly (Promised & { closed_at: Date | null; version: number })[],
): Promise<void> {
  const promises = await promisesOf(
    ctx,
    rows.map((r) => r.id),
  )
  for (const row of rows) {
    const evidence = `import:${row.version}`
    const found = newest(promises.get(row.id) ?? [], 'request')
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
