import { type Context, Problem, ranges } from '../kernel/index.ts'
import { type Corporation, corporations } from '../organisation/index.ts'
import { deviceName, point_kind } from './graph.ts'
import { deviceIn, type Grid, gridOf, rememberNext, setOfPoints } from './grid.ts'
import type { TransformerSet } from './index.ts'
import { cloneState } from './state.ts'
import * as store from './store.ts'
import { countServing, operateAll, type Switching, supplied, whatIf } from './trace.ts'

export interface SwitchList {
  /** Devices by their id in the source (mrid). */
  open: readonly string[]
  close: readonly string[]
}

export interface Affected {
  transformers: TransformerSet
  /** Transformers that serve customers; loads taken straight from the line are in the set but are no transformers. */
  transformer_count: number
  feeder: string | null
  substation: string | null
  network_revision: number
  equipment: { equipment_id: number; mrid: string; action: 'open' | 'close'; feeder: string | null }[]
}

/** Who loses supply when these open and those close, from the present positions. Changes nothing. */
export async function affectedBy(ctx: Context, corporation_id: number, list: SwitchList): Promise<Affected> {
  const grid = await gridOf(ctx, corporation_id)
  const { switching, equipment } = await resolve(ctx, grid, list)
  const { lost } = whatIf(grid.graph, grid.state, switching)
  return {
    transformers: setOfPoints(grid, lost),
    transformer_count: countServing(grid.graph, lost),
    ...placeOf(grid, switching),
    network_revision: grid.revision,
    equipment,
  }
}

/**
 * Who is without power after each step of a switching programme, compared with the positions before its first step.
 */
export async function afterSteps(
  ctx: Context,
  corporation_id: number,
  steps: readonly SwitchList[],
): Promise<{ transformers_out: TransformerSet; transformer_count: number }[]> {
  const grid = await gridOf(ctx, corporation_id)
  const state = cloneState(grid.state)
  const before = suppliedPoints(grid, state)
  const answers: { transformers_out: TransformerSet; transformer_count: number }[] = []
  for (const step of steps) {
    const { switching } = await resolve(ctx, grid, step)
    operateAll(grid.graph, state, switching)
    const out = before.filter((p) => !supplied(grid.graph, state, p))
    answers.push({ transformers_out: setOfPoints(grid, out), transformer_count: countServing(grid.graph, out) })
  }
  return answers
}

/** Operates devices: their positions become facts, the network has its next revision. */
export async function operate(
  ctx: Context,
  corporation_id: number,
  list: SwitchList,
  { at, about }: { at: Date; about?: string },
): Promise<{ revision: number; lost: TransformerSet; regained: TransformerSet }> {
  // The revision first: its lock makes a second operation wait, then read the positions that this one leaves.
  const revision = await store.addRevision(ctx, corporation_id, 'operation', at)
  const grid = await gridBefore(ctx, corporation_id, revision.revision)
  const { switching, equipment } = await resolve(ctx, grid, list)
  await store.addPositions(
    ctx,
    corporation_id,
    revision.revision,
    equipment.map((e) => ({ equipment_id: e.equipment_id, open: e.action === 'open' })),
    at,
    about,
  )
  const state = cloneState(grid.state)
  const { lost, gained } = operateAll(grid.graph, state, switching)
  rememberNext(grid, revision, state)
  return { revision: revision.revision, lost: setOfPoints(grid, lost), regained: setOfPoints(grid, gained) }
}

/** Present positions of devices, by their id. */
export async function positionsOf(
  ctx: Context,
  corporation_id: number,
  mrids: readonly string[],
): Promise<Record<string, 'open' | 'closed' | 'partly'>> {
  const grid = await gridOf(ctx, corporation_id)
  const positions: Record<string, 'open' | 'closed' | 'partly'> = {}
  for (const mrid of mrids) {
    const device = await deviceIn(ctx, grid, mrid)
    const closed = grid.state.closed[device]!
    positions[mrid] = closed === 0 ? 'open' : closed === grid.graph.phases[device] ? 'closed' : 'partly'
  }
  return positions
}

/** Ids in the source of the transformers of a set that serve customers, in the order of their numbers. */
export async function transformerNames(ctx: Context, corporation_id: number, set: TransformerSet): Promise<string[]> {
  if (set === ranges.emptySet) return []
  const { graph, transformer_ids } = await gridOf(ctx, corporation_id)
  const found: [id: number, name: string][] = []
  for (let p = 0; p < transformer_ids.length; p++)
    if (graph.point_kind[p] === point_kind.serving_transformer && ranges.has(set, transformer_ids[p]!))
      found.push([transformer_ids[p]!, deviceName(graph, graph.point_of[p]!)])
  return found.sort((a, b) => a[0] - b[0]).map(([, name]) => name)
}

/** How many of a set are transformers that serve customers. */
export async function transformerCount(ctx: Context, corporation_id: number, set: TransformerSet): Promise<number> {
  const grid = await gridOf(ctx, corporation_id)
  let n = 0
  for (let p = 0; p < grid.transformer_ids.length; p++)
    if (grid.graph.point_kind[p] === point_kind.serving_transformer && ranges.has(set, grid.transformer_ids[p]!)) n += 1
  return n
}

/** The corporation in whose network a device is; it must be in one only. */
export async function corporationOfDevice(ctx: Context, mrid: string): Promise<Corporation> {
  const rows = await store.meant(ctx, mrid)
  const all = (await corporations(ctx)).filter((c) => rows.some((r) => r.corporation_id === c.id))
  if (all.length > 1)
    throw new Problem('network/device-in-several', { device: mrid, corporations: all.map((c) => c.code).join(', ') })
  if (all.length === 0)
    throw new Problem('network/unknown-device', {
      device: mrid,
      corporation: (await corporations(ctx)).map((c) => c.code).join(', '),
    })
  return all[0]!
}

async function resolve(
  ctx: Context,
  grid: Grid,
  list: SwitchList,
): Promise<{ switching: Required<Switching>; equipment: Affected['equipment'] }> {
  const open: number[] = []
  const close: number[] = []
  for (const mrid of list.open) open.push(await deviceIn(ctx, grid, mrid))
  for (const mrid of list.close) close.push(await deviceIn(ctx, grid, mrid))
  const entry = (action: 'open' | 'close') => (device: number) => ({
    equipment_id: grid.equipment_ids[device]!,
    mrid: deviceName(grid.graph, device),
    action,
    feeder: grid.feeders[device] ?? null,
  })
  return { switching: { open, close }, equipment: [...open.map(entry('open')), ...close.map(entry('close'))] }
}

/** The feeder and substation of the first device that opens (or closes). */
function placeOf(grid: Grid, switching: Required<Switching>): { feeder: string | null; substation: string | null } {
  const device = switching.open[0] ?? switching.close[0]
  return device === undefined
    ? { feeder: null, substation: null }
    : { feeder: grid.feeders[device] ?? null, substation: grid.substations[device] ?? null }
}

function suppliedPoints(grid: Grid, state: Grid['state']): number[] {
  const points: number[] = []
  const { point_start, point_phases, nodes } = grid.graph
  for (let node = 0; node < nodes; node++)
    for (let p = point_start[node]!; p < point_start[node + 1]!; p++)
      if ((state.alive[node]! & point_phases[p]!) === point_phases[p]) points.push(p)
  return points
}

/** The grid as it was before a revision that this transaction has just added. */
async function gridBefore(ctx: Context, corporation_id: number, revision: number): Promise<Grid> {
  const grid = await gridOf(ctx, corporation_id)
  return { ...grid, revision: revision - 1 }
}
