import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AnswerCache } from './answer-cache.ts'
import type { OutagePlaces } from './cuts.ts'
import type { Html } from './html.ts'
import { policy } from './layout.ts'
import type { Allowance } from './remember.ts'
import type { Place, PortalSource } from './source.ts'
import type { Frame, ProblemView } from './views.ts'
import type { Lang } from './words.ts'

export interface PortalOptions {
  source: PortalSource
  now?: () => Date
  /** 32 bytes for links that hide a code; the same for all processes of an installation. Default: made at start. */
  key?: Buffer
  /** Calls back when something was committed that a page may show (events of the outbox); returns how to stop. */
  onChange?: (changed: (what: 'outages' | 'customers') => void) => () => void
  /** How often the situation is asked for when nothing is heard, in milliseconds. */
  every_ms?: number
  /** The database is asked for the situation at most once in so long, in milliseconds; default a second. */
  least_ms?: number
}

/** What every address of the site works with. */
export interface Site {
  app: FastifyInstance
  source: PortalSource
  cache: AnswerCache
  /** Where the outages are. */
  places: OutagePlaces
  /** Every commune with customers, and the units. */
  allPlaces: () => Promise<{ places: Place[]; units: Awaited<ReturnType<PortalSource['units']>> }>
  now: () => Date
  key: Buffer
  /** What an address may ask of the database, or report, in a minute. */
  strangers: Allowance
  /** Whether a code is one, by memory or by the database; asking for unknown ones is rationed by address. */
  known: (code: string, request: FastifyRequest) => Promise<boolean>
  frameOf: (request: FastifyRequest, lang: Lang, corporation?: Frame['corporation']) => Frame
  send: (reply: FastifyReply, page: Html, status?: number) => FastifyReply
  fail: (request: FastifyRequest, reply: FastifyReply, lang: Lang, view: ProblemView) => FastifyReply
}

/** Cuts to come are counted, and listed at first, for so many days. */
export const comingDays = 7

// The server's own hooks say nosniff, referrer-policy and the like for every answer; these are what a page adds.
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'cache-control': 'no-cache',
}
