import { type Insertable, type Selectable, sql } from 'kysely'
import { audit } from '../access/index.ts'
import { type Context, type DB, isId, iso, type RangeSet } from '../kernel/index.ts'
import type { State } from './rules.ts'

export type FaultRow = Omit<Selectable<DB['faults.fault']>, 'state'> & { state: State }
export type FactRow = Omit<Selectable<DB['faults.fact']>, 'detail'> & { detail: Record<string, unknown> }
export type ReportRow = Selectable<DB['faults.report']>
export type RuleSet = Selectable<DB['faults.rule_set']>

const mine = sql<number>`any ((select organisation.visible())::smallint[])`

const named = ({ tx }: Context, ref: string) =>
  tx
    .selectFrom('faults.fault')
    .selectAll()
    .where(isId(ref) ? 'id' : 'code', '=', isId(ref) ? ref : ref.toUpperCase())
    .where('corporation_id', '=', mine)

/** A fault by its id, or by the code that people say (SC-000123), among the corporations that are seen. */
export const find = (ctx: Context, ref: string) => named(ctx, ref).executeTakeFirst() as Promise<FaultRow | undefined>

/** The fault, locked until the transaction ends. */
export const lock = (ctx: Context, ref: string) =>
  named(ctx, ref).forUpdate().executeTakeFirst() as Promise<FaultRow | undefined>

export const insert = ({ tx }: Context, fault: Insertable<DB['faults.fault']>) =>
  tx.insertInto('faults.fault').values(fault).execute()

/** Changes the row of a locked fault; the facts beside it say who, when and why. */
export const update = (
  { tx }: Context,
  fault: { corporation_id: number; id: string },
  change: Partial<Omit<FaultRow, 'corporation_id' | 'id' | 'code'>>,
) =>
  tx
    .updateTable('faults.fault')
    .set(change)
    .where('corporation_id', '=', fault.corporation_id)
    .where('id', '=', fault.id)
    .execute()

export interface NewFact {
  kind: 'recorded' | 'located' | 'estimate' | 'step' | 'restored' | 'cause' | 'corrected' | 'closed'
  /** When it happened; default now. */
  at?: Date
  reason?: string | null
  detail?: Record<string, unknown>
  transformers?: RangeSet | null
  customers?: number | null
}

const deeds: Record<NewFact['kind'], string> = {
  recorded: 'record',
  located: 'locate',
  estimate: 'estimate',
  step: 'step',
  restored: 'restore',
  cause: 'cause',
  corrected: 'correct',
  closed: 'close',
}

/** Adds to the story of a locked fault, and to the audit. Returns the number of the fact. */
export async function recordFact(
  ctx: Context,
  fault: { corporation_id: number; id: string },
  fact: NewFact,
): Promise<number> {
  const { tx, now, actor } = ctx
  const { corporation_id, id } = fault
  await audit(ctx, { verb: `faults.${deeds[fact.kind]}`, about: id, corporation_id })
  const detail = Object.fromEntries(
    Object.entries(fact.detail ?? {}).map(([k, v]) => [k, v instanceof Date ? iso(v) : v]),
  )
  const { rows } = await sql<{ seq: number }>`
    insert into faults.fact (corporation_id, fault_id, seq, kind, at, recorded_at, actor, reason, detail, transformers, customers)
    select ${corporation_id}, ${id}, coalesce(max(seq), 0) + 1, ${fact.kind}, ${fact.at ?? now}, ${now}, ${actor}, ${fact.reason ?? null},
      ${JSON.stringify(detail)}::jsonb, ${fact.transformers ?? null}::int4multirange, ${fact.customers ?? null}::integer
    from faults.fact where corporation_id = ${corporation_id} and fault_id = ${id}
    returning seq`.execute(tx)
  return rows[0]!.seq
}

export const factsOf = ({ tx }: Context, fault: { corporation_id: number; id: string }): Promise<FactRow[]> =>
  tx
    .selectFrom('faults.fact')
    .selectAll()
    .where('corporation_id', '=', fault.corporation_id)
    .where('fault_id', '=', fault.id)
    .orderBy('seq')
    .execute() as Promise<FactRow[]>

/** The limits in force on a day: the corporation's own before those for all. */
export const rulesOn = ({ tx }: Context, corporation_id: number, day: string): Promise<RuleSet | undefined> =>
  tx
    .selectFrom('faults.rule_set')
    .selectAll()
    .where((eb) => eb.or([eb('corporation_id', '=', corporation_id), eb('corporation_id', 'is', null)]))
    .where('in_force_from', '<=', day)
    .where('in_force_to', '>', day)
    .orderBy(sql`corporation_id is null`)
    .orderBy('in_force_from', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Everything that open faults have out: nobody is out twice. */
export const stillOut = async ({ tx }: Context, corporation_id: number): Promise<RangeSet> => {
  const { rows } = await sql<{ out: RangeSet | null }>`
    select range_agg(still_out) as out from faults.fault where corporation_id = ${corporation_id} and state = 'open'`.execute(
    tx,
  )
  return rows[0]?.out ?? '{}'
}

/** The open fault that has these transformers out. */
export const explaining = ({ tx }: Context, corporation_id: number, transformers: RangeSet) =>
  tx
    .selectFrom('faults.fault')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('state', '=', 'open')
    .where(sql<boolean>`still_out && ${transformers}::int4multirange`)
    .orderBy('out_at')
    .limit(1)
    .executeTakeFirst() as Promise<FaultRow | undefined>

export const insertReport = ({ tx }: Context, report: Insertable<DB['faults.report']>) =>
  tx.insertInto('faults.report').values(report).execute()

/** Reports by their ids, locked, in the order of ids. */
export const lockReports = ({ tx }: Context, corporation_id: number, ids: readonly string[]): Promise<ReportRow[]> =>
  tx
    .selectFrom('faults.report')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', sql<string>`any (${[...ids]}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()

/** Reports that nobody has explained yet join a fault that has their transformers out. Returns how many. */
export async function joinReports(
  { tx }: Context,
  fault: { corporation_id: number; id: string },
  transformers: RangeSet,
  since: Date,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update faults.report set about_kind = 'fault', about = ${fault.id}
    where corporation_id = ${fault.corporation_id} and about is null and at >= ${since} and transformer_id <@ ${transformers}::int4multirange`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0n)
}

export const countReports = async ({ tx }: Context, fault: { corporation_id: number; id: string }): Promise<number> =>
  (
    await tx
      .selectFrom('faults.report')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('corporation_id', '=', fault.corporation_id)
      .where('about', '=', fault.id)
      .executeTakeFirstOrThrow()
  ).n

/** True when a transformer was reported, without explanation, after this moment. */
export const reportedSince = async (
  { tx }: Context,
  corporation_id: number,
  transformer_id: number,
  since: Date,
): Promise<boolean> =>
  (await tx
    .selectFrom('faults.report')
    .select('id')
    .where('corporation_id', '=', corporation_id)
    .where('transformer_id', '=', transformer_id)
    .where('about', 'is', null)
    .where('at', '>=', since)
    .limit(1)
    .executeTakeFirst()) !== undefined
