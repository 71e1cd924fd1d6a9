import { because } from '../../../kernel/index.ts'
import { type Equipment, ignore, type Kind, type Load, type NetworkModel, refuse, warn } from '../../model.ts'
import { attachLoads } from '../loads.ts'
import { type Branch, resolvePhases, type Terminal } from '../phases.ts'
import type { Circuit, Element } from './circuit.ts'
import { auxiliary, classSpelling, type KnownClass } from './properties.ts'
import { bus, isYes, items, number } from './tokens.ts'

/** Turns the circuit into equipment and loads. */
export function fillModel(model: NetworkModel, circuit: Circuit): void {
  const all = (cls: KnownClass): Element[] => [...(circuit.elements.get(cls)?.values() ?? [])]
  const nodes = nodeNames()
  const branches: Branch<Equipment>[] = []
  const loads: { load: Load; terminal: Terminal }[] = []
  const feeder = circuit.name || undefined
  const common = { ...(feeder ? { feeder, substation: feeder } : {}) }
  const roles = rolesOf(model, circuit)

  const missing = (e: Element, field: string) =>
    refuse(model, {
      file: e.file,
      line: e.line,
      field,
      reason: because('network.no-bus', { value: `${classSpelling(e.cls)}.${e.name}` }),
    })
  const off = (e: Element) => ignore(model, `${classSpelling(e.cls)} (enabled=no)`)

  for (const e of all('vsource')) {
    if (!e.enabled) off(e)
    else {
      const terminal = terminalOf(nodes, e.props.get('bus1') ?? 'sourcebus', e.phases ?? 3)
      const equipment = {
        ...common,
        id: `Vsource.${e.name}`,
        kind: 'source' as const,
        name: e.name === 'source' && circuit.name ? circuit.name : e.name,
        from_node: '',
        to_node: terminal.node,
        phases: 0,
        normally_open: (e.opened & 7) === 7,
      }
      branches.push({ equipment, terminals: [terminal] })
    }
  }

  for (const e of all('line')) {
    const ends = [e.props.get('bus1'), e.props.get('bus2')]
    if (!ends[0] || !ends[1]) {
      missing(e, ends[0] ? 'bus2' : 'bus1')
      continue
    }
    const terminals = ends.map((end) => terminalOf(nodes, end!, e.phases ?? given(end!) ?? 3))
    const role = roles.lines.get(e.name.toLowerCase())
    const rating = number(e.props.get('normamps') ?? '')
    const equipment = branchOf(e, role?.kind ?? (isYes(e.props.get('switch') ?? '') ? 'switch' : 'line'), terminals)
    if (!e.enabled || role?.open) equipment.normally_open = true
    if (rating > 0) equipment.rating_a = rating
    branches.push({ equipment: { ...common, ...equipment }, terminals })
  }

  for (const cls of ['reactor', 'capacitor'] as const) {
    for (const e of all(cls)) {
      const [from, to] = [e.props.get('bus1'), e.props.get('bus2')]
      const series = from && to && bus(from).name.toLowerCase() !== bus(to).name.toLowerCase()
      if (!e.enabled) off(e)
      else if (!series || grounded(to)) ignore(model, classSpelling(cls))
      else {
        const terminals = [from, to].map((end) => terminalOf(nodes, end, e.phases ?? 3))
        const counted_as = cls === 'reactor' ? ('reactors' as const) : ('capacitors' as const)
        branches.push({ equipment: { ...common, ...branchOf(e, 'line', terminals), counted_as }, terminals })
      }
    }
  }

  for (const cls of ['transformer', 'autotrans'] as const) {
    for (const e of all(cls)) {
      if (!e.enabled) off(e)
      else if (e.windings.some((w) => !w.bus)) missing(e, 'bus')
      else addTransformer(branches, nodes, e, common, roles.regulators)
    }
  }

  for (const e of all('load')) {
    const spec = e.props.get('bus1')
    if (!e.enabled) off(e)
    else if (!spec) missing(e, 'bus1')
    else {
      const delta = isDelta(e.props.get('conn'))
      const phases = e.phases ?? 3
      const terminal = terminalOf(nodes, spec, phases, phases < 3 && (delta || phases === 1) ? phases + 1 : phases)
      const kw = number(e.props.get('kw') ?? '')
      const load: Load = { id: `Load.${e.name}`, name: e.name, node: terminal.node, phases: 0 }
      if (Number.isFinite(kw)) load.kw = kw
      loads.push({ load, terminal })
    }
  }

  resolvePhases(branches, loads)
  for (const { equipment } of branches) {
    if (equipment.phases === 0) ignore(model, `${equipment.id.split('.')[0]} (neutral)`)
    else if (equipment.from_node === equipment.to_node) warn(model, 'self_loop', equipment.id)
    else model.equipment.push(equipment)
  }
  for (const { load } of loads) model.loads.push(load)
  attachLoads(model)
  placeNodes(model, circuit, nodes)
  for (const [name, count] of Object.entries(model.ignored)) {
    if (!auxiliary.has(name) && classSpelling(name) === name) continue
    delete model.ignored[name]
    if (!auxiliary.has(name)) model.ignored[classSpelling(name)] = (model.ignored[classSpelling(name)] ?? 0) + count
  }
}

function branchOf(e: Element, kind: Kind, terminals: Terminal[]): Equipment {
  const equipment: Equipment = {
    id: `${classSpelling(e.cls)}.${e.name}`,
    kind,
    name: e.name,
    from_node: terminals[0]!.node,
    to_node: terminals[1]!.node,
    phases: 0,
    normally_open: e.opened === 7,
  }
  if (e.opened > 0 && e.opened < 7) {
    // conductors are counted by their place, phases by the node on which they lie
    let open = 0
    terminals[0]!.conductors.forEach((n, i) => {
      if (e.opened & (1 << i) && n >= 1 && n <= 3) open |= 1 << (n - 1)
    })
    equipment.normally_open_phases = open
  }
  return equipment
}

function addTransformer(
  branches: Branch<Equipment>[],
  nodes: (spec: string) => string,
  e: Element,
  common: Partial<Equipment>,
  regulators: Set<string>,
): void {
  const phases = e.phases ?? 3
  const terminals = e.windings.map((w) => {
    const extra = phases < 3 && (isDelta(w.conn) || phases === 1) ? 1 : 0
    return { ...terminalOf(nodes, w.bus!, phases, phases + extra), kv: w.kv }
  })
  // several windings may end on one bus (the two halves of 120/240 V): they are one way out
  const ways = new Map<string, typeof terminals>()
  for (const t of terminals.slice(1)) {
    if (t.node === terminals[0]!.node) continue
    if (ways.has(t.node)) ways.get(t.node)!.push(t)
    else ways.set(t.node, [t])
  }
  let main: string | undefined
  for (const [node, way] of ways) {
    const equipment: Equipment = { ...common, ...branchOf(e, 'transformer', [terminals[0]!, way[0]!]) }
    equipment.to_node = node
    if (regulators.has(e.name.toLowerCase()) || e.cls === 'autotrans') equipment.never_serves = true
    if (main !== undefined) {
      equipment.id = `${main}:${node}`
      equipment.part_of = main
    }
    main ??= equipment.id
    const lowVoltage = way.every((t) => t.kv !== undefined && t.kv <= 1)
    // between two phases and of one voltage it is half of an open-delta regulator: each conductor goes straight on
    const ganged = phases > 1 || equipment.never_serves === true || way.every((t) => t.kv === terminals[0]!.kv)
    branches.push({ equipment, terminals: [terminals[0]!, ...way], transforms: true, lowVoltage, ganged })
  }
}

/** What fuses, reclosers, relays, switch and regulator controls say of the elements that they act on. */
function rolesOf(model: NetworkModel, circuit: Circuit) {
  const lines = new Map<string, { kind?: Kind; open?: boolean }>()
  const controls = [
    ['swtcontrol', 'switch'],
    ['fuse', 'fuse'],
    ['relay', 'breaker'],
    ['recloser', 'recloser'],
  ] as const
  for (const [cls, kind] of controls) {
    for (const control of circuit.elements.get(cls)?.values() ?? []) {
      if (!control.enabled) continue
      const target = control.props.get('switchedobj') ?? control.props.get('monitoredobj') ?? ''
      const dot = target.indexOf('.')
      const [on, name] = [target.slice(0, dot).toLowerCase(), target.slice(dot + 1).toLowerCase()]
      if (on !== 'line') {
        ignore(model, `${classSpelling(cls)} (not on a line)`)
        continue
      }
      if (!circuit.elements.get('line')?.has(name)) {
        warn(model, 'unknown_element', `${control.file}:${control.line}: ${target}`)
        continue
      }
      const role = lines.get(name) ?? {}
      role.kind = kind
      const position = control.props.get('normal') ?? control.props.get('state') ?? control.props.get('action')
      if (position !== undefined) {
        const states = items(position)
        role.open = states.length > 0 && states.every((s) => /^(o|t)/i.test(s)) // open, trip
      }
      lines.set(name, role)
    }
  }
  const regulators = new Set<string>()
  for (const r of circuit.elements.get('regcontrol')?.values() ?? [])
    regulators.add((r.props.get('transformer') ?? '').toLowerCase())
  return { lines, regulators }
}

/** Bus names as first written, whatever their letter case later. */
function nodeNames(): (name: string) => string {
  const first = new Map<string, string>()
  return (name) => {
    const key = name.toLowerCase()
    const known = first.get(key)
    if (known !== undefined) return known
    first.set(key, name)
    return name
  }
}

/** The terminal of a bus such as `150r.1.2`: what is not said of its conductors is 1, 2, 3, ..., then ground. */
function terminalOf(nodes: (name: string) => string, spec: string, phases: number, conductors = phases): Terminal {
  const { name, nodes: said } = bus(spec)
  const list: number[] = []
  for (let i = 0; i < conductors; i++) list.push(said[i] ?? (i < phases ? i + 1 : 0))
  return { node: nodes(name), conductors: list }
}

/** How many conductors a bus names, where nothing else says. */
const given = (spec: string): number | undefined => bus(spec).nodes.filter((n) => n > 0).length || undefined

const grounded = (spec: string): boolean => {
  const { nodes } = bus(spec)
  return nodes.length > 0 && nodes.every((n) => n === 0)
}

const isDelta = (conn: string | undefined): boolean => /^(d|ll|l-l)/i.test(conn ?? '')

function placeNodes(model: NetworkModel, circuit: Circuit, nodes: (name: string) => string): void {
  const points = [...circuit.coordinates.values()]
  model.coordinates.system = circuit.lonlat || looksLikeDegrees(points) ? 'lonlat' : 'local'
  for (const [name, point] of circuit.coordinates) model.coordinates.nodes.set(nodes(name), point)
  if (model.coordinates.system !== 'lonlat') return
  for (const e of model.equipment) {
    const point = model.coordinates.nodes.get(e.to_node) ?? model.coordinates.nodes.get(e.from_node)
    if (point) [e.lon, e.lat] = point
  }
}

/** Degrees of longitude and latitude: all on the globe, away from its origin, within the reach of a feeder. */
function looksLikeDegrees(points: (readonly [number, number])[]): boolean {
  if (points.length === 0) return false
  let [x1, x2, y1, y2] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  for (const [x, y] of points) {
    x1 = Math.min(x1, x)
    x2 = Math.max(x2, x)
    y1 = Math.min(y1, y)
    y2 = Math.max(y2, y)
  }
  const onGlobe = x1 >= -180 && x2 <= 180 && y1 >= -90 && y2 <= 90
  const awayFromOrigin = (x1 > 5 || x2 < -5) && (y1 > 1 || y2 < -1)
  return onGlobe && awayFromOrigin && x2 - x1 < 3 && y2 - y1 < 3 && x2 > x1 && [x1, x2, y1, y2].some((v) => v % 1 !== 0)
}
