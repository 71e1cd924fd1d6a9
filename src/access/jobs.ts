import { type Background, transaction } from '../kernel/index.ts'
import { session, tries } from './rules.ts'
import { forgetExpired } from './store.ts'

/** What has run out is removed once an hour: sessions, links, wrong sign-ins. */
export const background: Background = {
  events: {},
  jobs: {
    access_forget: async (db, _payload, { now }) => {
      await transaction(db, { actor: 'system', corporations: '*', now: now() }, (ctx) => {
        const ago = (s: number) => new Date(ctx.now.getTime() - s * 1000)
        return forgetExpired(ctx, { idle_since: ago(session.idle_s), tries: ago(tries.remembered_s) })
      })
    },
  },
  schedule: { access_forget: '17 * * * *' },
}
