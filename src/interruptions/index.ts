/** The door of interruptions: who was without power, from when to when. */
export { changeExcludedCauses, excludedCauses, type ListChange, listedNow } from './excluded-causes.ts'
export { type BackInTime, backInTime, type StepFigure, stepFigures } from './figures.ts'
export { interruptionsOf, type StepOfCustomer, type StepRow, stepsOf } from './find.ts'
export { importCustomersServed } from './import-customers-served.ts'
export { importInterruptions } from './import-interruptions.ts'
export * from './outage-shown.ts'
export {
  type Correction,
  correct,
  correctImported,
  estimate,
  extendInterruption,
  type InterruptionRef,
  type Opening,
  openInterruption,
  type Restored,
  restorePart,
} from './record.ts'
export { type Origin, origins, type Suspicion, suspicions } from './rules.ts'
export { type SuspectFilter, type SuspectStep, suspectSteps, suspects } from './suspects.ts'
