import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { importRequests } from '../requests/index.ts'
import { monthsOf } from './energy-rules.ts'
import { importEnergy, indicators } from './index.ts'
import { stateOf } from './registry.ts'

onDatabase('indicators of a year', (story) => {
  story(
    'energy of 2017 against its published targets; what nobody recorded is no_data',
    at('2018-01-10 08:00'),
    async (ctx) => {
      const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
      const path = join(folder, 'energy.csv')
      const rows = ['corporation,month,delivered_kwh,sold_kwh,employees,customers']
      for (const m of monthsOf(2016)) rows.push(`ACO,${m},1000,900,10,500`)
      for (const m of monthsOf(2017)) rows.push(`ACO,${m},1100,1023,10,500`)
      writeFileSync(path, rows.join('\n'))
      await importEnergy(ctx, path)
      rmSync(folder, { recursive: true })
      const found = await indicators(ctx, { year: 2017 })
      const of = (code: string, corporation: string | null) =>
        found.find((r) => r.code === code && r.corporation === corporation)!
      const losses = of('losses', null)
      assert.deepEqual(
        [Math.round(losses.actual! * 10) / 10, losses.target, losses.state, losses.trend],
        [7, 7.6, 'kept', 'down'],
      )
      assert.deepEqual([of('energy_sold', null).actual, of('energy_sold', null).state], [12 * 1023, 'missed'])
      assert.deepEqual(
        [of('losses', 'ACO').target, of('losses', 'ACO').rank, of('losses', 'ACO').state],
        [null, 1, 'no_target'],
      )
      assert.ok(Math.abs(of('productivity', 'ACO').actual! - 13.6667) < 1e-3)
      assert.deepEqual([of('s01', null).state, of('saidi', null).state], ['no_data', 'no_data'])
    },
  )

  story(
    'a year with a month missing is not judged as whole, nor is the group by who reported first',
    at('2018-01-10 08:00'),
    async (ctx) => {
      const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
      const path = join(folder, 'energy.csv')
      const rows = ['corporation,month,delivered_kwh,sold_kwh,employees,customers']
      for (const m of [...monthsOf(2016), ...monthsOf(2017).slice(0, 11)]) rows.push(`ACO,${m},1000,900,10,500`)
      for (const m of [...monthsOf(2016), ...monthsOf(2017).slice(0, 10)]) rows.push(`BCO,${m},1000,900,10,500`)
      writeFileSync(path, rows.join('\n'))
      await importEnergy(ctx, path)
      rmSync(folder, { recursive: true })
      const found = await indicators(ctx, { year: 2017 })
      const group = (code: string) => found.find((r) => r.code === code && r.corporation === null)!
      assert.deepEqual([group('energy_sold').actual, group('energy_sold').projection], [21 * 900, 24 * 900])
      assert.deepEqual([group('energy_growth').actual, group('energy_growth').projection], [0, 0])
      assert.equal(group('energy_sold').state, 'at_risk')
    },
  )

  story(
    'one corporation is not held against the target of the group, half a year not against a whole one',
    at('2017-07-10 08:00'),
    async (ctx) => {
      const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
      const path = join(folder, 'energy.csv')
      const rows = ['corporation,month,delivered_kwh,sold_kwh,employees,customers']
      for (const m of monthsOf(2016)) rows.push(`ACO,${m},1000,900,10,500`)
      for (const m of monthsOf(2017).slice(0, 6)) rows.push(`ACO,${m},1100,1000,10,500`)
      writeFileSync(path, rows.join('\n'))
      await importEnergy(ctx, path)
      rmSync(folder, { recursive: true })
      const sold = async (as: typeof ctx) =>
        (await indicators(as, { year: 2017 })).find((r) => r.code === 'energy_sold')!
      const group = await sold(ctx)
      assert.deepEqual([group.trend, Math.round(group.projection!), group.target], ['up', 12_000, 177_590_000_000])
      const { id } = await ensureCorporation(ctx, 'ACO')
      await seenAs(ctx, { corporations: [id] }, async (as) => {
        const own = await sold(as)
        assert.deepEqual([own.corporation, own.actual, own.target, own.state], [null, 6000, null, 'no_target'])
      })
    },
  )

  story('requests closed in 2017 by the class of new supply and by service', at('2018-01-10 08:00'), async (ctx) => {
    const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
    const path = join(folder, 'requests.csv')
    writeFileSync(
      path,
      [
        'code,service,corporation,office,channel,received_at,complete_at,closed_at,outcome',
        'A1,new_supply_urban_home,ACO,,office,2017-08-07T08:00:00+07:00,2017-08-07T08:00:00+07:00,2017-08-09T09:00:00+07:00,done',
        'A2,new_supply_urban_home,ACO,,office,2017-08-07T08:00:00+07:00,2017-08-07T08:00:00+07:00,2017-08-25T09:00:00+07:00,done',
        'A3,new_supply_medium_voltage,ACO,,office,2017-08-07T08:00:00+07:00,2017-08-07T08:00:00+07:00,2017-08-10T09:00:00+07:00,done',
        'A4,switchgear_medium_voltage,ACO,,office,2017-08-07T08:00:00+07:00,2017-08-07T08:00:00+07:00,2017-08-08T09:00:00+07:00,done',
      ].join('\n'),
    )
    await importRequests(ctx, path)
    rmSync(folder, { recursive: true })
    const found = await indicators(ctx, { year: 2017 })
    const of = (code: string, corporation: string | null) =>
      found.find((r) => r.code === code && r.corporation === corporation)!.actual
    for (const whose of [null, 'ACO'])
      assert.deepEqual(
        ['s01', 's02', 's04', 's11', 's12', 'access'].map((c) => of(c, whose)),
        [50, null, 100, null, 100, 3],
      )
    assert.equal(found.find((r) => r.code === 'access' && r.corporation === 'ACO')!.state, 'kept')
  })
})

it('states', () => {
  const down = { direction: 'down', cumulative: true } as const
  assert.equal(stateOf(down, { actual: 3, target: 4, projection: null, over: false }), 'at_risk')
  const up = { direction: 'up', cumulative: true } as const
  assert.equal(stateOf(up, { actual: 3, target: 4, projection: null, over: false }), 'at_risk')
  assert.equal(stateOf(up, { actual: 4, target: 4, projection: null, over: false }), 'kept')
  assert.equal(stateOf(down, { actual: 5, target: 4, projection: null, over: false }), 'missed')
  assert.equal(stateOf(down, { actual: 3, target: 4, projection: 6, over: false }), 'at_risk')
  assert.equal(stateOf({ direction: 'up' }, { actual: 3, target: 4, projection: null, over: true }), 'missed')
  assert.equal(stateOf({ direction: 'up' }, { actual: 4, target: 4, projection: null, over: true }), 'kept')
  assert.equal(
    stateOf({ direction: 'down', strict: true }, { actual: 7, target: 7, projection: null, over: true }),
    'missed',
  )
})
