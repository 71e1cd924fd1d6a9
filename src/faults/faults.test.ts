import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type Context, ranges } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { positionsOf } from '../network/index.ts'
import * as planned from '../planned-outages/index.ts'
import { announced, type Town, town, when } from '../planned-outages/testing/index.ts'
import { settleByClock } from '../promises/index.ts'
import {
  cause,
  close,
  correct,
  estimate,
  list,
  locate,
  onTransformers,
  record,
  report,
  restore,
  show,
  signals,
  step,
} from './index.ts'

const now = at('2026-03-20 18:00')
const customer = (there: Town, n: number) => `PD${there.code.slice(4).padStart(4, '0')}${String(n).padStart(6, '0')}`

const promisesOf = async (ctx: Context, id: string) =>
  (await show(ctx, id)).promises.map((p) => [p.kind, p.due, p.customers, p.kept, p.broken, p.open])
const told = async (ctx: Context, id: string) =>
  (
    await sql<{ kind: string; messages: number; promised: boolean }>`
      select kind, messages, promise_id is not null as promised from notices.notice where about = ${id}::uuid order by id`.execute(
      ctx.tx,
    )
  ).rows.map((n) => [n.kind, n.messages, n.promised])
const interruption = async (ctx: Context, id: string) =>
  (
    await sql<{ out_at: Date; restored_at: Date | null; customers: number; cause: string; equipment: string }>`
      select distinct on (s.step_no) s.out_at, s.restored_at, s.customers, s.cause, s.equipment
      from interruptions.step s join interruptions.interruption i on i.corporation_id = s.corporation_id and i.id = s.interruption_id
      where i.source = ${id}::uuid order by s.step_no, s.version desc`.execute(ctx.tx)
  ).rows

onDatabase('a fault', (story) => {
  story('a breaker opens: traced, told, given back in parts, and the two hours counted', now, async (ctx) => {
    const there = await town(ctx)
    const out_at = at('2026-03-20 17:50')
    const fault = await record(ctx, {
      corporation_id: there.corporation_id,
      device: 'B1',
      out_at,
      estimate: at('2026-03-20 19:30'),
    })
    assert.deepEqual([fault.transformers, fault.customers, fault.messages], [3, 9, 9])
    assert.match(fault.code, /^SC-\d{6}$/)
    assert.deepEqual(await promisesOf(ctx, fault.id), [
      ['fault_power_back', at('2026-03-20 19:50'), 9, 0, 0, 9],
      ['fault_told', at('2026-03-21 17:50'), 9, 0, 0, 9],
    ])
    assert.deepEqual(await told(ctx, fault.id), [['fault_reported', 9, true]])
    assert.equal((await positionsOf(ctx, there.corporation_id, ['B1'])).B1, 'open')
    await when(ctx, '2026-03-20 19:00', async (c) =>
      assert.deepEqual(await step(c, fault.id, { open: ['SW2'], close: ['B1'] }), {
        transformers: 2,
        customers: 5,
        still_out: 4,
      }),
    )
    await when(ctx, '2026-03-20 19:51', (c) => settleByClock(c))
    await when(ctx, '2026-03-20 20:04', async (c) => {
      const done = await restore(c, fault.code, { cause: 'Cây đổ', failed_equipment: 'Dây dẫn', voltage: 'medium' })
      assert.deepEqual(done, { state: 'restored', transformers: 1, customers: 4, messages: 9 })
    })
    const shown = await show(ctx, fault.id)
    const back = shown.promises.find((p) => p.kind === 'fault_power_back')!
    assert.deepEqual([back.kept, back.broken, back.open], [5, 4, 0])
    assert.deepEqual(
      [shown.state, shown.cause, shown.failed_equipment, shown.voltage],
      ['restored', 'Cây đổ', 'Dây dẫn', 'medium'],
    )
    assert.deepEqual(
      shown.steps.map((s) => [s.customers, s.still_out]),
      [
        [5, 4],
        [4, 0],
      ],
    )
    assert.deepEqual(
      shown.story.map((f) => f.kind),
      ['recorded', 'step', 'restored'],
    )
    assert.deepEqual(await told(ctx, fault.id), [
      ['fault_reported', 9, true],
      ['power_restored', 9, false],
    ])
    for (const s of await interruption(ctx, fault.id))
      assert.deepEqual([s.cause, s.equipment, s.out_at, s.restored_at !== null], ['Cây đổ', 'Dây dẫn', out_at, true])
    assert.deepEqual(await positionsOf(ctx, there.corporation_id, ['B1', 'SW2']), { B1: 'closed', SW2: 'closed' })
    await close(ctx, fault.id)
    await assert.rejects(step(ctx, fault.id, { close: ['B1'] }), { code: 'faults/wrong-state' })
  })

  story(
    'without an estimate nobody is told until there is one; each further one tells those still out',
    now,
    async (ctx) => {
      const there = await town(ctx)
      const { id } = await record(ctx, { corporation_id: there.corporation_id, device: 'B1' })
      assert.deepEqual(await told(ctx, id), [])
      await when(ctx, '2026-03-20 18:10', async (c) =>
        assert.equal((await estimate(c, id, { estimate: at('2026-03-20 19:00') })).messages, 9),
      )
      await when(ctx, '2026-03-20 18:20', (c) => step(c, id, { open: ['SW2'], close: ['B1'] }))
      await when(ctx, '2026-03-20 18:50', async (c) => {
        assert.equal((await estimate(c, id, { estimate: at('2026-03-20 19:45'), reason: 'Chờ vật tư' })).messages, 4)
        assert.equal((await estimate(c, id, { estimate: at('2026-03-20 19:45') })).messages, 0, 'nothing new')
        await assert.rejects(estimate(c, id, { estimate: at('2026-03-20 18:50') }), { code: 'faults/estimate-past' })
      })
      const { estimates, story } = await show(ctx, id)
      assert.equal(estimates, 2)
      assert.deepEqual(
        [story.at(-1)!.reason, story.at(-1)!.detail.estimate_before],
        ['Chờ vật tư', '2026-03-20T19:00:00+07:00'],
      )
      assert.deepEqual(await told(ctx, id), [
        ['fault_reported', 9, true],
        ['fault_estimate', 4, false],
      ])
      const { rows } = await sql<{
        etr_first: Date
        etr_last: Date
      }>`select etr_first, etr_last from interruptions.step where restored_at is null order by recorded_at desc, version desc limit 1`.execute(
        ctx.tx,
      )
      assert.deepEqual(rows[0], { etr_first: at('2026-03-20 19:00'), etr_last: at('2026-03-20 19:45') })
    },
  )

  story('over before anybody could be told: the word that power is back is what the law asks for', now, async (ctx) => {
    const there = await town(ctx)
    const { id } = await record(ctx, { corporation_id: there.corporation_id, device: 'SW2' })
    await when(ctx, '2026-03-20 18:30', async (c) => assert.equal((await restore(c, id)).messages, 4))
    assert.deepEqual(await told(ctx, id), [['power_restored', 4, true]])
    await assert.rejects(close(ctx, id), { code: 'faults/no-cause' })
    await cause(ctx, id, { cause: 'Sét đánh' })
    assert.equal((await interruption(ctx, id))[0]!.cause, 'Sét đánh')
    await close(ctx, id)
  })

  story(
    'by the reports of customers, then the device behind them: more are out, since the first report',
    now,
    async (ctx) => {
      const there = await town(ctx)
      const one = await when(ctx, '2026-03-20 17:40', (c) =>
        report(c, { customer: customer(there, 4), channel: 'phone', words: 'Mất điện cả xóm' }),
      )
      const two = await when(ctx, '2026-03-20 17:45', (c) =>
        report(c, { customer: customer(there, 5), channel: 'portal' }),
      )
      assert.deepEqual([one.known, two.known], [null, null])
      const [signal, ...others] = await signals(ctx, {
        since: at('2026-03-20 17:00'),
        corporation_id: there.corporation_id,
      })
      assert.deepEqual(
        [signal!.transformer, signal!.reports, signal!.first_at, others.length],
        ['T2', 2, at('2026-03-20 17:40'), 0],
      )
      const fault = await record(ctx, {
        corporation_id: there.corporation_id,
        reports: signal!.report_ids,
        estimate: at('2026-03-20 19:00'),
      })
      assert.deepEqual([fault.transformers, fault.customers, fault.messages], [1, 2, 2])
      assert.deepEqual((await show(ctx, fault.id)).out_at, at('2026-03-20 17:40'))
      assert.deepEqual(await signals(ctx, { since: at('2026-03-20 17:00') }), [])
      await when(ctx, '2026-03-20 18:05', async (c) => {
        const third = await report(c, { customer: customer(there, 8), channel: 'phone' })
        assert.equal(third.known, null, 'T3 is not known to be out')
        assert.deepEqual(await locate(c, fault.id, { device: 'SW1' }), { customers: 6, added: 4 })
      })
      const shown = await show(ctx, fault.id)
      assert.deepEqual([shown.customers, shown.device, shown.feeder, shown.reports], [6, 'SW1', '471', 3])
      assert.deepEqual(shown.promises.map((p) => [p.kind, p.customers]).sort(), [
        ['fault_power_back', 2],
        ['fault_power_back', 4],
        ['fault_told', 2],
        ['fault_told', 4],
      ])
      assert.deepEqual(
        await told(ctx, fault.id),
        [
          ['fault_reported', 2, true],
          ['fault_reported', 4, true],
        ],
        'nobody twice',
      )
      await when(ctx, '2026-03-20 19:10', (c) => restore(c, fault.id))
      const after = await show(ctx, fault.id)
      assert.equal(
        after.promises.filter((p) => p.kind === 'fault_power_back').reduce((n, p) => n + p.kept, 0),
        6,
      )
      assert.equal(
        (await interruption(ctx, fault.id)).reduce((n, s) => n + s.customers, 0),
        6,
      )
    },
  )

  story(
    'nobody is out twice: a fault below a known one, or in a cut under way, counts only the others',
    now,
    async (ctx) => {
      const { id, town: there } = await announced(ctx, {
        steps: [{ open: ['SW2'] }],
        out_from: at('2026-03-27 07:30'),
        back_at: at('2026-03-27 11:30'),
      })
      await when(ctx, '2026-03-27 07:30', async (c) => {
        await planned.start(c, id)
        const fault = await record(c, { corporation_id: there.corporation_id, device: 'B1' })
        assert.equal(fault.customers, 5, 'T3 is in the planned cut')
        await assert.rejects(record(c, { corporation_id: there.corporation_id, device: 'SW1' }), {
          code: 'faults/nobody-out',
        })
      })
    },
  )

  story('a device found beside what customers reported counts only those who are not in it yet', now, async (ctx) => {
    const there = await town(ctx)
    const { corporation_id } = there
    const { report_id } = await report(ctx, { customer: customer(there, 4), channel: 'phone' })
    await record(ctx, { corporation_id, reports: [report_id] })
    assert.equal((await record(ctx, { corporation_id, device: 'SW1' })).customers, 4, 'T3; T2 is in the first fault')
    const { report_id: again } = await report(ctx, { customer: customer(there, 10), channel: 'phone' })
    await record(ctx, { corporation_id, reports: [again] })
    await assert.rejects(record(ctx, { corporation_id, reports: [again] }), { code: 'faults/nobody-out' })
  })

  story('corrections are added: the step, the interruption and the promise say the new time', now, async (ctx) => {
    const there = await town(ctx)
    const { id } = await record(ctx, { corporation_id: there.corporation_id, device: 'B1' })
    await when(ctx, '2026-03-20 21:00', async (c) => {
      await restore(c, id, { at: at('2026-03-20 19:59') })
      await correct(c, id, { seq: 2, at: at('2026-03-20 20:30'), reason: 'Nhật ký vận hành' })
      await assert.rejects(correct(c, id, { seq: 1, at: at('2026-03-20 20:30'), reason: 'r' }), {
        code: 'faults/unknown-step',
      })
      await assert.rejects(correct(c, id, { seq: 2, at: at('2026-03-20 17:00'), reason: 'r' }), {
        code: 'faults/back-before-out',
      })
    })
    const shown = await show(ctx, id)
    assert.equal(shown.promises.find((p) => p.kind === 'fault_power_back')!.broken, 9)
    assert.deepEqual(shown.restored_at, at('2026-03-20 20:30'))
    assert.deepEqual(
      (await interruption(ctx, id)).map((s) => s.restored_at),
      [at('2026-03-20 20:30')],
    )
  })

  story('what cannot be is refused', now, async (ctx) => {
    const there = await town(ctx)
    const { corporation_id } = there
    await assert.rejects(record(ctx, { corporation_id, device: 'B99' }), { code: 'network/unknown-device' })
    await assert.rejects(record(ctx, { corporation_id }), { code: 'faults/device-or-reports' })
    await assert.rejects(record(ctx, { corporation_id, device: 'B1', reports: ['x'] }), {
      code: 'faults/device-or-reports',
    })
    await assert.rejects(record(ctx, { corporation_id, reports: ['019cd578-f500-765f-b9c5-b1921c2e352b'] }), {
      code: 'faults/unknown-report',
    })
    await assert.rejects(record(ctx, { corporation_id, device: 'TIE' }), { code: 'faults/nobody-out' })
    await assert.rejects(record(ctx, { corporation_id, device: 'B1', out_at: at('2026-03-20 18:30') }), {
      code: 'faults/not-yet',
    })
    await assert.rejects(record(ctx, { corporation_id, device: 'B1', estimate: at('2026-03-20 17:00') }), {
      code: 'faults/estimate-past',
    })
    const { id, code } = await record(ctx, { corporation_id, device: 'B1' })
    await assert.rejects(step(ctx, id, {}), { code: 'faults/no-part' })
    await assert.rejects(step(ctx, id, { close: ['SW1'] }), { code: 'faults/nobody-back' })
    await assert.rejects(step(ctx, id, { transformers: ranges.setOf([there.transformer.T1, there.transformer.T4]) }), {
      code: 'faults/more-than-out',
    })
    await assert.rejects(restore(ctx, id, { at: at('2026-03-20 17:59') }), { code: 'faults/back-before-out' })
    await assert.rejects(close(ctx, id), { code: 'faults/wrong-state' })
    await assert.rejects(show(ctx, 'SC-999999'), { code: 'faults/unknown' })
    await seenAs(ctx, { corporations: [] }, (c) =>
      assert.rejects(step(c, code, { close: ['B1'] }), { code: 'faults/unknown' }),
    )
  })

  story('lists page by cursor and filter', now, async (ctx) => {
    const there = await town(ctx)
    const { corporation_id } = there
    for (const device of ['SW2', 'B1', 'B2'])
      await when(ctx, `2026-03-20 18:0${device.length}`, (c) => record(c, { corporation_id, device }))
    const first = await list(ctx, { limit: 2 })
    const second = await list(ctx, { limit: 2, cursor: first.next! })
    assert.deepEqual([...first.items, ...second.items].map((f) => f.device).sort(), ['B1', 'B2', 'SW2'])
    assert.equal((await list(ctx, { state: 'closed' })).items.length, 0)
    const day = { from: at('2026-03-20 00:00'), to: at('2026-03-21 00:00') }
    assert.deepEqual(
      (await onTransformers(ctx, corporation_id, ranges.setOf([there.transformer.T4]), day)).map((f) => f.device),
      ['B2'],
    )
  })
})

onDatabase('a customer says that the power is out', (story) => {
  story('in an announced or started cut, or a known fault: answered at once', now, async (ctx) => {
    const { id, town: there } = await announced(ctx, {
      out_from: at('2026-03-27 07:30'),
      back_at: at('2026-03-27 11:30'),
    })
    const said = (civil: string, n: number) =>
      when(ctx, civil, (c) => report(c, { customer: customer(there, n), channel: 'portal' }))
    assert.equal((await said('2026-03-27 07:00', 1)).known, null, 'before the cut it is something else')
    const { known } = await said('2026-03-27 07:35', 1)
    assert.deepEqual(
      [known!.kind, known!.id, known!.state, known!.back_at],
      ['planned_outage', id, 'announced', at('2026-03-27 11:30')],
    )
    await when(ctx, '2026-03-27 07:40', (c) => planned.start(c, id))
    assert.deepEqual((await said('2026-03-27 08:00', 9)).known!.out_from, at('2026-03-27 07:40'))
    await when(ctx, '2026-03-27 11:00', (c) => planned.restore(c, id))
    assert.equal((await said('2026-03-27 11:10', 9)).known, null, '"still out" after it was given back is a new signal')
    const fault = await when(ctx, '2026-03-27 12:00', (c) =>
      record(c, {
        corporation_id: there.corporation_id,
        device: 'SW2',
        estimate: at('2026-03-27 13:00'),
        cause: 'Sét đánh',
      }),
    )
    const answer = (await said('2026-03-27 12:10', 9)).known!
    assert.deepEqual(
      [answer.kind, answer.code, answer.reason, answer.back_at],
      ['fault', fault.code, 'Sét đánh', at('2026-03-27 13:00')],
    )
  })

  story('one event a transformer, not a customer', now, async (ctx) => {
    const there = await town(ctx)
    const events = async () =>
      (await ctx.tx.selectFrom('kernel.event').select('id').where('name', '=', 'fault.signalled').execute()).length
    for (const n of [6, 7, 8, 9]) await report(ctx, { customer: customer(there, n), channel: 'phone' })
    assert.equal(await events(), 1)
    await when(ctx, '2026-03-20 18:11', (c) => report(c, { customer: customer(there, 6), channel: 'phone' }))
    assert.equal(await events(), 2)
    await assert.rejects(report(ctx, { customer: 'PD9999', channel: 'phone' }), { code: 'faults/unknown-customer' })
    await assert.rejects(report(ctx, { customer: customer(there, 6), channel: 'phone', words: 'x'.repeat(1001) }), {
      code: 'faults/text-too-long',
    })
  })
})
