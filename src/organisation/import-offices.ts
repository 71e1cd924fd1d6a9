import { basename } from 'node:path'
import { sql } from 'kysely'
import {
  because,
  type Context,
  copyLine,
  type ImportOptions,
  type ImportReport,
  importReport,
  publish,
  type ReportBuilder,
  readCsv,
  type Wrong,
} from '../kernel/index.ts'
import { ensureCorporation } from './corporations.ts'
import { kindOf, type OfficeRow, outsideVietNam, timeOf, unitRanks, wrongWith } from './rules.ts'
import * as store from './store.ts'

const required = ['code', 'kind', 'name', 'corporation'] as const
const optional = ['parent', 'address', 'lon', 'lat', 'phone', 'opens', 'closes'] as const

const plural = { company: 'companies', unit: 'units', office: 'offices', care_centre: 'care_centres' } as const

/**
 * Reads offices.csv into the transaction: rows are checked one by one on their way into a temporary table, then against
 * each other and what is known by a few statements, then written by two. A unit whose code is known is brought up to
 * date. A new corporation is created only where the transaction sees all of them, which is an administrator's.
 * Rows of kind `corporation` name one and its hotline; a `group` row is read and has nothing to write.
 */
export async function importOffices(ctx: Context, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const builder = importReport(ctx, { kind: 'offices', format: 'csv', path }, options)
  const { report } = builder
  const file = basename(path)
  await sql`savepoint offices`.execute(ctx.tx)
  const named = await stream(ctx, path, builder, options)
  const refuse = ({ count, first }: store.Refused) => {
    for (const refusal of first) builder.refuse(refusal)
    report.refused_count += count - first.length
  }
  for (const refused of await store.refuseIncoming(ctx)) refuse(refused)
  for (const { code, id } of await store.incomingCorporations(ctx)) {
    if (ctx.corporations === '*' || (id !== null && ctx.corporations.includes(id))) continue
    refuse(await store.refuseCorporation(ctx, code))
  }
  // a refused file ends here, with nothing written
  builder.settle()

  for (const code of new Set([...named.keys(), ...(await store.incomingCorporations(ctx)).map((c) => c.code)]))
    if ((await ensureCorporation(ctx, code)).created) builder.newCorporation(code)
  for (const [code, { name, hotline }] of named) await store.nameCorporation(ctx, { code, name, hotline })
  const created: Record<string, number> = { corporations: report.created.corporations ?? 0 }
  for (const name of Object.values(plural)) created[name] = 0
  created.updated = 0
  report.accepted = named.size
  for (const { kind, created: isNew, count } of await store.takeIncoming(ctx)) {
    created[isNew ? plural[kind as keyof typeof plural] : 'updated'] += count
    report.accepted += count
  }
  report.created = created
  if (options.dryRun) await sql`rollback to savepoint offices`.execute(ctx.tx)
  else await publish(ctx, 'organisation.offices_imported', { about: file, payload: { ...created } })
  return report
}

type Named = Map<string, { name: string; hotline: string | null }>

/** Rows that are right by themselves go into the temporary table; corporations that the file names come back. */
async function stream(ctx: Context, path: string, builder: ReportBuilder, options: ImportOptions): Promise<Named> {
  const { report, refuse, warn } = builder
  const named: Named = new Map()
  let abroad = 0
  const copy = await store.makeIncoming(ctx)
  for await (const { lines, rows } of readCsv(path, {
    required,
    optional,
    onRefused: builder.malformed,
    onIgnored: builder.ignore,
  })) {
    let text = ''
    for (let i = 0; i < rows.length; i++) {
      const row = rowOf(rows[i], options.corporation)
      const wrong =
        wrongWith(row) ?? (kindOf(row.kind) === 'corporation' ? wrongCorporation(ctx, row, named) : undefined)
      if (wrong) {
        refuse({ line: lines[i], ...wrong })
        continue
      }
      const kind = kindOf(row.kind)!
      if (kind === 'group') {
        report.ignored.group = (report.ignored.group ?? 0) + 1
      } else if (kind === 'corporation') {
        named.set(row.code, { name: row.name, hotline: row.phone || null })
      } else {
        const lon = row.lon === '' ? null : Number(row.lon)
        const lat = row.lat === '' ? null : Number(row.lat)
        if (lon !== null && lat !== null && outsideVietNam(lon, lat)) abroad++
        text += copyLine([
          lines[i],
          row.corporation,
          kind,
          unitRanks[kind],
          row.code,
          row.name,
          // right under the corporation (or the group): no parent among the units
          row.parent === '' || row.parent === row.corporation || row.parent === 'EVN' ? null : row.parent,
          row.address || null,
          lon,
          lat,
          row.phone || null,
          timeOf(row.opens) ?? null,
          timeOf(row.closes) ?? null,
        ])
      }
    }
    report.read += rows.length
    if (text !== '') await copy.write(text)
    options.onProgress?.(report.read)
  }
  await copy.end()
  if (abroad > 0) warn('warning.abroad', { count: abroad })
  return named
}

const fields = [...required, ...optional]

function rowOf(cells: readonly string[], corporation: string | undefined): OfficeRow {
  const row = Object.fromEntries(fields.map((field, i) => [field, cells[i].trim()])) as OfficeRow
  const kind = kindOf(row.kind)
  // a corporation's (and the group's) own row may leave the column empty: it is its code
  if (kind === 'corporation' || kind === 'group') return { ...row, corporation: row.code }
  return row.corporation === '' && corporation ? { ...row, corporation } : row
}

function wrongCorporation(ctx: Context, { code }: OfficeRow, named: Named): Wrong | undefined {
  if (named.has(code)) return { field: 'code', reason: because('named-twice', { value: code }) }
  if (ctx.corporations !== '*') return { field: 'kind', reason: because('office.all-only') }
  return undefined
}
