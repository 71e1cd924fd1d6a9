/** The door of surveys: what customers think, with its error. */
export { type EstimateQuery, type EstimateRow, estimate } from './estimate.ts'
export { type Answer, type Estimate, estimateOf } from './estimate-rules.ts'
export { type AnswerFigure, answerFigures, group_min, type SheetFigure, sheetFigures } from './figures.ts'
export { importSatisfaction } from './import-satisfaction.ts'
