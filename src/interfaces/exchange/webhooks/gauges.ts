import { transaction } from '../../../kernel/index.ts'
import type { Gauge } from '../../server/metrics.ts'
import { counted } from './store.ts'

/** What others were told, of the last month. */
export const webhookGauges: readonly Gauge[] = [
  {
    name: 'sangden_webhook_deliveries',
    help: 'Deliveries to webhooks, of the last 30 days, by state',
    read: async (db) => {
      const states = await transaction(db, { actor: 'system', corporations: '*' }, counted)
      return states.map(({ state, n }) => ({ labels: { state }, value: n }))
    },
  },
]
