import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { write, writeServed } from './history-for-tests.ts'
import { worstFeeders } from './index.ts'

const now = at('2018-01-01 08:00')

/** Feeders F1 to F3 with 10, 20 and 10 customers on a transformer each; F1 lies at (105.5, 21). */
async function threeFeeders(ctx: Context, code: string): Promise<number> {
  const { id } = await ensureCorporation(ctx, code)
  await sql`
    insert into network.equipment (corporation_id, id, mrid, kind, name, substation, feeder, from_node, phases, normally_open, transformer_id, lon, lat, valid_from)
    select ${id}, ${id} * 10 + f, 'T' || f, 'transformer', 'T' || f, 'E1.1', 'F' || f, 'n', 7, false, ${id} * 10 + f, case f when 1 then 105.5 end, case f when 1 then 21 end, ${ctx.now}
    from generate_series(1, 3) f`.execute(ctx.tx)
  await sql`select customers.house(${id}::smallint)`.execute(ctx.tx)
  await sql`
    insert into customers.service_point (corporation_id, customer_id, transformer_id, code)
    select ${id}, n, ${id} * 10 + case when n <= 10 then 1 when n <= 30 then 2 else 3 end, 'PD' || n from generate_series(1, 40) n`.execute(
    ctx.tx,
  )
  return id
}

onDatabase('the feeders to mend first', (story) => {
  story(
    'by what their customers would be spared at the median, with place, CEMI and what is unknown',
    now,
    async (ctx) => {
      const id = await threeFeeders(ctx, 'X1')
      await writeServed(ctx, [{ corporation: 'X1', month: '2017-01', customers: 40 }])
      const cut = (interruption: string, feeder: string, customers: number, hours: number, hour = 1, known = true) => {
        const own = id * 10 + Number(feeder[1])
        const out_s = at(`2017-01-10 0${hour}:00`).getTime() / 1000
        return {
          interruption,
          corporation: 'X1',
          feeder,
          origin: 'fault',
          cause: '',
          excluded: false,
          customers,
          out_s,
          restored_s: out_s + hours * 3600,
          ...(known ? { transformers: `{[${own},${own + 1})}` } : {}),
        }
      }
      await write(ctx, [
        cut('A', 'F1', 10, 9),
        cut('B', 'F1', 10, 1, 2),
        cut('C', 'F2', 20, 1),
        cut('D', 'F2', 7, 1, 3, false), // imported: nobody knows whose
        cut('E', 'F9', 3, 1, 1, false), // a feeder that the network does not have
      ])
      const asked = { from: '2017-01', to: '2017-01', rules: 'vn', n: 2 }
      const worst = await worstFeeders(ctx, asked)
      // minutes a customer: F1 600, F2 81, F3 0: the median is 81; interruptions: 2, 1.35, 0
      assert.deepEqual(worst.corporations, [
        { corporation: 'X1', feeders: 3, median_minutes: 81, median_interruptions: 1.35, without_customers: ['F9'] },
      ])
      const [f1, f2, f3] = worst.feeders
      assert.deepEqual(
        [
          f1!.feeder,
          f1!.substation,
          f1!.lon,
          f1!.lat,
          f1!.customers,
          f1!.minutes_per_customer,
          f1!.gain_customer_minutes,
        ],
        ['F1', 'E1.1', 105.5, 21, 10, 600, 5190],
      )
      assert.equal(f1!.gain_saidi_min, 5190 / 40, 'so many minutes less in the corporation’s SAIDI')
      assert.deepEqual([f1!.gain_customer_interruptions, f1!.gain_saifi], [6.5, 6.5 / 40])
      assert.deepEqual([f1!.cemi, f1!.celid_s, f1!.celid_t, f1!.unknown_customer_interruptions], [1, 1, 0, 0])
      assert.deepEqual(
        [f2!.feeder, f2!.gain_customer_minutes, f2!.cemi, f2!.unknown_customer_interruptions],
        ['F2', 0, 0, 7],
      )
      assert.deepEqual([f3!.feeder, f3!.customer_minutes, f3!.lon], ['F3', 0, null])
      assert.equal((await worstFeeders(ctx, { ...asked, limit: 1 })).feeders.length, 1)
      assert.deepEqual((await worstFeeders(ctx, { ...asked, asKnownOn: now })).feeders, worst.feeders)

      const other = await threeFeeders(ctx, 'X2')
      await seenAs(ctx, { corporations: [other] }, async (c) =>
        assert.deepEqual(
          (await worstFeeders(c, asked)).feeders.map((f) => [f.corporation, f.gain_customer_minutes]),
          [['X2', 0], ['X2', 0], ['X2', 0]], // biome-ignore format: as a table
        ),
      )
    },
  )
})
