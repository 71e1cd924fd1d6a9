import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'
import { type Database, transaction } from '../../kernel/index.ts'
import { waiting } from '../../notices/index.ts'
import type { Live } from './live.ts'

/** A figure that a room knows and the operator watches; read at most once a second. */
export interface Gauge {
  name: string
  help: string
  read: (db: Database) => Promise<{ labels?: Record<string, string>; value: number }[]>
}

const bounds_s = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Durations {
  buckets: number[]
  sum: number
  count: number
}

/**
 * Prometheus text (version 0.0.4), written by hand: four kinds of line. Requests by route pattern (never by url: ids
 * would make a series each), event loop lag over the last ten seconds, memory, the pool, queues.
 */
export function metrics(app: FastifyInstance, from: { db: Database; live: Live; gauges: readonly Gauge[] }): void {
  const requests = new Map<string, Durations>()
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const key = `method="${request.method}",route="${escaped(route)}",status="${reply.statusCode}"`
    let d = requests.get(key)
    if (!d) requests.set(key, (d = { buckets: new Array(bounds_s.length).fill(0), sum: 0, count: 0 }))
    const s = reply.elapsedTime / 1000
    d.sum += s
    d.count += 1
    for (let i = bounds_s.length - 1; i >= 0 && s <= bounds_s[i]!; i -= 1) d.buckets[i]! += 1
  })

  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let lag = { p50: 0, p99: 0, max: 0 }
  const window = setInterval(() => {
    const s = (ns: number) => Math.max(0, ns / 1e9 - 0.01) // the timer's own 10 ms are in what it measures
    lag = { p50: s(delay.percentile(50)), p99: s(delay.percentile(99)), max: s(delay.max) }
    delay.reset()
  }, 10_000)
  window.unref()
  app.addHook('onClose', async () => {
    clearInterval(window)
    delay.disable()
  })

  let read: { at: number; text: Promise<string> } | undefined
  const gauges = (): Promise<string> => {
    if (!read || Date.now() - read.at > 1000) read = { at: Date.now(), text: readGauges(from.db, from.gauges) }
    return read.text
  }

  app.get('/metrics', { config: { quiet: true } }, async (_request, reply) => {
    const { db, live } = from
    const memory = process.memoryUsage()
    const text = [
      single('process_resident_memory_bytes', 'gauge', 'Memory of the process', memory.rss),
      single('nodejs_heap_used_bytes', 'gauge', 'Used heap', memory.heapUsed),
      single(
        'process_cpu_seconds_total',
        'counter',
        'CPU time',
        process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      ),
      single(
        'process_start_time_seconds',
        'gauge',
        'Start of the process',
        Math.round(Date.now() / 1000 - process.uptime()),
      ),
      series('nodejs_eventloop_lag_seconds', 'gauge', 'Event loop lag over the last ten seconds', [
        ['quantile="0.5"', lag.p50],
        ['quantile="0.99"', lag.p99],
        ['quantile="1"', lag.max],
      ]),
      series('sangden_database_connections', 'gauge', 'Connections of the pool, and requests that wait for one', [
        ['state="open"', db.pool.totalCount],
        ['state="idle"', db.pool.idleCount],
        ['state="waited_for"', db.pool.waitingCount],
      ]),
      single('sangden_live_viewers', 'gauge', 'Open pages that listen to events', live.viewers.size),
      single('sangden_live_connected', 'gauge', '1 while events are listened to', live.connected ? 1 : 0),
      durations(requests),
      await gauges(),
    ].join('')
    return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(text)
  })
}

/** What every installation has: coarse jobs and events that wait, by name. */
export const jobGauges: Gauge[] = [
  {
    name: 'sangden_jobs',
    help: 'Background jobs: ready now, to come, and given up after their last try',
    read: async (db) => {
      const { rows } = await db.pool.query<{ task: string; state: string; n: number }>(`
        select task_identifier as task, count(*)::integer as n,
          case when attempts >= max_attempts then 'failed' when run_at <= now() then 'ready' else 'later' end as state
        from graphile_worker.jobs group by 1, 3`)
      return rows.map((r) => ({ labels: { task: r.task, state: r.state }, value: r.n }))
    },
  },
  {
    name: 'sangden_jobs_oldest_seconds',
    help: 'How long the oldest ready job has waited',
    read: async (db) => {
      const { rows } = await db.pool.query<{ s: number }>(`
        select coalesce(extract(epoch from max(now() - run_at)), 0)::float8 as s
        from graphile_worker.jobs where run_at <= now() and attempts < max_attempts and locked_at is null`)
      return [{ value: rows[0]!.s }]
    },
  },
  {
    name: 'sangden_events_total',
    help: 'Events published so far',
    read: (db) =>
      transaction(db, { actor: 'system', corporations: '*' }, async (ctx) => {
        const row = await ctx.tx
          .selectFrom('kernel.event')
          .select((e) => e.fn.max('id').as('id'))
          .executeTakeFirst()
        return [{ value: Number(row?.id ?? 0) }]
      }),
  },
]

const everyMessage = (db: Database) => transaction(db, { actor: 'system', corporations: '*' }, waiting)

/** The outbox of messages, by channel: a provider that is slow or away shows here first. */
export const messageGauges: Gauge[] = [
  {
    name: 'sangden_message_batches_waiting',
    help: 'Batches of messages (at most 500 each) still to be sent',
    read: async (db) => (await everyMessage(db)).map((w) => ({ labels: { channel: w.channel }, value: w.batches })),
  },
  {
    name: 'sangden_message_oldest_seconds',
    help: 'How long the oldest message has waited to be sent',
    read: async (db) => (await everyMessage(db)).map((w) => ({ labels: { channel: w.channel }, value: w.oldest_s })),
  },
]

async function readGauges(db: Database, gauges: readonly Gauge[]): Promise<string> {
  let up = 1
  const read = await Promise.all(
    gauges.map(async (g) => {
      try {
        const rows = await g.read(db)
        return series(
          g.name,
          'gauge',
          g.help,
          rows.map((r) => [labels(r.labels), r.value]),
        )
      } catch {
        up = 0 // the figures are left out, not guessed; this line says so
        return ''
      }
    }),
  )
  return read.join('') + single('sangden_database_up', 'gauge', '1 when every figure of the database could be read', up)
}

const labels = (given: Record<string, string> = {}): string =>
  Object.entries(given)
    .map(([k, v]) => `${k}="${escaped(v)}"`)
    .join(',')

const escaped = (text: string): string => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))

function series(name: string, type: 'gauge' | 'counter', help: string, rows: (readonly [string, number])[]): string {
  if (rows.length === 0) return ''
  const lines = rows.map(([l, v]) => `${name}${l ? `{${l}}` : ''} ${v}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

const single = (name: string, type: 'gauge' | 'counter', help: string, value: number): string =>
  series(name, type, help, [['', value]])

function durations(requests: Map<string, Durations>): string {
  const name = 'http_request_duration_seconds'
  const lines = [`# HELP ${name} Duration of requests by route\n# TYPE ${name} histogram\n`]
  for (const [key, d] of requests) {
    for (const [i, le] of bounds_s.entries()) lines.push(`${name}_bucket{${key},le="${le}"} ${d.buckets[i]}\n`)
    lines.push(
      `${name}_bucket{${key},le="+Inf"} ${d.count}\n${name}_sum{${key}} ${d.sum}\n${name}_count{${key}} ${d.count}\n`,
    )
  }
  return lines.join('')
}
