import { type BadRow, type Language, say } from '../kernel/index.ts'

/** CIM words; the order is the number by which the graph stores them. */
export const kinds = ['source', 'breaker', 'recloser', 'switch', 'fuse', 'line', 'transformer'] as const
export type Kind = (typeof kinds)[number]

/** Bit 1 = A, 2 = B, 4 = C. */
export type PhaseMask = number
export const all_phases: PhaseMask = 7

/** One piece of equipment: a source stands on one node, everything else lies between two. */
export interface Equipment {
  /** As the source names it: `id` of network.csv, `Line.sw1` of OpenDSS, mRID of CIM. */
  id: string
  kind: Kind
  name: string
  corporation?: string
  substation?: string
  feeder?: string
  /** A transformer's primary side; '' for a source. */
  from_node: string
  /** '' for a transformer whose secondary side the file does not name. */
  to_node: string
  phases: PhaseMask
  normally_open: boolean
  /** Only where some phases are normally open and others closed (a bypass of one phase, a blown fuse kept open). */
  normally_open_phases?: PhaseMask
  lon?: number
  lat?: number
  rating_a?: number
  /** A regulator, or another transformer that customers never hang on. */
  never_serves?: boolean
  /** The third, fourth, ... winding of a transformer that leads to yet another node: it opens and closes with this one. */
  part_of?: string
  /** A series reactor or capacitor: it stands in the network as a line, and is counted as what it is. */
  counted_as?: 'reactors' | 'capacitors'
}

/** A load that the file knows, so that a real feeder can be used without a list of customers. */
export interface Load {
  id: string
  name: string
  node: string
  phases: PhaseMask
  kw?: number
  /** The low-voltage transformer that serves it; absent when it is taken at medium voltage. */
  transformer?: string
}

/** Something about the network as a whole, said in numbers; `examples` holds the first few names. */
export interface Warning {
  code: WarningCode
  count: number
  examples: string[]
}
export const warning_codes = [
  'no_source',
  'idle_source',
  'island',
  'loop',
  'load_on_missing_node',
  'load_without_supply',
  'transformer_without_supply',
  'self_loop',
  'phase_missing',
  'redefined',
  'unknown_element',
  'unknown_code',
  'unknown_command',
  'unreadable_value',
  'several_circuits',
  'empty_file',
  'not_followed',
  'unknown_column',
] as const
export type WarningCode = (typeof warning_codes)[number]

/** The warning as a sentence. */
export const warningText = (w: Warning, language: Language): string =>
  say('network', language)(`warning.${w.code}`, {
    count: w.count,
    examples: w.examples.join(', ') + (w.count > w.examples.length ? ', …' : ''),
  })

/** What every reader makes, whatever the format of the file. */
export interface NetworkModel {
  format: 'csv' | 'opendss' | 'cim' | 'geojson'
  equipment: Equipment[]
  loads: Load[]
  /** Where the nodes lie, for the picture of the network; `local` coordinates are in no known map projection. */
  coordinates: { system: 'lonlat' | 'local'; nodes: Map<string, readonly [x: number, y: number]> }
  /** Rows or objects read, the refused ones too. */
  read: number
  /** What plays no part in the trace or is not understood: class -> how many. */
  ignored: Record<string, number>
  /** At most the first thousand; `refused_count` counts all. */
  refused: BadRow[]
  refused_count: number
  warnings: Warning[]
}

const refusals_kept = 1000
const examples_kept = 5

/** An empty model with the few verbs by which readers fill it. */
export function emptyModel(format: NetworkModel['format']): NetworkModel {
  return {
    format,
    equipment: [],
    loads: [],
    coordinates: { system: 'local', nodes: new Map() },
    read: 0,
    ignored: {},
    refused: [],
    refused_count: 0,
    warnings: [],
  }
}

export function refuse(model: NetworkModel, refusal: BadRow): void {
  model.refused_count += 1
  if (model.refused.length < refusals_kept) model.refused.push(refusal)
}

export function ignore(model: NetworkModel, what: string, count = 1): void {
  model.ignored[what] = (model.ignored[what] ?? 0) + count
}

export function warn(model: Pick<NetworkModel, 'warnings'>, code: WarningCode, example: string): void {
  let warning = model.warnings.find((w) => w.code === code)
  if (!warning) model.warnings.push((warning = { code, count: 0, examples: [] }))
  warning.count += 1
  if (warning.examples.length < examples_kept) warning.examples.push(example.slice(0, 120))
}

/**
 * How many of each kind the model holds: `sources, breakers, reclosers, switches, fuses, lines, transformers, loads`,
 * and `reactors`, `capacitors` where some stand in series.
 */
export function countKinds(model: NetworkModel): Record<string, number> {
  const counts: Record<string, number> = {
    sources: 0,
    breakers: 0,
    reclosers: 0,
    switches: 0,
    fuses: 0,
    lines: 0,
    transformers: 0,
    loads: model.loads.length,
  }
  for (const e of model.equipment)
    if (e.part_of === undefined) {
      const as = e.counted_as ?? pluralOf[e.kind]
      counts[as] = (counts[as] ?? 0) + 1
    }
  return counts
}

const pluralOf = {
  source: 'sources',
  breaker: 'breakers',
  recloser: 'reclosers',
  switch: 'switches',
  fuse: 'fuses',
  line: 'lines',
  transformer: 'transformers',
} as const satisfies Record<Kind, string>

/**
 * The mask of `ABC`, `a`, `B,C`, `ABCN`, ... in any order and letter case; the neutral counts for nothing.
 * @returns undefined when a letter is unknown or comes twice, or when no phase is named
 */
export function phaseMask(text: string): PhaseMask | undefined {
  let mask = 0
  for (const letter of text.toUpperCase()) {
    if (' ,;|/N'.includes(letter)) continue
    const bit = letter === 'A' ? 1 : letter === 'B' ? 2 : letter === 'C' ? 4 : 0
    if (bit === 0 || mask & bit) return undefined
    mask |= bit
  }
  return mask || undefined
}

/** `ABC`, `A`, `BC`, ... */
export const phaseLetters = (mask: PhaseMask): string =>
  (mask & 1 ? 'A' : '') + (mask & 2 ? 'B' : '') + (mask & 4 ? 'C' : '')

/** The phases on which `e` is normally closed. */
export const normallyClosed = (e: Equipment): PhaseMask =>
  e.normally_open ? 0 : e.phases & ~(e.normally_open_phases ?? 0)
