import { Problem } from '../../../kernel/index.ts'
import { ignore, type NetworkModel, warn } from '../../model.ts'
import { enter, type Folder, firstPlace, follow, linesOf, type Place } from './files.ts'
import { command, isKnown, type KnownClass, property, propertyAt } from './properties.ts'
import { bus, isYes, items, number, type Param, params } from './tokens.ts'

export interface Winding {
  bus?: string
  conn?: string
  kv?: number
}

/** An object of the circuit with what was said of it last. */
export interface Element {
  cls: KnownClass
  name: string
  file: string
  line: number
  enabled: boolean
  props: Map<string, string>
  /** Phases as last set, by itself or by the code it refers to. */
  phases?: number
  windings: Winding[]
  /** Phases 1..3 as bits that `open` opened. */
  opened: number
}

export interface Circuit {
  name: string
  elements: Map<KnownClass, Map<string, Element>>
  /** Lower-case bus name -> coordinates. */
  coordinates: Map<string, readonly [number, number]>
  lonlat: boolean
}

/** Runs a script up to its end: every redirect, `New`, `Edit`, `~`, `Open`, ... leaves its trace in the circuit. */
export async function readCircuit(path: string, model: NetworkModel): Promise<Circuit> {
  const { folder, place } = firstPlace(path)
  const run: Run = { folder, model, circuit: emptyCircuit(), active: undefined, lastClass: undefined, vars: new Map() }
  await runFile(run, place)
  return run.circuit
}

const windings_max = 20

/** 'unread': of a class of which only the number is kept; 'missing': named, said to be missing, and nowhere. */
type Found = Element | 'unread' | 'missing'

interface Run {
  folder: Folder
  model: NetworkModel
  circuit: Circuit
  active: Found | undefined
  lastClass: string | undefined
  vars: Map<string, string>
}

const emptyCircuit = (): Circuit => ({ name: '', elements: new Map(), coordinates: new Map(), lonlat: false })

async function runFile(run: Run, place: Place): Promise<void> {
  const { lines, endsWithNewline } = await linesOf(place)
  if (lines.length === 0) warn(run.model, 'empty_file', place.name)
  let commentSince = 0
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    place.line = i + 1
    if (commentSince === 0 && line.trimStart().startsWith('/*')) commentSince = i + 1
    if (commentSince > 0) {
      if (line.includes('*/')) commentSince = 0 // OpenDSS drops the rest of this line too
      continue
    }
    const list = params(line)
    if (list.length === 0) continue
    const last = i === lines.length - 1 && !endsWithNewline
    const cut = list.find((p) => p.unclosed || (last && p.name !== undefined && p.value === '' && !p.quoted))
    if (cut && last) throw truncated(place, cut.unclosed ? `${cut.value.slice(-20)} …` : `${cut.name}=`)
    if (cut) warn(run.model, 'unreadable_value', `${place.name}:${place.line}: ${cut.name ?? cut.value}`)
    for (const p of list) if (p.value.startsWith('@')) p.value = variable(run, p.value)
    await runLine(run, place, list)
  }
  if (commentSince > 0) throw new Problem('network/truncated', { file: place.name, line: commentSince, what: '/*' })
}

const truncated = (at: Place, what: string) => new Problem('network/truncated', { file: at.name, line: at.line, what })

async function runLine(run: Run, at: Place, list: Param[]): Promise<void> {
  const [first, ...rest] = list as [Param, ...Param[]]
  // `Line.sw1.enabled=no`: an edit without the word
  if (first.name !== undefined) return editByPath(run, at, first, rest)
  const word = command(first.value)
  switch (word) {
    case 'new':
      return create(run, at, rest)
    case 'edit':
      run.active = find(run, at, rest[0])
      return edit(run, at, run.active, rest.slice(1))
    case '~':
    case 'more':
    case 'm':
      return edit(run, at, run.active, rest)
    case 'select':
      run.active = find(run, at, rest[0])
      return
    case 'redirect':
    case 'compile': {
      const target = rest[0]?.value.trim()
      if (!target) throw truncated(at, first.value)
      return runFile(run, follow(run.folder, at, target))
    }
    case 'clear':
      run.circuit = emptyCircuit()
      run.active = undefined
      return
    case 'open':
    case 'close':
      return openOrClose(run, at, rest, word === 'open')
    case 'enable':
    case 'disable': {
      const element = find(run, at, rest[0])
      if (typeof element !== 'string') element.enabled = word === 'enable'
      return
    }
    case 'batchedit':
      return batchEdit(run, at, rest)
    case 'var':
      for (const p of rest) if (p.name) run.vars.set(p.name.toLowerCase(), p.value)
      return
    case 'set':
      for (const p of rest) if (p.name && /^(class|type)$/i.test(p.name)) run.lastClass = p.value.toLowerCase()
      return
    case 'cd':
      if (rest[0]) at.folder = enter(run.folder, at, rest[0].value)
      return
    case 'buscoords':
    case 'latlongcoords':
      return readCoordinates(run, at, rest[0]?.value, word === 'latlongcoords')
    case 'setbusxy': {
      const by = (name: string, place: number) =>
        (rest.find((p) => p.name?.toLowerCase() === name) ?? rest.filter((p) => p.name === undefined)[place])?.value ??
        ''
      run.circuit.coordinates.set(by('bus', 0).toLowerCase(), [number(by('x', 1)), number(by('y', 2))])
      return
    }
    case 'makeposseq':
    case 'reduce':
    case 'rephase':
    case 'remove':
      warn(run.model, 'not_followed', `${at.name}:${at.line}: ${first.value}`)
      return
    case undefined:
      // OpenDSS stops here; a misspelt word changes nothing about the connections, so it is said and passed over
      warn(run.model, 'unknown_command', `${at.name}:${at.line}: ${first.value}`)
      return
    default:
      return // solves, shows, plots: nothing about the connections
  }
}

/** `Line.x`, `object=Line.x`, `x` (of the class named last). */
function objectName(run: Run, param: Param): { cls: string; name: string } {
  const text = param.value.trim()
  const dot = text.indexOf('.')
  return dot < 0
    ? { cls: run.lastClass ?? '', name: text }
    : { cls: text.slice(0, dot).toLowerCase(), name: text.slice(dot + 1) }
}

function create(run: Run, at: Place, list: Param[]): void {
  if (!list[0]?.value) throw truncated(at, 'New')
  let { cls, name } = objectName(run, list[0])
  run.model.read += 1
  run.lastClass = cls
  if (cls === 'circuit') {
    if (run.circuit.name !== '') {
      warn(run.model, 'several_circuits', `${at.name}:${at.line}: ${name}`)
      run.circuit = emptyCircuit()
    }
    run.circuit.name = name
    cls = 'vsource'
    name = 'source'
  }
  if (!isKnown(cls)) {
    run.active = 'unread'
    const off = list.find((p) => p.name && /^enab/i.test(p.name) && !isYes(p.value))
    if (!off) ignore(run.model, cls)
    return
  }
  const all = run.circuit.elements.get(cls) ?? new Map<string, Element>()
  run.circuit.elements.set(cls, all)
  let element = all.get(name.toLowerCase())
  if (element) warn(run.model, 'redefined', `${at.name}:${at.line}: ${cls}.${name}`)
  else {
    element = { cls, name, file: at.name, line: at.line, enabled: true, props: new Map(), windings: [], opened: 0 }
    if (cls === 'transformer' || cls === 'autotrans' || cls === 'xfmrcode') element.windings = [{}, {}]
    all.set(name.toLowerCase(), element)
  }
  run.active = element
  edit(run, at, element, list.slice(1))
}

function find(run: Run, at: Place, param: Param | undefined): Found {
  if (!param) return 'missing'
  const { cls, name } = objectName(run, param)
  if (cls !== 'circuit' && !isKnown(cls)) return 'unread'
  const element =
    cls === 'circuit'
      ? run.circuit.elements.get('vsource')?.get('source')
      : run.circuit.elements.get(cls as KnownClass)?.get(name.toLowerCase())
  if (!element) warn(run.model, 'unknown_element', `${at.name}:${at.line}: ${param.value}`)
  return element ?? 'missing'
}

function editByPath(run: Run, at: Place, first: Param, rest: Param[]): void {
  const parts = first.name!.split('.')
  if (parts.length < 2) {
    edit(run, at, run.active, [first, ...rest])
    return
  }
  const prop = parts.pop()!
  const element = find(run, at, { value: parts.join('.'), quoted: false, unclosed: false })
  run.active = element
  edit(run, at, element, [{ ...first, name: prop }, ...rest])
}

function edit(run: Run, at: Place, element: Found | undefined, list: Param[]): void {
  if (typeof element === 'string') return
  if (!element) {
    if (list.length > 0) warn(run.model, 'unknown_element', `${at.name}:${at.line}: ~`)
    return
  }
  const state = { place: -1, winding: 1 }
  const kept = element.props.get('wdg')
  if (kept) state.winding = Number(kept)
  for (const param of list) {
    let name: string | undefined
    if (param.name === undefined) name = propertyAt(element.cls, ++state.place)
    else {
      const found = property(element.cls, param.name)
      if (found) state.place = found.place
      name = found?.name
    }
    if (name === undefined) {
      warn(run.model, 'unreadable_value', `${at.name}:${at.line}: ${param.name ?? param.value}`)
      continue
    }
    set(run, at, element, name, param.value, state)
  }
  if (element.windings.length > 0) element.props.set('wdg', String(state.winding))
}

function set(run: Run, at: Place, e: Element, name: string, value: string, state: { winding: number }): void {
  if (name === 'enabled') e.enabled = isYes(value)
  else if (name === 'like') copyFrom(run, at, e, value)
  else if (name === 'phases' || name === 'nphases') e.phases = wholeNumber(run, at, value, e.phases)
  else if (e.windings.length > 0) setOfTransformer(run, at, e, name, value, state)
  else {
    e.props.set(name, value)
    takeCode(run, at, e, name, value)
  }
}

function setOfTransformer(
  run: Run,
  at: Place,
  e: Element,
  name: string,
  value: string,
  state: { winding: number },
): void {
  const active = (): Winding => e.windings[state.winding - 1]!
  const resize = (wanted: number) => {
    while (e.windings.length < wanted) e.windings.push({})
  }
  const each = (put: (w: Winding, item: string) => void) => {
    for (const [i, item] of items(value).entries()) if (i < e.windings.length) put(e.windings[i]!, item)
  }
  if (name === 'windings') {
    const wanted = Math.min(windings_max, Math.max(1, wholeNumber(run, at, value, e.windings.length) ?? 2))
    resize(wanted)
    e.windings.length = wanted
    state.winding = Math.min(state.winding, wanted)
  } else if (name === 'wdg') {
    state.winding = Math.min(windings_max, Math.max(1, wholeNumber(run, at, value, state.winding) ?? 1))
    resize(state.winding)
  } else if (name === 'bus') active().bus = value
  else if (name === 'conn') active().conn = value
  else if (name === 'kv') active().kv = number(value)
  else if (name === 'buses') each((w, item) => (w.bus = item))
  else if (name === 'conns') each((w, item) => (w.conn = item))
  else if (name === 'kvs') each((w, item) => (w.kv = number(item)))
  else if (name === 'xfmrcode') {
    const code = codeOf(run, at, 'xfmrcode', value)
    if (!code) return
    if (code.phases !== undefined) e.phases = code.phases
    e.windings = code.windings.map((w, i) => ({ ...e.windings[i], ...w }))
    state.winding = Math.min(state.winding, e.windings.length)
  } else e.props.set(name, value)
}

/** A line takes its number of phases and its rating from the code that it names. */
function takeCode(run: Run, at: Place, e: Element, name: string, value: string): void {
  const codeClass = ({ linecode: 'linecode', geometry: 'linegeometry', spacing: 'linespacing' } as const)[name]
  if (codeClass === undefined) return
  if (e.cls === 'line') {
    const code = codeOf(run, at, codeClass, value)
    if (!code) return
    e.phases = code.phases ?? 3
    const amps = code.props.get('normamps')
    if (amps !== undefined && !e.props.has('normamps')) e.props.set('normamps', amps)
  } else if (e.cls === 'linegeometry' && name === 'spacing') {
    const spacing = run.circuit.elements.get('linespacing')?.get(value.toLowerCase())
    if (spacing?.phases !== undefined) e.phases = spacing.phases
  }
}

function codeOf(run: Run, at: Place, cls: KnownClass, name: string): Element | undefined {
  const code = run.circuit.elements.get(cls)?.get(name.trim().toLowerCase())
  if (!code) warn(run.model, 'unknown_code', `${at.name}:${at.line}: ${cls}.${name}`)
  return code
}

function copyFrom(run: Run, at: Place, e: Element, name: string): void {
  const other = run.circuit.elements.get(e.cls)?.get(name.toLowerCase())
  if (!other) {
    warn(run.model, 'unknown_element', `${at.name}:${at.line}: like=${name}`)
    return
  }
  e.props = new Map(other.props)
  e.windings = other.windings.map((w) => ({ ...w }))
  e.enabled = other.enabled
  if (other.phases !== undefined) e.phases = other.phases
}

function wholeNumber(run: Run, at: Place, value: string, otherwise: number | undefined): number | undefined {
  const n = Math.trunc(number(value))
  if (Number.isFinite(n) && n >= 0 && n < 1000) return n
  warn(run.model, 'unreadable_value', `${at.name}:${at.line}: ${value}`)
  return otherwise
}

/** `Open Line.x term=1 cond=2`; without a conductor, or with 0, all of them. */
function openOrClose(run: Run, at: Place, list: Param[], open: boolean): void {
  const object = list.find((p) => p.name === undefined || /^o/i.test(p.name))
  const element = find(run, at, object)
  if (typeof element === 'string') return
  const after = list.filter((p) => p !== object)
  const cond = after.find((p) => p.name && /^c/i.test(p.name)) ?? after.filter((p) => p.name === undefined)[1]
  const conductor = cond ? Math.trunc(number(cond.value)) || 0 : 0
  const which = conductor >= 1 && conductor <= 3 ? 1 << (conductor - 1) : 7
  element.opened = open ? element.opened | which : element.opened & ~which
}

/** `BatchEdit Line.sw.* enabled=no`. Groups in the pattern are not followed: they can take for ever to match. */
function batchEdit(run: Run, at: Place, list: Param[]): void {
  if (!list[0]) return
  const { cls, name } = objectName(run, list[0])
  if (!isKnown(cls)) return
  if (name.length > 100 || !/^[\w.*?^$|[\]+\- /#]*$/.test(name)) {
    warn(run.model, 'not_followed', `${at.name}:${at.line}: BatchEdit ${name}`)
    return
  }
  let pattern: RegExp
  try {
    pattern = new RegExp(name, 'i')
  } catch {
    warn(run.model, 'not_followed', `${at.name}:${at.line}: BatchEdit ${name}`)
    return
  }
  for (const element of run.circuit.elements.get(cls)?.values() ?? [])
    if (pattern.test(element.name.slice(0, 200))) edit(run, at, element, list.slice(1))
}

/** `@name` stands for what `var @name=...` said, up to a `.` or `^`. */
function variable(run: Run, text: string): string {
  const end = text.search(/[.^]/)
  const name = end < 0 ? text : text.slice(0, end)
  const value = run.vars.get(name.toLowerCase())
  if (value === undefined) return text
  return value + (end < 0 ? '' : text.slice(text[end] === '^' ? end + 1 : end))
}

async function readCoordinates(run: Run, at: Place, target: string | undefined, lonlat: boolean): Promise<void> {
  if (!target) throw truncated(at, 'Buscoords')
  let place: Place
  try {
    place = follow(run.folder, at, target)
  } catch (error) {
    // the picture is poorer without them, the connections are not
    if (!(error instanceof Problem) || error.code !== 'network/redirect-missing') throw error
    warn(run.model, 'not_followed', `${at.name}:${at.line}: Buscoords ${target}`)
    return
  }
  for (const line of (await linesOf(place)).lines) {
    const cells = params(line.replaceAll(';', ' ')).map((p) => p.value)
    const name = bus(cells[0] ?? '').name.toLowerCase()
    const x = number(cells[1] ?? '')
    const y = number(cells[2] ?? '')
    if (name === '' || !Number.isFinite(x) || !Number.isFinite(y)) continue
    // LatLongCoords gives the latitude first
    run.circuit.coordinates.set(name, lonlat ? [y, x] : [x, y])
  }
  if (lonlat) run.circuit.lonlat = true
}
