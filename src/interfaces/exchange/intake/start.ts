import type { Database } from '../../../kernel/index.ts'
import type { Deliverer } from '../../../notices/index.ts'
import { mailSettings, startMailIntake } from './mail.ts'
import { startReplying } from './replies.ts'
import type { IntakeSettings } from './sms.ts'

/** INTAKE_CORPORATION: whose what strangers write is, where there are several corporations. */
export const intakeSettings = (env: NodeJS.ProcessEnv): IntakeSettings => ({
  corporation: env.INTAKE_CORPORATION?.trim() || undefined,
})

/** Replies to what came in, and the listener for e-mail where INTAKE_SMTP says so. */
export async function startIntake(
  db: Database,
  deliverer: Pick<Deliverer, 'reply'>,
  { env, onError }: { env: NodeJS.ProcessEnv; onError: (error: unknown) => void },
): Promise<{ stop: () => Promise<void> }> {
  const settings = env.INTAKE_SMTP ? mailSettings(env.INTAKE_SMTP) : undefined
  const mail = settings && (await startMailIntake(db, settings, { ...intakeSettings(env), onError }))
  const replying = startReplying(db, deliverer, { onError })
  return {
    stop: async () => {
      await mail?.stop()
      await replying.stop()
    },
  }
}
