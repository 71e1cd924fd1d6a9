import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { csv } from './csv.ts'
import { computed, type Document, excelOf, type Formula, number, type Row, section, text } from './document.ts'
import { type Format, fileName, formatNames, write } from './formats.ts'
import { niceScale, notLetters } from './pdf.ts'
import { momentInWords, monthsLater, periodInWords, periodOf } from './period.ts'

const fontkit = createRequire(import.meta.url)('fontkit') // has no types
const evil = '=cmd|"/c calc"!A1<script>alert(1)</script>'

const report = (rows: Row[], more: Partial<Document> = {}): Document => ({
  report: 'month',
  period: '2026-10',
  corporation: 'AA',
  province: null,
  language: 'vi',
  title: 'Báo cáo tháng: Ổn định, Nguyễn, ẵ ệ ữ',
  subject: 'Tổng công ty A & B · tháng 10 năm 2026',
  known_on: '2026-11-05T09:05:00+07:00',
  standing: 'Kỳ báo cáo đã khóa sổ.',
  sections: [
    section({
      code: 'feeders',
      title: 'Xuất tuyến: kém nhất [tháng 10] rất dài hơn 31 chữ',
      notes: ['Σ của tất cả'],
      columns: [
        text('feeder', 'Xuất tuyến', 20),
        number('kept', 'Giữ', { total: 'sum' }),
        number('broken', 'Lỡ', { total: 'sum' }),
        number('share', 'Tỷ lệ (%)', {
          digits: 2,
          formula: { op: 'share', part: 'kept', rest: 'broken' },
          total: 'formula',
        }),
        number('change', 'Tăng, giảm', { digits: 1, formula: { op: 'growth', now: 'kept', before: 'broken' } }),
      ],
      rows,
      total: 'Cộng',
      chart: { title: 'Giữ', labels: 'feeder', series: [{ key: 'kept', name: 'Giữ', as: 'bar' }] },
      sources: [['Tỷ lệ', '100 × giữ / (giữ + lỡ)']],
    }),
  ],
  ...more,
})

const rows = [
  { feeder: evil, kept: 3, broken: 1 },
  { feeder: 'Nguyễn Trãi', kept: 5, broken: 0 },
  { feeder: '-1+2', kept: null, broken: null },
]
const sheetOf = (file: Buffer, n: number) => strFromU8(unzipSync(file)[`xl/worksheets/sheet${n}.xml`]!)
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe('a report as a file', () => {
  it('the same report is the same bytes, in every format and whatever the clock says', async () => {
    for (const format of formatNames) {
      const one = await write(report(rows), format)
      await new Promise((resolve) => setTimeout(resolve, 1100)) // dates of zip entries and PDFs have seconds
      assert.equal(hash(await write(report(rows), format)), hash(one), format)
    }
  })

  it('XLSX: formulas with the values they had, frozen heads, A4, names that a sheet may have', async () => {
    const file = await write(report(rows), 'xlsx')
    const sheet = sheetOf(file, 1)
    // rows: title, subject, standing, note, empty, heads (6), then 7, 8, 9 and the total
    assert.match(
      sheet,
      /<c r="D7" s="\d+"><f>IF\(N\(B7\)\+N\(C7\)=0,&quot;&quot;,100\*N\(B7\)\/\(N\(B7\)\+N\(C7\)\)\)<\/f><v>75<\/v><\/c>/,
    )
    assert.match(sheet, /<c r="E8" s="\d+" t="str"><f>IF\(OR\(B8=&quot;&quot;,N\(C8\)=0\)[^<]*<\/f><v><\/v><\/c>/)
    assert.match(sheet, /<c r="B10" s="\d+"><f>IF\(COUNT\(B7:B9\)=0,&quot;&quot;,SUM\(B7:B9\)\)<\/f><v>8<\/v><\/c>/)
    assert.match(sheet, new RegExp(`<c r="D10" s="\\d+"><f>[^<]*</f><v>${(100 * 8) / 9}</v></c>`))
    assert.match(sheet, /<c r="B9" s="\d+"\/>/)
    assert.match(sheet, /<pane xSplit="1" ySplit="6" topLeftCell="B7"[^>]*state="frozen"\/>/)
    assert.match(sheet, /<pageSetup paperSize="9"/)
    const workbook = strFromU8(unzipSync(file)['xl/workbook.xml']!)
    assert.deepEqual(
      [...workbook.matchAll(/<sheet name="([^"]*)"/g)].map((m) => m[1]),
      ['Xuất tuyến  kém nhất  tháng 10', 'Nguồn số liệu'],
    )
    assert.match(workbook, /_xlnm.Print_Titles" localSheetId="0">'Xuất tuyến {2}kém nhất {2}tháng 10'!\$6:\$6</)
  })

  it('a name that looks like a formula or a script is a text in every format', async () => {
    const sheet = sheetOf(await write(report(rows), 'xlsx'), 1)
    assert.match(
      sheet,
      /<c r="A7" s="\d+" t="inlineStr"><is><t xml:space="preserve">=cmd\|&quot;\/c calc&quot;!A1&lt;script&gt;/,
    )
    assert.doesNotMatch(sheet, /<script|<f>=?cmd/)
    const lines = csv(report(rows)).toString('utf8').split('\r\n')
    assert.ok(lines.some((l) => l.includes(`,"'=cmd|""/c calc""!A1<script>alert(1)</script>",kept,Giữ,3`)))
    assert.ok(lines.some((l) => l.includes(",'-1+2,kept,Giữ,")))
    assert.ok(lines[0]!.startsWith('\ufeffreport,'))
    assert.ok(
      lines.filter((l) => l !== '').every((l) => !/(^|,)"?[=+@]/.test(l)),
      'no field begins as a formula does',
    )
  })

  it('nothing in the period: every format says so', async () => {
    for (const format of formatNames) assert.ok((await write(report([]), format)).length > 50, format)
    assert.match(sheetOf(await write(report([]), 'xlsx'), 1), /Không có số liệu trong kỳ/)
  })

  it('PDF: A4, embedded subset of the two weights, tagged, Vietnamese; a table over pages has its heads again', async () => {
    const many = Array.from({ length: 150 }, (_, i) => ({ feeder: `Xuất tuyến ${i}`, kept: i, broken: 1 }))
    const bytes = (await write(report(many), 'pdf')).toString('latin1')
    assert.equal([...bytes.matchAll(/\/FontFile2 /g)].length, 2)
    for (const part of [/\/BaseFont \/[A-Z]{6}\+BeVietnamPro-Regular/, /\/Lang \(vi-VN\)/, /\/Marked true/])
      assert.ok(part.test(bytes), String(part))
    const pages = [...bytes.matchAll(/\/MediaBox \[0 0 595\.28 841\.89\]/g)].length
    assert.ok(pages >= 4 && pages <= 8, `${pages} pages`)
  })

  it('the letters that are not replaced are in both weights of the font', () => {
    for (const weight of [400, 700]) {
      const font = fontkit.create(
        readFileSync(new URL(`../../../design/fonts/be-vietnam-pro-${weight}.ttf`, import.meta.url)),
      )
      for (let c = 0x20; c < 0x2300; c++)
        if (!String.fromCodePoint(c).match(notLetters))
          assert.ok(font.hasGlyphForCodePoint(c), `${weight} lacks U+${c.toString(16)}`)
      // figures at one width, also beside other letters
      assert.equal(new Set([...'0123456789'].map((d) => font.layout(d).advanceWidth)).size, 1)
    }
    assert.equal('Ổn định, Nguyễn, ẵ ệ ữ Ặ Ỡ 1.234,5 –'.match(notLetters), null)
  })

  it('formulas: one meaning for the value and for the spreadsheet', () => {
    const cases: [Formula, Row, number | null][] = [
      [{ op: 'ratio', over: 'a', under: 'b', times: 100 }, { a: 1, b: 4 }, 25],
      [{ op: 'ratio', over: 'a', under: 'b', times: 1 }, { a: 1, b: 0 }, null],
      [{ op: 'ratio', over: 'a', under: 'b', times: 1 }, { a: null, b: 2 }, null],
      [{ op: 'share', part: 'a', rest: 'b' }, { a: 1, b: null }, 100],
      [{ op: 'share', part: 'a', rest: 'b' }, { a: 0, b: 0 }, null],
      [{ op: 'growth', now: 'a', before: 'b' }, { a: 3, b: 2 }, 50],
      [{ op: 'growth', now: 'a', before: 'b' }, { a: 3, b: null }, null],
      [{ op: 'minus', from: 'a', less: 'b' }, { a: 3, b: 5 }, -2],
      [{ op: 'minus', from: 'a', less: 'b' }, { a: 3, b: null }, null],
    ]
    for (const [formula, row, value] of cases) {
      assert.equal(computed(formula, row), value)
      assert.equal(
        excelled(
          excelOf(formula, (key) => `$${key}$`),
          row,
        ),
        value,
        JSON.stringify([formula, row]),
      )
    }
  })

  it('names of files are plain letters', () => {
    const named = (more: Partial<Document>, format: Format = 'pdf') => fileName(report([], more), format)
    assert.equal(named({}), 'bao-cao-thang-AA-2026-10.pdf')
    assert.equal(
      named({ report: 'province', province: 'Đắk Lắk', corporation: null }, 'xlsx'),
      'bao-cao-tinh-tap-doan-dak-lak-2026-10.xlsx',
    )
    assert.equal(named({ language: 'en', report: 'year', period: '2025' }, 'csv'), 'report-year-AA-2025.csv')
  })
})

/** The few functions of a spreadsheet that are used, computed by a reader of their text apart from `computed`. */
function excelled(formula: string, row: Row): number | null {
  const source = formula
    .replace(/\$(\w)\$/g, (_, key) => JSON.stringify(row[key] ?? ''))
    .replace(/(?<![<>=])=(?!=)/g, '===')
  const functions = {
    IF: (test: boolean, yes: unknown, no: unknown) => (test ? yes : no),
    OR: (...tests: boolean[]) => tests.some((t) => t),
    N: (cell: unknown) => (typeof cell === 'number' ? cell : 0),
  }
  const value = new Function(...Object.keys(functions), `return ${source}`)(...Object.values(functions))
  return value === '' ? null : value
}

describe('periods', () => {
  const now = new Date('2026-11-05T02:05:00Z')
  it('the month before, the same of last year, the twelve that end with it', () => {
    const month = periodOf('month', '2026-01', now)
    assert.deepEqual(
      [month.before.from, month.last_year.to, month.twelve[0], month.twelve[11]],
      ['2025-12', '2025-01', '2025-02', '2026-01'],
    )
    const year = periodOf('year', '2025', now)
    assert.deepEqual(
      [year.from, year.to, year.before, year.twelve[0]],
      ['2025-01', '2025-12', { from: '2024-01', to: '2024-12' }, '2025-01'],
    )
    assert.equal(monthsLater('2026-11', 14), '2028-01')
  })
  it('what is no period, or has not begun, is refused', () => {
    for (const [kind, name] of [
      ['month', '2026-13'],
      ['month', '2026'],
      ['year', '2026-01'],
      ['year', '1889'],
      ['month', '2026-12'],
      ['year', '2027'],
    ] as const)
      assert.throws(() => periodOf(kind, name, now), /kernel\/invalid|reports\/not-begun/, name)
  })
  it('in words, by the clock of here', () => {
    assert.deepEqual(
      [periodInWords('2026-03', 'vi'), periodInWords('2026-03', 'en'), periodInWords('2026', 'vi')],
      ['tháng 3 năm 2026', 'March 2026', 'năm 2026'],
    )
    assert.deepEqual(
      [momentInWords(now, 'vi'), momentInWords(now, 'en')],
      ['09:05 ngày 05/11/2026', '5 November 2026, 09:05'],
    )
  })
  it('axes', () => {
    assert.deepEqual(
      [0, 0.29, 27.55, 100, 1_234_567].map((m) => Math.round(1000 * niceScale(m).top) / 1000),
      [1, 0.3, 30, 100, 1_500_000],
    )
  })
})
