import Type from 'typebox'
import { Id, Instant, Nullable, OneOf, Page, PageQuery, type Route, route, verbsOf } from '../access/index.ts'
import { Device, FactShown, Part, restoration, StepCorrection, StepShown, Words } from '../interruptions/index.ts'
import { Summary } from '../notices/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { PromiseStanding } from '../promises/index.ts'
import { cause } from './cause.ts'
import { close } from './close.ts'
import { correct } from './correct.ts'
import { estimate } from './estimate.ts'
import { list, signals } from './list.ts'
import { locate } from './locate.ts'
import { record } from './record.ts'
import { report } from './report.ts'
import { restore } from './restore.ts'
import { channels, states, verbs, voltages } from './rules.ts'
import { show } from './show.ts'
import { step } from './step.ts'

const count = Type.Integer({ minimum: 0 })
const Shown = Type.Object({
  id: Id(),
  code: Type.String(),
  state: OneOf(states),
  corporation: Type.String(),
  device: Nullable(Type.String()),
  feeder: Nullable(Type.String()),
  out_at: Instant(),
  restored_at: Nullable(Instant()),
  estimate: Nullable(Instant()),
  estimates: count,
  cause: Nullable(Type.String()),
  failed_equipment: Nullable(Type.String()),
  voltage: Nullable(Type.String()),
  transformers: count,
  customers: count,
  transformer_set: Type.String(),
  still_out_set: Type.String(),
  reports: count,
  recorded_by: Type.String(),
  recorded_at: Instant(),
  promises: Type.Array(PromiseStanding),
  messages: Summary,
  steps: Type.Array(StepShown),
  story: Type.Array(FactShown),
  verbs: Type.Array(OneOf(Object.keys(verbs) as (keyof typeof verbs)[])),
})
const Known = Type.Object({
  kind: OneOf(['planned_outage', 'fault']),
  id: Id(),
  code: Type.String(),
  state: Type.String(),
  reason: Nullable(Type.String()),
  out_from: Instant(),
  back_at: Nullable(Instant()),
})

const findings = {
  cause: Type.Optional(Words),
  failed_equipment: Type.Optional(Words),
  voltage: Type.Optional(OneOf(voltages)),
}
const verb = verbsOf('/faults', Shown, show)
const may = 'faults.operate' as const

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/faults',
    may: 'faults.read',
    summary: { vi: 'Sự cố, mới nhất trước', en: 'Faults, latest first' },
    query: PageQuery({
      state: Type.Optional(OneOf(states)),
      corporation_id: Type.Optional(Type.Integer()),
      from: Type.Optional(Instant()),
      to: Type.Optional(Instant()),
    }),
    reply: Page(
      Type.Object({
        id: Id(),
        code: Type.String(),
        corporation_id: Type.Integer(),
        state: OneOf(states),
        device: Nullable(Type.String()),
        feeder: Nullable(Type.String()),
        out_at: Instant(),
        restored_at: Nullable(Instant()),
        estimate: Nullable(Instant()),
        cause: Nullable(Type.String()),
        customers: count,
        transformer_count: count,
      }),
    ),
    handle: (ctx, { query }) => list(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/faults',
    may,
    summary: { vi: 'Ghi nhận sự cố (thiết bị hoặc phản ánh)', en: 'Record a fault (a device, or reports)' },
    body: Type.Object({
      corporation: Type.String({ description: 'code', maxLength: 20 }),
      device: Type.Optional(Device),
      reports: Type.Optional(Type.Array(Id(), { maxItems: 10_000 })),
      out_at: Type.Optional(Instant()),
      estimate: Type.Optional(Instant()),
      cause: Type.Optional(Words),
      note: Type.Optional(Words),
    }),
    reply: Shown,
    status: 201,
    handle: async (ctx, { body: { corporation, ...fault } }) => {
      const found = await corporationNamed(ctx, corporation)
      requireMine(ctx, found)
      return show(ctx, (await record(ctx, { ...fault, corporation_id: found.id })).id)
    },
  }),
  route({
    method: 'GET',
    url: '/faults/:id',
    may: 'faults.read',
    summary: {
      vi: 'Một sự cố: lời hứa, tin nhắn, các bước, diễn biến',
      en: 'A fault: promises, messages, steps, story',
    },
    reply: Shown,
    handle: (ctx, { params }) => show(ctx, params.id!),
  }),
  verb(
    'device',
    {
      may,
      summary: { vi: 'Xác định thiết bị gây sự cố', en: 'Name the device behind the fault' },
      body: Type.Object({ device: Device }),
    },
    locate,
  ),
  route({
    method: 'POST',
    url: '/faults/:id/estimates',
    may,
    summary: { vi: 'Báo dự kiến có điện lại', en: 'Tell when power is expected back' },
    body: Type.Object({ estimate: Instant(), reason: Type.Optional(Words) }),
    reply: Type.Object({ estimate: Instant(), messages: count }),
    handle: (ctx, { params, body }) => estimate(ctx, params.id!, body),
  }),
  verb('steps', { may, summary: { vi: 'Đóng điện lại một phần', en: 'Power back for a part' }, body: Part }, step),
  verb(
    'restoration',
    {
      may,
      summary: {
        vi: 'Đóng điện lại toàn bộ, nêu nguyên nhân và thiết bị hỏng',
        en: 'Power back for all, with cause and equipment',
      },
      body: Type.Object({ ...restoration, ...findings }),
    },
    restore,
  ),
  verb(
    'cause',
    {
      may,
      summary: { vi: 'Nêu nguyên nhân sau khi điều tra', en: 'Name the cause after inquiry' },
      body: Type.Object({ ...findings, reason: Type.Optional(Words) }),
    },
    cause,
  ),
  verb(
    'corrections',
    {
      may,
      summary: { vi: 'Đính chính thời điểm có điện lại của một bước', en: 'Correct when a step gave power back' },
      body: StepCorrection,
    },
    correct,
  ),
  verb(
    'closing',
    {
      may,
      summary: { vi: 'Đóng hồ sơ sự cố', en: 'Close the fault' },
      body: Type.Object({ note: Type.Optional(Words) }),
    },
    close,
  ),
  route({
    method: 'POST',
    url: '/outage-reports',
    may: 'faults.report',
    summary: { vi: 'Khách hàng báo mất điện', en: 'A customer says that the power is out' },
    body: Type.Object({
      customer: Type.String({ minLength: 1, maxLength: 64, description: 'code' }),
      channel: OneOf(channels),
      words: Type.Optional(Words),
    }),
    reply: Type.Object({ report_id: Id(), known: Nullable(Known) }),
    status: 201,
    handle: (ctx, { body }) => report(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/outage-signals',
    may: 'faults.read',
    summary: {
      vi: 'Phản ánh chưa rõ nguyên nhân, theo trạm biến áp',
      en: 'Reports that nothing explains yet, by transformer',
    },
    query: Type.Object({ since: Type.Optional(Instant()), corporation_id: Type.Optional(Type.Integer()) }),
    reply: Type.Array(
      Type.Object({
        corporation_id: Type.Integer(),
        transformer_id: Type.Integer(),
        transformer: Nullable(Type.String()),
        feeder: Nullable(Type.String()),
        reports: count,
        first_at: Instant(),
        last_at: Instant(),
        report_ids: Type.Array(Id()),
      }),
    ),
    handle: (ctx, { query }) =>
      signals(ctx, { ...query, since: query.since ?? new Date(ctx.now.getTime() - 86_400_000) }),
  }),
]
