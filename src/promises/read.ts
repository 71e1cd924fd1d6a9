import { type Selectable, sql } from 'kysely'
import { cursorOf, type PageOf, pageOf } from '../access/index.ts'
import { transformersOf } from '../customers/index.ts'
import { type Context, type DB, dayOf, isId, Problem, ranges } from '../kernel/index.ts'
import { byTheClock, type Outcome, outcomeAt, type Part, partsOf } from './rules.ts'
import type { OutcomeRow } from './store.ts'
import * as store from './store.ts'

export type PromiseRow = Selectable<DB['promises.promise']> & { open: number }

/** Open while anything of it is open; a promise has each state that some of its customers have. */
export const states = ['open', 'kept', 'broken', 'released'] as const
export type State = (typeof states)[number]

const open = sql<number>`customers - kept - broken - released`

/** The promises about a subject: the newest version first, in the order in which they fall due. */
export const ofOutage = ({ tx }: Context, about: string): Promise<PromiseRow[]> =>
  tx
    .selectFrom('promises.promise')
    .selectAll()
    .select(open.as('open'))
    .where('about', '=', about)
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .orderBy('version', 'desc')
    .orderBy('due')
    .orderBy('id')
    .execute()

export interface ListQuery {
  kind?: string
  state?: State
  /** Id of the outage, fault or request it is about. */
  about?: string
  corporation_id?: number
  cursor?: string
  /** At most 200; default 50. */
  limit?: number
}

/**
 * Promises, latest deadline first, page by page. `state` asks for promises with customers in that state: one that is
 * kept for 2,800 and broken for 200 is in both lists.
 */
export async function list({ tx }: Context, query: ListQuery): Promise<PageOf<PromiseRow>> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 200)
  const after = cursorOf(query.cursor, 2)
  if (query.about !== undefined && !isId(query.about)) throw new Problem('promises/unknown', { id: query.about })
  const items = await tx
    .selectFrom('promises.promise')
    .selectAll()
    .select(open.as('open'))
    .$if(query.kind !== undefined, (q) => q.where('kind', '=', query.kind!))
    .$if(query.about !== undefined, (q) => q.where('about', '=', query.about!))
    .$if(query.corporation_id !== undefined, (q) => q.where('corporation_id', '=', query.corporation_id!))
    .$if(query.state === 'open', (q) => q.where(sql<boolean>`kept + broken + released < customers`))
    .$if(query.state !== undefined && query.state !== 'open', (q) => q.where(query.state as Outcome, '>', 0))
    .$if(after !== undefined, (q) => q.where(sql<boolean>`(due, id) < (${after![0]}::timestamptz, ${after![1]}::uuid)`))
    .orderBy('due', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(items, limit, (p) => [p.due, p.id])
}

export interface PromisePage {
  promise: PromiseRow
  /** Rows of the ledger in their order; `left` and `holds` say what later rows have left of each. */
  outcomes: (OutcomeRow & { left: number; holds: string | null })[]
}

/** A promise with all that became of it and the evidence of each row. */
export async function page(ctx: Context, id: string): Promise<PromisePage> {
  const promise = await find(ctx, id)
  const outcomes = (await ctx.tx
    .selectFrom('promises.outcome')
    .selectAll()
    .where('corporation_id', '=', promise.corporation_id)
    .where('promise_id', '=', id)
    .orderBy('seq')
    .execute()) as OutcomeRow[]
  const parts = new Map(partsOf(outcomes).map((p) => [p.seq, p]))
  return {
    promise,
    outcomes: outcomes.map((o) => {
      const part = parts.get(o.seq)
      return { ...o, left: part?.left ?? 0, holds: part && o.transformers !== null ? part.holds : null }
    }),
  }
}

async function find({ tx }: Context, id: string): Promise<PromiseRow> {
  const promise = isId(id)
    ? await tx
        .selectFrom('promises.promise')
        .selectAll()
        .select(open.as('open'))
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined
  if (!promise) throw new Problem('promises/unknown', { id })
  return promise
}

export interface CustomerPart {
  /** undefined: the promise was not made to this customer. */
  outcome: Outcome | 'open' | undefined
  due: Date
  /** When it happened; null while it has not. */
  at: Date | null
  /** Seconds after the deadline, negative: before it; up to now while it is broken and has not happened yet; null: nothing to say. */
  late_s: number | null
  evidence_kind: string | null
  evidence: string | null
  reason: string | null
}

/**
 * What became of a promise for one customer: kept or broken, and by how much. With service points on several
 * transformers the worst of them counts. Where parts are only known by number (receipts of a notice), the answer is
 * given when it is the same for all; otherwise the room that owns the evidence knows the customer's (`toldParts` of notices).
 */
export async function customerPart(
  ctx: Context,
  promise_id: string,
  customer: { corporation_id: number; id: number },
): Promise<CustomerPart> {
  const promise = await find(ctx, promise_id)
  const nothing = { due: promise.due, at: null, late_s: null, evidence_kind: null, evidence: null, reason: null }
  const whole = partsOf(await store.entriesOf(ctx, promise))
  if (promise.parts === 'customers') {
    if (promise.customer_id !== null && promise.customer_id !== customer.id) return { ...nothing, outcome: undefined }
    const parts = whole.filter((p) => p.left > 0)
    const same = new Set(parts.map((p) => p.outcome)).size === 1 && promise.open === 0
    if (!same) return { ...nothing, outcome: parts.length === 0 && promise.customers > 0 ? 'open' : undefined }
    return said(ctx, promise, parts.at(-1)!)
  }
  const points = await transformersOf(ctx, customer, dayOf(promise.counted_at))
  const own = ranges.intersection(promise.transformers!, ranges.setOf(points.map((p) => p.transformer_id)))
  if (own === ranges.emptySet) return { ...nothing, outcome: undefined }
  const parts = whole.filter((p) => ranges.overlaps(p.holds, own))
  if (!ranges.includes(ranges.union(...parts.map((p) => p.holds)), own)) return { ...nothing, outcome: 'open' }
  const order: Outcome[] = ['broken', 'kept', 'released']
  const worst = (a: Part, b: Part) =>
    order.indexOf(a.outcome) - order.indexOf(b.outcome) ||
    Number(byTheClock(b)) - Number(byTheClock(a)) ||
    b.at.getTime() - a.at.getTime()
  return said(ctx, promise, parts.sort(worst)[0]!)
}

async function said(ctx: Context, promise: PromiseRow, part: Part): Promise<CustomerPart> {
  const row = await ctx.tx
    .selectFrom('promises.outcome')
    .select(['late_s', 'evidence', 'reason'])
    .where('corporation_id', '=', promise.corporation_id)
    .where('promise_id', '=', promise.id)
    .where('seq', '=', part.seq)
    .executeTakeFirstOrThrow()
  const waiting = byTheClock(part)
  return {
    outcome: part.outcome,
    due: promise.due,
    at: waiting ? null : part.at,
    late_s: waiting ? outcomeAt(promise.due, ctx.now).late_s : part.outcome === 'released' ? null : row.late_s,
    evidence_kind: part.evidence_kind,
    evidence: row.evidence,
    reason: row.reason,
  }
}
