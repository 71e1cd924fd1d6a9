import type { Database } from '../../../kernel/index.ts'
import type { Deliverer } from '../../../notices/index.ts'
import { mailSettings, startMailIntake } from './mail.ts'
import { startReplying } from './replies.ts'
import type { IntakeSettings } from './sms.ts'

/** INTAKE_CORPORATION: whose what strangers write is, where there are several corporations. */
export const intakeSettings = (env: NodeJS.ProcessEnv): IntakeSettings => ({
  corporation: env.INTAKE_CORPORATION?.trim() || undefined,
})

/**
 * Replies to what came in, and the listener for e-mail where INTAKE_SMTP says so. An address that cannot be listened on
 * (another process has it) stops nothing: it is told once and tried again, so that of two workers one takes over.
 * @throws RangeError saying what is wrong with INTAKE_SMTP
 */
export async function startIntake(
  db: Database,
  deliverer: Pick<Deliverer, 'reply'>,
  { env, onError, retry_ms = 10_000 }: { env: NodeJS.ProcessEnv; onError: (error: unknown) => void; retry_ms?: number },
): Promise<{ stop: () => Promise<void> }> {
  const settings = env.INTAKE_SMTP ? mailSettings(env.INTAKE_SMTP) : undefined
  let mail: Awaited<ReturnType<typeof startMailIntake>> | undefined
  let opening: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const open = async (told: boolean): Promise<void> => {
    try {
      mail = await startMailIntake(db, settings!, { ...intakeSettings(env), onError })
    } catch (error) {
      if (!told) onError(error)
      if (!stopped) timer = setTimeout(() => (opening = open(true)), retry_ms)
    }
  }
  if (settings) await (opening = open(false))
  const replying = startReplying(db, deliverer, { onError })
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await opening
      await mail?.stop()
      await replying.stop()
    },
  }
}
