import { type Context, Problem, type RangeSet } from '../kernel/index.ts'
import * as store from './store.ts'

export interface NewPromise {
  /** A UUIDv7 by which it was named before it was made; without it a new one. */
  id?: string
  corporation_id: number
  /** notice, power_back, fault_told, fault_power_back, request, ... */
  kind: string
  about_kind: string
  about: string
  due: Date
  customers: number
  /** Whom it is made to: the customers behind these transformers. */
  transformers?: RangeSet
  customer_id?: number
  /**
   * How its parts are named when it is settled: by transformers (power back), or by a number of customers (receipts of
   * a notice, one customer's request). Default: transformers where they are given and nothing else is said.
   */
  parts?: 'transformers' | 'customers'
  /** The day on which the customers behind the transformers are counted. Default: now. */
  counted_at?: Date
  /** The clause in force on that day. */
  rule: string
  /** 2, 3, ...: made again after a change. */
  version?: number
}

/** Writes promises into the ledger. Returns their ids in the given order. */
export async function make(ctx: Context, promises: readonly NewPromise[]): Promise<string[]> {
  if (promises.length === 0) return []
  const rows = promises.map((p): store.Promised => {
    if (p.parts === 'transformers' && p.transformers === undefined)
      throw new Problem('promises/no-transformers', { kind: p.kind })
    return {
      corporation_id: p.corporation_id,
      id: p.id ?? ctx.newId(),
      kind: p.kind,
      about_kind: p.about_kind,
      about: p.about,
      due: p.due,
      customers: p.customers,
      transformers: p.transformers ?? null,
      customer_id: p.customer_id ?? null,
      parts: p.parts ?? (p.transformers === undefined ? 'customers' : 'transformers'),
      counted_at: p.counted_at ?? ctx.now,
      rule: p.rule,
      version: p.version ?? 1,
      made_at: ctx.now,
      recorded_at: ctx.now,
      kept: 0,
      broken: 0,
      released: 0,
    }
  })
  await store.insert(ctx, rows)
  return rows.map((r) => r.id)
}
