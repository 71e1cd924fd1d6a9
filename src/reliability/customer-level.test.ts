import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { sql } from 'kysely'
import { importInterruptions, openInterruption, restorePart } from '../interruptions/index.ts'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { customerLevelIndices, indices } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
after(() => rmSync(folder, { recursive: true }))

onDatabase('indices that need to know who was out', (story) => {
  story(
    'from the steps to the customers behind their transformers; imported numbers stand beside',
    at('2018-01-01 08:00'),
    async (ctx) => {
      const { id } = await ensureCorporation(ctx, 'X1')
      await sql`select customers.house(${id}::smallint)`.execute(ctx.tx)
      // T1: 3 customers, T2: 2, T3: 5
      let code = 0
      for (const [transformer_id, many] of [
        [1, 3],
        [2, 2],
        [3, 5],
      ] as const)
        for (let n = 0; n < many; n++) {
          const c = await ctx.tx
            .insertInto('customers.customer')
            .values({
              corporation_id: id,
              code: `PD${++code}`,
              name: 'x',
              class: 'residential',
              area: 'urban',
              recorded_at: ctx.now,
            })
            .returning('id')
            .executeTakeFirstOrThrow()
          await ctx.tx
            .insertInto('customers.service_point')
            .values({ corporation_id: id, customer_id: c.id, transformer_id, code: `PD${code}001` })
            .execute()
        }
      let cuts = 0
      const cut = async (transformers: string, from: string, minutes: number) => {
        const ref = await openInterruption(ctx, {
          corporation_id: id,
          code: `SC-${++cuts}`,
          source_kind: 'fault',
          source: ctx.newId(),
          origin: 'fault',
          out_at: at(from),
          transformers,
        })
        await restorePart(ctx, ref, { restored_at: new Date(at(from).getTime() + minutes * 60_000) })
      }
      await cut('{[1,3)}', '2017-02-01 08:00', 60) // T1, T2
      await cut('{[1,2)}', '2017-03-01 08:00', 600) // T1
      await cut('{[2,3)}', '2017-04-01 08:00', 1) // T2 recloses twice within five minutes
      await cut('{[2,3)}', '2017-04-01 08:03', 1)
      const path = join(folder, 'h.csv')
      writeFileSync(
        path,
        'interruption,step,corporation,feeder,origin,cause,excluded,out_at,restored_at,customers\nA,1,X1,471,fault,,false,2017-05-01T08:00:00+07:00,2017-05-01T09:00:00+07:00,7\n',
      )
      await importInterruptions(ctx, path)

      const query = { from: '2017-01', to: '2017-12', rules: 'ieee1366' }
      const f = await customerLevelIndices(ctx, { ...query, n: 2, single_h: 10, total_h: 11 })
      assert.equal(f.customers, 10)
      assert.equal(f.customers_interrupted, 5)
      assert.equal(f.ctaidi_min, (3 * 660 + 2 * 60) / 5)
      assert.equal(f.caifi, (3 * 2 + 2) / 5)
      assert.deepEqual([f.cemi, f.celid_s, f.celid_t, f.maifi_e], [0.3, 0.3, 0.3, 0.2])
      assert.equal(f.unknown_customer_interruptions, 7)
      const more = await customerLevelIndices(ctx, {
        ...query,
        n: 2,
        single_h: 10,
        total_h: 11,
        at_least: 'more_than_n',
      })
      assert.deepEqual([more.cemi, more.celid_s, more.celid_t, more.at_least], [0, 0, 0, 'more_than_n'])
      // The same rows seen by the system: MAIFI counts both reclosings, SAIFI the imported ones too.
      const [system] = await indices(ctx, query)
      assert.deepEqual([system!.maifi, system!.customer_interruptions], [0.4, 3 * 2 + 2 + 7])
    },
  )
})
