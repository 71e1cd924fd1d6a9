import Type from 'typebox'
import { Nullable, type Route, route } from '../access/index.ts'
import { corporationNamed, requireMine } from '../organisation/index.ts'
import { feeders, findDevices, pictureOf } from './picture.ts'

const Mrid = Type.String({ minLength: 1, maxLength: 200 })
const optionalText = Type.Optional(Type.String({ maxLength: 200 }))

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/network/feeders',
    may: 'network.read',
    summary: { vi: 'Các xuất tuyến', en: 'Feeders' },
    query: Type.Object({ corporation_id: Type.Optional(Type.Integer()) }),
    reply: Type.Array(
      Type.Object({
        corporation_id: Type.Integer(),
        feeder: Type.String(),
        substation: Nullable(Type.String()),
        devices: Type.Integer(),
        transformers: Type.Integer(),
      }),
    ),
    handle: (ctx, { query }) => feeders(ctx, query.corporation_id),
  }),
  route({
    method: 'GET',
    url: '/network/devices',
    may: 'network.read',
    summary: { vi: 'Tìm thiết bị theo mã hoặc tên', en: 'Find devices by id or name' },
    query: Type.Object({
      q: Type.String({ maxLength: 200 }),
      corporation_id: Type.Optional(Type.Integer()),
      feeder: optionalText,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    }),
    reply: Type.Array(
      Type.Object({
        corporation_id: Type.Integer(),
        mrid: Mrid,
        name: Type.String(),
        kind: Type.String(),
        feeder: Nullable(Type.String()),
        substation: Nullable(Type.String()),
        normally_open: Type.Boolean(),
        lon: Nullable(Type.Number()),
        lat: Nullable(Type.Number()),
      }),
    ),
    handle: (ctx, { query }) => findDevices(ctx, { text: query.q, ...query }),
  }),
  route({
    method: 'GET',
    url: '/network/picture',
    may: 'network.read',
    summary: { vi: 'Một xuất tuyến để vẽ sơ đồ và bản đồ', en: 'A feeder, for its diagram and the map' },
    query: Type.Object({ corporation: Type.String({ maxLength: 20 }), feeder: optionalText }),
    reply: Type.Object({
      corporation_id: Type.Integer(),
      revision: Type.Integer(),
      system: Nullable(Type.Unsafe<'lonlat' | 'local'>({ type: 'string', enum: ['lonlat', 'local'] })),
      nodes: Type.Array(
        Type.Object({
          parent: Type.Integer(),
          x: Nullable(Type.Number()),
          y: Nullable(Type.Number()),
          energised: Type.Boolean(),
        }),
      ),
      devices: Type.Array(
        Type.Object({
          mrid: Mrid,
          name: Type.String(),
          kind: Type.String(),
          feeder: Nullable(Type.String()),
          from: Type.Integer(),
          to: Type.Integer(),
          open: Type.Boolean(),
          normally_open: Type.Boolean(),
          transformer_id: Nullable(Type.Integer()),
        }),
      ),
    }),
    handle: async (ctx, { query }) => {
      const corporation = await corporationNamed(ctx, query.corporation)
      requireMine(ctx, corporation)
      return pictureOf(ctx, corporation.id, query.feeder)
    },
  }),
]
