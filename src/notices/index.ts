/** The door of notices: telling customers, and what became of it. */
export { type Call, calls, recordCall } from './calls.ts'
export { enqueue, type NewNotice } from './enqueue.ts'
export { linkKey, personalToken, readPersonalToken } from './personal-link.ts'
export { type Kind, kinds } from './rules.ts'
export { type Encoding, segments } from './segments.ts'
export { type Summary, summaryOf, toldOf } from './told.ts'
export { type Waiting, waiting } from './waiting.ts'
export { type Deliverer, type DeliveryOptions, deliverer, startDelivering } from './worker.ts'
