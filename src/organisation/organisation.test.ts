import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type Context, iso, Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import {
  addWorkingTime,
  calendarOf,
  corporationByCode,
  corporations,
  declareDay,
  ensureCorporation,
  importOffices,
  isOpen,
  isWorkingDay,
  nthWorkingDayAfter,
  openSeconds,
  setHours,
  specialDaysBetween,
  swapDays,
  unitByCode,
  units,
  unitsUnder,
} from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'sangden-offices-'))
after(() => rmSync(folder, { recursive: true }))

const header = 'code,kind,name,corporation,parent,address,lon,lat,phone,opens,closes'
function csv(...lines: string[]): string {
  const path = join(folder, 'offices.csv')
  writeFileSync(path, [header, ...lines].join('\n'))
  return path
}

const good = [
  'PD01VP,office,"Phòng giao dịch Hoàn Kiếm",EVNHANOI,PD0100,"69 Đinh Tiên Hoàng, Hà Nội",105.853,21.028,19001288,08:00,16:30',
  'PD0100,unit,Điện lực Hoàn Kiếm,EVNHANOI,PD,,,,,,',
  'PD,company,Điện lực Hà Nội,EVNHANOI,EVNHANOI,,,,,,',
  'CC,care_centre,Trung tâm Chăm sóc khách hàng,EVNHANOI,,,,,19001288,00:00,24:00',
  'PE0100,unit,Sài Gòn,EVNHCMC,,,106.70,10.78,,,',
]

const refusedWith = (code: string) => (error: unknown) => error instanceof Problem && error.code === code
const events = async (ctx: Context) =>
  (await ctx.tx.selectFrom('kernel.event').select(['name', 'about', 'corporation_id']).orderBy('id').execute()).map(
    (e) => `${e.name} ${e.about}`,
  )

onDatabase('organisation', (story) => {
  const now = at('2026-11-20 09:00')

  story('an office list creates corporations and units, whatever the order of its rows', now, async (ctx) => {
    const report = await importOffices(ctx, csv(...good))
    assert.deepEqual(report.created, {
      corporations: 2,
      companies: 1,
      units: 2,
      offices: 1,
      care_centres: 1,
      updated: 0,
    })
    assert.equal(report.read, 5)
    assert.equal(report.accepted, 5)
    assert.deepEqual(report.warnings, ['tổng công ty EVNHANOI là mới: đã tạo', 'tổng công ty EVNHCMC là mới: đã tạo'])
    const hanoi = (await corporationByCode(ctx, 'EVNHANOI'))!
    assert.equal(hanoi.hotline, '19001288')
    const company = (await unitByCode(ctx, hanoi.id, 'PD'))!
    const unit = (await unitByCode(ctx, hanoi.id, 'PD0100'))!
    const office = (await unitByCode(ctx, hanoi.id, 'PD01VP'))!
    assert.deepEqual([company.parent_id, unit.parent_id, office.parent_id], [null, company.id, unit.id])
    assert.deepEqual([office.lon, office.lat, office.opens, office.closes], [105.853, 21.028, '08:00:00', '16:30:00'])
    const under = await unitsUnder(ctx, hanoi.id, [company.id, office.id]).execute()
    assert.deepEqual(under.map((u) => u.unit_id).sort(), [company.id, unit.id, office.id].sort())
    assert.deepEqual(await unitsUnder(ctx, undefined, [office.id]).execute(), [
      { corporation_id: hanoi.id, unit_id: office.id },
    ])
    assert.equal((await units(ctx)).length, 5)
    assert.deepEqual(await events(ctx), ['organisation.offices_imported offices.csv'])
  })

  story('reading the list again brings it up to date', now, async (ctx) => {
    await importOffices(ctx, csv(...good))
    const moved = good[0].replace('PD0100', 'PD').replace('16:30', '17:30')
    const report = await importOffices(ctx, csv(moved, good[2]))
    assert.deepEqual(report.created, {
      corporations: 0,
      companies: 0,
      units: 0,
      offices: 0,
      care_centres: 0,
      updated: 2,
    })
    const hanoi = (await corporationByCode(ctx, 'EVNHANOI'))!
    const office = (await unitByCode(ctx, hanoi.id, 'PD01VP'))!
    assert.equal(office.closes, '17:30:00')
    assert.equal(office.parent_id, (await unitByCode(ctx, hanoi.id, 'PD'))!.id)
    assert.equal((await units(ctx)).length, 5)
  })

  story('refuses the file and names each bad row', now, async (ctx) => {
    const bad = [
      'PD0200,unit,Hai Bà Trưng,EVNHANOI,NONE,,,,,,',
      'PD02VP,office,Under a refused unit,EVNHANOI,PD0200,,,,,,',
      'PD0100,unit,Again,EVNHANOI,PD,,,,,,',
      'PD0300,unit,Ba Đình,EVNHANOI,PD01VP,,,,,,',
      'PX,company,Under a unit,EVNHANOI,PD0100,,,,,,',
      'PD0400,shop,Đống Đa,EVNHANOI,PD,,,,,,',
      'PD0500,unit,Tây Hồ,EVNHANOI,PD,,21.03,105.8,,,',
      'PD0600,unit,Thanh Trì,EVNHANOI,PD,,,,,17:00,07:30',
      'PD0700,unit,Gia Lâm,evn-hanoi,PD,,,,,,',
      'PD0800,unit,ragged',
    ]
    const expected = [
      '7 parent NONE is not a unit of EVNHANOI, neither known nor accepted from this file',
      '8 parent PD0200 is not a unit of EVNHANOI, neither known nor accepted from this file',
      '9 code PD0100 stands on line 3 too',
      '10 parent PD01VP cannot stand over a unit',
      '11 parent PD0100 cannot stand over a company',
      '12 kind “shop” is not one of company, unit, office, care_centre',
      '13 lat “105.8” is not a latitude in degrees (are lon and lat swapped?)',
      '14 closes closes at 07:30, not after it opens at 17:00',
      '15 corporation “evn-hanoi” is not the code of a corporation (capital letters and digits)',
      '16  3 columns where the header has 11',
    ]
    const lines = (refused: readonly { line?: number; field?: string; reason: string }[]) =>
      refused.map((r) => `${r.line} ${r.field ?? ''} ${r.reason}`)
    const reader = { ...ctx, language: 'en' as const }
    await assert.rejects(importOffices(reader, csv(...good, ...bad)), (error) => {
      assert.ok(error instanceof Problem && error.code === 'imports/refused')
      assert.deepEqual(lines(error.refused), expected)
      return true
    })
    assert.equal((await units(ctx)).length, 0)
    // the good rows alone, when asked so; and a dry run tells the same and writes nothing
    const dry = await importOffices(reader, csv(...good, ...bad), { dryRun: true })
    assert.equal((await units(ctx)).length, 0)
    assert.equal((await corporations(ctx)).length, 0)
    const report = await importOffices(reader, csv(...good, ...bad), { skipBad: true })
    assert.deepEqual(lines(report.refused), expected)
    assert.deepEqual(report.created, {
      corporations: 2,
      companies: 1,
      units: 2,
      offices: 1,
      care_centres: 1,
      updated: 0,
    })
    // what differs is that corporations would be created, and are
    assert.match(dry.warnings[0]!, /would be created/)
    assert.deepEqual({ ...dry, warnings: [] }, { ...report, warnings: [] })
    assert.equal((await units(ctx)).length, 5)
    // a code does not change its kind under those that stand below it
    await assert.rejects(importOffices(ctx, csv('PD,office,Now an office,EVNHANOI,,,,,,,')), (error) => {
      assert.deepEqual(lines((error as Problem).refused), ['2 kind PD đã có với loại company'])
      return true
    })
  })

  story('corporation rows name a new one; --corporation fills the empty column', now, async (ctx) => {
    const report = await importOffices(
      ctx,
      csv(
        'EVN,group,EVN,,,,,,,,',
        'EVNLAO,corporation,Điện lực Lào,,EVN,,,,1900 1234,,',
        'A1,office,A,,EVNLAO,,102.6,17.9,,,',
        'B1,office,B,,,,2.35,48.85,,,',
      ),
      {
        corporation: 'EVNLAO',
      },
    )
    assert.deepEqual(report.created, {
      corporations: 1,
      companies: 0,
      units: 0,
      offices: 2,
      care_centres: 0,
      updated: 0,
    })
    assert.deepEqual(report.ignored, { group: 1 })
    assert.ok(report.warnings.includes('1 địa điểm nằm ngoài Việt Nam'))
    const made = (await corporationByCode(ctx, 'EVNLAO'))!
    assert.deepEqual([made.name, made.hotline], ['Điện lực Lào', '1900 1234'])
  })

  story('a clerk of one corporation cannot import for another, nor create one', now, async (ctx) => {
    const hanoi = await ensureCorporation(ctx, 'EVNHANOI')
    await seenAs(ctx, { corporations: [hanoi.id] }, async (clerk) => {
      const report = await importOffices(clerk, csv(...good), { skipBad: true })
      assert.deepEqual(
        report.refused.map((r) => `${r.line} ${r.field} ${r.reason}`),
        ['6 corporation EVNHCMC không phải tổng công ty mà bạn được nhập dữ liệu'],
      )
      assert.equal(report.created.corporations, 0)
      assert.equal((await units(clerk)).length, 4)
      const named = await importOffices(clerk, csv('EVNHCMC,corporation,Mine,,,,,,,,'), { skipBad: true })
      assert.equal(named.refused[0].reason, 'chỉ người thấy mọi tổng công ty mới được đặt tên tổng công ty')
    })
    const other = await ensureCorporation(ctx, 'EVNHCMC')
    await seenAs(ctx, { corporations: [other.id] }, async (stranger) => assert.deepEqual(await units(stranger), []))
  })

  story('the calendar of Viet Nam, of a corporation, of an office', now, async (ctx) => {
    await importOffices(ctx, csv(...good))
    assert.equal(await nthWorkingDayAfter(ctx, '2026-11-20', 2), '2026-11-25')
    assert.equal(await nthWorkingDayAfter(ctx, '2017-01-25', 1, 'EVNHANOI'), '2017-02-02')
    assert.equal(openSeconds(await calendarOf(ctx, 'EVNHANOI'), '2026-11-20'), 8 * 3600)
    // the office opens at 08:00 and closes at 16:30; lunch is the corporation's
    const office = await calendarOf(ctx, 'EVNHANOI', 'PD01VP')
    assert.equal(openSeconds(office, '2026-11-20'), 7 * 3600)
    assert.equal(iso(addWorkingTime(office, at('2026-11-20 16:00'), 3600)), '2026-11-23T08:30:00+07:00')
    assert.ok(isOpen(await calendarOf(ctx, 'EVNHANOI', 'CC'), at('2026-02-17 03:00')))
    // the same content is the same calendar, made once
    assert.equal(await calendarOf(ctx, 'EVNHANOI', 'PD01VP'), office)
    assert.equal(await calendarOf(ctx, 'EVNHANOI'), await calendarOf(ctx, 'EVNHANOI', 'PD0100'))

    await assert.rejects(nthWorkingDayAfter(ctx, '2026-02-30', 1), refusedWith('organisation/not-a-day'))
    await assert.rejects(nthWorkingDayAfter(ctx, '2026-02-03', 1.5), refusedWith('organisation/not-a-count'))
    await assert.rejects(nthWorkingDayAfter(ctx, '9999-02-03', 1), refusedWith('organisation/outside-calendar'))
    await assert.rejects(calendarOf(ctx, 'NONE'), refusedWith('organisation/unknown-corporation'))
    await assert.rejects(calendarOf(ctx, 'EVNHANOI', 'NONE'), refusedWith('organisation/unknown-unit'))
  })

  story('hours of a unit come from the nearest above, from their day on', now, async (ctx) => {
    await importOffices(ctx, csv(...good))
    const morning = [{ opens: '07:00', closes: '11:00' }]
    const whole = [...morning, { opens: '13:30', closes: '17:00' }]
    const set = (unit: string | undefined, valid_from: string | undefined, week: (typeof morning)[]) =>
      setHours(ctx, { corporation: 'EVNHANOI', unit, valid_from, week })
    await set(undefined, undefined, [whole, whole, whole, whole, whole, morning, []])
    await set('PD', '2026-12-01', [morning, [], [], [], [], [], []])
    const on = async (day: string, unit?: string) => openSeconds(await calendarOf(ctx, 'EVNHANOI', unit), day) / 3600
    assert.deepEqual([await on('2026-11-27'), await on('2026-11-28'), await on('2026-12-07')], [7.5, 4, 7.5])
    // PD has its own from December, before that the corporation's; PD0100 stands under it
    assert.deepEqual(
      [await on('2026-11-30', 'PD0100'), await on('2026-12-07', 'PD0100'), await on('2026-12-08', 'PD0100')],
      [7.5, 4, 0],
    )
    // the office that opens at 08:00 and closes at 16:30 keeps the lunch of those hours
    assert.equal(await on('2026-11-30', 'PD01VP'), 6)
    // the same week set again replaces it
    await set('PD', '2026-12-01', [whole, whole, [], [], [], [], []])
    assert.deepEqual([await on('2026-12-07', 'PD0100'), await on('2026-12-08', 'PD0100')], [7.5, 7.5])
    // hours of its own since ever stand alone, whatever the corporation's
    await set('CC', undefined, [morning, morning, morning, morning, morning, [], []])
    assert.equal(await on('2026-12-07', 'CC'), 4)
    for (const week of [
      [],
      [[{ opens: '09:00', closes: '08:00' }], [], [], [], [], [], []],
      [[], [], [], [], [], [], []],
    ]) {
      await assert.rejects(setHours(ctx, { corporation: 'EVNHANOI', week }), refusedWith('organisation/bad-hours'))
    }
    assert.ok((await events(ctx)).includes('organisation.calendar_changed 2026-12-01'))
  })

  story('an administrator declares days, for one corporation or for all, and takes them back', now, async (ctx) => {
    const hanoi = await ensureCorporation(ctx, 'EVNHANOI')
    await ensureCorporation(ctx, 'EVNHCMC')
    const works = async (day: string, corporation?: string) => isWorkingDay(await calendarOf(ctx, corporation), day)
    // storm: Hanoi is off
    const [storm, notice] = ['2026-12-01', '12/CĐ-UBND']
    assert.deepEqual(await declareDay(ctx, { day: storm, kind: 'off', notice, corporation: 'EVNHANOI' }), {
      day: storm,
      working_before: true,
      working_after: false,
    })
    assert.deepEqual(
      [await works(storm, 'EVNHANOI'), await works(storm, 'EVNHCMC'), await works(storm)],
      [false, true, true],
    )
    assert.equal(await nthWorkingDayAfter(ctx, '2026-11-30', 1, 'EVNHANOI'), '2026-12-02')
    // its own word stands above what is said for all afterwards
    await declareDay(ctx, { day: storm, kind: 'worked', notice: 'for all' })
    assert.equal(await works(storm, 'EVNHANOI'), false)
    await declareDay(ctx, { day: storm, kind: 'usual', notice: 'taken back', corporation: 'EVNHANOI' })
    assert.equal(await works(storm, 'EVNHANOI'), true)
    // an own word taken back leaves what was said for all
    await declareDay(ctx, { day: storm, kind: 'off', notice: 'for all' })
    assert.equal(await works(storm, 'EVNHANOI'), false)
    await declareDay(ctx, { day: storm, kind: 'usual', notice: 'taken back for all' })
    assert.deepEqual([await works(storm, 'EVNHANOI'), await works(storm)], [true, true])
    // the notice of 2027 swaps a Friday for a Saturday
    await swapDays(ctx, { off: '2027-01-04', worked: '2027-01-09', notice: '1/TB-BNV' })
    assert.deepEqual([await works('2027-01-04', 'EVNHCMC'), await works('2027-01-09', 'EVNHCMC')], [false, true])
    const days = await specialDaysBetween(ctx, '2027-01-01', '2027-01-31', 'EVNHCMC')
    assert.deepEqual(
      days.map((d) => [d.day, d.kind, d.holiday, d.swapped_with, d.notice]),
      [
        ['2027-01-01', 'off', 'new_year', null, 'Labour Code 2019 art. 112; Resolution 28/2026/QH16'],
        ['2027-01-04', 'off', null, '2027-01-09', '1/TB-BNV'],
        ['2027-01-09', 'worked', null, '2027-01-04', '1/TB-BNV'],
      ],
    )
    await assert.rejects(
      swapDays(ctx, { off: '2027-01-04', worked: '2027-01-16', notice }),
      refusedWith('organisation/swap-not-working'),
    )
    await assert.rejects(
      swapDays(ctx, { off: '2027-01-05', worked: '2027-01-06', notice }),
      refusedWith('organisation/swap-already-working'),
    )
    await assert.rejects(
      declareDay(ctx, { day: storm, kind: 'off', notice: '  ' }),
      refusedWith('organisation/notice-missing'),
    )
    await assert.rejects(
      declareDay(ctx, { day: '2026-13-01', kind: 'off', notice }),
      refusedWith('organisation/not-a-day'),
    )
    assert.deepEqual((await events(ctx)).at(-1), 'organisation.calendar_changed 2027-01-04')
    // what a corporation may not say: anything for all, or for another
    await seenAs(ctx, { corporations: [hanoi.id] }, async (own) => {
      await declareDay(own, { day: '2026-12-02', kind: 'off', notice, corporation: 'EVNHANOI' })
      await assert.rejects(
        declareDay(own, { day: '2026-12-02', kind: 'off', notice }),
        refusedWith('organisation/not-for-all'),
      )
      await assert.rejects(
        declareDay(own, { day: '2026-12-02', kind: 'off', notice, corporation: 'EVNHCMC' }),
        refusedWith('organisation/not-yours'),
      )
    })
  })
})
