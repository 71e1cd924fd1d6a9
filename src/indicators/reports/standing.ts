import type { Context } from '../../kernel/index.ts'
import { type Corporation, corporations } from '../../organisation/index.ts'
import { closedMonths } from '../../reliability/index.ts'
import { monthsLater, type Period } from './period.ts'

/**
 * As known when a period was closed: the latest closing of its months, for the corporation or for all of them; undefined
 * while a month of it is open for one of them.
 */
export async function closingOf(
  ctx: Context,
  { from, to }: Pick<Period, 'from' | 'to'>,
  corporation: Corporation | null,
): Promise<Date | undefined> {
  const whose = corporation ? [corporation.code] : (await corporations(ctx)).map((c) => c.code)
  const standing = new Map<string, Date>()
  for (const c of await closedMonths(ctx, { from, to, corporation: corporation?.code })) {
    if (c.reopened) standing.delete(`${c.corporation} ${c.month}`)
    else standing.set(`${c.corporation} ${c.month}`, c.as_known_on)
  }
  let latest: Date | undefined
  for (const code of whose)
    for (let month = from; month <= to; month = monthsLater(month, 1)) {
      const at = standing.get(`${code} ${month}`)
      if (!at) return undefined
      if (!latest || at > latest) latest = at
    }
  return latest
}
