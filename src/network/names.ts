/**
 * Names and their numbers 0..n-1, both ways, in a few flat arrays: a JavaScript Map of strings takes 100 bytes and
 * more a name, this about 12 and the letters.
 *
 * letters = [L 1 S W 7 ...]   offset = [0, 2, 5, ...]: name i is letters[offset[i], offset[i + 1])
 * slots: open addressing, number + 1 of the name that hashes there, 0 = free
 */
export interface Names {
  readonly count: number
  readonly letters: Uint8Array
  readonly offset: Int32Array
  readonly slots: Int32Array
}

/** @param list distinct names; of two equal ones the first is found */
export function names(list: readonly string[]): Names {
  const offset = new Int32Array(list.length + 1)
  let letters = Buffer.allocUnsafe(list.length * 12 + 64)
  let end = 0
  for (let i = 0; i < list.length; i++) {
    const name = list[i]!
    if (end + name.length * 3 > letters.length) {
      const larger = Buffer.allocUnsafe(letters.length * 2 + name.length * 3)
      letters.copy(larger, 0, 0, end)
      letters = larger
    }
    // Names are nearly always ASCII: a loop is three times as fast as a call of `write` for each
    let wide = false
    for (let c = 0; c < name.length; c++) {
      const code = name.charCodeAt(c)
      if (code > 127) {
        wide = true
        break
      }
      letters[end + c] = code
    }
    end += wide ? letters.write(name, end, 'utf8') : name.length
    offset[i + 1] = end
  }
  let size = 8
  while (size < list.length * 1.4) size *= 2
  const slots = new Int32Array(size)
  const own = new Uint8Array(letters.buffer.slice(letters.byteOffset, letters.byteOffset + end))
  for (let i = 0; i < list.length; i++) {
    let at = hash(own, offset[i]!, offset[i + 1]!) & (size - 1)
    while (slots[at] !== 0) at = (at + 1) & (size - 1)
    slots[at] = i + 1
  }
  return { count: list.length, letters: own, offset, slots }
}

/** The number of `name`, or -1. */
export function numberOf(all: Names, name: string): number {
  const wanted = Buffer.from(name, 'utf8')
  const mask = all.slots.length - 1
  let at = hash(wanted, 0, wanted.length) & mask
  for (; all.slots[at] !== 0; at = (at + 1) & mask) {
    const i = all.slots[at]! - 1
    const from = all.offset[i]!
    if (all.offset[i + 1]! - from !== wanted.length) continue
    let same = true
    for (let c = 0; c < wanted.length && same; c++) same = all.letters[from + c] === wanted[c]
    if (same) return i
  }
  return -1
}

export const nameOf = (all: Names, number: number): string =>
  Buffer.from(all.letters.buffer, all.offset[number]!, all.offset[number + 1]! - all.offset[number]!).toString('utf8')

export const bytesOfNames = (all: Names): number =>
  all.letters.byteLength + all.offset.byteLength + all.slots.byteLength

/** FNV-1a, then mixed: names that differ in the last digit only must not lie side by side. */
function hash(letters: Uint8Array, from: number, to: number): number {
  let h = 0x811c9dc5
  for (let i = from; i < to; i++) h = Math.imul(h ^ letters[i]!, 0x01000193)
  h ^= h >>> 15
  h = Math.imul(h, 0x2c1b3c6d)
  return (h ^ (h >>> 12)) >>> 0
}
