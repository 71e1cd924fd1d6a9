/** What people type, taken apart: words without accents, and which words are one slip of the finger away. Pure. */

/** More words, or longer ones, than any name and address: the rest of a text is not looked at. */
export const words_max = 12
const letters_max = 30

/** The words of a text in lower case without accents: "Nguyễn  VĂN-Hùng" -> "nguyen van hung". SQL: `customers.plain`. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[Đđ]/g, 'd')
    .toLowerCase()
    .replace(/[\s!-/:-@[-`{-~]+/g, ' ')
    .trim()

/** The words that are looked for; at most `words_max`, a word cut at 30 letters as it is stored. */
export const wordsOf = (text: string): string[] =>
  plain(text)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, words_max)
    .map((word) => [...word].slice(0, letters_max).join(''))

/** The word, and the word with each letter left out once (`customers.search_form`). */
export function formsOf(word: string): string[] {
  const letters = [...word]
  const forms = new Set([word])
  if (letters.length > 1 && letters.length < letters_max)
    for (let i = 0; i < letters.length; i++)
      forms.add(
        letters
          .slice(0, i)
          .concat(letters.slice(i + 1))
          .join(''),
      )
  return [...forms]
}

/** Whether one letter left out, put in, exchanged, or two neighbours swapped, make one word of the other. */
export function oneEdit(one: string, other: string): boolean {
  if (one === other) return false
  const [a, b] = one.length <= other.length ? [one, other] : [other, one]
  if (b.length - a.length > 1) return false
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  if (a.length < b.length) return a.slice(from) === b.slice(from + 1)
  if (a.slice(from + 1) === b.slice(from + 1)) return true
  return a[from] === b[from + 1] && a[from + 1] === b[from] && a.slice(from + 2) === b.slice(from + 2)
}

/** A part of the words that may be a name, a place, or either side of both: [from, to). */
export interface Reading {
  name: [from: number, to: number]
  place: [from: number, to: number]
}

/**
 * How `n` words can be read: a name, a place, and both, the name before the place or behind it; first those whose name has
 * three words, as most people's has.
 */
export function readings(n: number): Reading[] {
  const both: Reading[] = []
  for (let k = n - 1; k > 0; k--) both.push({ name: [0, k], place: [k, n] }, { name: [k, n], place: [0, k] })
  const unusual = ({ name: [from, to] }: Reading) => Math.abs(to - from - 3) + (from > 0 ? 0.5 : 0)
  return [
    { name: [0, n], place: [n, n] },
    { name: [0, 0], place: [0, n] },
    ...both.sort((a, b) => unusual(a) - unusual(b)),
  ]
}

/** Words of an address that say what kind of thing is meant; people leave them out, shorten them, mix them up. */
export const generic: ReadonlySet<string> = new Set(
  'so nha duong pho phuong xa quan huyen tinh tp tx tt p q x h d ngo ngach hem'.split(' '),
)
export const isNumber = (word: string): boolean => /\d/.test(word)

/**
 * How far a name or place is from what was asked: 0 the same words in the same order and accents. Words beyond those asked
 * count first, then the order, then the accents that were typed or not ("Hưng" is not "Hùng").
 */
export function distanceFrom(asked: {
  words: readonly string[]
  text: string
}): (phrase: { written: string; plain: string }) => number {
  const typed = new Set(accented(asked.text))
  const inOrder = ` ${asked.words.join(' ')} `
  const [first, last] = [`${asked.words[0]} `, ` ${asked.words.at(-1)}`]
  // a family and a given name, what stands between them left out, is in order too
  const ordered = (plain: string) =>
    ` ${plain} `.includes(inOrder) || (asked.words.length === 2 && plain.startsWith(first) && plain.endsWith(last))
  return ({ written, plain }) => {
    const more = plain.split(' ').length - asked.words.length
    const words = accented(written)
    return (
      4 * Math.abs(more) + (ordered(plain) ? 0 : 2) + words.filter((word) => !typed.has(word)).length / words.length
    )
  }
}

const accented = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s!-/:-@[-`{-~]+/)
