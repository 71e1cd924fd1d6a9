import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { importCustomers } from '../../customers/index.ts'
import type { Context } from '../../kernel/index.ts'
import { importNetwork } from '../../network/index.ts'

/**
 * Two feeders of one substation with a tie between their ends, read from the files that an administrator would import.
 *
 *  S1 ──B1──●──SW1──●──SW2──●── N.O. TIE ──●──B2── S2
 *           │       │       │              │
 *           T1      T2      T3             T4
 *       T1: 3 customers (the hospital)   T2: 2   T3: 4 (one above 100,000 kWh, one in English)   T4: 1 customer
 */
export interface Town {
  corporation_id: number
  code: string
  /** Transformer numbers by name. */
  transformer: Record<'T1' | 'T2' | 'T3' | 'T4', number>
  customers: number
}

const network = `id,kind,name,substation,feeder,from_node,to_node,phases,normally_open
S1,source,S1,E1,471,n0,,ABC,false
B1,breaker,B1,E1,471,n0,n1,ABC,false
SW1,switch,SW1,E1,471,n1,n2,ABC,false
SW2,switch,SW2,E1,471,n2,n3,ABC,false
TIE,switch,TIE,E1,471,n3,n4,ABC,true
S2,source,S2,E1,473,m0,,ABC,false
B2,breaker,B2,E1,473,m0,n4,ABC,false
T1,transformer,T1,E1,471,n1,lv1,ABC,false
T2,transformer,T2,E1,471,n2,lv2,ABC,false
T3,transformer,T3,E1,471,n3,lv3,ABC,false
T4,transformer,T4,E1,473,n4,lv4,ABC,false
`
const customers = `code,name,class,area,transformer,phone,email,language,address,commune,province,priority,monthly_kwh
PD0100000001,An,residential,urban,T1,0912345601,,vi,,,,,
PD0100000002,Bình,residential,urban,T1,0912345602,,vi,,,,,
PD0100000003,Bệnh viện Bạch Mai,non_residential,urban,T1,0912345603,,vi,,,,hospital,
PD0100000004,Châu,residential,urban,T2,0912345604,,vi,,,,,
PD0100000005,Dũng,residential,urban,T2,,dung@example.vn,vi,,,,,
PD0100000006,Nhà máy Giấy,non_residential,urban,T3,0912345606,,vi,,,,,250000
PD0100000007,Smith,residential,urban,T3,0912345607,,en,,,,,
PD0100000008,Hà,residential,urban,T3,0912345608,,vi,,,,,
PD0100000009,Khoa,residential,urban,T3,0912345609,,vi,,,,,
PD0100000010,Lan,residential,urban,T4,0912345610,,vi,,,,,
`

let towns = 0

export async function town(ctx: Context): Promise<Town> {
  const code = `TOWN${(towns += 1)}`
  const folder = mkdtempSync(join(tmpdir(), 'sangden-town-'))
  try {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    await importNetwork(ctx, file('network.csv', network), { corporation: code, format: 'csv' })
    // Codes of customers are unique over corporations: every town has its own.
    const own = customers.replaceAll('PD0100', `PD${String(towns).padStart(4, '0')}`)
    const report = await importCustomers(ctx, file('customers.csv', own), { corporation: code })
    // an import's temporary tables go with its transaction; a story has several towns in one
    await sql`drop table if exists pg_temp.incoming_customer, pg_temp.incoming_equipment`.execute(ctx.tx)
    const { rows } = await sql<{ corporation_id: number; mrid: string; transformer_id: number }>`
      select e.corporation_id, e.mrid, e.transformer_id from network.equipment e join organisation.corporation c on c.id = e.corporation_id
      where c.code = ${code} and e.kind = 'transformer'`.execute(ctx.tx)
    return {
      corporation_id: rows[0]!.corporation_id,
      code,
      transformer: Object.fromEntries(rows.map((r) => [r.mrid, r.transformer_id])) as Town['transformer'],
      customers: report.accepted,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
