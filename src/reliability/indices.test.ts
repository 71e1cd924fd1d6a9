import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import {
  correct,
  importCustomersServed,
  importInterruptions,
  openInterruption,
  restorePart,
} from '../interruptions/index.ts'
import { type Context, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { corporationNamed, ensureCorporation } from '../organisation/index.ts'
import { arbitraryServed, arbitraryStep, months, undone, write, writeServed } from './history-for-tests.ts'
import {
  checkRollUps,
  customersBehind,
  type IndexRow,
  indices,
  indicesWithStatement,
  interruptionsBehind,
  majorEventDays,
  stepsBehind,
} from './index.ts'
import { civil, type ReferenceStep, reference, referenceThreshold, toNumber } from './reference.ts'

const now = at('2018-01-01 08:00')
const period = { from: months[0]!, to: months.at(-1)! }

const near = (found: number | null, expected: number | null, what: string) => {
  if (found === null || expected === null) return assert.equal(found, expected, what)
  assert.ok(
    Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${what}: ${found} is not ${expected}`,
  )
}

/** The key of a group by the reference's own eyes. */
function keyOf(step: ReferenceStep, by: readonly string[]): string {
  const when = civil(step.out_s)
  return by.map((d) => (d in when ? when[d as 'day'] : String(step[d as 'feeder']))).join('|')
}

/** Holds the rows against the reference, group by group; returns how many were compared. */
function compare(
  rows: readonly IndexRow[],
  by: readonly string[],
  book: 'ieee1366' | 'vn',
  steps: readonly ReferenceStep[],
  served: readonly { corporation: string; month: string; customers: number }[],
): number {
  const groups = Map.groupBy(steps, (s) => keyOf(s, by))
  const seen = new Map(rows.map((r) => [by.map((d) => r[d as 'feeder']).join('|'), r]))
  for (const key of groups.keys()) assert.ok(seen.has(key), `a row for ${key}`)
  for (const [key, row] of seen) {
    const inMonths = months.filter((m) => {
      const when = civil(Date.parse(`${m}-15T00:00:00Z`) / 1000)
      return by.every(
        (d) => !(d in when) || (d === 'day' ? row.day!.slice(0, 7) === m : row[d as 'month'] === when[d as 'month']),
      )
    })
    const mine = served.filter((k) => row.corporation === undefined || k.corporation === row.corporation)
    const expected = reference(book, groups.get(key) ?? [], inMonths, mine)
    assert.equal(row.interruptions, expected.interruptions, `interruptions of ${key}`)
    assert.equal(
      BigInt(row.customer_interruptions),
      expected.customer_interruptions,
      `customer interruptions of ${key}`,
    )
    assert.equal(row.customer_minutes, Number(expected.customer_s) / 60, `customer minutes of ${key}`)
    near(row.saidi_min, toNumber(expected.saidi_min), `SAIDI of ${key}`)
    near(row.saifi, toNumber(expected.saifi), `SAIFI of ${key}`)
    near(row.maifi, toNumber(expected.maifi), `MAIFI of ${key}`)
  }
  return seen.size
}

const divisions = [
  [],
  ['corporation'],
  ['corporation', 'month'],
  ['corporation', 'month', 'origin'],
  ['year'],
  ['quarter', 'corporation'],
  ['feeder'],
  ['corporation', 'month', 'feeder', 'origin', 'cause'],
  ['cause'],
  ['day'],
  ['corporation', 'day', 'origin'],
  ['excluded', 'origin'],
]

onDatabase('indices against the independent reference', (story) => {
  story('equal over random histories, from the roll-ups and from the steps', now, async (ctx) => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStep, { maxLength: 30 }),
        arbitraryServed,
        fc.constantFrom(...divisions),
        fc.constantFrom('ieee1366' as const, 'vn' as const),
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        (steps, served, by, rules, includeExcluded, batches) =>
          undone(ctx, async () => {
            await write(ctx, steps, batches)
            await writeServed(ctx, served)
            const counted = steps.filter((s) => includeExcluded || by.includes('excluded') || !s.excluded)
            const query = { ...period, by, rules, ...(by.includes('excluded') ? {} : { includeExcluded }) }
            const rows = await indices(ctx, query)
            compared += compare(rows, by, rules, counted, served)
            // The same from the steps themselves, which is how "as known on" is answered.
            assert.deepEqual(await indices(ctx, { ...query, asKnownOn: now }), rows)
            const { statement } = await indicesWithStatement(ctx, { ...query, asKnownOn: now })
            assert.equal(statement.read_from, 'steps')
          }),
      ),
      { numRuns: 120 },
    )
    assert.ok(compared > 300, `only ${compared} rows compared`)
  })

  story('equal while steps are corrected, withdrawn and reopened, and as known on each day', now, async (ctx) => {
    const change = fc.record({
      step: fc.nat(),
      customers: fc.option(fc.integer({ min: 1, max: 9 })),
      feeder: fc.option(fc.constantFrom('471 E1.1', '479')),
      cause: fc.option(fc.constantFrom('tree', 'animal')),
      moved_s: fc.option(fc.integer({ min: -4_000_000, max: 4_000_000 })),
      gone: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStep, { minLength: 1, maxLength: 12 }),
        fc.array(change, { maxLength: 4 }),
        arbitraryServed,
        (steps, changes, served) =>
          undone(ctx, async () => {
            await write(ctx, steps)
            await writeServed(ctx, served)
            const known: (ReferenceStep | null)[][] = [[...steps]]
            for (const [n, c] of changes.entries()) {
              const index = c.step % steps.length
              const old = known.at(-1)![index]
              if (!old) {
                known.push(known.at(-1)!)
                continue
              }
              const moved = c.moved_s ?? 0
              const then = {
                ...old,
                customers: c.customers ?? old.customers,
                feeder: c.feeder ?? old.feeder,
                cause: c.cause ?? old.cause,
                out_s: old.out_s + moved,
                restored_s: old.restored_s! + moved,
              }
              const { id } = await corporationNamed(ctx, old.corporation)
              const { rows } = await sql<{
                id: string
              }>`select md5(${old.corporation + old.interruption}::text)::uuid as id`.execute(ctx.tx)
              await seenAs(ctx, { now: new Date(now.getTime() + (n + 1) * 86_400_000) }, (later) =>
                correct(
                  later,
                  { corporation_id: id, interruption_id: rows[0]!.id, step_no: index + 1 },
                  {
                    customers: then.customers,
                    feeder: then.feeder,
                    cause: then.cause,
                    excluded: then.excluded,
                    out_at: new Date(then.out_s * 1000),
                    restored_at: new Date(then.restored_s * 1000),
                    withdrawn: c.gone,
                  },
                  'random',
                ),
              )
              known.push(known.at(-1)!.with(index, c.gone ? null : then))
            }
            const by = ['corporation', 'month', 'feeder', 'cause']
            const countedOn = (n: number) =>
              known[Math.min(n, known.length - 1)]!.filter(
                (s): s is ReferenceStep => s !== null && !s.excluded && months.includes(civil(s.out_s).month),
              )
            for (const division of [by, [], ['day']]) {
              compare(
                await indices(ctx, { ...period, by: division, rules: 'vn' }),
                division,
                'vn',
                countedOn(99),
                served,
              )
              for (let n = 0; n <= changes.length; n++) {
                const asKnownOn = new Date(now.getTime() + n * 86_400_000 + 1)
                compare(
                  await indices(ctx, { ...period, by: division, rules: 'vn', asKnownOn }),
                  division,
                  'vn',
                  countedOn(n),
                  served,
                )
              }
            }
            assert.deepEqual(await checkRollUps(ctx), { differing: 0, rebuilt: 0 })
          }),
      ),
      { numRuns: 40 },
    )
  })

  story('totals over any partition equal the whole, and splitting a step changes nothing', now, async (ctx) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStep, { minLength: 1, maxLength: 15 }),
        fc.constantFrom(...divisions.slice(1, 9)),
        fc.nat(),
        (steps, by, cut) =>
          undone(ctx, async () => {
            const served = ['EVNNPC', 'EVNHANOI'].flatMap((corporation) =>
              months.map((month) => ({ corporation, month, customers: 1000 })),
            )
            await writeServed(ctx, served)
            const index = cut % steps.length
            const step = steps[index]!
            const some = cut % (step.customers + 1)
            const halves = [
              { ...step, customers: some },
              { ...step, customers: step.customers - some },
            ].filter((s) => s.customers > 0)
            let whole: IndexRow[] = []
            let parts: IndexRow[] = []
            await undone(ctx, async () => {
              await write(ctx, steps)
              whole = await indices(ctx, { ...period, rules: 'vn' })
              parts = await indices(ctx, { ...period, rules: 'vn', by })
            })
            const sum = (pick: (r: IndexRow) => number) => parts.reduce((total, r) => total + pick(r), 0)
            assert.equal(
              sum((r) => r.customer_interruptions),
              whole[0]!.customer_interruptions,
            )
            near(
              sum((r) => r.customer_minutes),
              whole[0]!.customer_minutes,
              'customer minutes',
            )
            // Everyone has the same number of customers: shares add up when the denominator is the whole's.
            if (!by.includes('corporation'))
              near(
                sum((r) => r.saidi_min!),
                whole[0]!.saidi_min,
                'SAIDI',
              )
            await write(ctx, steps.toSpliced(index, 1, ...halves))
            assert.deepEqual(await indices(ctx, { ...period, rules: 'vn' }), whole)
            assert.deepEqual(await indices(ctx, { ...period, rules: 'vn', by }), parts)
          }),
      ),
      { numRuns: 60 },
    )
  })

  story(
    'a rule with another limit changes its own months only, and the roll-ups follow after they are made anew',
    now,
    async (ctx) => {
      const step = {
        interruption: '1',
        corporation: 'EVNNPC',
        feeder: '471',
        origin: 'fault',
        cause: '',
        excluded: false,
        customers: 10,
      }
      const feb = at('2017-02-10 08:00').getTime() / 1000
      const mar = at('2017-03-10 08:00').getTime() / 1000
      await writeServed(
        ctx,
        months.map((month) => ({ corporation: 'EVNNPC', month, customers: 100 })),
      )
      await write(ctx, [
        { ...step, out_s: feb, restored_s: feb + 200 },
        { ...step, out_s: mar, restored_s: mar + 200 },
      ])
      await sql`insert into reliability.rule_set (book, in_force_from, sustained_over_s, clause) values ('vn', '2017-03-01', 180, 'Thông tư thử')`.execute(
        ctx.tx,
      )
      const by = ['month']
      assert.ok((await checkRollUps(ctx)).differing > 0)
      assert.deepEqual(await checkRollUps(ctx), { differing: 0, rebuilt: 0 })
      for (const asKnownOn of [undefined, now]) {
        const vn = await indices(ctx, { ...period, by, rules: 'vn', asKnownOn })
        assert.deepEqual(vn.map((r) => [r.month, r.saifi, r.maifi]).slice(2, 4), [
          ['2017-02', 0, 0.1],
          ['2017-03', 0.1, 0],
        ])
        const ieee = await indices(ctx, { ...period, by, rules: 'ieee1366', asKnownOn })
        assert.deepEqual(ieee.map((r) => [r.month, r.saifi, r.maifi]).slice(2, 4), [
          ['2017-02', 0, 0.1],
          ['2017-03', 0, 0.1],
        ])
      }
      await write(ctx, [{ ...step, out_s: mar + 86_400, restored_s: mar + 86_600 }], 1, 50)
      assert.deepEqual(await checkRollUps(ctx), { differing: 0, rebuilt: 0 })
    },
  )

  story('a roll-up that was tampered with is found and repaired', now, async (ctx) => {
    await write(ctx, fc.sample(arbitraryStep, { numRuns: 20, seed: 7 }))
    assert.deepEqual(await checkRollUps(ctx), { differing: 0, rebuilt: 0 })
    const before = await indices(ctx, { ...period, by: ['corporation', 'month'], rules: 'vn', includeExcluded: true })
    await sql`update reliability.roll_up set customer_s = customer_s + 1 where level = 0`.execute(ctx.tx)
    assert.ok((await checkRollUps(ctx)).differing > 0)
    assert.deepEqual(
      await indices(ctx, { ...period, by: ['corporation', 'month'], rules: 'vn', includeExcluded: true }),
      before,
    )
  })
})

const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0
const file = (...lines: string[]) => {
  const path = join(folder, `${++files}.csv`)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}
const head = 'interruption,step,corporation,feeder,origin,cause,excluded,out_at,restored_at,customers'

onDatabase('indices of what was imported', (story) => {
  story('the published worked example', now, async (ctx) => {
    await importCustomersServed(ctx, file('corporation,month,customers', 'X1,2017-03,100000'))
    const ends = (minutes: number) => new Date(Date.parse('2017-03-10T09:00:00+07:00') + minutes * 60_000).toISOString()
    const row = (n: number, customers: number, minutes: number) =>
      `${n},1,X1,471,fault,,false,2017-03-10T09:00:00+07:00,${ends(minutes)},${customers}`
    await importInterruptions(
      ctx,
      file(head, row(1, 8000, 240), row(2, 1500, 90), row(3, 600, 150), row(4, 3200, 60), row(5, 12_000, 5)),
    )
    for (const rules of ['ieee1366', 'vn']) {
      const [r] = await indices(ctx, { from: '2017-03', to: '2017-03', by: ['corporation', 'month'], rules })
      assert.deepEqual(Object.keys(r!), [
        'corporation',
        'month',
        'saidi_min',
        'saifi',
        'caidi_min',
        'maifi',
        'asai',
        'customers',
        'interruptions',
        'customer_interruptions',
        'customer_minutes',
      ])
      assert.deepEqual(
        [r!.customer_minutes, r!.saifi, r!.saidi_min, r!.maifi, r!.interruptions],
        [2_337_000, 0.133, 23.37, 0.12, 4],
      )
      assert.equal(Math.round(r!.caidi_min! * 10) / 10, 175.7)
    }
  })

  const gridlab = new URL('../../../shared/data/gridlabd-1366/interruptions.csv', import.meta.url).pathname
  if (!existsSync(gridlab)) it.skip('the GridLAB-D history: the file is not here')
  else
    story('the GridLAB-D history', now, async (ctx) => {
      await importInterruptions(ctx, gridlab)
      await importCustomersServed(ctx, file('corporation,month,customers', 'GLD,2000-01,26'))
      for (const rules of ['ieee1366', 'vn']) {
        const [r] = await indices(ctx, { from: '2000-01', to: '2000-01', by: ['corporation'], rules })
        assert.deepEqual(
          [
            r!.saifi!.toFixed(6),
            r!.saidi_min!.toFixed(6),
            (r!.caidi_min! / 60).toFixed(6),
            r!.maifi!.toFixed(6),
            r!.interruptions,
          ],
          ['0.692308', '6.643590', '0.159938', '2.269231', 4],
        )
      }
    })

  story(
    'what starts before midnight in Hanoi falls on that day, month and year, whatever the zone of the session',
    now,
    async (ctx) => {
      await sql`set local timezone = 'Pacific/Honolulu'`.execute(ctx.tx)
      await importCustomersServed(ctx, file('corporation,month,customers', 'X1,2016-12,10', 'X1,2017-01,20'))
      await importInterruptions(
        ctx,
        file(
          head,
          'A,1,X1,471,fault,,false,2016-12-31T23:59:59+07:00,2017-01-01T02:59:59+07:00,1',
          'B,1,X1,471,fault,,false,2017-01-01T00:00:00+07:00,2017-01-01T03:00:00+07:00,1',
        ),
      )
      for (const asKnownOn of [undefined, now]) {
        const query = { from: '2016-12', to: '2017-01', rules: 'vn', asKnownOn }
        assert.deepEqual(
          (await indices(ctx, { ...query, by: ['day'] })).map((r) => [r.day, r.saidi_min]),
          [
            ['2016-12-31', 18],
            ['2017-01-01', 9],
          ],
        )
        assert.deepEqual(
          (await indices(ctx, { ...query, by: ['year', 'month'] })).map((r) => [r.year, r.month, r.saidi_min]),
          [
            ['2016', '2016-12', 18],
            ['2017', '2017-01', 9],
          ],
        )
        assert.deepEqual(
          (await indices(ctx, { ...query, by: ['quarter'] })).map((r) => [r.quarter, r.interruptions]),
          [
            ['2016-Q4', 1],
            ['2017-Q1', 1],
          ],
        )
      }
    },
  )

  story(
    'a month with interruptions and nobody served is said, not divided; a quiet month has a row',
    now,
    async (ctx) => {
      await importCustomersServed(
        ctx,
        file('corporation,month,customers', 'X1,2017-01,10', 'X1,2017-02,0', 'X1,2017-03,10'),
      )
      const row = (month: string) =>
        `${month},1,X1,471,fault,,false,${month}-10T09:00:00+07:00,${month}-10T10:00:00+07:00,5`
      await importInterruptions(ctx, file(head, row('2017-01'), row('2017-02'), row('2017-04')))
      const { rows, warnings, statement } = await indicesWithStatement(ctx, {
        from: '2017-01',
        to: '2017-04',
        by: ['corporation', 'month'],
        rules: 'vn',
      })
      assert.deepEqual(
        rows.map((r) => [r.month, r.saidi_min, r.customers, r.customer_minutes]),
        [
          ['2017-01', 30, 10, 300],
          ['2017-02', null, null, 300],
          ['2017-03', 0, 10, 0],
          ['2017-04', null, null, 300],
        ],
      )
      assert.equal(warnings.length, 2)
      assert.match(warnings[0]!, /X1 2017-02/)
      assert.deepEqual(statement.customers_from, { X1: 'reported' })
      assert.deepEqual(statement.clauses, ['Thông tư 39/2015/TT-BCT, Điều 12'])
    },
  )

  story('without a report the customers room is counted, and the statement says so', now, async (ctx) => {
    const { id } = await ensureCorporation(ctx, 'X1')
    await sql`select customers.house(${id}::smallint)`.execute(ctx.tx)
    for (let n = 0; n < 4; n++) {
      const c = await ctx.tx
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
        .values({
          corporation_id: id,
          customer_id: c.id,
          transformer_id: n,
          code: `PD${n}001`,
          ...(n === 3 ? { valid_from: '2017-02-28' } : {}),
        })
        .execute()
    }
    const cut = await openInterruption(ctx, {
      corporation_id: id,
      code: 'SC-1',
      source_kind: 'fault',
      source: ctx.newId(),
      origin: 'fault',
      feeder: '471',
      out_at: at('2017-01-10 09:00'),
      transformers: '{[0,3)}',
    })
    await restorePart(ctx, cut, { restored_at: at('2017-01-10 10:00'), transformers: '{[0,2)}' })
    assert.equal(
      (await indices(ctx, { from: '2017-01', to: '2017-01', rules: 'vn' }))[0]!.customer_interruptions,
      2,
      'who is still out is not counted yet',
    )
    await restorePart(ctx, cut, { restored_at: at('2017-01-10 11:00') })
    const query = { from: '2017-01', to: '2017-02', by: ['month'], rules: 'vn' }
    const { rows, statement } = await indicesWithStatement(ctx, query)
    assert.deepEqual(
      rows.map((r) => [r.month, r.customers, r.saidi_min, r.saifi]),
      [
        ['2017-01', 3, (2 * 60 + 120) / 3, 1],
        ['2017-02', 4, 0, 0],
      ],
    )
    assert.deepEqual(statement.customers_from, { X1: 'service_points' })
    assert.deepEqual((await indices(ctx, { ...query, by: ['feeder'] }))[0]!.interruptions, 1)

    // From the figure to the interruption, to its steps, to the customers behind each.
    const [behind, ...others] = await interruptionsBehind(ctx, { ...query, where: { feeder: '471', month: '2017-01' } })
    assert.deepEqual(
      [others.length, behind!.code, behind!.customer_interruptions, behind!.customer_minutes, behind!.feeders],
      [0, 'SC-1', 3, 240, ['471']],
    )
    const steps = await (await stepsBehind(ctx, { ...query, where: { feeder: '471' } })).execute()
    assert.deepEqual(steps.map((s) => [s.customers, s.duration_s, s.sustained]).sort(), [
      [1, 7200, true],
      [2, 3600, true],
    ])
    const customers = await Promise.all(steps.map(async (s) => (await customersBehind(ctx, s)!.execute()).length))
    assert.deepEqual(customers.sort(), [1, 2])
    assert.deepEqual(await interruptionsBehind(ctx, { ...query, where: { feeder: '999' } }), [])
  })

  story('a step learnt late and a cause corrected: as known on each day', at('2017-02-01 08:00'), async (ctx) => {
    const row = (cause: string, customers: number) =>
      `A,1,X1,471,fault,${cause},false,2017-01-10T09:00:00+07:00,2017-01-10T10:00:00+07:00,${customers}`
    await importCustomersServed(ctx, file('corporation,month,customers', 'X1,2017-01,100'))
    await importInterruptions(ctx, file(head, row('tree', 10)))
    await seenAs(ctx, { now: at('2017-03-01 08:00') }, async (c) => {
      await importInterruptions(c, file(head, row('lightning', 20)))
      await importCustomersServed(c, file('corporation,month,customers', 'X1,2017-01,200'))
    })
    await seenAs(ctx, { now: at('2017-04-01 08:00') }, async (c) => {
      const on = async (asKnownOn?: Date) =>
        (await indices(c, { from: '2017-01', to: '2017-01', by: ['cause'], rules: 'vn', asKnownOn })).map((r) => [
          r.cause,
          r.saidi_min,
          r.customers,
        ])
      assert.deepEqual(await on(), [['lightning', 6, 200]])
      assert.deepEqual(await on(at('2017-03-31 23:00')), [['lightning', 6, 200]])
      assert.deepEqual(await on(at('2017-02-28 23:00')), [['tree', 6, 100]])
      assert.deepEqual(await on(at('2017-01-31 23:00')), [])
    })
  })

  story('a corporation sees itself only', now, async (ctx) => {
    await importCustomersServed(ctx, file('corporation,month,customers', 'X1,2017-01,10', 'X2,2017-01,10'))
    await importInterruptions(
      ctx,
      file(
        head,
        ...['X1', 'X2'].map((c) => `A,1,${c},471,fault,,false,2017-01-10T09:00:00+07:00,2017-01-10T10:00:00+07:00,5`),
      ),
    )
    const { id } = await corporationNamed(ctx, 'X1')
    const query = { from: '2017-01', to: '2017-01', by: ['corporation'], rules: 'vn' }
    assert.equal((await indices(ctx, query)).length, 2)
    await seenAs(ctx, { corporations: [id] }, async (c) => {
      for (const asKnownOn of [undefined, now])
        assert.deepEqual(
          (await indices(c, { ...query, asKnownOn })).map((r) => r.corporation),
          ['X1'],
        )
      assert.deepEqual(
        (await interruptionsBehind(c, query)).map((i) => i.corporation),
        ['X1'],
      )
      for (const table of ['roll_up', 'roll_up_month', 'roll_up_feeder', 'recomputed'])
        assert.deepEqual(
          (
            await sql<{
              corporation_id: number
            }>`select distinct corporation_id from ${sql.table(`reliability.${table}`)}`.execute(c.tx)
          ).rows,
          [{ corporation_id: id }],
          table,
        )
    })
    assert.deepEqual((await indices(ctx, { ...query, by: [], corporation: 'X1' }))[0]!.customers, 10)
  })

  story('a bad question is refused by name', now, async (ctx: Context) => {
    const asked = (change: object) => indices(ctx, { from: '2017-01', to: '2017-02', rules: 'vn', ...change })
    for (const [change, code] of [
      [{ from: '2017-13' }, 'reliability/bad-month'],
      [{ to: '2016-12' }, 'reliability/bad-period'],
      [{ from: '0001-01', to: '9999-01' }, 'reliability/too-long'],
      [{ by: ['weather'] }, 'reliability/unknown-dimension'],
      [{ rules: 'iec' }, 'reliability/unknown-rules'],
      [{ corporation: 'NOPE' }, 'organisation/unknown-corporation'],
    ] as const)
      await assert.rejects(asked(change), (e) => e instanceof Problem && e.code === code, code)
    await assert.rejects(
      majorEventDays(ctx, { year: 'x' }),
      (e) => e instanceof Problem && e.code === 'reliability/bad-year',
    )
    assert.deepEqual(await asked({ by: ['feeder'] }), [])
  })
})

onDatabase('major event days', (story) => {
  story(
    'come from the five years before, by the day on which power went out, and name the days of the year',
    now,
    async (ctx) => {
      await writeServed(
        ctx,
        Array.from({ length: 84 }, (_, m) => ({
          corporation: 'X1',
          month: `${2011 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}`,
          customers: 1000,
        })),
      )
      const row = (day: string, minutes: number) => {
        const out_s = at(`${day} 23:00`).getTime() / 1000
        return {
          interruption: day,
          corporation: 'X1',
          feeder: '471',
          origin: 'fault',
          cause: '',
          excluded: false,
          customers: 100,
          out_s,
          restored_s: out_s + minutes * 60,
        }
      }
      const lasted = [30, 45, 60, 90, 20, 120, 33, 75]
      const history = lasted.map((minutes, i) => row(`${2012 + (i % 5)}-0${(i % 9) + 1}-15`, minutes))
      await write(ctx, [
        row('2011-06-01', 9000),
        ...history,
        row('2017-05-01', 50),
        row('2017-09-16', 4000),
        row('2017-09-17', 3),
      ])
      const saidi = lasted.map((m) => (100 * m) / 1000)
      for (const deviation of ['sample', 'population'] as const)
        for (const asKnownOn of [undefined, now]) {
          const med = await majorEventDays(ctx, { year: 2017, deviation, asKnownOn })
          const expected = referenceThreshold(saidi, deviation)
          near(med.alpha, expected.alpha, 'alpha')
          near(med.beta, expected.beta, 'beta')
          near(med.t_med_min, expected.t_med_min, 'T_MED')
          assert.deepEqual(
            [med.days, med.days_used, med.deviation],
            [[{ day: '2017-09-16', saidi_min: 400 }], 8, deviation],
          )
        }
      const none = await majorEventDays(ctx, { year: 2011 })
      assert.deepEqual([none.t_med_min, none.days, none.warnings.length], [null, [], 1])
    },
  )
})
