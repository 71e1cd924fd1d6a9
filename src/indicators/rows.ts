import { type RawBuilder, sql } from 'kysely'
import { stepFigures } from '../interruptions/index.ts'
import { type Context, iso, monthOf, Problem, say } from '../kernel/index.ts'
import { corporationNamed, corporations } from '../organisation/index.ts'
import { noticeFigures } from '../planned-outages/index.ts'
import { promiseFigures } from '../promises/index.ts'
import { interruptionsBehind } from '../reliability/index.ts'
import { requestFigures } from '../requests/index.ts'
import { estimate, group_min } from '../surveys/index.ts'
import { described } from './assess.ts'
import { all, rowsOf } from './definition-figures.ts'
import { type Definition, sources } from './definition-rules.ts'
import { requestCodes } from './measure.ts'
import { instantsOf } from './measure-rules.ts'
import { callsBetween, energyBetween } from './store.ts'

export type Value = string | number | boolean | null

export interface RowsBehind {
  code: string
  name: string
  definition: string
  formula: string
  from: string
  to: string
  /** Of each column: its key in a row and its heading. */
  columns: { key: string; label: string }[]
  rows: Record<string, Value>[]
  /** There are more: ask again with this offset. */
  next_offset: number | null
  /** Where the same rows are kept and can be looked at further; null: they are kept here. */
  link: string | null
}

export interface RowsQuery {
  code: string
  /** 'YYYY-MM', both included. */
  from: string
  to: string
  corporation?: string | undefined
  limit: number
  offset: number
}

/**
 * The rows behind an indicator, the newest first: what its figure is counted from. Each row of another room names where it
 * can be opened.
 * @throws Problem indicators/unknown, indicators/bad-period, organisation/unknown-corporation
 */
export async function rowsBehind(ctx: Context, query: RowsQuery): Promise<RowsBehind> {
  const { code, from, to, limit, offset } = query
  if (to < from) throw new Problem('indicators/bad-period', { from, to })
  const found = (await described(ctx, Number(to.slice(0, 4)))).find((d) => d.indicator.code === code)
  if (!found) throw new Problem('indicators/unknown', { code })
  const corporation = query.corporation === undefined ? undefined : await corporationNamed(ctx, query.corporation)
  const { rows, columns, link } = found.version?.definition
    ? await ofDefinition(ctx, found.version.definition, query, corporation?.id)
    : await ofShipped(ctx, query, corporation)
  const text = say('indicators', ctx.language)
  return {
    code,
    name: found.words.name,
    definition: found.words.definition,
    formula: found.words.formula,
    from,
    to,
    columns: columns.map((key) => ({ key, label: text(`column.${key}`) })),
    rows: rows.slice(0, limit),
    next_offset: rows.length > limit ? offset + limit : null,
    link: link ?? null,
  }
}

interface Found {
  /** At most one more than asked for. */
  rows: Record<string, Value>[]
  columns: readonly string[]
  link?: string
}

async function ofShipped(
  ctx: Context,
  query: RowsQuery,
  corporation: { id: number; code: string } | undefined,
): Promise<Found> {
  const { code, from, to, limit, offset } = query
  const [start, end] = instantsOf(from, to)
  const codeOf = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const mine = <R extends { corporation_id: number }>(rows: readonly R[]) =>
    rows
      .filter((r) => corporation === undefined || r.corporation_id === corporation.id)
      .map(({ corporation_id, ...r }) => plain({ corporation: codeOf.get(corporation_id)!, ...r }))
      .reverse()
      .slice(offset, offset + limit + 1)
  switch (code) {
    case 'energy_sold':
    case 'energy_growth':
    case 'losses':
    case 'productivity': {
      const rows = (await energyBetween(ctx, from, to)).map((r) => ({ ...r, lost_kwh: r.delivered_kwh - r.sold_kwh }))
      return { rows: mine(rows.sort(byMonth)), columns: ['month', 'corporation', 'delivered_kwh', 'sold_kwh', 'lost_kwh', 'employees', 'customers', 'recorded_at', 'actor'] } // biome-ignore format: one line
    }
    case 's14': {
      const rows = (await callsBetween(ctx, from, to)).sort(byMonth)
      return { rows: mine(rows), columns: ['month', 'corporation', 'offered', 'answered', 'in_time', 'recorded_at', 'actor'] } // biome-ignore format: one line
    }
    case 'saidi':
    case 'saifi':
    case 'maifi': {
      const last = [to, monthOf(ctx.now)].sort()[0]!
      const scope = { from, to: last, rules: 'vn', ...(corporation ? { corporation: corporation.code } : {}) }
      const rows = last < from ? [] : await interruptionsBehind(ctx, scope, { limit: limit + 1, offset })
      return {
        rows: rows.map((r) => plain({ ...r, link: `/api/v1/interruptions/${r.corporation}/${r.interruption_id}` })),
        columns: ['out_at', 'corporation', 'code', 'origin', 'cause', 'customer_interruptions', 'customer_minutes', 'momentary_interruptions', 'restored_at', 'link'],
        link: `/api/v1/reliability/interruptions?${new URLSearchParams(scope)}`,
      } // biome-ignore format: one line a field
    }
    case 'satisfaction': {
      const years = new Set([from.slice(0, 4), to.slice(0, 4)])
      const rows: Record<string, Value>[] = []
      for (const year of years)
        for (const r of await estimate(ctx, {
          year: Number(year),
          by: ['corporation', 'stratum'],
          ...(corporation ? { corporation: corporation.code } : {}),
        }))
          rows.push(
            plain({
              year: r.year,
              corporation: r.corporation,
              stratum: r.stratum,
              n: r.n,
              mean: r.mean,
              ci_low: r.ci_low,
              ci_high: r.ci_high,
            }),
          )
      return {
        rows: rows.slice(offset, offset + limit + 1),
        columns: ['year', 'corporation', 'stratum', 'n', 'mean', 'ci_low', 'ci_high'],
        link: `/api/v1/survey-estimates?${new URLSearchParams({ year: to.slice(0, 4), by: 'corporation,stratum' })}`,
      } // biome-ignore format: one line a field
    }
    case 's07':
    case 's08':
      return page(ctx, query, corporation?.id, noticeFigures(ctx, start, end), sql`r.urgent = ${code === 's08'}`, ['at', 'corporation', 'code', 'customers', 'kept', 'broken', 'released', 'open', 'link'], promiseLink) // biome-ignore format: one line
    case 's09':
      return page(ctx, query, corporation?.id, promiseFigures(ctx, start, end), sql`r.kind = 'power_back'`, ['at', 'corporation', 'about', 'customers', 'kept', 'broken', 'released', 'open', 'link'], promiseLink) // biome-ignore format: one line
    case 's10':
      return page(ctx, query, corporation?.id, stepFigures(ctx, from, to), sql`r.origin = 'fault' and not r.excluded and (r.duration_min > 5 or r.duration_min is null)`, ['at', 'corporation', 'feeder', 'cause', 'customers', 'duration_min', 'restored_at', 'link'], stepLink) // biome-ignore format: one line
    default: {
      const word =
        code === 'access' ? 'medium_voltage' : Object.keys(requestCodes).find((w) => requestCodes[w] === code)!
      const kind = sql`r.outcome = 'done' and (r.service = ${word} or (r.service <> all (${named}::text[]) and coalesce(r.class, r.family) = ${word}))`
      return page(ctx, query, corporation?.id, requestFigures(ctx, start, end), kind, ['at', 'corporation', 'code', 'service', 'office', 'working_days', 'paused_days', 'limit_value', 'in_limit']) // biome-ignore format: one line
    }
  }
}

/** Services that are an indicator by themselves. */
const named = Object.keys(requestCodes)

async function ofDefinition(
  ctx: Context,
  of: Definition,
  query: RowsQuery,
  corporation_id: number | undefined,
): Promise<Found> {
  const grammar = sources[of.source]
  const fields = [...grammar.text, ...grammar.boolean, ...grammar.number]
  const answers = of.source === 'answers' || of.source === 'survey'
  const columns = [...(of.source === 'survey' ? [] : ['at']), 'corporation', ...fields, ...(of.source === 'promises' || of.source === 'interruptions' ? ['link'] : [])] // biome-ignore format: one line
  const link = of.source === 'promises' ? promiseLink : of.source === 'interruptions' ? stepLink : undefined
  const found = await page(ctx, query, corporation_id, rowsOf(ctx, of, query), all(of, of.where), columns, link)
  // So few answers could be told to persons.
  return answers && query.offset === 0 && found.rows.length < group_min ? { ...found, rows: [] } : found
}

type Raw = Record<string, unknown> & { corporation_id: number }

const promiseLink = (row: Raw) => `/api/v1/promises/${row.id}`
const stepLink = (row: Raw, corporation: string) => `/api/v1/interruptions/${corporation}/${row.id}`

/** One page of another room's rows. */
async function page(
  ctx: Context,
  { limit, offset }: RowsQuery,
  corporation_id: number | undefined,
  relation: unknown,
  where: RawBuilder<unknown>,
  columns: readonly string[],
  link?: (row: Raw, corporation: string) => string,
): Promise<Found> {
  const codeOf = new Map((await corporations(ctx)).map((c) => [c.id, c.code]))
  const order = columns.includes('at') ? sql`r.at desc, to_jsonb(r)::text` : sql`to_jsonb(r)::text`
  const { rows } = await sql<Raw>`
    select * from (${relation as RawBuilder<unknown>}) r where ${where}
      ${corporation_id === undefined ? sql`` : sql`and r.corporation_id = ${corporation_id}`}
    order by ${order} limit ${limit + 1} offset ${offset}`.execute(ctx.tx)
  return {
    columns,
    rows: rows.map((row) => {
      const corporation = codeOf.get(row.corporation_id)!
      const of = { ...row, corporation, ...(link ? { link: link(row, corporation) } : {}) } as Record<string, unknown>
      return plain(Object.fromEntries(columns.map((c) => [c, of[c] ?? null])))
    }),
  }
}

const byMonth = (a: { month: string }, b: { month: string }) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0)

/** Instants as text, and nothing that is not a plain value. */
const plain = (row: Record<string, unknown>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(row).map(([k, v]) => [
      k,
      v instanceof Date ? iso(v) : Array.isArray(v) ? v.join(', ') : ((v ?? null) as Value),
    ]),
  )
