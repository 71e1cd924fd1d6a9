import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { byCode } from '../../customers/index.ts'
import * as faults from '../../faults/index.ts'
import { assess } from '../../indicators/index.ts'
import { suspects } from '../../interruptions/index.ts'
import { type Context, type Database, transaction } from '../../kernel/index.ts'
import { at, makeCopy } from '../../kernel/testing/index.ts'
import { corporations, unitByCode } from '../../organisation/index.ts'
import { show } from '../../planned-outages/index.ts'
import {
  adjustments as adjustmentsOf,
  closedMonths,
  indices,
  indicesWithStatement,
  verifyMonth,
} from '../../reliability/index.ts'
import * as requests from '../../requests/index.ts'
import { demo } from './index.ts'
import type { Scene } from './living-day.ts'

const customers = 2000
const now = at('2026-11-26 09:40')

describe('the demo country in a database', () => {
  let dataDir: string
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let made: NonNullable<Awaited<ReturnType<typeof demo>>>
  const as = <T>(use: (ctx: Context) => Promise<T>, db: Database = copy.db): Promise<T> =>
    transaction(db, { actor: 'test', corporations: '*', now }, use)
  const make = (db: Database, more: { progress?: (done: number, what: string) => void } = {}) =>
    demo(db, { customers, seed: 4, now, dataDir, ...more })
  const code = (corporation: string, scene: Scene): string => made.day[corporation]![scene]!
  const powerBack = async (corporation: string, scene: Scene) => {
    const found = await as((ctx) => show(ctx, code(corporation, scene)))
    const { kept, broken, open } = found.promises.find((p) => p.kind === 'power_back')!
    return { state: found.state, customers: found.customers, kept, broken, open }
  }

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sangden-demo-test-'))
    copy = await makeCopy()
    made = (await make(copy.db))!
  })
  after(async () => {
    await copy?.drop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('has everything that its plan has, through the importers', async () => {
    assert.equal(made.created.customers, customers)
    assert.equal(made.created.islands, 0)
    assert.equal(made.created.loops, 0)
    assert.equal(made.created.energised_transformers, made.created.transformers)
    assert.deepEqual([made.created.corporations, made.created.offices, made.created.care_centres], [5, 900, 5])
    assert.ok(made.created.interruptions! > 100)
    const { rows } = await as((ctx) =>
      sql<{ n: number; bad: number }>`
        select count(*)::integer as n, count(*) filter (where p.notice_channel = 1 and k.address !~ '^\\+8451\\d{7}$' or p.notice_channel = 2 and k.address !~ '@customers\\.invalid$')::integer as bad
        from customers.service_point p left join customers.contact k using (corporation_id, customer_id)
        where k.channel is null or k.channel = p.notice_channel`.execute(ctx.tx),
    )
    assert.deepEqual(rows, [{ n: customers, bad: 0 }])
    const unit = await as(async (ctx) => {
      const hanoi = (await corporations(ctx)).find((c) => c.code === 'EVNHANOI')!
      return unitByCode(ctx, hanoi.id, 'PD0100')
    })
    assert.equal(unit?.name, 'Điện lực Hoàn Kiếm')
    assert.equal((await as((ctx) => byCode(ctx, 'PD01000000001')))?.code, 'PD01000000001')
  })

  it('shows every scene in every corporation', async () => {
    for (const { code: corporation } of await as(corporations)) {
      const state = async (scene: Scene) => (await as((ctx) => show(ctx, code(corporation, scene)))).state
      assert.deepEqual(
        await Promise.all((['planned', 'approved', 'announced', 'postponed', 'cancelled'] as const).map(state)),
        ['planned', 'approved', 'announced', 'announced', 'cancelled'],
      )

      const late = await powerBack(corporation, 'late')
      assert.deepEqual(late, { state: 'started', customers: late.customers, kept: 0, broken: late.customers, open: 0 })
      const underWay = await powerBack(corporation, 'under_way')
      assert.ok(underWay.state === 'started' && underWay.kept > 0 && underWay.open > 0 && underWay.broken === 0)
      const early = await powerBack(corporation, 'restored_early')
      assert.deepEqual(early, { ...early, state: 'restored', kept: early.customers, broken: 0, open: 0 })
      const restoredLate = await powerBack(corporation, 'restored_late')
      assert.equal(restoredLate.state, 'restored')
      assert.ok(restoredLate.kept > restoredLate.broken && restoredLate.broken > 0)
      assert.equal(restoredLate.kept + restoredLate.broken, restoredLate.customers)

      const open = await as((ctx) => faults.show(ctx, code(corporation, 'fault_open')))
      assert.equal(open.state, 'open')
      assert.ok(open.estimate! > now)
      const back = open.promises.find((p) => p.kind === 'fault_power_back')!
      assert.ok(back.kept > 0 && back.open > 0 && back.broken === 0)
      const over = await as((ctx) => faults.show(ctx, code(corporation, 'fault_restored')))
      assert.equal(over.state, 'restored')
      assert.equal(over.promises.find((p) => p.kind === 'fault_power_back')!.broken, 0)
    }
  })

  it('has every kind of request on its desks, some late, some waiting, each with its promise', async () => {
    for (const { code: corporation } of await as(corporations)) {
      const request = (scene: Scene) => as((ctx) => requests.show(ctx, code(corporation, scene)))
      assert.equal((await request('supply_new')).state, 'complete')
      assert.equal((await request('supply_incomplete')).state, 'received')
      assert.equal((await request('supply_completed')).state, 'complete')
      assert.equal((await request('supply_paused')).state, 'paused')
      assert.equal((await request('complaint_answered')).state, 'closed')
      assert.deepEqual(
        (await request('supply_installing')).steps.filter((s) => s.done_at === null).map((s) => s.code),
        ['installation', 'energised'],
      )
      const late = await request('question_late')
      assert.ok(late.state === 'complete' && late.clock.due_at! < now)
      const known = await request('power_out')
      assert.equal(known.about?.kind, 'fault', 'whoever calls about a known fault is answered at once')
    }
  })

  it('warns of what a planner should know', async () => {
    const warned = await as((ctx) => show(ctx, code('EVNHANOI', 'planned')))
    const codes = warned.warnings.map((w) => w.code)
    assert.ok(codes.includes('cut_twice') && codes.includes('priority'), codes.join(' '))
    const tooLate = await as((ctx) => show(ctx, code('EVNHANOI', 'planned_late')))
    assert.ok(tooLate.warnings.some((w) => w.code === 'lead_time'))
  })

  it('told everyone in time who can be told, and left nothing waiting', async () => {
    const { rows } = await as((ctx) =>
      sql<{ pending: number }>`select count(*)::integer as pending from notices.pending`.execute(ctx.tx),
    )
    assert.deepEqual(rows, [{ pending: 0 }])
    assert.ok(made.messages > customers / 2)
    const { promises } = await as((ctx) => show(ctx, code('EVNNPC', 'restored_early')))
    const notice = promises.find((p) => p.kind === 'notice')!
    // the rest have neither number nor address, and nobody has called on them
    assert.ok(notice.kept >= 0.9 * notice.customers, `${notice.kept} of ${notice.customers}`)
  })

  it('has indices of a size that a corporation has, and rows that somebody must look at', async () => {
    const rows = await as((ctx) => indices(ctx, { from: '2024-11', to: '2026-10', by: ['corporation'], rules: 'vn' }))
    assert.equal(rows.length, 5)
    for (const row of rows) {
      assert.ok(row.saidi_min! > 10 && row.saidi_min! < 3000, `SAIDI ${row.saidi_min}`)
      assert.ok(row.saifi! > 0.1 && row.saifi! < 20, `SAIFI ${row.saifi}`)
    }
    const reasons = new Set((await as((ctx) => suspects(ctx))).flatMap((s) => s.reasons))
    for (const reason of ['too_long', 'more_than_feeder', 'duplicate', 'estimate_elsewhere'] as const)
      assert.ok(reasons.has(reason), reason)
  })

  it('has its past months closed up to the last but one, and one correction after', async () => {
    const months = { from: '2026-01', to: '2026-10', rules: 'vn', by: ['corporation', 'month'] }
    const { rows } = await as((ctx) => indicesWithStatement(ctx, months))
    const late: string[] = []
    for (const { corporation, month, state, adjustments, closings } of rows) {
      assert.equal(state, month === '2026-10' ? 'live' : 'frozen', `${corporation} ${month}`)
      if (closings[0]) assert.equal(closings[0].closed_by, 'truong.phong')
      if (!adjustments) continue
      late.push(corporation!)
      assert.ok(adjustments.saidi_min! > 0, 'more minutes than were closed')
      const named = { corporation: corporation!, month: month! }
      const found = await as((ctx) => adjustmentsOf(ctx, named))
      assert.deepEqual(
        found.adjustments.map((a) => [a.kind, a.by]),
        [['step', 'dieu.do']],
      )
      assert.equal((await as((ctx) => verifyMonth(ctx, named))).holds, true)
    }
    assert.deepEqual(late, ['EVNCPC', 'EVNHANOI', 'EVNHCMC', 'EVNNPC', 'EVNSPC'])
    assert.equal((await as((ctx) => closedMonths(ctx, { from: '2024-01', to: '2026-12' }))).length, 5 * 23)
  })

  it('shows one indicator as it is among all, reading only what it rests on', async () => {
    const all = (await as((ctx) => assess(ctx, { year: 2026 }))).indicators
    assert.ok(all.filter((i) => i.figures[0]!.actual !== null).length > 15, 'hardly anything to compare')
    const asked: Record<string, number> = {}
    for (const one of all)
      await as(async (ctx) => {
        let statements = 0
        const tx = ctx.tx.withPlugin({
          transformQuery: ({ node }) => {
            statements++
            return node
          },
          transformResult: async ({ result }) => result,
        })
        const counted = { ...ctx, tx }
        assert.deepEqual((await assess(counted, { year: 2026, code: one.code })).indicators, [one], one.code)
        asked[one.code] = statements
      })
    assert.ok(asked.s14! > 1 && asked.s14! < 12 && asked.saidi! < 40, JSON.stringify(asked))
    assert.deepEqual((await as((ctx) => assess(ctx, { year: 2026, code: 'nothing' }))).indicators, [])
  })

  it('is made once, and not beside customers of somebody else', async () => {
    assert.equal(await make(copy.db), undefined)
    const other = await makeCopy()
    try {
      await transaction(other.db, { actor: 'test', corporations: '*', now }, async (ctx) => {
        await sql`insert into organisation.corporation (code, name, name_en, created_at) values ('MINE', 'Mine', 'Mine', now())`.execute(
          ctx.tx,
        )
        await sql`select customers.house(id) from organisation.corporation`.execute(ctx.tx)
        await sql`insert into customers.customer (corporation_id, code, name, class, area, recorded_at)
          select id, 'X1', 'X', 'residential', 'urban', now() from organisation.corporation`.execute(ctx.tx)
      })
      assert.equal(await make(other.db), undefined)
    } finally {
      await other.drop()
    }
  })

  it('goes on where it was cut short, and ends the same', async () => {
    const other = await makeCopy()
    try {
      // cut short among the customers, then twice in the living day; each start gets further
      for (const limit of [0.02, 0.4, 0.8]) {
        const stop = new Error('stop')
        await assert.rejects(
          make(other.db, {
            progress: (done) => {
              if (done > limit) throw stop
            },
          }),
          stop,
        )
      }
      const after = await make(other.db)
      // a tracking code cannot be guessed: it is another one each time
      const known = (day: typeof made.day) =>
        Object.fromEntries(
          Object.entries(day).map(([corporation, scenes]) => [
            corporation,
            Object.entries(scenes)
              .map(([scene, code]) => (/^(CD|SC)-/.test(code!) ? `${scene} ${code}` : scene))
              .sort(),
          ]),
        )
      assert.deepEqual(known(after!.day), known(made.day))
      assert.deepEqual(after!.created, made.created)
      const count = (ctx: Context) =>
        sql<Record<string, number>>`
          select (select count(*)::integer from customers.customer) as customers, (select count(*)::integer from interruptions.step) as steps,
            (select count(*)::integer from promises.promise) as promises, (select sum(messages)::integer from notices.notice) as messages,
            (select sum(kept)::integer from promises.promise) as kept, (select sum(broken)::integer from promises.promise) as broken`.execute(
          ctx.tx,
        )
      assert.deepEqual((await as(count, other.db)).rows, (await as(count)).rows)
    } finally {
      await other.drop()
    }
  })
})
