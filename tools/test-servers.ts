import pg from 'pg'
import { bringPostgres, stopPostgres } from '../src/kernel/database/bring.ts'

export interface TestServer {
  url: string
  version: string
  /** gives the server back; stops it when no other run of the tests uses it */
  release: () => Promise<void>
}

/** Held, shared, by each run of the tests on the brought server: who gets it alone knows that nobody else is there. */
const inUse = 7737401

/** The brought PostgreSQL for tests, in a data folder of its own, kept between runs (the migrated template with it). */
export async function broughtServer(dataDir: string, say: (line: string) => void): Promise<TestServer> {
  for (let tries = 0; ; tries += 1) {
    const { socketDir, user, version } = await bringPostgres(dataDir, say)
    const url = `postgres://${user}@localhost/postgres?host=${encodeURIComponent(socketDir)}`
    const client = new pg.Client({ connectionString: url, application_name: 'sangden bin/test' })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select pg_advisory_lock_shared($1)', [inUse])
    } catch (error) {
      // another run stopped it at this very moment
      await client.end().catch(() => {})
      if (tries > 5) throw error
      continue
    }
    const release = async () => {
      await client.query('select pg_advisory_unlock_shared($1)', [inUse])
      const { rows } = await client.query('select pg_try_advisory_lock($1) as alone', [inUse])
      if (rows[0].alone) await stopPostgres(dataDir)
      await client.end().catch(() => {})
    }
    return { url, version, release }
  }
}

/**
 * A second server for the database tests, of another version: `TEST_DATABASE_URL`, or one on 127.0.0.1:5432 that lets us
 * in as root, postgres or ourselves without a password and lets us create databases.
 * @returns undefined, with the reason said, when there is none
 */
export async function otherServer(
  given: string | undefined,
  say: (line: string) => void,
): Promise<{ url: string; version: string } | undefined> {
  const here = '127.0.0.1:5432/postgres'
  const users = [...new Set(['root', 'postgres', process.env.USER ?? 'root'])]
  const urls = given ? [given] : users.map((user) => `postgres://${encodeURIComponent(user)}@${here}`)
  const reasons: string[] = []
  for (const url of urls) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query(
        `select current_setting('server_version') as version, rolsuper or rolcreatedb as creates from pg_roles where rolname = current_user`,
      )
      if (rows[0].creates) return { url, version: rows[0].version }
      reasons.push(`${url}: may not create databases`)
    } catch (error) {
      reasons.push(`${url}: ${(error as Error).message || (error as { code?: string }).code}`)
    } finally {
      await client.end().catch(() => {})
    }
  }
  for (const reason of reasons) say(reason)
  return undefined
}
