import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { type Actor, type Context, contextOf } from '../base/context.ts'
import { Problem } from '../base/problem.ts'
import type { Language } from '../base/text.ts'
import type { DB } from './schema.gen.ts'

// Parsers are set once, here: every driver and time zone then gives the same values (a contract test holds them).
const { builtins } = pg.types
pg.types.setTypeParser(builtins.INT8, (text) => {
  const n = Number(text)
  if (!Number.isSafeInteger(n)) throw new RangeError(`bigint out of the safe range: ${text}`)
  return n
})
pg.types.setTypeParser(builtins.NUMERIC, Number)
pg.types.setTypeParser(builtins.DATE, (text) => text)
const dateArray = 1182 as number
pg.types.setTypeParser(dateArray as never, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',')))

export interface Database {
  readonly pool: pg.Pool
  readonly kysely: Kysely<DB>
  close(): Promise<void>
}

export type ConnectionConfig = pg.PoolConfig

/**
 * Opens a pool. Connections have the session time zone Asia/Ho_Chi_Minh, so that `date_trunc` and casts to `date`
 * cut days where people here do, whatever the server's zone.
 */
export function connect(config: ConnectionConfig): Database {
  const pool = new pg.Pool({
    max: 10,
    application_name: 'sangden',
    ...config,
    options: '-c timezone=Asia/Ho_Chi_Minh -c jit=off',
    Client: NumberedClient,
  } as unknown as pg.PoolConfig)
  // A dropped connection: the next query reports it to somebody; without these two the process would end.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  return { pool, kysely, close: () => kysely.destroy() }
}

let connections = 0
const clients = new Map<string, WeakRef<pg.Client>>()

/** A client that knows its own number in a setting of its session: how `clientUnder` finds it again. */
class NumberedClient extends pg.Client {
  constructor(config: pg.ClientConfig) {
    connections += 1
    const number = `${process.pid}.${connections}`
    super({ ...config, options: `${config.options ?? ''} -c sangden.connection=${number}` })
    clients.set(number, new WeakRef(this))
    this.once('end', () => clients.delete(number))
  }
}

/** The driver's client under a transaction: COPY is a protocol of its own that Kysely does not speak. */
export async function clientUnder(tx: Kysely<DB>): Promise<pg.Client> {
  const { rows } = await sql<{ number: string }>`select current_setting('sangden.connection') as number`.execute(tx)
  const client = clients.get(rows[0]!.number)?.deref()
  if (!client) throw new Error('this transaction was not opened by kernel/database')
  return client
}

export interface As {
  actor: Actor
  corporations: '*' | readonly number[]
  now?: Date
  language?: Language
  isolation?: 'repeatable read' | 'serializable'
}

/**
 * Runs a use case in one transaction under the server's role: `sangden_app` where it exists (not a superuser, does not
 * bypass row-level security), seeing only the corporations named. The clock is read here, once.
 */
export async function transaction<T>(db: Database, as: As, use: (ctx: Context) => Promise<T>): Promise<T> {
  const run = db.kysely.transaction()
  try {
    return await (as.isolation ? run.setIsolationLevel(as.isolation) : run).execute(async (tx) => {
      await assume(tx, as)
      return use(contextOf(tx, { ...as, now: as.now ?? new Date() }))
    })
  } catch (error) {
    if (isConnectionError(error))
      throw new Problem('kernel/database-unreachable', { reason: (error as Error).message }, { cause: error })
    throw error
  }
}

/** Gives a transaction its role, corporations and actor; they end with it. */
export async function assume(tx: Kysely<DB>, as: Pick<As, 'actor' | 'corporations'>): Promise<void> {
  const visible = as.corporations === '*' ? '*' : `{${as.corporations.join(',')}}`
  await sql`select set_config('role', coalesce((select rolname from pg_roles where rolname = 'sangden_app' and pg_has_role(session_user, oid, 'member')), session_user), true),
    set_config('sangden.corporations', ${visible}, true), set_config('sangden.actor', ${as.actor}, true)`.execute(tx)
}

const isConnectionError = (error: unknown): boolean => {
  const code = (error as { code?: string })?.code
  return (
    code === 'ECONNREFUSED' ||
    code === 'ENOENT' ||
    code === 'ECONNRESET' ||
    code === '57P01' ||
    code === '57P03' ||
    code === '08006'
  )
}
