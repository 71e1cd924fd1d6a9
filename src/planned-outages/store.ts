import { type Insertable, type Selectable, sql } from 'kysely'
import { audit } from '../access/index.ts'
import { type Context, type DB, isId, iso, type RangeSet } from '../kernel/index.ts'
import type { ProgrammeStep, State } from './rules.ts'

export type OutageRow = Omit<Selectable<DB['planned_outages.outage']>, 'state'> & { state: State }
export type FactRow = Omit<Selectable<DB['planned_outages.fact']>, 'detail'> & { detail: Record<string, unknown> }
export type RuleSet = Selectable<DB['planned_outages.rule_set']>

/** An outage by its id, or by the code that people say (CD-000123), among the corporations that are seen. */
const named = ({ tx }: Context, ref: string) =>
  tx
    .selectFrom('planned_outages.outage')
    .selectAll()
    .where(isId(ref) ? 'id' : 'code', '=', isId(ref) ? ref : ref.toUpperCase())
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)

export const find = (ctx: Context, ref: string) => named(ctx, ref).executeTakeFirst() as Promise<OutageRow | undefined>

/** The outage, locked until the transaction ends: two clerks cannot announce it twice. */
export const lock = (ctx: Context, ref: string) =>
  named(ctx, ref).forUpdate().executeTakeFirst() as Promise<OutageRow | undefined>

export const insert = ({ tx }: Context, outage: Insertable<DB['planned_outages.outage']>) =>
  tx.insertInto('planned_outages.outage').values(outage).execute()

/** Changes the row of a locked outage; the facts beside it say who, when and why. */
export const update = (
  { tx }: Context,
  outage: { corporation_id: number; id: string },
  change: Partial<Omit<OutageRow, 'corporation_id' | 'id' | 'code'>>,
) =>
  tx
    .updateTable('planned_outages.outage')
    .set(change)
    .where('corporation_id', '=', outage.corporation_id)
    .where('id', '=', outage.id)
    .execute()

export const insertDevices = (
  { tx }: Context,
  outage: { corporation_id: number; id: string },
  devices: { step_no: number; equipment_id: number; mrid: string; action: 'open' | 'close' }[],
) =>
  tx
    .insertInto('planned_outages.device')
    .values(devices.map((d) => ({ corporation_id: outage.corporation_id, outage_id: outage.id, ...d })))
    .execute()

/** The switching programme, as it was planned. */
export async function programmeOf(
  { tx }: Context,
  outage: { corporation_id: number; id: string },
): Promise<ProgrammeStep[]> {
  const rows = await tx
    .selectFrom('planned_outages.device')
    .select(['step_no', 'mrid', 'action'])
    .where('corporation_id', '=', outage.corporation_id)
    .where('outage_id', '=', outage.id)
    .orderBy('step_no')
    .orderBy('mrid')
    .execute()
  const steps: ProgrammeStep[] = []
  for (const r of rows) {
    const step = (steps[r.step_no - 1] ??= { open: [], close: [] })
    step[r.action as 'open' | 'close'].push(r.mrid)
  }
  return steps
}

export interface NewFact {
  kind: string
  /** When it happened; default now. */
  at?: Date
  reason?: string | null
  detail?: Record<string, unknown>
  transformers?: RangeSet | null
  customers?: number | null
}

/** What the audit calls the deed behind a fact; a fact that nobody did by itself has none. */
const deeds: Record<string, string> = {
  planned: 'plan',
  approved: 'approve',
  announced: 'announce',
  started: 'start',
  step: 'step',
  restored: 'restore',
  postponed: 'postpone',
  cancelled: 'cancel',
  corrected: 'correct',
}

/** Adds to the story of a locked outage, and to the audit. Returns the number of the fact. */
export async function recordFact(
  ctx: Context,
  outage: { corporation_id: number; id: string },
  fact: NewFact,
): Promise<number> {
  const { tx, now, actor } = ctx
  const { corporation_id, id: about } = outage
  const verb = deeds[fact.kind]
  if (verb) await audit(ctx, { verb: `planned-outages.${verb}`, about, corporation_id })
  const { rows } = await sql<{ seq: number }>`
    insert into planned_outages.fact (corporation_id, outage_id, seq, kind, at, recorded_at, actor, reason, detail, transformers, customers)
    select ${outage.corporation_id}, ${outage.id}, coalesce(max(seq), 0) + 1, ${fact.kind}, ${fact.at ?? now}, ${now}, ${actor}, ${fact.reason ?? null},
      ${json(fact.detail ?? {})}::jsonb, ${fact.transformers ?? null}::int4multirange, ${fact.customers ?? null}::integer
    from planned_outages.fact where corporation_id = ${outage.corporation_id} and outage_id = ${outage.id}
    returning seq`.execute(tx)
  return rows[0]!.seq
}

/** Instants as every door prints them. */
const json = (detail: Record<string, unknown>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(detail).map(([k, v]) => [k, v instanceof Date ? iso(v) : v])))

export const factsOf = ({ tx }: Context, outage: { corporation_id: number; id: string }): Promise<FactRow[]> =>
  tx
    .selectFrom('planned_outages.fact')
    .selectAll()
    .where('corporation_id', '=', outage.corporation_id)
    .where('outage_id', '=', outage.id)
    .orderBy('seq')
    .execute() as Promise<FactRow[]>

/** The rule set in force on a day: the corporation's own before the one for all. */
export const rulesOn = ({ tx }: Context, corporation_id: number, day: string): Promise<RuleSet | undefined> =>
  tx
    .selectFrom('planned_outages.rule_set')
    .selectAll()
    .where((eb) => eb.or([eb('corporation_id', '=', corporation_id), eb('corporation_id', 'is', null)]))
    .where('in_force_from', '<=', day)
    .where('in_force_to', '>', day)
    .orderBy(sql`corporation_id is null`)
    .orderBy('in_force_from', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

export const insertRuleSet = async (
  { tx }: Context,
  rules: Insertable<DB['planned_outages.rule_set']>,
): Promise<number> =>
  (await tx.insertInto('planned_outages.rule_set').values(rules).returning('id').executeTakeFirstOrThrow()).id

export const insertWindow = async (
  { tx }: Context,
  window: Insertable<DB['planned_outages.no_cut_window']>,
): Promise<number> =>
  (await tx.insertInto('planned_outages.no_cut_window').values(window).returning('id').executeTakeFirstOrThrow()).id

/** Windows of no cuts that a window touches. */
export const windowsTouching = (
  { tx }: Context,
  corporation_id: number,
  window: { out_from: Date; back_at: Date },
): Promise<{ name: string; name_en: string; starts: Date; ends: Date }[]> =>
  tx
    .selectFrom('planned_outages.no_cut_window')
    .select(['name', 'name_en', 'starts', 'ends'])
    .where((eb) => eb.or([eb('corporation_id', '=', corporation_id), eb('corporation_id', 'is', null)]))
    .where('starts', '<', window.back_at)
    .where('ends', '>', window.out_from)
    .orderBy('starts')
    .execute()

export interface Other {
  id: string
  code: string
  state: State
  out_from: Date
  back_at: Date
  /** Its transformers that this outage touches too. */
  common: RangeSet
  same_devices: string[]
}

/**
 * Other outages that are or were not cancelled, within so many days before or after, that touch the same transformers or
 * devices. One statement over the index of windows.
 */
export async function othersNear(
  { tx }: Context,
  outage: { corporation_id: number; id: string; out_from: Date; back_at: Date; transformers: RangeSet },
  devices: readonly string[],
  days: number,
): Promise<Other[]> {
  const { rows } = await sql<Other>`
    select o.id, o.code, o.state, o.out_from, o.back_at, o.transformers * ${outage.transformers}::int4multirange as common, d.same_devices
    from planned_outages.outage o
    cross join lateral (
      select coalesce(array_agg(distinct theirs.mrid order by theirs.mrid), '{}') as same_devices
      from planned_outages.device theirs
      where theirs.corporation_id = o.corporation_id and theirs.outage_id = o.id and theirs.mrid = any (${[...devices]}::text[])
    ) d
    where o.corporation_id = ${outage.corporation_id} and o.id <> ${outage.id} and o.state <> 'cancelled'
      and o.out_from > ${outage.out_from}::timestamptz - ${days} * interval '1 day' and o.out_from < ${outage.back_at}::timestamptz + ${days} * interval '1 day'
      and (o.transformers && ${outage.transformers}::int4multirange or d.same_devices <> '{}')
    order by o.out_from, o.code`.execute(tx)
  return rows
}
