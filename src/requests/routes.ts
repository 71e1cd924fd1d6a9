import Type from 'typebox'
import { Day, Month, Nullable, OneOf, type Route, route } from '../access/index.ts'
import { namedIn } from '../kernel/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { addService, type CatalogueRow, services } from './catalogue.ts'
import { limitUnits } from './clock.ts'
import { escalationRoutes } from './routes-escalation.ts'
import { workRoutes } from './routes-work.ts'
import { stats } from './stats.ts'

const count = Type.Integer({ minimum: 0 })
const Text = Nullable(Type.String())
const Word = Type.String({ pattern: '^[a-z][a-z0-9_]{1,49}$' })
const Name = Type.String({ minLength: 1, maxLength: 300 })
const StatsShown = Type.Object({
  class: Type.Optional(Text),
  service: Type.Optional(Text),
  family: Type.Optional(Text),
  corporation: Type.Optional(Text),
  company: Type.Optional(Text),
  unit: Type.Optional(Text),
  office: Type.Optional(Text),
  month: Type.Optional(Text),
  outcome: Type.Optional(Text),
  count,
  mean_working_days: Type.Number(),
  p50: Type.Number(),
  p90: Type.Number(),
  within_limit: count,
  within_limit_share: Nullable(Type.Number()),
  limit_days: Nullable(Type.Integer()),
  paused_share: Type.Number(),
})
const ServiceShown = Type.Object({
  id: Type.Integer(),
  corporation: Text,
  code: Type.String(),
  name: Type.String(),
  name_en: Type.String(),
  family: Type.String(),
  class: Text,
  topic: Type.String(),
  in_force_from: Type.String(),
  in_force_to: Type.String(),
  limit_value: Nullable(Type.Integer()),
  limit_unit: Type.Unsafe<(typeof limitUnits)[number]>({ type: 'string', enum: [...limitUnits] }),
  rule: Type.String(),
  documents: Type.Array(
    Type.Object({ code: Type.String(), vi: Type.String(), en: Type.String(), required: Type.Boolean() }),
  ),
  form: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema' }),
  steps: Type.Array(
    Type.Object({
      code: Type.String(),
      vi: Type.String(),
      en: Type.String(),
      who: Type.String(),
      limit_value: Type.Optional(Type.Integer()),
      limit_unit: Type.Optional(Type.String()),
    }),
  ),
  pauses: Type.Array(
    Type.Object({ reason: Type.String(), vi: Type.String(), en: Type.String(), longest_days: Type.Integer() }),
  ),
  steps_limit_value: Nullable(Type.Integer()),
  steps_limit_unit: Nullable(Type.String()),
})

/** What of a service is shown: the fields of the reply. */
const shown = (service: CatalogueRow) =>
  Object.fromEntries(
    Object.keys(ServiceShown.properties).map((field) => [field, service[field as keyof CatalogueRow]]),
  ) as Type.Static<typeof ServiceShown>

export const routes: Route[] = [
  ...workRoutes,
  ...escalationRoutes,
  route({
    method: 'GET',
    url: '/request-stats',
    may: 'requests.stats',
    summary: {
      vi: 'Số yêu cầu đã giải quyết, số ngày làm việc, tỷ lệ đúng hạn',
      en: 'Requests done, working days taken, share within the limit',
    },
    query: Type.Object({
      from: Month(),
      to: Month(),
      by: Type.Optional(
        Type.String({ maxLength: 200, description: 'class,service,corporation,company,unit,office,month,outcome' }),
      ),
      corporation: Type.Optional(Type.String({ maxLength: 20 })),
      family: Type.Optional(Type.String({ maxLength: 50 })),
    }),
    reply: Type.Array(StatsShown),
    handle: (ctx, { query }) =>
      stats(ctx, {
        ...query,
        by: namedIn(query.by ?? 'class'),
      }),
  }),
  route({
    method: 'POST',
    url: '/services',
    may: 'requests.catalogue',
    summary: {
      vi: 'Thêm một dịch vụ, hoặc phiên bản sau của nó; không cần lập trình',
      en: 'Add a service, or its next version; no code is needed',
    },
    body: Type.Object({
      corporation: Type.Optional(Type.String({ maxLength: 20, description: 'code; without it for all' })),
      code: Word,
      name: Name,
      name_en: Name,
      aliases: Type.Optional(Type.Array(Word, { maxItems: 20 })),
      family: Word,
      class: Type.Optional(Nullable(Word)),
      topic: OneOf(['reception', 'new_supply', 'in_use', 'other'] as const),
      for_class: Type.Optional(Nullable(OneOf(['residential', 'non_residential'] as const))),
      for_area: Type.Optional(Nullable(OneOf(['urban', 'rural'] as const))),
      in_force_from: Day(),
      in_force_to: Type.Optional(Day()),
      limit_value: Nullable(Type.Integer({ minimum: 1, maximum: 1000 })),
      limit_unit: OneOf(limitUnits),
      rule: Name,
      documents: Type.Optional(
        Type.Array(Type.Object({ code: Word, vi: Name, en: Name, required: Type.Boolean() }), { maxItems: 30 }),
      ),
      form: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of an object' })),
      steps: Type.Optional(
        Type.Array(
          Type.Object({
            code: Word,
            vi: Name,
            en: Name,
            who: Word,
            limit_value: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
            limit_unit: Type.Optional(OneOf(limitUnits)),
          }),
          { maxItems: 30 },
        ),
      ),
      pauses: Type.Optional(
        Type.Array(
          Type.Object({ reason: Word, vi: Name, en: Name, longest_days: Type.Integer({ minimum: 1, maximum: 365 }) }),
          { maxItems: 20 },
        ),
      ),
      steps_limit_value: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 1000 }))),
      steps_limit_unit: Type.Optional(Nullable(OneOf(limitUnits))),
    }),
    reply: Type.Object({ id: Type.Integer() }),
    status: 201,
    handle: async (ctx, { body: { corporation: code, ...given } }) => {
      const corporation = code === undefined ? null : await corporationNamed(ctx, code)
      requireMine(ctx, corporation)
      return addService(ctx, {
        ...given,
        corporation_id: corporation?.id ?? null,
        class: given.class ?? null,
        for_class: given.for_class ?? null,
        for_area: given.for_area ?? null,
      })
    },
  }),
  route({
    method: 'GET',
    url: '/services',
    may: 'requests.stats',
    summary: { vi: 'Danh mục dịch vụ và thời hạn', en: 'Services and their limits' },
    query: Type.Object({ corporation: Type.Optional(Type.String({ maxLength: 20 })), day: Type.Optional(Day()) }),
    reply: Type.Array(ServiceShown),
    handle: async (ctx, { query }) =>
      (
        await services(ctx, {
          day: query.day,
          ...(query.corporation ? { corporation: await corporationNamed(ctx, query.corporation) } : {}),
        })
      ).map(shown),
  }),
]
