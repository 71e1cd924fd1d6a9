import { type Context, Problem } from '../kernel/index.ts'
import { countMonth, denominator, hashOf, type MonthNamed, nameMonth } from './close-month.ts'
import { type ClosedMonth, shown } from './closed-months.ts'
import { canonical, type Frozen, type MonthDocument, monthDocument } from './closing-rules.ts'
import { closingKey, isSignedBy } from './signing.ts'
import { chain } from './store-closing.ts'

export type Verified = {
  closing: ClosedMonth
  /** All of the below. */
  holds: boolean
  /** The document has the hash that is written beside it. */
  hash: boolean
  /** The signature is of that hash, by the key that is written beside it, and that key is this installation's. */
  signature: boolean
  own_key: boolean
  /** Every closing of the corporation up to this one has its hash, and names that of the one before it. */
  chain: boolean
  /** Counting the steps again, as known on the moment of the closing, gives the same bytes. */
  reproduced: boolean
}

/**
 * Proves the last closing of a month: its hash, its signature, its place in the chain, and that the same figures come from
 * the steps again, byte for byte. Momentary limits, thresholds of major event days and customers counted from service
 * points are taken from the document (they have no history of their own); reported customers are read again.
 *
 * @throws Problem `reliability/not-closed` when it was never closed, and as `nameMonth`
 */
export async function verifyMonth(ctx: Context, named: MonthNamed): Promise<Verified> {
  const { corporation, month } = await nameMonth(ctx, named)
  const all = await chain(ctx, corporation.id)
  const at = all.findLastIndex((c) => c.month === `${month}-01`)
  const closing = all[at]
  if (!closing) throw new Problem('reliability/not-closed', { corporation: corporation.code, month })

  const hash = hashOf(closing.document).equals(closing.sha256)
  const signature = isSignedBy(closing.public_key, closing.sha256, closing.signature)
  const own_key = closing.public_key.toString('hex') === (await closingKey(ctx)).public_key
  const chained = all.slice(0, at + 1).every((c, i) => {
    const previous = all[i - 1]?.sha256.toString('hex') ?? null
    const says = (JSON.parse(c.document) as MonthDocument).previous_sha256
    return (
      c.sequence === i + 1 &&
      hashOf(c.document).equals(c.sha256) &&
      (c.previous_sha256?.toString('hex') ?? null) === previous &&
      says === previous
    )
  })
  const document = JSON.parse(closing.document) as MonthDocument
  const reproduced = (await recompute(ctx, corporation, document)) === closing.document
  return {
    closing: shown(corporation.code, closing),
    holds: hash && signature && own_key && chained && reproduced,
    hash,
    signature,
    own_key,
    chain: chained,
    reproduced,
  }
}

/** The text of a closed month, counted again from the steps as they were known on its moment. */
async function recompute(
  ctx: Context,
  corporation: { id: number; code: string },
  { format: _, major_event_days: __, figures: ___, parts: ____, ...frozen }: MonthDocument,
): Promise<string> {
  const again: Frozen =
    frozen.customers_from === 'reported'
      ? { ...frozen, ...(await denominator(ctx, corporation, frozen.month, new Date(frozen.as_known_on))) }
      : frozen
  return canonical(monthDocument(again, await countMonth(ctx, corporation.id, again)))
}
