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

onDatabase('the customer is told', (story) => {
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
