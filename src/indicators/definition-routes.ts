/** Indicators made without code: what can be asked, how it would have been, every version. */
import Type from 'typebox'
import { Instant, Month, Nullable, OneOf, type Route, route } from '../access/index.ts'
import { say } from '../kernel/index.ts'
import { defineIndicator, definitions, grammar, preview, withdrawIndicator } from './define.ts'
import { type Definition, measures, operators, sourceNames } from './definition-rules.ts'
import { DefinitionBody, everyOperator } from './definition-schema.ts'
import { valuesOf } from './definition-values.ts'
import { reasons } from './measure-rules.ts'

const Figure = Nullable(Type.Number())
const Text = Type.String()
const count = Type.Integer({ minimum: 0 })
const Year = Type.Integer({ minimum: 1990, maximum: 2200 })
const Corporation = Type.Optional(Type.String({ maxLength: 20, description: 'code' }))
const Code = Type.String({ maxLength: 40 })
const said = { said: Nullable(OneOf(reasons)), said_words: Nullable(Text) }
const reason = Type.String({ minLength: 1, maxLength: 1000 })
const previewMonth = { actual: Figure, rows: count, ...said }
const Preview = Type.Object({
  year: Year,
  formula: Text,
  definition: Text,
  warnings: Type.Array(Text),
  figures: Type.Array(
    Type.Object({
      corporation: Nullable(Text),
      ...previewMonth,
      months: Type.Array(Type.Object({ month: Month(), ...previewMonth })),
    }),
  ),
})
/** A version of a definition, or its withdrawal. */
export const Version = Type.Object({
  code: Text,
  corporation: Nullable(Text),
  version: Type.Integer(),
  from: Month(),
  to: Nullable(Month()),
  definition: Nullable(DefinitionBody),
  formula: Nullable(Text),
  words: Nullable(Text),
  reason: Text,
  recorded_at: Instant(),
  actor: Text,
})

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/indicator-definitions',
    may: 'indicators.read',
    summary: {
      vi: 'Các chỉ tiêu tự định nghĩa, mọi phiên bản, và những gì có thể hỏi',
      en: 'Indicators made without code, every version, and what can be asked',
    },
    reply: Type.Object({
      items: Type.Array(Version),
      grammar: Type.Object({
        sources: Type.Array(
          Type.Object({
            code: OneOf(sourceNames),
            label: Text,
            fields: Type.Array(
              Type.Object({ code: Text, label: Text, type: OneOf(['text', 'number', 'boolean'] as const) }),
            ),
          }),
        ),
        measures: Type.Array(Type.Object({ code: OneOf(measures), label: Text })),
        operators: Type.Array(
          Type.Object({ code: Text, label: Text, types: Type.Array(OneOf(['text', 'number', 'boolean'] as const)) }),
        ),
      }),
    }),
    handle: async (ctx) => {
      const text = say('indicators', ctx.language)
      const types = ['text', 'number', 'boolean'] as const
      return {
        items: await definitions(ctx),
        grammar: {
          sources: sourceNames.map((code) => ({
            code,
            label: text(`source.${code}`),
            fields: types.flatMap((type) =>
              grammar.sources[code][type].map((field) => ({ code: field, label: text(`column.${field}`), type })),
            ),
          })),
          measures: measures.map((code) => ({ code, label: text(`measure.${code}`) })),
          operators: everyOperator.map((code) => ({
            code,
            label: text(`operator.${code}`),
            types: types.filter((type) => (operators[type] as readonly string[]).includes(code)),
          })),
        },
      }
    },
  }),
  route({
    method: 'GET',
    url: '/indicator-definition-values',
    may: 'indicators.define',
    summary: {
      vi: 'Các giá trị đang có của một trường: để đặt điều kiện',
      en: 'The values that a field has: what a condition can be about',
    },
    query: Type.Object({ source: OneOf(sourceNames), field: Code }),
    reply: Type.Array(Type.Object({ value: Text, rows: count })),
    handle: (ctx, { query }) => valuesOf(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/indicator-definition-previews',
    may: 'indicators.define',
    summary: {
      vi: 'Xem thử định nghĩa trên năm trước, chưa lưu gì',
      en: 'A definition seen on last year; nothing is kept',
    },
    body: Type.Object({ definition: DefinitionBody, year: Type.Optional(Year) }),
    reply: Preview,
    handle: (ctx, { body }) => preview(ctx, body.definition as Definition, body.year),
  }),
  route({
    method: 'POST',
    url: '/indicator-definitions',
    may: 'indicators.define',
    status: 201,
    summary: {
      vi: 'Tạo chỉ tiêu, hoặc phiên bản mới của một chỉ tiêu',
      en: 'Make an indicator, or a new version of one',
    },
    body: Type.Object({
      code: Code,
      corporation: Corporation,
      from: Type.Optional(Month({ description: 'the month from which it counts; the next one without it' })),
      definition: DefinitionBody,
      reason,
    }),
    reply: Type.Object({ version: Type.Integer(), from: Month(), preview: Preview }),
    handle: (ctx, { body }) => defineIndicator(ctx, { ...body, definition: body.definition as Definition }),
  }),
  route({
    method: 'POST',
    url: '/indicator-definitions/:code/withdrawal',
    may: 'indicators.define',
    summary: { vi: 'Thôi dùng một chỉ tiêu tự định nghĩa', en: 'No longer use an indicator made without code' },
    body: Type.Object({ corporation: Corporation, from: Type.Optional(Month()), reason }),
    reply: Type.Object({ version: Type.Integer(), from: Month() }),
    handle: (ctx, { params, body }) => withdrawIndicator(ctx, { code: params.code!, ...body }),
  }),
]
