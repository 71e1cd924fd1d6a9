import assert from 'node:assert/strict'
import { isId, ranges } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { operate } from '../network/index.ts'
import { addNoCutWindow, addRuleSet, announce, approve, cancel, list, show } from './index.ts'
import { announced, approved, planned, town, when } from './testing/index.ts'

const now = at('2026-03-10 09:00')

onDatabase('planning an outage', (story) => {
  story('finds whom it touches, and the tie that keeps some supplied counts', now, async (ctx) => {
    const there = await town(ctx)
    const { T1, T2, T3 } = there.transformer
    const all = await planned(ctx, { town: there })
    assert.deepEqual([all.state, all.transformers, all.customers], ['planned', 3, 9])
    assert.ok(isId(all.id))
    assert.match(all.code, /^CD-\d{6}$/)
    const shown = await show(ctx, all.code.toLowerCase())
    assert.equal(shown.id, all.id)
    assert.equal(shown.transformer_set, ranges.setOf([T1, T2, T3]))
    assert.deepEqual([shown.feeder, shown.corporation, shown.planned_by], ['471', there.code, 'lan'])
    const tied = await planned(ctx, { town: there, steps: [{ open: ['B1', 'SW2'], close: ['TIE'] }] })
    assert.deepEqual([tied.transformers, tied.customers], [2, 5], 'T3 is fed over the tie')
  })

  story('a programme of several steps touches everyone who is out after any of them', now, async (ctx) => {
    const outage = await planned(ctx, {
      steps: [{ open: ['SW2'] }, { open: ['SW1'], close: ['TIE'] }, { open: ['TIE'], close: ['SW1', 'SW2'] }],
    })
    assert.equal(outage.customers, 6, 'T3 in the first step, T2 in the second')
    const { programme, story } = await show(ctx, outage.id)
    assert.deepEqual(programme, [
      { open: ['SW2'], close: [] },
      { open: ['SW1'], close: ['TIE'] },
      { open: ['TIE'], close: ['SW1', 'SW2'] },
    ])
    assert.deepEqual(story[0]!.detail.expected, [1, 1, 0])
  })

  story('warns of what stands against it, in words', now, async (ctx) => {
    const { town: there, ...first } = await planned(ctx)
    assert.deepEqual(
      first.warnings.map((w) => w.code),
      ['priority', 'large_customers'],
    )
    const codes = async (more: object) => {
      const made = await planned(ctx, { town: there, ...more })
      const { warnings } = await show(ctx, made.id)
      await cancel(ctx, made.id, { reason: 'test' })
      return warnings.filter((w) => w.code !== 'priority' && w.code !== 'large_customers')
    }
    const overlap = await codes({
      steps: [{ open: ['SW2'] }],
      out_from: at('2026-03-20 11:00'),
      back_at: at('2026-03-20 12:00'),
    })
    assert.deepEqual(
      overlap.map((w) => [w.code, w.outages, w.customers]),
      [['overlap', first.code, 4]],
    )
    assert.equal(overlap[0]!.text, `Trùng thời gian với ${first.code}: 4 khách hàng, thiết bị hoặc lưới chung`)
    const twice = await codes({
      steps: [{ open: ['SW1'] }],
      out_from: at('2026-04-10 07:30'),
      back_at: at('2026-04-10 11:30'),
    })
    assert.deepEqual(
      twice.map((w) => [w.code, w.customers, w.days]),
      [['cut_twice', 6, 30]],
    )
    const far = { out_from: at('2026-05-20 07:30'), back_at: at('2026-05-20 11:30') }
    assert.deepEqual(await codes(far), [])
    const nobody = await codes({ ...far, steps: [{ open: ['TIE'] }] })
    assert.deepEqual(
      nobody.map((w) => w.code),
      ['nobody_affected', 'device_already_so'],
    )
    const tooSoon = await codes({
      steps: [{ open: ['B2'] }],
      out_from: at('2026-03-12 07:30'),
      back_at: at('2026-03-12 08:30'),
    })
    assert.deepEqual(
      tooSoon.map((w) => [w.code, w.late_s]),
      [['lead_time', 3 * 86400 + 5400]],
    )
    const urgent = await codes({
      steps: [{ open: ['B2'] }],
      urgent: true,
      out_from: at('2026-03-12 07:30'),
      back_at: at('2026-03-12 08:30'),
    })
    assert.deepEqual(urgent, [])
  })

  story('warns of Tet, of public holidays and of windows that an administrator declared', now, async (ctx) => {
    const { town: there } = await planned(ctx)
    const windows = async (from: string, to: string) =>
      (await planned(ctx, { town: there, steps: [{ open: ['B2'] }], out_from: at(from), back_at: at(to) })).warnings
        .filter((w) => w.code === 'no_cut_window')
        .map((w) => w.name)
    assert.deepEqual(await windows('2027-02-06 07:30', '2027-02-06 11:30'), ['Tết Nguyên đán'])
    assert.deepEqual(await windows('2026-04-30 07:30', '2026-05-01 11:30'), [
      'Ngày Chiến thắng',
      'Ngày Quốc tế Lao động',
    ])
    assert.deepEqual(await windows('2026-04-29 20:00', '2026-04-30 00:00'), [], 'ends as the holiday begins')
    await addNoCutWindow(ctx, {
      corporation_id: null,
      starts: at('2026-06-11 00:00'),
      ends: at('2026-06-13 00:00'),
      name: 'Thi tốt nghiệp',
    })
    const other = await town(ctx)
    await addNoCutWindow(ctx, {
      corporation_id: other.corporation_id,
      starts: at('2026-06-12 00:00'),
      ends: at('2026-06-13 00:00'),
      name: 'Nơi khác',
    })
    assert.deepEqual(await windows('2026-06-12 07:30', '2026-06-12 11:30'), ['Thi tốt nghiệp'])
    assert.deepEqual(await windows('2026-06-13 00:00', '2026-06-13 11:30'), [])
  })

  const refusals: [string, object, string][] = [
    ['an unknown device', { steps: [{ open: ['B99'] }] }, 'network/unknown-device'],
    ['a window that ends before it starts', { back_at: at('2026-03-20 07:00') }, 'planned-outages/window-backwards'],
    ['a window in the past', { out_from: at('2026-03-10 08:00') }, 'planned-outages/window-past'],
    ['no devices', { steps: [] }, 'planned-outages/no-devices'],
    ['one device in both lists', { steps: [{ open: ['B1'], close: ['B1'] }] }, 'planned-outages/open-and-close'],
    ['no reason', { reason: '  ' }, 'planned-outages/reason-needed'],
    ['an endless reason', { reason: 'x'.repeat(1001) }, 'planned-outages/text-too-long'],
    [
      'a day without rules',
      { out_from: at('1999-03-20 07:30'), back_at: at('1999-03-20 08:30') },
      'planned-outages/window-past',
    ],
  ]
  for (const [what, more, code] of refusals)
    story(`refuses ${what}, and nothing is left behind`, now, async (ctx) => {
      const there = await town(ctx)
      await assert.rejects(planned(ctx, { town: there, ...more }), { code })
      assert.deepEqual((await list(ctx, { corporation_id: there.corporation_id })).items, [])
    })

  story('a script in the reason stays text', now, async (ctx) => {
    const reason = "<script>alert(1)</script> {x} '; drop table planned_outages.outage; --"
    assert.equal((await show(ctx, (await planned(ctx, { reason })).id)).reason, reason)
  })

  story('another corporation does not exist', now, async (ctx) => {
    const outage = await planned(ctx)
    const other = await town(ctx)
    await seenAs(ctx, { corporations: [other.corporation_id] }, async (c) => {
      await assert.rejects(show(c, outage.id), { code: 'planned-outages/unknown' })
      await assert.rejects(approve(c, outage.code), { code: 'planned-outages/unknown' })
      assert.deepEqual((await list(c)).items, [])
    })
    await assert.rejects(show(ctx, 'CD-999999'), { code: 'planned-outages/unknown', status: 404 })
    await assert.rejects(show(ctx, "x' or true"), { code: 'planned-outages/unknown' })
  })
})

onDatabase('approving and telling', (story) => {
  story('another person approves; the command line names nobody, and that is recorded', now, async (ctx) => {
    const outage = await planned(ctx)
    await assert.rejects(approve(ctx, outage.id, { as: 'lan' }), { code: 'planned-outages/own-plan' })
    await seenAs(ctx, { actor: 'lan' }, (c) =>
      assert.rejects(approve(c, outage.id), { code: 'planned-outages/own-plan' }),
    )
    await seenAs(ctx, { actor: 'minh' }, (c) => approve(c, outage.id))
    await assert.rejects(approve(ctx, outage.id, { as: 'hoa' }), { code: 'planned-outages/wrong-state' })
    await seenAs(ctx, { actor: 'cli' }, async (c) => {
      const unnamed = await planned(c, { as: undefined, town: outage.town })
      await approve(c, unnamed.id)
      assert.equal((await show(c, unnamed.id)).story[1]!.detail.unnamed, true)
    })
  })

  story('tells every customer once and makes both promises', now, async (ctx) => {
    const outage = await approved(ctx)
    assert.deepEqual(await announce(ctx, outage.id), { messages: 9, customers: 9, late_s: 0 })
    const { state, promises, messages } = await show(ctx, outage.id)
    assert.equal(state, 'announced')
    assert.deepEqual(
      promises.map((p) => [p.kind, p.due, p.customers, p.kept, p.broken, p.open]),
      [
        ['notice', at('2026-03-15 07:30'), 9, 0, 0, 9],
        ['power_back', at('2026-03-20 11:30'), 9, 0, 0, 9],
      ],
    )
    assert.equal(messages.queued + messages.sent + messages.delivered + messages.failed, 9)
    await assert.rejects(announce(ctx, outage.id), { code: 'planned-outages/wrong-state' })
  })

  story('the large customer is told in writing since 2025, the others as they prefer', now, async (ctx) => {
    const outage = await announced(ctx)
    const batches = await ctx.tx
      .selectFrom('notices.batch')
      .select(['channel', 'language', 'customer_ids'])
      .orderBy('channel')
      .orderBy('language')
      .execute()
    const counts = batches.map((b) => [b.channel, b.language, b.customer_ids.length])
    assert.deepEqual(
      counts,
      [
        [1, 0, 6],
        [1, 1, 1],
        [2, 0, 1],
        [4, 0, 1],
      ],
      'SMS vi, SMS en, e-mail, letter',
    )
    assert.equal((await show(ctx, outage.id)).promises[0]!.rule.includes('04/2025'), true)
  })

  story(
    'refuses a late announcement without a reason, and leaves nothing behind; with one it is recorded',
    now,
    async (ctx) => {
      const outage = await approved(ctx, { out_from: at('2026-03-12 07:30'), back_at: at('2026-03-12 11:30') })
      await assert.rejects(announce(ctx, outage.id), { code: 'planned-outages/told-late' })
      await assert.rejects(announce(ctx, outage.id, { late_reason: ' ' }), { code: 'planned-outages/told-late' })
      const before = await show(ctx, outage.id)
      assert.deepEqual([before.state, before.promises, before.story.length], ['approved', [], 2])
      const { late_s } = await announce(ctx, outage.id, { late_reason: 'Bão số 3' })
      const { story } = await show(ctx, outage.id)
      const told = story.at(-1)!
      assert.deepEqual(
        [told.kind, told.reason, told.detail.late_s, told.detail.rule !== undefined],
        ['announced', 'Bão số 3', late_s, true],
      )
      assert.equal(late_s, 3 * 86400 + 5400)
      assert.match(told.text, /muộn so với quy định/)
    },
  )

  story('an urgent cut is told within 24 hours of it', now, async (ctx) => {
    const outage = await approved(ctx, {
      urgent: true,
      out_from: at('2026-03-10 10:00'),
      back_at: at('2026-03-10 12:00'),
    })
    assert.equal((await announce(ctx, outage.id)).late_s, 0)
    assert.deepEqual(
      (await show(ctx, outage.id)).promises.find((p) => p.kind === 'notice')!.due,
      at('2026-03-11 10:00'),
    )
  })

  story('what cannot be told any more is not told', now, async (ctx) => {
    const outage = await approved(ctx)
    await when(ctx, '2026-03-20 08:00', (c) =>
      assert.rejects(announce(c, outage.id, { late_reason: 'r' }), { code: 'planned-outages/window-past' }),
    )
  })

  story('who is told is found on the network of that moment', now, async (ctx) => {
    const outage = await approved(ctx)
    // T3 has been moved over to the other feeder since the plan was made
    await operate(ctx, outage.town.corporation_id, { open: ['SW2'], close: ['TIE'] }, { at: ctx.now })
    assert.equal((await announce(ctx, outage.id)).messages, 5)
    const { story, customers } = await show(ctx, outage.id)
    assert.equal(customers, 5)
    assert.deepEqual((story.at(-1)!.detail.moved as { customers_before: number }).customers_before, 9)
  })

  story('history is judged by the rule of its day', at('2024-12-01 09:00'), async (ctx) => {
    const dated = async (day: string) => {
      const { id } = await announced(ctx, { out_from: at(`${day} 07:30`), back_at: at(`${day} 08:30`) })
      return (await show(ctx, id)).promises[0]!.rule
    }
    assert.match(await dated('2025-01-31'), /2004/)
    assert.match(await dated('2025-02-01'), /61\/2024/)
    const rules = {
      corporation_id: null,
      name: 'Nghị định mới',
      notice_days: 7,
      change_notice_hours: 48,
      urgent_told_hours: 12,
      large_customer_kwh: null,
      repeat_cut_days: 30,
    }
    await assert.rejects(addRuleSet(ctx, { ...rules, in_force_from: '2024-11-30' }), {
      code: 'planned-outages/rules-in-the-past',
    })
    await assert.rejects(addRuleSet(ctx, { ...rules, in_force_from: '2025-13-01' }), { code: 'kernel/invalid' })
    await addRuleSet(ctx, { ...rules, in_force_from: '2025-06-01' })
    assert.match(await dated('2025-05-31'), /61\/2024/)
    assert.match(await dated('2025-06-01'), /mới/)
  })
})

onDatabase('lists of outages', (story) => {
  story('page by cursor, latest first, and filter', now, async (ctx) => {
    const { town: there } = await planned(ctx, { out_from: at('2026-03-21 07:30'), back_at: at('2026-03-21 11:30') })
    for (const d of [22, 23])
      await planned(ctx, { town: there, out_from: at(`2026-03-${d} 07:30`), back_at: at(`2026-03-${d} 11:30`) })
    const first = await list(ctx, { limit: 2 })
    const second = await list(ctx, { limit: 2, cursor: first.next! })
    assert.deepEqual(
      [...first.items, ...second.items].map((o) => o.out_from),
      [at('2026-03-23 07:30'), at('2026-03-22 07:30'), at('2026-03-21 07:30')],
    )
    assert.equal(second.next, null)
    assert.equal((await list(ctx, { from: at('2026-03-22 00:00'), to: at('2026-03-23 00:00') })).items.length, 1)
    assert.equal((await list(ctx, { state: 'cancelled' })).items.length, 0)
    assert.equal((await list(ctx, { feeder: '473' })).items.length, 0)
  })
})
