import type { Context } from '../kernel/index.ts'
import { corporations } from '../organisation/index.ts'
import { type EstimateQuery, type EstimateRow, estimate } from '../surveys/index.ts'
import { targetsOf } from './store.ts'
import { targetOf } from './target-rules.ts'

/**
 * The estimates of the sample surveys beside their target: the one that is set for the indicator of each corporation and
 * year, as of every other indicator.
 * @throws Problem surveys/unknown-dimension, surveys/unknown-question, organisation/unknown-corporation
 */
export async function satisfaction(ctx: Context, query: Omit<EstimateQuery, 'target'>): Promise<EstimateRow[]> {
  const code = 'satisfaction'
  const set = Map.groupBy(await targetsOf(ctx, query.year === undefined ? undefined : [query.year]), (t) => t.year)
  const idOf = new Map((await corporations(ctx)).map((c) => [c.code, c.id]))
  const target = (corporation: string, year: number): number | null => {
    const whose = { id: idOf.get(corporation)!, code: corporation }
    const given = { whose, month: null, seesAll: false, lastYear: null, lastYearWords: '' }
    return targetOf({ code }, set.get(year) ?? [], given)?.value ?? null
  }
  return estimate(ctx, { ...query, target })
}
