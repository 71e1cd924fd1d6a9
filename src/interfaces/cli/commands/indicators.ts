import { Command } from 'commander'
import type { Given } from '../commands.ts'
import { table } from '../table.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('indicators')
    .description(
      vi ? 'Chỉ tiêu của năm: mục tiêu, thực hiện, trạng thái' : 'Indicators of a year: target, actual, state',
    )
    .requiredOption('--year <year>', vi ? 'năm' : 'year', Number)
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .action(async (o) => {
      if (!Number.isInteger(o.year) || o.year < 1990 || o.year > 2200)
        return group.error(vi ? '--year: cần một năm, ví dụ 2017' : '--year: a year is needed, for example 2017', {
          exitCode: 2,
        })
      const env = open(o)
      const { indicators, notice } = await import('../../../indicators/index.ts')
      const rows = await env.transaction((ctx) => indicators(ctx, { year: o.year, corporation: o.corporation }))
      env.print(rows, (found) => {
        const round = (x: number | null) => (x === null ? null : Math.round(x * 100) / 100)
        return [
          table(
            found,
            [
              [vi ? 'mã' : 'code', (r) => r.code],
              [vi ? 'chỉ tiêu' : 'indicator', (r) => r.name],
              [vi ? 'tổng công ty' : 'corporation', (r) => r.corporation ?? (vi ? 'tập đoàn' : 'group')],
              [vi ? 'mục tiêu' : 'target', (r) => round(r.target)],
              [vi ? 'thực hiện' : 'actual', (r) => round(r.actual)],
              [vi ? 'dự kiến' : 'projection', (r) => round(r.projection)],
              [vi ? 'đơn vị' : 'unit', (r) => r.unit],
              [vi ? 'trạng thái' : 'state', (r) => r.state],
              [vi ? 'hạng' : 'rank', (r) => r.rank],
            ],
            language,
          ),
          notice[language],
        ].join('\n')
      })
    })
  return group
}
