import { nextMonth, startOfDay } from '../kernel/index.ts'

/** How an indicator is put together from months and corporations. */
export type Way = 'sum' | 'ratio' | 'growth' | 'point'

/**
 * What a corporation (or the group) adds in a month. A sum is its numerators; a ratio is numerators over denominators, so
 * that a year or the group is never a mean of means; growth is a ratio against the same of last year. A numerator that is
 * NaN says: something happened and cannot be divided (interruptions, and nobody said how many customers were served).
 */
export interface Part {
  numerator: number
  denominator: number
  before?: { numerator: number; denominator: number }
}

/** Why there is no figure, said instead of dividing. */
export const reasons = ['nothing_found', 'zero_denominator', 'too_few', 'unserved', 'changed_in_the_year'] as const
export type Reason = (typeof reasons)[number]

/** An indicator over the months of this year and the last. Corporations by code; null: all that are seen. */
export interface Measured {
  way: Way
  /** 100 for a share in %. */
  scale: number
  months: Map<string | null, Map<string, Part>>
  /** Of way `point` (percentile, survey): a period ('2017' or '2017-03') and its figure; nothing adds up. */
  points: Map<string | null, Map<string, number>>
  /** Why a period has no figure. */
  said: Map<string | null, Map<string, Reason>>
}

export const measured = (way: Way, scale = 1): Measured => ({
  way,
  scale,
  months: new Map(),
  points: new Map(),
  said: new Map(),
})

/** A figure of a period that does not add up. */
export const point = (into: Measured, corporation: string | null, period: string, value: number): void => {
  into.points.set(corporation, (into.points.get(corporation) ?? new Map<string, number>()).set(period, value))
}

/** Why a period ('2017' or '2017-03') has no figure. */
export const say = (into: Measured, corporation: string | null, period: string, reason: Reason): void => {
  into.said.set(corporation, (into.said.get(corporation) ?? new Map<string, Reason>()).set(period, reason))
}

/** From the first instant of a month to the first after another ('YYYY-MM', both included). */
export const instantsOf = (from: string, to: string): [Date, Date] => [
  startOfDay(`${from}-01`),
  startOfDay(`${nextMonth(to)}-01`),
]

/** Adds a part to a month of a corporation and, when `group` is set, to the group's. */
export function add(into: Measured, corporation: string | null, month: string, part: Part, group = true): void {
  for (const whose of group && corporation !== null ? [corporation, null] : [corporation]) {
    const months = into.months.get(whose) ?? new Map<string, Part>()
    into.months.set(whose, months)
    const had = months.get(month)
    months.set(month, had ? joined(had, part) : part)
  }
}

/** Two parts as one; growth is known only where last year is known of both. */
const joined = (a: Part, b: Part): Part => ({
  numerator: a.numerator + b.numerator,
  denominator: a.denominator + b.denominator,
  ...(a.before && b.before
    ? {
        before: {
          numerator: a.before.numerator + b.before.numerator,
          denominator: a.before.denominator + b.before.denominator,
        },
      }
    : {}),
})

/** The parts of several months as one; undefined where there is none. */
export const partOver = (of: Measured, corporation: string | null, months: readonly string[]): Part | undefined => {
  const known = of.months.get(corporation)
  const parts = months.flatMap((m) => known?.get(m) ?? [])
  return parts.length === 0 ? undefined : parts.reduce(joined)
}

/** The figure of a part; null where it cannot be divided. */
export function valueOfPart({ way, scale }: Pick<Measured, 'way' | 'scale'>, part: Part | undefined): number | null {
  if (!part) return null
  const { numerator, denominator, before } = part
  if (way === 'sum') return finite(scale * numerator)
  if (denominator === 0) return null
  if (way === 'ratio') return finite((scale * numerator) / denominator)
  if (!before || before.denominator === 0 || before.numerator === 0) return null
  return finite(100 * (numerator / denominator / (before.numerator / before.denominator) - 1))
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** The figure of a month 'YYYY-MM' or of a year 'YYYY'. */
export function figureOf(
  of: Measured,
  corporation: string | null,
  period: string,
  months: readonly string[],
): number | null {
  return of.way === 'point'
    ? (of.points.get(corporation)?.get(period) ?? null)
    : valueOfPart(of, partOver(of, corporation, months))
}

/** What the months that remain must bring for the year's target to be met. */
export interface Remaining {
  /** Months that are not known yet. */
  months: number
  /** Of a sum: what each of them must bring (direction up) or may bring (down). Of a ratio: what they must average. */
  needed: number
  /** sure: met whatever they bring (what can be brought is bounded); possible; out_of_reach: no month can be so good. */
  verdict: 'sure' | 'possible' | 'out_of_reach'
}

/**
 * What must happen in the remaining months. With n and d done and D the denominator ahead, a ratio meets its target t when
 *
 *   scale (n + x D / scale) / (d + D) = t   =>   x = (t (d + D) - scale n) / D
 *
 * and a sum when each of m months brings (t - scale n) / m.
 * @param given.ahead the denominator of the months that remain (those of last year, or as many as so far); of a sum not used
 * @param given.most the most that a month can bring (a share: 100); left out: no bound. The least is 0.
 * @returns undefined when no month remains, or nothing lies ahead to be divided by
 */
export function mustHappen(given: {
  way: 'sum' | 'ratio'
  direction: 'up' | 'down'
  scale: number
  target: number
  done: { numerator: number; denominator: number }
  months: number
  ahead: number
  most?: number
}): Remaining | undefined {
  const { way, direction, scale, target, done, months, ahead, most = Infinity } = given
  if (months <= 0 || (way === 'ratio' && !(ahead > 0)) || !Number.isFinite(done.numerator)) return undefined
  const needed =
    way === 'sum'
      ? (target - scale * done.numerator) / months
      : (target * (done.denominator + ahead) - scale * done.numerator) / ahead
  const verdict =
    direction === 'up'
      ? needed <= 0
        ? 'sure'
        : needed > most
          ? 'out_of_reach'
          : 'possible'
      : needed < 0
        ? 'out_of_reach'
        : needed >= most
          ? 'sure'
          : 'possible'
  return { months, needed, verdict }
}
