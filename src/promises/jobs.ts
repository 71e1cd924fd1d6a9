import { type Background, transaction } from '../kernel/index.ts'
import { settleByClock } from './settle-by-clock.ts'

const batch = 1000

export const jobs: Background['jobs'] = {
  /** Deadlines that passed, until there are none left; each batch is a transaction of its own. */
  promises_settle_by_clock: async (db, _payload, { now }) => {
    const settle = () =>
      transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) => settleByClock(ctx, batch))
    while ((await settle()) === batch);
  },
}

export const schedule: Background['schedule'] = { promises_settle_by_clock: '* * * * *' }

export const events: Background['events'] = {}
