import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { sql } from 'kysely'
import { type Context, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { importCustomersServed, importInterruptions, openInterruption, suspects } from './index.ts'
import { checkStep } from './rules.ts'

const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0
const file = (head: string, ...lines: string[]) => {
  const path = join(folder, `${++files}.csv`)
  writeFileSync(path, [head, ...lines, ''].join('\n'))
  return path
}
const head = 'interruption,step,corporation,feeder,origin,cause,excluded,out_at,restored_at,customers'
const history = (...lines: string[]) => file(head, ...lines)
const now = at('2020-01-01 08:00')

const known = (ctx: Context) =>
  ctx.tx
    .selectFrom('interruptions.step as s')
    .innerJoin('interruptions.interruption as i', (j) =>
      j.onRef('i.corporation_id', '=', 's.corporation_id').onRef('i.id', '=', 's.interruption_id'),
    )
    .select([
      'i.code',
      's.step_no',
      's.version',
      's.customers',
      's.day',
      's.month',
      's.duration_s',
      's.excluded',
      's.reason',
      's.superseded_at',
    ])
    .orderBy('i.code')
    .orderBy('s.step_no')
    .orderBy('s.version')
    .execute()

onDatabase('import of interruptions.csv', (story) => {
  story('takes history, names the new corporation, and keeps the civil day of Viet Nam', now, async (ctx) => {
    const report = await importInterruptions(
      ctx,
      history(
        'A,1,NEWCO,471,fault,tree,false,2016-12-31T23:59:59+07:00,2017-01-01T00:10:00+07:00,120',
        'A,2,NEWCO,472,fault,tree,false,2016-12-31T17:00:00Z,2016-12-31T18:00:00Z,30',
        'B,1,NEWCO,471,planned,,true,2017-01-05T08:00:00+07:00,,7',
        'C,1,NEWCO,471,external,upstream_supply,,2017-01-05T08:00:00+07:00,2017-01-05T09:00:00+07:00,7',
      ),
    )
    assert.deepEqual([report.read, report.accepted, report.refused_count], [4, 4, 0])
    assert.deepEqual(report.created, { corporations: 1, interruptions: 3, steps: 4, corrections: 0, unchanged: 0 })
    assert.deepEqual(report.warnings, [
      'tổng công ty NEWCO là mới: đã tạo',
      '1 bước đáng ngờ, too_long: dài quá 14 ngày',
    ])
    assert.deepEqual(
      (await known(ctx)).map((s) => [s.code, s.step_no, s.day, s.month, s.duration_s, s.excluded]),
      [
        ['A', 1, '2016-12-31', '2016-12-01', 601, false],
        ['A', 2, '2017-01-01', '2017-01-01', 3600, false],
        ['B', 1, '2017-01-05', '2017-01-01', null, true],
        ['C', 1, '2017-01-05', '2017-01-01', 3600, true],
      ],
    )
  })

  story('a day is the same day whatever zone the server lives in', now, async (ctx) => {
    await ctx.tx.executeQuery({
      sql: "set local timezone = 'America/Los_Angeles'",
      parameters: [],
      query: { kind: 'RawNode' } as never,
      queryId: {} as never,
    })
    await importInterruptions(
      ctx,
      history('A,1,NEWCO,471,fault,tree,false,2016-12-31T23:59:59+07:00,2017-01-01T00:10:00+07:00,120'),
    )
    assert.deepEqual(
      (await known(ctx)).map((s) => [s.day, s.month]),
      [['2016-12-31', '2016-12-01']],
    )
  })

  story('refuses what cannot be a fact with file, line, field and reason, and writes nothing', now, async (ctx) => {
    const path = history(
      'A,1,NEWCO,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T07:59:59+07:00,120',
      'A,2,NEWCO,471,lightning,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,120',
      'A,3,NEWCO,471,fault,tree,false,2017-01-01T08:00:00,2017-01-01T09:00:00+07:00,120',
      'A,4,NEWCO,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,-3',
      'A,5,NEWCO,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00',
      'A,6,NEWCO,471,fault,tree,maybe,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,1',
      'A,7,newco,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,1',
      'A,x,NEWCO,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,1',
      'A,8,NEWCO,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,1',
      'A,8,NEWCO,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,1',
    )
    await assert.rejects(importInterruptions(ctx, path), (error) => {
      assert.ok(error instanceof Problem)
      assert.equal(error.code, 'imports/refused')
      assert.deepEqual(
        error.refused.map((r) => [r.line, r.field]),
        [
          [2, 'restored_at'],
          [3, 'origin'],
          [4, 'out_at'],
          [5, 'customers'],
          [6, undefined],
          [7, 'excluded'],
          [8, 'corporation'],
          [9, 'step'],
          [11, 'step'],
        ],
      )
      assert.equal(
        error.refused[0]!.reason,
        'có điện lại (2017-01-01T07:59:59+07:00) trước khi mất điện (2017-01-01T08:00:00+07:00)',
      )
      assert.equal(error.refused[8]!.reason, 'bước 8 của lần mất điện A đã có ở dòng 10')
      return true
    })
    assert.deepEqual(await known(ctx), [])
    const report = await importInterruptions(ctx, path, { skipBad: true })
    assert.deepEqual([report.accepted, report.refused_count], [1, 9])
  })

  story('the same file again changes nothing; another story of a step corrects it by adding', now, async (ctx) => {
    const line = 'A,1,NEWCO,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,'
    await importInterruptions(
      ctx,
      history(`${line}120`, 'B,1,NEWCO,471,fault,,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,5'),
    )
    await seenAs(ctx, { now: at('2020-02-01 08:00') }, async (c) => {
      const again = await importInterruptions(c, history(`${line}120`))
      assert.deepEqual(again.created, { interruptions: 0, steps: 0, corrections: 0, unchanged: 1 })
      const other = await importInterruptions(c, history(`${line}100`))
      assert.deepEqual(other.created, { interruptions: 0, steps: 0, corrections: 1, unchanged: 0 })
      const a = (await known(c)).filter((s) => s.code === 'A')
      assert.deepEqual(
        a.map((s) => [s.version, s.customers]),
        [
          [1, 120],
          [2, 100],
        ],
      )
      assert.match(a[1]!.reason!, /^import \d+\.csv$/)
      assert.deepEqual(a[0]!.superseded_at, at('2020-02-01 08:00'))
    })
  })

  story('a dry run writes nothing and says what it would', now, async (ctx) => {
    const path = history('A,1,NEWCO,471,fault,tree,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,1')
    const report = await importInterruptions(ctx, path, { dryRun: true })
    assert.equal(report.accepted, 1)
    assert.deepEqual(report.warnings, ['tổng công ty NEWCO sẽ được tạo'])
    assert.deepEqual(await known(ctx), [])
    assert.equal(
      (await ctx.tx.selectFrom('organisation.corporation').select('id').where('code', '=', 'NEWCO').execute()).length,
      0,
    )
  })

  story(
    'does not overwrite what was recorded here, and imports only for corporations that the actor sees',
    now,
    async (ctx) => {
      const mine = await ensureCorporation(ctx, 'MINE')
      await ensureCorporation(ctx, 'THEIRS')
      await openInterruption(ctx, {
        corporation_id: mine.id,
        code: 'SC-1',
        source_kind: 'fault',
        source: ctx.newId(),
        origin: 'fault',
        out_at: now,
        transformers: '{[1,2)}',
        customers: 1,
      })
      const times = '2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,1'
      await seenAs(ctx, { corporations: [mine.id] }, async (c) => {
        const report = await importInterruptions(
          c,
          history(
            `SC-1,1,MINE,471,fault,,false,${times}`,
            `X,1,THEIRS,471,fault,,false,${times}`,
            `X,1,NEW,471,fault,,false,${times}`,
            `X,1,MINE,471,fault,,false,${times}`,
          ),
          { skipBad: true },
        )
        assert.equal(report.accepted, 1)
        assert.deepEqual(
          report.refused.map((r) => [r.line, r.field]),
          [
            [2, 'interruption'],
            [3, 'corporation'],
            [4, 'corporation'],
          ],
        )
        const served = await importCustomersServed(
          c,
          file('corporation,month,customers', 'THEIRS,2017-01,5', 'MINE,2017-01,5'),
          { skipBad: true },
        )
        assert.deepEqual([served.accepted, served.refused.map((r) => r.line)], [1, [2]])
      })
    },
  )

  story('impossible rows are taken and shown, the heaviest first', now, async (ctx) => {
    await importCustomersServed(ctx, file('corporation,month,customers', 'NEWCO,2017-01,1000'))
    const report = await importInterruptions(
      ctx,
      file(
        `${head},etr_first,etr_last`,
        'LONG,1,NEWCO,471,fault,,false,2017-01-01T08:00:00+07:00,2017-09-08T08:00:00+07:00,10,,',
        'MANY,1,NEWCO,472,fault,,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,1001,,',
        'TWICE1,1,NEWCO,473,fault,,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,50,,',
        'TWICE2,1,NEWCO,473,fault,,false,2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00,50,,',
        'OVER1,1,NEWCO,474,fault,,false,2017-01-02T08:00:00+07:00,2017-01-02T09:00:00+07:00,60,,',
        'OVER2,1,NEWCO,474,fault,,false,2017-01-02T08:30:00+07:00,2017-01-02T09:30:00+07:00,60,,',
        'YEAR,1,NEWCO,475,fault,,false,2017-01-03T08:00:00+07:00,2017-01-03T09:00:00+07:00,5,2016-01-03T10:00:00+07:00,2017-01-03T10:00:00+07:00',
        'LATE,1,NEWCO,476,fault,,false,2017-01-04T08:00:00+07:00,2020-01-01T09:00:00+07:00,1,,',
        'FINE,1,NEWCO,475,fault,,false,2017-01-03T09:00:00+07:00,2017-01-03T10:00:00+07:00,5,2017-01-03T10:00:00+07:00,2017-01-03T10:00:00+07:00',
        'PARTS,1,NEWCO,477,fault,,false,2017-01-03T09:00:00+07:00,2017-01-03T10:00:00+07:00,5,,',
        'PARTS,2,NEWCO,477,fault,,false,2017-01-03T09:00:00+07:00,2017-01-03T11:00:00+07:00,5,,',
      ),
    )
    assert.equal(report.accepted, 11)
    const found = await suspects(ctx)
    assert.deepEqual(Object.fromEntries(found.map((s) => [s.code, s.reasons])), {
      LONG: ['too_long'],
      LATE: ['too_long', 'in_the_future'],
      MANY: ['more_than_feeder'],
      TWICE1: ['overlap', 'duplicate'],
      TWICE2: ['overlap', 'duplicate'],
      OVER1: ['overlap'],
      OVER2: ['overlap'],
      YEAR: ['estimate_elsewhere'],
    })
    assert.deepEqual([found[0]!.code, found[0]!.customer_minutes], ['LONG', 10 * 250 * 1440])
    const told = report.warnings.filter((w) => w.includes('đáng ngờ')).map((w) => w.split(':')[0])
    assert.deepEqual(told.sort(), [
      '1 bước đáng ngờ, estimate_elsewhere',
      '1 bước đáng ngờ, in_the_future',
      '1 bước đáng ngờ, more_than_feeder',
      '2 bước đáng ngờ, duplicate',
      '2 bước đáng ngờ, too_long',
      '4 bước đáng ngờ, overlap',
    ])
    assert.deepEqual((await suspects(ctx, { from: '2017-01-02', to: '2017-01-03' })).map((s) => s.code).sort(), [
      'OVER1',
      'OVER2',
      'YEAR',
    ])
  })

  story('a feeder that the network knows: more customers than it has, at once or together', now, async (ctx) => {
    const { id } = await ensureCorporation(ctx, 'NEWCO')
    await ctx.tx
      .insertInto('network.equipment')
      .values({
        corporation_id: id,
        id: 1,
        mrid: 'T1',
        kind: 'transformer',
        name: 'T1',
        feeder: '471',
        from_node: 'a',
        phases: 7,
        normally_open: false,
        transformer_id: 1,
        valid_from: now,
      })
      .execute()
    await sql`select customers.house(${id}::smallint)`.execute(ctx.tx)
    for (let n = 0; n < 10; n++) {
      const customer = await ctx.tx
        .insertInto('customers.customer')
        .values({
          corporation_id: id,
          code: `PD${n}`,
          name: 'x',
          class: 'residential',
          area: 'urban',
          recorded_at: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await ctx.tx
        .insertInto('customers.service_point')
        .values({ corporation_id: id, customer_id: customer.id, transformer_id: 1, code: `PD${n}001` })
        .execute()
    }
    const times = '2017-01-01T08:00:00+07:00,2017-01-01T09:00:00+07:00'
    await importInterruptions(
      ctx,
      history(
        `MANY,1,NEWCO,471,fault,,false,2017-02-01T08:00:00+07:00,2017-02-01T09:00:00+07:00,11`,
        `ALL,1,NEWCO,471,fault,,false,${times},6`,
        `ALL,2,NEWCO,471,fault,,false,${times},5`,
        'FINE,1,NEWCO,471,fault,,false,2017-01-01T09:00:00+07:00,2017-01-01T10:00:00+07:00,10',
      ),
    )
    assert.deepEqual((await suspects(ctx)).map((s) => [s.code, s.step_no, s.reasons]).sort(), [
      ['ALL', 1, ['overlap']],
      ['ALL', 2, ['overlap']],
      ['MANY', 1, ['more_than_feeder']],
    ])
  })

  const gridlab = new URL('../../../shared/data/gridlabd-1366/interruptions.csv', import.meta.url).pathname
  if (!existsSync(gridlab)) it.skip('reads the GridLAB-D history: the file is not here')
  else
    story('reads the GridLAB-D history', now, async (ctx) => {
      const report = await importInterruptions(ctx, gridlab)
      assert.deepEqual([report.read, report.accepted, report.created.interruptions], [9, 9, 9])
    })
})

onDatabase('import of customers_served.csv', (story) => {
  story('a month told again with another number is a correction, with the same one nothing', now, async (ctx) => {
    const read = (customers: number) =>
      importCustomersServed(ctx, file('corporation,month,customers', `NEWCO,2017-01,${customers}`))
    assert.deepEqual((await read(100)).created, { corporations: 1, customers_served: 1 })
    await seenAs(ctx, { now: at('2020-02-01 08:00') }, async (c) => {
      const again = (customers: number) =>
        importCustomersServed(c, file('corporation,month,customers', `NEWCO,2017-01,${customers}`))
      assert.equal((await again(100)).created.customers_served, 0)
      assert.equal((await again(110)).created.customers_served, 1)
    })
    const rows = await ctx.tx
      .selectFrom('interruptions.customers_served')
      .select(['month', 'customers'])
      .orderBy('recorded_at')
      .execute()
    assert.deepEqual(rows, [
      { month: '2017-01-01', customers: 100 },
      { month: '2017-01-01', customers: 110 },
    ])
  })
  story('refuses rows that are no report', now, async (ctx) => {
    const path = file(
      'corporation,month,customers',
      'NEWCO,2017-13,5',
      'NEWCO,2017-01,-5',
      ',2017-01,5',
      'NEWCO,2017-02,5',
      'NEWCO,2017-02,6',
      'NEWCO,2017-03,0',
    )
    await assert.rejects(importCustomersServed(ctx, path), Problem)
    const report = await importCustomersServed(ctx, path, { skipBad: true })
    assert.deepEqual(
      report.refused.map((r) => [r.line, r.field]),
      [
        [2, 'month'],
        [3, 'customers'],
        [4, 'corporation'],
        [6, 'month'],
      ],
    )
    assert.equal(report.accepted, 2)
  })
})

it('a row is checked by itself', () => {
  const good = {
    interruption: 'A',
    step: '1',
    corporation: 'EVNNPC',
    feeder: '',
    origin: 'fault',
    cause: '',
    excluded: 'TRUE',
    out_at: '2017-01-01T08:00:00.900+07:00',
    restored_at: '2017-01-01T08:00:00.950+07:00',
    customers: '0',
    etr_first: '',
    etr_last: '',
  }
  assert.deepEqual(checkStep(good), {
    step_no: 1,
    excluded: true,
    out_at: at('2017-01-01 08:00'),
    restored_at: at('2017-01-01 08:00'),
    customers: 0,
    etr_first: null,
    etr_last: null,
  })
  for (const [field, value] of [
    ['customers', '9999999999'],
    ['customers', '1.5'],
    ['etr_last', 'soon'],
    ['interruption', ''],
    ['out_at', ''],
    ['restored_at', 'never'],
  ] as const)
    assert.equal((checkStep({ ...good, [field]: value }) as { field?: string }).field, field)
})
