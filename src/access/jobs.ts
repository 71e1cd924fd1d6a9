import { type Background, transaction } from '../kernel/index.ts'
import { session, tries } from './rules.ts'
import { forgetExpired } from './store.ts'

export const jobs: Background['jobs'] = {
  /** What has run out is removed: sessions, links, wrong sign-ins. */
  access_forget: async (db, _payload, { now }) => {
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) => {
      const ago = (s: number) => new Date(ctx.now.getTime() - s * 1000)
      return forgetExpired(ctx, { idle_since: ago(session.idle_s), tries: ago(tries.remembered_s) })
    })
  },
}

export const schedule: Background['schedule'] = { access_forget: '17 * * * *' }

export const events: Background['events'] = {}
