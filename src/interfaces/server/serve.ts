import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { oidcSettings } from '../../access/index.ts'
import { type Database, type Language, Problem, say, transaction } from '../../kernel/index.ts'
import { startDelivering } from '../../notices/index.ts'
import { openDatabase } from '../cli/open-database.ts'
import { smsIntake } from '../exchange/intake/sms.ts'
import { intakeSettings, startIntake } from '../exchange/intake/start.ts'
import { buildServer, type ServerOptions } from './build.ts'
import { firstAdministrator, firstLinkText, signInsFile, signInsTable, signInsToTry } from './first-start.ts'
import { keepDatabase, keepWorker, leaveDatabase } from './keep.ts'
import { backgroundIn } from './rooms.ts'

export interface ServeOptions {
  port: number
  dataDir: string
  /** Without the demo country and its sign-ins. */
  empty: boolean
  roles?: readonly ('web' | 'worker')[]
  /** Interface to listen on: HOST, else localhost (this machine only). */
  host?: string
  language?: Language
  /** Makes the demo country where it is not there yet; called before the first page is served, not with `empty`. */
  demo?: (db: Database, say: (line: string) => void) => Promise<void>
  /** Lines for a person. */
  say?: (line: string) => void
  logger?: ServerOptions['logger']
  portal?: ServerOptions['portal']
  /** Stop on SIGINT and SIGTERM (the CLI does); tests stop by hand. */
  signals?: boolean
}

export interface Serving {
  url: string
  app: FastifyInstance | undefined
  /** Ends requests, streams and running jobs, then the database that we brought. */
  stop: () => Promise<void>
  /** Resolved once everything has stopped. */
  stopped: Promise<void>
}

/** Requests that are still running when we stop get so long. */
const patience_ms = 10_000

/**
 * Runs the server: web pages and API, background work, or both in one process. Resolved when the first page can be
 * asked for.
 * @throws Problem `server/port-taken`, `server/port-refused`, `access/oidc-settings`, `kernel/database-…`
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { port, dataDir, language = 'vi' } = options
  const roles = options.roles ?? ['web', 'worker']
  const host = options.host ?? process.env.HOST ?? 'localhost'
  const tell = options.say ?? ((line) => process.stderr.write(`${line}\n`))
  const words = say('server', language)
  if (roles.includes('web')) await requirePort(port, host) // before a minute of set-up, not after it
  oidcSettings(process.env) // refused now, not at the first sign-in
  await mkdir(dataDir, { recursive: true })
  const db = await openDatabase(dataDir, tell)
  const brought = !process.env.DATABASE_URL
  const ending: (() => unknown)[] = [() => (brought ? leaveDatabase(db, dataDir) : db.close())]
  const stopAll = once(async () => {
    for (const end of ending) await end()
  })
  try {
    const as = { actor: 'system', corporations: '*' as const, language }
    if (!options.empty) await options.demo?.(db, tell)
    const toTry = options.empty ? undefined : await transaction(db, as, (ctx) => signInsToTry(ctx, dataDir))
    const first = await transaction(db, as, firstAdministrator)

    let app: FastifyInstance | undefined
    let log: Pick<FastifyBaseLogger, 'warn'> = pino()
    let url = `http://${shown(host)}:${port}`
    if (roles.includes('web')) {
      app = await buildServer({
        db,
        dataDir,
        logger: options.logger,
        trustProxy: process.env.TRUST_PROXY ?? false,
        portal: options.portal,
      })
      const server = app
      log = server.log
      ending.unshift(() => closeSoon(server))
      await listen(app, port, host)
      const address = app.server.address()
      if (address !== null && typeof address === 'object') url = `http://${shown(host)}:${address.port}`
    }
    if (roles.includes('worker')) {
      const worker = keepWorker(db, backgroundIn(dataDir), log)
      ending.unshift(() => worker.stop())
      const delivering = await startDelivering(db, {
        dataDir,
        onMessage: smsIntake(db, intakeSettings(process.env)),
        onError: (error) => log.warn({ err: error }, 'messages could not be sent'),
      })
      ending.unshift(() => delivering.stop())
      const intake = await startIntake(db, delivering, {
        env: process.env,
        onError: (error) => log.warn({ err: error }, 'a message could not be taken or answered'),
      })
      ending.unshift(() => intake.stop())
      if (!roles.includes('web')) tell(words('serve.worker'))
    }
    if (brought) {
      const kept = keepDatabase(db, dataDir, log)
      ending.unshift(() => kept.stop())
    }
    if (first) tell(`\n${firstLinkText(first, url, language)}`)
    if (toTry) tell(`\n${words('serve.sign-ins', { file: signInsFile(dataDir) })}\n${signInsTable(toTry, language)}`)
    else if (!options.empty) tell(words('serve.sign-ins-again', { file: signInsFile(dataDir) }))
    if (app) tell(words('serve.ready', { url }))

    let settled: () => void = () => {}
    const stopped = new Promise<void>((resolve) => (settled = resolve))
    const stop = once(async () => {
      tell(words('serve.stop'))
      await stopAll()
      tell(words('serve.stopped'))
      settled()
    })
    if (options.signals) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
    return { url, app, stop, stopped }
  } catch (error) {
    await stopAll().catch(() => {})
    throw error
  }
}

/** Closing waits for running requests; after ten seconds their connections are cut. */
async function closeSoon(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), patience_ms)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}

async function listen(app: FastifyInstance, port: number, host: string): Promise<void> {
  try {
    await app.listen({ port, host })
  } catch (error) {
    throw await portProblem(error, port, host)
  }
}

/** @throws Problem `server/port-taken` or `server/port-refused`, naming a port that is free */
async function requirePort(port: number, host: string): Promise<void> {
  if (port === 0) return
  const error = await tryPort(port, host)
  if (error) throw await portProblem(error, port, host)
}

async function portProblem(error: unknown, port: number, host: string): Promise<unknown> {
  const { code } = error as { code?: string }
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  let other = Math.max(port, 1023) + 1
  for (let tries = 0; tries < 50 && (await tryPort(other, host)); tries += 1) other += 1
  return new Problem(code === 'EACCES' ? 'server/port-refused' : 'server/port-taken', {
    port: String(port), // as digits: 8080, not 8.080
    other: String(other),
  })
}

function tryPort(port: number, host: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', resolve)
    probe.listen({ port, host }, () => probe.close(() => resolve(undefined)))
  })
}

const shown = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= run())
}
