import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Context, drain, publish, transaction } from '../../../kernel/index.ts'
import { makeCopy } from '../../../kernel/testing/index.ts'
import { ensureCorporation } from '../../../organisation/index.ts'
import { listOf } from './address.ts'
import { hear } from './hear.ts'
import { events, jobs } from './jobs.ts'
import { receiver } from './receiver-for-tests.ts'
import { end, register, resume, test as sendTest } from './register.ts'
import { sendDue } from './send.ts'
import { deliveriesOf, failing, lock, webhooks } from './store.ts'

const allowed = { private: listOf('127.0.0.1') }
const hour_ms = 3_600_000

describe('webhooks', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let there: Awaited<ReturnType<typeof receiver>>
  let clock = new Date('2026-11-24T02:00:00Z')
  let corporation = 0
  let n = 0
  const as = <T>(use: (ctx: Context) => Promise<T>, corporations: '*' | number[] = '*') =>
    transaction(copy.db, { actor: 'quan', corporations, now: clock }, use)
  const later = (ms: number) => (clock = new Date(clock.getTime() + ms))
  const send = (timeout_ms = 300) => sendDue(copy.db, { now: () => clock, allowed, timeout_ms, rest_ms: 0 })
  /** Something happens and is heard, as the worker does it. */
  const happens = (type: 'outage.announced' | 'fault.recorded' = 'outage.announced', corporation_id = corporation) =>
    as(async (ctx) => {
      const event = { id: ++n, name: type, corporation_id, about: ctx.newId(), payload: { code: `C${n}` } }
      await hear(type)(ctx, { ...event, published_at: clock })
      return event
    })
  const made = (given: { url?: string; events?: string[]; corporation?: string } = {}) =>
    as((ctx) => register(ctx, { corporation: 'AA', url: there.url, events: ['*'], ...given }, allowed))
  const sent = (id: string) =>
    as(async (ctx) => (await deliveriesOf(ctx, (await lock(ctx, id))!, { limit: 100 })).reverse())

  before(async () => {
    copy = await makeCopy()
    corporation = (await as((ctx) => ensureCorporation(ctx, 'AA'))).id
    await as((ctx) => ensureCorporation(ctx, 'BB'))
  })
  beforeEach(async () => {
    await there?.close()
    there = await receiver()
    for (const { id } of await as(webhooks)) await as((ctx) => end(ctx, id))
    later(hour_ms)
  })
  after(async () => {
    await there?.close()
    await copy?.drop()
  })

  it('from the event in its transaction to the receiver, signed, by the background worker', async () => {
    process.env.WEBHOOK_PRIVATE = '127.0.0.1'
    try {
      const { id, secret } = await made({ events: ['outage.partly_restored'] })
      const about = '01890000-0000-7000-8000-000000000001'
      await transaction(copy.db, { actor: 'lan', corporations: '*' }, async (ctx) => {
        // started is not asked for, and our own name of a step is not the contract's
        for (const name of ['outage.started', 'outage.step'])
          await publish(ctx, name, { corporation_id: corporation, about, payload: { code: 'K1', customers: 200 } })
      })
      assert.equal(there.received.length, 0)
      await drain(copy.db, { events, jobs, schedule: {} })
      assert.equal(there.received.length, 1)
      const { headers, body, path } = there.received[0]!
      assert.equal(path, '/hook')
      assert.match(headers['content-type']!, /^application\/json/)
      const { type, timestamp, data } = JSON.parse(body)
      assert.deepEqual([type, data.id, data.corporation, data.customers], ['outage.partly_restored', about, 'AA', 200])
      assert.match(timestamp, /\+07:00$/)
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(signed)
        .digest('base64')
      assert.equal(headers['webhook-signature'], `v1,${mac}`)
      assert.ok(Math.abs(Number(headers['webhook-timestamp']) * 1000 - Date.now()) < 60_000)
      const [row] = await sent(id)
      assert.deepEqual(
        [row!.id, row!.state, row!.attempts, row!.last_status],
        [headers['webhook-id'], 'delivered', 1, 204],
      )
    } finally {
      delete process.env.WEBHOOK_PRIVATE
    }
  })

  it('an event heard twice is sent once; other corporations and other events are not sent', async () => {
    const { id } = await made({ events: ['outage.announced'] })
    const other = await made({ corporation: 'BB' })
    const event = await happens()
    await as((ctx) => hear('outage.announced')(ctx, { ...event, published_at: clock }))
    await happens('fault.recorded')
    await Promise.all([send(), send(), send()])
    assert.equal(there.received.length, 1)
    assert.deepEqual([(await sent(id)).length, (await sent(other.id)).length], [1, 0])
  })

  it('tries again after failures of every kind, under the same id and a new signature', async () => {
    const { id } = await made()
    await happens()
    const failures: [Parameters<typeof there.answers>[0], number | null, RegExp][] = [
      [(r) => r.writeHead(500).end('no'), 500, /HTTP 500/],
      [() => {}, null, /no answer in 0\.3 s/],
      [(_, request) => request.socket.destroy(), null, /hang up|ECONNRESET/],
      [(r) => r.writeHead(302, { location: `http://127.0.0.1:${there.port}/elsewhere` }).end(), 302, /HTTP 302/],
    ]
    for (const [answer, status, error] of failures) {
      there.answers(answer)
      await send()
      const [row] = await sent(id)
      assert.deepEqual([row!.state, row!.last_status], ['waiting', status])
      assert.match(row!.last_error!, error)
      const count = there.received.length
      await send()
      assert.equal(there.received.length, count, 'not before its time')
      later(row!.next_at.getTime() - clock.getTime())
    }
    await there.close()
    await send()
    assert.match((await sent(id))[0]!.last_error!, /ECONNREFUSED/)
    later(hour_ms)
    there = await receiver()
    await as((ctx) => ctx.tx.updateTable('exchange.webhook').set({ url: there.url }).where('id', '=', id).execute())
    await send()
    const [row] = await sent(id)
    assert.deepEqual([row!.state, row!.attempts, row!.last_error], ['delivered', 6, null])
    assert.equal(there.received[0]!.headers['webhook-id'], row!.id)
    assert.equal(there.received[0]!.headers['webhook-timestamp'], String(Math.floor(clock.getTime() / 1000)))
  })

  it('a slow receiver keeps no other waiting', async () => {
    const quick = await receiver()
    try {
      await made()
      const { id } = await made({ url: quick.url })
      there.answers(() => {})
      for (let i = 0; i < 4; i++) await happens()
      const sending = send(3000)
      const began = performance.now()
      while (quick.received.length < 4 && performance.now() - began < 2500) await new Promise((d) => setTimeout(d, 20))
      assert.equal(quick.received.length, 4)
      // what happens while the slow one is waited for goes out too
      await happens()
      await send(3000)
      while (quick.received.length < 5 && performance.now() - began < 2500) await new Promise((d) => setTimeout(d, 20))
      assert.equal(quick.received.length, 5)
      await sending
      assert.ok((await sent(id)).every((row) => row.state === 'delivered'))
    } finally {
      await quick.close()
    }
  })

  it('given up after a day; five in a row pause it with an alarm, and what happens meanwhile waits', async () => {
    const { id } = await made()
    there.answers((r) => r.writeHead(503).end())
    for (let i = 0; i < 5; i++) await happens()
    await send()
    assert.deepEqual(await as(failing), [])
    later(25 * hour_ms)
    await send()
    assert.deepEqual(
      (await sent(id)).map((row) => [row.state, row.attempts]),
      Array(5).fill(['given_up', 2]),
    )
    const [alarm] = await as(failing)
    assert.deepEqual([alarm!.id, alarm!.given_up, alarm!.paused_because], [id, 5, 'given_up'])
    await happens()
    const count = there.received.length
    later(48 * hour_ms)
    await send()
    assert.equal(there.received.length, count, 'nothing is sent while it is paused')
    await assert.rejects(
      as((ctx) => sendTest(ctx, id)),
      { code: 'exchange/webhook-paused' },
    )
    there.answers((r) => r.writeHead(200).end())
    await as((ctx) => resume(ctx, id))
    await send()
    assert.equal((await sent(id)).at(-1)!.state, 'delivered')
    assert.deepEqual(await as(failing), [])
  })

  it('where everything fails it is left alone for a moment, however much happens', async () => {
    const { id } = await made()
    there.answers((r) => r.writeHead(500).end())
    for (let i = 0; i < 20; i++) {
      await happens()
      await sendDue(copy.db, { now: () => clock, allowed, rest_ms: 60_000 })
    }
    assert.equal(there.received.length, 1)
    assert.equal((await sent(id)).length, 20)
  })

  it('410 pauses at once; a delivery that arrives ends the counting', async () => {
    const { id } = await made()
    there.answers((r) => r.writeHead(410).end())
    await happens()
    await send()
    assert.equal((await as(failing))[0]!.paused_because, 'gone')
    there.answers((r) => r.writeHead(204).end())
    await as((ctx) => resume(ctx, id))
    await send()
    assert.equal((await sent(id))[0]!.state, 'delivered')
  })

  it('what a worker that died had in hand is sent once its lease is over', async () => {
    const { id } = await made()
    await happens()
    await as((ctx) =>
      ctx.tx
        .updateTable('exchange.delivery')
        .set({ leased_until: later(0) })
        .execute(),
    )
    clock = new Date(clock.getTime() - 1)
    await send()
    assert.equal(there.received.length, 0)
    later(1)
    await send()
    assert.deepEqual([there.received.length, (await sent(id))[0]!.state], [1, 'delivered'])
  })

  it('a name that leads inside is not followed, whatever was registered', async () => {
    const { id } = await made({ url: `https://localhost:${there.port}/` })
    await happens()
    await sendDue(copy.db, { now: () => clock, allowed: { private: listOf() } })
    assert.equal(there.received.length, 0)
    assert.match((await sent(id))[0]!.last_error!, /not a public address/)
    const { id: literal } = await made()
    await happens()
    await sendDue(copy.db, { now: () => clock, allowed: { private: listOf() } })
    assert.match((await sent(literal))[0]!.last_error!, /127\.0\.0\.1: not a public address/)
    await assert.rejects(
      as((ctx) => register(ctx, { corporation: 'AA', url: there.url, events: ['*'] }, { private: listOf() })),
      { code: 'exchange/webhook-address' },
    )
  })

  it('another corporation’s webhook is not there, and none is made for it', async () => {
    const { id } = await made()
    const other = await as((ctx) => ensureCorporation(ctx, 'BB'))
    const theirs = <T>(use: (ctx: Context) => Promise<T>) => as(use, [other.id])
    assert.deepEqual(await theirs(webhooks), [])
    for (const use of [end, resume, sendTest])
      await assert.rejects(
        theirs((ctx) => use(ctx, id) as Promise<unknown>),
        { code: 'exchange/no-webhook' },
      )
    await assert.rejects(
      theirs((ctx) => register(ctx, { corporation: 'AA', url: 'https://x.example/', events: ['*'] }, allowed)),
      { code: 'organisation/not-yours' },
    )
  })
})
