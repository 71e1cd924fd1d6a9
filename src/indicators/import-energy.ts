import { type Context, type ImportOptions, type ImportReport, importReport } from '../kernel/index.ts'
import { readMonths } from '../organisation/index.ts'
import { checkEnergy } from './energy-rules.ts'
import { insertEnergy } from './store.ts'

/**
 * Reads energy.csv into the transaction, a row a corporation and month. A month reported again with other figures is a
 * correction by adding. A file holds a few thousand rows (30 corporations x 50 years are 18,000): it is kept in memory.
 * @throws Problem `imports/refused` (unless `skipBad`) and those of `readCsv`
 */
export async function importEnergy(ctx: Context, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const builder = importReport(ctx, { kind: 'energy', format: 'csv', path }, options)
  const rows = await readMonths(ctx, path, options, builder, {
    fields: ['delivered_kwh', 'sold_kwh', 'employees', 'customers'],
    check: checkEnergy,
    creates: true,
  })
  const { report } = builder
  if (!rows) return report
  const { written, corrections } = await insertEnergy(ctx, rows)
  report.created.energy = written - corrections
  report.created.corrections = corrections
  report.created.unchanged = rows.length - written
  return report
}
