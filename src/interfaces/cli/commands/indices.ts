import { Command, Option } from 'commander'
import { instant } from '../../../kernel/index.ts'
import type { IndexRow } from '../../../reliability/index.ts'
import type { Given } from '../commands.ts'
import { number, table } from '../table.ts'
import { closingCommands } from './indices-closing.ts'
import { list } from './trace.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const rules = () => new Option('--rules <book>', vi ? 'bộ quy tắc' : 'rule book').choices(['ieee1366', 'vn'])
  const group = new Command('indices')
    .enablePositionalOptions()
    .description(vi ? 'SAIDI, SAIFI, CAIDI, MAIFI, ASAI' : 'SAIDI, SAIFI, CAIDI, MAIFI, ASAI')
    .option('--from <month>', vi ? 'từ tháng YYYY-MM' : 'from month YYYY-MM')
    .option('--to <month>', vi ? 'đến tháng YYYY-MM' : 'to month YYYY-MM')
    .option('--by <dimensions>', 'corporation,month,feeder,origin,cause,…', list, ['corporation'])
    .addOption(rules().default('vn'))
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .option('--include-excluded', vi ? 'tính cả phần được miễn trừ' : 'count what is excluded too')
    .option('--as-known-on <time>', vi ? 'theo những gì biết được lúc đó' : 'as known at that time')
    .action(async (o) => {
      if (!o.from || !o.to)
        return group.error(vi ? 'cần --from và --to (YYYY-MM)' : '--from and --to are needed (YYYY-MM)', {
          exitCode: 2,
        })
      const env = open(o)
      const { indicesWithStatement } = await import('../../../reliability/index.ts')
      const found = await env.transaction((ctx) =>
        indicesWithStatement(ctx, {
          from: o.from,
          to: o.to,
          by: o.by,
          rules: o.rules,
          corporation: o.corporation,
          includeExcluded: o.includeExcluded === true,
          asKnownOn: o.asKnownOn === undefined ? undefined : instant('--as-known-on', o.asKnownOn),
        }),
      )
      for (const warning of found.warnings) env.say(`! ${warning}`)
      env.print(found.rows, (rows) =>
        [
          table(
            rows,
            [
              ...(o.by as string[]).map((d) => [d, (r: IndexRow) => r[d as keyof IndexRow] ?? ''] as const),
              ['SAIDI (min)', (r) => round(r.saidi_min)],
              ['SAIFI', (r) => round(r.saifi)],
              ['CAIDI (min)', (r) => round(r.caidi_min)],
              ['MAIFI', (r) => round(r.maifi)],
              ['ASAI', (r) => (r.asai === null ? null : Math.round(r.asai * 1e6) / 1e6)],
              [vi ? 'khách hàng' : 'customers', (r) => r.customers],
              [vi ? 'lần mất điện' : 'interruptions', (r) => r.interruptions],
            ],
            language,
          ),
          `${found.statement.clauses.join('; ')} · ${found.statement.denominator} · ${
            found.statement.excluded === 'left_out'
              ? vi
                ? 'không tính phần miễn trừ'
                : 'excluded left out'
              : vi
                ? 'tính cả phần miễn trừ'
                : 'excluded counted'
          }`,
        ].join('\n'),
      )
    })
  group
    .command('med')
    .description(vi ? 'Ngày sự kiện lớn (IEEE 1366, phụ lục B)' : 'Major event days (IEEE 1366 annex B)')
    .requiredOption('--year <year>', vi ? 'năm' : 'year')
    .addOption(rules().default('ieee1366'))
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .addOption(
      new Option('--deviation <kind>', vi ? 'độ lệch chuẩn mẫu hay tổng thể' : 'sample or population deviation')
        .choices(['sample', 'population'])
        .default('sample'),
    )
    .option('--include-excluded', vi ? 'tính cả phần được miễn trừ' : 'count what is excluded too')
    .action(async (o) => {
      const env = open(o)
      const { majorEventDays } = await import('../../../reliability/index.ts')
      const found = await env.transaction((ctx) =>
        majorEventDays(ctx, {
          year: o.year,
          rules: o.rules,
          corporation: o.corporation,
          deviation: o.deviation,
          includeExcluded: o.includeExcluded === true,
        }),
      )
      env.print(found, (f) => {
        const n = (x: number | null) => (x === null ? '–' : number(Math.round(x * 1e6) / 1e6, language))
        return [
          `α ${n(f.alpha)}  β ${n(f.beta)} (${f.deviation})  T_MED ${n(f.t_med_min)} min  ${f.history ? `${f.history.from} … ${f.history.to}` : ''}`,
          ...f.days.map((d) => `  ${d.day}  ${n(d.saidi_min)} min`),
          f.days.length === 0 ? (vi ? 'Không có ngày sự kiện lớn.' : 'No major event day.') : '',
          ...f.warnings.map((w) => `! ${w}`),
        ]
          .filter((l) => l !== '')
          .join('\n')
      })
    })
  for (const closing of closingCommands({ language, open })) group.addCommand(closing)
  return group
}

const round = (x: number | null): number | null => (x === null ? null : Math.round(x * 1e4) / 1e4)
