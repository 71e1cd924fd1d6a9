import { type Background, day_ms, transaction } from '../../../kernel/index.ts'
import { forgetBefore } from './store.ts'

/** By how a number and a request belong together we know whose a later message is; what is older is forgotten. */
const kept_days = { messages: 90, parts: 2 }

export const jobs: Background['jobs'] = {
  /** What people wrote stands with their requests; here it is removed. */
  intake_forget: async (db, _payload, { now }) => {
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) => {
      const ago = (days: number) => new Date(ctx.now.getTime() - days * day_ms)
      return forgetBefore(ctx, ago(kept_days.messages), ago(kept_days.parts))
    })
  },
}

export const schedule: Background['schedule'] = { intake_forget: '37 3 * * *' }

export const events: Background['events'] = {}
