/** The kernel's door. It knows no electricity: context, time, problems, texts, CSV, database, events and jobs. */
export { type Actor, type Context, contextOf, type DB, type Relation } from './base/context.ts'
export { nextNumber } from './base/counter.ts'
export { type CsvBatch, type CsvShape, readCsv, readCsvStream } from './base/csv.ts'
export { isId, newId } from './base/ids.ts'
export {
  type BadRow,
  type ImportOptions,
  type ImportReport,
  importReport,
  type ReportBuilder,
} from './base/import-report.ts'
export { Problem, type ProblemParams, type Refusal } from './base/problem.ts'
export { catalogue, type ProblemCode } from './base/problems/index.ts'
export type { RangeSet } from './base/ranges.ts'
export * as ranges from './base/ranges.ts'
export { because, type Reason, type ReasonKey, reasonText, type Wrong } from './base/reason.ts'
export { requireFile } from './base/require-file.ts'
export { seal, unseal } from './base/seal.ts'
export { format, type Language, languages, namedIn, roomsWithTexts, say, texts } from './base/text.ts'
export * from './base/time.ts'
export { clockText, dayText, momentText, spanText } from './base/time-text.ts'
export { type Brought, bringPostgres, findPostgres, removePostgres, stopPostgres } from './database/bring.ts'
export { type As, assume, type ConnectionConfig, connect, type Database, transaction } from './database/connect.ts'
export { copyInto, copyLine } from './database/copy.ts'
export { migrate, migrations } from './database/migrate.ts'
export { checkRollUps, differences, type RollUp, rebuild, sayDiffering } from './database/roll-ups.ts'
export { installationSecret } from './database/secret.ts'
export {
  addJob,
  type Background,
  drain,
  type Event,
  type EventHandler,
  type JobHandler,
  publish,
  startWorker,
  tasksOf,
} from './outbox/outbox.ts'
