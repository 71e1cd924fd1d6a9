import { sql } from 'kysely'
import { assume, type Context } from '../kernel/index.ts'
import type { Grant, Staff } from './permissions.ts'

/** Looks with the eyes of the whole group for the length of `look`: a person's grants are judged as a whole. */
async function wholeGroup<T>(ctx: Context, look: () => Promise<T>): Promise<T> {
  if (ctx.corporations === '*') return look()
  await assume(ctx.tx, { actor: ctx.actor, corporations: '*' })
  const found = await look()
  await assume(ctx.tx, ctx)
  return found
}

export interface StaffRow {
  id: string
  login: string
  name: string
  language: 'vi' | 'en'
  password_hash: string | null
  created_at: Date
  disabled_at: Date | null
}

export const staffByLogin = ({ tx }: Context, login: string): Promise<StaffRow | undefined> =>
  tx.selectFrom('access.staff').selectAll().where('login', '=', login).executeTakeFirst() as Promise<
    StaffRow | undefined
  >

/** The staff row, locked until the transaction ends: two administrators do not change one person at once. */
export const lockStaff = ({ tx }: Context, id: string): Promise<StaffRow | undefined> =>
  tx.selectFrom('access.staff').selectAll().where('id', '=', id).forUpdate().executeTakeFirst() as Promise<
    StaffRow | undefined
  >

/** Every grant of one person, whatever the asking transaction may see. */
export const grantsOf = (ctx: Context, staffId: string): Promise<Grant[]> =>
  wholeGroup(
    ctx,
    () =>
      ctx.tx
        .selectFrom('access.role_grant')
        .select(['role', 'scope', 'corporation_id', 'unit_id'])
        .where('staff_id', '=', staffId)
        .orderBy('role')
        .orderBy('corporation_id')
        .orderBy('unit_id')
        .execute() as Promise<Grant[]>,
  )

export const addStaff = (
  { tx, now, newId }: Context,
  staff: { login: string; name: string; language: 'vi' | 'en'; password_hash?: string },
) =>
  tx
    .insertInto('access.staff')
    .values({ id: newId(), created_at: now, ...staff })
    .onConflict((c) => c.column('login').doNothing())
    .returning('id')
    .executeTakeFirst()

export const changeStaff = (
  { tx }: Context,
  id: string,
  change: { password_hash?: string; language?: 'vi' | 'en'; name?: string; disabled_at?: Date | null },
) => tx.updateTable('access.staff').set(change).where('id', '=', id).execute()

/** Gives a role by hand. True when it was not given by hand before. */
export async function addGrant({ tx, now }: Context, staffId: string, grant: Grant): Promise<boolean> {
  const { rows } = await sql`
    insert into access.role_grant (staff_id, role, scope, corporation_id, unit_id, granted_at)
    values (${staffId}, ${grant.role}, ${grant.scope}, ${grant.corporation_id}, ${grant.unit_id}, ${now})
    on conflict (staff_id, role, scope, coalesce(corporation_id, 0), coalesce(unit_id, 0))
      do update set by_hand = true where not role_grant.by_hand returning 1`.execute(tx)
  return rows.length > 0
}

/** Takes back a role that was given by hand. 'claimed': it was not; it comes with the company's account, and stays. */
export async function removeGrant(
  { tx }: Context,
  staffId: string,
  grant: Grant,
): Promise<'removed' | 'claimed' | undefined> {
  const same = sql`staff_id = ${staffId} and role = ${grant.role} and scope = ${grant.scope}
      and corporation_id is not distinct from ${grant.corporation_id} and unit_id is not distinct from ${grant.unit_id}`
  const { rows } = await sql<{ by_hand: boolean }>`
    with kept as (update access.role_grant set by_hand = false where ${same} and by_hand and by_claim),
      gone as (delete from access.role_grant where ${same} and not by_claim)
    select by_hand from access.role_grant where ${same}`.execute(tx)
  return rows[0] && (rows[0].by_hand ? 'removed' : 'claimed')
}

export const addSession = (
  { tx, now }: Context,
  session: { token_hash: Buffer; staff_id: string; expires_at: Date; client: string; id_token: string | null },
) =>
  tx
    .insertInto('access.session')
    .values({ created_at: now, seen_at: now, ...session })
    .execute()

export const removeSession = ({ tx }: Context, token_hash: Buffer) =>
  tx.deleteFrom('access.session').where('token_hash', '=', token_hash).returning('id_token').executeTakeFirst()

/** Ends every session of a person, except the one that asks. */
export const removeSessionsOf = ({ tx }: Context, staff_id: string, except?: Buffer) =>
  tx
    .deleteFrom('access.session')
    .where('staff_id', '=', staff_id)
    .$if(except !== undefined, (q) => q.where('token_hash', '<>', except!))
    .execute()

/** Moves the idle clock of a session. Its own statement, seldom: a row every request writes would queue the requests. */
export const seen = ({ tx, now }: Context, token_hash: Buffer) =>
  tx.updateTable('access.session').set({ seen_at: now }).where('token_hash', '=', token_hash).execute()

type Credential = { token_hash: Buffer; idle_since: Date } | { key_id: string }

/** The signed-in person and their grants in one statement; undefined when it has ended or the person is disabled. */
export async function staffBy(
  { tx, now }: Context,
  by: Credential,
): Promise<{ staff: Staff; seen_at: Date; secret_hash: Buffer } | undefined> {
  const holder =
    'key_id' in by
      ? sql`select staff_id, made_at as seen_at, secret_hash from access.api_key where id = ${by.key_id} and revoked_at is null`
      : sql`select staff_id, seen_at, token_hash as secret_hash from access.session
          where token_hash = ${by.token_hash} and expires_at > ${now} and seen_at > ${by.idle_since}`
  const { rows } = await sql<Staff & { seen_at: Date; secret_hash: Buffer }>`
    select s.id, s.login, s.name, s.language, h.seen_at, h.secret_hash,
      (select coalesce(jsonb_agg(jsonb_build_object('role', role, 'scope', scope, 'corporation_id', corporation_id, 'unit_id', unit_id)
          order by role, corporation_id, unit_id), '[]')
        from access.role_grant where staff_id = s.id) as grants
    from (${holder}) h join access.staff s on s.id = h.staff_id where s.disabled_at is null`.execute(tx)
  const found = rows[0]
  if (!found) return undefined
  const { seen_at, secret_hash, ...staff } = found
  return { staff, seen_at, secret_hash }
}

export const addLink = ({ tx, now }: Context, link: { token_hash: Buffer; staff_id: string; expires_at: Date }) =>
  tx
    .insertInto('access.one_time_link')
    .values({ made_at: now, ...link })
    .execute()

/** A link that can still be used, locked; with the person whom it lets in. */
export const liveLink = ({ tx, now }: Context, token_hash: Buffer) =>
  tx
    .selectFrom('access.one_time_link as l')
    .innerJoin('access.staff as s', 's.id', 'l.staff_id')
    .select(['l.staff_id', 'l.expires_at', 's.login', 's.name', 's.language'])
    .where('l.token_hash', '=', token_hash)
    .where('l.used_at', 'is', null)
    .where('l.expires_at', '>', now)
    .where('s.disabled_at', 'is', null)
    .forUpdate('l')
    .executeTakeFirst()

/** Spends every open link of a person: one is used, the others must not outlive it. */
export const spendLinks = ({ tx, now }: Context, staff_id: string) =>
  tx
    .updateTable('access.one_time_link')
    .set({ used_at: now })
    .where('staff_id', '=', staff_id)
    .where('used_at', 'is', null)
    .execute()

/**
 * Wrong tries of a login since its last success, and of an address on all logins. The lock is held until the
 * transaction ends: tries sent at once are counted one after the other.
 */
export async function wrongTries(
  { tx }: Context,
  of: { login: string; login_since: Date; client: string; client_since: Date },
): Promise<{ login: number; login_last: Date | null; client: number; client_last: Date | null }> {
  await sql`select pg_advisory_xact_lock(hashtextextended('sign-in ' || ${of.login}, 0))`.execute(tx)
  const { rows } = await sql<{ login: number; login_last: Date | null; client: number; client_last: Date | null }>`
    select count(*) filter (where login = ${of.login} and at > ${of.login_since})::integer as login,
      max(at) filter (where login = ${of.login} and at > ${of.login_since}) as login_last,
      count(*) filter (where client = ${of.client} and at > ${of.client_since})::integer as client,
      max(at) filter (where client = ${of.client} and at > ${of.client_since}) as client_last
    from access.failed_sign_in where login = ${of.login} or (client = ${of.client} and at > ${of.client_since})`.execute(
    tx,
  )
  return rows[0]!
}

export const addWrongTry = ({ tx, now }: Context, login: string, client: string) =>
  tx.insertInto('access.failed_sign_in').values({ login, client, at: now }).execute()

export const forgetWrongTries = ({ tx }: Context, login: string) =>
  tx.deleteFrom('access.failed_sign_in').where('login', '=', login).execute()

export const addKey = (
  { tx, now }: Context,
  key: { id: string; secret_hash: Buffer; name: string; staff_id: string },
) =>
  tx
    .insertInto('access.api_key')
    .values({ made_at: now, ...key })
    .execute()

export const keysOf = ({ tx }: Context, staff_id: string) =>
  tx
    .selectFrom('access.api_key')
    .select(['id', 'name', 'made_at', 'revoked_at'])
    .where('staff_id', '=', staff_id)
    .orderBy('made_at')
    .execute()

/** True when the key was there, theirs and not revoked yet. */
export async function revokeKey({ tx, now }: Context, staff_id: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('access.api_key')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('staff_id', '=', staff_id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Ends all keys of a person. */
export const revokeKeysOf = ({ tx, now }: Context, staff_id: string) =>
  tx
    .updateTable('access.api_key')
    .set({ revoked_at: now })
    .where('staff_id', '=', staff_id)
    .where('revoked_at', 'is', null)
    .execute()

export const addAudit = (
  { tx, now, actor }: Context,
  deed: { verb: string; about: string; corporation_id?: number | null; detail?: Record<string, unknown> },
) =>
  tx
    .insertInto('access.audit')
    .values({
      at: now,
      actor,
      verb: deed.verb,
      about: deed.about,
      corporation_id: deed.corporation_id ?? null,
      detail: JSON.stringify(deed.detail ?? {}),
    })
    .execute()

/** Removes what has run out: sessions, links, wrong tries, attempts of the company's sign-in. Returns how many rows. */
export async function forgetExpired({ tx, now }: Context, before: { idle_since: Date; tries: Date }): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with s as (delete from access.session where expires_at <= ${now} or seen_at <= ${before.idle_since} returning 1),
      l as (delete from access.one_time_link where expires_at <= ${now} returning 1),
      t as (delete from access.failed_sign_in where at <= ${before.tries} returning 1),
      a as (delete from access.spent_attempt where expires_at <= ${now} returning 1)
    select ((select count(*) from s) + (select count(*) from l) + (select count(*) from t) + (select count(*) from a))::integer
      as n`.execute(tx)
  return rows[0]!.n
}
