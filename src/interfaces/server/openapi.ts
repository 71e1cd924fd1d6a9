import type { Route } from '../../access/index.ts'
import { permissions } from '../../access/index.ts'
import type { Language } from '../../kernel/index.ts'
import { paramsOf } from './check.ts'

type Json = Record<string, unknown>

export interface RoomRoutes {
  room: string
  routes: readonly Route[]
}

/**
 * OpenAPI 3.1 of every route: what the server checks is what is written here, from the same rows. `x-may` names the
 * permission and `x-roles` the roles that hold it.
 */
export function openapi(rooms: readonly RoomRoutes[], language: Language = 'en', version = '0.1.0'): Json {
  const paths: Record<string, Json> = {}
  for (const { room, routes } of rooms) {
    for (const route of routes) {
      const path = `/api/v1${route.url.replace(/:(\w+)/g, '{$1}')}`
      paths[path] ??= {}
      paths[path][route.method.toLowerCase()] = operation(route, room, language)
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sáng Đèn',
      version,
      description:
        language === 'vi'
          ? 'Lỗi theo RFC 9457 (application/problem+json). Danh sách theo con trỏ (cursor, next). Lệnh ghi nhận Idempotency-Key. Ngôn ngữ: Accept-Language hoặc ?lang.'
          : 'Errors: RFC 9457 (application/problem+json). Lists page by cursor (cursor, next). Writes take Idempotency-Key. Language: Accept-Language or ?lang.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: rooms.filter((r) => r.routes.length > 0).map(({ room }) => ({ name: room })),
    paths,
    components: {
      schemas: { Problem: problemSchema },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, [vi, en]]) => [
          `p${status}`,
          problemAnswer(language === 'vi' ? vi : en),
        ]),
      ),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'sangden_session' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

/** A name for the operation: method and url in camelCase, unique as they are. */
export const operationId = (route: Pick<Route, 'method' | 'url'>): string =>
  route.method.toLowerCase() +
  route.url
    .split(/[/:\-.]+/)
    .filter((w) => w)
    .map((w) => w[0]!.toUpperCase() + w.slice(1))
    .join('')

const refusals: Record<string, [string, string]> = {
  400: ['Dữ liệu gửi lên sai', 'The input is wrong'],
  401: ['Chưa đăng nhập', 'Not signed in'],
  403: ['Không được phép', 'Not allowed'],
  404: ['Không có', 'Not there'],
  409: ['Không hợp với trạng thái hiện tại', 'Does not fit the present state'],
  413: ['Quá lớn', 'Too large'],
  415: ['Kiểu nội dung không nhận được', 'Media type not taken'],
  422: ['Hiểu nhưng không làm được', 'Understood, and refused'],
  429: ['Quá nhiều lần', 'Too many tries'],
  500: ['Lỗi phía hệ thống', 'Our failure'],
  503: ['Hãy thử lại sau', 'Try again later'],
}

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string', description: 'one sentence in the reader’s language' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'room/problem, as in docs/problems.md; codes may be added' },
    params: { type: 'object' },
    instance: { type: 'string' },
    refused: {
      type: 'array',
      items: {
        type: 'object',
        required: ['reason'],
        properties: {
          file: { type: 'string' },
          line: { type: 'integer' },
          field: { type: 'string' },
          reason: { type: 'string' },
        },
      },
    },
  },
}

function operation(route: Route, room: string, language: Language): Json {
  const write = route.method !== 'GET'
  const statuses = [
    400,
    ...(route.may === 'public' ? [] : [401]),
    ...(route.may === 'public' && !write ? [] : [403]),
    404,
    ...(write ? [409, 413, 415, 422] : []),
    ...(route.url === '/sign-in' ? [401, 429] : []),
    500,
    503,
  ]
  const status = String(route.status ?? (route.reply || route.stream ? 200 : 204))
  const media = route.stream ?? 'application/json'
  const success: Json = { description: language === 'vi' ? 'Được' : 'Done' }
  if (route.stream) success.content = { [media]: { schema: { type: 'string' } } }
  else if (route.reply) success.content = { [media]: { schema: plain(route.reply) } }
  return {
    operationId: operationId(route),
    tags: [room],
    summary: route.summary[language],
    'x-may': route.may,
    ...(route.may in permissions ? { 'x-roles': permissions[route.may as keyof typeof permissions] } : {}),
    security: route.may === 'public' ? [] : [{ session: [] }, { key: [] }],
    ...parameters(route, write),
    ...bodyOf(route),
    responses: {
      [status]: success,
      ...Object.fromEntries([...new Set(statuses)].sort().map((s) => [s, { $ref: `#/components/responses/p${s}` }])),
    },
  }
}

function parameters(route: Route, write: boolean): Json {
  const list: Json[] = []
  for (const [name, schema] of Object.entries(
    (plain(paramsOf(route)) as { properties: Record<string, Json> }).properties,
  ))
    list.push({ name, in: 'path', required: true, schema })
  const query = route.query && (plain(route.query) as { properties: Record<string, Json>; required?: string[] })
  for (const [name, schema] of Object.entries(query?.properties ?? {}))
    list.push({ name, in: 'query', required: query?.required?.includes(name) ?? false, schema })
  if (write && route.handle && !route.stream)
    list.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    })
  return list.length > 0 ? { parameters: list } : {}
}

function bodyOf(route: Route): Json {
  if (route.upload)
    return {
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }
  return route.body
    ? { requestBody: { required: true, content: { 'application/json': { schema: plain(route.body) } } } }
    : {}
}

/** The schema as JSON; a field that has a default may be left out, so it is not among the required ones. */
export function plain(schema: unknown): Json {
  const copy = JSON.parse(JSON.stringify(schema)) as Json
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const n of node) visit(n)
    else if (node !== null && typeof node === 'object') {
      const s = node as { properties?: Record<string, { default?: unknown }>; required?: string[] }
      if (s.properties && s.required) {
        s.required = s.required.filter((name) => s.properties![name]?.default === undefined)
        if (s.required.length === 0) delete s.required
      }
      for (const n of Object.values(node)) visit(n)
    }
  }
  visit(copy)
  return copy
}
