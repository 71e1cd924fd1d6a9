import { readdirSync, readFileSync } from 'node:fs'
import { Logger, runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { Problem } from '../base/problem.ts'

const folder = new URL('../../../migrations/', import.meta.url)

export interface Migration {
  number: number
  file: string
}

/** The migrations of this software, in order. `migrations/NEWEST` names the last, so that two branches collide in git. */
export function migrations(): Migration[] {
  const found = readdirSync(folder)
    .filter((f) => /^\d{4}_.+\.sql$/.test(f))
    .sort()
    .map((file) => ({ number: Number(file.slice(0, 4)), file }))
  const newest = Number(readFileSync(new URL('NEWEST', folder), 'utf8'))
  found.forEach((m, i) => {
    if (m.number !== i + 1) throw new Error(`migrations/${m.file}: number ${i + 1} expected`)
  })
  if (found.at(-1)?.number !== newest)
    throw new Error(`migrations/NEWEST says ${newest}, the folder ends at ${found.at(-1)?.number}`)
  return found
}

/**
 * Brings a database to this software's schema: forward only, each migration in its own transaction, one process at a
 * time (advisory lock). Returns how many ran.
 * @throws Problem `kernel/database-newer` when the database was migrated by a newer software
 */
export async function migrate(pool: pg.Pool, say: (line: string) => void = () => {}): Promise<number> {
  const known = migrations()
  const client = await pool.connect()
  try {
    const at = await versionOf(client)
    if (at === known.length) return 0
    if (at > known.length) throw new Problem('kernel/database-newer', { found: at, known: known.length })
    await client.query('select pg_advisory_lock(737373)')
    try {
      await client.query(
        'create table if not exists public.sangden_migration (number integer primary key, file text not null, at timestamptz not null default now()); grant select on public.sangden_migration to public',
      )
      const done = await versionOf(client)
      for (const m of known.slice(done)) {
        say(m.file)
        await client.query('begin')
        try {
          await client.query(readFileSync(new URL(m.file, folder), 'utf8'))
          await client.query('insert into public.sangden_migration (number, file) values ($1, $2)', [m.number, m.file])
          await client.query('commit')
        } catch (error) {
          await client.query('rollback')
          throw new Error(`migrations/${m.file}: ${(error as Error).message}`, { cause: error })
        }
      }
      await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) })
      return known.length - done
    } finally {
      await client.query('select pg_advisory_unlock(737373)')
    }
  } finally {
    client.release()
  }
}

async function versionOf(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query("select to_regclass('public.sangden_migration') is not null as there")
  if (!rows[0].there) return 0
  const { rows: last } = await client.query(
    'select coalesce(max(number), 0)::integer as number from public.sangden_migration',
  )
  return last[0].number
}
