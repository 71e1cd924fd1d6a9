import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import {
  correct,
  extendInterruption,
  type InterruptionRef,
  openInterruption,
  restorePart,
} from '../interruptions/index.ts'
import { type Context, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { months, undone, writeServed } from './history-for-tests.ts'
import { checkRollUps, indices } from './index.ts'

const began = at('2017-01-31 22:00')
const minutes = (n: number) => new Date(began.getTime() + n * 60_000)
const period = { from: months[0]!, to: months.at(-1)!, includeExcluded: true }

/** What the control room and later the clerks do; numbers choose among what there is then. */
const arbitraryAct = fc.oneof(
  fc.record({ what: fc.constant('open' as const), feeder: fc.constantFrom('471', '472'), minute: fc.nat(300) }),
  fc.record({
    what: fc.constant('extend' as const),
    which: fc.nat(),
    feeder: fc.constantFrom('471', '473'),
    minute: fc.nat(300),
  }),
  fc.record({
    what: fc.constant('restore' as const),
    which: fc.nat(),
    upTo: fc.integer({ min: 1, max: 8 }),
    minute: fc.oneof(fc.constantFrom(3, 5, 6), fc.nat(600)),
  }),
  fc.record({
    what: fc.constant('correct' as const),
    which: fc.nat(),
    step_no: fc.integer({ min: 1, max: 3 }),
    change: fc.constantFrom<Parameters<typeof correct>[2]>(
      { withdrawn: true },
      { customers: 7 },
      { cause: 'tree' },
      { feeder: '479' },
      { excluded: true },
      { restored_at: null },
      { restored_at: minutes(700) },
    ),
  }),
)

onDatabase('the roll-ups, moved by one step after another', (story) => {
  story(
    'equal a full recomputation after each, and what was known at each moment is found again',
    began,
    async (ctx) => {
      const { id: corporation_id } = await ensureCorporation(ctx, 'X1')
      await writeServed(
        ctx,
        months.map((month) => ({ corporation: 'X1', month, customers: 100 })),
      )
      const divisions = [[], ['month'], ['day', 'origin'], ['feeder'], ['month', 'cause'], ['excluded']]
      let told = 0
      await fc.assert(
        fc.asyncProperty(fc.array(arbitraryAct, { minLength: 2, maxLength: 9 }), (acts) =>
          undone(ctx, async () => {
            const opened: InterruptionRef[] = []
            const known: { now: Date; figures: unknown[] }[] = []
            for (const [n, one] of acts.entries()) {
              const now = minutes(2000 + n)
              await seenAs(ctx, { now }, async (then) => {
                await act(then, corporation_id, opened, one).catch((error) => {
                  if (!(error instanceof Problem)) throw error // refused: nothing is to be moved
                })
                const figures = []
                for (const by of divisions) figures.push(await indices(then, { ...period, by, rules: 'vn' }))
                known.push({ now, figures })
                assert.deepEqual(await checkRollUps(then), { differing: 0, rebuilt: 0 })
                const { rows } = await sql<{ n: number }>`
                select count(*)::integer as n from reliability.straddler where counted`.execute(then.tx)
                told += rows[0]!.n
              })
            }
            for (const { now, figures } of known)
              for (const [i, by] of divisions.entries())
                assert.deepEqual(await indices(ctx, { ...period, by, rules: 'vn', asKnownOn: now }), figures[i])
          }),
        ),
        { numRuns: 60 },
      )
      assert.ok(told > 0, 'no interruption was without its step 1')
    },
  )
})

async function act(
  ctx: Context,
  corporation_id: number,
  opened: InterruptionRef[],
  one: typeof arbitraryAct extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  if (one.what === 'open') {
    const { interruption_id } = await openInterruption(ctx, {
      corporation_id,
      code: `SC-${opened.length}`,
      source_kind: 'fault',
      source: ctx.newId(),
      origin: 'fault',
      feeder: one.feeder,
      out_at: minutes(one.minute),
      transformers: '{[0,8)}',
      customers: 80,
    })
    opened.push({ corporation_id, interruption_id })
    return
  }
  const ref = opened[one.which % Math.max(1, opened.length)]
  if (!ref) return
  if (one.what === 'extend')
    await extendInterruption(ctx, ref, {
      origin: 'fault',
      feeder: one.feeder,
      out_at: minutes(one.minute),
      transformers: '{[8,10)}',
      customers: 20,
    })
  else if (one.what === 'restore')
    await restorePart(ctx, ref, {
      restored_at: minutes(300 + one.minute),
      transformers: `{[0,${one.upTo})}`,
      customers: one.upTo,
    })
  else await correct(ctx, { ...ref, step_no: one.step_no }, one.change, 'random')
}
