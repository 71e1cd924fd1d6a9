import { type Background, day_ms, transaction } from '../../../kernel/index.ts'
import { allowedBy } from './address.ts'
import { hear } from './hear.ts'
import { eventTypes, sources } from './rules.ts'
import { sendDue } from './send.ts'
import { forgetBefore } from './store.ts'

const kept_days = 30

export const events: Background['events'] = Object.fromEntries(
  eventTypes.map((type) => [sources[type], { webhooks: hear(type) }]),
)

export const jobs: Background['jobs'] = {
  webhooks_send: (db, _payload, { now }) => sendDue(db, { now, allowed: allowedBy(process.env) }),
  /** What was sent is looked up for a month; what could not be sent in that time is of no use. */
  webhooks_forget: (db, _payload, { now }) =>
    transaction(db, { actor: 'system', corporations: '*', now: now() }, async (ctx) => {
      await forgetBefore(ctx, new Date(ctx.now.getTime() - kept_days * day_ms))
    }),
}

// every minute: what a worker that died had in hand, and attempts that are due
export const schedule: Background['schedule'] = { webhooks_send: '* * * * *', webhooks_forget: '17 3 * * *' }
