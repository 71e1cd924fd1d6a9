import { type Insertable, type RawBuilder, sql } from 'kysely'
import { because, type Context, type DB, type Relation, type Wrong } from '../kernel/index.ts'
import type { ExcludedCause } from './rules.ts'

export type StepKey = { corporation_id: number; interruption_id: string; step_no: number }

type StepRow = Insertable<DB['interruptions.step']>
/** What a version of a step says, without its key, version and when it was recorded. */
export type StepFacts = Omit<StepRow, keyof StepKey | 'version' | 'recorded_at' | 'superseded_at' | 'actor' | 'reason'>
export type Step = StepFacts & StepKey & { version: number; customers: number; out_at: Date; restored_at: Date | null }

/** The interruption, locked until the transaction ends: two people cannot restore the same part at once. */
export const lock = ({ tx }: Context, corporation_id: number, id: string) =>
  tx
    .selectFrom('interruptions.interruption')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export const insertInterruption = (
  { tx, now, actor }: Context,
  row: Omit<Insertable<DB['interruptions.interruption']>, 'recorded_at' | 'actor'>,
) =>
  tx
    .insertInto('interruptions.interruption')
    .values({ ...row, recorded_at: now, actor })
    .execute()

/** The steps of an interruption as they are known now, withdrawn ones left out. */
export const currentSteps = ({ tx }: Context, corporation_id: number, interruption_id: string): Promise<Step[]> =>
  tx
    .selectFrom('interruptions.step')
    .select(stepColumns)
    .where('corporation_id', '=', corporation_id)
    .where('interruption_id', '=', interruption_id)
    .where('superseded_at', '=', sql<Date>`'infinity'`)
    .where('withdrawn', '=', false)
    .orderBy('step_no')
    .execute() as Promise<Step[]>

const stepColumns = [
  'corporation_id',
  'interruption_id',
  'step_no',
  'version',
  'out_at',
  'restored_at',
  'customers',
  'feeder',
  'origin',
  'cause',
  'equipment',
  'excluded',
  'withdrawn',
  'transformers',
  'etr_first',
  'etr_last',
] as const

/** The next free step number, counting withdrawn steps too. */
export const nextStepNo = async ({ tx }: Context, corporation_id: number, interruption_id: string): Promise<number> =>
  (
    await tx
      .selectFrom('interruptions.step')
      .select(({ fn }) => fn.max('step_no').as('last'))
      .where('corporation_id', '=', corporation_id)
      .where('interruption_id', '=', interruption_id)
      .executeTakeFirstOrThrow()
  ).last! + 1

export const insertStep = (
  { tx, now, actor }: Context,
  key: StepKey,
  facts: StepFacts,
  version = 1,
  reason: string | null = null,
) =>
  tx
    .insertInto('interruptions.step')
    .values({
      ...facts,
      // by name: a caller's reference may carry more than the key (the customers of an opening, say)
      corporation_id: key.corporation_id,
      interruption_id: key.interruption_id,
      step_no: key.step_no,
      version,
      recorded_at: now,
      actor,
      reason,
    })
    .execute()

/**
 * One more version of a step. Two statements, not one with a data-modifying CTE: the roll-ups follow each statement by
 * the state before and after it, and both parts of one statement would see the end of it.
 */
export async function supersede(
  ctx: Context,
  step: Step,
  change: Partial<StepFacts>,
  reason: string | null,
): Promise<void> {
  const { corporation_id, interruption_id, step_no, version, ...facts } = step
  await ctx.tx
    .updateTable('interruptions.step')
    .set({ superseded_at: ctx.now })
    .where('corporation_id', '=', corporation_id)
    .where('interruption_id', '=', interruption_id)
    .where('step_no', '=', step_no)
    .where('version', '=', version)
    .execute()
  await insertStep(ctx, { corporation_id, interruption_id, step_no }, { ...facts, ...change }, version + 1, reason)
}

/** What a set of transformers and a step's set have in common, and what is left of the step. '{}' is the empty set. */
export async function divide({ tx }: Context, of: string, given: string): Promise<{ given: string; rest: string }> {
  const { rows } = await sql<{ given: string; rest: string }>`
    select ${of}::int4multirange * ${given}::int4multirange as given, ${of}::int4multirange - ${given}::int4multirange as rest`.execute(
    tx,
  )
  return rows[0]!
}

export const excludedCauses = ({ tx }: Context): Promise<ExcludedCause[]> =>
  tx
    .selectFrom('interruptions.excluded_cause')
    .select(['corporation_id', 'cause', 'in_force_from', 'in_force_to'])
    .execute()

/** The list with where each is written, by cause in the order of time; periods that a change made empty are left out. */
export const listedCauses = ({ tx }: Context) =>
  tx
    .selectFrom('interruptions.excluded_cause as e')
    .leftJoin('organisation.corporation as c', 'c.id', 'e.corporation_id')
    .select(['c.code as corporation', 'e.cause', 'e.in_force_from', 'e.in_force_to', 'e.clause'])
    .whereRef('e.in_force_to', '>', 'e.in_force_from')
    .orderBy('e.cause')
    .orderBy('e.in_force_from')
    .execute()

/** One change of the list at a time. */
export const lockExcludedCauses = async ({ tx }: Context): Promise<void> => {
  await sql`lock table interruptions.excluded_cause in share row exclusive mode`.execute(tx)
}

export const insertExcludedCause = async (
  { tx }: Context,
  row: Insertable<DB['interruptions.excluded_cause']>,
): Promise<void> => {
  await tx.insertInto('interruptions.excluded_cause').values(row).execute()
}

/** Cuts a period out of a cause's: what lies before and after it stays. */
export async function endExcludedCause(
  { tx }: Context,
  of: { corporation_id: number | null; cause: string; from: string; to: string },
): Promise<void> {
  const touched = sql`corporation_id is not distinct from ${of.corporation_id}::smallint and cause = ${of.cause}
    and in_force_from < ${of.to}::date and in_force_to > ${of.from}::date`
  await sql`
    insert into interruptions.excluded_cause (corporation_id, cause, in_force_from, in_force_to, clause)
    select corporation_id, cause, ${of.to}::date, in_force_to, clause from interruptions.excluded_cause
    where ${touched} and in_force_to > ${of.to}::date`.execute(tx)
  await sql`
    update interruptions.excluded_cause set in_force_to = greatest(in_force_from, ${of.from}::date) where ${touched}`.execute(
    tx,
  )
}

/** Whether the list (or what it was) names the cause of a step `s` on its day, as SQL. */
export const isListed = (list: RawBuilder<unknown> = sql`interruptions.excluded_cause`): RawBuilder<boolean> =>
  sql<boolean>`exists (select from ${list} e where e.cause = s.cause
    and (e.corporation_id is null or e.corporation_id = s.corporation_id) and s.day >= e.in_force_from and s.day < e.in_force_to)`

/**
 * Lets steps follow the list as it is now that said what the list said before: a version more of each, all at once.
 * @returns how many
 */
export async function followList(
  ctx: Context,
  of: {
    corporation_id: number | null
    from: string
    to: string
    causes: readonly string[]
    before: readonly ExcludedCause[]
    clause: string
  },
): Promise<number> {
  const { tx, now, actor } = ctx
  const before = sql`json_to_recordset(${JSON.stringify(of.before)}::json) as l (corporation_id smallint, cause text, in_force_from date, in_force_to date)`
  await sql`drop table if exists pg_temp.following`.execute(tx)
  await sql`
    create temporary table following on commit drop as
    with was as materialized (select * from ${before})
    select s.corporation_id, s.interruption_id, s.step_no, s.version, not s.excluded as excluded
    from interruptions.step s
    where s.superseded_at = 'infinity' and not s.withdrawn and s.day >= ${of.from}::date and s.day < ${of.to}::date
      and s.cause = any(${[...of.causes]}::text[])
      and ${of.corporation_id === null ? sql`s.corporation_id = any((select organisation.visible())::smallint[])` : sql`s.corporation_id = ${of.corporation_id}::smallint`}
      and s.excluded = ${isListed(sql`was`)} and s.excluded <> ${isListed()}`.execute(tx)
  // In the order of their keys, as whoever restores a part locks them.
  await sql`
    select from interruptions.interruption i
    where (i.corporation_id, i.id) in (select corporation_id, interruption_id from pg_temp.following)
    order by i.corporation_id, i.id for update`.execute(tx)
  const key = sql`s.corporation_id = f.corporation_id and s.interruption_id = f.interruption_id and s.step_no = f.step_no and s.version = f.version`
  // Two statements: the roll-ups are moved by the state before and after each.
  await sql`update interruptions.step s set superseded_at = ${now} from pg_temp.following f where ${key}`.execute(tx)
  const { numAffectedRows } = await sql`
    insert into interruptions.step (corporation_id, interruption_id, step_no, version, out_at, restored_at, customers, feeder, origin,
      cause, equipment, excluded, transformers, etr_first, etr_last, recorded_at, actor, reason)
    select s.corporation_id, s.interruption_id, s.step_no, s.version + 1, s.out_at, s.restored_at, s.customers, s.feeder, s.origin,
      s.cause, s.equipment, f.excluded, s.transformers, s.etr_first, s.etr_last, ${now}, ${actor}, ${of.clause}
    from pg_temp.following f join interruptions.step s on ${key}
    order by s.corporation_id, s.interruption_id, s.step_no`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

/** The temporary table that an import streams into, gone with its transaction. */
export const incomingColumns =
  'pg_temp.incoming_step (line, corporation, interruption, step_no, feeder, origin, cause, excluded, out_at, restored_at, customers, etr_first, etr_last)'

export const makeIncoming = async ({ tx }: Context): Promise<void> => {
  await sql`drop table if exists pg_temp.incoming_step`.execute(tx)
  await sql`create temporary table incoming_step (
    line integer, corporation text, interruption text, step_no integer, feeder text, origin text, cause text, excluded boolean,
    out_at timestamptz, restored_at timestamptz, customers integer, etr_first timestamptz, etr_last timestamptz,
    corporation_id smallint, interruption_id uuid, version integer
  ) on commit drop`.execute(tx)
}

export const newCorporations = async ({ tx }: Context): Promise<string[]> =>
  (
    await sql<{ corporation: string }>`
      select distinct corporation from pg_temp.incoming_step i
      where not exists (select from organisation.corporation c where c.code = i.corporation) order by 1`.execute(tx)
  ).rows.map((r) => r.corporation)

/** Resolves corporations, and what the file leaves open: whether a cause is excluded on its day. */
export async function resolveIncoming({ tx }: Context): Promise<void> {
  await sql`
    update pg_temp.incoming_step i set corporation_id = c.id
    from organisation.corporation c where c.code = i.corporation and c.id = any((select organisation.visible())::smallint[])`.execute(
    tx,
  )
  await sql`
    update pg_temp.incoming_step i set excluded = exists (
      select from interruptions.excluded_cause e
      where e.cause = i.cause and (e.corporation_id is null or e.corporation_id = i.corporation_id)
        and (i.out_at at time zone 'Asia/Ho_Chi_Minh')::date >= e.in_force_from and (i.out_at at time zone 'Asia/Ho_Chi_Minh')::date < e.in_force_to)
    where i.excluded is null`.execute(tx)
  await sql`create index on pg_temp.incoming_step (corporation_id, interruption, step_no)`.execute(tx)
  await sql`analyze pg_temp.incoming_step`.execute(tx)
}

/** Takes out rows that do not fit the others or what is known, and says why. One statement a reason. */
export async function refuseIncoming(ctx: Context): Promise<(Wrong & { line: number })[]> {
  const { tx } = ctx
  const duplicates = await sql<{ line: number; interruption: string; step_no: number; first: number }>`
    delete from pg_temp.incoming_step i using (
      select line, first_value(line) over w as first, row_number() over w as n
      from pg_temp.incoming_step window w as (partition by corporation, interruption, step_no order by line)
    ) d where d.line = i.line and d.n > 1 returning i.line, i.interruption, i.step_no, d.first`.execute(tx)
  const live = await sql<{ line: number; interruption: string; source_kind: string }>`
    delete from pg_temp.incoming_step i using interruptions.interruption k
    where k.corporation_id = i.corporation_id and k.code = i.interruption and k.source_kind <> 'import'
    returning i.line, i.interruption, k.source_kind`.execute(tx)
  const hidden = (
    ctx.corporations === '*'
      ? { rows: [] }
      : await sql<{ line: number; corporation: string }>`
          delete from pg_temp.incoming_step where corporation_id is null returning line, corporation`.execute(tx)
  ).rows
  return [
    ...duplicates.rows.map((r) => ({
      line: r.line,
      field: 'step',
      reason: because('interruption.twice', { value: r.interruption, step: r.step_no, line: r.first }),
    })),
    ...live.rows.map((r) => ({
      line: r.line,
      field: 'interruption',
      reason: because('interruption.recorded-here', { value: r.interruption, kind: r.source_kind }),
    })),
    ...hidden.map((r) => ({
      line: r.line,
      field: 'corporation',
      reason: because('not-yours', { value: r.corporation }),
    })),
  ]
}

export const countIncoming = async ({ tx }: Context): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::integer as n from pg_temp.incoming_step`.execute(tx)).rows[0]!.n

export type Taken = { interruptions: number; steps: number; corrections: number; unchanged: number }

/**
 * Writes what is left in the temporary table: new interruptions, new steps, and a new version of each known step that
 * the file says otherwise. Known steps that the file leaves out stay as they are.
 */
export async function takeIncoming({ tx, now, actor }: Context, reason: string): Promise<Taken> {
  const run = async (query: ReturnType<typeof sql>) => Number((await query.execute(tx)).numAffectedRows ?? 0n)
  // A plan of the roll-ups' trigger that was made for one step in this session would loop over hundreds of thousands.
  await sql`discard plans`.execute(tx)
  // UUIDv7 made where the rows are: the time, then a dense number (so that the index is filled from left to right), then chance.
  const interruptions = await run(sql`
    insert into interruptions.interruption (corporation_id, id, code, source_kind, recorded_at, actor)
    select corporation_id, (lpad(to_hex(${now.getTime()}::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8'
      || lpad(to_hex(row_number() over (order by first)), 7, '0') || substr(md5(random()::text), 1, 8))::uuid, interruption, 'import', ${now}, ${actor}
    from (select corporation_id, interruption, min(line) as first from pg_temp.incoming_step group by 1, 2) n
    on conflict (corporation_id, code) do nothing`)
  await sql`
    update pg_temp.incoming_step i set interruption_id = k.id
    from interruptions.interruption k where k.corporation_id = i.corporation_id and k.code = i.interruption`.execute(tx)
  // Rows that are known and say the same leave; the others know which version they are.
  const unchanged = await run(sql`
    delete from pg_temp.incoming_step i using interruptions.step s
    where s.corporation_id = i.corporation_id and s.interruption_id = i.interruption_id and s.step_no = i.step_no
      and s.superseded_at = 'infinity' and not s.withdrawn
      and (s.out_at, s.restored_at, s.customers, s.feeder, s.origin, s.cause, s.excluded, s.etr_first, s.etr_last)
        is not distinct from (i.out_at, i.restored_at, i.customers, i.feeder, i.origin, i.cause, i.excluded, i.etr_first, i.etr_last)`)
  const corrections = await run(sql`
    update pg_temp.incoming_step i set version = s.version + 1
    from interruptions.step s
    where s.corporation_id = i.corporation_id and s.interruption_id = i.interruption_id and s.step_no = i.step_no and s.superseded_at = 'infinity'`)
  await sql`
    update interruptions.step s set superseded_at = ${now}
    from pg_temp.incoming_step i
    where i.version is not null and s.corporation_id = i.corporation_id and s.interruption_id = i.interruption_id
      and s.step_no = i.step_no and s.superseded_at = 'infinity'`.execute(tx)
  const written = await run(sql`
    insert into interruptions.step (corporation_id, interruption_id, step_no, version, out_at, restored_at, customers, feeder, origin,
      cause, excluded, etr_first, etr_last, recorded_at, actor, reason)
    select corporation_id, interruption_id, step_no, coalesce(version, 1), out_at, restored_at, customers, feeder, origin,
      cause, excluded, etr_first, etr_last, ${now}, ${actor}, case when version is not null then ${reason} end
    from pg_temp.incoming_step order by corporation_id, interruption_id, step_no`)
  await sql`discard plans`.execute(tx)
  return { interruptions, steps: written - corrections, corrections, unchanged }
}

/** The interruptions that the import in this transaction touched. */
export const incomingInterruptions = ({ tx }: Context): Relation<{ corporation_id: number; interruption_id: string }> =>
  tx
    .selectFrom(sql<{ corporation_id: number; interruption_id: string }>`pg_temp.incoming_step`.as('incoming'))
    .select(['incoming.corporation_id', 'incoming.interruption_id'])
    .distinct() as never

/** Customers served as reported; a report that says the same as the last one is not repeated. Returns how many were written. */
export async function insertServed(
  { tx, now, actor }: Context,
  rows: readonly { corporation_id: number; month: string; customers: number }[],
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into interruptions.customers_served (corporation_id, month, customers, recorded_at, actor)
    select r.corporation_id, r.month, r.customers, ${now}, ${actor}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (corporation_id smallint, month date, customers integer)
    where r.customers is distinct from (
      select k.customers from interruptions.customers_served k
      where k.corporation_id = r.corporation_id and k.month = r.month order by k.recorded_at desc limit 1)
    on conflict (corporation_id, month, recorded_at) do update set customers = excluded.customers`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}
