import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Problem } from '../../kernel/index.ts'

/** Where the console's build puts it. */
export const builtConsole = fileURLToPath(new URL('../../../console/dist/', import.meta.url))

/**
 * The staff console under /console/: its built files, and its page for every other address below (the console reads
 * the address itself). Files with a hash in their name are kept by browsers for a year, the page never.
 */
export async function consoleFiles(app: FastifyInstance, root = builtConsole): Promise<void> {
  const page = async () => {
    if (!existsSync(`${root}/index.html`)) throw new Problem('server/no-console')
    return readFile(`${root}/index.html`)
  }
  const html = async (reply: FastifyReply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(await page())
  if (existsSync(`${root}/index.html`)) {
    await app.register(fastifyStatic, {
      root,
      prefix: '/console/',
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const lasting = path.includes('/assets/')
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  // The router takes '/console' and '/console/' for one address: only the first is sent on, the second is the page.
  app.get('/console', async (request, reply) =>
    /^\/console\/(?:\?|$)/.test(request.url) ? html(reply) : reply.redirect('/console/', 308),
  )
  app.get('/console/*', async (request, reply) => {
    const path = (request.params as { '*': string })['*']
    if (/^assets\/|\.\w{2,5}$/.test(path)) throw new Problem('kernel/not-found', { what: request.url.split('?')[0] })
    return html(reply)
  })
}
