import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { Grant } from './permissions.ts'
import { tokenHash } from './secrets.ts'
import type { StaffRow } from './store.ts'

/**
 * The account of an issuer's person, locked until the transaction ends; their first two sign-ins, sent at once, come one
 * after the other.
 */
export async function staffOfIdentity({ tx }: Context, issuer: string, subject: string): Promise<StaffRow | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`identity ${issuer} ${subject}`}, 0))`.execute(tx)
  return tx
    .selectFrom('access.identity as i')
    .innerJoin('access.staff as s', 's.id', 'i.staff_id')
    .selectAll('s')
    .where('i.issuer', '=', issuer)
    .where('i.subject', '=', subject)
    .forUpdate('s')
    .executeTakeFirst() as Promise<StaffRow | undefined>
}

export const addIdentity = ({ tx, now }: Context, identity: { issuer: string; subject: string; staff_id: string }) =>
  tx
    .insertInto('access.identity')
    .values({ linked_at: now, ...identity })
    .execute()

/** Uses an attempt up. False when it was used before: of two answers at once one passes. */
export async function spendAttempt({ tx }: Context, state: string, expires_at: Date): Promise<boolean> {
  const added = await tx
    .insertInto('access.spent_attempt')
    .values({ state_hash: tokenHash(state), expires_at })
    .onConflict((c) => c.doNothing())
    .returning('state_hash')
    .executeTakeFirst()
  return added !== undefined
}

/**
 * The roles that the company's account says: new ones are given, those it no longer says are taken away unless they were
 * given by hand as well. Returns what that changed for the person.
 */
export async function followClaim(
  { tx, now }: Context,
  staffId: string,
  grants: readonly Grant[],
): Promise<{ given: Grant[]; taken: Grant[] }> {
  const { rows } = await sql<Grant & { taken: boolean }>`
    with wanted as (
      select distinct role, scope, corporation_id, unit_id
      from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb)
        as g(role text, scope text, corporation_id smallint, unit_id integer)
    ), given as (
      insert into access.role_grant as r (staff_id, role, scope, corporation_id, unit_id, granted_at, by_hand, by_claim)
      select ${staffId}, role, scope, corporation_id, unit_id, ${now}, false, true from wanted
      on conflict (staff_id, role, scope, coalesce(corporation_id, 0), coalesce(unit_id, 0))
        do update set by_claim = true where not r.by_claim
      returning role, scope, corporation_id, unit_id, by_hand
    ), over as (
      select g.ctid as at, g.by_hand from access.role_grant g
      where g.staff_id = ${staffId} and g.by_claim and not exists (
        select from wanted w where w.role = g.role and w.scope = g.scope
          and w.corporation_id is not distinct from g.corporation_id and w.unit_id is not distinct from g.unit_id)
    ), kept as (
      update access.role_grant set by_claim = false where ctid in (select at from over where by_hand)
    ), taken as (
      delete from access.role_grant where ctid in (select at from over where not by_hand)
      returning role, scope, corporation_id, unit_id
    )
    select role, scope, corporation_id, unit_id, false as taken from given where not by_hand
    union all select role, scope, corporation_id, unit_id, true from taken
    order by taken, role, corporation_id, unit_id`.execute(tx)
  const of = (wanted: boolean) => rows.filter((r) => r.taken === wanted).map(({ taken, ...grant }) => grant)
  return { given: of(false), taken: of(true) }
}
