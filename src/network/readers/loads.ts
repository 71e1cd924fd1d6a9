import type { Equipment, NetworkModel } from '../model.ts'
import { normallyClosed } from '../model.ts'
import { lowVoltage } from './phases.ts'

/**
 * Says of each load which transformer serves it: the only low-voltage transformer (secondary side of at most 1 kV) whose
 * secondary side leads to the load without another transformer between, on the load's phases. In a low-voltage mesh of
 * several transformers, and at medium voltage, no single one does, and none is named.
 */
export function attachLoads(model: NetworkModel): void {
  const up = new Map<string, string>() // union of nodes that no transformer parts
  const find = (node: string): string => {
    let root = node
    for (let next = up.get(root); next !== undefined && next !== root; next = up.get(root)) root = next
    for (let at = node; at !== root; ) {
      const next = up.get(at)!
      up.set(at, root)
      at = next
    }
    return root
  }
  for (const e of model.equipment) {
    if (e.kind === 'transformer' || e.kind === 'source' || normallyClosed(e) === 0) continue
    const [a, b] = [find(e.from_node), find(e.to_node)]
    if (a !== b) up.set(a, b)
    if (!up.has(b)) up.set(b, b)
  }
  const feeding = new Map<string, Equipment[]>()
  for (const e of model.equipment) {
    if (e.kind !== 'transformer' || !lowVoltage.has(e) || e.never_serves) continue
    const zone = find(e.to_node)
    if (feeding.has(zone)) feeding.get(zone)!.push(e)
    else feeding.set(zone, [e])
  }
  for (const load of model.loads) {
    const candidates = (feeding.get(find(load.node)) ?? []).filter((t) => (t.phases & load.phases) === load.phases)
    if (candidates.length === 1) load.transformer = candidates[0]!.part_of ?? candidates[0]!.id
  }
}
