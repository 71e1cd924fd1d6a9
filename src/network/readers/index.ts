import type { NetworkModel } from '../model.ts'
import { readCim } from './cim.ts'
import { type ReadOptions, readNetworkCsv } from './csv.ts'
import { readGeoJson } from './geojson.ts'
import { readOpenDss } from './opendss/index.ts'

/** The readers by the name of their format. */
const readers = {
  csv: readNetworkCsv,
  opendss: readOpenDss,
  cim: readCim,
  geojson: readGeoJson,
} as const satisfies Record<NetworkModel['format'], (path: string, options?: ReadOptions) => Promise<NetworkModel>>

/**
 * Reads a network in any format that we know, without touching the database.
 * @throws Problem `imports/*` and `network/*` of the reader
 */
export function readNetworkFile(
  path: string,
  format: NetworkModel['format'],
  options: ReadOptions = {},
): Promise<NetworkModel> {
  return readers[format](path, options)
}
