import type { Document } from './document.ts'

/** A report as data: what every other format shows, with the formulas by which columns follow from each other. */
export const json = (report: Document): Buffer => Buffer.from(`${JSON.stringify(report, null, 2)}\n`, 'utf8')
