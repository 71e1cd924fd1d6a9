/** Which requests somebody is shown, or a figure counts: what lists, claims, load and forecast have in common. */
import { type RawBuilder, sql } from 'kysely'
import { type Permission, type Staff, unitsOf } from '../access/index.ts'
import type { Context } from '../kernel/index.ts'
import { corporationNamed, unitsByCode, unitsUnder } from '../organisation/index.ts'
import { reaches } from './within.ts'

export interface Scope {
  /** Left out: all corporations that are seen. */
  corporation_id?: number
  /** Units with which they lie, each with all that stands under it; left out: wherever. */
  units?: readonly number[]
  /** Corporations of which all are meant, wherever they lie, beside those of `units`. */
  whole?: readonly number[]
}

/**
 * What a person sees by a permission: all of the corporations in which it is theirs wholly, and in others what lies with
 * their units and those under them.
 * @param asked codes; a unit is narrowed to all the same: one that is not theirs holds nothing
 */
export async function scopeOf(
  ctx: Context,
  staff: Pick<Staff, 'grants'>,
  permission: Permission,
  asked: { corporation?: string; unit?: string } = {},
): Promise<Scope> {
  const named = asked.corporation === undefined ? undefined : await corporationNamed(ctx, asked.corporation)
  const seen = named ? [named.id] : ctx.corporations
  const only = seen !== '*' && seen.length === 1 ? { corporation_id: seen[0]! } : {}
  if (asked.unit !== undefined) {
    const theirs: number[] = []
    for (const u of await unitsByCode(ctx, asked.unit, only.corporation_id))
      if (await reaches(ctx, staff, permission, { corporation_id: u.corporation_id, unit_id: u.id })) theirs.push(u.id)
    return { ...only, units: theirs }
  }
  if (seen === '*') return {}
  const own = seen.map((id) => ({ id, units: unitsOf(staff, permission, id) }))
  const whole = own.filter((o) => o.units === '*').map((o) => o.id)
  if (whole.length === own.length) return only
  return { ...only, units: own.flatMap((o) => (o.units === '*' ? [] : o.units)), whole }
}

/** The scope as a condition over `corporation_id` and `unit_id` of a table's alias. */
export async function inScope(ctx: Context, scope: Scope, alias: string): Promise<RawBuilder<boolean>> {
  const [corporation, unit] = [sql.ref(`${alias}.corporation_id`), sql.ref(`${alias}.unit_id`)]
  const seen = scope.corporation_id ?? sql`any ((select organisation.visible())::smallint[])`
  if (scope.units === undefined) return sql`${corporation} = ${seen}`
  const under = scope.units.length === 0 ? [] : await unitsUnder(ctx, scope.corporation_id, scope.units).execute()
  const ids = under.map((u) => u.unit_id)
  // one office, as nearly always: an index gives its queue in the order of the page
  const lies = ids.length === 1 ? sql`${unit} = ${ids[0]}` : sql`${unit} = any (${ids}::integer[])`
  if (!scope.whole?.length) return sql`${corporation} = ${seen} and ${lies}`
  return sql`${corporation} = ${seen} and (${corporation} = any (${[...scope.whole]}::smallint[]) or ${lies})`
}
