import Type from 'typebox'
import { Day, Id, Instant, Nullable, OneOf, permits, type Route, route } from '../../access/index.ts'
import { declareDay, specialDaysBetween } from '../../organisation/index.ts'
import { importKinds } from '../imports.ts'
import { traceDevice } from '../trace.ts'
import { CustomerPage, customerPage } from './customer-page.ts'
import { runImport } from './import-upload.ts'
import { routes as interruptionPage } from './interruption-page.ts'
import { searchAll } from './look-up.ts'
import { today } from './today.ts'

const Text = Type.String()
const count = Type.Integer({ minimum: 0 })
const Devices = Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200 }))
const Refusal = Type.Object({
  file: Type.Optional(Text),
  line: Type.Optional(Type.Integer()),
  field: Type.Optional(Text),
  reason: Text,
})

/** Screens that need several rooms: they hold no rule, they put rooms together. */
export const routes: Route[] = [
  route({
    method: 'POST',
    url: '/network/trace',
    may: 'network.read',
    summary: { vi: 'Ai mất điện khi mở thiết bị này', en: 'Who loses supply when this device opens' },
    body: Type.Object({
      device: Type.String({ minLength: 1, maxLength: 200 }),
      corporation: Type.Optional(Type.String({ maxLength: 20 })),
      open: Devices,
      close: Devices,
    }),
    reply: Type.Object({
      device: Text,
      corporation: Text,
      feeder: Nullable(Text),
      transformers: count,
      customers: count,
      priority: Type.Array(
        Type.Object({
          customer_id: Type.Integer(),
          code: Text,
          name: Text,
          priority: Text,
          transformer_id: Type.Integer(),
        }),
      ),
      transformer_ids: Type.Array(Text),
    }),
    handle: (ctx, { body }) => traceDevice(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/search',
    may: 'signed-in',
    summary: {
      vi: 'Tìm mọi thứ: cắt điện, sự cố, khách hàng, thiết bị',
      en: 'Search for anything: outages, faults, customers, devices',
    },
    query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 200 }) }),
    reply: Type.Object({
      items: Type.Array(Type.Object({ kind: Text, id: Text, title: Text, detail: Text, to: Text })),
    }),
    handle: async (ctx, { query, staff }) => ({ items: await searchAll(ctx, query.q, staff) }),
  }),
  route({
    method: 'GET',
    url: '/customers/:code',
    may: 'customers.read',
    summary: {
      vi: 'Một khách hàng: nơi ở, nguồn cấp, lời hứa, các lần mất điện',
      en: 'A customer: place, supply, promises, interruptions',
    },
    reply: CustomerPage,
    handle: (ctx, { params }) => customerPage(ctx, params.code!),
  }),
  route({
    method: 'GET',
    url: '/today',
    may: 'signed-in',
    summary: { vi: 'Việc cần làm ngay và việc đang diễn ra', en: 'What needs me, and what is happening' },
    reply: Type.Object({
      now: Instant(),
      alarms: Type.Array(
        Type.Object(
          {
            kind: OneOf(['webhook'] as const),
            id: Id(),
            corporation: Text,
            what: Text,
            reason: Nullable(OneOf(['given_up', 'gone'] as const)),
            given_up: count,
          },
          { description: 'a webhook that gave deliveries up; with a reason it is paused' },
        ),
      ),
      needs: Type.Array(
        Type.Object({
          kind: Text,
          id: Id(),
          code: Text,
          about_kind: Text,
          about: Id(),
          due: Instant(),
          customers: count,
          open: count,
          corporation: Text,
          reason: Nullable(Text),
        }),
      ),
      happening: Type.Array(
        Type.Object({
          kind: OneOf(['planned_outage', 'fault']),
          id: Id(),
          code: Text,
          state: Text,
          corporation: Text,
          feeder: Nullable(Text),
          reason: Nullable(Text),
          out_from: Instant(),
          back_at: Nullable(Instant()),
          customers: count,
          still_out: count,
          lon: Nullable(Type.Number()),
          lat: Nullable(Type.Number()),
        }),
      ),
      coming: Type.Object({ planned: count, approved: count, announced: count }),
    }),
    handle: (ctx, { staff }) =>
      today(ctx, { requests: permits(staff, 'requests.read'), webhooks: permits(staff, 'exchange.manage') }),
  }),
  route({
    method: 'POST',
    url: '/imports/:kind',
    may: 'imports.run',
    summary: { vi: 'Nhập một tệp; cả tệp hoặc không gì cả', en: 'Import a file: all of it or nothing' },
    params: Type.Object({ kind: OneOf(importKinds as readonly string[]) }),
    query: Type.Object({
      format: Type.Optional(OneOf(['csv', 'opendss', 'cim', 'geojson'])),
      corporation: Type.Optional(Type.String({ maxLength: 20 })),
      dry_run: Type.Optional(Type.Boolean()),
      skip_bad: Type.Optional(Type.Boolean()),
      customers_from_loads: Type.Optional(Type.Boolean()),
    }),
    upload: { bytes_max: 4 * 1024 ** 3 },
    reply: Type.Object({
      kind: Text,
      format: Text,
      read: count,
      accepted: count,
      refused: Type.Array(Refusal),
      refused_count: count,
      created: Type.Record(Text, Type.Number()),
      ignored: Type.Record(Text, Type.Number()),
      warnings: Type.Array(Text),
    }),
    handle: (ctx, { params, query, upload }) => runImport(ctx, params.kind, upload, query),
  }),
  route({
    method: 'GET',
    url: '/calendar/days',
    may: 'organisation.read',
    summary: { vi: 'Ngày nghỉ, ngày làm bù', en: 'Days off, days worked instead' },
    query: Type.Object({ from: Day(), to: Day(), corporation: Type.Optional(Type.String({ maxLength: 20 })) }),
    reply: Type.Array(
      Type.Object({
        day: Day(),
        kind: OneOf(['usual', 'off', 'worked'] as const),
        holiday: Nullable(Text),
        made_up: Type.Boolean(),
        swapped_with: Nullable(Day()),
        notice: Text,
      }),
    ),
    handle: async (ctx, { query }) => [...(await specialDaysBetween(ctx, query.from, query.to, query.corporation))],
  }),
  route({
    method: 'POST',
    url: '/calendar/days',
    may: 'organisation.write',
    summary: {
      vi: 'Công bố một ngày nghỉ hoặc ngày làm việc, hoặc rút lại',
      en: 'Declare a day off or a day worked, or take it back',
    },
    body: Type.Object({
      day: Day(),
      kind: OneOf(['usual', 'off', 'worked'] as const),
      notice: Type.String({ minLength: 1, maxLength: 500 }),
      corporation: Type.Optional(Type.String({ description: 'code; without it all corporations', maxLength: 20 })),
    }),
    reply: Type.Object({ day: Day(), working_before: Type.Boolean(), working_after: Type.Boolean() }),
    handle: (ctx, { body }) => declareDay(ctx, body),
  }),
  ...interruptionPage,
]
