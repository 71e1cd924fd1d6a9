import { sql } from 'kysely'
import { type Context, type Database, transaction } from '../kernel/index.ts'
import type { Channel, Receipt } from './channels/channel.ts'
import { failOver } from './fail-over.ts'
import { record, type Said, settleNotice } from './results.ts'
import { outcomeNumbers, readKey } from './rules.ts'

/** Receipts come within minutes, at the latest within the validity of a message. */
const looked_back_days = 4

interface Place {
  corporation_id: number
  notice_id: number
  batch_no: number
  ordinal: number
}

/**
 * Stores what a provider tells later: which message each receipt means is found by our own key where the channel still
 * has it, else by the name that the provider gave when it took the message. One transaction a call; when it returns
 * they are safe. A receipt that means no message of ours is left out (and counted).
 */
export async function receive(
  db: Database,
  channel: Pick<Channel, 'receipts'>,
  receipts: readonly Receipt[],
  now: Date,
): Promise<{ stored: number; unknown: number }> {
  return transaction(db, { actor: 'system', corporations: '*', now }, async (ctx) => {
    const places = await placesOf(ctx, receipts)
    const byBatch = Map.groupBy(
      receipts.flatMap((receipt, i) => (places[i] ? [{ receipt, place: places[i]! }] : [])),
      ({ place }) => `${place.corporation_id}-${place.notice_id}-${place.batch_no}`,
    )
    // In the order of keys: two workers with receipts of the same batches never wait for each other in a circle.
    for (const [, found] of [...byBatch].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { corporation_id, notice_id, batch_no } = found[0]!.place
      const batch = await ctx.tx
        .selectFrom('notices.batch')
        .select(['corporation_id', 'notice_id', 'batch_no', 'customer_ids', 'language', 'attempt'])
        .where('corporation_id', '=', corporation_id)
        .where('notice_id', '=', notice_id)
        .where('batch_no', '=', batch_no)
        .executeTakeFirst()
      if (!batch) continue
      const { customer_ids, language, attempt, ...ref } = batch
      const said: Said[] = found.map(({ receipt, place }) => ({
        ordinal: place.ordinal,
        outcome: receipt.outcome === 'failed' ? 'unreachable' : receipt.outcome,
        provider_ids: receipt.provider_ids,
        reason: receipt.reason,
      }))
      await record(ctx, ref, customer_ids.length, said, channel.receipts)
      await failOver(
        ctx,
        { ...ref, language, attempt },
        said
          .filter((s) => s.outcome === 'unreachable')
          .map((s) => ({ customer_id: customer_ids[s.ordinal]!, reason: s.reason ?? 'undelivered' })),
      )
    }
    const notices = new Map(places.flatMap((p) => (p ? [[p.notice_id, p.corporation_id] as const] : [])))
    for (const [notice_id, corporation_id] of [...notices].sort(([a], [b]) => a - b))
      await settleNotice(ctx, corporation_id, notice_id)
    const stored = places.filter(Boolean).length
    return { stored, unknown: receipts.length - stored }
  })
}

async function placesOf(ctx: Context, receipts: readonly Receipt[]): Promise<(Place | undefined)[]> {
  const places = receipts.map((r) => (r.key ? readKey(r.key) : undefined))
  const names = receipts.flatMap((r, i) => (places[i] ? [] : r.provider_ids))
  if (names.length === 0) return places
  const { rows } = await sql<Place & { name: string }>`
    select r.corporation_id, r.notice_id, r.batch_no, r.ordinals[p.place] as ordinal, part.name
    from notices.result r, unnest(r.provider_ids) with ordinality as p (ids, place), unnest(string_to_array(p.ids, ',')) as part (name)
    where r.at > ${new Date(ctx.now.getTime() - looked_back_days * 86_400_000)} and cardinality(r.provider_ids) > 0
      and (cardinality(r.outcomes) = 1 and r.outcomes[1] = ${outcomeNumbers.accepted} or r.outcomes[p.place] = ${outcomeNumbers.accepted})
      and part.name = any (${names}::text[])`.execute(ctx.tx)
  const byName = new Map(rows.map(({ name, ...place }) => [name, place]))
  receipts.forEach((r, i) => {
    if (!places[i]) places[i] = r.provider_ids.map((name) => byName.get(name)).find((p) => p !== undefined)
  })
  return places
}
