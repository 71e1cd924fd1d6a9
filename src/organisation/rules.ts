import { because, type Wrong } from '../kernel/index.ts'

/** What an office list may say, and the hours that follow from it. Pure. */
import { aroundTheClock, type Interval, type OfficeHours } from './working-time.ts'

/** Units of a corporation from the top down: one stands under one of a lower rank, or right under the corporation. */
export const unitRanks = { company: 1, unit: 2, office: 3, care_centre: 3 } as const satisfies Record<string, number>

export type UnitKind = keyof typeof unitRanks

/** The kind that a row means, whatever its letter case; 'group' and 'corporation' rows name what stands above. */
export function kindOf(text: string): UnitKind | 'group' | 'corporation' | undefined {
  const kind = text.toLowerCase().replaceAll(/[\s-]+/g, '_')
  const meant = kindAliases[kind] ?? kind
  return meant in unitRanks || meant === 'group' || meant === 'corporation' ? (meant as UnitKind) : undefined
}

const kindAliases: Record<string, string> = { district: 'unit', care_center: 'care_centre', call_centre: 'care_centre' }

export type OfficeRow = {
  code: string
  kind: string
  name: string
  corporation: string
  parent: string
  address: string
  lon: string
  lat: string
  phone: string
  opens: string
  closes: string
}

/** The first thing wrong with a row by itself: the field and why; undefined when nothing is. */
export function wrongWith(row: OfficeRow): Wrong | undefined {
  const kind = kindOf(row.kind)
  if (!kind)
    return { field: 'kind', reason: because('not-one-of', { value: row.kind, of: Object.keys(unitRanks).join(', ') }) }
  if (!codePattern.test(row.code)) return { field: 'code', reason: because('not-code', { value: row.code, limit: 40 }) }
  if (row.name === '') return { field: 'name', reason: because('empty') }
  if (row.name.length > 200) return { field: 'name', reason: because('too-long', { limit: 200 }) }
  if (!corporationPattern.test(row.corporation)) {
    return {
      field: 'corporation',
      reason: because('not-corporation-code', { value: row.corporation }),
    }
  }
  if (row.parent === row.code) return { field: 'parent', reason: because('office.self') }
  if (row.address.length > 500) return { field: 'address', reason: because('too-long', { limit: 500 }) }
  if (row.phone !== '' && !phonePattern.test(row.phone))
    return { field: 'phone', reason: because('not-phone', { value: row.phone }) }
  return wrongPlace(row) ?? wrongHours(row)
}

function wrongPlace({ lon, lat }: OfficeRow): Wrong | undefined {
  if (lon === '' && lat === '') return undefined
  const within = (text: string, limit: number) => numberPattern.test(text) && Math.abs(Number(text)) <= limit
  if (!within(lon, 180)) return { field: 'lon', reason: because('not-longitude', { value: lon }) }
  if (!within(lat, 90)) {
    const swapped = within(lon, 90) && within(lat, 180)
    return { field: 'lat', reason: because(swapped ? 'lon-lat-swapped' : 'not-latitude', { value: lat }) }
  }
  return undefined
}

function wrongHours({ opens, closes }: OfficeRow): Wrong | undefined {
  if (opens === '' && closes === '') return undefined
  const from = timeOf(opens)
  const to = timeOf(closes)
  if (!from || from === '24:00') return { field: 'opens', reason: because('not-time-of-day', { value: opens }) }
  if (!to) return { field: 'closes', reason: because('not-time-of-day', { value: closes }) }
  if (to <= from) return { field: 'closes', reason: because('office.closes-early', { closes: to, opens: from }) }
  return undefined
}

/** 'HH:MM' of a time of day, up to 24:00; undefined when it is not one. */
export function timeOf(text: string): string | undefined {
  const match = /^(\d{1,2}):([0-5]\d)(?::00)?$/.exec(text)
  if (!match) return undefined
  const time = `${match[1].padStart(2, '0')}:${match[2]}`
  return time <= '24:00' ? time : undefined
}

/** Viet Nam with its islands; what lies outside is worth a warning, not a refusal. */
export const outsideVietNam = (lon: number, lat: number): boolean => lon < 102 || lon > 118 || lat < 6 || lat > 24

/**
 * Hours of an office of which only opening and closing are known, laid over those of its corporation: lunch stays
 * lunch, a day that ends early there (a Saturday) ends as early here. 00:00 to 24:00 is a desk that never closes.
 */
export function officeHours(base: OfficeHours, opens: string, closes: string): OfficeHours {
  if (opens <= '00:00' && closes >= '24:00') return { ...aroundTheClock, valid_from: base.valid_from }
  const all = base.week.flat()
  const earliest = all.map((i) => i.opens).sort()[0]
  const latest = all
    .map((i) => i.closes)
    .sort()
    .at(-1)
  const week = base.week.map((day) => {
    if (day.length === 0) return []
    const wholeStart = day[0].opens === earliest
    const wholeEnd = day[day.length - 1].closes === latest
    const cut = day
      .map((i) => ({ opens: i.opens < opens ? opens : i.opens, closes: i.closes > closes ? closes : i.closes }))
      .filter((i) => i.closes > i.opens)
    if (cut.length === 0) return wholeStart && wholeEnd ? [{ opens, closes }] : []
    if (wholeStart) cut[0].opens = opens
    if (wholeEnd) cut[cut.length - 1].closes = closes
    return cut
  })
  return { ...base, week }
}

/** One stretch of opening hours as a row: weekday 1 (Monday) to 7. */
export type HoursRow = { weekday: number; opens: string; closes: string; valid_from: string | null }

/** Weeks of hours from their rows, one for each `valid_from`. */
export function weeksOf(rows: readonly HoursRow[]): OfficeHours[] {
  const weeks = new Map<string | null, Interval[][]>()
  for (const { weekday, opens, closes, valid_from } of rows) {
    const week = weeks.get(valid_from) ?? Array.from({ length: 7 }, () => [])
    weeks.set(valid_from, week)
    week[weekday - 1].push({ opens, closes })
  }
  for (const week of weeks.values()) for (const day of week) day.sort((a, b) => (a.opens < b.opens ? -1 : 1))
  return [...weeks].map(([valid_from, week]) => ({ valid_from, week }))
}

/**
 * The weeks in force when a unit, its parents and its corporation each have some: the nearest one's from the day on
 * which they begin, before that the next one's, and so up.
 * @param levels nearest first; each in any order
 */
export function hoursInForce(levels: readonly (readonly OfficeHours[])[]): OfficeHours[] {
  const found: OfficeHours[] = []
  // null is "since ever": earlier than any day, and nothing lies before it
  let before: string | null = '9999-12-31'
  for (const level of levels) {
    const sorted = [...level].sort((a, b) => ((a.valid_from ?? '') < (b.valid_from ?? '') ? -1 : 1))
    const earlier: OfficeHours[] = sorted.filter((week) => before !== null && (week.valid_from ?? '') < before)
    if (earlier.length === 0) continue
    found.unshift(...earlier)
    before = earlier[0].valid_from
  }
  return found
}

const codePattern = /^[^\s,;"]{1,40}$/
const corporationPattern = /^[A-Z][A-Z0-9_-]{1,15}$/
const phonePattern = /^\+?[\d][\d\s().,;/–-]{1,38}$/
const numberPattern = /^[+-]?\d+(\.\d+)?$/
