/** The door of customers: who is supplied by what from when to when, and how each wants to be told. */
export { addressesOf, byCode, byId, byPhone, type Customer, transformersOf } from './find.ts'
export { importCustomers } from './import-customers.ts'
export { countAt, largeAt, type Point, pointsAt, type PriorityCustomer, priorityAt, type Recipient, recipientsAt } from './recipients.ts'
export { type ChannelName, channels, isEmail, languagesByNumber, maskedPhone, phoneNumber } from './rules.ts'
