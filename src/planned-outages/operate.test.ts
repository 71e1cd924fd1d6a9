import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Context, Problem, ranges, transaction } from '../kernel/index.ts'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { operate, positionsOf } from '../network/index.ts'
import { page, settleByClock } from '../promises/index.ts'
import {
  announce,
  approve,
  cancel,
  correct,
  explaining,
  onTransformers,
  postpone,
  restore,
  show,
  start,
  step,
  type Verb,
  verbs,
} from './index.ts'
import { announced, approved, planned, when } from './stories-for-tests.ts'
import { town } from './town-for-tests.ts'

const now = at('2026-03-10 09:00')

/** Parts of an interruption as the indices read them: from, to, customers. */
const steps = async (ctx: Context, outage: string) =>
  (
    await sql<{ out_at: Date; restored_at: Date | null; customers: number }>`
      select distinct on (s.step_no) s.out_at, s.restored_at, s.customers
      from interruptions.step s join interruptions.interruption i on i.corporation_id = s.corporation_id and i.id = s.interruption_id
      where i.source = ${outage}::uuid order by s.step_no, s.version desc`.execute(ctx.tx)
  ).rows

const powerBack = async (ctx: Context, outage: string) => {
  const { kept, broken, released, open } = (await show(ctx, outage)).promises.find((p) => p.kind === 'power_back')!
  return { kept, broken, released, open }
}

onDatabase('from the cut to power back', (story) => {
  story('5 of 9 back at 11:24, 4 at 11:44 against 11:30: kept for 5, broken for 4 by 14 minutes', now, async (ctx) => {
    const { id, town: there } = await announced(ctx)
    await when(ctx, '2026-03-20 07:31', async (c) =>
      assert.deepEqual(await start(c, id), { state: 'started', customers: 9, transformers: 3 }),
    )
    await when(ctx, '2026-03-20 11:24', async (c) =>
      assert.equal((await step(c, id, { open: ['SW2'], close: ['B1'] })).still_out, 4),
    )
    await when(ctx, '2026-03-20 11:31', (c) => settleByClock(c))
    assert.deepEqual(await powerBack(ctx, id), { kept: 5, broken: 4, released: 0, open: 0 })
    await when(ctx, '2026-03-20 11:44', async (c) => assert.equal((await restore(c, id)).customers, 4))
    assert.deepEqual(await powerBack(ctx, id), { kept: 5, broken: 4, released: 0, open: 0 })
    const shown = await show(ctx, id)
    assert.deepEqual(
      shown.steps.map((s) => [s.at, s.customers, s.late_s, s.still_out]),
      [
        [at('2026-03-20 11:24'), 5, -360, 4],
        [at('2026-03-20 11:44'), 4, 840, 0],
      ],
    )
    assert.deepEqual(
      shown.story.map((f) => f.kind),
      ['planned', 'approved', 'announced', 'started', 'step', 'restored'],
    )
    const { outcomes } = await page(ctx, shown.promises.find((p) => p.kind === 'power_back')!.id)
    assert.deepEqual(
      outcomes.filter((o) => o.left > 0).map((o) => [o.outcome, o.left, o.late_s, o.evidence]),
      [
        ['kept', 5, -360, `${id}/5`],
        ['broken', 4, 840, `${id}/6`],
      ],
    )
    assert.deepEqual(
      (await steps(ctx, id)).map((s) => [s.restored_at, s.customers]).sort(),
      [
        [at('2026-03-20 11:24'), 5],
        [at('2026-03-20 11:44'), 4],
      ].sort(),
    )
    assert.deepEqual(await positionsOf(ctx, there.corporation_id, ['B1', 'SW1', 'SW2', 'TIE']), {
      B1: 'closed',
      SW1: 'closed',
      SW2: 'closed',
      TIE: 'open',
    })
  })

  story('a part may be named by its transformers', now, async (ctx) => {
    const { id, town: there } = await announced(ctx)
    const { T1, T4 } = there.transformer
    await when(ctx, '2026-03-20 07:30', (c) => start(c, id))
    await when(ctx, '2026-03-20 10:00', async (c) => {
      await assert.rejects(step(c, id, { transformers: ranges.setOf([T1, T4]) }), {
        code: 'planned-outages/more-than-cut',
      })
      await assert.rejects(step(c, id, { transformers: '{}' }), { code: 'planned-outages/more-than-cut' })
      await assert.rejects(step(c, id, { transformers: ranges.setOf([T1]), close: ['B1'] }), {
        code: 'planned-outages/no-part',
      })
      assert.deepEqual(await step(c, id, { transformers: ranges.setOf([T1]) }), {
        state: 'started',
        transformers: 1,
        customers: 3,
        still_out: 6,
      })
      await assert.rejects(step(c, id, { transformers: ranges.setOf([T1]) }), { code: 'planned-outages/more-than-cut' })
    })
  })

  story('a restoration before the cut, or one that has not come, is refused', now, async (ctx) => {
    const { id } = await announced(ctx)
    await when(ctx, '2026-03-20 07:31', (c) => start(c, id))
    await when(ctx, '2026-03-20 11:00', async (c) => {
      await assert.rejects(restore(c, id, { at: at('2026-03-20 07:30') }), { code: 'planned-outages/back-before-cut' })
      await assert.rejects(step(c, id, { close: ['B1'], at: at('2026-03-20 07:30') }), {
        code: 'planned-outages/back-before-cut',
      })
      await assert.rejects(restore(c, id, { at: at('2026-03-20 11:20') }), { code: 'planned-outages/not-yet' })
      await assert.rejects(step(c, id, { close: ['TIE2'] }), { code: 'network/unknown-device' })
      await assert.rejects(step(c, id), { code: 'planned-outages/no-part' })
      assert.equal((await restore(c, id, { at: at('2026-03-20 10:59') })).state, 'restored')
      await assert.rejects(restore(c, id), { code: 'planned-outages/wrong-state' })
    })
  })

  story('operating what gives nobody power back is refused, and the network stays as it was', now, async (ctx) => {
    const { id, town: there } = await announced(ctx)
    await when(ctx, '2026-03-20 07:31', async (c) => {
      await start(c, id)
      await unchanged(c, () => assert.rejects(step(c, id, { close: ['SW1'] }), { code: 'planned-outages/nobody-back' }))
    })
    assert.deepEqual((await positionsOf(ctx, there.corporation_id, ['B1'])).B1, 'open')
  })

  story('a programme is done step by step; who is cut by a later one is out from then on', now, async (ctx) => {
    const { id } = await announced(ctx, {
      steps: [{ open: ['SW2'] }, { open: ['SW1'], close: ['TIE'] }, { open: ['TIE'], close: ['SW1', 'SW2'] }],
    })
    await when(ctx, '2026-03-20 07:30', async (c) => assert.equal((await start(c, id)).customers, 4))
    // T3 comes back over the tie, T2 goes
    await when(ctx, '2026-03-20 09:00', async (c) =>
      assert.deepEqual(await step(c, id), { state: 'started', transformers: 1, customers: 4, still_out: 2 }),
    )
    assert.deepEqual(await powerBack(ctx, id), { kept: 4, broken: 0, released: 0, open: 2 })
    await when(ctx, '2026-03-20 11:40', async (c) => {
      assert.equal((await step(c, id)).still_out, 0)
      await assert.rejects(step(c, id), { code: 'planned-outages/no-part' })
      assert.deepEqual(await restore(c, id), { state: 'restored', transformers: 0, customers: 0 })
    })
    assert.deepEqual(await powerBack(ctx, id), { kept: 4, broken: 2, released: 0, open: 0 })
    assert.deepEqual(
      (await steps(ctx, id)).map((s) => [s.out_at, s.restored_at, s.customers]),
      [
        [at('2026-03-20 07:30'), at('2026-03-20 09:00'), 4],
        [at('2026-03-20 09:00'), at('2026-03-20 11:40'), 2],
      ],
    )
  })

  story('who gets power back and loses it again is told by the last time', now, async (ctx) => {
    const { id } = await announced(ctx)
    await when(ctx, '2026-03-20 07:30', (c) => start(c, id))
    await when(ctx, '2026-03-20 09:00', (c) => step(c, id, { close: ['B1'] }))
    assert.deepEqual(await powerBack(ctx, id), { kept: 9, broken: 0, released: 0, open: 0 })
    await when(ctx, '2026-03-20 09:10', async (c) => assert.equal((await step(c, id, { open: ['SW2'] })).still_out, 4))
    await when(ctx, '2026-03-20 11:45', (c) => restore(c, id))
    assert.deepEqual(await powerBack(ctx, id), { kept: 5, broken: 4, released: 0, open: 0 })
    assert.equal((await show(ctx, id)).steps.at(-1)!.late_s, 900)
    await when(ctx, '2026-03-20 13:00', async (c) => {
      // correcting the first time says nothing of the second
      await correct(c, id, { seq: 5, at: at('2026-03-20 08:50'), reason: 'r' })
      assert.deepEqual(await powerBack(c, id), { kept: 5, broken: 4, released: 0, open: 0 })
      await correct(c, id, { seq: 7, at: at('2026-03-20 11:20'), reason: 'r' })
      assert.deepEqual(await powerBack(c, id), { kept: 9, broken: 0, released: 0, open: 0 })
      await correct(c, id, { seq: 7, at: at('2026-03-20 11:50'), reason: 'r' })
      assert.deepEqual(await powerBack(c, id), { kept: 5, broken: 4, released: 0, open: 0 })
      assert.equal((await show(c, id)).steps.at(-1)!.late_s, 1200)
    })
  })

  story(
    'who was told but keeps supply is owed nothing; who was not told is told now, and that is recorded',
    now,
    async (ctx) => {
      const { id, town: there } = await announced(ctx)
      // after the announcement: T3 hangs on the other feeder, and T4's feeder is fed through ours
      await operate(ctx, there.corporation_id, { open: ['SW2'], close: ['TIE'] }, { at: ctx.now })
      await when(ctx, '2026-03-20 07:30', async (c) => assert.equal((await start(c, id)).customers, 5))
      assert.deepEqual(await powerBack(ctx, id), { kept: 0, broken: 0, released: 4, open: 5 })

      const other = await announced(ctx)
      await operate(ctx, other.town.corporation_id, { open: ['B2'], close: ['TIE'] }, { at: ctx.now })
      await when(ctx, '2026-03-20 07:30', async (c) => assert.equal((await start(c, other.id)).customers, 10))
      const { story, promises } = await show(ctx, other.id)
      const fact = story.at(-1)!
      assert.deepEqual(
        [fact.kind, fact.customers, fact.detail.messages, Number(fact.detail.late_s) > 0],
        ['cut_untold', 1, 1, true],
      )
      assert.deepEqual(promises.map((p) => [p.kind, p.customers]).sort(), [
        ['notice', 1],
        ['notice', 9],
        ['power_back', 1],
        ['power_back', 9],
      ])
      await when(ctx, '2026-03-20 07:31', (c) => settleByClock(c))
      assert.equal(
        (await show(ctx, other.id)).promises.find((p) => p.kind === 'notice' && p.customers === 1)!.broken,
        1,
      )
    },
  )

  story('a device that was open before stays open at the end', now, async (ctx) => {
    const there = await town(ctx)
    await operate(ctx, there.corporation_id, { open: ['SW2'], close: ['TIE'] }, { at: ctx.now })
    const { id } = await announced(ctx, { town: there, steps: [{ open: ['B1', 'SW2'] }] })
    await when(ctx, '2026-03-20 07:30', (c) => start(c, id))
    await when(ctx, '2026-03-20 11:00', (c) => restore(c, id))
    assert.deepEqual(await positionsOf(ctx, there.corporation_id, ['B1', 'SW2']), { B1: 'closed', SW2: 'open' })
  })

  story(
    'a step entered wrongly is corrected by adding: step, interruption and promise say the new time',
    now,
    async (ctx) => {
      const { id } = await announced(ctx)
      await when(ctx, '2026-03-20 07:30', (c) => start(c, id))
      await when(ctx, '2026-03-20 11:00', (c) => step(c, id, { open: ['SW2'], close: ['B1'] }))
      await when(ctx, '2026-03-20 11:45', async (c) => {
        await restore(c, id, { at: at('2026-03-20 11:29') })
        await assert.rejects(correct(c, id, { seq: 6, at: at('2026-03-20 11:44'), reason: '' }), {
          code: 'planned-outages/reason-needed',
        })
        await assert.rejects(correct(c, id, { seq: 4, at: at('2026-03-20 11:44'), reason: 'r' }), {
          code: 'planned-outages/unknown-step',
        })
        await assert.rejects(correct(c, id, { seq: 6, at: at('2026-03-20 07:00'), reason: 'r' }), {
          code: 'planned-outages/back-before-cut',
        })
        assert.deepEqual(await powerBack(c, id), { kept: 9, broken: 0, released: 0, open: 0 })
        assert.equal(
          (await correct(c, id, { seq: 6, at: at('2026-03-20 11:44'), reason: 'Nhật ký vận hành' })).late_s,
          840,
        )
      })
      assert.deepEqual(await powerBack(ctx, id), { kept: 5, broken: 4, released: 0, open: 0 })
      const shown = await show(ctx, id)
      assert.deepEqual([shown.restored_at, shown.story.length], [at('2026-03-20 11:44'), 7])
      assert.deepEqual(
        shown.steps.map((s) => [s.late_s, s.corrected]),
        [
          [-1800, false],
          [840, true],
        ],
      )
      assert.deepEqual((await steps(ctx, id)).map((s) => s.restored_at).sort(), [
        at('2026-03-20 11:00'),
        at('2026-03-20 11:44'),
      ])
    },
  )

  story('explains why a transformer is without power, and only then', now, async (ctx) => {
    const { id, town: there } = await announced(ctx)
    const { T2, T3 } = there.transformer
    const why = async (civil: string, t: number) =>
      (await explaining(ctx, there.corporation_id, ranges.setOf([t]), at(civil)))?.id
    assert.equal(await why('2026-03-20 07:29', T2), undefined)
    assert.equal(await why('2026-03-20 07:30', T2), id, 'announced, in its window: the clerk may start it later')
    await when(ctx, '2026-03-20 07:40', (c) => start(c, id))
    await when(ctx, '2026-03-20 11:00', (c) => step(c, id, { open: ['SW2'], close: ['B1'] }))
    assert.equal(await why('2026-03-20 11:10', T2), undefined, 'has power back: this is something else')
    assert.equal(await why('2026-03-20 12:30', T3), id, 'late, but still that cut')
    const seen = await onTransformers(ctx, there.corporation_id, ranges.setOf([T2]), {
      from: at('2026-03-20 12:00'),
      to: at('2026-03-21 00:00'),
    })
    assert.deepEqual(
      seen.map((o) => o.id),
      [id],
    )
  })
})

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

onDatabase('any order of verbs', (story, bench) => {
  story('keeps the table of states, the accounts and the interruption in step', now, async (ctx) => {
    const there = await town(ctx)
    const { T1, T2, T3 } = there.transformer
    const deed = fc.oneof(
      fc.constant({ verb: 'approve' as const }),
      fc.constant({ verb: 'announce' as const }),
      fc.constant({ verb: 'start' as const }),
      fc.record({
        verb: fc.constant('step' as const),
        part: fc.constantFrom(
          { open: ['SW2'], close: ['B1'] },
          { close: ['SW2'] },
          { open: ['SW1'] },
          { transformers: ranges.setOf([T1]) },
          { transformers: ranges.setOf([T2, T3]) },
        ),
      }),
      fc.constant({ verb: 'restore' as const }),
      fc.record({ verb: fc.constant('postpone' as const), days: fc.integer({ min: 1, max: 9 }) }),
      fc.constant({ verb: 'cancel' as const }),
      fc.record({
        verb: fc.constant('correct' as const),
        seq: fc.integer({ min: 4, max: 9 }),
        minutes: fc.integer({ min: 0, max: 300 }),
      }),
      fc.record({ verb: fc.constant('clock' as const), minutes: fc.integer({ min: 10, max: 200 }) }),
    )
    // Mostly in the order of life, with anything in between.
    const life = fc
      .tuple(fc.array(deed, { maxLength: 2 }), fc.array(deed, { maxLength: 7 }))
      .map(([before, after]) => [
        { verb: 'approve' as const },
        ...before,
        { verb: 'announce' as const },
        { verb: 'start' as const },
        ...after,
      ])
    await fc.assert(
      fc.asyncProperty(life, async (deeds) => {
        const { id } = await planned(ctx, { town: there })
        let clock = at('2026-03-20 07:30')
        for (const deed of deeds) {
          const before = await show(ctx, id)
          clock = new Date(clock.getTime() + 60_000 * ('minutes' in deed && deed.verb === 'clock' ? deed.minutes : 1))
          const early = before.state !== 'started' && before.state !== 'restored' ? now : clock
          const seen = await when(ctx, civil(early), (c) => tried(c, () => run(c, id, deed, clock)))
          const after = await show(ctx, id)
          if (deed.verb !== 'clock') {
            const may = (verbs[deed.verb as Verb] as readonly string[]).includes(before.state)
            if (!may) assert.equal(seen?.code, 'planned-outages/wrong-state')
            else assert.notEqual(seen?.code, 'planned-outages/wrong-state')
          }
          if (seen) assert.deepEqual(after, before, 'a refusal changes nothing')
          assert.deepEqual(after.story.slice(0, before.story.length), before.story, 'the story is only added to')
          for (const p of after.promises) assert.equal(p.kept + p.broken + p.released + p.open, p.customers)
          const open = (await steps(ctx, id)).filter((s) => s.restored_at === null).reduce((n, s) => n + s.customers, 0)
          const { rows } = await sql<{
            n: number
          }>`select count(distinct customer_id)::integer as n from customers.service_point
            where corporation_id = ${there.corporation_id} and transformer_id <@ ${after.still_out_set}::int4multirange`.execute(
            ctx.tx,
          )
          assert.equal(open, rows[0]!.n, 'the interruption has open what is still out')
          if (after.state === 'restored' || after.state === 'cancelled') {
            assert.equal(after.still_out_set, '{}')
            for (const p of after.promises) if (p.kind === 'power_back') assert.equal(p.open, 0)
          }
          if (after.state === 'restored') {
            const cut = after.story.filter((f) => f.kind === 'started').reduce((n, f) => n + f.customers!, 0)
            assert.ok(after.steps.reduce((n, s) => n + s.customers, 0) >= cut, 'everyone who was cut got power back')
          }
        }
        await operate(ctx, there.corporation_id, { open: ['TIE'], close: ['B1', 'SW1', 'SW2'] }, { at: clock })
      }),
      { numRuns: 12 },
    )
  })

  it('two clerks announce at once: one does, the other is told so, and nobody gets two messages', async () => {
    const db = bench.database()
    const as = (actor: string) => ({ actor, corporations: '*' as const, now })
    const { id } = await transaction(db, as('lan'), (ctx) => approved(ctx))
    const results = await Promise.allSettled(
      ['hoa', 'mai'].map((clerk) => transaction(db, as(clerk), (ctx) => announce(ctx, id))),
    )
    assert.deepEqual(results.map((r) => r.status).sort(), ['fulfilled', 'rejected'])
    const refused = results.find((r) => r.status === 'rejected') as PromiseRejectedResult
    assert.equal((refused.reason as Problem).code, 'planned-outages/wrong-state')
    await transaction(db, as('lan'), async (ctx) => {
      const { messages, promises } = await show(ctx, id)
      assert.equal(messages.queued + messages.sent + messages.delivered + messages.failed, 9)
      assert.deepEqual(
        promises.map((p) => [p.kind, p.customers]),
        [
          ['notice', 9],
          ['power_back', 9],
        ],
      )
    })
  })

  it('a verb that fails half-way leaves nothing behind: no promise without a message, no open switch without a cut', async () => {
    const db = bench.database()
    const as = { actor: 'lan', corporations: '*' as const, now }
    const { id, town: there } = await transaction(db, as, (ctx) => approved(ctx))
    const broken = async (use: (ctx: Context) => Promise<unknown>) =>
      assert.rejects(
        transaction(db, as, async (ctx) => {
          await use(ctx)
          throw new Error('the power went in our own house')
        }),
        /our own house/,
      )
    await broken((ctx) => announce(ctx, id))
    await transaction(db, as, async (ctx) => {
      const { state, promises, messages } = await show(ctx, id)
      assert.deepEqual([state, promises, messages.queued], ['approved', [], 0])
      await announce(ctx, id)
    })
    await broken((ctx) => start(ctx, id))
    await transaction(db, as, async (ctx) =>
      assert.deepEqual(await positionsOf(ctx, there.corporation_id, ['B1']), { B1: 'closed' }),
    )
  })
})

/** As the doors do it: a Problem rolls back what the verb had done. */
async function tried(ctx: Context, use: () => Promise<unknown>): Promise<Problem | undefined> {
  await sql`savepoint verb`.execute(ctx.tx)
  try {
    await use()
    return undefined
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await sql`rollback to savepoint verb`.execute(ctx.tx)
    return error
  } finally {
    await sql`release savepoint verb`.execute(ctx.tx).catch(() => {})
  }
}

async function unchanged(ctx: Context, use: () => Promise<unknown>): Promise<void> {
  await sql`savepoint before`.execute(ctx.tx)
  await use()
  await sql`rollback to savepoint before`.execute(ctx.tx)
}

const civil = (instant: Date): string =>
  new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

function run(
  ctx: Context,
  id: string,
  deed: { verb: string } & Record<string, unknown>,
  clock: Date,
): Promise<unknown> {
  switch (deed.verb) {
    case 'approve':
      return approve(ctx, id, { as: 'minh' })
    case 'announce':
      return announce(ctx, id, { late_reason: 'r' })
    case 'start':
      return when(ctx, civil(clock), (c) => start(c, id, { at: clock }))
    case 'step':
      return step(ctx, id, deed.part as object)
    case 'restore':
      return restore(ctx, id)
    case 'postpone': {
      const day = 86_400_000 * (deed.days as number)
      return postpone(ctx, id, {
        out_from: new Date(at('2026-03-20 07:30').getTime() + day),
        back_at: new Date(at('2026-03-20 11:30').getTime() + day),
        reason: 'r',
      })
    }
    case 'cancel':
      return cancel(ctx, id, { reason: 'r' })
    case 'correct':
      return correct(ctx, id, {
        seq: deed.seq as number,
        at: new Date(at('2026-03-20 07:31').getTime() + 60_000 * (deed.minutes as number)),
        reason: 'r',
      })
    default:
      return settleByClock(ctx)
  }
}
