import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'
import type { UnitKind } from './rules.ts'

/** A company, unit, office or care centre. `opens` and `closes` are 'HH:MM:SS', lon and lat degrees (WGS 84). */
export interface Unit {
  corporation_id: number
  id: number
  kind: UnitKind
  code: string
  name: string
  parent_id: number | null
  address: string | null
  lon: number | null
  lat: number | null
  phone: string | null
  opens: string | null
  closes: string | null
}

const columns = [
  'corporation_id',
  'id',
  'kind',
  'code',
  'name',
  'parent_id',
  'address',
  'lon',
  'lat',
  'phone',
  'opens',
  'closes',
] as const

/** Units of a corporation, or of all that the transaction sees, from the top down and by code. */
export const units = async ({ tx }: Context, corporation_id?: number, kind?: UnitKind): Promise<Unit[]> => {
  let query = tx.selectFrom('organisation.unit').select(columns)
  if (corporation_id !== undefined) query = query.where('corporation_id', '=', corporation_id)
  if (kind) query = query.where('kind', '=', kind)
  return (await query.orderBy('corporation_id').orderBy('code').execute()) as Unit[]
}

/** The units of a code: of a corporation, or of all that the transaction sees, each of which may have one. */
export const unitsByCode = async ({ tx }: Context, code: string, corporation_id?: number): Promise<Unit[]> => {
  const query = tx.selectFrom('organisation.unit').select(columns).where('code', '=', code)
  return (await (corporation_id === undefined ? query : query.where('corporation_id', '=', corporation_id))
    .orderBy('corporation_id')
    .execute()) as Unit[]
}

export const unitByCode = async (ctx: Context, corporation_id: number, code: string): Promise<Unit | undefined> =>
  (await unitsByCode(ctx, code, corporation_id))[0]

/**
 * Units and all that stand under them, each once, as a relation: what a role with the scope of a unit may see.
 * @param corporation_id undefined: of whichever corporation each is
 */
export const unitsUnder = (
  { tx }: Context,
  corporation_id: number | undefined,
  ids: readonly number[],
): Relation<{ corporation_id: number; unit_id: number }> =>
  tx
    .withRecursive('under', (db) =>
      db
        .selectFrom('organisation.unit')
        .select(['corporation_id', 'id'])
        .$if(corporation_id !== undefined, (q) => q.where('corporation_id', '=', corporation_id!))
        .where('id', '=', sql<number>`any (${[...ids]}::integer[])`)
        .union(
          db
            .selectFrom('under')
            .innerJoin('organisation.unit as u', (join) =>
              join.onRef('u.corporation_id', '=', 'under.corporation_id').onRef('u.parent_id', '=', 'under.id'),
            )
            .select(['u.corporation_id', 'u.id']),
        ),
    )
    .selectFrom('under')
    .select(['under.corporation_id', 'under.id as unit_id'])
