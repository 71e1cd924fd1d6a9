import { type NetworkModel, normallyClosed } from './model.ts'

/** The ten-line answer that the fast one is held against: supply flows through closed devices until nothing changes. */
export function naiveAlive(model: NetworkModel, closed: ArrayLike<number>): Map<string, number> {
  const alive = new Map<string, number>()
  const give = (node: string, phases: number) => {
    const had = alive.get(node) ?? 0
    alive.set(node, had | phases)
    return (had | phases) !== had
  }
  for (let again = true; again; ) {
    again = false
    model.equipment.forEach((e, d) => {
      const through = (node: string) => (alive.get(node) ?? 0) & closed[d]!
      if (e.kind === 'source') again = give(e.to_node, closed[d]!) || again
      else
        again = [give(e.to_node, through(e.from_node)), give(e.from_node, through(e.to_node))].includes(true) || again
    })
  }
  return alive
}

export const normalPositions = (model: NetworkModel): number[] => model.equipment.map(normallyClosed)
