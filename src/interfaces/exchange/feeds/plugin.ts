/** Public feeds of outages, answered from what the customers' site keeps in memory: no reader is a question to the database. */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { iso, Problem } from '../../../kernel/index.ts'
import { Allowance, remember } from '../../portal/remember.ts'
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
/** Answers that are kept, by corporation, province and language; and how many that are not an address may ask for in a minute. */
const kept_max = 200
const others_max = 60

/** Mounts the feeds under `/exchange/`. */
export async function publicFeeds(app: FastifyInstance, site: FeedSite): Promise<void> {
  const { cache, places, now } = site
  const others = new Allowance(others_max, 60_000)
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
    const found = corporation ? cache.corporations.find((one) => one.code === corporation) : undefined
    if (corporation && !found) throw new Problem('kernel/not-found', { what: corporation.slice(0, 60) })
    const at = { places: places.of.bind(places), cells: places.cells.bind(places) }
    return selected(cache.outages, at, { corporation_id: found?.id, province }).flatMap((one): ShownOutage[] => {
      const of = cache.corporation(one.outage.corporation_id)
      return of ? [{ ...one, corporation: of, url: `${origin}/cat-dien/${one.outage.id}` }] : []
    })
  }

  /**
   * An answer made when it is first asked for, and again at most once a second where more is known than before: of 2,000
   * outages it takes 0.1 s. Who asks for ever other ones is told to wait.
   */
  const kept = <T>(make: (asked: Wanted, origin: string) => T) => {
    const made = new Map<string, { of: string; value: T }>()
    const ask = remember(
      async (key) => {
        const of = `${cache.as_of.getTime()} ${places.version}`
        const before = made.get(key)
        if (before?.of === of) return before.value
        const value = make(...(JSON.parse(key) as [Wanted, string]))
        made.delete(key)
        made.set(key, { of, value })
        if (made.size > kept_max) made.delete(made.keys().next().value!)
        return value
      },
      { now, fresh_ms: 1000, most: kept_max },
    )
    return async (request: FastifyRequest, asked: Wanted): Promise<T> => {
      const key = JSON.stringify([asked, originOf(request)])
      if (!made.has(key) && !others.take(request.ip, now())) throw new Problem('kernel/too-many', { seconds: 60 })
      return (await ask(key)).value
    }
  }

  const outages = kept((asked, origin): Sent => {
    const list = JSON.stringify(featuresOf(shownTo(origin, asked)))
    return { text: `{"type":"FeatureCollection","as_of":"${iso(cache.as_of)}","features":${list}}`, tag: tagOf(list) }
  })
  app.get('/exchange/outages.geojson', async (request: Asked, reply) =>
    send(request, reply, await outages(request, placeIn(request)), 'application/geo+json; charset=utf-8'),
  )

  const status = capStatuses.find((one) => one === process.env.CAP_STATUS) ?? 'Actual'
  const listed = (origin: string, asked: Wanted): Listed[] =>
    shownTo(origin, asked).flatMap((shown) => {
      const alert = alertOf(shown, new URL(origin).hostname)
      return alert ? [{ shown, alert, url: `${origin}/exchange/cap/${alert.identifier}.xml` }] : []
    })
  const feed = kept((asked, origin): Sent => {
    const query = new URLSearchParams(Object.entries(asked)).toString()
    const self = `${origin}/exchange/cap${query && `?${query}`}`
    const language = asked.lang === 'en' ? 'en' : 'vi'
    const text = atomOf(listed(origin, asked), { self, as_of: cache.as_of, language })
    return { text, tag: tagOf(text) }
  })
  const alerts = kept((_, origin) => byName(listed(origin, {}), status))

  app.get('/exchange/cap', async (request: Asked, reply) => {
    const english = request.query.lang === 'en' ? { lang: 'en' } : {}
    const answer = await feed(request, { ...placeIn(request), ...english })
    return send(request, reply, answer, 'application/atom+xml; charset=utf-8')
  })
  // The address of the outage gives the message that stands; that of a message is gone once another has replaced it.
  app.get<{ Params: { file: string } }>('/exchange/cap/:file', async (request, reply) => {
    const name = /^(.+)\.xml$/.exec(request.params.file)?.[1] ?? ''
    const found = (await alerts(request, {})).get(name)
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

/** What of an address counts; the rest makes no other answer. */
function placeIn({ query }: Asked): Wanted {
  const [corporation, province] = [given(query.corporation), given(query.province)]
  return { ...(corporation ? { corporation: corporation.toUpperCase() } : {}), ...(province ? { province } : {}) }
}
const given = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.normalize('NFC').slice(0, 100) : undefined

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
