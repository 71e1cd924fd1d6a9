import Type from 'typebox'
import { Day, Id, Instant, Nullable, OneOf, type Route, route } from '../access/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { correctImported } from './record.ts'
import { origins, suspicions } from './rules.ts'
import { suspects } from './suspects.ts'

const count = Type.Integer({ minimum: 0 })

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/interruptions/suspects',
    may: 'interruptions.read',
    summary: {
      vi: 'Các bước mất điện đáng ngờ, nặng nhất trong SAIDI trước',
      en: 'Steps that can hardly be true, the heaviest in SAIDI first',
    },
    query: Type.Object({
      corporation: Type.Optional(Type.String({ maxLength: 20, description: 'code' })),
      from: Type.Optional(Day()),
      to: Type.Optional(Day()),
      limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    }),
    reply: Type.Array(
      Type.Object({
        corporation_id: Type.Integer(),
        interruption_id: Id(),
        code: Type.String(),
        step_no: count,
        feeder: Type.String(),
        out_at: Instant(),
        restored_at: Nullable(Instant()),
        customers: count,
        excluded: Type.Boolean(),
        customer_minutes: Type.Number(),
        reasons: Type.Array(OneOf(suspicions)),
      }),
    ),
    handle: async (ctx, { query: { corporation, limit, ...days } }) => {
      const corporation_id = corporation === undefined ? undefined : (await corporationNamed(ctx, corporation)).id
      return suspects(ctx, { ...days, corporation_id }, limit)
    },
  }),
  route({
    method: 'POST',
    url: '/interruptions/:corporation/:id/corrections',
    may: 'interruptions.correct',
    summary: {
      vi: 'Hiệu chỉnh lịch sử mất điện đã nhập (thêm một phiên bản, có lý do)',
      en: 'Correct imported history (one more version, with its reason)',
    },
    params: Type.Object({ corporation: Type.String({ maxLength: 20 }), id: Id() }),
    body: Type.Object({
      reason: Type.String({ minLength: 1, maxLength: 1000 }),
      step_no: Type.Optional(count),
      out_at: Type.Optional(Instant()),
      restored_at: Type.Optional(Instant()),
      customers: Type.Optional(count),
      feeder: Type.Optional(Type.String({ maxLength: 200 })),
      origin: Type.Optional(OneOf(origins)),
      cause: Type.Optional(Type.String({ maxLength: 200 })),
      equipment: Type.Optional(Type.String({ maxLength: 200 })),
      excluded: Type.Optional(Type.Boolean()),
      withdrawn: Type.Optional(Type.Boolean()),
    }),
    handle: async (ctx, { params, body: { reason, step_no, ...change } }) => {
      const corporation = await corporationNamed(ctx, params.corporation)
      requireMine(ctx, corporation)
      await correctImported(
        ctx,
        { corporation_id: corporation.id, interruption_id: params.id, step_no },
        change,
        reason,
      )
    },
  }),
]
