import { type Database, drain, transaction } from '../kernel/index.ts'
import { deliverer } from '../notices/index.ts'
import { settleByClock } from '../promises/index.ts'
import { backgroundIn } from './server/rooms.ts'

/**
 * Everything that is due, once: background jobs, messages, deadlines. For the command line beside no server, and for the
 * tour, whose clock is its own.
 */
export async function workOnce(
  db: Database,
  dataDir: string,
  options: { now?: () => Date } = {},
): Promise<{ messages: number }> {
  const now = options.now ?? (() => new Date())
  await drain(db, backgroundIn(dataDir))
  const worker = await deliverer(db, { dataDir, now })
  try {
    let messages = 0
    for (let more = -1; more !== 0; messages += more) more = await worker.once()
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) => settleByClock(ctx, 1000))
    return { messages }
  } finally {
    await worker.stop()
  }
}
