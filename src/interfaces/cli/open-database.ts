import pg from 'pg'
import { bringPostgres, connect, type Database, migrate, Problem } from '../../kernel/index.ts'

const databaseName = 'sangden'

/**
 * The database that this installation works on, with today's schema: `DATABASE_URL`, else the PostgreSQL that we bring
 * in the data folder (started when it is not running). An empty folder becomes an installation by this call.
 */
export async function openDatabase(dataDir: string, say: (line: string) => void = () => {}): Promise<Database> {
  const url = process.env.DATABASE_URL
  try {
    if (url) return await migrated(connect({ connectionString: url }))
    const found = await bringPostgres(dataDir, say)
    const server = { host: found.socketDir, port: found.port, user: found.user }
    try {
      return await migrated(connect({ ...server, database: databaseName }))
    } catch (error) {
      if ((error as { code?: string }).code !== '3D000') throw error // no such database: the folder is new
    }
    const client = new pg.Client({ ...server, database: 'postgres' })
    await client.connect()
    await client.query(`create database ${databaseName} encoding 'UTF8' template template0`).catch((error) => {
      if (error.code !== '42P04' && error.code !== '23505') throw error // another process made it this instant
    })
    await client.end()
    return await migrated(connect({ ...server, database: databaseName }))
  } catch (error) {
    if (error instanceof Problem || !isConnectionError(error)) throw error
    throw new Problem('kernel/database-unreachable', { reason: (error as Error).message }, { cause: error })
  }
}

async function migrated(db: Database): Promise<Database> {
  try {
    await migrate(db.pool)
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

const isConnectionError = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'ENOTFOUND', 'EACCES', '28P01', '28000', '3D000', '57P03'].includes(
    String((error as { code?: string }).code),
  )

/** A new database on the same server, with today's schema; `drop` removes it. Needs the right to create databases. */
export async function scratchDatabase(
  dataDir: string,
  say: (line: string) => void = () => {},
): Promise<{ db: Database; drop: () => Promise<void> }> {
  const name = `sangden_tour_${process.pid}`
  const url = process.env.DATABASE_URL
  let config: pg.PoolConfig
  if (url) {
    const own = new URL(url)
    own.pathname = `/${name}`
    config = { connectionString: own.toString() }
  } else {
    const found = await bringPostgres(dataDir, say)
    config = { host: found.socketDir, port: found.port, user: found.user, database: name }
  }
  const admin = new pg.Client(url ? { connectionString: url } : { ...config, database: 'postgres' })
  await admin.connect()
  try {
    // What an earlier one left when it was killed goes too.
    const { rows } = await admin.query(
      "select datname from pg_database where datname like 'sangden_tour_%' and not exists (select from pg_stat_activity a where a.datname = pg_database.datname)",
    )
    for (const { datname } of rows) await admin.query(`drop database if exists ${datname}`).catch(() => {})
    await admin.query(`create database ${name} encoding 'UTF8' template template0`)
  } finally {
    await admin.end()
  }
  const db = await migrated(connect(config))
  return {
    db,
    drop: async () => {
      await db.close()
      const client = new pg.Client(url ? { connectionString: url } : { ...config, database: 'postgres' })
      await client.connect()
      await client.query(`drop database if exists ${name} with (force)`)
      await client.end()
    },
  }
}
