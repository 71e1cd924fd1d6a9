import { basename } from 'node:path'
import { type Context, type ImportOptions, type ImportReport, importReport, readCsv } from '../kernel/index.ts'
import { corporations, ensureCorporation } from '../organisation/index.ts'
import { checkEnergy, type EnergyMonth } from './energy-rules.ts'
import { insertEnergy } from './store.ts'

/**
 * Reads energy.csv into the transaction, a row a corporation and month. A month reported again with other figures is a
 * correction by adding. A file holds a few thousand rows (30 corporations x 50 years are 18,000): it is kept in memory.
 * @throws Problem `imports/refused` (unless `skipBad`) and those of `readCsv`
 */
export async function importEnergy(ctx: Context, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const builder = importReport('energy', 'csv', path, options)
  const { report, refuse, warn } = builder
  const file = basename(path)
  const known = new Map((await corporations(ctx)).map((c) => [c.code, c.id]))
  const seen = new Map<string, number>()
  const rows: (EnergyMonth & { code: string })[] = []
  const onIgnored = (columns: string[]) => {
    for (const c of columns) report.ignored[`column ${c}`] = 1
  }
  const required = ['corporation', 'month', 'delivered_kwh', 'sold_kwh', 'employees', 'customers'] as const
  for await (const batch of readCsv(path, { required, onRefused: refuse, onIgnored })) {
    for (let i = 0; i < batch.rows.length; i++) {
      const line = batch.lines[i]!
      const [corporation, month, delivered_kwh, sold_kwh, employees, customers] = batch.rows[i]!.map((c) =>
        c.trim(),
      ) as [string, string, string, string, string, string]
      const code = corporation === '' ? (options.corporation ?? '') : corporation
      const row = checkEnergy({ corporation: code, month, delivered_kwh, sold_kwh, employees, customers })
      if ('reason' in row) {
        refuse({ file, line, ...row })
        continue
      }
      const id = known.get(code)
      if (ctx.corporations !== '*' && (id === undefined || !ctx.corporations.includes(id))) {
        refuse({ file, line, field: 'corporation', reason: `${code} is not a corporation that you may import for` })
        continue
      }
      const first = seen.get(`${code} ${row.month}`)
      if (first !== undefined) {
        refuse({ file, line, field: 'month', reason: `${code} ${row.month} stands on line ${first} too` })
        continue
      }
      seen.set(`${code} ${row.month}`, line)
      rows.push({ code, ...row })
    }
    report.read += batch.rows.length
    options.onProgress?.(report.read)
  }
  builder.settle()
  report.accepted = rows.length
  const fresh = new Set(rows.map((r) => r.code).filter((code) => !known.has(code)))
  for (const code of fresh)
    warn(options.dryRun ? `corporation ${code} would be created` : `corporation ${code} is new: created`)
  if (fresh.size > 0) report.created.corporations = fresh.size
  if (options.dryRun) return report
  for (const code of fresh) known.set(code, (await ensureCorporation(ctx, code)).id)
  const { written, corrections } = await insertEnergy(
    ctx,
    rows.map(({ code, ...r }) => ({ ...r, corporation_id: known.get(code)! })),
  )
  report.created.energy = written - corrections
  report.created.corrections = corrections
  report.created.unchanged = rows.length - written
  return report
}
