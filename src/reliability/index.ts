/** The door of reliability: the indices under two rule books, major event days, closed months, and what is behind a figure. */
export { addRuleSet, type NewRuleSet, ruleSets } from './add-rule-set.ts'
export { type Adjustment, type Adjustments, adjustments, type Moved, type Moves, type StepSaid } from './adjustments.ts'
export { checkRollUps } from './check-roll-ups.ts'
export { closeMonth, type MonthNamed } from './close-month.ts'
export { type ClosedMonth, closedMonth, closedMonths, isClosed } from './closed-months.ts'
export { canonical, type MonthDocument, type MonthFigures, type Variant, variants } from './closing-rules.ts'
export { type CustomerLevel, type CustomerLevelQuery, customerLevelIndices } from './customer-level.ts'
export { type DataQuality, dataQuality, type SuspectWeight } from './data-quality.ts'
export { customersBehind, type InterruptionBehind, interruptionsBehind, type StepBehind, stepsBehind } from './drill.ts'
export type { ClosingNamed } from './frozen.ts'
export {
  type IndexRow,
  type Indices,
  indices,
  indicesWithStatement,
  type MovedSince,
  type RowState,
  type StatedRow,
  type Statement,
} from './indices.ts'
export { dailySaidi, type MajorEventDays, type MedQuery, majorEventDays } from './med.ts'
export { previewRules, type RulePreview, type RuleProposal } from './preview-rules.ts'
export { type Dimension, dimensions, type IndexQuery } from './query.ts'
export { reopenMonth } from './reopen-month.ts'
export { type AtLeast, type Deviation, formulas, type RuleBook, ruleBooks } from './rules.ts'
export { indicesSideBySide, type SideBySide, type SideRow } from './side-by-side.ts'
export { closingKey } from './signing.ts'
export { type Verified, verifyMonth } from './verify-month.ts'
export { type Worst, type WorstFeeder, type WorstQuery, worstFeeders } from './worst.ts'
