import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { importCustomersServed, importInterruptions } from '../../interruptions/index.ts'
import { type Context, drain, transaction } from '../../kernel/index.ts'
import { at, makeCopy, onDatabase, seenAs } from '../../kernel/testing/index.ts'
import { corporationNamed } from '../../organisation/index.ts'
import { closeMonth, indices } from '../../reliability/index.ts'
import { importEnergy } from '../index.ts'
import { freeze } from './freeze.ts'
import { type Document, type Format, formatNames, write } from './index.ts'
import { events, jobs } from './jobs.ts'
import { addOrder, endOrder, orders, owed, owedOn } from './orders.ts'
import { reportOf } from './report.ts'
import { sendReport } from './send.ts'

const evil = '=cmd|"/c calc"!A1<script>alert(1)</script>'
const quoted = `"${evil.replaceAll('"', '""')}"`

/** Two corporations with two years of energy, customers and a few interruptions. */
async function country(ctx: Context): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
  const file = (name: string, lines: string[]) => {
    writeFileSync(join(folder, name), lines.join('\n'))
    return join(folder, name)
  }
  const months = ['2025', '2026'].flatMap((y) =>
    Array.from({ length: 12 }, (_, i) => `${y}-${String(i + 1).padStart(2, '0')}`),
  )
  const known = months.filter((m) => m <= '2026-10')
  const each = (line: (c: string, month: string, i: number) => string) =>
    ['ACO', 'BCO'].flatMap((c) => known.map((m, i) => line(c, m, i)))
  try {
    await importEnergy(
      ctx,
      file('energy.csv', [
        'corporation,month,delivered_kwh,sold_kwh,employees,customers',
        ...each((c, m, i) => `${c},${m},${1000 + 10 * i},${900 + 9 * i},10,500`),
      ]),
    )
    await importCustomersServed(
      ctx,
      file('served.csv', [
        'corporation,month,customers',
        ...each((c, m, i) => `${c},${m},${c === 'ACO' ? 1000 + i : 500}`),
      ]),
    )
    await importInterruptions(
      ctx,
      file('interruptions.csv', [
        'interruption,step,corporation,feeder,origin,cause,excluded,out_at,restored_at,customers',
        `I1,1,ACO,${quoted},fault,tree,false,2026-10-03T08:00:00+07:00,2026-10-03T10:00:00+07:00,200`,
        'I2,1,ACO,F2,planned,works,false,2026-10-10T08:00:00+07:00,2026-10-10T09:00:00+07:00,50',
        'I3,1,ACO,F2,external,upstream_supply,true,2026-10-11T08:00:00+07:00,2026-10-11T12:00:00+07:00,300',
        'I4,1,ACO,F2,fault,tree,false,2026-09-11T08:00:00+07:00,2026-09-11T08:30:00+07:00,100',
        'I5,1,BCO,F9,fault,tree,false,2025-10-11T08:00:00+07:00,2025-10-11T08:30:00+07:00,100',
      ]),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const sectionOf = (report: Document, code: string) => report.sections.find((s) => s.code === code)!
const close = (a: unknown, b: number | null | undefined) =>
  assert.ok(Math.abs((a as number) - b!) < 1e-9, `${a} is not ${b}`)
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const monthOfA = { report: 'month', period: '2026-10', corporation: 'ACO' } as const

onDatabase('reports', (story) => {
  story(
    'of a month: what the formulas give is what the indices are, by month, in sum and for the group',
    at('2026-11-05 09:00'),
    async (ctx) => {
      await country(ctx)
      for (const corporation of ['ACO', undefined]) {
        const report = await reportOf(ctx, { ...monthOfA, corporation })
        const asked = { from: '2025-11', to: '2026-10', rules: 'vn', corporation }
        const byMonth = await indices(ctx, { ...asked, by: ['month'] })
        const { rows, total } = sectionOf(report, 'reliability')
        assert.equal(rows.length, 12)
        for (const [i, row] of rows.entries()) {
          close(row.saidi, byMonth[i]!.saidi_min)
          close(row.saifi, byMonth[i]!.saifi)
        }
        close(total!.saidi, (await indices(ctx, asked))[0]!.saidi_min)
      }
      const report = await reportOf(ctx, monthOfA)
      const figure = (name: RegExp) => sectionOf(report, 'overview').rows.find((r) => name.test(String(r.figure)))!
      close(figure(/SAIDI/).now, (200 * 120 + 50 * 60) / 1021)
      close(figure(/SAIDI/).before, (100 * 30) / 1020)
      assert.equal(figure(/SAIDI/).last_year, 0)
      close(figure(/thương phẩm/).now, (900 + 9 * 21) / 1e6)
      assert.deepEqual(
        sectionOf(report, 'feeders').rows.map((r) => r.feeder),
        [evil, 'F2'],
      )
      close(sectionOf(report, 'feeders').total!.share, 100)
      assert.match(report.standing, /chưa khóa sổ/)
      const indicator = sectionOf(report, 'indicators').rows.find((r) => r.indicator === 'SAIDI')!
      close(indicator.now, figure(/SAIDI/).now as number)
      assert.equal(indicator.state, 'chưa có mục tiêu') // no interruptions are known of last year
      const group = await reportOf(ctx, { report: 'month', period: '2026-10' })
      assert.deepEqual(
        sectionOf(group, 'corporations').rows.map((r) => r.corporation),
        ['ACO', 'BCO'],
      )
    },
  )

  story(
    'a closed month is the same bytes for ever, whatever is learnt or said later',
    at('2026-11-05 09:00'),
    async (ctx) => {
      await country(ctx)
      await closeMonth(ctx, { corporation: 'ACO', month: '2026-10' })
      const hashes = async (as: Context) => {
        const report = await reportOf(as, monthOfA)
        const all: Partial<Record<Format, string>> = {}
        for (const format of formatNames) all[format] = hash(await write(report, format))
        return { report, all }
      }
      const first = await hashes(ctx)
      assert.match(first.report.standing, /đã khóa sổ/)
      await seenAs(ctx, { now: at('2026-12-01 10:00'), actor: 'another' }, async (later) => {
        const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
        writeFileSync(
          join(folder, 'energy.csv'),
          'corporation,month,delivered_kwh,sold_kwh,employees,customers\nACO,2026-10,5000,4000,10,500\n',
        )
        await importEnergy(later, join(folder, 'energy.csv'))
        rmSync(folder, { recursive: true })
        assert.deepEqual((await hashes(later)).all, first.all)
        const now = await reportOf(later, { ...monthOfA, asKnownOn: later.now })
        assert.equal(sectionOf(now, 'energy').rows.at(-1)!.sold_kwh, 4000)
        assert.equal(sectionOf(first.report, 'energy').rows.at(-1)!.sold_kwh, 900 + 9 * 21)
      })
      // the group's is open while one of its corporations is
      assert.match((await reportOf(ctx, { report: 'month', period: '2026-10' })).standing, /chưa khóa sổ/)
    },
  )

  story('a year, and a month of which nothing is known', at('2026-11-05 09:00'), async (ctx) => {
    await country(ctx)
    const year = await reportOf(ctx, { report: 'year', period: '2025', corporation: 'BCO' })
    close(sectionOf(year, 'reliability').total!.saidi, (100 * 30) / 500)
    assert.equal(
      sectionOf(year, 'energy').total!.sold_kwh,
      Array.from({ length: 12 }, (_, i) => 900 + 9 * i).reduce((a, b) => a + b, 0),
    )
    const nothing = await reportOf(ctx, { report: 'month', period: '2019-02', corporation: 'BCO' })
    assert.ok(sectionOf(nothing, 'overview').rows.every((r) => r.now === null))
    for (const format of formatNames) assert.ok((await write(nothing, format)).length > 500)
  })

  story(
    'unknown corporation, somebody else’s, the group by one of it, what is no month, what is not known yet',
    at('2026-11-05 09:00'),
    async (ctx) => {
      await country(ctx)
      const refused = (code: string, query: Parameters<typeof reportOf>[1], as = ctx) =>
        assert.rejects(reportOf(as, query), (e: { code?: string }) => e.code === code, code)
      await refused('organisation/unknown-corporation', { ...monthOfA, corporation: 'XYZ' })
      await refused('kernel/invalid', { ...monthOfA, period: '2026-13' })
      await refused('reports/not-begun', { ...monthOfA, period: '2026-12' })
      await refused('reports/later-than-now', { ...monthOfA, asKnownOn: at('2027-01-01 00:00') })
      await refused('reports/province-needed', { report: 'province', period: '2026-10' })
      await refused('reports/unknown-province', { report: 'province', period: '2026-10', province: 'Không Có' })
      const b = await corporationNamed(ctx, 'BCO')
      await seenAs(ctx, { corporations: [b.id] }, async (as) => {
        await refused('organisation/not-yours', monthOfA, as)
        await refused('organisation/not-for-all', { report: 'month', period: '2026-10' }, as)
        assert.equal((await reportOf(as, { ...monthOfA, corporation: 'BCO' })).corporation, 'BCO')
      })
    },
  )

  story(
    'for a province: who was touched where, and which cuts were announced in time',
    at('2026-11-10 09:00'),
    async (ctx) => {
      await country(ctx)
      const { id: c } = await corporationNamed(ctx, 'ACO')
      const [told, late] = [ctx.newId(), ctx.newId()]
      // transformers 1, 2 in Xã Một (2 + 1 customers), 3 in Xã Hai (1), 4 in another province
      await sql`select customers.house(${c}::smallint)`.execute(ctx.tx)
      await sql`
      insert into customers.customer (corporation_id, code, name, class, area, commune, province, recorded_at)
      select ${c}, 'K' || n, 'K' || n, 'residential', 'rural', case when n <= 3 then 'Xã Một' else 'Xã Hai' end,
        case when n = 5 then 'Nghệ An' else 'Hà Tĩnh' end, ${ctx.now} from generate_series(1, 5) n`.execute(ctx.tx)
      await sql`
      insert into customers.service_point (corporation_id, customer_id, transformer_id, code)
      select corporation_id, id, (array[1, 1, 2, 3, 4])[substr(code, 2)::integer], code || '001' from customers.customer`.execute(
        ctx.tx,
      )
      const cut = async (about: string, transformers: string, out: string, back: string, made: string) => {
        const id = ctx.newId()
        await sql`insert into interruptions.interruption (corporation_id, id, code, source_kind, source, recorded_at, actor)
        values (${c}, ${id}, ${id}, 'planned_outage', ${about}, ${ctx.now}, 'test')`.execute(ctx.tx)
        await sql`insert into interruptions.step (corporation_id, excluded, customers, step_no, out_at, restored_at, recorded_at, interruption_id, origin, transformers, actor)
        values (${c}, false, 3, 1, ${at(out)}, ${at(back)}, ${ctx.now}, ${id}, 'planned', ${transformers}::int4multirange, 'test')`.execute(
          ctx.tx,
        )
        await sql`insert into promises.promise (corporation_id, id, kind, about_kind, about, due, customers, parts, counted_at, rule, made_at, recorded_at, kept, broken)
        values (${c}, ${ctx.newId()}, 'notice', 'planned_outage', ${about}, ${at('2026-10-10 00:00')}, 3, 'customers', ${at(made)}, '', ${at(made)}, ${ctx.now}, 2, 1)`.execute(
          ctx.tx,
        )
      }
      await cut(told, '{[1,3)}', '2026-10-15 08:00', '2026-10-15 09:00', '2026-10-09 10:00')
      await cut(late, '{[2,5)}', '2026-10-16 08:00', '2026-10-16 08:30', '2026-10-12 10:00')
      const report = await reportOf(ctx, {
        report: 'province',
        period: '2026-10',
        corporation: 'ACO',
        province: 'HÀ TĨNH'.normalize('NFD'),
      })
      const pick = (code: string, keys: string[]) => sectionOf(report, code).rows.map((r) => keys.map((k) => r[k]))
      assert.deepEqual(
        pick('communes', [
          'commune',
          'customers',
          'interruptions',
          'planned',
          'touched',
          'customer_interruptions',
          'customer_minutes',
        ]),
        [
          ['Xã Hai', 1, 1, 1, 1, 1, 30],
          ['Xã Một', 3, 2, 2, 3, 4, 210],
        ],
      )
      assert.deepEqual(pick('told', ['commune', 'cuts', 'in_time', 'late', 'kept', 'broken']), [
        ['Xã Hai', 1, 0, 1, 2, 1],
        ['Xã Một', 2, 1, 1, 4, 2],
      ])
      assert.deepEqual(pick('province_origins', ['origin', 'interruptions', 'customer_interruptions']), [
        ['Có kế hoạch', 2, 5],
      ])
      assert.equal(report.province, 'Hà Tĩnh')
    },
  )

  story(
    'standing orders: owed from their day on, ended by whoever may see them',
    at('2026-11-05 09:00'),
    async (ctx) => {
      await country(ctx)
      const order = await addOrder(ctx, {
        report: 'month',
        corporation: 'ACO',
        format: 'pdf',
        language: 'vi',
        email: 'truong.phong@evn.example',
        in_force_from: '2026-11-01',
      })
      await addOrder(ctx, {
        report: 'month',
        format: 'xlsx',
        language: 'vi',
        email: 'tap.doan@evn.example',
        in_force_from: '2026-11-06',
      })
      assert.deepEqual(
        (await owed(ctx)).map((o) => [o.order.id, o.period]),
        [[order.id, '2026-10']],
      )
      await assert.rejects(addOrder(ctx, { report: 'month', format: 'pdf', language: 'vi', email: 'a@b.vn, c@d.vn' }), {
        code: 'reports/bad-address',
      })
      const b = await corporationNamed(ctx, 'BCO')
      await seenAs(ctx, { corporations: [b.id] }, async (as) => {
        assert.deepEqual(await orders(as), []) // the group's neither
        await assert.rejects(endOrder(as, order.id), { code: 'reports/unknown-order' })
      })
      await endOrder(ctx, order.id)
      assert.deepEqual((await owed(ctx)).length, 0)
      assert.deepEqual(
        (await orders(ctx)).map((o) => o.corporation),
        [null],
      )
    },
  )
})

it('what an order owes on a day', () => {
  const order = { report: 'month', day: 5, in_force_from: '2026-01-01', in_force_to: 'infinity' } as const
  assert.equal(owedOn(order, '2026-11-04'), undefined)
  assert.equal(owedOn(order, '2026-11-05'), '2026-10')
  assert.equal(owedOn(order, '2026-11-30'), '2026-10')
  assert.equal(owedOn(order, '2026-01-06'), '2025-12')
  assert.equal(owedOn({ ...order, in_force_from: '2026-11-06' }, '2026-11-07'), undefined)
  assert.equal(owedOn({ ...order, in_force_to: '2026-11-05' }, '2026-11-05'), undefined)
  assert.equal(owedOn({ ...order, report: 'year' }, '2026-01-05'), '2025')
  assert.equal(owedOn({ ...order, report: 'year', in_force_from: '2026-03-01' }, '2026-04-05'), undefined)
})

describe('reports of a month that is closed', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  before(async () => {
    copy = await makeCopy()
  })
  after(() => copy?.drop())

  it('are kept at the closing, before anyone asks; the group’s with the last corporation’s; each once', async () => {
    const now = at('2026-11-05 09:00')
    const as = { actor: 'test', corporations: '*' as const, now }
    const background = { jobs, events, schedule: {} }
    const kept = () =>
      copy.db.kysely
        .selectFrom('indicators.issued_report as r')
        .leftJoin('organisation.corporation as c', 'c.id', 'r.corporation_id')
        .select(['c.code', 'report', 'period', 'language', 'r.document', 'r.actor'])
        .orderBy('r.id')
        .execute()
    const names = async () => (await kept()).map((r) => `${r.code} ${r.report} ${r.period} ${r.language}`).sort()
    await transaction(copy.db, as, country)
    await transaction(copy.db, as, (ctx) => closeMonth(ctx, { corporation: 'ACO', month: '2026-10' }))
    await drain(copy.db, background)
    assert.deepEqual(await names(), ['ACO month 2026-10 en', 'ACO month 2026-10 vi'])

    // Whatever is asked later gives those: the row is what is read, not made again.
    const document = (await kept()).find((r) => r.language === 'vi')!.document
    const asked = await transaction(copy.db, { ...as, now: at('2026-12-01 10:00') }, (ctx) => reportOf(ctx, monthOfA))
    assert.equal(JSON.stringify(asked), document)

    await transaction(copy.db, as, (ctx) => closeMonth(ctx, { corporation: 'BCO', month: '2026-10' }))
    await drain(copy.db, background)
    const all = ['ACO', 'BCO', 'null'].flatMap((c) => ['en', 'vi'].map((l) => `${c} month 2026-10 ${l}`))
    assert.deepEqual(await names(), all)
    // A job that was killed after its work and runs again, and one of two at once, adds nothing and gives what is there.
    const final = { report: 'month', period: '2026-10', corporation: 'ACO', province: null, language: 'vi' } as const
    const [again, twice] = await Promise.all(
      [1, 2].map(() => transaction(copy.db, { ...as, language: 'vi' }, (ctx) => freeze(ctx, final))),
    )
    assert.deepEqual([again, twice], [true, true])
    assert.deepEqual(await names(), all)
    assert.deepEqual([...new Set((await kept()).map((r) => r.actor))], ['system'])
    const open = { ...final, period: '2026-09' }
    assert.equal(await transaction(copy.db, as, (ctx) => freeze(ctx, open)), false)
  })
})

describe('a report that is mailed', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let folder: string
  before(async () => {
    copy = await makeCopy()
    folder = mkdtempSync(join(tmpdir(), 'sangden-'))
  })
  after(async () => {
    await copy?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('goes out once, as an attachment, to a file where no mail server is configured', async () => {
    const now = at('2026-11-05 09:00')
    const as = { actor: 'test', corporations: '*' as const, now }
    const order = await transaction(copy.db, as, async (ctx) => {
      await country(ctx)
      await closeMonth(ctx, { corporation: 'ACO', month: '2026-10' })
      return addOrder(ctx, {
        report: 'month',
        corporation: 'ACO',
        format: 'xlsx',
        language: 'vi',
        email: 'bao.cao@evn.example',
      })
    })
    const send = () =>
      sendReport(
        copy.db,
        { order_id: order.id, period: '2026-10' },
        { now: () => now, mail: { dataDir: folder, env: {} } },
      )
    assert.equal(await send(), true)
    assert.equal(await send(), false)
    const files = readdirSync(join(folder, 'outbox/email'), { recursive: true, encoding: 'utf8' }).filter((f) =>
      f.endsWith('.eml'),
    )
    assert.equal(files.length, 1)
    const eml = readFileSync(join(folder, 'outbox/email', files[0]!), 'utf8')
    assert.match(eml, /^To: bao\.cao@evn\.example\r$/m)
    assert.match(eml, /filename=bao-cao-thang-ACO-2026-10\.xlsx/)
    const attached = /spreadsheetml\.sheet[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(eml)![1]!
    const report = await transaction(copy.db, as, (ctx) => reportOf(ctx, monthOfA))
    assert.equal(hash(Buffer.from(attached, 'base64')), hash(await write(report, 'xlsx')))
  })
})
