import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import {
  because,
  type Context,
  copyInto,
  copyLine,
  dayOf,
  type ImportOptions,
  type ImportReport,
  importReport,
  publish,
  type ReportBuilder,
  readCsv,
} from '../kernel/index.ts'
import {
  type Corporation,
  calendarOf,
  corporationByCode,
  ensureCorporation,
  units,
  type WorkingCalendar,
} from '../organisation/index.ts'
import { make } from '../promises/index.ts'
import { type Catalogue, catalogueOf, type Service } from './catalogue.ts'
import { dueAt, passed } from './clock.ts'
import { settleCorrected } from './ledger.ts'
import { type HistoryRow, type HistoryText, isCorporationCode, readHistory } from './rules.ts'
import * as store from './store-import.ts'

const required = [
  'code',
  'service',
  'corporation',
  'office',
  'channel',
  'received_at',
  'complete_at',
  'closed_at',
  'outcome',
] as const

/**
 * Reads requests.csv into the transaction: each row is checked by itself and its clock is worked out on its way into a
 * temporary table, then the rows are checked against each other and what is known, then written by a few statements.
 *
 * `complete_at` is when the file is complete and the clock starts; empty: it is not complete yet. `closed_at` empty: open.
 * A row that is known and says the same is `unchanged`; one that says otherwise corrects it, and what was said before is
 * kept as a fact. What is open and has a limit becomes a promise in the ledger. 81,391 rows took 30 s with
 * the row's foreign keys and a second index of codes, 17 to 19 s without, on 2 cores with a load of 12.
 */
export async function importRequests(ctx: Context, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const builder = importReport(ctx, { kind: 'requests', format: 'csv', path }, options)
  const { report } = builder
  const file = basename(path)
  await store.makeIncoming(ctx)
  await stream(ctx, path, builder, options)
  for (const bad of await store.refuseIncoming(ctx)) builder.refuse(bad)
  builder.settle()
  report.accepted = await store.countIncoming(ctx)
  if (options.dryRun) return report
  const taken = await store.takeIncoming(ctx, `import ${file}`)
  report.created = { ...report.created, ...taken }
  if (taken.corrections > 0) await settleCorrected(ctx, await store.correctedIncoming(ctx))
  report.created.promises = await promised(ctx)
  await publish(ctx, 'requests.imported', { about: file, payload: { ...taken } })
  return report
}

/** What is open and has a deadline is promised, a thousand at a time. */
async function promised(ctx: Context): Promise<number> {
  const open = await store.openIncoming(ctx)
  for (let i = 0; i < open.length; i += 1000)
    await make(
      ctx,
      open.slice(i, i + 1000).map((r) => ({
        corporation_id: r.corporation_id,
        kind: 'request',
        about_kind: 'request',
        about: r.id,
        due: r.due_at,
        customers: 1,
        parts: 'customers' as const,
        rule: r.rule,
        version: r.clock_version + 1,
      })),
    )
  if (open.length > 0) await store.clockStarted(ctx)
  return open.length
}

async function stream(ctx: Context, path: string, builder: ReportBuilder, options: ImportOptions): Promise<void> {
  const { report, refuse, warn } = builder
  // before the COPY begins: while it runs, its connection answers no question
  const places = new Places(ctx, builder, options)
  await lookUpPlaces(path, places, options)
  const catalogue = await catalogueOf(ctx)
  const serviceOf = finder(catalogue)
  const copy = await copyInto(ctx.tx, store.incomingColumns)
  const began = ctx.now.getTime().toString(16).padStart(12, '0')
  let aheadOfCalendar = 0
  for await (const { lines, rows } of readCsv(path, {
    required,
    onRefused: builder.malformed,
    onIgnored: builder.ignore,
  })) {
    let text = ''
    for (let i = 0; i < rows.length; i++) {
      const cells = rows[i]!
      const row = {} as HistoryText
      for (let c = 0; c < required.length; c++) row[required[c]!] = cells[c]!.trim()
      if (row.corporation === '' && options.corporation) row.corporation = options.corporation
      const line = lines[i]!
      const found = readHistory(row, ctx.now)
      if ('reason' in found) {
        refuse({ line, ...found })
        continue
      }
      const place = places.known(row.corporation, row.office)
      if (!place) {
        refuse({ line, field: 'corporation', reason: because('not-yours', { value: row.corporation }) })
        continue
      }
      const service = serviceOf(place.corporation, row.service, dayOf(found.complete_at ?? found.received_at))
      if (!service) {
        refuse({ line, field: 'service', reason: unknownService(catalogue, row.service) })
        continue
      }
      const timed = clockOf(place.calendar, service, found)
      if (timed === 'incomplete') {
        refuse({ line, field: 'complete_at', reason: because('request.never-complete') })
        continue
      }
      if (timed === 'outside') {
        aheadOfCalendar += 1
        refuse({
          line,
          field: 'complete_at',
          reason: because('request.outside-calendar', { value: row.complete_at }),
        })
        continue
      }
      text += copyLine([
        line,
        row.corporation,
        place.corporation.id,
        row.code,
        service.id,
        service.code,
        service.family,
        service.class,
        service.limit_value,
        service.limit_unit,
        row.office,
        place.unit_id,
        found.channel,
        found.received_at.toISOString(),
        timed.complete_at?.toISOString() ?? null,
        timed.due_at?.toISOString() ?? null,
        found.closed_at?.toISOString() ?? null,
        found.outcome,
        timed.working_days,
        timed.in_limit,
        idOf(began, line),
      ])
    }
    report.read += rows.length
    if (text !== '') await copy.write(text)
    options.onProgress?.(report.read)
  }
  await copy.end()
  if (aheadOfCalendar > 0) warn('warning.outside-calendar', { count: aheadOfCalendar })
  for (const [office, count] of places.unknown) warn('warning.office-unknown', { office, count })
}

/** Reads the file once for the places that it names: a few hundred, whatever its length. */
async function lookUpPlaces(path: string, places: Places, options: ImportOptions): Promise<void> {
  for await (const { rows } of readCsv(path, { required: ['corporation', 'office'], onRefused: () => {} })) {
    for (const [corporation, office] of rows)
      await places.lookUpOnce(corporation!.trim() || (options.corporation ?? ''), office!.trim())
  }
}

/**
 * A UUIDv7 of a line: the time, the line (so that the index is filled from left to right, and no row of the temporary table
 * is written twice), then chance.
 */
function idOf(began: string, line: number): string {
  const number = line.toString(16).padStart(10, '0')
  return `${began}7${number.slice(0, 3)}8${number.slice(3)}${randomBytes(4).toString('hex')}`
}

interface Timed {
  complete_at: Date | null
  due_at: Date | null
  working_days: number | null
  in_limit: boolean | null
}

/** The clock of a row: a history knows no pauses. What is done at once is complete when it is received. */
function clockOf(calendar: WorkingCalendar, service: Service, row: HistoryRow): Timed | 'incomplete' | 'outside' {
  const complete_at = row.complete_at ?? (service.limit_unit === 'at_once' ? row.received_at : null)
  if (!complete_at)
    return row.outcome === 'done' ? 'incomplete' : { complete_at, due_at: null, working_days: null, in_limit: null }
  try {
    const due_at = dueAt(calendar, service, complete_at, [], complete_at)
    if (!row.closed_at) return { complete_at, due_at, working_days: null, in_limit: null }
    const working_days = passed(calendar, 'working_days', complete_at, row.closed_at)
    return { complete_at, due_at, working_days, in_limit: due_at === null ? null : row.closed_at <= due_at }
  } catch {
    return 'outside'
  }
}

const unknownService = (catalogue: Catalogue, named: string) =>
  catalogue.knows(named)
    ? because('request.not-offered', { value: named })
    : because('request.no-service', { value: named, of: catalogue.codes.join(', ') })

/** The catalogue with its answers kept: a year of a history asks for a few hundred different ones. */
function finder(catalogue: Catalogue) {
  const kept = new Map<string, Service | undefined>()
  return (corporation: { id: number; code: string }, named: string, day: string) => {
    const key = `${corporation.id}/${named}/${day}`
    if (kept.has(key)) return kept.get(key)
    const found = catalogue.find(corporation, named, day)
    kept.set(key, found)
    return found
  }
}

interface Place {
  corporation: { id: number; code: string }
  unit_id: number | null
  calendar: WorkingCalendar
}

/** Corporations and offices of the file, each looked up once. */
class Places {
  readonly unknown = new Map<string, number>()
  private readonly kept = new Map<string, Map<string, Place | null>>()
  private readonly unitsOf = new Map<string, Map<string, number>>()
  private readonly found = new Map<string, Corporation>()
  private readonly calendars = new Map<string, WorkingCalendar>()
  private readonly ctx: Context
  private readonly builder: ReportBuilder
  private readonly options: ImportOptions
  constructor(ctx: Context, builder: ReportBuilder, options: ImportOptions) {
    this.ctx = ctx
    this.builder = builder
    this.options = options
  }

  /** Null: not a corporation that the caller may import for. */
  known(corporation: string, office: string): Place | null {
    const place = this.kept.get(corporation)?.get(office) ?? null
    if (place && place.unit_id === null && office !== '') this.count(office)
    return place
  }

  /** Nothing to wait for where it is known already. */
  lookUpOnce(corporation: string, office: string): Promise<void> | undefined {
    const kept = this.kept.get(corporation) ?? new Map<string, Place | null>()
    this.kept.set(corporation, kept)
    if (kept.has(office)) return undefined
    kept.set(office, null)
    return this.lookUp(corporation, office).then((place) => void kept.set(office, place))
  }

  private count(office: string): void {
    this.unknown.set(office, (this.unknown.get(office) ?? 0) + 1)
  }

  private async lookUp(code: string, office: string): Promise<Place | null> {
    const { ctx, options } = this
    if (!isCorporationCode(code)) return null // its rows are refused by themselves
    let corporation = this.found.get(code) ?? (await corporationByCode(ctx, code))
    if (corporation && ctx.corporations !== '*' && !ctx.corporations.includes(corporation.id)) return null
    if (!corporation) {
      if (ctx.corporations !== '*') return null
      if (!this.unitsOf.has(code)) this.builder.newCorporation(code)
      if (options.dryRun) {
        this.unitsOf.set(code, new Map())
        return { corporation: { id: 0, code }, unit_id: null, calendar: await calendarOf(ctx) }
      }
      corporation = await ensureCorporation(ctx, code)
    }
    this.found.set(code, corporation)
    let known = this.unitsOf.get(code)
    if (!known) {
      known = new Map((await units(ctx, corporation.id)).map((u) => [u.code, u.id]))
      this.unitsOf.set(code, known)
    }
    const unit_id = known.get(office) ?? null
    // what is not among the units goes by its corporation's calendar: asked for once
    const key = `${corporation.id}/${unit_id ?? ''}`
    const calendar = this.calendars.get(key) ?? (await calendarOf(ctx, corporation.id, unit_id ?? undefined))
    this.calendars.set(key, calendar)
    return { corporation, unit_id, calendar }
  }
}
