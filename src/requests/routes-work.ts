import { readFile } from 'node:fs/promises'
import Type from 'typebox'
import {
  Answer,
  Id,
  Instant,
  Month,
  OneOf,
  Page,
  PageQuery,
  permits,
  type Route,
  route,
  type Staff,
} from '../access/index.ts'
import type { Context } from '../kernel/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { answer } from './answer.ts'
import { assign } from './assign.ts'
import { attach, attachment, attachment_bytes_max, servedAs } from './attach.ts'
import { byCode } from './by-code.ts'
import { claim } from './claim.ts'
import { close } from './close.ts'
import { comment } from './comment.ts'
import { complete } from './complete.ts'
import { customerSays } from './customer-says.ts'
import { claims, pausedShare } from './honesty.ts'
import { type ListQuery, list } from './list.ts'
import { dueSoon, forecast, load } from './load.ts'
import { duplicates, merge } from './merge.ts'
import { move } from './move.ts'
import { obstacle } from './obstacle.ts'
import { pause } from './pause.ts'
import { receive } from './receive.ts'
import { reclassify } from './reclassify.ts'
import { rehearse } from './rehearse.ts'
import { release } from './release.ts'
import { reopen } from './reopen.ts'
import { resume } from './resume.ts'
import { review } from './review.ts'
import {
  ClaimListedShown,
  ForecastShown,
  ListedShown,
  LoadShown,
  PausedShareShown,
  ReceivedShown,
  Shown,
  TrackedShown,
} from './routes-shapes.ts'
import { channels, states } from './rules.ts'
import { scopeOf } from './scope.ts'
import { show } from './show.ts'
import { step } from './step.ts'
import { withdraw } from './withdraw.ts'
import { requireWithin } from './within.ts'

const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Code = Text(64)
const Words = Text(4000)
const Papers = Type.Array(Text(60), { maxItems: 30 })
const Details = Type.Record(Type.String(), Type.Unknown())
const Version = Type.Optional(
  Type.Integer({ minimum: 0, description: 'of the request as it was read: who comes second is told' }),
)
const corporation = Type.Optional(Type.String({ maxLength: 20, description: 'code' }))

/** One verb of a request as a route: it replies with the request as it then is. */
const deed = <B extends ReturnType<typeof Type.Object>>(given: {
  url: string
  method?: 'POST' | 'DELETE'
  may?: 'requests.work' | 'requests.receive' | 'requests.manage'
  summary: { vi: string; en: string }
  body?: B
  status?: number
  // biome-ignore lint/suspicious/noExplicitAny: each body is checked against its own schema before it comes here
  use: (ctx: Context, id: string, body: any, staff: Staff) => Promise<unknown>
}): Route =>
  route({
    method: given.method ?? 'POST',
    url: `/requests/:id/${given.url}`,
    may: given.may ?? 'requests.work',
    summary: given.summary,
    ...(given.body ? { body: given.body } : {}),
    reply: Shown,
    handle: async (ctx: Context, input: { params: Record<string, string>; body?: unknown; staff: Staff }) => {
      await requireWithin(ctx, input.staff, given.may ?? 'requests.work', input.params.id!)
      await given.use(ctx, input.params.id!, input.body ?? {}, input.staff)
      return show(ctx, input.params.id!)
    },
  } as never)

export const workRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/requests',
    may: 'requests.read',
    summary: { vi: 'Hàng đợi yêu cầu, hạn gần nhất trước', en: 'The queue of requests, what is due first at the top' },
    query: PageQuery({
      corporation,
      unit: Type.Optional(Type.String({ maxLength: 40, description: 'code; with all that stands under it' })),
      assigned_to: Type.Optional(Type.String({ maxLength: 64, description: 'login; me; none: in nobody’s hands' })),
      state: Type.Optional(OneOf(states)),
      due: Type.Optional(OneOf(['late', 'soon'] as const, { description: 'soon: by the end of the next working day' })),
      due_before: Type.Optional(Instant()),
      service: Type.Optional(Type.String({ maxLength: 50 })),
      family: Type.Optional(Type.String({ maxLength: 50 })),
      customer: Type.Optional(Type.String({ maxLength: 64, description: 'code' })),
      about: Type.Optional(Id({ description: 'the cut or fault that explains them' })),
    }),
    reply: Page(ListedShown),
    handle: async (ctx, { query, staff }) => {
      const { corporation: _c, unit: _u, due, assigned_to, ...rest } = query
      const who = assigned_to === 'me' ? staff.login : assigned_to === 'none' ? '' : assigned_to
      const asked: ListQuery = {
        ...rest,
        ...(await scopeOf(ctx, staff, 'requests.read', query)),
        ...(who === undefined ? {} : { assigned_to: who }),
        ...(due === 'late' ? { late: true } : {}),
      }
      return due === 'soon' ? dueSoon(ctx, asked) : list(ctx, asked)
    },
  }),
  route({
    method: 'POST',
    url: '/requests',
    may: 'requests.receive',
    summary: { vi: 'Tiếp nhận một yêu cầu', en: 'Receive a request' },
    query: Type.Object({
      dry_run: Type.Optional(
        Type.Boolean({ description: 'says what would come of it, the promised moment too; keeps nothing' }),
      ),
    }),
    body: Type.Object({
      service: Text(50),
      customer: Type.Optional(Code),
      contact: Type.Optional(
        Type.Object({
          name: Type.Optional(Text(200)),
          phone: Type.Optional(Text(40)),
          email: Type.Optional(Text(254)),
          address: Type.Optional(Text(300)),
          language: Type.Optional(OneOf(['vi', 'en'] as const, { description: 'in which they are told' })),
        }),
      ),
      channel: OneOf(channels),
      details: Type.Optional(Details),
      documents: Type.Optional(Papers),
      unit: Type.Optional(Text(40)),
      office: Type.Optional(Text(40)),
      corporation,
      class: Type.Optional(OneOf(['residential', 'non_residential'] as const)),
      area: Type.Optional(OneOf(['urban', 'rural'] as const)),
      received_at: Type.Optional(Instant()),
    }),
    reply: ReceivedShown,
    status: 201,
    handle: (ctx, { body, query }) => (query.dry_run ? rehearse(ctx, body) : receive(ctx, body)),
  }),
  route({
    method: 'GET',
    url: '/requests/:id',
    may: 'requests.read',
    summary: {
      vi: 'Một yêu cầu: diễn biến, đồng hồ, lời hứa, các bước, việc làm được ngay',
      en: 'A request: story, clock, promises, steps, what can be done now',
    },
    reply: Shown,
    handle: async (ctx, { params, staff }) => {
      await requireWithin(ctx, staff, 'requests.read', params.id!)
      return show(ctx, params.id!)
    },
  }),
  route({
    method: 'GET',
    url: '/requests/:id/duplicates',
    may: 'requests.read',
    summary: { vi: 'Yêu cầu trùng trong vòng một tuần', en: 'Requests of the same customer and service within a week' },
    reply: Type.Array(
      Type.Object({
        id: Id(),
        code: Type.String(),
        received_at: Instant(),
        state: OneOf(states),
        channel: Type.String(),
      }),
    ),
    handle: async (ctx, { params, staff }) => {
      await requireWithin(ctx, staff, 'requests.read', params.id!)
      return duplicates(ctx, params.id!)
    },
  }),
  deed({
    url: 'completion',
    may: 'requests.receive',
    summary: { vi: 'Hồ sơ đã đủ: bắt đầu tính thời hạn', en: 'The file is complete: the clock starts' },
    body: Type.Object({ documents: Type.Optional(Papers), at: Type.Optional(Instant()), version: Version }),
    use: (ctx, id, body) => complete(ctx, id, body),
  }),
  deed({
    url: 'pauses',
    summary: { vi: 'Tạm dừng đồng hồ, có lý do và bằng chứng', en: 'Stop the clock, with its reason and evidence' },
    body: Type.Object({ reason: Text(60), evidence: Words, until: Type.Optional(Instant()), version: Version }),
    use: (ctx, id, body) => pause(ctx, id, body),
  }),
  deed({
    url: 'resumption',
    summary: { vi: 'Đồng hồ chạy tiếp', en: 'The clock ticks again' },
    body: Type.Object({ reason: Words, version: Version }),
    use: (ctx, id, body) => resume(ctx, id, body),
  }),
  deed({
    url: 'answers',
    may: 'requests.receive',
    summary: { vi: 'Khách hàng trả lời hoặc nộp giấy tờ', en: 'The customer answers, or hands in documents' },
    body: Type.Object({
      channel: OneOf(channels),
      text: Type.Optional(Words),
      documents: Type.Optional(Papers),
      at: Type.Optional(Instant()),
      version: Version,
    }),
    use: (ctx, id, body) => answer(ctx, id, body),
  }),
  deed({
    url: 'steps',
    summary: { vi: 'Xong một bước', en: 'A step is done' },
    body: Type.Object({
      step: Text(60),
      note: Type.Optional(Words),
      at: Type.Optional(Instant()),
      version: Version,
    }),
    use: (ctx, id, body) => step(ctx, id, body),
  }),
  deed({
    url: 'obstacles',
    summary: { vi: 'Nêu trở ngại, có bằng chứng', en: 'Claim an obstacle, with its evidence' },
    body: Type.Object({ reason: Words, evidence: Words, version: Version }),
    use: (ctx, id, body) => obstacle(ctx, id, body),
  }),
  deed({
    url: 'moves',
    summary: { vi: 'Chuyển cho đơn vị hoặc tổ đội khác', en: 'Hand over to another unit or crew' },
    body: Type.Object({
      unit: Type.Optional(Text(40)),
      crew: Type.Optional(Text(100)),
      reason: Words,
      version: Version,
    }),
    use: (ctx, id, body) => move(ctx, id, body),
  }),
  deed({
    url: 'assignment',
    may: 'requests.manage',
    summary: { vi: 'Giao cho một người', en: 'Assign to a person' },
    body: Type.Object({ to: Text(64), note: Type.Optional(Words), version: Version }),
    use: (ctx, id, body) => assign(ctx, id, body),
  }),
  deed({
    url: 'claiming',
    summary: { vi: 'Nhận việc', en: 'Take it' },
    body: Type.Object({ version: Version }),
    use: (ctx, id, body) => claim(ctx, id, body),
  }),
  deed({
    url: 'claiming',
    method: 'DELETE',
    summary: { vi: 'Trả lại hàng đợi', en: 'Give it back to the queue' },
    use: (ctx, id, _body, staff) => release(ctx, id, { anyones: permits(staff, 'requests.manage') }),
  }),
  deed({
    url: 'service',
    summary: { vi: 'Đổi dịch vụ', en: 'It is another service' },
    body: Type.Object({ service: Text(50), details: Type.Optional(Details), reason: Words, version: Version }),
    use: (ctx, id, body) => reclassify(ctx, id, body),
  }),
  deed({
    url: 'comments',
    summary: { vi: 'Ghi chú cho đồng nghiệp', en: 'A word for colleagues' },
    body: Type.Object({ text: Words, version: Version }),
    use: (ctx, id, body) => comment(ctx, id, body),
  }),
  deed({
    url: 'closing',
    summary: { vi: 'Đóng: đã giải quyết hoặc từ chối', en: 'Close: done or refused' },
    body: Type.Object({
      outcome: OneOf(['done', 'refused'] as const),
      answer: Words,
      accepted: Type.Optional(Type.Boolean({ description: 'of a complaint: is it right' })),
      evidence: Type.Optional(Words),
      at: Type.Optional(Instant()),
      version: Version,
    }),
    use: (ctx, id, body) => close(ctx, id, body),
  }),
  deed({
    url: 'reopening',
    summary: { vi: 'Mở lại', en: 'Open it again' },
    body: Type.Object({ reason: Words, version: Version }),
    use: (ctx, id, body) => reopen(ctx, id, body),
  }),
  deed({
    url: 'withdrawal',
    may: 'requests.receive',
    summary: { vi: 'Khách hàng rút yêu cầu', en: 'The customer withdraws it' },
    body: Type.Object({ reason: Words, version: Version }),
    use: (ctx, id, body) => withdraw(ctx, id, body),
  }),
  deed({
    url: 'merging',
    summary: { vi: 'Gộp vào một yêu cầu khác', en: 'Merge it into another' },
    body: Type.Object({ into: Code, reason: Type.Optional(Words), version: Version }),
    use: async (ctx, id, body, staff) => {
      await requireWithin(ctx, staff, 'requests.work', body.into)
      return merge(ctx, id, body)
    },
  }),
  route({
    method: 'POST',
    url: '/requests/:id/attachments',
    may: 'requests.work',
    summary: { vi: 'Đính kèm ảnh hoặc PDF (tối đa 10 MB)', en: 'Attach a picture or a PDF (10 MB at most)' },
    query: Type.Object({
      channel: Type.Optional(OneOf(channels)),
      document: Type.Optional(Type.String({ maxLength: 60, description: 'code: it then counts as handed in' })),
    }),
    upload: { bytes_max: attachment_bytes_max },
    reply: Type.Object({ seq: Type.Integer(), media: Type.String(), bytes: Type.Integer(), sha256: Type.String() }),
    status: 201,
    handle: async (ctx, { params, query, upload, staff }) => {
      await requireWithin(ctx, staff, 'requests.work', params.id!)
      return attach(ctx, params.id!, {
        name: upload.name,
        body: await readFile(upload.path),
        channel: query.channel ?? 'office',
        ...(query.document ? { document: query.document } : {}),
      })
    },
  }),
  route({
    method: 'GET',
    url: '/requests/:id/attachments/:seq',
    may: 'requests.read',
    summary: { vi: 'Tải tệp đính kèm, hoặc xem ngay trên trình duyệt', en: 'Download an attachment, or look at it' },
    params: Type.Object({ id: Type.String({ maxLength: 60 }), seq: Type.Integer({ minimum: 1 }) }),
    query: Type.Object({
      inline: Type.Optional(
        Type.Boolean({ description: 'to be shown where browsers can: JPEG, PNG, WebP, PDF; HEIC is a download' }),
      ),
    }),
    stream: 'application/octet-stream',
    handle: async (ctx, { params, query, staff }) => {
      await requireWithin(ctx, staff, 'requests.read', params.id)
      const file = await attachment(ctx, params.id, params.seq)
      return new Answer(file.body, { headers: servedAs(file, query.inline === true) })
    },
  }),
  route({
    method: 'GET',
    url: '/request-claims',
    may: 'requests.read',
    summary: {
      vi: 'Lý do tạm dừng, từ chối, trở ngại chờ xem xét',
      en: 'Pauses, refusals and obstacles that wait for their review',
    },
    query: PageQuery({
      corporation,
      kind: Type.Optional(OneOf(['pause', 'refusal', 'obstacle'] as const)),
      reviewed: Type.Optional(Type.Boolean()),
      denied: Type.Optional(Type.Boolean({ description: 'the customer says otherwise' })),
    }),
    reply: Page(ClaimListedShown),
    handle: async (ctx, { query: { corporation, ...query }, staff }) =>
      claims(ctx, { ...query, ...(await scopeOf(ctx, staff, 'requests.read', { corporation })) }),
  }),
  route({
    method: 'POST',
    url: '/requests/:id/claims/:seq/review',
    may: 'requests.manage',
    summary: { vi: 'Xem xét một lý do: công nhận hay không', en: 'Review a claim: upheld or not' },
    params: Type.Object({ id: Type.String({ maxLength: 60 }), seq: Type.Integer({ minimum: 1 }) }),
    body: Type.Object({ upheld: Type.Boolean(), note: Words }),
    reply: Shown,
    handle: async (ctx, { params, body, staff }) => {
      await requireWithin(ctx, staff, 'requests.manage', params.id)
      await review(ctx, params.id, params.seq, body)
      return show(ctx, params.id)
    },
  }),
  route({
    method: 'POST',
    url: '/requests/:id/customer-words',
    may: 'requests.receive',
    summary: { vi: 'Khách hàng xác nhận hoặc phủ nhận', en: 'What the customer says of a claim' },
    body: Type.Object({
      says: OneOf(['confirmed', 'denied'] as const),
      seq: Type.Optional(Type.Integer({ minimum: 1 })),
      words: Type.Optional(Words),
    }),
    reply: Shown,
    handle: async (ctx, { params, body, staff }) => {
      await requireWithin(ctx, staff, 'requests.receive', params.id!)
      await customerSays(ctx, params.id!, body)
      return show(ctx, params.id!)
    },
  }),
  route({
    method: 'GET',
    url: '/request-pauses',
    may: 'requests.stats',
    summary: {
      vi: 'Tỷ lệ thời gian tạm dừng theo đơn vị và lý do',
      en: 'Share of paused time by unit and reason',
    },
    query: Type.Object({ from: Month(), to: Month(), corporation }),
    reply: Type.Array(PausedShareShown),
    handle: async (ctx, { query: { corporation: code, ...query } }) =>
      pausedShare(ctx, { ...query, ...(code ? { corporation_id: (await corporationNamed(ctx, code)).id } : {}) }),
  }),
  route({
    method: 'GET',
    url: '/request-load',
    may: 'requests.read',
    summary: { vi: 'Ai đang giữ bao nhiêu việc', en: 'Who has how much' },
    query: Type.Object({ by: OneOf(['office', 'person'] as const), corporation }),
    reply: Type.Array(LoadShown),
    handle: async (ctx, { query: { corporation, by }, staff }) =>
      load(ctx, { by, ...(await scopeOf(ctx, staff, 'requests.read', { corporation })) }),
  }),
  route({
    method: 'GET',
    url: '/request-forecast',
    may: 'requests.stats',
    summary: { vi: 'Dự báo trễ hạn theo hàng đợi và nhịp làm việc', en: 'What will be late, by queue and pace' },
    query: Type.Object({ corporation }),
    reply: Type.Array(ForecastShown),
    handle: async (ctx, { query: { corporation }, staff }) =>
      forecast(ctx, await scopeOf(ctx, staff, 'requests.stats', { corporation })),
  }),
  route({
    method: 'GET',
    url: '/tracking/:code',
    may: 'public',
    summary: { vi: 'Tra cứu yêu cầu bằng mã', en: 'A request by its tracking code' },
    reply: TrackedShown,
    handle: (ctx, { params }) => byCode(ctx, params.code!),
  }),
]
