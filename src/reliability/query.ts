import { type Context, isMonth, Problem } from '../kernel/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { monthsBetween, type RuleBook, ruleBooks } from './rules.ts'

/** What figures can be divided by; `day` and coarser are civil time in Asia/Ho_Chi_Minh. */
export const dimensions = [
  'corporation',
  'year',
  'quarter',
  'month',
  'day',
  'origin',
  'cause',
  'equipment',
  'substation',
  'feeder',
  'company',
  'unit',
  'province',
  'commune',
  'excluded',
] as const
export type Dimension = (typeof dimensions)[number]

export type IndexQuery = {
  /** Months 'YYYY-MM', both included. */
  from: string
  to: string
  by?: readonly string[]
  rules: string
  /** Count excluded steps too; otherwise they are left out (and can be asked for apart with `by: ['excluded']`). */
  includeExcluded?: boolean
  /** What was known at that instant; left out: now. */
  asKnownOn?: Date
  /** What is known now also of months that are closed; otherwise they show what they were closed with. */
  live?: boolean
  /** Only this corporation, by code. */
  corporation?: string
  /** Only this feeder, origin, ... : the cell whose rows are opened. */
  where?: Partial<Record<Exclude<Dimension, 'corporation' | 'excluded'>, string>>
}

export type CheckedQuery = {
  months: string[]
  by: Dimension[]
  book: RuleBook
  includeExcluded: boolean
  asKnownOn: Date | undefined
  live: boolean
  corporation_id: number | undefined
  where: NonNullable<IndexQuery['where']>
  /** This momentary limit instead of the rule book's: a month that was closed under it, or a rule that is only considered. */
  over_s?: number
  /** Causes that are excluded, or no longer, instead of what is written on the steps: a list that is only considered. */
  excludedCauses?: { add: readonly string[]; remove: readonly string[] }
  /** Days whose steps are left out: the major event days of a corporation. */
  leaveOut?: readonly { corporation_id: number; day: string }[]
}

/** What a query counts by instead of the rules in force. */
export type Considered = Pick<CheckedQuery, 'over_s' | 'excludedCauses'>

const months_max = 1200

/**
 * Checks a query as it came from a person.
 * @throws Problem `reliability/bad-month`, `reliability/bad-period`, `reliability/too-long`,
 *   `reliability/unknown-dimension`, `reliability/unknown-rules`, `organisation/unknown-corporation`
 */
export async function checkQuery(ctx: Context, query: IndexQuery): Promise<CheckedQuery> {
  for (const field of ['from', 'to'] as const)
    if (!isMonth(query[field])) throw new Problem('reliability/bad-month', { field, value: query[field] })
  const by = [...new Set(query.by ?? [])]
  for (const name of [...by, ...Object.keys(query.where ?? {})])
    if (!(dimensions as readonly string[]).includes(name))
      throw new Problem('reliability/unknown-dimension', { name, known: dimensions.join(', ') })
  if (!(ruleBooks as readonly string[]).includes(query.rules))
    throw new Problem('reliability/unknown-rules', { name: query.rules, known: ruleBooks.join(', ') })
  if (query.to < query.from) throw new Problem('reliability/bad-period', { from: query.from, to: query.to })
  const span = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5))
  if (span(query.to) - span(query.from) >= months_max) throw new Problem('reliability/too-long', { most: months_max })
  return {
    months: monthsBetween(query.from, query.to),
    by: by as Dimension[],
    book: query.rules as RuleBook,
    includeExcluded: query.includeExcluded ?? by.includes('excluded'),
    asKnownOn: query.asKnownOn,
    live: query.live ?? false,
    corporation_id: query.corporation === undefined ? undefined : (await corporationNamed(ctx, query.corporation)).id,
    where: query.where ?? {},
  }
}
