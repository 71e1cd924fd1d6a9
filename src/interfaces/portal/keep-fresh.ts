import type { FastifyInstance } from 'fastify'
import { day_ms } from '../../kernel/index.ts'
import type { AnswerCache } from './answer-cache.ts'
import type { PortalOptions } from './site-context.ts'

const quiet_ms = 2000

/** Asks for the situation when something happened, at most once a second, and every so often when nothing is heard. */
export function keepFresh(app: FastifyInstance, cache: AnswerCache, options: PortalOptions, then: () => void): void {
  const { every_ms = 15_000, least_ms = 1000 } = options
  let timer: NodeJS.Timeout | undefined
  let last = Date.now()
  let closed = false
  let looking = false
  let heard = false
  const look = async () => {
    looking = true
    heard = false
    last = Date.now()
    if (await cache.refresh()) then()
    looking = false
    // Heard while it was asked: the answer may be from before.
    plan(heard ? least_ms : every_ms)
  }
  const plan = (wait_ms: number) => {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(look, wait_ms)
    timer.unref()
  }
  plan(every_ms)
  let loading: NodeJS.Timeout | undefined
  const reload = (wait_ms: number) => {
    if (closed) return
    clearTimeout(loading)
    loading = setTimeout(async () => {
      await cache.load().catch((error) => app.log.warn({ err: error }, 'portal: customers could not be read'))
      reload(day_ms)
    }, wait_ms)
    loading.unref()
  }
  reload(day_ms)
  // An import comes in pieces: customers are read again when it has been quiet for a moment.
  const stop = options.onChange?.((what) => {
    if (what === 'customers') return reload(quiet_ms)
    heard = true
    if (!looking) plan(Math.max(0, last + least_ms - Date.now()))
  })
  app.addHook('preClose', async () => {
    closed = true
    clearTimeout(timer)
    clearTimeout(loading)
    stop?.()
  })
}
