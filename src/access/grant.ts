import { sql } from 'kysely'
import { type Context, Problem } from '../kernel/index.ts'
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
  const { grants, unknown } = await grantsIn(ctx, [named])
  if (!grants[0]) throw new Problem('access/unknown-scope', { code: unknown[0] })
  return grants[0]
}

/** Looks many up in one statement; `unknown` are the codes that nobody has: a corporation's, or `EVNHANOI/PD0100`. */
export async function grantsIn(
  { tx }: Context,
  named: readonly GrantByName[],
): Promise<{ grants: Grant[]; unknown: string[] }> {
  const { rows } = await sql<GrantByName & { corporation_id: number | null; unit_id: number | null }>`
    select n.role, n.corporation, n.unit, c.id as corporation_id, u.id as unit_id
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n(role text, corporation text, unit text)
    left join organisation.corporation c on c.code = n.corporation
    left join organisation.unit u on u.corporation_id = c.id and u.code = n.unit`.execute(tx)
  const grants: Grant[] = []
  const unknown = new Set<string>()
  for (const { role, corporation, unit, corporation_id, unit_id } of rows) {
    if (!corporation && !unit) grants.push({ role, scope: 'group', corporation_id: null, unit_id: null })
    else if (!corporation || corporation_id === null) unknown.add(corporation ?? unit!)
    else if (!unit) grants.push({ role, scope: 'corporation', corporation_id, unit_id: null })
    else if (unit_id === null) unknown.add(`${corporation}/${unit}`)
    else grants.push({ role, scope: 'unit', corporation_id, unit_id })
  }
  return { grants, unknown: [...unknown] }
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

/**
 * Takes a role in a scope away; open sessions lose it with their next request.
 * @throws Problem `access/no-such-grant`, `access/claimed-grant` when it came with the company's account
 */
export async function withdrawRole(ctx: Context, staffId: string, named: GrantByName, by?: Staff): Promise<void> {
  const grant = await change(ctx, staffId, named, by)
  if (by?.id === staffId && grant.role === 'administrator') throw new Problem('access/yourself')
  const before = await removeGrant(ctx, staffId, grant)
  if (before === undefined) throw new Problem('access/no-such-grant')
  if (before === 'claimed') throw new Problem('access/claimed-grant') // it would be back with the next sign-in
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
