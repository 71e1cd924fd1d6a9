/** Answers that are the same for everybody, kept for a moment: the database is not asked twice for the same thing. */
export interface Remembered<T> {
  value: T
  /** When it was true. */
  as_of: Date
}

/**
 * A function that asks at most once in `fresh_ms` for one key, shares the question among those who ask meanwhile, and
 * gives the last known answer when a new one cannot be had.
 */
export function remember<T>(
  ask: (key: string) => Promise<T>,
  { now, fresh_ms = 1000, most = 500 }: { now: () => Date; fresh_ms?: number; most?: number },
): (key: string) => Promise<Remembered<T>> {
  const known = new Map<string, Remembered<T> & { asked_at: number }>()
  const asking = new Map<string, Promise<Remembered<T>>>()
  const get = async (key: string): Promise<Remembered<T>> => {
    const at = now()
    const old = known.get(key)
    try {
      const fresh = { value: await ask(key), as_of: at, asked_at: at.getTime() }
      known.delete(key)
      known.set(key, fresh)
      if (known.size > most) known.delete(known.keys().next().value as string)
      return fresh
    } catch (error) {
      if (!old) throw error
      old.asked_at = at.getTime()
      return old
    }
  }
  return (key) => {
    const old = known.get(key)
    if (old && now().getTime() - old.asked_at < fresh_ms) return Promise.resolve(old)
    let running = asking.get(key)
    if (!running) asking.set(key, (running = get(key).finally(() => asking.delete(key))))
    return running
  }
}

/** So many in a span of time for one key; the spans begin with the first. Old keys are forgotten. */
export class Allowance {
  readonly #used = new Map<string, { n: number; until: number }>()
  readonly #most: number
  readonly #span_ms: number

  constructor(most: number, span_ms: number) {
    this.#most = most
    this.#span_ms = span_ms
  }

  /** True when there was one left, which is then used. */
  take(key: string, now: Date): boolean {
    const t = now.getTime()
    let entry = this.#used.get(key)
    if (!entry || entry.until <= t) {
      this.#used.delete(key)
      this.#used.set(key, (entry = { n: 0, until: t + this.#span_ms }))
      // Oldest first: whoever is over is at the front.
      for (const [one, { until }] of this.#used) {
        if (until > t && this.#used.size < 100_000) break
        this.#used.delete(one)
      }
    }
    return ++entry.n <= this.#most
  }
}
