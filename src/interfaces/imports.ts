import { basename, extname } from 'node:path'
import { customersFromLoads, importCustomers } from '../customers/index.ts'
import { importCalls, importEnergy } from '../indicators/index.ts'
import { importCustomersServed, importInterruptions } from '../interruptions/index.ts'
import { because, type Context, type ImportOptions, type ImportReport, Problem, reasonText } from '../kernel/index.ts'
import { importNetwork } from '../network/index.ts'
import { importOffices } from '../organisation/index.ts'
import { importRequests } from '../requests/index.ts'
import { importSatisfaction } from '../surveys/index.ts'

export interface ImportCommand extends ImportOptions {
  format?: string
  customersFromLoads?: boolean
}

type Importer = (ctx: Context, path: string, options: ImportCommand) => Promise<ImportReport>

/** One importer a kind of file; each runs in one transaction a file. The CLI and the console's page both read this table. */
export const importers: Record<string, Importer> = {
  network: async (ctx, path, options) => {
    const report = await importNetwork(ctx, path, { ...options, format: formatOf(path, options.format) })
    if (options.customersFromLoads && !options.dryRun) {
      const made = await customersFromLoads(ctx, report.network)
      report.created.customers = made.customers
      if (made.without > 0)
        report.warnings.push(reasonText(because('warning.loads-without', { count: made.without }), ctx.language))
    }
    const { network: _, ...plain } = report
    return plain
  },
  customers: importCustomers,
  offices: importOffices,
  interruptions: importInterruptions,
  customers_served: importCustomersServed,
  requests: importRequests,
  energy: importEnergy,
  calls: importCalls,
  satisfaction: importSatisfaction,
}

export const importKinds = Object.keys(importers)

/** The format of a network file by its name, where it is not named. */
export function formatOf(path: string, given?: string): 'csv' | 'opendss' | 'cim' | 'geojson' {
  if (given === 'csv' || given === 'opendss' || given === 'cim' || given === 'geojson') return given
  const extension = extname(path).toLowerCase()
  if (given === undefined && extension === '.csv') return 'csv'
  if (given === undefined && extension === '.dss') return 'opendss'
  if (given === undefined && (extension === '.xml' || extension === '.rdf')) return 'cim'
  if (given === undefined && (extension === '.geojson' || extension === '.json')) return 'geojson'
  throw new Problem('imports/unknown-format', { file: basename(path) })
}
