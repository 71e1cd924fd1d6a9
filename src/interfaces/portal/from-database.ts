/** The portal's questions answered from the database, each by the doors of the rooms, each in one transaction. */
import { sql } from 'kysely'
import { byPhone, pointsAt } from '../../customers/index.ts'
import { happening as faults, report } from '../../faults/index.ts'
import { type Context, type Database, isId, monthOf, ranges, startOfDay, transaction } from '../../kernel/index.ts'
import { corporations } from '../../organisation/index.ts'
import { happening as cuts } from '../../planned-outages/index.ts'
import { keptByMonth, type PromiseParts, promisesAbout } from '../../promises/index.ts'
import type { OutageNow, Place, PortalSource, SupplyBatch } from './source.ts'
import type { Change, CutView, KeptLine, Outcome } from './views.ts'

const batch = 50_000
const keptMonths = 12

/** @param db the portal reads all corporations: what it shows is public, or asked for by the customer's own code */
export function fromDatabase(db: Database, now: () => Date): PortalSource {
  const read = <T>(use: (ctx: Context) => Promise<T>, isolation?: 'repeatable read') =>
    transaction(db, { actor: 'portal', corporations: '*', now: now(), isolation }, use)

  return {
    corporations: () =>
      read(async (ctx) =>
        (await corporations(ctx)).map(({ id, code, name, hotline }) => ({ id, code, name, hotline: hotline ?? '' })),
      ),
    async supplies() {
      const expected = await read(async ({ tx }) => {
        const { n } = await tx
          .selectFrom('customers.service_point')
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
        return n
      })
      return { expected, batches: supplyPages(read, null) }
    },
    async suppliesOf(code) {
      for await (const page of supplyPages(read, code)) return page
      return { codes: [], transformers: [], corporations: [], reachable: [] }
    },
    outages: (from, to) =>
      read(async (ctx) => {
        const [planned, unplanned] = [await cuts(ctx, { from, to }), await faults(ctx, { from, to })]
        const ids = [...planned, ...unplanned].map((one) => one.id)
        const promises = await promisesAbout(ctx, ids)
        return [
          ...planned.map((one) => fromCut(one, promises.get(one.id) ?? [])),
          ...unplanned.map((one) => fromFault(one, promises.get(one.id) ?? [])),
        ].sort((x, y) => x.out_from.getTime() - y.out_from.getTime())
      }, 'repeatable read'),
    placesOf: (corporation_id, transformers) =>
      read(async (ctx) => {
        const points = pointsAt(ctx, corporation_id, transformers, ctx.now).as('p')
        const places = await ctx.tx
          .selectFrom(points)
          .innerJoin('customers.customer as c', (join) =>
            join.onRef('c.corporation_id', '=', 'p.corporation_id').onRef('c.id', '=', 'p.customer_id'),
          )
          .select(placeColumns)
          .groupBy(placeKey)
          .orderBy('customers', 'desc')
          .execute()
        const cells = await ctx.tx
          .selectFrom(points)
          .innerJoin('network.equipment as e', (join) =>
            join.onRef('e.corporation_id', '=', 'p.corporation_id').onRef('e.transformer_id', '=', 'p.transformer_id'),
          )
          .where('e.removed_at', 'is', null)
          .where('e.lon', 'is not', null)
          .where('e.lat', 'is not', null)
          .select([
            sql<number>`floor(e.lon * 100)::integer`.as('x'),
            sql<number>`floor(e.lat * 100)::integer`.as('y'),
            sql<number>`count(distinct p.customer_id)::integer`.as('customers'),
          ])
          .groupBy([sql`1`, sql`2`])
          .execute()
        return { places: placesIn(places), cells }
      }),
    places: () =>
      read(async ({ tx }) =>
        placesIn(
          await tx
            .selectFrom('customers.customer as c')
            .where('c.corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
            .select(placeColumns)
            .groupBy(placeKey)
            .orderBy('customers', 'desc')
            .execute(),
        ),
      ),
    units: () =>
      read(async ({ tx }) => {
        const rows = await tx
          .selectFrom('organisation.unit')
          .select(['code', 'name'])
          .where('kind', '=', 'unit')
          .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
          .execute()
        return new Map(rows.map((row) => [row.code, row.name]))
      }),
    codesOfPhone: (phone) => read(async (ctx) => (await byPhone(ctx, phone)).map((one) => one.code)),
    cut: (id) =>
      read(async (ctx) => {
        if (!isId(id)) return null
        const promises = (await promisesAbout(ctx, [id])).get(id) ?? []
        const [cut] = await cuts(ctx, { id })
        if (cut) return wholeOf(cut, fromCut(cut, promises), newest(promises, 'power_back'))
        const [fault] = await faults(ctx, { id })
        return fault ? wholeOf(fault, fromFault(fault, promises), ofKind(promises, 'fault_power_back')) : null
      }),
    kept: (at) =>
      read(async (ctx) => {
        const month = monthOf(at)
        const first = startOfDay(`${monthBefore(month, keptMonths - 1)}-01`)
        const rows = await keptByMonth(ctx, Object.keys(kindOf), first, at)
        const codes = new Map((await corporations(ctx)).map((one) => [one.id, one.code]))
        const lines = new Map<string, KeptLine>()
        for (const { corporation_id, kind, month, kept, broken } of rows) {
          const key = `${kind} ${corporation_id}`
          const line = lines.get(key) ?? {
            corporation: codes.get(corporation_id) ?? '',
            kind: kindOf[kind as keyof typeof kindOf],
            kept: 0,
            broken: 0,
            months: [],
          }
          line.kept += kept
          line.broken += broken
          line.months.push({ month, kept, broken })
          lines.set(key, line)
        }
        const counted = [...lines.values()].filter((line) => line.kept + line.broken > 0)
        return { from: monthOf(first), to: month, lines: counted }
      }),
    report: (code, sign) =>
      transaction(db, { actor: 'customer', corporations: '*', now: now() }, async (ctx) => {
        await report(ctx, { customer: code, channel: 'portal', words: sign })
      }),
  }
}

/** Kinds of promises in the ledger, and what the public page calls them. */
const kindOf = {
  notice: 'notice',
  power_back: 'power_back',
  fault_power_back: 'power_back_2h',
  fault_told: 'fault_told',
} as const satisfies Record<string, KeptLine['kind']>

const monthBefore = (month: string, n: number): string => {
  const [year, m] = month.split('-').map(Number)
  const count = year * 12 + m - 1 - n
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}

type Read = <T>(use: (ctx: Context) => Promise<T>) => Promise<T>

/** Customers (or the one of a code) with their supplies of today, page by page in the order of their keys: memory stays flat. */
async function* supplyPages(read: Read, code: string | null): AsyncGenerator<SupplyBatch> {
  let after: [number, number] = [-1, -1]
  for (;;) {
    const rows = await read(
      async ({ tx, now }) =>
        (
          await sql<{ corporation_id: number; id: number; code: string; t: number[]; reachable: boolean }>`
            select c.corporation_id, c.id, c.code,
              array_agg(p.transformer_id order by p.additional, p.transformer_id) as t, bool_or(p.notice_channel > 0) as reachable
            from (
              select corporation_id, id, code from customers.customer
              where (corporation_id, id) > (${after[0]}::smallint, ${after[1]}::integer)
                and corporation_id = any ((select organisation.visible())::smallint[])
                ${code === null ? sql`` : sql`and code = ${code}`}
              order by corporation_id, id limit ${batch}
            ) c
            join customers.service_point p on p.corporation_id = c.corporation_id and p.customer_id = c.id
            where p.valid_from <= (${now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date
              and p.valid_to > (${now}::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date
            group by c.corporation_id, c.id, c.code
            order by c.corporation_id, c.id`.execute(tx)
        ).rows,
    )
    if (rows.length === 0) return
    const codes: string[] = []
    const transformers: number[] = []
    const corporationIds: number[] = []
    const reachable: number[] = []
    for (const row of rows)
      for (const t of row.t) {
        codes.push(row.code)
        transformers.push(t)
        corporationIds.push(row.corporation_id)
        reachable.push(row.reachable ? 1 : 0)
      }
    yield { codes, transformers, corporations: corporationIds, reachable }
    const last = rows[rows.length - 1]
    after = [last.corporation_id, last.id]
  }
}

const unit = sql<string>`left(c.code, 6)`
const placeKey = [sql`c.province`, sql`c.commune`, unit]
const placeColumns = [
  sql<string | null>`c.province`.as('province'),
  sql<string | null>`c.commune`.as('commune'),
  unit.as('unit'),
  sql<number>`count(distinct c.id)::integer`.as('customers'),
] as const
const placesIn = (
  rows: { province: string | null; commune: string | null; unit: string; customers: number }[],
): Place[] => rows.map((row) => ({ ...row, province: row.province ?? '', commune: row.commune ?? '' }))

type Cut = Awaited<ReturnType<typeof cuts>>[number]
type Fault = Awaited<ReturnType<typeof faults>>[number]

/** Part of a promise as a customer has it: while only the clock has spoken nobody can say how late it will be. */
const verdictsOf = (promises: readonly PromiseParts[]) =>
  promises.flatMap((promise) =>
    promise.parts
      .filter((part) => part.holds !== ranges.emptySet)
      .map((part) => ({
        transformers: part.holds,
        outcome: part.outcome as Outcome,
        late_s: part.outcome === 'released' || part.evidence_kind === 'clock' ? null : part.late_s,
      })),
  )

const ofKind = (promises: readonly PromiseParts[], kind: string) => promises.filter((one) => one.kind === kind)

/** Those of the newest version: the older ones were released when the outage moved. */
const newest = (promises: readonly PromiseParts[], kind: string): PromiseParts[] => {
  const own = ofKind(promises, kind)
  const version = Math.max(...own.map((one) => one.version))
  return own.filter((one) => one.version === version)
}

/** A promise that is the same for all its customers; null where it was kept for some and broken for others. */
function sameForAll(promises: readonly PromiseParts[]): OutageNow['notice'] {
  const first = promises.find((one) => one.released < one.customers) ?? promises[0]
  if (!first) return null
  const { due, customers, kept, broken, open } = first
  const outcome =
    kept === customers ? 'kept' : broken === customers ? 'broken' : open === customers ? 'open' : undefined
  return outcome ? { due, outcome, late_s: null } : null
}

/** Parts that came back, as corrected, in time order; less what has gone again since. */
function partsBack(one: Cut | Fault): { transformers: string; back_at: Date; customers: number }[] {
  const facts: readonly (Cut | Fault)['facts'][number][] = one.facts
  const corrected = new Map(
    facts.filter((fact) => fact.kind === 'corrected').map((fact) => [Number(fact.detail.corrects), fact.at]),
  )
  return facts
    .filter((fact) => (fact.kind === 'step' || fact.kind === 'restored') && fact.transformers)
    .map((fact) => ({
      transformers: ranges.difference(fact.transformers!, one.still_out),
      back_at: corrected.get(fact.seq) ?? fact.at,
      customers: fact.customers ?? 0,
    }))
    .filter((part) => part.transformers !== ranges.emptySet)
    .sort((a, b) => a.back_at.getTime() - b.back_at.getTime())
}

const markOf = (one: Cut | Fault, promises: readonly PromiseParts[]): string => {
  const sums = promises.reduce((sum, p) => sum + p.kept + p.broken * 3 + p.released * 7, 0)
  return `${one.state}.${one.facts.at(-1)?.seq ?? 0}.${promises.length}.${sums}.${one.still_out}`
}

const cutPhase = {
  planned: 'coming',
  approved: 'coming',
  announced: 'coming',
  started: 'out',
  restored: 'restored',
  cancelled: 'cancelled',
} as const

/** A planned outage with its promises, as the portal keeps it. Pure. */
export function fromCut(one: Cut, promises: readonly PromiseParts[]): OutageNow {
  const announced = one.facts.find((fact) => fact.kind === 'announced')
  const started = one.facts.find((fact) => fact.kind === 'started')
  const changes = changesOf(one, announced?.seq ?? 0)
  const back = partsBack(one)
  const powerBack = newest(promises, 'power_back')
  // Whoever was told and kept supply has no outage; whoever lost it untold has one.
  const cut = ranges.union(...back.map((part) => part.transformers), one.still_out)
  return {
    corporation_id: one.corporation_id,
    id: one.id,
    mark: `${one.version}.${markOf(one, promises)}`,
    origin: 'planned',
    phase: cutPhase[one.state],
    urgent: one.urgent,
    reason: one.reason,
    out_from: one.cut_at ?? one.out_from,
    back_promised: one.back_at,
    back_first: changes[0]?.back_was ?? one.back_at,
    back_at: one.restored_at,
    estimate_due: null,
    told_at: announced?.recorded_at ?? null,
    notice: sameForAll(ofKind(promises, 'notice')),
    power_back_due: powerBack[0]?.due ?? null,
    changes,
    customers: started?.customers ?? one.customers,
    customers_back: back.reduce((sum, part) => sum + part.customers, 0),
    transformers: started ? cut : one.transformers,
    restored: back.map(({ transformers, back_at }) => ({ transformers, back_at })),
    outcomes: verdictsOf(powerBack),
    // what the planner decided before anybody was told is nobody's business
    facts: one.facts
      .slice(one.facts.findIndex((fact) => fact.kind === 'announced' || fact.kind === 'started'))
      .map(publicFact),
  }
}

/** A fault with its promises, as the portal keeps it. Pure. */
export function fromFault(one: Fault, promises: readonly PromiseParts[]): OutageNow {
  const back = partsBack(one)
  const powerBack = ofKind(promises, 'fault_power_back')
  const told = ofKind(promises, 'fault_told')
  const estimates = one.facts.flatMap((fact) => {
    const is = dateIn(fact.detail.estimate)
    return is ? [{ fact, is, was: dateIn(fact.detail.estimate_before) }] : []
  })
  return {
    corporation_id: one.corporation_id,
    id: one.id,
    mark: `${one.estimate?.getTime() ?? 0}.${one.cause ?? ''}.${markOf(one, promises)}`,
    origin: 'fault',
    phase: one.state === 'open' ? 'out' : 'restored',
    urgent: false,
    reason: one.cause,
    out_from: one.out_at,
    back_promised: one.estimate,
    back_first: estimates[0]?.is ?? one.estimate,
    back_at: one.restored_at,
    estimate_due: one.estimate ? null : (told[0]?.due ?? null),
    told_at: estimates[0]?.fact.recorded_at ?? null,
    notice: sameForAll(told),
    power_back_due: powerBack[0]?.due ?? null,
    changes: estimates
      .filter(({ was }) => was !== null)
      .map(({ fact, is, was }) => ({
        changed_at: fact.recorded_at,
        out_was: null,
        out_is: null,
        back_was: was,
        back_is: is,
        reason: fact.reason,
      })),
    customers: one.customers,
    customers_back: back.reduce((sum, part) => sum + part.customers, 0),
    transformers: one.transformers,
    restored: back.map(({ transformers, back_at }) => ({ transformers, back_at })),
    outcomes: verdictsOf(powerBack),
    facts: one.facts.map(publicFact),
  }
}

const publicFact = ({ seq, kind, recorded_at }: (Cut | Fault)['facts'][number]) => ({ seq, kind, recorded_at })

const dateIn = (value: unknown): Date | null => (value ? new Date(String(value)) : null)

/** Changes of the hours that customers had been told; earlier ones are the planner's own business. */
const changesOf = (one: Cut, announced: number): Change[] =>
  one.facts
    .filter((fact) => fact.kind === 'postponed' && announced > 0 && fact.seq > announced)
    .map((fact) => ({
      changed_at: fact.recorded_at,
      out_was: dateIn(fact.detail.out_from_before),
      out_is: dateIn(fact.detail.out_from),
      back_was: dateIn(fact.detail.back_at_before),
      back_is: dateIn(fact.detail.back_at),
      reason: fact.reason,
    }))

const storyOf: Record<string, CutView['story'][number]['what']> = {
  announced: 'announced',
  postponed: 'changed',
  started: 'started',
  recorded: 'started',
  estimate: 'estimated',
  restored: 'restored',
  cancelled: 'cancelled',
}

function wholeOf(
  one: Cut | Fault,
  outage: OutageNow,
  powerBack: readonly PromiseParts[],
): NonNullable<Awaited<ReturnType<PortalSource['cut']>>> {
  const facts: readonly (Cut | Fault)['facts'][number][] = one.facts
  const announced = facts.find((fact) => fact.kind === 'announced')?.seq ?? 0
  const sum = (of: 'kept' | 'broken' | 'open') => powerBack.reduce((n, p) => n + p[of], 0)
  return {
    outage,
    steps: partsBack(one)
      .filter((part) => part.customers > 0)
      .map((part) => ({
        back_at: part.back_at,
        customers: part.customers,
        late_s: outage.power_back_due ? (part.back_at.getTime() - outage.power_back_due.getTime()) / 1000 : null,
      })),
    story: facts.flatMap((fact): CutView['story'] => {
      const what = storyOf[fact.kind]
      // What the planner changed before anybody was told is nobody's business.
      if (!what || (what === 'changed' && (announced === 0 || fact.seq < announced))) return []
      return [{ at: fact.at, what, note: what === 'changed' || what === 'cancelled' ? fact.reason : null }]
    }),
    kept: sum('kept'),
    broken: sum('broken'),
    open: sum('open'),
  }
}
