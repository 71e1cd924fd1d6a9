/** An outage for tests: a planned one of the morning of 24 November 2026, on transformers 1 to 3. */
import type { OutageNow } from './source.ts'

const at = (civil: string) => new Date(`2026-11-24T${civil}:00+07:00`)

export const outageOf = (given: Partial<OutageNow>): OutageNow => ({
  corporation_id: 1,
  id: 'a',
  mark: '1',
  origin: 'planned',
  phase: 'out',
  urgent: false,
  reason: 'Thay máy biến áp',
  out_from: at('07:30'),
  back_promised: at('11:30'),
  back_first: at('11:30'),
  back_at: null,
  estimate_due: null,
  told_at: at('07:00'),
  notice: null,
  power_back_due: at('11:30'),
  changes: [],
  customers: 3000,
  customers_back: 0,
  transformers: '{[1,4)}',
  restored: [],
  outcomes: [],
  facts: [{ seq: 3, kind: 'announced', recorded_at: at('07:00') }],
  ...given,
})
