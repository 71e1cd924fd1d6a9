import { sql } from 'kysely'
import { type Context, contextOf, Problem, say } from '../../kernel/index.ts'
import { corporationNamed, requireMine } from '../../organisation/index.ts'
import { build } from './build.ts'
import type { Document } from './document.ts'
import { momentInWords, periodOf } from './period.ts'
import { buildProvince } from './province.ts'
import { closingOf } from './standing.ts'

export type ReportQuery = {
  report: Document['report']
  /** 'YYYY-MM'; of a yearly report 'YYYY'. */
  period: string
  /** Code; without it the group's. */
  corporation?: string
  /** Of a summary for a province: its name as customers' files have it. */
  province?: string
  /** What was known then. Without it: of a closed period what was known when it was closed, else what is known now. */
  asKnownOn?: Date
}

/**
 * A report of a period in `ctx.language`. A closed period is reported as known when it was closed, and kept (`freeze`):
 * asked again, it is the same to the byte.
 * @throws Problem kernel/invalid, reports/not-begun, reports/later-than-now, reports/province-needed,
 *   reports/unknown-province, organisation/unknown-corporation, organisation/not-yours, organisation/not-for-all
 */
export async function reportOf(ctx: Context, query: ReportQuery): Promise<Document> {
  return (await reportIf(ctx, query, true))!
}

/** The same of a closed period; of one that is open for somebody nothing is made, and undefined returned. */
export const closedReportOf = (ctx: Context, query: Omit<ReportQuery, 'asKnownOn'>): Promise<Document | undefined> =>
  reportIf(ctx, query, false)

async function reportIf(ctx: Context, query: ReportQuery, open: boolean): Promise<Document | undefined> {
  const corporation = query.corporation === undefined ? null : await corporationNamed(ctx, query.corporation)
  requireMine(ctx, corporation)
  const period = periodOf(query.report === 'year' ? 'year' : 'month', query.period, ctx.now)
  const words = say('reports', ctx.language)
  if (query.asKnownOn !== undefined && query.asKnownOn > ctx.now)
    throw new Problem('reports/later-than-now', { at: query.asKnownOn })
  const closed = await closingOf(ctx, period, corporation)
  if (!closed && !open) return undefined
  const asKnownOn = query.asKnownOn ?? closed
  const known = asKnownOn ?? ctx.now
  const ground = {
    ctx: contextOf(ctx.tx, { ...ctx, now: known }),
    period,
    corporation,
    asKnownOn,
    standing: words(closed && known.getTime() === closed.getTime() ? 'standing.closed' : 'standing.open', {
      at: momentInWords(known, ctx.language),
    }),
  }
  const make = () => (query.report === 'province' ? buildProvince(ground, query.province) : build(ground))
  return closed && known.getTime() === closed.getTime()
    ? issued(ctx, make, { ...query, known, corporation_id: corporation?.id ?? null })
    : make()
}

/**
 * A closed period's report as it was kept when it was closed, or is now. Promises and requests keep no versions of their sums: without this
 * a settlement that is corrected after the closing would move a report that was sent.
 */
async function issued(
  { tx, now, actor, language }: Context,
  make: () => Promise<Document>,
  of: Pick<ReportQuery, 'report' | 'period' | 'province'> & { known: Date; corporation_id: number | null },
): Promise<Document> {
  const { report, period, known, corporation_id } = of
  const province = report === 'province' ? (of.province ?? '').normalize('NFC').trim().toLowerCase() : ''
  const kept = async (): Promise<Document | undefined> => {
    const { rows } = await sql<{ document: string }>`
      select document from indicators.issued_report where report = ${report} and period = ${period} and province = ${province}
        and language = ${language} and known_on = ${known} and corporation_id is not distinct from ${corporation_id}::smallint`.execute(
      tx,
    )
    return rows[0] && JSON.parse(rows[0].document)
  }
  const found = await kept()
  if (found) return found
  const document = await make()
  const { rows } = await sql<{ document: string }>`
    insert into indicators.issued_report (corporation_id, report, period, province, language, known_on, document, issued_at, actor)
    values (${corporation_id}, ${report}, ${period}, ${province}, ${language}, ${known}, ${JSON.stringify(document)}, ${now}, ${actor})
    on conflict do nothing returning document`.execute(tx)
  if (rows[0]) return JSON.parse(rows[0].document)
  // Somebody kept it meanwhile, from what stood a moment before or after: theirs is what is given out.
  const theirs = await kept()
  if (!theirs) throw new Error(`the report ${report} ${period} was kept by another transaction and cannot be read`)
  return theirs
}
