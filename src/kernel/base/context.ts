import type { Expression, SelectQueryBuilder, Transaction } from 'kysely'
import type { DB } from '../database/schema.gen.ts'
import { newId } from './ids.ts'
import type { Language } from './text.ts'

/** Who acts: a staff login, `customer`, `system` (a job), `cli`. */
export type Actor = string

/**
 * What every use case gets first. It carries the transaction itself, never the pool (a query beside the transaction
 * escapes it), and the clock (domain code never asks the machine's).
 */
export interface Context {
  readonly tx: Transaction<DB>
  readonly now: Date
  readonly actor: Actor
  /** The corporations that row-level security lets this transaction see. */
  readonly corporations: '*' | readonly number[]
  readonly language: Language
  readonly newId: () => string
}

/**
 * A set of rows as a query: what rooms hand each other instead of arrays, so that a million customers are one statement.
 * Nothing is fetched until somebody puts it into a statement of their own.
 */
// biome-ignore lint/suspicious/noExplicitAny: the tables inside are the other room's business
export type Relation<Row> = SelectQueryBuilder<DB, any, Row>

export type { DB, Expression }

export const contextOf = (
  tx: Transaction<DB>,
  given: { now: Date; actor: Actor; corporations: '*' | readonly number[]; language?: Language },
): Context => ({
  tx,
  now: given.now,
  actor: given.actor,
  corporations: given.corporations,
  language: given.language ?? 'vi',
  newId: () => newId(given.now),
})
