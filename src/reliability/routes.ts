import Type from 'typebox'
import { Id, Instant, Month, Nullable, OneOf, type Route, route } from '../access/index.ts'
import { namedIn } from '../kernel/index.ts'
import { routes as closingRoutes } from './closing-routes.ts'
import { type Variant, variants } from './closing-rules.ts'
import { customerLevelIndices } from './customer-level.ts'
import { dataQuality } from './data-quality.ts'
import { interruptionsBehind } from './drill.ts'
import { indicesWithStatement, rowStates } from './indices.ts'
import { majorEventDays } from './med.ts'
import { dimensions } from './query.ts'
import { ruleBooks } from './rules.ts'
import { deviation, routes as rulesRoutes } from './rules-routes.ts'
import { indicesSideBySide } from './side-by-side.ts'
import { worstFeeders } from './worst.ts'

const number = Nullable(Type.Number())
const count = Type.Integer({ minimum: 0 })
const words = Type.Array(Type.String())
const scope = {
  from: Month(),
  to: Month(),
  rules: OneOf(ruleBooks),
  include_excluded: Type.Boolean({ default: false }),
  as_known_on: Type.Optional(Instant({ description: 'what was known then; now without it' })),
  corporation: Type.Optional(Type.String({ maxLength: 20, description: 'code' })),
}
const Key = Type.String({ maxLength: 200 })
const cell = {
  year: Type.Optional(Key),
  quarter: Type.Optional(Key),
  month: Type.Optional(Month()),
  day: Type.Optional(Type.String({ format: 'date' })),
  origin: Type.Optional(Key),
  cause: Type.Optional(Key),
  equipment: Type.Optional(Key),
  substation: Type.Optional(Key),
  feeder: Type.Optional(Key),
  company: Type.Optional(Key),
  unit: Type.Optional(Key),
  province: Type.Optional(Key),
  commune: Type.Optional(Key),
}
const Keys = Object.fromEntries(dimensions.map((d) => [d, Type.Optional(Type.String())]))
const Figures = {
  saidi_min: number,
  saifi: number,
  caidi_min: number,
  maifi: number,
  asai: number,
  customers: number,
  interruptions: count,
  customer_interruptions: count,
  customer_minutes: Type.Number(),
}
const State = {
  state: OneOf(rowStates, {
    description: 'frozen: of closed months only; partly: of some; live: as known now; as_known_on: as known then',
  }),
  closings: Type.Array(
    Type.Object({
      corporation: Type.String(),
      month: Month(),
      sequence: count,
      closed_at: Instant(),
      closed_by: Type.String(),
      sha256: Type.String({ description: 'hexadecimal' }),
    }),
  ),
}
const Row = Type.Object({
  ...Keys,
  ...Figures,
  ...State,
  adjustments: Nullable(
    Type.Object(
      {
        saidi_min: number,
        saifi: number,
        maifi: number,
        interruptions: number,
        customer_interruptions: number,
        customer_minutes: number,
      },
      { description: 'what is known now less what was closed; null where nothing moved' },
    ),
  ),
})
const nullableFigures = () => Nullable(Type.Object(Figures))
const Statement = {
  rules: Type.String(),
  clauses: words,
  formulas: Type.Record(Type.String(), Type.String()),
  from: Month(),
  to: Month(),
  denominator: Type.String(),
  customers_from: Type.Record(Type.String(), OneOf(['reported', 'service_points'] as const)),
  as_known_on: Instant(),
  read_from: OneOf(['roll_up', 'steps'] as const),
  not_frozen_by: Type.Array(Type.String(), {
    description: 'dimensions by which closed months keep no figures: what is known now is shown',
  }),
}
const Live = Type.Boolean({ default: false, description: 'what is known now also of closed months' })
const By = Type.String({ default: '', maxLength: 200, description: `comma between: ${dimensions.join(', ')}` })
const MajorDays = Type.Array(Type.Object({ corporation: Type.String(), day: Type.String(), saidi_min: Type.Number() }))

type Scope = {
  from: string
  to: string
  rules: string
  include_excluded: boolean
  as_known_on?: Date
  corporation?: string
}
const asked = ({ from, to, rules, include_excluded, as_known_on, corporation }: Scope) => ({
  from,
  to,
  rules,
  includeExcluded: include_excluded,
  asKnownOn: as_known_on,
  corporation,
})

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/reliability/indices',
    may: 'reliability.read',
    summary: {
      vi: 'SAIDI, SAIFI, CAIDI, MAIFI, ASAI theo đơn vị, kỳ, xuất tuyến, nguyên nhân',
      en: 'SAIDI, SAIFI, CAIDI, MAIFI, ASAI by corporation, time, feeder, cause',
    },
    query: Type.Object({
      ...scope,
      live: Live,
      by: By,
    }),
    reply: Type.Object({
      rows: Type.Array(Row),
      statement: Type.Object({ ...Statement, excluded: OneOf(['left_out', 'counted'] as const) }),
      warnings: words,
    }),
    handle: (ctx, { query }) => indicesWithStatement(ctx, { ...asked(query), live: query.live, by: namedIn(query.by) }),
  }),
  route({
    method: 'GET',
    url: '/reliability/side-by-side',
    may: 'reliability.read',
    summary: {
      vi: 'Các chỉ số có và không có phần miễn trừ, có và không có ngày sự kiện lớn, cạnh nhau',
      en: 'The indices with and without excluded causes and major event days, side by side',
    },
    query: Type.Object({
      from: scope.from,
      to: scope.to,
      rules: scope.rules,
      as_known_on: scope.as_known_on,
      corporation: scope.corporation,
      live: Live,
      by: By,
      deviation,
    }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          ...Keys,
          ...State,
          figures: Type.Object(
            Object.fromEntries(variants.map((v) => [v, nullableFigures()])) as Record<
              Variant,
              ReturnType<typeof nullableFigures>
            >,
          ),
        }),
      ),
      statement: Type.Object(Statement),
      major_event_days: Type.Object({ counted: MajorDays, left_out: MajorDays }),
      deviation: Type.String(),
      warnings: words,
    }),
    handle: (ctx, { query: { by, as_known_on, ...query } }) =>
      indicesSideBySide(ctx, { ...query, asKnownOn: as_known_on, by: namedIn(by) }),
  }),
  route({
    method: 'GET',
    url: '/reliability/worst-feeders',
    may: 'reliability.read',
    summary: {
      vi: 'Xuất tuyến cần sửa trước: khách hàng được lợi bao nhiêu nếu về mức trung vị',
      en: 'The feeders to mend first: what their customers would be spared at the median',
    },
    query: Type.Object({
      ...scope,
      at_least: Type.Optional(OneOf(['n_or_more', 'more_than_n'] as const)),
      n: Type.Integer({ minimum: 1, default: 3 }),
      single_h: Type.Number({ exclusiveMinimum: 0, default: 8 }),
      total_h: Type.Number({ exclusiveMinimum: 0, default: 12 }),
      limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
    }),
    reply: Type.Object({
      feeders: Type.Array(
        Type.Object({
          corporation: Type.String(),
          feeder: Type.String(),
          substation: Nullable(Type.String()),
          lon: number,
          lat: number,
          customers: count,
          customer_interruptions: count,
          customer_minutes: Type.Number(),
          minutes_per_customer: Type.Number(),
          interruptions_per_customer: Type.Number(),
          gain_customer_minutes: Type.Number(),
          gain_customer_interruptions: Type.Number(),
          gain_saidi_min: number,
          gain_saifi: number,
          cemi: number,
          celid_s: number,
          celid_t: number,
          unknown_customer_interruptions: count,
        }),
      ),
      corporations: Type.Array(
        Type.Object({
          corporation: Type.String(),
          feeders: count,
          median_minutes: Type.Number(),
          median_interruptions: Type.Number(),
          without_customers: words,
        }),
      ),
      n: Type.Integer(),
      single_h: Type.Number(),
      total_h: Type.Number(),
      at_least: Type.String(),
    }),
    handle: (ctx, { query }) => {
      const { n, single_h, total_h, at_least, limit } = query
      return worstFeeders(ctx, { ...asked(query), n, single_h, total_h, at_least, limit })
    },
  }),
  route({
    method: 'GET',
    url: '/reliability/interruptions',
    may: 'reliability.read',
    summary: { vi: 'Các lần mất điện đứng sau một con số', en: 'The interruptions behind a figure' },
    query: Type.Object({
      ...scope,
      ...cell,
      limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
      offset: Type.Integer({ minimum: 0, default: 0 }),
    }),
    reply: Type.Array(
      Type.Object({
        corporation: Type.String(),
        interruption_id: Id(),
        code: Type.String(),
        source_kind: Type.String(),
        source: Nullable(Id()),
        out_at: Instant(),
        restored_at: Instant(),
        feeders: words,
        origin: Type.String(),
        cause: Type.String(),
        steps: count,
        customer_interruptions: count,
        momentary_interruptions: count,
        customer_minutes: Type.Number(),
      }),
    ),
    handle: async (ctx, { query }) => {
      const where = Object.fromEntries(
        Object.keys(cell).flatMap((d) => {
          const value = query[d as 'feeder']
          return value === undefined ? [] : [[d, value]]
        }),
      )
      const found = await interruptionsBehind(
        ctx,
        { ...asked(query), where },
        { limit: query.limit, offset: query.offset },
      )
      return found.map(({ corporation_id: _, ...row }) => row)
    },
  }),
  route({
    method: 'GET',
    url: '/reliability/major-event-days',
    may: 'reliability.read',
    summary: { vi: 'Ngày sự kiện lớn của một năm (2,5 beta)', en: 'Major event days of a year (2.5 beta)' },
    query: Type.Object({
      year: Type.String({ pattern: '^\\d{4}$' }),
      deviation,
      include_excluded: Type.Boolean({ default: false }),
      corporation: Type.Optional(Type.String({ maxLength: 20 })),
    }),
    reply: Type.Object({
      year: Type.String(),
      alpha: number,
      beta: number,
      t_med_min: number,
      days_used: count,
      days: Type.Array(Type.Object({ day: Type.String(), saidi_min: Type.Number() })),
      history: Nullable(Type.Object({ from: Type.String(), to: Type.String() })),
      deviation: Type.String(),
      rules: Type.String(),
      excluded: Type.String(),
      as_known_on: Instant(),
      warnings: words,
    }),
    handle: (ctx, { query }) =>
      majorEventDays(ctx, {
        year: query.year,
        deviation: query.deviation,
        includeExcluded: query.include_excluded,
        corporation: query.corporation,
      }),
  }),
  route({
    method: 'GET',
    url: '/reliability/customer-level',
    may: 'reliability.read',
    summary: {
      vi: 'Các chỉ số theo từng khách hàng: CTAIDI, CAIFI, CEMI, CELID, MAIFI_E',
      en: 'Indices that need to know who: CTAIDI, CAIFI, CEMI, CELID, MAIFI_E',
    },
    query: Type.Object({
      ...scope,
      at_least: Type.Optional(OneOf(['n_or_more', 'more_than_n'] as const)),
      n: Type.Integer({ minimum: 1, default: 3 }),
      single_h: Type.Number({ exclusiveMinimum: 0, default: 8 }),
      total_h: Type.Number({ exclusiveMinimum: 0, default: 12 }),
    }),
    reply: Type.Object({
      customers: Type.Number(),
      customers_interrupted: count,
      ctaidi_min: number,
      caifi: number,
      cemi: number,
      celid_s: number,
      celid_t: number,
      maifi_e: number,
      at_least: Type.String(),
      n: Type.Integer(),
      single_h: Type.Number(),
      total_h: Type.Number(),
      unknown_customer_interruptions: count,
    }),
    handle: (ctx, { query }) =>
      customerLevelIndices(ctx, {
        ...asked(query),
        at_least: query.at_least,
        n: query.n,
        single_h: query.single_h,
        total_h: query.total_h,
      }),
  }),
  route({
    method: 'GET',
    url: '/reliability/data-quality',
    may: 'reliability.read',
    summary: {
      vi: 'Chất lượng số liệu: các bước đáng ngờ và mỗi bước nặng bao nhiêu trong SAIDI',
      en: 'Data quality: suspect steps and how much of SAIDI each of them is',
    },
    query: Type.Object({ ...scope, limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }) }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          corporation: Type.String(),
          interruption_id: Id(),
          code: Type.String(),
          step_no: count,
          feeder: Type.String(),
          out_at: Instant(),
          restored_at: Nullable(Instant()),
          customers: count,
          excluded: Type.Boolean(),
          customer_minutes: Type.Number(),
          reasons: words,
          saidi_min: number,
          saifi: number,
        }),
      ),
      corporations: Type.Array(
        Type.Object({
          corporation: Type.String(),
          steps: count,
          saidi_min: number,
          suspect_min: number,
          share: number,
        }),
      ),
      reasons: Type.Record(Type.String(), count),
    }),
    handle: (ctx, { query }) => dataQuality(ctx, asked(query), query.limit),
  }),
  ...rulesRoutes,
  ...closingRoutes,
]
