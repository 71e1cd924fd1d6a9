import type { Recipient } from '../customers/index.ts'
import type { Context, Relation } from '../kernel/index.ts'
import type { Kind } from './rules.ts'
import * as store from './store.ts'

export interface NewNotice {
  corporation_id: number
  kind: Kind
  /** planned_outage, fault, ... and its id. */
  about_kind: string
  about: string
  /** The promise to tell in time, which this notice settles as customers are reached. */
  promise_id?: string
  /** What the texts need, the same for all its customers: see `templates.ts`. */
  payload: Record<string, unknown>
  /** Each customer once, with channel and language. */
  to: Relation<Recipient>
}

/** Who is told and is nobody's customer, as far as they said: a phone number, an e-mail address, or both. */
export interface Addressee {
  name?: string
  address?: string
  /** In E.164. */
  phone?: string
  email?: string
  /** Default: Vietnamese. */
  language?: 'vi' | 'en'
}

/** One person's own message about one subject: a customer's, or somebody's who is none. */
export type OwnNotice = {
  corporation_id: number
  about: string
  payload: Record<string, unknown>
} & ({ customer_id: number } | { addressee: Addressee })

/**
 * A notice of its own for each of many subjects, to the one person whom it concerns, on the channel and in the language
 * that this customer wishes; who is nobody's customer by SMS, else by e-mail. One statement whatever their number, in
 * the caller's transaction. Each subject once. A customer who has no channel (or wants letters) is called only for what
 * somebody is called for; an addressee with neither phone nor e-mail is not told.
 * @returns how many messages
 */
export const enqueueEach = (
  ctx: Context,
  notices: { kind: Kind; about_kind: string; of: readonly OwnNotice[] },
): Promise<number> => (notices.of.length === 0 ? Promise.resolve(0) : store.insertOwnNotices(ctx, notices))

/**
 * One message for each of these customers, by one statement in the caller's transaction: all of it or none of it. The
 * sending begins after the commit. Customers without a channel, and those told in writing, go on the list of calls.
 */
export async function enqueue(ctx: Context, notice: NewNotice): Promise<{ messages: number; notice_id: number }> {
  return store.insertNotice(ctx, notice)
}
