import { sql } from 'kysely'
import { type Context, Problem, say } from '../kernel/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import {
  type Answer,
  againstTarget,
  type Estimate,
  estimateOf,
  postStratified,
  type TargetState,
} from './estimate-rules.ts'
import { reportingRules, ruleFor } from './reporting.ts'

export const dimensions = ['corporation', 'stratum', 'class', 'area', 'factor', 'year'] as const

export interface EstimateQuery {
  year?: number
  by: readonly string[]
  corporation?: string
  /** overall (default), or q1, q2, ... */
  question?: string
  /** mean of the scores (default), or share of those who gave at least `at_least`. */
  measure?: 'mean' | 'share'
  /** Of 10; the rule's where it is left out (7). */
  at_least?: number
  /** Finite population correction: where the populations are known (default), or never. */
  fpc?: boolean
  /** Of a corporation and year, against which overall means are judged; left out: none is shown. */
  target?: (corporation: string, year: number) => number | null
}

export type EstimateRow = {
  year: number
  corporation?: string
  stratum?: string
  class?: string | null
  area?: string | null
  /** q1, q2, ... or overall. */
  factor?: string
} & {
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
  /** True: fewer respondents than `group_min`, nothing is shown. */
  hidden: boolean
  group_min: number
  /** The mean with each stratum counted by its customers; null where these are not known. */
  post_stratified: number | null
  /** Of the corporation in that year; of overall means alone. */
  target: number | null
  state: TargetState | null
  warnings: string[]
}

interface Place {
  corporation: string
  year: number
  stratum: string
  class: string | null
  area: string | null
}

interface Sheet extends Place {
  weight: number
  answers: (number | null)[]
  overall: number
}

/**
 * The satisfaction of a sample survey, estimated for all customers, by corporation, stratum, class, area or factor; years
 * are never mixed. Estimator and error: `estimate-rules.ts`; what is too small to be shown: the rule of that corporation
 * and year. The target is set with those of all indicators; who shows it beside the estimate hands it in.
 * @throws Problem surveys/unknown-dimension, surveys/unknown-question
 */
export async function estimate(ctx: Context, query: EstimateQuery): Promise<EstimateRow[]> {
  for (const d of query.by)
    if (!(dimensions as readonly string[]).includes(d))
      throw new Problem('surveys/unknown-dimension', { dimension: d, known: dimensions.join(', ') })
  const asked = query.question ?? 'overall'
  if (!/^(overall|q[1-9]\d?)$/.test(asked))
    throw new Problem('surveys/unknown-question', { question: asked.slice(0, 40) })
  const sheets = await sheetsOf(ctx, query)
  const rules = await reportingRules(ctx)
  const sizes = await populationsOf(ctx, query)
  const by = dimensions.filter((d) => d !== 'year' && d !== 'factor' && query.by.includes(d)) as (
    | 'corporation'
    | 'stratum'
    | 'class'
    | 'area'
  )[]
  const years = Map.groupBy(sheets, (s) => s.year)
  const rows: EstimateRow[] = []
  for (const [year, ofYear] of years) {
    const factors = query.by.includes('factor') ? factorsOf(ofYear) : [asked]
    // whom a group is a part of: its strata as a whole, or the error of a group that cuts across strata is too small
    const strata = Map.groupBy(ofYear, nameOf)
    for (const members of Map.groupBy(ofYear, (s) => JSON.stringify(by.map((d) => s[d]))).values()) {
      const inGroup = new Set(members)
      const around = [...new Set(members.map(nameOf))].flatMap((name) => strata.get(name)!)
      const heard = new Set(around.map(nameOf))
      const populations = new Map(
        sizes
          .filter((r) => r.year === year && (heard.has(nameOf(r)) || by.every((d) => r[d] === members[0]![d])))
          .map((r) => [nameOf(r), r.population]),
      )
      const whose = [...new Set(members.map((s) => s.corporation))]
      const group_min = Math.max(...whose.map((c) => ruleFor(rules, c, year).group_min))
      // several corporations have one target together when it is the same
      const targets = new Set(whose.map((c) => query.target?.(c, year) ?? null))
      const target = targets.size === 1 ? [...targets][0]! : null
      const whole = inGroup.size === around.length
      for (const factor of factors) {
        const answers = around.flatMap((s): Answer[] => {
          const score = scoreOf(s, factor)
          const from = query.at_least ?? ruleFor(rules, s.corporation, year).satisfied_from
          const value = score === null ? 0 : query.measure === 'share' ? Number(score >= from) : score
          return [{ stratum: nameOf(s), weight: s.weight, value, within: score !== null && inGroup.has(s) }]
        })
        if (!answers.some((a) => a.within)) continue
        const keys = {
          year,
          ...Object.fromEntries(by.map((d) => [d, members[0]![d]])),
          ...(query.by.includes('factor') ? { factor } : {}),
        }
        const judged = query.measure !== 'share' && factor === 'overall'
        rows.push({
          ...keys,
          ...shown(ctx, answers, whole, populations, { ...query, group_min, target: judged ? target : null }),
        })
      }
    }
  }
  return rows
}

/** Two corporations may name their strata alike. */
const nameOf = (s: Place): string => `${s.corporation}/${s.stratum}`

const scoreOf = (s: Sheet, factor: string): number | null =>
  factor === 'overall' ? s.overall : (s.answers[Number(factor.slice(1)) - 1] ?? null)

const factorsOf = (sheets: readonly Sheet[]): string[] => {
  const most = sheets.reduce((n, s) => Math.max(n, s.answers.length), 0)
  return [...Array.from({ length: most }, (_, i) => `q${i + 1}`), 'overall']
}

async function sheetsOf(ctx: Context, query: EstimateQuery): Promise<Sheet[]> {
  const corporation = query.corporation === undefined ? undefined : await corporationNamed(ctx, query.corporation)
  const { rows } = await sql<Sheet>`
    select c.code as corporation, s.year, s.stratum, s.class, s.area, s.weight, s.answers, s.overall
    from surveys.sheet s join organisation.corporation c on c.id = s.corporation_id
    where s.corporation_id = ${corporation?.id ?? sql`any ((select organisation.visible())::smallint[])`}
      ${query.year === undefined ? sql`` : sql`and s.year = ${query.year}`}
    order by s.year, c.code, s.stratum, s.respondent`.execute(ctx.tx)
  return rows
}

/** How many customers each stratum has, where it is known. */
async function populationsOf(ctx: Context, query: EstimateQuery): Promise<(Place & { population: number })[]> {
  const { rows } = await sql<Place & { population: number }>`
    select c.code as corporation, t.year, t.stratum, t.class, t.area, t.population
    from surveys.stratum t join organisation.corporation c on c.id = t.corporation_id
    where t.corporation_id = any ((select organisation.visible())::smallint[])
      ${query.year === undefined ? sql`` : sql`and t.year = ${query.year}`}`.execute(ctx.tx)
  return rows
}

function shown(
  ctx: Context,
  answers: readonly Answer[],
  whole: boolean,
  populations: ReadonlyMap<string, number>,
  { group_min, target, ...query }: Omit<EstimateQuery, 'target'> & { group_min: number; target: number | null },
) {
  const t = say('surveys', ctx.language)
  const fpc = query.fpc !== false && populations.size > 0
  const found = estimateOf(answers, fpc ? populations : undefined)
  const hidden = found === undefined || found.n < group_min
  const warnings: string[] = []
  if (found === undefined) warnings.push(t('warning.all-zero'))
  else if (hidden) warnings.push(t('warning.hidden', { n: group_min }))
  if (found && found.zero_weights > 0) warnings.push(t('warning.zero-weights', { n: found.zero_weights }))
  if (found && found.single_strata > 0) warnings.push(t('warning.single-strata', { n: found.single_strata }))
  if (!hidden && found.se === 0) warnings.push(t('warning.no-spread'))
  const post = whole && !hidden ? postStratified(answers, populations) : undefined
  if (post && post.silent > 0) warnings.push(t('warning.silent-strata', { n: post.silent }))
  const of = (key: 'mean' | 'se' | 'deff' | 'ci_low' | 'ci_high') => (hidden ? null : found[key])
  const share = query.measure === 'share'
  const clip = (x: number | null) => (share && x !== null ? Math.min(1, Math.max(0, x)) : x)
  return {
    mean: of('mean'),
    se: of('se'),
    deff: of('deff'),
    ci_low: clip(of('ci_low')),
    ci_high: clip(of('ci_high')),
    n: found?.n ?? 0,
    fpc,
    se_without_fpc: hidden ? null : (estimateOf(answers)?.se ?? null),
    hidden,
    group_min,
    post_stratified: post?.mean ?? null,
    target,
    state: target === null || hidden ? null : againstTarget(target, found satisfies Estimate),
    warnings,
  }
}
