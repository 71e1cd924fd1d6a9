import { type Context, ranges } from '../kernel/index.ts'
import { moveTransformers } from './move.ts'
import { type Move, partsOf } from './rules.ts'
import type { Evidence } from './settle.ts'
import * as store from './store.ts'

/**
 * Corrects when a part of the promises about a subject happened: what they hold by the evidence that was wrong is taken
 * back and said anew. What later evidence says of the same transformers, what was released or is still open, stays.
 * @param given.wrong the keys of the evidence (of the same kind) that is corrected, and of its former corrections
 */
export async function correctAbout(
  ctx: Context,
  given: Evidence & { corporation_id: number; about: string; wrong: readonly string[]; at: Date; reason: string },
): Promise<void> {
  for (const id of await store.idsAbout(ctx, given.corporation_id, given.about)) {
    const promise = (await store.lock(ctx, given.corporation_id, id))!
    if (promise.parts !== 'transformers' || (await store.hasSpoken(ctx, promise, given))) continue
    const parts = partsOf(await store.entriesOf(ctx, promise))
    const moves = parts
      .filter((p) => p.evidence_kind === given.evidence_kind && given.wrong.includes(p.evidence))
      .map((from): Move => ({ from, transformers: from.holds }))
      .filter((m) => m.transformers !== ranges.emptySet)
    await moveTransformers(ctx, promise, parts, moves, given)
  }
}
