import { type Graph, point_kind } from './graph.ts'
import { firstIncident, has_extra, on_loop } from './layout.ts'
import { cloneState, dropChange, energise, type State, setClosed, takeChange } from './state.ts'

/** Devices by number (`deviceOf`); those to open and those to close, all at once. */
export interface Switching {
  open?: readonly number[]
  close?: readonly number[]
}

/** What a switching does to the supply. Points in ascending order. */
export interface SupplyChange {
  /** Points of which every phase was supplied before and is not afterwards. */
  lost: Int32Array
  /** Points of which some phase was not supplied before and every phase is afterwards. */
  gained: Int32Array
  /** Nodes of which any phase changed. */
  nodes: number
}

/** The normal positions, free to be operated. */
export const normalState = (g: Graph): State => cloneState(g.normal)

/** The phases alive at every node (bits A, B, C), worked out from the positions of `state` alone. O(nodes). */
export function energised(_g: Graph, state: State): Uint8Array {
  const fresh = cloneState(state)
  energise(fresh)
  return fresh.alive
}

/**
 * Opens or closes a device in `state`, with whatever opens and closes with it. Costs what changes, not what there is.
 * @returns who lost and who gained supply
 */
export function operate(g: Graph, state: State, device: number, position: 'open' | 'closed'): SupplyChange {
  set(g, state, device, position === 'open' ? 0 : 7, undefined)
  return takeChange(state, g)
}

/** Several devices at once; the answer is the net of all. A device in both lists is left open. */
export function operateAll(g: Graph, state: State, switching: Switching): SupplyChange {
  setAll(g, state, switching, undefined)
  return takeChange(state, g)
}

/** What would lose and gain supply if these opened and those closed. `state` is as before afterwards. */
export function whatIf(g: Graph, state: State, switching: Switching): SupplyChange {
  const undo: number[] = []
  setAll(g, state, switching, undo)
  const answer = takeChange(state, g)
  // alive follows from the positions alone, so putting these back puts everything back: cheaper than a copy of it all
  for (let k = undo.length - 2; k >= 0; k -= 2) setClosed(state, undo[k]!, undo[k + 1]!)
  dropChange(state)
  return answer
}

/** Points that are supplied and would not be any more if these opened and those closed. */
export const losesSupply = (g: Graph, state: State, switching: Switching): Int32Array =>
  whatIf(g, state, switching).lost

/** Points that are not supplied and would be if these opened and those closed. */
export const gains = (g: Graph, state: State, switching: Switching): Int32Array => whatIf(g, state, switching).gained

/** True when every phase of the point is alive. */
export function supplied(g: Graph, state: State, point: number): boolean {
  const phases = g.point_phases[point]!
  return (state.alive[nodeOfPoint(g, point)]! & phases) === phases
}

/**
 * What lies below a device in the normal forest: nodes [first, end), points [point_first, point_end), and the phases
 * of the device. Empty for a tie. O(1).
 */
export function downstream(
  g: Graph,
  device: number,
): { first: number; end: number; point_first: number; point_end: number; phases: number } {
  const place = g.place[device]!
  const phases = g.phases[device]!
  if (place < 0) return { first: 0, end: 0, point_first: 0, point_end: 0, phases }
  const end = place + g.size[place]!
  return { first: place, end, point_first: g.point_start[place]!, point_end: g.point_start[end]!, phases }
}

/**
 * Sums of customers over the points, for `customersBelow`. Points that are not supplied in the normal positions count
 * for nothing: no device takes supply from them.
 * @param customers by point; sum[p] = customers of points 0..p-1
 */
export function sumCustomers(g: Graph, customers: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(g.point_of.length + 1)
  for (let p = 0; p < g.point_of.length; p++)
    sums[p + 1] = sums[p]! + (g.point_normally_supplied[p] ? customers[p]! : 0)
  return sums
}

/**
 * Customers who lose supply when `device` opens in the normal positions. O(1), except where the device lies on a
 * closed loop or beside others (then it is traced).
 * @param sums of `sumCustomers`
 */
export function customersBelow(g: Graph, device: number, sums: Float64Array): number {
  const place = g.place[device]!
  const alone = place >= 0 && !g.bundles.has(place) && !g.parts.has(device) && (g.sources.get(place)?.length ?? 0) < 2
  if (alone && !(g.flags[place]! & on_loop) && !rootOnLoop(g, place)) {
    if (g.closed[device] !== g.phases[device]) return partlyClosed(g, device, sums)
    return sums[g.point_start[place + g.size[place]!]!]! - sums[g.point_start[place]!]!
  }
  return partlyClosed(g, device, sums)
}

/** Devices between a node and its source: the normal way; with `state`, the present one. Nearest first, source last. */
export function upstream(g: Graph, node: number, state?: State): number[] {
  if (state && (state.certain[node]! & state.alive[node]!) === 0) return searchUp(g, state, node).way
  const way: number[] = []
  let i = node
  for (; g.parent[i] !== i; i = g.parent[i]!) way.push(state ? closedBetween(g, state, i) : g.tree_device[i]!)
  const sources = g.sources.get(i)
  if (sources) way.push(state ? (sources.find((d) => state.closed[d]! !== 0) ?? sources[0]!) : sources[0]!)
  return way
}

/** Sources that reach the node by closed devices, by device number; none when it is dead. */
export function suppliedFrom(g: Graph, state: State, node: number): number[] {
  if (state.alive[node] === 0) return []
  return searchUp(g, state, node, true).sources.sort((a, b) => a - b)
}

/**
 * The lowest device whose opening cuts off all these nodes (normal forest), and the node it feeds; null when they
 * hang on different sources. O(depth).
 */
export function commonUpstream(g: Graph, nodes: ArrayLike<number>): { node: number; device: number } | null {
  if (nodes.length === 0) return null
  let low = nodes[0]!
  let high = low
  for (let k = 1; k < nodes.length; k++) {
    if (nodes[k]! < low) low = nodes[k]!
    if (nodes[k]! > high) high = nodes[k]!
  }
  let i = low
  while (i + g.size[i]! <= high) {
    if (g.parent[i] === i) return null
    i = g.parent[i]!
  }
  const device = g.parent[i] === i ? (g.sources.get(i)?.[0] ?? -1) : g.tree_device[i]!
  return { node: i, device }
}

/** The node at which a point must be supplied. O(log nodes). */
export function nodeOfPoint(g: Graph, point: number): number {
  let low = 0
  let high = g.nodes
  // the last node whose points start at or before this one
  while (low + 1 < high) {
    const middle = (low + high) >>> 1
    if (g.point_start[middle]! <= point) low = middle
    else high = middle
  }
  return low
}

/** How many of the points are transformers that serve customers. */
export function countServing(g: Graph, points: ArrayLike<number>): number {
  let n = 0
  for (let k = 0; k < points.length; k++) if (g.point_kind[points[k]!] === point_kind.serving_transformer) n += 1
  return n
}

/** `undo` takes device and former phases, one after the other. */
function setAll(g: Graph, state: State, switching: Switching, undo: number[] | undefined): void {
  // closing first: what stays supplied through a tie is then never visited twice
  if (switching.close) for (const device of switching.close) set(g, state, device, 7, undo)
  if (switching.open) for (const device of switching.open) set(g, state, device, 0, undo)
}

function set(g: Graph, state: State, device: number, closed: number, undo: number[] | undefined): void {
  undo?.push(device, state.closed[device]!)
  setClosed(state, device, closed)
  if (g.parts.size === 0) return
  for (const part of g.parts.get(device) ?? []) {
    undo?.push(part, state.closed[part]!)
    setClosed(state, part, closed)
  }
}

function partlyClosed(g: Graph, device: number, sums: Float64Array): number {
  let customers = 0
  for (const p of losesSupply(g, g.normal, { open: [device] })) customers += sums[p + 1]! - sums[p]!
  return customers
}

/** A root whose tree is joined to another by a closed extra keeps supplying when its own source is lost. */
function rootOnLoop(g: Graph, place: number): boolean {
  if (g.parent[place] !== place) return false
  for (let x = 0; x < g.extra_device.length; x++) {
    if (g.closed[g.extra_device[x]!] === 0) continue
    const a = g.extra_from[x]!
    const b = g.extra_to[x]!
    const inside = (i: number) => i >= place && i < place + g.size[place]!
    if (inside(a) !== inside(b)) return true
  }
  return false
}

/** A closed device between a node and its parent. */
function closedBetween(g: Graph, state: State, node: number): number {
  const bundle = g.bundles.get(node)
  return bundle?.find((d) => state.closed[d]! !== 0) ?? g.tree_device[node]!
}

/** Breadth first over what is closed, on one phase that is alive at `node`: the shortest way, and all sources met. */
function searchUp(g: Graph, state: State, node: number, all = false): { way: number[]; sources: number[] } {
  const bits = state.alive[node]!
  const cameBy = new Map<number, [from: number, device: number]>([[node, [-1, -1]]])
  const seenWith = new Map<number, number>([[node, bits]])
  const queue: number[] = [node]
  const sources: number[] = []
  let way: number[] = []
  for (let head = 0; head < queue.length; head++) {
    const u = queue[head]!
    const carries = seenWith.get(u)!
    for (const d of g.sources.get(u) ?? []) {
      if ((state.closed[d]! & carries) === 0) continue
      if (sources.length === 0) {
        way = [d]
        for (let v = u; cameBy.get(v)![0] !== -1; v = cameBy.get(v)![0]) way.unshift(cameBy.get(v)![1])
      }
      if (!sources.includes(d)) sources.push(d)
      if (!all) return { way, sources }
    }
    const step = (v: number, through: number, device: number) => {
      const passes = carries & through & state.alive[v]!
      const seen = seenWith.get(v) ?? 0
      if ((passes & ~seen) === 0) return
      if (seen === 0) cameBy.set(v, [u, device])
      seenWith.set(v, seen | passes)
      queue.push(v)
    }
    if (g.parent[u] !== u) step(g.parent[u]!, state.conducts[u]!, closedBetween(g, state, u))
    for (let c = u + 1; c < u + g.size[u]!; c += g.size[c]!) step(c, state.conducts[c]!, closedBetween(g, state, c))
    if ((g.flags[u]! & has_extra) === 0) continue
    for (let k = firstIncident(g.incident_node, u); g.incident_node[k] === u; k++) {
      const x = g.incident_extra[k]!
      const d = g.extra_device[x]!
      step(g.extra_from[x] === u ? g.extra_to[x]! : g.extra_from[x]!, state.closed[d]!, d)
    }
  }
  return { way, sources }
}
