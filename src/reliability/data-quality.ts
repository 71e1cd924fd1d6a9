import { type SuspectStep, suspectSteps } from '../interruptions/index.ts'
import { type Context, monthOf, nextMonth } from '../kernel/index.ts'
import { corporations } from '../organisation/index.ts'
import { indicesOf } from './indices.ts'
import { checkQuery, type IndexQuery } from './query.ts'
import { isSustained, ruleOn } from './rules.ts'
import { served } from './served.ts'
import { rulesInForce } from './store.ts'

/** A suspect step and what it is of its corporation's month: by so much the figures fall if it turns out not to be so. */
export type SuspectWeight = Omit<SuspectStep, 'corporation_id'> & {
  corporation: string
  /** Null where nobody said how many customers were served; 0 where it is not counted (momentary, excluded, still out). */
  saidi_min: number | null
  saifi: number | null
}

export type DataQuality = {
  /** The heaviest in SAIDI first. */
  rows: SuspectWeight[]
  /** Of each corporation: SAIDI of the period, how much of it is suspect, and that as a share. */
  corporations: {
    corporation: string
    steps: number
    saidi_min: number | null
    suspect_min: number | null
    share: number | null
  }[]
  /** Steps by reason; a step may have several. */
  reasons: Record<string, number>
}

/**
 * Data quality as a figure: the suspect steps of a period, the heaviest first, and how much of each corporation's SAIDI
 * rests on them. They are counted until somebody corrects them by adding (`interruptions.correct`).
 *
 * @throws Problem as `checkQuery`
 */
export async function dataQuality(
  ctx: Context,
  given: Omit<IndexQuery, 'by' | 'where' | 'asKnownOn'>,
  limit = 100,
): Promise<DataQuality> {
  const query = await checkQuery(ctx, { ...given, by: ['corporation'] })
  const last = nextMonth(query.months.at(-1)!)
  const found = await suspectSteps(ctx, {
    corporation_id: query.corporation_id,
    from: `${query.months[0]}-01`,
    to: `${last}-01`,
  }).execute()
  const codes = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const customersOf = await served(ctx, query)
  const versions = await rulesInForce(ctx, query)

  const rows: SuspectWeight[] = []
  const reasons: Record<string, number> = {}
  for (const { corporation_id, ...step } of found) {
    const month = monthOf(step.out_at)
    if (month >= last) continue // the first day after the period, which `to` includes
    for (const reason of step.reasons) reasons[reason] = (reasons[reason] ?? 0) + 1
    const customers = customersOf.get(corporation_id)?.months.get(month)
    const duration_s = step.restored_at === null ? 0 : (step.restored_at.getTime() - step.out_at.getTime()) / 1000
    const counted =
      isSustained(duration_s, ruleOn(query.book, `${month}-01`, versions)) && (query.includeExcluded || !step.excluded)
    const share = (n: number) => (!counted ? 0 : customers ? n / customers : null)
    const corporation = codes.get(corporation_id)!
    rows.push({
      ...step,
      corporation,
      saidi_min: share(step.customer_minutes),
      saifi: share(step.customers),
    })
  }
  rows.sort(
    (a, b) =>
      (b.saidi_min ?? 0) - (a.saidi_min ?? 0) ||
      b.customer_minutes - a.customer_minutes ||
      (`${a.code} ${a.step_no}` < `${b.code} ${b.step_no}` ? -1 : 1),
  )
  const whole = await indicesOf(ctx, query)
  const byCorporation = Map.groupBy(rows, (r) => r.corporation)
  return {
    rows: rows.slice(0, limit),
    corporations: whole.rows.map((w) => {
      const mine = byCorporation.get(w.corporation!) ?? []
      const suspect_min = mine.some((r) => r.saidi_min === null) ? null : mine.reduce((t, r) => t + r.saidi_min!, 0)
      return {
        corporation: w.corporation!,
        steps: mine.length,
        saidi_min: w.saidi_min,
        suspect_min,
        share: w.saidi_min && suspect_min !== null ? suspect_min / w.saidi_min : null,
      }
    }),
    reasons,
  }
}
