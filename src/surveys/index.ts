/** The door of surveys: what customers think, with its error. */
export {
  answerByLink,
  answerBySms,
  type Invitation,
  invitation,
  type Link,
  recordAnswer,
  recordRefusal,
  type SmsAnswer,
} from './answer.ts'
export {
  type AnswersRow,
  addTopic,
  answerDimensions,
  answers,
  type Between,
  type Said,
  type Topics,
  texts,
  topics,
} from './answers.ts'
export { answer_path, ask, type Happened } from './ask.ts'
export { type AsksAbout, asksAbout } from './ask-rules.ts'
export { type EstimateQuery, type EstimateRow, estimate } from './estimate.ts'
export { type Answer, type Estimate, estimateOf, type TargetState, targetStates } from './estimate-rules.ts'
export { type AnswerFigure, answerFigures, group_min, type SheetFigure, sheetFigures } from './figures.ts'
export { importSatisfaction } from './import-satisfaction.ts'
export { type NewSurvey, plan, type ShownSurvey } from './plan.ts'
export { type Response, type ResponseStratum, response } from './response.ts'
export { drawSample, inviteSample, proveSample, surveys, type Which } from './sample.ts'
export { addAskRule, addQuestionnaire, addReportingRule, type NewAskRule } from './set-rules.ts'
