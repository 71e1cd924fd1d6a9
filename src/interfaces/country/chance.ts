/**
 * Chance that can be repeated: the same seed gives the same country. (splitmix32: a good mix of 32 bits, three
 * multiplications a number.) Each part of the country has its own stream, so that more customers in one feeder do not
 * change another.
 */
export interface Chance {
  /** 0 <= x < 1 */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  /** True with this probability. */
  happens(probability: number): boolean
  /** About a normal distribution: mean 0, deviation 1. */
  normal(): number
  /** Another stream, by name. */
  stream(name: string): Chance
}

export function chance(seed: number): Chance {
  let state = seed | 0
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    let z = state ^ (state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    happens: (probability) => next() < probability,
    normal: () =>
      next() + next() + next() + next() + next() + next() + next() + next() + next() + next() + next() + next() - 6,
    stream: (name) => {
      let h = seed ^ 0x811c9dc5
      for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
      return chance(h)
    },
  }
}
