import { sql } from 'kysely'
import { servedByMonth } from '../customers/index.ts'
import type { Context } from '../kernel/index.ts'
import { apportion, isPlace, peopleByMonth, placesOf } from './places.ts'
import type { CheckedQuery } from './query.ts'
import { from_, mine, to_ } from './query-sql.ts'

/** Where the customers served of a corporation come from. */
export type ServedSource = 'reported' | 'service_points'
export type Served = {
  corporation_id: number
  source: ServedSource
  months: Map<string, number>
  /** Values of the places that the query divides by, in the order of its dimensions; none: the whole corporation. */
  place: string[]
}

/**
 * Customers served by corporation and month: as reported (customers_served.csv) where the corporation reported anything in
 * the period; otherwise counted from its service points. Never a mixture inside one corporation, and never a guess: a
 * month that is in neither is not there.
 */
export async function served(ctx: Context, query: CheckedQuery): Promise<Map<number, Served>> {
  const found = new Map<number, Served>()
  const add = (source: ServedSource, rows: { corporation_id: number; month: string; customers: number }[]) => {
    for (const r of rows) {
      let of = found.get(r.corporation_id)
      if (!of)
        found.set(r.corporation_id, (of = { corporation_id: r.corporation_id, source, months: new Map(), place: [] }))
      if (of.source === source) of.months.set(r.month.slice(0, 7), r.customers)
    }
  }
  // A corporation that reported nothing has a row without a month.
  const { rows } = await sql<{ corporation_id: number; month: string | null; customers: number }>`
    select c.id as corporation_id, k.month, k.customers
    from organisation.corporation c left join (
      select distinct on (corporation_id, month) corporation_id, month, customers from interruptions.customers_served
      where month >= ${from_(query)}::date and month <= ${to_(query)}::date and recorded_at <= ${query.asKnownOn ?? ctx.now}
      order by corporation_id, month, recorded_at desc
    ) k on k.corporation_id = c.id
    where c.id = any((select organisation.visible())::smallint[]) and ${mine(ctx, query, sql`c.id`)}`.execute(ctx.tx)
  const reported = rows.filter((r): r is typeof r & { month: string } => r.month !== null)
  add('reported', reported)
  if (reported.length < rows.length) {
    const counted = await servedByMonth(ctx, query.months).execute()
    add(
      'service_points',
      counted.filter((r) => query.corporation_id === undefined || r.corporation_id === query.corporation_id),
    )
  }
  return found
}

/** The same, of each place where a query divides by places: the corporation's number dealt out as its service points are. */
export async function servedAt(ctx: Context, query: CheckedQuery, whole: Map<number, Served>): Promise<Served[]> {
  const of = placesOf(query)
  if (of.length === 0) return [...whole.values()]
  const byPlace = new Map<string, Served>()
  const put = ({ corporation_id, source }: Served, month: string, keys: readonly string[], customers: number) => {
    if (of.some((p, i) => query.where[p] !== undefined && query.where[p] !== keys[i])) return
    const place = query.by.filter(isPlace).map((p) => keys[of.indexOf(p)]!)
    const key = JSON.stringify([corporation_id, place])
    let served = byPlace.get(key)
    if (!served) byPlace.set(key, (served = { corporation_id, source, months: new Map(), place }))
    served.months.set(month, (served.months.get(month) ?? 0) + customers)
  }
  const people = Map.groupBy(await peopleByMonth(ctx, query), (r) => `${r.corporation_id} ${r.month}`)
  for (const served of whole.values())
    for (const [month, customers] of served.months) {
      if (customers === 0) continue // nobody at all: not divided, whatever the place
      const here = (people.get(`${served.corporation_id} ${month}`) ?? []).sort((a, b) => compareKeys(a.keys, b.keys))
      if (here.length === 0)
        put(
          served,
          month,
          of.map(() => ''),
          customers,
        )
      const parts = apportion(
        customers,
        here.map((h) => h.customers),
      )
      for (const [i, { keys }] of here.entries()) put(served, month, keys, parts[i]!)
    }
  // A place that had nobody in a month that is known had nobody; it is not unknown.
  for (const { corporation_id, months } of byPlace.values())
    for (const [month, customers] of whole.get(corporation_id)!.months)
      if (customers > 0 && !months.has(month)) months.set(month, 0)
  return [...byPlace.values()]
}

const compareKeys = (a: readonly string[], b: readonly string[]): number => {
  const i = a.findIndex((k, n) => k !== b[n])
  return i < 0 ? 0 : a[i]! < b[i]! ? -1 : 1
}
