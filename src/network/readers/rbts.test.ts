import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { buildGraph, deviceOf } from '../graph.ts'
import { countKinds } from '../model.ts'
import { survey } from '../survey.ts'
import * as trace from '../trace.ts'
import { readNetworkCsv } from './csv.ts'

// Roy Billinton Test System, Bus 2, case A: Allan et al., IEEE Trans. Power Systems 6(2), 1991
const folder = new URL('../../../../shared/data/rbts-bus2/', import.meta.url).pathname
const skip = existsSync(folder) ? false : 'no ../shared/data/rbts-bus2'

async function rbts() {
  const model = await readNetworkCsv(`${folder}network.csv`)
  const g = buildGraph(model)
  const customers = new Array<number>(g.point_of.length).fill(0)
  for (const row of readFileSync(`${folder}load_points.csv`, 'utf8').trim().split('\n').slice(1)) {
    const [, transformer, count] = row.split(',')
    customers[g.point_of.indexOf(deviceOf(g, transformer!))] = Number(count)
  }
  const d = (...ids: string[]) =>
    ids.map((id) => {
      const device = deviceOf(g, id)
      assert.notEqual(device, -1, id)
      return device
    })
  const count = (points: ArrayLike<number>) => Array.from(points).reduce((sum, p) => sum + customers[p]!, 0)
  return { model, g, customers, d, count }
}

test('RBTS Bus 2: 22 load points, 1,908 customers, all energised', { skip }, async () => {
  const { model, g, count } = await rbts()
  assert.equal(model.refused_count, 0)
  assert.equal(countKinds(model).transformers, 22)
  assert.equal(countKinds(model).sources, 5)
  const { survey: s } = survey(model, g)
  assert.deepEqual([s.energised_transformers, s.serving_transformers, s.islands, s.loops], [22, 22, 0, 0])
  assert.equal(count(g.point_of.map((_, p) => p)), 1908)
})

// The breaker clears the fault; then the disconnectors on both sides isolate the section, the breaker closes again
// where it may, and the normally open point takes the rest.
const faults = [
  {
    line: 'L1',
    lost: 652,
    back: 232,
    waiting: 420,
    breaker: 'CB_L1',
    isolate: ['DS_L4'],
    close: ['NO_28'],
    reclose: false,
  },
  {
    line: 'L4',
    lost: 652,
    back: 441,
    waiting: 211,
    breaker: 'CB_L1',
    isolate: ['DS_L4', 'DS_L7'],
    close: ['NO_28'],
    reclose: true,
  },
  {
    line: 'L10',
    lost: 652,
    back: 642,
    waiting: 10,
    breaker: 'CB_L1',
    isolate: ['DS_L10', 'NO_28'],
    close: [],
    reclose: true,
  },
] as const

for (const fault of faults) {
  test(`RBTS Bus 2, fault on ${fault.line}: ${fault.lost} lose supply, ${fault.back} are brought back by switching`, {
    skip,
  }, async () => {
    const { g, customers, d, count } = await rbts()
    const state = trace.normalState(g)
    const out = trace.operate(g, state, d(fault.breaker)[0]!, 'open')
    assert.equal(count(out.lost), fault.lost)
    assert.equal(trace.customersBelow(g, d(fault.breaker)[0]!, trace.sumCustomers(g, customers)), fault.lost)
    const close = [...fault.close, ...(fault.reclose ? [fault.breaker] : [])]
    const back = trace.operateAll(g, state, { open: d(...fault.isolate), close: d(...close) })
    assert.equal(count(back.gained), fault.back)
    const waiting = Array.from(g.point_of, (_, p) => p).filter((p) => !trace.supplied(g, state, p))
    assert.equal(count(waiting), fault.waiting)
  })
}
