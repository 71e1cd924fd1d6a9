/** The door of requests: what customers ask for, each with its limit. Each verb is one transaction. */
export { answer } from './answer.ts'
export { assign } from './assign.ts'
export { attach, attachment, attachment_bytes_max } from './attach.ts'
export { byCode, type Tracked } from './by-code.ts'
export {
  addService,
  type Catalogue,
  type CatalogueRow,
  catalogueOf,
  type NewService,
  type Service,
  services,
} from './catalogue.ts'
export type { Seen } from './check.ts'
export { checkRollUps } from './check-roll-ups.ts'
export { claim } from './claim.ts'
export { type Closing, close } from './close.ts'
export { comment } from './comment.ts'
export { complete } from './complete.ts'
export { customerSays } from './customer-says.ts'
export { type Chain, chains, type Level, setChain } from './escalation.ts'
export { type RequestFigure, type RequestSum, requestFigures, requestSums } from './figures.ts'
export { type ClaimListed, claims, type PausedShare, pausedShare } from './honesty.ts'
export { importRequests } from './import-requests.ts'
export { type Listed, type ListQuery, list } from './list.ts'
export { dueSoon, type Forecast, forecast, type Load, load } from './load.ts'
export { duplicates, merge } from './merge.ts'
export { move } from './move.ts'
export { obstacle } from './obstacle.ts'
export { pause } from './pause.ts'
export { type NewRequest, type Received, receive } from './receive.ts'
export { reclassify } from './reclassify.ts'
export { rehearse } from './rehearse.ts'
export { release } from './release.ts'
export { reopen } from './reopen.ts'
export { resume } from './resume.ts'
export { review } from './review.ts'
export { type Channel, channels, type Outcome, outcomes, type State, states, type Verb, verbs } from './rules.ts'
export { type Shown, show } from './show.ts'
export { dimensions, type StatsQuery, type StatsRow, stats } from './stats.ts'
export { step } from './step.ts'
export type { AttachmentRow, Contact, RequestRow } from './store.ts'
export { readTrackingCode } from './tracking-code.ts'
export { withdraw } from './withdraw.ts'
