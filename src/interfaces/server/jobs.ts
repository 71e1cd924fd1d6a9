import { type Background, transaction } from '../../kernel/index.ts'
import { kept_s } from './idempotency.ts'

export const jobs: Background['jobs'] = {
  /** Answers that are no longer given again are removed. */
  server_forget: async (db, _payload, { now }) => {
    const before = new Date(now().getTime() - kept_s * 1000)
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) =>
      ctx.tx.deleteFrom('kernel.idempotency').where('made_at', '<', before).execute(),
    )
  },
}

export const schedule: Background['schedule'] = { server_forget: '43 * * * *' }

export const events: Background['events'] = {}
