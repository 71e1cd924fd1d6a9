import Type from 'typebox'
import { Id, Instant, Nullable, OneOf, Page, PageQuery, type Route, route } from '../access/index.ts'
import { correct } from './correct.ts'
import { list, page, states } from './read.ts'
import { outcomes } from './rules.ts'

const count = Type.Integer({ minimum: 0 })
const PromiseShown = Type.Object({
  id: Id(),
  corporation_id: Type.Integer(),
  kind: Type.String(),
  about_kind: Type.String(),
  about: Id(),
  due: Instant(),
  rule: Type.String(),
  version: Type.Integer(),
  made_at: Instant(),
  customers: count,
  kept: count,
  broken: count,
  released: count,
  open: count,
})
const OutcomeShown = Type.Object({
  seq: Type.Integer(),
  outcome: OneOf(outcomes),
  customers: Type.Integer({ description: 'negative: takes back the row that it corrects' }),
  at: Instant(),
  late_s: Type.Integer({ description: 'seconds after the deadline; negative: before it' }),
  recorded_at: Instant(),
  evidence_kind: Type.String(),
  evidence: Type.String(),
  reason: Nullable(Type.String()),
  corrects: Nullable(Type.Integer()),
  left: Type.Integer({ description: 'customers of whom this row still speaks' }),
})

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/promises',
    may: 'promises.read',
    summary: { vi: 'Sổ lời hứa, hạn muộn nhất trước', en: 'Promises, latest deadline first' },
    query: PageQuery({
      kind: Type.Optional(Type.String({ maxLength: 40 })),
      state: Type.Optional(OneOf(states)),
      about: Type.Optional(Id({ description: 'of the outage, fault or request' })),
      corporation_id: Type.Optional(Type.Integer()),
    }),
    reply: Page(PromiseShown),
    handle: (ctx, { query }) => list(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/promises/:id',
    may: 'promises.read',
    summary: {
      vi: 'Một lời hứa, kết quả từng phần và bằng chứng',
      en: 'A promise, its outcomes part by part and their evidence',
    },
    reply: Type.Object({ promise: PromiseShown, outcomes: Type.Array(OutcomeShown) }),
    handle: (ctx, { params }) => page(ctx, params.id!),
  }),
  route({
    method: 'POST',
    url: '/promises/:id/corrections',
    may: 'promises.correct',
    summary: { vi: 'Đính chính một kết quả (thêm dòng, không sửa dòng cũ)', en: 'Correct an outcome by adding' },
    body: Type.Object({
      seq: Type.Integer({ minimum: 1 }),
      at: Instant({ description: 'when it happened in truth' }),
      outcome: Type.Optional(OneOf(outcomes)),
      customers: Type.Optional(Type.Integer({ minimum: 1 })),
      reason: Type.String({ minLength: 1, maxLength: 1000 }),
    }),
    reply: Type.Object({ promise: PromiseShown, outcomes: Type.Array(OutcomeShown) }),
    handle: async (ctx, { params, body }) => {
      const { promise } = await page(ctx, params.id!)
      await correct(ctx, { corporation_id: promise.corporation_id, promise_id: promise.id, ...body })
      return page(ctx, params.id!)
    },
  }),
]
