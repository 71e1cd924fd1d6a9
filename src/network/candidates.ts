import { deviceName } from './graph.ts'
import type { Grid } from './grid.ts'
import { downstream } from './trace.ts'

export interface Candidate {
  device: number
  mrid: string
  /** A breaker, recloser, switch or fuse; otherwise a line. */
  switching: boolean
  /** Points (transformers and loads) below it in the normal positions, and the slice of nodes that they lie in. */
  points: number
  first: number
  end: number
}

const switchingKinds = new Set([1, 2, 3, 4])
const line = 5

/** Devices by which a part of the network could be cut, with how much lies below each. O(devices). */
export function deviceCandidates(grid: Grid): Candidate[] {
  const found: Candidate[] = []
  const { graph } = grid
  for (let device = 0; device < graph.devices; device++) {
    const kind = graph.kind[device]!
    if (!switchingKinds.has(kind) && kind !== line) continue
    if (graph.closed[device] !== graph.phases[device]) continue
    const below = downstream(graph, device)
    if (below.end === below.first) continue
    let points = 0
    for (let p = below.point_first; p < below.point_end; p++) if (graph.point_kind[p] !== 0) points += 1
    found.push({
      device,
      mrid: deviceName(graph, device),
      switching: switchingKinds.has(kind),
      points,
      first: below.first,
      end: below.end,
    })
  }
  return found
}
