import { type Background, transaction } from '../kernel/index.ts'
import { refreshSearch } from './search-store.ts'

export const jobs: Background['jobs'] = {
  /** Each night too: what another way than an import changed is found the next morning at the latest. */
  customers_search: async (db, _payload, { now }) => {
    await transaction(db, { actor: 'system', corporations: '*', now: now() }, refreshSearch)
  },
}

export const schedule: Background['schedule'] = { customers_search: '17 19 * * *' }

export const events: Background['events'] = {
  'customers.imported': {
    customers_search: async (ctx) => {
      await refreshSearch(ctx)
    },
  },
}
