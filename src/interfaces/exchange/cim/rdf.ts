/** Outages as CIM RDF/XML (classes of IEC 61968-3, equipment of IEC 61970-301, form of IEC 61970-552). Pure. */
import { capTime } from '../feeds/cap.ts'
import { element, escapeXml, type Xml, type XmlElement } from '../xml.ts'

export type EquipmentKind = 'source' | 'breaker' | 'recloser' | 'switch' | 'fuse' | 'line' | 'transformer' | 'load'

/** Classes by our kinds. What kind of switch it was in its source we do not keep: the class that all of them are. */
const classes: Record<EquipmentKind, string> = {
  source: 'EnergySource',
  breaker: 'Breaker',
  recloser: 'Recloser',
  switch: 'Switch',
  fuse: 'Fuse',
  line: 'ACLineSegment',
  transformer: 'PowerTransformer',
  load: 'EnergyConsumer',
}
const switches: ReadonlySet<EquipmentKind> = new Set(['breaker', 'recloser', 'switch', 'fuse'])

export interface CimEquipment {
  /** As its source names it: the network importer reads the same back. */
  mrid: string
  name: string
  kind: EquipmentKind
}

export interface CimOutage {
  id: string
  planned: boolean
  code: string
  /** The corporation's code. */
  corporation: string
  state: string
  /** Why: of a plan its reason, of a fault its cause; null while nobody knows. */
  reason: string | null
  /** When it is to begin; of a fault, when it began as far as it was reported. */
  from: Date
  /** When power went in fact; null before. */
  out_at: Date | null
  back_by: Date | null
  customers: number
  customers_back: number
  recorded_at: Date
  /** Devices that are open for it, or will be; and the transformers without power, or that will be. */
  devices: readonly CimEquipment[]
  points: readonly CimEquipment[]
}

const namespaces = {
  'xmlns:rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  'xmlns:cim': 'http://iec.ch/TC57/CIM100#',
  'xmlns:md': 'http://iec.ch/TC57/61970-552/ModelDescription/1#',
}

/** The document in pieces: outages as they come, each piece of equipment described once, where it is first named. */
export async function* rdfOf(
  batches: AsyncIterable<readonly CimOutage[]>,
  { id, now }: { id: string; now: Date },
): AsyncGenerator<string> {
  const attributes = Object.entries(namespaces).map(([name, uri]) => ` ${name}="${escapeXml(uri)}"`)
  yield `<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF${attributes.join('')}>\n`
  yield line([
    'md:FullModel',
    [
      ['md:Model.created', capTime(now)],
      ['md:Model.scenarioTime', capTime(now)],
      ['md:Model.description', 'Outages under way and planned'],
    ],
    { 'rdf:about': `urn:uuid:${id}` },
  ])
  const described = new Set<string>()
  for await (const outages of batches) {
    let text = ''
    for (const outage of outages) {
      text += line(outageOf(outage))
      for (const one of [...outage.devices, ...outage.points]) {
        const about = iriOf(one.mrid)
        if (described.has(about)) continue
        described.add(about)
        text += line([`cim:${classes[one.kind]}`, named(one.mrid, one.name), { 'rdf:about': about }])
      }
    }
    yield text
  }
  yield '</rdf:RDF>\n'
}

const line = (one: XmlElement): string => `${element(...one)}\n`

function outageOf(one: CimOutage): XmlElement {
  const cls = one.planned ? 'PlannedOutage' : 'UnplannedOutage'
  const own: XmlElement[] = one.planned
    ? [['cim:PlannedOutage.reason', one.reason]]
    : [
        ...(one.reason === null ? [] : [['cim:UnplannedOutage.cause', one.reason] as const]),
        ['cim:UnplannedOutage.reportedStartTime', capTime(one.from)],
      ]
  const opened = one.devices.filter(({ kind }) => switches.has(kind))
  const equipment = [...one.devices.filter(({ kind }) => !switches.has(kind)), ...one.points]
  return [
    `cim:${cls}`,
    [
      ...named(one.id, one.code),
      ['cim:Document.createdDateTime', capTime(one.recorded_at)],
      ['cim:Document.status', [['cim:Status', [['cim:Status.value', one.state]]]]],
      ['cim:Outage.communityDescriptor', one.corporation],
      // only a plan knows its beginning beforehand; the end is when power is expected back
      ...period('estimatedPeriod', one.planned ? one.from : null, one.back_by),
      ...period('actualPeriod', one.out_at, null),
      [
        'cim:Outage.summary',
        [['cim:ServicePointOutageSummary', [['cim:ServicePointOutageSummary.totalCount', one.customers]]]],
      ],
      ['cim:Outage.customersRestored', one.customers_back],
      ...own,
      ...opened.map(({ mrid }) => reference('OpenedSwitches', mrid)),
      ...equipment.map(({ mrid }) => reference('Equipments', mrid)),
    ],
    { 'rdf:about': `urn:uuid:${one.id}` },
  ]
}

const named = (mrid: string, name: string): XmlElement[] => [
  ['cim:IdentifiedObject.mRID', mrid],
  ['cim:IdentifiedObject.name', name],
]

const period = (name: string, start: Date | null, end: Date | null): XmlElement[] => {
  const bounds: XmlElement[] = []
  if (start) bounds.push(['cim:DateTimeInterval.start', capTime(start)])
  if (end) bounds.push(['cim:DateTimeInterval.end', capTime(end)])
  const interval: Xml = [['cim:DateTimeInterval', bounds]]
  return bounds.length === 0 ? [] : [[`cim:Outage.${name}`, interval]]
}

const reference = (name: string, mrid: string): XmlElement => [
  `cim:Outage.${name}`,
  null,
  { 'rdf:resource': iriOf(mrid) },
]

/**
 * How a thing is referred to: a UUID as `urn:uuid:`, another id as `#_` and itself, as sources write them (IEC 61970-552
 * §5: an mRID in rdf:ID begins with `_`). What cannot stand in an IRI is percent-encoded; the mRID itself stands, letter
 * by letter, with the thing.
 */
export const iriOf = (mrid: string): string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(mrid)
    ? `urn:uuid:${mrid}`
    : `#_${mrid.toWellFormed().replace(/[^A-Za-z0-9._~!$&'()*+,;=:@/?-]/gu, encodeURIComponent)}`
