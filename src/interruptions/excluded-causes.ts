import { type Context, Problem } from '../kernel/index.ts'
import * as store from './store.ts'

export interface ListChange {
  /** Of one corporation; null: of all. */
  corporation_id: number | null
  /** First day on which it counts, and the first on which it no longer does. */
  from: string
  to: string | 'infinity'
  /** Causes that are excluded from then on, and those that are no longer. */
  exclude: readonly string[]
  include: readonly string[]
  /** Where it is written: what each step that it moves says as its reason. */
  clause: string
}

/**
 * Changes the dated list of excluded causes, backwards too: the steps of its days follow it, each by a new version with
 * who and why, so that "as known on" and closed months stay what they were. A step that said otherwise than the list of
 * its day (a file that names `excluded`, a correction) was judged by somebody who looked at it: it keeps what it says.
 *
 * @returns how many steps now say otherwise
 * @throws Problem `interruptions/cause-listed`, `interruptions/cause-not-listed`
 */
export async function changeExcludedCauses(ctx: Context, change: ListChange): Promise<number> {
  const { corporation_id, from, to, clause } = change
  await store.lockExcludedCauses(ctx)
  const before = await store.excludedCauses(ctx)
  const overlaps = (cause: string) =>
    before.filter((e) => e.cause === cause && earlier(e.in_force_from, to) && earlier(from, e.in_force_to))
  for (const cause of change.include) {
    // One for all cannot be taken off for a single corporation: the list only names what is excluded.
    if (!overlaps(cause).some((e) => e.corporation_id === corporation_id))
      throw new Problem('interruptions/cause-not-listed', { cause, from })
    await store.endExcludedCause(ctx, { corporation_id, cause, from, to })
  }
  for (const cause of change.exclude) {
    const there = overlaps(cause).filter((e) => e.corporation_id === null || e.corporation_id === corporation_id)
    if (there.some((e) => !earlier(from, e.in_force_from) && !earlier(e.in_force_to, to)))
      throw new Problem('interruptions/cause-listed', { cause, from })
    await store.insertExcludedCause(ctx, { corporation_id, cause, in_force_from: from, in_force_to: to, clause })
  }
  return store.followList(ctx, { ...change, causes: [...change.exclude, ...change.include], before })
}

/** The dated list of excluded causes, by cause in the order of time. */
export const excludedCauses = store.listedCauses

/** Whether the list names the cause of a step on its day: SQL of a row `s` of steps. */
export const listedNow = store.isListed

/** Days 'YYYY-MM-DD', or an infinite end. */
const earlier = (a: string, b: string): boolean =>
  a !== b && (a === '-infinity' || b === 'infinity' || (a !== 'infinity' && b !== '-infinity' && a < b))
