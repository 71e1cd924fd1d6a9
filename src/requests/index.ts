/** The door of requests: what customers ask for, each with its limit. Each verb is one transaction. */
export {
  addService,
  type Catalogue,
  type CatalogueRow,
  catalogueOf,
  type NewService,
  type Service,
  services,
} from './catalogue.ts'
export { type RequestFigure, type RequestSum, requestFigures, requestSums } from './figures.ts'
export { importRequests } from './import-requests.ts'
export { dimensions, type StatsQuery, type StatsRow, stats } from './stats.ts'
