import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Problem } from '../../kernel/index.ts'
import { buildGraph } from '../graph.ts'
import { survey } from '../survey.ts'
import { readGeoJson } from './geojson.ts'

const folder = mkdtempSync(join(tmpdir(), 'network-geojson-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const read = (text: string) => {
  const path = join(folder, `${files++}.geojson`)
  writeFileSync(path, text)
  return readGeoJson(path)
}
const hasCode = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
const feature = (properties: Record<string, unknown>, type?: string, coordinates?: unknown) => ({
  type: 'Feature',
  properties,
  geometry: type ? { type, coordinates } : null,
})
const collection = (...features: unknown[]) =>
  JSON.stringify({ type: 'FeatureCollection', name: 'features', features }, null, 1)

test('nodes by name, or where lines end; a source stands where it lies', async () => {
  const model = await read(
    collection(
      feature({ id: 'S', kind: 'source', phases: 'ABC' }, 'Point', [105.8, 21]),
      feature({ id: 'L1', kind: 'line', phases: ['A', 'B', 'C'], owner: 'x "]}" \\' }, 'LineString', [
        [105.8, 21],
        [105.81, 21.5],
        [105.9, 21.1],
      ]),
      feature(
        { id: 'T1', kind: 'transformer', phases: 'ABC', from_node: '105.9000000,21.1000000', to_node: 'lv' },
        'Point',
        [105.9, 21.1],
      ),
      feature({ id: 'X', kind: 'switch', phases: 'ABC', normally_open: true, from_node: 'lv', to_node: 'far' }),
      feature({ id: 'no nodes', kind: 'switch', phases: 'A' }, 'Point', [1, 2]),
      feature({ id: 'L1', kind: 'line', phases: 'A', from_node: 'a', to_node: 'b' }),
    ),
  )
  assert.deepEqual(
    model.equipment.map((e) => [e.id, e.from_node, e.to_node, e.phases, e.normally_open]),
    [
      ['S', '', '105.8000000,21.0000000', 7, false],
      ['L1', '105.8000000,21.0000000', '105.9000000,21.1000000', 7, false],
      ['T1', '105.9000000,21.1000000', 'lv', 7, false],
      ['X', 'lv', 'far', 7, true],
    ],
  )
  assert.deepEqual(
    model.refused.map((r) => [r.field, r.line! > 20]),
    [
      ['from_node', true],
      ['id', true],
    ],
  )
  assert.deepEqual(
    model.warnings.map((w) => w.examples),
    [['owner']],
  )
  assert.equal(survey(model, buildGraph(model)).survey.energised_transformers, 1)
})

test('what is no collection, cut off or wrong is told with its line', async () => {
  await assert.rejects(read(''), hasCode('imports/empty'))
  await assert.rejects(read('[1]'), hasCode('network/malformed'))
  await assert.rejects(read('id,kind'), hasCode('network/malformed'))
  await assert.rejects(read(collection(feature({ id: 'a' })).slice(0, -9)), hasCode('network/truncated'))
  await assert.rejects(read('{"features":[{"a":tru}]}'), hasCode('network/malformed'))
  assert.equal((await read('{"type":"Feature","features":{}}')).read, 0)
})
