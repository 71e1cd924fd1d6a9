import pg from 'pg'
import { type Background, bringPostgres, type Database, startWorker, stopPostgres } from '../../kernel/index.ts'

interface Log {
  warn: (detail: object, message: string) => void
}

/**
 * Keeps the background worker running: it ends when the database goes away (graphile-worker then shuts its pool down),
 * and a server that serves pages but sends no notices any more would be worse than none. Waits 1 s, doubling to 30 s.
 */
export function keepWorker(db: Database, background: Background, log: Log): { stop: () => Promise<void> } {
  let stopping = false
  let wake = () => {}
  let runner: Awaited<ReturnType<typeof startWorker>> | undefined
  const running = (async () => {
    for (let wait_ms = 1000; !stopping; wait_ms = Math.min(30_000, wait_ms * 2)) {
      const began = Date.now()
      try {
        runner = await startWorker(db, background)
        await (stopping ? runner.stop() : runner.promise)
      } catch (error) {
        if (!stopping) log.warn({ err: error }, 'worker ended; starting again')
      }
      runner = undefined
      if (Date.now() - began > 60_000) wait_ms = 1000
      if (!stopping) await new Promise<void>((resolve) => (wake = resolve) && setTimeout(resolve, wait_ms).unref())
    }
  })()
  return {
    stop: async () => {
      stopping = true
      wake()
      await runner?.stop().catch(() => {}) // it may be ending by itself
      await running
    },
  }
}

const look_ms = 5000

/** Looks at the database that we brought every five seconds, and starts it again when it is gone (killed, out of memory). */
export function keepDatabase(db: Database, dataDir: string, log: Log): { stop: () => void } {
  let busy = false
  const timer = setInterval(async () => {
    if (busy) return
    busy = true
    try {
      await db.pool.query('select 1')
    } catch (error) {
      log.warn({ err: error }, 'database lost; starting it again')
      await bringPostgres(dataDir).catch((failed) => log.warn({ err: failed }, 'database did not start'))
    } finally {
      busy = false
    }
  }, look_ms)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/**
 * Stops the database that we brought, unless another process (a second server, a command) is working with it: the last
 * one out turns off the light.
 */
export async function leaveDatabase(db: Database, dataDir: string): Promise<void> {
  const { Client: _, max: __, ...config } = db.pool.options as pg.PoolConfig & { Client?: unknown }
  await db.close()
  const client = new pg.Client(config)
  client.on('error', () => {})
  try {
    await client.connect()
    // connections that we have just closed need an instant to leave the list
    for (let tries = 0; tries < 10; tries += 1) {
      const { rows } = await client.query<{ others: number }>(
        "select count(*)::integer as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
      )
      if (rows[0]!.others === 0) break
      if (tries === 9) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  } catch {
    // it is gone already, or does not answer: stopping it is right
  } finally {
    await client.end().catch(() => {})
  }
  await stopPostgres(dataDir)
}
