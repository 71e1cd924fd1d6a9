import { type Context, say } from '../kernel/index.ts'
import { corporations } from '../organisation/index.ts'
import type { Variant } from './closing-rules.ts'
import { type CountRow, count, type Found, finestTime, otherKeys } from './counts.ts'
import { asClosed, type Cells, type ClosingNamed, closingsOf, notKept } from './frozen.ts'
import { isPlace } from './places.ts'
import { type CheckedQuery, checkQuery, type Dimension, type IndexQuery } from './query.ts'
import { figures, formulas, type MonthCounts, minutesOf, type RuleBook } from './rules.ts'
import { type Served, served, servedAt } from './served.ts'
import { rulesInForce } from './store.ts'
import type { Standing } from './store-closing.ts'

/** One row of `sangden indices`: the keys asked for, then the figures. */
export type IndexRow = Partial<Record<Dimension, string>> & {
  saidi_min: number | null
  saifi: number | null
  caidi_min: number | null
  maifi: number | null
  asai: number | null
  customers: number | null
  interruptions: number
  customer_interruptions: number
  customer_minutes: number
}

/**
 * `frozen`: of closed months only, as they were closed; `partly`: some of its months are; `live`: as known now;
 * `as_known_on`: as known on the instant asked for.
 */
export const rowStates = ['frozen', 'partly', 'live', 'as_known_on'] as const
export type RowState = (typeof rowStates)[number]

/** How far what is known now lies from what a row shows of closed months. */
export type MovedSince = Record<(typeof moving)[number], number | null>
const moving = ['saidi_min', 'saifi', 'maifi', 'interruptions', 'customer_interruptions', 'customer_minutes'] as const

/** A row that says whether it may still move: whose closing it is of, and what was learnt since, apart. */
export type StatedRow = IndexRow & {
  state: RowState
  closings: ClosingNamed[]
  /** Null where nothing moved, or nothing is frozen. */
  adjustments: MovedSince | null
}

/** What every figure states beside it. */
export type Statement = {
  rules: RuleBook
  /** Clauses in force in the period. */
  clauses: string[]
  formulas: Record<keyof typeof formulas, string>
  from: string
  to: string
  excluded: 'left_out' | 'counted'
  denominator: string
  /** By corporation code: as reported, or counted from service points. */
  customers_from: Record<string, 'reported' | 'service_points'>
  as_known_on: Date
  read_from: 'roll_up' | 'steps'
  /** Dimensions asked for by which closed months keep no figures: what is known now is shown, also of them. */
  not_frozen_by: string[]
}

export type Indices = { rows: StatedRow[]; statement: Statement; warnings: string[] }

/** The figures alone (see {@link indicesWithStatement}). */
export const indices = async (ctx: Context, query: IndexQuery): Promise<IndexRow[]> =>
  (await indicesWithStatement(ctx, query)).rows.map(({ state: _, closings: __, adjustments: ___, ...row }) => row)

/**
 * The system indices of a period, divided by any dimensions, under a rule book. Corporations and times are complete: a
 * quiet month has a row with zeros; the other dimensions have a row where something happened. Rows of a feeder, cause or
 * origin are its share in its corporation's index (the denominator stays the corporation's), so that parts add up to the whole.
 *
 * Closed months show what they were closed with, unless `live` or `asKnownOn` asks otherwise, as far as closings keep it:
 * by corporation and time. Divided by anything else, what is known now is shown, and the statement says so.
 *
 * A month with interruptions and no customers served is said in `warnings` and not divided.
 * @throws Problem as `checkQuery`
 */
export async function indicesWithStatement(ctx: Context, given: IndexQuery): Promise<Indices> {
  const { codes: _, ...found } = await indicesOf(ctx, await checkQuery(ctx, given))
  return found
}

/**
 * The same of a query that was checked; with the codes of the corporations.
 * @param variant which figures of a closing answer it
 */
export async function indicesOf(
  ctx: Context,
  query: CheckedQuery,
  variant: Variant = query.includeExcluded ? 'all' : 'without_excluded',
): Promise<Indices & { codes: Map<number, string> }> {
  const found = await count(ctx, query)
  const by = await served(ctx, query)
  const codes = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const live = assemble(query, found, await servedAt(ctx, query, by), codes)
  const closings = await closingsOf(ctx, query, variant)
  const apart = closings.length > 0 ? notKept(query) : []
  const { rows, unserved } =
    closings.length > 0 && apart.length === 0
      ? await frozen(ctx, query, { closings, served: by, codes, live: live.rows })
      : {
          ...live,
          rows: live.rows.map(
            (row): StatedRow => ({
              ...row,
              state: query.asKnownOn ? 'as_known_on' : 'live',
              closings: [],
              adjustments: null,
            }),
          ),
        }
  const rules = await rulesInForce(ctx, query)
  const words = say('reliability', ctx.language)
  return {
    rows,
    codes,
    warnings: [
      ...unserved.map((what) => words('unserved', { what })),
      ...(apart.length > 0 ? [words('not-frozen-by', { by: apart.join(', '), n: closings.length })] : []),
    ],
    statement: {
      rules: query.book,
      clauses: [...new Set(rules.map((r) => r.clause))],
      formulas: Object.fromEntries(
        Object.entries(formulas).map(([name, of]) => [name, of[query.book]]),
      ) as Statement['formulas'],
      from: query.months[0]!,
      to: query.months.at(-1)!,
      excluded: query.includeExcluded ? 'counted' : 'left_out',
      denominator: words(`denominator.${query.book}`),
      customers_from: Object.fromEntries([...by.values()].map((s) => [codes.get(s.corporation_id)!, s.source])),
      as_known_on: query.asKnownOn ?? ctx.now,
      read_from: found.source,
      not_frozen_by: apart,
    },
  }
}

/** Rows of a query with closed months as they were closed, each with its closings and with what is known now less that. */
async function frozen(
  ctx: Context,
  query: CheckedQuery,
  of: {
    closings: readonly Standing[]
    served: Map<number, Served>
    codes: Map<number, string>
    live: readonly IndexRow[]
  },
): Promise<{ rows: StatedRow[]; unserved: string[] }> {
  const { found, served, cells } = await asClosed(ctx, query, of.closings, of.served)
  const { rows, unserved } = assemble(query, found, served, of.codes)
  const keyOf = (row: Partial<Record<Dimension, string>>) => query.by.map((d) => row[d]).join('\u0000')
  const cellKey = ({ corporation_id, month }: Cells[number]) =>
    keyOf(
      Object.fromEntries(
        query.by.map((d) => [
          d,
          d === 'corporation' ? (of.codes.get(corporation_id) ?? '') : timeKey(d as 'year', `${month}-01`),
        ]),
      ),
    )
  const closed = Map.groupBy(of.closings, cellKey)
  const months = Map.groupBy(cells, cellKey)
  const now = new Map(of.live.map((row) => [keyOf(row), row]))
  return {
    unserved,
    rows: rows.map((row) => {
      const key = keyOf(row)
      const mine = closed.get(key) ?? []
      const state = mine.length === 0 ? 'live' : mine.length < months.get(key)!.length ? 'partly' : 'frozen'
      const closings = mine.map(({ corporation_id, month, sequence, closed_at, closed_by, sha256 }) => ({
        corporation: of.codes.get(corporation_id)!,
        month,
        sequence,
        closed_at,
        closed_by,
        sha256,
      }))
      return { ...row, state, closings, adjustments: state === 'live' ? null : movedSince(row, now.get(key)) }
    }),
  }
}

/** What is known now less what is shown; null where that is nothing. */
function movedSince(shown: IndexRow, now: IndexRow | undefined): MovedSince | null {
  const by = Object.fromEntries(
    moving.map((figure) => {
      const [a, b] = [shown[figure], now?.[figure] ?? null]
      return [figure, a === null || b === null ? null : b - a]
    }),
  ) as MovedSince
  return moving.some((figure) => (shown[figure] ?? null) !== (now?.[figure] ?? null)) ? by : null
}

type Group = {
  keys: Partial<Record<Dimension, string>>
  place: string
  corporation_id: number | undefined
  months: string[]
  day: string | undefined
  cells: CountRow[]
  interruptions: number
}

function assemble(query: CheckedQuery, found: Found, by: readonly Served[], codes: Map<number, string>) {
  const finest = finestTime(query.by)
  const others = otherKeys(query.by)
  const placed = query.by.filter(isPlace).map((p) => others.indexOf(p))
  const placeOf = (keys: readonly string[] | null) =>
    placed.length === 0 ? '' : placed.map((i) => keys![i]).join('\u0000')
  const servedAtPlace = Map.groupBy(by, (s) => s.place.join('\u0000'))
  const groups = new Map<string, Group>()
  const monthsOf = Map.groupBy(query.months, (m) => (finest && finest !== 'day' ? timeKey(finest, `${m}-01`) : m))

  const groupOf = (corporation_id: number | null, period: string | null, keys: readonly string[] | null): Group => {
    const corporation = query.by.includes('corporation') ? corporation_id! : undefined
    const when = finest && period ? timeKey(finest, period) : undefined
    const id = `${corporation ?? ''}\u0000${when ?? ''}\u0000${keys === null ? '' : keys.join('\u0000')}`
    let group = groups.get(id)
    if (!group) {
      const named: Group['keys'] = {}
      for (const d of query.by) {
        if (d === 'corporation') named.corporation = codes.get(corporation!) ?? String(corporation)
        else if (others.includes(d)) named[d] = keys![others.indexOf(d)]!
        else named[d] = timeKey(d as 'year', period!)
      }
      const months = when === undefined ? query.months : finest === 'day' ? [when.slice(0, 7)] : monthsOf.get(when)!
      groups.set(
        id,
        (group = {
          keys: named,
          place: placeOf(keys),
          corporation_id: corporation,
          months,
          day: finest === 'day' ? when : undefined,
          cells: [],
          interruptions: 0,
        }),
      )
    }
    return group
  }

  for (const row of found.rows) {
    const group = groupOf(row.corporation_id, row.period, row.keys)
    group.cells.push(row)
    group.interruptions += row.interruptions
  }
  for (const row of found.distinct) groupOf(row.corporation_id, row.period, row.keys).interruptions += row.interruptions
  // Corporations, places and times are complete, also where nothing happened.
  if (others.every(isPlace) && finest !== 'day' && Object.keys(query.where).length === 0)
    for (const { corporation_id, months, place } of by)
      for (const month of finest ? months.keys() : [query.months[0]!])
        groupOf(
          query.by.includes('corporation') ? corporation_id : null,
          `${month}-01`,
          place.length > 0 ? place : null,
        )

  const unserved = new Set<string>()
  const rows: IndexRow[] = []
  const quiet = new Map<string, MonthCounts>()
  const minutes = new Map(query.months.map((m) => [m, minutesOf(m)]))
  for (const group of groups.values()) {
    const parts: MonthCounts[][] = []
    const here = servedAtPlace.get(group.place) ?? []
    let only = group.corporation_id
    if (only !== undefined)
      parts.push(
        monthsOfPart(
          only,
          group,
          group.cells,
          here.find((s) => s.corporation_id === only),
          quiet,
        ),
      )
    else {
      const cells = Map.groupBy(group.cells, (c) => c.corporation_id)
      const of = new Map(here.map((s) => [s.corporation_id, s]))
      const scope = new Set([...of.keys(), ...cells.keys()])
      if (scope.size === 1) [only] = scope
      for (const corporation of scope)
        parts.push(monthsOfPart(corporation, group, cells.get(corporation) ?? [], of.get(corporation), quiet))
    }
    const period_min = group.day !== undefined ? 1440 : group.months.reduce((total, m) => total + minutes.get(m)!, 0)
    const { unserved: months, ...f } = figures(query.book, parts, period_min)
    const where = only === undefined ? undefined : codes.get(only)
    for (const month of months) unserved.add(where ? `${where} ${month}` : month)
    rows.push({
      ...group.keys,
      saidi_min: f.saidi_min,
      saifi: f.saifi,
      caidi_min: f.caidi_min,
      maifi: f.maifi,
      asai: f.asai,
      customers: f.customers,
      interruptions: group.interruptions,
      customer_interruptions: f.customer_interruptions,
      customer_minutes: f.customer_minutes,
    })
  }
  if (query.by.length > 0) rows.sort((a, b) => compare(query.by, a, b))
  return { rows, unserved: [...unserved].sort() }
}

/** Every month of the group for one corporation, also the quiet ones, with its customers. */
function monthsOfPart(
  corporation_id: number,
  group: Group,
  cells: readonly CountRow[],
  by: Served | undefined,
  quiet: Map<string, MonthCounts>,
): MonthCounts[] {
  // One month and its one cell: a row of most pages, two thousand of them at a time.
  if (group.months.length === 1 && cells.length === 1) {
    const { customer_interruptions, customer_s, momentary_interruptions } = cells[0]!
    const month = group.months[0]!
    return [{ month, customers: customersIn(by, month), customer_interruptions, customer_s, momentary_interruptions }]
  }
  const counted = new Map<string, MonthCounts>()
  for (const cell of cells) {
    const month = cell.period.slice(0, 7)
    const sum = counted.get(month) ?? { ...blank, month, customers: customersIn(by, month) }
    sum.customer_interruptions += cell.customer_interruptions
    sum.customer_s += cell.customer_s
    sum.momentary_interruptions += cell.momentary_interruptions
    counted.set(month, sum)
  }
  return group.months.map((month) => {
    const some = counted.get(month)
    if (some) return some
    const key = `${corporation_id} ${month} ${group.place}`
    let none = quiet.get(key)
    if (!none) quiet.set(key, (none = { ...blank, month, customers: customersIn(by, month) }))
    return none
  })
}

const blank = { customer_interruptions: 0, customer_s: 0, momentary_interruptions: 0 }

/** A month for which zero customers are reported cannot be divided by either; a place that had nobody counts as nobody. */
const customersIn = (by: Served | undefined, month: string): number | null => {
  const customers = by?.months.get(month)
  return customers === undefined || (customers === 0 && by!.place.length === 0) ? null : customers
}

function timeKey(dimension: 'year' | 'quarter' | 'month' | 'day', day: string): string {
  if (dimension === 'year') return day.slice(0, 4)
  if (dimension === 'quarter') return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
  return dimension === 'month' ? day.slice(0, 7) : day
}

function compare(by: readonly Dimension[], a: IndexRow, b: IndexRow): number {
  for (const d of by) {
    const [x, y] = [a[d] ?? '', b[d] ?? '']
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}
