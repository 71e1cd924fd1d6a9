/** The network's door: the graph in memory, its trace, and the readers of networks. */
export {
  buildGraph,
  bytesOf,
  deviceName,
  deviceOf,
  dfsTransformerOrder,
  type Graph,
  nodeName,
  nodeOf,
  point_kind,
  pointOfDevice,
} from './graph.ts'
export {
  countKinds,
  type Equipment,
  type Kind,
  kinds,
  type Load,
  type NetworkModel,
  normallyClosed,
  phaseLetters,
  phaseMask,
  type Warning,
} from './model.ts'
export { readNetworkCsv } from './readers/csv.ts'
export { readOpenDss } from './readers/opendss/index.ts'
export { cloneState, type State } from './state.ts'
export { type Survey, survey } from './survey.ts'
export * from './trace.ts'
