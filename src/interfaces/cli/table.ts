import type { Language } from '../../kernel/index.ts'

/** A plain table: columns padded, numbers to the right. `columns` are [heading, value] pairs. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly (readonly [heading: string, value: (row: Row) => string | number | null | undefined])[],
  language: Language = 'vi',
): string {
  const cells = rows.map((row) => columns.map(([, value]) => show(value(row), language)))
  const numeric = columns.map(([, value]) => rows.length > 0 && rows.every((r) => typeof value(r) !== 'string'))
  const widths = columns.map(([heading], i) => Math.max(width(heading), ...cells.map((c) => width(c[i]!))))
  const line = (values: string[]) =>
    values
      .map((v, i) => (numeric[i] ? ' '.repeat(widths[i]! - width(v)) + v : v + ' '.repeat(widths[i]! - width(v))))
      .join('  ')
      .trimEnd()
  return [line(columns.map(([h]) => h)), line(widths.map((w) => '─'.repeat(w))), ...cells.map(line)].join('\n')
}

const show = (value: string | number | null | undefined, language: Language): string =>
  value === null || value === undefined ? '–' : typeof value === 'number' ? number(value, language) : value

/** 1.240 in Vietnamese, 1,240 in English; at most six significant fraction digits. */
export const number = (value: number, language: Language): string =>
  value.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', {
    maximumFractionDigits: Number.isInteger(value) ? 0 : value < 1 ? 6 : 3,
  })

// Letters of Vietnamese with stacked marks may come decomposed: combining marks take no column.
const width = (text: string): number => text.replace(/\p{M}/gu, '').length
