import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import type { IndicatorRow } from '../../../indicators/index.ts'
import { type Language, Problem } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'
import { number, table } from '../table.ts'

const round = (value: number | null, decimals = 2): number | null =>
  value === null ? null : Math.round(value * 10 ** decimals) / 10 ** decimals

/** `sangden indicators …`: a year against its targets, the energy behind it, targets, definitions made without code. */
export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const wrong = (command: Command, text: string): never => command.error(text, { exitCode: 2 })
  const yearIn = (command: Command, value: unknown): number => {
    const year = Number(value)
    return Number.isInteger(year) && year >= 1990 && year <= 2200
      ? year
      : wrong(command, vi ? '--year: cần một năm, ví dụ 2017' : '--year: a year is needed, for example 2017')
  }
  const corporation = ['--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only'] as const
  // --year and --corporation may stand before the command's name too: optsWithGlobals has both.
  const group = new Command('indicators')
    .description(
      vi ? 'Chỉ tiêu của năm: mục tiêu, thực hiện, trạng thái' : 'Indicators of a year: target, actual, state',
    )
    .option('--year <year>', vi ? 'năm' : 'year')
    .option(...corporation)
    .action(async (o) => {
      const year = yearIn(group, o.year)
      const env = open(o)
      const { indicators, notice } = await import('../../../indicators/index.ts')
      const rows = await env.transaction((ctx) => indicators(ctx, { year, corporation: o.corporation }))
      env.print(rows, (found) => [yearTable(found, language), ...needs(found), notice[language]].join('\n'))
    })

  const energy = group
    .command('energy')
    .description(
      vi ? 'Điện, tổn thất, năng suất theo tháng và dự báo' : 'Energy, losses, productivity by month, forecast',
    )
    .option('--year <year>', vi ? 'năm' : 'year')
    .option(...corporation)
    .action(async () => {
      const o = energy.optsWithGlobals()
      const year = yearIn(energy, o.year)
      const env = open(o)
      const { energyOf } = await import('../../../indicators/index.ts')
      const found = await env.transaction((ctx) => energyOf(ctx, { year, corporation: o.corporation }))
      env.print(found, ({ corporations, method }) => {
        const rows = corporations.flatMap((c) => [
          ...c.months.map((m) => ({ corporation: c.corporation, ...m })),
          { corporation: c.corporation, month: String(year), ...c.year },
        ])
        const forecasts = corporations.flatMap(({ corporation, forecast }) =>
          forecast ? [`${named(corporation, vi)}: ${forecastLine(forecast, vi, language)}`] : [],
        )
        return [
          table(
            rows,
            [
              [vi ? 'tổng công ty' : 'corporation', (r) => named(r.corporation, vi)],
              [vi ? 'kỳ' : 'period', (r) => r.month],
              [vi ? 'thương phẩm (GWh)' : 'sold (GWh)', (r) => round(r.sold_kwh / 1e6, 3)],
              [vi ? 'tăng (%)' : 'growth (%)', (r) => round(r.growth_percent)],
              [vi ? 'tổn thất (%)' : 'losses (%)', (r) => round(r.losses_percent)],
              [vi ? '12 tháng (%)' : '12 months (%)', (r) => round(r.rolling_losses_percent)],
              [vi ? 'kWh/lao động' : 'kWh/employee', (r) => round(r.sold_kwh_per_employee, 0)],
              [vi ? 'tăng (%)' : 'growth (%)', (r) => round(r.sold_per_employee_growth_percent)],
              [vi ? 'KH/lao động' : 'customers/employee', (r) => round(r.customers_per_employee, 1)],
              [vi ? 'tăng (%)' : 'growth (%)', (r) => round(r.customers_per_employee_growth_percent)],
            ],
            language,
          ),
          ...forecasts,
          method,
        ].join('\n')
      })
    })

  const months = group
    .command('table')
    .description(vi ? 'Mọi chỉ tiêu theo tháng' : 'Every indicator by month')
    .option('--year <year>', vi ? 'năm' : 'year')
    .option(...corporation)
    .action(async () => {
      const o = months.optsWithGlobals()
      const year = yearIn(months, o.year)
      const env = open(o)
      const { assess } = await import('../../../indicators/index.ts')
      const found = await env.transaction((ctx) => assess(ctx, { year, corporation: o.corporation }))
      env.print(found, ({ indicators }) =>
        table(
          indicators.flatMap((i) => i.figures.map((f) => ({ ...f, code: i.code, decimals: i.decimals }))),
          [
            [vi ? 'mã' : 'code', (r) => r.code],
            [vi ? 'tổng công ty' : 'corporation', (r) => named(r.corporation, vi)],
            ...Array.from({ length: 12 }, (_, i) => [String(i + 1), (r: { months: { actual: number | null }[]; decimals: number }) => round(r.months[i]!.actual, r.decimals)] as const),
            [String(year), (r) => round(r.actual, r.decimals)],
          ],
          language,
        ),
      )
    }) // biome-ignore format: a table

  group
    .command('rows <code>')
    .description(vi ? 'Các dòng đứng sau một chỉ tiêu' : 'The rows behind an indicator')
    .requiredOption('--from <month>', vi ? 'từ tháng YYYY-MM' : 'from month YYYY-MM')
    .option('--to <month>', vi ? 'đến tháng (không nêu: cùng tháng)' : 'to month (none: the same)')
    .option(...corporation)
    .option('--limit <n>', vi ? 'nhiều nhất' : 'at most', Number, 100)
    .action(async (code: string, _: unknown, command: Command) => {
      const o = command.optsWithGlobals()
      const env = open(o)
      const { rowsBehind } = await import('../../../indicators/index.ts')
      const { isMonth } = await import('../../../kernel/index.ts')
      const to = o.to ?? o.from
      for (const month of [o.from, to])
        if (!isMonth(month)) throw new Problem('kernel/invalid', { field: 'month', reason: month })
      const found = await env.transaction((ctx) =>
        rowsBehind(ctx, { code, from: o.from, to, corporation: o.corporation, limit: o.limit, offset: 0 }),
      )
      env.print(found, ({ name, definition, formula, columns, rows }) =>
        [
          `${name}: ${definition}`,
          `= ${formula}`,
          table(
            rows,
            columns.map(({ key, label }) => [label, (r) => show(r[key], vi)] as const),
            language,
          ),
        ].join('\n'),
      )
    })

  group
    .command('target <code> <year> <value>')
    .description(vi ? 'Đặt mục tiêu (none: bỏ)' : 'Set a target (none: take it back)')
    .option('--month <n>', vi ? 'của tháng 1–12' : 'of month 1 to 12', Number)
    .option(...corporation)
    .option('--group-only', vi ? 'chỉ của toàn tập đoàn' : 'of the group only')
    .option('--warning <value>', vi ? 'kém hơn mức này là có nguy cơ' : 'worse than this is at risk', Number)
    .option('--weight <n>', vi ? 'trọng số' : 'weight', Number)
    .option('--owner <name>', vi ? 'ai chịu trách nhiệm' : 'who answers for it')
    .requiredOption('--reason <text>', vi ? 'lý do' : 'why')
    .action(async (code: string, year: string, value: string, _: unknown, target: Command) => {
      const o = target.optsWithGlobals()
      const env = open(o)
      const { setTarget } = await import('../../../indicators/index.ts')
      const given = {
        code,
        year: yearIn(target, year),
        value: value === 'none' ? null : Number(value),
        month: o.month,
        corporation: o.corporation,
        of_group: o.groupOnly,
        warning: o.warning,
        weight: o.weight,
        owner: o.owner,
        reason: o.reason,
      }
      if (o.month !== undefined && !(Number.isInteger(o.month) && o.month >= 1 && o.month <= 12))
        return wrong(target, vi ? '--month: từ 1 đến 12' : '--month: 1 to 12')
      await env.transaction((ctx) => setTarget(ctx, given))
      env.print(given, () => (vi ? 'Đã đặt mục tiêu.' : 'The target is set.'))
    })

  group
    .command('define <code> <file>')
    .description(vi ? 'Tạo chỉ tiêu từ tệp JSON' : 'Make an indicator from a JSON file')
    .option('--from <month>', vi ? 'tính từ tháng (không nêu: tháng sau)' : 'counts from month (none: the next)')
    .option(...corporation)
    .option('--preview', vi ? 'chỉ xem trên năm trước' : 'only see it on last year')
    .option('--reason <text>', vi ? 'lý do' : 'why', '')
    .action(async (code: string, file: string, _: unknown, command: Command) => {
      const o = command.optsWithGlobals()
      const env = open(o)
      const { defineIndicator, definitionFrom, preview } = await import('../../../indicators/index.ts')
      const definition = definitionFrom(readFileSync(file, 'utf8'))
      const seen = await env.transaction(async (ctx) =>
        o.preview
          ? preview(ctx, definition)
          : (
              await defineIndicator(ctx, {
                code,
                corporation: o.corporation,
                from: o.from,
                definition,
                reason: o.reason,
              })
            ).preview,
      )
      env.print(seen, (found) =>
        [
          `= ${found.formula}`,
          table(
            found.figures,
            [
              [vi ? 'tổng công ty' : 'corporation', (r) => named(r.corporation, vi)],
              [String(found.year), (r) => r.actual],
              [vi ? 'số dòng' : 'rows', (r) => r.rows],
              ['', (r) => r.said_words ?? ''],
            ],
            language,
          ),
          ...found.warnings.map((w) => `! ${w}`),
        ].join('\n'),
      )
    })

  group
    .command('withdraw <code>')
    .description(vi ? 'Thôi dùng một chỉ tiêu tự định nghĩa' : 'No longer use an indicator made without code')
    .option('--from <month>', vi ? 'từ tháng (không nêu: tháng sau)' : 'from month (none: the next)')
    .option(...corporation)
    .requiredOption('--reason <text>', vi ? 'lý do' : 'why')
    .action(async (code: string, _: unknown, command: Command) => {
      const o = command.optsWithGlobals()
      const env = open(o)
      const { withdrawIndicator } = await import('../../../indicators/index.ts')
      const done = await env.transaction((ctx) =>
        withdrawIndicator(ctx, { code, corporation: o.corporation, from: o.from, reason: o.reason }),
      )
      env.print(done, ({ from }) => (vi ? `Thôi dùng từ ${from}.` : `No longer used from ${from} on.`))
    })

  group
    .command('example')
    .description(
      vi
        ? 'Nhập con số đã công bố 2017–2019 và so với con số tính ra'
        : 'Keep the published figures of 2017-2019 and compare them with the computed ones',
    )
    .option('--file <json>', vi ? 'tệp khác' : 'another file')
    .action(async (o) => {
      const env = open(o)
      const { compared, importPublished, shippedFigures } = await import('../../../indicators/index.ts')
      const given = o.file ? listIn(readFileSync(o.file, 'utf8')) : shippedFigures()
      await env.transaction((ctx) => importPublished(ctx, given))
      const rows = await env.transaction((ctx) => compared(ctx, { from: '1990-01', to: '2200-12' }))
      env.print(rows, (found) =>
        table(
          found,
          [
            [vi ? 'kỳ' : 'period', (r) => (r.from === r.to ? r.from : `${r.from}…${r.to.slice(5)}`)],
            [vi ? 'số liệu' : 'figure', (r) => r.name],
            ['', (r) => r.corporation ?? ''],
            [vi ? 'đã công bố' : 'published', (r) => r.published],
            [vi ? 'tính ra' : 'computed', (r) => round(r.computed, r.decimals + 1)],
            [vi ? 'vì sao khác' : 'difference', (r) => r.words],
            [vi ? 'nguồn' : 'source', (r) => r.source],
          ],
          language,
        ),
      )
    })
  return group
}

/** A list of figures from a file. @throws Problem indicators/bad-published */
function listIn(text: string): unknown[] {
  try {
    const found: unknown = JSON.parse(text)
    if (Array.isArray(found)) return found
  } catch {
    // said below
  }
  throw new Problem('indicators/bad-published', { reason: 'JSON: [ {code, from, to, value, decimals, source}, … ]' })
}

const named = (corporation: string | null, vi: boolean) => corporation ?? (vi ? 'tập đoàn' : 'group')

const show = (value: string | number | boolean | null | undefined, vi: boolean) =>
  typeof value === 'boolean' ? (value ? (vi ? 'có' : 'yes') : vi ? 'không' : 'no') : value

type Interval = { value: number; low: number; high: number; backtest_percent: number | null }

function forecastLine(
  forecast: { sold_kwh: Interval; losses_percent: Interval | null },
  vi: boolean,
  language: Language,
): string {
  const of = ({ value, low, high, backtest_percent }: Interval, unit: string, by: number) => {
    const [a, b, c] = [value, low, high].map((v) => number(round(v / by)!, language))
    const tested =
      backtest_percent === null
        ? ''
        : `, ${vi ? 'sai số năm trước' : 'error last year'} ${number(round(backtest_percent)!, language)} %`
    return `${a} ${unit} (${b}–${c}${tested})`
  }
  const losses = forecast.losses_percent
  return [
    `${vi ? 'dự kiến cả năm' : 'expected for the year'}: ${vi ? 'thương phẩm' : 'sold'} ${of(forecast.sold_kwh, 'GWh', 1e6)}`,
    ...(losses ? [`${vi ? 'tổn thất' : 'losses'} ${of(losses, '%', 1)}`] : []),
  ].join('; ')
}

const yearTable = (rows: readonly IndicatorRow[], language: Language): string => {
  const vi = language === 'vi'
  const interval = (r: IndicatorRow) =>
    r.projection_low === null
      ? null
      : `${number(round(r.projection_low, r.decimals)!, language)}–${number(round(r.projection_high, r.decimals)!, language)}`
  return table(
    rows,
    [
      [vi ? 'mã' : 'code', (r) => r.code],
      [vi ? 'chỉ tiêu' : 'indicator', (r) => r.name],
      [vi ? 'tổng công ty' : 'corporation', (r) => named(r.corporation, vi)],
      [vi ? 'mục tiêu' : 'target', (r) => round(r.target, r.decimals)],
      [vi ? 'thực hiện' : 'actual', (r) => round(r.actual, r.decimals)],
      [vi ? 'dự kiến' : 'projection', (r) => round(r.projection, r.decimals)],
      [vi ? 'khoảng' : 'interval', interval],
      [vi ? 'sai số năm trước (%)' : 'error last year (%)', (r) => round(r.backtest_percent)],
      [vi ? 'đơn vị' : 'unit', (r) => r.unit_words],
      [vi ? 'trạng thái' : 'state', (r) => r.state_words],
      [vi ? 'hạng' : 'rank', (r) => r.rank],
    ],
    language,
  )
}

/** What must happen, where something must and can. */
const needs = (rows: readonly IndicatorRow[]): string[] =>
  rows.filter((r) => r.corporation === null && r.remaining).map((r) => `${r.code} ${r.name}: ${r.remaining!.words}`)
