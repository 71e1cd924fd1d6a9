import type { Context } from '../kernel/index.ts'
import { make, type NewPromise } from './make.ts'
import * as store from './store.ts'

/**
 * Deadlines have moved: what is open of the promises made before is released, each by its evidence, and the next versions
 * are made. For promises whose parts are numbers of customers (a request's); three statements, whatever their number.
 * What is broken stays broken; evidence that has spoken of a promise before says nothing more.
 * @returns ids of what was made, in the given order
 */
export async function moveDues(
  ctx: Context,
  given: {
    released: readonly store.Released[]
    made: readonly NewPromise[]
    at: Date
    evidence_kind: string
    reason: string
  },
): Promise<string[]> {
  if (given.released.length > 0) await store.releaseOpen(ctx, given.released, given)
  return make(ctx, given.made)
}
