import { basename } from 'node:path'
import { because } from '../../kernel/index.ts'
import { type Equipment, emptyModel, ignore, type Kind, type Load, type NetworkModel, refuse, warn } from '../model.ts'
import type { ReadOptions } from './csv.ts'
import { attachLoads } from './loads.ts'
import { type Branch, resolvePhases, type Terminal } from './phases.ts'
import { scanXml } from './xml.ts'

/** CIM classes of two terminals (or one, for sources) that take part in the trace. */
const kindOf: Record<string, Kind> = {
  EnergySource: 'source',
  ExternalNetworkInjection: 'source',
  Breaker: 'breaker',
  DisconnectingCircuitBreaker: 'breaker',
  ProtectedSwitch: 'breaker',
  Recloser: 'recloser',
  LoadBreakSwitch: 'switch',
  Disconnector: 'switch',
  Sectionaliser: 'switch',
  Jumper: 'switch',
  Switch: 'switch',
  Cut: 'switch',
  Fuse: 'fuse',
  ACLineSegment: 'line',
  EquivalentBranch: 'line',
  SeriesCompensator: 'line',
  PowerTransformer: 'transformer',
}
const consumers = new Set(['EnergyConsumer', 'ConformLoad', 'NonConformLoad', 'StationSupply'])
/** Nodes with a name: they connect nothing by themselves. */
const bars = new Set(['BusbarSection', 'Junction', 'Clamp'])
/** What else is kept of the file; of other objects only the class is. */
const described = new Set(
  'Terminal ConnectivityNode TopologicalNode ACLineSegmentPhase SwitchPhase EnergyConsumerPhase EnergySourcePhase PowerTransformerEnd TransformerTank TransformerTankEnd TransformerEndInfo RatioTapChanger BaseVoltage Feeder Line Substation VoltageLevel Bay Location PositionPoint CoordinateSystem'.split(
    ' ',
  ),
)

interface Thing {
  cls: string
  id: string
  line: number
  /** By the last part of the property's name: text, or the key of what it refers to. */
  props: Map<string, string>
}

/**
 * Reads a network from CIM RDF/XML (CIM100, and CIM16 and 17 as far as connections go). Equipment is known by its mRID.
 * Switches keep `normalOpen` (phase by phase where SwitchPhase says so), transformers may be banks of tanks, and each
 * tank's secondary side lives and dies with its primary phase.
 * @throws Problem `imports/no-file`, `imports/empty`, `imports/not-utf8`, `network/malformed`, `network/truncated`
 */
export async function readCim(path: string, options: ReadOptions = {}): Promise<NetworkModel> {
  const model = emptyModel('cim')
  const things = await readThings(path, options)
  fill(model, basename(path), things)
  return model
}

async function readThings(path: string, options: ReadOptions): Promise<Map<string, Thing>> {
  const things = new Map<string, Thing>()
  let depth = 0
  let current: Thing | undefined
  let reference: string | undefined
  await scanXml(path, {
    open: (name, attributes, line) => {
      depth += 1
      if (depth === 2) {
        const id = attributes.get('about') ?? attributes.get('ID') ?? ''
        const key = keyOf(id)
        const known = things.get(key)
        current = known ?? { cls: name, id: id.replace(/^(urn:uuid:|#)/, '').replace(/^_/, ''), line, props: new Map() }
        if (!known) things.set(key, current)
        if (things.size % 10_000 === 0) options.onProgress?.(things.size)
      } else if (depth === 3) {
        const target = attributes.get('resource')
        reference = target === undefined ? undefined : target.includes('://') ? fragment(target) : keyOf(target)
      }
    },
    close: (name, text) => {
      if (depth === 3 && current && (kindOf[current.cls] || consumers.has(current.cls) || described.has(current.cls)))
        current.props.set(name.slice(name.lastIndexOf('.') + 1), reference ?? text.trim())
      depth -= 1
    },
  })
  return things
}

/** `urn:uuid:14368ABB-...`, `#_14368abb-...`, `_14368abb-...` mean one object. */
const keyOf = (id: string): string =>
  id
    .replace(/^(urn:uuid:|#)/, '')
    .replace(/^_/, '')
    .toLowerCase()
/** `http://iec.ch/TC57/CIM100#SinglePhaseKind.A` -> `A` */
const fragment = (uri: string): string => uri.slice(uri.lastIndexOf('#') + 1).replace(/^.*\./, '')

function fill(model: NetworkModel, file: string, things: Map<string, Thing>): void {
  const by = indexes(things)
  const nodeName = nodeNames(things)
  const branches: Branch[] = []
  const loads: { load: Load; terminal: Terminal }[] = []
  const ends = new Map<Equipment | Load, string>() // to find the place on the map

  for (const [key, thing] of things) {
    const kind = kindOf[thing.cls]
    const consumer = consumers.has(thing.cls)
    const terminals = by.terminals.get(key) ?? []
    if (!kind && !consumer) {
      if (terminals.length > 0 && !bars.has(thing.cls)) {
        model.read += 1
        ignore(model, thing.cls)
      }
      continue
    }
    model.read += 1
    const out = [thing.props.get('normallyInService'), thing.props.get('inService')].includes('false')
    if (out && kind !== 'line') {
      ignore(model, `${thing.cls} (not in service)`)
      continue
    }
    const needed = kind === 'source' || consumer ? 1 : 2
    const nodes = terminals.map((t) =>
      nodeName.get(t.props.get('ConnectivityNode') ?? t.props.get('TopologicalNode') ?? ''),
    )
    if (nodes.slice(0, needed).filter((n) => n !== undefined).length < needed) {
      refuse(model, {
        file,
        line: thing.line,
        field: 'Terminal',
        reason: because('network.few-terminals', { value: `${thing.cls} ${nameOf(thing)}`, needed }),
      })
      continue
    }
    const phases = (side: number) =>
      conductorsOf(by.phases.get(key) ?? [], terminals[side]?.props.get('phases') ?? terminals[0]?.props.get('phases'))
    if (consumer) {
      const load: Load = { id: mridOf(thing), name: nameOf(thing), node: nodes[0]!, phases: 0 }
      loads.push({ load, terminal: { node: nodes[0]!, conductors: phases(0) } })
      continue
    }
    const equipment: Equipment = {
      id: mridOf(thing),
      kind: kind!,
      name: nameOf(thing),
      ...containerOf(things, thing),
      from_node: kind === 'source' ? '' : nodes[0]!,
      to_node: kind === 'source' ? nodes[0]! : nodes[1]!,
      phases: 0,
      normally_open: out || isOpen(thing.props),
    }
    if (thing.cls === 'SeriesCompensator') equipment.counted_as = 'reactors'
    ends.set(equipment, key)
    if (kind === 'transformer') {
      if (addTransformer(branches, by, things, key, equipment, nodeName) > 0) continue
      const value = `${thing.cls} ${nameOf(thing)}`
      refuse(model, {
        file,
        line: thing.line,
        field: 'PowerTransformerEnd',
        reason: because('network.few-windings', { value }),
      })
    } else if (kind === 'source') branches.push({ equipment, terminals: [{ node: nodes[0]!, conductors: phases(0) }] })
    else {
      openPhases(equipment, by.phases.get(key) ?? [])
      branches.push({ equipment, terminals: [0, 1].map((side) => ({ node: nodes[side]!, conductors: phases(side) })) })
    }
  }

  resolvePhases(branches, loads)
  for (const { equipment } of branches) {
    if (equipment.phases === 0) warn(model, 'phase_missing', equipment.name)
    else if (equipment.from_node === equipment.to_node) warn(model, 'self_loop', equipment.name)
    else model.equipment.push(equipment)
  }
  for (const { load } of loads) model.loads.push(load)
  attachLoads(model)
  placeNodes(model, things, by, ends)
}

function indexes(things: Map<string, Thing>) {
  const terminals = new Map<string, Thing[]>()
  const phases = new Map<string, Thing[]>() // ...Phase objects by what they are a phase of
  const transformerEnds = new Map<string, Thing[]>() // by transformer or tank
  const tanks = new Map<string, string[]>() // by transformer
  const tapChangers = new Set<string>() // ends with one
  const points = new Map<string, Thing[]>() // by location
  const add = <K, V>(map: Map<K, V[]>, key: K | undefined, value: V) => {
    if (key === undefined) return
    if (map.has(key)) map.get(key)!.push(value)
    else map.set(key, [value])
  }
  for (const [key, t] of things) {
    if (t.cls === 'Terminal') add(terminals, t.props.get('ConductingEquipment'), t)
    else if (t.cls.endsWith('Phase'))
      for (const owner of ['ACLineSegment', 'Switch', 'EnergyConsumer', 'EnergySource'])
        add(phases, t.props.get(owner), t)
    else if (t.cls === 'PowerTransformerEnd') add(transformerEnds, t.props.get('PowerTransformer'), t)
    else if (t.cls === 'TransformerTankEnd') add(transformerEnds, t.props.get('TransformerTank'), t)
    else if (t.cls === 'TransformerTank') add(tanks, t.props.get('PowerTransformer'), key)
    else if (t.cls === 'RatioTapChanger') tapChangers.add(t.props.get('TransformerEnd') ?? '')
    else if (t.cls === 'PositionPoint') add(points, t.props.get('Location'), t)
  }
  const bySequence = (name: string) => (a: Thing, b: Thing) =>
    Number(a.props.get(name) ?? 0) - Number(b.props.get(name) ?? 0)
  for (const list of terminals.values()) list.sort(bySequence('sequenceNumber'))
  for (const list of points.values()) list.sort(bySequence('sequenceNumber'))
  for (const list of transformerEnds.values()) list.sort(bySequence('endNumber'))
  return { terminals, phases, transformerEnds, tanks, tapChangers, points }
}

/** One branch for a transformer; one for each tank of a bank, all parts of the first. @returns how many */
function addTransformer(
  branches: Branch[],
  by: ReturnType<typeof indexes>,
  things: Map<string, Thing>,
  key: string,
  equipment: Equipment,
  nodeName: Map<string, string>,
): number {
  const tanks = by.tanks.get(key) ?? []
  let part = 0
  for (const unit of tanks.length > 0 ? tanks : [key]) {
    const windings = (by.transformerEnds.get(unit) ?? []).flatMap((end) => {
      const terminal = things.get(end.props.get('Terminal') ?? '')
      const node = nodeName.get(terminal?.props.get('ConnectivityNode') ?? terminal?.props.get('TopologicalNode') ?? '')
      if (node === undefined) return []
      const said = end.props.get('orderedPhases') ?? end.props.get('phases') ?? terminal?.props.get('phases')
      return [{ node, conductors: conductorsOf([], said), volts: voltsOf(things, end), end }]
    })
    if (windings.length < 2) continue
    const primary = windings[0]!
    const single = primary.conductors.length < 2 || windings.some((w) => w.conductors.some((c) => c > 3))
    const ways = new Map<string, typeof windings>()
    for (const w of windings.slice(1)) {
      if (w.node === primary.node) continue
      if (ways.has(w.node)) ways.get(w.node)!.push(w)
      else ways.set(w.node, [w])
    }
    for (const [node, way] of ways) {
      const own: Equipment = { ...equipment, from_node: primary.node, to_node: node }
      if (part > 0) {
        own.id = `${equipment.id}:${part}`
        own.part_of = equipment.id
      }
      part += 1
      const equal = way.every((w) => w.volts !== undefined && w.volts === primary.volts)
      const taps = windings.some((w) => by.tapChangers.has(keyOf(w.end.id)))
      if (equal || (taps && primary.volts === undefined)) own.never_serves = true
      branches.push({
        equipment: own,
        terminals: [primary, ...way].map(({ node: n, conductors }) => ({ node: n, conductors })),
        transforms: true,
        ganged: !single || equal,
        lowVoltage: way.every((w) => w.volts !== undefined && w.volts <= 1000),
      })
    }
  }
  return part
}

function voltsOf(things: Map<string, Thing>, end: Thing): number | undefined {
  const base = things.get(end.props.get('BaseVoltage') ?? '')?.props.get('nominalVoltage')
  const volts = Number(end.props.get('ratedU') ?? base)
  return Number.isFinite(volts) && volts > 0 ? volts : undefined
}

/**
 * Conductor numbers of phases named as SinglePhaseKind (A, B, C, s1, s2, N) one by one, or as a code (`ABN`, `s12N`);
 * all three where nothing is said.
 */
function conductorsOf(phases: Thing[], code: string | undefined): number[] {
  const named = phases.map((p) => p.props.get('phaseSide1') ?? p.props.get('phase') ?? '')
  const text = named.length > 0 ? named.join(' ') : (code ?? '')
  const found: number[] = []
  for (const [letter] of text.matchAll(/s12|s1|s2|[ABC]/g))
    for (const c of ({ A: [1], B: [2], C: [3], s1: [4], s2: [5], s12: [4, 5] } as Record<string, number[]>)[letter]!)
      if (!found.includes(c)) found.push(c)
  return found.length > 0 ? found : [1, 2, 3]
}

const isTrue = (text: string | undefined): boolean => text === 'true'
const isOpen = (props: Map<string, string>): boolean =>
  props.has('normalOpen') ? isTrue(props.get('normalOpen')) : isTrue(props.get('open'))

/** Switches that are open on some phases only. */
function openPhases(equipment: Equipment, phases: Thing[]): void {
  let open = 0
  let all = 0
  for (const p of phases) {
    const bit = { A: 1, B: 2, C: 4 }[p.props.get('phaseSide1') ?? ''] ?? 0
    all |= bit
    if (isTrue(p.props.get('normalOpen')) || (!p.props.has('normalOpen') && p.props.get('closed') === 'false'))
      open |= bit
  }
  if (open === 0) return
  if (open === all) equipment.normally_open = true
  else equipment.normally_open_phases = open
}

const mridOf = (t: Thing): string => t.props.get('mRID') || t.id
const nameOf = (t: Thing): string => t.props.get('name') || mridOf(t)

/** Nodes by their names; by their mRID where two share a name. */
function nodeNames(things: Map<string, Thing>): Map<string, string> {
  const count = new Map<string, number>()
  const nodes = [...things].filter(([, t]) => t.cls === 'ConnectivityNode' || t.cls === 'TopologicalNode')
  for (const [, t] of nodes) count.set(`${t.cls} ${nameOf(t)}`, (count.get(`${t.cls} ${nameOf(t)}`) ?? 0) + 1)
  return new Map(nodes.map(([key, t]) => [key, count.get(`${t.cls} ${nameOf(t)}`) === 1 ? nameOf(t) : mridOf(t)]))
}

/** Feeder and substation: up through bay, voltage level, feeder. */
function containerOf(things: Map<string, Thing>, t: Thing): { feeder?: string; substation?: string } {
  const found: { feeder?: string; substation?: string } = {}
  let at = things.get(t.props.get('EquipmentContainer') ?? '')
  for (let step = 0; at && step < 6; step++) {
    if (at.cls === 'Feeder' || at.cls === 'Line') found.feeder ??= nameOf(at)
    if (at.cls === 'Substation') found.substation ??= nameOf(at)
    const up = ['VoltageLevel', 'NormalEnergizingSubstation', 'NamingSecondarySubstation', 'Substation']
    at = things.get(up.map((p) => at!.props.get(p)).find((p) => p !== undefined) ?? '')
  }
  return found
}

function placeNodes(
  model: NetworkModel,
  things: Map<string, Thing>,
  by: ReturnType<typeof indexes>,
  ends: Map<Equipment | Load, string>,
): void {
  const systems = [...things.values()].filter((t) => t.cls === 'CoordinateSystem')
  const lonlat = systems.length > 0 && systems.every((t) => /EPSG:+4326$|CRS84$/i.test(t.props.get('crsUrn') ?? ''))
  model.coordinates.system = lonlat ? 'lonlat' : 'local'
  for (const [e, key] of ends) {
    const points = (by.points.get(things.get(key)!.props.get('Location') ?? '') ?? []).map(
      (p) => [Number(p.props.get('xPosition')), Number(p.props.get('yPosition'))] as const,
    )
    const [first, last] = [points[0], points.at(-1)]
    if (!first || !last || !('from_node' in e) || points.flat().some((v) => !Number.isFinite(v))) continue
    const put = (node: string, point: readonly [number, number]) => {
      if (node && !model.coordinates.nodes.has(node)) model.coordinates.nodes.set(node, point)
    }
    put(e.from_node, first)
    put(e.to_node, last)
    if (lonlat) [e.lon, e.lat] = last
  }
}
