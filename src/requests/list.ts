import { sql } from 'kysely'
import { cursorOf, type PageOf, pageOf } from '../access/index.ts'
import { type Context, isId } from '../kernel/index.ts'
import { customerOf } from './receive.ts'
import type { State } from './rules.ts'
import { inScope, type Scope } from './scope.ts'

export interface ListQuery extends Scope {
  /** Login; '' for those that nobody has in hand. */
  assigned_to?: string
  /** Without it: all that are open. */
  state?: State
  /** Due before this moment (the late ones among them). */
  due_before?: Date
  /** Only those whose deadline has passed. */
  late?: boolean
  service?: string
  family?: string
  /** Code. */
  customer?: string
  /** Id of the cut or fault that explains them. */
  about?: string
  limit?: number
  cursor?: string
}

export interface Listed {
  id: string
  code: string
  corporation_id: number
  service: string
  family: string
  state: State
  step: string | null
  unit_id: number | null
  crew: string | null
  assigned_to: string | null
  channel: string
  customer_id: number | null
  customer_code: string | null
  customer_name: string | null
  received_at: Date
  complete_at: Date | null
  due_at: Date | null
  step_due_at: Date | null
  closed_at: Date | null
  outcome: string | null
  warned_percent: number
  /** Customers who said the same: 1 where it is one's own. */
  voices: number
  version: number
}

/**
 * The queue: open requests, what is due first at the top, those without a deadline after them; closed ones the latest
 * first. Page by page; each page is a scan of one index.
 */
export async function list(ctx: Context, query: ListQuery = {}): Promise<PageOf<Listed>> {
  const { tx } = ctx
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 200)
  const after = cursorOf(query.cursor, 2)
  const closed = query.state === 'closed'
  const customer = await customerOf(ctx, query.customer)
  if (query.about !== undefined && !isId(query.about)) return { items: [], next: null }
  const within = await inScope(ctx, customer ? { ...query, corporation_id: customer.corporation_id } : query, 'r')
  const base = () =>
    tx
      .selectFrom('requests.request as r')
      .leftJoin('customers.customer as c', (join) =>
        join.onRef('c.corporation_id', '=', 'r.corporation_id').onRef('c.id', '=', 'r.customer_id'),
      )
      .select(listed)
      .select(['c.code as customer_code', 'c.name as customer_name'])
      .select(
        sql<number>`1 + (select count(*) from requests.request m where m.corporation_id = r.corporation_id and m.merged_into = r.id)`.as(
          'voices',
        ),
      )
      .where(within)
      .$if(customer !== undefined, (q) => q.where('r.customer_id', '=', customer!.id))
      .$if(query.assigned_to === '', (q) => q.where('r.assigned_to', 'is', null))
      .$if(!!query.assigned_to, (q) => q.where('r.assigned_to', '=', query.assigned_to!))
      .$if(query.state === undefined, (q) => q.where('r.state', '<>', 'closed'))
      .$if(query.state !== undefined, (q) => q.where('r.state', '=', query.state!))
      .$if(query.due_before !== undefined, (q) => q.where('r.due_at', '<', query.due_before!))
      .$if(query.late === true, (q) => q.where('r.due_at', '<', ctx.now))
      .$if(query.service !== undefined, (q) => q.where('r.service', '=', query.service!))
      .$if(query.family !== undefined, (q) => q.where('r.family', '=', query.family!))
      .$if(query.about !== undefined, (q) => q.where('r.about', '=', query.about!))
      .limit(limit + 1)
  const [key, id] = after ?? []
  if (closed) {
    const rows = await base()
      .$if(after !== undefined, (q) => q.where(sql<boolean>`(r.closed_at, r.id) < (${key}::timestamptz, ${id}::uuid)`))
      .orderBy('r.closed_at', 'desc')
      .orderBy('r.id', 'desc')
      .execute()
    return pageOf(rows as Listed[], limit, (r) => [r.closed_at, r.id])
  }
  const timely = query.due_before !== undefined || query.late === true
  // what has no deadline follows what has one: the index holds them so, and the first page is one scan
  if (after === undefined) {
    const rows = await base().orderBy('r.due_at').orderBy('r.id').execute()
    return pageOf(rows as Listed[], limit, (r) => [r.due_at, r.id])
  }
  const due =
    key === null
      ? []
      : await base()
          .where('r.due_at', 'is not', null)
          .where(sql<boolean>`(r.due_at, r.id) > (${key}::timestamptz, ${id}::uuid)`)
          .orderBy('r.due_at')
          .orderBy('r.id')
          .execute()
  // after a cursor two scans, so that each begins in the index where the page before ended
  const rest =
    due.length > limit || timely
      ? []
      : await base()
          .where('r.due_at', 'is', null)
          .$if(key === null, (q) => q.where('r.id', '>', String(id)))
          .orderBy('r.id')
          .execute()
  return pageOf([...due, ...rest].slice(0, limit + 1) as Listed[], limit, (r) => [r.due_at, r.id])
}

const listed = [
  'r.id',
  'r.code',
  'r.corporation_id',
  'r.service',
  'r.family',
  'r.state',
  'r.step',
  'r.unit_id',
  'r.crew',
  'r.assigned_to',
  'r.channel',
  'r.customer_id',
  'r.received_at',
  'r.complete_at',
  'r.due_at',
  'r.step_due_at',
  'r.closed_at',
  'r.outcome',
  'r.warned_percent',
  'r.version',
] as const
