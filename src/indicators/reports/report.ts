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
 * A report of a period in `ctx.language`. A closed period is reported as known when it was closed: asked again, it is the
 * same to the byte.
 * @throws Problem kernel/invalid, reports/not-begun, reports/later-than-now, reports/province-needed,
 *   reports/unknown-province, organisation/unknown-corporation, organisation/not-yours, organisation/not-for-all
 */
export async function reportOf(ctx: Context, query: ReportQuery): Promise<Document> {
  const corporation = query.corporation === undefined ? null : await corporationNamed(ctx, query.corporation)
  requireMine(ctx, corporation)
  const period = periodOf(query.report === 'year' ? 'year' : 'month', query.period, ctx.now)
  const words = say('reports', ctx.language)
  if (query.asKnownOn !== undefined && query.asKnownOn > ctx.now)
    throw new Problem('reports/later-than-now', { at: query.asKnownOn })
  const closed = await closingOf(ctx, period, corporation)
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
  return query.report === 'province' ? buildProvince(ground, query.province) : build(ground)
}
