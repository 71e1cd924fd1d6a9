import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../kernel/index.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Nothing is loaded from elsewhere: scripts, fonts, pictures and requests are our own. Styles in elements are allowed
 * because the console's component library sets them; the map's worker comes as a blob.
 */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers on every answer, and the refusal of writes that another site sends with a person's cookie. */
export function guard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    protect(request, reply)
    if (!safe.has(request.method)) requireOwnSite(request)
  })
}

function protect(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    // not no-referrer: browsers would then send `Origin: null` with our own forms, and the check below needs it
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(self)',
    'x-frame-options': 'DENY',
  })
  if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000')
}

/**
 * A write that a browser sends for another site is refused. Browsers say where a request comes from in headers that
 * scripts cannot set: Sec-Fetch-Site (on secure origins and localhost), else Origin. A program that is no browser sends
 * neither, and holds no other person's cookie. A key in Authorization is never sent by a browser on its own.
 * @throws Problem `access/cross-site`
 */
export function requireOwnSite(request: FastifyRequest): void {
  if (request.headers.authorization !== undefined) return
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
  } else if (origin === undefined || hostOf(origin) === request.host) return
  throw new Problem('access/cross-site', { origin: String(origin ?? site) })
}

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host
  } catch {
    return undefined // `null`: a sandboxed page or a file
  }
}
