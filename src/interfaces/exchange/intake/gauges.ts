import { transaction } from '../../../kernel/index.ts'
import type { Gauge } from '../../server/metrics.ts'
import { countByKind } from './store.ts'

/** What came in by SMS and e-mail: bounces, machines and floods are seen here, they make nothing else. */
export const intakeGauges: readonly Gauge[] = [
  {
    name: 'sangden_intake_messages_day',
    help: 'Messages of customers in the last 24 hours by channel and by what became of them',
    read: async (db) => {
      const counted = await transaction(db, { actor: 'system', corporations: '*' }, countByKind)
      return counted.map(({ channel, became, n }) => ({ labels: { channel, became }, value: n }))
    },
  },
]
