import type { Upload } from '../../access/index.ts'
import { type Context, type ImportReport, publish } from '../../kernel/index.ts'
import { formatOf, importers } from '../imports.ts'

/** Runs an uploaded file through the importer of its kind. The report names the file as the sender does. */
export async function runImport(
  ctx: Context,
  kind: string,
  upload: Upload,
  query: {
    format?: string
    corporation?: string
    dry_run?: boolean
    skip_bad?: boolean
    customers_from_loads?: boolean
  },
): Promise<ImportReport> {
  const { path } = upload
  const format = kind === 'network' ? formatOf(path, query.format) : 'csv'
  let last = 0
  const report = await importers[kind]!(ctx, path, {
    format,
    corporation: query.corporation,
    dryRun: query.dry_run,
    skipBad: query.skip_bad,
    customersFromLoads: query.customers_from_loads,
    onProgress: (read) => {
      last = read
    },
  })
  await publish(ctx, 'import.done', {
    about: kind,
    payload: { file: upload.name, read: last, accepted: report.accepted },
  })
  return report
}
