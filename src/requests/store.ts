/**
 * Writes schema `requests`: the catalogue, requests, their story and deadlines here; beside it their pauses and what is
 * claimed by them, attachments, warnings, the importer's SQL, the roll-ups (store-*.ts).
 */
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { audit } from '../access/index.ts'
import { type Context, type DB, isId, iso, type Relation } from '../kernel/index.ts'
import type { NewService, Service } from './catalogue.ts'
import type { LimitUnit, Timed } from './clock.ts'
import type { Outcome, State } from './rules.ts'
import { readTrackingCode } from './tracking-code.ts'

export * from './store-attachments.ts'
export * from './store-pauses.ts'

export type RequestRow = Omit<
  Selectable<DB['requests.request']>,
  'state' | 'outcome' | 'limit_unit' | 'contact' | 'details'
> & {
  state: State
  outcome: Outcome | null
  limit_unit: LimitUnit
  contact: Contact
  details: Record<string, unknown>
}
export interface Contact {
  name?: string
  phone?: string
  email?: string
  address?: string
  /** In which they are told; default: Vietnamese. */
  language?: 'vi' | 'en'
}
export type FactRow = Omit<Selectable<DB['requests.fact']>, 'detail'> & { detail: Record<string, unknown> }
export type Key = { corporation_id: number; id: string }

export const services = async ({ tx }: Context): Promise<Service[]> =>
  (await tx
    .selectFrom('requests.service')
    .selectAll()
    .orderBy('code')
    .orderBy('in_force_from')
    .orderBy('id')
    .execute()) as unknown as Service[]

/** The versions of these ids. */
export const servicesBy = async ({ tx }: Context, ids: readonly number[]): Promise<Service[]> =>
  (await tx
    .selectFrom('requests.service')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()) as unknown as Service[]

export const service = async (ctx: Context, id: number): Promise<Service> => (await servicesBy(ctx, [id]))[0]!

export const insertService = async (
  { tx, now, actor }: Context,
  given: Omit<NewService, 'steps'> & Pick<Service, 'steps' | 'in_force_to'>,
): Promise<number> => {
  const { documents, form, steps, pauses, aliases, ...plain } = given
  const json = (value: unknown) => sql<string>`${JSON.stringify(value)}::jsonb`
  return (
    await tx
      .insertInto('requests.service')
      .values({
        ...plain,
        aliases: aliases ?? [],
        documents: json(documents ?? []),
        form: json(form ?? { type: 'object' }),
        steps: json(steps),
        pauses: json(pauses ?? []),
        actor,
        recorded_at: now,
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id
}

/** A request by its id or its code (however a person writes it), among the corporations that are seen. */
const named = ({ tx }: Context, ref: string) =>
  tx
    .selectFrom('requests.request')
    .selectAll()
    .where(isId(ref) ? 'id' : 'code', '=', isId(ref) ? ref : (readTrackingCode(ref) ?? ref.trim()))
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .limit(1)

export const find = (ctx: Context, ref: string) =>
  named(ctx, ref).executeTakeFirst() as unknown as Promise<RequestRow | undefined>

/** The request, locked until the transaction ends: two clerks cannot close it twice. */
export const lock = (ctx: Context, ref: string) =>
  named(ctx, ref).forUpdate().executeTakeFirst() as unknown as Promise<RequestRow | undefined>

export const insert = async ({ tx }: Context, row: Insertable<DB['requests.request']>): Promise<RequestRow> =>
  (await tx
    .insertInto('requests.request')
    .values(row)
    .returningAll()
    .executeTakeFirstOrThrow()) as unknown as RequestRow

/**
 * The open request that speaks for all voices about the same fault. Who finds none takes a lock and looks again, so that
 * of two first voices at once only one becomes it; the thousands after them wait for nobody.
 */
export async function leaderAbout({ tx }: Context, request: RequestRow): Promise<RequestRow | undefined> {
  const look = () =>
    tx
      .selectFrom('requests.request')
      .selectAll()
      .where('corporation_id', '=', request.corporation_id)
      .where('about', '=', request.about)
      .where('state', '<>', 'closed')
      .where('id', '<>', request.id)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst() as unknown as Promise<RequestRow | undefined>
  const found = await look()
  if (found) return found
  await sql`select pg_advisory_xact_lock(hashtextextended(${request.about}::text, 15))`.execute(tx)
  return look()
}

/** Those that spoke through a request which is merged itself speak through the other now. */
export const moveVoices = ({ tx }: Context, from: RequestRow, into: RequestRow) =>
  tx
    .updateTable('requests.request')
    .set({ merged_into: into.id })
    .where('corporation_id', '=', from.corporation_id)
    .where('merged_into', '=', from.id)
    .execute()

/**
 * Gives open reports of lost power that nothing explained yet to the fault behind these service points, locked, first
 * come first. One statement, however many reported it.
 */
export async function linkTo(
  { tx, now, actor }: Context,
  fault: { corporation_id: number; id: string; code: string; out_at: Date },
  points: Relation<{ customer_id: number }>,
): Promise<RequestRow[]> {
  const { rows } = await sql<RequestRow>`
    with behind as materialized (select distinct customer_id from (${points}) p),
    linked as (
      update requests.request r set about_kind = 'fault', about = ${fault.id}, version = version + 1
      from behind b
      where r.corporation_id = ${fault.corporation_id} and r.customer_id = b.customer_id and r.family = 'power_out'
        and r.about is null and r.state <> 'closed' and r.received_at >= ${fault.out_at}::timestamptz - interval '10 minutes'
      returning r.*
    ), told as (
      insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
      select l.corporation_id, l.id, 1 + (select max(seq) from requests.fact f where f.corporation_id = l.corporation_id and f.request_id = l.id),
        'linked', ${now}, ${now}, ${actor}, null, jsonb_build_object('to', ${fault.code}::text) from linked l
    )
    select * from linked order by id`.execute(tx)
  return rows
}

/** Open requests about a cut or fault. */
export const openAbout = ({ tx }: Context, corporation_id: number, about: string): Promise<RequestRow[]> =>
  tx
    .selectFrom('requests.request')
    .selectAll()
    .where('corporation_id', '=', corporation_id)
    .where('about', '=', about)
    .where('state', '<>', 'closed')
    .orderBy('id')
    .execute() as never

export const codeTaken = async ({ tx }: Context, code: string): Promise<boolean> =>
  (await tx.selectFrom('requests.request').select('id').where('code', '=', code).limit(1).executeTakeFirst()) !==
  undefined

/** Changes the row of a locked request; the facts beside it say who, when and why. */
export async function update(
  { tx }: Context,
  request: RequestRow,
  change: Updateable<DB['requests.request']>,
): Promise<void> {
  await tx
    .updateTable('requests.request')
    .set(change)
    .where('corporation_id', '=', request.corporation_id)
    .where('id', '=', request.id)
    .execute()
  Object.assign(request, change)
}

/** What the audit calls the deed behind a fact; what nobody did by himself has none. */
const deeds: Record<string, string> = {
  received: 'receive',
  completed: 'complete',
  paused: 'pause',
  resumed: 'resume',
  step: 'step',
  moved: 'move',
  assigned: 'assign',
  commented: 'comment',
  closed: 'close',
  reopened: 'reopen',
  merged: 'merge',
  withdrawn: 'withdraw',
  answered: 'answer',
  claimed: 'claim',
  released: 'release',
  reclassified: 'reclassify',
  obstacle: 'claim-obstacle',
  attached: 'attach',
  reviewed: 'review',
}

/** Adds to the story of a locked request, and to the audit; the request's version grows with it. */
export async function recordFact(
  ctx: Context,
  request: RequestRow,
  fact: { kind: string; at?: Date; reason?: string | null; detail?: Record<string, unknown> },
): Promise<number> {
  const { tx, now, actor } = ctx
  const verb = deeds[fact.kind]
  if (verb) await audit(ctx, { verb: `requests.${verb}`, about: request.id, corporation_id: request.corporation_id })
  const detail = Object.fromEntries(
    Object.entries(fact.detail ?? {}).map(([k, v]) => [k, v instanceof Date ? iso(v) : v]),
  )
  const { rows } = await sql<{ seq: number; version: number }>`
    with grown as (
      update requests.request set version = version + 1
      where corporation_id = ${request.corporation_id} and id = ${request.id} returning version
    )
    insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
    select ${request.corporation_id}, ${request.id}, coalesce(max(seq), 0) + 1, ${fact.kind}, ${fact.at ?? now}, ${now}, ${actor},
      ${fact.reason ?? null}, ${JSON.stringify(detail)}::jsonb
    from requests.fact where corporation_id = ${request.corporation_id} and request_id = ${request.id}
    returning seq, (select version from grown) as version`.execute(tx)
  request.version = rows[0]!.version
  return rows[0]!.seq
}

/** The last fact of a request: who did what, for the clerk who comes second. */
export const lastFact = ({ tx }: Context, request: Key): Promise<FactRow | undefined> =>
  tx
    .selectFrom('requests.fact')
    .selectAll()
    .where('corporation_id', '=', request.corporation_id)
    .where('request_id', '=', request.id)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst() as Promise<FactRow | undefined>

export const factsOf = ({ tx }: Context, request: Key): Promise<FactRow[]> =>
  tx
    .selectFrom('requests.fact')
    .selectAll()
    .where('corporation_id', '=', request.corporation_id)
    .where('request_id', '=', request.id)
    .orderBy('seq')
    .execute() as Promise<FactRow[]>

/** Requests of a customer for a service received since a moment and still open: what a new one may be a duplicate of. */
export const sameSince = (
  { tx }: Context,
  of: { corporation_id: number; customer_id: number; service: string; but?: string },
  since: Date,
): Promise<{ id: string; code: string; received_at: Date; state: State; channel: string }[]> =>
  tx
    .selectFrom('requests.request')
    .select(['id', 'code', 'received_at', 'state', 'channel'])
    .where('corporation_id', '=', of.corporation_id)
    .where('customer_id', '=', of.customer_id)
    .where('service', '=', of.service)
    .where('received_at', '>=', since)
    .where('state', '<>', 'closed')
    .$if(of.but !== undefined, (q) => q.where('id', '<>', of.but!))
    .orderBy('received_at')
    .limit(20)
    .execute() as never

/**
 * Open requests whose clock runs or stands, locked, page by page in the order of ids: of one corporation, or of all that
 * are seen; with `since` only those whose deadline has not passed before that moment.
 */
export const ticking = (
  { tx }: Context,
  query: { corporation_id: number | undefined; after: string | undefined; since: Date; limit: number },
): Promise<RequestRow[]> =>
  tx
    .selectFrom('requests.request')
    .selectAll()
    .where('state', 'in', ['complete', 'paused'])
    .where('due_at', '>=', query.since)
    .where(
      'corporation_id',
      '=',
      query.corporation_id ?? sql<number>`any ((select organisation.visible())::smallint[])`,
    )
    .$if(query.after !== undefined, (q) => q.where('id', '>', query.after!))
    .orderBy('id')
    .limit(query.limit)
    .forUpdate()
    .execute() as never

/** Sets the deadlines of locked requests, all in one statement; what was warned of is not warned of again. */
export async function setDeadlines(
  { tx }: Context,
  rows: readonly { request: RequestRow; timed: Timed; clock_version: number }[],
): Promise<void> {
  if (rows.length === 0) return
  const values = JSON.stringify(
    rows.map(({ request, timed, clock_version }) => ({
      corporation_id: request.corporation_id,
      id: request.id,
      clock_version,
      ...timed,
    })),
  )
  await sql`
    update requests.request r set due_at = t.due_at, step_due_at = t.step_due_at, steps_due_at = t.steps_due_at,
      warn_50_at = t.warn_50_at, warn_80_at = t.warn_80_at, clock_version = t.clock_version,
      warn_at = case when r.warned_percent < 50 then t.warn_50_at when r.warned_percent < 80 then t.warn_80_at
        when r.warned_percent < 100 then t.due_at end
    from jsonb_to_recordset(${values}::jsonb) as t(corporation_id smallint, id uuid, due_at timestamptz, step_due_at timestamptz,
      steps_due_at timestamptz, warn_50_at timestamptz, warn_80_at timestamptz, clock_version integer)
    where r.corporation_id = t.corporation_id and r.id = t.id`.execute(tx)
  for (const { request, timed, clock_version } of rows) Object.assign(request, timed, { clock_version })
}

/** Adds that deadlines moved to the stories of locked requests, all in one statement. Returns the number of each fact. */
export async function recordMoved(
  { tx, now, actor }: Context,
  reason: string,
  rows: readonly { request: RequestRow; before: Date | null; due_at: Date | null }[],
): Promise<void> {
  if (rows.length === 0) return
  const values = JSON.stringify(
    rows.map(({ request, before, due_at }) => ({
      corporation_id: request.corporation_id,
      id: request.id,
      detail: { before: before && iso(before), due_at: due_at && iso(due_at) },
    })),
  )
  await sql`
    with moved as (select * from jsonb_to_recordset(${values}::jsonb) as t(corporation_id smallint, id uuid, detail jsonb)),
    grown as (
      update requests.request r set version = version + 1 from moved t where r.corporation_id = t.corporation_id and r.id = t.id
    )
    insert into requests.fact (corporation_id, request_id, seq, kind, at, recorded_at, actor, reason, detail)
    select t.corporation_id, t.id, 1 + coalesce((select max(seq) from requests.fact f where f.corporation_id = t.corporation_id and f.request_id = t.id), 0),
      'due_moved', ${now}, ${now}, ${actor}, ${reason}, t.detail from moved t`.execute(tx)
  for (const { request } of rows) request.version += 1
}

/** How many others speak through a request. */
export const countVoices = async ({ tx }: Context, request: Key): Promise<number> =>
  (
    await tx
      .selectFrom('requests.request')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('corporation_id', '=', request.corporation_id)
      .where('merged_into', '=', request.id)
      .executeTakeFirstOrThrow()
  ).n
