import Type from 'typebox'
import { Month, Nullable, OneOf, type Route, route } from '../access/index.ts'
import { namedIn } from '../kernel/index.ts'
import { targetStates } from '../surveys/index.ts'
import { assess } from './assess.ts'
import { routes as definitionRoutes, Version } from './definition-routes.ts'
import { energyOf } from './energy.ts'
import { indicators } from './indicators.ts'
import { reasons } from './measure-rules.ts'
import { indicatorPage } from './page.ts'
import { compared, importPublished, shippedFigures } from './published.ts'
import { differences } from './published-rules.ts'
import { notice, states } from './registry.ts'
import { routes as reportRoutes } from './reports/routes.ts'
import { rowsBehind } from './rows.ts'
import { satisfaction } from './satisfaction.ts'
import { setTarget } from './set-target.ts'

const Figure = Nullable(Type.Number())
const Text = Type.String()
const count = Type.Integer({ minimum: 0 })
const Year = Type.Integer({ minimum: 1990, maximum: 2200 })
const Corporation = Type.Optional(Type.String({ maxLength: 20, description: 'code' }))
const Code = Type.String({ maxLength: 40 })
const ofYear = { year: Year, corporation: Corporation }
const direction = OneOf(['up', 'down'] as const)
const said = { said: Nullable(OneOf(reasons)), said_words: Nullable(Text) }
const state = { state: OneOf(states), state_words: Text }
const yearFigure = {
  corporation: Nullable(Type.String({ description: 'null: all that the caller sees' })),
  target: Figure,
  target_source: Nullable(Text),
  warning: Figure,
  weight: Type.Number(),
  owner: Text,
  actual: Figure,
  ...state,
  trend: Nullable(OneOf(['up', 'down', 'flat'] as const, { description: 'against the same months of last year' })),
  last_year: Figure,
  projection: Figure,
  projection_low: Figure,
  projection_high: Figure,
  backtest_percent: Figure,
  rank: Nullable(Type.Integer()),
  remaining: Nullable(
    Type.Object(
      {
        months: count,
        needed: Type.Number(),
        verdict: OneOf(['sure', 'possible', 'out_of_reach'] as const),
        words: Text,
      },
      { description: 'what must happen in the months that remain' },
    ),
  ),
  ...said,
}
const MonthFigure = Type.Object({ month: Month(), actual: Figure, target: Figure, ...state, rank: Nullable(Type.Integer()), ...said }) // biome-ignore format: one line
const described = {
  code: Text,
  name: Text,
  definition: Type.String({ description: 'in words, in the language of the caller' }),
  formula: Text,
  unit: Text,
  unit_words: Text,
  decimals: Type.Integer(),
  direction,
  direction_words: Text,
  rows: Type.String({ description: 'the kind of rows behind it' }),
  rows_url: Text,
  made_by: OneOf(['shipped', 'definition'] as const),
  version: Nullable(Type.Integer()),
}
const Names = Type.Array(Type.Object({ code: Text, name: Text }))
const figures = Type.Array(Type.Object({ ...yearFigure, months: Type.Array(MonthFigure) }))

const Forecast = Type.Object({
  value: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  backtest_percent: Nullable(Type.Number({ description: 'error of the same method on last year, in % of its total' })),
})
const energyFigures = {
  delivered_kwh: Type.Number(),
  sold_kwh: Type.Number(),
  lost_kwh: Type.Number(),
  losses_percent: Figure,
  rolling_losses_percent: Nullable(Type.Number({ description: 'of the twelve months that end with this one' })),
  growth_percent: Figure,
  employees: count,
  customers: count,
  sold_kwh_per_employee: Figure,
  sold_per_employee_growth_percent: Figure,
  customers_per_employee: Figure,
  customers_per_employee_growth_percent: Figure,
  reports: count,
}
const reason = Type.String({ minLength: 1, maxLength: 1000 })

export const routes: Route[] = [
  ...reportRoutes,
  ...definitionRoutes,
  route({
    method: 'GET',
    url: '/indicators',
    may: 'indicators.read',
    summary: {
      vi: 'Chỉ tiêu của năm: mục tiêu, thực hiện, trạng thái',
      en: 'Indicators of a year: target, actual, state',
    },
    query: Type.Object(ofYear),
    reply: Type.Object({
      notice: Type.String({ description: 'what is to be said wherever the service indicators are shown' }),
      rows: Type.Array(
        Type.Object({
          code: Text,
          name: Text,
          unit: Text,
          unit_words: Text,
          decimals: Type.Integer(),
          direction,
          definition: Text,
          formula: Text,
          rows: Type.String({ description: 'the kind of rows behind it' }),
          ...yearFigure,
        }),
      ),
    }),
    handle: async (ctx, { query }) => ({ notice: notice[ctx.language], rows: await indicators(ctx, query) }),
  }),
  route({
    method: 'GET',
    url: '/indicator-table',
    may: 'indicators.read',
    summary: {
      vi: 'Mọi chỉ tiêu theo tháng, theo tổng công ty và toàn tập đoàn trong một câu trả lời',
      en: 'Every indicator by month, by corporation and for the group, in one answer',
    },
    query: Type.Object(ofYear),
    reply: Type.Object({
      year: Year,
      notice: Text,
      corporations: Names,
      indicators: Type.Array(Type.Object({ ...described, figures })),
    }),
    handle: async (ctx, { query }) => ({ notice: notice[ctx.language], ...(await assess(ctx, query)) }),
  }),
  route({
    method: 'GET',
    url: '/indicators/:code',
    may: 'indicators.read',
    summary: {
      vi: 'Một chỉ tiêu: định nghĩa, số liệu theo tháng, các mục tiêu đã đặt, các phiên bản',
      en: 'One indicator: its definition, figures by month, targets ever set, versions',
    },
    query: Type.Object(ofYear),
    reply: Type.Object({
      year: Year,
      corporations: Names,
      ...described,
      figures,
      targets: Type.Array(
        Type.Object({
          corporation: Nullable(Text),
          of_group: Type.Boolean(),
          month: Nullable(Type.Integer()),
          value: Figure,
          warning: Figure,
          weight: Type.Number(),
          owner: Text,
          source: Text,
          reason: Nullable(Text),
          set_at: Nullable(Type.String({ description: 'null: it came with the product' })),
          set_by: Text,
        }),
      ),
      versions: Type.Array(Version),
    }),
    handle: (ctx, { params, query }) => indicatorPage(ctx, { code: params.code!, ...query }),
  }),
  route({
    method: 'GET',
    url: '/indicators/:code/rows',
    may: 'indicators.read',
    summary: { vi: 'Các dòng đứng sau một chỉ tiêu', en: 'The rows behind an indicator' },
    query: Type.Object({
      from: Month(),
      to: Month(),
      corporation: Corporation,
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
      offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
    }),
    reply: Type.Object({
      code: Text,
      name: Text,
      definition: Text,
      formula: Text,
      from: Month(),
      to: Month(),
      columns: Type.Array(Type.Object({ key: Text, label: Text })),
      rows: Type.Array(
        Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
      ),
      next_offset: Nullable(Type.Integer()),
      link: Nullable(Type.String({ description: 'the route of the room that keeps these rows' })),
    }),
    handle: (ctx, { params, query }) => rowsBehind(ctx, { code: params.code!, ...query }),
  }),
  route({
    method: 'PUT',
    url: '/indicators/:code/targets',
    may: 'indicators.targets',
    summary: { vi: 'Đặt mục tiêu của năm hoặc tháng', en: 'Set the target of a year or a month' },
    body: Type.Object({
      year: Year,
      month: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
      corporation: Corporation,
      of_group: Type.Optional(Type.Boolean({ description: 'of the sum only: no corporation is measured by it' })),
      value: Nullable(Type.Number({ description: 'null takes the target back' })),
      warning: Type.Optional(Nullable(Type.Number())),
      weight: Type.Optional(Type.Number({ minimum: 0, maximum: 1000 })),
      owner: Type.Optional(Type.String({ maxLength: 200 })),
      reason,
    }),
    handle: (ctx, { params, body }) => setTarget(ctx, { code: params.code!, ...body }),
  }),
  route({
    method: 'GET',
    url: '/energy',
    may: 'indicators.read',
    summary: {
      vi: 'Điện nhận, thương phẩm, tổn thất, năng suất theo tháng; dự báo cả năm',
      en: 'Energy delivered, sold, lost and productivity by month; the year forecast',
    },
    query: Type.Object(ofYear),
    reply: Type.Object({
      method: Text,
      corporations: Type.Array(
        Type.Object({
          corporation: Nullable(Text),
          months: Type.Array(Type.Object({ month: Month(), ...energyFigures })),
          year: Type.Object(energyFigures),
          forecast: Nullable(
            Type.Object({ sold_kwh: Forecast, delivered_kwh: Forecast, losses_percent: Nullable(Forecast) }),
          ),
        }),
      ),
    }),
    handle: (ctx, { query }) => energyOf(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/published-figures',
    may: 'indicators.read',
    summary: {
      vi: 'Con số đã công bố bên cạnh con số tính ra, chênh lệch được giải thích',
      en: 'Published figures beside the computed ones, the difference explained',
    },
    query: Type.Object({ from: Month(), to: Month() }),
    reply: Type.Array(
      Type.Object({
        code: Text,
        name: Text,
        corporation: Nullable(Text),
        from: Month(),
        to: Month(),
        unit: Text,
        unit_words: Text,
        decimals: Type.Integer(),
        published: Type.Number(),
        computed: Figure,
        difference: Figure,
        because: OneOf(differences),
        words: Text,
        source: Text,
        formula: Text,
      }),
    ),
    handle: (ctx, { query }) => compared(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/survey-estimates',
    may: 'surveys.read',
    summary: { vi: 'Điểm hài lòng với sai số', en: 'Satisfaction with its error' },
    query: Type.Object({
      year: Type.Optional(Year),
      by: Type.Optional(Type.String({ maxLength: 100, description: 'corporation,stratum,class,area,factor' })),
      corporation: Corporation,
      question: Type.Optional(Type.String({ maxLength: 10 })),
      measure: Type.Optional(OneOf(['mean', 'share'] as const)),
      at_least: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
      fpc: Type.Optional(Type.Boolean()),
    }),
    reply: Type.Array(
      Type.Object({
        year: Type.Integer(),
        corporation: Type.Optional(Text),
        stratum: Type.Optional(Text),
        class: Type.Optional(Nullable(Text)),
        area: Type.Optional(Nullable(Text)),
        factor: Type.Optional(Text),
        mean: Figure,
        se: Figure,
        deff: Figure,
        ci_low: Figure,
        ci_high: Figure,
        n: count,
        fpc: Type.Boolean(),
        se_without_fpc: Figure,
        hidden: Type.Boolean(),
        group_min: count,
        post_stratified: Figure,
        target: Figure,
        state: Nullable(OneOf(targetStates)),
        warnings: Type.Array(Text),
      }),
    ),
    handle: (ctx, { query }) =>
      satisfaction(ctx, {
        ...query,
        by: namedIn(query.by ?? 'corporation'),
      }),
  }),
  route({
    method: 'POST',
    url: '/published-figures',
    may: 'indicators.targets',
    summary: {
      vi: 'Nhập các con số đã công bố (không gửi gì: bộ 2017–2019 đi kèm)',
      en: 'Keep published figures (without any: those of 2017-2019 that come with the product)',
    },
    body: Type.Object({
      figures: Type.Optional(
        Type.Array(
          Type.Object({
            code: Code,
            corporation: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
            from: Month(),
            to: Month(),
            value: Type.Number(),
            decimals: Type.Integer({ minimum: 0, maximum: 9 }),
            source: Type.String({ minLength: 1, maxLength: 300 }),
            vi: Type.Optional(Type.String({ maxLength: 1000 })),
            en: Type.Optional(Type.String({ maxLength: 1000 })),
          }),
          { maxItems: 1000 },
        ),
      ),
    }),
    reply: Type.Object({ read: count, written: count }),
    handle: (ctx, { body }) => importPublished(ctx, body.figures ?? shippedFigures()),
  }),
]
