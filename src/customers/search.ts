import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { byCode, byPhone, type Customer, columns } from './find.ts'
import { phoneNumber } from './rules.ts'
import { distance, formsOf, generic, isNumber, oneEdit, type Reading, readings, wordsOf } from './search-rules.ts'

const [name, place] = [1, 2] as const
type Kind = typeof name | typeof place

const visible = sql`any ((select organisation.visible())::smallint[])`
const highest = '\u{10ffff}'

/**
 * Customers whom a person may mean, those who fit best first: by customer code (or its beginning), telephone number,
 * metering point, or by words of name and address, without accents, in another order, the last one unfinished, one
 * letter of a word wrong. Only of the corporations that the transaction sees. What cannot be found is an empty list.
 */
export async function searchCustomers(ctx: Context, text: string, limit = 20): Promise<Customer[]> {
  const typed = text.normalize('NFC').replaceAll('\0', ' ').trim().slice(0, 200)
  const known = await byIdentifier(ctx, typed, limit)
  return known.length > 0 ? known : byWords(ctx, typed, limit)
}

async function byIdentifier(ctx: Context, text: string, limit: number): Promise<Customer[]> {
  if (phoneNumber(text)) {
    const theirs = await byPhone(ctx, text)
    if (theirs.length > 0) return theirs.slice(0, limit)
  }
  const code = text.toUpperCase()
  if (!/^[\p{L}\p{N}._:/#-]{4,67}$/u.test(code) || !/\d/.test(code)) return []
  const one = (await byCode(ctx, code)) ?? (await byMeteringPoint(ctx, code))
  if (one) return [one]
  // The bounds take in every code that begins so, whatever the database's order of letters; what else they take in goes.
  return (await ctx.tx
    .selectFrom('customers.customer')
    .select(columns)
    .where('corporation_id', '=', sql<number>`${visible}`)
    .where('code', '>=', code)
    .where('code', '<=', `${code}zzzz`)
    .where(sql<boolean>`starts_with(code, ${code})`)
    .orderBy('code')
    .limit(limit)
    .execute()) as Customer[]
}

/** A metering point's code is its customer's and three figures more, so it needs no index of its own. */
async function byMeteringPoint(ctx: Context, code: string): Promise<Customer | undefined> {
  if (!/^.+\d{3}$/.test(code)) return undefined
  const customer = await byCode(ctx, code.slice(0, -3))
  const point =
    customer &&
    (await ctx.tx
      .selectFrom('customers.service_point')
      .select('id')
      .where('corporation_id', '=', customer.corporation_id)
      .where('customer_id', '=', customer.id)
      .where('code', '=', code)
      .executeTakeFirst())
  return point && customer
}

/** A word of the vocabulary that a typed one may stand for, and how many phrases hold it. */
interface Meant {
  word: string
  phrases: number
}
/** What one typed word may stand for in names and in places. */
type Meaning = Record<Kind, Meant[]>

interface Phrase {
  id: number
  written: string
  plain: string
}

/**
 * The words read as a name, a place, or both; the first reading that somebody answers to is taken. Where it does not fill
 * the list, those whose name is one slip away (or only begun) follow; where nobody answers, a slip in the place too.
 */
async function byWords(ctx: Context, text: string, limit: number): Promise<Customer[]> {
  const words = wordsOf(text)
  if (words.join('').length < 2) return []
  const exact = await meaningsOf(ctx, words)
  const looking: Looking = { ctx, text, words, limit, exact, phrases: new Map() }
  const ways = readings(words.length)
  for (const reading of ways) {
    const found = await read(looking, reading)
    if (found.length === 0) continue
    if (found.length >= limit || words.length > name_words_max) return found
    const more = await read({ ...looking, near: await nearTo(ctx, words) }, ways[0]!, 'name')
    const known = new Set(found.map((c) => c.id))
    return [...found, ...more.filter((c) => !known.has(c.id))].slice(0, limit)
  }
  const near = { ...looking, near: await nearTo(ctx, words) }
  for (const reading of ways)
    for (const wrong of ['name', 'place'] as const) {
      const found = await read(near, reading, wrong)
      if (found.length > 0) return found
    }
  return []
}

/** As many words as nearly every person's name has: with more of them an address is meant, and who answers to it is meant. */
const name_words_max = 4

interface Looking {
  ctx: Context
  text: string
  words: readonly string[]
  limit: number
  /** What each word is in the vocabulary, and what it may have been meant for: once a slip is looked for. */
  exact: readonly Meaning[]
  near?: readonly Meaning[]
  /** Names and places found already: readings have parts in common. */
  phrases: Map<string, Promise<Phrase[]>>
}

/** The customers of one reading of the words, one word of its name or of its place being `wrong`. */
async function read(looking: Looking, reading: Reading, wrong?: 'name' | 'place'): Promise<Customer[]> {
  const { words, limit, ctx } = looking
  const within = ([from, to]: [number, number]) => Array.from({ length: to - from }, (_, i) => from + i)
  const [nameAt, behind] = [within(reading.name), within(reading.place)]
  const placeAt = behind.filter((i) => !isNumber(words[i]!))
  const telling = placeAt.filter((i) => !generic.has(words[i]!))
  if (nameAt.length + telling.length === 0) return []
  const find = (kind: Kind, at: readonly number[]) =>
    phrasesWith(looking, kind, at, wrong === (kind === name ? 'name' : 'place'))
  if (wrong && (wrong === 'name' ? nameAt : placeAt).length === 0) return []
  const named = nameAt.length > 0 ? await find(name, nameAt) : undefined
  if (named?.length === 0) return []
  let placed = placeAt.length > 0 ? await find(place, placeAt) : undefined
  if (placed?.length === 0 && telling.length < placeAt.length)
    placed = telling.length > 0 ? await find(place, telling) : undefined
  if (placed?.length === 0 || (!named && !placed)) return []
  const numbers = behind.map((i) => words[i]!).filter(isNumber)
  return entries(ctx, { named, placed, numbers, limit })
}

async function meaningsOf({ tx }: Context, words: readonly string[]): Promise<Meaning[]> {
  const { rows } = await sql<{ kind: Kind; word: string; phrases: number }>`
    select kind, word, phrases from customers.search_form
    where corporation_id = ${visible} and form = any (${[...new Set(words)]}::text[]) and word = form`.execute(tx)
  return words.map((word) => meaning(rows.filter((r) => r.word === word)))
}

/** The words one slip away from each word, and what the last one may be the beginning of. */
async function nearTo({ tx }: Context, words: readonly string[]): Promise<Meaning[]> {
  const last = words.at(-1)!
  const { rows } = await sql<{ kind: Kind; word: string; phrases: number }>`
    select kind, word, phrases from customers.search_form
    where corporation_id = ${visible} and form = any (${[...new Set(words.flatMap(formsOf))]}::text[])
    union all (
      select kind, word, phrases from customers.search_form
      where corporation_id = ${visible} and form > ${last} and form < ${last + highest} and word = form
      order by phrases desc limit 50)`.execute(tx)
  const unique = [...new Map(rows.map((r) => [`${r.kind} ${r.word}`, r])).values()]
  return words.map((word, i) =>
    meaning(
      isNumber(word)
        ? []
        : unique.filter(
            (r) => oneEdit(r.word, word) || (i === words.length - 1 && r.word.startsWith(word) && r.word !== word),
          ),
    ),
  )
}

function meaning(rows: readonly { kind: Kind; word: string; phrases: number }[]): Meaning {
  const of = (kind: Kind) => {
    const counts = new Map<string, number>()
    for (const r of rows) if (r.kind === kind) counts.set(r.word, (counts.get(r.word) ?? 0) + r.phrases)
    return [...counts].map(([word, phrases]) => ({ word, phrases }))
  }
  return { [name]: of(name), [place]: of(place) }
}

/** Names or places that hold each of these words (all but one, and one near to that, when `slip`), the nearest first. */
function phrasesWith(looking: Looking, kind: Kind, at: readonly number[], slip: boolean): Promise<Phrase[]> {
  const exact = at.map((i) => looking.exact[i]![kind])
  const ways = slip
    ? at.map((wrong, n) => exact.map((meant, m) => (m === n ? looking.near![wrong]![kind] : meant)))
    : [exact]
  const possible = ways.filter((way) => way.every((meant) => meant.length > 0))
  const key = `${kind} ${at} ${slip}`
  const found =
    looking.phrases.get(key) ?? (possible.length > 0 ? lookUp(looking, kind, at, possible) : Promise.resolve([]))
  looking.phrases.set(key, found)
  return found
}

async function lookUp(
  { ctx, words, text }: Looking,
  kind: Kind,
  at: readonly number[],
  ways: readonly Meant[][][],
): Promise<Phrase[]> {
  const held = (meant: readonly Meant[]) => meant.reduce((sum, { phrases }) => sum + phrases, 0)
  const branches = ways.map((way) => {
    const [rarest, ...others] = [...way].sort((a, b) => held(a) - held(b)).map((m) => m.map(({ word }) => word))
    const holding = others.map((o) => sql` and string_to_array(plain, ' ') && ${o}::text[]`)
    return sql`select phrase_id as id, written, plain from customers.search_word
      where corporation_id = ${visible} and kind = ${kind} and word = any (${rarest!}::text[])${sql.join(holding, sql``)}`
  })
  const { rows } = await sql<Phrase>`
    select * from (${sql.join(branches, sql` union `)}) p order by length(plain), written limit ${phrases_max}`.execute(
    ctx.tx,
  )
  const part = { words: at.map((i) => words[i]!), text }
  const far = new Map(rows.map((p) => [p, distance(p, part)]))
  return rows.sort((a, b) => far.get(a)! - far.get(b)! || order(a.written, b.written) || a.id - b.id)
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const phrases_max = 1000

/** Customers of these names at these places; in the order of the names, then of the places. */
async function entries(
  { tx }: Context,
  of: { named: Phrase[] | undefined; placed: Phrase[] | undefined; numbers: readonly string[]; limit: number },
): Promise<Customer[]> {
  const ids = (phrases: readonly Phrase[]) => sql`${phrases.map((p) => p.id)}::integer[]`
  const [names, somewhere] = [of.named && ids(of.named), of.placed && ids(of.placed)]
  const numbered = of.numbers.length > 0 ? sql`string_to_array(e.numbers, ' ') @> ${of.numbers}::text[]` : sql`true`
  const at = (rank: ReturnType<typeof sql>, place_rank: ReturnType<typeof sql>) => sql`
    select e.corporation_id, e.customer_id, ${rank} as rank, ${place_rank} as place_rank from customers.search_entry e
    where e.corporation_id = ${visible}`
  const of_each = (phrases: readonly Phrase[], column: 'name_id' | 'place_id') => sql`
    unnest(${ids(phrases.slice(0, each_max))}) with ordinality as n (id, nth) cross join lateral (
      ${at(sql`n.nth`, sql`0`)} and e.${sql.ref(column)} = n.id and ${numbered} limit ${of.limit}) e`
  const from =
    names && somewhere
      ? sql`(${at(sql`array_position(${names}, e.name_id)`, sql`array_position(${somewhere}, e.place_id)`)}
          and e.name_id = any (${names}) and e.place_id = any (${somewhere}) and ${numbered}) e`
      : of.named
        ? of_each(of.named, 'name_id')
        : of_each(of.placed!, 'place_id')
  const { rows } = await sql<Customer>`
    select ${sql.join(columns.map((c) => sql.ref(`c.${c}`)))} from (
      select e.* from ${from} order by e.rank, e.place_rank, e.customer_id limit ${of.limit}
    ) e join customers.customer c on c.corporation_id = e.corporation_id and c.id = e.customer_id
    order by e.rank, e.place_rank, c.code`.execute(tx)
  return rows
}

/** Of so many names or places, the nearest, customers are fetched. */
const each_max = 100
