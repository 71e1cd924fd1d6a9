import Type from 'typebox'
import { Id, Instant, Nullable, OneOf, type Route, route } from '../access/index.ts'
import { calls, recordCall } from './calls.ts'
import { preview } from './preview.ts'
import { settingsOf } from './providers.ts'
import { kinds } from './rules.ts'

const Words = Type.String({ minLength: 1, maxLength: 1000 })

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/calls',
    may: 'notices.read',
    summary: { vi: 'Khách hàng chưa báo được, cần gọi', en: 'Customers whom no channel reached, to be called' },
    query: Type.Object({
      about: Type.Optional(Id({ description: 'of the outage or fault' })),
      corporation_id: Type.Optional(Type.Integer()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    reply: Type.Array(
      Type.Object({
        corporation_id: Type.Integer(),
        notice_id: Type.Integer(),
        customer_id: Type.Integer(),
        customer_code: Nullable(Type.String({ description: 'null: nobody’s customer; see what it is about' })),
        name: Type.String(),
        address: Nullable(Type.String()),
        phone: Nullable(Type.String()),
        reason: Type.String(),
        kind: Type.String(),
        about_kind: Type.String(),
        about: Id(),
        listed_at: Instant(),
      }),
    ),
    handle: async (ctx, { query }) => (await calls(ctx, query)).map(({ payload: _, ...call }) => call),
  }),
  route({
    method: 'POST',
    url: '/calls',
    may: 'notices.call',
    summary: { vi: 'Ghi lại một cuộc gọi: có gặp khách hàng hay không', en: 'Record a call: was the customer reached' },
    body: Type.Object({
      corporation_id: Type.Integer(),
      notice_id: Type.Integer(),
      customer_id: Type.Integer(),
      reached: Type.Boolean(),
      note: Type.Optional(Words),
    }),
    handle: (ctx, { body }) => recordCall(ctx, body),
  }),
  route({
    method: 'POST',
    url: '/notice-previews',
    may: 'notices.read',
    summary: {
      vi: 'Khách hàng sẽ đọc được gì, bằng hai thứ tiếng, và tin nhắn dài bao nhiêu phần',
      en: 'What a customer would read, in both languages, and into how many parts a text message goes',
    },
    body: Type.Object({
      corporation: Type.String({ description: 'code', maxLength: 20 }),
      kind: OneOf(kinds),
      payload: Type.Object({
        reason: Type.Optional(Type.String({ maxLength: 1000 })),
        out_from: Type.Optional(Type.String({ format: 'date-time' })),
        back_at: Type.Optional(Type.String({ format: 'date-time' })),
        urgent: Type.Optional(Type.Boolean()),
      }),
    }),
    reply: Type.Array(
      Type.Object({
        language: OneOf(['vi', 'en'] as const),
        channel: OneOf(['sms', 'email'] as const),
        subject: Nullable(Type.String()),
        text: Type.String(),
        encoding: Nullable(OneOf(['gsm7', 'ucs2'] as const)),
        segments: Nullable(Type.Integer()),
      }),
    ),
    handle: (ctx, { body }) => preview(ctx, body, settingsOf(process.env)),
  }),
]
