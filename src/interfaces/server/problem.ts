import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Language, Problem, say } from '../../kernel/index.ts'
import { languageOf } from './language.ts'
import { wire } from './wire.ts'

/** The language of a request, before anything is known of the person. */
export const languageFor = (request: FastifyRequest, known?: Language): Language =>
  languageOf(
    { lang: (request.query as { lang?: unknown } | undefined)?.lang, accept: request.headers['accept-language'] },
    known,
  )

/** Any error as the refusal that a person reads. What is not a Problem is ours: logged in full, shown with a reference only. */
export function problemOf(error: unknown, request: FastifyRequest, language: Language): Problem {
  if (error instanceof Problem) return error
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message: string }
  const words = say('server', language)
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('kernel/too-large', { max: bytes(request.routeOptions.bodyLimit ?? 0) })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('server/media-type', { media: String(request.headers['content-type'] ?? '') })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Problem('kernel/invalid', { field: 'body', reason: words('invalid.no-body') })
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Problem('kernel/invalid', {
        field: 'body',
        reason: words('invalid.json', { reason: message.slice(0, 200) }),
      })
    case '57014': // the statement's time ran out
      return new Problem('server/slow', { seconds: statement_s })
    case '22P02': // text that the database cannot read as the type it wants
    case '22003': // a number too large for its column
      return new Problem('kernel/invalid', { field: 'body', reason: message.slice(0, 200) })
    case '53300': // too many connections
    case '57P01':
    case '57P03':
      return new Problem('server/busy')
  }
  if (code?.startsWith('FST_ERR_CTP') || statusCode === 400)
    return new Problem('kernel/invalid', { field: 'request', reason: message.slice(0, 200) })
  request.log.error({ err: error }, 'failed')
  return new Problem('kernel/internal', { request: request.id })
}

/** A statement of a web request is stopped after so many seconds: nobody waits longer for a page. */
export const statement_s = 30
/** One of an import may take longer: it is a file of gigabytes. */
export const import_s = 900

/** Sends a refusal: RFC 9457, with what the status asks for beside it. */
export function sendProblem(reply: FastifyReply, problem: Problem, language: Language): FastifyReply {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="sangden"')
  if (problem.status === 429) reply.header('retry-after', String(problem.params.seconds ?? 60))
  if (problem.status === 503) reply.header('retry-after', '5')
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .send(wire({ ...problem.toJSON(language), instance: reply.request.url.split('?')[0] }))
}

const bytes = (n: number): string => (n >= 1 << 20 ? `${Math.round(n / (1 << 20))} MB` : `${Math.round(n / 1024)} kB`)
