import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildGraph, type Graph, nodeName, nodeOf } from './graph.ts'
import { type Equipment, emptyModel, type Kind, type NetworkModel } from './model.ts'
import { naiveAlive, normalPositions } from './naive-for-tests.ts'
import * as trace from './trace.ts'

/** Random networks: meshed, several sources, parallel devices, single phases, self-loops, ties open and closed. */
const network = (nodes_max: number): fc.Arbitrary<NetworkModel> =>
  fc.integer({ min: 1, max: nodes_max }).chain((n) => {
    const node = fc.integer({ min: 0, max: n - 1 }).map((i) => `n${i}`)
    const phases = fc.oneof({ weight: 3, arbitrary: fc.constant(7) }, fc.integer({ min: 1, max: 7 }))
    const device = fc.record({
      kind: fc.constantFrom<Kind>('line', 'line', 'switch', 'fuse', 'transformer', 'breaker'),
      from_node: node,
      to_node: node,
      phases,
      normally_open: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
      normally_open_phases: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 7 })),
      never_serves: fc.constant(false),
    })
    const source = fc.record({ to_node: node, phases, normally_open: fc.boolean() })
    const load = fc.record({ node, phases })
    return fc
      .record({
        devices: fc.array(device, { minLength: Math.floor(n * 0.7), maxLength: Math.ceil(n * 1.6), size: 'max' }),
        sources: fc.array(source, { maxLength: 3 }),
        loads: fc.array(load, { maxLength: 4 }),
      })
      .map(({ devices, sources, loads }) => {
        const model = emptyModel('csv')
        for (const [i, s] of sources.entries())
          model.equipment.push({ ...s, id: `S${i}`, name: '', kind: 'source', from_node: '' })
        for (const [i, d] of devices.entries())
          model.equipment.push({ ...d, id: `D${i}`, name: '' } satisfies Equipment)
        for (const [i, l] of loads.entries()) model.loads.push({ ...l, id: `L${i}`, name: '' })
        return model
      })
  })

/** A tree of `n` nodes with ties: what real feeders look like, deeper than the meshed ones. */
const feeder = (nodes_max: number): fc.Arbitrary<NetworkModel> =>
  fc
    .record({
      parents: fc.array(fc.nat(), { minLength: 2, maxLength: nodes_max, size: 'max' }),
      ties: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 6 }),
      phases: fc.array(fc.constantFrom(7, 7, 7, 7, 1, 2, 4, 3), { minLength: 1, maxLength: 20 }),
      sources: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    })
    .map(({ parents, ties, phases, sources }) => {
      const n = parents.length + 1
      const model = emptyModel('csv')
      const add = (kind: Kind, from: string, to: string, mask: number, open = false) =>
        model.equipment.push({
          id: `${kind[0]}${model.equipment.length}`,
          name: '',
          kind,
          from_node: from,
          to_node: to,
          phases: mask,
          normally_open: open,
        })
      parents.forEach((p, i) => {
        add(i % 5 === 0 ? 'transformer' : 'switch', `n${p % (i + 1)}`, `n${i + 1}`, phases[i % phases.length]!)
      })
      for (const [a, b, open] of ties) add('switch', `n${a % n}`, `n${b % n}`, 7, open)
      for (const s of sources) add('source', '', `n${s % n}`, 7)
      return model
    })

const some = fc.oneof(network(12), network(40), feeder(60))

/** alive of every node by name, for comparison with the naive answer. */
const named = (g: Graph, alive: Uint8Array): [string, number][] =>
  Array.from({ length: g.nodes }, (_, i): [string, number] => [nodeName(g, i), alive[i]!]).sort()
const naiveNamed = (g: Graph, model: NetworkModel, closed: number[]): [string, number][] => {
  const alive = naiveAlive(model, closed)
  return Array.from({ length: g.nodes }, (_, i): [string, number] => [
    nodeName(g, i),
    alive.get(nodeName(g, i)) ?? 0,
  ]).sort()
}
const suppliedPoints = (g: Graph, model: NetworkModel, closed: number[]): Set<number> => {
  const alive = naiveAlive(model, closed)
  const result = new Set<number>()
  for (let p = 0; p < g.point_of.length; p++) {
    const node = nodeName(g, trace.nodeOfPoint(g, p))
    if (((alive.get(node) ?? 0) & g.point_phases[p]!) === g.point_phases[p]!) result.add(p)
  }
  return result
}

test('what is alive in the normal positions is what flowing step by step gives', () => {
  fc.assert(
    fc.property(some, (model) => {
      const g = buildGraph(model)
      assert.deepEqual(named(g, g.normal.alive), naiveNamed(g, model, normalPositions(model)))
      assert.deepEqual(trace.energised(g, g.normal), g.normal.alive)
    }),
    { numRuns: 400 },
  )
})

test('after any operations, in any order, the state and each reported change are the naive ones', () => {
  const operations = fc.array(fc.tuple(fc.nat(), fc.constantFrom<'open' | 'closed'>('open', 'closed')), {
    minLength: 1,
    maxLength: 25,
    size: 'max',
  })
  fc.assert(
    fc.property(some, operations, (model, list) => {
      if (model.equipment.length === 0) return
      const g = buildGraph(model)
      const state = trace.normalState(g)
      const closed = normalPositions(model)
      for (const [pick, position] of list) {
        const device = pick % model.equipment.length
        const before = suppliedPoints(g, model, closed)
        const change = trace.operate(g, state, device, position)
        closed[device] = position === 'open' ? 0 : model.equipment[device]!.phases
        const after = suppliedPoints(g, model, closed)
        assert.deepEqual(named(g, state.alive), naiveNamed(g, model, closed))
        assert.deepEqual(
          [...change.lost],
          [...before].filter((p) => !after.has(p)),
        )
        assert.deepEqual(
          [...change.gained],
          [...after].filter((p) => !before.has(p)),
        )
        assert.deepEqual(trace.energised(g, state), state.alive)
      }
    }),
    { numRuns: 600 },
  )
})

test('asking what if changes nothing, and answers what doing it would', () => {
  const switching = fc.record({
    open: fc.array(fc.nat(), { maxLength: 4 }),
    close: fc.array(fc.nat(), { maxLength: 4 }),
    before: fc.array(fc.nat(), { maxLength: 4 }),
  })
  fc.assert(
    fc.property(some, switching, (model, picks) => {
      if (model.equipment.length === 0) return
      const within = (list: number[]) => list.map((i) => i % model.equipment.length)
      const g = buildGraph(model)
      const state = trace.normalState(g)
      trace.operateAll(g, state, { open: within(picks.before) })
      const was = { alive: state.alive.slice(), certain: state.certain.slice(), closed: state.closed.slice() }
      const asked = trace.whatIf(g, state, { open: within(picks.open), close: within(picks.close) })
      assert.deepEqual({ alive: state.alive, certain: state.certain, closed: state.closed }, was)
      const done = trace.operateAll(g, state, { open: within(picks.open), close: within(picks.close) })
      assert.deepEqual(asked, done)
    }),
    { numRuns: 300 },
  )
})

test('customers below a device are those who lose supply when it opens', () => {
  fc.assert(
    fc.property(some, (model) => {
      const g = buildGraph(model)
      const customers = Array.from({ length: g.point_of.length }, (_, p) => p + 1)
      const sums = trace.sumCustomers(g, customers)
      const closed = normalPositions(model)
      const before = suppliedPoints(g, model, closed)
      for (let d = 0; d < model.equipment.length; d++) {
        const after = suppliedPoints(g, model, closed.with(d, 0))
        let expected = 0
        for (const p of before) if (!after.has(p)) expected += customers[p]!
        assert.equal(trace.customersBelow(g, d, sums), expected, model.equipment[d]!.id)
      }
    }),
    { numRuns: 300 },
  )
})

test('the way up leads over closed devices to a source, and the sources found are those that reach the node alone', () => {
  fc.assert(
    fc.property(some, fc.array(fc.nat(), { maxLength: 5 }), (model, opened) => {
      if (model.equipment.length === 0) return
      const g = buildGraph(model)
      const state = trace.normalState(g)
      trace.operateAll(g, state, { open: opened.map((i) => i % model.equipment.length) })
      for (let node = 0; node < g.nodes; node++) {
        const sources = trace.suppliedFrom(g, state, node)
        const reach = model.equipment.flatMap((e, d) => {
          if (e.kind !== 'source') return []
          const alone = Array.from(state.closed, (c, i) => (model.equipment[i]!.kind === 'source' && i !== d ? 0 : c))
          return naiveAlive(model, alone).get(nodeName(g, node)) ? [d] : []
        })
        assert.deepEqual(sources, reach)
        if (state.alive[node] === 0) continue
        const way = trace.upstream(g, node, state)
        let at = nodeName(g, node)
        for (const d of way) {
          const e = model.equipment[d]!
          assert.notEqual(state.closed[d], 0)
          if (e.kind === 'source') assert.equal(e.to_node, at)
          else {
            assert.ok(e.from_node === at || e.to_node === at)
            at = e.from_node === at ? e.to_node : e.from_node
          }
        }
        assert.equal(model.equipment[way.at(-1)!]!.kind, 'source')
      }
    }),
    { numRuns: 200 },
  )
})

test('below a device lies one slice; the lowest common device cuts off all, and no lower one does', () => {
  fc.assert(
    fc.property(feeder(60), fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (model, picks) => {
      const g = buildGraph(model)
      for (let i = 0; i < g.nodes; i++) {
        assert.ok(g.parent[i]! <= i)
        let children = 1
        for (let c = i + 1; c < i + g.size[i]!; c += g.size[c]!) {
          assert.equal(g.parent[c], i)
          children += g.size[c]!
        }
        assert.equal(children, g.size[i])
      }
      const nodes = picks.map((p) => p % g.nodes)
      const chain = (i: number): number[] => (g.parent[i] === i ? [i] : [i, ...chain(g.parent[i]!)])
      const common = chain(nodes[0]!).find((i) => nodes.every((n) => chain(n).includes(i)))
      assert.equal(trace.commonUpstream(g, nodes)?.node, common)
    }),
    { numRuns: 200 },
  )
})

//  S1 ──B1── a ──L1── b ──T1 (transformer)        N: normally open tie between b and d
//  S2 ──B2── c ──L2── d ──T2
test('a closed tie keeps a section supplied from the other side, and opening there then hits both', () => {
  const model = emptyModel('csv')
  const add = (id: string, kind: Kind, from_node: string, to_node: string, normally_open = false) =>
    model.equipment.push({ id, name: id, kind, from_node, to_node, phases: 7, normally_open })
  add('S1', 'source', '', 's1')
  add('S2', 'source', '', 's2')
  add('B1', 'breaker', 's1', 'a')
  add('L1', 'line', 'a', 'b')
  add('T1', 'transformer', 'b', 't1')
  add('B2', 'breaker', 's2', 'c')
  add('L2', 'line', 'c', 'd')
  add('T2', 'transformer', 'd', 't2')
  add('N', 'switch', 'b', 'd', true)
  const g = buildGraph(model)
  const d = (id: string) => model.equipment.findIndex((e) => e.id === id)
  const lost = (state: ReturnType<typeof trace.normalState>, s: { open?: string[]; close?: string[] }) =>
    [...trace.losesSupply(g, state, { open: s.open?.map(d), close: s.close?.map(d) })].map(
      (p) => model.equipment[g.point_of[p]!]!.id,
    )
  const state = trace.normalState(g)
  assert.deepEqual(lost(state, { open: ['B1'] }), ['T1'])
  assert.deepEqual(lost(state, { open: ['B1'], close: ['N'] }), [])
  assert.deepEqual(lost(state, { open: ['L1', 'B2'], close: ['N'] }), ['T1', 'T2'])
  trace.operateAll(g, state, { close: [d('N')], open: [d('B1')] })
  assert.deepEqual(trace.suppliedFrom(g, state, nodeOf(g, 't1')), [d('S2')])
  assert.deepEqual(
    trace.upstream(g, nodeOf(g, 't1'), state).map((i) => model.equipment[i]!.id),
    ['T1', 'N', 'L2', 'B2', 'S2'],
  )
  assert.deepEqual(lost(state, { open: ['B2'] }), ['T1', 'T2'])
  assert.deepEqual(lost(state, { open: ['L1'] }), [])
})
