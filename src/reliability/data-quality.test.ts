import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { correctImported } from '../interruptions/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { corporationNamed } from '../organisation/index.ts'
import { write, writeServed } from './history-for-tests.ts'
import { dataQuality, indices } from './index.ts'

const now = at('2018-01-01 08:00')

onDatabase('data quality as a figure', (story) => {
  story('suspect steps by weight in SAIDI; one that is withdrawn moves it by what was said', now, async (ctx) => {
    const step = (interruption: string, days: number, more: object = {}) => {
      const out_s = at('2017-03-01 08:00').getTime() / 1000
      const base = {
        interruption,
        corporation: 'X1',
        feeder: '471',
        origin: 'fault',
        cause: '',
        excluded: false,
        customers: 10,
      }
      return { ...base, out_s, restored_s: out_s + days * 86_400, ...more }
    }
    await writeServed(ctx, [{ corporation: 'X1', month: '2017-03', customers: 1000 }])
    await write(ctx, [
      step('A', 20), // longer than can be
      step('B', 100, { feeder: '472', customers: 5 }),
      step('C', 30, { feeder: '473', excluded: true }),
      step('D', 0.1, { feeder: '474' }),
    ])
    const asked = { from: '2017-03', to: '2017-03', rules: 'vn' }
    const quality = await dataQuality(ctx, asked)
    assert.deepEqual(
      quality.rows.map((r) => [r.code, r.saidi_min, r.saifi, r.reasons]),
      [['B', 720, 0.005, ['too_long']], ['A', 288, 0.01, ['too_long']], ['C', 0, 0, ['too_long']]], // biome-ignore format: as a table
    )
    assert.deepEqual(quality.reasons, { too_long: 3 })
    const [x1] = quality.corporations
    const [before] = await indices(ctx, { ...asked, by: ['corporation'] })
    assert.deepEqual([x1!.steps, x1!.suspect_min, x1!.saidi_min], [3, 1008, before!.saidi_min])
    assert.equal(x1!.share, 1008 / before!.saidi_min!)
    assert.equal((await dataQuality(ctx, { ...asked, includeExcluded: true }, 1)).rows[0]!.code, 'B')

    const { id } = await corporationNamed(ctx, 'X1')
    const { rows } = await sql<{ id: string }>`select id from interruptions.interruption where code = 'B'`.execute(
      ctx.tx,
    )
    await seenAs(ctx, { now: at('2018-01-02 08:00') }, async (c) => {
      await correctImported(c, { corporation_id: id, interruption_id: rows[0]!.id }, { withdrawn: true }, 'nhập nhầm')
      const [after] = await indices(c, { ...asked, by: ['corporation'] })
      assert.ok(Math.abs(before!.saidi_min! - after!.saidi_min! - 720) < 1e-9)
      assert.deepEqual((await dataQuality(c, asked)).rows.map((r) => r.code), ['A', 'C']) // biome-ignore format: one line
    })
  })
})
