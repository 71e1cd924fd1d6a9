import { strToU8, zipSync } from 'fflate'
import { say } from '../../kernel/index.ts'
import { type Column, type Document, excelOf, type Row, type Section } from './document.ts'

/**
 * A report as a workbook (ECMA-376): a sheet a section, formulas with the values they had, A4, heads that stay.
 * Written here rather than by a library: the one that is used most has had no release for years, stamps its files with
 * the present moment, and is 60 times this file. Every text is a string cell, so no name can be a formula.
 */
export function xlsx(report: Document): Buffer {
  const words = say('reports', report.language)
  const sources: Section = {
    code: 'sources',
    title: words('sheet.sources'),
    notes: [report.standing],
    columns: [
      { key: 'what', title: words('column.what'), kind: 'text', digits: 0, width: 40 },
      { key: 'how', title: words('column.how'), kind: 'text', digits: 0, width: 100 },
    ],
    rows: sourcesOf(report).map(([what, how]) => ({ what, how })),
    total: null,
    chart: null,
    sources: [],
  }
  const sections = [...report.sections, sources]
  const styles = new Styles()
  const sheets = sections.map((s) => sheet(report, s, styles))
  const names = sheetNames(sections.map((s) => s.title))
  const files: Record<string, string> = {
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${main}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${main}.styles+xml"/>${sheets.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${main}.worksheet+xml"/>`).join('')}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="${package_}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    'docProps/core.xml': `${head}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xml(report.title)}</dc:title><dc:subject>${xml(report.subject)}</dc:subject><dc:creator>Sáng Đèn</dc:creator><dc:language>${report.language}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${report.known_on}</dcterms:created></cp:coreProperties>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${sheetml}" xmlns:r="${office}"><sheets>${names.map((n, i) => `<sheet name="${xml(n)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets><definedNames>${names.map((n, i) => `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${xml(`'${n.replaceAll("'", "''")}'!$${sheets[i]!.headRow}:$${sheets[i]!.headRow}`)}</definedName>`).join('')}</definedNames><calcPr calcId="191029"/></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${package_}">${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="rId${sheets.length + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': styles.xml(),
    ...Object.fromEntries(sheets.map((s, i) => [`xl/worksheets/sheet${i + 1}.xml`, s.text])),
  }
  // Entries carry a date: the first that the format has. Of local time, as the library reads it.
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), {
      mtime: new Date(1980, 0, 1),
      level: 6,
    }),
  )
}

/** The appendix: where every figure comes from, each said once. */
export const sourcesOf = (report: Document): Section['sources'] => {
  const all = report.sections.flatMap((s) => s.sources)
  return all.filter(([what, how], i) => all.findIndex(([w, h]) => w === what && h === how) === i)
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const sheetml = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const package_ = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** Title, subject, standing, notes, an empty row, the heads, the rows, the total. */
function sheet(report: Document, s: Section, styles: Styles): { text: string; headRow: number } {
  const lines: string[] = []
  const put = (cells: string[], height?: number) =>
    lines.push(
      `<row r="${lines.length + 1}"${height ? ` ht="${height}" customHeight="1"` : ''}>${cells.join('')}</row>`,
    )
  const words = (text: string, column: number, style: number) =>
    `<c r="${letter(column)}${lines.length + 1}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(text)}</t></is></c>`
  put([words(`${s.title}`, 0, styles.of({ bold: true, size: 14 }))], 22)
  put([words(report.subject, 0, styles.of({ bold: true }))])
  for (const note of new Set([report.standing, ...s.notes])) put([words(note, 0, styles.of({}))])
  lines.push(`<row r="${lines.length + 1}"/>`)
  const longest = Math.max(...s.columns.map((c) => Math.ceil((c.title.length * 1.1) / c.width)))
  put(
    s.columns.map((c, i) => words(c.title, i, styles.of({ head: true, right: c.kind === 'number' }))),
    15 * Math.max(1, longest) + 4,
  )
  const headRow = lines.length
  const first = headRow + 1
  const last = headRow + s.rows.length
  const at = (row: number) => (key: string) => `${letter(s.columns.findIndex((c) => c.key === key))}${row}`
  const line = (row: Row, total: boolean) => {
    const here = lines.length + 1
    const cells = s.columns.map((c, i) => {
      const cell = row[c.key] ?? null
      const style = styles.of({ format: c.kind === 'number' ? formatOf(c) : undefined, wrap: c.kind === 'text', total })
      if (typeof cell === 'string') return words(cell, i, style)
      const ref = `r="${letter(i)}${here}" s="${style}"`
      const range = `${letter(i)}${first}:${letter(i)}${last}`
      const formula =
        total && c.total === 'sum'
          ? `IF(COUNT(${range})=0,"",SUM(${range}))`
          : c.formula && (!total || c.total === 'formula')
            ? excelOf(c.formula, at(here))
            : undefined
      if (formula === undefined) return cell === null ? `<c ${ref}/>` : `<c ${ref}><v>${cell}</v></c>`
      return cell === null
        ? `<c ${ref} t="str"><f>${xml(formula)}</f><v></v></c>`
        : `<c ${ref}><f>${xml(formula)}</f><v>${cell}</v></c>`
    })
    put(cells)
  }
  for (const row of s.rows) line(row, false)
  if (s.total) line(s.total, true)
  if (s.rows.length === 0) put([words(say('reports', report.language)('empty'), 0, styles.of({}))])
  const wide = s.columns.reduce((sum, c) => sum + c.width, 0) > 95
  const footer = say('reports', report.language)('page', { page: '&P', pages: '&N' })
  const text = `${head}<worksheet xmlns="${sheetml}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0" showGridLines="0"><pane xSplit="1" ySplit="${headRow}" topLeftCell="B${headRow + 1}" activePane="bottomRight" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${s.columns.map((c, i) => `<col min="${i + 1}" max="${i + 1}" width="${c.width}" customWidth="1"/>`).join('')}</cols><sheetData>${lines.join('')}</sheetData><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="${wide ? 'landscape' : 'portrait'}" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>${xml(`&L${report.subject.replaceAll('&', '&&')}&R${footer}`)}</oddFooter></headerFooter></worksheet>`
  return { text, headRow }
}

const formatOf = ({ digits }: Column): string => (digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`)

/** A, B, ... Z, AA. */
const letter = (i: number): string =>
  (i < 26 ? '' : letter(Math.floor(i / 26) - 1)) + String.fromCharCode(65 + (i % 26))

/** At most 31 letters, none of []:*?/\, no two alike. */
function sheetNames(titles: readonly string[]): string[] {
  const taken = new Set<string>()
  return titles.map((title) => {
    const plain = title
      .replace(/[[\]:*?/\\]/g, ' ')
      .slice(0, 31)
      .trim()
    let name = plain
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain.slice(0, 28)} ${n}`
    taken.add(name.toLowerCase())
    return name
  })
}

const xml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

type Style = {
  bold?: boolean
  size?: number
  head?: boolean
  right?: boolean
  format?: string
  wrap?: boolean
  total?: boolean
}

/** Each look once, in the order in which it is first asked for. */
class Styles {
  #made = new Map<string, Style>([['{}', {}]])

  of(style: Style): number {
    const key = JSON.stringify(style)
    if (!this.#made.has(key)) this.#made.set(key, style)
    return [...this.#made.keys()].indexOf(key)
  }

  xml(): string {
    const formats = [...new Set([...this.#made.values()].flatMap((s) => s.format ?? []))]
    const xfs = [...this.#made.values()].map((s) => {
      const font = s.size ? 2 : s.bold || s.head || s.total ? 1 : 0
      const border = s.total ? 2 : s.head || s.format !== undefined || s.wrap ? 1 : 0
      const format = s.format ? 164 + formats.indexOf(s.format) : 0
      const across = s.right ? ' horizontal="right"' : ''
      const align = s.head || s.wrap ? `<alignment${across} vertical="${s.head ? 'center' : 'top'}" wrapText="1"/>` : ''
      return `<xf numFmtId="${format}" fontId="${font}" fillId="${s.head ? 2 : 0}" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"${align ? ' applyAlignment="1"' : ''}>${align}</xf>`
    })
    const font = (more: string, size = 11) =>
      `<font>${more}<sz val="${size}"/><name val="Arial"/><family val="2"/></font>`
    const line = (top: string, bottom: string) => `<border><left/><right/>${top}${bottom}<diagonal/></border>`
    const edge = (side: string, style: string) => `<${side} style="${style}"><color rgb="FF8A8A8A"/></${side}>`
    return `${head}<styleSheet xmlns="${sheetml}"><numFmts count="${formats.length}">${formats.map((f, i) => `<numFmt numFmtId="${164 + i}" formatCode="${f}"/>`).join('')}</numFmts><fonts count="3">${font('')}${font('<b/>')}${font('<b/>', 14)}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE9EEF3"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="3">${line('<top/>', '<bottom/>')}${line('<top/>', edge('bottom', 'hair'))}${line(edge('top', 'thin'), edge('bottom', 'thin'))}</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${xfs.length}">${xfs.join('')}</cellXfs></styleSheet>`
  }
}
