import { type Selectable, sql } from 'kysely'
import type { Context, DB, RangeSet } from '../kernel/index.ts'
import type { Entry, Outcome, Sums } from './rules.ts'

export type Promised = Selectable<DB['promises.promise']>
export type OutcomeRow = Selectable<DB['promises.outcome']> & { outcome: Outcome }

export const insert = ({ tx }: Context, rows: Promised[]) => tx.insertInto('promises.promise').values(rows).execute()

/** The promise, locked until the transaction ends: its sums and its next row are then ours. */
export const lock = ({ tx }: Context, corporation_id: number, id: string): Promise<Promised | undefined> =>
  tx
    .selectFrom('promises.promise')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

/** Ids of the promises about a subject, in the order in which they are to be locked. */
export const idsAbout = async (
  { tx }: Context,
  corporation_id: number,
  about: string,
  kind?: string,
  version?: number,
): Promise<string[]> =>
  (
    await tx
      .selectFrom('promises.promise')
      .select('id')
      .where('corporation_id', '=', corporation_id)
      .where('about', '=', about)
      .$if(kind !== undefined, (q) => q.where('kind', '=', kind!))
      .$if(version !== undefined, (q) => q.where('version', '=', version!))
      .orderBy('id')
      .execute()
  ).map((r) => r.id)

export const entriesOf = ({ tx }: Context, promise: { corporation_id: number; id: string }): Promise<Entry[]> =>
  tx
    .selectFrom('promises.outcome')
    .select(['seq', 'outcome', 'customers', 'transformers', 'evidence_kind', 'evidence', 'corrects', 'at'])
    .where('corporation_id', '=', promise.corporation_id)
    .where('promise_id', '=', promise.id)
    .orderBy('seq')
    .execute() as Promise<Entry[]>

/** Only the rows that later evidence may take back: the clock's, and what was taken back of them. */
export const clockEntriesOf = ({ tx }: Context, promise: { corporation_id: number; id: string }): Promise<Entry[]> =>
  tx
    .selectFrom('promises.outcome')
    .select(['seq', 'outcome', 'customers', 'transformers', 'evidence_kind', 'evidence', 'corrects', 'at'])
    .where('corporation_id', '=', promise.corporation_id)
    .where('promise_id', '=', promise.id)
    .where((eb) => eb.or([eb('evidence_kind', '=', 'clock'), eb('corrects', 'is not', null)]))
    .orderBy('seq')
    .execute() as Promise<Entry[]>

/** True when this evidence has spoken already. */
export const hasSpoken = async (
  { tx }: Context,
  promise: { corporation_id: number; id: string },
  evidence: { evidence_kind: string; evidence: string },
): Promise<boolean> =>
  (await tx
    .selectFrom('promises.outcome')
    .select('seq')
    .where('corporation_id', '=', promise.corporation_id)
    .where('promise_id', '=', promise.id)
    .where('evidence_kind', '=', evidence.evidence_kind)
    .where('evidence', '=', evidence.evidence)
    .limit(1)
    .executeTakeFirst()) !== undefined

export interface NewEntry {
  outcome: Outcome
  customers: number
  transformers: RangeSet | null
  at: Date
  late_s: number
  evidence_kind: string
  evidence: string
  reason: string | null
  corrects: number | null
}

/** Adds rows to a locked promise and moves its sums by them, in one statement. Returns the number of the first. */
export async function append(
  { tx, now }: Context,
  promise: Promised,
  entries: readonly NewEntry[],
  sums: Sums,
): Promise<number> {
  const { last } = await tx
    .selectFrom('promises.outcome')
    .select(({ fn }) => fn.coalesce(fn.max<number>('seq'), sql<number>`0`).as('last'))
    .where('corporation_id', '=', promise.corporation_id)
    .where('promise_id', '=', promise.id)
    .executeTakeFirstOrThrow()
  await tx
    .with('moved', (q) =>
      q
        .updateTable('promises.promise')
        .set(sums)
        .where('corporation_id', '=', promise.corporation_id)
        .where('id', '=', promise.id),
    )
    .insertInto('promises.outcome')
    .values(
      entries.map((e, i) => ({
        ...e,
        corporation_id: promise.corporation_id,
        promise_id: promise.id,
        seq: last + 1 + i,
        recorded_at: now,
      })),
    )
    .execute()
  return last + 1
}

/** One kind of promise about one subject, and the evidence for which it is owed no more. */
export interface Released {
  corporation_id: number
  about: string
  kind: string
  evidence: string
}

/**
 * Releases what is open of many promises made to a number of customers, in two statements whatever their number: the rows
 * are locked in the order of their ids by one, so that the other sees all that was said of them before.
 */
export async function releaseOpen(
  { tx, now }: Context,
  rows: readonly Released[],
  said: { at: Date; evidence_kind: string; reason: string },
): Promise<void> {
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(corporation_id smallint, about uuid, kind text, evidence text)`
  await sql`
    select from promises.promise p join ${wanted} on p.corporation_id = w.corporation_id and p.about = w.about and p.kind = w.kind
    where p.parts = 'customers' and p.kept + p.broken + p.released < p.customers
    order by p.id for update of p`.execute(tx)
  await sql`
    with open as (
      select p.corporation_id, p.id, p.customers - p.kept - p.broken - p.released as open, w.evidence
      from promises.promise p join ${wanted} on p.corporation_id = w.corporation_id and p.about = w.about and p.kind = w.kind
      where p.parts = 'customers' and p.kept + p.broken + p.released < p.customers and not exists (
        select from promises.outcome o where o.corporation_id = p.corporation_id and o.promise_id = p.id
          and o.evidence_kind = ${said.evidence_kind} and o.evidence = w.evidence)
    ), moved as (
      update promises.promise p set released = p.released + o.open from open o where p.corporation_id = o.corporation_id and p.id = o.id
    )
    insert into promises.outcome (corporation_id, promise_id, seq, outcome, customers, at, late_s, recorded_at, evidence_kind, evidence, reason)
    select o.corporation_id, o.id, 1 + coalesce(
        (select max(seq) from promises.outcome s where s.corporation_id = o.corporation_id and s.promise_id = o.id), 0),
      'released', o.open, ${said.at}, 0, ${now}, ${said.evidence_kind}, o.evidence, ${said.reason} from open o`.execute(
    tx,
  )
}

/**
 * Breaks what is open of promises whose deadline has passed, at most `limit` of them, and names them. One statement: a
 * promise that another transaction is settling right now is left for the next minute.
 */
export async function breakOverdue(
  { tx, now }: Context,
  limit: number,
): Promise<{ corporation_id: number; id: string; about: string; kind: string; customers: number }[]> {
  const { rows } = await sql<{ corporation_id: number; id: string; about: string; kind: string; customers: number }>`
    with overdue as (
      select corporation_id, id, about, kind, due, parts, transformers, customers - kept - broken - released as open
      from promises.promise
      where due < ${now} and kept + broken + released < customers
      order by id limit ${limit} for update skip locked
    ), broken as (
      update promises.promise p set broken = p.broken + o.open
      from overdue o where p.corporation_id = o.corporation_id and p.id = o.id
    )
    insert into promises.outcome (corporation_id, promise_id, seq, outcome, customers, transformers, at, late_s, recorded_at, evidence_kind, evidence)
    select o.corporation_id, o.id, 1 + coalesce(s.last, 0), 'broken', o.open,
      case o.parts when 'transformers' then o.transformers - coalesce(s.settled, '{}') end,
      o.due, 0, ${now}, 'clock', to_char(o.due, 'YYYY-MM-DD"T"HH24:MI:SSOF')
    from overdue o
    cross join lateral (
      select max(seq) as last, range_agg(transformers) filter (where corrects is null) as settled
      from promises.outcome s where s.corporation_id = o.corporation_id and s.promise_id = o.id
    ) s
    returning corporation_id, promise_id as id, customers,
      (select about from overdue o where o.id = promise_id) as about, (select kind from overdue o where o.id = promise_id) as kind`.execute(
    tx,
  )
  return rows
}
