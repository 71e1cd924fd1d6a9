import Type from 'typebox'
import { Answer, Day, Id, Instant, Nullable, OneOf, type Route, route } from '../../access/index.ts'
import { fileName, formatNames, formats, write } from './formats.ts'
import { addOrder, endOrder, orders } from './orders.ts'
import { reportOf } from './report.ts'

const kinds = ['month', 'year', 'province'] as const
const code = Type.String({ maxLength: 20, description: 'code; without it the group' })
const Province = Type.String({ maxLength: 100 })
const asked = {
  report: OneOf(kinds),
  format: OneOf(formatNames),
  language: OneOf(['vi', 'en'] as const),
  email: Type.String({ maxLength: 254 }),
}
const Order = Type.Object({
  id: Id(),
  corporation: Nullable(Type.String()),
  province: Type.String(),
  ...asked,
  day: Type.Integer({ description: 'of the month, from which on it goes out' }),
  in_force_from: Day(),
  in_force_to: Type.String({ description: 'first day on which it is no longer in force, or infinity' }),
})

/** A route a format, because each has its media type. */
const files: Route[] = formatNames.map((format) =>
  route({
    method: 'GET',
    url: `/reports/:report/:period/${format}`,
    may: 'indicators.read',
    summary: {
      vi: `Báo cáo tháng, năm hoặc của tỉnh, dạng ${format.toUpperCase()}`,
      en: `Report of a month, a year or for a province, as ${format.toUpperCase()}`,
    },
    params: Type.Object({
      report: OneOf(kinds),
      period: Type.String({ maxLength: 10, description: 'YYYY-MM; of a yearly report YYYY' }),
    }),
    query: Type.Object({
      corporation: Type.Optional(code),
      province: Type.Optional(Province),
      as_known_on: Type.Optional(
        Instant({
          description: 'what was known then; without it, of a closed period what was known when it was closed',
        }),
      ),
    }),
    stream: formats[format].media,
    handle: async (ctx, { params, query }) => {
      const report = await reportOf(ctx, { ...params, ...query, asKnownOn: query.as_known_on })
      return new Answer(await write(report, format), {
        headers: { 'content-disposition': `attachment; filename="${fileName(report, format)}"` },
      })
    },
  }),
)

export const routes: Route[] = [
  ...files,
  route({
    method: 'GET',
    url: '/report-orders',
    may: 'indicators.close',
    summary: { vi: 'Lịch gửi báo cáo: báo cáo nào, cho ai', en: 'Standing orders: which report goes to whom' },
    reply: Type.Array(Order),
    handle: (ctx) => orders(ctx),
  }),
  route({
    method: 'POST',
    url: '/report-orders',
    may: 'indicators.close',
    summary: { vi: 'Thêm một lịch gửi báo cáo', en: 'Add a standing order for a report' },
    body: Type.Object({
      ...asked,
      corporation: Type.Optional(code),
      province: Type.Optional(Province),
      day: Type.Optional(Type.Integer({ minimum: 1, maximum: 28 })),
      in_force_from: Type.Optional(Day()),
    }),
    reply: Order,
    status: 201,
    handle: (ctx, { body }) => addOrder(ctx, body),
  }),
  route({
    method: 'POST',
    url: '/report-orders/:id/ending',
    may: 'indicators.close',
    summary: { vi: 'Thôi gửi một báo cáo', en: 'End a standing order' },
    handle: async (ctx, { params }) => {
      await endOrder(ctx, params.id!)
    },
  }),
]
