import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { deviceOf, nodeName } from './graph.ts'
import { gridOf } from './grid.ts'

export interface PictureDevice {
  mrid: string
  name: string
  kind: string
  feeder: string | null
  from: number
  to: number
  open: boolean
  normally_open: boolean
  /** Number that customers hang on, for transformers. */
  transformer_id: number | null
}

export interface Picture {
  corporation_id: number
  revision: number
  /** Node i has index i; `parent` is an index too (-1 at a root or outside the picture): the tree that a picture is laid out by. */
  nodes: { parent: number; x: number | null; y: number | null; energised: boolean }[]
  system: 'lonlat' | 'local' | null
  devices: PictureDevice[]
}

/** A picture must be drawn by a browser: larger feeders are shown without their lines to single loads. */
const devices_max = 20_000

/**
 * One feeder (or, without one, a whole small network) as nodes and devices: what the one-line diagram and the map draw.
 * Node coordinates are those of the source where it has some.
 */
export async function pictureOf(ctx: Context, corporation_id: number, feeder?: string): Promise<Picture> {
  const grid = await gridOf(ctx, corporation_id)
  const { graph, state } = grid
  const { rows } = await sql<{
    mrid: string
    name: string
    kind: string
    feeder: string | null
    normally_open: boolean
    transformer_id: number | null
    lon: number | null
    lat: number | null
  }>`select mrid, name, kind, feeder, normally_open, transformer_id, lon, lat from network.equipment
    where corporation_id = ${corporation_id} and removed_at is null and (${feeder ?? null}::text is null or feeder = ${feeder ?? null})
    order by id limit ${devices_max}`.execute(ctx.tx)
  const index = new Map<number, number>()
  const order: number[] = []
  const nodeAt = (node: number): number => {
    let i = index.get(node)
    if (i === undefined) {
      index.set(node, (i = order.length))
      order.push(node)
    }
    return i
  }
  const own = new Map<number, [number, number]>()
  const devices: PictureDevice[] = []
  for (const row of rows) {
    const device = deviceOf(graph, row.mrid)
    if (device < 0) continue
    const place = graph.place[device]!
    const [from, to] =
      row.kind === 'source'
        ? [place, place]
        : place >= 0
          ? [graph.parent[place]!, place]
          : [graph.extra_from[-1 - place]!, graph.extra_to[-1 - place]!]
    if (row.lon !== null && row.lat !== null) own.set(to, [row.lon, row.lat])
    devices.push({
      mrid: row.mrid,
      name: row.name,
      kind: row.kind,
      feeder: row.feeder,
      from: nodeAt(from),
      to: nodeAt(to),
      open: state.closed[device] === 0,
      normally_open: row.normally_open,
      transformer_id: row.transformer_id,
    })
  }
  // A far end without a name of its own (a transformer's low-voltage side) has a made-up one that no table knows.
  const names = order.map((node) => nodeName(graph, node))
  const asked = names.filter((name) => !name.includes('\0'))
  const places = await sql<{ name: string; system: 'lonlat' | 'local'; x: number; y: number }>`
    select name, system, x, y from network.node where corporation_id = ${corporation_id} and name = any(${asked}::text[])`.execute(
    ctx.tx,
  )
  const known = new Map(places.rows.map((p) => [p.name, p]))
  const system = places.rows[0]?.system ?? (own.size > 0 ? 'lonlat' : null)
  return {
    corporation_id,
    revision: grid.revision,
    system,
    nodes: order.map((node, i) => {
      const place = known.get(names[i]!)
      const [x, y] = place ? [place.x, place.y] : (own.get(node) ?? [null, null])
      const parent = graph.parent[node]!
      return { parent: parent === node ? -1 : (index.get(parent) ?? -1), x, y, energised: state.alive[node] !== 0 }
    }),
    devices,
  }
}

/** Devices by part of their id or name (switching devices first); for the planner's search field. */
export async function findDevices(
  { tx }: Context,
  asked: { corporation_id?: number; text: string; feeder?: string; limit?: number },
): Promise<
  {
    corporation_id: number
    mrid: string
    name: string
    kind: string
    feeder: string | null
    substation: string | null
    normally_open: boolean
    lon: number | null
    lat: number | null
  }[]
> {
  const like = `%${asked.text.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<never>`
    select corporation_id, mrid, name, kind, feeder, substation, normally_open, lon, lat from network.equipment
    where removed_at is null and corporation_id = any ((select organisation.visible())::smallint[])
      and corporation_id = coalesce(${asked.corporation_id ?? null}::smallint, corporation_id)
      and (${asked.feeder ?? null}::text is null or feeder = ${asked.feeder ?? null})
      and (mrid ilike ${like} or name ilike ${like})
    order by (lower(mrid) = lower(${asked.text})) desc, kind in ('line', 'transformer', 'source'), length(mrid), mrid
    limit ${Math.min(asked.limit ?? 20, 100)}`.execute(tx)
  return rows
}

/** Feeders with their substation and how much hangs on them; for lists and menus. */
export async function feeders(
  { tx }: Context,
  corporation_id?: number,
): Promise<
  { corporation_id: number; feeder: string; substation: string | null; devices: number; transformers: number }[]
> {
  const { rows } = await sql<never>`
    select corporation_id, feeder, min(substation) as substation, count(*)::integer as devices, count(transformer_id)::integer as transformers
    from network.equipment where removed_at is null and feeder is not null and corporation_id = coalesce(${corporation_id ?? null}::smallint, corporation_id)
    group by corporation_id, feeder order by corporation_id, feeder`.execute(tx)
  return rows
}
