/** The door of promises: the ledger. It is passive: the owner of a promise makes it and settles it with evidence. */
export { type KeptInMonth, keptByMonth, type PromiseParts, promisesAbout } from './about.ts'
export { correct } from './correct.ts'
export { correctAbout } from './correct-about.ts'
export { type PromiseFigure, promiseFigures } from './figures.ts'
export { make, type NewPromise } from './make.ts'
export { moveDues } from './move-dues.ts'
export {
  type CustomerPart,
  customerPart,
  type ListQuery,
  list,
  ofOutage,
  type PromisePage,
  type PromiseRow,
  page,
  type State,
  states,
} from './read.ts'
export { type Outcome, outcomeAt, outcomes } from './rules.ts'
export { type Evidence, release, type Settlement, settle, settleAbout } from './settle.ts'
export { settleByClock } from './settle-by-clock.ts'
export { PromiseStanding, standingsOf } from './standing.ts'
