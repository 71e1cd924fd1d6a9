import { sql } from 'kysely'
import { type Context, dayOf } from '../kernel/index.ts'
import type { NewNotice, OwnNotice } from './enqueue.ts'
import { ADDRESSEE, BATCH_MAX, isCalledFor, type Kind, laneOf } from './rules.ts'

/**
 * A notice, its batches, what is to be sent and who is to be called, in one statement.
 *
 * Customers are gathered by channel and language, each lot sorted by itself and cut into slices of 500: for a million
 * 0.45 s, numbering them in one sorted window 0.66. The lots must stay in memory (`materialized`, and `work_mem`): read
 * again from disk for each slice they took 25 s.
 */
export async function insertNotice(ctx: Context, notice: NewNotice): Promise<{ messages: number; notice_id: number }> {
  const { corporation_id, kind, about_kind, about, promise_id = null, payload } = notice
  const lane = laneOf(kind, payload.urgent === true)
  // A million rows are sorted in memory; the default of 4 MB would write them to disk in between.
  await sql`select set_config('work_mem', '128MB', true)`.execute(ctx.tx)
  const { rows } = await sql<{ messages: number; notice_id: number }>`
    with heap as materialized (
      select channel, language, array_agg(customer_id) as ids from (${notice.to}) r group by channel, language
    ), sorted as materialized (
      select channel, language, array(select id from unnest(ids) id order by id) as ids from heap
    ), slice as materialized (
      select row_number() over ()::integer as batch_no, channel, language, ids[i + 1 : i + ${sql.lit(BATCH_MAX)}] as ids
      from sorted, generate_series(0, cardinality(ids) - 1, ${sql.lit(BATCH_MAX)}) i
    ), new as (
      insert into notices.notice (corporation_id, kind, about_kind, about, promise_id, payload, made_at, messages)
      values (${corporation_id}, ${kind}, ${about_kind}, ${about}, ${promise_id}, ${JSON.stringify(payload)}::jsonb, ${ctx.now},
        (select coalesce(sum(cardinality(ids)), 0) from slice))
      returning id, messages
    ), batch as (
      insert into notices.batch (corporation_id, notice_id, batch_no, channel, language, customer_ids, first_customer, last_customer)
      select ${corporation_id}, new.id, batch_no, channel, language, ids, ids[1], ids[cardinality(ids)] from new, slice
    ), pending as (
      insert into notices.pending (corporation_id, notice_id, batch_no, channel, lane, since, not_before)
      select ${corporation_id}, new.id, batch_no, channel, ${lane}::smallint, ${ctx.now}, ${ctx.now} from new, slice where channel between 1 and 3
    ), call as (
      insert into notices.call (corporation_id, notice_id, customer_id, reason, listed_at)
      select ${corporation_id}, new.id, customer_id, case channel when 4 then 'letter' else 'no_contact' end, ${ctx.now}
      from new, slice, unnest(ids) customer_id where channel not between 1 and 3
    )
    select id as notice_id, messages from new`.execute(ctx.tx)
  return rows[0]!
}

/** Notices to one person each, in one statement. */
export async function insertOwnNotices(
  { tx, now }: Context,
  { kind, about_kind, of }: { kind: Kind; about_kind: string; of: readonly OwnNotice[] },
): Promise<number> {
  const today = dayOf(now)
  const { rows } = await sql<{ messages: number }>`
    with one as materialized (
      select g.*, p.notice_channel as channel, p.language, null::jsonb as addressee
      from jsonb_to_recordset(${JSON.stringify(of)}::jsonb) as g(corporation_id smallint, about uuid, customer_id integer, payload jsonb)
      join customers.service_point p on p.corporation_id = g.corporation_id and p.customer_id = g.customer_id
        and not p.additional and p.valid_from <= ${today}::date and p.valid_to > ${today}::date
      where p.notice_channel between 1 and 3 or ${isCalledFor(kind)}::boolean
      union all
      select corporation_id, about, ${sql.lit(ADDRESSEE)}::integer, payload, case when addressee ? 'phone' then 1 else 2 end, (addressee ->> 'language' is not distinct from 'en')::integer, addressee
      from jsonb_to_recordset(${JSON.stringify(of)}::jsonb) as g(corporation_id smallint, about uuid, addressee jsonb, payload jsonb)
      where addressee ? 'phone' or addressee ? 'email'
    ), new as (
      insert into notices.notice (corporation_id, kind, about_kind, about, payload, made_at, messages)
      select corporation_id, ${kind}, ${about_kind}, about, payload, ${now}, 1 from one returning corporation_id, id, about
    ), to_whom as (
      select n.id, o.* from new n join one o on o.corporation_id = n.corporation_id and o.about = n.about
    ), addressee as (
      insert into notices.addressee (corporation_id, notice_id, name, address, phone, email, recorded_at)
      select corporation_id, id, coalesce(addressee ->> 'name', ''), addressee ->> 'address', addressee ->> 'phone', addressee ->> 'email', ${now}
      from to_whom where addressee is not null
    ), batch as (
      insert into notices.batch (corporation_id, notice_id, batch_no, channel, language, customer_ids, first_customer, last_customer)
      select corporation_id, id, 1, channel, language, array[customer_id], customer_id, customer_id from to_whom
    ), pending as (
      insert into notices.pending (corporation_id, notice_id, batch_no, channel, lane, since, not_before)
      select corporation_id, id, 1, channel, ${laneOf(kind, false)}::smallint, ${now}, ${now} from to_whom where channel between 1 and 3
    ), call as (
      insert into notices.call (corporation_id, notice_id, customer_id, reason, listed_at)
      select corporation_id, id, customer_id, case channel when 4 then 'letter' else 'no_contact' end, ${now}
      from to_whom where channel not between 1 and 3
    )
    select count(*)::integer as messages from new`.execute(tx)
  return rows[0]!.messages
}

export interface BatchRef {
  corporation_id: number
  notice_id: number
  batch_no: number
}

const is = (b: BatchRef) =>
  sql`corporation_id = ${b.corporation_id} and notice_id = ${b.notice_id} and batch_no = ${b.batch_no}`

/**
 * Whether this worker still has the batch, and whether a receipt spoke of it meanwhile. Nobody else writes what is said
 * of it until the transaction ends.
 */
export async function holdLease({ tx }: Context, b: BatchRef, worker: string): Promise<{ said: boolean } | undefined> {
  const { rows } = await sql<{
    said: boolean
  }>`select said from notices.pending where ${is(b)} and leased_by = ${worker} for update`.execute(tx)
  return rows[0]
}

/** The sender of a batch, where one is at work, waits until the transaction ends, and will look at what was said. */
export const holdBatch = ({ tx }: Context, b: BatchRef) =>
  sql`update notices.pending set said = true where ${is(b)}`.execute(tx)

/** These are this worker's for longer, as far as it still has them. */
export const keepLeases = ({ tx }: Context, worker: string, batches: readonly BatchRef[], until: Date) =>
  sql`update notices.pending p set leased_until = ${until}
    from unnest(${batches.map((b) => b.corporation_id)}::smallint[], ${batches.map((b) => b.notice_id)}::integer[], ${batches.map((b) => b.batch_no)}::integer[])
      as mine (corporation_id, notice_id, batch_no)
    where p.corporation_id = mine.corporation_id and p.notice_id = mine.notice_id and p.batch_no = mine.batch_no and p.leased_by = ${worker}`.execute(
    tx,
  )

/** A batch waits for its next try; the lease ends. `tried` false: this was none, and does not count. */
export const putBack = ({ tx }: Context, b: BatchRef, given: { worker: string; not_before: Date; tried: boolean }) =>
  sql`update notices.pending set not_before = ${given.not_before}, leased_until = '-infinity', leased_by = null,
      attempts = attempts - ${given.tried ? 0 : 1}::smallint
    where ${is(b)} and leased_by = ${given.worker}`.execute(tx)

/** A batch is done: nothing of it is to be sent any more. */
export const take = ({ tx }: Context, b: BatchRef, worker: string) =>
  sql`delete from notices.pending where ${is(b)} and leased_by = ${worker}`.execute(tx)

/**
 * Appends what was said of messages of one batch: one row, whatever their number. The arrays go over as one text each:
 * the driver's own way of writing an array, element by element, took a third of a worker's time.
 */
export const insertResult = (
  ctx: Context,
  b: BatchRef,
  row: {
    ordinals: number[]
    outcomes: number[]
    /** Without line breaks. */
    provider_ids: string[]
    /** Without line breaks. */
    reasons: string[]
    sent: number
    delivered: number
    told: number
  },
) =>
  sql`insert into notices.result (corporation_id, notice_id, batch_no, at, ordinals, outcomes, provider_ids, reasons, sent, delivered, told)
    values (${b.corporation_id}, ${b.notice_id}, ${b.batch_no}, ${ctx.now}, ${`{${row.ordinals.join()}}`}::smallint[], ${`{${row.outcomes.join()}}`}::smallint[],
      string_to_array(${lines(row.provider_ids)}, E'\\n'), string_to_array(${lines(row.reasons)}, E'\\n'), ${row.sent}, ${row.delivered}, ${row.told})`.execute(
    ctx.tx,
  )

/** string_to_array makes an empty array of an empty text, so one empty element needs none at all. */
const lines = (texts: readonly string[]): string => (texts.every((t) => t === '') ? '' : texts.join('\n'))

/** Puts customers on the list of calls, and at once off it again: there is nothing left to tell them. */
export const insertExpired = ({ tx, now }: Context, b: BatchRef, customer_ids: readonly number[]) =>
  sql`insert into notices.call (corporation_id, notice_id, customer_id, reason, listed_at, called_at, called_by, reached)
  select ${b.corporation_id}, ${b.notice_id}, c, 'expired', ${now}, ${now}, 'system', false from unnest(${[...customer_ids]}::integer[]) c
  on conflict (corporation_id, notice_id, customer_id) do nothing`.execute(tx)
