/** Draws, invitations and answers: the second file that writes schema `surveys`. */
import { sql } from 'kysely'
import type { Recipient } from '../customers/index.ts'
import { type Context, dayOf, type Relation } from '../kernel/index.ts'
import type { AsksAbout } from './ask-rules.ts'

export interface AskRule {
  sample_rate: number
  per_event_max: number
  quiet_days: number
  open_days: number
  ask_from: string
  ask_until: string
}

/** The rule in force on the day of `now`; a corporation's own before one that is for all. */
export const askRule = ({ tx, now }: Context, corporation_id: number, kind: AsksAbout): Promise<AskRule | undefined> =>
  tx
    .selectFrom('surveys.ask_rule')
    .select(['sample_rate', 'per_event_max', 'quiet_days', 'open_days', 'ask_from', 'ask_until'])
    .where('about_kind', '=', kind)
    .where('in_force_from', '<=', dayOf(now))
    .where('in_force_to', '>', dayOf(now))
    .where((eb) => eb.or([eb('corporation_id', 'is', null), eb('corporation_id', '=', corporation_id)]))
    .orderBy(sql`corporation_id is null`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

export const wasDrawn = async ({ tx }: Context, corporation_id: number, about: string, wave: number) =>
  (await tx
    .selectFrom('surveys.draw')
    .select('id')
    .where('corporation_id', '=', corporation_id)
    .where('about', '=', about)
    .where('wave', '=', wave)
    .executeTakeFirst()) !== undefined

/** One draw of a corporation at a time: two cuts restored together must not ask a customer of both twice. */
export const lockDraws = ({ tx }: Context, corporation_id: number) =>
  sql`select pg_advisory_xact_lock(hashtext('surveys.draw'), ${corporation_id}::integer)`.execute(tx)

/** The channel and language of customers by their first service point. @param customers a query with `customer_id` */
export const channelsOf = (
  { tx, now }: Context,
  corporation_id: number,
  customers: ReturnType<typeof sql>,
): Relation<Recipient> =>
  tx
    .selectFrom(
      sql<Recipient>`(
        select p.corporation_id, p.customer_id, p.notice_channel as channel, p.language
        from (${customers}) k join customers.service_point p on p.customer_id = k.customer_id
        where p.corporation_id = ${corporation_id}::smallint and not p.additional and p.valid_from <= ${dayOf(now)}::date and p.valid_to > ${dayOf(now)}::date
      )`.as('recipient'),
    )
    .select(['corporation_id', 'customer_id', 'channel', 'language']) as never

export interface NewDraw {
  corporation_id: number
  id: string
  about_kind: AsksAbout
  about: string
  about_code: string | null
  wave: number
  seed: string
  happened_at: Date
  closes_at: Date
  rule: AskRule
  to: Relation<Recipient>
}

export interface Drawn {
  number: number
  reachable: number
  drawn: number
  resting: number
  invited: number
}

/**
 * Chooses and writes whom a question goes to, in one statement whatever their number. Chance is md5 of seed and customer:
 * the same on every machine, so that a draw can be repeated from its seed.
 */
export async function insertDraw({ tx, now }: Context, draw: NewDraw): Promise<Drawn> {
  const { corporation_id, id, rule } = draw
  const { rows } = await sql<Drawn>`
    with frame as materialized (
      select customer_id, channel, language, md5(${draw.seed}::text || ':' || customer_id) as place
      from (${draw.to}) r where channel between 1 and 3
    ), lucky as materialized (
      select f.*, exists (
        select from surveys.invitation i where i.corporation_id = ${corporation_id} and i.customer_id = f.customer_id
          and i.invited_at > ${now}::timestamptz - make_interval(days => ${rule.quiet_days}::integer)
      ) as resting
      from frame f where ('x' || left(place, 8))::bit(32)::bigint < ${rule.sample_rate}::double precision * 4294967296
    ), chosen as materialized (
      select * from lucky where not resting order by place collate "C", customer_id limit ${rule.per_event_max}::integer
    ), draw as (
      insert into surveys.draw (corporation_id, id, about_kind, about, about_code, wave, seed, happened_at, drawn_at, closes_at,
        reachable, drawn, resting, invited)
      select ${corporation_id}, ${id}, ${draw.about_kind}, ${draw.about}, ${draw.about_code}, ${draw.wave}, ${draw.seed},
        ${draw.happened_at}, ${now}, ${draw.closes_at}, (select count(*) from frame), (select count(*) from lucky),
        (select count(*) from lucky where resting), (select count(*) from chosen)
      returning number, reachable, drawn, resting, invited
    ), invitation as (
      insert into surveys.invitation (corporation_id, draw_id, customer_id, channel, language, invited_at)
      select ${corporation_id}, ${id}, customer_id, channel, language, ${now} from chosen
    )
    select * from draw`.execute(tx)
  return rows[0]!
}

/** Those whom a draw invited, as a relation: what notices reads. */
export const invited = ({ tx }: Context, corporation_id: number, draw_id: string): Relation<Recipient> =>
  tx
    .selectFrom('surveys.invitation')
    .where('corporation_id', '=', corporation_id)
    .where('draw_id', '=', draw_id)
    .select(['corporation_id', 'customer_id', 'channel', 'language']) as never

export interface InvitationRow {
  corporation_id: number
  draw_id: string
  customer_id: number
  about_kind: AsksAbout
  about: string
  about_code: string | null
  happened_at: Date
  closes_at: Date
  answered_at: Date | null
}

const mine = sql<number>`any ((select organisation.visible())::smallint[])`

const invitations = ({ tx }: Context) =>
  tx
    .selectFrom('surveys.draw as d')
    .innerJoin('surveys.invitation as i', (j) =>
      j.onRef('i.corporation_id', '=', 'd.corporation_id').onRef('i.draw_id', '=', 'd.id'),
    )
    .leftJoin('surveys.answer as a', (j) =>
      j
        .onRef('a.corporation_id', '=', 'i.corporation_id')
        .onRef('a.draw_id', '=', 'i.draw_id')
        .onRef('a.customer_id', '=', 'i.customer_id'),
    )
    .where('d.corporation_id', '=', mine)
    .select([
      'i.corporation_id',
      'i.draw_id',
      'i.customer_id',
      'd.about_kind',
      'd.about',
      'd.about_code',
      'd.happened_at',
      'd.closes_at',
      'a.at as answered_at',
    ])

/** The invitation of a link: number of the draw, and customer. */
export const invitationOf = (ctx: Context, link: { number: number; customer_id: number }) =>
  invitations(ctx)
    .where('d.number', '=', link.number)
    .where('i.customer_id', '=', link.customer_id)
    .executeTakeFirst() as Promise<InvitationRow | undefined>

/** The newest question to these customers that still takes an answer. */
export const newestOpen = (ctx: Context, customer_ids: readonly number[]) =>
  invitations(ctx)
    .where('i.customer_id', '=', sql<number>`any (${[...customer_ids]}::integer[])`)
    .where('d.about_kind', '<>', 'survey')
    .where('d.closes_at', '>', ctx.now)
    .where('a.at', 'is', null)
    .orderBy('i.invited_at', 'desc')
    .orderBy('d.number', 'desc')
    .limit(1)
    .executeTakeFirst() as Promise<InvitationRow | undefined>

/** @returns false: there is an answer already */
export async function insertAnswer(
  { tx, now }: Context,
  to: InvitationRow,
  said: { score: number; words: string | null; words_plain: string | null; via: 'web' | 'sms' },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('surveys.answer')
    .values({ corporation_id: to.corporation_id, draw_id: to.draw_id, customer_id: to.customer_id, at: now, ...said })
    .onConflict((c) => c.columns(['corporation_id', 'draw_id', 'customer_id']).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** A topic's words from a day on: the row before ends on it. */
export async function insertTopic(
  { tx, now, actor }: Context,
  topic: {
    corporation_id: number | null
    code: string
    vi: string
    en: string
    words: string[]
    in_force_from: string
  },
): Promise<number> {
  const { corporation_id, code, vi, en, words, in_force_from } = topic
  await tx
    .updateTable('surveys.topic')
    .set({ in_force_to: in_force_from })
    .where('code', '=', code)
    .where(sql<boolean>`corporation_id is not distinct from ${corporation_id}::smallint`)
    .where('in_force_to', '>', in_force_from)
    .execute()
  const { id } = await tx
    .insertInto('surveys.topic')
    .values({ corporation_id, code, vi, en, words, in_force_from, actor, recorded_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A rule for asking from a day on: the row before ends on it. */
export async function insertAskRule(
  { tx, now, actor }: Context,
  rule: AskRule & { corporation_id: number | null; about_kind: AsksAbout; in_force_from: string },
): Promise<number> {
  await tx
    .updateTable('surveys.ask_rule')
    .set({ in_force_to: rule.in_force_from })
    .where('about_kind', '=', rule.about_kind)
    .where(sql<boolean>`corporation_id is not distinct from ${rule.corporation_id}::smallint`)
    .where('in_force_to', '>', rule.in_force_from)
    .execute()
  const { id } = await tx
    .insertInto('surveys.ask_rule')
    .values({ ...rule, actor, recorded_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export const askRules = ({ tx }: Context) =>
  tx
    .selectFrom('surveys.ask_rule as r')
    .leftJoin('organisation.corporation as c', 'c.id', 'r.corporation_id')
    .select([
      'r.id',
      'c.code as corporation',
      'r.about_kind',
      'r.in_force_from',
      'r.in_force_to',
      'r.sample_rate',
      'r.per_event_max',
      'r.quiet_days',
      'r.open_days',
      'r.ask_from',
      'r.ask_until',
    ])
    .orderBy('r.about_kind')
    .orderBy('r.in_force_from', 'desc')
    .orderBy('r.id', 'desc')
    .execute()
