import { Command } from 'commander'
import type { StatsRow } from '../../../requests/index.ts'
import type { Given } from '../commands.ts'
import { table } from '../table.ts'
import { list } from './trace.ts'

/** `sangden requests …`: the figures of access to electricity, and the catalogue. */
export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('requests').description(vi ? 'Yêu cầu của khách hàng' : 'Requests of customers')
  group
    .command('stats')
    .description(
      vi
        ? 'Đã giải quyết bao nhiêu, trong bao nhiêu ngày làm việc, bao nhiêu đúng hạn'
        : 'How many were done, in how many working days, how many within their limit',
    )
    .requiredOption('--from <month>', vi ? 'từ tháng YYYY-MM (tháng đóng yêu cầu)' : 'from month YYYY-MM (of closing)')
    .option('--to <month>', vi ? 'đến tháng YYYY-MM (không nêu: cùng tháng)' : 'to month YYYY-MM (none: the same)')
    .option('--by <dimensions>', 'class,service,corporation,company,unit,office,month,outcome', list, ['class'])
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .option('--family <family>', vi ? 'loại dịch vụ, hoặc all' : 'kind of service, or all', 'new_supply')
    .action(async (o) => {
      const env = open(o)
      const { stats } = await import('../../../requests/index.ts')
      const rows = await env.transaction((ctx) =>
        stats(ctx, { from: o.from, to: o.to ?? o.from, by: o.by, corporation: o.corporation, family: o.family }),
      )
      env.print(rows, (found) =>
        [
          table(
            found,
            [
              ...(o.by as string[]).map((d) => [d, (r: StatsRow) => r[d as 'class'] ?? ''] as const),
              [vi ? 'số lượng' : 'count', (r) => r.count],
              [
                vi ? 'ngày làm việc bình quân' : 'mean working days',
                (r) => Math.round(r.mean_working_days * 100) / 100,
              ],
              ['p50', (r) => r.p50],
              ['p90', (r) => r.p90],
              [vi ? 'đúng hạn' : 'within limit', (r) => r.within_limit],
              ['%', (r) => (r.within_limit_share === null ? null : Math.round(r.within_limit_share * 1e4) / 100)],
              [vi ? 'hạn (ngày)' : 'limit (days)', (r) => r.limit_days],
            ],
            language,
          ),
          vi
            ? 'Số ngày làm việc sau ngày hồ sơ đầy đủ, đến hết ngày đóng, trừ ngày tạm dừng; tính theo tháng đóng.'
            : 'Working days after the day the file was complete, up to and with the day of closing, pauses left out; by month of closing.',
        ].join('\n'),
      )
    })
  group
    .command('catalogue')
    .description(vi ? 'Danh mục dịch vụ và thời hạn' : 'Services and their limits')
    .option('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
    .option('--day <day>', vi ? 'ngày nào (YYYY-MM-DD)' : 'on which day (YYYY-MM-DD)')
    .action(async (o) => {
      const env = open(o)
      const { services } = await import('../../../requests/index.ts')
      const { corporationNamed } = await import('../../../organisation/index.ts')
      const rows = await env.transaction(async (ctx) =>
        services(ctx, {
          day: o.day,
          ...(o.corporation ? { corporation: await corporationNamed(ctx, o.corporation) } : {}),
        }),
      )
      env.print(rows, (found) =>
        table(
          found,
          [
            [vi ? 'mã' : 'code', (r) => r.code],
            [vi ? 'chỉ ở' : 'only at', (r) => r.corporation ?? ''],
            [vi ? 'tên' : 'name', (r) => (vi ? r.name : r.name_en)],
            [vi ? 'hạn' : 'limit', (r) => (r.limit_value === null ? r.limit_unit : `${r.limit_value} ${r.limit_unit}`)],
            [vi ? 'theo' : 'rule', (r) => r.rule],
          ],
          language,
        ),
      )
    })
  return group
}
