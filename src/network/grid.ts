import { type Context, Problem, ranges } from '../kernel/index.ts'
import { buildGraph, deviceOf, type Graph } from './graph.ts'
import { emptyModel, type NetworkModel } from './model.ts'
import { cloneState, dropChange, type State, setClosed } from './state.ts'
import * as store from './store.ts'

/** A corporation's network in memory, as of one revision. Never changed: an operation makes the next one. */
export interface Grid {
  readonly corporation_id: number
  readonly revision: number
  readonly graph: Graph
  /** Present positions. Asked by `whatIf`, which leaves it as it was. */
  readonly state: State
  /** By point of the graph: the number that customers hang on; 0 where it has none. */
  readonly transformer_ids: Int32Array
  /** By device of the graph: its number in network.equipment. */
  readonly equipment_ids: Int32Array
  readonly feeders: readonly (string | null)[]
  readonly substations: readonly (string | null)[]
}

interface Built {
  importId: string
  importRevision: number
  graph: Graph
  transformer_ids: Int32Array
  equipment_ids: Int32Array
  deviceByEquipment: Map<number, number>
  feeders: (string | null)[]
  substations: (string | null)[]
}

// By the id of the revision, not its number: a rolled-back import may give the same number again.
const built = new Map<string, Built>()
const grids = new Map<string, Grid>()
const kept = 12

/**
 * The network of a corporation as this transaction sees it. Built once an import (about a second a million nodes);
 * after a switch operation the former state is copied (five bytes a node) and the newer positions set.
 * @throws Problem `network/empty`
 */
export async function gridOf(ctx: Context, corporation_id: number): Promise<Grid> {
  const newest = await store.newestRevision(ctx, corporation_id)
  if (!newest) throw new Problem('network/empty', { corporation: await codeOf(ctx, corporation_id) })
  const known = grids.get(newest.id)
  if (known) return known
  const base = await builtOf(ctx, corporation_id)
  const state = cloneState(base.graph.normal)
  for (const p of await store.positions(ctx, corporation_id)) {
    const device = base.deviceByEquipment.get(p.equipment_id)
    if (device === undefined) continue
    setPosition(base.graph, state, device, p.open)
  }
  dropChange(state)
  const grid: Grid = { corporation_id, revision: newest.revision, state, ...base }
  remember(grids, newest.id, grid)
  return grid
}

/** The grid of the revision just added, from the one before it: what an operation leaves behind. */
export function rememberNext(grid: Grid, revision: { id: string; revision: number }, state: State): Grid {
  const next = { ...grid, revision: revision.revision, state }
  remember(grids, revision.id, next)
  return next
}

async function builtOf(ctx: Context, corporation_id: number): Promise<Built> {
  const newest = (await store.newestImport(ctx, corporation_id))!
  const known = built.get(newest.id)
  if (known) return known
  const stored = await store.readNetwork(ctx, corporation_id)
  const model: NetworkModel = { ...emptyModel('csv'), equipment: stored.equipment, loads: stored.loads }
  const graph = buildGraph(model)
  const made: Built = {
    importId: newest.id,
    importRevision: newest.revision,
    graph,
    transformer_ids: Int32Array.from(graph.point_of, (of) =>
      of < 0 ? (stored.loads[-1 - of]!.transformer_id ?? 0) : (stored.equipment[of]!.transformer_id ?? 0),
    ),
    equipment_ids: Int32Array.from(stored.equipment, (e) => e.equipment_id),
    deviceByEquipment: new Map(stored.equipment.map((e, d) => [e.equipment_id, d])),
    feeders: stored.equipment.map((e) => e.feeder ?? null),
    substations: stored.equipment.map((e) => e.substation ?? null),
  }
  remember(built, newest.id, made)
  return made
}

/**
 * The number of a device in the graph, by its id, or by its id or name in any letter case.
 * @throws Problem `network/unknown-device`, `network/device-ambiguous`
 */
export async function deviceIn(ctx: Context, grid: Grid, mrid: string): Promise<number> {
  const device = deviceOf(grid.graph, mrid)
  if (device >= 0) return device
  const meant = await store.meant(ctx, mrid, grid.corporation_id)
  if (meant.length > 1)
    throw new Problem('network/device-ambiguous', { device: mrid, candidates: meant.map((m) => m.mrid).join(', ') })
  const found = meant.length === 1 ? deviceOf(grid.graph, meant[0]!.mrid) : -1
  if (found < 0)
    throw new Problem('network/unknown-device', { device: mrid, corporation: await codeOf(ctx, grid.corporation_id) })
  return found
}

/** The set of transformer numbers of points. */
export function setOfPoints(grid: Grid, points: ArrayLike<number>): string {
  const numbers: number[] = []
  for (let k = 0; k < points.length; k++) {
    const id = grid.transformer_ids[points[k]!]!
    if (id > 0) numbers.push(id)
  }
  return ranges.setOf(numbers)
}

function setPosition(graph: Graph, state: State, device: number, open: boolean): void {
  setClosed(state, device, open ? 0 : 7)
  for (const part of graph.parts.get(device) ?? []) setClosed(state, part, open ? 0 : 7)
}

async function codeOf({ tx }: Context, corporation_id: number): Promise<string> {
  const row = await tx
    .selectFrom('organisation.corporation')
    .select('code')
    .where('id', '=', corporation_id)
    .executeTakeFirst()
  return row?.code ?? String(corporation_id)
}

function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  cache.set(key, value)
  if (cache.size > kept) cache.delete(cache.keys().next().value!)
}
