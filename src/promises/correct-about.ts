import { type Context, type RangeSet, ranges } from '../kernel/index.ts'
import { moveTransformers } from './move.ts'
import { type Move, partsOf } from './rules.ts'
import type { Evidence } from './settle.ts'
import * as store from './store.ts'

/**
 * Corrects when a part of the promises about a subject happened: what their rows say of these transformers is taken back
 * and said anew. What was released, or is still open, stays.
 */
export async function correctAbout(
  ctx: Context,
  given: Evidence & { corporation_id: number; about: string; transformers: RangeSet; at: Date; reason: string },
): Promise<void> {
  for (const id of await store.idsAbout(ctx, given.corporation_id, given.about)) {
    const promise = (await store.lock(ctx, given.corporation_id, id))!
    if (promise.parts !== 'transformers' || (await store.hasSpoken(ctx, promise, given))) continue
    const parts = partsOf(await store.entriesOf(ctx, promise))
    const moves = parts
      .filter((p) => p.outcome !== 'released')
      .map((from): Move => ({ from, transformers: ranges.intersection(from.holds, given.transformers) }))
      .filter((m) => m.transformers !== ranges.emptySet)
    await moveTransformers(ctx, promise, parts, moves, given)
  }
}
