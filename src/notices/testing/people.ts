import { sql } from 'kysely'
import type { Recipient } from '../../customers/index.ts'
import { type Context, type Database, type Relation, transaction } from '../../kernel/index.ts'
import { make } from '../../promises/index.ts'
import type { Channel } from '../channels/channel.ts'
import { type Delivery, deliver } from '../deliver.ts'
import { enqueue, type NewNotice } from '../enqueue.ts'
import { SentNames } from '../sent-names.ts'

/** How a customer of a story can be reached, in the order in which it is tried; 'none': not at all. */
export interface Person {
  sms?: string
  email?: string
  push?: string
  prefers?: 'sms' | 'email' | 'push' | 'letter' | 'none'
  language?: 'vi' | 'en'
}

const numbers = { none: 0, sms: 1, email: 2, push: 3, letter: 4 } as const

/** Customers of a new corporation, by three set-based statements; the relation tells each once as they prefer. */
export async function people(
  ctx: Context,
  code: string,
  all: readonly Person[],
): Promise<{ corporation_id: number; ids: number[]; to: Relation<Recipient> }> {
  const { tx, now } = ctx
  const { rows } = await sql<{ id: number }>`
    insert into organisation.corporation (code, name, name_en, hotline, created_at) values (${code}, ${`Điện lực ${code}`}, ${code}, '19001288', ${now}) returning id`.execute(
    tx,
  )
  const corporation_id = rows[0]!.id
  await sql`select customers.house(${corporation_id}::smallint)`.execute(tx)
  const made = await sql<{ id: number }>`
    insert into customers.customer (corporation_id, code, name, class, area, address, language, recorded_at)
    select ${corporation_id}, ${code.slice(0, 4)} || lpad(n::text, 9, '0'), 'Khách ' || n, 'residential', 'urban', 'Số ' || n || ' Đống Đa', l, ${now}
    from unnest(${all.map((p) => p.language ?? 'vi')}::text[]) with ordinality as x (l, n) order by n returning id`.execute(
    tx,
  )
  const ids = made.rows.map((r) => r.id)
  const contacts = all.flatMap((p, i) =>
    (['sms', 'email', 'push'] as const).flatMap((channel) =>
      p[channel] === undefined
        ? []
        : [
            {
              id: ids[i]!,
              channel: numbers[channel],
              address: p[channel],
              rank: p.prefers === channel ? 0 : numbers[channel],
            },
          ],
    ),
  )
  await sql`
    insert into customers.contact (corporation_id, customer_id, channel, address, rank, recorded_at)
    select ${corporation_id}, c, ch, a, r, ${now} from unnest(${contacts.map((c) => c.id)}::integer[], ${contacts.map((c) => c.channel)}::smallint[],
      ${contacts.map((c) => c.address)}::text[], ${contacts.map((c) => c.rank)}::smallint[]) as x (c, ch, a, r)`.execute(
    tx,
  )
  const channel = (p: Person) => numbers[p.prefers ?? (p.sms ? 'sms' : p.email ? 'email' : p.push ? 'push' : 'none')]
  const to = ctx.tx
    .selectFrom(
      sql<Recipient>`(select ${corporation_id}::smallint as corporation_id, c as customer_id, ch as channel, l as language
        from unnest(${ids}::integer[], ${all.map(channel)}::smallint[], ${all.map((p) => Number(p.language === 'en'))}::smallint[]) as x (c, ch, l))`.as(
        'r',
      ),
    )
    .select(['corporation_id', 'customer_id', 'channel', 'language']) as Relation<Recipient>
  return { corporation_id, ids, to }
}

export interface Told {
  corporation_id: number
  ids: number[]
  about: string
  notice_id: number
  messages: number
  promise_id: string
}

let serial = 0

/** Tells people of a cut, with the promise to tell them, and commits. */
export async function tell(
  db: Database,
  now: Date,
  all: readonly Person[],
  more: Partial<NewNotice> & { due?: Date } = {},
): Promise<Told> {
  return transaction(db, { actor: 'test', corporations: '*', now }, async (ctx) => {
    const { corporation_id, ids, to } = await people(ctx, `C${++serial}X${Date.now() % 1e6}`, all)
    const about = ctx.newId()
    const due = more.due ?? new Date(now.getTime() + 86_400_000)
    const [promise_id] = await make(ctx, [
      {
        corporation_id,
        kind: 'notice',
        about_kind: 'planned_outage',
        about,
        due,
        customers: ids.length,
        parts: 'customers',
        transformers: '{}',
        counted_at: now,
        rule: 'test',
        version: 1,
      },
    ])
    const { messages, notice_id } = await enqueue(ctx, {
      corporation_id,
      kind: 'outage_announced',
      about_kind: 'planned_outage',
      about,
      promise_id,
      payload: {
        code: 'CD-000001',
        reason: 'Bảo dưỡng',
        out_from: new Date(now.getTime() + 7 * 86_400_000).toISOString(),
        back_at: new Date(now.getTime() + 7 * 86_400_000 + 14_400_000).toISOString(),
        version: 1,
      },
      to,
      ...more,
    })
    return { corporation_id, ids, about, notice_id, messages, promise_id: promise_id! }
  })
}

/** A worker of its own, with its own memory, as a process would be. */
export function worker(
  db: Database,
  channels: readonly Channel[],
  now: () => Date,
  more: Partial<Delivery> = {},
): Delivery {
  return {
    db,
    channels,
    settings: { sms_accents: false, mail_from: 'cskh@example.vn', public_url: 'https://dien.example' },
    now,
    worker: `test-${++serial}`,
    lease_s: 30,
    names: new SentNames(),
    holding: new Set(),
    ...more,
  }
}

export { deliver }
