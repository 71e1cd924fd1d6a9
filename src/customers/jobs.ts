import { type Background, transaction } from '../kernel/index.ts'
import { gatherStatistics } from './list-store.ts'
import { refreshSearch } from './search-store.ts'

export const jobs: Background['jobs'] = {
  /** Each night too: what another way than an import changed is found the next morning at the latest. */
  customers_search: async (db, _payload, { now }) => {
    const as = { actor: 'system', corporations: '*' as const, now: now() }
    await transaction(db, as, refreshSearch)
    await transaction(db, as, gatherStatistics)
  },
}

export const schedule: Background['schedule'] = { customers_search: '17 19 * * *' }

export const events: Background['events'] = {
  'customers.imported': {
    customers_search: async (ctx) => {
      await refreshSearch(ctx)
      await gatherStatistics(ctx)
    },
  },
}
