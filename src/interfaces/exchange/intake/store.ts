/** Writes schema `intake`. */
import { sql } from 'kysely'
import type { Context, Language } from '../../../kernel/index.ts'
import type { SmsEncoding } from '../../../notices/index.ts'

export type InChannel = 'sms' | 'email'

/** One message of a sender at a time: what comes twice at once is seen to be one, and words keep their order. */
export const lockSender = ({ tx }: Context, sender: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${sender}, 22))`.execute(tx)

/** True when the same message was heard since a moment. */
export const heardSince = async ({ tx }: Context, sender: string, digest: string, since: Date): Promise<boolean> =>
  (await tx
    .selectFrom('intake.message')
    .select('id')
    .where('sender', '=', sender)
    .where('heard_at', '>=', since)
    .where('digest', '=', digest)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** How many messages of a sender were heard since a moment, and how many replies to them are owed or sent. */
export async function countSince(
  { tx }: Context,
  sender: string,
  since: Date,
): Promise<{ heard: number; replies: number }> {
  const { rows } = await sql<{ heard: number; replies: number }>`
    select count(*)::integer as heard, count(reply)::integer as replies from intake.message
    where sender = ${sender} and heard_at >= ${since}`.execute(tx)
  return rows[0]!
}

/** Tracking codes of the requests that a sender wrote about, the latest first. */
export const wroteAbout = async ({ tx }: Context, sender: string): Promise<string[]> => {
  const { rows } = await sql<{ about: string }>`
    select about from intake.message where sender = ${sender} and about is not null
    group by about order by max(id) desc limit 20`.execute(tx)
  return rows.map((r) => r.about)
}

export interface Became {
  /** A word for counting. */
  became: string
  /** Tracking code of the request that it became or went to. */
  about?: string
  /** What is owed to the sender. */
  reply?: { text: string; subject?: string }
}

export const insertMessage = (
  { tx, now }: Context,
  message: { channel: InChannel; digest: string; sender: string; language: Language },
  { became, about, reply }: Became,
) =>
  tx
    .insertInto('intake.message')
    .values({
      ...message,
      heard_at: now,
      became,
      about: about ?? null,
      reply: reply?.text ?? null,
      subject: reply?.subject ?? null,
    })
    .execute()

export interface Part {
  sender: string
  recipient: string
  reference: number
  total: number
  part: number
  encoding: SmsEncoding
  body: Buffer
}

/**
 * Keeps a part of a long message whose sender is locked. When it is the last that was missing, all of them in their order;
 * otherwise undefined. Phones count their references round: a part that does not belong to those that are there, or comes
 * after the whole was handled or after a day, begins a new message. The same part brought again begins none.
 */
export async function addPart(ctx: Context, part: Part, since: Date): Promise<Part[] | undefined> {
  const { tx, now } = ctx
  const { sender, recipient, reference, total } = part
  const mine = () =>
    tx
      .selectFrom('intake.sms_part')
      .selectAll()
      .where('sender', '=', sender)
      .where('recipient', '=', recipient)
      .where('reference', '=', reference)
      .where('total', '=', total)
      .orderBy('part')
      .execute()
  const before = await mine()
  const fresh = before.filter((p) => p.heard_at >= since)
  const same = fresh.find((p) => p.part === part.part)
  if (same?.body.equals(part.body) && same.encoding === part.encoding) return undefined
  if (same || before.length > fresh.length || fresh.some((p) => p.handled || p.encoding !== part.encoding))
    await tx
      .deleteFrom('intake.sms_part')
      .where('sender', '=', sender)
      .where('recipient', '=', recipient)
      .where('reference', '=', reference)
      .where('total', '=', total)
      .execute()
  await tx
    .insertInto('intake.sms_part')
    .values({ ...part, heard_at: now })
    .execute()
  const all = await mine()
  if (all.length < total) return undefined
  await tx
    .updateTable('intake.sms_part')
    .set({ handled: true })
    .where('sender', '=', sender)
    .where('recipient', '=', recipient)
    .where('reference', '=', reference)
    .where('total', '=', total)
    .execute()
  return all as Part[]
}

export interface Owed {
  id: number
  channel: InChannel
  sender: string
  heard_at: Date
  subject: string | null
  reply: string
  language: Language
}

/** Replies that are owed, taken for so long that no other worker sends them meanwhile. */
export async function claimReplies({ tx, now }: Context, lease_s: number, limit: number): Promise<Owed[]> {
  const { rows } = await sql<Owed>`
    update intake.message m set leased_until = ${new Date(now.getTime() + lease_s * 1000)}
    from (
      select id from intake.message
      where reply is not null and replied_at is null and (leased_until is null or leased_until <= ${now})
      order by id limit ${limit} for update skip locked
    ) t where m.id = t.id
    returning m.id, m.channel, m.sender, m.heard_at, m.subject, m.reply, m.language`.execute(tx)
  return rows
}

export const settleReply = (
  { tx, now }: Context,
  id: number,
  reply_outcome: 'accepted' | 'refused' | 'unreachable' | 'expired',
) => tx.updateTable('intake.message').set({ replied_at: now, reply_outcome }).where('id', '=', id).execute()

/** Messages by what became of them, of the last day. */
export const countByKind = ({ tx, now }: Context): Promise<{ channel: string; became: string; n: number }[]> =>
  tx
    .selectFrom('intake.message')
    .select(['channel', 'became', sql<number>`count(*)::integer`.as('n')])
    .where('heard_at', '>=', new Date(now.getTime() - 86_400_000))
    .groupBy(['channel', 'became'])
    .orderBy('channel')
    .orderBy('became')
    .execute()

/** Removes what was heard before: numbers and words of people are kept no longer than they are needed. */
export async function forgetBefore({ tx }: Context, messages: Date, parts: Date): Promise<void> {
  await tx.deleteFrom('intake.message').where('heard_at', '<', messages).execute()
  await tx.deleteFrom('intake.sms_part').where('heard_at', '<', parts).execute()
}
