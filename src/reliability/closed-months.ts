import { type Context, isMonth, Problem } from '../kernel/index.ts'
import { corporationNamed, corporations } from '../organisation/index.ts'
import type { MonthDocument } from './closing-rules.ts'
import { type Closing, closings, lastClosing } from './store-closing.ts'

/** A closing, its hashes and keys as hexadecimal text. */
export type ClosedMonth = {
  corporation: string
  month: string
  sequence: number
  as_known_on: Date
  closed_at: Date
  closed_by: string
  sha256: string
  previous_sha256: string | null
  public_key: string
  signature: string
  reopened: { at: Date; by: string; reason: string } | null
}

/**
 * The frozen figures of a month that is closed; undefined while it is open (never closed, or reopened).
 * `text` is the exact bytes (UTF-8) that were hashed and signed, `document` the same read.
 * @param of.corporation code or id
 */
export async function closedMonth(
  ctx: Context,
  of: { corporation: string | number; month: string },
): Promise<(ClosedMonth & { document: MonthDocument; text: string }) | undefined> {
  const { id, code } = await corporationNamed(ctx, of.corporation)
  const closing = await lastClosing(ctx, id, of.month)
  if (!closing || closing.reopened_at) return undefined
  return { ...shown(code, closing), document: JSON.parse(closing.document), text: closing.document }
}

export const isClosed = async (ctx: Context, of: { corporation: string | number; month: string }): Promise<boolean> =>
  (await closedMonth(ctx, of)) !== undefined

/** Every closing of the months of a period, reopened ones too, by corporation in the order of their chain. */
export async function closedMonths(
  ctx: Context,
  of: { from: string; to: string; corporation?: string },
): Promise<ClosedMonth[]> {
  for (const field of ['from', 'to'] as const)
    if (!isMonth(of[field])) throw new Problem('reliability/bad-month', { field, value: of[field] })
  const corporation_id = of.corporation === undefined ? undefined : (await corporationNamed(ctx, of.corporation)).id
  const codes = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const found = await closings(ctx, { from: of.from, to: of.to, corporation_id })
  return found.map((c) => shown(codes.get(c.corporation_id)!, c))
}

export const shown = (corporation: string, c: Closing): ClosedMonth => ({
  corporation,
  month: c.month.slice(0, 7),
  sequence: c.sequence,
  as_known_on: c.as_known_on,
  closed_at: c.closed_at,
  closed_by: c.actor,
  sha256: c.sha256.toString('hex'),
  previous_sha256: c.previous_sha256?.toString('hex') ?? null,
  public_key: c.public_key.toString('hex'),
  signature: c.signature.toString('hex'),
  reopened: c.reopened_at ? { at: c.reopened_at, by: c.reopened_by!, reason: c.reason! } : null,
})
