import { sql } from 'kysely'
import { narrowedTo, permits, type Staff } from '../../access/index.ts'
import { searchCustomers } from '../../customers/index.ts'
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
  if (wanted.length >= 2) {
    const customers = await narrowedTo(ctx, staff, 'customers.read', (seen) =>
      searchCustomers(seen, wanted, customers_max),
    )
    for (const c of customers ?? [])
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

/** More than a page of a list shows: who is not among them types another word (a street, a ward). */
const customers_max = 12
