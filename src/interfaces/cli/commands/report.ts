import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Argument, Command, Option } from 'commander'
import { reports } from '../../../indicators/index.ts'
import { instant, Problem } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'
import { table } from '../table.ts'

/** `sangden report month|year|province`: a report as a file. */
export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('report').description(
    vi
      ? 'Báo cáo tháng, năm, của tỉnh: PDF, XLSX, CSV, JSON'
      : 'Reports of a month, a year, a province: PDF, XLSX, CSV, JSON',
  )
  const kinds = {
    month: vi ? 'Báo cáo tháng' : 'The report of a month',
    year: vi ? 'Báo cáo năm' : 'The report of a year',
    province: vi ? 'Báo cáo tổng hợp tháng gửi tỉnh, thành phố' : 'The monthly summary for a province',
  }
  for (const [report, what] of Object.entries(kinds) as [reports.ReportQuery['report'], string][]) {
    const one = group.command(report).description(what)
    if (report === 'year') one.requiredOption('--year <year>', vi ? 'năm' : 'year')
    else one.requiredOption('--month <month>', vi ? 'tháng YYYY-MM' : 'month YYYY-MM')
    if (report === 'province') one.requiredOption('--province <name>', vi ? 'tỉnh, thành phố' : 'province')
    one
      .option('--corporation <code>', vi ? 'tổng công ty (không nêu: toàn tập đoàn)' : 'corporation (none: the group)')
      .addOption(
        new Option('--format <format>', vi ? 'dạng tệp' : 'format').choices(reports.formatNames).default('pdf'),
      )
      .option('--as-known-on <time>', vi ? 'theo những gì biết được lúc đó' : 'as known at that time')
      .option(
        '--out <file>',
        vi ? 'tệp kết quả (không nêu: đặt tên theo báo cáo)' : 'file (none: named after the report)',
      )
      .action(async (o) => {
        const env = open(o)
        const made = await env.transaction((ctx) =>
          reports.reportOf(ctx, {
            report,
            period: o.month ?? o.year,
            corporation: o.corporation,
            province: o.province,
            asKnownOn: o.asKnownOn === undefined ? undefined : instant('--as-known-on', o.asKnownOn),
          }),
        )
        const bytes = await reports.write(made, o.format)
        const file = resolve(o.out ?? reports.fileName(made, o.format))
        await writeFile(file, bytes).catch((error: NodeJS.ErrnoException) => {
          throw new Problem('reports/cannot-write', { file, reason: error.code ?? error.message })
        })
        const { title, subject, standing, known_on } = made
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        env.print({ file, format: o.format, bytes: bytes.length, sha256, title, subject, known_on, standing }, (r) =>
          [`${r.title} · ${r.subject}`, r.standing, `${r.file} (${r.bytes} B, SHA-256 ${r.sha256})`].join('\n'),
        )
      })
  }
  const listed = (rows: readonly reports.ReportOrder[]) =>
    table(
      rows,
      [
        ['id', (r) => r.id],
        [vi ? 'báo cáo' : 'report', (r) => [r.report, r.province].filter((t) => t).join(' ')],
        [vi ? 'tổng công ty' : 'corporation', (r) => r.corporation ?? (vi ? 'tập đoàn' : 'group')],
        [vi ? 'dạng' : 'format', (r) => `${r.format} ${r.language}`],
        [vi ? 'gửi đến' : 'to', (r) => r.email],
        [vi ? 'từ ngày trong tháng' : 'from day', (r) => r.day],
        [vi ? 'hiệu lực từ' : 'in force from', (r) => r.in_force_from],
      ],
      language,
    )
  group
    .command('orders')
    .description(vi ? 'Lịch gửi báo cáo qua thư' : 'Standing orders: reports that are mailed')
    .action(async (o) => {
      const env = open(o)
      env.print(await env.transaction(reports.orders), listed)
    })
  group
    .command('order')
    .description(vi ? 'Thêm một lịch gửi báo cáo qua thư' : 'Add a standing order')
    .addArgument(new Argument('<report>', vi ? 'báo cáo' : 'report').choices(Object.keys(kinds)))
    .requiredOption('--email <address>', vi ? 'gửi đến' : 'to')
    .option('--corporation <code>', vi ? 'tổng công ty (không nêu: toàn tập đoàn)' : 'corporation (none: the group)')
    .option('--province <name>', vi ? 'tỉnh, thành phố' : 'province')
    .addOption(new Option('--format <format>', vi ? 'dạng tệp' : 'format').choices(reports.formatNames).default('pdf'))
    .option(
      '--day <day>',
      vi ? 'gửi từ ngày nào trong tháng sau (1 đến 28)' : 'from which day of the next month on (1 to 28)',
      Number,
    )
    .option('--from <day>', vi ? 'hiệu lực từ ngày YYYY-MM-DD' : 'in force from YYYY-MM-DD')
    .action(async (report: reports.ReportOrder['report'], o) => {
      const env = open(o)
      const given = {
        report,
        format: o.format,
        language,
        email: o.email,
        corporation: o.corporation,
        province: o.province,
      }
      const made = await env.transaction((ctx) =>
        reports.addOrder(ctx, { ...given, day: o.day, in_force_from: o.from }),
      )
      env.print(made, (row) => listed([row]))
    })
  group
    .command('end')
    .description(vi ? 'Thôi một lịch gửi báo cáo' : 'End a standing order')
    .argument('<id>')
    .action(async (id: string, o) => {
      const env = open(o)
      await env.transaction((ctx) => reports.endOrder(ctx, id))
      env.print({ id }, (r) => (vi ? `Đã thôi: ${r.id}` : `Ended: ${r.id}`))
    })
  return group
}
