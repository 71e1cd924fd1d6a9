import { readFileSync } from 'node:fs'
import PDFDocument from 'pdfkit'
import { iso, parseInstant, say } from '../../kernel/index.ts'
import type { Cell, Column, Document, Row, Section } from './document.ts'
import { sourcesOf } from './xlsx.ts'

const fontFile = (weight: 400 | 700) => readFileSync(new URL(`../../../design/fonts/be-vietnam-pro-${weight}.ttf`, import.meta.url)) // biome-ignore format: one line

// Points. A4 is 595.28 x 841.89; vowels with two marks need a line of 1.5.
const margin = 42
const head_pt = 62
const foot_pt = 40
const ink = '#1a2b3c'
const soft = '#5b6b7b'
const rule = '#c4ccd4'
const tint = '#eef2f6'
const bar = '#35618e'
const line = '#b2571d'

type Pdf = PDFKit.PDFDocument

/**
 * A report on A4: one table after the other, heads repeated where a table goes over the page, charts as vectors, the
 * whole tagged so that it can be read aloud. The font is embedded, the letters that are used. What a PDF says of its own
 * making (date, id) is taken from `known_on`: the same report is the same bytes.
 */
export async function pdf(given: Document): Promise<Buffer> {
  const report = drawable(given)
  const words = say('reports', report.language)
  const known = parseInstant(report.known_on)!
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: head_pt, bottom: foot_pt, left: margin, right: margin },
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: report.language === 'vi' ? 'vi-VN' : 'en-GB',
    info: {
      Title: report.title,
      Subject: report.subject,
      Author: 'Sáng Đèn',
      Creator: 'Sáng Đèn',
      Producer: 'Sáng Đèn',
      CreationDate: known,
      ModDate: known,
    },
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject))
  doc.registerFont('plain', fontFile(400))
  doc.registerFont('bold', fontFile(700))

  paragraph(doc, 'H1', report.title, { font: 'bold', size: 17 })
  paragraph(doc, 'P', report.subject, { font: 'bold', size: 11, color: ink })
  paragraph(doc, 'P', report.standing, { size: 8.5, color: soft, after: 6 })
  for (const s of report.sections) block(doc, report, s)
  appendix(doc, report, words('sheet.sources'))

  const { start, count } = doc.bufferedPageRange()
  for (let i = 0; i < count; i++) {
    doc.switchToPage(start + i)
    frame(doc, report, words('page', { page: i + 1, pages: count }))
  }
  doc.end()
  await done
  return Buffer.concat(chunks)
}

/** Head and foot of a page: marked as no part of what is read. */
function frame(doc: Pdf, report: Document, page: string): void {
  const { width, height } = doc.page
  const { margins } = doc.page
  doc.page.margins = { top: 0, bottom: 0, left: 0, right: 0 } // or the foot would begin a new page
  doc.markContent('Artifact', { type: 'Pagination' })
  doc.font('plain').fontSize(8).fillColor(soft)
  const inner = width - 2 * margin
  doc.text(fit(doc, report.subject, inner * 0.6), margin, 26, { lineBreak: false })
  const title = fit(doc, report.title, inner * 0.38)
  doc.text(title, width - margin - doc.widthOfString(title), 26, { lineBreak: false })
  doc
    .moveTo(margin, 44)
    .lineTo(width - margin, 44)
    .lineWidth(0.5)
    .strokeColor(rule)
    .stroke()
  doc.text(fit(doc, report.standing, inner * 0.8), margin, height - 28, { lineBreak: false })
  doc.text(page, width - margin - doc.widthOfString(page), height - 28, { lineBreak: false })
  doc.endMarkedContent()
  doc.page.margins = margins
}

type Look = { font?: 'plain' | 'bold'; size: number; color?: string; after?: number }

function paragraph(doc: Pdf, tag: string, text: string, { font = 'plain', size, color = ink, after = 3 }: Look): void {
  doc.addStructure(
    doc.struct(tag, {}, () => {
      doc.font(font).fontSize(size).fillColor(color)
      doc.text(text, margin, doc.y, { width: inner(doc), lineGap: size * 0.25 })
    }),
  )
  doc.y += after
}

const inner = (doc: Pdf): number => doc.page.width - 2 * margin
const bottom = (doc: Pdf): number => doc.page.height - foot_pt - 4

/** A section: its heading stays with the first lines of what follows. */
function block(doc: Pdf, report: Document, s: Section): void {
  const chart =
    s.chart !== null &&
    s.rows.length <= 24 &&
    s.rows.some((r) => s.chart!.series.some((e) => typeof r[e.key] === 'number'))
  if (doc.y + (chart ? 260 : 120) > bottom(doc)) doc.addPage()
  doc.y += 8
  paragraph(doc, 'H2', s.title, { font: 'bold', size: 12.5 })
  for (const note of s.notes) paragraph(doc, 'P', note, { size: 8, color: soft })
  if (chart) drawChart(doc, report, s)
  if (s.rows.length > 0) table(doc, report, s)
  else paragraph(doc, 'P', say('reports', report.language)('empty'), { size: 9 })
}

// Tables

const pad = 3
const cell_pt = 7.6
const gap_pt = cell_pt * 0.2

type Laid = { text: string; column: Column; x: number; width: number; bold: boolean }

function table(doc: Pdf, report: Document, s: Section): void {
  const widths = columnWidths(doc, report, s)
  const lefts = widths.map((_, i) => margin + widths.slice(0, i).reduce((a, b) => a + b, 0))
  const laid = (row: (c: Column) => string, bold: boolean): Laid[] =>
    s.columns.map((column, i) => ({ text: row(column), column, x: lefts[i]!, width: widths[i]!, bold }))
  const heads = laid((c) => c.title, true)
  const lines: [cells: Laid[], total: boolean][] = s.rows.map((r) => [
    laid((c) => shown(r[c.key] ?? null, c, report), false),
    false,
  ])
  if (s.total) lines.push([laid((c) => shown(s.total![c.key] ?? null, c, report), true), true])

  const element = doc.struct('Table')
  doc.addStructure(element)
  const headHeight = heightOf(doc, heads)
  const drawHeads = (repeated: boolean) => {
    const top = doc.y
    const paint = () => doc.rect(margin, top, inner(doc), headHeight).fill(tint)
    artifact(doc, paint)
    if (repeated) artifact(doc, () => drawCells(doc, heads, top, headHeight, true))
    else tagged(doc, element, 'TH', heads, top, headHeight)
    doc.y = top + headHeight
  }
  drawHeads(false)
  for (const [cells, total] of lines) {
    const height = heightOf(doc, cells)
    if (doc.y + height > bottom(doc)) {
      doc.addPage()
      drawHeads(true)
    }
    const top = doc.y
    if (total)
      artifact(doc, () =>
        doc
          .moveTo(margin, top)
          .lineTo(margin + inner(doc), top)
          .lineWidth(0.9)
          .strokeColor(ink)
          .stroke(),
      )
    tagged(doc, element, 'TD', cells, top, height)
    artifact(doc, () =>
      doc
        .moveTo(margin, top + height)
        .lineTo(margin + inner(doc), top + height)
        .lineWidth(0.4)
        .strokeColor(rule)
        .stroke(),
    )
    doc.y = top + height
  }
  element.end()
  doc.y += 8
}

/** As wide as their longest word or figure asks, the rest by the sections' own widths; together the page. */
function columnWidths(doc: Pdf, report: Document, s: Section): number[] {
  const least = s.columns.map((c) => {
    doc.font('bold').fontSize(cell_pt)
    const words = c.title.split(/\s+/).map((w) => doc.widthOfString(w))
    if (c.kind === 'number')
      for (const r of [...s.rows, ...(s.total ? [s.total] : [])])
        words.push(doc.widthOfString(shown(r[c.key] ?? null, c, report)))
    return Math.max(...words, 18) + 2 * pad + 1
  })
  const need = least.reduce((a, b) => a + b, 0)
  const room = inner(doc)
  if (need >= room) return least.map((w) => (w * room) / need)
  const asked = s.columns.map((c) => (c.kind === 'text' ? c.width : c.width / 3))
  const all = asked.reduce((a, b) => a + b, 0)
  return least.map((w, i) => w + ((room - need) * asked[i]!) / all)
}

const optionsOf = ({ width, column }: Laid): PDFKit.Mixins.TextOptions => ({
  width: width - 2 * pad,
  lineGap: gap_pt,
  align: column.kind === 'number' ? 'right' : 'left',
})

const heightOf = (doc: Pdf, cells: readonly Laid[]): number =>
  Math.max(
    ...cells.map((c) => {
      doc.font(c.bold ? 'bold' : 'plain').fontSize(cell_pt)
      return doc.heightOfString(c.text, optionsOf(c))
    }),
  ) +
  2 * pad

function tagged(
  doc: Pdf,
  table: PDFKit.PDFStructureElement,
  tag: 'TH' | 'TD',
  cells: readonly Laid[],
  top: number,
  height: number,
): void {
  const row = doc.struct('TR')
  table.add(row)
  for (const cell of cells) row.add(doc.struct(tag, {}, () => drawCells(doc, [cell], top, height, tag === 'TH')))
  row.end()
}

function drawCells(doc: Pdf, cells: readonly Laid[], top: number, height: number, bottomed: boolean): void {
  for (const cell of cells) {
    doc
      .font(cell.bold ? 'bold' : 'plain')
      .fontSize(cell_pt)
      .fillColor(ink)
    const options = optionsOf(cell)
    // heads stand on the row's last line, above what they name
    const y = bottomed ? top + height - pad - doc.heightOfString(cell.text, options) : top + pad
    doc.text(cell.text, cell.x + pad, y, options)
  }
}

function artifact(doc: Pdf, draw: () => void): void {
  doc.markContent('Artifact')
  draw()
  doc.endMarkedContent()
}

/** A figure as people here write it: 1.234,5 in Vietnamese. What is missing is a dash, never an empty place. */
function shown(cell: Cell, column: Column, report: Document): string {
  if (cell === null || cell === '') return '–'
  if (typeof cell === 'string') return cell
  return figure(cell, column.digits, report)
}

const figure = (value: number, digits: number, report: Document): string =>
  new Intl.NumberFormat(report.language === 'vi' ? 'vi-VN' : 'en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative', // no −0,00
  }).format(value)

/** All but the letters of the font, as far as Vietnamese and English need them. */
export const notLetters =
  /[^\x20-\x7e\xa0-\u0107\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9–—‘’“”•…₫™−≈≠≤≥]/gu

/** What the font has no letter for would be an empty place: it is written with what there is. */
const drawable = (report: Document): Document => {
  const sum = report.language === 'vi' ? 'tổng' : 'sum'
  const drawn = (text: string) => text.replaceAll('Σ', sum).replaceAll('′', '’').replace(notLetters, '?')
  return JSON.parse(JSON.stringify(report, (_key, value) => (typeof value === 'string' ? drawn(value) : value)))
}

/** The text, cut where it is wider than there is room. */
function fit(doc: Pdf, text: string, width: number): string {
  if (doc.widthOfString(text) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && doc.widthOfString(`${letters.join('')}…`) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

// Charts

/** Twelve bars and a line, as vectors. Told apart by shape, not by colour; every value stands in the table below. */
function drawChart(doc: Pdf, report: Document, s: Section): void {
  const chart = s.chart!
  const scale = s.code === 'energy' ? 1e6 : 1
  const value = (r: Row, key: string) => (typeof r[key] === 'number' ? (r[key] as number) / scale : null)
  const most = Math.max(...s.rows.flatMap((r) => chart.series.map((e) => value(r, e.key) ?? 0)), 0)
  const { top: ceiling, step } = niceScale(most)
  const [height, left] = [120, margin + 44]
  const width = inner(doc) - 50
  const alt = `${chart.title}. ${s.rows.map((r) => `${r[chart.labels]}: ${chart.series.map((e) => value(r, e.key) ?? '–').join(' / ')}`).join('; ')}`
  const draw = () => {
    doc.font('bold').fontSize(8.5).fillColor(ink)
    doc.text(chart.title, margin, doc.y, { lineBreak: false })
    legend(doc, chart.series)
    const top = doc.y + 20
    const y = (v: number) => top + height - (v / ceiling) * height
    doc.font('plain').fontSize(7).fillColor(soft)
    for (let v = 0; v <= ceiling + step / 2; v += step) {
      const label = figure(v, step < 1 ? Math.ceil(-Math.log10(step)) : 0, report)
      doc.text(label, left - 6 - doc.widthOfString(label), y(v) - 4.5, { lineBreak: false })
      doc
        .moveTo(left, y(v))
        .lineTo(left + width, y(v))
        .lineWidth(0.4)
        .strokeColor(rule)
        .stroke()
    }
    const slot = width / s.rows.length
    for (const [i, r] of s.rows.entries()) {
      const label = String(r[chart.labels])
      doc
        .fillColor(soft)
        .text(label, left + slot * (i + 0.5) - doc.widthOfString(label) / 2, top + height + 5, { lineBreak: false })
      for (const e of chart.series.filter((e) => e.as === 'bar')) {
        const v = value(r, e.key)
        if (v !== null) doc.rect(left + slot * (i + 0.2), y(v), slot * 0.6, top + height - y(v)).fill(bar)
      }
    }
    for (const e of chart.series.filter((e) => e.as === 'line')) {
      let drawing = false
      doc.lineWidth(1.4).strokeColor(line)
      for (const [i, r] of s.rows.entries()) {
        const v = value(r, e.key)
        const x = left + slot * (i + 0.5)
        if (v === null) drawing = false
        else if (drawing) doc.lineTo(x, y(v))
        else doc.moveTo(x, y(v))
        if (v !== null) drawing = true
      }
      doc.stroke()
      for (const [i, r] of s.rows.entries()) {
        const v = value(r, e.key)
        if (v !== null) doc.circle(left + slot * (i + 0.5), y(v), 2.2).fillAndStroke('#ffffff', line)
      }
    }
    doc.y = top + height + 24
  }
  doc.addStructure(doc.struct('Figure', { alt }, draw))
}

function legend(doc: Pdf, series: NonNullable<Section['chart']>['series']): void {
  doc.font('plain').fontSize(7.5)
  let x = margin + inner(doc)
  const y = doc.y
  for (const e of [...series].reverse()) {
    x -= doc.widthOfString(e.name)
    doc.fillColor(ink).text(e.name, x, y, { lineBreak: false })
    x -= 18
    if (e.as === 'bar') doc.rect(x, y + 1.5, 12, 7).fill(bar)
    else {
      doc
        .moveTo(x, y + 5)
        .lineTo(x + 14, y + 5)
        .lineWidth(1.4)
        .strokeColor(line)
        .stroke()
      doc.circle(x + 7, y + 5, 2.2).fillAndStroke('#ffffff', line)
    }
    x -= 16
  }
  doc.y = y
}

/** An axis from 0 in steps of 1, 2 or 5 times a power of ten, at most six of them. */
export function niceScale(most: number): { top: number; step: number } {
  if (!(most > 0)) return { top: 1, step: 1 }
  const rough = most / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough * 0.999)!
  return { top: Math.ceil(most / step - 1e-9) * step, step }
}

function appendix(doc: Pdf, report: Document, title: string): void {
  const words = say('reports', report.language)
  const column = (key: string, heading: string, width: number): Column => ({
    key,
    title: heading,
    kind: 'text',
    digits: 0,
    width,
  })
  block(doc, report, {
    code: 'sources',
    title,
    notes: [words('note.known', { at: iso(parseInstant(report.known_on)!) })],
    columns: [column('what', words('column.what'), 30), column('how', words('column.how'), 70)],
    rows: sourcesOf(report).map(([what, how]) => ({ what, how })),
    total: null,
    chart: null,
    sources: [],
  })
}
