/**
 * Customer code -> one number, for every customer of the group, in typed arrays: 13.6 bytes a customer right after
 * loading, never more than 16 (a Map of strings: 120).
 *
 * A code of 13 letters and digits is first made a number below 2^53 without loss: its unit (the first six characters)
 * by its place in a list of units, times 36^7, plus the other seven in base 36. Buckets of eight, one cache line of keys:
 *
 *   keys   = [k k k k k 0 0 0 | k k k k k k k k | ...]   Float64Array, 0 is empty
 *   values = [v v v v v . . . | v v v v v v v v | ...]   Uint32Array
 *
 * A full bucket runs over into the next. Codes of any other shape are few (imports of foreign networks) and stand in a Map.
 */
export const codeLength = 13
const tail = 36 ** 7
const unitsMax = Math.floor(2 ** 53 / tail) - 1
const bucketSize = 8
const fullest = 0.88
const growth = 1.12

export class CodeIndex {
  #keys: Float64Array
  #values: Uint32Array
  #buckets: number
  #size = 0
  readonly #units = new Map<number, number>()
  readonly #irregular = new Map<string, number>()

  /** @param expected how many customers will come; more may come, at the price of moving everything now and then */
  constructor(expected = 0) {
    this.#buckets = bucketsFor(expected)
    this.#keys = new Float64Array(this.#buckets * bucketSize)
    this.#values = new Uint32Array(this.#buckets * bucketSize)
  }

  get size(): number {
    return this.#size + this.#irregular.size
  }

  /** Bytes of the arrays (the few irregular codes not counted). */
  get bytes(): number {
    return this.#keys.byteLength + this.#values.byteLength
  }

  /** Puts a value (32 bits) for a code; replaces what was there. */
  set(code: string, value: number): void {
    const key = this.#keyOf(code, true)
    if (key === 0) {
      this.#irregular.set(code, value)
      return
    }
    if (this.#size + 1 > this.#buckets * bucketSize * fullest) this.#grow()
    if (put(this.#keys, this.#values, this.#buckets, key, value)) this.#size++
  }

  /** The value of a code; undefined when nobody has it. */
  get(code: string): number | undefined {
    const key = this.#keyOf(code, false)
    if (key === 0) return this.#irregular.get(code)
    const at = find(this.#keys, this.#buckets, key)
    return at < 0 ? undefined : this.#values[at]
  }

  // 0: not of the regular shape, or of a unit that nobody has. Units count from 1, so that no key is 0.
  #keyOf(code: string, add: boolean): number {
    if (code.length !== codeLength) return 0
    const prefix = base36(code, 0, 6)
    const rest = base36(code, 6, codeLength)
    if (prefix < 0 || rest < 0) return 0
    let unit = this.#units.get(prefix)
    if (unit === undefined) {
      if (!add || this.#units.size >= unitsMax) return 0
      this.#units.set(prefix, (unit = this.#units.size + 1))
    }
    return unit * tail + rest
  }

  #grow(): void {
    const buckets = Math.max(this.#buckets + 1, Math.ceil(this.#buckets * growth))
    const keys = new Float64Array(buckets * bucketSize)
    const values = new Uint32Array(buckets * bucketSize)
    for (let i = 0; i < this.#keys.length; i++)
      if (this.#keys[i] !== 0) put(keys, values, buckets, this.#keys[i], this.#values[i])
    this.#keys = keys
    this.#values = values
    this.#buckets = buckets
  }
}

const bucketsFor = (customers: number) => Math.max(8, Math.ceil(customers / fullest / bucketSize) + 1)

/** Letters A-Z and digits as a number in base 36; -1 where there is another character. */
function base36(text: string, from: number, to: number): number {
  let n = 0
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i)
    const digit = c >= 48 && c <= 57 ? c - 48 : c >= 65 && c <= 90 ? c - 55 : -1
    if (digit < 0) return -1
    n = n * 36 + digit
  }
  return n
}

/** The bucket of a key: both halves mixed (murmur3's finaliser), scaled to any number of buckets. */
function bucketOf(key: number, buckets: number): number {
  let h = (key >>> 0) ^ Math.imul((key / 4294967296) | 0, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return Math.floor((((h ^ (h >>> 16)) >>> 0) / 4294967296) * buckets)
}

function find(keys: Float64Array, buckets: number, key: number): number {
  for (let at = bucketOf(key, buckets) * bucketSize; ; at = at === keys.length ? 0 : at) {
    for (const end = at + bucketSize; at < end; at++) {
      if (keys[at] === key) return at
      if (keys[at] === 0) return -1
    }
  }
}

/** True when the key is new. There is always an empty cell: the table is never full. */
function put(keys: Float64Array, values: Uint32Array, buckets: number, key: number, value: number): boolean {
  for (let at = bucketOf(key, buckets) * bucketSize; ; at = at === keys.length ? 0 : at) {
    for (const end = at + bucketSize; at < end; at++) {
      if (keys[at] !== 0 && keys[at] !== key) continue
      const fresh = keys[at] === 0
      keys[at] = key
      values[at] = value
      return fresh
    }
  }
}
