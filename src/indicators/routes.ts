import Type from 'typebox'
import { Nullable, OneOf, type Route, route } from '../access/index.ts'
import { indicators } from './indicators.ts'
import { notice, states } from './registry.ts'

const Figure = Nullable(Type.Number())

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/indicators',
    may: 'indicators.read',
    summary: {
      vi: 'Chỉ tiêu của năm: mục tiêu, thực hiện, trạng thái',
      en: 'Indicators of a year: target, actual, state',
    },
    query: Type.Object({
      year: Type.Integer({ minimum: 1990, maximum: 2200 }),
      corporation: Type.Optional(Type.String({ maxLength: 20 })),
    }),
    reply: Type.Object({
      notice: Type.String({ description: 'what is to be said wherever the service indicators are shown' }),
      rows: Type.Array(
        Type.Object({
          code: Type.String(),
          name: Type.String(),
          corporation: Nullable(Type.String({ description: 'null: all that the caller sees' })),
          unit: Type.String(),
          direction: OneOf(['up', 'down'] as const),
          target: Figure,
          actual: Figure,
          state: OneOf(states),
          trend: Nullable(OneOf(['up', 'down', 'flat'] as const)),
          projection: Figure,
          rank: Nullable(Type.Integer()),
          formula: Type.String(),
          rows: Type.String({ description: 'the kind of rows behind it; none: nothing records it yet' }),
        }),
      ),
    }),
    handle: async (ctx, { query }) => ({ notice: notice[ctx.language], rows: await indicators(ctx, query) }),
  }),
]
