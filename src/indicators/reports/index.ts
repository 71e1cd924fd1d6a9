/** The door of reports: a period of a corporation, of the group or of a province, as a file. */
export type { Document, Section } from './document.ts'
export { type Format, fileName, formatNames, formats, write } from './formats.ts'
export { addOrder, endOrder, type NewOrder, orders, type ReportOrder } from './orders.ts'
export { type ReportQuery, reportOf } from './report.ts'
export { sendReport } from './send.ts'
