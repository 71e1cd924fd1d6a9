/** The door of organisation: corporations, units and offices, the calendar and its working time. */
export { calendarOf, nthWorkingDayAfter, specialDaysBetween } from './calendar.ts'
export {
  type Corporation,
  corporationByCode,
  corporationNamed,
  corporations,
  ensureCorporation,
  requireMine,
} from './corporations.ts'
export { type DayMoved, type Declaration, declareDay, swapDays } from './declare-day.ts'
export { type Holiday, holidays } from './holidays.ts'
export { importOffices } from './import-offices.ts'
export { fromLunar, type LunarDay, tet, toLunar } from './lunar.ts'
export * as places from './places/places.ts'
export { readMonths } from './read-months.ts'
export {
  type ReferenceCompany,
  type ReferenceCorporation,
  referenceCompanies,
  referenceCorporations,
} from './reference.ts'
export { type UnitKind, unitRanks } from './rules.ts'
export { type Hours, setHours } from './set-hours.ts'
export { calendarYears, type DayKind, type SpecialDay, specialDays } from './special-days.ts'
export { type Unit, unitByCode, units, unitsByCode, unitsUnder } from './units.ts'
export {
  addWorkingDays,
  addWorkingTime,
  hoursOn,
  type Interval,
  isOpen,
  isWorkingDay,
  makeCalendar,
  type OfficeHours,
  openSeconds,
  usualHours,
  type WorkingCalendar,
  workingDaysBetween,
  workingTimeBetween,
} from './working-time.ts'
