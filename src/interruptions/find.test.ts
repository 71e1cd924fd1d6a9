import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { correct, interruptionsOf, openInterruption, restorePart, stepsOf } from './index.ts'

const now = at('2026-03-10 09:00')

onDatabase('what one customer went through', (story) => {
  story('a transformer shares a block with exactly the ranges that hold it', now, async (ctx) => {
    const range = fc
      .tuple(fc.nat(5000), fc.integer({ min: 1, max: 3000 }))
      .map(([low, length]) => [low, low + length] as const)
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 4 }), fc.nat(9000), async (ranges, transformer) => {
        const text = `{${ranges.map(([l, h]) => `[${l},${h})`).join(',')}}`
        const { rows } = await sql<{ found: number; blocks: number }>`
          select count(*) filter (where b = any(array(select interruptions.blocks_at(${transformer}))))::integer as found, count(*)::integer as blocks
          from interruptions.blocks(${text}::int4multirange) b`.execute(ctx.tx)
        assert.equal(rows[0]!.found, ranges.some(([l, h]) => l <= transformer && transformer < h) ? 1 : 0)
        assert.ok(rows[0]!.blocks <= ranges.length * 2 * 13)
      }),
      { numRuns: 200 },
    )
  })

  async function customer(
    ctx: Context,
    corporation_id: number,
    code: string,
    transformers: [number, string, string][],
  ) {
    await sql`select customers.house(${corporation_id}::smallint)`.execute(ctx.tx)
    const { id } = await ctx.tx
      .insertInto('customers.customer')
      .values({ corporation_id, code, name: code, class: 'residential', area: 'urban', recorded_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const [transformer_id, valid_from, valid_to] of transformers)
      await ctx.tx
        .insertInto('customers.service_point')
        .values({
          corporation_id,
          customer_id: id,
          transformer_id,
          code: `${code}-${transformer_id}`,
          valid_from,
          valid_to,
        })
        .execute()
    return { corporation_id, customer_id: id }
  }

  story('is the step of the transformer that the customer hung on at the time', now, async (ctx) => {
    const { id } = await ensureCorporation(ctx, 'X1')
    const stays = await customer(ctx, id, 'PD1', [[3, '-infinity', 'infinity']])
    const moved = await customer(ctx, id, 'PD2', [
      [3, '-infinity', '2026-03-10'],
      [7, '2026-03-10', 'infinity'],
    ])
    const other = await customer(ctx, id, 'PD3', [[9, '-infinity', 'infinity']])
    const opening = { corporation_id: id, source_kind: 'fault' as const, origin: 'fault' as const, source: ctx.newId() }
    const early = await openInterruption(ctx, {
      ...opening,
      code: 'SC-1',
      out_at: at('2026-03-01 08:00'),
      transformers: '{[1,5)}',
      customers: 2,
    })
    const late = await openInterruption(ctx, {
      ...opening,
      code: 'SC-2',
      out_at: at('2026-03-10 08:00'),
      transformers: '{[3,4),[7,8)}',
      customers: 2,
    })
    await restorePart(ctx, early, { restored_at: at('2026-03-01 09:00') })
    await restorePart(ctx, late, { restored_at: at('2026-03-10 08:30'), transformers: '{[7,8)}', customers: 1 })
    const of = async (c: typeof stays) => (await interruptionsOf(ctx, c)).map((s) => [s.code, s.restored_at])
    assert.deepEqual(await of(stays), [
      ['SC-2', null],
      ['SC-1', at('2026-03-01 09:00')],
    ])
    assert.deepEqual(await of(moved), [
      ['SC-2', at('2026-03-10 08:30')],
      ['SC-1', at('2026-03-01 09:00')],
    ])
    assert.deepEqual(await of(other), [])
    await correct(ctx, early, { withdrawn: true }, 'never happened')
    assert.deepEqual(await of(stays), [['SC-2', null]])
    assert.deepEqual(
      (
        await stepsOf(ctx, late)
          .orderBy('step_no' as never)
          .execute()
      ).map((s) => [s.step_no, s.customers]),
      [
        [1, 1],
        [2, 1],
      ],
    )
    await seenAs(ctx, { corporations: [] }, async (c) => assert.deepEqual(await interruptionsOf(c, stays), []))
  })
})
