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
