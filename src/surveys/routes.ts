import Type from 'typebox'
import { cursorOf, Day, Instant, Nullable, OneOf, Page, PageQuery, pageOf, type Route, route } from '../access/index.ts'
import { namedIn } from '../kernel/index.ts'
import { recordAnswer, recordRefusal } from './answer.ts'
import { addTopic, answers, texts, topics } from './answers.ts'
import { asksAbout } from './ask-rules.ts'
import { nextInterview } from './interview.ts'
import { plan } from './plan.ts'
import { reportingRules } from './reporting.ts'
import { response } from './response.ts'
import { drawSample, inviteSample, proveSample, surveys } from './sample.ts'
import { addAskRule, addQuestionnaire, addReportingRule } from './set-rules.ts'
import { askRules } from './store-ask.ts'
import { questionnaires } from './store-yearly.ts'

const Figure = Nullable(Type.Number())
const Text = Type.String()
const count = Type.Integer({ minimum: 0 })
const Year = Type.Integer({ minimum: 1990, maximum: 2200 })
const Corporation = Type.String({ description: 'code', maxLength: 20 })
const Score = Type.Integer({ minimum: 0, maximum: 10 })
const Which = { corporation: Corporation, year: Year }
const Factor = Type.Object({
  code: Type.String({ maxLength: 40 }),
  vi: Type.String({ minLength: 1, maxLength: 300 }),
  en: Type.String({ minLength: 1, maxLength: 300 }),
})
const Period = { from: Day(), to: Day(), corporation: Type.Optional(Corporation) }
const time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:00)?$', description: 'HH:MM' })

const Survey = {
  ...Which,
  id: Text,
  sample_size: count,
  allocation: OneOf(['proportional', 'neyman'] as const),
  seed: Text,
  frame_day: Day(),
  closes_at: Instant(),
  planned_at: Instant(),
  planned_by: Text,
  drawn_at: Nullable(Instant()),
  factors: Type.Array(Factor),
  strata: Type.Array(
    Type.Object({
      stratum: Text,
      class: Text,
      area: Text,
      population: Type.Number(),
      sample_size: count,
      deviation: Figure,
    }),
  ),
}
const counts = {
  population: Type.Number(),
  drawn: count,
  invited: count,
  answered: count,
  web: count,
  phone: count,
  visit: count,
  refused: count,
  not_reached: count,
  moved: count,
  silent: count,
  rate: Type.Number(),
}
const By = Type.Optional(Type.String({ maxLength: 100 }))

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/survey-responses',
    may: 'surveys.read',
    summary: { vi: 'Ai đã trả lời, so với ai được chọn', en: 'Who answered, beside who was drawn' },
    query: Type.Object({ year: Type.Optional(Year), corporation: Type.Optional(Corporation) }),
    reply: Type.Array(
      Type.Object({
        ...Which,
        ...counts,
        mean: Figure,
        post_stratified: Figure,
        strata: Type.Array(
          Type.Object({
            stratum: Text,
            class: Text,
            area: Text,
            ...counts,
            share_population: Type.Number(),
            share_answered: Type.Number(),
          }),
        ),
      }),
    ),
    handle: (ctx, { query }) => response(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/surveys',
    may: 'surveys.read',
    summary: { vi: 'Các cuộc khảo sát tự chọn mẫu', en: 'Surveys that draw their own sample' },
    query: Type.Object({ year: Type.Optional(Year) }),
    reply: Type.Array(Type.Object(Survey)),
    handle: (ctx, { query }) => surveys(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/surveys',
    may: 'surveys.manage',
    summary: { vi: 'Lập kế hoạch khảo sát năm; chưa chọn ai', en: 'Plan the survey of a year; nobody is drawn yet' },
    body: Type.Object({
      ...Which,
      sample_size: Type.Integer({ minimum: 2, maximum: 200_000 }),
      allocation: Type.Optional(OneOf(['proportional', 'neyman'] as const)),
      factors: Type.Optional(Type.Array(Factor, { minItems: 1, maxItems: 40 })),
      seed: Type.Optional(Type.String({ maxLength: 64 })),
      until: Type.Optional(Day()),
    }),
    reply: Type.Object(Survey),
    status: 201,
    handle: (ctx, { body }) => plan(ctx, body),
  }),
  route({
    method: 'POST',
    url: '/surveys/sample',
    may: 'surveys.manage',
    summary: { vi: 'Chọn mẫu theo tầng, từ hạt giống đã ghi', en: 'Draw the sample by strata, from the recorded seed' },
    body: Type.Object(Which),
    reply: Type.Object({ ...Survey, sampled: count }),
    handle: (ctx, { body }) => drawSample(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/surveys/sample/proof',
    may: 'surveys.read',
    summary: { vi: 'Chọn lại mẫu từ hạt giống và so sánh', en: 'Draw the sample again from its seed and compare' },
    query: Type.Object(Which),
    reply: Type.Object({ seed: Text, frame_day: Day(), same: count, only_written: count, only_again: count }),
    handle: (ctx, { query }) => proveSample(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/surveys/invitations',
    may: 'surveys.manage',
    summary: { vi: 'Mời những người trong mẫu chưa được mời', en: 'Invite those sampled who were not invited yet' },
    body: Type.Object(Which),
    reply: Type.Object({ reachable: count, drawn: count, resting: count, invited: count }),
    handle: (ctx, { body }) => inviteSample(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/surveys/interview',
    may: 'surveys.interview',
    summary: {
      vi: 'Người tiếp theo của mẫu để hỏi, kèm số điện thoại',
      en: 'Whom of the sample to ask next, with their phone',
    },
    query: Type.Object({
      ...Which,
      customer: Type.Optional(
        Type.String({ minLength: 1, maxLength: 64, description: 'code: this one of the sample' }),
      ),
    }),
    reply: Type.Object({
      left: count,
      later: count,
      person: Nullable(
        Type.Object({
          code: Text,
          name: Text,
          address: Nullable(Text),
          phone: Nullable(Text),
          class: Text,
          area: Text,
          answered_at: Nullable(Instant()),
          reason: Nullable(OneOf(['refused', 'not_reached', 'moved'] as const)),
        }),
      ),
    }),
    handle: (ctx, { query }) => nextInterview(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/survey-questionnaires',
    may: 'surveys.read',
    summary: {
      vi: 'Các yếu tố được hỏi, theo ngày có hiệu lực',
      en: 'The factors that are asked for, by the day they come into force',
    },
    reply: Type.Array(
      Type.Object({
        id: Type.Integer(),
        corporation: Nullable(Text),
        in_force_from: Text,
        factors: Type.Array(Factor),
      }),
    ),
    handle: (ctx) => questionnaires(ctx),
  }),
  route({
    method: 'POST',
    url: '/survey-questionnaires',
    may: 'surveys.manage',
    summary: {
      vi: 'Bộ câu hỏi mới cho các cuộc khảo sát lập kế hoạch từ một ngày',
      en: 'New questions for surveys that are planned from a day on',
    },
    body: Type.Object({
      corporation: Type.Optional(Corporation),
      in_force_from: Day(),
      factors: Type.Array(Factor, { minItems: 1, maxItems: 40 }),
    }),
    reply: Type.Object({ id: Type.Integer() }),
    status: 201,
    handle: (ctx, { body }) => addQuestionnaire(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/survey-rules',
    may: 'surveys.read',
    summary: {
      vi: 'Nhóm nhỏ nhất được hiển thị và từ mấy điểm là hài lòng, theo năm; quy định áp dụng đứng trước',
      en: 'The least group that is shown and the score that counts as satisfied, by year; what counts first at the top',
    },
    reply: Type.Array(
      Type.Object({
        id: Type.Integer(),
        corporation: Nullable(Text),
        from_year: Type.Integer(),
        to_year: Type.Integer(),
        group_min: count,
        satisfied_from: Type.Number(),
        source: Text,
        set_by: Text,
      }),
    ),
    handle: (ctx) => reportingRules(ctx),
  }),
  route({
    method: 'POST',
    url: '/survey-rules',
    may: 'surveys.manage',
    summary: {
      vi: 'Quy định mới cho kết quả khảo sát của những năm tới, từ năm nay',
      en: 'A new rule for the figures of surveys of years to come, this one at the earliest',
    },
    body: Type.Object({
      corporation: Type.Optional(Corporation),
      from_year: Year,
      to_year: Type.Optional(Year),
      group_min: Type.Integer({ minimum: 2, maximum: 1000 }),
      satisfied_from: Type.Number({ minimum: 0, maximum: 10 }),
      source: Type.String({ minLength: 1, maxLength: 300, description: 'why, or who published it' }),
    }),
    reply: Type.Object({ id: Type.Integer() }),
    status: 201,
    handle: (ctx, { body }) => addReportingRule(ctx, body),
  }),
  route({
    method: 'POST',
    url: '/surveys/answers',
    may: 'surveys.interview',
    summary: { vi: 'Ghi trả lời của một người trong mẫu', en: 'Record what somebody sampled answered' },
    body: Type.Object({
      ...Which,
      customer: Type.String({ minLength: 1, maxLength: 64, description: 'code' }),
      via: OneOf(['phone', 'visit'] as const),
      overall: Score,
      answers: Type.Optional(Type.Array(Nullable(Score), { maxItems: 40 })),
      words: Type.Optional(Type.String({ maxLength: 4000 })),
      heard_at: Type.Optional(Instant({ description: 'when it was heard, where it is written down later' })),
    }),
    handle: (ctx, { body }) => recordAnswer(ctx, body),
  }),
  route({
    method: 'POST',
    url: '/surveys/refusals',
    may: 'surveys.interview',
    summary: {
      vi: 'Ghi người trong mẫu không trả lời và vì sao',
      en: 'Record who of the sample does not answer, and why',
    },
    body: Type.Object({
      ...Which,
      customer: Type.String({ minLength: 1, maxLength: 64, description: 'code' }),
      reason: OneOf(['refused', 'not_reached', 'moved'] as const),
    }),
    handle: (ctx, { body }) => recordRefusal(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/question-answers',
    may: 'surveys.read',
    summary: {
      vi: 'Trả lời câu hỏi sau yêu cầu và sau mất điện',
      en: 'Answers to the question after requests and cuts',
    },
    query: Type.Object({ ...Period, by: By }),
    reply: Type.Array(
      Type.Object({
        corporation: Type.Optional(Text),
        about_kind: Type.Optional(Text),
        month: Type.Optional(Text),
        via: Type.Optional(Nullable(Text)),
        invited: Nullable(count),
        answered: count,
        rate: Figure,
        mean: Figure,
        ci_low: Figure,
        ci_high: Figure,
        share_satisfied: Figure,
        satisfied_from: Type.Number(),
        hidden: Type.Boolean(),
        group_min: count,
      }),
    ),
    handle: (ctx, { query }) => answers(ctx, { ...query, by: namedIn(query.by ?? 'corporation,about_kind') }),
  }),
  route({
    method: 'GET',
    url: '/answer-topics',
    may: 'surveys.read',
    summary: {
      vi: 'Khách hàng nói về điều gì, và phần chưa xếp được',
      en: 'What customers write about, and what no topic matched',
    },
    query: Type.Object(Period),
    reply: Type.Object({
      texts: count,
      topics: Type.Array(
        Type.Object({ code: Text, name: Text, texts: count, share: Type.Number(), mean: Type.Number() }),
      ),
      unmatched: Type.Object({ texts: count, share: Type.Number() }),
    }),
    handle: (ctx, { query }) => topics(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/answer-texts',
    // free words may name people: not for those who read figures alone
    may: 'customers.read',
    summary: { vi: 'Lời khách hàng của một chủ đề, không ghi tên', en: 'The words of a topic, without who wrote them' },
    query: PageQuery({ ...Period, topic: Type.Optional(Type.String({ maxLength: 40, description: 'code, or none' })) }),
    reply: Page(
      Type.Object({
        corporation: Text,
        at: Instant(),
        about_kind: Text,
        about_code: Nullable(Text),
        score: Type.Number(),
        words: Text,
        topics: Type.Array(Text),
      }),
    ),
    handle: async (ctx, { query: { limit, cursor, ...query } }) => {
      const after = cursorOf(cursor, 2) as [Date, string] | undefined
      const page = pageOf(await texts(ctx, { ...query, after, limit: limit + 1 }), limit, (t) => [t.at, t.key])
      return { ...page, items: page.items.map(({ key: _, ...t }) => t) }
    },
  }),
  route({
    method: 'POST',
    url: '/answer-topics',
    may: 'surveys.manage',
    summary: { vi: 'Từ ngữ của một chủ đề, từ một ngày', en: 'The words of a topic, from a day on' },
    body: Type.Object({
      corporation: Type.Optional(Corporation),
      code: Type.String({ maxLength: 40 }),
      vi: Type.String({ minLength: 1, maxLength: 100 }),
      en: Type.String({ minLength: 1, maxLength: 100 }),
      words: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { minItems: 1, maxItems: 200 }),
      in_force_from: Day(),
    }),
    reply: Type.Object({ id: Type.Integer() }),
    status: 201,
    handle: (ctx, { body }) => addTopic(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/ask-rules',
    may: 'surveys.read',
    summary: { vi: 'Hỏi bao nhiêu người, cách nhau bao lâu', en: 'How many are asked, and how often' },
    reply: Type.Array(
      Type.Object({
        id: Type.Integer(),
        corporation: Nullable(Text),
        about_kind: Text,
        in_force_from: Text,
        in_force_to: Text,
        sample_rate: Type.Number(),
        per_event_max: count,
        quiet_days: count,
        open_days: count,
        ask_from: Text,
        ask_until: Text,
      }),
    ),
    handle: (ctx) => askRules(ctx),
  }),
  route({
    method: 'POST',
    url: '/ask-rules',
    may: 'surveys.manage',
    summary: { vi: 'Quy định hỏi mới, từ một ngày', en: 'A new rule for asking, from a day on' },
    body: Type.Object({
      corporation: Type.Optional(Corporation),
      about_kind: OneOf(asksAbout),
      in_force_from: Day(),
      sample_rate: Type.Number({ minimum: 0, maximum: 1 }),
      per_event_max: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      quiet_days: Type.Integer({ minimum: 0, maximum: 3650 }),
      open_days: Type.Integer({ minimum: 1, maximum: 90 }),
      ask_from: time,
      ask_until: time,
    }),
    reply: Type.Object({ id: Type.Integer() }),
    status: 201,
    handle: (ctx, { body }) => addAskRule(ctx, body),
  }),
]
