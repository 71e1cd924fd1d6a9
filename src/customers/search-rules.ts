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

/** How `n` words can be read: a name, then a name with ever more of a place behind it, a place, a place before a name. */
export function readings(n: number): Reading[] {
  const all: Reading[] = []
  for (let k = n; k >= 0; k--) all.push({ name: [0, k], place: [k, n] })
  for (let k = n - 1; k > 0; k--) all.push({ name: [k, n], place: [0, k] })
  return all
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
export function distance(
  phrase: { written: string; plain: string },
  asked: { words: readonly string[]; text: string },
): number {
  const written = accented(phrase.written)
  const typed = new Set(accented(asked.text))
  const more = phrase.plain.split(' ').length - asked.words.length
  const inOrder = ` ${phrase.plain} `.includes(` ${asked.words.join(' ')} `)
  return 4 * Math.abs(more) + (inOrder ? 0 : 2) + written.filter((word) => !typed.has(word)).length / written.length
}

const accented = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s!-/:-@[-`{-~]+/)
