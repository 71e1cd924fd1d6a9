import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { estimate, estimateOf, importSatisfaction } from './index.ts'

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
    const found = await estimate(ctx, { year: 2017, by: ['corporation'] })
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
