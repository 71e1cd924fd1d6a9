import { because, type Context, type ImportOptions, type ReportBuilder, readCsv, type Wrong } from '../kernel/index.ts'
import { corporations, ensureCorporation } from './corporations.ts'

/**
 * Reads a file of one row a corporation and month (energy, calls, customers served): refuses what `check` refuses, what
 * is another corporation's, and what stands twice; ends the import where that must end it; brings the corporations that
 * are new. What it read and refused stands in the report of `builder`.
 * @param given.fields the columns beside corporation and month
 * @param given.creates whether a code that is not known makes a corporation (for who may import for all)
 * @returns the rows, or nothing on a dry run: nothing is to be written
 * @throws Problem `imports/refused` and those of `readCsv`
 */
export async function readMonths<R extends { month: string }, F extends string>(
  ctx: Context,
  path: string,
  options: ImportOptions,
  builder: ReportBuilder,
  given: {
    fields: readonly F[]
    check: (row: Record<'corporation' | 'month' | F, string>) => R | Wrong
    creates: boolean
  },
): Promise<(R & { corporation_id: number })[] | undefined> {
  const { report, refuse } = builder
  const known = new Map((await corporations(ctx)).map((c) => [c.code, c.id]))
  const seen = new Map<string, number>()
  const rows: (R & { code: string })[] = []
  const required = ['corporation', 'month', ...given.fields] as const
  const mine = (id: number | undefined): boolean =>
    ctx.corporations === '*' ? id !== undefined || given.creates : id !== undefined && ctx.corporations.includes(id)
  for await (const batch of readCsv(path, { required, onRefused: builder.malformed, onIgnored: builder.ignore })) {
    for (const [i, cells] of batch.rows.entries()) {
      const line = batch.lines[i]!
      const named = Object.fromEntries(required.map((name, n) => [name, cells[n]!.trim()]))
      const code = named.corporation || (options.corporation ?? '')
      const row = given.check({ ...named, corporation: code } as Record<'corporation' | 'month' | F, string>)
      const wrong = 'reason' in row ? row : wrongAmongOthers(code, row.month)
      if (wrong) {
        refuse({ line, ...(wrong as Wrong) })
        continue
      }
      seen.set(`${code} ${(row as R).month}`, line)
      rows.push({ code, ...(row as R) })
    }
    report.read += batch.rows.length
    options.onProgress?.(report.read)
  }
  builder.settle()
  report.accepted = rows.length
  const fresh = new Set(rows.map((r) => r.code).filter((code) => !known.has(code)))
  for (const code of fresh) builder.newCorporation(code)
  if (options.dryRun) return undefined
  for (const code of fresh) known.set(code, (await ensureCorporation(ctx, code)).id)
  return rows.map(({ code, ...row }) => ({ ...(row as unknown as R), corporation_id: known.get(code)! }))

  function wrongAmongOthers(code: string, month: string): Wrong | undefined {
    if (!mine(known.get(code))) return { field: 'corporation', reason: because('not-yours', { value: code }) }
    const first = seen.get(`${code} ${month}`)
    return first === undefined
      ? undefined
      : { field: 'month', reason: because('twice', { value: `${code} ${month}`, line: first }) }
  }
}
