import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Context, iso, type Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { settleByClock } from '../promises/index.ts'
import * as requests from './index.ts'
import { expectedLate } from './rules.ts'
import { type Desk, desk, homePapers } from './testing/index.ts'

const monday = at('2026-03-09 09:00')
const when = <T>(ctx: Context, civil: string, actor: string, use: (ctx: Context) => Promise<T>) =>
  seenAs(ctx, { now: at(civil), actor }, use)
const refuses = (code: string) => (error: Problem) => {
  assert.equal(error.code, code)
  return true
}
const home = (ctx: Context, there: Desk, n: number, service = 'new_supply') =>
  requests.receive(ctx, {
    service,
    customer: there.customer(n),
    channel: 'office',
    details: { address: '12 Lê Lợi' },
    documents: homePapers,
  })
/** Lan pauses from Tuesday to Thursday; two working days are paused. */
const paused = async (ctx: Context, there: Desk, n: number) => {
  const made = await home(ctx, there, n)
  await when(ctx, '2026-03-10 10:00', 'lan', (c) => requests.pause(c, made.id, { reason: 'customer', evidence: 'Thư' }))
  await when(ctx, '2026-03-12 10:00', 'lan', (c) => requests.resume(c, made.id, { reason: 'Đã có' }))
  return made
}
const claimOf = async (ctx: Context, ref: string) => (await requests.show(ctx, ref)).claims[0]!

onDatabase('what the company claims in its own favour', (story) => {
  story('is on the list until another person has reviewed it, beside what the customer says', monday, async (ctx) => {
    const there = await desk(ctx)
    const { corporation_id } = there
    const made = await paused(ctx, there, 1)
    const other = await home(ctx, there, 2)
    await when(ctx, '2026-03-11 10:00', 'lan', (c) =>
      requests.obstacle(c, other.id, { reason: 'Cây đổ', evidence: 'Ảnh' }),
    )
    const list = await requests.claims(ctx, { corporation_id })
    assert.deepEqual(
      list.items.map((c) => [c.code, c.kind, c.actor, c.upheld]),
      [
        [made.code, 'pause', 'lan', null],
        [other.code, 'obstacle', 'lan', null],
      ],
    )
    const page = await requests.claims(ctx, { corporation_id, limit: 1 })
    const next = await requests.claims(ctx, { corporation_id, limit: 1, cursor: page.next! })
    assert.deepEqual([page.items[0]!.code, next.items[0]!.code, next.next], [made.code, other.code, null])
    const { seq } = await claimOf(ctx, made.id)
    assert.deepEqual(
      (await requests.byCode(ctx, made.code)).asked.map((a) => [a.seq, a.name]),
      [[seq, 'Chờ khách hàng']],
    )
    const public_ = await requests.byCode(ctx, other.code)
    assert.deepEqual(
      public_.asked.map((a) => [a.kind, a.name]),
      [['obstacle', '']],
      'the words of the staff may name somebody',
    )
    await when(ctx, '2026-03-12 11:00', 'customer', async (c) => {
      await requests.customerSays(c, made.code, { says: 'denied', words: 'Không ai hỏi tôi' })
      await assert.rejects(
        requests.customerSays(c, made.code, { says: 'confirmed' }),
        refuses('requests/nothing-to-say'),
      )
    })
    await when(ctx, '2026-03-12 12:00', 'lan', (c) =>
      assert.rejects(requests.review(c, made.id, seq, { upheld: true, note: 'Đúng' }), refuses('requests/review-own')),
    )
    await when(ctx, '2026-03-12 12:00', 'minh', async (c) => {
      await assert.rejects(
        requests.review(c, made.id, 99, { upheld: true, note: 'x' }),
        refuses('requests/unknown-claim'),
      )
      await assert.rejects(
        requests.review(c, made.id, seq, { upheld: true, note: ' ' }),
        refuses('requests/reason-needed'),
      )
      await requests.review(c, made.id, seq, { upheld: true, note: 'Có công văn' })
      await assert.rejects(requests.review(c, made.id, seq, { upheld: false, note: 'x' }), refuses('requests/reviewed'))
      const done = await requests.claims(c, { corporation_id, reviewed: true, denied: true })
      assert.deepEqual(
        done.items.map((i) => [i.code, i.upheld, i.customer_says, i.contradicted]),
        [[made.code, true, 'denied', true]],
      )
      assert.equal(iso((await requests.show(c, made.id)).clock.due_at!), '2026-03-18T23:59:59.999+07:00')
    })
  })

  story('a pause that is not upheld ticks as if it had not been: the open deadline moves back', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await paused(ctx, there, 1)
    const { seq } = await claimOf(ctx, made.id)
    await when(ctx, '2026-03-17 09:00', 'minh', async (c) => {
      const said = await requests.review(c, made.id, seq, { upheld: false, note: 'Không có bằng chứng' })
      assert.equal(iso(said.due_at!), '2026-03-16T23:59:59.999+07:00')
      await settleByClock(c)
      const last = (await requests.show(c, made.id)).promises.find((p) => p.version === 4)
      assert.deepEqual([last!.broken, last!.open], [1, 0])
    })
    const still = await home(ctx, there, 2)
    await when(ctx, '2026-03-10 10:00', 'lan', (c) =>
      requests.pause(c, still.id, { reason: 'customer', evidence: 'Thư' }),
    )
    await when(ctx, '2026-03-11 10:00', 'minh', async (c) => {
      await requests.review(c, still.id, (await claimOf(c, still.id)).seq, { upheld: false, note: 'Không' })
      const shown = await requests.show(c, still.id)
      assert.deepEqual([shown.state, iso(shown.clock.due_at!)], ['complete', '2026-03-16T23:59:59.999+07:00'])
    })
  })

  story('and a promise that was kept only by it is corrected to broken, the figures with it', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await paused(ctx, there, 1)
    for (const step of ['survey', 'quotation', 'contract', 'installation', 'energised'])
      await when(ctx, '2026-03-17 09:00', 'lan', (c) => requests.step(c, made.id, { step }))
    await when(ctx, '2026-03-17 10:00', 'lan', async (c) => {
      const closed = await requests.close(c, made.id, { outcome: 'done', answer: 'Xong' })
      assert.deepEqual([closed.working_days, closed.in_limit], [4, true])
    })
    await when(ctx, '2026-03-18 10:00', 'minh', async (c) => {
      const said = await requests.review(c, made.id, (await claimOf(c, made.id)).seq, { upheld: false, note: 'Không' })
      assert.equal(said.in_limit, false)
      const shown = await requests.show(c, made.id)
      assert.deepEqual([shown.working_days, shown.paused_days], [6, 0])
      const newest = shown.promises.find((p) => p.version === Math.max(...shown.promises.map((q) => q.version)))!
      assert.deepEqual([newest.kept, newest.broken], [0, 1])
    })
  })

  story('the share of paused time by unit and reason', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = [await paused(ctx, there, 1), await home(ctx, there, 2)]
    for (const { id } of made)
      await when(ctx, '2026-03-13 10:00', 'lan', (c) =>
        requests.close(c, id, { outcome: 'refused', answer: 'x', evidence: 'x' }),
      )
    const query = { from: '2026-03', to: '2026-03', corporation_id: there.corporation_id }
    // each took four working days from Monday to Friday; two of the eight stood still
    assert.deepEqual(
      (await requests.pausedShare(ctx, query)).map((r) => [
        r.unit,
        r.reason,
        r.requests,
        r.paused_days,
        r.days,
        r.share,
      ]),
      [[there.unit, 'customer', 1, 2, 8, 0.25]],
    )
    assert.deepEqual(await requests.pausedShare(ctx, { ...query, from: '2026-04', to: '2026-04' }), [])
    await assert.rejects(requests.pausedShare(ctx, { ...query, from: 'March' }), refuses('kernel/invalid'))
  })
})

onDatabase('load and forecast', (story) => {
  story('by office and person, tomorrow’s list, and what the pace lets expect', monday, async (ctx) => {
    const there = await desk(ctx)
    const { corporation_id } = there
    for (const n of [1, 2, 4, 5]) await home(ctx, there, n)
    const [mine] = [await home(ctx, there, 7)]
    await seenAs(ctx, { actor: 'lan' }, (c) => requests.claim(c, mine.id))
    await requests.pause(ctx, mine.id, { reason: 'authority', evidence: 'x' })
    for (const n of [8, 9]) {
      const done = await home(ctx, there, n)
      await requests.close(ctx, done.id, { outcome: 'refused', answer: 'x', evidence: 'x' })
    }
    const [office] = await requests.load(ctx, { by: 'office', corporation_id })
    assert.deepEqual(
      [office!.who, office!.open, office!.paused, office!.late, office!.due_soon, office!.closed],
      [there.unit, 5, 1, 0, 0, 2],
    )
    const people = await requests.load(ctx, { by: 'person', corporation_id })
    assert.deepEqual(
      new Map(people.map((p) => [p.who, p.open])),
      new Map([
        ['lan', 1],
        [null, 4],
      ]),
    ) // prettier-ignore
    await when(ctx, '2026-03-13 09:00', 'test', async (c) => {
      assert.equal((await requests.dueSoon(c, { corporation_id })).items.length, 4)
      // two in twenty days: one in ten; the first of five is done in ten working days, the paused one's turn comes after 50
      const [unit] = await requests.forecast(c, { corporation_id })
      assert.deepEqual(
        [unit!.unit, unit!.open, unit!.pace_per_day, unit!.late_now, unit!.expected_late, unit!.days_to_clear],
        [there.unit, 5, 0.1, 0, 5, 50],
      ) // prettier-ignore
    })
    await when(ctx, '2026-03-17 09:00', 'test', async (c) => {
      const [unit] = await requests.forecast(c, { corporation_id })
      assert.equal(unit!.late_now, 4)
    })
  })
  story('a queue at a known pace', monday, async () => {
    assert.equal(expectedLate([], 0), 0)
    assert.equal(expectedLate([0, 0, 1, 5], 0), 4, 'nothing moves')
    assert.equal(expectedLate([-1, 0, 0, 1], 2), 2, 'the late one takes its turn before those in time')
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 20 })), fc.integer({ min: 1, max: 40 }), (given, pace) => {
        const due = [...given].sort((a, b) => a - b)
        // day by day: as many as the pace are done, what is due first first
        let [late, done] = [0, 0]
        for (let day = 0; done < due.length; day++)
          for (let k = 0; k < pace && done < due.length; k++) if (due[done++]! < day) late += 1
        assert.equal(expectedLate(due, pace), late)
      }),
    )
  })
})
