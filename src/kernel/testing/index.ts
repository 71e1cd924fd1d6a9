import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type Context, contextOf } from '../base/context.ts'
import { assume, connect, type Database } from '../database/connect.ts'
import { serverUrl, templateDatabase } from './scratch.ts'

export { at } from '../base/time.ts'
export { serverUrl, templateDatabase, withScratchDatabase } from './scratch.ts'

class RollBack extends Error {}

export interface Bench {
  /** The copy of the migrated database that the stories of this file run on (for tests that need to commit). */
  database: () => Database
  url: () => string
}

type Story = (name: string, now: Date, run: (ctx: Context) => Promise<void>) => void

/**
 * A group of stories on a copy of a migrated database, each in a transaction that is rolled back, under the server's
 * role with row-level security in force, seeing all corporations. The time is the story's, never the machine's.
 */
export function onDatabase(name: string, stories: (story: Story, bench: Bench) => void): void {
  describe(name, () => {
    let db: Database | undefined
    let databaseName = ''
    before(async () => {
      const copy = await makeCopy()
      db = copy.db
      databaseName = copy.name
    })
    after(async () => {
      await db?.close()
      await dropCopy(databaseName)
    })
    const story: Story = (title, now, run) => {
      it(title, async () => {
        try {
          await db!.kysely.transaction().execute(async (tx) => {
            await assume(tx, { actor: 'test', corporations: '*' })
            await run(contextOf(tx, { now, actor: 'test', corporations: '*' }))
            throw new RollBack()
          })
        } catch (error) {
          if (!(error instanceof RollBack)) throw error
        }
      })
    }
    stories(story, { database: () => db!, url: () => serverUrl(databaseName) })
  })
}

/** The same transaction seen with other eyes: other corporations, another actor or another time. */
export async function seenAs<T>(
  ctx: Context,
  as: { corporations?: '*' | readonly number[]; actor?: string; now?: Date },
  use: (ctx: Context) => Promise<T>,
): Promise<T> {
  const eyes = {
    now: as.now ?? ctx.now,
    actor: as.actor ?? ctx.actor,
    corporations: as.corporations ?? ctx.corporations,
  }
  await assume(ctx.tx, eyes)
  try {
    return await use(contextOf(ctx.tx, { ...eyes, language: ctx.language }))
  } finally {
    await assume(ctx.tx, ctx).catch(() => {}) // the transaction may have failed: then nothing can be set
  }
}

/** A committed copy for a whole test (kill tests, servers): `after` must call `drop`. */
export async function makeCopy(): Promise<{ db: Database; name: string; url: string; drop: () => Promise<void> }> {
  const template = await templateDatabase()
  const name = `sangden_test_${process.pid}_${randomBytes(4).toString('hex')}`
  const admin = new pg.Client({ connectionString: serverUrl() })
  await admin.connect()
  try {
    for (let tries = 0; ; tries++) {
      try {
        await admin.query(`create database ${name} template ${template}`)
        break
      } catch (error) {
        if ((error as { code?: string }).code !== '55006' || tries > 50) throw error
        await new Promise((r) => setTimeout(r, 100))
      }
    }
  } finally {
    await admin.end()
  }
  const db = connect({ connectionString: serverUrl(name) })
  return {
    db,
    name,
    url: serverUrl(name),
    drop: async () => {
      await db.close()
      await dropCopy(name)
    },
  }
}

async function dropCopy(name: string): Promise<void> {
  if (!name) return
  const admin = new pg.Client({ connectionString: serverUrl() })
  await admin.connect()
  await admin.query(`drop database if exists ${name} with (force)`)
  await admin.end()
}
