/** Files of requests: the bytes once a corporation, by their hash. Part of store.ts. */
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import type { Media } from './rules.ts'
import type { Key } from './store.ts'

export interface AttachmentRow {
  /** Of the request itself, or of one that was merged into it. */
  code: string
  seq: number
  name: string
  document: string | null
  media: string
  bytes: number
  sha256: string
  channel: string
  actor: string
  recorded_at: Date
}

/** Files of a request and of those merged into it, without their bytes. */
export async function attachmentsOf({ tx }: Context, request: Key): Promise<AttachmentRow[]> {
  const { rows } = await sql<AttachmentRow>`
    select r.code, a.seq, a.name, a.document, c.media, c.bytes, a.sha256, a.channel, a.actor, a.recorded_at
    from requests.request r
    join requests.attachment a on a.corporation_id = r.corporation_id and a.request_id = r.id
    join requests.content c on c.corporation_id = a.corporation_id and c.sha256 = a.sha256
    where r.corporation_id = ${request.corporation_id} and (r.id = ${request.id} or r.merged_into = ${request.id})
    order by a.recorded_at, r.id, a.seq`.execute(tx)
  return rows
}

export const countAttachments = async ({ tx }: Context, request: Key): Promise<number> =>
  (
    await tx
      .selectFrom('requests.attachment')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('corporation_id', '=', request.corporation_id)
      .where('request_id', '=', request.id)
      .executeTakeFirstOrThrow()
  ).n

/** Keeps bytes once a corporation, by their hash. */
export const insertContent = (
  { tx }: Context,
  corporation_id: number,
  content: { sha256: string; media: string; body: Buffer },
) =>
  tx
    .insertInto('requests.content')
    .values({ corporation_id, ...content, bytes: content.body.length })
    .onConflict((c) => c.doNothing())
    .execute()

export const insertAttachment = (
  { tx, now, actor }: Context,
  request: Key,
  attachment: { seq: number; sha256: string; name: string; document: string | null; channel: string },
) =>
  tx
    .insertInto('requests.attachment')
    .values({
      corporation_id: request.corporation_id,
      request_id: request.id,
      actor,
      recorded_at: now,
      ...attachment,
    })
    .execute()

export const contentOf = (
  { tx }: Context,
  request: Key,
  seq: number,
): Promise<{ name: string; media: Media; body: Buffer; sha256: string } | undefined> =>
  tx
    .selectFrom('requests.attachment as a')
    .innerJoin('requests.content as c', (join) =>
      join.onRef('c.corporation_id', '=', 'a.corporation_id').onRef('c.sha256', '=', 'a.sha256'),
    )
    .where('a.corporation_id', '=', request.corporation_id)
    .where('a.request_id', '=', request.id)
    .where('a.seq', '=', seq)
    .select(['a.name', 'c.media', 'c.body', 'c.sha256'])
    .executeTakeFirst() as never
