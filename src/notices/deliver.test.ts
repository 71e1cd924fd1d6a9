import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { at, type Context, type Database, transaction } from '../kernel/index.ts'
import { makeCopy } from '../kernel/testing/index.ts'
import { page } from '../promises/index.ts'
import { calls, recordCall } from './calls.ts'
import { Smpp } from './channels/smpp.ts'
import { type Smsc, smsc } from './channels/smpp-server.ts'
import { Spool } from './channels/spool.ts'
import { claim } from './claim.ts'
import { receive } from './receipts.ts'
import { record, settleLeft, settleNotice } from './results.ts'
import { SentNames } from './sent-names.ts'
import { accepts, answering } from './testing/answering.ts'
import { deliver, type Person, type Told, tell, worker } from './testing/people.ts'
import { summaryOf, toldOf } from './told.ts'

const phone = (n: number, prefix = '91') => `+84${prefix}${String(n).padStart(7, '0')}`
const sms = (n: number, more: Partial<Person> = {}): Person => ({ sms: phone(n), ...more })
const many = (n: number, make: (i: number) => Person = sms) => Array.from({ length: n }, (_, i) => make(i))
const now = at('2026-11-24 09:00')
const later = (seconds: number) => () => new Date(now.getTime() + seconds * 1000)

describe('sending what is due', () => {
  let db: Database
  let drop: () => Promise<void>
  let folder: string
  before(async () => {
    const copy = await makeCopy()
    db = copy.db
    drop = copy.drop
    folder = mkdtempSync(join(tmpdir(), 'outbox-'))
  })
  after(async () => {
    await drop()
    rmSync(folder, { recursive: true })
  })
  const as = <T>(use: Parameters<typeof transaction<T>>[2], time = now) =>
    transaction(db, { actor: 'test', corporations: '*', now: time }, use)
  const summary = (told: Told) => as((ctx) => summaryOf(ctx, told.about))
  const promise = async (told: Told) => {
    const { promise: p } = await as((ctx) => page(ctx, told.promise_id))
    return [p.kept, p.broken, p.customers - p.kept - p.broken - p.released]
  }
  const pending = async () => (await db.pool.query('select * from notices.pending order by notice_id, batch_no')).rows
  const clear = () => db.pool.query('delete from notices.pending')

  it('gathers a notice into batches of one channel and language, at most 500 and each customer once', async () => {
    const told = await tell(
      db,
      now,
      many(1203, (i) =>
        i < 1001
          ? sms(i)
          : i < 1100
            ? sms(i, { language: 'en' })
            : i < 1150
              ? { email: `k${i}@x.vn` }
              : i < 1200
                ? { prefers: 'letter' }
                : {},
      ),
    )
    const { rows } = await db.pool.query('select * from notices.batch where notice_id = $1 order by batch_no', [
      told.notice_id,
    ])
    const shape = rows.map((b) => `${b.channel}/${b.language}: ${b.customer_ids.length}`).sort()
    assert.deepEqual(shape, ['0/0: 3', '1/0: 1', '1/0: 500', '1/0: 500', '1/1: 99', '2/0: 50', '4/0: 50'])
    for (const b of rows) {
      assert.deepEqual(
        b.customer_ids,
        [...b.customer_ids].sort((x: number, y: number) => x - y),
      )
      assert.deepEqual([b.first_customer, b.last_customer], [b.customer_ids[0], b.customer_ids.at(-1)])
    }
    assert.deepEqual(
      rows.flatMap((b) => b.customer_ids).sort((x, y) => x - y),
      told.ids,
    )
    assert.deepEqual(
      (await pending()).map((p) => p.channel).sort(),
      [1, 1, 1, 1, 2],
      'letters and nobody’s channel are people’s work',
    )
    assert.deepEqual(await summary(told), { queued: 1200, sent: 0, delivered: 0, failed: 3 })
    const list = await as((ctx) => calls(ctx, { about: told.about, limit: 1000 }))
    assert.deepEqual(Object.groupBy(list, (c) => c.reason).no_contact?.length, 3)
    assert.deepEqual(Object.groupBy(list, (c) => c.reason).letter?.length, 50)
    await clear()
  })

  it('nobody told is no notice lost: an empty relation makes an empty notice', async () => {
    const told = await tell(db, now, [])
    assert.equal(told.messages, 0)
    assert.deepEqual(await summary(told), { queued: 0, sent: 0, delivered: 0, failed: 0 })
  })

  it('writes each message once where nothing is configured, keeps the promise, and has nothing left to do', async () => {
    const told = await tell(
      db,
      now,
      many(620, (i) => (i % 31 === 0 ? { email: `k${i}@x.vn` } : sms(i))),
    )
    const spools = [new Spool('sms', folder), new Spool('email', folder)]
    for (const spool of spools) await spool.open()
    const mine = worker(db, spools, () => now)
    assert.equal(await deliver(mine), 620)
    assert.equal(await deliver(mine), 0)
    const lines = readdirSync(join(folder, 'sms')).flatMap((f) =>
      readFileSync(join(folder, 'sms', f), 'utf8')
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l)),
    )
    assert.equal(new Set(lines.map((l) => l.to)).size, 600)
    assert.equal(lines.length, 600)
    assert.match(
      lines[0].text,
      /^C\d+X\d+: Ngung cap dien thu Ba 1\/12, 09:00-13:00\. KH C\d+X?\d+, So \d+ Dong Da\. Ly do: Bao duong\. Hoi 19001288 https:\/\/dien\.example\/kh\/\w+$/,
    )
    assert.equal(
      readdirSync(join(folder, 'email'), { recursive: true }).filter((f) => String(f).endsWith('.eml')).length,
      20,
    )
    assert.deepEqual(await summary(told), { queued: 0, sent: 620, delivered: 0, failed: 0 })
    assert.deepEqual(await promise(told), [620, 0, 0], 'without receipts, taken is told')
    assert.deepEqual(await pending(), [])
    for (const spool of spools) await spool.close()
  })

  it('told after the deadline, the promise is broken for those and no others', async () => {
    const told = await tell(db, now, many(30), { due: later(60)() })
    const times = [now, now, later(3600)()]
    const half = answering('sms', (out) =>
      Number(out.key.split('-').at(-1)) < 20 || times.length === 1
        ? { outcome: 'accepted' }
        : { outcome: 'retry', reason: 'busy' },
    )
    await deliver(worker(db, [half], () => now))
    assert.deepEqual(await promise(told), [20, 0, 10])
    times.length = 1
    await deliver(worker(db, [half], later(3600)))
    assert.deepEqual(await promise(told), [20, 10, 0])
  })

  it('a lot that is written first and committed last is counted too', async () => {
    const told = await tell(db, now, [sms(1), sms(2, { language: 'en' })])
    const ref = { corporation_id: told.corporation_id, notice_id: told.notice_id }
    const taken = async (ctx: Context, batch_no: number) => {
      await record(ctx, { ...ref, batch_no }, [{ ordinal: 0, outcome: 'accepted' }], false, new Map())
    }
    const first = Promise.withResolvers<void>()
    const second = Promise.withResolvers<void>()
    const slow = as(async (ctx) => {
      await taken(ctx, 1)
      first.resolve()
      await second.promise
      await settleNotice(ctx, told.corporation_id, told.notice_id)
    })
    await first.promise
    await as(async (ctx) => {
      await taken(ctx, 2)
      await settleNotice(ctx, told.corporation_id, told.notice_id)
    })
    second.resolve()
    await slow
    assert.deepEqual(await promise(told), [2, 0, 0])
    await clear()
  })

  it('what must wait is tried again later and later, the rest of the batch is not sent again', async () => {
    const told = await tell(db, now, many(5))
    let busy = true
    const channel = answering('sms', (out) =>
      busy && out.key.endsWith('-3') ? { outcome: 'retry', reason: 'throttled' } : { outcome: 'accepted' },
    )
    await deliver(worker(db, [channel], () => now))
    assert.deepEqual(await summary(told), { queued: 1, sent: 4, delivered: 0, failed: 0 })
    const waits: number[] = []
    for (let time = now, i = 0; i < 4; i++) {
      const [row] = await pending()
      waits.push((row.not_before.getTime() - time.getTime()) / 1000)
      assert.equal(await deliver(worker(db, [channel], () => new Date(row.not_before.getTime() - 1))), 0)
      time = row.not_before
      await deliver(worker(db, [channel], () => time))
    }
    assert.deepEqual(waits, [15, 30, 60, 120])
    busy = false
    await deliver(worker(db, [channel], later(3600)))
    assert.equal(channel.sent.length, 5 + 5, 'only the fifth came again')
    assert.deepEqual(await summary(told), { queued: 0, sent: 5, delivered: 0, failed: 0 })
  })

  it('who is not reached goes to the next channel at once, then to the list of calls; a call keeps the promise', async () => {
    const told = await tell(db, now, [
      sms(0),
      sms(1, { email: 'a@x.vn' }),
      sms(2, { email: 'b@x.vn', push: '{}' }),
      { email: 'c@x.vn', sms: phone(3), prefers: 'email' },
    ])
    const text = answering('sms', (out) =>
      out.to === phone(1) || out.to === phone(0) || out.to === phone(2)
        ? { outcome: 'unreachable', reason: 'number_invalid' }
        : accepts(),
    )
    const mail = answering('email', (out) =>
      out.to === 'a@x.vn' ? accepts() : { outcome: 'refused', reason: 'mailbox_unknown' },
    )
    const mine = worker(db, [text, mail], () => now)
    for (let more = 1; more > 0; ) more = (await deliver(mine)) + (await pending()).filter((p) => p.channel < 3).length
    assert.deepEqual(text.sent.map((o) => o.to).sort(), [phone(0), phone(1), phone(2), phone(3)])
    assert.deepEqual(mail.sent.map((o) => o.to).sort(), ['a@x.vn', 'b@x.vn', 'c@x.vn'])
    assert.deepEqual(
      (await pending()).map((p) => p.channel),
      [3],
      'the third one’s app is still to be tried',
    )
    assert.deepEqual(await summary(told), { queued: 1, sent: 2, delivered: 0, failed: 1 })
    assert.deepEqual(await promise(told), [2, 0, 2])
    const [call] = await as((ctx) => calls(ctx, { about: told.about }))
    assert.deepEqual([call!.customer_id, call!.phone, call!.reason], [told.ids[0], phone(0), 'number_invalid'])
    await as((ctx) => recordCall(ctx, { ...call!, reached: true }))
    assert.deepEqual(await promise(told), [3, 0, 1])
    assert.deepEqual(await summary(told), { queued: 1, sent: 3, delivered: 1, failed: 0 })
    await assert.rejects(
      as((ctx) => recordCall(ctx, { ...call!, reached: true })),
      { code: 'notices/called-already' },
    )
    const again = await as(async (ctx) =>
      (await toldOf(ctx, told.about).execute()).map((r) => [r.customer_id, r.channel]),
    )
    assert.deepEqual(
      again,
      [
        [told.ids[0], 1],
        [told.ids[1], 1],
        [told.ids[2], 1],
        [told.ids[3], 2],
      ],
      'a change reaches exactly these, each once, as they prefer',
    )
    await clear()
  })

  it('a channel that stays away is given up after the patience of the notice, and no earlier', async () => {
    const told = await tell(
      db,
      now,
      many(3, (i) => sms(i, { email: `k${i}@x.vn` })),
    )
    const urgent = await tell(
      db,
      now,
      many(3, (i) => sms(i, { email: `k${i}@x.vn` })),
      { kind: 'fault_reported' },
    )
    const away = answering('sms', accepts, {
      health: () => ({ state: 'down', reason: 'ECONNREFUSED', since: new Date(0) }),
    })
    const mail = answering('email', accepts)
    const turn = async (seconds: number) => {
      await deliver(worker(db, [away, mail], later(seconds)))
      await deliver(worker(db, [away, mail], later(seconds)))
    }
    await turn(300)
    assert.equal(mail.sent.length, 0)
    await turn(900)
    assert.deepEqual(await summary(urgent), { queued: 0, sent: 3, delivered: 0, failed: 0 })
    assert.equal(mail.sent.length, 3)
    await turn(7300)
    assert.deepEqual(await summary(told), { queued: 0, sent: 3, delivered: 0, failed: 0 })
    assert.equal(away.sent.length, 0, 'nothing is pushed at a provider that is away')
  })

  it('what is over is not told any more, and that is recorded', async () => {
    const told = await tell(
      db,
      now,
      many(3, (i) => sms(i, { email: `k${i}@x.vn` })),
    )
    const [text, mail] = [answering('sms', accepts), answering('email', accepts)]
    await deliver(worker(db, [text, mail], later(8 * 86_400)))
    assert.equal(text.sent.length + mail.sent.length, 0)
    assert.deepEqual(await summary(told), { queued: 0, sent: 0, delivered: 0, failed: 3 })
    assert.deepEqual(await pending(), [])
    assert.deepEqual(await as((ctx) => calls(ctx, { about: told.about })), [], 'nobody need call')
  })

  it('two workers share the work and double nothing', async () => {
    const told = await tell(db, now, many(4000))
    const channel = answering('sms', accepts)
    const [a, b] = await Promise.all([
      deliver(worker(db, [channel], () => now)),
      deliver(worker(db, [channel], () => now)),
    ])
    assert.equal(a + b, 4000)
    assert.ok(a > 0 && b > 0)
    assert.equal(new Set(channel.sent.map((o) => o.key)).size, 4000)
    assert.deepEqual(await summary(told), { queued: 0, sent: 4000, delivered: 0, failed: 0 })
    assert.deepEqual(await promise(told), [4000, 0, 0])
  })

  it('a batch whose worker died waits for the end of its lease, then goes out, but not what was recorded', async () => {
    const told = await tell(db, now, many(10))
    // Died after half was recorded: the first worker's provider never answers the rest
    let stuck: () => void = () => {}
    const half = answering('sms', accepts, {
      send: (batch, onAck) => {
        for (const out of batch.slice(0, 5)) onAck({ key: out.key, outcome: 'accepted' })
        return new Promise((resolve) => (stuck = resolve))
      },
    })
    const dead = worker(db, [half], () => now)
    const dying = deliver(dead)
    while ((await summary(told)).sent < 5) await new Promise((resolve) => setTimeout(resolve, 20))
    const second = answering('sms', accepts)
    assert.equal(await deliver(worker(db, [second], later(29))), 0)
    assert.equal(await deliver(worker(db, [second], later(31))), 5)
    assert.deepEqual(
      second.sent.map((o) => Number(o.key.split('-').at(-1))),
      [5, 6, 7, 8, 9],
    )
    stuck()
    await dying
    assert.deepEqual(await summary(told), { queued: 0, sent: 10, delivered: 0, failed: 0 })
    assert.deepEqual(await pending(), [])
  })

  it('a worker that lost its lease stops sending and moves nobody to another channel', async () => {
    const told = await tell(
      db,
      now,
      many(10, (i) => sms(i, { email: `k${i}@x.vn` })),
    )
    let aborted = false
    const slow = answering('sms', accepts, {
      async send(batch, onAck, signal) {
        await db.pool.query(`update notices.pending set leased_by = 'another'`)
        onAck({ key: batch[0]!.key, outcome: 'accepted' })
        onAck({ key: batch[1]!.key, outcome: 'refused', reason: 'x' })
        await new Promise<void>((resolve) => signal!.addEventListener('abort', () => resolve()))
        aborted = true
        for (const out of batch.slice(2)) onAck({ key: out.key, outcome: 'retry', reason: 'stopped' })
      },
    })
    await deliver(worker(db, [slow], () => now))
    assert.ok(aborted)
    assert.deepEqual(
      await summary(told),
      { queued: 9, sent: 1, delivered: 0, failed: 0 },
      'what a provider took is a fact',
    )
    assert.deepEqual(
      (await pending()).map((p) => [p.channel, p.leased_by]),
      [[1, 'another']],
    )
    await clear()
  })

  it('told to stop, it gives its batches back untried', async () => {
    await tell(db, now, many(2000))
    const stop = new AbortController()
    const channel = answering('sms', accepts, {
      async send(batch, onAck, signal) {
        stop.abort()
        for (const out of batch) onAck({ key: out.key, outcome: 'retry', reason: signal!.aborted ? 'stopped' : 'x' })
      },
    })
    await deliver(worker(db, [channel], () => now, { signal: stop.signal }))
    assert.deepEqual(
      (await pending()).map((p) => [p.attempts, p.leased_by, p.not_before.getTime() === now.getTime()]),
      Array(4).fill([0, null, true]),
    )
    await clear()
  })

  it('what speaks of now does not wait behind what speaks of next week', async () => {
    await tell(db, now, many(3000))
    const fault = await tell(db, later(5)(), many(3), { kind: 'fault_reported' })
    const order: number[] = []
    const slow = answering('sms', accepts, {
      async send(batch, onAck) {
        order.push(Number(batch[0]!.key.split('-')[1]))
        await new Promise((resolve) => setTimeout(resolve, 30))
        for (const out of batch) onAck({ key: out.key, outcome: 'accepted' })
      },
    })
    await deliver(worker(db, [slow], later(10)))
    assert.ok(order.indexOf(fault.notice_id) <= 2, order.join())
    assert.equal(order.length, 7)
  })

  it('a database that goes away for a moment costs no message and doubles none', async () => {
    const told = await tell(db, now, many(2000))
    let killed = 0
    const channel = answering('sms', accepts, {
      async send(batch, onAck) {
        for (const [i, out] of batch.entries()) {
          channel.sent.push(out)
          onAck({ key: out.key, outcome: 'accepted' })
          if (i % 120 === 0) await new Promise((resolve) => setTimeout(resolve, 12))
          if (i === 240 && killed++ < 3)
            await db.pool.query(
              'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
            )
        }
      },
    })
    for (let i = 0; i < 20 && (await summary(told)).queued > 0; i++) {
      await deliver(worker(db, [channel], later(i * 31))).catch(() => {})
    }
    assert.ok(killed >= 3)
    assert.equal(channel.sent.length, 2000, 'each once')
    assert.deepEqual(await summary(told), { queued: 0, sent: 2000, delivered: 0, failed: 0 })
    await as(settleLeft)
    assert.deepEqual(await promise(told), [2000, 0, 0])
  })

  it('a channel that breaks in the middle of a batch costs no message and doubles none', async () => {
    const told = await tell(db, now, many(500))
    let broken = false
    const channel = answering('sms', accepts, {
      async send(batch, onAck) {
        for (const [i, out] of batch.entries()) {
          if (i === 241 && !broken) {
            broken = true
            throw new Error('a bug of the channel')
          }
          channel.sent.push(out)
          onAck({ key: out.key, outcome: 'accepted' })
        }
      },
    })
    await assert.rejects(deliver(worker(db, [channel], () => now)), /a bug of the channel/)
    assert.equal((await summary(told)).sent, 241)
    await deliver(worker(db, [channel], later(31)))
    assert.equal(new Set(channel.sent.map((out) => out.key)).size, channel.sent.length, 'each once')
    assert.deepEqual(await summary(told), { queued: 0, sent: 500, delivered: 0, failed: 0 })
  })

  describe('receipts', () => {
    let server: Smsc
    before(async () => {
      server = smsc('window=50')
      await server.start()
    })
    after(() => server.stop())
    const open = async (names = new SentNames(), receiving = true) => {
      const channel = new Smpp(server.url())
      channel.onReceipt(async (all) => {
        if (!receiving) throw new Error('away')
        await receive(db, channel, all, { now, names })
      })
      await channel.open()
      return { channel, mine: worker(db, [channel], () => now, { names }) }
    }

    it('delivered settles the promise, and one that comes before we have written the acknowledgement counts once', async () => {
      const told = await tell(db, now, many(300))
      const { channel, mine } = await open()
      server.submitted.length = 0
      // A provider quick as lightning: the receipt follows the answer at once
      let sending = true
      const early = (async () => {
        while (sending) {
          await server.tell!('delivered')
          await new Promise((resolve) => setTimeout(resolve, 2))
        }
      })()
      await deliver(mine)
      sending = false
      await early
      await server.tell!('delivered')
      assert.deepEqual(await summary(told), { queued: 0, sent: 300, delivered: 300, failed: 0 })
      assert.deepEqual(await promise(told), [300, 0, 0])
      await channel.close()
    })

    it('taken is not yet told where receipts come; failed goes to the next channel, and is counted nowhere twice', async () => {
      const told = await tell(
        db,
        now,
        many(40, (i) => sms(i, i < 30 ? { email: `k${i}@x.vn` } : {})),
      )
      const { channel, mine } = await open()
      server.submitted.length = 0
      await deliver(mine)
      assert.deepEqual(await summary(told), { queued: 0, sent: 40, delivered: 0, failed: 0 })
      assert.deepEqual(await promise(told), [0, 0, 40])
      await server.tell!('failed')
      await server.tell!('failed')
      assert.deepEqual(await summary(told), { queued: 30, sent: 0, delivered: 0, failed: 10 })
      const mail = answering('email', accepts)
      await deliver(worker(db, [mail], () => now))
      await server.tell!('delivered')
      assert.deepEqual(await summary(told), { queued: 0, sent: 30, delivered: 0, failed: 10 })
      assert.deepEqual(await promise(told), [30, 0, 10])
      assert.equal((await as((ctx) => calls(ctx, { about: told.about }))).length, 10)
      await channel.close()
    })

    it('after a restart the message is found by the number, also when the receipt counts in the other base', async () => {
      const first = await tell(db, now, many(60))
      const { channel, mine } = await open()
      server.submitted.length = 0
      // Running numbers: answered in hexadecimal, told of in decimal, so that every name is also somebody else's
      server.ids = { answer: (n) => n.toString(16), receipt: (n) => String(n) }
      await deliver(mine)
      await channel.close()
      const again = await open(new SentNames())
      await server.tell!('delivered')
      assert.deepEqual(await summary(first), { queued: 0, sent: 60, delivered: 60, failed: 0 })
      const { rows } = await db.pool.query(
        'select ordinals, delivered from notices.result where notice_id = $1 and outcomes = $2',
        [first.notice_id, [2]],
      )
      assert.deepEqual(
        rows.flatMap((r) => r.ordinals).sort((a, b) => a - b),
        Array.from({ length: 60 }, (_, i) => i),
        'each its own',
      )
      await again.channel.close()
    })

    it('a receipt for none of our messages is confirmed and changes nothing', async () => {
      const names = new SentNames()
      const { rows: before } = await sql`select count(*) from notices.result`.execute(db.kysely)
      const found = await receive(
        db,
        { name: 'sms', receipts: true },
        [
          { outcome: 'delivered', provider_ids: ['nothing'], to: '84999999999' },
          { outcome: 'delivered', provider_ids: ['x'] },
          { outcome: 'accepted', key: '9-9-9-9', provider_ids: ['y'] },
        ],
        { now, names },
      )
      assert.deepEqual(found, { stored: 1, unknown: 2 })
      assert.deepEqual((await sql`select count(*) from notices.result`.execute(db.kysely)).rows, before)
    })
  })

  it('nobody gets a batch twice from ten who ask at once', async () => {
    await tell(db, now, many(5000))
    const claimed = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        as((ctx) => claim(ctx, { channel: 1, lane: 1, worker: `w${i}`, lease_s: 30, limit: 3 })),
      ),
    )
    const keys = claimed.flat().map((b) => `${b.notice_id}-${b.batch_no}`)
    assert.equal(keys.length, 10)
    assert.equal(new Set(keys).size, 10)
    await clear()
  })
})
