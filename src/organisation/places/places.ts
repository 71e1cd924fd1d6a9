/**
 * Provinces and communes of Viet Nam: the two levels since 1 July 2025 (34 provinces, 3,321 communes) and the three
 * before (63, 696 districts, 10,035 communes). An address keeps the unit that was valid on its date, so every question
 * names a day, or means today's units. Codes are those of the statistics office; the same code may name another place in
 * the other era (82 was Tien Giang and is Dong Thap), and names are not unique: never match by name alone.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export const placeKinds = {
  province: { letter: 'P', vi: 'Tỉnh', en: 'Province' },
  city: { letter: 'C', vi: 'Thành phố', en: 'City' },
  urban_district: { letter: 'Q', vi: 'Quận', en: 'District' },
  rural_district: { letter: 'H', vi: 'Huyện', en: 'District' },
  town: { letter: 'S', vi: 'Thị xã', en: 'Town' },
  ward: { letter: 'F', vi: 'Phường', en: 'Ward' },
  commune: { letter: 'X', vi: 'Xã', en: 'Commune' },
  township: { letter: 'T', vi: 'Thị trấn', en: 'Township' },
  special_zone: { letter: 'K', vi: 'Đặc khu', en: 'Special zone' },
} as const

export type PlaceKind = keyof typeof placeKinds

export type Place = {
  code: string
  kind: PlaceKind
  /** 'Ba Đình' */
  name: string
  /** 'Phường Ba Đình' */
  full_name: string
}

/** `successor`: the province of today of which it is part, its own code for those of today. */
export type Province = Place & { successor: string }

/** Before July 2025, between province and commune. */
export type District = Place & { province: string }

/** Ward, commune, township or special zone; `district` is null since July 2025. */
export type Commune = Place & { province: string; district: string | null }

/** The day since which there are two levels. */
export const twoLevelsSince = '2025-07-01'

/** Provinces on a day ('YYYY-MM-DD'), or today's, by code. */
export const provinces = (day?: string): readonly Province[] => eraOf(day).provinces

/** The province of that code. */
export const province = (code: string, day?: string): Province | undefined => eraOf(day).provinceOf.get(code)

/** Districts of a province; none since July 2025. */
export const districtsOf = (province: string, day?: string): readonly District[] =>
  eraOf(day).districts.filter((district) => district.province === province)

/** Communes of a province, by district and code. */
export const communesOf = (province: string, day?: string): readonly Commune[] =>
  eraOf(day).communesOf.get(province) ?? []

/** The commune of that code. */
export const commune = (code: string, day?: string): Commune | undefined => eraOf(day).communeOf.get(code)

/**
 * The commune that is meant by names as a customer list writes them (accents, letter case and the word before the name
 * may be missing); undefined when there is none, or more than one: it is never guessed.
 */
export function communeNamed(
  names: { commune: string; district?: string; province: string },
  day?: string,
): Commune | undefined {
  const era = eraOf(day)
  const isCalled = (place: Place, text: string) => {
    const folded = fold(text)
    return folded === fold(place.name) || folded === fold(place.full_name)
  }
  const provinces = era.provinces.filter((p) => isCalled(p, names.province))
  if (provinces.length !== 1) return undefined
  const found = (era.communesOf.get(provinces[0].code) ?? []).filter(
    (c) =>
      isCalled(c, names.commune) &&
      (!names.district || !c.district || isCalled(era.districtOf.get(c.district)!, names.district)),
  )
  if (found.length < 2) return found[0]
  // accents tell them apart where they were written
  const exact = found.filter((c) => [c.name, c.full_name].includes(names.commune.normalize('NFC').trim()))
  return exact.length === 1 ? exact[0] : undefined
}

/** 'Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh' */
export function addressOf(place: Commune, day?: string): string {
  const era = eraOf(day)
  const district = place.district ? `${era.districtOf.get(place.district)!.full_name}, ` : ''
  return `${place.full_name}, ${district}${era.provinceOf.get(place.province)!.full_name}`
}

/**
 * Communes by what somebody typed, with or without accents: every word begins a word of 'commune, district, province',
 * at least one of them in the commune's own name. Those whose name begins with the text come first, and those that agree
 * in accents before those that do not.
 */
export function searchCommunes(text: string, { day, limit = 10 }: { day?: string; limit?: number } = {}): Commune[] {
  const words = fold(text).split(' ').filter(Boolean)
  if (words.length === 0) return []
  const folded = words.join(' ')
  const written = text.normalize('NFC').toLowerCase().trim()
  const hasAccents = written !== folded
  const found: { commune: Commune; rank: number }[] = []
  // in ' phuong ben nghe ' a word begins where its space is; a number is a whole word: 1 is not 12
  const sought = words.map((word) => (/^\d+$/.test(word) ? ` ${word} ` : ` ${word}`))
  for (const entry of eraOf(day).index) {
    if (!sought.every((word) => entry.path.includes(word)) || !sought.some((word) => entry.name.includes(word)))
      continue
    const rank = rankOf(folded, entry) ?? (sought.every((word) => entry.name.includes(word)) ? 6 : 8)
    found.push({ commune: entry.commune, rank: hasAccents && !entry.written.includes(written) ? rank + 1 : rank })
  }
  // the sort is stable: within a rank the order of codes stays
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map((f) => f.commune)
}

/** How well a text fits when it begins like the name or like the address; undefined when it does not. Even numbers. */
function rankOf(folded: string, { name, path }: Entry): number | undefined {
  if (name === ` ${folded} ` || path.startsWith(` ${folded} `)) return 0
  if (name.startsWith(` ${folded}`) || path.startsWith(` ${folded}`)) return 2
  return ` ${folded}`.startsWith(name) ? 4 : undefined
}

/** Lower case, without accents, one space between words: 'Bà Rịa - Vũng Tàu' is 'ba ria vung tau'. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

type Era = {
  provinces: Province[]
  districts: District[]
  provinceOf: Map<string, Province>
  districtOf: Map<string, District>
  communeOf: Map<string, Commune>
  communesOf: Map<string, Commune[]>
  /** Made when somebody searches: the folded texts of each commune. */
  readonly index: Entry[]
}

/** Name and address folded, with a space before and after; the address as it is written, in lower case. */
type Entry = { commune: Commune; name: string; path: string; written: string }

const eraOf = (day?: string): Era =>
  day === undefined || day >= twoLevelsSince ? (today ??= readEra(halves()[0])) : (before ??= readEra(halves()[1]))

// 400 kB of text: read only when somebody asks, and each era only when it is asked for
let today: Era | undefined
let before: Era | undefined

function halves(): string[][] {
  const text = gunzipSync(readFileSync(new URL('places.tsv.gz', import.meta.url))).toString('utf8')
  const [now, then] = text.split('\n\n')
  return [now.split('\n').slice(1), then.trimEnd().split('\n')]
}

/** One line a place, what stands under it following: level (1 province, 2 district, 3 commune), code, kind, name. */
function readEra(lines: readonly string[]): Era {
  const provinces: Province[] = []
  const districts: District[] = []
  const communes: Commune[] = []
  let district: string | null = null
  for (const line of lines) {
    const [level, code, letter, name, successor = code] = line.split('\t')
    const kind = kindOf.get(letter)!
    const place = { code, kind, name, full_name: `${placeKinds[kind].vi} ${name}` }
    const province = provinces.at(-1)?.code ?? ''
    if (level === '1') {
      provinces.push({ ...place, successor })
      district = null
    } else if (level === '2') {
      districts.push({ ...place, province })
      district = code
    } else communes.push({ ...place, province, district })
  }
  const byCode = <P extends Place>(places: P[]) => new Map(places.map((place) => [place.code, place]))
  const [provinceOf, districtOf] = [byCode(provinces), byCode(districts)]
  let index: Era['index'] | undefined
  return {
    provinces,
    districts,
    provinceOf,
    districtOf,
    communeOf: byCode(communes),
    communesOf: Map.groupBy(communes, (commune) => commune.province),
    get index() {
      index ??= communes.map((commune) => {
        const above = [
          commune.district && districtOf.get(commune.district)!.full_name,
          provinceOf.get(commune.province)!.full_name,
        ]
        const written = [commune.full_name, ...above].filter(Boolean).join(', ').toLowerCase()
        return { commune, name: ` ${fold(commune.name)} `, path: ` ${fold(written)} `, written }
      })
      return index
    },
  }
}

const kindOf = new Map(Object.entries(placeKinds).map(([kind, { letter }]) => [letter as string, kind as PlaceKind]))
