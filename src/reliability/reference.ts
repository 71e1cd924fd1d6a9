// An independent reference for the tests, and for nothing else: plain loops over arrays and exact fractions. It shares no
// line with rules.ts or the SQL, on purpose; where they disagree, one of the three is wrong.

/** An exact fraction n / d, d > 0. */
export type Fraction = readonly [bigint, bigint]

export type ReferenceStep = {
  interruption: string
  corporation: string
  feeder: string
  origin: string
  cause: string
  excluded: boolean
  /** Seconds since 1970. */
  out_s: number
  restored_s: number | null
  customers: number
}

export type Reference = {
  interruptions: number
  customer_interruptions: bigint
  customer_s: bigint
  /** Null where a month has interruptions and nobody served. */
  saidi_min: Fraction | null
  saifi: Fraction | null
  maifi: Fraction | null
}

const add = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1] + b[0] * a[1], a[1] * b[1]]
const over = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1], a[1] * b[0]]

/** The nearest double of a fraction, by 40 decimal digits. */
export const toNumber = (f: Fraction | null): number | null =>
  f === null ? null : Number(((f[0] * 10n ** 40n) / f[1]).toString() + 'e-40')

/** Civil fields of a second in Viet Nam. */
export function civil(s: number): { day: string; month: string; quarter: string; year: string } {
  const t = new Date((s + 25_200) * 1000)
  const year = String(t.getUTCFullYear()).padStart(4, '0')
  const two = (n: number) => String(n).padStart(2, '0')
  const month = `${year}-${two(t.getUTCMonth() + 1)}`
  const quarter = `${year}-Q${Math.floor(t.getUTCMonth() / 3) + 1}`
  return { day: `${month}-${two(t.getUTCDate())}`, month, quarter, year }
}

/** The figures of one group: `steps` are its steps in `months`, `served` the customers of its corporations by month. */
export function reference(
  book: 'ieee1366' | 'vn',
  steps: readonly ReferenceStep[],
  months: readonly string[],
  served: readonly { corporation: string; month: string; customers: number }[],
): Reference {
  const inside = steps.filter((s) => months.includes(civil(s.out_s).month) && s.restored_s !== null)
  const isLong = (s: ReferenceStep) => s.restored_s! - s.out_s > 300
  const long = inside.filter(isLong)
  const minutes = (of: readonly ReferenceStep[]): Fraction =>
    of.reduce<Fraction>((t, s) => add(t, [BigInt(s.customers) * BigInt(s.restored_s! - s.out_s), 60n]), [0n, 1n])
  const heads = (of: readonly ReferenceStep[]): Fraction => [of.reduce((t, s) => t + BigInt(s.customers), 0n), 1n]
  const corporations = [...new Set([...inside.map((s) => s.corporation), ...served.map((k) => k.corporation)])]
  const known = served.filter((k) => months.includes(k.month))

  const divide = (of: readonly ReferenceStep[], count: (of: readonly ReferenceStep[]) => Fraction): Fraction | null => {
    let total: Fraction = [0n, 1n]
    if (book === 'vn') {
      for (const month of months) {
        const those = inside.filter((s) => civil(s.out_s).month === month)
        const k = known.filter((x) => x.month === month)
        if (those.some((s) => !k.some((x) => x.corporation === s.corporation))) return null
        const sum = k.reduce((t, x) => t + BigInt(x.customers), 0n)
        if (sum > 0n) total = add(total, over(count(of.filter((s) => civil(s.out_s).month === month)), [sum, 1n]))
      }
      return known.length === 0 ? null : total
    }
    for (const corporation of corporations) {
      const k = known.filter((x) => x.corporation === corporation)
      if (k.length === 0 && inside.some((s) => s.corporation === corporation)) return null
      if (k.length > 0) total = add(total, [k.reduce((t, x) => t + BigInt(x.customers), 0n), BigInt(k.length)])
    }
    return total[0] === 0n ? null : over(count(of), total)
  }

  return {
    interruptions: new Set(long.map((s) => `${s.corporation} ${s.interruption}`)).size,
    customer_interruptions: heads(long)[0],
    customer_s: long.reduce((t, s) => t + BigInt(s.customers) * BigInt(s.restored_s! - s.out_s), 0n),
    saidi_min: divide(long, minutes),
    saifi: divide(long, heads),
    maifi: divide(
      inside.filter((s) => !isLong(s)),
      heads,
    ),
  }
}

/** alpha, beta and T_MED by the definition, from SAIDI of each day. */
export function referenceThreshold(saidi: readonly number[], deviation: 'sample' | 'population') {
  const logs: number[] = []
  for (const s of saidi) if (s > 0) logs.push(Math.log(s))
  let mean = 0
  for (const l of logs) mean += l / logs.length
  let squares = 0
  for (const l of logs) squares += (l - mean) * (l - mean)
  const beta = Math.sqrt(squares / (deviation === 'sample' ? logs.length - 1 : logs.length))
  return { alpha: mean, beta, t_med_min: Math.exp(mean + 2.5 * beta) }
}
