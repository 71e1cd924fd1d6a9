import { basename } from 'node:path'
import {
  type BadRow,
  because,
  type Context,
  copyInto,
  copyLine,
  dayOf,
  type ImportOptions,
  type ImportReport,
  importReport,
  Problem,
  publish,
  type ReportBuilder,
  readCsv,
  type Wrong,
} from '../kernel/index.ts'
import { corporationByCode } from '../organisation/index.ts'
import { phoneNumber, wrongWith } from './rules.ts'
import * as store from './store.ts'

const required = ['code', 'name', 'class', 'area', 'transformer'] as const
const optional = ['phone', 'email', 'language', 'address', 'commune', 'province', 'priority', 'monthly_kwh'] as const

/**
 * Reads customers.csv into the transaction: the rows are checked one by one on their way into a temporary table, then
 * against each other and the network by a few statements, then written by a few more. A customer whose code is known
 * is brought up to date; one who moved to another transformer gets a new service point from today on.
 * `options.corporation` names whose transformers are meant; without it each transformer must be known in one corporation only.
 */
export async function importCustomers(ctx: Context, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const builder = importReport(ctx, { kind: 'customers', format: 'csv', path }, options)
  const corporation = options.corporation ? await corporationByCode(ctx, options.corporation) : undefined
  if (options.corporation && !corporation)
    throw new Problem('organisation/unknown-corporation', { code: options.corporation })
  await store.makeIncoming(ctx)
  await stream(ctx, path, builder, options)
  const file = basename(path)
  for (const bad of await store.refuseIncoming(ctx, corporation?.id)) builder.refuse(bad)
  const report = builder.settle()
  if (options.dryRun) {
    report.accepted = await store.countIncoming(ctx)
    return report
  }
  const made = await store.takeIncoming(ctx, dayOf(ctx.now))
  report.accepted = made.customers + made.updated
  report.created = made
  await publish(ctx, 'customers.imported', { about: file, payload: { ...made } })
  return report
}

async function stream(ctx: Context, path: string, builder: ReportBuilder, options: ImportOptions): Promise<void> {
  const { report, refuse } = builder
  const copy = await copyInto(ctx.tx, store.incoming)
  const onRefused = (row: BadRow) => {
    report.read += 1
    refuse(row)
  }
  for await (const { lines, rows } of readCsv(path, { required, optional, onRefused, onIgnored: builder.ignore })) {
    let text = ''
    for (let i = 0; i < rows.length; i++) {
      const [code, name, klass, area, transformer, phone, email, language, address, commune, province, priority, kwh] =
        rows[i]!.map(trim) as [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
      const wrong = wrongWith({ code, name, class: klass, area, transformer, phone, email, language }) ?? wrongKwh(kwh)
      if (wrong) {
        refuse({ line: lines[i]!, ...wrong })
        continue
      }
      text += copyLine([
        lines[i]!,
        code,
        name,
        klass,
        area,
        transformer,
        phone === '' ? null : phoneNumber(phone)!,
        orNull(email.toLowerCase()),
        language === '' ? 'vi' : language,
        orNull(address),
        orNull(commune),
        orNull(province),
        orNull(priority),
        kwh === '' ? null : Number(kwh),
      ])
    }
    report.read += rows.length
    if (text !== '') await copy.write(text)
    options.onProgress?.(report.read)
  }
  await copy.end()
}

// trim() makes a new string only where there is something to trim.
const trim = (text: string): string => text.trim()
const orNull = (text: string): string | null => (text === '' ? null : text)
const wrongKwh = (text: string): Wrong | undefined =>
  text === '' || (Number.isFinite(Number(text)) && Number(text) >= 0)
    ? undefined
    : { field: 'monthly_kwh', reason: because('not-number', { value: text }) }
