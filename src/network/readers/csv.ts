import { readCsv } from '../../kernel/index.ts'
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
    onRefused: (r: { file?: string; line?: number; field?: string; reason: string }) => {
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
        refuse(model, { file, line, field: 'id', reason: `${parsed.id} stands already on line ${first}` })
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

type Bad = { field: string; reason: string }

/** One row, checked; `cells` in the order of `columns`. */
export function equipmentOf(cells: readonly string[]): Equipment | Bad {
  const [id, kindText, from, to, phasesText, name, corporation, substation, feeder, openText, lonText, latText, amps] =
    cells.map((c) => c.trim()) as string[]
  for (let i = 0; i < cells.length; i++) {
    const bad = unprintable(cells[i]!)
    if (bad) return { field: columns[i]!, reason: bad }
  }
  if (!id) return { field: 'id', reason: 'is empty' }
  const kind = kindText!.toLowerCase() as Kind
  if (!kinds.includes(kind)) return { field: 'kind', reason: `"${short(kindText!)}" is not one of ${kinds.join(', ')}` }
  const phases = phaseMask(phasesText!)
  if (phases === undefined)
    return { field: 'phases', reason: `"${short(phasesText!)}" is not A, B, C or a combination of them` }
  const open = yesOrNo(openText!)
  if (open === undefined) return { field: 'normally_open', reason: `"${short(openText!)}" is neither true nor false` }
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
    if (from && to)
      return { field: 'from_node', reason: 'a source stands on one node: leave from_node or to_node empty' }
    if (!from && !to) return { field: 'to_node', reason: 'is empty: a source stands on a node' }
    equipment.to_node = to || from!
    equipment.from_node = ''
  } else {
    if (!from) return { field: 'from_node', reason: 'is empty' }
    // a transformer's low-voltage side may be left out: what hangs on it is the transformer's
    if (!to && kind !== 'transformer') return { field: 'to_node', reason: 'is empty' }
    if (from === to) return { field: 'to_node', reason: `is the same as from_node (${short(from)})` }
  }
  if (corporation) equipment.corporation = corporation
  if (substation) equipment.substation = substation
  if (feeder) equipment.feeder = feeder
  if (lonText || latText) {
    const lon = decimal(lonText!)
    const lat = decimal(latText!)
    if (!(Math.abs(lon) <= 180)) return { field: 'lon', reason: `"${short(lonText!)}" is not a longitude in degrees` }
    if (!(Math.abs(lat) <= 90)) return { field: 'lat', reason: `"${short(latText!)}" is not a latitude in degrees` }
    equipment.lon = lon
    equipment.lat = lat
  }
  if (amps) {
    const rating = decimal(amps)
    if (!(rating >= 0)) return { field: 'rating_a', reason: `"${short(amps)}" is not a number of amperes` }
    equipment.rating_a = rating
  }
  return equipment
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

const decimal = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN

function yesOrNo(text: string): boolean | undefined {
  const word = text.toLowerCase()
  if (['', 'false', '0', 'no', 'n', 'f'].includes(word)) return false
  if (['true', '1', 'yes', 'y', 't'].includes(word)) return true
  return undefined
}

function unprintable(text: string): string | undefined {
  if (text.length > 1000) return `is ${text.length} characters long`
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return 'has a control character in it'
  }
  return undefined
}
