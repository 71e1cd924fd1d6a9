import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type Context, ranges } from '../kernel/index.ts'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { operate, positionsOf } from '../network/index.ts'
import { page, settleByClock } from '../promises/index.ts'
import { correct, explaining, onTransformers, restore, show, start, step } from './index.ts'
import { announced, powerBack, steps, town, when } from './testing/index.ts'

const now = at('2026-03-10 09:00')

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

async function unchanged(ctx: Context, use: () => Promise<unknown>): Promise<void> {
  await sql`savepoint before`.execute(ctx.tx)
  await use()
  await sql`rollback to savepoint before`.execute(ctx.tx)
}
