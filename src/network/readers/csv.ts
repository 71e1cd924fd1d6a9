import { type BadRow, because, type Reason, readCsv, type Wrong } from '../../kernel/index.ts'
import { type Equipment, emptyModel, type Kind, kinds, type NetworkModel, phaseMask, refuse, warn } from '../model.ts'

const required = ['id', 'kind', 'from_node', 'to_node', 'phases'] as const
const optional = ['name', 'corporation', 'substation', 'feeder', 'normally_open', 'lon', 'lat', 'rating_a'] as const

/** The columns of `network.csv` in the order in which `equipmentOf` takes them. */
export const columns = [...required, ...optional] as const

export interface ReadOptions {
  /** Told of progress now and then: rows read so far. */
  onProgress?: (read: number) => void
}

/**
 * Reads `network.csv`: one row a piece of equipment, columns in any order. A bad row is refused with its line, field
 * and reason, and the others are read on; of rows with the same id the first is kept.
 * @throws Problem `imports/no-file`, `imports/empty`, `imports/not-utf8`, `imports/missing-column`
 */
export async function readNetworkCsv(path: string, options: ReadOptions = {}): Promise<NetworkModel> {
  const model = emptyModel('csv')
  model.coordinates.system = 'lonlat'
  const seen = new Map<string, number>()
  let file = ''
  const shape = {
    required,
    optional,
    onRefused: (r: BadRow) => {
      model.read += 1
      refuse(model, r)
    },
    onIgnored: (columns: string[]) => {
      for (const c of columns) warn(model, 'unknown_column', c)
    },
  }
  file = path.replace(/^.*[\\/]/, '')
  for await (const batch of readCsv(path, shape)) {
    for (let i = 0; i < batch.rows.length; i++) {
      const line = batch.lines[i]!
      model.read += 1
      const parsed = equipmentOf(batch.rows[i]!)
      if ('field' in parsed) {
        refuse(model, { file, line, ...parsed })
        continue
      }
      const key = `${parsed.corporation ?? ''}\u0000${parsed.id}`
      const first = seen.get(key)
      if (first !== undefined) {
        refuse(model, { file, line, field: 'id', reason: because('twice', { value: parsed.id, line: first }) })
        continue
      }
      seen.set(key, line)
      model.equipment.push(parsed)
      if (parsed.lon !== undefined && parsed.to_node !== '')
        model.coordinates.nodes.set(parsed.to_node, [parsed.lon, parsed.lat!])
    }
    options.onProgress?.(model.read)
  }
  // malformed records are told a batch before the rows around them
  model.refused.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  return model
}

/** One row, checked; `cells` in the order of `columns`. */
export function equipmentOf(cells: readonly string[]): Equipment | Wrong {
  const [id, kindText, from, to, phasesText, name, corporation, substation, feeder, openText, lonText, latText, amps] =
    cells.map((c) => c.trim()) as string[]
  for (let i = 0; i < cells.length; i++) {
    const bad = unprintable(cells[i]!)
    if (bad) return { field: columns[i]!, reason: bad }
  }
  if (!id) return { field: 'id', reason: because('empty') }
  const kind = kindText!.toLowerCase() as Kind
  if (!kinds.includes(kind))
    return { field: 'kind', reason: because('not-one-of', { value: kindText, of: kinds.join(', ') }) }
  const phases = phaseMask(phasesText!)
  if (phases === undefined) return { field: 'phases', reason: because('network.not-phases', { value: phasesText }) }
  const open = yesOrNo(openText!)
  if (open === undefined) return { field: 'normally_open', reason: because('not-true-false', { value: openText }) }
  const equipment: Equipment = {
    id,
    kind,
    name: name || id,
    from_node: from!,
    to_node: to!,
    phases,
    normally_open: open,
  }
  if (kind === 'source') {
    if (from && to) return { field: 'from_node', reason: because('network.source-two-nodes') }
    if (!from && !to) return { field: 'to_node', reason: because('network.source-no-node') }
    equipment.to_node = to || from!
    equipment.from_node = ''
  } else {
    if (!from) return { field: 'from_node', reason: because('empty') }
    // a transformer's low-voltage side may be left out: what hangs on it is the transformer's
    if (!to && kind !== 'transformer') return { field: 'to_node', reason: because('empty') }
    if (from === to) return { field: 'to_node', reason: because('network.same-node', { value: from }) }
  }
  if (corporation) equipment.corporation = corporation
  if (substation) equipment.substation = substation
  if (feeder) equipment.feeder = feeder
  if (lonText || latText) {
    const lon = decimal(lonText!)
    const lat = decimal(latText!)
    if (!(Math.abs(lon) <= 180)) return { field: 'lon', reason: because('not-longitude', { value: lonText }) }
    if (!(Math.abs(lat) <= 90)) return { field: 'lat', reason: because('not-latitude', { value: latText }) }
    equipment.lon = lon
    equipment.lat = lat
  }
  if (amps) {
    const rating = decimal(amps)
    if (!(rating >= 0)) return { field: 'rating_a', reason: because('network.not-amperes', { value: amps }) }
    equipment.rating_a = rating
  }
  return equipment
}

const decimal = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN

function yesOrNo(text: string): boolean | undefined {
  const word = text.toLowerCase()
  if (['', 'false', '0', 'no', 'n', 'f'].includes(word)) return false
  if (['true', '1', 'yes', 'y', 't'].includes(word)) return true
  return undefined
}

function unprintable(text: string): Reason | undefined {
  if (text.length > 1000) return because('too-long', { limit: 1000 })
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return because('control-character')
  }
  return undefined
}
