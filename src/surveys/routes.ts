import Type from 'typebox'
import { Nullable, OneOf, type Route, route } from '../access/index.ts'
import { estimate } from './estimate.ts'

const Figure = Nullable(Type.Number())

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/survey-estimates',
    may: 'surveys.read',
    summary: { vi: 'Điểm hài lòng với sai số', en: 'Satisfaction with its error' },
    query: Type.Object({
      year: Type.Optional(Type.Integer({ minimum: 1990, maximum: 2200 })),
      by: Type.Optional(Type.String({ maxLength: 100, description: 'corporation,stratum' })),
      corporation: Type.Optional(Type.String({ maxLength: 20 })),
      question: Type.Optional(Type.String({ maxLength: 10 })),
      measure: Type.Optional(OneOf(['mean', 'share'] as const)),
    }),
    reply: Type.Array(
      Type.Object({
        year: Type.Integer(),
        corporation: Type.Optional(Type.String()),
        stratum: Type.Optional(Type.String()),
        mean: Figure,
        se: Figure,
        deff: Figure,
        ci_low: Figure,
        ci_high: Figure,
        n: Type.Integer(),
        fpc: Type.Boolean(),
        se_without_fpc: Figure,
        hidden: Type.Boolean(),
        warnings: Type.Array(Type.String()),
      }),
    ),
    handle: (ctx, { query }) =>
      estimate(ctx, {
        ...query,
        by: (query.by ?? 'corporation')
          .split(',')
          .map((d) => d.trim())
          .filter((d) => d !== ''),
      }),
  }),
]
