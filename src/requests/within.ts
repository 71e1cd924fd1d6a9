import { grantsOf, type Permission, type Staff, staffByLogin, unitsOf } from '../access/index.ts'
import { type Context, Problem } from '../kernel/index.ts'
import { units } from '../organisation/index.ts'
import * as store from './store.ts'

/** Whether somebody's grants reach a unit's work: the whole corporation, or that unit or one above it. */
export async function reaches(
  ctx: Context,
  who: Pick<Staff, 'grants'>,
  permission: Permission,
  of: { corporation_id: number; unit_id: number | null },
): Promise<boolean> {
  const own = unitsOf(who, permission, of.corporation_id)
  if (own === '*') return true
  if (own.length === 0 || of.unit_id === null) return false
  const parents = new Map((await units(ctx, of.corporation_id)).map((u) => [u.id, u.parent_id]))
  for (let id: number | null | undefined = of.unit_id; id; id = parents.get(id)) if (own.includes(id)) return true
  return false
}

/**
 * A request by its id is as far away as in the lists: who works for some units only does not read or work on what lies
 * with others, and is not told that there is such a request. Costs nothing for who has no grant of a unit.
 * @throws Problem requests/unknown
 */
export async function requireWithin(
  ctx: Context,
  staff: Pick<Staff, 'grants'>,
  permission: Permission,
  ref: string,
): Promise<void> {
  if (!staff.grants.some((g) => g.scope === 'unit')) return
  const request = await store.find(ctx, ref)
  if (request && !(await reaches(ctx, staff, permission, request)))
    throw new Problem('requests/unknown', { id: ref.slice(0, 60) })
}

/**
 * The login of who can be given a request: somebody who is there, and may work where it lies.
 * @throws Problem requests/unknown-person, requests/works-elsewhere
 */
export async function workerOf(
  ctx: Context,
  login: string,
  request: { code: string; corporation_id: number; unit_id: number | null },
): Promise<string> {
  const staff = await staffByLogin(ctx, login.toLowerCase())
  if (!staff || staff.disabled_at) throw new Problem('requests/unknown-person', { login })
  if (!(await reaches(ctx, { grants: await grantsOf(ctx, staff.id) }, 'requests.work', request)))
    throw new Problem('requests/works-elsewhere', { login: staff.login, code: request.code })
  return staff.login
}
