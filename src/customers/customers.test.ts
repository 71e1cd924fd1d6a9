import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Context, dayOf, ranges } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { importNetwork } from '../network/index.ts'
import { byCode, byPhone, transformersOf } from './find.ts'
import { importCustomers } from './import-customers.ts'
import { countAt, pointsAt, priorityAt, recipientsAt } from './recipients.ts'
import { isEmail, maskedPhone, phoneNumber } from './rules.ts'

const folder = mkdtempSync(join(tmpdir(), 'sangden-customers-'))
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

//  S ── B1 ──┬── T1
//            └── T2
const network = write(
  'network.csv',
  `id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat
S,source,S,AAA,E1,471,,n0,ABC,false,,
B1,breaker,B1,AAA,E1,471,n0,n1,ABC,false,,
T1,transformer,T1,AAA,E1,471,n1,,ABC,false,,
T2,transformer,T2,AAA,E1,471,n1,,ABC,false,,
`,
)
const header = 'code,name,class,area,transformer,phone,email,language,address,commune,province,priority'

async function town(ctx: Context): Promise<{ corporation_id: number; T1: number; T2: number; all: string }> {
  await importNetwork(ctx, network, { format: 'csv' })
  const rows = await ctx.tx
    .selectFrom('network.point')
    .select(['mrid', 'transformer_id', 'corporation_id'])
    .orderBy('mrid')
    .execute()
  return {
    corporation_id: rows[0]!.corporation_id!,
    T1: rows[0]!.transformer_id!,
    T2: rows[1]!.transformer_id!,
    all: ranges.setOf(rows.map((r) => r.transformer_id!)),
  }
}

describe('what customers write of themselves', () => {
  it('phone numbers come in one form, however they are written', () => {
    for (const text of [
      '0912 345 678',
      '+84912345678',
      '84.912.345.678',
      '(0)912-345-678'.replace('(0)', '0'),
      '0084912345678',
    ])
      assert.equal(phoneNumber(text), '+84912345678', text)
    for (const text of ['', '912345678', '0012345678', '09123', 'abc', '+849123456780123456'])
      assert.equal(phoneNumber(text), undefined, text)
    assert.equal(maskedPhone('+84912345678'), '+84912***678')
  })
  it('a phone number in one form stays itself (property)', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = phoneNumber(text)
        return once === undefined || phoneNumber(once) === once
      }),
    )
  })
  it('no e-mail address starts another header line', () => {
    assert.ok(isEmail('an@evn.com.vn'))
    for (const text of ['a@b', 'a b@c.vn', 'a@b.vn\r\nBcc: x@y.vn', '<a@b.vn>', '@b.vn'])
      assert.ok(!isEmail(text), text)
  })
})

onDatabase('customers', (story) => {
  story('a list is read, each bad row refused with its line, field and reason', at('2026-11-24 09:00'), async (ctx) => {
    await town(ctx)
    const file = write(
      'bad.csv',
      `${header}
PD0100000001,"Nguyễn Văn
An",residential,urban,T1,0912 345 678,an@evn.com.vn,vi,"12 Lò Đúc, Hà Nội",Hai Bà Trưng,Hà Nội,
PD0100000002,B,residential,urban,T9,,,,,,,
PD0100000003,C,house,urban,T1,,,,,,,
PD0100000004,D,residential,urban,T2,12,,,,,,
PD0100000001,E,residential,urban,T2,,,,,,,
PD0100000005,F,residential
PD0100000006,Bệnh viện,non_residential,urban,T2,,bv@evn.com.vn,en,,,,hospital
`,
    )
    const report = await importCustomers(ctx, file, { skipBad: true })
    assert.deepEqual([report.read, report.accepted, report.refused_count], [7, 2, 5])
    assert.deepEqual(
      report.refused.map((r) => [r.line, r.field]),
      [
        [4, 'transformer'],
        [5, 'class'],
        [6, 'phone'],
        [7, 'code'],
        [8, undefined],
      ],
    )
    assert.equal((await byCode(ctx, 'PD0100000001'))?.name, 'Nguyễn Văn\nAn')
    assert.deepEqual(
      (await byPhone(ctx, '0912345678')).map((c) => c.code),
      ['PD0100000001'],
    )
  })

  story(
    'without --skip-bad one bad row refuses the file and nothing is written',
    at('2026-11-24 09:00'),
    async (ctx) => {
      await town(ctx)
      const file = write(
        'one-bad.csv',
        `${header}\nPD01,A,residential,urban,T1,,,,,,,\nPD02,B,residential,urban,T9,,,,,,,\n`,
      )
      await sql`savepoint s`.execute(ctx.tx)
      await assert.rejects(
        importCustomers(ctx, file),
        (e: { code?: string; refused?: unknown[] }) => e.code === 'imports/refused' && e.refused!.length === 1,
      )
      await sql`rollback to s`.execute(ctx.tx)
      assert.equal(await byCode(ctx, 'PD01'), undefined)
    },
  )

  story(
    'a customer who moves has a new service point from that day, and the old one before it',
    at('2026-11-24 09:00'),
    async (ctx) => {
      const { corporation_id, T1, T2 } = await town(ctx)
      await importCustomers(ctx, write('a.csv', `${header}\nPD01,A,residential,urban,T1,0912345678,,,,,,\n`))
      const moved = await importCustomers(
        ctx,
        write('b.csv', `${header}\nPD01,A,residential,urban,T2,0912345679,,,,,,\n`),
      )
      assert.deepEqual([moved.created.updated, moved.created.moved], [1, 1])
      const customer = (await byCode(ctx, 'PD01'))!
      const on = async (day: string) => (await transformersOf(ctx, customer, day)).map((p) => p.transformer_id)
      assert.deepEqual([await on('2026-11-23'), await on('2026-11-24')], [[T1], [T2]])
      assert.equal(await countAt(ctx, corporation_id, ranges.setOf([T1]), ctx.now), 0)
      assert.deepEqual((await byPhone(ctx, '+84912345679')).length, 1)
    },
  )

  story(
    'known, moved, new and foreign customers in one file: each gets what is theirs, and new ones a number of their own',
    at('2026-11-24 09:00'),
    async (ctx) => {
      const { corporation_id, T2 } = await town(ctx)
      await importCustomers(
        ctx,
        write('1.csv', `${header}\nPD01,A,residential,urban,T1,0912345678,,,,,,\nPD02,B,residential,urban,T1,,,,,,,\n`),
      )
      const { rows } = await sql<{ id: number }>`
        insert into organisation.corporation (code, name, name_en, created_at) values ('YY', 'Y', 'Y', now()) returning id`.execute(
        ctx.tx,
      )
      await sql`select customers.house(${rows[0]!.id}::smallint)`.execute(ctx.tx)
      await sql`insert into customers.customer (corporation_id, code, name, class, area, recorded_at) values (${rows[0]!.id}, 'PY01', 'Y', 'residential', 'urban', now())`.execute(
        ctx.tx,
      )
      const before = await byCode(ctx, 'PD01')
      const report = await importCustomers(
        ctx,
        write(
          '2.csv',
          `${header}\nPD03,"C\n1",residential,urban,T2,0912345673,c@evn.com.vn,en,,,,\nPY01,Y,residential,urban,T1,,,,,,,\nPD02,B2,residential,urban,T2,,b@evn.com.vn,,,,,\nPD01,A,residential,urban,T1,0912345678,,,,,,\nPD04,D,residential,urban,T2,,,,,,,\n`,
        ),
        { skipBad: true },
      )
      assert.deepEqual(
        report.refused.map((r) => [r.line, r.reason]),
        [[4, 'PY01 là khách hàng của tổng công ty khác']],
      )
      assert.deepEqual(report.created, { customers: 2, updated: 2, moved: 1, service_points: 3, contacts: 3 })
      assert.equal((await byCode(ctx, 'PD01'))!.id, before!.id)
      const ids = await Promise.all(['PD01', 'PD02', 'PD03', 'PD04'].map(async (code) => (await byCode(ctx, code))!.id))
      assert.equal(new Set(ids).size, 4)
      const { rows: next } = await sql<{ id: number }>`
        insert into customers.customer (corporation_id, code, name, class, area, recorded_at) values (${corporation_id}, 'PD05', 'E', 'residential', 'urban', now()) returning id`.execute(
        ctx.tx,
      )
      assert.ok(!ids.includes(next[0]!.id), 'the sequence goes on behind them')
      const told = await recipientsAt(ctx, corporation_id, ranges.setOf([T2]), ctx.now)
        .orderBy('customer_id')
        .execute()
      assert.deepEqual(
        told.map((r) => [r.customer_id, r.channel, r.language]),
        [
          [ids[1], 2, 0],
          [ids[2], 1, 1],
          [ids[3], 0, 0],
        ],
      )
    },
  )

  story(
    'each customer is told once, also with several service points; the count is the same',
    at('2026-11-24 09:00'),
    async (ctx) => {
      const { corporation_id, T1, T2, all } = await town(ctx)
      await importCustomers(
        ctx,
        write(
          'c.csv',
          `${header}\nPD01,A,residential,urban,T1,0912345678,,,,,,\nPD02,B,residential,urban,T2,,b@evn.com.vn,en,,,,\nPD03,Nhà máy nước,non_residential,urban,T2,,,,,,,water_works\n`,
        ),
      )
      const first = (await byCode(ctx, 'PD01'))!
      await sql`insert into customers.service_point (corporation_id, customer_id, transformer_id, code, notice_channel, additional) values (${corporation_id}, ${first.id}, ${T2}, 'PD01002', 1, true)`.execute(
        ctx.tx,
      )
      const told = async (set: string) =>
        (await recipientsAt(ctx, corporation_id, set, ctx.now).orderBy('customer_id').execute()).map((r) => [
          r.customer_id - first.id,
          r.channel,
          r.language,
        ])
      assert.deepEqual(await told(all), [
        [0, 1, 0],
        [1, 2, 1],
        [2, 0, 0],
      ])
      assert.deepEqual(
        (await told(ranges.setOf([T2]))).map((r) => r[0]),
        [0, 1, 2],
      )
      assert.deepEqual(
        (await told(ranges.setOf([T1]))).map((r) => r[0]),
        [0],
      )
      assert.equal(await countAt(ctx, corporation_id, all, ctx.now), 3)
      assert.equal((await pointsAt(ctx, corporation_id, all, ctx.now).execute()).length, 4)
      assert.deepEqual(
        (await priorityAt(ctx, corporation_id, all, ctx.now)).map((c) => [c.code, c.priority]),
        [['PD03', 'water_works']],
      )
      assert.equal(dayOf(ctx.now), '2026-11-24')
    },
  )

  story('another corporation sees none of them', at('2026-11-24 09:00'), async (ctx) => {
    const { corporation_id, all } = await town(ctx)
    await importCustomers(ctx, write('d.csv', `${header}\nPD01,A,residential,urban,T1,0912345678,,,,,,\n`))
    await seenAs(ctx, { corporations: [corporation_id + 1] }, async (other) => {
      assert.equal(await byCode(other, 'PD01'), undefined)
      assert.deepEqual(await byPhone(other, '0912345678'), [])
      assert.equal(await countAt(other, corporation_id, all, other.now), 0)
    })
  })
})
