import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { migrate, migrations } from '../database/migrate.ts'

/**
 * The server that tests run on: TEST_DATABASE_URL, else 127.0.0.1:5432 as user postgres. `bin/test` names the one it
 * brought. Always a real PostgreSQL.
 */
export function serverUrl(database = 'postgres'): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres')
  url.pathname = `/${database}`
  return url.toString()
}

const adminPool = () => new pg.Pool({ connectionString: serverUrl(), max: 1 })

/** A new empty database, dropped afterwards. */
export async function withScratchDatabase<T>(
  use: (pool: pg.Pool, name: string) => Promise<T>,
  template?: string,
): Promise<T> {
  const admin = adminPool()
  const name = `sangden_scratch_${process.pid}_${randomBytes(4).toString('hex')}`
  try {
    await createDatabase(admin, name, template)
    const pool = quietPool(name)
    try {
      return await use(pool, name)
    } finally {
      await pool.end()
    }
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`).catch(() => {})
    await admin.end()
  }
}

/**
 * The name of a database that has today's migrations, made once a server and kept: its name carries a hash of the
 * migrations' text, so a changed migration makes a new one. Copies of it take about 50 ms.
 */
export async function templateDatabase(): Promise<string> {
  const hash = createHash('sha256')
  for (const m of migrations()) hash.update(readFileSync(new URL(`../../../migrations/${m.file}`, import.meta.url)))
  const name = `sangden_template_${hash.digest('hex').slice(0, 12)}`
  const admin = adminPool()
  try {
    await admin.query('select pg_advisory_lock(737374)')
    const { rowCount } = await admin.query('select from pg_database where datname = $1 and datistemplate', [name])
    if (rowCount === 0) {
      await admin.query(`drop database if exists ${name} with (force)`)
      const old = await admin.query(
        "select datname from pg_database where datname like 'sangden_template_%' and datistemplate and datname <> $1",
        [name],
      )
      for (const { datname } of old.rows) {
        // Another checkout may be using it right now: then it stays.
        await admin.query(`alter database ${datname} is_template false`).catch(() => {})
        await admin.query(`drop database ${datname}`).catch(() => {})
      }
      await admin.query(`create database ${name} encoding 'UTF8' template template0`)
      const pool = quietPool(name)
      try {
        await migrate(pool)
      } finally {
        await pool.end()
      }
      await admin.query(`alter database ${name} is_template true`)
    }
    return name
  } finally {
    await admin.query('select pg_advisory_unlock(737374)').catch(() => {})
    await admin.end()
  }
}

async function createDatabase(admin: pg.Pool, name: string, template?: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await admin.query(`create database ${name} encoding 'UTF8' template ${template ?? 'template0'}`)
      return
    } catch (error) {
      // 55006: the template is in use for an instant (autovacuum, a copy beside ours).
      if ((error as { code?: string }).code !== '55006' || tries > 50) throw error
      await new Promise((r) => setTimeout(r, 100))
    }
  }
}

function quietPool(name: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: serverUrl(name), max: 3, options: '-c timezone=Asia/Ho_Chi_Minh' })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
