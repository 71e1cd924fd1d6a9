import assert from 'node:assert/strict'
import { type Context, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { correct, correctImported, estimate, extendInterruption, openInterruption, restorePart } from './index.ts'

/** What is known of an interruption's steps on a day: [step, out, back, customers, transformers, cause]. */
async function steps(ctx: Context, interruption_id: string, knownOn?: Date) {
  const rows = await ctx.tx
    .selectFrom('interruptions.step')
    .selectAll()
    .where('interruption_id', '=', interruption_id)
    .where('recorded_at', '<=', knownOn ?? ctx.now)
    .where('superseded_at', '>', knownOn ?? ctx.now)
    .where('withdrawn', '=', false)
    .orderBy('step_no')
    .execute()
  return rows.map((s) => [s.step_no, s.out_at, s.restored_at, s.customers, s.transformers, s.cause])
}

const later = <T>(ctx: Context, now: Date, use: (ctx: Context) => Promise<T>) => seenAs(ctx, { now }, use)

async function open(ctx: Context, change: Partial<Parameters<typeof openInterruption>[1]> = {}) {
  const { id } = await ensureCorporation(ctx, 'EVNTEST')
  return openInterruption(ctx, {
    corporation_id: id,
    code: 'SC-000001',
    source_kind: 'fault',
    source: ctx.newId(),
    origin: 'fault',
    feeder: '471',
    out_at: at('2026-03-10 09:00'),
    transformers: '{[1,10),[20,30)}',
    customers: 3000,
    ...change,
  })
}

onDatabase('an interruption', (story) => {
  story('is open until its parts have power back, each part at its own time', at('2026-03-10 09:05'), async (ctx) => {
    const cut = await open(ctx)
    assert.equal(cut.customers, 3000)
    const first = await later(ctx, at('2026-03-10 11:25'), (c) =>
      restorePart(c, cut, {
        restored_at: at('2026-03-10 11:24'),
        transformers: '{[1,10),[22,25),[90,99)}',
        customers: 2800,
      }),
    )
    assert.deepEqual(first, { customers: 2800, still_out: 200, steps: [2] })
    await later(ctx, at('2026-03-10 11:45'), async (c) => {
      assert.deepEqual(await restorePart(c, cut, { restored_at: at('2026-03-10 11:44') }), {
        customers: 200,
        still_out: 0,
        steps: [1],
      })
      assert.deepEqual(await steps(c, cut.interruption_id), [
        [1, at('2026-03-10 09:00'), at('2026-03-10 11:44'), 200, '{[20,22),[25,30)}', ''],
        [2, at('2026-03-10 09:00'), at('2026-03-10 11:24'), 2800, '{[1,10),[22,25)}', ''],
      ])
      // What we knew at 11:30: 200 were still out.
      assert.deepEqual((await steps(c, cut.interruption_id, at('2026-03-10 11:30')))[0], [
        1,
        at('2026-03-10 09:00'),
        null,
        200,
        '{[20,22),[25,30)}',
        '',
      ])
      assert.deepEqual(await steps(c, cut.interruption_id, at('2026-03-10 09:00')), [], 'nobody knew yet')
      await assert.rejects(restorePart(c, cut, { restored_at: c.now }), refusal('interruptions/nothing-out'))
    })
  })

  story('refuses what cannot be, and leaves nothing behind', at('2026-03-10 09:05'), async (ctx) => {
    const cut = await open(ctx)
    const before = await steps(ctx, cut.interruption_id)
    const at11 = at('2026-03-10 11:00')
    await assert.rejects(
      restorePart(ctx, cut, { restored_at: at11, transformers: '{[50,60)}' }),
      refusal('interruptions/not-out'),
    )
    await assert.rejects(
      restorePart(ctx, cut, { restored_at: at11, transformers: '{[1,5)}', customers: 3001 }),
      refusal('interruptions/more-than-out'),
    )
    await assert.rejects(
      restorePart(ctx, cut, { restored_at: at11, customers: 5 }),
      refusal('interruptions/which-part'),
    )
    await assert.rejects(
      restorePart(ctx, cut, { restored_at: at('2026-03-10 08:59') }),
      refusal('interruptions/restored-before-out'),
    )
    await assert.rejects(correct(ctx, cut, { customers: 1 }, ' '), refusal('interruptions/no-reason'))
    await assert.rejects(correctImported(ctx, cut, { customers: 1 }, 'x'), refusal('interruptions/corrected-elsewhere'))
    await assert.rejects(
      correct(ctx, { ...cut, step_no: 9 }, { customers: 1 }, 'x'),
      refusal('interruptions/unknown-step'),
    )
    await assert.rejects(
      correct(ctx, cut, { restored_at: at('2026-03-10 08:00') }, 'typo'),
      refusal('interruptions/restored-before-out'),
    )
    await assert.rejects(
      restorePart(ctx, { ...cut, interruption_id: ctx.newId() }, { restored_at: at11 }),
      refusal('interruptions/unknown'),
    )
    assert.deepEqual(await steps(ctx, cut.interruption_id), before)
  })

  story(
    'grows when more is lost, and a part that spans two steps is taken from both',
    at('2026-03-10 09:05'),
    async (ctx) => {
      const cut = await open(ctx, { transformers: '{[1,5)}', customers: 40 })
      await extendInterruption(ctx, cut, {
        origin: 'fault',
        out_at: at('2026-03-10 09:30'),
        transformers: '{[5,9)}',
        customers: 60,
      })
      const back = await later(ctx, at('2026-03-10 10:00'), (c) =>
        restorePart(c, cut, { restored_at: at('2026-03-10 10:00'), transformers: '{[1,9)}' }),
      )
      assert.deepEqual(back, { customers: 100, still_out: 0, steps: [1, 2] })
    },
  )

  story(
    'a cause found later is a correction with its reason; whether it is excluded follows the list of its day',
    at('2026-03-10 09:05'),
    async (ctx) => {
      const cut = await open(ctx, { cause: 'tree' })
      await restorePart(ctx, cut, { restored_at: at('2026-03-10 10:00') })
      await later(ctx, at('2026-03-13 08:00'), async (c) => {
        await correct(c, cut, { cause: 'upstream_supply' }, 'inquiry 12/2026')
        const known = await c.tx
          .selectFrom('interruptions.step')
          .select(['version', 'cause', 'excluded', 'reason', 'actor'])
          .where('interruption_id', '=', cut.interruption_id)
          .orderBy('version')
          .execute()
        assert.deepEqual(
          known.map((v) => [v.version, v.cause, v.excluded, v.reason]),
          [
            [1, 'tree', false, null],
            [2, 'tree', false, null],
            [3, 'upstream_supply', true, 'inquiry 12/2026'],
          ],
        )
        assert.equal((await steps(c, cut.interruption_id, at('2026-03-12 08:00')))[0]![5], 'tree')
      })
    },
  )

  story('keeps the first estimate beside the last', at('2026-03-10 09:05'), async (ctx) => {
    const cut = await open(ctx)
    await estimate(ctx, cut, at('2026-03-10 11:30'))
    await later(ctx, at('2026-03-10 11:00'), (c) => estimate(c, cut, at('2026-03-10 13:00')))
    const last = await ctx.tx
      .selectFrom('interruptions.step')
      .select(['etr_first', 'etr_last'])
      .orderBy('version', 'desc')
      .executeTakeFirstOrThrow()
    assert.deepEqual([last.etr_first, last.etr_last], [at('2026-03-10 11:30'), at('2026-03-10 13:00')])
  })

  story('seconds are whole, so that "longer than five minutes" has one answer', at('2026-03-10 09:05'), async (ctx) => {
    const cut = await open(ctx, { out_at: new Date(at('2026-03-10 09:00').getTime() + 999) })
    await restorePart(ctx, cut, { restored_at: new Date(at('2026-03-10 09:05').getTime() + 500) })
    const [step] = await steps(ctx, cut.interruption_id)
    assert.deepEqual(step!.slice(1, 3), [at('2026-03-10 09:00'), at('2026-03-10 09:05')])
  })
})

const refusal = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
