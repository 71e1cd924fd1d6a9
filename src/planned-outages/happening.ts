import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { FactRow, OutageRow } from './store.ts'

/** The facts that customers see of an outage. */
const seen = ['announced', 'postponed', 'started', 'step', 'restored', 'corrected', 'cancelled']

/**
 * Every outage that customers were told of, or that took their power, whose window touches [from, to), with its story:
 * what the customers' site keeps in memory; or the one of an id. Two statements, however many outages.
 */
export async function happening(
  { tx }: Context,
  which: { from: Date; to: Date } | { id: string },
): Promise<(OutageRow & { facts: FactRow[] })[]> {
  const mine = sql<number>`any ((select organisation.visible())::smallint[])`
  const outages = (await tx
    .selectFrom('planned_outages.outage')
    .selectAll()
    .where('corporation_id', '=', mine)
    .where((eb) => eb.or([eb('told', '=', true), eb('state', 'in', ['started', 'restored'])]))
    .$if('id' in which, (q) => q.where('id', '=', (which as { id: string }).id))
    .$if('from' in which, (q) => {
      const { from, to } = which as { from: Date; to: Date }
      return (
        q
          .where('out_from', '<', to)
          // the widest window there is bounds the scan of the index of starts
          .where('out_from', '>', sql<Date>`${from}::timestamptz - interval '31 days'`)
          .where((eb) => eb.or([eb('back_at', '>', from), eb('state', '=', 'started'), eb('restored_at', '>', from)]))
      )
    })
    .orderBy('out_from')
    .orderBy('id')
    .execute()) as OutageRow[]
  const facts = (await tx
    .selectFrom('planned_outages.fact')
    .selectAll()
    .where('corporation_id', '=', mine)
    .where('outage_id', '=', sql<string>`any (${outages.map((one) => one.id)}::uuid[])`)
    .where('kind', 'in', seen)
    .orderBy('seq')
    .execute()) as FactRow[]
  const of = Map.groupBy(facts, (fact) => fact.outage_id)
  return outages.map((one) => ({ ...one, facts: of.get(one.id) ?? [] }))
}
