import Type from 'typebox'
import { Day, Id, Instant, Nullable, OneOf, Page, PageQuery, type Route, route, verbsOf } from '../access/index.ts'
import { Devices, FactShown, Part, restoration, StepCorrection, StepShown, Words } from '../interruptions/index.ts'
import type { Context } from '../kernel/index.ts'
import { Summary } from '../notices/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { PromiseStanding } from '../promises/index.ts'
import { announce } from './announce.ts'
import { approve } from './approve.ts'
import { cancel } from './cancel.ts'
import { correct } from './correct.ts'
import { list } from './list.ts'
import { plan, preview } from './plan.ts'
import { postpone } from './postpone.ts'
import { restore } from './restore.ts'
import { states, verbs } from './rules.ts'
import { addNoCutWindow, addRuleSet, ruleSets } from './set-rules.ts'
import { show, warningText } from './show.ts'
import { start } from './start.ts'
import { step } from './step.ts'
import { type Warning, warningCodes } from './warnings.ts'

const count = Type.Integer({ minimum: 0 })
const Step = Type.Object({ open: Type.Optional(Devices), close: Type.Optional(Devices) })
const WarningShown = Type.Unsafe<Warning & { text: string }>(
  Type.Object({ code: OneOf(warningCodes), text: Type.String() }, { additionalProperties: true }),
)
const Shown = Type.Object({
  id: Id(),
  code: Type.String(),
  state: OneOf(states),
  corporation: Type.String(),
  reason: Type.String(),
  urgent: Type.Boolean(),
  out_from: Instant(),
  back_at: Instant(),
  feeder: Nullable(Type.String()),
  version: Type.Integer(),
  transformers: count,
  customers: count,
  transformer_set: Type.String(),
  still_out_set: Type.String(),
  cut_at: Nullable(Instant()),
  restored_at: Nullable(Instant()),
  planned_by: Type.String(),
  planned_at: Instant(),
  programme: Type.Array(Type.Object({ open: Type.Array(Type.String()), close: Type.Array(Type.String()) })),
  promises: Type.Array(PromiseStanding),
  messages: Summary,
  steps: Type.Array(Type.Object({ ...StepShown.properties, late_s: Type.Integer() })),
  warnings: Type.Array(WarningShown),
  story: Type.Array(FactShown),
  verbs: Type.Array(OneOf(Object.keys(verbs) as (keyof typeof verbs)[])),
})
const Listed = Type.Object({
  id: Id(),
  code: Type.String(),
  corporation_id: Type.Integer(),
  state: OneOf(states),
  reason: Type.String(),
  urgent: Type.Boolean(),
  out_from: Instant(),
  back_at: Instant(),
  feeder: Nullable(Type.String()),
  customers: count,
  transformer_count: count,
  version: Type.Integer(),
})
const NewOutage = Type.Object({
  corporation: Type.String({ description: 'code', maxLength: 20 }),
  steps: Type.Array(Step, { minItems: 1, maxItems: 50 }),
  out_from: Instant(),
  back_at: Instant(),
  reason: Words,
  urgent: Type.Optional(Type.Boolean()),
})

/** An outage is named by its id or by what people say: CD-000123. */
const verb = verbsOf('/planned-outages', Shown, show)

const newOutage = async (
  ctx: Context,
  body: {
    corporation: string
    steps: { open?: string[]; close?: string[] }[]
    out_from: Date
    back_at: Date
    reason: string
    urgent?: boolean
  },
) => {
  const { corporation, ...rest } = body
  const found = await corporationNamed(ctx, corporation)
  requireMine(ctx, found)
  return { ...rest, corporation_id: found.id }
}

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/planned-outages',
    may: 'planned-outages.read',
    summary: { vi: 'Lịch cắt điện, muộn nhất trước', en: 'Planned outages, latest window first' },
    query: PageQuery({
      state: Type.Optional(OneOf(states)),
      corporation_id: Type.Optional(Type.Integer()),
      from: Type.Optional(Instant()),
      to: Type.Optional(Instant()),
      feeder: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    reply: Page(Listed),
    handle: (ctx, { query }) => list(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/planned-outages/preview',
    may: 'planned-outages.plan',
    summary: {
      vi: 'Ai bị ảnh hưởng và có gì vướng; không ghi gì',
      en: 'Whom it touches and what stands against it; writes nothing',
    },
    body: NewOutage,
    reply: Type.Object({
      transformers: count,
      customers: count,
      transformer_set: Type.String(),
      feeder: Nullable(Type.String()),
      expected: Type.Array(count),
      warnings: Type.Array(WarningShown),
    }),
    handle: async (ctx, { body }) => {
      const found = await preview(ctx, await newOutage(ctx, body))
      return { ...found, warnings: found.warnings.map((w) => ({ ...w, text: warningText(w, ctx.language) })) }
    },
  }),
  route({
    method: 'POST',
    url: '/planned-outages',
    may: 'planned-outages.plan',
    summary: { vi: 'Lập kế hoạch cắt điện', en: 'Plan an outage' },
    body: NewOutage,
    reply: Shown,
    status: 201,
    handle: async (ctx, { body }) => show(ctx, (await plan(ctx, await newOutage(ctx, body))).id),
  }),
  route({
    method: 'GET',
    url: '/planned-outages/:id',
    may: 'planned-outages.read',
    summary: {
      vi: 'Một lần cắt điện: lời hứa, tin nhắn, các bước, diễn biến',
      en: 'An outage: promises, messages, steps, story',
    },
    reply: Shown,
    handle: (ctx, { params }) => show(ctx, params.id!),
  }),
  verb(
    'approval',
    {
      may: 'planned-outages.approve',
      summary: { vi: 'Duyệt (người khác với người lập)', en: 'Approve (another person than who planned)' },
    },
    (ctx, id) => approve(ctx, id),
  ),
  route({
    method: 'POST',
    url: '/planned-outages/:id/announcement',
    may: 'planned-outages.announce',
    summary: { vi: 'Báo cho mọi khách hàng bị ảnh hưởng', en: 'Tell every customer it touches' },
    body: Type.Object({ late_reason: Type.Optional(Words) }),
    reply: Type.Object({ messages: count, customers: count, late_s: count }),
    handle: (ctx, { params, body }) => announce(ctx, params.id!, body),
  }),
  verb(
    'start',
    {
      may: 'planned-outages.operate',
      summary: { vi: 'Cắt điện', en: 'The power goes' },
      body: Type.Object({ at: Type.Optional(Instant()), reason: Type.Optional(Words) }),
    },
    start,
  ),
  verb(
    'steps',
    {
      may: 'planned-outages.operate',
      summary: { vi: 'Đóng điện lại một phần', en: 'Power back for a part' },
      body: Part,
    },
    step,
  ),
  verb(
    'restoration',
    {
      may: 'planned-outages.operate',
      summary: { vi: 'Đóng điện lại toàn bộ phần còn lại', en: 'Power back for all that is left' },
      body: Type.Object(restoration),
    },
    restore,
  ),
  verb(
    'postponement',
    {
      may: 'planned-outages.postpone',
      summary: {
        vi: 'Dời lịch; ai đã được báo thì được báo lại',
        en: 'Move to another window; those who were told are told again',
      },
      body: Type.Object({ out_from: Instant(), back_at: Instant(), reason: Words }),
    },
    postpone,
  ),
  verb(
    'cancellation',
    {
      may: 'planned-outages.cancel',
      summary: { vi: 'Hủy; ai đã được báo thì được báo lại', en: 'Cancel; those who were told are told' },
      body: Type.Object({ reason: Words }),
    },
    cancel,
  ),
  verb(
    'corrections',
    {
      may: 'planned-outages.operate',
      summary: { vi: 'Đính chính thời điểm có điện lại của một bước', en: 'Correct when a step gave power back' },
      body: StepCorrection,
    },
    correct,
  ),
  route({
    method: 'GET',
    url: '/planned-outage-rules',
    may: 'planned-outages.read',
    summary: { vi: 'Các bộ quy định và ngày hiệu lực', en: 'Rule sets and when they are in force' },
    reply: Type.Array(
      Type.Object({
        id: Type.Integer(),
        corporation_id: Nullable(Type.Integer()),
        name: Type.String(),
        in_force_from: Type.String(),
        in_force_to: Type.String(),
        notice_days: Type.Integer(),
        change_notice_hours: Nullable(Type.Integer()),
        urgent_told_hours: Type.Integer(),
        large_customer_kwh: Nullable(Type.Number()),
        repeat_cut_days: Type.Integer(),
      }),
    ),
    handle: (ctx) => ruleSets(ctx),
  }),
  route({
    method: 'POST',
    url: '/planned-outage-rules',
    may: 'planned-outages.rules',
    summary: { vi: 'Thêm một bộ quy định', en: 'Add a rule set' },
    body: Type.Object({
      corporation: Type.Optional(Type.String({ description: 'code; without it all corporations' })),
      name: Words,
      in_force_from: Day(),
      in_force_to: Type.Optional(Day()),
      notice_days: Type.Integer({ minimum: 0, maximum: 365 }),
      change_notice_hours: Nullable(Type.Integer({ minimum: 0, maximum: 8760 })),
      urgent_told_hours: Type.Integer({ minimum: 0, maximum: 8760 }),
      large_customer_kwh: Nullable(Type.Number({ minimum: 0 })),
      repeat_cut_days: Type.Integer({ minimum: 1, maximum: 365 }),
    }),
    reply: Type.Object({ id: Type.Integer() }),
    status: 201,
    handle: async (ctx, { body: { corporation, ...rules } }) =>
      addRuleSet(ctx, { ...rules, corporation_id: await owner(ctx, corporation) }),
  }),
  route({
    method: 'POST',
    url: '/no-cut-windows',
    may: 'planned-outages.rules',
    summary: { vi: 'Thêm một khoảng thời gian không cắt điện', en: 'Add a window in which nothing is cut' },
    body: Type.Object({
      corporation: Type.Optional(Type.String({ description: 'code; without it all corporations' })),
      starts: Instant(),
      ends: Instant(),
      name: Words,
      name_en: Type.Optional(Words),
    }),
    reply: Type.Object({ id: Type.Integer() }),
    status: 201,
    handle: async (ctx, { body: { corporation, ...window } }) =>
      addNoCutWindow(ctx, { ...window, corporation_id: await owner(ctx, corporation) }),
  }),
]

/** null: for all of them, which only somebody who sees all may say. */
async function owner(ctx: Context, corporation: string | undefined): Promise<number | null> {
  const found = corporation === undefined ? null : await corporationNamed(ctx, corporation)
  requireMine(ctx, found)
  return found?.id ?? null
}
