/** The door of reliability: the indices under two rule books, major event days, and what is behind a figure. */
export { checkRollUps } from './check-roll-ups.ts'
export { type CustomerLevel, type CustomerLevelQuery, customerLevelIndices } from './customer-level.ts'
export { customersBehind, type InterruptionBehind, interruptionsBehind, type StepBehind, stepsBehind } from './drill.ts'
export { type IndexRow, type Indices, indices, indicesWithStatement, type Statement } from './indices.ts'
export { dailySaidi, type MajorEventDays, type MedQuery, majorEventDays } from './med.ts'
export { type Dimension, dimensions, type IndexQuery } from './query.ts'
export { type AtLeast, type Deviation, formulas, type RuleBook, ruleBooks } from './rules.ts'
