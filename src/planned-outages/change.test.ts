import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Context, Problem } from '../kernel/index.ts'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { announce, approve, cancel, postpone, restore, show, start, step } from './index.ts'
import { announced, approved, planned, powerBack, when } from './testing/index.ts'

const now = at('2026-03-10 09:00')

onDatabase('an outage that is not as announced', (story) => {
  story('postponed: told again, promises released and made anew', now, async (ctx) => {
    const { id } = await announced(ctx)
    const moved = await when(ctx, '2026-03-18 09:00', (c) =>
      postpone(c, id, { out_from: at('2026-03-25 07:30'), back_at: at('2026-03-25 10:30'), reason: 'Bão' }),
    )
    assert.deepEqual([moved.state, moved.version, moved.messages, moved.late_s], ['announced', 2, 9, 0])
    const { promises, story, out_from } = await show(ctx, id)
    assert.deepEqual(
      promises.map((p) => [p.version, p.kind, p.due, p.open, p.released]),
      [
        [2, 'notice', at('2026-03-19 07:30'), 9, 0],
        [2, 'power_back', at('2026-03-25 10:30'), 9, 0],
        [1, 'notice', at('2026-03-15 07:30'), 0, 9],
        [1, 'power_back', at('2026-03-20 11:30'), 0, 9],
      ],
    )
    assert.deepEqual(out_from, at('2026-03-25 07:30'))
    assert.deepEqual([story.at(-1)!.kind, story.at(-1)!.reason], ['postponed', 'Bão'])
    await when(ctx, '2026-03-25 07:30', (c) => start(c, id))
    await when(ctx, '2026-03-25 10:40', (c) => restore(c, id))
    assert.deepEqual(await powerBack(ctx, id), { kept: 0, broken: 9, released: 0, open: 0 })
    // the promise of the first hours was released: what happened at the new ones does not break it
    const first = (await show(ctx, id)).promises.find((p) => p.kind === 'power_back' && p.version === 1)!
    assert.deepEqual([first.kept, first.broken, first.released], [0, 0, 9])
  })

  story('told less than 24 hours before: done, with its lateness in the story', now, async (ctx) => {
    const { id } = await announced(ctx)
    const moved = await when(ctx, '2026-03-19 09:30', (c) =>
      postpone(c, id, { out_from: at('2026-03-25 07:30'), back_at: at('2026-03-25 10:30'), reason: 'Bão' }),
    )
    assert.equal(moved.late_s, 7200)
    assert.match((await show(ctx, id)).story.at(-1)!.text, /muộn so với quy định/)
  })

  story('postponed before anybody was told: a new approval, nobody told', now, async (ctx) => {
    const { id } = await approved(ctx)
    const { state, messages, version } = await postpone(ctx, id, {
      out_from: at('2026-03-25 07:30'),
      back_at: at('2026-03-25 10:30'),
      reason: 'r',
    })
    assert.deepEqual([state, messages, version], ['planned', 0, 2])
    const wrong = (out_from: string, back_at: string) =>
      postpone(ctx, id, { out_from: at(out_from), back_at: at(back_at), reason: 'r' })
    await assert.rejects(wrong('2026-03-25 07:30', '2026-03-25 07:00'), { code: 'planned-outages/window-backwards' })
    await assert.rejects(wrong('2026-03-09 07:30', '2026-03-25 07:00'), { code: 'planned-outages/window-past' })
    await assert.rejects(
      postpone(ctx, id, { out_from: at('2026-03-25 07:30'), back_at: at('2026-03-25 10:30'), reason: '' }),
      { code: 'planned-outages/reason-needed' },
    )
  })

  story('cancelled: exactly those who had been told hear it; nothing can be done to it any more', now, async (ctx) => {
    const { id, town: there } = await announced(ctx)
    // a customer who came after the announcement was never told
    await sql`select customers.house(${there.corporation_id}::smallint)`.execute(ctx.tx)
    await sql`insert into customers.customer (corporation_id, code, name, class, area, recorded_at) values (${there.corporation_id}, 'NEW', 'Mới', 'residential', 'urban', ${ctx.now})`.execute(
      ctx.tx,
    )
    await sql`insert into customers.service_point (corporation_id, customer_id, transformer_id, code, notice_channel)
      select corporation_id, id, ${there.transformer.T1}, 'NEW001', 1 from customers.customer where code = 'NEW' and corporation_id = ${there.corporation_id}`.execute(
      ctx.tx,
    )
    assert.deepEqual(await when(ctx, '2026-03-18 09:00', (c) => cancel(c, id, { reason: 'Bão' })), {
      state: 'cancelled',
      messages: 9,
      late_s: 0,
    })
    const told = await sql<{ kind: string; customers: number[] }>`
      select n.kind, array_agg(c order by c) as customers from notices.notice n join notices.batch b on b.corporation_id = n.corporation_id and b.notice_id = n.id
      cross join unnest(b.customer_ids) c where n.about = ${id}::uuid group by n.kind order by n.kind`.execute(ctx.tx)
    assert.deepEqual(
      told.rows.map((r) => r.kind),
      ['outage_announced', 'outage_cancelled'],
    )
    assert.deepEqual(told.rows[0]!.customers, told.rows[1]!.customers)
    assert.deepEqual(await powerBack(ctx, id), { kept: 0, broken: 0, released: 9, open: 0 })
    for (const verb of [step, restore, start, announce, approve] as ((c: Context, id: string) => Promise<unknown>)[])
      await assert.rejects(verb(ctx, id), { code: 'planned-outages/wrong-state' })
    const problem = await step(ctx, id).catch((e) => e as Problem)
    assert.equal(
      (problem as Problem).title('vi'),
      `Không thể đóng điện từng phần ${(await show(ctx, id)).code}: đã hủy`,
    )
  })

  story('cancelled before anybody was told: nobody hears of it', now, async (ctx) => {
    const { id } = await planned(ctx)
    assert.deepEqual(await cancel(ctx, id, { reason: 'r' }), { state: 'cancelled', messages: 0, late_s: 0 })
    await assert.rejects(cancel(ctx, (await planned(ctx)).id, { reason: ' ' }), {
      code: 'planned-outages/reason-needed',
    })
  })
})
