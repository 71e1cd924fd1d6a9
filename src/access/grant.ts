import { sql } from 'kysely'
import { type Context, Problem } from '../kernel/index.ts'
import { corporationByCode } from '../organisation/index.ts'
import { audit } from './audit.ts'
import type { Grant, Role, Staff } from './permissions.ts'
import { administers } from './rules.ts'
import { addGrant, grantsOf, lockStaff, removeGrant } from './store.ts'

/** A role in a scope as people write it: no corporation is the group, a unit is inside its corporation. */
export interface GrantByName {
  role: Role
  corporation?: string
  unit?: string
}

/** Looks the codes up. @throws Problem `access/unknown-scope` */
export async function grantIn(ctx: Context, named: GrantByName): Promise<Grant> {
  if (named.corporation === undefined) {
    if (named.unit !== undefined) throw new Problem('access/unknown-scope', { code: named.unit })
    return { role: named.role, scope: 'group', corporation_id: null, unit_id: null }
  }
  const corporation = await corporationByCode(ctx, named.corporation)
  if (!corporation) throw new Problem('access/unknown-scope', { code: named.corporation })
  if (named.unit === undefined)
    return { role: named.role, scope: 'corporation', corporation_id: corporation.id, unit_id: null }
  const { rows } = await sql<{ id: number }>`
    select id from organisation.unit where corporation_id = ${corporation.id} and code = ${named.unit}`.execute(ctx.tx)
  if (!rows[0]) throw new Problem('access/unknown-scope', { code: `${named.corporation}/${named.unit}` })
  return { role: named.role, scope: 'unit', corporation_id: corporation.id, unit_id: rows[0].id }
}

/** Gives a person a role in a scope; giving it twice changes nothing. */
export async function grantRole(ctx: Context, staffId: string, named: GrantByName, by?: Staff): Promise<void> {
  const grant = await change(ctx, staffId, named, by)
  if (await addGrant(ctx, staffId, grant))
    await audit(ctx, {
      verb: 'access.grant',
      about: staffId,
      corporation_id: grant.corporation_id,
      detail: { ...grant },
    })
}

/** Takes a role in a scope away; open sessions lose it with their next request. */
export async function withdrawRole(ctx: Context, staffId: string, named: GrantByName, by?: Staff): Promise<void> {
  const grant = await change(ctx, staffId, named, by)
  if (by?.id === staffId && grant.role === 'administrator') throw new Problem('access/yourself')
  if (!(await removeGrant(ctx, staffId, grant))) throw new Problem('access/no-such-grant')
  await audit(ctx, {
    verb: 'access.withdraw',
    about: staffId,
    corporation_id: grant.corporation_id,
    detail: { ...grant },
  })
}

async function change(ctx: Context, staffId: string, named: GrantByName, by: Staff | undefined): Promise<Grant> {
  if (!(await lockStaff(ctx, staffId))) throw new Problem('access/unknown-user', { id: staffId })
  const grant = await grantIn(ctx, named)
  if (by) requireAdministers(by, [grant])
  return grant
}

/** @throws Problem `access/outside-scope` when one of the grants is not inside what this person administers */
export function requireAdministers(by: Staff, grants: readonly Grant[]): void {
  if (!administers(by, grants)) throw new Problem('access/outside-scope')
}

/** As above for everything a person holds: needed before becoming able to act as that person. */
export async function requireAdministersAll(ctx: Context, by: Staff, staffId: string): Promise<void> {
  requireAdministers(by, await grantsOf(ctx, staffId))
}
