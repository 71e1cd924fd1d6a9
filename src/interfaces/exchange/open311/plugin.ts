/** Open311 GeoReport v2 at /open311/v2: others' applications hand requests in and follow them. Holds no rule of its own. */
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type Database,
  day_ms,
  type Language,
  namedIn,
  parseInstant,
  say,
  texts,
  transaction,
} from '../../../kernel/index.ts'
import { type Service, services } from '../../../requests/index.ts'
import { Allowance } from '../../portal/remember.ts'
import { early, uploads } from '../../portal/uploads.ts'
import { once, requestHash } from '../../server/idempotency.ts'
import { languageFor, problemOf } from '../../server/problem.ts'
import { type Asked, type Asking, jurisdiction, Refused, serviceOf } from './asking.ts'
import { bodyOf, digestOf, fields_max, handIn, withKey } from './hand-in.ts'
import { idByToken, publicRequests } from './read.ts'
import {
  attributesOf,
  days_max,
  type Form,
  type Format,
  formats,
  listed_max,
  mediaTypes,
  type Shape,
  textOf,
  written,
} from './rules.ts'

const base = '/open311/v2'
const specification = 'http://wiki.open311.org/GeoReport_v2'
/** When what stands behind the addresses changed last in kind. */
const changeset = '2026-11-24T00:00:00+07:00'
const minute_ms = 60_000

/** Mounts the service beside the API. */
export async function open311(app: FastifyInstance, { db, now }: { db: Database; now: () => Date }): Promise<void> {
  // So many readings and hand-ins a minute for one address, and hand-ins for one key: as for the portal's own forms.
  const allowed = {
    read: new Allowance(300, minute_ms),
    write: new Allowance(60, minute_ms),
    key: new Allowance(600, minute_ms),
  }

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(formbody, { bodyLimit: 65_536 })
    await uploads(scope, fields_max)
    scope.addHook('onRequest', async (_request, reply) => {
      // what is shown is public, and a key is never sent by a browser on its own
      reply.headers({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' })
    })
    scope.setErrorHandler((error, request, reply) => {
      const language = languageFor(request)
      const { status, text } = refusalOf(error, request, language)
      if (status === 429) reply.header('retry-after', '60')
      return send(reply, formatOf(request.url) ?? 'json', 'errors', [{ code: status, description: text }], status)
    })

    const reading = <T>(request: Asked, use: (asking: Asking) => Promise<T>): Promise<T> => {
      const language = languageFor(request)
      const words = say('exchange', language)
      if (!allowed.read.take(request.ip, now())) throw new Refused(429, words('open311.too-many'))
      return transaction(db, { actor: 'customer', corporations: '*', now: now(), language }, (ctx) =>
        use({ ctx, words, sent: request.query, files: [] }),
      )
    }

    for (const format of formats) {
      const get = (path: string, shape: Shape, answer: (asking: Asking, request: Asked) => Promise<object>) =>
        scope.get(`${path}.${format}`, async (request: Asked, reply) =>
          send(reply, format, shape, await reading(request, (asking) => answer(asking, request))),
        )

      for (const path of ['/open311/discovery', `${base}/discovery`])
        get(path, 'discovery', async ({ words }, request) => discovery(request, words))
      get(`${base}/services`, 'services', async (asking) => {
        const corporation = await jurisdiction(asking)
        const { language } = asking.ctx
        return (await services(asking.ctx, { corporation })).map((s) => ({
          service_code: s.code,
          service_name: nameOf(s, language),
          description: s.rule,
          metadata: attributes(s, language).length > 0,
          type: 'realtime',
          keywords: s.family,
          group: asking.words(`open311.topic.${s.topic}`),
        }))
      })
      get(`${base}/requests`, 'requests', async (asking) => {
        const corporation = await jurisdiction(asking)
        return publicRequests(asking.ctx, corporation.id, queryOf(asking))
      })
      scope.post(`${base}/requests.${format}`, { onRequest: early }, async (request: Asked, reply) => {
        const language = languageFor(request)
        const words = say('exchange', language)
        if (!allowed.write.take(request.ip, now())) throw new Refused(429, words('open311.too-many'))
        const customer = { actor: 'customer', corporations: '*' as const, now: now(), language }
        // nobody without a key makes us keep files in memory
        const { fields, files } = await bodyOf(request, words, (ahead) =>
          transaction(db, customer, async (ctx) => {
            const asking = { ctx, words, sent: { ...request.query, ...ahead }, files: [] }
            await withKey(asking, await jurisdiction(asking), () => true)
          }),
        )
        const sent = { ...request.query, ...fields }
        const text = await transaction(db, customer, async (seen) => {
          const asking = { ctx: seen, words, sent, files }
          const corporation = await jurisdiction(asking)
          const ctx = await withKey(asking, corporation, (key) => allowed.key.take(key, now()))
          const act = async () => written('requests', [await handIn({ ...asking, ctx }, corporation)], format)
          const key = request.headers['idempotency-key']
          if (key === undefined) return act()
          const hash = requestHash('POST', request.url, files.length === 0 ? fields : [fields, files.map(digestOf)])
          return (await once(ctx, String(key), hash, false, async () => ({ status: 200, text: await act() }))).text!
        })
        return sendText(reply, format, text)
      })
    }

    /** What is named in the address: `services/CODE.json`, `requests/ID.xml`, `tokens/ID.json`. */
    const one = (path: string, shape: Shape, answer: (asking: Asking, named: string) => Promise<object>) =>
      scope.get(`${base}/${path}/:file`, async (request: Asked, reply) => {
        const file = String(request.params.file)
        const format = formatOf(file)
        if (!format) throw new Refused(404, say('exchange', languageFor(request))('open311.format'))
        const named = file.slice(0, -format.length - 1)
        return send(reply, format, shape, await reading(request, (asking) => answer(asking, named)))
      })
    one('services', 'definition', async (asking, code) => {
      const service = await serviceOf(asking, await jurisdiction(asking), code)
      return { service_code: service.code, attributes: attributes(service, asking.ctx.language) }
    })
    one('requests', 'requests', async (asking, ref) => {
      const found = await publicRequests(asking.ctx, (await jurisdiction(asking)).id, { refs: [ref] })
      if (found.length === 0) throw new Refused(404, asking.words('open311.unknown-request', { id: ref.slice(0, 60) }))
      return found
    })
    one('tokens', 'requests', async (asking, token) => {
      const id = await idByToken(asking.ctx, (await jurisdiction(asking)).id, token)
      if (!id) throw new Refused(404, asking.words('open311.unknown-request', { id: token.slice(0, 60) }))
      return [{ service_request_id: id, token }]
    })
  })
}

const formatOf = (url: string): Format | undefined =>
  formats.find((format) => url.split('?')[0]!.toLowerCase().endsWith(`.${format}`))

const send = (reply: FastifyReply, format: Format, shape: Shape, content: object, status = 200) =>
  sendText(reply, format, written(shape, content, format), status)

const sendText = (reply: FastifyReply, format: Format, text: string, status = 200) =>
  reply.code(status).headers({ 'content-type': mediaTypes[format], 'cache-control': 'no-store' }).send(text)

/** GeoReport v2: 400 what cannot be served, 403 the key, 404 what is not there; 422 and 415 are not among its numbers. */
function refusalOf(error: unknown, request: FastifyRequest, language: Language): { status: number; text: string } {
  if (error instanceof Refused) return { status: error.status, text: error.message }
  const problem = problemOf(error, request, language)
  const { status } = problem
  const known = status === 404 && problem.code !== 'requests/unknown-customer'
  return {
    status: known || status === 403 || status === 409 || status === 429 || status >= 500 ? status : 400,
    text: problem.title(language),
  }
}

const nameOf = (s: Pick<Service, 'name' | 'name_en'>, language: Language) => (language === 'vi' ? s.name : s.name_en)

const attributes = (service: Service, language: Language) => {
  const known = texts('exchange', language)
  return attributesOf(service.form as Form, (code) => known[`open311.attribute.${code}`])
}

function discovery(request: FastifyRequest, words: Asking['words']) {
  const root = `${request.protocol}://${request.host}`
  return {
    changeset,
    contact: words('open311.contact'),
    key_service: words('open311.key-service', { url: `${root}/api/v1/api-keys` }),
    endpoints: [
      {
        specification,
        url: root + base,
        changeset,
        type: 'production',
        formats: formats.map((format) => mediaTypes[format].split(';')[0]!),
      },
    ],
  }
}

function queryOf({ ctx, words, sent }: Asking): Parameters<typeof publicRequests>[2] {
  const list = (name: string) => namedIn(textOf(sent, name) ?? '')
  const refs = list('service_request_id')
  if (refs.length > listed_max) throw new Refused(400, words('open311.too-many-ids', { max: listed_max }))
  if (refs.length > 0) return { refs }
  const moment = (name: string): Date | undefined => {
    const text = textOf(sent, name)
    const at = text === undefined ? undefined : parseInstant(text)
    if (text !== undefined && !at)
      throw new Refused(400, words('open311.bad-date', { field: name, value: text.slice(0, 60) }))
    return at
  }
  const [start, end] = [moment('start_date'), moment('end_date')]
  const span_ms = days_max * day_ms
  const to = end ?? new Date(Math.min(ctx.now.getTime(), start ? start.getTime() + span_ms : ctx.now.getTime()))
  const from = start ?? new Date(to.getTime() - span_ms)
  if (from > to || to.getTime() - from.getTime() > span_ms)
    throw new Refused(400, words('open311.span', { days: days_max }))
  const status = list('status')
  const unknown = status.find((s) => s !== 'open' && s !== 'closed')
  if (unknown !== undefined) throw new Refused(400, words('open311.bad-status', { value: unknown.slice(0, 60) }))
  return {
    from,
    to,
    services: list('service_code'),
    ...(new Set(status).size === 1 ? { status: status[0] as 'open' | 'closed' } : {}),
  }
}
