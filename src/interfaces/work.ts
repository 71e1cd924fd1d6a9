import { type Database, drain, transaction } from '../kernel/index.ts'
import { deliverer } from '../notices/index.ts'
import { settleByClock } from '../promises/index.ts'
import { sendReplies } from './exchange/intake/replies.ts'
import { smsIntake } from './exchange/intake/sms.ts'
import { intakeSettings } from './exchange/intake/start.ts'
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
  const worker = await deliverer(db, {
    dataDir,
    now,
    onMessage: smsIntake(db, { now, ...intakeSettings(process.env) }),
  })
  try {
    let messages = 0
    for (let more = -1; more !== 0; messages += more) more = await worker.once()
    await sendReplies(db, worker, now)
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) => settleByClock(ctx, 1000))
    return { messages }
  } finally {
    await worker.stop()
  }
}
