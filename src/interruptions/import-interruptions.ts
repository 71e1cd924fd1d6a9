import { basename } from 'node:path'
import {
  type Context,
  copyInto,
  copyLine,
  type ImportOptions,
  type ImportReport,
  importReport,
  publish,
  type ReportBuilder,
  readCsv,
} from '../kernel/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { checkStep, type StepText } from './rules.ts'
import * as store from './store.ts'
import { countSuspects } from './suspects.ts'

const required = [
  'interruption',
  'step',
  'corporation',
  'feeder',
  'origin',
  'cause',
  'excluded',
  'out_at',
  'restored_at',
  'customers',
] as const
const optional = ['etr_first', 'etr_last'] as const

/**
 * Reads interruptions.csv into the transaction: each row is checked by itself on its way into a temporary table, then
 * against the others and what is known by a few statements, then written by a few more.
 *
 * A row that is known already and says the same is `unchanged`; one that says otherwise corrects the step by adding a
 * version. Rows that cannot be facts are refused; rows that are merely impossible are taken and counted as suspect in the
 * warnings. `restored_at` empty: still out. `excluded` empty: the dated list of excluded causes decides.
 */
export async function importInterruptions(
  ctx: Context,
  path: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const builder = importReport(ctx, { kind: 'interruptions', format: 'csv', path }, options)
  const { report } = builder
  const file = basename(path)
  await store.makeIncoming(ctx)
  await stream(ctx, path, builder, options)
  await corporationsOf(ctx, builder, options)
  for (const bad of await store.refuseIncoming(ctx)) builder.refuse(bad)
  builder.settle()
  report.accepted = await store.countIncoming(ctx)
  if (options.dryRun) return report
  const taken = await store.takeIncoming(ctx, `import ${file}`)
  report.created = { ...report.created, ...taken }
  const suspects = await countSuspects(ctx, store.incomingInterruptions(ctx))
  for (const { reason, steps } of suspects) builder.warn(`warning.${reason}`, { count: steps })
  await publish(ctx, 'interruptions.imported', { about: file, payload: { ...taken } })
  return report
}

async function stream(ctx: Context, path: string, builder: ReportBuilder, options: ImportOptions): Promise<void> {
  const { report, refuse } = builder
  const copy = await copyInto(ctx.tx, store.incomingColumns)
  const names = [...required, ...optional]
  for await (const { lines, rows } of readCsv(path, {
    required,
    optional,
    onRefused: builder.malformed,
    onIgnored: builder.ignore,
  })) {
    let text = ''
    for (let i = 0; i < rows.length; i++) {
      const cells = rows[i]!
      const row = {} as Record<(typeof names)[number], string>
      for (let c = 0; c < names.length; c++) row[names[c]!] = cells[c]!.trim()
      if (row.corporation === '' && options.corporation) row.corporation = options.corporation
      const step = checkStep(row as StepText)
      if ('reason' in step) {
        refuse({ line: lines[i]!, ...step })
        continue
      }
      text += copyLine([
        lines[i]!,
        row.corporation,
        row.interruption,
        step.step_no,
        row.feeder,
        row.origin,
        row.cause,
        step.excluded,
        step.out_at.toISOString(),
        step.restored_at?.toISOString() ?? null,
        step.customers,
        step.etr_first?.toISOString() ?? null,
        step.etr_last?.toISOString() ?? null,
      ])
    }
    report.read += rows.length
    if (text !== '') await copy.write(text)
    options.onProgress?.(report.read)
  }
  await copy.end()
}

/** An import that sees all corporations may name a new one: it is created (a dry run only says so). */
async function corporationsOf(ctx: Context, builder: ReportBuilder, options: ImportOptions): Promise<void> {
  if (ctx.corporations === '*') {
    for (const code of await store.newCorporations(ctx)) {
      builder.newCorporation(code)
      if (!options.dryRun) await ensureCorporation(ctx, code)
    }
  }
  await store.resolveIncoming(ctx)
}
