/** One respondent, as far as an estimate looks at it. */
export interface Answer {
  stratum: string
  /** How many customers the respondent stands for, or in proportion to it. Not negative. */
  weight: number
  /** The score, or 1 and 0 for a share. */
  value: number
  /** False: belongs to the stratum's sample and not to the group that is estimated. */
  within?: boolean
}

export interface Estimate {
  /** Weighted mean: sum of w y / sum of w. */
  mean: number
  /** Standard error of the mean; null with fewer than two respondents. */
  se: number | null
  /** Variance against that of a simple random sample of the same size; null where the values do not differ. */
  deff: number | null
  ci_low: number | null
  ci_high: number | null
  /** Respondents with a weight above zero. */
  n: number
  /** Strata of one respondent: measured against the mean of all, which overstates their part rather than leaving it out. */
  single_strata: number
  /** Left out because their weight is zero: they stand for nobody. */
  zero_weights: number
}

/** Two-sided 95 % point of the normal distribution. */
export const z95 = 1.959963984540054

/**
 * The mean of a stratified sample with its standard error by linearisation (Särndal, Swensson & Wretman 1992, 5.7; the same
 * as svymean of R's package survey): with z_i = w_i (y_i - mean) / sum w, and z_i = 0 for who is not within the group,
 *
 *   V = sum over strata of (1 - n_h / N_h) n_h / (n_h - 1) sum (z_hi - mean of z_h)^2
 *
 * With w = N_h / n_h this is the classical sum W_h^2 (1 - f_h) s_h^2 / n_h. The interval is mean ± 1.96 se. The design
 * effect compares with a simple random sample of n: (1 - n/N) s^2 / n, s^2 = n/(n-1) sum w (y - mean)^2 / sum w.
 * @param populations customers of each stratum: then the finite population correction is made; without it for none. A
 *   stratum that is not named has no correction; one smaller than its sample has been asked as a whole (no error).
 */
export function estimateOf(
  answers: readonly Answer[],
  populations?: ReadonlyMap<string, number>,
): Estimate | undefined {
  const counted = answers.filter((a) => a.weight > 0)
  const group = counted.filter(isWithin)
  const n = group.length
  const zero_weights = answers.filter(isWithin).length - n
  if (n === 0) return undefined
  const total = sum(group, (a) => a.weight)
  const mean = sum(group, (a) => a.weight * a.value) / total
  const strata = [...Map.groupBy(counted, (a) => a.stratum)].filter(([, members]) => members.some(isWithin))
  const single_strata = strata.filter(([, members]) => members.length === 1).length
  if (n < 2) return { mean, se: null, deff: null, ci_low: null, ci_high: null, n, single_strata, zero_weights }

  let variance = 0
  let population: number | undefined = populations ? 0 : undefined
  for (const [name, members] of strata) {
    const size = members.length
    const z = members.map((a) => (isWithin(a) ? (a.weight * (a.value - mean)) / total : 0))
    // the z of all sum to zero, so a stratum of one is measured against zero
    const centre = size === 1 ? 0 : z.reduce((s, v) => s + v, 0) / size
    const squares = z.reduce((s, v) => s + (v - centre) ** 2, 0)
    const of = populations?.get(name)
    const part = sum(members.filter(isWithin), (a) => a.weight) / sum(members, (a) => a.weight)
    if (population !== undefined) population = of === undefined ? undefined : population + of * part
    const correction = of === undefined ? 1 : Math.max(0, 1 - size / of)
    variance += correction * (size === 1 ? 1 : size / (size - 1)) * squares
  }
  const spread = ((n / (n - 1)) * sum(group, (a) => a.weight * (a.value - mean) ** 2)) / total
  const simple = (population === undefined ? 1 : Math.max(0, 1 - n / population)) * (spread / n)
  const se = Math.sqrt(variance)
  return {
    mean,
    se,
    deff: simple > 0 ? variance / simple : null,
    ci_low: mean - z95 * se,
    ci_high: mean + z95 * se,
    n,
    single_strata,
    zero_weights,
  }
}

/**
 * The mean when each stratum counts by its customers instead of by who answered in it: sum N_h mean_h / sum N_h. Beside
 * the weighted mean it shows what unequal response does. Strata in which nobody answered cannot be brought back: they are
 * counted in `silent`.
 */
export function postStratified(
  answers: readonly Answer[],
  populations: ReadonlyMap<string, number>,
): { mean: number; silent: number } | undefined {
  const means = new Map(
    [
      ...Map.groupBy(
        answers.filter((a) => a.weight > 0 && isWithin(a)),
        (a) => a.stratum,
      ),
    ].map(([name, members]) => [name, sum(members, (a) => a.weight * a.value) / sum(members, (a) => a.weight)]),
  )
  if (means.size === 0 || [...means.keys()].some((name) => !populations.has(name))) return undefined
  const [heard, silent] = [
    [...populations].filter(([s]) => means.has(s)),
    [...populations].filter(([s]) => !means.has(s)),
  ]
  const total = heard.reduce((s, [, size]) => s + size, 0)
  return { mean: heard.reduce((s, [name, size]) => s + size * means.get(name)!, 0) / total, silent: silent.length }
}

export const targetStates = ['met', 'missed', 'cannot_tell'] as const
export type TargetState = (typeof targetStates)[number]

/** A target is met or missed when the whole interval says so; an interval that holds the target cannot tell. */
export const againstTarget = (
  target: number,
  { ci_low, ci_high }: { ci_low: number | null; ci_high: number | null },
): TargetState =>
  ci_low === null || ci_high === null
    ? 'cannot_tell'
    : ci_low >= target
      ? 'met'
      : ci_high < target
        ? 'missed'
        : 'cannot_tell'

const isWithin = (a: Answer): boolean => a.within !== false

const sum = (answers: readonly Answer[], of: (a: Answer) => number): number => answers.reduce((s, a) => s + of(a), 0)
