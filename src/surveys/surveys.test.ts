import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { againstTarget, postStratified } from './estimate-rules.ts'
import { type Answer, estimate, estimateOf, importSatisfaction } from './index.ts'

const close = (a: number | null | undefined, b: number) => assert.ok(Math.abs(a! - b) < 1e-9, `${a} is not ${b}`)
const of = (stratum: string, weight: number, ...values: number[]) => values.map((value) => ({ stratum, weight, value }))
// two strata by hand: A of 60 customers, 3 asked (weight 20): 6, 7, 8; B of 40, 2 asked (weight 20): 5, 9
// means 7 and 7; s2 = 1 and 8; V = 0.6^2 x 1/3 + 0.4^2 x 8/2 = 0.12 + 0.64 = 0.76
// with correction: 0.12 x (1 - 3/60) + 0.64 x (1 - 2/40) = 0.76 x 0.95 = 0.722
// simple: s2 = (1+0+1+4+4)/4 = 2.5, V = 2.5/5 = 0.5, corrected 0.5 x 0.95: deff 1.52 both times
const sample = [...of('A', 20, 6, 7, 8), ...of('B', 20, 5, 9)]

describe('the estimate of a stratified sample', () => {
  it('is the one worked out by hand, without and with correction', () => {
    const plain = estimateOf(sample)!
    close(plain.mean, 7)
    close(plain.se, Math.sqrt(0.76))
    close(plain.deff, 1.52)
    close(plain.ci_high, 7 + 1.959963984540054 * Math.sqrt(0.76))
    const finite = estimateOf(
      sample,
      new Map([
        ['A', 60],
        ['B', 40],
      ]),
    )!
    close(finite.se, Math.sqrt(0.722))
    close(finite.deff, 1.52)
  })
  it('weights move the mean', () => close(estimateOf([...of('A', 3, 10), ...of('A', 1, 2)])!.mean, 8))
  it('a weight of zero stands for nobody', () => {
    const found = estimateOf([...sample, ...of('A', 0, 0)])!
    assert.deepEqual([found.n, found.zero_weights], [5, 1])
    close(found.se, Math.sqrt(0.76))
    assert.equal(estimateOf(of('A', 0, 5)), undefined)
  })
  it('a stratum of one adds its distance from the mean of all, and is counted', () => {
    const found = estimateOf([...of('A', 1, 4, 6), ...of('B', 2, 7)])!
    close(found.mean, 6)
    assert.equal(found.single_strata, 1)
    // z: -0.5, 0, 0.5; A: 2/1 x (0.25^2 + 0.25^2) = 0.25; B: 0.25
    close(found.se, Math.sqrt(0.5))
  })
})

/** V as half the squared differences of all pairs: no mean of a stratum is worked out. */
function naive(answers: readonly Answer[], populations?: ReadonlyMap<string, number>) {
  const group = answers.filter((a) => a.within !== false && a.weight > 0)
  const W = group.map((a) => a.weight).reduce((s, w) => s + w)
  const mean = group.map((a) => (a.weight / W) * a.value).reduce((s, v) => s + v)
  let v = 0
  for (const h of new Set(group.map((a) => a.stratum))) {
    const all = answers.filter((a) => a.stratum === h && a.weight > 0)
    const z = all.map((a) => (a.within === false ? 0 : (a.weight / W) * (a.value - mean)))
    const pairs = z.flatMap((a) => z.map((b) => (a - b) ** 2)).reduce((s, d) => s + d, 0) / 2
    const f = Math.min(1, z.length / (populations?.get(h) ?? Number.POSITIVE_INFINITY))
    v += (1 - f) * (z.length === 1 ? z[0]! ** 2 : pairs / (z.length - 1))
  }
  return { mean, se: Math.sqrt(v) }
}

const anAnswer: fc.Arbitrary<Answer> = fc.record({
  stratum: fc.constantFrom('A', 'B', 'C'),
  weight: fc.integer({ min: 0, max: 50 }),
  value: fc.integer({ min: 0, max: 10 }),
  within: fc.boolean(),
})

describe('the estimate against an independent reference', () => {
  it('property: any weights, strata and groups that cut across them, with and without correction', () => {
    fc.assert(
      fc.property(fc.array(anAnswer, { minLength: 2, maxLength: 30 }), fc.boolean(), (answers, fpc) => {
        fc.pre(answers.filter((a) => a.within && a.weight > 0).length > 1)
        const populations = fpc
          ? new Map([
              ['A', 20],
              ['B', 5],
              ['C', 1000],
            ])
          : undefined
        const found = estimateOf(answers, populations)!
        const expected = naive(answers, populations)
        close(found.mean, expected.mean)
        close(found.se, expected.se)
      }),
    )
  })
  it('over every sample that can be drawn, the mean is right and the squared error is the variance', () => {
    const population = { A: [2, 5, 9, 10], B: [0, 1, 4, 4, 8] }
    const pairs = (of: number[]) => of.flatMap((a, i) => of.slice(i + 1).map((b) => [a, b]))
    const all = pairs(population.A).flatMap((a) =>
      pairs(population.B).map(
        (b) =>
          estimateOf(
            [...of('A', 2, ...a), ...of('B', 2.5, ...b)],
            new Map([
              ['A', 4],
              ['B', 5],
            ]),
          )!,
      ),
    )
    assert.equal(all.length, 60)
    const mean = (values: number[]) => values.reduce((s, v) => s + v, 0) / values.length
    const truth = mean([...population.A, ...population.B])
    close(mean(all.map((e) => e.mean)), truth)
    close(mean(all.map((e) => e.se! ** 2)), mean(all.map((e) => (e.mean - truth) ** 2)))
  })
  it('post-stratified: who answered more does not count more; silent strata are counted, unknown ones end it', () => {
    const answers = [...of('A', 1, 10, 10, 10), ...of('B', 1, 4)]
    assert.deepEqual(
      postStratified(
        answers,
        new Map([
          ['A', 50],
          ['B', 50],
        ]),
      ),
      { mean: 7, silent: 0 },
    )
    assert.deepEqual(
      postStratified(
        answers,
        new Map([
          ['A', 50],
          ['B', 50],
          ['C', 9],
        ]),
      ),
      { mean: 7, silent: 1 },
    )
    assert.equal(postStratified(answers, new Map([['A', 50]])), undefined)
  })
  it('a target is met or missed only when the whole interval says so', () => {
    assert.equal(againstTarget(7.25, { ci_low: 7.25, ci_high: 8 }), 'met')
    assert.equal(againstTarget(7.25, { ci_low: 6, ci_high: 7.2 }), 'missed')
    assert.equal(againstTarget(7.25, { ci_low: 7.2, ci_high: 8 }), 'cannot_tell')
    assert.equal(againstTarget(7.25, { ci_low: null, ci_high: null }), 'cannot_tell')
  })
})

const folder = mkdtempSync(join(tmpdir(), 'surveys-'))
after(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const head = 'corporation,year,respondent,stratum,weight,q1,q2,overall,population\n'
const now = at('2018-01-15 09:00')

onDatabase('the yearly survey', (story) => {
  story('an imported file comes out as worked out by hand, by corporation', now, async (ctx) => {
    const rows = sample.map(
      (s, i) => `EVNHCMC,2017,r${i},${s.stratum},${s.weight},8,,${s.value},${s.stratum === 'A' ? 60 : 40}`,
    )
    const path = file('a.csv', `${head}${rows.join('\n')}\nEVNNPC,2017,x1,A,1,5,6,7,\n`)
    const report = await importSatisfaction(ctx, path)
    assert.deepEqual([report.accepted, report.created.sheets], [6, 6])
    assert.equal((await importSatisfaction(ctx, path)).created.updated, 6)
    assert.ok((await estimate(ctx, { by: ['corporation'] })).every((r) => r.hidden && r.mean === null && r.n < 10))
    await sql`update surveys.reporting_rule set group_min = 5`.execute(ctx.tx)
    const target = (corporation: string, year: number) => (corporation === 'EVNHCMC' && year === 2017 ? 8.25 : 7.25)
    const found = await estimate(ctx, { year: 2017, by: ['corporation'], target })
    assert.deepEqual(
      found.map((r) => [r.corporation, r.n, r.fpc, r.hidden]),
      [
        ['EVNHCMC', 5, true, false],
        ['EVNNPC', 1, false, true],
      ],
    )
    close(found[0]!.se, Math.sqrt(0.722))
    close(found[0]!.se_without_fpc, Math.sqrt(0.76))
    close((await estimate(ctx, { by: ['corporation'], fpc: false }))[0]!.se, Math.sqrt(0.76))
    assert.equal(found[1]!.mean, null)
    close((await estimate(ctx, { by: ['corporation'], measure: 'share' }))[0]!.mean, 0.6)
    close((await estimate(ctx, { by: ['corporation'], question: 'q1' }))[0]!.mean, 8)
    close((await estimate(ctx, { by: ['corporation'], measure: 'share', at_least: 8 }))[0]!.mean, 0.4)
    // 7 ± 1.7 holds 8.25
    assert.deepEqual([found[0]!.target, found[0]!.state, found[1]!.state], [8.25, 'cannot_tell', null])
    close(found[0]!.post_stratified, 7)
    assert.deepEqual(
      (await estimate(ctx, { by: ['corporation', 'factor'], corporation: 'EVNHCMC', target })).map((r) => [
        r.factor,
        r.n,
        r.target,
      ]),
      [
        ['q1', 5, null],
        ['overall', 5, 8.25],
      ],
    )
    assert.equal(
      (await estimate(ctx, { by: [], target }))[0]!.target,
      null,
      'two corporations with two targets have none together',
    )
    assert.deepEqual(await estimate(ctx, { year: 2016, by: ['corporation'] }), [])
  })
  story('refuses what cannot be, by line and field', now, async (ctx) => {
    const row = (rest: string) => `EVNHCMC,2017,${rest}\n`
    const path = file(
      'b.csv',
      head +
        ['r1,A,-1,,,7,', 'r2,A,1,11,,7,', 'r3,A,1,,,,', 'r4,A,1,,,7,60', 'r5,A,0,,,7,61', 'r4,A,1,,,7,']
          .map(row)
          .join(''),
    )
    const report = await importSatisfaction(ctx, path, { skipBad: true })
    assert.deepEqual(
      report.refused.map((r) => [r.line, r.field]),
      [
        [2, 'weight'],
        [3, 'q1'],
        [4, 'overall'],
        [6, 'population'],
        [7, 'respondent'],
      ],
    )
    assert.equal(report.accepted, 1)
    await assert.rejects(importSatisfaction(ctx, path), { code: 'imports/refused' })
  })
})
