/*
 * The network as typed arrays, numbered so that the questions of every day are a scan or a slice.
 *
 * Nodes are renumbered: a forest of shortest paths from the sources over what is normally closed, numbered in
 * depth-first preorder. So a parent has a smaller number than its children, and everything below a node is a slice:
 *
 *            0            parent  = [0, 0, 1, 1, 0]
 *          1   4          size    = [5, 3, 1, 1, 1]     below node 1: nodes [1, 1 + size[1]) = 1, 2, 3
 *         2 3
 *
 * Between a parent and its child there may be several devices side by side (three single-phase regulators, a bypass):
 * `tree_device[child]` is one of them, `bundles` holds all where there are more. What lies beside the forest (ties,
 * the closing piece of a loop) is an `extra`. Several sources: each is a root of its own tree.
 *
 * Why not breadth first: a scan over 200,000 nodes takes ten times as long, and "below" is no slice (docs/decisions).
 */

/** Devices by number. `from`/`to` are nodes as the reader numbers them, -1 = none; a source has only `to`. */
export interface Wiring {
  nodes: number
  from: Int32Array
  to: Int32Array
  is_source: Uint8Array
  /** Phases that the device has, and those on which it is normally closed. */
  phases: Uint8Array
  closed: Uint8Array
}

export const has_extra = 1
export const has_source = 2
/** The devices into this node lie on a normally closed loop: opening them does not cut off what is below. */
export const on_loop = 4

export interface Layout {
  readonly nodes: number
  readonly devices: number
  /** By node. A root is its own parent. */
  readonly parent: Int32Array
  readonly size: Int32Array
  /** A device between the node and its parent; -1 at a root. */
  readonly tree_device: Int32Array
  readonly flags: Uint8Array
  /** By device: the child node of its tree edge, a source's node, or -1 - x for extra x. */
  readonly place: Int32Array
  readonly phases: Uint8Array
  readonly closed: Uint8Array
  /** Child node -> all devices between it and its parent, where there are several. */
  readonly bundles: Map<number, Int32Array>
  /** Root node -> its sources. */
  readonly sources: Map<number, Int32Array>
  readonly extra_from: Int32Array
  readonly extra_to: Int32Array
  readonly extra_device: Int32Array
  /** Extras by node: `incident_extra[i]` touches node `incident_node[i]`, in ascending order of nodes. */
  readonly incident_node: Int32Array
  readonly incident_extra: Int32Array
}

/** Numbers the network. O(nodes + devices). @returns the layout, and `rank`: the reader's number of a node -> ours */
export function layOut(w: Wiring): { layout: Layout; rank: Int32Array } {
  const devices = w.from.length
  const { order, parent: parentOld, size: sizeOld, rank } = forest(w)

  const parent = new Int32Array(w.nodes)
  const size = new Int32Array(w.nodes)
  for (let i = 0; i < w.nodes; i++) {
    const old = order[i]!
    const at = rank[old]!
    parent[at] = parentOld[old]! < 0 ? at : rank[parentOld[old]!]!
    size[at] = sizeOld[old]!
  }

  const tree_device = new Int32Array(w.nodes).fill(-1)
  const flags = new Uint8Array(w.nodes)
  const place = new Int32Array(devices)
  const bundleLists = new Map<number, number[]>()
  const sourceLists = new Map<number, number[]>()
  const extras: number[] = []
  for (let d = 0; d < devices; d++) {
    if (w.is_source[d]) {
      const node = rank[w.to[d]!]!
      place[d] = node
      flags[node]! |= has_source
      push(sourceLists, node, d)
      continue
    }
    const a = rank[w.from[d]!]!
    const b = rank[w.to[d]!]!
    const child = a === b ? -1 : parent[b] === a ? b : parent[a] === b ? a : -1
    if (child < 0) {
      place[d] = -1 - extras.length
      extras.push(d)
      continue
    }
    place[d] = child
    if (tree_device[child]! < 0) tree_device[child] = d
    else {
      if (!bundleLists.has(child)) push(bundleLists, child, tree_device[child]!)
      push(bundleLists, child, d)
    }
  }

  const extra_from = new Int32Array(extras.length)
  const extra_to = new Int32Array(extras.length)
  const incidence: [node: number, extra: number][] = []
  for (let x = 0; x < extras.length; x++) {
    const a = (extra_from[x] = rank[w.from[extras[x]!]!]!)
    const b = (extra_to[x] = rank[w.to[extras[x]!]!]!)
    if (a === b) continue // both ends on one node: it carries nothing anywhere
    flags[a]! |= has_extra
    flags[b]! |= has_extra
    incidence.push([a, x], [b, x])
    if (w.closed[extras[x]!]) markLoop(parent, flags, a, b)
  }
  incidence.sort((p, q) => p[0] - q[0] || p[1] - q[1])

  const layout: Layout = {
    nodes: w.nodes,
    devices,
    parent,
    size,
    tree_device,
    flags,
    place,
    phases: w.phases,
    closed: w.closed,
    bundles: frozen(bundleLists),
    sources: frozen(sourceLists),
    extra_from,
    extra_to,
    extra_device: Int32Array.from(extras),
    incident_node: Int32Array.from(incidence, (i) => i[0]),
    incident_extra: Int32Array.from(incidence, (i) => i[1]),
  }
  return { layout, rank }
}

/** Breadth-first forest from the sources, then from what no source reaches, and the preorder numbers of it. */
function forest(w: Wiring): { order: Int32Array; parent: Int32Array; size: Int32Array; rank: Int32Array } {
  const n = w.nodes
  const m = w.from.length
  // first = [0, 3, 4]: edges 0..2 of `edge` leave node 0, edge 3 leaves node 1
  const first = new Int32Array(n + 1)
  for (let d = 0; d < m; d++) {
    if (w.closed[d] === 0 || w.is_source[d]) continue
    first[w.from[d]! + 1]!++
    first[w.to[d]! + 1]!++
  }
  for (let i = 0; i < n; i++) first[i + 1]! += first[i]!
  const neighbour = new Int32Array(first[n]!)
  const fill = first.slice(0, n)
  for (let d = 0; d < m; d++) {
    if (w.closed[d] === 0 || w.is_source[d]) continue
    const a = w.from[d]!
    const b = w.to[d]!
    neighbour[fill[a]!++] = b
    neighbour[fill[b]!++] = a
  }

  const order = new Int32Array(n)
  const parent = new Int32Array(n).fill(-2) // -2 not reached, -1 a root
  let tail = 0
  let head = 0
  for (let d = 0; d < m; d++) {
    if (!w.is_source[d] || parent[w.to[d]!] !== -2) continue
    parent[w.to[d]!] = -1
    order[tail++] = w.to[d]!
  }
  for (let next = 0; ; ) {
    for (; head < tail; head++) {
      const u = order[head]!
      for (let k = first[u]!; k < first[u + 1]!; k++) {
        const v = neighbour[k]!
        if (parent[v] !== -2) continue
        parent[v] = u
        order[tail++] = v
      }
    }
    while (next < n && parent[next] !== -2) next++
    if (next === n) break
    parent[next] = -1
    order[tail++] = next
  }

  const size = new Int32Array(n).fill(1)
  for (let i = n - 1; i >= 0; i--) {
    const v = order[i]!
    if (parent[v]! >= 0) size[parent[v]!]! += size[v]!
  }
  const rank = new Int32Array(n)
  const cursor = fill // the next free number below a node; `fill` is used up, its memory is not
  let free = 0
  for (let i = 0; i < n; i++) {
    const v = order[i]!
    const p = parent[v]!
    const at = p < 0 ? free : cursor[p]!
    if (p < 0) free += size[v]!
    else cursor[p] = at + size[v]!
    rank[v] = at
    cursor[v] = at + 1
  }
  return { order, parent, size, rank }
}

/** Marks the tree edges on the way from `a` to `b` (to their roots when these differ). */
function markLoop(parent: Int32Array, flags: Uint8Array, a: number, b: number): void {
  while (a !== b) {
    // the larger number cannot be an ancestor of the smaller one
    let deep = a
    if (a > b) a = parent[a]!
    else {
      deep = b
      b = parent[b]!
    }
    if (parent[deep] === deep) {
      // one side ended at its root: two trees are joined, so the other side's way to its root is on the loop too
      let rest = deep === a ? b : a
      while (parent[rest] !== rest) {
        flags[rest]! |= on_loop
        rest = parent[rest]!
      }
      return
    }
    flags[deep]! |= on_loop
  }
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

const frozen = (lists: Map<number, number[]>): Map<number, Int32Array> =>
  new Map(Array.from(lists, ([key, list]) => [key, Int32Array.from(list)]))

/** First index into `incident_node` of `node`, or the place where it would stand. */
export function firstIncident(incident_node: Int32Array, node: number): number {
  let low = 0
  let high = incident_node.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (incident_node[middle]! < node) low = middle + 1
    else high = middle
  }
  return low
}
