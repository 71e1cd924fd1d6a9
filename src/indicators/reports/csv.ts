import type { Cell, Document } from './document.ts'

/**
 * A report as one table, a line a figure, so that a machine needs to know one shape: UTF-8 with the mark by which
 * spreadsheets know it, CRLF (RFC 4180). Numbers are whole, with a point, whatever the language.
 */
export function csv(report: Document): Buffer {
  const lines: Cell[][] = [
    ['report', 'corporation', 'period', 'known_on', 'section', 'row', 'figure', 'title', 'value'],
  ]
  const head = [report.report, report.corporation ?? '', report.period, report.known_on]
  for (const s of report.sections) {
    const name = s.columns[0]!.key
    for (const row of [...s.rows, ...(s.total ? [s.total] : [])])
      for (const c of s.columns.slice(1)) lines.push([...head, s.code, row[name]!, c.key, c.title, row[c.key] ?? null])
  }
  return Buffer.from(`\ufeff${lines.map((l) => l.map(field).join(',')).join('\r\n')}\r\n`, 'utf8')
}

/** A text that a spreadsheet would take for a formula is given a quote before it, which it shows as text. */
function field(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^\s*[=+\-@\t\r|%]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
