import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { FactRow, FaultRow } from './store.ts'

/** The facts that customers see of a fault. */
const seen = ['recorded', 'located', 'estimate', 'step', 'restored', 'corrected']

/**
 * Every fault that is open or whose last customer was back after `from`, with its story: what the customers' site keeps
 * in memory; or the one of an id. Two statements, however many faults.
 */
export async function happening(
  { tx }: Context,
  which: { from: Date; to: Date } | { id: string },
): Promise<(FaultRow & { facts: FactRow[] })[]> {
  const mine = sql<number>`any ((select organisation.visible())::smallint[])`
  const faults = (await tx
    .selectFrom('faults.fault')
    .selectAll()
    .where('corporation_id', '=', mine)
    .$if('id' in which, (q) => q.where('id', '=', (which as { id: string }).id))
    .$if('from' in which, (q) => {
      const { from, to } = which as { from: Date; to: Date }
      return q.where('out_at', '<', to).where((eb) => eb.or([eb('state', '=', 'open'), eb('restored_at', '>', from)]))
    })
    .orderBy('out_at')
    .orderBy('id')
    .execute()) as FaultRow[]
  const facts = (await tx
    .selectFrom('faults.fact')
    .selectAll()
    .where('corporation_id', '=', mine)
    .where('fault_id', '=', sql<string>`any (${faults.map((one) => one.id)}::uuid[])`)
    .where('kind', 'in', seen)
    .orderBy('seq')
    .execute()) as FactRow[]
  const of = Map.groupBy(facts, (fact) => fact.fault_id)
  return faults.map((one) => ({ ...one, facts: of.get(one.id) ?? [] }))
}
