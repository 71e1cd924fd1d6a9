import { sql } from 'kysely'
import { narrowedTo, permits, type Staff } from '../../access/index.ts'
import { byCode, byPhone, type Customer, phoneNumber } from '../../customers/index.ts'
import type { Context } from '../../kernel/index.ts'
import { findDevices } from '../../network/index.ts'

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
