import Type from 'typebox'
import {
  cursorOf,
  Id,
  Instant,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  pageOf,
  type Route,
  route,
} from '../../../access/index.ts'
import { allowedBy } from './address.ts'
import { end, known, register, resume, test } from './register.ts'
import { eventTypes } from './rules.ts'
import { deliveriesOf, webhooks } from './store.ts'

const Text = Type.String()
const count = Type.Integer({ minimum: 0 })
const states = ['waiting', 'delivered', 'given_up'] as const
const may = 'exchange.manage'

/** Others are told as it happens: who is told of what, and what came of each word. */
export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/webhooks',
    may,
    summary: { vi: 'Các webhook đã đăng ký', en: 'Webhooks registered' },
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Id(),
          corporation: Text,
          url: Text,
          events: Type.Array(Text),
          made_at: Instant(),
          made_by: Text,
          waiting: count,
          given_up: Type.Integer({ minimum: 0, description: 'deliveries, since the last one that arrived' }),
          paused_at: Nullable(Instant()),
          paused_because: Nullable(OneOf(['given_up', 'gone'] as const)),
        }),
      ),
    }),
    handle: async (ctx) => ({
      items: (await webhooks(ctx)).map(({ secret: _, corporation_id: __, ...shown }) => shown),
    }),
  }),
  route({
    method: 'POST',
    url: '/webhooks',
    may,
    summary: {
      vi: 'Đăng ký một địa chỉ nhận sự kiện; khóa ký chỉ hiện một lần',
      en: 'Register an address for events; the secret is told this once',
    },
    body: Type.Object({
      corporation: Type.String({ maxLength: 20 }),
      url: Type.String({ maxLength: 1000 }),
      events: Type.Array(OneOf([...eventTypes, '*']), { minItems: 1, maxItems: 50 }),
      secret: Type.Optional(
        Type.String({ maxLength: 200, description: 'whsec_ and 24 to 64 bytes in base64; made without it' }),
      ),
    }),
    status: 201,
    secret: true,
    reply: Type.Object({ id: Id(), secret: Text }),
    handle: (ctx, { body }) => register(ctx, body, allowedBy(process.env)),
  }),
  route({
    method: 'DELETE',
    url: '/webhooks/:id',
    may,
    summary: { vi: 'Bỏ một webhook cùng nhật ký gửi của nó', en: 'End a webhook, with its record' },
    params: Type.Object({ id: Id() }),
    handle: (ctx, { params }) => end(ctx, params.id),
  }),
  route({
    method: 'GET',
    url: '/webhooks/:id/deliveries',
    may,
    summary: { vi: 'Nhật ký gửi của một webhook, mới nhất trước', en: 'What was sent to a webhook, newest first' },
    params: Type.Object({ id: Id() }),
    query: PageQuery({ state: Type.Optional(OneOf(states)) }),
    reply: Page(
      Type.Object({
        id: Id({ description: 'the receiver sees it as webhook-id' }),
        type: Text,
        state: OneOf(states),
        made_at: Instant(),
        attempts: count,
        next_at: Nullable(Instant()),
        last_at: Nullable(Instant()),
        last_status: Nullable(Type.Integer()),
        last_error: Nullable(Text),
        last_ms: Nullable(count),
        body: Text,
      }),
    ),
    handle: async (ctx, { params, query }) => {
      const webhook = await known(ctx, params.id)
      const [before] = (cursorOf(query.cursor, 1) ?? []) as string[]
      const rows = await deliveriesOf(ctx, webhook, { limit: query.limit + 1, before, state: query.state })
      const { items, next } = pageOf(rows, query.limit, (row) => [row.id])
      return {
        next,
        items: items.map(
          ({ corporation_id: _, webhook_id: __, event_id: ___, first_at: ____, leased_until: _____, ...shown }) => ({
            ...shown,
            next_at: shown.state === 'waiting' ? shown.next_at : null,
          }),
        ),
      }
    },
  }),
  route({
    method: 'POST',
    url: '/webhooks/:id/test',
    may,
    summary: { vi: 'Gửi thử một sự kiện webhook.test', en: 'Send a test, webhook.test' },
    params: Type.Object({ id: Id() }),
    status: 202,
    reply: Type.Object({ delivery: Id() }),
    handle: (ctx, { params }) => test(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/webhooks/:id/resumption',
    may,
    summary: { vi: 'Cho chạy lại sau khi tạm dừng', en: 'Go on after a pause' },
    params: Type.Object({ id: Id() }),
    handle: (ctx, { params }) => resume(ctx, params.id),
  }),
]
