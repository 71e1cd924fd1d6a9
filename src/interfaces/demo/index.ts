/** The door of the demo country. */
export { type CountryMade, customersThere, type DemoOptions, demo, usual_seed } from './demo.ts'
export { type Scene, scenes } from './living-day.ts'
