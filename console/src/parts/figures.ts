import type { Answered } from '../api.ts'
import { withQuery } from './address.ts'
import { monthNow } from './months.ts'

export type Indices = Answered<'/api/v1/reliability/indices', 'get'>
export type Row = Indices['rows'][number] & { [key: string]: unknown }
export const figures = ['saidi_min', 'saifi', 'caidi_min', 'maifi', 'asai'] as const
export type Figure = (typeof figures)[number]
export const books = ['vn', 'ieee1366'] as const
export const dimensions = [
  'corporation',
  'year',
  'quarter',
  'month',
  'day',
  'origin',
  'cause',
  'equipment',
  'substation',
  'feeder',
  'company',
  'unit',
  'province',
  'commune',
] as const

export type Sides = Answered<'/api/v1/reliability/side-by-side', 'get'>
export type Quality = Answered<'/api/v1/reliability/data-quality', 'get'>
/** Two rule books; with and without what may be left out; what can hardly be true. */
export const views = ['books', 'sides', 'quality'] as const
/** With and without excluded causes and major event days. */
export const variants = ['all', 'without_excluded', 'without_major_event_days', 'without_both'] as const
export type Variant = (typeof variants)[number]
/** What open pages of figures rest on: an event whose first word is one of these makes them read again. */
export const rests_on = ['reliability', 'outage', 'fault', 'interruption'] as const

/** What the address bar of the figures holds. */
export interface Asked {
  from: string
  to: string
  by: string
  corporation: string
  /** 'left-out' or 'counted'. */
  excluded: string
  /** As known at the end of this day; '' now. */
  known: string
  /** 'yes': what is known now, also of closed months; '' what they were closed with. */
  live: string
  view: (typeof views)[number]
  /** Of the views that show one: the rule book, the figure, the deviation behind the threshold of major event days. */
  rules: (typeof books)[number]
  figure: Figure
  deviation: 'sample' | 'population'
}

/** The address, with this year so far by corporation where it says nothing. `by` '-' means undivided. */
export function askedOf(search: Partial<Record<keyof Asked, string>>): Asked {
  const month = monthNow()
  return {
    from: search.from ?? `${month.slice(0, 4)}-01`,
    to: search.to ?? month,
    by: search.by === '-' ? '' : (search.by ?? 'corporation,month'),
    corporation: search.corporation ?? '',
    excluded: search.excluded === 'counted' ? 'counted' : 'left-out',
    known: search.known ?? '',
    live: search.live === 'yes' ? 'yes' : '',
    view: views.find((v) => v === search.view) ?? 'books',
    rules: books.find((b) => b === search.rules) ?? 'vn',
    figure: figures.find((f) => f === search.figure) ?? 'saidi_min',
    deviation: search.deviation === 'population' ? 'population' : 'sample',
  }
}

type Scope = Pick<Asked, 'from' | 'to' | 'corporation' | 'excluded' | 'known'> & Partial<Pick<Asked, 'live'>>
const closedOr = ({ live }: Scope) => (live ? { live: true } : {})
const shared = (asked: Scope, rules: string) => ({
  from: asked.from,
  to: asked.to,
  rules,
  corporation: asked.corporation,
  ...(asked.excluded === 'counted' ? { include_excluded: true } : {}),
  ...(asked.known ? { as_known_on: `${asked.known}T23:59:59+07:00` } : {}),
})

export const indicesQuery = (asked: Scope & { by: string }, rules: string): string =>
  withQuery('/reliability/indices', { ...shared(asked, rules), ...closedOr(asked), by: asked.by })

export const sidesQuery = (asked: Asked): string =>
  withQuery('/reliability/side-by-side', {
    ...shared({ ...asked, excluded: '' }, asked.rules),
    ...closedOr(asked),
    by: asked.by,
    deviation: asked.deviation,
  })

export const qualityQuery = (asked: Asked, limit: number): string =>
  withQuery('/reliability/data-quality', { ...shared(asked, asked.rules), limit })

/** The cell of a number as an address: the row's keys beside what was asked. */
export function figureAddress(asked: Asked, by: readonly string[], row: Row, figure: Figure, rules: string) {
  const keys = Object.fromEntries(by.map((d) => [d, row[d] as string | undefined]))
  const { from, to, corporation, known, live } = asked
  return {
    from,
    to,
    corporation,
    known,
    live,
    excluded: asked.excluded === 'counted' ? 'counted' : '',
    ...keys,
    figure,
    rules,
  }
}

/** A row of nobody's (no commune written, no such feeder) is no cell that could be asked for by itself. */
export const opens = (by: readonly string[], row: Record<string, unknown>): boolean =>
  by.every((d) => row[d] !== undefined && row[d] !== null && row[d] !== '')

/** Of a cell's address: the query of its own number, and of the interruptions behind it. */
export function cellQueries(search: Record<string, string | undefined>) {
  const asked = askedOf(search)
  const rules = search.rules ?? 'vn'
  const keys = dimensions.filter((d) => d !== 'corporation' && search[d])
  const cell = Object.fromEntries(keys.map((d) => [d, search[d]]))
  const by = [...keys, ...(search.corporation ? ['corporation'] : [])].join(',')
  return {
    asked,
    rules,
    cell,
    own: indicesQuery({ ...asked, by }, rules),
    behind: (limit: number, offset: number) =>
      withQuery('/reliability/interruptions', { ...shared(asked, rules), ...cell, limit, offset }),
  }
}

/** The row of a cell among those of its query. */
export const rowOf = (rows: readonly Row[], search: Record<string, string | undefined>): Row | undefined =>
  rows.find((row) =>
    dimensions.every((d) => search[d] === undefined || row[d] === undefined || String(row[d]) === search[d]),
  )

/** Where an interruption is shown with its steps. */
export const interruptionPage = (corporation: string, id: string): string => `/interruptions/${corporation}/${id}`

type Say = (key: string, params?: Record<string, unknown>) => string

/** A key as people read it. */
export function keyText(say: Say, dimension: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return '–'
  if (dimension === 'origin') return say(`console.origin.${value}`)
  return String(value)
}

export const figureText = (number: (value: number, digits?: number) => string, figure: Figure, value: number): string =>
  number(value, figure === 'asai' ? 5 : figure.endsWith('_min') ? 2 : 3)
