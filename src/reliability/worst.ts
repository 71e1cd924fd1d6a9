import { sql } from 'kysely'
import { customersByFeeder } from '../customers/index.ts'
import type { Context } from '../kernel/index.ts'
import { corporations } from '../organisation/index.ts'
import { count, stepsIn } from './counts.ts'
import { historiesOf } from './customer-level.ts'
import { checkQuery, type IndexQuery } from './query.ts'
import { type AtLeast, customerIndices, gainAtMedian, median, ruleOn } from './rules.ts'
import { served } from './served.ts'
import { rulesInForce } from './store.ts'

export type WorstFeeder = {
  corporation: string
  feeder: string
  substation: string | null
  /** Middle of its devices, degrees (WGS 84); null where the network knows no place. */
  lon: number | null
  lat: number | null
  customers: number
  customer_interruptions: number
  customer_minutes: number
  /** What its customers went through on average: over the customers of the feeder. */
  minutes_per_customer: number
  interruptions_per_customer: number
  /** If it came down to its corporation's median feeder: customer minutes and interruptions spared, and in the indices. */
  gain_customer_minutes: number
  gain_customer_interruptions: number
  gain_saidi_min: number | null
  gain_saifi: number | null
  /** Share of its customers with n interruptions; with one of S hours; with T hours in all (of those it is known who). */
  cemi: number | null
  celid_s: number | null
  celid_t: number | null
  /** Sustained customer interruptions of which only the number is known: they are in no CEMI or CELID. */
  unknown_customer_interruptions: number
}

export type Worst = {
  feeders: WorstFeeder[]
  corporations: {
    corporation: string
    feeders: number
    median_minutes: number
    median_interruptions: number
    /** Feeders in its interruptions on which the network has no customers: nothing to divide by, not ranked. */
    without_customers: string[]
  }[]
  n: number
  single_h: number
  total_h: number
  at_least: AtLeast
}

export type WorstQuery = Omit<IndexQuery, 'by' | 'where'> & {
  n?: number
  single_h?: number
  total_h?: number
  at_least?: AtLeast
  limit?: number
}

/**
 * The feeders to mend first: what would be spared if a feeder came down to the median of its corporation's feeders, the
 * most customer minutes first. Customers of a feeder are those who hang on it now; quiet feeders are among those the median is of.
 * CEMI_n, CELID-s and CELID-t (IEEE 1366-2012, 3.3) stand beside, over the customers of the feeder.
 *
 * @throws Problem as `checkQuery`
 */
export async function worstFeeders(ctx: Context, given: WorstQuery): Promise<Worst> {
  const { n = 3, single_h = 8, total_h = 12, at_least = 'n_or_more', limit = 50, ...asked } = given
  const query = await checkQuery(ctx, { ...asked, by: ['feeder'] })
  const found = await count(ctx, query)
  const behind = await customersByFeeder(ctx).execute()
  const codes = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))

  type Sums = { customer_interruptions: number; customer_s: number }
  const sums = new Map<string, Sums>()
  const key = (corporation_id: number, feeder: string) => `${corporation_id}\u0000${feeder}`
  for (const row of found.rows) {
    const at = key(row.corporation_id, row.keys![0]!)
    const sum = sums.get(at) ?? { customer_interruptions: 0, customer_s: 0 }
    sum.customer_interruptions += row.customer_interruptions
    sum.customer_s += row.customer_s
    sums.set(at, sum)
  }
  const total = new Map<number, number>()
  for (const s of (await served(ctx, query)).values())
    total.set(s.corporation_id, [...s.months.values()].reduce((a, b) => a + b, 0) / Math.max(1, s.months.size))

  const rows: (WorstFeeder & { corporation_id: number })[] = []
  const of: Worst['corporations'] = []
  const mine = behind.filter((b) => query.corporation_id === undefined || b.corporation_id === query.corporation_id)
  const known = new Set(mine.map((b) => key(b.corporation_id, b.feeder)))
  const groups = Map.groupBy(mine, (b) => b.corporation_id)
  for (const { corporation_id } of found.rows) if (!groups.has(corporation_id)) groups.set(corporation_id, [])
  for (const [corporation_id, feeders] of groups) {
    const each = feeders.map((f) => ({ ...f, ...(sums.get(key(corporation_id, f.feeder)) ?? none) }))
    const medians = {
      minutes: median(each.map((f) => f.customer_s / 60 / f.customers)),
      interruptions: median(each.map((f) => f.customer_interruptions / f.customers)),
    }
    const corporation = codes.get(corporation_id)!
    of.push({
      corporation,
      feeders: each.length,
      median_minutes: medians.minutes,
      median_interruptions: medians.interruptions,
      without_customers: [
        ...new Set(
          found.rows
            .filter((r) => r.corporation_id === corporation_id && !known.has(key(corporation_id, r.keys![0]!)))
            .map((r) => r.keys![0]!),
        ),
      ].sort(),
    })
    const N = total.get(corporation_id)
    for (const { feeder, customers, customer_interruptions, customer_s } of each) {
      const gain = gainAtMedian({ customers, customer_interruptions, customer_minutes: customer_s / 60 }, medians)
      rows.push({
        corporation_id,
        corporation,
        feeder,
        substation: null,
        lon: null,
        lat: null,
        customers,
        customer_interruptions,
        customer_minutes: customer_s / 60,
        minutes_per_customer: customer_s / 60 / customers,
        interruptions_per_customer: customer_interruptions / customers,
        gain_customer_minutes: gain.customer_minutes,
        gain_customer_interruptions: gain.customer_interruptions,
        gain_saidi_min: N ? gain.customer_minutes / N : null,
        gain_saifi: N ? gain.customer_interruptions / N : null,
        cemi: null,
        celid_s: null,
        celid_t: null,
        unknown_customer_interruptions: 0,
      })
    }
  }
  rows.sort(
    (a, b) =>
      b.gain_customer_minutes - a.gain_customer_minutes ||
      b.gain_customer_interruptions - a.gain_customer_interruptions ||
      (key(a.corporation_id, a.feeder) < key(b.corporation_id, b.feeder) ? -1 : 1),
  )
  const first = rows.slice(0, limit)

  const places = await placesOfFeeders(ctx, first)
  const unknown = await unknownOf(ctx, query)
  const { sustained_over_s } = ruleOn(query.book, `${query.months.at(-1)}-01`, await rulesInForce(ctx, query))
  const histories = Map.groupBy(await historiesOf(ctx, query), (h) => key(h.corporation_id, h.feeder))
  for (const row of first) {
    const at = key(row.corporation_id, row.feeder)
    Object.assign(row, places.get(at))
    row.unknown_customer_interruptions = unknown.get(at) ?? 0
    const { cemi, celid_s, celid_t } = customerIndices(histories.get(at) ?? [], {
      customers: row.customers,
      sustained_over_s,
      at_least,
      n,
      single_h,
      total_h,
    })
    Object.assign(row, { cemi, celid_s, celid_t })
  }
  return {
    feeders: first.map(({ corporation_id: _, ...row }) => row),
    corporations: of,
    n,
    single_h,
    total_h,
    at_least,
  }
}

const none = { customer_interruptions: 0, customer_s: 0 }

type Named = { corporation_id: number; feeder: string }

/** Where feeders lie and which substation they leave from, by the network as it is now. */
async function placesOfFeeders(
  { tx }: Context,
  feeders: readonly Named[],
): Promise<Map<string, { substation: string | null; lon: number | null; lat: number | null }>> {
  const { rows } = await sql<Named & { substation: string | null; lon: number | null; lat: number | null }>`
    select a.corporation_id, a.feeder, e.substation, e.lon, e.lat
    from unnest(${feeders.map((f) => f.corporation_id)}::smallint[], ${feeders.map((f) => f.feeder)}::text[]) a (corporation_id, feeder)
    cross join lateral (
      select min(e.substation) as substation, avg(coalesce(e.lon, n.x)) as lon, avg(coalesce(e.lat, n.y)) as lat
      from network.equipment e
      left join network.node n on n.corporation_id = e.corporation_id and n.name = e.from_node and n.system = 'lonlat'
      where e.corporation_id = a.corporation_id and e.feeder = a.feeder and e.removed_at is null
    ) e`.execute(tx)
  return new Map(
    rows.map(({ corporation_id, feeder, ...place }) => [`${corporation_id}\u0000${feeder}`, place] as const),
  )
}

async function unknownOf(ctx: Context, query: Parameters<typeof stepsIn>[1]): Promise<Map<string, number>> {
  const { from, over } = await stepsIn(ctx, query)
  const { rows } = await sql<Named & { n: number }>`
    select s.corporation_id, s.feeder, sum(s.customers)::bigint as n ${from} and s.transformers is null and s.duration_s > ${over}
    group by 1, 2`.execute(ctx.tx)
  return new Map(rows.map((r) => [`${r.corporation_id}\u0000${r.feeder}`, r.n]))
}
