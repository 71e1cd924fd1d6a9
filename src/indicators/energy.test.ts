import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { checkEnergy, energySum, forecastYear, growthPercent, monthsOf, soldPerEmployee } from './energy-rules.ts'
import { importEnergy } from './index.ts'
import { energyBetween } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0
const energy = (...lines: string[]) => {
  const path = join(folder, `${++files}.csv`)
  writeFileSync(path, ['corporation,month,delivered_kwh,sold_kwh,employees,customers', ...lines, ''].join('\n'))
  return path
}
const now = at('2018-01-10 08:00')

onDatabase('import of energy.csv', (story) => {
  story('takes months, and a month reported again corrects by adding', now, async (ctx) => {
    const first = await importEnergy(ctx, energy('NEWCO,2017-01,1000,930,10,500', 'NEWCO,2017-02,1000.4,900,10,501'))
    assert.deepEqual(first.created, { corporations: 1, energy: 2, corrections: 0, unchanged: 0 })
    const later = { ...ctx, now: at('2018-02-10 08:00') }
    const again = await importEnergy(later, energy('NEWCO,2017-01,1000,920,10,500', 'NEWCO,2017-02,1000,900,10,501'))
    assert.deepEqual(again.created, { energy: 0, corrections: 1, unchanged: 1 })
    const sold = async (on: Date) =>
      (await energyBetween(later, '2017-01', '2017-12', on)).map((r) => [r.month, r.sold_kwh])
    assert.deepEqual(await sold(later.now), [['2017-01', 920], ['2017-02', 900]]) // biome-ignore format: as a table
    assert.deepEqual(await sold(now), [['2017-01', 930], ['2017-02', 900]]) // biome-ignore format: as a table
  })

  story('refuses what cannot be, by line and field, and writes nothing', now, async (ctx) => {
    const path = energy(
      'NEWCO,2017-01,1000,1001,10,500',
      'NEWCO,2017-02,-1,0,10,500',
      'NEWCO,2017-13,1000,900,10,500',
      'NEWCO,2017-03,1000,900,10',
      'NEWCO,2017-04,1000,900,10,500',
      'NEWCO,2017-04,1000,901,10,500',
      'NEWCO,2017-05,1000,900,1.5,500',
      'newco,2017-05,1000,900,1,500',
    )
    await assert.rejects(importEnergy(ctx, path), (error) => {
      assert.ok(error instanceof Problem)
      assert.equal(error.code, 'imports/refused')
      assert.deepEqual(
        error.refused.map((r) => [r.line, r.field]),
        [[2, 'sold_kwh'], [3, 'delivered_kwh'], [4, 'month'], [5, undefined], [7, 'month'], [8, 'employees'], [9, 'corporation']], // biome-ignore format: as a table
      )
      return true
    })
    assert.deepEqual(await energyBetween(ctx, '2017-01', '2017-12'), [])
    const rest = await importEnergy(ctx, path, { skipBad: true })
    assert.deepEqual([rest.read, rest.accepted, rest.refused_count], [8, 1, 7])
  })

  story('another corporation cannot be written or seen', now, async (ctx) => {
    const a = await ensureCorporation(ctx, 'ACO')
    const b = await ensureCorporation(ctx, 'BCO')
    await importEnergy(ctx, energy('ACO,2017-01,1000,930,10,500'))
    await seenAs(ctx, { corporations: [b.id] }, async (as) => {
      assert.deepEqual(await energyBetween(as, '2017-01', '2017-12'), [])
      await assert.rejects(importEnergy(as, energy('ACO,2017-02,1,1,1,1')), /ACO/)
    })
    await seenAs(ctx, { corporations: [a.id] }, async (as) => {
      assert.equal((await energyBetween(as, '2017-01', '2017-12')).length, 1)
    })
  })
})

describe('energy', () => {
  const month = (m: string, delivered_kwh: number, sold_kwh: number, employees = 10) => ({ month: m, delivered_kwh, sold_kwh, employees, customers: 100 }) // biome-ignore format: one line

  it('losses are of what was delivered, growth is on the year before, nothing is divided by zero', () => {
    assert.deepEqual(energySum([month('2017-01', 1000, 900), month('2017-02', 1000, 948)]), {
      delivered_kwh: 2000,
      sold_kwh: 1848,
      lost_kwh: 152,
      losses_percent: 7.6,
    })
    assert.equal(energySum([month('2017-01', 0, 0)]).losses_percent, null)
    assert.equal(growthPercent(110, 0), null)
    assert.ok(Math.abs(growthPercent(174.05, 159.79)! - 8.924) < 0.001)
    assert.equal(soldPerEmployee([month('2017-01', 1000, 900), month('2017-02', 1000, 900, 20)]), 120)
    assert.equal(soldPerEmployee([month('2017-01', 1, 1, 0)]), null)
  })

  it('a year that grows evenly is forecast exactly, whatever its seasons', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 100, max: 1000 }), { minLength: 12, maxLength: 12 }),
        fc.double({ min: 0.8, max: 1.3, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        (season, growth, known) => {
          const series = new Map<string, number>()
          for (const [i, m] of monthsOf(2015).entries()) series.set(m, season[i]!)
          for (const [i, m] of monthsOf(2016).entries()) series.set(m, season[i]! * growth)
          for (const [i, m] of monthsOf(2017).slice(0, known).entries()) series.set(m, season[i]! * growth * growth)
          const total = season.reduce((a, b) => a + b, 0) * growth * growth
          const found = forecastYear(series, 2017)!
          assert.ok(Math.abs(found.value - total) < 1e-6 * total)
          assert.ok(found.low <= found.value && found.value <= found.high)
          if (known < 12) assert.ok(found.backtest_percent! < 1e-9)
        },
      ),
    )
  })

  it('does not forecast from nothing', () => {
    assert.equal(forecastYear(new Map(), 2017), null)
    assert.equal(forecastYear(new Map([['2017-01', 5]]), 2017), null)
  })

  it('a row that is taken never sells more than was delivered', () => {
    const text = fc.oneof(fc.integer({ min: -5, max: 50 }).map(String), fc.constantFrom('', 'x', '1e3', '1.5', ' '))
    fc.assert(
      fc.property(text, text, text, text, (delivered_kwh, sold_kwh, employees, customers) => {
        const row = checkEnergy({ corporation: 'ACO', month: '2017-01', delivered_kwh, sold_kwh, employees, customers })
        if (!('reason' in row)) assert.ok(row.sold_kwh >= 0 && row.sold_kwh <= row.delivered_kwh)
      }),
    )
  })
})
