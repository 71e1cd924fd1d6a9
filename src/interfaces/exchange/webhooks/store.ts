import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Context, DB } from '../../../kernel/index.ts'

export type WebhookRow = Omit<Selectable<DB['exchange.webhook']>, 'paused_because'> & {
  paused_because: 'given_up' | 'gone' | null
}
export type DeliveryState = 'waiting' | 'delivered' | 'given_up'
export type DeliveryRow = Omit<Selectable<DB['exchange.delivery']>, 'state'> & { state: DeliveryState }

export const insertWebhook = ({ tx }: Context, row: Insertable<DB['exchange.webhook']>): Promise<unknown> =>
  tx.insertInto('exchange.webhook').values(row).execute()

const seen = sql<number>`any ((select organisation.visible())::smallint[])`

/** With how much waits at each, the oldest registered first. */
export const webhooks = async ({ tx }: Context): Promise<(WebhookRow & { corporation: string; waiting: number })[]> =>
  (await tx
    .selectFrom('exchange.webhook as w')
    .innerJoin('organisation.corporation as c', 'c.id', 'w.corporation_id')
    .selectAll('w')
    .select('c.code as corporation')
    .select(
      sql<number>`(select count(*)::integer from exchange.delivery d
        where d.corporation_id = w.corporation_id and d.webhook_id = w.id and d.state = 'waiting')`.as('waiting'),
    )
    .where('w.corporation_id', '=', seen)
    .orderBy('w.id')
    .execute()) as never

/** The webhook, locked until the transaction ends. */
export const lock = async ({ tx }: Context, id: string): Promise<WebhookRow | undefined> =>
  (await tx
    .selectFrom('exchange.webhook')
    .selectAll()
    .where('corporation_id', '=', seen)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()) as WebhookRow | undefined

/** Deliveries go with it. */
export const remove = ({ tx }: Context, of: Key): Promise<unknown> =>
  tx.deleteFrom('exchange.webhook').where('corporation_id', '=', of.corporation_id).where('id', '=', of.id).execute()

export interface Key {
  corporation_id: number
  id: string
}

export const change = ({ tx }: Context, of: Key, to: Updateable<DB['exchange.webhook']>): Promise<unknown> =>
  tx
    .updateTable('exchange.webhook')
    .set(to)
    .where('corporation_id', '=', of.corporation_id)
    .where('id', '=', of.id)
    .execute()

/** Webhooks of a corporation that want to hear of such an event, the paused too: it waits for them. */
export const listening = ({ tx }: Context, corporation_id: number, type: string): Promise<{ id: string }[]> =>
  tx
    .selectFrom('exchange.webhook')
    .select('id')
    .where('corporation_id', '=', corporation_id)
    .where(sql<boolean>`events && ${[type, '*']}::text[]`)
    .execute()

/** An event that is heard again makes no second delivery. */
export const insertDeliveries = ({ tx }: Context, rows: Insertable<DB['exchange.delivery']>[]): Promise<unknown> =>
  tx
    .insertInto('exchange.delivery')
    .values(rows)
    .onConflict((of) => of.columns(['corporation_id', 'webhook_id', 'event_id']).doNothing())
    .execute()

/** What waited through a pause begins anew. */
export const renew = ({ tx, now }: Context, of: Key): Promise<unknown> =>
  tx
    .updateTable('exchange.delivery')
    .set({ first_at: null, attempts: 0, next_at: now })
    .where('corporation_id', '=', of.corporation_id)
    .where('webhook_id', '=', of.id)
    .where('state', '=', 'waiting')
    .execute()

/** The newest first. @param before id of the last one of the page before */
export const deliveriesOf = async (
  { tx }: Context,
  of: Key,
  asked: { limit: number; before?: string; state?: DeliveryState },
): Promise<DeliveryRow[]> =>
  (await tx
    .selectFrom('exchange.delivery')
    .selectAll()
    .where('corporation_id', '=', of.corporation_id)
    .where('webhook_id', '=', of.id)
    .$if(asked.state !== undefined, (q) => q.where('state', '=', asked.state!))
    .$if(asked.before !== undefined, (q) => q.where('id', '<', asked.before!))
    .orderBy('id', 'desc')
    .limit(asked.limit)
    .execute()) as DeliveryRow[]

/** Webhooks at which something is due. */
export const due = async ({ tx, now }: Context): Promise<Key[]> =>
  (
    await sql<Key>`
      select w.corporation_id, w.id from exchange.webhook w
      where w.paused_at is null and w.corporation_id = ${seen} and exists (
        select from exchange.delivery d where d.corporation_id = w.corporation_id and d.webhook_id = w.id
          and d.state = 'waiting' and d.next_at <= ${now} and (d.leased_until is null or d.leased_until <= ${now}))
      order by w.id`.execute(tx)
  ).rows

export interface Claimed {
  corporation_id: number
  id: string
  webhook_id: string
  url: string
  secret: string
  body: string
  attempts: number
  first_at: Date | null
}

/** Takes what is due at one webhook, oldest first; nobody else gets it before the lease has run out. */
export const claim = async ({ tx, now }: Context, of: Key, most: number, until: Date): Promise<Claimed[]> =>
  (
    await sql<Claimed>`
      with taken as (
        select corporation_id, id from exchange.delivery
        where corporation_id = ${of.corporation_id} and webhook_id = ${of.id} and state = 'waiting' and next_at <= ${now}
          and (leased_until is null or leased_until <= ${now})
        order by next_at, id limit ${most} for update skip locked
      )
      update exchange.delivery d set leased_until = ${until} from taken t, exchange.webhook w
      where d.corporation_id = t.corporation_id and d.id = t.id
        and w.corporation_id = d.corporation_id and w.id = d.webhook_id and w.paused_at is null
      returning d.corporation_id, d.id, d.webhook_id, w.url, w.secret, d.body, d.attempts, d.first_at`.execute(tx)
  ).rows

/** What came of an attempt. One that arrived stays so, whatever a slower worker with an old lease says. */
export const writeOutcome = ({ tx }: Context, of: Key, to: Updateable<DB['exchange.delivery']>): Promise<unknown> =>
  tx
    .updateTable('exchange.delivery')
    .set({ ...to, leased_until: null })
    .where('corporation_id', '=', of.corporation_id)
    .where('id', '=', of.id)
    .where('state', '=', 'waiting')
    .execute()

export const forgetBefore = ({ tx }: Context, before: Date): Promise<unknown> =>
  tx.deleteFrom('exchange.delivery').where('corporation_id', '=', seen).where('made_at', '<', before).execute()

/** By state, over all corporations: for the operator's figures. */
export const counted = async ({ tx }: Context): Promise<{ state: string; n: number }[]> =>
  (
    await sql<{ state: string; n: number }>`
      select state, count(*)::integer as n from exchange.delivery where corporation_id = ${seen} group by state`.execute(
      tx,
    )
  ).rows

/** Webhooks that need somebody: paused, or deliveries given up and none arrived since. */
export const failing = async ({
  tx,
}: Context): Promise<
  (Pick<WebhookRow, 'id' | 'url' | 'given_up' | 'paused_at' | 'paused_because'> & { corporation: string })[]
> =>
  (await tx
    .selectFrom('exchange.webhook as w')
    .innerJoin('organisation.corporation as c', 'c.id', 'w.corporation_id')
    .select(['w.id', 'w.url', 'w.given_up', 'w.paused_at', 'w.paused_because', 'c.code as corporation'])
    .where('w.corporation_id', '=', seen)
    .where((eb) => eb.or([eb('w.given_up', '>', 0), eb('w.paused_at', 'is not', null)]))
    .orderBy('w.id')
    .execute()) as never
