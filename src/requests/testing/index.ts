/** For tests, of this room and of later ones: a small town with its company, unit, office and care centre. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../../kernel/index.ts'
import { importOffices } from '../../organisation/index.ts'
import { type Town, town } from '../../planned-outages/testing/index.ts'

export interface Desk extends Town {
  /** Codes. */
  company: string
  /** That of which the code begins the town's customers' codes. */
  unit: string
  office: string
  centre: string
  /** Code of the n-th customer, from 1; 3 and 6 are no homes. */
  customer: (n: number) => string
}

/** A town whose customers have a unit, under a company, with an office; the care centre never closes. */
export async function desk(ctx: Context): Promise<Desk> {
  const there = await town(ctx)
  const number = there.code.slice(4).padStart(4, '0')
  const [company, unit, office, centre] = [`CT${number}`, `PD${number}`, `PG${number}`, `TT${number}`]
  const folder = mkdtempSync(join(tmpdir(), 'sangden-desk-'))
  try {
    const path = join(folder, 'offices.csv')
    writeFileSync(
      path,
      `code,kind,name,corporation,parent,address,lon,lat,phone,opens,closes
${company},company,Công ty Điện lực,${there.code},,,,,,,
${unit},unit,Điện lực,${there.code},${company},,,,,,
${office},office,Phòng giao dịch,${there.code},${unit},,,,,,
${centre},care_centre,Trung tâm chăm sóc khách hàng,${there.code},,,,,,00:00,24:00
`,
    )
    await importOffices(ctx, path)
  } finally {
    rmSync(folder, { recursive: true })
  }
  const customer = (n: number) => `${unit}${String(n).padStart(6, '0')}`
  return { ...there, company, unit, office, centre, customer }
}

export const homePapers = ['request', 'identity', 'place'] as const
export const businessPapers = ['request', 'licence', 'place'] as const
