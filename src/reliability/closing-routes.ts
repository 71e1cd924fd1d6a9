import Type from 'typebox'
import { Instant, Month, Nullable, type Route, route } from '../access/index.ts'
import { Problem } from '../kernel/index.ts'
import { adjustments } from './adjustments.ts'
import { closeMonth } from './close-month.ts'
import { closedMonth, closedMonths } from './closed-months.ts'
import { variants } from './closing-rules.ts'
import { reopenMonth } from './reopen-month.ts'
import { ruleBooks } from './rules.ts'
import { closingKey } from './signing.ts'
import { verifyMonth } from './verify-month.ts'

const Text = Type.String()
const number = Nullable(Type.Number())
const count = Type.Integer()
const Code = Type.String({ maxLength: 20, description: 'code' })
const Named = Type.Object({ corporation: Code, month: Month() })
const hex = Type.String({ description: 'hexadecimal' })
const Closed = {
  corporation: Text,
  month: Month(),
  sequence: count,
  as_known_on: Instant(),
  closed_at: Instant(),
  closed_by: Text,
  sha256: hex,
  previous_sha256: Nullable(hex),
  public_key: hex,
  signature: hex,
  reopened: Nullable(Type.Object({ at: Instant(), by: Text, reason: Text })),
}
const Counted = { customer_interruptions: count, customer_s: count, momentary_interruptions: count }
const Figures = Type.Object({
  saidi_min: number,
  saifi: number,
  caidi_min: number,
  maifi: number,
  asai: number,
  interruptions: count,
  ...Counted,
})
const Moved = Type.Object({ saidi_min: number, saifi: number, maifi: number, ...Counted })
const books = <T>(of: T) => Object.fromEntries(ruleBooks.map((b) => [b, of])) as Record<(typeof ruleBooks)[number], T>
const Moves = Type.Object(books(Type.Object({ all: Moved, without_excluded: Moved })))
const Said = Nullable(
  Type.Object({
    out_at: Instant(),
    restored_at: Nullable(Instant()),
    customers: count,
    feeder: Text,
    origin: Text,
    cause: Text,
    equipment: Text,
    excluded: Type.Boolean(),
  }),
)
const What = { at: Nullable(Instant()), by: Nullable(Text), reason: Nullable(Text), moves: Moves }

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/reliability/closed-months',
    may: 'reliability.read',
    summary: { vi: 'Các lần chốt số liệu tháng, kể cả đã mở lại', en: 'Closings of months, reopened ones too' },
    query: Type.Object({ from: Month(), to: Month(), corporation: Type.Optional(Code) }),
    reply: Type.Array(Type.Object(Closed)),
    handle: (ctx, { query }) => closedMonths(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/reliability/closed-months',
    may: 'reliability.close',
    summary: {
      vi: 'Chốt một tháng: số liệu được giữ nguyên, nối chuỗi và ký',
      en: 'Close a month: its figures are frozen, chained and signed',
    },
    body: Named,
    reply: Type.Object({ corporation: Text, month: Month(), sequence: count, sha256: hex, as_known_on: Instant() }),
    status: 201,
    handle: (ctx, { body }) => closeMonth(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/reliability/closed-months/:corporation/:month',
    may: 'reliability.read',
    summary: { vi: 'Số liệu của một tháng đã chốt', en: 'The figures of a closed month' },
    params: Named,
    reply: Type.Object({
      ...Closed,
      customers: number,
      major_event_days: Type.Object({ counted: Type.Array(Text), left_out: Type.Array(Text) }),
      figures: Type.Object(
        books(
          Type.Object(
            Object.fromEntries(variants.map((v) => [v, Figures])) as Record<(typeof variants)[number], typeof Figures>,
          ),
        ),
      ),
      text: Type.String({ description: 'the exact bytes (UTF-8) that the hash and the signature are of' }),
    }),
    handle: async (ctx, { params }) => {
      const found = await closedMonth(ctx, params)
      if (!found) throw new Problem('reliability/not-closed', params)
      const { document, ...closing } = found
      const { customers, major_event_days, figures } = document
      return { ...closing, customers, major_event_days, figures }
    },
  }),
  route({
    method: 'GET',
    url: '/reliability/closed-months/:corporation/:month/verification',
    may: 'reliability.read',
    summary: {
      vi: 'Kiểm chứng một tháng đã chốt: mã băm, chữ ký, chuỗi, tính lại từ các bước',
      en: 'Prove a closed month: hash, signature, chain, counted again from the steps',
    },
    params: Named,
    reply: Type.Object({
      closing: Type.Object(Closed),
      holds: Type.Boolean(),
      hash: Type.Boolean(),
      signature: Type.Boolean(),
      own_key: Type.Boolean(),
      chain: Type.Boolean(),
      reproduced: Type.Boolean(),
    }),
    handle: (ctx, { params }) => verifyMonth(ctx, params),
  }),
  route({
    method: 'GET',
    url: '/reliability/closed-months/:corporation/:month/adjustments',
    may: 'reliability.read',
    summary: {
      vi: 'Các điều chỉnh sau khi chốt: ai, vì sao, mỗi chỉ số thay đổi bao nhiêu',
      en: 'Adjustments after closing: who, why, how far each moves each figure',
    },
    params: Named,
    reply: Type.Object({
      corporation: Text,
      month: Month(),
      sequence: count,
      as_known_on: Instant(),
      adjustments: Type.Array(
        Type.Union([
          Type.Object({
            kind: Type.Literal('step'),
            ...What,
            interruption_id: Text,
            code: Text,
            step_no: count,
            before: Said,
            after: Said,
          }),
          Type.Object({ kind: Type.Literal('customers'), ...What, before: number, after: number }),
        ]),
      ),
      moved: Moves,
    }),
    handle: (ctx, { params }) => adjustments(ctx, params),
  }),
  route({
    method: 'POST',
    url: '/reliability/closed-months/:corporation/:month/reopening',
    may: 'reliability.reopen',
    summary: { vi: 'Mở lại một tháng đã chốt, có lý do', en: 'Reopen a closed month, with a reason' },
    params: Named,
    body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 1000 }) }),
    handle: (ctx, { params, body }) => reopenMonth(ctx, { ...params, reason: body.reason }),
  }),
  route({
    method: 'GET',
    url: '/reliability/closing-key',
    may: 'reliability.read',
    summary: { vi: 'Khóa công khai để kiểm chữ ký của tháng đã chốt', en: 'The public key that checks closed months' },
    reply: Type.Object({ public_key: hex, pem: Text }),
    handle: (ctx) => closingKey(ctx),
  }),
]
