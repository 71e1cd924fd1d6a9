import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { PromiseRow } from './read.ts'
import { type Part, partsOf } from './rules.ts'
import type { OutcomeRow } from './store.ts'

/** A promise with the parts of it that hold today. `late_s` is the row's own; 0 where only the clock has spoken. */
export type PromiseParts = PromiseRow & { parts: (Part & { late_s: number })[] }

/**
 * The promises about many subjects with what became of them, part by part: for a reader that keeps all of them in memory.
 * Two statements, however many subjects.
 */
export async function promisesAbout({ tx }: Context, abouts: readonly string[]): Promise<Map<string, PromiseParts[]>> {
  if (abouts.length === 0) return new Map()
  const mine = sql<number>`any ((select organisation.visible())::smallint[])`
  const promises = (await tx
    .selectFrom('promises.promise')
    .selectAll()
    .select(sql<number>`customers - kept - broken - released`.as('open'))
    .where('corporation_id', '=', mine)
    .where('about', '=', sql<string>`any (${[...abouts]}::uuid[])`)
    .orderBy('version')
    .orderBy('due')
    .orderBy('id')
    .execute()) as PromiseRow[]
  const rows = (await tx
    .selectFrom('promises.outcome')
    .selectAll()
    .where('corporation_id', '=', mine)
    .where('promise_id', '=', sql<string>`any (${promises.map((one) => one.id)}::uuid[])`)
    .orderBy('seq')
    .execute()) as OutcomeRow[]
  const rowsOf = Map.groupBy(rows, (row) => row.promise_id)
  const whole = promises.map((promise) => {
    const own = rowsOf.get(promise.id) ?? []
    const late = new Map(own.map((row) => [row.seq, row.late_s]))
    return { ...promise, parts: partsOf(own).map((part) => ({ ...part, late_s: late.get(part.seq)! })) }
  })
  return Map.groupBy(whole, (promise) => promise.about) as Map<string, PromiseParts[]>
}

export interface KeptInMonth {
  corporation_id: number
  kind: string
  /** Month in which they fell due, 'YYYY-MM'. */
  month: string
  /** Customers for whom it was kept, and broken. */
  kept: number
  broken: number
}

/** How promises that fell due from a month on were kept, by corporation, kind and month. One scan of an index. */
export const keptByMonth = (
  { tx }: Context,
  kinds: readonly string[],
  from: Date,
  to: Date,
): Promise<KeptInMonth[]> => {
  const month = sql<string>`to_char(due at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')`
  return tx
    .selectFrom('promises.promise')
    .select(['corporation_id', 'kind', month.as('month')])
    .select(({ fn }) => [fn.sum<number>('kept').as('kept'), fn.sum<number>('broken').as('broken')])
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .where('kind', 'in', [...kinds])
    .where('due', '>=', from)
    .where('due', '<', to)
    .groupBy(['corporation_id', 'kind', month])
    .orderBy('corporation_id')
    .orderBy('kind')
    .orderBy(month)
    .execute()
}
