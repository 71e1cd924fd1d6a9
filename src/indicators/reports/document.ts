/** A report before it becomes a file: plain data, in words and order the same for every format. */
import type { Language } from '../../kernel/index.ts'

export type Cell = string | number | null
export type Row = Record<string, Cell>

/**
 * How a column follows from others of its row. Written once: `computed` computes it, `excelOf` says the same to a
 * spreadsheet, so that whoever corrects a figure there sees the others move.
 */
export type Formula =
  /** times x over / under */
  | { op: 'ratio'; over: string; under: string; times: number }
  /** 100 x part / (part + rest) */
  | { op: 'share'; part: string; rest: string }
  /** 100 x (now / before - 1) */
  | { op: 'growth'; now: string; before: string }
  | { op: 'minus'; from: string; less: string }

export type Column = {
  key: string
  title: string
  kind: 'text' | 'number'
  /** Of the fraction that is shown; the value is kept whole. */
  digits: number
  /** In letters: the width in a spreadsheet, the share of the page in a PDF. */
  width: number
  formula?: Formula
  /** What stands in the last row: the sum, or the column's own formula over the sums. */
  total?: 'sum' | 'formula'
}

export type Chart = {
  title: string
  /** Column whose cells stand below the axis. */
  labels: string
  series: { key: string; name: string; as: 'bar' | 'line' }[]
}

export type Section = {
  code: string
  /** Also the sheet's name: at most 31 letters. */
  title: string
  /** Said above the table. */
  notes: string[]
  columns: Column[]
  rows: Row[]
  total: Row | null
  chart: Chart | null
  /** Where its figures come from: definition, rule book, options. */
  sources: [what: string, how: string][]
}

export type Document = {
  report: 'month' | 'year' | 'province'
  period: string
  /** Code of the corporation; null: the group. */
  corporation: string | null
  province: string | null
  language: Language
  title: string
  /** Whose it is and for when, in words. */
  subject: string
  /** ISO 8601: the figures count what was recorded until then. */
  known_on: string
  /** Whether the period is closed, and as known when, in words. */
  standing: string
  sections: Section[]
}

/** The value of a formula over a row; null where something is missing or nothing divides. */
export function computed(f: Formula, row: Row): number | null {
  const cell = (key: string) => (typeof row[key] === 'number' ? row[key] : null)
  switch (f.op) {
    case 'ratio': {
      const [over, under] = [cell(f.over), cell(f.under)]
      return over === null || !under ? null : (f.times * over) / under
    }
    case 'share': {
      const [part, rest] = [cell(f.part) ?? 0, cell(f.rest) ?? 0]
      return part + rest === 0 ? null : (100 * part) / (part + rest)
    }
    case 'growth': {
      const [now, before] = [cell(f.now), cell(f.before)]
      return now === null || !before ? null : 100 * (now / before - 1)
    }
    case 'minus': {
      const [from, less] = [cell(f.from), cell(f.less)]
      return from === null || less === null ? null : from - less
    }
  }
}

/** The same formula for a spreadsheet; a missing cell is empty there, and so is what cannot be computed. */
export function excelOf(f: Formula, cell: (key: string) => string): string {
  switch (f.op) {
    case 'ratio': {
      const [over, under] = [cell(f.over), cell(f.under)]
      return `IF(OR(${over}="",N(${under})=0),"",${f.times === 1 ? '' : `${f.times}*`}${over}/${under})`
    }
    case 'share': {
      const [part, rest] = [cell(f.part), cell(f.rest)]
      return `IF(N(${part})+N(${rest})=0,"",100*N(${part})/(N(${part})+N(${rest})))`
    }
    case 'growth': {
      const [now, before] = [cell(f.now), cell(f.before)]
      return `IF(OR(${now}="",N(${before})=0),"",100*(${now}/${before}-1))`
    }
    case 'minus': {
      const [from, less] = [cell(f.from), cell(f.less)]
      return `IF(OR(${from}="",${less}=""),"",${from}-${less})`
    }
  }
}

export const text = (key: string, title: string, width: number): Column => ({ key, title, kind: 'text', digits: 0, width }) // biome-ignore format: one line

export const number = (
  key: string,
  title: string,
  more: Partial<Pick<Column, 'digits' | 'width' | 'formula' | 'total'>> = {},
): Column => ({ key, title, kind: 'number', digits: 0, width: 13, ...more })

/**
 * A section with its formulas and its last row worked out. Texts are composed (NFC) and on one line: names come from
 * imports, decomposed now and then.
 * @param given.total its first cell; without it there is no last row, as with fewer than two rows
 */
export function section(
  given: Omit<Section, 'total' | 'rows' | 'chart' | 'notes' | 'sources'> &
    Partial<Pick<Section, 'chart' | 'notes' | 'sources'>> & { rows: readonly Row[]; total?: string },
): Section {
  const { columns } = given
  const rows = given.rows.map((r) => {
    const row: Row = Object.fromEntries(columns.map((c) => [c.key, clean(r[c.key] ?? null)]))
    for (const c of columns) if (c.formula) row[c.key] = computed(c.formula, row)
    return row
  })
  let total: Row | null = null
  if (given.total !== undefined && rows.length > 1) {
    total = Object.fromEntries(columns.map((c) => [c.key, null]))
    total[columns[0]!.key] = given.total
    for (const c of columns) if (c.total === 'sum') total[c.key] = sumOf(rows, c.key)
    for (const c of columns) if (c.total === 'formula' && c.formula) total[c.key] = computed(c.formula, total)
  }
  const { notes = [], chart = null, sources = [] } = given
  return { code: given.code, title: given.title, notes, columns, rows, total, chart, sources }
}

/** Sum of what is there; null where nothing is. */
function sumOf(rows: readonly Row[], key: string): number | null {
  const there = rows.flatMap((r) => (typeof r[key] === 'number' ? [r[key]] : []))
  return there.length === 0 ? null : there.reduce((a, b) => a + b, 0)
}

const clean = (cell: Cell): Cell =>
  typeof cell === 'string'
    ? cell
        .normalize('NFC')
        .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]+/gu, ' ')
        .slice(0, 500)
    : cell
