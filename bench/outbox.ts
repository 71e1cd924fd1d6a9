import { Logger, type Runner, run as runGraphile } from 'graphile-worker'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { at, type Database, transaction } from '../src/kernel/index.ts'
import { makeCopy } from '../src/kernel/testing/index.ts'
import type { Ack, Channel, Outgoing } from '../src/notices/channels/channel.ts'
import { claim } from '../src/notices/claim.ts'
import { record, type Said } from '../src/notices/results.ts'
import * as store from '../src/notices/store.ts'
import { deliver, tell, worker } from '../src/notices/testing/people.ts'
import { goal, printTable, times } from './table.ts'

/**
 * How fast messages are claimed and marked as sent, each durably: our outbox beside pg-boss and graphile-worker on the
 * same server, two workers each, each as fast as its manual makes it. Every side must end with all marked and none twice.
 * Ours is measured twice: claim and mark alone, as with the peers, and with all that sending is besides (addresses read,
 * texts made, acknowledgements one by one, the promise settled) on a channel that takes everything at once.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const scale = quick ? 0.1 : 1
  const ours = await onCopy((db) => claimAndMark(db, 400_000 * scale))
  const whole = await onCopy((db) => withEverything(db, 200_000 * scale))
  const graphile = await onCopy((db, url) => graphileWorker(db, url, 60_000 * scale))
  const boss = await onCopy((_, url) => pgBoss(url, 30_000 * scale))
  const row = (name: string, n: number, rate: number) => [
    name,
    n.toLocaleString('en'),
    Math.round(rate).toLocaleString('en'),
    times(ours / rate),
  ]
  printTable(
    ['claim and mark sent', 'messages', 'messages/s', 'ours is'],
    [
      row('notices', 400_000 * scale, ours),
      row('notices, with everything', 200_000 * scale, whole),
      row('graphile-worker', 60_000 * scale, graphile),
      row('pg-boss', 30_000 * scale, boss),
    ],
  )
  goal('at least 4 times graphile-worker', ours >= 4 * graphile, times(ours / graphile))
  goal('at least 10 times pg-boss', ours >= 10 * boss, times(ours / boss))
}

async function onCopy(use: (db: Database, url: string) => Promise<number>): Promise<number> {
  const copy = await makeCopy()
  try {
    return await use(copy.db, copy.url)
  } finally {
    await copy.drop()
  }
}

const now = at('2026-11-24 09:00')
const persons = (n: number) => Array.from({ length: n }, (_, i) => ({ sms: `+8491${String(i).padStart(7, '0')}` }))
const as = { actor: 'bench', corporations: '*' as const, now }

async function claimAndMark(db: Database, n: number): Promise<number> {
  const told = await tell(db, now, persons(n))
  const loop = async (name: string) => {
    for (;;) {
      const batches = await transaction(db, as, (ctx) =>
        claim(ctx, { channel: 1, lane: 1, worker: name, lease_s: 30, limit: 4 }),
      )
      if (batches.length === 0) return
      for (const batch of batches) {
        const said = batch.customer_ids.map(
          (_, ordinal): Said => ({ ordinal, outcome: 'accepted', provider_ids: [`m${ordinal}`] }),
        )
        await transaction(db, as, async (ctx) => {
          await store.holdLease(ctx, batch, name)
          await record(ctx, batch, said, true, new Map())
          await store.take(ctx, batch, name)
        })
      }
    }
  }
  const begun = performance.now()
  await Promise.all([loop('a'), loop('b')])
  const seconds = (performance.now() - begun) / 1000
  await exactly(db, told.notice_id, n)
  return n / seconds
}

async function withEverything(db: Database, n: number): Promise<number> {
  const told = await tell(db, now, persons(n))
  await db.pool.query('vacuum analyze customers.customer, customers.contact')
  const keys = new Set<string>()
  const channel: Channel = {
    name: 'sms',
    provider: 'bench',
    receipts: true,
    open: async () => {},
    onReceipt: () => {},
    close: async () => {},
    health: () => ({ state: 'ready', since: now }),
    async send(batch: readonly Outgoing[], onAck: (ack: Ack) => void) {
      for (const { key } of batch) {
        keys.add(key)
        onAck({ key, outcome: 'accepted', provider_ids: [key] })
      }
    },
  }
  const begun = performance.now()
  await deliver(worker(db, [channel], () => now))
  const seconds = (performance.now() - begun) / 1000
  if (keys.size !== n) throw new Error(`${keys.size} sent of ${n}`)
  await exactly(db, told.notice_id, n)
  return n / seconds
}

async function exactly(db: Database, notice_id: number, n: number): Promise<void> {
  const { rows } = await db.pool.query(
    `select (select sum(sent) from notices.result where notice_id = $1)::integer as sent, (select count(*) from notices.pending)::integer as left,
      (select count(distinct (batch_no, o)) from notices.result, unnest(ordinals) o where notice_id = $1)::integer as marked`,
    [notice_id],
  )
  if (rows[0].sent !== n || rows[0].marked !== n || rows[0].left !== 0)
    throw new Error(`${JSON.stringify(rows[0])} of ${n}`)
}

async function graphileWorker(db: Database, connectionString: string, n: number): Promise<number> {
  await db.pool.query(`create extension if not exists pgcrypto`).catch(() => {})
  const pool = new pg.Pool({ connectionString, max: 24 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  let done = 0
  const ended = Promise.withResolvers<void>()
  let runner: Runner | undefined
  try {
    const settings = {
      pgPool: pool,
      schema: 'peer_worker',
      noHandleSignals: true,
      logger: new Logger(() => () => {}),
      concurrency: 24,
      pollInterval: 100,
      taskList: {
        send: async () => {
          if (++done === n) ended.resolve()
        },
      },
      // What its manual recommends for throughput: fetch and complete by the batch
      preset: {
        worker: { concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      },
    }
    const first = await runGraphile({ ...settings, taskList: { nothing: async () => {} } })
    await first.stop()
    await pool.query(
      `select peer_worker.add_job('send', json_build_object('n', i)) from generate_series(1, $1::integer) i`,
      [n],
    )
    await pool.query('vacuum analyze')
    const begun = performance.now()
    runner = await runGraphile(settings)
    await ended.promise
    await runner.stop()
    const seconds = (performance.now() - begun) / 1000
    const { rows } = await pool.query('select count(*)::integer as left from peer_worker.jobs')
    if (done !== n || rows[0].left !== 0) throw new Error(`graphile-worker: ${done} done, ${rows[0].left} left of ${n}`)
    return n / seconds
  } finally {
    await pool.end()
  }
}

async function pgBoss(connectionString: string, n: number): Promise<number> {
  const boss = new PgBoss({ connectionString, schema: 'peer_boss', supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  try {
    await boss.createQueue('send')
    for (let at = 0; at < n; at += 5_000) {
      await boss.insert(
        'send',
        Array.from({ length: Math.min(5_000, n - at) }, (_, i) => ({ data: { n: at + i } })),
      )
    }
    let done = 0
    const loop = async () => {
      for (;;) {
        const jobs = await boss.fetch('send', { batchSize: 500 })
        if (jobs.length === 0) return
        await boss.complete(
          'send',
          jobs.map((job) => job.id),
        )
        done += jobs.length
      }
    }
    const begun = performance.now()
    await Promise.all([loop(), loop()])
    const seconds = (performance.now() - begun) / 1000
    if (done !== n) throw new Error(`pg-boss: ${done} of ${n}`)
    return n / seconds
  } finally {
    await boss.stop({ graceful: false })
  }
}
