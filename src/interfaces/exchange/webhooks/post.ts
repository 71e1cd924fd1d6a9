import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { type Allowed, bare, carefulLookup, mayReach } from './address.ts'

export interface Answered {
  /** Null where there was no answer. */
  status: number | null
  /** Why it did not arrive; null when it did. */
  error: string | null
  ms: number
}

/** A receiver has so long to answer, from the look-up of its name on: it should take what comes and work afterwards. */
export const patience_ms = 10_000

/** Posts once. Redirects are not followed, the answer's body is not read, the connection is not kept. Never throws. */
export async function post(
  target: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  allowed: Allowed,
  timeout_ms = patience_ms,
): Promise<Answered> {
  const began = performance.now()
  const outcome = await new Promise<Omit<Answered, 'ms'>>((resolve) => {
    const url = new URL(target)
    const host = bare(url.hostname)
    // an address needs no look-up, so that nothing would look at it
    if (isIP(host) !== 0 && !mayReach(host, url.protocol, allowed))
      return resolve({ status: null, error: `${host}: not a public address` })
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        lookup: carefulLookup(url.protocol, allowed),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'sang-den-webhooks/1',
          ...headers,
        },
      },
      (response: IncomingMessage) => {
        const status = response.statusCode ?? 0
        const arrived = status >= 200 && status < 300
        resolve({ status, error: arrived ? null : `HTTP ${status}` })
        response.destroy()
      },
    )
    const late = setTimeout(() => request.destroy(new Error(`no answer in ${timeout_ms / 1000} s`)), timeout_ms)
    request.on('close', () => clearTimeout(late))
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ status: null, error: (error.message || error.code || 'no connection').slice(0, 200) }),
    )
    request.end(body)
  })
  return { ...outcome, ms: Math.round(performance.now() - began) }
}
