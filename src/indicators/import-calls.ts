import { basename } from 'node:path'
import { type Context, type ImportOptions, type ImportReport, importReport, readCsv } from '../kernel/index.ts'
import { corporations } from '../organisation/index.ts'
import { type CallsMonth, checkCalls } from './calls-rules.ts'
import { insertCalls } from './store.ts'

/**
 * Reads calls.csv (`corporation,month,offered,answered,in_time`) into the transaction: what each care centre's exchange
 * counted in a month, `in_time` picked up within 30 s. A month reported again with other figures corrects by adding.
 * @throws Problem `imports/refused` (unless `skipBad`) and those of `readCsv`
 */
export async function importCalls(ctx: Context, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const builder = importReport('calls', 'csv', path, options)
  const { report, refuse } = builder
  const file = basename(path)
  const known = new Map((await corporations(ctx)).map((c) => [c.code, c.id]))
  const seen = new Map<string, number>()
  const rows: (CallsMonth & { corporation_id: number })[] = []
  const onIgnored = (columns: string[]) => {
    for (const c of columns) report.ignored[`column ${c}`] = 1
  }
  const required = ['corporation', 'month', 'offered', 'answered', 'in_time'] as const
  for await (const batch of readCsv(path, { required, onRefused: refuse, onIgnored })) {
    for (let i = 0; i < batch.rows.length; i++) {
      const line = batch.lines[i]!
      const [named, month, offered, answered, in_time] = batch.rows[i]!.map((c) => c.trim()) as string[]
      const corporation = named === '' ? (options.corporation ?? '') : named!
      const row = checkCalls({ corporation, month: month!, offered: offered!, answered: answered!, in_time: in_time! })
      if ('reason' in row) {
        refuse({ file, line, ...row })
        continue
      }
      const id = known.get(corporation)
      if (id === undefined || (ctx.corporations !== '*' && !ctx.corporations.includes(id))) {
        refuse({
          file,
          line,
          field: 'corporation',
          reason: `${corporation} is not a corporation that you may import for`,
        })
        continue
      }
      const first = seen.get(`${corporation} ${row.month}`)
      if (first !== undefined) {
        refuse({ file, line, field: 'month', reason: `${corporation} ${row.month} stands on line ${first} too` })
        continue
      }
      seen.set(`${corporation} ${row.month}`, line)
      rows.push({ ...row, corporation_id: id })
    }
    report.read += batch.rows.length
    options.onProgress?.(report.read)
  }
  builder.settle()
  report.accepted = rows.length
  if (options.dryRun) return report
  const { written, corrections } = await insertCalls(ctx, rows)
  report.created.calls = written - corrections
  report.created.corrections = corrections
  report.created.unchanged = rows.length - written
  return report
}
