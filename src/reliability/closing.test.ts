import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { correct } from '../interruptions/index.ts'
import { type Context, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { corporationNamed, ensureCorporation } from '../organisation/index.ts'
import { canonical } from './closing-rules.ts'
import { arbitraryServed, arbitraryStep, undone, write, writeServed } from './history-for-tests.ts'
import {
  adjustments,
  closedMonth,
  closedMonths,
  closeMonth,
  closingKey,
  indices,
  indicesSideBySide,
  indicesWithStatement,
  isClosed,
  previewRules,
  reopenMonth,
  verifyMonth,
} from './index.ts'
import type { ReferenceStep } from './reference.ts'

const now = at('2017-05-10 08:00')
const later = at('2017-05-20 08:00')
const month = '2017-03'
const step = (interruption: string, more: Partial<ReferenceStep> & { minutes?: number } = {}): ReferenceStep => {
  const out_s = more.out_s ?? at('2017-03-10 09:00').getTime() / 1000
  return {
    interruption,
    corporation: 'X1',
    feeder: '471',
    origin: 'fault',
    cause: 'tree',
    excluded: false,
    customers: 100,
    out_s,
    restored_s: out_s + (more.minutes ?? 60) * 60,
    ...more,
  }
}
const served = [{ corporation: 'X1', month, customers: 1000 }]
const X1 = { corporation: 'X1', month }
const problem = (code: string) => (e: unknown) => e instanceof Problem && e.code === code

describe('the one text of a value', () => {
  it('as RFC 8785 shows it', () => {
    // RFC 8785, 3.2.2 and 3.2.3
    const value = { numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27], literals: [null, true, false] }
    assert.equal(canonical(value), '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}')
    assert.equal(canonical({ '€': 1, '\r': 2, '1': 3, '😀': 4, ö: 5 }), '{"\\r":2,"1":3,"ö":5,"€":1,"😀":4}')
    assert.throws(() => canonical({ a: undefined }), TypeError)
    assert.throws(() => canonical([Number.NaN]), TypeError)
  })

  it('does not depend on the order in which keys came, and reads back the same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse())
        assert.equal(canonical(turned), canonical(value))
        assert.equal(canonical(JSON.parse(canonical(value))), canonical(value))
      }),
    )
  })
})

onDatabase('closing a month', (story) => {
  story(
    'freezes the figures of both books, chained and signed, and a later fact does not move them',
    now,
    async (ctx) => {
      await writeServed(ctx, served)
      await write(ctx, [step('A'), step('B', { excluded: true, minutes: 30 }), step('C', { minutes: 4 })])
      const { id } = await corporationNamed(ctx, 'X1')
      assert.equal(await isClosed(ctx, X1), false)
      const made = await closeMonth(ctx, X1)
      const closed = (await closedMonth(ctx, X1))!
      assert.equal(createHash('sha256').update(closed.text).digest('hex'), made.sha256)
      const { pem } = await closingKey(ctx)
      const [hash, signature] = [made.sha256, closed.signature].map((hex) => Buffer.from(hex, 'hex')) as [
        Buffer,
        Buffer,
      ]
      assert.ok(verify(null, hash, createPublicKey(pem), signature))
      for (const book of ['vn', 'ieee1366'] as const) {
        const { all, without_excluded } = closed.document.figures[book]
        assert.deepEqual([all.saidi_min, all.saifi, all.maifi, all.interruptions], [9, 0.2, 0.1, 2])
        assert.deepEqual([without_excluded.saidi_min, without_excluded.interruptions], [6, 1])
        const [row] = await indices(ctx, { from: month, to: month, rules: book, corporation: 'X1' })
        for (const figure of ['saidi_min', 'saifi', 'caidi_min', 'maifi', 'asai', 'interruptions'] as const)
          assert.equal(without_excluded[figure], row![figure], figure)
      }
      assert.deepEqual(closed.document.books.vn.clauses, ['Thông tư 39/2015/TT-BCT, Điều 12'])
      assert.equal((await verifyMonth(ctx, X1)).holds, true)

      await seenAs(ctx, { now: later, actor: 'lan' }, async (c) => {
        const { rows } = await sql<{ id: string }>`select id from interruptions.interruption where code = 'A'`.execute(
          c.tx,
        )
        const A = { corporation_id: id, interruption_id: rows[0]!.id, step_no: 1 }
        await correct(c, A, { customers: 150 }, 'đếm lại')
        await write(c, [step('D', { minutes: 10 })], 1, 9)
        assert.equal((await closedMonth(c, X1))!.text, closed.text)
        assert.deepEqual((await verifyMonth(c, X1)).holds, true, 'the same bytes, as known on the closing')
        const found = await adjustments(c, X1)
        assert.deepEqual(
          found.adjustments.map((a) => [a.kind, a.by, a.reason, a.moves.vn.all.saidi_min, a.moves.vn.all.saifi]),
          [
            ['step', 'lan', 'đếm lại', 3, 0.05],
            ['step', 'test', null, 1, 0.1],
          ],
        )
        assert.equal(found.moved.vn.all.saidi_min, 4)
      })
    },
  )

  story('closed figures and their adjustments are the figures known now, whatever was corrected', now, async (ctx) => {
    const correction = fc.record({
      step: fc.nat(),
      customers: fc.option(fc.integer({ min: 1, max: 5000 })),
      excluded: fc.option(fc.boolean()),
      moved_days: fc.integer({ min: -40, max: 40 }),
      withdrawn: fc.boolean(),
    })
    const months = fc.constantFrom('2016-12', '2017-01', '2017-02', '2017-03', '2017-04')
    let closedSome = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStep, { minLength: 1, maxLength: 12 }),
        fc.array(arbitraryStep, { maxLength: 3 }),
        fc.array(correction, { maxLength: 4 }),
        arbitraryServed,
        fc.option(fc.integer({ min: 1, max: 90_000 })),
        months,
        (steps, late, corrections, reported, recount, m) =>
          undone(ctx, async () => {
            await write(ctx, steps)
            await writeServed(ctx, reported)
            const named = { corporation: steps[0]!.corporation, month: m }
            try {
              await closeMonth(ctx, named)
            } catch (error) {
              if (!problem('reliability/nobody-served')(error)) throw error
              return
            }
            closedSome++
            const { text, document } = (await closedMonth(ctx, named))!
            await seenAs(ctx, { now: later }, async (c) => {
              await write(c, late, 1, 100)
              if (recount) await writeServed(c, [{ ...named, customers: recount }])
              for (const [n, k] of corrections.entries()) {
                const old = steps[k.step % steps.length]!
                const { id } = await corporationNamed(c, old.corporation)
                const { rows } = await sql<{
                  id: string
                }>`select md5(${old.corporation + old.interruption}::text)::uuid as id`.execute(c.tx)
                const ms = k.moved_days * 86_400_000
                await seenAs(c, { now: new Date(later.getTime() + n * 1000) }, (d) =>
                  correct(
                    d,
                    { corporation_id: id, interruption_id: rows[0]!.id, step_no: (k.step % steps.length) + 1 },
                    {
                      customers: k.customers ?? undefined,
                      excluded: k.excluded ?? undefined,
                      out_at: new Date(old.out_s * 1000 + ms),
                      restored_at: new Date(old.restored_s! * 1000 + ms),
                      withdrawn: k.withdrawn,
                    },
                    'random',
                  ).catch((e) => assert.ok(problem('interruptions/unknown-step')(e), e)),
                )
              }
              assert.equal((await closedMonth(c, named))!.text, text)
            })
            await seenAs(ctx, { now: at('2017-06-01 08:00') }, async (c) => {
              const { holds, ...checks } = await verifyMonth(c, named)
              assert.ok(holds, JSON.stringify(checks))
              const { moved } = await adjustments(c, named)
              for (const rules of ['vn', 'ieee1366'] as const)
                for (const includeExcluded of [true, false]) {
                  const variant = includeExcluded ? 'all' : 'without_excluded'
                  const [row] = await indices(c, {
                    from: m,
                    to: m,
                    corporation: named.corporation,
                    rules,
                    includeExcluded,
                    live: true,
                  })
                  const [was, by] = [document.figures[rules][variant], moved[rules][variant]]
                  assert.equal(was.customer_interruptions + by.customer_interruptions, row?.customer_interruptions ?? 0)
                  assert.equal((was.customer_s + by.customer_s) / 60, row?.customer_minutes ?? 0)
                  for (const figure of ['saidi_min', 'saifi', 'maifi'] as const) {
                    const [a, b, c] = [was[figure], by[figure], row?.[figure] ?? null]
                    if (a !== null && b !== null && c !== null)
                      assert.ok(Math.abs(a + b - c) <= 1e-9 * Math.max(1, c), `${figure}: ${a} + ${b} is not ${c}`)
                  }
                }
            })
          }),
      ),
      { numRuns: 40 },
    )
    assert.ok(closedSome > 20, `only ${closedSome} months closed`)
  })

  story('a closed month is shown as it was closed; what was learnt since stands apart', now, async (ctx) => {
    await writeServed(ctx, [
      ...served,
      { corporation: 'X1', month: '2017-04', customers: 1000 },
      { corporation: 'X2', month, customers: 3000 },
    ])
    const [late, april] = [at('2017-03-31 23:30'), at('2017-04-02 09:00')].map((t) => t.getTime() / 1000)
    const over = step('A', { out_s: late })
    // A goes over the end of the month: its step 2 is April's.
    await write(ctx, [over, { ...over, out_s: april!, restored_s: april! + 3600 }, step('Z', { corporation: 'X2' })])
    const { sha256 } = await closeMonth(ctx, X1)
    const asked = { from: month, to: '2017-04', rules: 'vn', by: ['corporation', 'month'] }
    const whole = { ...asked, by: [] }
    await seenAs(ctx, { now: later, actor: 'lan' }, async (c) => {
      await write(c, [step('B', { minutes: 30 })], 1, 9)
      await writeServed(c, [{ corporation: 'X1', month, customers: 2000 }])
      const { rows, statement } = await indicesWithStatement(c, asked)
      assert.deepEqual(statement.not_frozen_by, [])
      assert.deepEqual(
        rows.map((r) => [r.corporation, r.month, r.state, r.saidi_min, r.saifi, r.customers, r.interruptions]),
        [
          ['X1', '2017-03', 'frozen', 6, 0.1, 1000, 1],
          ['X1', '2017-04', 'live', 6, 0.1, 1000, 1],
          ['X2', '2017-03', 'live', 2, 100 / 3000, 3000, 1],
        ],
      )
      assert.deepEqual(rows[0]!.closings, [
        { ...X1, sequence: 1, closed_at: now, closed_by: 'test', sha256 }, // biome-ignore format: one line
      ])
      assert.deepEqual(rows[0]!.adjustments, {
        saidi_min: -1.5,
        saifi: 0,
        maifi: 0,
        interruptions: 1,
        customer_interruptions: 100,
        customer_minutes: 3000,
      })
      assert.deepEqual([rows[1]!.closings, rows[1]!.adjustments], [[], null])
      const { figures } = (await closedMonth(c, X1))!.document
      for (const figure of ['saidi_min', 'saifi', 'caidi_min', 'maifi', 'asai', 'interruptions'] as const)
        assert.equal(rows[0]![figure], figures.vn.without_excluded[figure], figure)

      const [all] = (await indicesWithStatement(c, whole)).rows
      // 100 x 60 of 4000 in March, of both corporations, and April's hour of X1; interruptions of each month, A's twice
      assert.deepEqual([all!.state, all!.saidi_min, all!.interruptions], ['partly', 12_000 / 4000 + 6, 3])
      assert.equal((await indicesWithStatement(c, { ...whole, live: true })).rows[0]!.interruptions, 3, 'A once, B, Z')
      const [own] = (await indicesWithStatement(c, { ...whole, to: month, corporation: 'X1' })).rows
      assert.deepEqual([own!.state, own!.closings.length, own!.saidi_min], ['frozen', 1, 6])

      for (const other of [{ live: true }, { asKnownOn: later }]) {
        const { rows: known } = await indicesWithStatement(c, { ...asked, ...other })
        assert.deepEqual([known[0]!.saidi_min, known[0]!.closings], [4.5, []])
        assert.equal(known[0]!.state, 'live' in other ? 'live' : 'as_known_on')
      }
      const divided = await indicesWithStatement(c, { ...asked, by: ['cause'] })
      assert.deepEqual(divided.statement.not_frozen_by, ['cause'])
      assert.ok(divided.rows.every((r) => r.state === 'live'))
      assert.equal(divided.warnings.length, 1)

      const sides = await indicesSideBySide(c, { ...asked, to: month, corporation: 'X1' })
      assert.deepEqual([sides.rows[0]!.state, sides.rows[0]!.figures.all!.saidi_min], ['frozen', 6])
      const other = await indicesSideBySide(c, { ...asked, to: month, corporation: 'X1', deviation: 'population' })
      assert.deepEqual([other.rows[0]!.state, other.rows[0]!.figures.all!.saidi_min], ['live', 4.5])
      assert.equal((await previewRules(c, { year: '2017', rules: 'vn', sustained_over_s: 60 })).rows[0]!.before.all.saidi_min, 10.5) // biome-ignore format: one line

      await reopenMonth(c, { ...X1, reason: 'x' })
      assert.deepEqual(
        (await indicesWithStatement(c, asked)).rows.map((r) => [r.state, r.saidi_min]),
        [
          ['live', 4.5],
          ['live', 6],
          ['live', 2],
        ],
      )
    })
  })

  story('is refused by name: not over, closed already, nobody served; a bad month, a stranger', now, async (ctx) => {
    await write(ctx, [step('A')])
    await assert.rejects(closeMonth(ctx, X1), problem('reliability/nobody-served'))
    await writeServed(ctx, served)
    await assert.rejects(closeMonth(ctx, { ...X1, month: '2017-05' }), problem('reliability/month-not-over'))
    await assert.rejects(closeMonth(ctx, { ...X1, month: '2017-5' }), problem('reliability/bad-month'))
    await assert.rejects(closeMonth(ctx, { ...X1, corporation: 'NOPE' }), problem('organisation/unknown-corporation'))
    await assert.rejects(verifyMonth(ctx, X1), problem('reliability/not-closed'))
    await assert.rejects(adjustments(ctx, X1), problem('reliability/not-closed'))
    await closeMonth(ctx, X1)
    await assert.rejects(closeMonth(ctx, X1), problem('reliability/already-closed'))
    const other = await ensureCorporation(ctx, 'X2')
    await seenAs(ctx, { corporations: [other.id] }, async (c) => {
      await assert.rejects(closeMonth(c, { ...X1, month: '2017-02' }), (e) => e instanceof Problem)
      assert.equal(await closedMonth(c, X1), undefined)
      assert.deepEqual(await closedMonths(c, { from: month, to: month }), [])
    })
  })

  story(
    'reopened with a reason, closed again: the new closing counts what is known now and names the old',
    now,
    async (ctx) => {
      await writeServed(ctx, served)
      await write(ctx, [step('A')])
      await assert.rejects(reopenMonth(ctx, { ...X1, reason: 'x' }), problem('reliability/not-closed'))
      const first = await closeMonth(ctx, X1)
      await closeMonth(ctx, { ...X1, month: '2017-02' })
      await assert.rejects(reopenMonth(ctx, { ...X1, reason: ' ' }), problem('reliability/no-reason'))
      await seenAs(ctx, { now: later, actor: 'hoa' }, async (c) => {
        await write(c, [step('B', { minutes: 30 })], 1, 5)
        await reopenMonth(c, { ...X1, reason: 'thiếu một sự cố' })
        assert.equal(await isClosed(c, X1), false)
        await assert.rejects(adjustments(c, X1), problem('reliability/not-closed'))
        const again = await closeMonth(c, X1)
        assert.equal(again.sequence, 3)
        const { document } = (await closedMonth(c, X1))!
        assert.equal(document.figures.vn.all.saidi_min, 9)
        assert.deepEqual(
          [document.replaces!.sequence, document.replaces!.reopened_by, document.replaces!.reason],
          [first.sequence, 'hoa', 'thiếu một sự cố'],
        )
        assert.equal((await verifyMonth(c, X1)).holds, true)
        assert.deepEqual(
          (await closedMonths(c, { from: month, to: month })).map((m) => [m.sequence, m.reopened?.by ?? null]),
          [[1, 'hoa'], [3, null]], // biome-ignore format: as a table
        )
      })
    },
  )

  story('what was tampered with does not hold, and says where', now, async (ctx: Context) => {
    await writeServed(ctx, served)
    await write(ctx, [step('A')])
    await closeMonth(ctx, { ...X1, month: '2017-02' })
    await closeMonth(ctx, X1)
    const tampered = async (change: ReturnType<typeof sql>) => {
      const { closing: _, ...checks } = await (async () => {
        await sql`savepoint before; reset role`.execute(ctx.tx)
        await change.execute(ctx.tx)
        const found = await verifyMonth(ctx, X1)
        await sql`rollback to before`.execute(ctx.tx)
        return found
      })()
      return Object.entries(checks).flatMap(([name, ok]) => (ok ? [] : [name]))
    }
    const all = sql`update reliability.closed_month set `
    assert.deepEqual(await tampered(sql`${all} actor = actor`), [])
    assert.deepEqual(
      await tampered(sql`${all} document = replace(document, '"saidi_min":6', '"saidi_min":5') where sequence = 2`),
      ['holds', 'hash', 'chain', 'reproduced'],
    )
    assert.deepEqual(
      await tampered(sql`${all} document = replace(document, '2017-02', '2017-01') where sequence = 1`),
      ['holds', 'chain'],
    )
    assert.deepEqual(
      await tampered(sql`${all} signature = set_byte(signature, 0, 255 - get_byte(signature, 0)) where sequence = 2`),
      ['holds', 'signature'],
    )
    assert.deepEqual(await tampered(sql`update interruptions.step set customers = customers + 1`), [
      'holds',
      'reproduced',
    ])
    await assert.rejects(
      sql`update reliability.closed_month set actor = 'x'`.execute(ctx.tx),
      (e: { code?: string }) => e.code === '42501',
      'the server’s role cannot change what was closed',
    )
  })

  story(
    'nothing slips into a closed month: who took their time before it and writes after it is sent back',
    now,
    async (ctx) => {
      await writeServed(ctx, served)
      await write(ctx, [step('A')])
      await closeMonth(ctx, X1)
      for (const late of [
        (c: Context) => write(c, [step('B')], 1, 7),
        (c: Context) => writeServed(c, [{ ...served[0]!, customers: 5 }]),
      ])
        await seenAs(ctx, { now: at('2017-05-10 07:59') }, async (c) => {
          await sql`savepoint late`.execute(c.tx)
          await assert.rejects(late(c), (e: { code?: string }) => e.code === '40001')
          await sql`rollback to late`.execute(c.tx)
        })
      await seenAs(ctx, { now: later }, (c) => write(c, [step('B')], 1, 7))
    },
  )

  story('a rule that changes afterwards does not move what was closed under the one before', now, async (ctx) => {
    await writeServed(ctx, served)
    await write(ctx, [step('A'), step('C', { minutes: 4 })])
    await closeMonth(ctx, X1)
    await sql`insert into reliability.rule_set (book, in_force_from, sustained_over_s, clause) values ('vn', '2017-01-01', 180, 'Thông tư thử')`.execute(
      ctx.tx,
    )
    assert.equal((await verifyMonth(ctx, X1)).reproduced, true)
    assert.equal((await closedMonth(ctx, X1))!.document.figures.vn.all.maifi, 0.1)
  })
})
