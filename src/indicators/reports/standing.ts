import type { Context } from '../../kernel/index.ts'
import type { Corporation } from '../../organisation/index.ts'
import type { Period } from './period.ts'

/** When a period was closed for a corporation, or for all of them; undefined while it is open. */
export async function closingOf(
  _ctx: Context,
  _period: Period,
  _corporation: Corporation | null,
): Promise<Date | undefined> {
  return undefined
}
