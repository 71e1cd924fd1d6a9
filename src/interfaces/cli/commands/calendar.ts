import { Argument, Command } from 'commander'
import type { Given } from '../commands.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const group = new Command('calendar').description(vi ? 'Lịch làm việc' : 'The working calendar')
  group
    .command('add')
    .description(vi ? 'Ngày làm việc thứ N sau một ngày' : 'The N-th working day after a date')
    .argument('<date>', 'YYYY-MM-DD')
    .argument('<n>', vi ? 'số ngày làm việc (âm: lùi lại)' : 'working days (negative: back)')
    .option('--corporation <code>', vi ? 'tổng công ty' : 'corporation')
    .action(async (date: string, n: string, options) => {
      const env = open(options)
      const { nthWorkingDayAfter } = await import('../../../organisation/index.ts')
      const found = await env.transaction((ctx) => nthWorkingDayAfter(ctx, date, Number(n), options.corporation))
      env.print({ date: found }, (f) => f.date)
    })
  group
    .command('declare')
    .description(
      vi
        ? 'Khai báo một ngày nghỉ hoặc ngày làm bù, theo văn bản nào'
        : 'Declare a day off or a worked day, and the notice that says so',
    )
    .argument('<date>', 'YYYY-MM-DD')
    .addArgument(new Argument('<kind>').choices(['off', 'worked', 'usual']))
    .requiredOption('--notice <text>', vi ? 'văn bản quy định' : 'the notice that says so')
    .option('--corporation <code>', vi ? 'chỉ cho tổng công ty này' : 'for this corporation only')
    .action(async (date: string, kind: 'off' | 'worked' | 'usual', options) => {
      const env = open(options)
      const { declareDay } = await import('../../../organisation/index.ts')
      const made = await env.transaction((ctx) =>
        declareDay(ctx, {
          day: date,
          kind,
          notice: options.notice,
          corporation: options.corporation,
        }),
      )
      env.print(made, () => (vi ? `Đã khai báo ${date}.` : `${date} declared.`))
    })
  return group
}
