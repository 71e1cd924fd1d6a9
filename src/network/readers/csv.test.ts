import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { because, Problem } from '../../kernel/index.ts'
import { buildGraph, deviceOf } from '../graph.ts'
import { survey } from '../survey.ts'
import { losesSupply } from '../trace.ts'
import { readNetworkCsv } from './csv.ts'

const folder = mkdtempSync(join(tmpdir(), 'network-csv-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const read = (text: string | Buffer) => {
  const path = join(folder, `${files++}.csv`)
  writeFileSync(path, text)
  return readNetworkCsv(path)
}
const header = 'id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat,rating_a\n'
const hasCode = (code: string) => (error: unknown) => error instanceof Problem && error.code === code

test('every column of a row, a byte order mark, CRLF, quotes with a line break inside', async () => {
  const model = await read(
    `\uFEFF${header.replace('\n', '\r\n')}SRC,source,Trạm Đông Anh,EVNHANOI,E1,,,N0,ABC,false,105.85,21.14,\r\n` +
      'DCL-1,switch,"Dao cách ly\n""số 1""",EVNHANOI,E1,471,N0,N1,CBA,TRUE,,,400\r\n' +
      'TBA-1,transformer,,EVNHANOI,E1,471,N1,,b,,,,\r\n',
  )
  assert.deepEqual(model.refused, [])
  assert.deepEqual(model.equipment, [
    {
      id: 'SRC',
      kind: 'source',
      name: 'Trạm Đông Anh',
      from_node: '',
      to_node: 'N0',
      phases: 7,
      normally_open: false,
      corporation: 'EVNHANOI',
      substation: 'E1',
      lon: 105.85,
      lat: 21.14,
    },
    {
      id: 'DCL-1',
      kind: 'switch',
      name: 'Dao cách ly\n"số 1"',
      from_node: 'N0',
      to_node: 'N1',
      phases: 7,
      normally_open: true,
      corporation: 'EVNHANOI',
      substation: 'E1',
      feeder: '471',
      rating_a: 400,
    },
    {
      id: 'TBA-1',
      kind: 'transformer',
      name: 'TBA-1',
      from_node: 'N1',
      to_node: '',
      phases: 2,
      normally_open: false,
      corporation: 'EVNHANOI',
      substation: 'E1',
      feeder: '471',
    },
  ])
})

test('each bad row is refused with its line and field, and the others are read on', async () => {
  const model = await read(
    `${header}S,source,,,,,,n0,ABC,,,,
,line,,,,,n0,n1,ABC,,,,
a,pole,,,,,n0,n1,ABC,,,,
b,line,,,,,n0,n1,ABX,,,,
c,line,,,,,n0,n1,AAB,,,,
d,line,,,,,n0,n1,,,,,
e,line,,,,,n0,n1,ABC,perhaps,,,
f,line,,,,,,n1,ABC,,,,
g,line,,,,,n0,,ABC,,,,
h,line,,,,,n0,n0,ABC,,,,
i,source,,,,,n0,n1,ABC,,,,
j,line,,,,,n0,n1,ABC,,181,21,
k,line,,,,,n0,n1,ABC,,105,,
l,line,,,,,n0,n1,ABC,,,,much
m,line,,,,,n0
S,line,,,,,n0,n1,ABC,,,,
"n\u0007",line,,,,,n0,n1,ABC,,,,
<script>,line,,,,,n0,n1,ABC,,,,
`,
  )
  assert.deepEqual(
    model.refused.map((r) => [r.line, r.field]),
    [
      [3, 'id'],
      [4, 'kind'],
      [5, 'phases'],
      [6, 'phases'],
      [7, 'phases'],
      [8, 'normally_open'],
      [9, 'from_node'],
      [10, 'to_node'],
      [11, 'to_node'],
      [12, 'from_node'],
      [13, 'lon'],
      [14, 'lat'],
      [15, 'rating_a'],
      [16, undefined],
      [17, 'id'],
      [18, 'id'],
    ],
  )
  assert.deepEqual(model.refused[14]!.reason, because('twice', { value: 'S', line: 2 }))
  assert.deepEqual([model.read, model.refused_count, model.equipment.length], [18, 16, 2])
})

test('a file that is empty, no text, without its columns, or not there', async () => {
  await assert.rejects(read(''), hasCode('imports/empty'))
  await assert.rejects(read(Buffer.from([0x69, 0x64, 0x2c, 0xff, 0xfe, 0x0a])), hasCode('imports/not-utf8'))
  await assert.rejects(read('id,kind\nx,line\n'), hasCode('imports/missing-column'))
  await assert.rejects(readNetworkCsv(join(folder, 'none.csv')), hasCode('imports/no-file'))
})

test('only the first thousand refusals are kept, all are counted', async () => {
  const model = await read(header + 'x,pole,,,,,a,b,ABC,,,,\n'.repeat(2500))
  assert.deepEqual([model.refused.length, model.refused_count], [1000, 2500])
})

//  S ── T0 (substation) ── n1 ── T1 ── T2 names no secondary side
test('customers hang on the last transformer before them, whether its secondary side is named or not', async () => {
  const model = await read(
    `${header}S,source,,,,,,h,ABC,,,,
T0,transformer,,,,,h,m,ABC,,,,
B,breaker,,,,,m,n1,ABC,,,,
T1,transformer,,,,,n1,lv1,ABC,,,,
T2,transformer,,,,,n1,,ABC,,,,
T3,transformer,,,,,far,lv3,ABC,,,,
`,
  )
  const g = buildGraph(model)
  const names = (device: string) =>
    Array.from(losesSupply(g, g.normal, { open: [deviceOf(g, device)] }), (p) => model.equipment[g.point_of[p]!]!.id)
  assert.deepEqual(names('B').sort(), ['T1', 'T2'])
  assert.deepEqual(names('T2'), ['T2'])
  const { survey: s } = survey(model, g)
  assert.deepEqual([s.serving_transformers, s.energised_transformers, s.islands], [3, 2, 1])
})
