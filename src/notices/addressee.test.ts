import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { at, type Context, type Database, transaction } from '../kernel/index.ts'
import { makeCopy } from '../kernel/testing/index.ts'
import { calls, recordCall } from './calls.ts'
import { Smpp } from './channels/smpp.ts'
import { type Smsc, smsc } from './channels/smpp-server.ts'
import { type Addressee, enqueueEach } from './enqueue.ts'
import { receive } from './receipts.ts'
import { SentNames } from './sent-names.ts'
import { accepts, answering } from './testing/answering.ts'
import { deliver, people, worker } from './testing/people.ts'
import { summaryOf } from './told.ts'

const now = at('2026-11-24 09:00')
const later = (seconds: number) => () => new Date(now.getTime() + seconds * 1000)

const invalid = () => ({ outcome: 'unreachable', reason: 'number_invalid' }) as const

describe('telling who is nobody’s customer', () => {
  let db: Database
  let drop: () => Promise<void>
  let corporation_id: number
  let customer: number
  before(async () => {
    ;({ db, drop } = await makeCopy())
    await as(async (ctx) => {
      const made = await people(ctx, 'ADDR', [{ sms: '+84910000001' }])
      corporation_id = made.corporation_id
      customer = made.ids[0]!
      await sql`insert into customers.service_point (corporation_id, customer_id, transformer_id, code, notice_channel)
        values (${corporation_id}, ${customer}, 1, 'ADDR1', 1)`.execute(ctx.tx)
    })
  })
  after(() => drop())
  const as = <T>(use: (ctx: Context) => Promise<T>, time = now) =>
    transaction(db, { actor: 'test', corporations: '*', now: time }, use)

  /** @returns the subject of each, in their order */
  const tell = (to: (Addressee | 'customer')[], kind: 'request_closed' | 'request_received' = 'request_closed') =>
    as(async (ctx) => {
      const of = to.map((one) => ({
        corporation_id,
        about: ctx.newId(),
        payload: { code: 'ABCD2345', words: { vi: 'Cấp điện mới', en: 'New supply' }, answer: 'Đã đóng điện', page: '/theo-doi/ABCD2345' },
        ...(one === 'customer' ? { customer_id: customer } : { addressee: one }),
      })) // biome-ignore format: one line a field
      const messages = await enqueueEach(ctx, { kind, about_kind: 'request', of })
      return { messages, about: of.map((o) => o.about) }
    })
  const summary = (about: string) => as((ctx) => summaryOf(ctx, about))
  const callsOf = (about: string) => as((ctx) => calls(ctx, { about }))

  it('each once, customers beside them, by SMS, else by e-mail; in their language and without a customer’s code', async () => {
    const { messages } = await tell([
      { name: 'Trần Bình', phone: '+84912000001', email: 'b@x.vn' },
      'customer',
      { name: 'Mary', email: 'mary@x.vn', language: 'en' },
      { phone: '+84912000002' },
      { name: 'Ai đó', address: '12 Lê Lợi' },
    ])
    assert.equal(messages, 4, 'who left neither number nor address follows by the code')
    const [text, mail] = [answering('sms', accepts), answering('email', accepts)]
    await deliver(worker(db, [text, mail], () => now))
    await deliver(worker(db, [text, mail], later(60)))
    const by = (to: string) => [...text.sent, ...mail.sent].filter((o) => o.to === to)
    assert.deepEqual(text.sent.map((o) => o.to).sort(), ['+84910000001', '+84912000001', '+84912000002'])
    assert.deepEqual(
      mail.sent.map((o) => o.to),
      ['mary@x.vn'],
    )
    assert.match(by('+84910000001')[0]!.text, /KH ADDR000000001/)
    const [sms] = by('+84912000001')
    assert.match(sms!.text, /ABCD2345 da giai quyet xong: Da dong dien\./)
    assert.doesNotMatch(sms!.text, /KH/)
    assert.equal(sms!.link, 'https://dien.example/theo-doi/ABCD2345')
    const [letter] = by('mary@x.vn')
    assert.match(letter!.text, /^Dear Mary,/)
    assert.doesNotMatch(letter!.text, /Customer code/)
    assert.equal(letter!.link, 'https://dien.example/en/theo-doi/ABCD2345')
  })

  it('what must wait is tried again under the same key; refused by SMS it goes by e-mail, then to the list of calls', async () => {
    const { about } = await tell([
      { name: 'Bình', phone: '+84912000003', email: 'binh@x.vn' },
      { name: 'Chi', phone: '+84912000004', address: '5 Hàng Bài' },
    ])
    let busy = true
    const text = answering('sms', () => (busy ? { outcome: 'retry', reason: 'throttled' } : invalid()))
    const mail = answering('email', (out) => (out.to === 'binh@x.vn' ? accepts() : invalid()))
    await deliver(worker(db, [text, mail], () => now))
    assert.deepEqual(await summary(about[0]!), { queued: 1, sent: 0, delivered: 0, failed: 0 })
    busy = false
    await deliver(worker(db, [text, mail], later(20)))
    await deliver(worker(db, [text, mail], later(20)))
    assert.equal(new Set(text.sent.map((o) => o.key)).size, 2, 'the same key at each try')
    assert.equal(text.sent.length, 4)
    assert.deepEqual(await summary(about[0]!), { queued: 0, sent: 1, delivered: 0, failed: 0 })
    assert.deepEqual(await callsOf(about[0]!), [])
    const [call] = await callsOf(about[1]!)
    assert.deepEqual(
      [call!.customer_code, call!.name, call!.address, call!.phone, call!.reason],
      [null, 'Chi', '5 Hàng Bài', '+84912000004', 'number_invalid'],
    )
    await as((ctx) => recordCall(ctx, { ...call!, reached: true }))
    assert.deepEqual(await summary(about[1]!), { queued: 0, sent: 1, delivered: 1, failed: 0 })
  })

  it('nobody is called for what can be read where the request is followed', async () => {
    const { about } = await tell([{ name: 'Chi', phone: '+84912000005' }], 'request_received')
    await deliver(worker(db, [answering('sms', invalid)], () => now))
    assert.deepEqual(await callsOf(about[0]!), [])
    assert.deepEqual(await summary(about[0]!), { queued: 0, sent: 0, delivered: 0, failed: 1 })
  })

  describe('by SMPP', () => {
    let provider: Smsc
    before(async () => {
      provider = smsc()
      await provider.start()
    })
    after(() => provider.stop())

    it('a receipt after a restart finds the message by the number that it names', async () => {
      const { about } = await tell([{ name: 'Bình', phone: '+84912000006' }])
      const channel = new Smpp(provider.url())
      await channel.open()
      await deliver(worker(db, [channel], () => now))
      await channel.close()
      assert.deepEqual(await summary(about[0]!), { queued: 0, sent: 1, delivered: 0, failed: 0 })
      const { rows } = await db.pool.query(
        `select r.provider_ids[1] as name from notices.notice n join notices.result r on r.corporation_id = n.corporation_id and r.notice_id = n.id
         where n.about = $1`,
        [about[0]],
      )
      const receipt = { outcome: 'delivered', provider_ids: rows[0].name.split(','), to: '84912000006' } as const
      const other = { ...receipt, to: '84912000007' }
      const names = new SentNames()
      assert.deepEqual(await receive(db, channel, [receipt, other], { now, names }), { stored: 1, unknown: 1 })
      assert.deepEqual(await receive(db, channel, [receipt], { now, names }), { stored: 1, unknown: 0 })
      assert.deepEqual(await summary(about[0]!), { queued: 0, sent: 1, delivered: 1, failed: 0 })
    })
  })
})
