import type { Context } from '../kernel/index.ts'
import { leavesOutExcluded, leavesOutMajor, type Variant, variants } from './closing-rules.ts'
import { type IndexRow, indicesOf, type RowState, type StatedRow, type Statement } from './indices.ts'
import { majorEventDaysOf } from './med.ts'
import { type Considered, checkQuery, type Dimension, type IndexQuery } from './query.ts'
import type { Deviation } from './rules.ts'

type FiguresOnly = Omit<IndexRow, Dimension>
/** Keys, then each variant's figures; null where nothing of that variant happened in a cell of its own. */
export type SideRow = Partial<Record<Dimension, string>> & {
  figures: Record<Variant, FiguresOnly | null>
  state: RowState
  closings: StatedRow['closings']
}

export type SideBySide = {
  rows: SideRow[]
  statement: Omit<Statement, 'excluded'>
  /** Days left out of a column, of each corporation by its own threshold, as known now: a closed month keeps its own. */
  major_event_days: Record<'counted' | 'left_out', { corporation: string; day: string; saidi_min: number }[]>
  deviation: Deviation
  warnings: string[]
}

/**
 * The indices in four columns of one answer: all, without excluded causes, without major event days, without both. Major
 * event days (IEEE 1366 Annex B) are found among the steps of the column that they are left out of: among all steps where
 * excluded ones are counted, among the others where they are not. Closed months show what they were closed with, as in
 * `indices`; they were closed with thresholds by the sample deviation, so that another one shows what is known now.
 *
 * @param considered counts by these instead of the rules in force
 * @throws Problem as `checkQuery`
 */
export async function indicesSideBySide(
  ctx: Context,
  given: Omit<IndexQuery, 'includeExcluded'> & { deviation?: Deviation },
  considered: Considered = {},
): Promise<SideBySide> {
  const { deviation = 'sample', ...asked } = given
  const { where: _, by: __, ...period } = asked
  const major = {
    counted: await majorEventDaysOf(ctx, { ...period, includeExcluded: true }, deviation, considered),
    left_out: await majorEventDaysOf(ctx, { ...period, includeExcluded: false }, deviation, considered),
  }
  const rows = new Map<string, SideRow>()
  let statement: Statement | undefined
  const warnings = new Set<string>()
  const codes = new Map<number, string>()
  for (const variant of variants) {
    const of = leavesOutExcluded(variant) ? 'left_out' : 'counted'
    const query = await checkQuery(ctx, { ...asked, includeExcluded: of === 'counted' })
    const live = query.live || deviation !== 'sample'
    const leaveOut = leavesOutMajor(variant) ? major[of] : []
    const found = await indicesOf(ctx, { ...query, ...considered, live, leaveOut }, variant)
    statement ??= found.statement
    for (const warning of found.warnings) warnings.add(warning)
    for (const [id, code] of found.codes) codes.set(id, code)
    for (const { state, closings, adjustments: _, ...row } of found.rows) {
      const keys = Object.fromEntries(query.by.map((d) => [d, row[d]])) as Partial<Record<Dimension, string>>
      const figures = Object.fromEntries(
        Object.entries(row).filter(([name]) => !query.by.includes(name as Dimension)),
      ) as FiguresOnly
      const key = JSON.stringify(keys)
      const side = rows.get(key) ?? { ...keys, state, closings, figures: { ...nothing } }
      side.figures[variant] = figures
      rows.set(key, side)
    }
  }
  const named = (of: 'counted' | 'left_out') =>
    major[of].map(({ corporation_id, day, saidi_min }) => ({ corporation: codes.get(corporation_id)!, day, saidi_min }))
  const { excluded: ___, ...said } = statement!
  return {
    // the first column has every key there is: the others only leave out
    rows: [...rows.values()],
    statement: said,
    major_event_days: { counted: named('counted'), left_out: named('left_out') },
    deviation,
    warnings: [...warnings],
  }
}

const nothing = Object.fromEntries(variants.map((v) => [v, null])) as Record<Variant, null>
