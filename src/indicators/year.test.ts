import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { importCustomersServed, importInterruptions } from '../interruptions/index.ts'
import { type Context, languages, Problem, texts } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { make, settle } from '../promises/index.ts'
import { importRequests } from '../requests/index.ts'
import { sources } from './definition-rules.ts'
import { energyForecasts, monthsOf, rollingLosses } from './energy-rules.ts'
import {
  assess,
  compared,
  energyOf,
  importCalls,
  importEnergy,
  importPublished,
  indicatorPage,
  rowsBehind,
  setTarget,
  shippedFigures,
} from './index.ts'
import { explain, wrongPublished } from './published-rules.ts'
import { registry } from './registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'sangden-'))
after(() => rmSync(folder, { recursive: true }))
let files = 0
const csv = (header: string, lines: readonly string[]) => {
  const path = join(folder, `${++files}.csv`)
  writeFileSync(path, [header, ...lines, ''].join('\n'))
  return path
}
const energy = (...lines: string[]) => csv('corporation,month,delivered_kwh,sold_kwh,employees,customers', lines)
const problem = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
const figure = async (ctx: Context, code: string, corporation: string | null, year = 2017) =>
  (await assess(ctx, { year })).indicators
    .find((i) => i.code === code)!
    .figures.find((f) => f.corporation === corporation)!
const rows = (ctx: Context, code: string, from: string, to = from) =>
  rowsBehind(ctx, { code, from, to, limit: 50, offset: 0 })

onDatabase('a year by month', (story) => {
  story('losses by month, rolling, forecast with its error, and what must happen', at('2017-09-10 08:00'), async (ctx) => {
    const lines = [...monthsOf(2015), ...monthsOf(2016)].map((m) => `ACO,${m},1000,930,10,500`)
    for (const [i, m] of monthsOf(2017).slice(0, 8).entries()) lines.push(`ACO,${m},1000,${i % 2 ? 925 : 920},10,520`)
    await importEnergy(ctx, energy(...lines))
    const { corporations, method } = await energyOf(ctx, { year: 2017 })
    const own = corporations.find((c) => c.corporation === 'ACO')!
    assert.ok(method.length > 0)
    assert.deepEqual(own.months.map((m) => m.losses_percent), [8, 7.5, 8, 7.5, 8, 7.5, 8, 7.5])
    assert.equal(own.months[0]!.rolling_losses_percent, (100 * (11 * 70 + 80)) / 12_000)
    assert.deepEqual([own.months[0]!.sold_kwh_per_employee, own.months[0]!.customers_per_employee], [92, 52])
    assert.ok(Math.abs(own.months[0]!.customers_per_employee_growth_percent! - 4) < 1e-9)
    const { sold_kwh, losses_percent } = own.forecast!
    assert.ok(sold_kwh.low <= sold_kwh.value && sold_kwh.value <= sold_kwh.high && sold_kwh.backtest_percent === 0)
    assert.ok(Math.abs(losses_percent!.value - 7.75) < 0.02)
    const losses = await figure(ctx, 'losses', null)
    assert.deepEqual([losses.target, losses.state, losses.remaining!.months, losses.remaining!.verdict], [7.6, 'at_risk', 4, 'possible'])
    assert.ok(Math.abs(losses.remaining!.needed - 7.3) < 1e-9)
    assert.equal(losses.remaining!.words, '4 tháng còn lại phải bình quân không quá 7,30 %')
    assert.deepEqual(losses.months.slice(6).map((m) => [m.actual, m.state]), [[8, 'missed'], [7.5, 'kept'], [null, 'no_data'], [null, 'no_data'], [null, 'no_data'], [null, 'no_data']])
    const behind = await rows(ctx, 'losses', '2017-07', '2017-08')
    assert.deepEqual(behind.rows.map((r) => [r.month, r.corporation, r.lost_kwh]), [['2017-08', 'ACO', 75], ['2017-07', 'ACO', 80]])
    assert.equal(behind.columns[0]!.label, 'tháng')
  }) // biome-ignore format: tables

  story('targets: for all, for one, of a month; dated, with who and why; refused for nobody known', at('2017-03-10 08:00'), async (ctx) => {
    const { id } = await ensureCorporation(ctx, 'ACO')
    await ensureCorporation(ctx, 'EVNHCMC')
    await ensureCorporation(ctx, 'EVNNPC')
    const set = { code: 's01', year: 2017, value: 98, reason: 'kế hoạch năm' }
    await setTarget(ctx, { ...set, warning: 99, weight: 3, owner: 'Ban Kinh doanh' })
    await setTarget(ctx, { ...set, corporation: 'ACO', value: 99 })
    await setTarget(ctx, { ...set, corporation: 'ACO', month: 2, value: 90 })
    const [group, own] = [await figure(ctx, 's01', null), await figure(ctx, 's01', 'ACO')]
    assert.deepEqual([group.target, group.warning, group.weight, group.owner, group.target_source], [98, 99, 3, 'Ban Kinh doanh', 'kế hoạch năm'])
    assert.deepEqual([own.target, own.months[0]!.target, own.months[1]!.target], [99, 99, 90])
    assert.deepEqual([(await figure(ctx, 'satisfaction', 'EVNHCMC')).target, (await figure(ctx, 'satisfaction', 'EVNNPC')).target, (await figure(ctx, 'satisfaction', 'ACO')).target], [8.25, 7.25, null])
    assert.deepEqual([(await figure(ctx, 's13', null)).target, (await figure(ctx, 's14', 'ACO')).target], [95, 80])
    await setTarget({ ...ctx, now: at('2017-04-10 08:00') }, { ...set, value: 97 })
    const later = { ...ctx, now: at('2017-04-11 08:00') }
    assert.deepEqual([(await figure(ctx, 's01', null)).target, (await figure(later, 's01', null)).target], [98, 97], 'as known on its day')
    const page = await indicatorPage(later, { code: 's01', year: 2017 })
    assert.deepEqual(page.targets.map((t) => [t.corporation, t.month, t.value, t.set_by]), [[null, null, 97, 'test'], ['ACO', 2, 90, 'test'], ['ACO', null, 99, 'test'], [null, null, 98, 'test']])
    for (const [given, code] of [
      [{ ...set, corporation: 'NOBODY' }, 'organisation/unknown-corporation'],
      [{ ...set, code: 'nothing' }, 'indicators/unknown'],
      [{ ...set, reason: ' ' }, 'indicators/reason-needed'],
      [{ ...set, value: 101 }, 'indicators/impossible-target'],
      [{ ...set, value: Number.NaN }, 'indicators/impossible-target'],
      [{ ...set, code: 'saidi', value: -1 }, 'indicators/impossible-target'],
      [{ ...set, corporation: 'ACO', of_group: true }, 'indicators/group-target-of-one'],
    ] as const)
      await assert.rejects(setTarget(ctx, given), problem(code))
    await seenAs(ctx, { corporations: [id] }, async (as) => {
      await assert.rejects(setTarget(as, set), problem('organisation/not-for-all'))
      await assert.rejects(setTarget(as, { ...set, corporation: 'EVNNPC' }), problem('organisation/not-yours'))
    })
  }) // biome-ignore format: tables

  story('power back within two hours of a fault, and at the announced time, also of an imported history', at('2018-01-10 08:00'), async (ctx) => {
    const header = 'interruption,step,corporation,feeder,origin,cause,excluded,out_at,restored_at,customers,etr_first'
    await importInterruptions(ctx, csv(header, [
      'F1,1,ACO,471,fault,equipment,false,2017-03-01T08:00:00+07:00,2017-03-01T10:00:00+07:00,900,',
      'F1,2,ACO,471,fault,equipment,false,2017-03-01T08:00:00+07:00,2017-03-01T10:00:01+07:00,100,',
      'F2,1,ACO,471,fault,equipment,false,2017-03-02T08:00:00+07:00,2017-03-02T08:04:00+07:00,500,',
      'F3,1,ACO,471,fault,force_majeure,true,2017-03-02T08:00:00+07:00,2017-03-03T08:04:00+07:00,500,',
      'P1,1,ACO,471,planned,work,false,2017-03-05T08:00:00+07:00,2017-03-05T11:24:00+07:00,2800,2017-03-05T11:30:00+07:00',
      'P1,2,ACO,471,planned,work,false,2017-03-05T08:00:00+07:00,2017-03-05T11:44:00+07:00,200,2017-03-05T11:30:00+07:00',
    ]))
    await importCustomersServed(ctx, csv('corporation,month,customers', monthsOf(2017).map((m) => `ACO,${m},10000`)))
    const [s10, s09, saidi] = [await figure(ctx, 's10', 'ACO'), await figure(ctx, 's09', null), await figure(ctx, 'saidi', 'ACO')]
    assert.equal(s10.actual, 90)
    assert.ok(Math.abs(s09.actual! - (100 * 2800) / 3000) < 1e-9)
    assert.ok(Math.abs(saidi.actual! - saidi.months[2]!.actual!) < 1e-9)
    assert.equal(saidi.months[3]!.actual, 0, 'a quiet month is a month')
    const steps = await rows(ctx, 's10', '2017-03')
    assert.deepEqual(steps.rows.map((r) => [r.customers, Math.round(r.duration_min as number)]).sort(), [[100, 120], [900, 120]])
    const behind = await rows(ctx, 'saidi', '2017-03')
    assert.equal(behind.rows.reduce((sum, r) => sum + (r.customer_minutes as number), 0) / 10000, saidi.actual)
    assert.match(behind.link!, /^\/api\/v1\/reliability\/interruptions\?/)
    await importInterruptions(ctx, csv(header, ['F9,1,BCO,471,fault,equipment,false,2017-03-01T08:00:00+07:00,2017-03-01T10:00:00+07:00,900,']))
    const unserved = await figure(ctx, 'saidi', 'BCO')
    assert.deepEqual([unserved.actual, unserved.said, unserved.months[2]!.said], [null, 'unserved', 'unserved'])
  }) // biome-ignore format: tables

  story('promises: what the ledger kept is the figure, and its rows open', at('2017-04-10 08:00'), async (ctx) => {
    const { id } = await ensureCorporation(ctx, 'ACO')
    const [promise] = await make(ctx, [
      { corporation_id: id, about_kind: 'planned_outage', about: ctx.newId(), kind: 'power_back', due: at('2017-03-05 11:30'), customers: 10, parts: 'customers', counted_at: at('2017-03-05 08:00'), rule: 'r' },
    ])
    const settlement = { corporation_id: id, promise_id: promise!, evidence_kind: 'outage_step' }
    await settle(ctx, { ...settlement, evidence: '1', customers: 8, at: at('2017-03-05 11:24') })
    await settle(ctx, { ...settlement, evidence: '2', customers: 2, at: at('2017-03-05 11:44') })
    assert.equal((await figure(ctx, 's09', 'ACO')).months[2]!.actual, 80)
    const found = await rows(ctx, 's09', '2017-03')
    assert.deepEqual(found.rows.map((r) => [r.kept, r.broken, r.link]), [[8, 2, `/api/v1/promises/${promise}`]])
    assert.equal((await figure(ctx, 's08', 'ACO')).state, 'no_data')
  }) // biome-ignore format: tables

  story('requests: the rows of an indicator are those its figure counts', at('2018-01-10 08:00'), async (ctx) => {
    const line = (code: string, service: string, closed: string) => `${code},${service},ACO,,office,2017-08-07T08:00:00+07:00,2017-08-07T08:00:00+07:00,${closed}T09:00:00+07:00,done`
    await importRequests(ctx, csv('code,service,corporation,office,channel,received_at,complete_at,closed_at,outcome', [
      line('A1', 'new_supply_urban_home', '2017-08-09'),
      line('A2', 'new_supply_urban_home', '2017-08-25'),
      line('A3', 'switchgear_medium_voltage', '2017-08-08'),
      line('A4', 'complaint', '2017-08-08'),
      line('A5', 'question', '2017-08-09'),
    ]))
    for (const [code, expected] of [['s01', ['A2', 'A1']], ['s12', ['A3']], ['s11', []], ['s13', ['A5', 'A4']]] as const)
      assert.deepEqual((await rows(ctx, code, '2017-08')).rows.map((r) => r.code), expected, code)
    const s13 = await figure(ctx, 's13', null)
    assert.deepEqual([s13.actual, s13.months[7]!.state], [100, 'kept'])
    for (const { code } of registry) await rows(ctx, code, '2017-01', '2017-12')
    await assert.rejects(rows(ctx, 'nothing', '2017-08'), problem('indicators/unknown'))
    await assert.rejects(rows(ctx, 's01', '2017-08', '2017-07'), problem('indicators/bad-period'))
  }) // biome-ignore format: tables

  story('calls: imported, corrected by adding, refused by line', at('2018-01-10 08:00'), async (ctx) => {
    await ensureCorporation(ctx, 'ACO')
    const calls = (...lines: string[]) => csv('corporation,month,offered,answered,in_time', lines)
    const first = await importCalls(ctx, calls('ACO,2017-01,1000,950,700', 'ACO,2017-02,1000,950,900'))
    assert.equal(first.created.calls, 2)
    const later = { ...ctx, now: at('2018-01-11 08:00') }
    assert.equal((await importCalls(later, calls('ACO,2017-01,1000,950,800'))).created.corrections, 1)
    assert.deepEqual([(await figure(ctx, 's14', 'ACO')).actual, (await figure(later, 's14', 'ACO')).actual], [80, 85])
    assert.deepEqual((await figure(later, 's14', 'ACO')).months.slice(0, 2).map((m) => m.state), ['missed', 'kept'], 'more than 80 %')
    await assert.rejects(importCalls(ctx, calls('ACO,2017-01,1,2,0', 'ACO,2017-02,2,1,2', 'XCO,2017-02,2,1,1', 'ACO,2017-03,-1,1,1', 'ACO,2017-3,1,1,1')), (error) => {
      assert.ok(error instanceof Problem)
      assert.deepEqual(error.refused.map((r) => [r.line, r.field]), [[2, 'answered'], [3, 'in_time'], [4, 'corporation'], [5, 'offered'], [6, 'month']])
      return true
    })
  }) // biome-ignore format: tables

  story('published figures stand beside the computed ones, the difference explained', at('2020-01-10 08:00'), async (ctx) => {
    const given = shippedFigures()
    assert.equal((await importPublished(ctx, given)).written, given.length)
    assert.equal((await importPublished(ctx, given)).written, 0, 'kept once')
    const line = (code: string, closed: string) => `${code},new_supply_urban_home,ACO,,office,2017-01-09T08:00:00+07:00,2017-01-09T08:00:00+07:00,${closed}T09:00:00+07:00,done`
    await importRequests(ctx, csv('code,service,corporation,office,channel,received_at,complete_at,closed_at,outcome', [line('A1', '2017-01-10'), line('A2', '2017-01-12')]))
    await importEnergy(ctx, energy(...monthsOf(2017).map((m) => `ACO,${m},15600000000,14504166667,10,25600000`)))
    const found = await compared(ctx, { from: '2017-01', to: '2019-12' })
    const of = (code: string, from: string, to: string) => found.find((r) => r.code === code && r.from === from && r.to === to)!
    const days = of('days_urban_home', '2017-01', '2017-01')
    assert.deepEqual([days.published, days.computed, days.because], [1.88, 2, 'population'])
    assert.match(days.words, /2 hồ sơ, đã công bố 20\.016/)
    assert.deepEqual([of('energy_sold_twh', '2017-01', '2017-12').because, of('customers_million', '2017-12', '2017-12').because], ['same', 'same'])
    assert.equal(of('energy_delivered_twh', '2017-01', '2017-12').because, 'definition')
    assert.equal(of('saidi', '2018-01', '2018-12').because, 'no_rows')
    assert.equal(found.length, given.filter((g) => g.from >= '2017').length)
    await assert.rejects(importPublished(ctx, [{ ...given[0], code: 'x' }]), problem('indicators/bad-published'))
    await assert.rejects(compared(ctx, { from: '2018-01', to: '2017-01' }), problem('indicators/bad-period'))
  }) // biome-ignore format: tables
})

it('a difference within the rounding of what was printed is none', () => {
  const of = (computed: number | null, more = {}) => explain({ published: { value: 6.9, decimals: 1 }, computed, remark: '', ...more })
  assert.deepEqual([of(6.9), of(6.95), of(6.851), of(6.96), of(null)], ['same', 'same', 'same', 'unexplained', 'no_rows'])
  assert.equal(of(7.2, { remark: 'x' }), 'definition')
  assert.equal(of(7.2, { remark: 'x', population: { computed: 1, published: 2 } }), 'population')
  assert.equal(of(7.2, { population: { computed: 2, published: 2 } }), 'unexplained')
  for (const row of shippedFigures()) assert.equal(wrongPublished(row, () => true), undefined)
}) // biome-ignore format: a table

it('rolling losses need twelve months of everyone; the group’s forecast is the sum of theirs', () => {
  const row = (corporation: string, month: string, sold_kwh: number) => ({ corporation, month, delivered_kwh: 1000, sold_kwh, employees: 1, customers: 1 }) // biome-ignore format: one line
  const all = [...monthsOf(2016), ...monthsOf(2017).slice(0, 2)].flatMap((m) => [row('A', m, 900), row('B', m, 950)])
  assert.equal(rollingLosses(all, '2017-02'), 7.5)
  assert.equal(rollingLosses(all.slice(1), '2016-12'), null)
  assert.equal(rollingLosses(all, '2017-03'), null)
  const found = energyForecasts(all, 2017)
  assert.deepEqual([found.get('A')!.sold.value, found.get(null)!.sold.value], [12 * 900, 12 * 1850])
  assert.ok(Math.abs(found.get(null)!.losses!.value - 7.5) < 1e-9)
  assert.equal(energyForecasts([...all, row('C', '2017-01', 1)], 2017).has(null), false)
})

it('every indicator, reason, field and source has its words in both languages', () => {
  for (const language of languages) {
    const known = texts('indicators', language)
    for (const { code } of registry) assert.ok(known[`define.${code}`], `${language} ${code}`)
    for (const [source, of] of Object.entries(sources)) {
      assert.ok(known[`source.${source}`])
      for (const field of [...of.text, ...of.number, ...of.boolean]) assert.ok(known[`column.${field}`], field)
    }
  }
  assert.deepEqual(Object.keys(texts('indicators', 'vi')), Object.keys(texts('indicators', 'en')))
})
