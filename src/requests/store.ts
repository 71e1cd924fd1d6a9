/** Writes schema `requests` (with store-import.ts, the SQL of the importer). */
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { audit } from '../access/index.ts'
import { type Context, type DB, isId, iso } from '../kernel/index.ts'
import type { Service } from './catalogue.ts'
import type { LimitUnit } from './clock.ts'
import type { Outcome, State } from './rules.ts'
import { readTrackingCode } from './tracking-code.ts'

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
}
export type FactRow = Omit<Selectable<DB['requests.fact']>, 'detail'> & { detail: Record<string, unknown> }
export type PauseRow = Selectable<DB['requests.pause']>
type Key = { corporation_id: number; id: string }

export const services = async ({ tx }: Context): Promise<Service[]> =>
  (await tx
    .selectFrom('requests.service')
    .selectAll()
    .orderBy('code')
    .orderBy('in_force_from')
    .orderBy('id')
    .execute()) as unknown as Service[]

export const service = async ({ tx }: Context, id: number): Promise<Service> =>
  (await tx
    .selectFrom('requests.service')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()) as unknown as Service

export const insertService = async (
  { tx, now, actor }: Context,
  given: Omit<Service, 'id' | 'only_for' | 'aliases' | 'documents' | 'form' | 'pauses'> &
    Partial<Pick<Service, 'aliases' | 'documents' | 'form' | 'pauses'>>,
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

export const insert = ({ tx }: Context, row: Insertable<DB['requests.request']>) =>
  tx.insertInto('requests.request').values(row).execute()

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
  reviewed: 'review-pause',
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

export const factsOf = ({ tx }: Context, request: Key): Promise<FactRow[]> =>
  tx
    .selectFrom('requests.fact')
    .selectAll()
    .where('corporation_id', '=', request.corporation_id)
    .where('request_id', '=', request.id)
    .orderBy('seq')
    .execute() as Promise<FactRow[]>

export const pausesOf = ({ tx }: Context, request: Key): Promise<PauseRow[]> =>
  tx
    .selectFrom('requests.pause')
    .selectAll()
    .where('corporation_id', '=', request.corporation_id)
    .where('request_id', '=', request.id)
    .orderBy('seq')
    .execute()

/** Adds a pause to a locked request. Returns its number. */
export async function insertPause(
  { tx, now, actor }: Context,
  request: Key,
  pause: Pick<PauseRow, 'reason' | 'evidence' | 'paused_at' | 'ends_by'> & { resumed_at?: Date },
): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    insert into requests.pause (corporation_id, request_id, seq, reason, evidence, paused_at, ends_by, resumed_at, resumed_by, actor, recorded_at)
    select ${request.corporation_id}, ${request.id}, coalesce(max(seq), 0) + 1, ${pause.reason}, ${pause.evidence}, ${pause.paused_at},
      ${pause.ends_by}, ${pause.resumed_at ?? null}, ${pause.resumed_at ? actor : null}, ${actor}, ${now}
    from requests.pause where corporation_id = ${request.corporation_id} and request_id = ${request.id} returning seq`.execute(
    tx,
  )
  return rows[0]!.seq
}

export const endPause = ({ tx, actor }: Context, request: Key, resumed_at: Date) =>
  tx
    .updateTable('requests.pause')
    .set({ resumed_at, resumed_by: actor })
    .where('corporation_id', '=', request.corporation_id)
    .where('request_id', '=', request.id)
    .where('resumed_at', 'is', null)
    .execute()

/** Open requests of a customer for a service, received since a moment: what a new one may be a duplicate of. */
export const sameSince = (
  { tx }: Context,
  of: { corporation_id: number; customer_id: number; service: string },
  since: Date,
): Promise<{ id: string; code: string; received_at: Date; state: State }[]> =>
  tx
    .selectFrom('requests.request')
    .select(['id', 'code', 'received_at', 'state'])
    .where('corporation_id', '=', of.corporation_id)
    .where('customer_id', '=', of.customer_id)
    .where('service', '=', of.service)
    .where('received_at', '>=', since)
    .where('state', '<>', 'closed')
    .orderBy('received_at')
    .limit(20)
    .execute() as never

/** Open requests whose clock runs, page by page in the order of ids: of one corporation, or of all that are seen. */
export const ticking = (
  { tx }: Context,
  corporation_id: number | undefined,
  after: string | undefined,
  limit: number,
): Promise<RequestRow[]> =>
  tx
    .selectFrom('requests.request')
    .selectAll()
    .where('state', 'in', ['complete', 'paused'])
    .where('due_at', 'is not', null)
    .where('corporation_id', '=', corporation_id ?? sql<number>`any ((select organisation.visible())::smallint[])`)
    .$if(after !== undefined, (q) => q.where('id', '>', after!))
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .execute() as never

/** Requests whose pause has lasted as long as it may. */
export const overpaused = (
  { tx, now }: Context,
  limit: number,
): Promise<{ corporation_id: number; id: string; ends_by: Date }[]> =>
  tx
    .selectFrom('requests.pause')
    .select(['corporation_id', 'request_id as id', 'ends_by'])
    .where('resumed_at', 'is', null)
    .where('ends_by', '<=', now)
    .orderBy('request_id')
    .limit(limit)
    .execute()
