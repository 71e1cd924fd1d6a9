import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Context, Problem, say } from '../../kernel/index.ts'

/** How long an answer is given again. */
export const kept_s = 24 * 3600

export interface Kept {
  status: number
  /** The reply as it was sent; undefined when there was no body. */
  text: string | undefined
}

/** What makes two requests the same one: where they go and what they carry. */
export const requestHash = (method: string, url: string, body: unknown): string =>
  createHash('sha256')
    .update(`${method} ${url}\n`)
    .update(JSON.stringify(body) ?? '')
    .digest('base64')

/**
 * Carries a write out at most once for its Idempotency-Key, in the write's own transaction. Of two that arrive at once the
 * second waits at the primary key until the first has committed, then gives the same answer; when the first was rolled
 * back, the second is the first.
 * @throws Problem `kernel/idempotency-mismatch` (the key was used for another request), `kernel/idempotency-spent`
 */
export async function once(
  ctx: Context,
  key: string,
  hash: string,
  secret: boolean,
  act: () => Promise<Kept>,
): Promise<Kept & { again: boolean }> {
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Problem('kernel/invalid', {
      field: 'Idempotency-Key',
      reason: say('server', ctx.language)('invalid.key'),
    })
  const { rows: mine } = await sql`
    insert into kernel.idempotency (actor, key, request_hash, made_at) values (${ctx.actor}, ${key}, ${hash}, ${ctx.now})
    on conflict (actor, key) do nothing returning 1`.execute(ctx.tx)
  if (mine.length === 0) {
    const kept = await ctx.tx
      .selectFrom('kernel.idempotency')
      .select(['request_hash', 'status', 'reply'])
      .where('actor', '=', ctx.actor)
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    if (kept.request_hash !== hash) throw new Problem('kernel/idempotency-mismatch')
    if (kept.reply?.secret) throw new Problem('kernel/idempotency-spent')
    return { status: kept.status!, text: kept.reply?.text, again: true }
  }
  const answer = await act()
  const reply = JSON.stringify(secret ? { secret: true } : { text: answer.text })
  await sql`update kernel.idempotency set status = ${answer.status}, reply = ${reply}::jsonb
    where actor = ${ctx.actor} and key = ${key}`.execute(ctx.tx)
  return { ...answer, again: false }
}
