import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { channelNumbers } from './rules.ts'

export interface Waiting {
  channel: string
  /** Batches of at most 500 customers that are still to be sent. */
  batches: number
  /** Seconds since the oldest of them was enqueued. */
  oldest_s: number
}

/** What is still to be sent, by channel: the depth of the outbox, from its short-lived rows. */
export async function waiting(ctx: Context): Promise<Waiting[]> {
  const { rows } = await sql<{ channel: number; batches: number; oldest_s: number }>`
    select channel, count(*)::integer as batches, extract(epoch from ${ctx.now} - min(since))::float8 as oldest_s
    from notices.pending group by channel order by channel`.execute(ctx.tx)
  const names = new Map(Object.entries(channelNumbers).map(([name, n]) => [n as number, name]))
  return rows.map((r) => ({ ...r, channel: names.get(r.channel) ?? String(r.channel) }))
}
