import { type Context, Problem } from '../kernel/index.ts'
import { type Variant, variants } from './closing-rules.ts'
import type { Deviation, RuleBook } from './rules.ts'
import { indicesSideBySide, type SideBySide, type SideRow } from './side-by-side.ts'

export type RuleProposal = {
  /** 'YYYY'. */
  year: string
  rules: RuleBook
  corporation?: string
  /** A step is sustained when it lasts longer than this. */
  sustained_over_s?: number
  /** Causes that would be excluded, and that would no longer be. */
  exclude?: readonly string[]
  include?: readonly string[]
  /** Of the threshold of major event days. */
  deviation?: Deviation
}

type Figures = { saidi_min: number | null; saifi: number | null; maifi: number | null; interruptions: number }

export type RulePreview = {
  year: string
  rules: RuleBook
  rows: { corporation: string; before: Record<Variant, Figures>; after: Record<Variant, Figures> }[]
  /** Major event days that come and go, of each corporation, where excluded causes are counted and where left out. */
  major_event_days: Record<'counted' | 'left_out', Record<'new' | 'gone', { corporation: string; day: string }[]>>
  closed_months_unmoved: true
}

/**
 * What a change of rules would move, before it is applied: a year's figures of each corporation under the rules in force
 * and under the proposed ones, in the four columns of `indicesSideBySide`. Counted from the steps; nothing is written.
 * Closed months keep what they were closed with, whatever the rules.
 *
 * @throws Problem `reliability/bad-year`, `reliability/nothing-changed`, and as `checkQuery`
 */
export async function previewRules(ctx: Context, proposal: RuleProposal): Promise<RulePreview> {
  const { year, rules, corporation, sustained_over_s, exclude = [], include = [], deviation } = proposal
  if (!/^\d{4}$/.test(year) || year < '0006') throw new Problem('reliability/bad-year', { value: year })
  if (sustained_over_s === undefined && exclude.length + include.length === 0 && deviation === undefined)
    throw new Problem('reliability/nothing-changed')
  const asked = { from: `${year}-01`, to: `${year}-12`, by: ['corporation'], rules, corporation, live: true }
  const before = await indicesSideBySide(ctx, asked)
  const after = await indicesSideBySide(
    ctx,
    { ...asked, deviation },
    {
      ...(sustained_over_s === undefined ? {} : { over_s: sustained_over_s }),
      ...(exclude.length + include.length === 0 ? {} : { excludedCauses: { add: exclude, remove: include } }),
    },
  )
  const then = new Map(after.rows.map((r) => [r.corporation, r]))
  const days = (of: 'counted' | 'left_out') => {
    const named = (s: SideBySide) => new Map(s.major_event_days[of].map((d) => [`${d.corporation} ${d.day}`, d]))
    const [was, is] = [named(before), named(after)]
    const less = (a: typeof was, b: typeof was) =>
      [...a].flatMap(([key, { corporation, day }]) => (b.has(key) ? [] : [{ corporation, day }]))
    return { new: less(is, was), gone: less(was, is) }
  }
  return {
    year,
    rules,
    rows: before.rows.map((row) => ({
      corporation: row.corporation!,
      before: figuresOf(row),
      after: figuresOf(then.get(row.corporation)),
    })),
    major_event_days: { counted: days('counted'), left_out: days('left_out') },
    closed_months_unmoved: true,
  }
}

const figuresOf = (row: SideRow | undefined) =>
  Object.fromEntries(
    variants.map((variant) => {
      const f = row?.figures[variant]
      const { saidi_min = null, saifi = null, maifi = null, interruptions = 0 } = f ?? {}
      return [variant, { saidi_min, saifi, maifi, interruptions }]
    }),
  ) as Record<Variant, Figures>
