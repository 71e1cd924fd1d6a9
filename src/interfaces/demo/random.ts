/**
 * Chance that comes out the same everywhere: sfc32 (Chris Doty-Humphrey's PractRand), seeded by a key. Each feeder,
 * each month has its own key, so that one can be made again without making all that stand before it.
 */
export interface Random {
  /** 0 <= x < 1. */
  next(): number
  /** A whole number, both ends included. */
  int(low: number, high: number): number
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** An index of `weights`, the heavier the likelier. */
  weighted(weights: readonly number[]): number
  /** Standard normal (Box and Muller). */
  normal(): number
  /** How often something happens that is expected `mean` times (Knuth; by the normal beyond 30). */
  poisson(mean: number): number
  shuffled<T>(from: readonly T[]): T[]
}

export function randomOf(...key: readonly (string | number)[]): Random {
  let [a, b, c, d] = seedsOf(key.join('\u0000'))
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 12; i++) next()
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    int,
    normal,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)]!,
    weighted: (weights) => {
      let left = next() * weights.reduce((sum, w) => sum + w, 0)
      for (let i = 0; i < weights.length; i++) if ((left -= weights[i]!) < 0) return i
      return weights.length - 1
    },
    poisson: (mean) => {
      if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
      const limit = Math.exp(-mean)
      let n = 0
      for (let product = next(); product > limit; product *= next()) n++
      return n
    },
    shuffled: (from) => {
      const to = [...from]
      for (let i = to.length - 1; i > 0; i--) {
        const j = int(0, i)
        ;[to[i], to[j]] = [to[j]!, to[i]!]
      }
      return to
    },
  }
}

/** Four words of 32 bits from a text (cyrb128). */
function seedsOf(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762]
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i)
    h1 = h2 ^ Math.imul(h1 ^ k, 597_399_067)
    h2 = h3 ^ Math.imul(h2 ^ k, 2_869_860_233)
    h3 = h4 ^ Math.imul(h3 ^ k, 951_274_213)
    h4 = h1 ^ Math.imul(h4 ^ k, 2_716_044_179)
  }
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1]
}
