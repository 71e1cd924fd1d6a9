import { timingSafeEqual } from 'node:crypto'
import { type Context, type Database, isId, transaction } from '../kernel/index.ts'
import type { Staff } from './permissions.ts'
import { session } from './rules.ts'
import { tokenHash } from './secrets.ts'
import { seen, staffBy } from './store.ts'

/** What a caller came with: the cookie's token, or an API key. */
export type Credential = { token: string } | { key: string }

/** A signed-in person; `stale` says that the session's idle clock should be moved (`touch`). */
export type Signed = { staff: Staff; stale: boolean }

/**
 * Whose credential this is; undefined when it is of nobody, has ended, or the person is disabled. Asked in every
 * request's own transaction: a sign-out or a withdrawn role holds from the next request on.
 */
export async function staffOf(ctx: Context, credential: Credential): Promise<Signed | undefined> {
  if ('token' in credential) {
    const idle_since = new Date(ctx.now.getTime() - session.idle_s * 1000)
    const found = await staffBy(ctx, { token_hash: tokenHash(credential.token), idle_since })
    return (
      found && { staff: found.staff, stale: ctx.now.getTime() - found.seen_at.getTime() > session.seen_every_s * 1000 }
    )
  }
  const [, id, secret] = /^sangden_([0-9a-f-]{36})_([\w-]{20,})$/.exec(credential.key) ?? []
  if (!id || !secret || !isId(id)) return undefined
  const found = await staffBy(ctx, { key_id: id })
  if (!found || !timingSafeEqual(tokenHash(secret), found.secret_hash)) return undefined
  return { staff: found.staff, stale: false }
}

/** Moves the idle clock of a session, after the request and beside it; a failure costs nothing but an earlier sign-out. */
export async function touch(db: Database, token: string, now: Date): Promise<void> {
  await transaction(db, { actor: 'system', corporations: '*', now }, (ctx) => seen(ctx, tokenHash(token)))
}
