import { Command, Option } from 'commander'
import type { Given } from '../commands.ts'
import { table } from '../table.ts'
import { list } from './trace.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('surveys').description(vi ? 'Khảo sát hài lòng' : 'Satisfaction surveys')
  group
    .command('estimate')
    .description(
      vi ? 'Điểm hài lòng với sai số và khoảng tin cậy 95 %' : 'Satisfaction with its error and 95 % interval',
    )
    .option('--year <year>', vi ? 'năm (không nêu: mọi năm, tách riêng)' : 'year (none: every year by itself)', Number)
    .option('--by <dimensions>', 'corporation,stratum', list, ['corporation'])
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .option('--question <q>', 'overall, q1, q2, …', 'overall')
    .addOption(
      new Option('--measure <m>', vi ? 'điểm, hay tỷ lệ từ 7 điểm' : 'mean, or share of 7 and more')
        .choices(['mean', 'share'])
        .default('mean'),
    )
    .option('--no-fpc', vi ? 'không hiệu chỉnh tổng thể hữu hạn' : 'without finite population correction')
    .action(async (o) => {
      const env = open(o)
      const { estimate } = await import('../../../surveys/index.ts')
      const rows = await env.transaction((ctx) => estimate(ctx, o))
      env.print(rows, (found) => {
        const round = (x: number | null) => (x === null ? null : Math.round(x * 1000) / 1000)
        return table(
          found,
          [
            [vi ? 'năm' : 'year', (r) => String(r.year)],
            ...(o.by as string[])
              .filter((d) => d !== 'year')
              .map((d) => [d, (r: (typeof found)[number]) => r[d as 'stratum'] ?? ''] as const),
            [vi ? 'điểm' : 'mean', (r) => round(r.mean)],
            ['se', (r) => round(r.se)],
            ['deff', (r) => round(r.deff)],
            ['95 % −', (r) => round(r.ci_low)],
            ['95 % +', (r) => round(r.ci_high)],
            ['n', (r) => r.n],
            [vi ? 'lưu ý' : 'note', (r) => r.warnings.join('; ')],
          ],
          language,
        )
      })
    })
  return group
}
