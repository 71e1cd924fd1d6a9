import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Context, Problem, ranges, transaction } from '../kernel/index.ts'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { operate, positionsOf } from '../network/index.ts'
import { settleByClock } from '../promises/index.ts'
import { announce, approve, cancel, correct, postpone, restore, show, start, step, type Verb, verbs } from './index.ts'
import { approved, planned, steps, town, when } from './testing/index.ts'

const now = at('2026-03-10 09:00')

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
