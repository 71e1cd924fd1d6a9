import { basename } from 'node:path'
import type { Context } from './context.ts'
import { Problem, type Refusal } from './problem.ts'
import { because, type Reason, type ReasonKey, reasonText, type Wrong } from './reason.ts'

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

/** A row that an importer refuses: of the file that is read where it names no other (an include, a redirect). */
export interface BadRow extends Partial<Pick<Wrong, 'field'>> {
  file?: string
  line?: number
  reason: Reason
}

export interface ReportBuilder {
  report: ImportReport
  refuse: (row: BadRow) => void
  /** A record that is none (`onRefused` of `readCsv`): read, and refused. */
  malformed: (row: BadRow) => void
  /** Columns that nobody reads: `onIgnored` of `readCsv`. */
  ignore: (columns: readonly string[]) => void
  warn: (key: ReasonKey, params?: Record<string, unknown>) => void
  /** A corporation that was not known: counted, and told whether it was created or would be. */
  newCorporation: (code: string) => void
  /** Ends the import when rows were refused and `skipBad` is not set. @throws Problem `imports/refused` */
  settle: () => ImportReport
}

/** The report of an import, in the language of `ctx`, as it grows. `path`: what is read; refusals name it without its folder. */
export function importReport(
  ctx: Pick<Context, 'language'>,
  { kind, format, path }: { kind: string; format: string; path: string },
  options: ImportOptions = {},
): ReportBuilder {
  const file = basename(path)
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
  const warn: ReportBuilder['warn'] = (key, params) => {
    report.warnings.push(reasonText(because(key, params), ctx.language))
  }
  const refuse: ReportBuilder['refuse'] = (row) => {
    report.refused_count += 1
    if (report.refused.length >= refusals_kept) return
    report.refused.push({ file, ...row, reason: reasonText(row.reason, ctx.language) })
  }
  return {
    report,
    refuse,
    malformed: (row) => {
      report.read += 1
      refuse(row)
    },
    ignore: (columns) => {
      for (const c of columns) report.ignored[`column ${c}`] = 1
    },
    warn,
    newCorporation: (code) => {
      report.created.corporations = (report.created.corporations ?? 0) + 1
      warn(options.dryRun ? 'warning.corporation-would' : 'warning.corporation-new', { code })
    },
    settle: () => {
      report.refused.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
      if (report.refused_count > 0 && !options.skipBad && !options.dryRun) {
        const first = report.refused[0]!
        throw new Problem(
          'imports/refused',
          {
            file,
            count: report.refused_count,
            first: `${first.file ?? file}:${first.line ?? '?'}: ${first.field ? `${first.field}: ` : ''}${first.reason}`,
          },
          { refused: report.refused },
        )
      }
      return report
    },
  }
}
