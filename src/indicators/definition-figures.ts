import { type RawBuilder, sql } from 'kysely'
import { stepFigures } from '../interruptions/index.ts'
import type { Context, Relation } from '../kernel/index.ts'
import { promiseFigures } from '../promises/index.ts'
import { requestFigures } from '../requests/index.ts'
import { answerFigures, group_min, sheetFigures } from '../surveys/index.ts'
import { type Definition, type Filter, scaleOf, typeOf } from './definition-rules.ts'
import { add, instantsOf, type Measured, measured, point, type Reason, say, type Way } from './measure-rules.ts'
import { type StoredVersion, versionsInForce } from './store.ts'

/** What a definition gives for one corporation (null: all) and month (null: the whole period). */
export interface Cell {
  corporation_id: number | null
  month: string | null
  /** Rows that its filters let through. */
  rows: number
  numerator: number | null
  /** Null where nothing divides (a count). */
  denominator: number | null
  /** Of a percentile. */
  point: number | null
}

export const wayOf = ({ measure }: Pick<Definition, 'measure'>): Way =>
  measure === 'count' ? 'sum' : measure === 'percentile' ? 'point' : 'ratio'

/**
 * Computes a definition over months, by corporation and month and over all of each: one statement. Fields and operators
 * come from the grammar alone (`wrongIn` has passed it), values are parameters.
 * @param period 'YYYY-MM', both included; of a survey the year of `to`
 */
export async function evaluate(ctx: Context, of: Definition, period: { from: string; to: string }): Promise<Cell[]> {
  const good = all(of, of.good ?? [])
  const weight = of.weight ? field(of.weight) : sql`1`
  const sum = (value: RawBuilder<unknown>, when: RawBuilder<unknown> = sql`true`) =>
    sql`coalesce(sum((${value})::double precision) filter (where ${when}), 0)`
  const none = sql`null::double precision`
  const [numerator, denominator, middle] = (
    {
      count: () => [sql`count(*)::double precision`, none, none],
      share: () => [sum(weight, good), sum(weight), none],
      mean: () => {
        const counted = sql`${field(of.field!)} is not null`
        return [sum(sql`${weight} * ${field(of.field!)}::double precision`), sum(weight, counted), none]
      },
      ratio: () => [sum(of.field ? field(of.field) : sql`1`, good), sum(of.over ? field(of.over) : sql`1`), none],
      percentile: () => [
        none,
        none,
        sql`percentile_disc(${of.percentile!}::double precision) within group (order by ${field(of.field!)}::double precision)`,
      ],
    } as const
  )[of.measure]()
  const { rows } = await sql<Cell>`
    select case when grouping(corporation_id) = 0 then corporation_id end as corporation_id,
      case when grouping(month) = 0 then month end as month, count(*)::integer as rows,
      ${numerator} as numerator, ${denominator} as denominator, ${middle} as point
    from (${rowsOf(ctx, of, period)}) r where ${all(of, of.where)}
    group by grouping sets ((corporation_id, month), (corporation_id), (month), ())`.execute(ctx.tx)
  return rows
}

/** The rows that a definition looks at: the other room's relation, unfiltered. */
export function rowsOf(ctx: Context, of: Pick<Definition, 'source'>, { from, to }: { from: string; to: string }) {
  const [start, end] = instantsOf(from, to)
  const relations: Record<Definition['source'], () => unknown> = {
    promises: () => promiseFigures(ctx, start, end),
    requests: () => requestFigures(ctx, start, end),
    requests_received: () => requestFigures(ctx, start, end, 'received_at'),
    interruptions: () => stepFigures(ctx, from, to),
    answers: () => answerFigures(ctx, start, end),
    survey: () => sheetFigures(ctx, Number(to.slice(0, 4))),
  }
  return relations[of.source]() as Relation<{ corporation_id: number; month: string | null }>
}

const field = (name: string) => sql.ref(`r.${name}`)

/** All filters hold. A row without the value is, of nothing, "is not" and "not in"; every comparison leaves it out. */
export function all(of: Pick<Definition, 'source'>, filters: readonly Filter[]): RawBuilder<unknown> {
  const conditions = filters.map(({ field: name, op, value }): RawBuilder<unknown> => {
    const f = field(name)
    const type = typeOf(of.source, name)!
    const v = type === 'number' ? sql`${value}::double precision` : type === 'boolean' ? sql`${value}::boolean` : sql`${value}::text` // biome-ignore format: one line
    switch (op) {
      case 'is':
        return sql`${f} = ${v}`
      case 'is_not':
        return sql`${f} is distinct from ${v}`
      case 'in':
        return sql`${f} = any (${value}::text[])`
      case 'not_in':
        return sql`(${f} is null or ${f} <> all (${value}::text[]))`
      case 'at_least':
        return sql`${f} >= ${v}`
      case 'at_most':
        return sql`${f} <= ${v}`
      case 'over':
        return sql`${f} > ${v}`
      case 'under':
        return sql`${f} < ${v}`
      case 'known':
        return sql`${f} is not null`
      default:
        return sql`${f} is null`
    }
  })
  return conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`
}

/** Survey answers of fewer people than may be shown are said, not shown. */
const hides = (of: Definition, rows: number) =>
  (of.source === 'answers' || of.source === 'survey') && rows > 0 && rows < group_min

/** Why a cell has no figure; undefined when it has one. Nothing is divided by zero. */
export const reasonOf = (of: Definition, cell: Cell | undefined): Reason | undefined =>
  !cell || cell.rows === 0
    ? 'nothing_found'
    : hides(of, cell.rows)
      ? 'too_few'
      : cell.denominator === 0 || (of.measure === 'percentile' && cell.point === null)
        ? 'zero_denominator'
        : undefined

/**
 * Puts what administrators defined into the year's measures. A month is judged by the version in force in it. The group
 * is computed by what is for all corporations only.
 * @param only the one code that is asked for
 */
export async function definedFigures(
  ctx: Context,
  into: Map<string, Measured>,
  year: number,
  codeOf: ReadonlyMap<number, string>,
  only?: string,
): Promise<void> {
  const stored = await versionsInForce(ctx, `${year - 1}-01`, `${year}-12`)
  for (const version of stored) {
    const of = version.definition
    if (!of || (only !== undefined && version.code !== only)) continue
    for (const one of [year - 1, year]) {
      const from = version.from > `${one}-01` ? version.from : `${one}-01`
      const to = version.to < `${one}-12` ? version.to : `${one}-12`
      if (from > to) continue
      const had = into.get(version.code)
      const same = had && had.way === wayOf(of) && had.scale === scaleOf(of)
      // Figures of another measure cannot be added to these.
      const mine = same ? had : measured(wayOf(of), scaleOf(of))
      into.set(version.code, mine)
      await put(ctx, mine, { ...version, definition: of }, { from, to, year: one }, codeOf)
    }
  }
}

async function put(
  ctx: Context,
  into: Measured,
  version: StoredVersion & { definition: Definition },
  period: { from: string; to: string; year: number },
  codeOf: ReadonlyMap<number, string>,
): Promise<void> {
  const of = version.definition
  const own = version.corporation_id
  // What this version replaces: the shipped figure of its months, of those it is for.
  for (const [corporation, months] of into.months)
    if (own === null || corporation === codeOf.get(own))
      for (const month of months.keys()) if (month >= period.from && month <= period.to) months.delete(month)
  const whole = period.from === `${period.year}-01` && period.to === `${period.year}-12`
  for (const cell of await evaluate(ctx, of, period)) {
    if (own !== null && cell.corporation_id !== own) continue
    const corporation = cell.corporation_id === null ? null : codeOf.get(cell.corporation_id)!
    const at = cell.month ?? String(period.year)
    const reason = reasonOf(of, cell)
    if (reason) say(into, corporation, at, reason)
    else if (into.way === 'point') {
      if (cell.month !== null || whole || of.source === 'survey') point(into, corporation, at, scaleOf(of) * cell.point!)
      else say(into, corporation, at, 'changed_in_the_year')
    } else if (cell.month !== null)
      add(into, corporation, cell.month, { numerator: cell.numerator!, denominator: cell.denominator ?? 1 }, false)
    else if (of.source === 'survey')
      // A survey belongs to its year; its parts stand in the month that ends it.
      add(into, corporation, `${period.year}-12`, { numerator: cell.numerator!, denominator: cell.denominator ?? 1 }, false) // biome-ignore format: one line
  }
}
