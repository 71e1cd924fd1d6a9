import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Problem } from '../../kernel/index.ts'
import { buildGraph, deviceOf } from '../graph.ts'
import { countKinds, phaseLetters } from '../model.ts'
import { survey } from '../survey.ts'
import { losesSupply } from '../trace.ts'
import { readCim } from './cim.ts'
import { scanXml } from './xml.ts'

const folder = mkdtempSync(join(tmpdir(), 'network-cim-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const write = (text: string | Buffer) => {
  const path = join(folder, `${files++}.xml`)
  writeFileSync(path, text)
  return path
}
const hasCode = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
const rdf = (body: string) =>
  `<?xml version="1.0"?><!-- a > comment --><rdf:RDF xmlns:cim="http://iec.ch/TC57/CIM100#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${body}</rdf:RDF>`
const thing = (cls: string, id: string, props: Record<string, string> = {}) =>
  `<cim:${cls} rdf:ID="_${id}"><cim:IdentifiedObject.name>${id}</cim:IdentifiedObject.name>${Object.entries(props)
    .map(([k, v]) =>
      v.startsWith('#') || v.startsWith('http') ? `<cim:${k} rdf:resource="${v}"/>` : `<cim:${k}>${v}</cim:${k}>`,
    )
    .join('')}</cim:${cls}>`
const terminal = (equipment: string, n: number, node: string) =>
  thing('Terminal', `${equipment}_t${n}`, {
    'Terminal.ConductingEquipment': `#_${equipment}`,
    'ACDCTerminal.sequenceNumber': String(n),
    'Terminal.ConnectivityNode': `#_${node}`,
  })
const phase = (code: string) => `http://iec.ch/TC57/CIM100#SinglePhaseKind.${code}`

test('XML: comments, CDATA, entities, either quotes, prefixes, tags that span pieces', async () => {
  const seen: string[] = []
  const long = 'ố'.repeat(70_000)
  await scanXml(
    write(
      `\uFEFF<!DOCTYPE a [<!ENTITY e "no">]><x:a k='1 > 0' y:l="&quot;">t<![CDATA[<&amp;>]]>&amp;&#x1ED1;<b/>${long}</x:a>\n`,
    ),
    {
      open: (name, attributes) => seen.push(`<${name} ${[...attributes].join(' ')}`),
      close: (name, text) => seen.push(`${name}> ${text.length > 99 ? text.length : text}`),
    },
  )
  assert.deepEqual(seen, ['<a k,1 > 0 l,"', '<b ', 'b> ', `a> ${70_000 + 10}`])
})

test('XML that is cut off, wrong, empty or no UTF-8 is told with its line', async () => {
  const quiet = { open: () => {}, close: () => {} }
  await assert.rejects(scanXml(write('<a>\n<b>'), quiet), hasCode('network/truncated'))
  await assert.rejects(scanXml(write('<a>\n<b x="1'), quiet), hasCode('network/truncated'))
  await assert.rejects(scanXml(write('<a></b>'), quiet), hasCode('network/malformed'))
  await assert.rejects(scanXml(write('<a/><b/>'), quiet), hasCode('network/malformed'))
  await assert.rejects(scanXml(write('id,kind\n1,2'), quiet), hasCode('network/truncated'))
  await assert.rejects(scanXml(write('  \n'), quiet), hasCode('imports/empty'))
  await assert.rejects(scanXml(write(Buffer.from('<a>\xff</a>', 'latin1')), quiet), hasCode('imports/not-utf8'))
  await assert.rejects(readCim(join(folder, 'none.xml')), hasCode('imports/no-file'))
})

//  src ─ brk ─ n2 ─ line (B) ─ n3 ─ t (tank on B; s1, s2 behind) ─ n4 ─ service ─ n5: home;  sw is open on A only
test('CIM: switches, phases, a tank with split secondary, feeder names, what is ignored and refused', async () => {
  const model = await readCim(
    write(
      rdf(
        ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map((n) => thing('ConnectivityNode', n)).join('') +
          thing('Substation', 'sub') +
          thing('Feeder', 'F471', { 'Feeder.NormalEnergizingSubstation': '#_sub' }) +
          thing('EnergySource', 'src') +
          terminal('src', 1, 'n1') +
          thing('Breaker', 'brk', {
            'Switch.normalOpen': 'false',
            'Switch.open': 'true',
            'Equipment.EquipmentContainer': '#_F471',
          }) +
          terminal('brk', 2, 'n2') +
          terminal('brk', 1, 'n1') +
          thing('ACLineSegment', 'line') +
          thing('ACLineSegmentPhase', 'lineB', {
            'ACLineSegmentPhase.phase': phase('B'),
            'ACLineSegmentPhase.ACLineSegment': '#_line',
          }) +
          terminal('line', 1, 'n2') +
          terminal('line', 2, 'n3') +
          thing('LoadBreakSwitch', 'sw', { 'Switch.normalOpen': 'false' }) +
          thing('SwitchPhase', 'swA', {
            'SwitchPhase.Switch': '#_sw',
            'SwitchPhase.phaseSide1': phase('A'),
            'SwitchPhase.normalOpen': 'true',
          }) +
          thing('SwitchPhase', 'swB', {
            'SwitchPhase.Switch': '#_sw',
            'SwitchPhase.phaseSide1': phase('B'),
            'SwitchPhase.normalOpen': 'false',
          }) +
          terminal('sw', 1, 'n2') +
          terminal('sw', 2, 'n6') +
          thing('PowerTransformer', 't') +
          terminal('t', 1, 'n3') +
          terminal('t', 2, 'n4') +
          thing('TransformerTank', 'tank', { 'TransformerTank.PowerTransformer': '#_t' }) +
          thing('TransformerTankEnd', 'e1', {
            'TransformerTankEnd.TransformerTank': '#_tank',
            'TransformerEnd.endNumber': '1',
            'TransformerEnd.Terminal': '#_t_t1',
            'TransformerTankEnd.orderedPhases': 'http://iec.ch/TC57/CIM100#OrderedPhaseCodeKind.BN',
            'TransformerEnd.BaseVoltage': '#_mv',
          }) +
          thing('TransformerTankEnd', 'e2', {
            'TransformerTankEnd.TransformerTank': '#_tank',
            'TransformerEnd.endNumber': '2',
            'TransformerEnd.Terminal': '#_t_t2',
            'TransformerTankEnd.orderedPhases': 'http://iec.ch/TC57/CIM100#OrderedPhaseCodeKind.s1N',
            'TransformerEnd.BaseVoltage': '#_lv',
          }) +
          thing('TransformerTankEnd', 'e3', {
            'TransformerTankEnd.TransformerTank': '#_tank',
            'TransformerEnd.endNumber': '3',
            'TransformerEnd.Terminal': '#_t_t2',
            'TransformerTankEnd.orderedPhases': 'http://iec.ch/TC57/CIM100#OrderedPhaseCodeKind.Ns2',
            'TransformerEnd.BaseVoltage': '#_lv',
          }) +
          thing('BaseVoltage', 'mv', { 'BaseVoltage.nominalVoltage': '12700' }) +
          thing('BaseVoltage', 'lv', { 'BaseVoltage.nominalVoltage': '240' }) +
          thing('ACLineSegment', 'service') +
          ['s1', 's2']
            .map((s) =>
              thing('ACLineSegmentPhase', `service${s}`, {
                'ACLineSegmentPhase.phase': phase(s),
                'ACLineSegmentPhase.ACLineSegment': '#_service',
              }),
            )
            .join('') +
          terminal('service', 1, 'n4') +
          terminal('service', 2, 'n5') +
          thing('EnergyConsumer', 'home') +
          thing('EnergyConsumerPhase', 'homes1', {
            'EnergyConsumerPhase.phase': phase('s1'),
            'EnergyConsumerPhase.EnergyConsumer': '#_home',
          }) +
          terminal('home', 1, 'n5') +
          thing('LinearShuntCompensator', 'cap') +
          terminal('cap', 1, 'n2') +
          thing('ACLineSegment', 'half') +
          terminal('half', 1, 'n2') +
          thing('PowerTransformer', 'bare') +
          terminal('bare', 1, 'n2') +
          terminal('bare', 2, 'n3'),
      ),
    ),
  )
  assert.deepEqual(model.ignored, { LinearShuntCompensator: 1 })
  assert.deepEqual(
    model.refused.map((r) => [r.field, r.reason.params]),
    [
      ['Terminal', { value: 'ACLineSegment half', needed: 2 }],
      ['PowerTransformerEnd', { value: 'PowerTransformer bare' }],
    ],
  )
  const text = model.equipment.map(
    (e) =>
      `${e.kind} ${e.name} ${e.from_node}-${e.to_node} ${phaseLetters(e.phases)} ${e.normally_open} ${e.normally_open_phases ?? ''}`,
  )
  assert.deepEqual(text, [
    'source src -n1 ABC false ',
    'breaker brk n1-n2 ABC false ',
    'line line n2-n3 B false ',
    'switch sw n2-n6 AB false 1',
    'transformer t n3-n4 B false ',
    'line service n4-n5 B false ',
  ])
  assert.deepEqual([model.equipment[1]!.feeder, model.equipment[1]!.substation], ['F471', 'sub'])
  assert.deepEqual(model.loads, [{ id: 'home', name: 'home', node: 'n5', phases: 2, transformer: 't' }])
  const g = buildGraph(model)
  assert.equal(losesSupply(g, g.normal, { open: [deviceOf(g, 'line')] }).length, 2)
})

const ieee123 = new URL('../../../../shared/data/ieee123-cim/IEEE123.xml', import.meta.url).pathname
test('IEEE 123 nodes as CIMHub writes it', {
  skip: existsSync(ieee123) ? false : 'no ../shared/data/ieee123-cim',
}, async () => {
  const model = await readCim(ieee123)
  const counts = countKinds(model)
  assert.deepEqual(
    [counts.lines, counts.loads, counts.switches, counts.sources, counts.transformers],
    [118, 91, 8, 1, 5],
  )
  assert.deepEqual([model.refused, model.warnings, model.ignored], [[], [], { LinearShuntCompensator: 4 }])
  const g = buildGraph(model)
  assert.equal(g.nodes, 130)
  const { survey: s } = survey(model, g)
  assert.deepEqual([s.energised_loads, s.islands, s.loops], [91, 0, 0])
  const d = (name: string) => model.equipment.findIndex((e) => e.name === name)
  // the two normally open switches tie the feeder to itself: closing sw7 feeds what lies behind sw5 from the other side
  const lost = losesSupply(g, g.normal, { open: [d('sw5')] })
  assert.ok(lost.length > 0)
  assert.equal(losesSupply(g, g.normal, { open: [d('sw5')], close: [d('sw7')] }).length, 0)
})
