import type { Equipment, Load } from '../model.ts'

/**
 * Which phases of the source a thing really hangs on.
 *
 * A file numbers conductors bus by bus: behind a single-phase transformer on phase B the two low-voltage wires are
 * again called 1 and 2, though both live and die with B. So the phases are followed from the sources conductor by
 * conductor: a line hands each on as it is, a transformer of several phases hands on place by place, one of a single
 * phase gives to every conductor of its secondary side what its primary side stands on.
 */
export interface Terminal {
  node: string
  /** Conductor numbers at the bus; 1, 2, 3 are phases where nothing else is known, 0 is ground. */
  conductors: number[]
}

export interface Branch<E extends Equipment = Equipment> {
  equipment: E
  /** One for a source, two for a line, primary and then all secondary windings of one way out for a transformer. */
  terminals: Terminal[]
  transforms?: boolean
  /** A transformer of several phases, or one that hands each conductor straight on. */
  ganged?: boolean
  /** Every winding of this way out has at most 1 kV. */
  lowVoltage?: boolean
}

const conductors_max = 16

/** Sets `phases` of every branch and load; 0 where it lies on no phase (neutral to neutral). */
export function resolvePhases(branches: Branch[], loads: { load: Load; terminal: Terminal }[]): void {
  const number = new Map<string, number>()
  const slot = (node: string, conductor: number): number => {
    let n = number.get(node)
    if (n === undefined) number.set(node, (n = number.size))
    return n * conductors_max + conductor
  }
  // every way from conductor to conductor
  const ways: { from: number[]; to: number[]; open: boolean; back: boolean }[] = []
  const slots = (t: Terminal): number[] =>
    t.conductors.filter((c) => c > 0 && c < conductors_max).map((c) => slot(t.node, c))
  for (const b of branches) {
    const open = b.equipment.normally_open
    if (b.terminals.length < 2) continue
    const primary = b.terminals[0]!
    if (b.transforms && !b.ganged) {
      const from = slots(primary)
      for (const t of b.terminals.slice(1))
        for (const to of slots(t)) {
          ways.push({ from, to: [to], open, back: false })
          for (const f of from) ways.push({ from: [to], to: [f], open, back: true })
        }
    } else
      for (const t of b.terminals.slice(1))
        primary.conductors.forEach((c, i) => {
          const other = t.conductors[i] ?? 0
          if (c <= 0 || other <= 0 || c >= conductors_max || other >= conductors_max) return
          const [f, o] = [[slot(primary.node, c)], [slot(t.node, other)]]
          ways.push({ from: f, to: o, open, back: false }, { from: o, to: f, open, back: b.transforms === true })
        })
  }
  for (const { terminal } of loads) slots(terminal)
  for (const b of branches) for (const t of b.terminals) slots(t)

  const label = new Uint8Array(number.size * conductors_max)
  const leaving = new Map<number, number[]>()
  ways.forEach((w, i) => {
    for (const f of w.from) {
      if (leaving.has(f)) leaving.get(f)!.push(i)
      else leaving.set(f, [i])
    }
  })
  const queue: number[] = []
  const give = (s: number, phases: number) => {
    if ((phases & ~label[s]!) === 0) return
    label[s]! |= phases
    queue.push(s)
  }
  let fixed = new Uint8Array(0) // what was known before this round is not added to
  const flow = (allowed: (w: { open: boolean; back: boolean }) => boolean) => {
    while (queue.length > 0) {
      const s = queue.pop()!
      for (const i of leaving.get(s) ?? []) {
        const w = ways[i]!
        if (!allowed(w)) continue
        let phases = 0
        for (const f of w.from) phases |= label[f]!
        for (const t of w.to) if (!fixed[t]) give(t, phases)
      }
    }
  }
  const again = () => {
    fixed = label.slice()
    for (let s = 0; s < label.length; s++) if (label[s]) queue.push(s)
  }

  for (const b of branches)
    if (b.equipment.kind === 'source')
      for (const c of b.terminals[0]!.conductors)
        if (c >= 1 && c <= 3) give(slot(b.terminals[0]!.node, c), 1 << (c - 1))
  flow((w) => !w.open && !w.back)
  again()
  flow((w) => !w.open) // fed backwards through a transformer
  again()
  flow(() => true) // beyond what is normally open
  // what no source reaches: conductors are called by their own numbers, primary sides of transformers first
  for (const first of [true, false]) {
    again()
    for (const b of branches)
      if (!first || b.transforms)
        for (const t of first ? b.terminals.slice(0, 1) : b.terminals)
          for (const c of t.conductors)
            if (c >= 1 && c <= 3 && !label[slot(t.node, c)]) give(slot(t.node, c), 1 << (c - 1))
    flow(() => true)
  }
  again()
  queue.length = 0

  const phasesOf = (t: Terminal): number => {
    let phases = 0
    for (const c of t.conductors) if (c > 0 && c < conductors_max) phases |= label[slot(t.node, c)]!
    return phases
  }
  for (const b of branches) {
    const e = b.equipment
    e.phases = phasesOf(b.terminals[0]!)
    // the place of an opened conductor was turned into a node number; here it becomes the phase on that node
    if (e.normally_open_phases) {
      let open = 0
      for (const c of b.terminals[0]!.conductors)
        if (c >= 1 && c <= 3 && e.normally_open_phases & (1 << (c - 1))) open |= label[slot(b.terminals[0]!.node, c)]!
      e.normally_open_phases = open
    }
    if (b.lowVoltage) lowVoltage.add(e)
  }
  for (const { load, terminal } of loads) {
    load.phases = phasesOf(terminal)
    // a load on a bus that nothing leads to still has the phases that it names
    if (load.phases === 0) for (const c of terminal.conductors) if (c >= 1 && c <= 3) load.phases |= 1 << (c - 1)
    if (load.phases === 0) load.phases = 7
  }
}

/** Transformers whose secondary side is at most 1 kV: what `attachLoads` may hang loads on. */
export const lowVoltage = new WeakSet<Equipment>()
