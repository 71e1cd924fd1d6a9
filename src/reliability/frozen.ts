import type { Context } from '../kernel/index.ts'
import type { Variant } from './closing-rules.ts'
import { type CountRow, count, type Found } from './counts.ts'
import type { CheckedQuery, Dimension } from './query.ts'
import type { Served } from './served.ts'
import { type Standing, standing } from './store-closing.ts'

/** Which closing a row's figures are of. */
export type ClosingNamed = {
  corporation: string
  month: string
  sequence: number
  closed_at: Date
  closed_by: string
  /** Hexadecimal: of the bytes that `GET /reliability/closed-months/:corporation/:month` gives. */
  sha256: string
}

/** What a closing froze is of a corporation's month as a whole: finer divisions are not in it. */
const kept: readonly Dimension[] = ['corporation', 'year', 'quarter', 'month']

/** The dimensions of a query by which closed months keep no figures; none: they can answer. A single cell is never kept. */
export const notKept = (query: CheckedQuery): string[] => [
  ...new Set([...query.by.filter((d) => !kept.includes(d)), ...Object.keys(query.where)]),
]

/** Closings that stand in the months of a query; none where it asks for what is known now, or was then. */
export async function closingsOf(ctx: Context, query: CheckedQuery, variant: Variant): Promise<Standing[]> {
  if (isLive(query)) return []
  return standing(ctx, {
    from: query.months[0]!,
    to: query.months.at(-1)!,
    corporation_id: query.corporation_id,
    book: query.book,
    variant,
  })
}

/** Months of corporations of which anything is known: customers served, or something that happened. */
export type Cells = { corporation_id: number; month: string }[]

/**
 * Counts and customers served of a query with closed months as they were closed: what goes into the same formulas then.
 * An interruption that goes over the end of a month is counted in each of the two: of a closed month it is only known
 * how many there were.
 */
export async function asClosed(
  ctx: Context,
  query: CheckedQuery,
  closings: readonly Standing[],
  live: Map<number, Served>,
): Promise<{ found: Found; served: Served[]; cells: Cells }> {
  const whole = await count(ctx, { ...query, by: ['corporation', 'month'] })
  const cells = new Map<string, CountRow>()
  const cellOf = (corporation_id: number, period: string): CountRow => {
    const key = `${corporation_id} ${period}`
    let cell = cells.get(key)
    if (!cell) cells.set(key, (cell = { corporation_id, period, keys: null, interruptions: 0, ...nothing }))
    return cell
  }
  for (const row of whole.rows) Object.assign(cellOf(row.corporation_id, row.period), row)
  for (const { corporation_id, period, interruptions } of whole.distinct)
    cellOf(corporation_id!, period!).interruptions += interruptions

  const served = new Map([...live].map(([id, s]) => [id, { ...s, months: new Map(s.months) }]))
  for (const { corporation_id, month, customers, figures } of closings) {
    const { interruptions, customer_interruptions, customer_s, momentary_interruptions } = figures
    Object.assign(cellOf(corporation_id, `${month}-01`), {
      interruptions,
      customer_interruptions,
      customer_s,
      momentary_interruptions,
    })
    const of = served.get(corporation_id) ?? { corporation_id, source: 'reported', months: new Map(), place: [] }
    if (customers === null) of.months.delete(month)
    else of.months.set(month, customers)
    served.set(corporation_id, of)
  }
  const rows = [...cells.values()]
  const known = new Set(rows.map((r) => `${r.corporation_id} ${r.period.slice(0, 7)}`))
  for (const { corporation_id, months } of served.values())
    for (const month of months.keys()) known.add(`${corporation_id} ${month}`)
  return {
    found: { rows, distinct: [], source: whole.source },
    served: [...served.values()],
    cells: [...known].map((key) => {
      const [id, month] = key.split(' ') as [string, string]
      return { corporation_id: Number(id), month }
    }),
  }
}

/** What is known now or was known then is asked for, or what another rule would make of it. */
const isLive = (query: CheckedQuery): boolean =>
  query.live || query.asKnownOn !== undefined || query.over_s !== undefined || query.excludedCauses !== undefined

const nothing = { customer_interruptions: 0, customer_s: 0, momentary_interruptions: 0 }
