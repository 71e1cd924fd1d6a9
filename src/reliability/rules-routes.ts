/** The rules by which reliability is judged: what a change would move, the versions of both books, excluded causes. */
import Type from 'typebox'
import { Month, Nullable, OneOf, type Route, route } from '../access/index.ts'
import { excludedCauses } from '../interruptions/index.ts'
import { addRuleSet, ruleSets } from './add-rule-set.ts'
import { type Variant, variants } from './closing-rules.ts'
import { previewRules } from './preview-rules.ts'
import { ruleBooks } from './rules.ts'

const number = Nullable(Type.Number())
const count = Type.Integer({ minimum: 0 })
const Key = Type.String({ maxLength: 200 })
/** Which standard deviation is meant. */
export const deviation = Type.Optional(
  OneOf(['sample', 'population'] as const, { description: 'of beta; sample without it' }),
)
const Preview = Type.Object({ saidi_min: number, saifi: number, maifi: number, interruptions: count })
const Considered = Type.Object(Object.fromEntries(variants.map((v) => [v, Preview])) as Record<Variant, typeof Preview>)
const Days = Type.Array(Type.Object({ corporation: Type.String(), day: Type.String() }))
const ComeAndGone = Type.Object({ new: Days, gone: Days })

export const routes: Route[] = [
  route({
    method: 'POST',
    url: '/reliability/rule-previews',
    may: 'reliability.rules',
    summary: {
      vi: 'Xem trước: đổi quy tắc thì các chỉ số của một năm thay đổi thế nào (không ghi gì)',
      en: 'What a change of rules would move in a year, before it is applied (nothing is written)',
    },
    body: Type.Object({
      year: Type.String({ pattern: '^\\d{4}$' }),
      rules: OneOf(ruleBooks),
      corporation: Type.Optional(Type.String({ maxLength: 20, description: 'code' })),
      sustained_over_s: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
      exclude: Type.Optional(Type.Array(Key, { maxItems: 100, description: 'causes' })),
      include: Type.Optional(Type.Array(Key, { maxItems: 100, description: 'causes' })),
      deviation,
    }),
    reply: Type.Object({
      year: Type.String(),
      rules: Type.String(),
      rows: Type.Array(Type.Object({ corporation: Type.String(), before: Considered, after: Considered })),
      major_event_days: Type.Object({ counted: ComeAndGone, left_out: ComeAndGone }),
      closed_months_unmoved: Type.Literal(true),
    }),
    handle: (ctx, { body }) => previewRules(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/reliability/rule-sets',
    may: 'reliability.read',
    summary: { vi: 'Các phiên bản của hai bộ quy tắc', en: 'The versions of both rule books' },
    reply: Type.Array(
      Type.Object({
        id: count,
        corporation: Nullable(Type.String({ description: 'null: for all' })),
        rules: Type.String(),
        in_force_from: Type.String({ description: 'a day, or -infinity' }),
        in_force_to: Type.String({ description: 'first day on which it is no longer in force, or infinity' }),
        sustained_over_s: count,
        clause: Type.String(),
      }),
    ),
    handle: (ctx) => ruleSets(ctx),
  }),
  route({
    method: 'POST',
    url: '/reliability/rule-sets',
    may: 'reliability.rules',
    summary: {
      vi: 'Thêm một phiên bản quy tắc; các chỉ số được tính lại trong cùng giao dịch',
      en: 'Add a version of a rule book; the figures are made anew in the same transaction',
    },
    body: Type.Object({
      rules: OneOf(ruleBooks),
      from: Month({ description: 'the first month that is judged by it' }),
      to: Type.Optional(Month({ description: 'the first month that is no longer' })),
      sustained_over_s: Type.Integer({ minimum: 1, maximum: 86_400 }),
      clause: Type.String({ minLength: 1, maxLength: 300 }),
      corporation: Type.Optional(Type.String({ maxLength: 20, description: 'code' })),
      exclude: Type.Optional(Type.Array(Key, { maxItems: 100, description: 'causes excluded from then on' })),
      include: Type.Optional(Type.Array(Key, { maxItems: 100, description: 'causes no longer excluded' })),
    }),
    reply: Type.Object({
      id: count,
      rebuilt: Type.Integer({ description: 'cells made anew' }),
      steps: Type.Integer({ description: 'steps that follow the list of excluded causes' }),
    }),
    status: 201,
    handle: (ctx, { body }) => addRuleSet(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/reliability/excluded-causes',
    may: 'reliability.read',
    summary: {
      vi: 'Các nguyên nhân được miễn trừ, theo thời gian hiệu lực',
      en: 'The causes that are excluded, dated',
    },
    reply: Type.Array(
      Type.Object({
        corporation: Nullable(Type.String({ description: 'null: for all' })),
        cause: Type.String(),
        in_force_from: Type.String({ description: 'a day, or -infinity' }),
        in_force_to: Type.String({ description: 'first day on which it is no longer in force, or infinity' }),
        clause: Type.String(),
      }),
    ),
    handle: (ctx) => excludedCauses(ctx),
  }),
]
