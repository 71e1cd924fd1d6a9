/** The door of interruptions: who was without power, from when to when. */
export {
  type Correction,
  correct,
  estimate,
  extendInterruption,
  type InterruptionRef,
  type Opening,
  openInterruption,
  type Restored,
  restorePart,
} from './record.ts'
export { type Origin, origins } from './rules.ts'
