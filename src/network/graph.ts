import { type Layout, layOut, type Wiring } from './layout.ts'
import { kinds, type NetworkModel, normallyClosed } from './model.ts'
import { bytesOfNames, type Names, nameOf, names, numberOf } from './names.ts'
import { type State, stateOf } from './state.ts'

/** A point is served by a transformer (`serving`), or is a load taken straight from the line (`load`). */
export const point_kind = { other_transformer: 0, serving_transformer: 1, load: 2 } as const

/**
 * The network in memory. Everything is a number: a device is its index in the model's equipment, a node its place in
 * the depth-first numbering, a point (what customers hang on) its place in the same order.
 *
 * Points: every transformer, and every load that does not hang on the very terminals of a transformer. A load behind a
 * low-voltage line is a point of its own so that opening that line is answered rightly; a load taken at medium voltage
 * is one because no transformer may be invented for it. Points are numbered in depth-first order, so what lies below
 * any device is one range of them.
 */
export interface Graph extends Layout {
  readonly kind: Uint8Array
  /** Points at node i: [point_start[i], point_start[i + 1]). */
  readonly point_start: Int32Array
  readonly point_phases: Uint8Array
  readonly point_kind: Uint8Array
  /** A transformer's device number, or -1 - the load's index in the model. */
  readonly point_of: Int32Array
  /** 1 where all its phases are supplied in the normal positions. */
  readonly point_normally_supplied: Uint8Array
  /** Device -> the devices that open and close with it (windings to further nodes). */
  readonly parts: Map<number, number[]>
  readonly device_names: Names
  readonly node_names: Names
  /** The normal positions, worked out. */
  readonly normal: State
}

/** Builds the graph of a network. Names a device twice: the first is meant. O(equipment). */
export function buildGraph(model: NetworkModel): Graph {
  const { wiring, nodeNames, nodeNumber } = wire(model)
  const { layout, rank } = layOut(wiring)
  const equipment = model.equipment

  const kind = new Uint8Array(equipment.length)
  const device = new Map<string, number>()
  const parts = new Map<number, number[]>()
  for (let d = 0; d < equipment.length; d++) {
    const e = equipment[d]!
    kind[d] = kinds.indexOf(e.kind)
    if (e.kind === 'transformer' && !device.has(e.id)) device.set(e.id, d)
  }
  for (let d = 0; d < equipment.length; d++) {
    const main = equipment[d]!.part_of === undefined ? undefined : device.get(equipment[d]!.part_of!)
    if (main === undefined) continue
    if (parts.has(main)) parts.get(main)!.push(d)
    else parts.set(main, [d])
  }

  const ordered = new Array<string>(nodeNames.length)
  for (let i = 0; i < nodeNames.length; i++) ordered[rank[i]!] = nodeNames[i]!
  const normal = stateOf(layout)
  const points = placePoints(model, layout, wiring, rank, nodeNumber, normal)
  return {
    ...layout,
    kind,
    parts,
    ...points,
    device_names: names(equipment.map((e) => e.id)),
    node_names: names(ordered),
    normal,
  }
}

/** The device of that id, or -1. */
export const deviceOf = (g: Graph, id: string): number => numberOf(g.device_names, id)
export const deviceName = (g: Graph, device: number): string => nameOf(g.device_names, device)
/** The node of that name, or -1. */
export const nodeOf = (g: Graph, name: string): number => numberOf(g.node_names, name)
export const nodeName = (g: Graph, node: number): string => nameOf(g.node_names, node)
/** The point of a transformer (by device number), or -1. */
export function pointOfDevice(g: Graph, device: number): number {
  for (let p = 0; p < g.point_of.length; p++) if (g.point_of[p] === device) return p
  return -1
}

/**
 * Transformers and loads in the order in which their lasting numbers should be given: depth first, so that those below
 * any device are consecutive and a set of them is few ranges of an int4multirange.
 * @returns for each: the id, whether it is a load, and whether customers hang on it
 */
export function dfsTransformerOrder(
  g: Graph,
  model: NetworkModel,
): { id: string; load: boolean; serves: boolean; node: number }[] {
  const list = new Array<{ id: string; load: boolean; serves: boolean; node: number }>(g.point_of.length)
  for (let node = 0; node < g.nodes; node++) {
    for (let p = g.point_start[node]!; p < g.point_start[node + 1]!; p++) {
      const of = g.point_of[p]!
      const load = of < 0
      const id = load ? model.loads[-1 - of]!.id : model.equipment[of]!.id
      list[p] = { id, load, serves: g.point_kind[p] !== point_kind.other_transformer, node }
    }
  }
  return list
}

/** Bytes of the graph's arrays and of its directory of names, apart. */
export function bytesOf(g: Graph): { arrays: number; names: number } {
  const of = (...arrays: { byteLength: number }[]) => arrays.reduce((sum, a) => sum + a.byteLength, 0)
  const s = g.normal
  return {
    arrays:
      of(g.parent, g.size, g.tree_device, g.flags, g.place, g.phases, g.closed, g.kind) +
      of(g.extra_from, g.extra_to, g.extra_device, g.incident_node, g.incident_extra) +
      of(g.point_start, g.point_phases, g.point_kind, g.point_of, g.point_normally_supplied) +
      of(s.closed, s.conducts, s.certain, s.alive) +
      g.nodes, // the marks of the operation under way
    names: bytesOfNames(g.device_names) + bytesOfNames(g.node_names),
  }
}

interface Wired {
  wiring: Wiring
  nodeNames: string[]
  nodeNumber: Map<string, number>
}

function wire(model: NetworkModel): Wired {
  const m = model.equipment.length
  const nodeNumber = new Map<string, number>()
  const nodeNames: string[] = []
  const intern = (name: string): number => {
    let n = nodeNumber.get(name)
    if (n === undefined) {
      n = nodeNames.length
      nodeNumber.set(name, n)
      nodeNames.push(name)
    }
    return n
  }
  const wiring: Wiring = {
    nodes: 0,
    from: new Int32Array(m).fill(-1),
    to: new Int32Array(m).fill(-1),
    is_source: new Uint8Array(m),
    phases: new Uint8Array(m),
    closed: new Uint8Array(m),
  }
  for (let d = 0; d < m; d++) {
    const e = model.equipment[d]!
    wiring.phases[d] = e.phases
    wiring.closed[d] = normallyClosed(e)
    if (e.kind === 'source') {
      wiring.is_source[d] = 1
      wiring.to[d] = intern(e.to_node || e.from_node)
      continue
    }
    wiring.from[d] = intern(e.from_node)
    // a transformer whose secondary side is not named still has one: what hangs on it
    if (e.to_node) wiring.to[d] = intern(e.to_node)
    else {
      wiring.to[d] = nodeNames.length
      nodeNames.push(`${e.id}\u0000secondary`)
    }
  }
  for (const load of model.loads) intern(load.node)
  wiring.nodes = nodeNames.length
  return { wiring, nodeNames, nodeNumber }
}

/** Finds what serves customers, and where it must be supplied. */
function placePoints(
  model: NetworkModel,
  g: Layout,
  wiring: Wiring,
  rank: Int32Array,
  nodeNumber: Map<string, number>,
  normal: State,
) {
  const { equipment, loads } = model
  const m = equipment.length
  // transformers strictly below a node: prefix sums over the preorder
  const below = new Int32Array(g.nodes + 1)
  for (let d = 0; d < m; d++)
    if (equipment[d]!.kind === 'transformer' && g.place[d]! >= 0 && !equipment[d]!.never_serves)
      below[g.place[d]! + 1]! += 1
  for (let i = 0; i < g.nodes; i++) below[i + 1]! += below[i]!
  const transformersBelow = (node: number) => below[node + g.size[node]!]! - below[node + 1]!

  const withLoads = new Set<string>()
  for (const load of loads) if (load.transformer !== undefined) withLoads.add(load.transformer)

  const at: number[] = [] // the node of each point found
  const phases: number[] = []
  const pointKind: number[] = []
  const of: number[] = []
  // a bank of single-phase tanks stands on the phases of all its parts
  const bank = new Map<string, number>()
  for (const e of equipment)
    if (e.part_of !== undefined)
      bank.set(`${e.part_of} ${e.to_node}`, (bank.get(`${e.part_of} ${e.to_node}`) ?? 0) | e.phases)
  const secondary = new Map<string, { node: string; phases: number }>()
  for (let d = 0; d < m; d++) {
    const e = equipment[d]!
    if (e.kind !== 'transformer' || e.part_of !== undefined) continue
    const node = g.place[d]! >= 0 ? g.place[d]! : rank[wiring.to[d]!]!
    // Customers hang on the last transformer before them: one with no other transformer below it, or with loads
    const serves = withLoads.has(e.id) || (!e.never_serves && transformersBelow(node) === 0)
    const own = e.phases | (bank.get(`${e.id} ${e.to_node}`) ?? 0)
    at.push(node)
    phases.push(own)
    pointKind.push(serves ? point_kind.serving_transformer : point_kind.other_transformer)
    of.push(d)
    if (withLoads.has(e.id)) secondary.set(e.id, { node: e.to_node, phases: own })
  }
  for (let l = 0; l < loads.length; l++) {
    const load = loads[l]!
    const own = load.transformer === undefined ? undefined : secondary.get(load.transformer)
    if (own && own.node === load.node && (load.phases & ~own.phases) === 0) continue
    at.push(rank[nodeNumber.get(load.node)!]!)
    phases.push(load.phases)
    pointKind.push(point_kind.load)
    of.push(-1 - l)
  }

  const count = at.length
  const point_start = new Int32Array(g.nodes + 1)
  for (let p = 0; p < count; p++) point_start[at[p]! + 1]! += 1
  for (let i = 0; i < g.nodes; i++) point_start[i + 1]! += point_start[i]!
  const cursor = point_start.slice(0, g.nodes)
  const point_phases = new Uint8Array(count)
  const point_kinds = new Uint8Array(count)
  const point_of = new Int32Array(count)
  const point_normally_supplied = new Uint8Array(count)
  for (let k = 0; k < count; k++) {
    const p = cursor[at[k]!]!++
    point_phases[p] = phases[k]!
    point_kinds[p] = pointKind[k]!
    point_of[p] = of[k]!
    point_normally_supplied[p] = (normal.alive[at[k]!]! & phases[k]!) === phases[k]! ? 1 : 0
  }
  return { point_start, point_phases, point_kind: point_kinds, point_of, point_normally_supplied }
}
