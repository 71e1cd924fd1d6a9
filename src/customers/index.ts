/** The door of customers: who is supplied by what from when to when, and how each wants to be told. */
export { customersByFeeder, servedByMonth } from './counts.ts'
export {
  addressesOf,
  byCode,
  byId,
  byPhone,
  type Customer,
  contactsAt,
  contactsOf,
  type Reader,
  readersOf,
  transformersOf,
} from './find.ts'
export { customersFromLoads } from './from-loads.ts'
export { importCustomers } from './import-customers.ts'
export {
  countAt,
  largeAt,
  type Point,
  type PriorityCustomer,
  pointsAt,
  priorityAt,
  type Recipient,
  recipientsAt,
} from './recipients.ts'
export { type ChannelName, channels, isEmail, languagesByNumber, maskedPhone, phoneNumber } from './rules.ts'
export { searchCustomers } from './search.ts'
export { refreshSearch } from './search-store.ts'
