import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { declareDay } from '../organisation/index.ts'
import * as requests from './index.ts'
import { retimeAll } from './retime-all.ts'
import { desk, homePapers } from './testing/index.ts'

const monday = at('2026-03-09 09:00')

/** What was made for customers, in its order: kind, code, what more is said, and on which channel. */
const told = async ({ tx }: Context) =>
  (
    await sql<{ kind: string; payload: Record<string, unknown>; about: string; channel: number; customers: number[] }>`
      select n.kind, n.payload, n.about, b.channel, b.customer_ids as customers from notices.notice n
      join notices.batch b on b.corporation_id = n.corporation_id and b.notice_id = n.id
      where n.about_kind = 'request' order by n.id`.execute(tx)
  ).rows

onDatabase('who asked is told', (story) => {
  story('what is promised, what it waits for, and how it ended; each once', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await requests.receive(ctx, {
      service: 'new_supply',
      customer: there.customer(1),
      channel: 'office',
      details: { address: '12 Lê Lợi' },
      documents: homePapers.slice(1),
    })
    await requests.complete(ctx, made.id, { documents: [homePapers[0]] })
    await requests.pause(ctx, made.id, { reason: 'customer', evidence: 'Thư' })
    await requests.answer(ctx, made.id, { channel: 'web', text: 'Đã dọn chỗ' })
    await requests.close(ctx, made.id, { outcome: 'refused', answer: 'Chưa có lưới', evidence: 'Biên bản' })
    const all = await told(ctx)
    assert.deepEqual(
      all.map((n) => [n.kind, n.payload.why ?? n.payload.result]),
      [
        ['request_waiting', 'papers'],
        ['request_received', 'complete'],
        ['request_waiting', 'customer'],
        ['request_closed', 'refused'],
      ],
    )
    const { rows } = await sql<{ id: number; channel: number }>`
      select c.id, p.notice_channel as channel from customers.customer c join customers.service_point p
        on p.corporation_id = c.corporation_id and p.customer_id = c.id where c.code = ${there.customer(1)}`.execute(
      ctx.tx,
    )
    for (const n of all)
      assert.deepEqual(
        [n.about, n.channel, n.customers, n.payload.page],
        [made.id, rows[0]!.channel, [rows[0]!.id], `/theo-doi/${made.code}`],
      )
    assert.equal(all[1]!.payload.due_at, '2026-03-16T23:59:59.999+07:00')
    assert.match((all[0]!.payload.words as { vi: string }).vi, /nghị/)
  })

  story(
    'that a declared day moved the deadline: one message each, and none when nothing moves',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      for (const n of [1, 2])
        await requests.receive(ctx, {
          service: 'complaint',
          customer: there.customer(n),
          channel: 'email',
          details: { text: 'Hóa đơn sai' },
        })
      assert.deepEqual(await told(ctx), [], 'who wrote has had the answer there')
      await seenAs(ctx, { now: at('2026-03-09 10:00') }, async (c) => {
        await declareDay(c, { day: '2026-03-11', kind: 'off', notice: 'Số 1/TB' })
        const given = { corporation_id: there.corporation_id, since: monday, evidence: 'calendar/1' }
        await retimeAll(c, given)
        await retimeAll(c, given)
        const all = await told(c)
        assert.deepEqual(
          all.map((n) => n.kind),
          ['request_due_moved', 'request_due_moved'],
        )
        assert.notEqual(all[0]!.payload.due_at, all[0]!.payload.due_before)
        assert.equal(new Set(all.map((n) => n.customers[0])).size, 2)
      })
    },
  )

  story('who is nobody’s customer by what the request gives: as customers are, each once', monday, async (ctx) => {
    const there = await desk(ctx)
    const ask = (contact: requests.NewRequest['contact'], more: Partial<requests.NewRequest> = {}) =>
      requests.receive(ctx, {
        service: 'new_supply_urban_home',
        corporation: there.code,
        channel: 'web',
        contact,
        details: { address: '12 Lê Lợi' },
        ...more,
      })
    const made = await ask(
      { name: 'Trần Bình', phone: '0912 000 001', email: 'b@x.vn' },
      { documents: homePapers.slice(1) },
    )
    await requests.complete(ctx, made.id, { documents: [homePapers[0]] })
    await requests.pause(ctx, made.id, { reason: 'customer', evidence: 'Thư' })
    await requests.answer(ctx, made.id, { channel: 'web', text: 'Đã dọn chỗ' })
    await requests.close(ctx, made.id, { outcome: 'refused', answer: 'Chưa có lưới', evidence: 'Biên bản' })
    const of = async (id: string) => (await told(ctx)).filter((n) => n.about === id)
    assert.deepEqual(
      (await of(made.id)).map((n) => [n.kind, n.channel, n.customers, n.payload.page]),
      ['request_waiting', 'request_received', 'request_waiting', 'request_closed'].map((kind) => [
        kind,
        1,
        [0],
        `/theo-doi/${made.code}`,
      ]),
    )
    const { rows } = await sql<object>`select distinct name, phone, email from notices.addressee`.execute(ctx.tx)
    assert.deepEqual(rows, [{ name: 'Trần Bình', phone: '+84912000001', email: 'b@x.vn' }])
    const shown = await requests.show(ctx, made.id)
    assert.deepEqual(shown.messages, { queued: 4, sent: 0, delivered: 0, failed: 0 })

    const mary = await ask({ name: 'Mary', email: 'mary@x.vn', language: 'en' }, { documents: homePapers })
    const due = (await of(mary.id))[0]!
    assert.deepEqual([due.kind, due.channel, typeof due.payload.due_at], ['request_received', 2, 'string'])
    // by SMS: answered there; later it is told, and nobody is called by the number
    const wrote = await requests.receive(ctx, {
      service: 'complaint',
      corporation: there.code,
      channel: 'sms',
      contact: { name: '0912000002', phone: '0912000002' },
      details: { text: 'Hóa đơn sai' },
    })
    assert.deepEqual(await of(wrote.id), [])
    // a declared day moves both deadlines, in one statement
    await seenAs(ctx, { now: at('2026-03-09 10:00') }, async (c) => {
      await declareDay(c, { day: '2026-03-11', kind: 'off', notice: 'Số 1/TB' })
      await retimeAll(c, { corporation_id: there.corporation_id, since: monday, evidence: 'calendar/1' })
    })
    const moved = (await told(ctx)).filter((n) => n.kind === 'request_due_moved').map((n) => n.about)
    assert.deepEqual(moved.sort(), [mary.id, wrote.id].sort())
    const named = await sql<{ name: string }>`select name from notices.addressee where phone = '+84912000002'`.execute(
      ctx.tx,
    )
    assert.deepEqual(named.rows, [{ name: '' }])
  })

  story('who left no number and no address follows by the code', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await requests.receive(ctx, {
      service: 'complaint',
      corporation: there.code,
      channel: 'open311',
      contact: { address: '21.028500, 105.804800' },
      details: { text: 'Cột điện nghiêng' },
    })
    await requests.close(ctx, made.id, { outcome: 'done', answer: 'Đã chống cột', accepted: true })
    assert.deepEqual(await told(ctx), [])
  })

  story('nothing of what was looked up at once, and a complaint whether it is right', monday, async (ctx) => {
    const there = await desk(ctx)
    const at_once = (await requests.services(ctx)).find((s) => s.limit_unit === 'at_once')!
    await requests.receive(ctx, { service: at_once.code, customer: there.customer(1), channel: 'phone' })
    assert.deepEqual(await told(ctx), [])
    const made = await requests.receive(ctx, {
      service: 'complaint',
      customer: there.customer(1),
      channel: 'phone',
      details: { text: 'Hóa đơn sai' },
    })
    await requests.close(ctx, made.id, { outcome: 'done', answer: 'Đã tính lại', accepted: true })
    assert.deepEqual(
      (await told(ctx)).map((n) => [n.kind, n.payload.result ?? null, n.payload.answer ?? null]),
      [
        ['request_received', null, null],
        ['request_closed', 'accepted', 'Đã tính lại'],
      ],
    )
  })
})
