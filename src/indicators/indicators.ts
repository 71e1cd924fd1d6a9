import type { Context } from '../kernel/index.ts'
import { assess, type YearFigure } from './assess.ts'

/** One figure of a year as a flat row: what `sangden indicators` and `GET /indicators` answer. */
export type IndicatorRow = Omit<YearFigure, 'months'> & {
  code: string
  name: string
  unit: string
  unit_words: string
  decimals: number
  direction: 'up' | 'down'
  definition: string
  formula: string
  rows: string
}

/** Every indicator, for the group and each corporation that is seen. @param query.year of the figures */
export async function indicators(ctx: Context, query: { year: number; corporation?: string }): Promise<IndicatorRow[]> {
  const { indicators } = await assess(ctx, query)
  return indicators.flatMap(({ code, name, unit, unit_words, decimals, direction, definition, formula, rows, figures }) =>
    figures.map(({ months: _, ...figure }) => ({ code, name, unit, unit_words, decimals, direction, definition, formula, rows, ...figure })),
  ) // biome-ignore format: a list of names
}
