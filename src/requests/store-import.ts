/** The SQL of importing a history: a temporary table that rows stream into, then a few statements over all of them. */
import { sql } from 'kysely'
import { because, type Context, type Wrong } from '../kernel/index.ts'

export const incomingColumns =
  'pg_temp.incoming_request (line, corporation, corporation_id, code, service_id, service, family, class, limit_value, limit_unit, office, unit_id, channel, received_at, complete_at, due_at, closed_at, outcome, working_days, in_limit, id)'

export const makeIncoming = async ({ tx }: Context): Promise<void> => {
  await sql`drop table if exists pg_temp.incoming_request`.execute(tx)
  await sql`create temporary table incoming_request (
    line integer, corporation text, corporation_id smallint, code text, service_id integer, service text, family text, class text,
    limit_value integer, limit_unit text, office text, unit_id integer, channel text, received_at timestamptz, complete_at timestamptz,
    due_at timestamptz, closed_at timestamptz, outcome text, working_days integer, in_limit boolean, id uuid,
    known boolean not null default false -- it corrects a request that is there
  ) on commit drop`.execute(tx)
}

/** Takes out rows that do not fit the others or what is known, and says why. */
export async function refuseIncoming({ tx }: Context): Promise<(Wrong & { line: number })[]> {
  await sql`create index on pg_temp.incoming_request (corporation, code)`.execute(tx)
  // of what the joins ask alone: all 21 columns take a second
  await sql`analyze pg_temp.incoming_request (line, corporation, corporation_id, code, id)`.execute(tx)
  const duplicates = await sql<{ line: number; code: string; first: number }>`
    delete from pg_temp.incoming_request i using (
      select line, first_value(line) over w as first, row_number() over w as n
      from pg_temp.incoming_request window w as (partition by corporation, code order by line)
    ) d where d.line = i.line and d.n > 1 returning i.line, i.code, d.first`.execute(tx)
  const live = await sql<{ line: number; code: string }>`
    delete from pg_temp.incoming_request i using requests.request r
    where r.corporation_id = i.corporation_id and r.code = i.code and r.source <> 'import' returning i.line, i.code`.execute(
    tx,
  )
  return [
    ...duplicates.rows.map((r) => ({
      line: r.line,
      field: 'code',
      reason: because('twice', { value: r.code, line: r.first }),
    })),
    ...live.rows.map((r) => ({
      line: r.line,
      field: 'code',
      reason: because('request.received-here', { value: r.code }),
    })),
  ]
}

export const countIncoming = async ({ tx }: Context): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::integer as n from pg_temp.incoming_request`.execute(tx)).rows[0]!.n

export interface Taken {
  requests: number
  corrections: number
  unchanged: number
}

/**
 * Writes what is left in the temporary table: new requests, and what the file says otherwise of imported ones, with what
 * was said before as a fact. Afterwards the temporary table holds the written ones with their ids.
 */
export async function takeIncoming({ tx, now, actor }: Context, reason: string): Promise<Taken> {
  const run = async (query: ReturnType<typeof sql>) => Number((await query.execute(tx)).numAffectedRows ?? 0n)
  const unchanged = await run(sql`
    delete from pg_temp.incoming_request i using requests.request r
    where r.corporation_id = i.corporation_id and r.code = i.code
      and (r.service, r.office, r.channel, r.received_at, r.complete_at, r.closed_at, r.outcome)
        is not distinct from (i.service, i.office, i.channel, i.received_at, i.complete_at, i.closed_at, i.outcome)`)
  await sql`
    update pg_temp.incoming_request i set id = r.id, known = true from requests.request r
    where r.corporation_id = i.corporation_id and r.code = i.code`.execute(tx)
  await sql`
    insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
    select r.corporation_id, r.id, 1 + coalesce((select max(seq) from requests.fact f where f.corporation_id = r.corporation_id and f.request_id = r.id), 0),
      'corrected', ${now}, ${now}, ${actor}, ${reason}, jsonb_build_object('before', jsonb_build_object('service', r.service, 'office', r.office,
        'received_at', r.received_at, 'complete_at', r.complete_at, 'closed_at', r.closed_at, 'outcome', r.outcome))
    from pg_temp.incoming_request i join requests.request r on r.corporation_id = i.corporation_id and r.id = i.id where i.known`.execute(
    tx,
  )
  const corrections = await run(sql`
    update requests.request r set service_id = i.service_id, service = i.service, family = i.family, class = i.class, limit_value = i.limit_value,
      limit_unit = i.limit_unit, office = i.office, unit_id = i.unit_id, clock_unit_id = i.unit_id, channel = i.channel, received_at = i.received_at,
      complete_at = i.complete_at, step_at = i.complete_at, due_at = i.due_at, closed_at = i.closed_at, outcome = i.outcome,
      working_days = i.working_days, in_limit = i.in_limit, version = r.version + 1,
      state = case when i.closed_at is not null then 'closed' when i.complete_at is not null then 'complete' else 'received' end
    from pg_temp.incoming_request i where i.known and r.corporation_id = i.corporation_id and r.id = i.id`)
  const requests = await run(sql`
    insert into requests.request (corporation_id, id, code, service_id, service, family, class, limit_value, limit_unit, office, unit_id,
      clock_unit_id, channel, state, step_at, received_at, complete_at, due_at, closed_at, outcome, working_days, in_limit, source, recorded_at)
    select corporation_id, id, code, service_id, service, family, class, limit_value, limit_unit, office, unit_id, unit_id, channel,
      case when closed_at is not null then 'closed' when complete_at is not null then 'complete' else 'received' end, complete_at,
      received_at, complete_at, due_at, closed_at, outcome, working_days, in_limit, 'import', ${now}
    from pg_temp.incoming_request where not known order by line`)
  return { requests, corrections, unchanged }
}

export interface OpenImported {
  corporation_id: number
  id: string
  due_at: Date
  clock_version: number
  rule: string
}

/** Of the written rows those that were promised already: the ledger hears of what is said otherwise now. */
export const correctedIncoming = async ({
  tx,
}: Context): Promise<{ corporation_id: number; id: string; closed_at: Date | null; version: number }[]> =>
  (
    await sql<{ corporation_id: number; id: string; closed_at: Date | null; version: number }>`
      select r.corporation_id, r.id, r.closed_at, r.version from pg_temp.incoming_request i
      join requests.request r on r.corporation_id = i.corporation_id and r.id = i.id where r.clock_version > 0 order by r.id`.execute(
      tx,
    )
  ).rows

/** What the import wrote that is open and has a deadline: promises are made of them. */
export const openIncoming = async ({ tx }: Context): Promise<OpenImported[]> =>
  (
    await sql<OpenImported>`
      select i.corporation_id, i.id, i.due_at, r.clock_version, s.rule
      from pg_temp.incoming_request i join requests.service s on s.id = i.service_id
      join requests.request r on r.corporation_id = i.corporation_id and r.id = i.id
      where i.closed_at is null and i.due_at is not null order by i.id`.execute(tx)
  ).rows

/** Marks that each of these has its first promise. */
export const clockStarted = async ({ tx }: Context): Promise<void> => {
  await sql`
    update requests.request r set clock_version = clock_version + 1 from pg_temp.incoming_request i
    where r.corporation_id = i.corporation_id and r.id = i.id and i.closed_at is null and i.due_at is not null`.execute(
    tx,
  )
}
