import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { validateXML } from 'xmllint-wasm'
import { importCustomers } from '../../../customers/index.ts'
import * as faults from '../../../faults/index.ts'
import { type Context, transaction } from '../../../kernel/index.ts'
import { at, makeCopy } from '../../../kernel/testing/index.ts'
import { importNetwork, readNetworkFile } from '../../../network/index.ts'
import * as cuts from '../../../planned-outages/index.ts'
import { planned, type Town, town } from '../../../planned-outages/testing/index.ts'
import { testServer } from '../../server/testing.ts'
import { type Node, readXml, textIn } from '../xml-for-tests.ts'
import { iriOf, rdfOf } from './rdf.ts'
import { cimOutages } from './read.ts'

// S ──BRK──●──LBS──●      mRIDs as sources have them: UUIDs, names, letters that no IRI holds
//          T1      T2
const ids = {
  S: 'f1769b0e-9aeb-11e5-91da-b8763fd99c5f',
  BRK: '14368ABB-9AEB-11E5-91DA-B8763FD99C5F',
  LBS: 'MC Đống Đa 471/1',
  T1: 'TBA-0417',
  T2: 'a&b<c>"d"',
} as const
const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const thing = (cls: string, about: string, mrid: string, props = '') =>
  `<cim:${cls} rdf:about="${about}"><cim:IdentifiedObject.mRID>${xml(mrid)}</cim:IdentifiedObject.mRID><cim:IdentifiedObject.name>${xml(mrid)}</cim:IdentifiedObject.name>${props}</cim:${cls}>`
let terminals = 0
const terminal = (of: string, n: number, node: string, cls: string) => {
  const id = `t${++terminals}`
  const resource = xml(iriOf(of))
  const ends = `<cim:PowerTransformerEnd.PowerTransformer rdf:resource="${resource}"/><cim:TransformerEnd.Terminal rdf:resource="#_${id}"/><cim:TransformerEnd.endNumber>${n}</cim:TransformerEnd.endNumber>`
  return (
    thing(
      'Terminal',
      `#_${id}`,
      id,
      `<cim:Terminal.ConductingEquipment rdf:resource="${resource}"/><cim:ACDCTerminal.sequenceNumber>${n}</cim:ACDCTerminal.sequenceNumber><cim:Terminal.ConnectivityNode rdf:resource="#_${node}"/>`,
    ) + (cls === 'PowerTransformer' ? thing('PowerTransformerEnd', `#_e${id}`, `e${id}`, ends) : '')
  )
}
const equipment = (cls: string, mrid: string, ...nodes: string[]) =>
  thing(cls, xml(iriOf(mrid)), mrid) + nodes.map((node, i) => terminal(mrid, i + 1, node, cls)).join('')
const network = `<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:cim="http://iec.ch/TC57/CIM100#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${[
  ...['n0', 'n1', 'n2', 'l1', 'l2'].map((node) => thing('ConnectivityNode', `#_${node}`, node)),
  equipment('EnergySource', ids.S, 'n0'),
  equipment('Breaker', ids.BRK, 'n0', 'n1'),
  equipment('LoadBreakSwitch', ids.LBS, 'n1', 'n2'),
  equipment('PowerTransformer', ids.T1, 'n1', 'l1'),
  equipment('PowerTransformer', ids.T2, 'n2', 'l2'),
].join('\n')}</rdf:RDF>`

/** Well-formed, with its namespaces: what is in it we look at ourselves. */
const anything = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <xs:element name="RDF"><xs:complexType><xs:sequence>
    <xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element></xs:schema>`

describe('outages as CIM', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let folder: string
  let there: Town
  const as = <T>(civil: string, use: (ctx: Context) => Promise<T>) =>
    transaction(copy.db, { actor: 'lan', corporations: '*', now: at(civil) }, use)
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const written = (civil: string, corporation_id?: number) =>
    as(civil, async (ctx) => {
      let text = ''
      for await (const piece of rdfOf(cimOutages(ctx, corporation_id), { id: ctx.newId(), now: ctx.now })) text += piece
      return text
    })
  const resources = (node: Node, name: string) =>
    node.children.filter((c) => c.name === name).map((c) => c.attributes['rdf:resource']!)
  const outagesIn = (root: Node) => root.children.filter((c) => /Outage$/.test(c.name))

  before(async () => {
    copy = await makeCopy()
    folder = mkdtempSync(join(tmpdir(), 'cim-'))
    there = await as('2026-03-14 09:00', town)
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await copy?.drop()
  })

  it('a plan, the same under way with a part back, and a fault', async () => {
    const plan = await as('2026-03-14 09:10', (ctx) => planned(ctx, { town: there, steps: [{ open: ['SW1'] }] }))
    const text = await written('2026-03-14 09:11')
    const checked = await validateXML({ xml: text, schema: [anything] })
    assert.deepEqual(
      checked.errors.map((e) => e.message),
      [],
    )
    const root = readXml(text)
    assert.deepEqual([root.name, root.children[0]!.name], ['rdf:RDF', 'md:FullModel'])
    const [before] = outagesIn(root)
    assert.deepEqual(
      [before!.name, before!.attributes['rdf:about'], textIn(before!, 'cim:IdentifiedObject.mRID')],
      ['cim:PlannedOutage', `urn:uuid:${plan.id}`, plan.id],
    )
    const bounds = (node: Node, name: string) =>
      ['start', 'end'].map((b) =>
        textIn(node, `cim:Outage.${name}`, 'cim:DateTimeInterval', `cim:DateTimeInterval.${b}`),
      )
    assert.deepEqual(bounds(before!, 'estimatedPeriod'), ['2026-03-20T07:30:00+07:00', '2026-03-20T11:30:00+07:00'])
    assert.deepEqual(bounds(before!, 'actualPeriod'), [undefined, undefined])
    assert.equal(textIn(before!, 'cim:Document.status', 'cim:Status', 'cim:Status.value'), 'planned')
    assert.equal(textIn(before!, 'cim:PlannedOutage.reason'), 'Thay dây dẫn')
    assert.deepEqual(resources(before!, 'cim:Outage.OpenedSwitches'), ['#_SW1'])
    assert.deepEqual(resources(before!, 'cim:Outage.Equipments').sort(), ['#_T2', '#_T3'])

    await as('2026-03-14 09:20', async (ctx) => {
      await cuts.approve(ctx, plan.id, { as: 'minh' })
      await cuts.announce(ctx, plan.id)
    })
    await as('2026-03-20 07:31', (ctx) => cuts.start(ctx, plan.id))
    const T2 = there.transformer.T2
    await as('2026-03-20 10:00', (ctx) => cuts.step(ctx, plan.id, { transformers: `{[${T2},${T2 + 1})}` }))
    const fault = await as('2026-03-20 10:05', (ctx) =>
      faults.record(ctx, { corporation_id: there.corporation_id, device: 'B2', estimate: at('2026-03-20 12:00') }),
    )
    const later = readXml(await written('2026-03-20 10:10'))
    const [out, broken] = outagesIn(later) as [Node, Node]
    assert.deepEqual(bounds(out, 'actualPeriod'), ['2026-03-20T07:31:00+07:00', undefined])
    assert.deepEqual(resources(out, 'cim:Outage.Equipments'), ['#_T3'])
    const total = ['cim:Outage.summary', 'cim:ServicePointOutageSummary', 'cim:ServicePointOutageSummary.totalCount']
    assert.deepEqual([textIn(out, ...total), textIn(out, 'cim:Outage.customersRestored')], ['6', '2'])
    assert.deepEqual([broken.name, textIn(broken, 'cim:IdentifiedObject.name')], ['cim:UnplannedOutage', fault.code])
    assert.deepEqual(bounds(broken, 'estimatedPeriod'), [undefined, '2026-03-20T12:00:00+07:00'])
    assert.deepEqual(resources(broken, 'cim:Outage.OpenedSwitches'), ['#_B2'])
    const described = later.children.filter((c) => c.attributes['rdf:about']?.startsWith('#_'))
    assert.deepEqual(
      described.map((c) => [c.name, textIn(c, 'cim:IdentifiedObject.mRID')]),
      [
        ['cim:Switch', 'SW1'],
        ['cim:PowerTransformer', 'T3'],
        ['cim:Breaker', 'B2'],
        ['cim:PowerTransformer', 'T4'],
      ],
    )
    await as('2026-03-20 11:00', async (ctx) => {
      await cuts.restore(ctx, plan.id)
      await faults.restore(ctx, fault.id)
    })
    assert.deepEqual(outagesIn(readXml(await written('2026-03-20 11:01'))), [])
  })

  it('mRIDs come back as the importer of networks read them, whatever letters they hold', async () => {
    const path = file('network.xml', network)
    const rows = [ids.T1, ids.T2].map((t, i) => `PQ0100000${i}AB,A,residential,urban,"${t.replaceAll('"', '""')}"`)
    const { corporation_id } = await as('2026-03-14 09:00', async (ctx) => {
      const report = await importNetwork(ctx, path, { corporation: 'CIMTOWN', format: 'cim' })
      assert.deepEqual([report.accepted, report.refused], [5, []])
      const list = file('customers.csv', `code,name,class,area,transformer\n${rows.join('\n')}\n`)
      assert.deepEqual((await importCustomers(ctx, list, { corporation: 'CIMTOWN' })).refused, [])
      const found = await ctx.tx
        .selectFrom('organisation.corporation')
        .select('id as corporation_id')
        .where('code', '=', 'CIMTOWN')
        .executeTakeFirstOrThrow()
      const dates = { out_from: at('2026-03-20 07:30'), back_at: at('2026-03-20 11:30'), reason: 'X', as: 'lan' }
      await cuts.plan(ctx, { ...found, ...dates, steps: [{ open: [ids.BRK, ids.LBS] }] })
      return found
    })
    const text = await written('2026-03-14 09:11', corporation_id)
    const [outage] = outagesIn(readXml(text))
    const named = [...resources(outage!, 'cim:Outage.OpenedSwitches'), ...resources(outage!, 'cim:Outage.Equipments')]
    assert.deepEqual(named.toSorted(), [ids.BRK, ids.LBS, ids.T1, ids.T2].map(iriOf).toSorted())

    assert.deepEqual([ids.S, ids.T1, ids.T2, ids.LBS].map(iriOf), [
      'urn:uuid:f1769b0e-9aeb-11e5-91da-b8763fd99c5f',
      '#_TBA-0417',
      '#_a&b%3Cc%3E%22d%22',
      '#_MC%20%C4%90%E1%BB%91ng%20%C4%90a%20471/1',
    ])

    // our own reader, given the network and the outages in one file, finds the equipment of the one by the names of the other
    const both = network.replace('</rdf:RDF>', text.slice(text.indexOf('<md:FullModel')))
    const alone = await readNetworkFile(path, 'cim')
    const joined = await readNetworkFile(file('both.xml', both), 'cim')
    const mridsOf = (model: typeof alone) => model.equipment.map((e) => `${e.kind} ${e.id}`).sort()
    assert.deepEqual(mridsOf(joined), mridsOf(alone))
    assert.deepEqual(joined.refused, [])
    assert.equal(mridsOf(joined).length, 5)
  })

  it('whoever is signed in reads their own corporation’s, over HTTP', async () => {
    const server = await testServer(copy.db)
    try {
      server.clock.now = at('2026-03-14 09:30')
      const { key } = await server.person('an', { role: 'analyst', corporation: 'CIMTOWN' })
      const get = (query = '') => server.ask('GET', `/api/v1/exchange/outages.cim.xml${query}`, { key })
      const answer = await get()
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/rdf+xml; charset=utf-8'])
      const communities = outagesIn(readXml(answer.text)).map((o) => textIn(o, 'cim:Outage.communityDescriptor'))
      assert.deepEqual(communities, ['CIMTOWN'])
      assert.equal((await get('?corporation=cimtown')).status, 200)
      assert.equal((await get(`?corporation=${there.code}`)).json.code, 'organisation/not-yours')
      assert.equal((await server.ask('GET', '/api/v1/exchange/outages.cim.xml')).status, 401)
    } finally {
      await server.close()
    }
  })

  it('more outages than a batch holds come once each, in order of time', async () => {
    await as('2026-05-01 09:00', ({ tx }) =>
      sql`
        insert into faults.fault (corporation_id, id, code, state, out_at, transformers, transformer_count, customers,
          network_revision, interruption_id, still_out, recorded_by, recorded_at)
        select ${there.corporation_id}, gen_random_uuid(), to_char(n, 'FM"M-"000'), 'open', t, '{}', 0, 0, 1, gen_random_uuid(), '{}', 'lan', t
        from generate_series(1, 120) n, lateral (select timestamptz '2026-05-01 08:00+07' + n / 7 * interval '1 minute' as t) at`.execute(
        tx,
      ),
    )
    const codes = outagesIn(readXml(await written('2026-05-01 09:00', there.corporation_id))).map((o) =>
      textIn(o, 'cim:IdentifiedObject.name'),
    )
    assert.deepEqual(
      codes.toSorted(), // seven of a minute each: among them by id
      Array.from({ length: 120 }, (_, i) => `M-${String(i + 1).padStart(3, '0')}`),
    )
  })
})
