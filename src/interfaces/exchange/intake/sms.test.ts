import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Context, transaction } from '../../../kernel/index.ts'
import { at, makeCopy } from '../../../kernel/testing/index.ts'
import { type Deliverer, deliverer } from '../../../notices/index.ts'
import { Smpp, type Smsc, smsc } from '../../../notices/testing/index.ts'
import { ensureCorporation } from '../../../organisation/index.ts'
import { type Town, town } from '../../../planned-outages/testing/index.ts'
import * as requests from '../../../requests/index.ts'
import { ask } from '../../../surveys/index.ts'
import { sendReplies } from './replies.ts'
import { replies_max, smsIntake } from './sms.ts'

describe('SMS in, over the provider’s socket', { timeout: 120_000 }, () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let provider: Smsc
  let worker: Deliverer
  let there: Town
  const clock = { now: at('2026-03-09 09:00') }
  const within = <T>(use: (ctx: Context) => Promise<T>) =>
    transaction(copy.db, { actor: 'test', corporations: '*', now: clock.now }, use)
  const number = (n: number) => `849123456${String(n).padStart(2, '0')}`
  const customer = (n: number) => `PD${there.code.slice(4).padStart(4, '0')}0000${String(n).padStart(2, '0')}`

  /** Writes to our number and gives what is answered; undefined: nothing. */
  const write = async (from: string, text: string | Buffer, more: Record<string, unknown> = {}) => {
    const options = { source_addr: from, destination_addr: '19001288', short_message: text, ...more }
    assert.equal(await provider.deliver(options), 0)
    const before = provider.submitted.length
    await sendReplies(copy.db, worker, () => clock.now)
    const got = provider.submitted.slice(before)
    assert.ok(got.every((s) => s.to === from))
    return got.length === 0 ? undefined : got.map((s) => s.text).join('')
  }
  const heard = (from: string) =>
    within(async ({ tx }) =>
      (
        await sql<{
          became: string
        }>`select became from intake.message where sender = ${`+${from}`} order by id`.execute(tx)
      ).rows.map((r) => r.became),
    )
  const last = (from: string) =>
    within(async (ctx) => {
      const { rows } = await sql<{ about: string }>`
        select about from intake.message where sender = ${`+${from}`} and about is not null order by id desc limit 1`.execute(
        ctx.tx,
      )
      return requests.show(ctx, rows[0]!.about)
    })
  const later = (minutes: number) => {
    clock.now = new Date(clock.now.getTime() + minutes * 60_000)
  }

  before(async () => {
    copy = await makeCopy()
    there = await transaction(copy.db, { actor: 'test', corporations: '*' }, town)
    provider = smsc()
    await provider.start()
    worker = await deliverer(copy.db, {
      dataDir: '/nonexistent',
      now: () => clock.now,
      channels: [new Smpp(provider.url())],
      onMessage: smsIntake(copy.db, { now: () => clock.now }),
    })
  })
  after(async () => {
    await worker?.stop()
    await provider?.stop()
    await copy?.drop()
  })

  it('MD reports no power for the customer of the number, once; the code tracks it', async () => {
    const reply = await write(number(1), 'Mất điện')
    const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(reply!)![0]
    assert.match(reply!, new RegExp(`Da ghi nhan bao mat dien cua khach hang ${customer(1)}`))
    const shown = await last(number(1))
    assert.deepEqual(
      [shown.code, shown.channel, shown.service.code, shown.customer?.code],
      [code, 'sms', 'power_out', customer(1)],
    )
    later(20)
    assert.match((await write(number(1), 'MD'))!, new RegExp(`da duoc ghi nhan.*${code}`))
    assert.match(
      (await write('84977654321', `TD ${code.toLowerCase()}`))!,
      new RegExp(`^${code}, Bao mat dien: dang giai quyet`),
    )
    assert.match((await write('84977654321', 'TD 123'))!, /Ma tra cuu chua dung/)
    assert.match((await write('84977654321', 'MD'))!, /chua gan voi khach hang nao/)
    assert.match((await write('84977654321', 'MD XX9999999999'))!, /Khong co khach hang XX9999999999/)
    assert.match((await write('84977654321', `MD ${customer(2)} tu 7h`))!, new RegExp(customer(2)))
    assert.deepEqual((await last('84977654321')).details, { text: 'tu 7h' })
  })

  it('words are a question; what follows within a day goes to it in silence', async () => {
    assert.match((await write(number(2), 'Sao hóa đơn tháng này cao thế?'))!, /Da nhan y kien/)
    assert.equal(await write(number(2), 'Tháng trước chỉ 200.000 đồng'), undefined)
    const shown = await last(number(2))
    assert.deepEqual(
      [shown.service.code, shown.customer?.code, shown.details],
      ['question', customer(2), { text: 'Sao hóa đơn tháng này cao thế?' }],
    )
    assert.deepEqual(
      shown.story.filter((f) => f.kind === 'answered').map((f) => f.reason),
      ['Tháng trước chỉ 200.000 đồng'],
    )
    // of nobody's customer it is the only corporation's, and may be followed all the same
    await write('84971112223', 'Muon mua dien thi lam sao?')
    assert.equal((await last('84971112223')).contact.phone, '+84971112223')
    assert.equal(await write('84971112223', 'Nha toi o Ba Dinh'), undefined)
    assert.deepEqual(await heard('84971112223'), ['request', 'answer'])
  })

  it('an answer to a paused request restarts its clock', async () => {
    const code = await within(async (ctx) => {
      const made = await requests.receive(ctx, {
        service: 'complaint',
        customer: customer(4),
        channel: 'phone',
        details: { text: 'Công tơ sai' },
      })
      await requests.pause(ctx, made.code, { reason: 'customer', evidence: 'Tin nhắn xin ảnh công tơ' })
      return made.code
    })
    later(30)
    assert.match((await write(number(4), 'Chỉ số 01234'))!, new RegExp(`Da nhan tra loi.*${code}`))
    const shown = await within((ctx) => requests.show(ctx, code))
    assert.equal(shown.clock.ticks, true)
    assert.equal(shown.pauses[0]!.resumed_at?.getTime(), clock.now.getTime())
    // with the code it goes to that request, but only from whose it is
    assert.match((await write(number(4), `${code} ảnh gửi sau`))!, /Da nhan tra loi/)
    assert.match((await write('84973334445', `${code} tôi là hàng xóm`))!, /Da nhan y kien/)
  })

  it('a number answers the newest question; without one it is words', async () => {
    await within(async (ctx) => {
      await sql`insert into surveys.ask_rule (about_kind, in_force_from, sample_rate, per_event_max, quiet_days, open_days, ask_from, ask_until)
        values ('request', '2026-01-01', 1, 1, 30, 7, '00:00', '23:59')`.execute(ctx.tx)
      const made = await requests.receive(ctx, {
        service: 'complaint',
        customer: customer(8),
        channel: 'phone',
        details: { text: 'x' },
      })
      await requests.close(ctx, made.code, { outcome: 'done', answer: 'Xong', accepted: true })
      const { rows } = await sql<{
        customer_id: number
      }>`select customer_id from requests.request where id = ${made.id}`.execute(ctx.tx)
      await ask(ctx, {
        corporation_id: there.corporation_id,
        about_kind: 'request',
        about: made.id,
        code: made.code,
        at: clock.now,
        customer_id: rows[0]!.customer_id,
      } as never)
    })
    assert.match((await write(number(8), '9 cảm ơn'))!, /Cam on ban/)
    const { rows } = await within(({ tx }) => sql`select score, via from surveys.answer`.execute(tx))
    assert.deepEqual(rows, [{ score: 9, via: 'sms' }])
    later(20)
    await write(number(8), '9')
    assert.deepEqual(await heard(number(8)), ['score', 'request'])
  })

  it('a long message in parts is one, whatever the order and however often a part comes; a letter may be cut in two', async () => {
    const text = 'Đề nghị kiểm tra công tơ '.repeat(6).trim()
    const whole = Buffer.from(text, 'utf16le').swap16()
    const cut = [whole.subarray(0, 101), whole.subarray(101, 202), whole.subarray(202)]
    const part = (n: number, bytes = cut[n - 1]!) =>
      write(number(9), Buffer.concat([Buffer.from([5, 0, 3, 77, 3, n]), bytes]), { esm_class: 0x40, data_coding: 8 })
    assert.equal(await part(2), undefined)
    assert.equal(await part(3), undefined)
    assert.equal(await part(2), undefined)
    assert.match((await part(1))!, /Da nhan y kien/)
    assert.deepEqual((await last(number(9))).details, { text })
    // brought again after it was whole: nothing new, and not the beginning of another
    for (const n of [1, 2, 3]) assert.equal(await part(n), undefined)
    assert.deepEqual(await heard(number(9)), ['request'])
    const other = Buffer.from('Tin khác', 'utf16le').swap16()
    await part(1, other)
    await part(2, other)
    await part(3, other)
    assert.deepEqual(await heard(number(9)), ['request', 'answer'])
  })

  it('the same message brought again is handled once; the same words an hour later are new', async () => {
    const from = '84972223334'
    assert.ok(await write(from, 'Hoi gia dien'))
    assert.equal(await write(from, 'Hoi gia dien'), undefined)
    assert.deepEqual(await heard(from), ['request'])
    later(60)
    await write(from, 'Hoi gia dien')
    assert.deepEqual(await heard(from), ['request', 'answer'])
    // with a name given by the provider the name decides
    const named = { receipted_message_id: 'mo-1' }
    await write(from, 'MD', named)
    later(60)
    await write(from, 'MD', named)
    assert.deepEqual(await heard(from), ['request', 'answer', 'help'])
  })

  it('it is confirmed only when it is committed', async () => {
    const from = '84975556667'
    const held = await copy.db.pool.connect()
    try {
      await held.query('begin')
      await held.query('select pg_advisory_xact_lock(hashtextextended($1, 22))', [`+${from}`])
      let confirmed = false
      const sent = provider
        .deliver({ source_addr: from, destination_addr: '19001288', short_message: 'Xin chao' })
        .then((status) => {
          confirmed = true
          return status
        })
      await sleep(300)
      assert.equal(confirmed, false)
      await held.query('commit')
      assert.equal(await sent, 0)
    } finally {
      held.release()
    }
    assert.deepEqual(await heard(from), ['request'])
    await sendReplies(copy.db, worker, () => clock.now)
  })

  it('two machines that answer each other stop; names and short codes get no answer', async () => {
    const from = '84976667778'
    let replies = 0
    for (let i = 0; i < 40; i++) if (await write(from, `TD auto reply ${i}`)) replies += 1
    assert.equal(replies, replies_max)
    const kinds = await heard(from)
    assert.deepEqual([kinds.length, kinds.filter((k) => k === 'flood').length], [40, 10])
    for (const brand of ['VIETTEL', '1414']) assert.equal(await write(brand, 'Khuyen mai'), undefined)
  })

  it('what is owed and could not be sent goes later, or not at all when it is stale', async () => {
    const from = '84941234567' // the test provider is busy once for such numbers
    const owed = () =>
      within(
        async ({ tx }) =>
          (
            await sql<{ reply_outcome: string | null }>`
        select reply_outcome from intake.message where sender = ${`+${from}`} order by id`.execute(tx)
          ).rows,
      )
    const away = { reply: async (given: { key: string }) => ({ key: given.key, outcome: 'retry' as const }) }
    await provider.deliver({ source_addr: from, destination_addr: '19001288', short_message: 'TD' })
    assert.equal(await sendReplies(copy.db, away, () => clock.now), 0)
    assert.equal(await sendReplies(copy.db, worker, () => clock.now), 0, 'it is in another’s hands')
    later(2)
    assert.equal(await sendReplies(copy.db, worker, () => clock.now), 1)
    later(30)
    await provider.deliver({ source_addr: from, destination_addr: '19001288', short_message: 'TD 1' })
    later(90)
    assert.equal(await sendReplies(copy.db, worker, () => clock.now), 0)
    assert.deepEqual(
      (await owed()).map((o) => o.reply_outcome),
      ['accepted', 'expired'],
    )
  })

  it('of several corporations a stranger’s words are nobody’s, unless one is set', async () => {
    await within((ctx) => ensureCorporation(ctx, 'ZZ'))
    assert.match((await write('84972220001', 'Xin hoi gia dien'))!, /Nhan MD/)
    assert.deepEqual(await heard('84972220001'), ['nobody'])
    await smsIntake(copy.db, { now: () => clock.now, corporation: 'ZZ' })([
      { from: '84972220002', to: '19001288', encoding: 'latin1', body: Buffer.from('Xin hoi') },
    ])
    assert.equal((await last('84972220002')).corporation, 'ZZ')
    await sendReplies(copy.db, worker, () => clock.now)
  })
})
