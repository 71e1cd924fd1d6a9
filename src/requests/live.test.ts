import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import * as faults from '../faults/index.ts'
import { type Context, day_ms, dayOf, iso, type Problem, startOfDay } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { calendarOf, declareDay, isWorkingDay } from '../organisation/index.ts'
import { announced } from '../planned-outages/testing/index.ts'
import { settleByClock } from '../promises/index.ts'
import { closeRestored, gather } from './gather.ts'
import * as requests from './index.ts'
import { events as subscribed } from './jobs.ts'
import { retimeAll } from './retime-all.ts'
import * as store from './store.ts'
import { type Desk, desk, homePapers } from './testing/index.ts'
import { wakeAll } from './wake.ts'
import { warn } from './warn.ts'

const monday = at('2026-03-09 09:00')
const when = <T>(ctx: Context, civil: string | Date, use: (ctx: Context) => Promise<T>) =>
  seenAs(ctx, { now: typeof civil === 'string' ? at(civil) : civil }, use)
const refuses = (code: string) => (error: Problem) => {
  assert.equal(error.code, code)
  return true
}
const home = (ctx: Context, there: Desk, more: Partial<requests.NewRequest> = {}) =>
  requests.receive(ctx, {
    service: 'new_supply',
    customer: there.customer(1),
    channel: 'office',
    details: { address: '12 Lê Lợi' },
    documents: homePapers,
    ...more,
  })
const out = (ctx: Context, there: Desk, n: number) =>
  requests.receive(ctx, { service: 'power_out', customer: there.customer(n), channel: 'phone' })
const due = async (ctx: Context, ref: string) => iso((await requests.show(ctx, ref)).clock.due_at!)
const warnings = async (ctx: Context, ref: string) =>
  (await requests.show(ctx, ref)).story
    .filter((f) => f.kind === 'warned' || f.kind === 'step_late')
    .map((f) => [f.detail.percent ?? f.detail.step, f.detail.tell ?? null, iso(f.at)])

onDatabase('the clock of a live request', (story) => {
  story('ticks again by itself when the allowance ends, also before the job has come', monday, async (ctx) => {
    const there = await desk(ctx)
    const [one, two] = [await home(ctx, there), await home(ctx, there, { customer: there.customer(2) })]
    for (const r of [one, two])
      await requests.pause(ctx, r.id, { reason: 'customer', evidence: 'x', until: at('2026-03-11 12:00') })
    const promised = await due(ctx, one.id)
    assert.equal(promised, '2026-03-18T23:59:59.999+07:00') // five days and the two of the pause
    await when(ctx, '2026-03-11 13:00', async (c) => {
      const shown = await requests.show(c, one.id)
      assert.deepEqual(
        [shown.state, shown.clock.ticks, shown.can.find((v) => v.verb === 'step')!.can],
        ['paused', true, true],
      )
      await requests.step(c, one.id, { step: 'survey' })
      assert.equal(await wakeAll(c, await store.overpaused(c, 100)), 1)
      assert.equal(await wakeAll(c, await store.overpaused(c, 100)), 0)
      for (const r of [one, two]) {
        const after = await requests.show(c, r.id)
        assert.deepEqual([after.state, iso(after.pauses[0]!.resumed_at!)], ['complete', '2026-03-11T12:00:00+07:00'])
        assert.equal(await due(c, r.id), promised, 'as it was promised')
        assert.equal(after.story.find((f) => f.kind === 'resumed')!.actor, 'system')
      }
    })
  })

  story('whatever is paused when: no day counts twice, none is lost, nothing is shortened', monday, async (ctx) => {
    const there = await desk(ctx)
    const calendar = await calendarOf(ctx, there.corporation_id)
    const minutes = fc.array(fc.integer({ min: 1, max: 3 * 24 * 60 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(minutes, fc.boolean(), async (gaps, byAnswer) => {
        const made = await home(ctx, there, { service: 'new_supply_with_works' })
        let now = monday.getTime()
        const still: { from: Date; to: Date }[] = []
        for (const [i, gap] of gaps.entries()) {
          now += gap * 60_000
          const t = new Date(now)
          await when(ctx, t, async (c) => {
            if (i % 2 === 0) {
              await requests.pause(c, made.id, { reason: 'customer', evidence: 'x' })
              still.push({ from: t, to: t })
            } else {
              still.at(-1)!.to = t
              if (byAnswer) await requests.answer(c, made.code, { channel: 'web', text: 'đây' })
              else await requests.resume(c, made.id, { reason: 'x' })
              await requests.move(c, made.id, { unit: i % 4 === 1 ? there.office : there.unit, reason: 'x' })
            }
          })
        }
        if (gaps.length % 2 === 1) {
          now += 60_000
          still.at(-1)!.to = new Date(now)
          await when(ctx, new Date(now), (c) => requests.resume(c, made.id, { reason: 'x' }))
        }
        // day by day: a working day ticks unless the clock stood still when it began and until it ended or was resumed
        const paused = (day: string) => still.some((s) => dayOf(s.from) < day && day <= dayOf(s.to))
        let [day, left] = [dayOf(monday), 7]
        while (left > 0) {
          day = dayOf(new Date(startOfDay(day).getTime() + 1.5 * day_ms))
          if (isWorkingDay(calendar, day) && !paused(day)) left -= 1
        }
        assert.equal(dayOf((await requests.show(ctx, made.id)).clock.due_at!), day)
        const end = new Date(now + 3_600_000)
        await when(ctx, end, async (c) => {
          await requests.close(c, made.id, { outcome: 'refused', answer: 'x', evidence: 'x' })
          const { working_days, paused_days } = await requests.show(c, made.id)
          let whole = 0
          for (let d = dayOf(monday); d < dayOf(end); ) {
            d = dayOf(new Date(startOfDay(d).getTime() + 1.5 * day_ms))
            if (isWorkingDay(calendar, d)) whole += 1
          }
          assert.equal(working_days! + paused_days, whole)
        })
      }),
      { numRuns: 12 },
    )
  })

  story(
    'a day declared off moves the deadlines that it lies in, with their history, and twice moves nothing',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      const one = await home(ctx, there)
      const still = await home(ctx, there, { customer: there.customer(2) })
      await requests.pause(ctx, still.id, { reason: 'customer', evidence: 'x', until: at('2026-03-10 12:00') })
      const early = await when(ctx, '2026-03-02 09:00', (c) => home(c, there, { customer: there.customer(4) }))
      await declareDay(ctx, { day: '2026-03-12', kind: 'off', notice: '12/TB', corporation: there.code })
      const given = { corporation_id: there.corporation_id, since: startOfDay('2026-03-12'), evidence: 'calendar/1' }
      assert.deepEqual(await retimeAll(ctx, given), { after: undefined, moved: 2 })
      assert.deepEqual(await retimeAll(ctx, given), { after: undefined, moved: 0 })
      assert.equal(await due(ctx, one.id), '2026-03-17T23:59:59.999+07:00')
      assert.equal(await due(ctx, still.id), '2026-03-18T23:59:59.999+07:00', 'its pause is not forgotten')
      assert.equal(await due(ctx, early.id), '2026-03-09T23:59:59.999+07:00')
      const fact = (await requests.show(ctx, one.id)).story.at(-1)!
      assert.deepEqual(
        [fact.kind, fact.reason, fact.detail.before, fact.detail.due_at],
        ['due_moved', 'calendar', '2026-03-16T23:59:59.999+07:00', '2026-03-17T23:59:59.999+07:00'],
      )
      const promises = (await requests.show(ctx, one.id)).promises.map((p) => [p.version, p.released, p.open])
      assert.deepEqual(promises.sort(), [
        [1, 1, 0],
        [2, 0, 1],
      ])
      // page by page as the job does
      await declareDay(ctx, { day: '2026-03-13', kind: 'off', notice: '13/TB', corporation: there.code })
      const first = await retimeAll(ctx, { ...given, evidence: 'calendar/2', limit: 1 })
      const second = await retimeAll(ctx, { ...given, evidence: 'calendar/2', limit: 1, after: first.after! })
      assert.deepEqual([first.moved, second.moved], [1, 1])
      assert.equal(await due(ctx, one.id), '2026-03-18T23:59:59.999+07:00')
    },
  )

  story(
    'what only the clock had called broken is open again when the missed day turns out to be a holiday',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      const made = await home(ctx, there)
      await when(ctx, '2026-03-17 08:00', async (c) => {
        await settleByClock(c)
        await declareDay(c, { day: '2026-03-16', kind: 'off', notice: '16/TB', corporation: there.code })
        await retimeAll(c, {
          corporation_id: there.corporation_id,
          since: startOfDay('2026-03-16'),
          evidence: 'calendar/1',
        })
        const sums = (await requests.show(c, made.id)).promises.map((p) => [
          p.version,
          p.kept,
          p.broken,
          p.released,
          p.open,
        ])
        assert.deepEqual(sums.sort(), [
          [1, 0, 0, 1, 0],
          [2, 0, 0, 0, 1],
        ])
      })
    },
  )

  story('the calendar’s event becomes one job, whatever it says', monday, async (ctx) => {
    const told = { id: 7, name: 'organisation.calendar_changed', corporation_id: null, about: '2026-03-12' }
    const handler = subscribed['organisation.calendar_changed']!.requests!
    const event = { ...told, payload: { days: [{ day: '2026-03-12' }, { day: '2026-03-11' }] }, published_at: monday }
    await handler(ctx, event)
    await handler(ctx, event)
    await sql`select set_config('role', 'none', true)`.execute(ctx.tx) // the worker's tables are not the server role's
    const { rows } = await sql<{ payload: Record<string, unknown> }>`
      select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'requests_retime'`.execute(ctx.tx)
    assert.deepEqual(
      rows.map((r) => r.payload),
      [{ since: '2026-03-11T00:00:00+07:00', evidence: 'calendar/7' }],
    )
  })
})

onDatabase('before a request is late and after', (story) => {
  story('50, 80 and 100 % are said exactly once each, to whom the chain names', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await home(ctx, there)
    const said: number[] = []
    for (const t of [
      '2026-03-10 16:00',
      '2026-03-12 09:00',
      '2026-03-12 09:01',
      '2026-03-13 17:00',
      '2026-03-16 12:00',
      '2026-03-17 00:00',
      '2026-03-18 00:00',
    ])
      said.push(await when(ctx, t, (c) => warn(c)))
    assert.equal(
      said.reduce((a, b) => a + b),
      3,
    )
    assert.deepEqual(
      (await warnings(ctx, made.id)).map((w) => w.slice(0, 2)),
      [
        [50, 'person'],
        [80, 'unit'],
        [100, 'company'],
      ],
    )
    const { rows } = await sql<{ payload: { requests: { percent: number; unit: string; company: string }[] } }>`
      select payload from kernel.event where name = 'requests.warned' order by id`.execute(ctx.tx)
    assert.deepEqual(
      rows.flatMap((r) => r.payload.requests).map((r) => [r.percent, r.unit, r.company]),
      [50, 80, 100].map((p) => [p, there.unit, there.company]),
    )
  })

  story(
    'a worker that slept says all at once, still once each; a corporation’s own chain stands for all of its',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      await requests.setChain(ctx, {
        corporation: there.code,
        in_force_from: '2026-03-09',
        levels: [{ percent: 80, late_days: 0, tell: ['company', 'unit'] }],
        reason: 'Quyết định 1',
      })
      const made = await home(ctx, there)
      await when(ctx, '2026-03-20 00:00', async (c) => assert.deepEqual([await warn(c), await warn(c)], [3, 0]))
      assert.deepEqual(
        (await warnings(ctx, made.id)).map((w) => w.slice(0, 2)),
        [
          [50, ''],
          [80, 'company,unit'],
          [100, ''],
        ],
      )
    },
  )

  const level = (tell: requests.Level['tell'], late_days = 0, percent: requests.Level['percent'] = 100) => ({
    percent,
    late_days,
    tell,
  })

  story(
    'after the deadline too, level by level by working days, once each; a deadline that moves takes them along',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      await requests.setChain(ctx, {
        corporation: there.code,
        in_force_from: '2026-03-09',
        levels: [level(['corporation'], 3), level(['unit']), level(['company', 'unit'], 1)],
        reason: 'Quyết định 1',
      })
      // both due on Monday the 16th at 24:00; one is closed after its first level
      const [made, closed] = [await home(ctx, there), await home(ctx, there, { customer: there.customer(2) })]
      const said = (t: string) => when(ctx, t, (c) => warn(c))
      assert.equal(await said('2026-03-17 00:00'), 6)
      assert.deepEqual(
        [await said('2026-03-17 23:59'), await said('2026-03-18 00:00'), await said('2026-03-18 00:01')],
        [0, 2, 0],
      )
      await when(ctx, '2026-03-18 09:00', (c) =>
        requests.close(c, closed.id, { outcome: 'refused', answer: 'x', evidence: 'x' }),
      )
      await when(ctx, '2026-03-18 10:00', async (c) => {
        await declareDay(c, { day: '2026-03-13', kind: 'off', notice: 'Số 1/TB' })
        await retimeAll(c, { corporation_id: there.corporation_id, since: monday, evidence: 'calendar/1' })
      })
      assert.equal(await due(ctx, made.id), '2026-03-17T23:59:59.999+07:00')
      assert.deepEqual(
        [await said('2026-03-20 00:00'), await said('2026-03-21 00:00'), await said('2026-04-21 00:00')],
        [0, 1, 0],
      )
      const days = (await requests.show(ctx, made.id)).story
        .filter((f) => f.kind === 'warned' && f.detail.percent === 100)
        .map((f) => [f.detail.late_days ?? 0, f.detail.tell, iso(f.at)])
      assert.deepEqual(days, [
        [0, 'unit', '2026-03-16T23:59:59.999+07:00'],
        [1, 'company,unit', '2026-03-17T23:59:59.999+07:00'],
        [3, 'corporation', '2026-03-20T23:59:59.999+07:00'],
      ])
      assert.equal((await requests.show(ctx, closed.id)).story.filter((f) => f.detail.late_days).length, 1)
      const words = (await requests.show(ctx, made.id)).story.filter((f) => f.kind === 'warned').map((f) => f.text)
      assert.deepEqual(words, [
        'Đã dùng 50 % thời hạn',
        'Đã dùng 80 % thời hạn',
        'Đã dùng 100 % thời hạn; báo lãnh đạo đơn vị',
        'Quá hạn 1 ngày làm việc; báo lãnh đạo công ty, lãnh đạo đơn vị',
        'Quá hạn 3 ngày làm việc; báo tổng công ty',
      ])
      const { rows } = await sql<{ payload: { requests: { late_days: number; tell: string[] }[] } }>`
      select payload from kernel.event where name = 'requests.warned' order by id desc limit 1`.execute(ctx.tx)
      assert.deepEqual(
        rows[0]!.payload.requests.map((r) => [r.late_days, r.tell]),
        [[3, ['corporation']]],
      )
    },
  )

  story(
    'the nearest chain counts: of the corporation for the service, of the corporation, of all; dated, and taken back',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      const set = (given: Partial<Parameters<typeof requests.setChain>[1]>) =>
        requests.setChain(ctx, {
          in_force_from: '2026-03-09',
          levels: [level(['person'])],
          reason: 'Quyết định 1',
          ...given,
        })
      await set({ service: 'complaint', levels: [level(['unit'])] })
      await set({ corporation: there.code, levels: [level(['company'])] })
      await set({ corporation: there.code, service: 'complaint', levels: [level(['corporation'])] })
      // from the 18th on taken back, and planned again for the 20th: what is planned later is replaced by what begins before
      await set({ corporation: there.code, in_force_from: '2026-03-20', levels: [level(['unit', 'person'])] })
      await set({ corporation: there.code, in_force_from: '2026-03-18', levels: null, reason: 'Quyết định 2' })
      const counts = async (service: string, day: string) =>
        (await requests.chains(ctx, { corporation: there.code, service, day }))[0]?.levels?.map((l) => l.tell.join())
      assert.deepEqual(await counts('complaint', '2026-03-10'), ['corporation'])
      assert.deepEqual(await counts('new_supply_urban_home', '2026-03-10'), ['company'])
      assert.deepEqual(
        await counts('new_supply_urban_home', '2026-03-21'),
        ['person', 'unit', 'company'],
        'the shipped one',
      )
      const all = await requests.chains(ctx, { corporation: there.code })
      assert.deepEqual(
        all.map((c) => [c.corporation, c.service, c.in_force_from, c.in_force_to, c.set_by]),
        [
          [there.code, 'complaint', '2026-03-09', 'infinity', 'test'],
          [there.code, null, '2026-03-18', 'infinity', 'test'],
          [there.code, null, '2026-03-20', '2026-03-20', 'test'],
          [there.code, null, '2026-03-09', '2026-03-18', 'test'],
          [null, 'complaint', '2026-03-09', 'infinity', 'test'],
          [null, null, '-infinity', 'infinity', 'shipped'],
        ],
      )
      const made = await requests.receive(ctx, {
        service: 'complaint',
        customer: there.customer(1),
        channel: 'phone',
        details: { text: 'x' },
      })
      const supply = await home(ctx, there)
      await when(ctx, '2026-03-17 09:00', (c) => warn(c))
      const last = async (id: string) => (await warnings(ctx, id)).at(-1)!.slice(0, 2)
      assert.deepEqual(
        [await last(made.id), await last(supply.id)],
        [
          [100, 'corporation'],
          [100, 'company'],
        ],
      )
      for (const [given, code] of [
        [{ in_force_from: '2026-03-08' }, 'requests/chain-in-the-past'],
        [{ in_force_from: '2026-02-30' }, 'kernel/invalid'],
        [{ service: 'nonsense' }, 'kernel/invalid'],
        [{ reason: ' ' }, 'kernel/invalid'],
        [{ levels: [level(['unit'], 2, 80)] }, 'kernel/invalid'],
        [{ levels: [level(['unit']), level(['person'])] }, 'kernel/invalid'],
        [{ levels: [level([])] }, 'kernel/invalid'],
        [{ levels: [level(['unit', 'unit'])] }, 'kernel/invalid'],
        [{ corporation: 'NOBODY' }, 'organisation/unknown-corporation'],
      ] as const)
        await assert.rejects(set(given as never), refuses(code))
      await seenAs(ctx, { corporations: [there.corporation_id] }, async (c) => {
        await assert.rejects(
          requests.setChain(c, { in_force_from: '2026-03-09', levels: null, reason: 'x' }),
          refuses('organisation/not-for-all'),
        )
      })
    },
  )

  story('nobody is warned of what is answered, paused, or moved ahead', monday, async (ctx) => {
    const there = await desk(ctx)
    const closed = await home(ctx, there)
    await requests.close(ctx, closed.id, { outcome: 'refused', answer: 'x', evidence: 'x' })
    const still = await home(ctx, there, { customer: there.customer(2) })
    await requests.pause(ctx, still.id, { reason: 'customer', evidence: 'x' })
    await when(ctx, '2026-03-17 09:00', async (c) => assert.equal(await warn(c), 0))
    // half its limit had ticked before it was paused, and nobody had looked
    const unseen = await home(ctx, there, { customer: there.customer(5) })
    await when(ctx, '2026-03-12 17:00', (c) => requests.pause(c, unseen.id, { reason: 'customer', evidence: 'x' }))
    await when(ctx, '2026-03-12 17:05', async (c) => assert.equal(await warn(c), 0))
    await when(ctx, '2026-03-12 17:06', (c) => requests.withdraw(c, unseen.id, { reason: 'x' }))
    const half = await home(ctx, there, { customer: there.customer(4) })
    await when(ctx, '2026-03-12 17:00', async (c) => assert.equal(await warn(c), 1))
    // the deadline moves out: what was said is not said again
    await when(ctx, '2026-03-12 17:10', (c) =>
      requests.reclassify(c, half.id, { service: 'new_supply_with_works', reason: 'x' }),
    )
    await when(ctx, '2026-03-13 17:00', async (c) => assert.equal(await warn(c), 0))
    await when(ctx, '2026-03-18 17:00', async (c) => assert.equal(await warn(c), 1))
    assert.deepEqual(
      (await warnings(ctx, half.id)).map((w) => w[0]),
      [50, 80],
    )
  })

  story('a step that lies too long is said once, and the next one by itself', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await requests.receive(ctx, {
      service: 'new_supply_medium_voltage',
      customer: there.customer(6),
      channel: 'web',
      details: { address: 'Khu công nghiệp' },
      documents: ['request', 'licence', 'place'],
    })
    await when(ctx, '2026-03-09 13:00', async (c) => assert.deepEqual([await warn(c), await warn(c)], [1, 0]))
    await when(ctx, '2026-03-09 14:00', (c) => requests.step(c, made.id, { step: 'taken' }))
    await when(ctx, '2026-03-12 00:00', (c) => warn(c))
    assert.deepEqual(
      (await warnings(ctx, made.id)).filter((w) => typeof w[0] === 'string').map((w) => w[0]),
      ['taken', 'agreement'],
    )
  })
})

onDatabase('my power is out', (story) => {
  const cut = at('2026-03-20 08:00')
  story(
    'in an announced cut: answered at once, with its code, and nothing is left open',
    at('2026-03-10 09:00'),
    async (ctx) => {
      const there = await desk(ctx)
      const outage = await announced(ctx, { town: there })
      await when(ctx, cut, async (c) => {
        for (const n of [1, 2]) {
          const made = await out(c, there, n)
          assert.deepEqual([made.state, made.known?.id, made.joined], ['closed', outage.id, made.code])
          assert.match(made.answer!, /^Đang cắt điện có kế hoạch .* \(Thay dây dẫn\), dự kiến có điện lại lúc 11:30/)
          const shown = await requests.show(c, made.id)
          assert.deepEqual([shown.outcome, shown.about?.id, shown.promises], ['done', outage.id, []])
        }
        const other = await out(c, there, 10) // behind another breaker
        assert.deepEqual([other.state, other.known, other.answer], ['complete', null, null])
        assert.deepEqual(
          (await requests.list(c, { corporation_id: there.corporation_id })).items.map((r) => r.code),
          [other.code],
        )
      })
    },
  )

  story(
    'a wave about one known fault is one request with many voices, done when power is back',
    at('2026-03-20 18:00'),
    async (ctx) => {
      const there = await desk(ctx)
      const fault = await faults.record(ctx, { corporation_id: there.corporation_id, device: 'B1' })
      const first = await out(ctx, there, 1)
      assert.deepEqual([first.state, first.joined, iso(first.due_at!)], ['complete', null, '2026-03-20T20:00:00+07:00'])
      assert.match(first.answer!, /chưa rõ khi nào có điện lại/)
      const others = [await out(ctx, there, 2), await out(ctx, there, 7)]
      assert.deepEqual(
        others.map((o) => [o.state, o.joined]),
        [
          ['closed', first.code],
          ['closed', first.code],
        ],
      ) // prettier-ignore
      const queue = await requests.list(ctx, { corporation_id: there.corporation_id })
      assert.deepEqual(
        queue.items.map((r) => [r.code, r.voices]),
        [[first.code, 3]],
      )
      assert.equal((await requests.byCode(ctx, others[0]!.code)).state, 'complete')
      await when(ctx, '2026-03-20 19:30', async (c) => {
        await faults.restore(c, fault.id, { cause: 'Cây đổ' })
        assert.deepEqual([await closeRestored(c, fault.id), await closeRestored(c, fault.id)], [1, 0])
        const shown = await requests.show(c, first.id)
        assert.deepEqual([shown.state, shown.in_limit, shown.promises[0]!.kept], ['closed', true, 1])
        assert.equal((await requests.byCode(c, others[0]!.code)).state, 'closed')
      })
    },
  )

  story(
    'reported before the fault is found: they are gathered under it, but not out of somebody’s hands',
    at('2026-03-20 18:00'),
    async (ctx) => {
      const there = await desk(ctx)
      const [a, b, c, far] = [
        await out(ctx, there, 1),
        await out(ctx, there, 2),
        await out(ctx, there, 4),
        await out(ctx, there, 10),
      ]
      await requests.claim(ctx, c.id)
      const fault = await faults.record(ctx, { corporation_id: there.corporation_id, device: 'B1' })
      assert.deepEqual([await gather(ctx, fault.id), await gather(ctx, fault.id)], [1, 0])
      const states = async (r: requests.Received) => {
        const shown = await requests.show(ctx, r.id)
        return [shown.state, shown.merged_into, shown.about?.id ?? null, shown.promises[0]!.open]
      }
      assert.deepEqual(await states(a), ['complete', null, fault.id, 1])
      assert.deepEqual(await states(b), ['closed', a.code, fault.id, 0])
      assert.deepEqual(await states(c), ['complete', null, fault.id, 1])
      assert.deepEqual(await states(far), ['complete', null, null, 1])
      assert.equal((await out(ctx, there, 5)).joined, a.code)
    },
  )
})

onDatabase('papers of a request', (story) => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.from('ảnh công tơ')])
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj')
  story('are known by their bytes, kept once, and complete the file', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await home(ctx, there, { documents: ['request', 'identity'] })
    const one = await requests.attach(ctx, made.code, {
      name: 'sổ đỏ.pdf',
      body: pdf,
      channel: 'web',
      document: 'place',
    })
    assert.deepEqual([one.media, one.bytes], ['application/pdf', pdf.length])
    const shown = await requests.show(ctx, made.id)
    assert.deepEqual([shown.state, shown.documents.every((d) => d.handed_in)], ['complete', true])
    const other = await home(ctx, there, { customer: there.customer(2) })
    await requests.attach(ctx, other.id, { name: '../../x.jpg', body: pdf, channel: 'office' })
    await requests.attach(ctx, other.id, { name: 'công tơ.jpg', body: jpeg, channel: 'office' })
    assert.deepEqual(
      (await requests.show(ctx, other.id)).attachments.map((a) => [a.name, a.media, a.actor]),
      [
        ['.._.._x.jpg', 'application/pdf', 'test'],
        ['công tơ.jpg', 'image/jpeg', 'test'],
      ],
    )
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from requests.content`.execute(ctx.tx)
    assert.equal(rows[0]!.n, 2)
    const back = await requests.attachment(ctx, made.id, one.seq)
    assert.ok(back.body.equals(pdf))
    await assert.rejects(requests.attachment(ctx, other.id, one.seq + 100), refuses('requests/unknown-attachment'))
    await seenAs(ctx, { corporations: [] }, (c) =>
      assert.rejects(requests.attachment(c, made.id, one.seq), refuses('requests/unknown')),
    )
  })
  story('a program called .pdf, nothing at all, or 40 MB are refused', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await home(ctx, there)
    const send = (name: string, body: Buffer) => requests.attach(ctx, made.id, { name, body, channel: 'web' })
    await assert.rejects(send('hoa-don.pdf', Buffer.from('MZ\x90\x00')), (error: Problem) => {
      assert.deepEqual([error.code, error.params.found], ['requests/file-type', '.exe'])
      return true
    })
    await assert.rejects(send('x.png', Buffer.alloc(0)), refuses('requests/file-type'))
    await assert.rejects(send('x.zip', Buffer.from('PK\x03\x04')), refuses('requests/file-type'))
    await assert.rejects(send('x.html', Buffer.from('<script>%PDF-')), refuses('requests/file-type'))
    await assert.rejects(send('x.jpg', Buffer.concat([jpeg, Buffer.alloc(40 << 20)])), refuses('kernel/too-large'))
    assert.deepEqual((await requests.show(ctx, made.id)).attachments, [])
  })
})
