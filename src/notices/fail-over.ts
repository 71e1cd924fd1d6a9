import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { contactsOf } from './readers.ts'
import { isCalledFor, type Kind, laneOf } from './rules.ts'
import type { BatchRef } from './store.ts'
import type { Payload } from './templates.ts'

/**
 * Customers whom a channel did not reach go to their next one that was not tried for this notice yet, as new batches of
 * the same notice; who has none is put on the list of calls, and at once off it again where nobody is called for
 * such a thing. One statement for all of them.
 */
export async function failOver(
  ctx: Context,
  batch: BatchRef & { language: number; attempt: number; kind: Kind; payload: Payload },
  customers: readonly { customer_id: number; reason: string }[],
): Promise<void> {
  if (customers.length === 0) return
  const { corporation_id, notice_id } = batch
  const lane = laneOf(batch.kind, batch.payload.urgent === true)
  const ids = customers.map((c) => c.customer_id)
  const over = isCalledFor(batch.kind) ? undefined : { at: ctx.now, by: 'system' }
  // The next numbers of batches are given under this lock.
  await sql`select 1 from notices.notice where corporation_id = ${corporation_id} and id = ${notice_id} for update`.execute(
    ctx.tx,
  )
  await sql`
    with failed as (
      select f.customer_id, f.reason from unnest(${ids}::integer[], ${customers.map((c) => c.reason)}::text[]) as f (customer_id, reason)
    ), tried as (
      select distinct c as customer_id, b.channel from notices.batch b, unnest(b.customer_ids) c
      where b.corporation_id = ${corporation_id} and b.notice_id = ${notice_id} and b.last_customer >= ${Math.min(...ids)} and b.first_customer <= ${Math.max(...ids)}
    ), next as (
      select distinct on (f.customer_id) f.customer_id, f.reason, k.channel
      from failed f
      left join (${contactsOf(ctx, batch, ids)}) k on k.customer_id = f.customer_id and k.channel between 1 and 3
        and not exists (select from tried t where t.customer_id = k.customer_id and t.channel = k.channel)
      order by f.customer_id, k.rank
    ), grouped as (
      select channel, array_agg(customer_id order by customer_id) as ids, row_number() over (order by channel)::integer as n
      from next where channel is not null group by channel
    ), base as (
      select max(batch_no) as batch_no from notices.batch where corporation_id = ${corporation_id} and notice_id = ${notice_id}
    ), again as (
      insert into notices.batch (corporation_id, notice_id, batch_no, channel, language, customer_ids, first_customer, last_customer, attempt)
      select ${corporation_id}, ${notice_id}, base.batch_no + n, channel, ${batch.language}, ids, ids[1], ids[cardinality(ids)], ${batch.attempt + 1}
      from grouped, base returning batch_no, channel
    ), pending as (
      insert into notices.pending (corporation_id, notice_id, batch_no, channel, lane, since, not_before)
      select ${corporation_id}, ${notice_id}, batch_no, channel, ${lane}::smallint, ${ctx.now}, ${ctx.now} from again
    )
    insert into notices.call (corporation_id, notice_id, customer_id, reason, listed_at, called_at, called_by, reached)
    select ${corporation_id}, ${notice_id}, customer_id, reason, ${ctx.now}, ${over?.at ?? null}::timestamptz, ${over?.by ?? null}, ${over ? false : null}::boolean
    from next where channel is null
    on conflict (corporation_id, notice_id, customer_id) do nothing`.execute(ctx.tx)
}
