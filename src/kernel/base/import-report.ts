import { basename } from 'node:path'
import { Problem, type Refusal } from './problem.ts'

/** What every import answers (the contract of `sangden import`, and of the console's import page). */
export interface ImportReport {
  kind: string
  format: string
  read: number
  accepted: number
  refused: Refusal[]
  /** How many refused rows there were; `refused` holds at most the first `refusals_kept`. */
  refused_count: number
  created: Record<string, number>
  /** What was not understood, by class and count. */
  ignored: Record<string, number>
  warnings: string[]
}

export interface ImportOptions {
  /** Check everything, write nothing. */
  dryRun?: boolean
  /** Leave bad rows out instead of refusing the file. */
  skipBad?: boolean
  /** The corporation for rows (or formats) that name none. */
  corporation?: string
  /** Told of progress now and then: rows read so far. */
  onProgress?: (read: number) => void
}

/** A million bad rows must not fill the memory: the first thousand are kept, all are counted. */
const refusals_kept = 1000

export interface ReportBuilder {
  report: ImportReport
  refuse: (refusal: Refusal) => void
  /** Columns that nobody reads: `onIgnored` of `readCsv`. */
  ignore: (columns: readonly string[]) => void
  warn: (line: string) => void
  /** Ends the import when rows were refused and `skipBad` is not set. @throws Problem `imports/refused` */
  settle: () => ImportReport
}

export function importReport(kind: string, format: string, file: string, options: ImportOptions = {}): ReportBuilder {
  const report: ImportReport = {
    kind,
    format,
    read: 0,
    accepted: 0,
    refused: [],
    refused_count: 0,
    created: {},
    ignored: {},
    warnings: [],
  }
  return {
    report,
    refuse: (refusal) => {
      report.refused_count += 1
      if (report.refused.length < refusals_kept) report.refused.push(refusal)
    },
    ignore: (columns) => {
      for (const c of columns) report.ignored[`column ${c}`] = 1
    },
    warn: (line) => report.warnings.push(line),
    settle: () => {
      report.refused.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
      if (report.refused_count > 0 && !options.skipBad && !options.dryRun) {
        const first = report.refused[0]!
        throw new Problem(
          'imports/refused',
          {
            file: basename(file),
            count: report.refused_count,
            first: `${first.file ?? basename(file)}:${first.line ?? '?'}: ${first.field ? `${first.field}: ` : ''}${first.reason}`,
          },
          { refused: report.refused },
        )
      }
      return report
    },
  }
}
