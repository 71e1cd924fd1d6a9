/**
 * Sets of integers as few ranges, in the text of PostgreSQL's int4multirange: '{[1,5),[7,9)}'. What SQL does with `+`,
 * `*` and `-`, done here on the few ranges of one row, so that rules stay pure and ask nothing of the database.
 */
export type RangeSet = string

export const emptySet: RangeSet = '{}'

/** Bounds as [low, high, low, high, ...]: ascending, low included, high not. */
type Bounds = readonly number[]

/** Reads the canonical text (as PostgreSQL prints it). Throws a RangeError on anything else. */
function boundsOf(set: RangeSet): Bounds {
  if (set === emptySet) return []
  if (!/^\{\[-?\d+,-?\d+\)(,\[-?\d+,-?\d+\))*\}$/.test(set))
    throw new RangeError(`not a set of ranges: ${set.slice(0, 80)}`)
  return set.match(/-?\d+/g)!.map(Number)
}

function textOf(bounds: Bounds): RangeSet {
  let text = ''
  for (let i = 0; i < bounds.length; i += 2) text += `${i === 0 ? '' : ','}[${bounds[i]},${bounds[i + 1]})`
  return `{${text}}`
}

/** The set of these numbers, in any order, with or without repetition. */
export function setOf(numbers: Iterable<number>): RangeSet {
  const sorted = Int32Array.from(numbers).sort()
  const bounds: number[] = []
  for (const n of sorted) {
    const end = bounds.length - 1
    if (end > 0 && n <= bounds[end]!) bounds[end] = Math.max(bounds[end]!, n + 1)
    else bounds.push(n, n + 1)
  }
  return textOf(bounds)
}

// One sweep over the bounds of both: `keep` says for which of (in a, in b) a number belongs to the result.
function sweep(a: RangeSet, b: RangeSet, keep: (inA: boolean, inB: boolean) => boolean): RangeSet {
  const x = boundsOf(a)
  const y = boundsOf(b)
  const bounds: number[] = []
  let inside = false
  for (let i = 0, j = 0; i < x.length || j < y.length; ) {
    const at = Math.min(x[i] ?? Infinity, y[j] ?? Infinity)
    if (x[i] === at) i++
    if (y[j] === at) j++
    const now = keep(i % 2 === 1, j % 2 === 1)
    if (now !== inside) bounds.push(at)
    inside = now
  }
  return textOf(bounds)
}

export const union = (...sets: RangeSet[]): RangeSet =>
  sets.reduce(
    (all, set) => (set === emptySet ? all : all === emptySet ? set : sweep(all, set, (a, b) => a || b)),
    emptySet,
  )
export const intersection = (a: RangeSet, b: RangeSet): RangeSet =>
  a === b ? a : sweep(a, b, (inA, inB) => inA && inB)
/** What is in `a` and not in `b`. */
export const difference = (a: RangeSet, b: RangeSet): RangeSet =>
  a === b ? emptySet : sweep(a, b, (inA, inB) => inA && !inB)
/** True when every number of `b` is in `a`. */
export const includes = (a: RangeSet, b: RangeSet): boolean => difference(b, a) === emptySet
export const overlaps = (a: RangeSet, b: RangeSet): boolean => intersection(a, b) !== emptySet
export const has = (set: RangeSet, n: number): boolean => includes(set, `{[${n},${n + 1})}`)

/** How many numbers it holds. */
export function sizeOf(set: RangeSet): number {
  const bounds = boundsOf(set)
  let size = 0
  for (let i = 0; i < bounds.length; i += 2) size += bounds[i + 1]! - bounds[i]!
  return size
}

/** Its numbers, ascending. */
export function* numbersOf(set: RangeSet): Generator<number> {
  const bounds = boundsOf(set)
  for (let i = 0; i < bounds.length; i += 2) for (let n = bounds[i]!; n < bounds[i + 1]!; n++) yield n
}
