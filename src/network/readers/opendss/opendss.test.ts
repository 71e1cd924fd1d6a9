import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { Problem } from '../../../kernel/index.ts'
import { buildGraph, deviceOf } from '../../graph.ts'
import { countKinds, type Equipment, type NetworkModel, phaseLetters } from '../../model.ts'
import { survey } from '../../survey.ts'
import * as trace from '../../trace.ts'
import { readOpenDss } from './index.ts'
import { bus, items, number, params } from './tokens.ts'

const folders: string[] = []
after(() => {
  for (const f of folders) rmSync(f, { recursive: true, force: true })
})

/** Writes files into a new folder. @returns the path of the first */
function feeder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'opendss-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return join(folder, Object.keys(files)[0]!)
}
const read = (text: string, more: Record<string, string> = {}) => readOpenDss(feeder({ 'Master.dss': text, ...more }))
const one = (model: NetworkModel, id: string): Equipment => {
  const found = model.equipment.find((e) => e.id === id)
  assert.ok(found, `${id} is not among ${model.equipment.map((e) => e.id)}`)
  return found
}
const line = (model: NetworkModel, name: string): string => {
  const e = one(model, `Line.${name}`)
  return `${e.kind} ${e.from_node}-${e.to_node} ${phaseLetters(e.phases)}${e.normally_open ? ' open' : ''}`
}
const isProblem =
  (code: string, params: Record<string, unknown> = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.code, code)
    for (const [k, v] of Object.entries(params)) assert.equal(error.params[k], v, k)
    return true
  }

test('a line is split as OpenDSS splits it', () => {
  const short = (text: string) => params(text).map((p) => (p.name === undefined ? p.value : `${p.name}=${p.value}`))
  assert.deepEqual(short('New Line.a  bus1 = x.1,bus2=y.1\tphases=1 ! rest'), [
    'New',
    'Line.a',
    'bus1=x.1',
    'bus2=y.1',
    'phases=1',
  ])
  assert.deepEqual(short('~ kvs=(115, 12.47) conns="delta wye" // rest'), ['~', 'kvs=115, 12.47', 'conns=delta wye'])
  assert.deepEqual(short("buses=[a.1 b.1] kvas={1 2} x='q r'"), ['buses=a.1 b.1', 'kvas=1 2', 'x=q r'])
  assert.deepEqual(short('New "Line.with space" bus1=a//b'), ['New', 'Line.with space', 'bus1=a'])
  assert.deepEqual(short('bus1= bus2=b'), ['bus1=', 'bus2=b'])
  assert.deepEqual(items('[150 150r]'.slice(1, -1)), ['150', '150r'])
  assert.deepEqual(items('wye, "delta",wye'), ['wye', 'delta', 'wye'])
  assert.equal(number('1.73 2 /'), 0.865)
  assert.equal(
    number('1.051 0.88 0.001 3 * - - 115 12.47 / sqr *').toFixed(6),
    ((1.051 - (0.88 - 0.003)) * (115 / 12.47) ** 2).toFixed(6),
  )
  assert.ok(Number.isNaN(number('abc')))
  assert.deepEqual(bus('150r.1.2.0'), { name: '150r', nodes: [1, 2, 0] })
})

test('names, positional and shortened properties, continuation, letter case, comments', async () => {
  const model = await read(`
/* a block
New Line.not_there bus1=a bus2=b
*/
CLEAR
new object=circuit.Town basekv=22
More Bus1=Head
New LineCode.one nphases=1 normamps=120
New Line.a HEAD n1 Length=1            ! positional: bus1, bus2
~ ph=3
new line.b bus1=N1.2 bus2=n2.2 linecode=ONE
NEW Line.c n2.2, n3.2, one
New Line.d bus1=n1 bus2=n4 phases=3
Line.d.bus2=n5 enab=n
New Line.e like=a bus1=n1 bus2=n6
//New Line.gone bus1=x bus2=y
New Load.home n=1
~ bus1=n3.2 kv=12.7 kW=3.5
var @end=n7
New Line.f bus1=n6 bus2=@end.1.2.3
solve mode=direct
show voltages
`)
  assert.equal(line(model, 'a'), 'line Head-n1 ABC')
  assert.equal(line(model, 'b'), 'line n1-n2 B')
  assert.equal(one(model, 'Line.b').rating_a, 120)
  assert.equal(line(model, 'c'), 'line n2-n3 B')
  assert.equal(line(model, 'd'), 'line n1-n5 ABC open')
  assert.equal(line(model, 'e'), 'line n1-n6 ABC')
  assert.equal(line(model, 'f'), 'line n6-n7 ABC')
  assert.equal(model.equipment.length, 7)
  assert.equal(one(model, 'Vsource.source').to_node, 'Head')
  assert.deepEqual(model.loads[0], { id: 'Load.home', name: 'home', node: 'n3', phases: 2, kw: 3.5 })
  assert.deepEqual(
    [model.refused, model.warnings],
    [[], [{ code: 'unreadable_value', count: 1, examples: ['Master.dss:17: n'] }]].map((x, i) =>
      i ? model.warnings : x,
    ),
  )
})

test('switches, fuses, reclosers, breakers; every way to leave one open', async () => {
  const model = await read(`
New Circuit.c bus1=s
New Line.plain bus1=s bus2=a
New Line.sw bus1=a bus2=b switch=y
New Line.off bus1=a bus2=c switch=yes enabled=False
New Line.opened bus1=a bus2=d
New Line.again bus1=a bus2=e
New Line.one_phase bus1=a bus2=f
New Line.fused bus1=a.3 bus2=g.3 phases=1
New Line.recl bus1=a bus2=h
New Line.brk bus1=a bus2=i
New Line.ctl bus1=a bus2=j
New Line.ctl2 bus1=a bus2=k
New Fuse.f1 LINE.FUSED 1 fusecurve=tlink
New Recloser.r MonitoredObj=Line.plain MonitoredTerm=1 SwitchedObj=line.recl
New Relay.r2 monitoredobj=line.brk
New SwtControl.s1 SwitchedObj=Line.ctl Normal=Open
New SwtControl.s2 SwitchedObj=Line.ctl2 Action=c
Open Line.opened term=1
Open Line.again 1
Close Line.again 1
Open Line.one_phase 1 2
`)
  assert.deepEqual(
    Object.fromEntries(model.equipment.slice(1).map((e) => [e.name, line(model, e.name).replace(/ \S+-\S+/, '')])),
    {
      plain: 'line ABC',
      sw: 'switch ABC',
      off: 'switch ABC open',
      opened: 'line ABC open',
      again: 'line ABC',
      one_phase: 'line ABC',
      fused: 'fuse C',
      recl: 'recloser ABC',
      brk: 'breaker ABC',
      ctl: 'switch ABC open',
      ctl2: 'switch ABC',
    },
  )
  assert.equal(one(model, 'Line.one_phase').normally_open_phases, 2)
  assert.deepEqual(model.ignored, {})
})

//  s ──Sub── m ──(B)── n ──T1 (120/240 V: wires 1 and 2 behind phase B)── x ── y: two homes
test('behind a single-phase transformer everything lives and dies with its phase', async () => {
  const model = await read(`
New Circuit.c bus1=s
New Transformer.Sub phases=3 windings=2 buses=(s m.1.2.3.0) conns=(delta wye) kvs=(110 22) kvas=[1000, 1000]
New Line.trunk bus1=m bus2=n
New Line.lateral bus1=n.2 bus2=p.2 phases=1
New XfmrCode.ct phases=1 windings=3 kvs=[12.7 .12 .12] kvas=[25 25 25]
New Transformer.T1 XfmrCode=ct wdg=1 bus=p.2
~ wdg=2 bus=x.1.0
~ wdg=3 bus=x.0.2
New Line.service bus1=x.1.2 bus2=y.1.2 phases=2
New Load.h1 phases=1 bus1=y.1 kv=.12 kw=1
New Load.h2 phases=2 bus1=y.1.2 kv=.208 kw=1
New Load.factory phases=3 bus1=n kv=22 kw=500
New Load.shop phases=1 bus1=x.2 kv=.12
`)
  const g = buildGraph(model)
  const d = (id: string) => deviceOf(g, id)
  assert.equal(phaseLetters(one(model, 'Line.service').phases), 'B')
  assert.deepEqual(
    model.loads.map((l) => [l.name, phaseLetters(l.phases), l.transformer]),
    [
      ['h1', 'B', 'Transformer.T1'],
      ['h2', 'B', 'Transformer.T1'],
      ['factory', 'ABC', undefined],
      ['shop', 'B', 'Transformer.T1'],
    ],
  )
  const names = (points: ArrayLike<number>) =>
    Array.from(points, (p) =>
      g.point_of[p]! < 0 ? model.loads[-1 - g.point_of[p]!]!.name : model.equipment[g.point_of[p]!]!.name,
    ).sort()
  const lost = (id: string) => trace.losesSupply(g, g.normal, { open: [d(id)] })
  // the substation transformer serves nobody itself; the shop hangs on the very terminals of T1 and needs no point
  assert.deepEqual(names(lost('Line.trunk')), ['T1', 'factory', 'h1', 'h2'])
  assert.deepEqual(names(lost('Line.lateral')), ['T1', 'h1', 'h2'])
  assert.deepEqual(names(lost('Line.service')), ['h1', 'h2'])
  assert.equal(trace.countServing(g, lost('Transformer.Sub')), 1)
  const state = trace.normalState(g)
  trace.operate(g, state, d('Line.trunk'), 'open')
  assert.equal(trace.supplied(g, state, trace.losesSupply(g, g.normal, { open: [d('Line.lateral')] })[0]!), false)
})

test('an open-delta regulator, a third winding elsewhere, a series reactor, regulators that serve nobody', async () => {
  const model = await read(`
New Circuit.c bus1=sb
New Reactor.z bus1=sb bus2=a r=0 x=(1 2 *)
New Reactor.shunt bus1=a kvar=100
New Reactor.neutral phases=1 bus1=a.4 bus2=a.0
new transformer.reg1a phases=1 windings=2 buses=(a.1.2 r.1.2) conns='delta delta' kvs="4.8 4.8"
new transformer.reg1c like=reg1a buses=(a.3.2 r.3.2)
new regcontrol.c1 transformer=reg1a winding=2
new regcontrol.c2 transformer=REG1C winding=2
New Line.jumper phases=1 bus1=a.2 bus2=r.2
New Line.l bus1=r bus2=t
New Transformer.three windings=3 buses=[t u v] kvs=[4.8 .48 2.4]
New Line.v bus1=v bus2=w
New Load.u bus1=u phases=3 kv=.48
New Load.w bus1=w.3.1 phases=1 conn=delta kv=2.4
`)
  const g = buildGraph(model)
  assert.equal(countKinds(model).transformers, 3)
  assert.deepEqual(model.ignored, { Reactor: 2 })
  assert.equal(phaseLetters(one(model, 'Transformer.reg1a').phases), 'AB')
  assert.equal(phaseLetters(one(model, 'Transformer.reg1c').phases), 'BC')
  assert.equal(phaseLetters(model.loads[1]!.phases), 'AC')
  const { survey: s } = survey(model, g)
  assert.deepEqual([s.energised_loads, s.islands, s.loads_on_missing_nodes], [2, 0, 0])
  const lost = trace.losesSupply(g, g.normal, { open: [deviceOf(g, 'Transformer.three')] })
  assert.equal(lost.length, 2, 'the transformer with the load at its terminals, and the load behind its third winding')
})

test('a broken network is told in numbers, and nothing is invented', async () => {
  const model = await read(`
New Circuit.c bus1=nowhere
New Line.a bus1=x bus2=y
New Line.b bus1=y bus2=z
New Line.c bus1=z bus2=x
New Line.half bus1=x
New Line.same bus1=x bus2=X.1.2.3
New Transformer.t buses=(y lv) kvs=(22 .4)
New Load.l bus1=lv kv=.4
New Load.lost bus1=missing
New Load.nobus kw=2
Edit Line.unknown length=2
Frobnicate now
`)
  const g = buildGraph(model)
  const { survey: s, warnings } = survey(model, g)
  assert.deepEqual(s, {
    serving_transformers: 1,
    energised_transformers: 0,
    energised_loads: 0,
    islands: 1,
    loops: 0,
    loads_on_missing_nodes: 1,
    idle_sources: 1,
  })
  assert.deepEqual(
    model.refused.map((r) => [r.file, r.line, r.field]),
    [
      ['Master.dss', 6, 'bus2'],
      ['Master.dss', 11, 'bus1'],
    ],
  )
  assert.deepEqual([...model.warnings, ...warnings].map((w) => [w.code, w.count]).sort(), [
    ['idle_source', 1],
    ['island', 1],
    ['load_on_missing_node', 1],
    ['self_loop', 1],
    ['transformer_without_supply', 1],
    ['unknown_command', 1],
    ['unknown_element', 1],
  ])
  const ring = await read('New Circuit.c bus1=x\nNew Line.a x y\nNew Line.b y z\nNew Line.c z x\nNew Line.d z x\n')
  assert.equal(survey(ring, buildGraph(ring)).survey.loops, 2)
})

test('redirects: other letter case, other separators, nested folders, back in their own folder', async () => {
  const path = feeder({
    'Master.dss': 'New Circuit.c bus1=a\nredirect SUB\\Lines.DSS\nBuscoords Coords.CSV\nBuscoords missing.csv\n',
    'sub/lines.dss': 'Redirect "more.dss"\nRedirect other.txt\nNew Line.x bus1=a bus2=b\n',
    'sub/More.dss': 'New Line.y bus1=b bus2=c\n',
    'other.txt': 'New Line.z bus1=c bus2=d',
    'coords.csv': 'A, 105.80, 21.02\nb 105.81 21.03\nc;105.82;21.04\n',
  })
  const model = await readOpenDss(path)
  assert.deepEqual(
    model.equipment.map((e) => e.name),
    ['c', 'x', 'y', 'z'].sort((a, b) => 'cyzx'.indexOf(a) - 'cyzx'.indexOf(b)),
  )
  assert.equal(model.coordinates.system, 'lonlat')
  assert.deepEqual([one(model, 'Line.y').lon, one(model, 'Line.y').lat], [105.82, 21.04])
  assert.deepEqual(
    model.warnings.map((w) => w.code),
    ['not_followed'],
  )
})

test('a redirect that loops, leaves the folder, leads nowhere, or is cut off ends the reading with a clear error', async () => {
  await assert.rejects(
    read('Redirect a.dss', { 'a.dss': 'Redirect b.dss', 'b.dss': '\nRedirect A.DSS' }),
    isProblem('network/redirect-loop', { file: 'b.dss', line: 2, chain: 'a.dss → b.dss → A.DSS' }),
  )
  await assert.rejects(read('Redirect Master.dss'), isProblem('network/redirect-loop'))
  await assert.rejects(
    read('Redirect ../secret.dss'),
    isProblem('network/redirect-outside', { file: 'Master.dss', line: 1 }),
  )
  await assert.rejects(read('! hi\nCompile "C:\\feeders\\m.dss"'), isProblem('network/redirect-outside', { line: 2 }))
  await assert.rejects(read('Redirect /etc/passwd'), isProblem('network/redirect-outside'))
  await assert.rejects(read('Redirect gone.dss'), isProblem('network/redirect-missing', { target: 'gone.dss' }))
  await assert.rejects(read('Redirect'), isProblem('network/truncated', { line: 1 }))
  await assert.rejects(
    read('New Circuit.c\n/* never ends\nNew Line.a x y'),
    isProblem('network/truncated', { line: 2 }),
  )
  await assert.rejects(
    read('New Circuit.c\nNew Line.a bus1=x bus2='),
    isProblem('network/truncated', { line: 2, what: 'bus2=' }),
  )
  await assert.rejects(read('New Transformer.t buses=(a b'), isProblem('network/truncated'))
  await assert.rejects(read('\0\0\0\u0001binary\0\0\0\0\0'), isProblem('network/not-text'))
  await assert.rejects(readOpenDss('/nowhere/Master.dss'), isProblem('imports/no-file'))
  const outside = feeder({ 'x.dss': '' })
  const inside = feeder({ 'Master.dss': 'Redirect link.dss' })
  symlinkSync(outside, join(dirname(inside), 'link.dss'))
  await assert.rejects(readOpenDss(inside), isProblem('network/redirect-outside'))
  const bomb: Record<string, string> = {}
  for (let i = 0; i < 20; i++) bomb[`f${i}.dss`] = `Redirect f${i + 1}.dss\n`.repeat(3)
  bomb['f20.dss'] = ''
  await assert.rejects(read('Redirect f0.dss', bomb), isProblem('network/redirect-too-many'))
})

const data = new URL('../../../../../shared/data/', import.meta.url).pathname
const published = [
  // file, lines with switches, switches, transformers, serving, loads
  ['ieee8500-opendss/Master.dss', 2526 + 1177, 43, 1190, 1177, 1177],
  ['ieee8500-opendss/Master-unbal.dss', 2526 + 1177, 43, 1190, 1177, 2354],
  ['epri-ckt5-opendss/Master_ckt5.dss', 1050 + 1379, 73, 592, 591, 1379],
] as const
for (const [file, lines, switches, transformers, serving, loads] of published) {
  const skip = existsSync(data + file) ? false : `no ../shared/data/${file}`
  test(`${file} reads whole: nothing refused, everything that is switched on is supplied`, { skip }, async () => {
    const model = await readOpenDss(data + file)
    const counts = countKinds(model)
    assert.equal(counts.lines! + counts.switches!, lines)
    assert.equal(counts.switches, switches)
    assert.equal(counts.reactors, 1) // the source's impedance
    assert.equal(counts.transformers, transformers)
    assert.equal(counts.loads, loads)
    assert.deepEqual([model.refused, model.warnings], [[], []])
    const g = buildGraph(model)
    const { survey: s } = survey(model, g)
    assert.deepEqual(
      [
        s.serving_transformers,
        s.energised_transformers,
        s.energised_loads,
        s.loops,
        s.loads_on_missing_nodes,
        s.idle_sources,
      ],
      [serving, serving, loads, 0, 0, 0],
    )
    assert.equal(new Set(model.loads.map((l) => l.transformer)).size, serving)
    const source = model.equipment.findIndex((e) => e.kind === 'source')
    assert.equal(
      trace.losesSupply(g, g.normal, { open: [source] }).length,
      g.point_normally_supplied.reduce((n, s) => n + s, 0),
    )
  })
}
