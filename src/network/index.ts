/** The door of network: equipment, switch positions, who loses supply when these open and those close. */
import type { RangeSet } from '../kernel/index.ts'

export {
  type Affected,
  affectedBy,
  afterSteps,
  corporationOfDevice,
  operate,
  positionsOf,
  type SwitchList,
  transformerCount,
  transformerNames,
} from './affected.ts'
export { type Candidate, deviceCandidates } from './candidates.ts'
export { type Grid, gridOf } from './grid.ts'
export { importNetwork, type NetworkImport } from './import-network.ts'
export { type Kind, kinds, phaseLetters } from './model.ts'
export { feeders, findDevices, type Picture, pictureOf } from './picture.ts'
export { readNetworkFile } from './readers/index.ts'

/** A set of transformers: the text of an int4multirange (`{[1,5),[7,9)}`); ids are numbered depth-first, so it is short. */
export type TransformerSet = RangeSet
