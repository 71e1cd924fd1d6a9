import { type Context, type ImportOptions, type ImportReport, importReport } from '../kernel/index.ts'
import { readMonths } from '../organisation/index.ts'
import { checkCalls } from './calls-rules.ts'
import { insertCalls } from './store.ts'

/**
 * Reads calls.csv (`corporation,month,offered,answered,in_time`) into the transaction: what each care centre's exchange
 * counted in a month, `in_time` picked up within 30 s. A month reported again with other figures corrects by adding.
 * @throws Problem `imports/refused` (unless `skipBad`) and those of `readCsv`
 */
export async function importCalls(ctx: Context, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const builder = importReport(ctx, { kind: 'calls', format: 'csv', path }, options)
  const rows = await readMonths(ctx, path, options, builder, {
    fields: ['offered', 'answered', 'in_time'],
    check: checkCalls,
    creates: false,
  })
  const { report } = builder
  if (!rows) return report
  const { written, corrections } = await insertCalls(ctx, rows)
  report.created.calls = written - corrections
  report.created.corrections = corrections
  report.created.unchanged = rows.length - written
  return report
}
