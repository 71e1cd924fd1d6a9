import { basename } from 'node:path'
import { type Context, type ImportOptions, type ImportReport, importReport, readCsv } from '../kernel/index.ts'
import { corporations, ensureCorporation } from '../organisation/index.ts'
import { checkServed } from './rules.ts'
import { insertServed } from './store.ts'

/**
 * Reads customers_served.csv into the transaction: K_t of the indices, a row a corporation and month. A month reported
 * again with another number is a correction: the newest report known on a day counts. A file holds a few thousand rows
 * (30 corporations x 50 years are 18,000), so it is kept in memory.
 */
export async function importCustomersServed(
  ctx: Context,
  path: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const builder = importReport('customers_served', 'csv', path, options)
  const { report, refuse, warn } = builder
  const file = basename(path)
  const known = new Map((await corporations(ctx)).map((c) => [c.code, c.id]))
  const seen = new Map<string, number>()
  const rows: { code: string; month: string; customers: number }[] = []
  const onIgnored = (columns: string[]) => {
    for (const c of columns) report.ignored[`column ${c}`] = 1
  }
  for await (const batch of readCsv(path, {
    required: ['corporation', 'month', 'customers'],
    onRefused: refuse,
    onIgnored,
  })) {
    for (let i = 0; i < batch.rows.length; i++) {
      const [corporation, month, customers] = batch.rows[i]!.map((c) => c.trim()) as [string, string, string]
      const code = corporation === '' ? (options.corporation ?? '') : corporation
      const row = checkServed({ corporation: code, month, customers })
      const wrong = 'reason' in row ? row : wrongAmongOthers(ctx, known.get(code), seen, { code, month: row.month })
      if (wrong) {
        refuse({ file, line: batch.lines[i]!, ...wrong })
        continue
      }
      seen.set(`${code} ${(row as { month: string }).month}`, batch.lines[i]!)
      rows.push({ code, ...(row as { month: string; customers: number }) })
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
  report.created.customers_served = await insertServed(
    ctx,
    rows.map((r) => ({ corporation_id: known.get(r.code)!, month: `${r.month}-01`, customers: r.customers })),
  )
  return report
}

function wrongAmongOthers(
  ctx: Context,
  corporation_id: number | undefined,
  seen: ReadonlyMap<string, number>,
  row: { code: string; month: string },
): { field: string; reason: string } | undefined {
  if (ctx.corporations !== '*' && (corporation_id === undefined || !ctx.corporations.includes(corporation_id)))
    return { field: 'corporation', reason: `${row.code} is not a corporation that you may import for` }
  const first = seen.get(`${row.code} ${row.month}`)
  return first === undefined
    ? undefined
    : { field: 'month', reason: `${row.code} ${row.month} stands on line ${first} too` }
}
