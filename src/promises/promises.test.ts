import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { type Selectable, sql } from 'kysely'
import { type Context, type DB, Problem, ranges } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import {
  correct,
  customerPart,
  list,
  make,
  ofOutage,
  outcomeAt,
  page,
  release,
  settle,
  settleByClock,
} from './index.ts'
import { jobs } from './jobs.ts'

const due = at('2017-03-20 11:30')
const later = (minutes: number) => new Date(due.getTime() + minutes * 60_000)
const set = (...numbers: number[]) => ranges.setOf(numbers)

it('kept up to the deadline itself, broken from the first second after it', () => {
  assert.deepEqual(outcomeAt(due, due), { outcome: 'kept', late_s: 0 })
  assert.deepEqual(outcomeAt(due, later(-6)), { outcome: 'kept', late_s: -360 })
  assert.deepEqual(outcomeAt(due, new Date(due.getTime() + 1)), { outcome: 'broken', late_s: 1 })
  assert.deepEqual(outcomeAt(due, later(14)), { outcome: 'broken', late_s: 840 })
})

onDatabase('the ledger of promises', (story, bench) => {
  story('2,800 of 3,000 back in time, 200 late by 14 minutes', at('2017-03-15 09:00'), async (ctx) => {
    const { promise_id, corporation_id, customers } = await promised(ctx, { 1: 2800, 2: 200 })
    const step = (transformers: string, when: Date, seq: number) =>
      seenAs(ctx, { now: when }, (c) =>
        settle(c, {
          corporation_id,
          promise_id,
          transformers,
          at: when,
          evidence_kind: 'outage_step',
          evidence: `o/${seq}`,
        }),
      )
    assert.equal(await step(set(1), later(-6), 1), 2800)
    assert.deepEqual(await sums(ctx, promise_id), { kept: 2800, broken: 0, released: 0, open: 200 })
    await seenAs(ctx, { now: later(1) }, (c) => settleByClock(c))
    assert.deepEqual(await sums(ctx, promise_id), { kept: 2800, broken: 200, released: 0, open: 0 })
    const late = { corporation_id, id: customers.get(2)![0]! }
    assert.deepEqual(
      await seenAs(ctx, { now: later(5) }, async (c) => {
        const { outcome, at, late_s } = await customerPart(c, promise_id, late)
        return { outcome, at, late_s }
      }),
      { outcome: 'broken', at: null, late_s: 300 },
    )
    assert.equal(await step(set(2), later(14), 2), 200)
    assert.equal(await step(set(2), later(14), 2), 0, 'the same event once more')
    assert.deepEqual(await sums(ctx, promise_id), { kept: 2800, broken: 200, released: 0, open: 0 })
    const { outcomes } = await page(ctx, promise_id)
    assert.deepEqual(
      outcomes.map((o) => [o.outcome, o.customers, o.late_s, o.evidence_kind, o.corrects, o.left]),
      [
        ['kept', 2800, -360, 'outage_step', null, 2800],
        ['broken', 200, 0, 'clock', null, 0],
        ['broken', -200, 0, 'outage_step', 2, 0],
        ['broken', 200, 840, 'outage_step', null, 200],
      ],
    )
    const early = { corporation_id, id: customers.get(1)![0]! }
    assert.deepEqual(
      [(await customerPart(ctx, promise_id, early)).late_s, (await customerPart(ctx, promise_id, late)).late_s],
      [-360, 840],
    )
    assert.equal((await customerPart(ctx, promise_id, { corporation_id, id: -1 })).outcome, undefined)
  })

  story(
    'a step learnt after the deadline but done before it makes the promise kept',
    at('2017-03-20 12:00'),
    async (ctx) => {
      const { promise_id, corporation_id } = await promised(ctx, { 1: 5 })
      await settleByClock(ctx)
      assert.equal(await settleByClock(ctx), 0)
      await settle(ctx, {
        corporation_id,
        promise_id,
        transformers: set(1),
        at: later(-1),
        evidence_kind: 'outage_step',
        evidence: 'o/1',
      })
      assert.deepEqual(await sums(ctx, promise_id), { kept: 5, broken: 0, released: 0, open: 0 })
    },
  )

  story(
    'one event for each promise that the clock breaks, one transaction for all',
    at('2017-03-20 11:30'),
    async (ctx) => {
      const { corporation_id } = await promised(ctx, { 1: 5 })
      assert.equal(await settleByClock(ctx), 0, 'at the deadline itself nothing is broken yet')
      await seenAs(ctx, { now: later(1) }, async (c) => {
        assert.equal(await settleByClock(c), 1)
        const events = await c.tx.selectFrom('kernel.event').select(['name', 'corporation_id', 'payload']).execute()
        assert.deepEqual(
          events.map((e) => [e.name, e.corporation_id, e.payload.customers]),
          [['promise.broken', corporation_id, 5]],
        )
      })
    },
  )

  story(
    'receipts settle by number; what is late replaces the clock; more than was promised is refused',
    at('2017-03-15 09:00'),
    async (ctx) => {
      const { promise_id, corporation_id } = await promised(ctx, { 1: 10 }, { parts: 'customers' })
      const receipt = (customers: number, when: Date, evidence: string, outcome?: 'broken') =>
        settle(ctx, {
          corporation_id,
          promise_id,
          customers,
          at: when,
          outcome,
          evidence_kind: 'notice_result',
          evidence,
        })
      await receipt(6, later(-60), '1/0/1')
      await receipt(6, later(-60), '1/0/1')
      await receipt(1, later(-50), '1/0/2', 'broken') // unreachable: known before the deadline
      assert.deepEqual(await sums(ctx, promise_id), { kept: 6, broken: 1, released: 0, open: 3 })
      await seenAs(ctx, { now: later(1) }, (c) => settleByClock(c))
      await receipt(2, later(10), '1/0/3')
      assert.deepEqual(await sums(ctx, promise_id), { kept: 6, broken: 4, released: 0, open: 0 })
      await assert.rejects(receipt(2, later(20), '1/0/4'), { code: 'promises/more-than-promised' })
      assert.deepEqual(await sums(ctx, promise_id), { kept: 6, broken: 4, released: 0, open: 0 })
      assert.equal((await page(ctx, promise_id)).outcomes.find((o) => o.evidence === '1/0/2')!.late_s, 0)
    },
  )

  story('released for what is open, never for what was broken', at('2017-03-15 09:00'), async (ctx) => {
    const { promise_id, corporation_id, about } = await promised(ctx, { 1: 4, 2: 3, 3: 2 })
    await settle(ctx, {
      corporation_id,
      promise_id,
      transformers: set(1),
      at: later(5),
      evidence_kind: 'outage_step',
      evidence: 'o/1',
    })
    const cancel = () =>
      release(ctx, { corporation_id, about, at: later(6), reason: 'rain', evidence_kind: 'outage', evidence: 'o/2' })
    await cancel()
    await cancel()
    assert.deepEqual(await sums(ctx, promise_id), { kept: 0, broken: 4, released: 5, open: 0 })
    assert.equal((await ofOutage(ctx, about))[0]!.released, 5)
  })

  story('a correction adds two rows and needs a reason and a row that holds', at('2017-03-20 15:00'), async (ctx) => {
    const { promise_id, corporation_id } = await promised(ctx, { 1: 4, 2: 3 })
    await settle(ctx, {
      corporation_id,
      promise_id,
      transformers: set(1, 2),
      at: later(-1),
      evidence_kind: 'outage_step',
      evidence: 'o/1',
    })
    const fix = (given: object) =>
      correct(ctx, { corporation_id, promise_id, seq: 1, at: later(9), reason: 'the log says 11:39', ...given })
    await assert.rejects(fix({ reason: ' ' }), { code: 'promises/reason-needed' })
    await assert.rejects(fix({ seq: 7 }), { code: 'promises/unknown-outcome' })
    assert.equal(await fix({ transformers: set(2), evidence: 'c' }), 3)
    assert.equal(await fix({ transformers: set(2), evidence: 'c' }), 0)
    assert.deepEqual(await sums(ctx, promise_id), { kept: 4, broken: 3, released: 0, open: 0 })
    await assert.rejects(fix({ transformers: set(2) }), { code: 'promises/unknown-outcome' })
    assert.equal((await page(ctx, promise_id)).outcomes.length, 3)
  })

  story(
    'lists page by cursor, each promise in every state that some of its customers have',
    at('2017-03-20 12:00'),
    async (ctx) => {
      const both = await promised(ctx, { 1: 4, 2: 3 })
      const open = await promised(ctx, { 1: 4 })
      const { corporation_id, promise_id } = both
      await settle(ctx, {
        corporation_id,
        promise_id,
        transformers: set(1),
        at: later(-1),
        evidence_kind: 's',
        evidence: '1',
      })
      await settle(ctx, {
        corporation_id,
        promise_id,
        transformers: set(2),
        at: later(1),
        evidence_kind: 's',
        evidence: '2',
      })
      const ids = async (query: object) => (await list(ctx, query)).items.map((p) => p.id)
      assert.deepEqual(await ids({ state: 'kept' }), [promise_id])
      assert.deepEqual(await ids({ state: 'broken' }), [promise_id])
      assert.deepEqual(await ids({ state: 'open' }), [open.promise_id])
      assert.deepEqual(await ids({ about: both.about, kind: 'power_back' }), [promise_id])
      const first = await list(ctx, { limit: 1 })
      const second = await list(ctx, { limit: 1, cursor: first.next! })
      assert.deepEqual([...first.items, ...second.items].map((p) => p.id).sort(), [promise_id, open.promise_id].sort())
      assert.equal(second.next, null)
      await assert.rejects(list(ctx, { cursor: 'nonsense' }), { code: 'kernel/invalid' })
      await assert.rejects(page(ctx, 'nonsense'), { code: 'promises/unknown' })
      await seenAs(ctx, { corporations: [] }, async (c) => assert.deepEqual((await list(c, {})).items, []))
    },
  )

  story(
    'any order of steps, corrections, releases, repeats and clock ticks keeps the accounts',
    at('2017-03-15 09:00'),
    async (ctx) => {
      const part = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
      const minutes = fc.integer({ min: -60, max: 60 })
      const deed = fc.oneof(
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('step' as const), part, minutes, again: fc.boolean() }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('clock' as const) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), part }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('correct' as const), row: fc.nat(5), part, minutes }) },
      )
      const customers = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 8,
      })
      await fc.assert(
        fc.asyncProperty(customers, fc.array(deed, { maxLength: 9 }), async (points, deeds) => {
          const offset = (block += 100)
          const real = (numbers: number[]) => set(...numbers.map((n) => n + offset))
          const { promise_id, corporation_id, about, ids } = await promisedTo(
            ctx,
            points.map((p) => p.map((n) => n + offset)),
          )
          const naive = new Map<number, { outcome: string; at: Date; clock: boolean; row: number }>()
          const promisedNumbers = [...new Set(points.flat())]
          let ticked = false
          let last: (() => Promise<unknown>) | undefined
          for (const [i, deed] of deeds.entries()) {
            const hit = 'part' in deed ? promisedNumbers.filter((n) => deed.part.includes(n)) : promisedNumbers
            const seq = 1 + (await page(ctx, promise_id)).outcomes.length
            if (deed.kind === 'step') {
              const when = later(deed.minutes)
              last = () =>
                settle(ctx, {
                  corporation_id,
                  promise_id,
                  transformers: real(deed.part),
                  at: when,
                  again: deed.again,
                  evidence_kind: 'step',
                  evidence: `${i}`,
                })
              await last()
              for (const n of hit)
                if (!naive.has(n) || naive.get(n)!.clock || deed.again)
                  naive.set(n, { outcome: when <= due ? 'kept' : 'broken', at: when, clock: false, row: i })
            } else if (deed.kind === 'repeat') await last?.()
            else if (deed.kind === 'clock') {
              await seenAs(ctx, { now: later(90) }, (c) => settleByClock(c))
              ticked = true
              for (const n of promisedNumbers)
                if (!naive.has(n)) naive.set(n, { outcome: 'broken', at: due, clock: true, row: i })
            } else if (deed.kind === 'release') {
              await release(ctx, {
                corporation_id,
                about,
                transformers: real(deed.part),
                at: later(0),
                reason: 'r',
                evidence_kind: 'release',
                evidence: `${i}`,
              })
              for (const n of hit)
                if (!naive.has(n)) naive.set(n, { outcome: 'released', at: later(0), clock: false, row: i })
            } else {
              const rows = (await page(ctx, promise_id)).outcomes.filter(
                (o) => o.corrects === null && o.holds && o.holds !== '{}',
              )
              const row = rows[deed.row % Math.max(rows.length, 1)]
              if (!row || !ranges.overlaps(row.holds!, real(deed.part))) continue
              await correct(ctx, {
                corporation_id,
                promise_id,
                seq: row.seq,
                transformers: real(deed.part),
                at: later(deed.minutes),
                reason: 'log',
              })
              for (const n of hit)
                if (ranges.has(row.holds!, n + offset))
                  naive.set(n, {
                    outcome: deed.minutes <= 0 ? 'kept' : 'broken',
                    at: later(deed.minutes),
                    clock: false,
                    row: i,
                  })
            }
            const rows = (await page(ctx, promise_id)).outcomes
            assert.ok(rows.length >= seq - 1, 'rows are only added')
            // each customer by the worst of his transformers, one by one
            const order = ['open', 'broken', 'kept', 'released']
            const expected: Record<string, number> = { open: 0, kept: 0, broken: 0, released: 0 }
            for (const [c, own] of points.entries()) {
              const worst = order.find((o) => own.some((n) => (naive.get(n)?.outcome ?? 'open') === o))!
              expected[worst] += 1
              assert.equal((await customerPart(ctx, promise_id, { corporation_id, id: ids[c]! })).outcome, worst)
            }
            assert.deepEqual(await sums(ctx, promise_id), expected)
            for (const o of ['kept', 'broken', 'released'] as const)
              assert.equal(
                rows.filter((r) => r.outcome === o).reduce((n, r) => n + r.customers, 0),
                expected[o],
                `rows of ${o}`,
              )
            const holding = rows.filter((r) => r.holds && r.holds !== '{}').map((r) => r.holds!)
            assert.equal(
              ranges.sizeOf(ranges.union(...holding)),
              holding.reduce((n, h) => n + ranges.sizeOf(h), 0),
              'parts never overlap',
            )
            if (ticked) assert.equal(expected.open, 0)
          }
        }),
        { numRuns: 30 },
      )
    },
  )

  it('two events settling one promise at once: one after the other, nothing lost', async () => {
    const db = bench.database()
    const { transaction } = await import('../kernel/index.ts')
    const as = { actor: 'test', corporations: '*' as const, now: at('2017-03-15 09:00') }
    const { promise_id, corporation_id } = await transaction(db, as, (ctx) =>
      promised(ctx, { 1: 50, 2: 50 }, { parts: 'customers' }),
    )
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        transaction(db, as, (ctx) =>
          settle(ctx, {
            corporation_id,
            promise_id,
            customers: 5,
            at: later(-5),
            evidence_kind: 'notice_result',
            evidence: `${i >> 1}`,
          }),
        ),
      ),
    )
    assert.deepEqual(await transaction(db, as, (ctx) => sums(ctx, promise_id)), {
      kept: 50,
      broken: 0,
      released: 0,
      open: 50,
    })
    await jobs.promises_settle_by_clock!(db, {}, { now: () => later(1) })
    assert.deepEqual(await transaction(db, as, (ctx) => sums(ctx, promise_id)), {
      kept: 50,
      broken: 50,
      released: 0,
      open: 0,
    })
  })
})

let block = 1000

/** A promise to so many customers on each transformer, each with one service point. */
async function promised(ctx: Context, byTransformer: Record<number, number>, more: { parts?: 'customers' } = {}) {
  const points = Object.entries(byTransformer).flatMap(([t, n]) => Array.from({ length: n }, () => [Number(t)]))
  const made = await promisedTo(ctx, points, more)
  const customers = new Map<number, number[]>()
  for (const [i, [t]] of points.entries()) customers.set(t!, [...(customers.get(t!) ?? []), made.ids[i]!])
  return { ...made, customers }
}

async function promisedTo(ctx: Context, points: number[][], more: { parts?: 'customers' } = {}) {
  const code = `C${(block += 1)}`
  const { id: corporation_id } = await ctx.tx
    .insertInto('organisation.corporation')
    .values({ code, name: code, name_en: code, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`select customers.house(${corporation_id}::smallint)`.execute(ctx.tx)
  const { rows } = await sql<{ id: number }>`
    insert into customers.customer (corporation_id, code, name, class, area, recorded_at)
    select ${corporation_id}, 'c' || lpad(n::text, 6, '0'), 'n', 'residential', 'urban', ${ctx.now} from generate_series(1, ${points.length}::integer) n
    returning id`.execute(ctx.tx)
  const ids = rows.map((r) => r.id)
  const flat = points.flatMap((own, i) => own.map((t, j) => ({ c: ids[i]!, t, additional: j > 0 })))
  await sql`insert into customers.service_point (corporation_id, customer_id, transformer_id, code, additional)
    select ${corporation_id}, c, t, 'p', a from unnest(${flat.map((p) => p.c)}::integer[], ${flat.map((p) => p.t)}::integer[], ${flat.map((p) => p.additional)}::boolean[]) as p (c, t, a)`.execute(
    ctx.tx,
  )
  const about = ctx.newId()
  const [promise_id] = await make(ctx, [
    {
      corporation_id,
      kind: 'power_back',
      about_kind: 'planned_outage',
      about,
      due,
      customers: points.length,
      transformers: set(...points.flat()),
      rule: 'r',
      ...more,
    },
  ])
  return { promise_id: promise_id!, corporation_id, about, ids }
}

async function sums(ctx: Context, promise_id: string) {
  const { promise } = await page(ctx, promise_id)
  const { kept, broken, released, open } = promise satisfies Selectable<DB['promises.promise']>
  return { kept, broken, released, open }
}

it('a problem of the ledger speaks both languages', () => {
  const problem = new Problem('promises/more-than-promised', { id: 'x', customers: 3, open: 2 })
  assert.match(problem.title('vi'), /chỉ còn 2/)
  assert.match(problem.title('en'), /only 2 left/)
})
