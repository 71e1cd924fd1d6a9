import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Problem } from '../kernel/index.ts'
import { at, onDatabase } from '../kernel/testing/index.ts'
import { arbitraryServed, arbitraryStep, months, undone, write, writeServed } from './history-for-tests.ts'
import { addRuleSet, checkRollUps, indicesSideBySide, previewRules, ruleSets } from './index.ts'
import { civil, reference, toNumber } from './reference.ts'

const now = at('2018-01-01 08:00')

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
