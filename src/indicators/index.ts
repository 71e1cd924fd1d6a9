/** The door of indicators: energy, targets and what the group is measured by. */
export {
  type Assessed,
  assess,
  type Described,
  described,
  type MonthFigure,
  shown,
  unitWords,
  type YearFigure,
} from './assess.ts'
export { defineIndicator, definitions, type NewDefinition, type Preview, preview, withdrawIndicator } from './define.ts'
export type { Definition, Filter } from './definition-rules.ts'
export { definitionFrom } from './definition-schema.ts'
export { type EnergyFigures, type EnergyYear, energyOf } from './energy.ts'
export { importCalls } from './import-calls.ts'
export { importEnergy } from './import-energy.ts'
export { type IndicatorRow, indicators } from './indicators.ts'
export { type IndicatorPage, indicatorPage } from './page.ts'
export { type Compared, compared, importPublished, shippedFigures } from './published.ts'
export { notice, registry } from './registry.ts'
export * as reports from './reports/index.ts'
export { type RowsBehind, rowsBehind } from './rows.ts'
export { satisfaction } from './satisfaction.ts'
export { type NewTarget, setTarget } from './set-target.ts'
