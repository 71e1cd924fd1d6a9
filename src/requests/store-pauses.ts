/** When clocks stand still, and what the company claims by it or by a refusal. Part of store.ts. */
import { type Selectable, sql, type Updateable } from 'kysely'
import type { Context, DB } from '../kernel/index.ts'
import type { Key, RequestRow } from './store.ts'

export type PauseRow = Selectable<DB['requests.pause']>

/** A pause, and whether it counts: one that a review did not uphold ticks as if it had not been. */
export type PauseHeld = PauseRow & { counts: boolean }

/** The pauses of requests of one corporation or of all that are seen, in their order. */
export async function pausesOfAll({ tx }: Context, ids: readonly string[]): Promise<Map<string, PauseHeld[]>> {
  const { rows } = await sql<PauseHeld>`
    select p.*, c.upheld is distinct from false as counts
    from requests.pause p left join requests.claim c
      on c.corporation_id = p.corporation_id and c.request_id = p.request_id and c.pause_seq = p.seq
    where p.corporation_id = any ((select organisation.visible())::smallint[]) and p.request_id = any (${[...ids]}::uuid[])
    order by p.request_id, p.seq`.execute(tx)
  return Map.groupBy(rows, (p) => p.request_id) as Map<string, PauseHeld[]>
}

export const pausesOf = async (ctx: Context, request: Key): Promise<PauseHeld[]> =>
  (await pausesOfAll(ctx, [request.id])).get(request.id) ?? []

/** Adds a pause to a locked request. Returns its number. */
export async function insertPause(
  { tx, now, actor }: Context,
  request: Key,
  pause: Pick<PauseRow, 'reason' | 'evidence' | 'paused_at' | 'ends_by'> & { resumed_at?: Date; days?: number },
): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    insert into requests.pause (corporation_id, request_id, seq, reason, evidence, paused_at, ends_by, resumed_at, resumed_by, days, actor, recorded_at)
    select ${request.corporation_id}, ${request.id}, coalesce(max(seq), 0) + 1, ${pause.reason}, ${pause.evidence}, ${pause.paused_at},
      ${pause.ends_by}, ${pause.resumed_at ?? null}, ${pause.resumed_at ? actor : null}, ${pause.days ?? null}, ${actor}, ${now}
    from requests.pause where corporation_id = ${request.corporation_id} and request_id = ${request.id} returning seq`.execute(
    tx,
  )
  return rows[0]!.seq
}

/** Ends the pause that is on; `days`: the working days that it took. */
export const endPause = ({ tx, actor }: Context, request: Key, resumed_at: Date, days: number) =>
  tx
    .updateTable('requests.pause')
    .set({ resumed_at, resumed_by: actor, days })
    .where('corporation_id', '=', request.corporation_id)
    .where('request_id', '=', request.id)
    .where('resumed_at', 'is', null)
    .execute()

/** Requests whose pause has lasted as long as it may, locked; those that somebody works on right now come next minute. */
export const overpaused = async ({ tx, now }: Context, limit: number): Promise<RequestRow[]> =>
  (
    await sql<RequestRow>`
      select r.* from requests.request r join requests.pause p on p.corporation_id = r.corporation_id and p.request_id = r.id
      where p.resumed_at is null and p.ends_by <= ${now} and p.corporation_id = any ((select organisation.visible())::smallint[])
        and r.state = 'paused' order by r.id limit ${limit} for update of r skip locked`.execute(tx)
  ).rows

/** The pauses of locked requests have ended by themselves: all in one statement, with the fact that says so. */
export async function endPauses(
  { tx, now }: Context,
  ended: readonly { corporation_id: number; id: string; seq: number; days: number }[],
): Promise<void> {
  await sql`
    with ended as (select * from jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) as t(corporation_id smallint, id uuid, seq integer, days integer)),
    pauses as (
      update requests.pause p set resumed_at = p.ends_by, resumed_by = 'system', days = e.days from ended e
      where p.corporation_id = e.corporation_id and p.request_id = e.id and p.seq = e.seq returning p.corporation_id, p.request_id, p.ends_by
    ), ticking as (
      update requests.request r set state = 'complete', version = version + 1 from ended e where r.corporation_id = e.corporation_id and r.id = e.id
    )
    insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
    select p.corporation_id, p.request_id,
      1 + coalesce((select max(seq) from requests.fact f where f.corporation_id = p.corporation_id and f.request_id = p.request_id), 0),
      'resumed', p.ends_by, ${now}, 'system', 'allowance', '{}' from pauses p`.execute(tx)
}

export type ClaimRow = Omit<Selectable<DB['requests.claim']>, 'kind'> & { kind: ClaimKind }
export type ClaimKind = 'pause' | 'refusal' | 'obstacle'

/** What the company claims in its own favour, on the list of those that review it. `seq`: of the fact that claims it. */
export const insertClaim = (
  { tx, now, actor }: Context,
  request: RequestRow,
  claim: { seq: number; kind: ClaimKind; reason: string; evidence: string; pause_seq?: number },
) =>
  tx
    .insertInto('requests.claim')
    .values({
      corporation_id: request.corporation_id,
      request_id: request.id,
      unit_id: request.unit_id,
      claimed_at: now,
      actor,
      recorded_at: now,
      ...claim,
    })
    .execute()

export const claimsOf = ({ tx }: Context, request: Key): Promise<ClaimRow[]> =>
  tx
    .selectFrom('requests.claim')
    .selectAll()
    .where('corporation_id', '=', request.corporation_id)
    .where('request_id', '=', request.id)
    .orderBy('seq')
    .execute() as Promise<ClaimRow[]>

export const updateClaim = ({ tx }: Context, claim: ClaimRow, change: Updateable<DB['requests.claim']>) =>
  tx
    .updateTable('requests.claim')
    .set(change)
    .where('corporation_id', '=', claim.corporation_id)
    .where('request_id', '=', claim.request_id)
    .where('seq', '=', claim.seq)
    .execute()
