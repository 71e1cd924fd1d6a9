import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { MultiUndirectedGraph } from 'graphology'
import createGraph from 'ngraph.graph'
import { buildGraph, bytesOf, type Graph } from '../src/network/graph.ts'
import { layOut, type Wiring } from '../src/network/layout.ts'
import { emptyModel, type NetworkModel } from '../src/network/model.ts'
import { dropChange, energise, type State, setClosed, stateOf } from '../src/network/state.ts'
import { customersBelow, downstream, normalState, operate, sumCustomers } from '../src/network/trace.ts'
import { best, bytesKept, goal, ms, printTable, times } from './table.ts'

/**
 * Feeders of 2,000 nodes each, as real ones branch (a trunk, laterals, twigs), a source at each head, a normally open
 * tie between neighbours every 200 nodes; nodes and devices in random order, as a file has them.
 */
interface Town {
  nodes: number
  sources: Int32Array
  from: Int32Array
  to: Int32Array
  open: Uint8Array
}

export async function run({ quick }: { quick: boolean }): Promise<void> {
  const size = quick ? 20_000 : 200_000
  const town = townOf(size)
  const ours = measureOurs(town)
  const peers = [measureGraphology(town, ours), measureNgraph(town, ours), measureNetworkx(town, ours)]
  const large = measureOurs(townOf(size * 10))

  const row = (name: string, m: Measured) => [
    name,
    m.nodes.toLocaleString('en'),
    ms(m.build_ms),
    ms(m.energise_ms),
    ms(m.downstream_ms),
    m.bytes.toFixed(0),
  ]
  printTable(
    ['', 'nodes', 'build ms', 'energise ms', `downstream of ${ours.below.toLocaleString('en')} ms`, 'bytes a node'],
    [
      row('ours', ours),
      ...peers.flatMap((p) => (p ? [row(p.name, p)] : [])),
      ...peers.flatMap((p) =>
        p
          ? [
              [
                `  ${p.name} / ours`,
                '',
                times(p.build_ms / ours.build_ms),
                times(p.energise_ms / ours.energise_ms),
                times(p.downstream_ms / ours.downstream_ms),
                times(p.bytes / ours.bytes),
              ],
            ]
          : [],
      ),
      row('ours', large),
    ],
  )
  if (!peers[2]) console.log('networkx: not installed here, left out')
  console.log(
    `ours, besides: build from named equipment ${ms(ours.named_ms)} ms; names ${ours.name_bytes.toFixed(0)} bytes a node; ` +
      `customers below a device ${ours.customers_ns.toFixed(0)} ns; copy of a state ${ms(ours.clone_ms)} ms`,
  )
  printTable(
    ['one operation', 'nodes', 'changed by one', 'ns a changed node', 'us in a mesh'],
    [ours, large].map((m) => [
      'ours',
      m.nodes.toLocaleString('en'),
      m.changed_mean.toFixed(0),
      m.operation_ns.toFixed(1),
      m.tied_us.toFixed(1),
    ]),
  )
  const graphology = peers[0]!
  goal(
    'energise >= 100x graphology',
    graphology.energise_ms >= 100 * ours.energise_ms,
    times(graphology.energise_ms / ours.energise_ms),
  )
  goal(
    'downstream >= 100x graphology',
    graphology.downstream_ms >= 100 * ours.downstream_ms,
    times(graphology.downstream_ms / ours.downstream_ms),
  )
  goal('build >= 10x graphology', graphology.build_ms >= 10 * ours.build_ms, times(graphology.build_ms / ours.build_ms))
  goal('memory <= 48 bytes a node', ours.bytes <= 48, `${ours.bytes.toFixed(1)} bytes`)
  goal(
    'a switch operation <= 100 ns a changed node',
    ours.operation_ns <= 100 && large.operation_ns <= 100,
    `${ours.operation_ns.toFixed(1)} ns, ${large.operation_ns.toFixed(1)} ns in a network ten times as large`,
  )
}

interface Measured {
  name: string
  nodes: number
  build_ms: number
  energise_ms: number
  downstream_ms: number
  bytes: number
}

function townOf(size: number): Town {
  const random = randomOf(20_170_101)
  const feeder = 2000
  const order = Int32Array.from({ length: size }, (_, i) => i)
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
  const edges: [number, number, number][] = []
  const sources: number[] = []
  for (let head = 0; head < size; head += feeder) {
    sources.push(order[head]!)
    for (let k = 1; k < feeder && head + k < size; k++) {
      // most nodes go on where the last one stopped, some branch off further up
      const parent = random() < 0.8 ? k - 1 : Math.floor(random() * k)
      edges.push([order[head + parent]!, order[head + k]!, 0])
    }
    if (head > 0)
      for (let t = 0; t < feeder / 200; t++) {
        const here = head + Math.floor(random() * feeder)
        edges.push([order[here % size]!, order[head - 1 - Math.floor(random() * (feeder - 1))]!, 1])
      }
  }
  for (let i = edges.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = edges[i]!
    edges[i] = edges[j]!
    edges[j] = kept
  }
  return {
    nodes: size,
    sources: Int32Array.from(sources),
    from: Int32Array.from(edges, (e) => e[0]),
    to: Int32Array.from(edges, (e) => e[1]),
    open: Uint8Array.from(edges, (e) => e[2]),
  }
}

interface Ours extends Measured {
  energised: number
  /** The device whose downstream is asked, by its place in the town, and how much lies below. */
  asked: number
  below: number
  belowNodes: Set<number>
  named_ms: number
  name_bytes: number
  customers_ns: number
  clone_ms: number
  changed_mean: number
  operation_ns: number
  tied_us: number
}

function measureOurs(town: Town): Ours {
  const wiring = wiringOf(town)
  const build = best(5, () => {
    const { layout, rank } = layOut(wiring)
    return { layout, rank, state: stateOf(layout) }
  })
  const { layout, rank, state } = build.result
  const energised = best(7, () => {
    energise(state)
    return state.alive
  })
  const devices = town.from.length

  // the device with about 2,000 nodes below, or the most there are
  let asked = -1
  for (let d = 0; d < devices; d++) {
    const place = layout.place[d]!
    if (place < 0) continue
    const wanted = Math.abs(layout.size[place]! - 2004)
    if (asked < 0 || wanted < Math.abs(layout.size[layout.place[asked]!]! - 2004)) asked = d
  }
  const model = modelOf(town)
  const named = best(3, () => buildGraph(model))
  const g = named.result
  const { arrays, names } = bytesOf(g)
  const found = new Int32Array(town.nodes)
  const rounds = 2000
  const below = best(5, () => {
    let n = 0
    for (let r = 0; r < rounds; r++) {
      const range = downstream(g, asked)
      n = 0
      for (let i = range.first; i < range.end; i++) found[n++] = i
    }
    return n
  })
  const old = new Int32Array(town.nodes)
  for (let i = 0; i < town.nodes; i++) old[rank[i]!] = i
  const count = (alive: Uint8Array) => alive.reduce((n, phases) => n + (phases === 7 ? 1 : 0), 0)

  return {
    name: 'ours',
    nodes: town.nodes,
    build_ms: build.ms,
    energise_ms: energised.ms,
    downstream_ms: below.ms / rounds,
    bytes: arrays / town.nodes,
    energised: count(energised.result),
    asked,
    below: below.result,
    belowNodes: new Set(Array.from(found.subarray(0, below.result), (i) => old[i]!)),
    named_ms: named.ms,
    name_bytes: names / town.nodes,
    customers_ns: measureCustomers(g, devices),
    clone_ms: best(5, () => normalState(g)).ms,
    ...measureOperations(g, town),
  }
}

function measureCustomers(g: Graph, devices: number): number {
  const sums = sumCustomers(g, new Uint8Array(g.point_of.length).fill(70))
  const random = randomOf(5)
  const list = Int32Array.from({ length: 10_000 }, () => Math.floor(random() * devices))
  let total = 0
  const { ms } = best(5, () => {
    for (let k = 0; k < list.length; k++) if (g.place[list[k]!]! >= 0) total += customersBelow(g, list[k]!, sums)
  })
  assert.ok(total > 0)
  return (ms * 1e6) / list.length
}

/** Opens and closes random devices; then the same where ties hold feeders together. Checked against a full scan. */
function measureOperations(g: Graph, town: Town) {
  const random = randomOf(11)
  const operations = 4000
  const list = Int32Array.from({ length: operations }, () => {
    for (;;) {
      const d = Math.floor(random() * town.from.length)
      if (town.open[d] === 0) return d
    }
  })
  // In short batches, of which the middle one counts: a batch is over before the machine turns to something else
  const oneByOne = (state: State): { changed: number; ns_each: number; us: number } => {
    const batch = 200
    const ns: number[] = []
    const us: number[] = []
    let all = 0
    for (let round = 0; round < 3; round++)
      for (let k = 0; k < list.length; k += batch) {
        let changed = 0
        const start = performance.now()
        for (let i = k; i < k + batch; i++) {
          changed += operate(g, state, list[i]!, 'open').nodes
          changed += operate(g, state, list[i]!, 'closed').nodes
        }
        const taken = performance.now() - start
        ns.push((taken * 1e6) / Math.max(1, changed))
        us.push((taken * 1e3) / (2 * batch))
        if (round === 0) all += changed
      }
    const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!
    return { changed: all, ns_each: middle(ns), us: middle(us) }
  }
  const plain = normalState(g)
  const first = oneByOne(plain)
  assert.deepEqual(plain.alive, g.normal.alive)

  const tied = normalState(g)
  const ties = Array.from(town.open.keys()).filter((d) => town.open[d] === 1 && d % 3 === 0)
  for (const d of ties) setClosed(tied, d, 7)
  // every tenth feeder loses its head, and lives through its ties
  for (let k = 0; k < town.sources.length; k += 10) setClosed(tied, town.from.length + k, 0)
  dropChange(tied)
  const kept = tied.alive.slice()
  const second = oneByOne(tied)
  assert.deepEqual(tied.alive, kept)
  const fresh = tied.alive.slice()
  energise(tied)
  assert.deepEqual(tied.alive, fresh)
  return {
    changed_mean: first.changed / (2 * operations),
    operation_ns: first.ns_each,
    tied_us: second.us,
  }
}

const wiringOf = (town: Town): Wiring => {
  const devices = town.from.length + town.sources.length
  const from = new Int32Array(devices).fill(-1)
  const to = new Int32Array(devices)
  from.set(town.from)
  to.set(town.to)
  to.set(town.sources, town.from.length)
  const phases = new Uint8Array(devices).fill(7)
  const closed = phases.slice()
  for (let d = 0; d < town.from.length; d++) if (town.open[d]) closed[d] = 0
  return { nodes: town.nodes, from, to, phases, closed, is_source: new Uint8Array(devices).fill(1, town.from.length) }
}

/** Every fifth device is a transformer: 70 customers each. */
function modelOf(town: Town): NetworkModel {
  const model = emptyModel('csv')
  for (let d = 0; d < town.from.length; d++)
    model.equipment.push({
      id: `D${d}`,
      kind: town.open[d] === 0 && d % 5 === 0 ? 'transformer' : 'switch',
      name: '',
      from_node: `N${town.from[d]}`,
      to_node: `N${town.to[d]}`,
      phases: 7,
      normally_open: town.open[d] === 1,
    })
  for (let k = 0; k < town.sources.length; k++)
    model.equipment.push({
      id: `S${k}`,
      kind: 'source',
      name: '',
      from_node: '',
      to_node: `N${town.sources[k]}`,
      phases: 7,
      normally_open: false,
    })
  return model
}

function measureGraphology(town: Town, ours: Ours): Measured {
  const make = () => {
    const graph = new MultiUndirectedGraph({ allowSelfLoops: true })
    for (let i = 0; i < town.nodes; i++) graph.addNode(i)
    for (let d = 0; d < town.from.length; d++)
      graph.addEdgeWithKey(d, town.from[d], town.to[d], { open: town.open[d] === 1 })
    return graph
  }
  const build = best(2, make)
  const { bytes, kept: graph } = bytesKept(make)
  const flood = (starts: Int32Array, without: number): Uint8Array => {
    const alive = new Uint8Array(town.nodes)
    const queue = Array.from(starts)
    for (const s of starts) alive[s] = 1
    for (let head = 0; head < queue.length; head++) {
      const u = queue[head]!
      graph.forEachEdge(u, (edge, attributes, source, target) => {
        if (attributes.open || Number(edge) === without) return
        const v = Number(source) === u ? Number(target) : Number(source)
        if (alive[v]) return
        alive[v] = 1
        queue.push(v)
      })
    }
    return alive
  }
  return compare('graphology', town, ours, build.ms, bytes, flood)
}

function measureNgraph(town: Town, ours: Ours): Measured {
  const make = () => {
    const graph = createGraph<undefined, boolean>()
    for (let i = 0; i < town.nodes; i++) graph.addNode(i)
    for (let d = 0; d < town.from.length; d++) graph.addLink(town.from[d]!, town.to[d]!, town.open[d] === 1)
    return graph
  }
  const build = best(2, make)
  const { bytes, kept: graph } = bytesKept(make)
  const a = town.from[ours.asked]!
  const b = town.to[ours.asked]!
  const flood = (starts: Int32Array, without: number): Uint8Array => {
    const alive = new Uint8Array(town.nodes)
    const queue = Array.from(starts)
    for (const s of starts) alive[s] = 1
    for (let head = 0; head < queue.length; head++) {
      graph.forEachLinkedNode(
        queue[head]!,
        (node, link) => {
          const v = node.id as number
          if (link.data || alive[v]) return
          if (without >= 0 && link.fromId === a && link.toId === b) return
          alive[v] = 1
          queue.push(v)
        },
        false,
      )
    }
    return alive
  }
  return compare('ngraph', town, ours, build.ms, bytes, flood)
}

/** Both sides must give the same answers: how many are alive, and exactly which nodes lie below the device asked. */
function compare(
  name: string,
  town: Town,
  ours: Ours,
  build_ms: number,
  bytes: number,
  flood: (starts: Int32Array, without: number) => Uint8Array,
): Measured {
  const energised = best(3, () => flood(town.sources, -1))
  assert.equal(
    energised.result.reduce((n, v) => n + v, 0),
    ours.energised,
  )
  const a = town.from[ours.asked]!
  const b = town.to[ours.asked]!
  const start = Int32Array.of(ours.belowNodes.has(b) ? b : a)
  const below = best(20, () => flood(start, ours.asked))
  const nodes = new Set(Array.from(below.result.keys()).filter((i) => below.result[i] === 1))
  assert.deepEqual(nodes, ours.belowNodes)
  return {
    name,
    nodes: town.nodes,
    build_ms,
    energise_ms: energised.ms,
    downstream_ms: below.ms,
    bytes: bytes / town.nodes,
  }
}

function measureNetworkx(town: Town, ours: Ours): Measured | undefined {
  const lines = [
    `${town.nodes} ${ours.asked} ${ours.belowNodes.has(town.to[ours.asked]!) ? town.to[ours.asked] : town.from[ours.asked]}`,
    town.sources.join(' '),
  ]
  for (let d = 0; d < town.from.length; d++) lines.push(`${town.from[d]} ${town.to[d]} ${town.open[d]}`)
  const answer = spawnSync('python3', ['-c', networkxScript], {
    input: lines.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (answer.status !== 0) return undefined
  const got = JSON.parse(answer.stdout) as Omit<Measured, 'name' | 'nodes'> & { energised: number; below: number }
  assert.equal(got.energised, ours.energised)
  assert.equal(got.below, ours.below)
  return { name: 'networkx', nodes: town.nodes, ...got }
}

const networkxScript = `
import json, sys, time, tracemalloc
import networkx as nx
lines = sys.stdin.read().split('\\n')
n, asked, start = map(int, lines[0].split())
sources = list(map(int, lines[1].split()))
edges = [tuple(map(int, l.split())) for l in lines[2:]]
def make():
    g = nx.MultiGraph()
    g.add_nodes_from(range(n))
    for d, (a, b, o) in enumerate(edges):
        g.add_edge(a, b, key=d, open=o)
    return g
t = time.perf_counter(); g = make(); build = time.perf_counter() - t
del g
tracemalloc.start(); g = make(); size = tracemalloc.get_traced_memory()[0]; tracemalloc.stop()
def flood(starts, without):
    seen = set(starts); queue = list(starts)
    for u in queue:
        for v, ways in g.adj[u].items():
            if v in seen: continue
            for d, data in ways.items():
                if not data['open'] and d != without:
                    seen.add(v); queue.append(v)
                    break
    return seen
best = lambda times, work: min((lambda t: (work(), time.perf_counter() - t)[1])(time.perf_counter()) for _ in range(times))
print(json.dumps(dict(build_ms=build * 1e3, energise_ms=best(3, lambda: flood(sources, -1)) * 1e3, downstream_ms=best(20, lambda: flood([start], asked)) * 1e3,
  bytes=size / n, energised=len(flood(sources, -1)), below=len(flood([start], asked)))))
`

function randomOf(seed: number): () => number {
  let s = seed >>> 0
  return () => {
    s = (s + 0x6d2b79f5) >>> 0
    let t = Math.imul(s ^ (s >>> 15), s | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
