import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { plain } from './ask-rules.ts'
import { addTopic, answers, texts, topics } from './index.ts'

const now = at('2026-03-20 12:00')
const march = { from: '2026-03-01', to: '2026-03-31' }

/** Questions asked on 20 March of so many customers of a corporation, answered with these scores and words. */
async function asked(ctx: Context, code: string, invited: number, said: [number, string | null][], kind = 'request') {
  const { id } = await ensureCorporation(ctx, code)
  const draw = ctx.newId()
  await sql`insert into surveys.draw (corporation_id, id, about_kind, about, seed, happened_at, drawn_at, closes_at, reachable, drawn, resting, invited)
    values (${id}, ${draw}, ${kind}, ${ctx.newId()}, 's', ${now}, ${now}, ${at('2026-03-27 12:00')}, ${invited}, ${invited}, 0, ${invited})`.execute(
    ctx.tx,
  )
  await sql`insert into surveys.invitation (corporation_id, draw_id, customer_id, channel, language, invited_at)
    select ${id}, ${draw}, n, 1, 0, ${now} from generate_series(1, ${invited}::integer) n`.execute(ctx.tx)
  for (const [i, [score, words]] of said.entries())
    await sql`insert into surveys.answer (corporation_id, draw_id, customer_id, score, words, words_plain, via, at)
      values (${id}, ${draw}, ${i + 1}, ${score}, ${words}, ${words && plain(words)}, ${i % 2 ? 'sms' : 'web'}, ${now})`.execute(
      ctx.tx,
    )
  return id
}
const scores = (...values: number[]) => values.map((v): [number, null] => [v, null])

test('property: a word is found whatever its accents and letters, and never inside another word', () => {
  const word = fc.constantFrom('mất điện', 'Hóa Đơn', 'THÁI ĐỘ', 'chậm')
  fc.assert(
    fc.property(
      word,
      fc.constantFrom('', 'x ', 'ôi, ', '«'),
      fc.constantFrom('', '!', ' quá', '\n'),
      (w, before, after) => {
        assert.ok(plain(before + w + after).includes(plain(w)))
        assert.ok(!plain(`${before}a${w}b${after}`).includes(plain(w)))
      },
    ),
  )
})

onDatabase('what was answered', (story) => {
  story('mean, share and rate by kind as worked out by hand; few answers are hidden', now, async (ctx) => {
    await asked(ctx, 'AA', 40, scores(10, 9, 9, 8, 8, 8, 7, 6, 5, 0))
    await asked(ctx, 'AA', 20, scores(1, 2), 'fault')
    const rows = await answers(ctx, { ...march, by: ['corporation', 'about_kind'] })
    const [fault, request] = rows
    assert.deepEqual(
      [fault!.about_kind, fault!.answered, fault!.hidden, fault!.mean, fault!.rate],
      ['fault', 2, true, null, 0.1],
    )
    assert.deepEqual(
      [request!.answered, request!.invited, request!.rate, request!.mean, request!.share_satisfied],
      [10, 40, 0.25, 7, 0.7],
    )
    // squares: 9+4+4+1+1+1+0+1+4+49 = 74; s2 = 74/9; se = sqrt(74/90)
    assert.ok(Math.abs(request!.ci_low! - (7 - 1.959963984540054 * Math.sqrt(74 / 90))) < 1e-9)
    const via = await answers(ctx, { ...march, by: ['via'] })
    assert.deepEqual(
      via.map((r) => [r.via, r.answered, r.invited]),
      [
        ['sms', 6, null],
        ['web', 6, null],
      ],
    )
    assert.deepEqual(await answers(ctx, { from: '2026-04-01', to: '2026-04-30', by: [] }), [])
    await assert.rejects(answers(ctx, { ...march, by: ['name'] }), { code: 'surveys/unknown-dimension' })
    await assert.rejects(answers(ctx, { from: '2026-02-30', to: '2026-03-31', by: [] }), { code: 'kernel/invalid' })
  })

  story(
    'texts by topic: one may be of several, what none matched is counted, each group opens to its texts',
    now,
    async (ctx) => {
      const id = await asked(ctx, 'AA', 10, [
        [3, 'Mất điện suốt, nhân viên THÁI ĐỘ kém'],
        [9, 'Cảm ơn anh thợ điện'],
        [5, 'hoá đơn sai'],
        [7, 'abc'],
        [8, null],
      ])
      const found = await topics(ctx, march)
      const of = Object.fromEntries(found.topics.map((t) => [t.code, [t.texts, t.share]]))
      assert.equal(found.texts, 4)
      assert.deepEqual(of, { outage: [1, 0.25], staff: [2, 0.5], thanks: [1, 0.25], bill: [1, 0.25] })
      assert.deepEqual(found.unmatched, { texts: 1, share: 0.25 })
      assert.equal(found.topics.find((t) => t.code === 'staff')!.name, 'Thái độ nhân viên')
      const read = async (topic?: string) => (await texts(ctx, { ...march, topic, limit: 9 })).map((t) => t.words)
      assert.deepEqual(await read('none'), ['abc'])
      assert.deepEqual(await read('bill'), ['hoá đơn sai'])
      assert.equal((await read()).length, 4)
      const first = (await texts(ctx, { ...march, limit: 1 }))[0]!
      assert.equal((await texts(ctx, { ...march, limit: 9, after: [first.at, first.key] })).length, 3)
      const other = (await ensureCorporation(ctx, 'BB')).id
      await seenAs(ctx, { corporations: [other] }, async (c) => {
        assert.equal((await topics(c, march)).texts, 0)
        assert.deepEqual(await answers(c, { ...march, by: [] }), [])
      })
      assert.ok(id !== other)
    },
  )

  story('new words hold from their day on; the days before keep theirs', now, async (ctx) => {
    await asked(ctx, 'AA', 3, [[7, 'ABC']])
    await addTopic(ctx, { code: 'letters', vi: 'Chữ', en: 'Letters', words: ['Abc'], in_force_from: '2026-03-21' })
    assert.equal((await topics(ctx, march)).unmatched.texts, 1)
    await addTopic(ctx, { code: 'letters', vi: 'Chữ', en: 'Letters', words: [' ÁBC '], in_force_from: '2026-03-20' })
    assert.deepEqual(
      (await topics(ctx, march)).topics.map((t) => t.code),
      ['letters'],
    )
    const add = (more: object) =>
      addTopic(ctx, { code: 'x', vi: 'X', en: 'X', words: ['x'], in_force_from: '2026-04-01', ...more })
    await assert.rejects(add({ in_force_from: '2026-03-19' }), { code: 'surveys/rules-in-the-past' })
    await assert.rejects(add({ words: ['!', ' '] }), { code: 'kernel/invalid' })
    await assert.rejects(add({ code: 'none' }), { code: 'kernel/invalid' })
  })
})
