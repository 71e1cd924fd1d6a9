import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { at } from '../kernel/testing/index.ts'
import { civil, type ReferenceStep, reference, referenceThreshold, toNumber } from './reference.ts'
import {
  type Counts,
  customerIndices,
  durationOf,
  expectedIndices,
  figures,
  isSustained,
  majorEventThreshold,
  minutesOf,
  momentaryEvents,
  monthsBetween,
  type RuleBook,
  ruleOn,
  startOfMonth,
} from './rules.ts'

const data = new URL('../../../shared/data/', import.meta.url)
const published = (folder: string) => (existsSync(new URL(folder, data)) ? false : `${folder} is not here`)
const csv = (file: string) => {
  const [head, ...rows] = readFileSync(new URL(file, data), 'utf8')
    .trim()
    .split('\n')
    .map((l) => l.split(','))
  return rows.map((r) => Object.fromEntries(head.map((name, i) => [name, r[i]])))
}
const near = (found: number | null, expected: number | null, digits = 12) => {
  if (found === null || expected === null) return assert.equal(found, expected)
  assert.ok(
    Math.abs(found - expected) <= 10 ** -digits * Math.max(1, Math.abs(expected)),
    `${found} is not ${expected}`,
  )
}
const quiet: Counts = { customer_interruptions: 0, customer_s: 0, momentary_interruptions: 0 }

/** Counts of some steps, by the rule of their day. */
function count(steps: { out_at: Date; restored_at: Date | null; customers: number }[], book: RuleBook): Counts {
  const counts = { ...quiet }
  for (const step of steps) {
    const s = durationOf(step)
    if (s === null) continue
    if (isSustained(s, ruleOn(book, civil(step.out_at.getTime() / 1000).day))) {
      counts.customer_interruptions += step.customers
      counts.customer_s += step.customers * s
    } else counts.momentary_interruptions += step.customers
  }
  return counts
}

describe('the rule books', () => {
  it('call exactly five minutes momentary and a second more sustained, in both books', () => {
    for (const book of ['ieee1366', 'vn'] as const) {
      const rule = ruleOn(book, '2017-03-10')
      assert.equal(isSustained(300, rule), false)
      assert.equal(isSustained(301, rule), true)
    }
  })
  it('judge history by the rule of its day, and change on the day that the new circular says', () => {
    assert.match(ruleOn('vn', '2017-03-10').clause, /39\/2015/)
    assert.match(ruleOn('vn', '2025-01-31').clause, /39\/2015/)
    assert.match(ruleOn('vn', '2025-02-01').clause, /05\/2025/)
    assert.throws(() => ruleOn('vn', '2017-03-10', []), RangeError)
  })
  it('know months as they are here', () => {
    assert.deepEqual(monthsBetween('2016-11', '2017-02'), ['2016-11', '2016-12', '2017-01', '2017-02'])
    assert.deepEqual(monthsBetween('2017-02', '2017-01'), [])
    assert.equal(startOfMonth('2017-03').toISOString(), '2017-02-28T17:00:00.000Z')
    assert.equal(minutesOf('2016-02'), 29 * 1440)
  })
})

describe('system indices', () => {
  it('the published worked example comes out exactly', () => {
    const sustained = [
      [8000, 240],
      [1500, 90],
      [600, 150],
      [3200, 60],
    ].map(([customers, minutes]) => ({
      customers,
      out_at: at('2017-03-10 09:00'),
      restored_at: new Date(at('2017-03-10 09:00').getTime() + minutes * 60_000),
    }))
    const momentary = { customers: 12_000, out_at: at('2017-03-11 09:00'), restored_at: at('2017-03-11 09:02') }
    for (const book of ['ieee1366', 'vn'] as const) {
      const counts = count([...sustained, momentary], book)
      const f = figures(book, [[{ ...counts, month: '2017-03', customers: 100_000 }]], minutesOf('2017-03'))
      assert.equal(f.customer_minutes, 2_337_000)
      assert.equal(f.saifi, 0.133)
      assert.equal(f.saidi_min, 23.37)
      assert.equal(Math.round(f.caidi_min! * 10) / 10, 175.7)
      assert.equal(f.maifi, 0.12)
      near(f.asai, 1 - 23.37 / 44_640)
    }
  })

  it('GridLAB-D: SAIFI, SAIDI, CAIDI and MAIFI of 26 customers, and each step on its way', {
    skip: published('gridlabd-1366'),
  }, () => {
    const steps = csv('gridlabd-1366/interruptions.csv').map((r) => ({
      customers: Number(r.customers),
      out_at: new Date(r.out_at),
      restored_at: new Date(r.restored_at),
    }))
    const after = (upTo: Date) =>
      figures(
        'ieee1366',
        [
          [
            {
              ...count(
                steps.filter((s) => s.restored_at <= upTo),
                'ieee1366',
              ),
              month: '2000-01',
              customers: 26,
            },
          ],
        ],
        minutesOf('2000-01'),
      )
    const f = after(new Date('2000-01-02T00:00:00Z'))
    assert.equal(f.saifi!.toFixed(6), '0.692308')
    assert.equal(f.saidi_min!.toFixed(6), '6.643590')
    assert.equal((f.caidi_min! / 60).toFixed(6), '0.159938')
    assert.equal(f.maifi!.toFixed(6), '2.269231')
    let compared = 0
    for (const [name, of] of [
      ['SAIFI', (x: typeof f) => x.saifi],
      ['SAIDI', (x: typeof f) => x.saidi_min! / 60],
      ['CAIDI', (x: typeof f) => (x.caidi_min ?? 0) / 60],
      ['MAIFI', (x: typeof f) => x.maifi],
    ] as const) {
      for (const line of readFileSync(new URL(`gridlabd-1366/deterministic_${name}.csv`, data), 'utf8')
        .trim()
        .split('\n')) {
        const [when, value] = line.split(',')
        const upTo = new Date(`${when.replace(' PST', '-08:00').replace(' ', 'T')}`)
        near(of(after(upTo)), Number(value), 5)
        compared++
      }
    }
    assert.equal(compared, 52)
  })

  it('RBTS Bus 2: the indices of a year by failure rate x time', { skip: published('rbts-bus2') }, () => {
    const f = expectedIndices(
      csv('rbts-bus2/load_points.csv').map((p) => ({
        customers: Number(p.customers),
        failure_rate_per_year: Number(p.failure_rate_per_year),
        outage_hours_per_year: Number(p.outage_hours_per_year),
      })),
    )
    assert.equal(f.customers, 1908)
    assert.equal(f.saifi.toFixed(3), '0.248')
    assert.equal((f.saidi_min / 60).toFixed(2), '3.61')
    assert.equal((f.caidi_min / 60).toFixed(2), '14.55')
    assert.equal(f.asai.toFixed(6), '0.999588')
  })

  it('a Vietnamese year is the sum of its months, each by its own customers; the IEEE year is not', () => {
    const months = [
      { month: '2017-01', customers: 100, customer_interruptions: 50, customer_s: 60_000, momentary_interruptions: 10 },
      { month: '2017-02', customers: 400, customer_interruptions: 50, customer_s: 60_000, momentary_interruptions: 10 },
    ]
    const vn = figures('vn', [months], 59 * 1440)
    near(vn.saifi, 50 / 100 + 50 / 400)
    near(vn.saidi_min, 1000 / 100 + 1000 / 400)
    near(vn.maifi, 10 / 100 + 10 / 400)
    const ieee = figures('ieee1366', [months], 59 * 1440)
    assert.equal(ieee.customers, 250)
    near(ieee.saifi, 100 / 250)
    near(ieee.saidi_min, 2000 / 250)
  })

  it('a month with interruptions and nobody served is said, not divided', () => {
    const known = { ...quiet, month: '2017-01', customers: 100 }
    const unknown = {
      month: '2017-02',
      customers: null,
      customer_interruptions: 5,
      customer_s: 3600,
      momentary_interruptions: 0,
    }
    const month = figures('ieee1366', [[unknown]], 28 * 1440)
    assert.deepEqual(
      [month.saidi_min, month.saifi, month.maifi, month.asai, month.customers],
      [null, null, null, null, null],
    )
    assert.deepEqual(month.unserved, ['2017-02'])
    assert.equal(month.caidi_min, 12, 'customers cancel out of CAIDI')
    assert.equal(figures('vn', [[known, unknown]], 59 * 1440).saidi_min, null)
    near(figures('ieee1366', [[known, unknown]], 59 * 1440).saidi_min, 60 / 100)
    assert.deepEqual(figures('ieee1366', [[known, { ...quiet, month: '2017-02', customers: null }]], 1).unserved, [])
    assert.equal(figures('vn', [[known, { ...quiet, month: '2017-02', customers: null }]], 1).saidi_min, 0)
  })

  it('nothing happened is zero, not nothing; CAIDI alone has nothing to divide by', () => {
    const f = figures('vn', [[{ ...quiet, month: '2017-01', customers: 100 }]], minutesOf('2017-01'))
    assert.deepEqual([f.saidi_min, f.saifi, f.maifi, f.asai, f.caidi_min], [0, 0, 0, 1, null])
  })
})

// Random histories: two corporations, five months, steps of a second to ten hours, around midnights and month ends.
const months = ['2016-12', '2017-01', '2017-02', '2017-03', '2017-04']
const first_s = startOfMonth('2016-12').getTime() / 1000
export const arbitraryStep: fc.Arbitrary<ReferenceStep> = fc
  .record({
    interruption: fc.integer({ min: 1, max: 9 }).map(String),
    corporation: fc.constantFrom('EVNNPC', 'EVNHANOI'),
    feeder: fc.constantFrom('471 E1.1', '472 E1.1', '473 E2.3'),
    origin: fc.constantFrom('planned', 'fault', 'external'),
    cause: fc.constantFrom('tree', 'lightning', ''),
    excluded: fc.boolean(),
    hour: fc.integer({ min: 0, max: 151 * 24 - 1 }),
    second: fc.oneof(fc.constantFrom(0, 3599), fc.integer({ min: 0, max: 3599 })),
    lasts_s: fc.oneof(fc.constantFrom(299, 300, 301), fc.integer({ min: 0, max: 36_000 })),
    customers: fc.integer({ min: 1, max: 5000 }),
  })
  .map(({ hour, second, lasts_s, ...step }) => {
    const out_s = first_s + hour * 3600 + second
    return { ...step, out_s, restored_s: out_s + lasts_s }
  })
const arbitraryServed = fc.array(fc.option(fc.integer({ min: 1, max: 100_000 })), { minLength: 10, maxLength: 10 })

describe('figures against the independent reference', () => {
  for (const book of ['ieee1366', 'vn'] as const) {
    it(`equal over random histories (${book})`, () => {
      fc.assert(
        fc.property(fc.array(arbitraryStep, { maxLength: 40 }), arbitraryServed, (steps, customers) => {
          const served = ['EVNNPC', 'EVNHANOI'].flatMap((corporation, c) =>
            months.flatMap((month, m) =>
              customers[c * 5 + m] === null ? [] : [{ corporation, month, customers: customers[c * 5 + m]! }],
            ),
          )
          const parts = ['EVNNPC', 'EVNHANOI'].map((corporation) =>
            months.map((month) => ({
              month,
              customers: served.find((s) => s.corporation === corporation && s.month === month)?.customers ?? null,
              ...count(
                steps
                  .filter((s) => s.corporation === corporation && civil(s.out_s).month === month)
                  .map((s) => ({
                    out_at: new Date(s.out_s * 1000),
                    restored_at: new Date(s.restored_s! * 1000),
                    customers: s.customers,
                  })),
                book,
              ),
            })),
          )
          const found = figures(book, parts, 1)
          const expected = reference(book, steps, months, served)
          assert.equal(BigInt(found.customer_interruptions), expected.customer_interruptions)
          near(found.saidi_min, toNumber(expected.saidi_min))
          near(found.saifi, toNumber(expected.saifi))
          near(found.maifi, toNumber(expected.maifi))
        }),
        { numRuns: 1500 },
      )
    })
  }

  it('splitting the customers of a step in two changes nothing', () => {
    fc.assert(
      fc.property(arbitraryStep, fc.nat(), (step, cut) => {
        const whole = {
          customers: step.customers,
          out_at: new Date(step.out_s * 1000),
          restored_at: new Date(step.restored_s! * 1000),
        }
        const some = cut % (step.customers + 1)
        const halves = [
          { ...whole, customers: some },
          { ...whole, customers: step.customers - some },
        ]
        assert.deepEqual(count(halves, 'vn'), count([whole], 'vn'))
      }),
    )
  })
})

describe('indices that need to know who', () => {
  const out = (from: string, minutes: number) => ({
    out_at: at(from),
    restored_at: new Date(at(from).getTime() + minutes * 60_000),
  })
  //  10 customers: three sustained (10, 20, 600 min) · 5: one of exactly 8 h · 85: none, of them 20 with a reclosing sequence
  const histories = [
    {
      customers: 10,
      interruptions: [out('2017-01-01 08:00', 10), out('2017-02-01 08:00', 20), out('2017-03-01 08:00', 600)],
    },
    { customers: 5, interruptions: [out('2017-03-01 08:00', 480)] },
    {
      customers: 20,
      interruptions: [out('2017-04-01 08:00', 1), out('2017-04-01 08:02', 1), out('2017-04-01 08:30', 1)],
    },
  ]
  const options = {
    customers: 100,
    sustained_over_s: 300,
    n: 3,
    single_h: 8,
    total_h: 8,
    at_least: 'n_or_more' as const,
  }

  it('CTAIDI, CAIFI, CEMI, CELID and MAIFI_E of a year worked by hand', () => {
    const f = customerIndices(histories, options)
    assert.equal(f.customers_interrupted, 15)
    near(f.ctaidi_min, (10 * 630 + 5 * 480) / 15)
    near(f.caifi, 35 / 15)
    assert.deepEqual([f.cemi, f.celid_s, f.celid_t, f.maifi_e], [0.1, 0.15, 0.15, 0.4])
  })
  it('"n or more" against "more than n" is a named option and changes the answer', () => {
    const f = customerIndices(histories, { ...options, at_least: 'more_than_n' })
    assert.deepEqual([f.cemi, f.celid_s, f.celid_t], [0, 0.1, 0.1])
  })
  it('a reclosing sequence within five minutes is one event, and none when it locks out', () => {
    const count = (...list: { out_at: Date; restored_at: Date }[]) => momentaryEvents(list, 300)
    assert.equal(count(out('2017-04-01 08:02', 1), out('2017-04-01 08:00', 1)), 1, 'in any order')
    assert.equal(count(out('2017-04-01 08:00', 1), out('2017-04-01 08:05', 1)), 1, 'exactly five minutes is within')
    assert.equal(count(out('2017-04-01 08:00', 1), out('2017-04-01 08:06', 1)), 2)
    assert.equal(count(out('2017-04-01 08:00', 1), out('2017-04-01 08:02', 90)), 0, 'ends in a sustained interruption')
    assert.equal(count(out('2017-04-01 08:00', 1), out('2017-04-01 09:00', 90)), 1)
    assert.equal(count(), 0)
  })
  it('nobody interrupted and nobody served are not divided', () => {
    const f = customerIndices([], { ...options, customers: 0 })
    assert.deepEqual([f.ctaidi_min, f.caifi, f.cemi, f.maifi_e], [null, null, null, null])
  })
  it('with every customer known, CAIFI x interrupted is SAIFI x served', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            customers: fc.integer({ min: 1, max: 99 }),
            minutes: fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 6 }),
          }),
        ),
        (groups) => {
          const all = groups.map((g) => ({
            customers: g.customers,
            interruptions: g.minutes.map((m, i) => out(`2017-01-${String(i + 1).padStart(2, '0')} 08:00`, m)),
          }))
          const f = customerIndices(all, { ...options, customers: 10_000 })
          const counts = count(
            all.flatMap((g) => g.interruptions.map((i) => ({ ...i, customers: g.customers }))),
            'ieee1366',
          )
          near((f.caifi ?? 0) * f.customers_interrupted, counts.customer_interruptions)
          near((f.ctaidi_min ?? 0) * f.customers_interrupted, counts.customer_s / 60)
        },
      ),
    )
  })
})

describe('major event days', () => {
  it('T_MED = exp(alpha + 2.5 beta): days with zero are discarded, the deviation is a named option', () => {
    const days = [0, 1, Math.E, 0, Math.E ** 2]
    const sample = majorEventThreshold(days, 'sample')
    near(sample.alpha, 1)
    near(sample.beta, 1)
    near(sample.t_med_min, Math.exp(3.5))
    assert.equal(sample.days_used, 3)
    near(majorEventThreshold(days, 'population').beta, Math.sqrt(2 / 3))
  })
  it('one day has no sample deviation and no day has none at all', () => {
    assert.deepEqual(majorEventThreshold([0, 4], 'sample'), { alpha: null, beta: null, t_med_min: null, days_used: 1 })
    assert.equal(majorEventThreshold([4], 'population').t_med_min, Math.exp(Math.log(4)))
    assert.equal(majorEventThreshold([], 'population').t_med_min, null)
  })
  it('equals the definition over random days', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 900, noNaN: true }), { minLength: 3 }), (days) => {
        fc.pre(days.filter((d) => d > 0).length >= 2)
        for (const deviation of ['sample', 'population'] as const) {
          const found = majorEventThreshold(days, deviation)
          const expected = referenceThreshold(days, deviation)
          near(found.alpha, expected.alpha, 9)
          near(found.beta, expected.beta, 9)
        }
      }),
    )
  })
})
