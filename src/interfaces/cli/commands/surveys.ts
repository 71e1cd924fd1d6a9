import { Command, InvalidArgumentError, Option } from 'commander'
import { namedIn, say } from '../../../kernel/index.ts'
import type { Given } from '../commands.ts'
import { number, table } from '../table.ts'
import { dimensionName } from '../words.ts'

const rounded = (x: number | null, digits = 3): number | null =>
  x === null ? null : Math.round(x * 10 ** digits) / 10 ** digits
const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError(text)
  return Number(text)
}

export const command = ({ language, open }: Given): Command => {
  const vi = language === 'vi'
  const t = (inVietnamese: string, inEnglish: string): string => (vi ? inVietnamese : inEnglish)
  const percent = (x: number | null): string | null =>
    x === null ? null : `${number(rounded(x * 100, 1)!, language)} %`
  const group = new Command('surveys').description(t('Khảo sát hài lòng', 'Satisfaction surveys'))
  /** Of one corporation and year: what plans, draws and invites work on. */
  const which = (name: string, inVietnamese: string, inEnglish: string): Command =>
    group
      .command(name)
      .description(t(inVietnamese, inEnglish))
      .requiredOption('--corporation <code>', t('tổng công ty', 'corporation'))
      .requiredOption('--year <year>', t('năm', 'year'), wholeNumber)
  const between = (name: string, inVietnamese: string, inEnglish: string): Command =>
    group
      .command(name)
      .description(t(inVietnamese, inEnglish))
      .requiredOption('--from <day>', t('ngày đầu, YYYY-MM-DD', 'first day, YYYY-MM-DD'))
      .requiredOption('--to <day>', t('ngày cuối', 'last day'))
      .option('--corporation <code>', t('chỉ tổng công ty này', 'this corporation only'))

  group
    .command('estimate')
    .description(t('Điểm hài lòng với sai số và khoảng tin cậy 95 %', 'Satisfaction with its error and 95 % interval'))
    .option(
      '--year <year>',
      t('năm (không nêu: mọi năm, tách riêng)', 'year (none: every year by itself)'),
      wholeNumber,
    )
    .option('--by <dimensions>', 'corporation,stratum,class,area,factor', namedIn, ['corporation'])
    .option('--corporation <code>', t('chỉ tổng công ty này', 'this corporation only'))
    .option('--question <q>', 'overall, q1, q2, …', 'overall')
    .addOption(
      new Option('--measure <m>', t('điểm, hay tỷ lệ từ --at-least điểm', 'mean, or share of --at-least and more'))
        .choices(['mean', 'share'])
        .default('mean'),
    )
    .option('--at-least <score>', t('từ mấy điểm (không nêu: theo quy định, 7)', 'score (none: the rule’s, 7)'), Number)
    .option('--no-fpc', t('không hiệu chỉnh tổng thể hữu hạn', 'without finite population correction'))
    .action(async (o) => {
      const env = open(o)
      const { satisfaction } = await import('../../../indicators/index.ts')
      const rows = await env.transaction((ctx) => satisfaction(ctx, { ...o, at_least: o.atLeast }))
      const word = say('surveys', language)
      env.print(rows, (found) =>
        table(
          found,
          [
            [t('năm', 'year'), (r) => String(r.year)],
            ...(o.by as string[])
              .filter((d) => d !== 'year')
              .map(
                (d) => [dimensionName(d, language), (r: (typeof found)[number]) => r[d as 'stratum'] ?? ''] as const,
              ),
            [t('điểm', 'mean'), (r) => rounded(r.mean)],
            ['se', (r) => rounded(r.se)],
            ['deff', (r) => rounded(r.deff)],
            ['95 % −', (r) => rounded(r.ci_low)],
            ['95 % +', (r) => rounded(r.ci_high)],
            ['n', (r) => r.n],
            [t('hậu phân tầng', 'post-stratified'), (r) => rounded(r.post_stratified)],
            [t('mục tiêu', 'target'), (r) => r.target],
            ['', (r) => (r.state ? word(`state.${r.state}`) : '')],
            [t('lưu ý', 'note'), (r) => r.warnings.join('; ')],
          ],
          language,
        ),
      )
    })

  type Shown = import('../../../surveys/index.ts').ShownSurvey
  const strata = (survey: Shown): string =>
    `${survey.corporation} ${survey.year} · seed ${survey.seed} · ${survey.frame_day}\n${table(
      survey.strata,
      [
        [t('tầng', 'stratum'), (s) => s.stratum],
        [t('khách hàng', 'customers'), (s) => s.population],
        [t('mẫu', 'sample'), (s) => s.sample_size],
        [t('độ lệch năm trước', 'deviation last year'), (s) => rounded(s.deviation)],
      ],
      language,
    )}`
  which(
    'plan',
    'Lập kế hoạch: mỗi tầng hỏi bao nhiêu; chưa chọn ai',
    'How many to ask in each stratum; nobody is drawn',
  )
    .requiredOption('--size <n>', t('cỡ mẫu', 'sample size'), wholeNumber)
    .addOption(
      new Option('--allocation <a>', t('phân bổ', 'allocation'))
        .choices(['proportional', 'neyman'])
        .default('proportional'),
    )
    .option('--seed <text>', t('hạt giống ngẫu nhiên', 'what chance is made of'))
    .option('--until <day>', t('ngày cuối nhận trả lời', 'last day on which an answer is taken'))
    .action(async ({ size: sample_size, ...o }) => {
      const env = open(o)
      const { plan } = await import('../../../surveys/index.ts')
      env.print(await env.transaction((ctx) => plan(ctx, { ...o, sample_size })), strata)
    })
  which('draw', 'Chọn mẫu từ hạt giống đã ghi', 'Draw the sample from the recorded seed').action(async (o) => {
    const env = open(o)
    const { drawSample } = await import('../../../surveys/index.ts')
    env.print(await env.transaction((ctx) => drawSample(ctx, o)), strata)
  })
  which('prove', 'Chọn lại mẫu từ hạt giống và so sánh', 'Draw the sample again from its seed and compare').action(
    async (o) => {
      const env = open(o)
      const { proveSample } = await import('../../../surveys/index.ts')
      env.print(await env.transaction((ctx) => proveSample(ctx, o)), (p) =>
        t(
          `Trùng ${p.same}; chỉ có trong mẫu ${p.only_written}; chỉ có khi chọn lại ${p.only_again} (hạt giống ${p.seed})`,
          `Same ${p.same}; only in the sample ${p.only_written}; only when drawn again ${p.only_again} (seed ${p.seed})`,
        ),
      )
    },
  )
  which('invite', 'Gửi liên kết cho những người chưa được mời', 'Send links to those not invited yet').action(
    async (o) => {
      const env = open(o)
      const { inviteSample } = await import('../../../surveys/index.ts')
      env.print(await env.transaction((ctx) => inviteSample(ctx, o)), (d) =>
        t(
          `Đã mời ${d.invited}; ${d.resting} người mới được hỏi gần đây, để sau; liên lạc được ${d.reachable}`,
          `Invited ${d.invited}; ${d.resting} were asked not long ago and wait; reachable ${d.reachable}`,
        ),
      )
    },
  )
  group
    .command('response')
    .description(t('Ai đã trả lời, so với ai được chọn', 'Who answered, beside who was drawn'))
    .option('--year <year>', t('năm', 'year'), wholeNumber)
    .option('--corporation <code>', t('chỉ tổng công ty này', 'this corporation only'))
    .action(async (o) => {
      const env = open(o)
      const { response } = await import('../../../surveys/index.ts')
      env.print(await env.transaction((ctx) => response(ctx, o)), (found) =>
        found
          .map(
            (r) =>
              `${r.corporation} ${r.year}: ${r.answered}/${r.drawn} (${percent(r.rate)}) · ${t('điểm', 'mean')} ${rounded(r.mean) ?? '–'} · ${t('hậu phân tầng', 'post-stratified')} ${rounded(r.post_stratified) ?? '–'}\n${table(
                r.strata,
                [
                  [t('tầng', 'stratum'), (s) => s.stratum],
                  [t('chọn', 'drawn'), (s) => s.drawn],
                  [t('trả lời', 'answered'), (s) => s.answered],
                  [t('tỷ lệ', 'rate'), (s) => percent(s.rate)],
                  [t('từ chối', 'refused'), (s) => s.refused],
                  [t('không gặp', 'not reached'), (s) => s.not_reached],
                  [t('phần khách hàng', 'share of customers'), (s) => percent(s.share_population)],
                  [t('phần người trả lời', 'share of answers'), (s) => percent(s.share_answered)],
                ],
                language,
              )}`,
          )
          .join('\n'),
      )
    })
  between('answers', 'Trả lời câu hỏi sau yêu cầu và sau mất điện', 'Answers to the question after requests and cuts')
    .option('--by <dimensions>', 'corporation,about_kind,month,via', namedIn, ['corporation', 'about_kind'])
    .action(async (o) => {
      const env = open(o)
      const { answers } = await import('../../../surveys/index.ts')
      const word = say('surveys', language)
      env.print(await env.transaction((ctx) => answers(ctx, o)), (found) =>
        table(
          found,
          [
            ...(o.by as string[]).map(
              (d) => [dimensionName(d, language), (r: (typeof found)[number]) => r[d as 'via'] ?? ''] as const,
            ),
            [t('mời', 'invited'), (r) => r.invited],
            [t('trả lời', 'answered'), (r) => r.answered],
            [t('tỷ lệ', 'rate'), (r) => percent(r.rate)],
            [t('điểm', 'mean'), (r) => rounded(r.mean, 2)],
            ['95 % −', (r) => rounded(r.ci_low, 2)],
            ['95 % +', (r) => rounded(r.ci_high, 2)],
            [t('hài lòng', 'satisfied'), (r) => percent(r.share_satisfied)],
            [t('lưu ý', 'note'), (r) => (r.hidden ? word('warning.hidden', { n: r.group_min }) : '')],
          ],
          language,
        ),
      )
    })
  between(
    'topics',
    'Khách hàng nói về điều gì, và phần chưa xếp được',
    'What customers write about, and what no topic matched',
  )
    .option('--texts <topic>', t('đọc lời của một chủ đề (mã, hoặc none)', 'read the texts of a topic (code, or none)'))
    .action(async (o) => {
      const env = open(o)
      const { texts, topics } = await import('../../../surveys/index.ts')
      if (o.texts !== undefined) {
        const found = await env.transaction((ctx) => texts(ctx, { ...o, topic: o.texts, limit: 1000 }))
        return env.print(
          found.map(({ key: _, ...said }) => said),
          (list) => list.map((s) => `${s.score} · ${s.words.replaceAll('\n', ' ')}`).join('\n'),
        )
      }
      env.print(await env.transaction((ctx) => topics(ctx, o)), (found) =>
        table(
          [
            ...found.topics,
            { code: 'none', name: t('(chưa xếp được)', '(no topic matched)'), mean: null, ...found.unmatched },
          ],
          [
            [t('mã', 'code'), (r) => r.code],
            [t('chủ đề', 'topic'), (r) => r.name],
            [t('số lời', 'texts'), (r) => r.texts],
            [t('tỷ lệ', 'share'), (r) => percent(r.share)],
            [t('điểm', 'mean'), (r) => rounded(r.mean, 2)],
          ],
          language,
        ),
      )
    })
  return group
}
