/** Whose a message is, and which request of theirs it goes to: read from the rooms' tables, written by none of this. */
import { sql } from 'kysely'
import { byId, type Customer, contactsAt } from '../../../customers/index.ts'
import type { Context } from '../../../kernel/index.ts'
import { type Corporation, corporationByCode, corporationNamed, corporations } from '../../../organisation/index.ts'

/** Customers who gave this e-mail address; at most 20. */
export async function byEmail(ctx: Context, address: string): Promise<Customer[]> {
  const { rows } = await sql<{ corporation_id: number; customer_id: number }>`
    select distinct corporation_id, customer_id from (${contactsAt(ctx, [...new Set([address, address.toLowerCase()])])}) k
    order by corporation_id, customer_id limit 20`.execute(ctx.tx)
  const found: Customer[] = []
  for (const { corporation_id, customer_id } of rows) found.push((await byId(ctx, corporation_id, customer_id))!)
  return found
}

/** The corporation of somebody who is nobody's customer: the one that is set, or the only one there is. */
export async function corporationFor(
  ctx: Context,
  customers: readonly Customer[],
  set: string | undefined,
): Promise<Corporation | undefined> {
  if (customers[0]) return corporationNamed(ctx, customers[0].corporation_id)
  if (set) return corporationByCode(ctx, set)
  const all = await corporations(ctx)
  return all.length === 1 ? all[0] : undefined
}

/** Who writes: the customers of a number or address, and the requests that it wrote about before. */
export interface Asker {
  customers: readonly Customer[]
  contact: { phone: string } | { email: string }
  /** Tracking codes. */
  wrote_about: readonly string[]
}

/** Requests of theirs: by customer and by code, each through its index (what a request's contact says has none). */
const theirs = ({ customers, wrote_about }: Asker) => sql`(
  select r.* from unnest(${customers.map((c) => c.corporation_id)}::smallint[], ${customers.map((c) => c.id)}::integer[]) as k (corporation_id, customer_id)
  join requests.request r on r.corporation_id = k.corporation_id and r.customer_id = k.customer_id
  union
  select r.* from requests.request r where r.code = any (${[...wrote_about]}::text[]) and r.source = 'live')`

/** The newest request of theirs whose clock waits for the customer, by its code. */
export async function waitingFor({ tx, now }: Context, asker: Asker): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`
    select r.code from ${theirs(asker)} r
    join requests.pause p on p.corporation_id = r.corporation_id and p.request_id = r.id
    where r.state = 'paused' and p.resumed_at is null and p.ends_by > ${now} and (p.reason = 'customer' or starts_with(p.reason, 'customer_'))
    order by p.paused_at desc limit 1`.execute(tx)
  return rows[0]?.code
}

/** The newest open request of theirs for one of these services since a moment (or merged into an open one), by its code. */
export async function openSince(
  { tx }: Context,
  asker: Asker,
  what: { services: readonly string[]; channel?: string; since: Date },
): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`
    select r.code from ${theirs(asker)} r
    left join requests.request l on l.corporation_id = r.corporation_id and l.id = r.merged_into
    where r.received_at >= ${what.since} and r.service = any (${[...what.services]}::text[]) and coalesce(l.state, r.state) <> 'closed'
      ${what.channel === undefined ? sql`` : sql`and r.channel = ${what.channel}`}
    order by r.received_at desc limit 1`.execute(tx)
  return rows[0]?.code
}

/** True when the request of a code is theirs. */
export async function isTheirs({ tx }: Context, asker: Asker, code: string): Promise<boolean> {
  if (asker.wrote_about.includes(code)) return true
  const row = await tx
    .selectFrom('requests.request')
    .select(['corporation_id', 'customer_id', 'contact'])
    .where('code', '=', code)
    .where('source', '=', 'live')
    .executeTakeFirst()
  if (!row) return false
  const said = row.contact as Record<string, string | undefined>
  return (
    asker.customers.some((c) => c.corporation_id === row.corporation_id && c.id === row.customer_id) ||
    Object.entries(asker.contact).some(([field, value]) => said[field]?.toLowerCase() === value.toLowerCase())
  )
}

/** True when a request that we received ourselves has this code. */
export const isKnown = async ({ tx }: Context, code: string): Promise<boolean> =>
  (await tx
    .selectFrom('requests.request')
    .select('id')
    .where('code', '=', code)
    .where('source', '=', 'live')
    .executeTakeFirst()) !== undefined
