import { type Context, type ImportOptions, type ImportReport, importReport } from '../kernel/index.ts'
import { readMonths } from '../organisation/index.ts'
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
  const builder = importReport(ctx, { kind: 'customers_served', format: 'csv', path }, options)
  const rows = await readMonths(ctx, path, options, builder, {
    fields: ['customers'],
    check: checkServed,
    creates: true,
  })
  const { report } = builder
  if (!rows) return report
  report.created.customers_served = await insertServed(
    ctx,
    rows.map(({ corporation_id, month, customers }) => ({ corporation_id, month: `${month}-01`, customers })),
  )
  return report
}
