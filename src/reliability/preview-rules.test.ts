import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import { excludedCauses } from '../interruptions/index.ts'
import { type Context, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { arbitraryServed, arbitraryStep, months, undone, write, writeServed } from './history-for-tests.ts'
import {
  addRuleSet,
  adjustments,
  checkRollUps,
  closeMonth,
  indices,
  indicesSideBySide,
  previewRules,
  ruleSets,
} from './index.ts'
import { civil, type ReferenceStep, reference, toNumber } from './reference.ts'

const now = at('2018-01-01 08:00')
const later = at('2018-01-10 08:00')
const list = ({ tx }: Context, cause: string) =>
  sql`insert into interruptions.excluded_cause (cause, clause) values (${cause}, 'thử')`.execute(tx)

onDatabase('a change of rules, before it is applied', (story) => {
  story('shows what the figures become when it is: the same after the rule was added', now, async (ctx) => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryStep, { minLength: 1, maxLength: 12 }), arbitraryServed, (steps, served) =>
        undone(ctx, async () => {
          await write(ctx, steps)
          await writeServed(ctx, served)
          const { rows } = await previewRules(ctx, { year: '2017', rules: 'vn', sustained_over_s: 3600 })
          await addRuleSet(ctx, { rules: 'vn', from: '2017-01', sustained_over_s: 3600, clause: 'Thông tư thử' })
          assert.deepEqual(await checkRollUps(ctx), { differing: 0, rebuilt: 0 }, 'made anew in the same transaction')
          const applied = await indicesSideBySide(ctx, {
            from: '2017-01',
            to: '2017-12',
            rules: 'vn',
            by: ['corporation'],
          })
          for (const [i, row] of applied.rows.entries())
            for (const variant of ['all', 'without_excluded'] as const) {
              const { saidi_min = null, saifi = null, maifi = null, interruptions = 0 } = row.figures[variant] ?? {}
              assert.deepEqual(rows[i]!.after[variant], { saidi_min, saifi, maifi, interruptions })
            }
        }),
      ),
      { numRuns: 8 },
    )
  })

  story(
    'a version says where it is written and from which month; what cannot be is refused and changes nothing',
    now,
    async (ctx) => {
      const given = {
        rules: 'vn',
        from: '2018-01',
        sustained_over_s: 180,
        clause: 'Thông tư thử',
        corporation: 'EVNNPC',
      } as const
      await writeServed(ctx, [{ corporation: 'EVNNPC', month: '2017-01', customers: 100 }])
      const before = (await ruleSets(ctx)).length
      for (const [bad, field] of [
        [{ ...given, from: '2018-13' }, 'from'],
        [{ ...given, to: '2018-01' }, 'to'],
        [{ ...given, sustained_over_s: 0 }, 'sustained_over_s'],
        [{ ...given, clause: ' ' }, 'clause'],
      ] as const)
        await assert.rejects(addRuleSet(ctx, bad), (e) => e instanceof Problem && e.params.field === field)
      assert.equal((await ruleSets(ctx)).length, before)
      const hanoi = { ...ctx, corporations: [999] }
      await assert.rejects(
        addRuleSet(hanoi, { ...given, corporation: undefined }),
        (e) => e instanceof Problem && e.code === 'organisation/not-for-all',
      )
      await addRuleSet(ctx, given)
      const newest = (await ruleSets(ctx)).find((r) => r.corporation !== null)
      assert.deepEqual(
        [newest!.corporation, newest!.rules, newest!.in_force_from, newest!.sustained_over_s],
        ['EVNNPC', 'vn', '2018-01-01', 180],
      )
    },
  )

  story(
    'a longer list of excluded causes, a shorter one, against the reference; nothing is written',
    now,
    async (ctx) => {
      await fc.assert(
        fc.asyncProperty(fc.array(arbitraryStep, { minLength: 1, maxLength: 15 }), arbitraryServed, (steps, served) =>
          undone(ctx, async () => {
            await write(ctx, steps)
            await writeServed(ctx, served)
            await list(ctx, 'lightning')
            const found = await previewRules(ctx, {
              year: '2017',
              rules: 'vn',
              exclude: ['tree'],
              include: ['lightning'],
            })
            const inYear = months.filter((m) => m.startsWith('2017'))
            for (const row of found.rows) {
              const mine = steps.filter((s) => s.corporation === row.corporation && civil(s.out_s).year === '2017')
              const of = served.filter((k) => k.corporation === row.corporation)
              const left = (excluded: (s: (typeof steps)[number]) => boolean) =>
                reference(
                  'vn',
                  mine.filter((s) => !excluded(s)),
                  inYear,
                  of,
                )
              const [before, after] = [
                left((s) => s.excluded),
                left((s) => s.cause === 'tree' || (s.cause !== 'lightning' && s.excluded)),
              ]
              assert.equal(row.before.without_excluded.interruptions, before.interruptions)
              assert.equal(row.after.without_excluded.interruptions, after.interruptions)
              const [found, expected] = [row.after.without_excluded.saidi_min ?? 0, toNumber(after.saidi_min) ?? 0]
              assert.ok(Math.abs(found - expected) <= 1e-9 * Math.max(1, expected), `${found} is not ${expected}`)
              assert.deepEqual(row.after.all, row.before.all, 'what is counted whole does not move')
            }
          }),
        ),
        { numRuns: 15 },
      )
    },
  )

  story(
    'the list of excluded causes changes backwards: steps follow it, what a step said otherwise stays, against the reference',
    now,
    async (ctx) => {
      let moved = 0
      await fc.assert(
        fc.asyncProperty(fc.array(arbitraryStep, { minLength: 8, maxLength: 25 }), arbitraryServed, (steps, served) =>
          undone(ctx, async () => {
            await write(ctx, steps)
            await writeServed(ctx, served)
            await list(ctx, 'lightning')
            const change = { exclude: ['tree'], include: ['lightning'], from: '2017-02', to: '2017-04' }
            // The reference: each step by itself, the list as a table of days.
            const inPeriod = (day: string) => day >= '2017-02-01' && day < '2017-04-01'
            const after = steps.map((s) => {
              const { day } = civil(s.out_s)
              const listed = s.cause === 'lightning'
              const then = inPeriod(day) ? s.cause === 'tree' : listed
              return { ...s, excluded: s.excluded === listed ? then : s.excluded }
            })
            const figuresOf = async (c: Context, of: readonly ReferenceStep[], asKnownOn?: Date) => {
              for (const month of months) {
                const rows = await indices(c, { from: month, to: month, rules: 'vn', by: ['corporation'], asKnownOn })
                for (const row of rows) {
                  const mine = of.filter(
                    (s) => s.corporation === row.corporation && civil(s.out_s).month === month && !s.excluded,
                  )
                  const own = served.filter((k) => k.corporation === row.corporation)
                  const expected = reference('vn', mine, [month], own)
                  assert.equal(row.interruptions, expected.interruptions)
                  assert.equal(row.customer_interruptions, Number(expected.customer_interruptions))
                }
              }
            }
            const given = { rules: 'vn', sustained_over_s: 300, clause: 'Thông tư thử', ...change } as const
            await seenAs(ctx, { now: later, actor: 'lan' }, async (c) => {
              const made = await addRuleSet(c, given)
              assert.equal(made.rebuilt, 0, 'the limit is the same')
              const differs = after.filter((s, i) => s.excluded !== steps[i]!.excluded).length
              assert.equal(made.steps, differs)
              moved += differs
              assert.deepEqual(await checkRollUps(c), { differing: 0, rebuilt: 0 })
              await figuresOf(c, after)
              await figuresOf(c, steps, now)
              // and back again
              const back = { ...given, exclude: ['lightning'], include: ['tree'] }
              assert.equal((await addRuleSet(c, back)).steps >= differs, true)
            })
          }),
        ),
        { numRuns: 20 },
      )
      assert.ok(moved > 10, `only ${moved} steps moved`)
    },
  )

  story(
    'what a list moves is what was shown before; a closed month stays, and says who and by which clause',
    now,
    async (ctx) => {
      const out_s = at('2017-03-10 09:00').getTime() / 1000
      const step = { corporation: 'X1', feeder: '471', origin: 'fault', cause: 'tree', customers: 100, out_s, restored_s: out_s + 3600 } as const // biome-ignore format: one line
      await writeServed(ctx, [{ corporation: 'X1', month: '2017-03', customers: 1000 }])
      // B said otherwise than the list: somebody looked at it.
      await write(ctx, [
        { ...step, interruption: 'A', excluded: false },
        { ...step, interruption: 'B', excluded: true },
        { ...step, interruption: 'C', cause: 'upstream_supply', excluded: true },
      ])
      await closeMonth(ctx, { corporation: 'X1', month: '2017-03' })
      const change = { exclude: ['tree'], include: ['upstream_supply'] }
      const preview = await previewRules(ctx, { year: '2017', rules: 'vn', ...change })
      const given = { rules: 'vn', from: '2017-01', sustained_over_s: 300, clause: 'Quyết định 1', ...change } as const
      await seenAs(ctx, { now: later, actor: 'lan' }, async (c) => {
        assert.deepEqual((await addRuleSet(c, given)).steps, 2)
        const asked = { from: '2017-03', to: '2017-03', rules: 'vn', by: ['corporation'], corporation: 'X1' }
        const live = (await indices(c, { ...asked, live: true }))[0]!
        assert.equal(preview.rows.find((r) => r.corporation === 'X1')!.after.without_excluded.saidi_min, live.saidi_min)
        assert.equal((await indices(c, asked))[0]!.saidi_min, 6, 'closed with A alone')
        const found = await adjustments(c, { corporation: 'X1', month: '2017-03' })
        assert.deepEqual(
          found.adjustments.map((a) => [a.by, a.reason, a.moves.vn.without_excluded.customer_interruptions]),
          [
            ['lan', 'Quyết định 1', 100 * -1],
            ['lan', 'Quyết định 1', 100],
          ],
        )
        assert.deepEqual(
          (await excludedCauses(c)).filter((e) => ['tree', 'upstream_supply'].includes(e.cause)).map((e) => [e.cause, e.in_force_from, e.in_force_to]),
          [
            ['tree', '2017-01-01', 'infinity'],
            ['upstream_supply', '-infinity', '2017-01-01'],
          ],
        ) // biome-ignore format: one line a step
        const refused = (code: string, more: object) =>
          assert.rejects(addRuleSet(c, { ...given, exclude: [], include: [], ...more }), (e) => e instanceof Problem && e.code === code) // biome-ignore format: one line
        await refused('interruptions/cause-listed', { exclude: ['tree'] })
        await refused('interruptions/cause-listed', { exclude: ['tree'], corporation: 'X1' })
        await refused('interruptions/cause-not-listed', { include: ['upstream_supply'] })
        await refused('interruptions/cause-not-listed', { include: ['force_majeure'], corporation: 'X1' })
        await refused('kernel/invalid', { include: ['x'], exclude: ['x'] })
        await refused('kernel/invalid', { exclude: [' '] })
      })
    },
  )

  story('is refused when it changes nothing, or for no year', now, async (ctx) => {
    for (const [
      change,
      code,
    ] of [[{}, 'nothing-changed'], [{ year: 'x', deviation: 'population' }, 'bad-year']] as const) // biome-ignore format: as a table
      await assert.rejects(
        previewRules(ctx, { year: '2017', rules: 'vn', ...change } as never),
        (e) => e instanceof Problem && e.code === `reliability/${code}`,
      )
  })
})
