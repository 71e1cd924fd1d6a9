/** The door of organisation: corporations, units and offices, the calendar and its working time. */
export { type Corporation, corporationByCode, corporations, ensureCorporation } from './corporations.ts'
