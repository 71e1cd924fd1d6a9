/** The door of the demo country. */
export { type CountryMade, customersThere, type DemoOptions, demo, usual_seed } from './demo.ts'
export { type Scene, scenes } from './living-day.ts'
export { access2017, requestColumns } from './requests.ts'
export { writeCsv } from './write-csv.ts'
