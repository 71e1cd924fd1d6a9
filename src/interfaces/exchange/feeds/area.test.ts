import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fewest, spots_max, spotsOf } from './area.ts'

test('a cell with few customers is shown in a wider one, and not at all where nobody else is near', () => {
  assert.deepEqual(spotsOf([{ x: 10580, y: 2102, customers: 40 }]), [{ lon: 105.805, lat: 21.025, radius_km: 0.8 }])
  assert.deepEqual(spotsOf([{ x: 10581, y: 2103, customers: 1 }]), [])
  const two = [
    { x: 10580, y: 2100, customers: 2 },
    { x: 10584, y: 2104, customers: 3 },
  ]
  assert.deepEqual(spotsOf(two), [{ lon: 105.825, lat: 21.025, radius_km: 4 }])
  // south and west of zero too
  assert.deepEqual(spotsOf([{ x: -1, y: -1, customers: 9 }]), [{ lon: -0.005, lat: -0.005, radius_km: 0.8 }])
})

test('never a point for fewer than five, never more points than are useful, never one twice', () => {
  const cell = fc.record({
    x: fc.integer({ min: 10500, max: 10560 }),
    y: fc.integer({ min: 2100, max: 2160 }),
    customers: fc.integer({ min: 1, max: 12 }),
  })
  fc.assert(
    fc.property(fc.uniqueArray(cell, { selector: (c) => `${c.x} ${c.y}`, maxLength: 400 }), (cells) => {
      const spots = spotsOf(cells)
      assert.ok(spots.length <= spots_max)
      assert.equal(new Set(spots.map((s) => `${s.lon} ${s.lat} ${s.radius_km}`)).size, spots.length)
      for (const s of spots) {
        const half = s.radius_km === 0.8 ? 0.5 : s.radius_km === 4 ? 2.5 : 10
        const inside = cells.filter(
          (c) => Math.abs(c.x + 0.5 - s.lon * 100) < half && Math.abs(c.y + 0.5 - s.lat * 100) < half,
        )
        const n = inside.reduce((sum, c) => sum + c.customers, 0)
        assert.ok(n >= fewest, `${n} customers at ${JSON.stringify(s)}`)
      }
      // whoever has four others in the widest cell is somewhere
      const sum = cells.reduce((n, c) => n + c.customers, 0)
      if (sum >= fewest * 16) assert.ok(spots.length > 0)
    }),
  )
})
