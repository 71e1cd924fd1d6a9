import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** A process with the project's own code: `script` is a path from the project's folder. */
export function child(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(`../../${script}`, import.meta.url)), ...args],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } },
  )
}

/** Resolves when the process is gone, with its exit code; null when a signal ended it. */
export const ended = (process: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    if (process.exitCode !== null || process.signalCode !== null) return resolve(process.exitCode)
    process.once('error', reject)
    process.once('exit', resolve)
  })

/** A connection of the test's own, which no `serverIsRid` waits for. */
export async function watcher(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'watcher' })
  await client.connect()
  return client
}

/** Asks until the answer is not undefined. */
export async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const since = Date.now(); Date.now() - since < 150_000; ) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`never came: ${what}`)
}

/** Until the server has noticed that the process is dead, and rolled back what it was at. `mine`: processes of the server that are the test's. */
export const serverIsRid = (watch: pg.Client, mine: readonly number[] = []): Promise<true> =>
  until('the end of the dead process in the server', async () => {
    const { rows } = await watch.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'sangden' and pid <> all ($1::integer[])`,
      [mine],
    )
    return rows.length === 0 ? true : undefined
  })

/** Numbers in [0, 1) that are the same at each run (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
