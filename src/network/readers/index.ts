import type { NetworkModel } from '../model.ts'
import { type ReadOptions, readNetworkCsv } from './csv.ts'
import { readOpenDss } from './opendss/index.ts'

/** The readers by the name of their format. */
const readers = {
  csv: readNetworkCsv,
  opendss: readOpenDss,
} as const satisfies Partial<
  Record<NetworkModel['format'], (path: string, options?: ReadOptions) => Promise<NetworkModel>>
>

/**
 * Reads a network in any format that we know, without touching the database.
 * @throws Problem `imports/*` and `network/*` of the reader; `imports/unknown-format`
 */
export function readNetworkFile(
  path: string,
  format: NetworkModel['format'],
  options: ReadOptions = {},
): Promise<NetworkModel> {
  return readers[format as keyof typeof readers](path, options)
}
