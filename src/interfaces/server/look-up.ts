import { sql } from 'kysely'
import { narrowedTo, permits, type Staff } from '../../access/index.ts'
import {
  addressesOf,
  byCode,
  byPhone,
  type Customer,
  channels,
  phoneNumber,
  transformersOf,
} from '../../customers/index.ts'
import { type Context, dayOf, Problem } from '../../kernel/index.ts'
import { findDevices } from '../../network/index.ts'
import { customerPart } from '../../promises/index.ts'

export interface Found {
  kind: 'outage' | 'fault' | 'customer' | 'device'
  id: string
  title: string
  detail: string
  /** Address in the console. */
  to: string
}

/** What a person may mean by a few characters: a code, a telephone number, a name, a device; only what they may see. */
export async function searchAll(ctx: Context, text: string, staff: Staff): Promise<Found[]> {
  const wanted = text.trim()
  const like = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
  const found: Found[] = []
  if (permits(staff, 'planned-outages.read')) {
    const { rows } = await sql<{ id: string; code: string; reason: string; state: string; feeder: string | null }>`
      select id, code, reason, state, feeder from planned_outages.outage
      where code ilike ${like} or reason ilike ${like} or feeder ilike ${like} order by out_from desc limit 6`.execute(
      ctx.tx,
    )
    for (const r of rows)
      found.push({
        kind: 'outage',
        id: r.id,
        title: `${r.code} · ${r.reason}`,
        detail: [r.feeder, r.state].filter(Boolean).join(' · '),
        to: `/outages/${r.code}`,
      })
  }
  if (permits(staff, 'faults.read')) {
    const { rows } = await sql<{
      id: string
      code: string
      cause: string | null
      state: string
      feeder: string | null
    }>`
      select id, code, cause, state, feeder from faults.fault where code ilike ${like} or feeder ilike ${like} or cause ilike ${like} order by out_at desc limit 6`.execute(
      ctx.tx,
    )
    for (const r of rows)
      found.push({
        kind: 'fault',
        id: r.id,
        title: [r.code, r.cause].filter(Boolean).join(' · '),
        detail: [r.feeder, r.state].filter(Boolean).join(' · '),
        to: `/faults/${r.code}`,
      })
  }
  if (wanted.length >= 3) {
    for (const c of (await narrowedTo(ctx, staff, 'customers.read', (seen) => customersLike(seen, wanted))) ?? [])
      found.push({
        kind: 'customer',
        id: c.code,
        title: `${c.code} · ${c.name}`,
        detail: [c.address, c.commune, c.province].filter(Boolean).join(', '),
        to: `/customers/${encodeURIComponent(c.code)}`,
      })
  }
  if (permits(staff, 'network.read')) {
    for (const d of await findDevices(ctx, { text: wanted, limit: 6 })) {
      found.push({
        kind: 'device',
        id: `${d.corporation_id} ${d.mrid}`,
        title: `${d.mrid} · ${d.name}`,
        detail: [d.kind, d.feeder].filter(Boolean).join(' · '),
        to: `/network?device=${encodeURIComponent(d.mrid)}&corporation_id=${d.corporation_id}`,
      })
    }
  }
  return found
}

/** By code or telephone number exactly, else by the beginning of the code. */
async function customersLike(ctx: Context, text: string): Promise<Customer[]> {
  const exact = await byCode(ctx, text.toUpperCase())
  if (exact) return [exact]
  if (phoneNumber(text)) return byPhone(ctx, text)
  if (!/^[\p{L}\p{N}._-]{4,}$/u.test(text)) return []
  const { rows } = await sql<Customer>`
    select corporation_id, id, code, name, class, area, address, commune, province, priority, monthly_kwh, language from customers.customer
    where corporation_id = any ((select organisation.visible())::smallint[]) and code >= ${text.toUpperCase()} and code < ${`${text.toUpperCase()}~`}
    order by code limit 6`.execute(ctx.tx)
  return rows
}

/** Everything that the person on the telephone needs to know of one customer, by the rooms that own it. */
export async function customerPage(ctx: Context, code: string) {
  const customer = await byCode(ctx, code)
  if (!customer) throw new Problem('customers/unknown', { code })
  const day = dayOf(ctx.now)
  const points = await transformersOf(ctx, customer, day)
  const ids = points.map((p) => p.transformer_id)
  const contacts = await addressesOf(ctx, customer.corporation_id, [customer.id])
  const supply = await sql<{ mrid: string; feeder: string | null; transformer_id: number }>`
    select mrid, feeder, transformer_id from network.point where corporation_id = ${customer.corporation_id} and transformer_id = any(${ids}::integer[])`.execute(
    ctx.tx,
  )
  const set = `{${ids.map((id) => `[${id},${id + 1})`).join(',')}}`
  const promises = await sql<{
    id: string
    kind: string
    about_kind: string
    about: string
    due: Date
    version: number
    made_at: Date
  }>`
    select id, kind, about_kind, about, due, version, made_at from promises.promise
    where corporation_id = ${customer.corporation_id} and (customer_id = ${customer.id} or transformers && ${set}::int4multirange)
    order by due desc limit 50`.execute(ctx.tx)
  const parts = []
  for (const promise of promises.rows) {
    const part = await customerPart(ctx, promise.id, customer)
    parts.push({ ...promise, part })
  }
  const interruptions = await sql<{
    code: string
    origin: string
    cause: string | null
    out_at: Date
    restored_at: Date | null
    excluded: boolean
    source_kind: string
  }>`
    select i.code, i.origin, i.cause, s.out_at, s.restored_at, i.excluded, i.source_kind
    from interruptions.step s join interruptions.interruption i on i.corporation_id = s.corporation_id and i.id = s.interruption_id
    where s.corporation_id = ${customer.corporation_id} and s.transformers && ${set}::int4multirange and s.superseded_at = 'infinity' and not s.withdrawn
    order by s.out_at desc limit 50`.execute(ctx.tx)
  return {
    ...customer,
    contacts: contacts.map((c) => ({ channel: channels[c.channel]!, address: c.address, rank: c.rank })),
    supply: supply.rows,
    metering_points: points.map((p) => p.code),
    promises: parts,
    interruptions: interruptions.rows,
  }
}
