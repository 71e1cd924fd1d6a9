import { basename } from 'node:path'
import {
  because,
  type Context,
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
import { firstListOf, openList } from './list-store.ts'
import { phoneNumber, wrongWith } from './rules.ts'
import * as store from './store.ts'

const required = ['code', 'name', 'class', 'area', 'transformer'] as const
const optional = ['phone', 'email', 'language', 'address', 'commune', 'province', 'priority', 'monthly_kwh'] as const

/**
 * Reads customers.csv into the transaction: the rows are checked one by one on their way, the first list of a corporation
 * into tables of its own, any other into a temporary table; then against each other and the network by a few statements.
 * A customer whose code is known is brought up to date; one who moved to another transformer gets a new service point
 * from today on.
 * `options.corporation` names whose transformers are meant; without it each transformer must be known in one corporation only.
 */
export async function importCustomers(ctx: Context, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const builder = importReport(ctx, { kind: 'customers', format: 'csv', path }, options)
  const corporation = options.corporation ? await corporationByCode(ctx, options.corporation) : undefined
  if (options.corporation && !corporation)
    throw new Problem('organisation/unknown-corporation', { code: options.corporation })
  // A dry run makes no table, not even one that is gone at its end.
  const first = options.dryRun ? undefined : await firstListOf(ctx, corporation?.id)
  const incoming =
    (first === undefined ? undefined : await openList(ctx, first)) ?? (await store.openIncoming(ctx, corporation?.id))
  await stream(path, incoming, builder, options)
  for (const bad of await incoming.refused(builder.report.refused_count > 0)) builder.refuse(bad)
  const report = builder.settle()
  if (options.dryRun) {
    report.accepted = await store.countIncoming(ctx)
    return report
  }
  const made = await incoming.take(dayOf(ctx.now))
  report.accepted = made.customers + made.updated
  report.created = made
  await publish(ctx, 'customers.imported', { about: basename(path), payload: { ...made } })
  return report
}

async function stream(
  path: string,
  incoming: store.Incoming,
  builder: ReportBuilder,
  options: ImportOptions,
): Promise<void> {
  const { report, refuse, malformed, ignore } = builder
  for await (const { lines, rows } of readCsv(path, { required, optional, onRefused: malformed, onIgnored: ignore })) {
    await incoming.expect(lines[0]!, lines.at(-1)!)
    for (let i = 0; i < rows.length; i++) {
      const [code, name, klass, area, transformer, phone, email, language, address, commune, province, priority, kwh] =
        rows[i]!.map(trim) as Cells
      const wrong = wrongWith({ code, name, class: klass, area, transformer, phone, email, language }) ?? wrongKwh(kwh)
      if (wrong) {
        refuse({ line: lines[i]!, ...wrong })
        continue
      }
      incoming.add({
        line: lines[i]!,
        code,
        name,
        class: klass,
        area,
        transformer,
        phone: phone === '' ? null : phoneNumber(phone)!,
        email: orNull(email.toLowerCase()),
        language: language === '' ? 'vi' : language,
        address: orNull(address),
        commune: orNull(commune),
        province: orNull(province),
        priority: orNull(priority),
        monthly_kwh: kwh === '' ? null : Number(kwh),
      })
    }
    report.read += rows.length
    await incoming.flush()
    options.onProgress?.(report.read)
  }
}

// required and optional, in their order
type Cells = [string, string, string, string, string, string, string, string, string, string, string, string, string]

// trim() makes a new string only where there is something to trim.
const trim = (text: string): string => text.trim()
const orNull = (text: string): string | null => (text === '' ? null : text)
const wrongKwh = (text: string): Wrong | undefined =>
  text === '' || (Number.isFinite(Number(text)) && Number(text) >= 0)
    ? undefined
    : { field: 'monthly_kwh', reason: because('not-number', { value: text }) }
