import { sql } from 'kysely'
import { type Context, copyInto, copyLine } from '../kernel/index.ts'
import type { Equipment, Load, NetworkModel } from './model.ts'

/** The newest committed (or this transaction's own) change of a corporation's network. */
export const newestRevision = ({ tx }: Context, corporation_id: number) =>
  tx
    .selectFrom('network.revision')
    .select(['id', 'revision', 'kind'])
    .where('corporation_id', '=', corporation_id)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The newest import: what the graph is built from; operations after it only move switches. */
export const newestImport = ({ tx }: Context, corporation_id: number) =>
  tx
    .selectFrom('network.revision')
    .select(['id', 'revision'])
    .where('corporation_id', '=', corporation_id)
    .where('kind', '=', 'import')
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Adds the next revision. The lock keeps two changes of one network apart: the second waits for the first. */
export async function addRevision(
  ctx: Context,
  corporation_id: number,
  kind: 'import' | 'operation',
  at: Date,
  note?: string,
): Promise<{ id: string; revision: number }> {
  await sql`select pg_advisory_xact_lock(737375, ${corporation_id})`.execute(ctx.tx)
  const id = ctx.newId()
  const { rows } = await sql<{ revision: number }>`
    insert into network.revision (corporation_id, revision, id, kind, at, recorded_at, actor, note)
    select ${corporation_id}, coalesce(max(revision), 0) + 1, ${id}, ${kind}, ${at}, ${ctx.now}, ${ctx.actor}, ${note ?? null}
    from network.revision where corporation_id = ${corporation_id} returning revision`.execute(ctx.tx)
  return { id, revision: rows[0]!.revision }
}

/** The newest position of each device that was ever operated. */
export async function positions(
  { tx }: Context,
  corporation_id: number,
): Promise<{ equipment_id: number; open: boolean }[]> {
  const { rows } = await sql<{ equipment_id: number; open: boolean }>`
    select distinct on (equipment_id) equipment_id, open from network.position
    where corporation_id = ${corporation_id} order by equipment_id, revision desc`.execute(tx)
  return rows
}

export async function addPositions(
  ctx: Context,
  corporation_id: number,
  revision: number,
  positions: readonly { equipment_id: number; open: boolean }[],
  at: Date,
  about: string | undefined,
): Promise<void> {
  if (positions.length === 0) return
  await sql`
    insert into network.position (corporation_id, equipment_id, revision, open, at, recorded_at, actor, about)
    select ${corporation_id}, p.equipment_id, ${revision}, p.open, ${at}, ${ctx.now}, ${ctx.actor}, ${about ?? null}
    from unnest(${positions.map((p) => p.equipment_id)}::integer[], ${positions.map((p) => p.open)}::boolean[]) as p (equipment_id, open)`.execute(
    ctx.tx,
  )
}

export interface StoredNetwork {
  equipment: (Equipment & { equipment_id: number; transformer_id: number | null })[]
  loads: (Load & { transformer_id: number | null })[]
}

/** The whole network of a corporation as the readers' model, with our numbers. About 1 s a million rows. */
export async function readNetwork({ tx }: Context, corporation_id: number): Promise<StoredNetwork> {
  const { rows } = await sql<Record<string, never>>`
    select id as equipment_id, mrid as id, kind, name, substation, feeder, from_node, to_node, phases, normally_open, normally_open_phases,
      never_serves, part_of, transformer_id, lon, lat, rating_a
    from network.equipment where corporation_id = ${corporation_id} and removed_at is null order by id`.execute(tx)
  const loads = await sql<Record<string, never>>`
    select mrid as id, name, node, phases, kw, transformer, transformer_id
    from network.load where corporation_id = ${corporation_id} and removed_at is null order by mrid`.execute(tx)
  for (const row of rows as unknown as Record<string, unknown>[])
    for (const k of optionalColumns) if (row[k] === null) row[k] = undefined
  for (const row of loads.rows as unknown as Record<string, unknown>[])
    for (const k of ['kw', 'transformer']) if (row[k] === null) row[k] = undefined
  return { equipment: rows as never, loads: loads.rows as never }
}
const optionalColumns = ['substation', 'feeder', 'lon', 'lat', 'rating_a', 'part_of']

/** Equipment known by its id in the source: our number and the feeder it stands in. */
export async function knownEquipment(
  { tx }: Context,
  corporation_id: number,
): Promise<Map<string, { id: number; feeder: string | null; transformer_id: number | null }>> {
  const rows = await tx
    .selectFrom('network.equipment')
    .select(['mrid', 'id', 'feeder', 'transformer_id'])
    .where('corporation_id', '=', corporation_id)
    .where('removed_at', 'is', null)
    .execute()
  return new Map(rows.map((r) => [r.mrid, r]))
}

export async function knownLoads({ tx }: Context, corporation_id: number): Promise<Map<string, number | null>> {
  const rows = await tx
    .selectFrom('network.load')
    .select(['mrid', 'transformer_id'])
    .where('corporation_id', '=', corporation_id)
    .execute()
  return new Map(rows.map((r) => [r.mrid, r.transformer_id]))
}

/** Takes `count` numbers of a sequence in one piece. Returns the first. The lock keeps two imports from interleaving. */
export async function takeNumbers(
  { tx }: Context,
  sequence: 'equipment_number' | 'transformer_number',
  count: number,
): Promise<number> {
  if (count === 0) return 0
  await sql`select pg_advisory_xact_lock(737376)`.execute(tx)
  const { rows } = await sql<{ first: number }>`
    select min(n)::integer as first from (select nextval(${`network.${sequence}`}::regclass) as n from generate_series(1, ${count}::integer)) taken`.execute(
    tx,
  )
  return rows[0]!.first
}

export interface NumberedEquipment extends Equipment {
  equipment_id: number
  transformer_id: number | null
}

/** Writes equipment by COPY into a temporary table, then updates what is known and inserts the rest. */
export async function writeEquipment(
  ctx: Context,
  corporation_id: number,
  equipment: readonly NumberedEquipment[],
): Promise<{ inserted: number; updated: number }> {
  const { tx, now } = ctx
  await sql`create temporary table incoming_equipment (like network.equipment) on commit drop`.execute(tx)
  await sql`alter table pg_temp.incoming_equipment alter column valid_from drop not null`.execute(tx)
  const columns = [
    'corporation_id',
    'id',
    'mrid',
    'kind',
    'name',
    'substation',
    'feeder',
    'from_node',
    'to_node',
    'phases',
    'normally_open',
    'normally_open_phases',
    'never_serves',
    'part_of',
    'transformer_id',
    'lon',
    'lat',
    'rating_a',
  ]
  const copy = await copyInto(tx, `pg_temp.incoming_equipment (${columns.join(', ')})`)
  let text = ''
  for (const e of equipment) {
    text += copyLine([
      corporation_id,
      e.equipment_id,
      e.id,
      e.kind,
      e.name,
      e.substation ?? null,
      e.feeder ?? null,
      e.from_node,
      e.to_node,
      e.phases,
      e.normally_open,
      e.normally_open_phases ?? 0,
      e.never_serves ?? false,
      e.part_of ?? null,
      e.transformer_id,
      e.lon ?? null,
      e.lat ?? null,
      e.rating_a ?? null,
    ])
    if (text.length > 60_000) {
      await copy.write(text)
      text = ''
    }
  }
  if (text) await copy.write(text)
  await copy.end()
  const updated = await sql`
    update network.equipment e set kind = i.kind, name = i.name, substation = i.substation, feeder = i.feeder, from_node = i.from_node, to_node = i.to_node,
      phases = i.phases, normally_open = i.normally_open, normally_open_phases = i.normally_open_phases, never_serves = i.never_serves, part_of = i.part_of,
      transformer_id = i.transformer_id, lon = i.lon, lat = i.lat, rating_a = i.rating_a
    from pg_temp.incoming_equipment i where e.corporation_id = i.corporation_id and e.id = i.id`.execute(tx)
  const inserted = await sql`
    insert into network.equipment (${sql.raw(columns.join(', '))}, valid_from)
    select ${sql.raw(columns.map((c) => `i.${c}`).join(', '))}, ${now}::timestamptz from pg_temp.incoming_equipment i
    where not exists (select from network.equipment e where e.corporation_id = i.corporation_id and e.id = i.id)`.execute(
    tx,
  )
  await sql`drop table pg_temp.incoming_equipment`.execute(tx)
  await sql`analyze network.equipment`.execute(tx).catch(() => {})
  return { inserted: Number(inserted.numAffectedRows), updated: Number(updated.numAffectedRows) }
}

export async function writeLoads(
  ctx: Context,
  corporation_id: number,
  loads: readonly (Load & { transformer_id: number | null; feeder: string | null })[],
): Promise<void> {
  if (loads.length === 0) return
  await sql`
    insert into network.load (corporation_id, mrid, name, node, phases, kw, transformer, transformer_id, feeder, valid_from)
    select ${corporation_id}, l.*, ${ctx.now}::timestamptz from unnest(
      ${loads.map((l) => l.id)}::text[], ${loads.map((l) => l.name)}::text[], ${loads.map((l) => l.node)}::text[], ${loads.map((l) => l.phases)}::smallint[],
      ${loads.map((l) => l.kw ?? null)}::double precision[], ${loads.map((l) => l.transformer ?? null)}::text[], ${loads.map((l) => l.transformer_id)}::integer[],
      ${loads.map((l) => l.feeder)}::text[]) as l
    on conflict (corporation_id, mrid) do update set name = excluded.name, node = excluded.node, phases = excluded.phases, kw = excluded.kw,
      transformer = excluded.transformer, transformer_id = excluded.transformer_id, feeder = excluded.feeder, removed_at = null`.execute(
    ctx.tx,
  )
}

export async function writeNodes(
  ctx: Context,
  corporation_id: number,
  coordinates: NetworkModel['coordinates'],
): Promise<void> {
  if (coordinates.nodes.size === 0) return
  const names = [...coordinates.nodes.keys()]
  const points = [...coordinates.nodes.values()]
  await sql`
    insert into network.node (corporation_id, name, system, x, y)
    select ${corporation_id}, n.name, ${coordinates.system}, n.x, n.y
    from unnest(${names}::text[], ${points.map((p) => p[0])}::double precision[], ${points.map((p) => p[1])}::double precision[]) as n (name, x, y)
    on conflict (corporation_id, name) do update set system = excluded.system, x = excluded.x, y = excluded.y`.execute(
    ctx.tx,
  )
}

/**
 * Equipment that a person may mean by `text`: of exactly that id; or else of that id or name in any letter case
 * (`ln6259988-1` for `Line.LN6259988-1`).
 */
export async function meant(
  { tx }: Context,
  text: string,
  corporation_id?: number,
): Promise<{ corporation_id: number; mrid: string }[]> {
  let found = tx.selectFrom('network.equipment').select(['corporation_id', 'mrid']).where('removed_at', 'is', null)
  if (corporation_id !== undefined) found = found.where('corporation_id', '=', corporation_id)
  const exact = await found.where('mrid', '=', text).execute()
  if (exact.length > 0) return exact
  const key = text.toLowerCase()
  return found
    .where((e) => e.or([e(e.fn('lower', ['mrid']), '=', key), e(e.fn('lower', ['name']), '=', key)]))
    .orderBy('mrid')
    .limit(20)
    .execute()
}
