import { Command, Option } from 'commander'
import { instant, namedIn } from '../../../kernel/index.ts'
import type { RowState, StatedRow } from '../../../reliability/index.ts'
import type { Given } from '../commands.ts'
import { number, table } from '../table.ts'
import { dimensionName } from '../words.ts'
import { addClosing } from './indices-closing.ts'

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const rules = () => new Option('--rules <book>', vi ? 'bộ quy tắc' : 'rule book').choices(['ieee1366', 'vn'])
  const group = new Command('indices')
    .enablePositionalOptions()
    .description(vi ? 'SAIDI, SAIFI, CAIDI, MAIFI, ASAI' : 'SAIDI, SAIFI, CAIDI, MAIFI, ASAI')
    .option('--from <month>', vi ? 'từ tháng YYYY-MM' : 'from month YYYY-MM')
    .option('--to <month>', vi ? 'đến tháng YYYY-MM' : 'to month YYYY-MM')
    .option('--by <dimensions>', 'corporation,month,feeder,origin,cause,…', namedIn, ['corporation'])
    .addOption(rules().default('vn'))
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .option('--include-excluded', vi ? 'tính cả phần được miễn trừ' : 'count what is excluded too')
    .option(
      '--side-by-side',
      vi
        ? 'có và không có phần miễn trừ, có và không có ngày sự kiện lớn'
        : 'with and without excluded causes and major event days',
    )
    .option('--as-known-on <time>', vi ? 'theo những gì biết được lúc đó' : 'as known at that time')
    .option(
      '--live',
      vi ? 'số đang biết, kể cả của tháng đã chốt' : 'what is known now, also of closed months (otherwise: as closed)',
    )
    .action(async (o) => {
      if (!o.from || !o.to)
        return group.error(vi ? 'cần --from và --to (YYYY-MM)' : '--from and --to are needed (YYYY-MM)', {
          exitCode: 2,
        })
      const env = open(o)
      const { indicesWithStatement } = await import('../../../reliability/index.ts')
      if (o.sideBySide) return sideBySide(env, o, language)
      const found = await env.transaction((ctx) =>
        indicesWithStatement(ctx, {
          from: o.from,
          to: o.to,
          by: o.by,
          rules: o.rules,
          corporation: o.corporation,
          includeExcluded: o.includeExcluded === true,
          live: o.live === true,
          asKnownOn: o.asKnownOn === undefined ? undefined : instant('--as-known-on', o.asKnownOn),
        }),
      )
      for (const warning of found.warnings) env.say(`! ${warning}`)
      env.print(found.rows, (rows) =>
        [
          table(
            rows,
            [
              ...(o.by as string[]).map(
                (d) => [dimensionName(d, language), (r: StatedRow) => String(r[d as 'feeder'] ?? '')] as const,
              ),
              ['SAIDI (min)', (r) => round(r.saidi_min)],
              ['SAIFI', (r) => round(r.saifi)],
              ['CAIDI (min)', (r) => round(r.caidi_min)],
              ['MAIFI', (r) => round(r.maifi)],
              ['ASAI', (r) => (r.asai === null ? null : Math.round(r.asai * 1e6) / 1e6)],
              [vi ? 'khách hàng' : 'customers', (r) => r.customers],
              [vi ? 'lần mất điện' : 'interruptions', (r) => r.interruptions],
              [vi ? 'số liệu' : 'figures', (r) => stateOf(r, vi)],
              ...(rows.some((r) => r.adjustments)
                ? [[vi ? 'SAIDI sau khi chốt' : 'SAIDI since', (r: StatedRow) => moved(r, language)] as const]
                : []),
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
  group
    .command('worst')
    .description(
      vi
        ? 'Xuất tuyến cần sửa trước: được lợi bao nhiêu nếu về mức trung vị'
        : 'The feeders to mend first: what is spared if they come down to the median',
    )
    .requiredOption('--from <month>', vi ? 'từ tháng YYYY-MM' : 'from month YYYY-MM')
    .requiredOption('--to <month>', vi ? 'đến tháng YYYY-MM' : 'to month YYYY-MM')
    .addOption(rules().default('vn'))
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .option('--include-excluded', vi ? 'tính cả phần được miễn trừ' : 'count what is excluded too')
    .option('--n <times>', vi ? 'n của CEMI_n' : 'n of CEMI_n', Number, 3)
    .option('--limit <rows>', vi ? 'số xuất tuyến' : 'how many feeders', Number, 20)
    .action(async (o) => {
      const env = open(o)
      const { worstFeeders } = await import('../../../reliability/index.ts')
      const { from, to, rules, corporation, n, limit, includeExcluded = false } = o
      const found = await env.transaction((ctx) =>
        worstFeeders(ctx, { from, to, rules, corporation, n, limit, includeExcluded }),
      )
      env.print(found, (f) =>
        table(
          f.feeders,
          [
            [vi ? 'tổng công ty' : 'corporation', (r) => r.corporation],
            [vi ? 'xuất tuyến' : 'feeder', (r) => r.feeder],
            [vi ? 'khách hàng' : 'customers', (r) => r.customers],
            [vi ? 'phút/khách hàng' : 'min/customer', (r) => round(r.minutes_per_customer)],
            [vi ? 'lần/khách hàng' : 'times/customer', (r) => round(r.interruptions_per_customer)],
            [vi ? 'SAIDI bớt (phút)' : 'SAIDI spared (min)', (r) => round(r.gain_saidi_min)],
            [vi ? 'SAIFI bớt' : 'SAIFI spared', (r) => round(r.gain_saifi)],
            [`CEMI_${f.n}`, (r) => round(r.cemi)],
          ],
          language,
        ),
      )
    })
  group
    .command('preview')
    .description(
      vi
        ? 'Xem trước: đổi quy tắc thì chỉ số của một năm thay đổi thế nào'
        : 'What a change of rules would move in a year; nothing is written',
    )
    .requiredOption('--year <year>', vi ? 'năm' : 'year')
    .addOption(rules().default('vn'))
    .option('--corporation <code>', vi ? 'chỉ tổng công ty này' : 'this corporation only')
    .option('--sustained-over <seconds>', vi ? 'ngưỡng mất điện kéo dài, giây' : 'sustained above, seconds', Number)
    .option('--exclude <causes>', vi ? 'nguyên nhân được miễn trừ thêm' : 'causes to exclude', namedIn)
    .option('--include <causes>', vi ? 'nguyên nhân thôi miễn trừ' : 'causes no longer excluded', namedIn)
    .addOption(new Option('--deviation <kind>', 'sample | population').choices(['sample', 'population']))
    .action(async (o) => {
      const env = open(o)
      const { previewRules } = await import('../../../reliability/index.ts')
      const { sustainedOver: sustained_over_s, year, rules, corporation, exclude, include, deviation } = o
      const found = await env.transaction((ctx) =>
        previewRules(ctx, { year, rules, corporation, sustained_over_s, exclude, include, deviation }),
      )
      env.print(found, (f) =>
        table(
          f.rows,
          [
            [vi ? 'tổng công ty' : 'corporation', (r) => r.corporation],
            ...(['saidi_min', 'saifi', 'maifi'] as const).flatMap(
              (figure) =>
                [
                  [figure, (r: (typeof f.rows)[number]) => round(r.before.without_excluded[figure])],
                  ['→', (r: (typeof f.rows)[number]) => round(r.after.without_excluded[figure])],
                ] as const,
            ),
          ],
          language,
        ),
      )
    })
  addClosing(group, { language, open })
  return group
}

const states: Record<RowState, [vi: string, en: string]> = {
  frozen: ['đã chốt', 'frozen'],
  partly: ['chốt một phần', 'partly frozen'],
  live: ['đang biết', 'live'],
  as_known_on: ['theo lúc đó', 'as known then'],
}

/** 'frozen #3 by lan 2f7c91…' of one closed month, otherwise the state with how many months are. */
function stateOf({ state, closings }: StatedRow, vi: boolean): string {
  const word = states[state][vi ? 0 : 1]
  const [one] = closings
  if (!one) return word
  return closings.length === 1
    ? `${word} #${one.sequence} ${one.closed_by} ${one.sha256.slice(0, 12)}`
    : `${word} (${closings.length} ${vi ? 'tháng' : 'months'})`
}

/** How many minutes of SAIDI were learnt after the closing; nothing where nothing was. */
const moved = ({ adjustments }: StatedRow, language: Given['language']): string => {
  const by = adjustments?.saidi_min
  return by === undefined || by === null ? '' : `${by > 0 ? '+' : ''}${number(round(by)!, language)}`
}

/** `indices --side-by-side`: SAIDI in four columns, the rest in `--json`. */
async function sideBySide(env: ReturnType<Given['open']>, o: Record<string, never>, language: Given['language']) {
  const vi = language === 'vi'
  const { indicesSideBySide } = await import('../../../reliability/index.ts')
  const { from, to, by, rules, corporation, asKnownOn, live } = o
  const found = await env.transaction((ctx) =>
    indicesSideBySide(ctx, {
      from,
      to,
      by,
      rules,
      corporation,
      live: live === true,
      asKnownOn: asKnownOn === undefined ? undefined : instant('--as-known-on', asKnownOn),
    }),
  )
  for (const warning of found.warnings) env.say(`! ${warning}`)
  env.print(found, (f) =>
    [
      table(
        f.rows,
        [
          ...(by as string[]).map(
            (d) => [dimensionName(d, language), (r: (typeof f.rows)[number]) => r[d as 'feeder'] ?? ''] as const,
          ),
          [vi ? 'SAIDI tất cả' : 'SAIDI all', (r) => round(r.figures.all?.saidi_min ?? null)],
          [vi ? 'không miễn trừ' : 'no excluded', (r) => round(r.figures.without_excluded?.saidi_min ?? null)],
          [
            vi ? 'không ngày lớn' : 'no major days',
            (r) => round(r.figures.without_major_event_days?.saidi_min ?? null),
          ],
          [vi ? 'không cả hai' : 'neither', (r) => round(r.figures.without_both?.saidi_min ?? null)],
        ],
        language,
      ),
      ...f.major_event_days.counted.map(
        (m) => `  ${vi ? 'ngày sự kiện lớn' : 'major event day'}: ${m.corporation} ${m.day}`,
      ),
    ].join('\n'),
  )
}

const round = (x: number | null): number | null => (x === null ? null : Math.round(x * 1e4) / 1e4)
