import { sql } from 'kysely'
import { type Context, Problem } from '../kernel/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { type Estimate, estimateOf } from './estimate-rules.ts'

export const dimensions = ['corporation', 'stratum', 'year'] as const

/** Groups of fewer respondents are counted and not shown: answers could be told to persons. */
export const group_min = 5

export interface EstimateQuery {
  year?: number
  by: readonly string[]
  corporation?: string
  /** overall (default), or q1, q2, ... */
  question?: string
  /** mean of the scores (default), or share of those who gave at least 7 of 10. */
  measure?: 'mean' | 'share'
  /** Finite population correction: where the populations are known (default), or never. */
  fpc?: boolean
}

export type EstimateRow = { year: number; corporation?: string; stratum?: string } & {
  mean: number | null
  se: number | null
  deff: number | null
  ci_low: number | null
  ci_high: number | null
  n: number
  /** True where the finite population correction is in `se`. */
  fpc: boolean
  /** The standard error without the correction. */
  se_without_fpc: number | null
  /** True: fewer than five respondents, nothing is shown. */
  hidden: boolean
  warnings: string[]
}

/**
 * The satisfaction of a sample survey, estimated for all customers, by corporation or stratum; years are never mixed.
 * Estimator and error: `estimate-rules.ts`.
 * @throws Problem surveys/unknown-dimension, surveys/unknown-question
 */
export async function estimate(ctx: Context, query: EstimateQuery): Promise<EstimateRow[]> {
  for (const d of query.by)
    if (!(dimensions as readonly string[]).includes(d))
      throw new Problem('surveys/unknown-dimension', { dimension: d, known: dimensions.join(', ') })
  const asked = query.question ?? 'overall'
  const number = /^q([1-9]\d?)$/.exec(asked)?.[1]
  if (asked !== 'overall' && !number) throw new Problem('surveys/unknown-question', { question: asked.slice(0, 40) })
  const corporation = query.corporation === undefined ? undefined : await corporationNamed(ctx, query.corporation)
  const value = number ? sql`s.answers[${Number(number)}]` : sql`s.overall`
  const { rows } = await sql<{
    corporation: string
    year: number
    stratum: string
    weight: number
    value: number
    population: number | null
  }>`
    select c.code as corporation, s.year, s.stratum, s.weight, ${value} as value, t.population
    from surveys.sheet s join organisation.corporation c on c.id = s.corporation_id
    left join surveys.stratum t on t.corporation_id = s.corporation_id and t.year = s.year and t.stratum = s.stratum
    where s.corporation_id = ${corporation?.id ?? sql`any ((select organisation.visible())::smallint[])`}
      ${query.year === undefined ? sql`` : sql`and s.year = ${query.year}`} and ${value} is not null
    order by s.year, c.code, s.stratum, s.respondent`.execute(ctx.tx)
  const by = dimensions.filter((d) => d !== 'year' && query.by.includes(d)) as ('corporation' | 'stratum')[]
  const groups = Map.groupBy(rows, (r) => JSON.stringify([r.year, ...by.map((d) => r[d])]))
  return [...groups.values()].map((members) => {
    // two corporations may name their strata alike
    const name = (r: (typeof members)[number]) => `${r.corporation}/${r.stratum}`
    const answers = members.map((r) => ({
      stratum: name(r),
      weight: r.weight,
      value: query.measure === 'share' ? Number(r.value >= 7) : r.value,
    }))
    const populations = new Map(members.filter((r) => r.population !== null).map((r) => [name(r), r.population!]))
    const fpc = query.fpc !== false && populations.size > 0
    const found = estimateOf(answers, fpc ? populations : undefined)
    const keys = { year: members[0]!.year, ...Object.fromEntries(by.map((d) => [d, members[0]![d]])) }
    return { ...keys, ...shown(found, fpc), se_without_fpc: hides(found) ? null : (estimateOf(answers)?.se ?? null) }
  })
}

const hides = (found: Estimate | undefined): boolean => found === undefined || found.n < group_min

function shown(found: Estimate | undefined, fpc: boolean) {
  const warnings: string[] = []
  if (found === undefined) warnings.push('all weights are zero')
  else if (found.n < group_min) warnings.push(`fewer than ${group_min} respondents: not shown`)
  if (found && found.zero_weights > 0) warnings.push(`weights of zero left out: ${found.zero_weights}`)
  if (found && found.single_strata > 0)
    warnings.push(`strata of one, measured against the mean of all: ${found.single_strata}`)
  const hidden = hides(found)
  const of = (key: 'mean' | 'se' | 'deff' | 'ci_low' | 'ci_high') => (hidden ? null : found![key])
  return {
    mean: of('mean'),
    se: of('se'),
    deff: of('deff'),
    ci_low: of('ci_low'),
    ci_high: of('ci_high'),
    n: found?.n ?? 0,
    fpc,
    hidden,
    warnings,
  }
}
