import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { byCode, byPhone, type Customer, columns } from './find.ts'
import { phoneNumber } from './rules.ts'
import { distanceFrom, formsOf, generic, isNumber, oneEdit, type Reading, readings, wordsOf } from './search-rules.ts'

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
  /** How far from what was asked (`distanceFrom`). */
  far: number
}

/**
 * The words read as a name, a place, or both. What is written is looked for before what it may be the beginning of, and
 * that before what it may be a slip for: the first reading that somebody answers to is taken. Where a name does not fill
 * the list, those who are called nearly so follow.
 */
async function byWords(ctx: Context, text: string, limit: number): Promise<Customer[]> {
  const words = wordsOf(text)
  if (words.join('').length < 2) return []
  const looking: Looking = {
    ctx,
    text,
    words,
    limit,
    each: limit,
    exact: await meaningsOf(ctx, words),
    phrases: new Map(),
  }
  const [wholeName, wholePlace, ...both] = readings(words.length) as [Reading, Reading, ...Reading[]]
  const [likely, rare] = [both.slice(0, likely_max), both.slice(likely_max)]
  const short = words.length <= name_words_max
  const stages: [Reading[], Slip?][] = [
    [[wholeName, wholePlace]],
    [short ? [wholeName] : [], 'name begun'],
    [likely],
    [[wholeName, ...likely], 'name'],
    [[...likely, wholePlace], 'place'],
    [rare],
    [rare, 'name'],
    [rare, 'place'],
  ]
  for (const [ways, slip] of stages) {
    for (const reading of ways) {
      const found = await read(looking, reading, slip)
      if (found.length === 0) continue
      if (!short || slip === 'name' || slip === 'place') return found
      return withNear(found, looking, wholeName)
    }
  }
  return []
}

/**
 * A slip often makes another person's name ("Thanh", "Than"): behind those who are called as written come those who are
 * called nearly so, one of each name, even where thousands are called as written.
 */
async function withNear(found: Customer[], looking: Looking, wholeName: Reading): Promise<Customer[]> {
  const { limit } = looking
  const kept = found.slice(0, limit - Math.floor(limit * near_share))
  for (const slip of ['name', 'name begun'] as const) {
    if (kept.length >= limit) break
    const known = new Set(kept.map((c) => c.id))
    const near = await read({ ...looking, limit: limit - kept.length + known.size, each: 1 }, wholeName, slip)
    kept.push(...near.filter((c) => !known.has(c.id)).slice(0, limit - kept.length))
  }
  const known = new Set(kept.map((c) => c.id))
  return kept.concat(found.filter((c) => !known.has(c.id)).slice(0, limit - kept.length))
}

/** How much of the list is kept for those who are called nearly so. */
const near_share = 0.4

/** Readings that are tried with a slip before the others are tried at all: names of three, two and four words, then a place. */
const likely_max = 3

/** As many words as nearly every person's name has: with more of them an address is meant, and who answers to it is meant. */
const name_words_max = 4

/** Where one word may differ: a letter in the name's or the place's, or the name's last word is only begun. */
type Slip = 'name' | 'place' | 'name begun'

interface Looking {
  ctx: Context
  text: string
  words: readonly string[]
  limit: number
  /** At most so many who bear one name, or live at one place. */
  each: number
  exact: readonly Meaning[]
  /** What the words may have been meant for, once that is asked. */
  near?: Promise<{ begun: Meaning; misspelt: readonly Meaning[] }>
  /** Names and places found already, by the words meant: readings have parts in common. */
  phrases: Map<string, Phrase[]>
}

/** Names or places that answer to a part of the words, the nearest first. */
interface Part {
  kind: Kind
  at: readonly number[]
  /** For each word what it may be; several when one of them, whichever it is, may be a slip. */
  ways: readonly Meant[][][]
}

/** The customers of one reading of the words. Nothing is asked of the database unless each part can be somebody's. */
async function read(looking: Looking, reading: Reading, slip?: Slip): Promise<Customer[]> {
  const { words, limit, each, ctx } = looking
  const within = ([from, to]: [number, number]) => Array.from({ length: to - from }, (_, i) => from + i)
  const behind = within(reading.place)
  const numbers = behind.map((i) => words[i]!).filter(isNumber)
  const placeAt = behind.filter((i) => !isNumber(words[i]!))
  const telling = placeAt.filter((i) => !generic.has(words[i]!))
  const naming = await partOf(looking, name, within(reading.name), slip === 'place' ? undefined : slip)
  for (const at of telling.length < placeAt.length ? [placeAt, telling] : [placeAt]) {
    const placing = await partOf(looking, place, at, slip === 'place' ? slip : undefined)
    const nothing = (!naming && !placing) || (slip && !(slip === 'place' ? placing : naming))
    if (nothing || naming?.ways.length === 0 || placing?.ways.length === 0) continue
    const named = naming && (await phrasesOf(looking, naming))
    if (named?.length === 0) return []
    const placed = placing && (await phrasesOf(looking, placing))
    if (placed?.length === 0) continue
    return entries(ctx, {
      named: named && { phrases: named, ways: naming.ways },
      placed: placed && { phrases: placed, ways: placing.ways },
      numbers,
      limit,
      each,
    })
  }
  return []
}

async function partOf(looking: Looking, kind: Kind, at: readonly number[], slip?: Slip): Promise<Part | undefined> {
  if (at.length === 0) return undefined
  const exact = at.map((i) => looking.exact[i]![kind])
  const instead = (n: number, meaning: Meaning) => exact.map((meant, m) => (m === n ? meaning[kind] : meant))
  if (!slip) return { kind, at, ways: [exact].filter(possible) }
  // two words that nobody has are two slips
  if (exact.filter((meant) => meant.length === 0).length > 1) return { kind, at, ways: [] }
  looking.near ??= nearTo(looking.ctx, looking.words)
  const { begun, misspelt } = await looking.near
  const ways = slip === 'name begun' ? [instead(at.length - 1, begun)] : at.map((i, n) => instead(n, misspelt[i]!))
  return { kind, at, ways: ways.filter(possible) }
}

const possible = (way: readonly Meant[][]): boolean => way.every((meant) => meant.length > 0)

async function meaningsOf({ tx }: Context, words: readonly string[]): Promise<Meaning[]> {
  const { rows } = await sql<{ kind: Kind; word: string; phrases: number }>`
    select kind, word, phrases from customers.search_form
    where corporation_id = ${visible} and form = any (${[...new Set(words)]}::text[]) and word = form`.execute(tx)
  return words.map((word) => meaning(rows.filter((r) => r.word === word)))
}

/** The words one slip away from each word, and what the last one may be the beginning of. */
async function nearTo(
  { tx }: Context,
  words: readonly string[],
): Promise<{ begun: Meaning; misspelt: readonly Meaning[] }> {
  const last = words.at(-1)!
  const { rows } = await sql<{ kind: Kind; word: string; phrases: number }>`
    select kind, word, phrases from customers.search_form
    where corporation_id = ${visible} and form = any (${[...new Set(words.flatMap(formsOf))]}::text[])
    union (
      select kind, word, phrases from customers.search_form
      where corporation_id = ${visible} and form > ${last} and form < ${last + highest} and word = form
      order by phrases desc limit 50)`.execute(tx)
  return {
    begun: meaning(rows.filter((r) => r.word.startsWith(last) && r.word !== last)),
    misspelt: words.map((word) => meaning(isNumber(word) ? [] : rows.filter((r) => oneEdit(r.word, word)))),
  }
}

function meaning(rows: readonly { kind: Kind; word: string; phrases: number }[]): Meaning {
  const of = (kind: Kind) => {
    const counts = new Map<string, number>()
    for (const r of rows) if (r.kind === kind) counts.set(r.word, (counts.get(r.word) ?? 0) + r.phrases)
    return [...counts].map(([word, phrases]) => ({ word, phrases }))
  }
  return { [name]: of(name), [place]: of(place) }
}

/** The names or places that answer to a part, the nearest first: the rarest word is looked up, the others are compared. */
async function phrasesOf({ ctx, words, text, phrases }: Looking, { kind, at, ways }: Part): Promise<Phrase[]> {
  const key = JSON.stringify([kind, ways.map((way) => way.map((meant) => meant.map(({ word }) => word)))])
  const known = phrases.get(key)
  if (known) return known
  const held = (meant: readonly Meant[]) => meant.reduce((sum, { phrases }) => sum + phrases, 0)
  const holders = ways.map((way) => {
    const [rarest, ...others] = [...way].sort((a, b) => held(a) - held(b))
    return sql`select phrase_id as id, written, plain from customers.search_word
      where corporation_id = ${visible} and kind = ${kind} and word = any (${textOf(rarest!)}) and ${holding(others, sql`plain`)}`
  })
  const { rows } = await sql<Omit<Phrase, 'far'>>`
    select * from (${sql.join(holders, sql` union `)}) p order by length(plain), written limit ${phrases_max}`.execute(
    ctx.tx,
  )
  const far = distanceFrom({ words: at.map((i) => words[i]!), text })
  const found = rows
    .map((phrase) => ({ ...phrase, far: far(phrase) }))
    .sort((a, b) => a.far - b.far || order(a.written, b.written) || a.id - b.id)
  phrases.set(key, found)
  return found
}

type Sql = ReturnType<typeof sql>
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const textOf = (meant: readonly Meant[]): Sql => sql`${meant.map(({ word }) => word)}::text[]`
const holding = (way: readonly Meant[][], plain: Sql): Sql =>
  sql.join([sql`true`, ...way.map((meant) => sql`string_to_array(${plain}, ' ') && ${textOf(meant)}`)], sql` and `)

/** So many names or places are fetched; where there are more, customers' own are compared with the words instead. */
const phrases_max = 300

interface Answering {
  phrases: Phrase[]
  ways: readonly Meant[][][]
}

/** Customers of these names at these places; in the order of the names, then of the places. */
async function entries(
  { tx }: Context,
  of: {
    named: Answering | undefined
    placed: Answering | undefined
    numbers: readonly string[]
    limit: number
    each: number
  },
): Promise<Customer[]> {
  const many = (part: Answering) => part.phrases.length >= phrases_max
  const ids = (phrases: readonly Phrase[]) => sql`${phrases.map((p) => p.id)}::integer[]`
  const at = (rank: Sql, place_rank: Sql, where: Sql) => sql`
    select e.corporation_id, e.customer_id, ${rank} as rank, ${place_rank} as place_rank from customers.search_entry e
    where e.corporation_id = ${visible} and ${where}`
  // Of each name (or place) as many as are asked for, where nothing but another one sets them apart.
  const ofEach = (column: 'name_id' | 'place_id', { phrases }: Answering, where: Sql) => sql`
    unnest(${ids(phrases)}) with ordinality as n (id, nth) cross join lateral (
      ${at(sql`n.nth`, sql`0`, sql`e.${sql.ref(column)} = n.id and ${where}`)} limit ${Math.min(of.each, share(phrases))}) e`
  // Names equally near share the list: "le bich" is Lê Bích Thảo as well as Lê Mỹ Bích, "hung" both Hùng and Hưng.
  const share = (phrases: readonly Phrase[]) =>
    Math.max(3, Math.ceil(of.limit / phrases.filter((p) => Math.floor(p.far) <= Math.floor(phrases[0]!.far)).length))
  const among = (column: 'name_id' | 'place_id', { phrases, ways }: Answering) =>
    many({ phrases, ways })
      ? sql`exists (select from customers.search_phrase p where p.corporation_id = e.corporation_id and p.id = e.${sql.ref(column)}
          and (${sql.join(
            ways.map((way) => holding(way, sql`p.plain`)),
            sql` or `,
          )}))`
      : sql`e.${sql.ref(column)} = any (${ids(phrases)})`
  const from = ({ named, placed }: typeof of, numbered: Sql) => {
    const nearest = (part: Answering) =>
      of.numbers.length > 0 ? part : { ...part, phrases: part.phrases.slice(0, 2 * of.limit) }
    if (!placed) return ofEach('name_id', nearest(named!), numbered)
    if (!named) return ofEach('place_id', nearest(placed), numbered)
    if (many(placed)) return ofEach('name_id', named, sql`${among('place_id', placed)} and ${numbered}`)
    if (many(named)) return ofEach('place_id', placed, sql`${among('name_id', named)} and ${numbered}`)
    const rank = (column: string, part: Answering) => sql`array_position(${ids(part.phrases)}, e.${sql.ref(column)})`
    return sql`(${at(
      rank('name_id', named),
      rank('place_id', placed),
      sql`${among('name_id', named)} and ${among('place_id', placed)} and ${numbered}`,
    )}) e`
  }
  const fetch = async (numbered: Sql) =>
    (
      await sql<Customer>`
        select ${sql.join(columns.map((c) => sql.ref(`c.${c}`)))} from (
          select e.* from ${from(of, numbered)} order by e.rank, e.place_rank, e.customer_id limit ${of.limit}
        ) e join customers.customer c on c.corporation_id = e.corporation_id and c.id = e.customer_id
        order by e.rank, e.place_rank, c.code`.execute(tx)
    ).rows
  if (of.numbers.length === 0) return fetch(sql`true`)
  // all the numbers of the address stand in the index; only some of them are looked for among those of the place
  const all = await fetch(sql`e.numbers = ${of.numbers.join(' ')}`)
  return all.length > 0 ? all : fetch(sql`string_to_array(e.numbers, ' ') @> ${of.numbers}::text[]`)
}
