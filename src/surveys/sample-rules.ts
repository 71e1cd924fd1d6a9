export interface Stratum {
  name: string
  /** Customers in it. */
  population: number
  /** Standard deviation of the scores, where last year's is known: Neyman's allocation. */
  deviation?: number
}

/** So many are asked in each stratum where there are as many: a variance needs two, and some do not answer. */
export const stratum_min = 4

/**
 * How many to ask in each stratum, whole numbers that sum to `size` (to all customers where there are fewer), at least
 * `min` and at most all of a stratum. One after the other goes to the stratum with the highest N S / sqrt(n (n + 1)):
 * this is exact for whole numbers (Wright 2012, The American Statistician 66(4): Neyman's allocation is the equal
 * proportions of apportionment). Without deviations S is 1: proportional to the customers. A stratum without deviation
 * (nobody differed) still gets its minimum.
 */
export function allocate(strata: readonly Stratum[], size: number, min = stratum_min): number[] {
  const n = strata.map((s) => Math.min(min, s.population))
  const priority = (i: number) => {
    const { population, deviation = 1 } = strata[i]!
    return n[i]! < population ? (population * deviation) / Math.sqrt(n[i]! * (n[i]! + 1)) : -1
  }
  const priorities = n.map((_, i) => priority(i))
  for (let left = size - n.reduce((s, v) => s + v, 0); left > 0; left--) {
    let best = 0
    for (let i = 1; i < n.length; i++) if (priorities[i]! > priorities[best]!) best = i
    if (!(priorities[best]! >= 0)) break
    n[best]!++
    priorities[best] = priority(best)
  }
  return n
}

/** As far as chance is asked for by others than us: readable, and any text will do. */
export const seedPattern = /^[\w.:-]{1,64}$/

/** The standard deviation of a sample (n - 1); undefined with fewer than two. */
export function deviationOf(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined
  const mean = values.reduce((s, v) => s + v, 0) / values.length
  return Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1))
}
