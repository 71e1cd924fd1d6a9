/** The door of indicators: energy, targets and what the group is measured by. */
export { importEnergy } from './import-energy.ts'
export { type IndicatorRow, indicators } from './indicators.ts'
export { notice, registry } from './registry.ts'
