import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { Context, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { calendarOf, ensureCorporation } from '../organisation/index.ts'
import { list } from '../promises/index.ts'
import { importRequests, stats } from './index.ts'
import { percentile, readHistory } from './rules.ts'
import { header, history, january2017, spread } from './testing/history.ts'

const folder = mkdtempSync(join(tmpdir(), 'requests-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0
const file = (...rows: string[]) => {
  const path = join(folder, `requests-${files++}.csv`)
  writeFileSync(path, `${header}\n${rows.map((r) => (r.endsWith('\n') ? r : `${r}\n`)).join('')}`)
  return path
}
const corporations = ['EVNNPC', 'EVNSPC', 'EVNCPC', 'EVNHANOI', 'EVNHCMC']
const prepare = async (ctx: Context) => {
  for (const code of corporations) await ensureCorporation(ctx, code)
}
const ms = at('2017-03-10 09:00')

onDatabase('importing requests', (story) => {
  story('a tenth of January 2017 comes out as published', ms, async (ctx) => {
    await prepare(ctx)
    const calendar = await calendarOf(ctx)
    const rows = january2017.flatMap((g) => [
      ...history(calendar, '2017-01', { ...g, count: Math.round(g.count / 10) }, corporations),
    ])
    const report = await importRequests(ctx, file(...rows))
    assert.equal(report.accepted, 2002 + 4514 + 1624)
    assert.deepEqual(report.created, { requests: 8140, corrections: 0, unchanged: 0, promises: 0 })
    const found = await stats(ctx, { from: '2017-01', to: '2017-01', by: ['class'] })
    assert.deepEqual(
      found.map((r) => [r.class, r.count, Math.round(r.mean_working_days * 100) / 100, r.limit_days]),
      [
        ['non_residential', 1624, 2.79, 5],
        ['rural_home', 4514, 2.49, 5],
        ['urban_home', 2002, 1.88, 3],
      ],
    )
    for (const g of january2017) {
      const row = found.find((r) => r.class === g.class)!
      const days = spread(row.count, g.mean).sort((a, b) => a - b)
      assert.equal(row.p50, days[Math.ceil(days.length * 0.5) - 1])
      assert.equal(row.p90, days[Math.ceil(days.length * 0.9) - 1])
      // of the non-residential, files complete in 2016 had 7 days; nobody took more than 5
      assert.equal(row.within_limit, days.filter((d) => d <= row.limit_days!).length)
      assert.equal(row.within_limit_share, row.within_limit / row.count)
    }
    // by corporation and month the parts are the whole
    const parts = await stats(ctx, { from: '2016-12', to: '2017-02', by: ['class', 'corporation', 'month'] })
    assert.equal(parts.length, 15)
    assert.equal(
      parts.reduce((sum, r) => sum + r.count, 0),
      8140,
    )
    assert.deepEqual(await stats(ctx, { from: '2017-02', to: '2017-02', by: ['class'] }), [])
    const again = await importRequests(ctx, file(...rows))
    assert.deepEqual(again.created, { requests: 0, corrections: 0, unchanged: 8140, promises: 0 })
  })

  story('Tet stands between, and the limit is that of the day', ms, async (ctx) => {
    await prepare(ctx)
    // complete on Wednesday 25 January 2017; Tet from Thursday 26 to Wednesday 1 February; closed on Thursday and Friday
    const path = file(
      'A1,urban_home,EVNHANOI,,phone,2017-01-25T08:00:00+07:00,2017-01-25T09:00:00+07:00,2017-02-03T16:00:00+07:00,done',
      'A2,new_supply_medium_voltage,EVNHCMC,,web,2016-12-20T08:00:00+07:00,2016-12-20T09:00:00+07:00,2017-01-04T23:59:00+07:00,done',
    )
    await importRequests(ctx, path)
    const [row] = await stats(ctx, { from: '2017-02', to: '2017-02', by: ['class', 'corporation'] })
    assert.deepEqual([row!.corporation, row!.mean_working_days, row!.within_limit], ['EVNHANOI', 2, 1])
    const [medium] = await stats(ctx, { from: '2017-01', to: '2017-01', by: ['class'] })
    // 21 December to 4 January, two weekends and the day off for New Year left out: 10 days against the 10 of 2016
    assert.deepEqual([medium!.mean_working_days, medium!.limit_days, medium!.within_limit], [10, 10, 1])
  })

  story('says what is wrong, by line and field, and writes nothing', ms, async (ctx) => {
    await prepare(ctx)
    const t = (day: string) => `2017-02-${day}T08:00:00+07:00`
    const path = file(
      `B1,moon_supply,EVNHANOI,,phone,${t('01')},${t('01')},${t('02')},done`,
      `B2,urban_home,EVNHANOI,,phone,${t('01')},${t('03')},${t('02')},done`,
      `B3,urban_home,EVNHANOI,,phone,2017-03-10T10:00:00+07:00,,,`,
      `B4,urban_home,EVNHANOI,,phone,${t('01')},,${t('02')},done`,
      `B5,urban_home,EVNHANOI,,phone,2017-02-30T08:00:00+07:00,,,`,
      `B6,urban_home,EVNHANOI,,phone,${t('01')},${t('01')},${t('02')},vanished`,
      `B7,urban_home,EVNHANOI,,phone,${t('01')},${t('01')},${t('02')},done`,
      `B7,urban_home,EVNHANOI,,phone,${t('01')},${t('01')},${t('02')},done`,
    )
    await assert.rejects(importRequests(ctx, path), (e: Problem) => {
      assert.equal(e.code, 'imports/refused')
      assert.deepEqual(
        e.refused.map((r) => [r.line, r.field]),
        [
          [2, 'service'],
          [3, 'closed_at'],
          [4, 'received_at'],
          [5, 'complete_at'],
          [6, 'received_at'],
          [7, 'outcome'],
          [9, 'code'],
        ],
      )
      return true
    })
    assert.deepEqual(await stats(ctx, { from: '2017-02', to: '2017-02', by: ['class'] }), [])
    const report = await importRequests(ctx, path, { skipBad: true })
    assert.deepEqual([report.accepted, report.refused_count, report.created.requests], [1, 7, 1])
  })

  story('what is open is promised, and its closing in the next file settles it', ms, async (ctx) => {
    await prepare(ctx)
    const open = 'C1,rural_home,EVNNPC,,phone,2017-03-06T08:00:00+07:00,2017-03-06T09:00:00+07:00,'
    const first = await importRequests(ctx, file(`${open},`))
    assert.equal(first.created.promises, 1)
    const [promise] = (await list(ctx, { kind: 'request' })).items
    assert.deepEqual([promise!.due, promise!.open], [new Date(at('2017-03-14 00:00').getTime() - 1), 1])
    await seenAs(ctx, { now: at('2017-03-20 09:00') }, async (later) => {
      const second = await importRequests(later, file(`${open}2017-03-14T08:00:00+07:00,done`))
      assert.deepEqual([second.created.corrections, second.created.promises], [1, 0])
      const [settled] = (await list(later, { kind: 'request' })).items
      assert.deepEqual([settled!.kept, settled!.broken, settled!.open], [0, 1, 0])
      const [row] = await stats(later, { from: '2017-03', to: '2017-03', by: ['class'] })
      assert.deepEqual([row!.mean_working_days, row!.within_limit], [6, 0])
    })
  })

  story('one who sees one corporation imports for that one only', ms, async (ctx) => {
    const hanoi = await ensureCorporation(ctx, 'EVNHANOI')
    await ensureCorporation(ctx, 'EVNNPC')
    const row = (c: string) => `D-${c},urban_home,${c},,phone,2017-02-01T08:00:00+07:00,,,`
    await seenAs(ctx, { corporations: [hanoi.id] }, async (mine) => {
      await assert.rejects(importRequests(mine, file(row('EVNNPC'))), { code: 'imports/refused' })
      assert.equal((await importRequests(mine, file(row('EVNHANOI')))).accepted, 1)
    })
  })

  story('figures of an unknown dimension or month are refused', ms, async (ctx) => {
    await assert.rejects(stats(ctx, { from: '2017-01', to: '2017-01', by: ['moon'] }), {
      code: 'requests/unknown-dimension',
    })
    await assert.rejects(stats(ctx, { from: '2017-13', to: '2017-13', by: [] }), { code: 'kernel/invalid' })
    await assert.rejects(stats(ctx, { from: '2017-02', to: '2017-01', by: [] }), { code: 'kernel/invalid' })
  })
})

describe('rules of a history', () => {
  it('nearest rank', () => {
    const counted = [
      { value: 1, count: 5 },
      { value: 2, count: 4 },
      { value: 9, count: 1 },
    ]
    assert.deepEqual(
      [percentile(counted, 0.5), percentile(counted, 0.51), percentile(counted, 0.9), percentile(counted, 0.91)],
      [1, 2, 2, 9],
    )
    assert.equal(percentile([], 0.5), undefined)
  })
  it('reads words as others write them', () => {
    const row = {
      code: 'x',
      service: 's',
      corporation: 'EVNHANOI',
      office: '',
      channel: 'Web Form',
      received_at: '2017-01-02T08:00+07:00',
      complete_at: '',
      closed_at: '2017-01-03T08:00+07:00',
      outcome: 'Cancelled',
    }
    const read = readHistory(row, ms)
    assert.ok('outcome' in read)
    assert.deepEqual([read.channel, read.outcome], ['web_form', 'withdrawn'])
  })
})
