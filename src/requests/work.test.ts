import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { addUser } from '../access/index.ts'
import { type Context, iso, type Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { settleByClock } from '../promises/index.ts'
import * as requests from './index.ts'
import { businessPapers, type Desk, desk, homePapers } from './testing/index.ts'

const monday = at('2026-03-09 09:00')
const as = <T>(ctx: Context, actor: string, use: (ctx: Context) => Promise<T>) => seenAs(ctx, { actor }, use)
const when = <T>(ctx: Context, civil: string, use: (ctx: Context) => Promise<T>) => seenAs(ctx, { now: at(civil) }, use)
const refuses =
  (code: string, params: Record<string, unknown> = {}) =>
  (error: Problem) => {
    assert.equal(error.code, code)
    for (const [k, v] of Object.entries(params)) assert.deepEqual(error.params[k], v, k)
    return true
  }
const home = (ctx: Context, there: Desk, more: Partial<requests.NewRequest> = {}) =>
  requests.receive(ctx, {
    service: 'new_supply',
    customer: there.customer(1),
    channel: 'office',
    details: { address: '12 Lê Lợi', phases: 1, load_kw: 3 },
    documents: homePapers,
    ...more,
  })
const complaint = (ctx: Context, there: Desk, n = 1) =>
  requests.receive(ctx, {
    service: 'complaint',
    customer: there.customer(n),
    channel: 'phone',
    details: { text: 'Hóa đơn sai' },
  })
const ledger = async (ctx: Context, ref: string) =>
  (await requests.show(ctx, ref)).promises
    .map((p) => [p.kind, p.version, iso(p.due), p.kept, p.broken, p.released, p.open] as const)
    .sort((a, b) => a[0].localeCompare(b[0]) || a[1] - b[1])
const events = async (ctx: Context) =>
  (
    await sql<{ name: string }>`select name from kernel.event where name like 'requests.%' order by id`.execute(ctx.tx)
  ).rows.map((e) => e.name)

onDatabase('a request', (story) => {
  story('of a home is received with all papers: unit, code, clock and promise', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await home(ctx, there)
    assert.match(made.code, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/)
    assert.deepEqual(
      [made.state, iso(made.due_at!), made.lacking, made.duplicates],
      ['complete', '2026-03-16T23:59:59.999+07:00', [], []],
    )
    const shown = await requests.show(ctx, made.code)
    assert.deepEqual(
      [shown.service.code, shown.unit?.code, shown.customer?.name, shown.clock.ticks, shown.clock.used, shown.version],
      ['new_supply_urban_home', there.unit, 'An', true, 0, 1],
    )
    assert.deepEqual(await ledger(ctx, made.id), [['request', 1, '2026-03-16T23:59:59.999+07:00', 0, 0, 0, 1]])
    assert.deepEqual(
      shown.can.filter((c) => !c.can).map((c) => c.verb),
      ['complete', 'resume', 'release', 'reopen'],
    )
    assert.match(shown.can.find((c) => c.verb === 'resume')!.why!, /đang được giải quyết: không thể cho chạy tiếp/)
    assert.match(shown.undone!, /bước survey chưa xong/)
    assert.deepEqual(await events(ctx), ['requests.received'])
  })

  story(
    'without its papers waits for them: the clock starts when the last is there, by whatever verb',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      const made = await home(ctx, there, { documents: ['request'] })
      assert.deepEqual([made.state, made.due_at, made.lacking], ['received', null, ['identity', 'place']])
      await assert.rejects(
        requests.complete(ctx, made.id, { documents: ['identity'] }),
        refuses('requests/document-missing', { documents: 'Giấy tờ về địa điểm dùng điện' }),
      )
      await assert.rejects(
        requests.complete(ctx, made.id, { documents: ['passport'] }),
        refuses('requests/unknown-document', { document: 'passport' }),
      )
      await assert.rejects(
        requests.close(ctx, made.id, { outcome: 'done', answer: 'Xong' }),
        refuses('requests/not-complete'),
      )
      await when(ctx, '2026-03-10 10:00', async (c) => {
        const said = await requests.answer(c, made.code, { channel: 'web', documents: ['identity'] })
        assert.deepEqual([said.state, said.completed], ['received', false])
      })
      await when(ctx, '2026-03-11 10:00', async (c) => {
        const done = await requests.complete(c, made.id, { documents: ['place'], at: at('2026-03-11 09:30') })
        assert.equal(iso(done.due_at!), '2026-03-18T23:59:59.999+07:00')
      })
      await when(ctx, '2026-03-11 11:00', async (c) => {
        const other = await home(c, there, { documents: ['request', 'identity'] })
        const said = await requests.answer(c, other.code, {
          channel: 'email',
          documents: ['place'],
          at: at('2026-03-11 11:00'),
        })
        assert.deepEqual(
          [said.state, said.completed, iso(said.due_at!)],
          ['complete', true, '2026-03-18T23:59:59.999+07:00'],
        )
      })
    },
  )

  story('is refused in words where anything is wrong with it, and leaves nothing behind', monday, async (ctx) => {
    const there = await desk(ctx)
    const wrong = (more: Partial<requests.NewRequest>, code: string, params = {}) =>
      assert.rejects(home(ctx, there, more), refuses(code, params))
    await wrong({ service: 'nonsense' }, 'requests/unknown-service', { service: 'nonsense' })
    await wrong({ service: 'switchgear', details: { text: 'x' } }, 'requests/which-service', { count: 2 })
    await wrong({ customer: 'PD9999999999' }, 'requests/unknown-customer')
    await wrong({ service: 'new_supply_rural_home' }, 'requests/not-for-customer')
    await wrong({ unit: 'PX0000' }, 'requests/unknown-unit')
    await wrong({ received_at: at('2026-03-09 09:05') }, 'requests/received-later')
    await wrong({ details: {} }, 'requests/bad-details', { field: 'address', reason: 'thiếu' })
    await wrong({ details: { address: 'x', load_kw: -1, adress: 'y' } }, 'requests/bad-details')
    await wrong({ details: { address: '12 Lê Lợi', phases: 2 } }, 'requests/bad-details', {
      field: 'phases',
      reason: 'phải là một trong: 1, 3',
    })
    await wrong({ documents: ['passport'] }, 'requests/unknown-document')
    const stranger = { customer: undefined, corporation: there.code, class: 'residential', area: 'urban' } as const
    await wrong(stranger, 'requests/who-asks')
    await wrong({ ...stranger, contact: { name: 'Mai', phone: '12' } }, 'requests/bad-contact', {
      field: 'contact.phone',
    })
    await wrong({ ...stranger, contact: { name: 'Mai', email: 'mai@' } }, 'requests/bad-contact')
    await wrong({ customer: undefined, contact: { name: 'Mai', phone: '0912345678' } }, 'requests/which-corporation')
    assert.deepEqual((await requests.list(ctx, { corporation_id: there.corporation_id })).items, [])
    const taken = await home(ctx, there, { ...stranger, contact: { name: 'Mai', phone: '0912 345 678' } })
    const shown = await requests.show(ctx, taken.id)
    assert.deepEqual(
      [shown.customer, shown.contact, shown.unit?.code],
      [null, { name: 'Mai', phone: '+84912345678' }, there.centre],
    )
  })

  story('goes through its steps to its closing, and the ledger says kept', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await home(ctx, there)
    await assert.rejects(
      requests.step(ctx, made.id, { step: 'contract' }),
      refuses('requests/unknown-step', { next: 'survey' }),
    )
    await assert.rejects(
      requests.close(ctx, made.id, { outcome: 'done', answer: 'Xong' }),
      refuses('requests/step-not-done', { step: 'survey' }),
    )
    for (const step of ['survey', 'quotation', 'contract', 'installation', 'energised'])
      await when(ctx, '2026-03-12 10:00', (c) => requests.step(c, made.id, { step }))
    await assert.rejects(requests.step(ctx, made.id, { step: 'energised' }), refuses('requests/no-step'))
    await when(ctx, '2026-03-12 15:00', async (c) => {
      assert.equal((await requests.show(c, made.id)).undone, null)
      await assert.rejects(
        requests.close(c, made.id, { outcome: 'done', answer: 'Xong', at: at('2026-03-12 09:00') }),
        refuses('requests/before'),
      )
      const closed = await requests.close(c, made.id, { outcome: 'done', answer: 'Đã đóng điện' })
      assert.deepEqual([closed.working_days, closed.in_limit], [3, true])
    })
    assert.deepEqual(await ledger(ctx, made.id), [['request', 1, '2026-03-16T23:59:59.999+07:00', 1, 0, 0, 0]])
    await assert.rejects(requests.comment(ctx, 'nobody', { text: 'x' }), refuses('requests/unknown'))
    assert.deepEqual(
      (await events(ctx)).filter((e) => e !== 'requests.changed'),
      ['requests.received', 'requests.closed'],
    )
  })

  story('of medium voltage promises each step that has a limit, and all of them together', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await requests.receive(ctx, {
      service: 'new_supply_medium_voltage',
      customer: there.customer(6),
      channel: 'web',
      details: { address: 'Khu công nghiệp' },
      documents: businessPapers,
    })
    // 7 working days for the whole, 4 for the company's steps, 2 working hours for taking it up
    assert.deepEqual(await ledger(ctx, made.id), [
      ['request', 1, '2026-03-18T23:59:59.999+07:00', 0, 0, 0, 1],
      ['request_step', 1, '2026-03-09T11:00:00+07:00', 0, 0, 0, 1],
      ['request_steps', 1, '2026-03-13T23:59:59.999+07:00', 0, 0, 0, 1],
    ])
    await when(ctx, '2026-03-09 11:01', (c) => settleByClock(c))
    await when(ctx, '2026-03-09 13:30', async (c) => {
      const taken = await requests.step(c, made.id, { step: 'taken' })
      assert.deepEqual([taken.next, iso(taken.step_due_at!)], ['agreement', '2026-03-11T23:59:59.999+07:00'])
    })
    await when(ctx, '2026-03-11 16:00', (c) => requests.step(c, made.id, { step: 'agreement' }))
    assert.deepEqual((await ledger(ctx, made.id)).slice(1), [
      ['request_step', 1, '2026-03-09T11:00:00+07:00', 0, 1, 0, 0],
      ['request_step', 2, '2026-03-11T23:59:59.999+07:00', 1, 0, 0, 0],
      ['request_step', 3, '2026-03-12T23:59:59.999+07:00', 0, 0, 0, 1],
      ['request_steps', 1, '2026-03-13T23:59:59.999+07:00', 0, 0, 0, 1],
    ])
    for (const step of ['technical_check', 'contract', 'energised'])
      await when(ctx, '2026-03-16 09:00', (c) => requests.step(c, made.id, { step }))
    assert.deepEqual((await ledger(ctx, made.id)).at(-1), [
      'request_steps',
      1,
      '2026-03-13T23:59:59.999+07:00',
      0,
      1,
      0,
      0,
    ]) // prettier-ignore
  })

  story(
    'paused for its customer: evidence, the longest days, and the answer that starts the clock again',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      const made = await home(ctx, there)
      await assert.rejects(
        requests.pause(ctx, made.id, { reason: 'lunch', evidence: 'x' }),
        refuses('requests/pause-reason', { allowed: 'customer, authority, force_majeure' }),
      )
      await assert.rejects(
        requests.pause(ctx, made.id, { reason: 'customer', evidence: ' ' }),
        refuses('requests/evidence-needed'),
      )
      await assert.rejects(
        requests.pause(ctx, made.id, { reason: 'customer', evidence: 'x', until: at('2026-06-01 00:00') }),
        refuses('requests/pause-too-long', { days: 10 }),
      )
      await when(ctx, '2026-03-10 10:00', async (c) => {
        const still = await requests.pause(c, made.id, { reason: 'customer', evidence: 'Tin nhắn 10/3' })
        assert.equal(iso(still.ends_by), '2026-03-24T23:59:59.999+07:00')
        assert.equal(iso(still.due_at!), '2026-03-30T23:59:59.999+07:00') // if it lasts all ten days
        await assert.rejects(requests.step(c, made.id, { step: 'survey' }), refuses('requests/wrong-state'))
      })
      assert.equal((await requests.show(ctx, made.id)).clock.ticks, false)
      await when(ctx, '2026-03-12 16:00', async (c) => {
        // it came by web at ten, and was read at four
        const said = await requests.answer(c, made.code, {
          channel: 'web',
          text: 'Đã gửi giấy',
          at: at('2026-03-12 10:00'),
        })
        assert.deepEqual(
          [said.resumed, said.state, iso(said.due_at!)],
          [true, 'complete', '2026-03-18T23:59:59.999+07:00'],
        )
      })
      assert.deepEqual(await ledger(ctx, made.id), [
        ['request', 1, '2026-03-16T23:59:59.999+07:00', 0, 0, 1, 0],
        ['request', 2, '2026-03-30T23:59:59.999+07:00', 0, 0, 1, 0],
        ['request', 3, '2026-03-18T23:59:59.999+07:00', 0, 0, 0, 1],
      ])
      const shown = await requests.show(ctx, made.id)
      assert.equal(iso(shown.pauses[0]!.resumed_at!), '2026-03-12T10:00:00+07:00')
      assert.deepEqual(
        shown.story.map((f) => f.kind),
        ['received', 'paused', 'due_moved', 'answered', 'resumed', 'due_moved'],
      )
    },
  )

  story('an answer does not end a pause for an authority; the office does', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await home(ctx, there)
    await requests.pause(ctx, made.id, { reason: 'authority', evidence: 'Công văn 12' })
    const said = await requests.answer(ctx, made.code, { channel: 'sms', text: 'Bao giờ xong?' })
    assert.deepEqual([said.resumed, said.state], [false, 'paused'])
    await assert.rejects(requests.resume(ctx, made.id, { reason: '' }), refuses('requests/reason-needed'))
    await when(ctx, '2026-03-10 09:00', (c) => requests.resume(c, made.id, { reason: 'Có giấy phép' }))
    assert.equal((await requests.show(ctx, made.id)).state, 'complete')
  })

  story('moved from centre to unit to crew keeps its clock', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await requests.receive(ctx, {
      service: 'power_out',
      corporation: there.code,
      contact: { name: 'Mai', phone: '0912345678' },
      channel: 'phone',
    })
    assert.equal(iso(made.due_at!), '2026-03-09T11:00:00+07:00')
    for (const to of [
      { unit: there.company },
      { unit: there.unit },
      { unit: there.unit, crew: 'Tổ 3' },
      { unit: there.office },
    ]) {
      const moved = await requests.move(ctx, made.id, { ...to, reason: 'Đúng địa bàn' })
      assert.deepEqual(
        [moved.unit, moved.crew, iso(moved.due_at!)],
        [to.unit, to.crew ?? null, '2026-03-09T11:00:00+07:00'],
      )
    }
    await assert.rejects(requests.move(ctx, made.id, { unit: there.office, reason: 'x' }), refuses('requests/where-to'))
    await assert.rejects(
      requests.move(ctx, made.id, { unit: there.unit, reason: '' }),
      refuses('requests/reason-needed'),
    )
    assert.equal((await ledger(ctx, made.id)).length, 1)
  })

  story('is in one pair of hands: claimed, given back, assigned', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await complaint(ctx, there)
    await as(ctx, 'lan', (c) => requests.claim(c, made.id))
    await as(ctx, 'minh', (c) => assert.rejects(requests.claim(c, made.id), refuses('requests/claimed', { by: 'lan' })))
    await as(ctx, 'minh', (c) => assert.rejects(requests.release(c, made.id), refuses('requests/not-yours')))
    await as(ctx, 'lan', (c) => requests.release(c, made.id))
    await assert.rejects(requests.release(ctx, made.id), refuses('requests/not-assigned'))
    await addUser(ctx, {
      login: 'minh',
      name: 'Minh',
      grants: [{ role: 'clerk', corporation: there.code, unit: there.company }],
    })
    await addUser(ctx, {
      login: 'hoa',
      name: 'Hoa',
      grants: [{ role: 'clerk', corporation: there.code, unit: there.centre }],
    })
    await addUser(ctx, { login: 'xem', name: 'Xem', grants: [{ role: 'analyst', corporation: there.code }] })
    for (const [to, code] of [
      ['nobody', 'unknown-person'],
      ['hoa', 'works-elsewhere'],
      ['xem', 'works-elsewhere'],
    ] as const)
      await assert.rejects(requests.assign(ctx, made.id, { to }), refuses(`requests/${code}`))
    await requests.assign(ctx, made.id, { to: 'Minh' })
    const mine = await requests.list(ctx, { corporation_id: there.corporation_id, assigned_to: 'minh' })
    assert.deepEqual(
      mine.items.map((r) => r.code),
      [made.code],
    )
    assert.deepEqual((await requests.list(ctx, { corporation_id: there.corporation_id, assigned_to: '' })).items, [])
  })

  story(
    'a complaint is answered accepted or not, opened again, and its clock goes on where it stood',
    monday,
    async (ctx) => {
      const there = await desk(ctx)
      const made = await complaint(ctx, there)
      await assert.rejects(
        requests.close(ctx, made.id, { outcome: 'done', answer: 'Đúng' }),
        refuses('requests/accepted-needed'),
      )
      await assert.rejects(
        requests.close(ctx, made.id, { outcome: 'done', answer: ' ', accepted: true }),
        refuses('requests/answer-needed'),
      )
      await when(ctx, '2026-03-11 10:00', (c) =>
        requests.close(c, made.id, { outcome: 'done', answer: 'Đã tính lại hóa đơn', accepted: true }),
      )
      await when(ctx, '2026-03-13 09:00', async (c) => {
        await assert.rejects(requests.reopen(c, made.id, { reason: '' }), refuses('requests/reason-needed'))
        const again = await requests.reopen(c, made.id, { reason: 'Vẫn sai' })
        // two working days lay between the closing and the opening: 16 March becomes 18 March
        assert.equal(iso(again.due_at!), '2026-03-18T23:59:59.999+07:00')
      })
      await when(ctx, '2026-03-19 09:00', async (c) => {
        await settleByClock(c)
        const closed = await requests.close(c, made.id, { outcome: 'done', answer: 'Đã hoàn tiền', accepted: true })
        assert.deepEqual([closed.working_days, closed.in_limit], [6, false])
      })
      assert.deepEqual(await ledger(ctx, made.id), [
        ['request', 1, '2026-03-16T23:59:59.999+07:00', 1, 0, 0, 0],
        ['request', 2, '2026-03-18T23:59:59.999+07:00', 0, 1, 0, 0],
      ])
      assert.equal((await requests.show(ctx, made.id)).paused_days, 0, 'nobody claimed that pause')
    },
  )

  story('a refusal needs its evidence; a withdrawal releases the promise', monday, async (ctx) => {
    const there = await desk(ctx)
    const refused = await home(ctx, there)
    await assert.rejects(
      requests.close(ctx, refused.id, { outcome: 'refused', answer: 'Ngoài hành lang an toàn' }),
      refuses('requests/evidence-needed'),
    )
    await requests.close(ctx, refused.id, { outcome: 'refused', answer: 'Vi phạm hành lang', evidence: 'Biên bản 7' })
    assert.deepEqual(
      (await requests.show(ctx, refused.id)).claims.map((c) => [c.kind, c.evidence]),
      [['refusal', 'Biên bản 7']],
    )
    const other = await home(ctx, there, { customer: there.customer(2) })
    await requests.withdraw(ctx, other.id, { reason: 'Không xây nữa' })
    assert.deepEqual(
      (await ledger(ctx, other.id)).map((p) => p.slice(3)),
      [[0, 0, 1, 0]],
    )
    await assert.rejects(requests.withdraw(ctx, other.id, { reason: 'x' }), refuses('requests/wrong-state'))
  })

  story('asked twice within a week is found and merged, with its papers', monday, async (ctx) => {
    const there = await desk(ctx)
    const first = await home(ctx, there, { documents: ['request'] })
    await when(ctx, '2026-03-12 09:00', async (c) => {
      const second = await home(c, there, { documents: ['identity', 'place'], channel: 'web' })
      assert.deepEqual(
        second.duplicates.map((d) => d.code),
        [first.code],
      )
      assert.deepEqual(
        (await requests.duplicates(c, second.id)).map((d) => d.code),
        [first.code],
      )
      const other = await home(c, there, { customer: there.customer(2) })
      await assert.rejects(requests.merge(c, second.id, { into: other.id }), refuses('requests/merge-into'))
      await assert.rejects(requests.merge(c, second.id, { into: second.code }), refuses('requests/merge-into'))
      const merged = await requests.merge(c, second.id, { into: first.code, reason: 'Trùng' })
      assert.deepEqual([merged.into, iso(merged.due_at!)], [first.code, '2026-03-19T23:59:59.999+07:00'])
      const tracked = await requests.byCode(c, second.code.toLowerCase().replace('-', ' '))
      assert.deepEqual([tracked.code, tracked.state], [second.code, 'complete'])
      assert.equal((await requests.show(c, first.id)).voices, 2)
      await assert.rejects(requests.reopen(c, second.id, { reason: 'x' }), refuses('requests/is-merged'))
    })
    await when(ctx, '2026-03-20 09:30', async (c) => assert.deepEqual((await home(c, there)).duplicates, []))
  })

  story('of two clerks at once the second is told who did what, and nothing of either is lost', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await complaint(ctx, there)
    const { version } = await requests.show(ctx, made.id)
    await as(ctx, 'lan', (c) => requests.comment(c, made.id, { text: 'Đã gọi khách', version }))
    await as(ctx, 'minh', (c) =>
      assert.rejects(
        requests.close(c, made.id, { outcome: 'done', answer: 'Xong', accepted: false, version }),
        (error: Problem) => {
          refuses('requests/changed-meanwhile', { actor: 'lan', kind: 'commented' })(error)
          assert.match(error.title('vi'), /^lan vừa ghi chú yêu cầu .* lúc 9:00/)
          return true
        },
      ),
    )
    const shown = await requests.show(ctx, made.id)
    assert.deepEqual([shown.state, shown.story.at(-1)!.reason], ['complete', 'Đã gọi khách'])
  })

  story('found to be another service keeps its pauses under the new limit', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await home(ctx, there)
    await requests.step(ctx, made.id, { step: 'survey' })
    await when(ctx, '2026-03-10 10:00', (c) => requests.pause(c, made.id, { reason: 'customer', evidence: 'Thư' }))
    await when(ctx, '2026-03-12 10:00', (c) => requests.resume(c, made.id, { reason: 'Đã có' }))
    await when(ctx, '2026-03-12 11:00', async (c) => {
      await assert.rejects(
        requests.reclassify(c, made.id, { service: 'new_supply_urban_home', reason: 'x' }),
        refuses('requests/same-service'),
      )
      const now = await requests.reclassify(c, made.id, { service: 'new_supply_with_works', reason: 'Phải trồng cột' })
      // 7 working days from 9 March are 18 March; the two paused ones make it 20 March
      assert.equal(iso(now.due_at!), '2026-03-20T23:59:59.999+07:00')
      assert.equal((await requests.show(c, made.id)).steps[0]!.done_at?.getTime(), monday.getTime())
    })
  })

  story('is tracked by anyone who has its code, with nothing of whose it is', monday, async (ctx) => {
    const there = await desk(ctx)
    const made = await home(ctx, there, { documents: ['request'] })
    const tracked = await requests.byCode(ctx, made.code)
    assert.deepEqual(
      [tracked.state, tracked.lacking.map((d) => d.code), tracked.service.code, tracked.next_step],
      ['received', ['identity', 'place'], 'new_supply_urban_home', 'survey'],
    )
    const text = JSON.stringify(tracked)
    for (const secret of ['An', there.customer(1), 'Lê Lợi']) assert.ok(!text.includes(`"${secret}"`), secret)
    const wrong = made.code.slice(0, -1) + (made.code.endsWith('A') ? 'B' : 'A')
    await assert.rejects(requests.byCode(ctx, wrong), refuses('requests/unknown'))
    await assert.rejects(requests.byCode(ctx, made.id), refuses('requests/unknown'))
  })

  story('the queue: due first at the top, page by page, each once; late ones by themselves', monday, async (ctx) => {
    const there = await desk(ctx)
    const made: string[] = []
    for (let i = 0; i < 7; i++)
      made.push(
        (
          await when(ctx, `2026-03-0${1 + (i % 6)} 10:0${i}`, (c) =>
            home(c, there, { customer: there.customer(1 + (i % 2)), documents: i === 3 ? [] : homePapers }),
          )
        ).code,
      )
    const seen: string[] = []
    const dues: (Date | null)[] = []
    let cursor: string | undefined
    do {
      const page = await requests.list(ctx, {
        corporation_id: there.corporation_id,
        limit: 2,
        ...(cursor ? { cursor } : {}),
      })
      seen.push(...page.items.map((r) => r.code))
      dues.push(...page.items.map((r) => r.due_at))
      cursor = page.next ?? undefined
    } while (cursor)
    assert.deepEqual([...seen].sort(), [...made].sort())
    assert.equal(dues.at(-1), null)
    const known = dues.slice(0, -1).map((d) => d!.getTime())
    assert.deepEqual(
      known,
      [...known].sort((a, b) => a - b),
    )
    const late = await requests.list(ctx, { corporation_id: there.corporation_id, late: true })
    assert.ok(late.items.length > 0 && late.items.every((r) => r.due_at! < ctx.now))
    const { corporation_id } = there
    const unitId = (code: string) =>
      sql<{ id: number }>`select id from organisation.unit where corporation_id = ${corporation_id} and code = ${code}`
        .execute(ctx.tx)
        .then((r) => r.rows[0]!.id)
    const under = await requests.list(ctx, { corporation_id, units: [await unitId(there.company)] })
    assert.equal(under.items.length, 7, 'the unit stands under the company')
    assert.equal((await requests.list(ctx, { corporation_id, units: [await unitId(there.centre)] })).items.length, 0)
    await requests.close(ctx, made[3]!, { outcome: 'refused', answer: 'Thiếu giấy', evidence: 'Thư 1' })
    assert.deepEqual(
      (await requests.list(ctx, { corporation_id, state: 'closed' })).items.map((r) => r.code),
      [made[3]],
    )
  })
})
