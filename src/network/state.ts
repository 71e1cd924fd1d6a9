/*
 * What is alive, kept up to date switch by switch. Per node and phase (bits A, B, C):
 *
 *   certain   reaches a source by parents alone: certain[i] = certain[parent[i]] & conducts[i]
 *   alive     reaches a source by any closed way; always contains `certain`
 *
 * Where no tie is closed and no loop supplies anybody, the two are equal and an operation is one walk over a slice.
 * What is alive without being certain is "carried": fed through an extra or from below. Opening a device
 *   1. takes `certain` off the slice below it,
 *   2. takes `alive` off what lost it, and off everything carried that hangs together with that (a carried node
 *      cannot prove its supply without looking further),
 *   3. lets it flow in again from every certain or untouched neighbour met on the way.
 * Only the affected part is visited. Closing a device lets `alive` flow through it. No order of operations, number of
 * closed ties, loops or sources gives a wrong answer: docs/decisions says why, state.test.ts compares with a naive one.
 */
import { firstIncident, has_extra, type Layout } from './layout.ts'

export interface State {
  readonly layout: Layout
  /** By device: phases on which it is closed. */
  readonly closed: Uint8Array
  /** By node: phases on which at least one device to its parent is closed. */
  readonly conducts: Uint8Array
  readonly certain: Uint8Array
  readonly alive: Uint8Array
}

/** Room for one operation at a time; shared by all states of a layout, empty between operations. */
interface Scratch {
  /** 8 | phases alive before the operation, 0 = not touched. */
  mark: Uint8Array
  touched: Int32Array
  touchedCount: number
  queue: Int32Array
  queueBits: Uint8Array
  seeds: number[]
  lost: number[]
  gained: number[]
}

const scratches = new WeakMap<Layout, Scratch>()

function scratchOf(layout: Layout): Scratch {
  let scratch = scratches.get(layout)
  if (!scratch) {
    scratch = {
      mark: new Uint8Array(layout.nodes),
      touched: new Int32Array(256),
      touchedCount: 0,
      queue: new Int32Array(256),
      queueBits: new Uint8Array(256),
      seeds: [],
      lost: [],
      gained: [],
    }
    scratches.set(layout, scratch)
  }
  return scratch
}

/** Everything in its normal position, or where `closed` (phases by device) says. O(nodes + devices). */
export function stateOf(layout: Layout, closed: Uint8Array = layout.closed): State {
  const conducts = new Uint8Array(layout.nodes)
  conductAll(conducts, closed, layout.place, layout.devices)
  for (const root of layout.sources.keys()) conducts[root] = 0
  const state = {
    layout,
    closed: closed.slice(),
    conducts,
    certain: new Uint8Array(layout.nodes),
    alive: new Uint8Array(layout.nodes),
  }
  energise(state)
  return state
}

/** A copy that operations on the original do not touch: five bytes a node. */
export const cloneState = (s: State): State => ({
  layout: s.layout,
  closed: s.closed.slice(),
  conducts: s.conducts.slice(),
  certain: s.certain.slice(),
  alive: s.alive.slice(),
})

/** Works out `certain` and `alive` anew from the positions: one scan, then whatever closed extras add. */
export function energise(s: State): void {
  const { layout, certain, alive, conducts } = s
  certain.fill(0)
  for (const [root, list] of layout.sources) certain[root] = sourcePhases(s.closed, list)
  scanDown(certain, conducts, layout.parent, layout.nodes)
  alive.set(certain)
  const scratch = scratchOf(layout)
  const { extra_from, extra_to, extra_device } = layout
  for (let x = 0; x < extra_device.length; x++) {
    const through = s.closed[extra_device[x]!]!
    if (((alive[extra_from[x]!]! ^ alive[extra_to[x]!]!) & through) === 0) continue
    scratch.seeds.push(extra_from[x]!, extra_to[x]!)
  }
  if (scratch.seeds.length > 0) {
    spread(s, scratch)
    forget(scratch)
  }
}

/** Sets the phases on which `device` is closed. @returns true when that changed anything; `takeChange` tells what. */
export function setClosed(s: State, device: number, phases: number): boolean {
  const { layout } = s
  const wanted = phases & layout.phases[device]!
  const had = s.closed[device]!
  if (wanted === had) return false
  const scratch = scratchOf(layout)
  // A device may go from A to B: what it lets go first, then what it lets through
  if (had & ~wanted) change(s, scratch, device, had & wanted)
  if (wanted & ~had) change(s, scratch, device, wanted)
  return true
}

/** Points (what customers hang on) in the order of their nodes: those at node i are [start[i], start[i + 1]). */
export interface Points {
  readonly point_start: Int32Array
  readonly point_phases: Uint8Array
}

/**
 * What the operations since the last call changed (net): points of which every phase was supplied before and is not
 * now, points the other way round, both ascending, and the number of nodes. Ends the operation.
 */
export function takeChange(s: State, points: Points): { lost: Int32Array; gained: Int32Array; nodes: number } {
  const scratch = scratchOf(s.layout)
  const counts = collect(scratch, s.alive, points.point_start, points.point_phases)
  scratch.touchedCount = 0
  return {
    lost: ascending(scratch.lost, counts.lost),
    gained: ascending(scratch.gained, counts.gained),
    nodes: counts.nodes,
  }
}

/** Ends the operations since the last call without asking what they changed. */
export const dropChange = (s: State): void => forget(scratchOf(s.layout))

function collect(
  scratch: Scratch,
  alive: Uint8Array,
  start: Int32Array,
  phasesOf: Uint8Array,
): { lost: number; gained: number; nodes: number } {
  const { mark, touched, touchedCount, lost, gained } = scratch
  let nodes = 0
  let lostCount = 0
  let gainedCount = 0
  for (let i = 0; i < touchedCount; i++) {
    const node = touched[i]!
    const before = mark[node]! & 7
    const after = alive[node]!
    mark[node] = 0
    if (before === after) continue
    nodes += 1
    const end = start[node + 1]!
    for (let p = start[node]!; p < end; p++) {
      const phases = phasesOf[p]!
      const was = (before & phases) === phases
      const is = (after & phases) === phases
      if (was === is) continue
      if (was) lost[lostCount++] = p
      else gained[gainedCount++] = p
    }
  }
  return { lost: lostCount, gained: gainedCount, nodes }
}

/** The first `count` of a list, which nearly always is in order: one walk over one slice found it. */
function ascending(list: number[], count: number): Int32Array {
  const result = new Int32Array(count)
  let inOrder = true
  for (let i = 0; i < count; i++) {
    result[i] = list[i]!
    if (i > 0 && list[i]! < list[i - 1]!) inOrder = false
  }
  return inOrder ? result : result.sort()
}

function forget(scratch: Scratch): void {
  for (let i = 0; i < scratch.touchedCount; i++) scratch.mark[scratch.touched[i]!] = 0
  scratch.touchedCount = 0
}

function change(s: State, scratch: Scratch, device: number, phases: number): void {
  const { layout, closed, conducts, certain, alive } = s
  const lost = closed[device]! & ~phases
  closed[device] = phases
  const place = layout.place[device]!
  if (place < 0) {
    const x = -1 - place
    const a = layout.extra_from[x]!
    const b = layout.extra_to[x]!
    if (a === b) return
    if (lost) {
      let tail = suspect(s, scratch, a, alive[a]! & ~certain[a]! & lost, 0)
      tail = suspect(s, scratch, b, alive[b]! & ~certain[b]! & lost, tail)
      withdraw(s, scratch, tail)
    } else scratch.seeds.push(a, b)
    spread(s, scratch)
    return
  }

  const top = layout.parent[place]!
  const isRoot = top === place
  let wanted: number
  if (isRoot) wanted = sourcePhases(closed, layout.sources.get(place)!)
  else {
    let through = phases
    const bundle = layout.bundles.get(place)
    if (bundle) {
      through = 0
      for (let k = 0; k < bundle.length; k++) through |= closed[bundle[k]!]!
    }
    if (through === conducts[place]) return
    conducts[place] = through
    wanted = certain[top]! & through
  }
  let tail = recertify(s, scratch, place, wanted, 0)
  if (lost) {
    tail = suspect(s, scratch, place, alive[place]! & ~certain[place]! & lost, tail)
    if (!isRoot) tail = suspect(s, scratch, top, alive[top]! & ~certain[top]! & lost, tail)
    withdraw(s, scratch, tail)
  } else {
    for (let k = 0; k < tail; k++) scratch.seeds.push(scratch.queue[k]!)
    // what was carried on either side may now pass to the other
    if (alive[place]! !== certain[place]!) scratch.seeds.push(place)
    if (!isRoot && alive[top]! !== certain[top]!) scratch.seeds.push(top)
  }
  spread(s, scratch)
}

/**
 * Walks the slice below `place` where `certain` changes. Nodes with extras that lost or won supply go into the queue
 * (with the phases that they lost), because it may go on from there beside the forest.
 * 10 ns a changed node; a subtree in which nothing changes is one step.
 */
function recertify(s: State, scratch: Scratch, place: number, wanted: number, tail: number): number {
  const { certain, alive, conducts } = s
  const { parent, size, flags } = s.layout
  const { mark } = scratch
  const end = place + size[place]!
  let touched = scratch.touched
  let count = scratch.touchedCount
  for (let j = place; j < end; ) {
    const should = j === place ? wanted : certain[parent[j]!]! & conducts[j]!
    const has = certain[j]!
    if (should === has) {
      j += size[j]!
      continue
    }
    certain[j] = should
    const lost = has & ~should
    const before = alive[j]!
    const after = (before & ~lost) | should
    if (after !== before) {
      alive[j] = after
      if (mark[j] === 0) {
        mark[j] = 8 | before
        if (count === touched.length) touched = scratch.touched = grown(touched)
        touched[count++] = j
      }
      if (flags[j]! & has_extra) {
        if (tail === scratch.queue.length) growQueue(scratch)
        scratch.queue[tail] = j
        scratch.queueBits[tail++] = lost
      }
    }
    j += 1
  }
  scratch.touchedCount = count
  return tail
}

/** Takes `bits` off a node for now and queues it, so that what hangs together with it is looked at. */
function suspect(s: State, scratch: Scratch, node: number, bits: number, tail: number): number {
  if (bits === 0) return tail
  touch(s, scratch, node)
  s.alive[node]! &= ~bits
  if (tail === scratch.queue.length) growQueue(scratch)
  scratch.queue[tail] = node
  scratch.queueBits[tail] = bits
  return tail + 1
}

/** Takes supply off everything carried that hangs together with the queue; certain neighbours become seeds. */
function withdraw(s: State, scratch: Scratch, tail: number): void {
  const { layout, alive, certain, conducts, closed } = s
  const { parent, size, flags, incident_node, incident_extra, extra_from, extra_to, extra_device } = layout
  for (let head = 0; head < tail; head++) {
    const node = scratch.queue[head]!
    const bits = scratch.queueBits[head]!
    const up = parent[node]!
    if (up !== node) {
      const met = alive[up]! & bits & conducts[node]!
      if (met & certain[up]!) scratch.seeds.push(up)
      tail = suspect(s, scratch, up, met & ~certain[up]!, tail)
    }
    const end = node + size[node]!
    for (let c = node + 1; c < end; c += size[c]!) {
      const met = alive[c]! & bits & conducts[c]!
      if (met & certain[c]!) scratch.seeds.push(c)
      tail = suspect(s, scratch, c, met & ~certain[c]!, tail)
    }
    if ((flags[node]! & has_extra) === 0) continue
    for (let k = firstIncident(incident_node, node); incident_node[k] === node; k++) {
      const x = incident_extra[k]!
      const other = extra_from[x] === node ? extra_to[x]! : extra_from[x]!
      const met = alive[other]! & bits & closed[extra_device[x]!]!
      if (met & certain[other]!) scratch.seeds.push(other)
      tail = suspect(s, scratch, other, met & ~certain[other]!, tail)
    }
  }
}

/** Lets supply flow from the seeds to every neighbour that lacks it, and on from there. */
function spread(s: State, scratch: Scratch): void {
  const { layout, alive, conducts, closed } = s
  const { parent, size, flags, incident_node, incident_extra, extra_from, extra_to, extra_device } = layout
  const stack = scratch.seeds
  while (stack.length > 0) {
    const node = stack.pop()!
    const has = alive[node]!
    if (has === 0) continue
    const up = parent[node]!
    if (up !== node && has & conducts[node]! & ~alive[up]!) {
      touch(s, scratch, up)
      alive[up]! |= has & conducts[node]!
      stack.push(up)
    }
    const end = node + size[node]!
    for (let c = node + 1; c < end; c += size[c]!) {
      const gained = has & conducts[c]! & ~alive[c]!
      if (gained === 0) continue
      touch(s, scratch, c)
      alive[c]! |= gained
      stack.push(c)
    }
    if ((flags[node]! & has_extra) === 0) continue
    for (let k = firstIncident(incident_node, node); incident_node[k] === node; k++) {
      const x = incident_extra[k]!
      const other = extra_from[x] === node ? extra_to[x]! : extra_from[x]!
      const gained = has & closed[extra_device[x]!]! & ~alive[other]!
      if (gained === 0) continue
      touch(s, scratch, other)
      alive[other]! |= gained
      stack.push(other)
    }
  }
}

function touch(s: State, scratch: Scratch, node: number): void {
  if (scratch.mark[node] !== 0) return
  scratch.mark[node] = 8 | s.alive[node]!
  if (scratch.touchedCount === scratch.touched.length) scratch.touched = grown(scratch.touched)
  scratch.touched[scratch.touchedCount++] = node
}

/** `certain` of every node whose parent has it; a parent always comes before its children. */
function scanDown(certain: Uint8Array, conducts: Uint8Array, parent: Int32Array, nodes: number): void {
  for (let i = 0; i < nodes; i++) certain[i]! |= certain[parent[i]!]! & conducts[i]!
}

function conductAll(conducts: Uint8Array, closed: Uint8Array, place: Int32Array, devices: number): void {
  for (let d = 0; d < devices; d++) if (place[d]! >= 0) conducts[place[d]!]! |= closed[d]!
}

function sourcePhases(closed: Uint8Array, sources: Int32Array): number {
  let phases = 0
  for (let k = 0; k < sources.length; k++) phases |= closed[sources[k]!]!
  return phases
}

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

function growQueue(scratch: Scratch): void {
  scratch.queue = grown(scratch.queue)
  const bits = new Uint8Array(scratch.queue.length)
  bits.set(scratch.queueBits)
  scratch.queueBits = bits
}
