import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Context, Event } from '../kernel/index.ts'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { restore, start } from '../planned-outages/index.ts'
import { announced, town, when } from '../planned-outages/testing/index.ts'
import { close, receive } from '../requests/index.ts'
import { answerByLink, answerBySms, ask, invitation } from './index.ts'
import { events } from './jobs.ts'

const told = at('2026-03-14 09:00')

/** An outage of 9 customers, cut and restored; everybody is asked unless the rule says otherwise. */
async function restored(ctx: Context, given: Parameters<typeof announced>[1] & { day?: string } = {}) {
  const { day = '2026-03-20', ...more } = given
  const outage = await announced(ctx, {
    out_from: at(`${day} 07:30`),
    back_at: at(`${day} 11:30`),
    ...more,
  })
  await when(ctx, `${day} 07:30`, (c) => start(c, outage.id))
  await when(ctx, `${day} 11:24`, (c) => restore(c, outage.id))
  return outage
}
const everybody = (ctx: Context, more: { per_event_max?: number; sample_rate?: number } = {}) =>
  sql`insert into surveys.ask_rule (about_kind, in_force_from, sample_rate, per_event_max, quiet_days, open_days, ask_from, ask_until)
    values ('planned_outage', '2026-01-01', ${more.sample_rate ?? 1}, ${more.per_event_max ?? 500}, 30, 7, '08:00', '20:00'),
      ('request', '2026-01-01', ${more.sample_rate ?? 1}, 1, 30, 7, '08:00', '20:00')`.execute(ctx.tx)
const lastEvent = async (ctx: Context, name: string) =>
  (await sql<Event>`select * from kernel.event where name = ${name} order by id desc limit 1`.execute(ctx.tx)).rows[0]!
const hear = (ctx: Context, civil: string, event: Event) =>
  when(ctx, civil, (c) => events[event.name]!.surveys!(c, event))
const invited = async (ctx: Context, about: string) =>
  (
    await sql<{ number: number; customer_id: number; code: string; channel: number }>`
      select d.number, i.customer_id, c.code, i.channel from surveys.draw d join surveys.invitation i on i.draw_id = d.id
      join customers.customer c on c.id = i.customer_id where d.about = ${about} order by c.code`.execute(ctx.tx)
  ).rows
const notices = async (ctx: Context) =>
  (
    await sql<{ messages: number; payload: { link: unknown; asks_about: string } }>`
      select messages, payload from notices.notice where kind = 'survey_question' order by id`.execute(ctx.tx)
  ).rows

onDatabase('one question after a restored cut or a closed request', (story) => {
  story(
    'everybody drawn gets one message with a link of their own; the event heard twice changes nothing',
    told,
    async (ctx) => {
      await everybody(ctx)
      const outage = await restored(ctx)
      const event = await lastEvent(ctx, 'outage.restored')
      await hear(ctx, '2026-03-20 11:25', event)
      await hear(ctx, '2026-03-20 11:26', event)
      const found = await invited(ctx, outage.id)
      assert.equal(found.length, 9)
      const [notice, ...more] = await notices(ctx)
      assert.deepEqual(more, [])
      assert.equal(notice!.messages, 9)
      assert.deepEqual(notice!.payload.link, { path: '/danh-gia', number: found[0]!.number })
      // nobody is put on the list of calls for a question
      const calls =
        await sql`select from notices.call k join notices.notice n on n.id = k.notice_id where n.kind = 'survey_question'`.execute(
          ctx.tx,
        )
      assert.equal(calls.rows.length, 0)
    },
  )

  story('nobody is asked twice within the quiet period, and after it again', told, async (ctx) => {
    await everybody(ctx)
    const first = await restored(ctx)
    await hear(ctx, '2026-03-20 11:25', await lastEvent(ctx, 'outage.restored'))
    for (const [day, expected] of [
      ['2026-04-18', 0],
      ['2026-04-21', 9],
    ] as const) {
      const next = await restored(ctx, { town: first.town, day })
      await hear(ctx, `${day} 11:25`, await lastEvent(ctx, 'outage.restored'))
      assert.equal((await invited(ctx, next.id)).length, expected, day)
    }
    const { rows } = await sql`select reachable, drawn, resting, invited from surveys.draw order by number`.execute(
      ctx.tx,
    )
    assert.deepEqual(rows[1], { reachable: 9, drawn: 9, resting: 9, invited: 0 })
  })

  story(
    'a restoration at night asks in the morning; one learnt of days later does not ask at all',
    told,
    async (ctx) => {
      await everybody(ctx)
      const outage = await restored(ctx)
      const event = await lastEvent(ctx, 'outage.restored')
      await hear(ctx, '2026-03-20 23:10', event)
      assert.equal((await invited(ctx, outage.id)).length, 0)
      await hear(ctx, '2026-03-24 09:00', event)
      await hear(ctx, '2026-03-24 09:00', { ...event, published_at: at('2026-03-24 08:59') })
      assert.equal((await invited(ctx, outage.id)).length, 0)
      await sql`set local role none`.execute(ctx.tx)
      const { rows } = await sql<{ run_at: Date }>`
        select run_at from graphile_worker._private_jobs where key = ${`surveys:${outage.id}`}`.execute(ctx.tx)
      assert.deepEqual(rows, [{ run_at: at('2026-03-21 08:00') }])
    },
  )

  story('chance is what the rule says, and no more than the most after one cut', told, async (ctx) => {
    await everybody(ctx, { per_event_max: 4 })
    const outage = await restored(ctx)
    await hear(ctx, '2026-03-20 11:25', await lastEvent(ctx, 'outage.restored'))
    assert.equal((await invited(ctx, outage.id)).length, 4)
    await everybody(ctx, { sample_rate: 0 })
    const other = await restored(ctx, { day: '2026-05-20' })
    await hear(ctx, '2026-05-20 11:25', await lastEvent(ctx, 'outage.restored'))
    assert.equal((await invited(ctx, other.id)).length, 0)
  })

  story('a closed request asks its own customer; one of nobody known asks nobody', told, async (ctx) => {
    await everybody(ctx)
    const { code } = await town(ctx)
    const customer = `PD${code.slice(4).padStart(4, '0')}000002`
    const made = await receive(ctx, { service: 'question', customer, channel: 'phone', details: { text: 'Giá điện?' } })
    await close(ctx, made.id, { outcome: 'done', answer: 'Đã trả lời qua điện thoại' })
    const event = await lastEvent(ctx, 'requests.closed')
    await hear(ctx, '2026-03-14 09:05', { ...event, payload: { ...event.payload, customer_id: null } })
    assert.equal((await invited(ctx, made.id)).length, 0)
    await hear(ctx, '2026-03-14 09:05', event)
    assert.deepEqual(
      (await invited(ctx, made.id)).map((i) => i.code),
      [customer],
    )
    const [notice] = await notices(ctx)
    assert.deepEqual([notice!.messages, notice!.payload.asks_about], [1, 'request'])
  })

  story('a link is answered once, until it closes; a number of nobody is none of ours', told, async (ctx) => {
    await everybody(ctx)
    const outage = await restored(ctx)
    await hear(ctx, '2026-03-20 11:25', await lastEvent(ctx, 'outage.restored'))
    const [a, b] = await invited(ctx, outage.id)
    await when(ctx, '2026-03-20 12:00', async (c) => {
      assert.equal((await invitation(c, a!)).state, 'open')
      await assert.rejects(answerByLink(c, a!, { score: 11 }), { code: 'surveys/not-a-score' })
      await assert.rejects(answerByLink(c, a!, { score: 7.5 }), { code: 'surveys/not-a-score' })
      await answerByLink(c, a!, { score: 9, words: ' Báo trước rõ ràng ' })
      assert.equal((await invitation(c, a!)).state, 'answered')
      await assert.rejects(answerByLink(c, a!, { score: 1 }), { code: 'surveys/answered-already' })
      await assert.rejects(invitation(c, { number: a!.number, customer_id: 2_000_000_000 }), {
        code: 'surveys/unknown-link',
      })
    })
    await when(ctx, '2026-03-27 11:25', async (c) => {
      assert.equal((await invitation(c, b!)).state, 'closed')
      await assert.rejects(answerByLink(c, b!, { score: 9 }), { code: 'surveys/link-closed' })
    })
    const { rows } = await sql`select score, words, words_plain, via from surveys.answer`.execute(ctx.tx)
    assert.deepEqual(rows, [{ score: 9, words: 'Báo trước rõ ràng', words_plain: ' bao truoc ro rang ', via: 'web' }])
  })

  story('a text message answers the newest open question of its phone, once', told, async (ctx) => {
    await everybody(ctx)
    await restored(ctx)
    const sms = (civil: string, text: string, from = '0912345601') =>
      when(ctx, civil, (c) => answerBySms(c, { from, text }))
    assert.deepEqual(await sms('2026-03-20 12:00', '9'), { taken: false, reason: 'no_question' })
    await hear(ctx, '2026-03-20 11:25', await lastEvent(ctx, 'outage.restored'))
    assert.deepEqual(await sms('2026-03-20 12:00', 'cam on'), { taken: false, reason: 'not_a_score' })
    const taken = await sms('2026-03-20 12:01', '8 nhanh', '+84 912 345 601')
    assert.deepEqual([taken.taken, taken.taken && taken.score], [true, 8])
    assert.deepEqual(await sms('2026-03-20 12:02', '3'), { taken: false, reason: 'no_question' })
    assert.deepEqual(await sms('2026-03-28 12:02', '3', '0912345602'), { taken: false, reason: 'no_question' })
    assert.deepEqual(await sms('2026-03-20 12:02', '3', 'not a phone'), { taken: false, reason: 'no_question' })
  })

  story('the draw can be made again from its seed', told, async (ctx) => {
    await everybody(ctx, { sample_rate: 0.5 })
    const outage = await restored(ctx)
    await when(ctx, '2026-03-20 11:25', (c) =>
      ask(c, {
        corporation_id: outage.town.corporation_id,
        about_kind: 'planned_outage',
        about: outage.id,
        code: null,
        customer_id: null,
        at: c.now,
      }),
    )
    const { rows } = await sql<{ again: boolean; invited: boolean }>`
      select ('x' || left(md5(d.seed || ':' || c.id), 8))::bit(32)::bigint < 0.5 * 4294967296 as again,
        exists (select from surveys.invitation i where i.draw_id = d.id and i.customer_id = c.id) as invited
      from surveys.draw d join customers.service_point p on p.corporation_id = d.corporation_id
      join network.equipment e on e.transformer_id = p.transformer_id and e.mrid <> 'T4'
      join customers.customer c on c.id = p.customer_id`.execute(ctx.tx)
    assert.equal(rows.length, 9)
    assert.ok(rows.every((r) => r.again === r.invited))
  })
})
