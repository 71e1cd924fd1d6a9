import type { Graph } from './graph.ts'
import { nodeName, point_kind } from './graph.ts'
import { type NetworkModel, type Warning, warn } from './model.ts'
import { nodeOfPoint } from './trace.ts'

/** What an import says of the network as a whole, in its normal positions. */
export interface Survey {
  /** Transformers that customers hang on, and those of them that are supplied on every phase. */
  serving_transformers: number
  energised_transformers: number
  energised_loads: number
  /** Parts of the network with something in them that no source reaches. */
  islands: number
  /** Closed devices more than a network without loops would have. */
  loops: number
  /** Loads on nodes to which no equipment leads. */
  loads_on_missing_nodes: number
  /** Sources on nodes to which no other equipment leads. */
  idle_sources: number
}

/** Surveys a network; what is wrong with it also comes as warnings with the first few names. O(network). */
export function survey(model: NetworkModel, g: Graph): { survey: Survey; warnings: Warning[] } {
  const said: Pick<NetworkModel, 'warnings'> = { warnings: [] }
  const { alive } = g.normal
  const touched = new Uint8Array(g.nodes) // 1 a source, 2 other equipment
  for (let d = 0; d < g.devices; d++) {
    const place = g.place[d]!
    if (model.equipment[d]!.kind === 'source') touched[place]! |= 1
    else if (place >= 0) {
      touched[place]! |= 2
      touched[g.parent[place]!]! |= 2
    } else {
      touched[g.extra_from[-1 - place]!]! |= 2
      touched[g.extra_to[-1 - place]!]! |= 2
    }
  }

  const found: Survey = {
    energised_transformers: 0,
    serving_transformers: 0,
    energised_loads: 0,
    islands: 0,
    loops: 0,
    loads_on_missing_nodes: 0,
    idle_sources: 0,
  }
  for (let d = 0; d < g.devices; d++) {
    const e = model.equipment[d]!
    if (e.kind !== 'source' || touched[g.place[d]!]! & 2) continue
    found.idle_sources += 1
    warn(said, 'idle_source', e.id)
  }
  if (!model.equipment.some((e) => e.kind === 'source')) warn(said, 'no_source', '')

  const ownPoint = new Set<number>()
  for (let p = 0; p < g.point_of.length; p++) {
    const supplied = g.point_normally_supplied[p] === 1
    const of = g.point_of[p]!
    if (of < 0) {
      ownPoint.add(-1 - of)
      if (touched[nodeOfPoint(g, p)] === 0) {
        found.loads_on_missing_nodes += 1
        warn(said, 'load_on_missing_node', `${model.loads[-1 - of]!.id} (${model.loads[-1 - of]!.node})`)
      } else if (supplied) found.energised_loads += 1
      else warn(said, 'load_without_supply', model.loads[-1 - of]!.id)
      continue
    }
    if (g.point_kind[p] === point_kind.serving_transformer) {
      found.serving_transformers += 1
      if (supplied) found.energised_transformers += 1
    }
    if (!supplied) warn(said, 'transformer_without_supply', model.equipment[of]!.id)
  }
  const suppliedTransformer = new Set<string>()
  for (let p = 0; p < g.point_of.length; p++)
    if (g.point_of[p]! >= 0 && g.point_normally_supplied[p])
      suppliedTransformer.add(model.equipment[g.point_of[p]!]!.id)
  model.loads.forEach((load, l) => {
    if (!ownPoint.has(l) && suppliedTransformer.has(load.transformer!)) found.energised_loads += 1
  })

  // Each root that is dead is one part without supply; a lone node counts when something hangs on it
  for (let i = 0; i < g.nodes; i += g.size[i]!) {
    if (alive[i] !== 0 || touched[i]! & 1) continue
    const hangs = g.size[i]! > 1 || (g.point_start[i + 1]! > g.point_start[i]! && touched[i] !== 0)
    if (!hangs || carried(g, i)) continue
    found.islands += 1
    warn(said, 'island', `${nodeName(g, i).split('\u0000')[0]} (${g.size[i]})`)
  }

  for (let x = 0; x < g.extra_device.length; x++) {
    const d = g.extra_device[x]!
    const both = alive[g.extra_from[x]!]! & alive[g.extra_to[x]!]! & g.closed[d]!
    const certain = g.normal.certain[g.extra_from[x]!]! & g.normal.certain[g.extra_to[x]!]! & g.closed[d]!
    if (both === 0 || certain === 0) continue
    found.loops += 1
    warn(said, 'loop', model.equipment[d]!.id)
  }
  for (const bundle of g.bundles.values()) {
    let carriedBy = 0
    for (const d of bundle) {
      if (g.closed[d]! & carriedBy) {
        found.loops += 1
        warn(said, 'loop', model.equipment[d]!.id)
      }
      carriedBy |= g.closed[d]!
    }
  }
  return { survey: found, warnings: said.warnings }
}

/** A dead root whose tree is fed from elsewhere on some phase is no island. */
function carried(g: Graph, root: number): boolean {
  for (let i = root; i < root + g.size[root]!; i++) if (g.normal.alive[i] !== 0) return true
  return false
}
