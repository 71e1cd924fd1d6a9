/** Public feeds of outages, answered from what the customers' site keeps in memory: no reader is a question to the database. */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { iso, Problem } from '../../../kernel/index.ts'
import { remember } from '../../portal/remember.ts'
import type { Site } from '../../portal/site-context.ts'
import { languageFor, problemOf, sendProblem } from '../../server/problem.ts'
import { atomOf, type Listed } from './atom.ts'
import { alertOf, type CapStatus, capOf, capStatuses } from './cap.ts'
import { featuresOf } from './geojson.ts'
import { type ShownOutage, selected } from './shown.ts'

interface Wanted {
  corporation?: string
  province?: string
  lang?: string
}
type Asked = FastifyRequest<{ Querystring: Wanted }>
interface Sent {
  text: string
  tag: string
}
type FeedSite = Pick<Site, 'cache' | 'places' | 'now'>

/** Readers' programs and what stands between may keep an answer so long: a second for us, no load from a million for them. */
const fresh_s = 15

/** Mounts the feeds under `/exchange/`. */
export async function publicFeeds(app: FastifyInstance, site: FeedSite): Promise<void> {
  const { cache, places, now } = site
  app.addHook('onRequest', async (_request, reply) => {
    // public, without a cookie: maps and applications of others read it in the browser
    reply.headers({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' })
  })
  app.setErrorHandler((error, request, reply) => {
    const language = languageFor(request)
    return sendProblem(reply, problemOf(error, request, language), language)
  })

  /** What the address asks for. @throws Problem kernel/not-found for a corporation that is not here */
  const shownTo = (origin: string, { corporation, province }: Wanted) => {
    const found = corporation ? cache.corporations.find((one) => one.code === corporation.toUpperCase()) : undefined
    if (corporation && !found) throw new Problem('kernel/not-found', { what: corporation.slice(0, 60) })
    const at = { places: places.of.bind(places), cells: places.cells.bind(places) }
    return selected(cache.outages, at, { corporation_id: found?.id, province }).flatMap((one): ShownOutage[] => {
      const of = cache.corporation(one.outage.corporation_id)
      return of ? [{ ...one, corporation: of, url: `${origin}/cat-dien/${one.outage.id}` }] : []
    })
  }

  const outages = remember(
    async (key) => {
      const [origin, asked] = JSON.parse(key) as [string, Wanted]
      const features = featuresOf(shownTo(origin, asked))
      const list = JSON.stringify(features)
      return { text: `{"type":"FeatureCollection","as_of":"${iso(cache.as_of)}","features":${list}}`, tag: tagOf(list) }
    },
    { now, fresh_ms: 1000, most: 100 },
  )
  app.get('/exchange/outages.geojson', async (request: Asked, reply) =>
    send(request, reply, (await outages(keyOf(request))).value, 'application/geo+json; charset=utf-8'),
  )

  const status = capStatuses.find((one) => one === process.env.CAP_STATUS) ?? 'Actual'
  const listed = (origin: string, asked: Wanted): Listed[] =>
    shownTo(origin, asked).flatMap((shown) => {
      const alert = alertOf(shown, new URL(origin).hostname)
      return alert ? [{ shown, alert, url: `${origin}/exchange/cap/${alert.identifier}.xml` }] : []
    })
  const feed = remember(
    async (key) => {
      const [origin, { lang, ...asked }, self] = JSON.parse(key) as [string, Wanted, string]
      const text = atomOf(listed(origin, asked), { self, as_of: cache.as_of, language: lang === 'en' ? 'en' : 'vi' })
      return { text, tag: tagOf(text) }
    },
    { now, fresh_ms: 1000, most: 100 },
  )
  const alerts = remember(async (origin) => byName(listed(origin, {}), status), { now, fresh_ms: 1000, most: 10 })

  app.get('/exchange/cap', async (request: Asked, reply) =>
    send(request, reply, (await feed(keyOf(request))).value, 'application/atom+xml; charset=utf-8'),
  )
  // The address of the outage gives the message that stands; that of a message is gone once another has replaced it.
  app.get<{ Params: { file: string } }>('/exchange/cap/:file', async (request, reply) => {
    const name = /^(.+)\.xml$/.exec(request.params.file)?.[1] ?? ''
    const found = (await alerts(originOf(request))).value.get(name)
    if (!found) throw new Problem('kernel/not-found', { what: request.params.file.slice(0, 100) })
    return send(request, reply, found(), 'application/cap+xml; charset=utf-8')
  })
}

/** Alerts by the name of the message and of the outage; each is written when it is first asked for. */
function byName(listed: readonly Listed[], status: CapStatus): Map<string, () => Sent> {
  const all = new Map<string, () => Sent>()
  for (const { shown, alert } of listed) {
    let written: Sent | undefined
    const write = () => {
      const text = capOf(shown, alert, status)
      return { text, tag: tagOf(text) }
    }
    const once = () => (written ??= write())
    all.set(alert.identifier, once).set(shown.outage.id, once)
  }
  return all
}

const keyOf = (request: Asked): string => {
  const { corporation, province, lang } = request.query
  const wanted: Wanted = { corporation: one(corporation), province: one(province), lang: one(lang) }
  const origin = originOf(request)
  return JSON.stringify([origin, wanted, origin + request.url.slice(0, 300)])
}
const one = (given: unknown): string | undefined =>
  typeof given === 'string' && given !== '' ? given.normalize('NFC').slice(0, 100) : undefined

/** How others reach us: as the operator says (PUBLIC_URL), else as this reader did. */
const originOf = (request: FastifyRequest): string =>
  process.env.PUBLIC_URL?.replace(/\/+$/, '') ?? `${request.protocol}://${request.host}`

/** Weak: it is the same answer in plain and pressed, and with another `as_of`. */
const tagOf = (text: string): string => `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { text, tag }: { text: string; tag: string },
  type: string,
) {
  reply.headers({ etag: tag, 'cache-control': `public, max-age=${fresh_s}` })
  const known = String(request.headers['if-none-match'] ?? '').split(/\s*,\s*/)
  if (known.some((one) => one === '*' || one.replace(/^W\//, '') === tag.slice(2))) return reply.code(304).send()
  return reply.header('content-type', type).send(text)
}
