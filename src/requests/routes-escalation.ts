import Type from 'typebox'
import { Day, Instant, Nullable, OneOf, type Route, route } from '../access/index.ts'
import { chains, heard, late_days_max, setChain } from './escalation.ts'

const Corporation = Type.String({ maxLength: 20, description: 'code' })
const Service = Type.String({ maxLength: 50, description: 'code' })
const Level = Type.Object({
  percent: Type.Unsafe<50 | 80 | 100>({
    type: 'integer',
    enum: [50, 80, 100],
    description: 'share of the limit that has ticked',
  }),
  late_days: Type.Integer({
    minimum: 0,
    maximum: late_days_max,
    default: 0,
    description: 'working days after the deadline; only with 100',
  }),
  tell: Type.Array(OneOf(heard), { minItems: 1, maxItems: heard.length }),
})

export const escalationRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/escalation-chains',
    may: 'requests.read',
    summary: {
      vi: 'Ai được báo trước hạn và sau hạn; quy định gần nhất đứng trước',
      en: 'Who is told before a deadline and after it; what counts first at the top',
    },
    query: Type.Object({
      corporation: Type.Optional(Corporation),
      service: Type.Optional(Service),
      day: Type.Optional(Day()),
    }),
    reply: Type.Array(
      Type.Object({
        id: Type.Integer(),
        corporation: Nullable(Corporation),
        service: Nullable(Service),
        in_force_from: Type.String(),
        in_force_to: Type.String(),
        levels: Nullable(Type.Array(Level, { description: 'null: taken back from that day on' })),
        reason: Type.String(),
        set_by: Type.String(),
        set_at: Nullable(Instant({ description: 'null: it came with the product' })),
      }),
    ),
    handle: (ctx, { query }) => chains(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/escalation-chains',
    may: 'requests.catalogue',
    summary: {
      vi: 'Quy định ai được báo ở 50, 80, 100 % thời hạn và khi quá hạn, từ một ngày',
      en: 'Who is told at 50, 80, 100 % of the limit and when it is over, from a day on',
    },
    body: Type.Object({
      corporation: Type.Optional(Corporation),
      service: Type.Optional(Service),
      in_force_from: Day(),
      levels: Nullable(Type.Array(Level, { maxItems: 20, description: 'null takes it back' })),
      reason: Type.String({ minLength: 1, maxLength: 1000 }),
    }),
    reply: Type.Object({ id: Type.Integer() }),
    status: 201,
    handle: (ctx, { body }) => setChain(ctx, body),
  }),
]
