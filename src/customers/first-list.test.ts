import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Context, type ImportReport, transaction } from '../kernel/index.ts'
import { at, makeCopy, onDatabase } from '../kernel/testing/index.ts'
import { importNetwork } from '../network/index.ts'
import { importCustomers } from './import-customers.ts'

const folder = mkdtempSync(join(tmpdir(), 'sangden-first-list-'))
after(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const network = write(
  'network.csv',
  `id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat
S,source,S,AAA,E1,471,,n0,ABC,false,,
T1,transformer,T1,AAA,E1,471,n0,,ABC,false,,
T2,transformer,T2,AAA,E1,471,n0,,ABC,false,,
S,source,S,BBB,E2,471,,n0,ABC,false,,
T3,transformer,T3,BBB,E2,471,n0,,ABC,false,,
`,
)
const header = 'code,name,class,area,transformer,phone,email,language,address,commune,province,priority,monthly_kwh'
const now = at('2026-11-24 09:00')

/** K9 is a customer of BBB: AAA's tables are not there yet. */
async function two(ctx: Context): Promise<void> {
  await importNetwork(ctx, network, { format: 'csv' })
  await importCustomers(ctx, write('other.csv', `${header}\nK9,Kia,residential,urban,T3,,,,,,,,\n`), {
    corporation: 'BBB',
  })
}

/** All that is stored of AAA's customers, but for the numbers that they were given. */
const stored = async ({ tx }: Context) =>
  (
    await sql`
    select to_jsonb(c) - 'id' as c, (select jsonb_agg(to_jsonb(p) - 'id' - 'customer_id') from customers.service_point p where p.customer_id = c.id) as p,
      (select jsonb_agg(to_jsonb(k) - 'customer_id' order by k.channel) from customers.contact k where k.customer_id = c.id) as k
    from customers.customer c join organisation.corporation o on o.id = c.corporation_id where o.code = 'AAA' order by c.code`.execute(
      tx,
    )
  ).rows

const begun = ({ tx }: Context) =>
  sql`select customers.house(id) from organisation.corporation where code = 'AAA'`.execute(tx)

async function undone<T>({ tx }: Context, use: () => Promise<T>): Promise<T> {
  await sql`savepoint here`.execute(tx)
  const result = await use()
  await sql`rollback to savepoint here`.execute(tx)
  return result
}

const cell = (...common: string[]) => fc.constantFrom(...common)
const row = fc.tuple(
  cell('K1', 'K2', 'K3', 'K4', 'K5', 'K9', 'K 6', ''),
  fc.oneof(cell('Nguyễn Văn An', ''), fc.string({ unit: 'grapheme', maxLength: 8 })),
  cell('residential', 'non_residential', 'residential', 'house'),
  cell('urban', 'rural'),
  cell('T1', 'T2', 'T1', 'T3', 'T9'),
  cell('', '0912 345 678', '12'),
  cell('', 'An@evn.com.vn', `"o'b\\n"@x.vn`, 'a\\b@evn.vn'),
  cell('', 'vi', 'en', 'fr'),
  fc.oneof(cell('', '12 Lò Đúc, Hà Nội'), fc.string({ unit: 'grapheme', maxLength: 8 })),
  cell('', 'Hai Bà Trưng'),
  cell('', 'Hà\tNội'),
  cell('', 'hospital'),
  cell('', '120000.5', 'x'),
)
const quoted = (text: string) => `"${text.replaceAll('\u0000', '').replaceAll('"', '""')}"`
const lines = (rows: string[][]) => `${header}\n${rows.map((cells) => `${cells.map(quoted).join(',')}\n`).join('')}`

onDatabase('the first list of a corporation', (story) => {
  story('is refused, read and stored as one that is set beside others, whatever stands in it', now, async (ctx) => {
    await two(ctx)
    const options = { corporation: 'AAA', skipBad: true }
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
        const file = write('any.csv', lines(rows))
        const took = async () => ({ report: await importCustomers(ctx, file, options), stored: await stored(ctx) })
        const first = await undone(ctx, took)
        const beside = await undone(ctx, async () => {
          await begun(ctx)
          return took()
        })
        assert.deepEqual(first, beside)
        const dry = await undone(ctx, () => importCustomers(ctx, file, { ...options, dryRun: true }))
        const { created: _, ...told } = first.report
        const { created: __, ...foretold } = dry
        assert.deepEqual(told, foretold)
      }),
      { numRuns: 40 },
    )
  })

  story('is refused for a code that comes twice, a transformer and a customer of others', now, async (ctx) => {
    await two(ctx)
    const known = (await stored(ctx)).length
    for (const [text, wrong] of [
      ['K1,A,residential,urban,T1\nK1,B,residential,urban,T2', 'K1'],
      ['K1,A,residential,urban,T3', 'T3'],
      ['K9,A,residential,urban,T1', 'K9'],
    ] as const) {
      const file = write('wrong.csv', `code,name,class,area,transformer\n${text}\n`)
      await undone(ctx, () =>
        assert.rejects(
          importCustomers(ctx, file, { corporation: 'AAA' }),
          (error: { code?: string; params?: object }) => {
            assert.equal(error.code, 'imports/refused')
            assert.match(JSON.stringify(error.params), new RegExp(wrong))
            return true
          },
        ),
      )
    }
    assert.equal((await stored(ctx)).length, known)
  })

  story('many turns and blocks of numbers: each row is there once, under its own number', now, async (ctx) => {
    await two(ctx)
    const many = 30_000
    const text = Array.from(
      { length: many },
      (_, i) =>
        `P${i},Nguyễn ${i},residential,urban,T${1 + (i % 2)},091${String(i).padStart(7, '0')},,,"${'x'.repeat(90)}\n"`,
    )
    text.splice(20_000, 0, `P17,Hai,residential,urban,T1,,,,`)
    const file = write(
      'many.csv',
      `code,name,class,area,transformer,phone,email,language,address\n${text.join('\n')}\n`,
    )
    const report = await importCustomers(ctx, file, { corporation: 'AAA', skipBad: true })
    assert.deepEqual(report.created, { customers: many, updated: 0, moved: 0, service_points: many, contacts: many })
    assert.deepEqual(
      report.refused.map((r) => r.line),
      [2 + 2 * 20_000],
    )
    const { rows } = await sql`
      select count(*)::integer as n, count(distinct c.id)::integer as ids, count(distinct p.id)::integer as points,
        bool_and(p.code = c.code || '001' and k.address = '+8491' || lpad(substr(c.code, 2), 7, '0')) as theirs
      from customers.customer c join customers.service_point p on p.corporation_id = c.corporation_id and p.customer_id = c.id
      join customers.contact k on k.corporation_id = c.corporation_id and k.customer_id = c.id`.execute(ctx.tx)
    assert.deepEqual(rows, [{ n: many, ids: many, points: many, theirs: true }])
  })
})

it('while a first list comes in, others read and write; of two first lists of one corporation the second waits', async () => {
  const copy = await makeCopy()
  const as = { actor: 'test', corporations: '*' as const, now }
  const list = (code: string) => write(`${code}.csv`, `${header}\n${code},A,residential,urban,T1,,,,,,,,\n`)
  try {
    await transaction(copy.db, as, two)
    let second: Promise<ImportReport> | undefined
    await transaction(copy.db, as, async (ctx) => {
      await importCustomers(ctx, list('K1'), { corporation: 'AAA' })
      await transaction(copy.db, as, async (other) => {
        await sql`set local lock_timeout = '2s'`.execute(other.tx)
        assert.equal((await sql`select from customers.customer`.execute(other.tx)).rows.length, 1)
        await sql`update customers.customer set name = 'Khác'`.execute(other.tx)
        await importCustomers(other, write('b.csv', `${header}\nK8,B,residential,urban,T3,,,,,,,,\n`), {
          corporation: 'BBB',
        })
      })
      second = transaction(copy.db, as, (other) => importCustomers(other, list('K2'), { corporation: 'AAA' }))
      await new Promise((r) => setTimeout(r, 300))
    })
    assert.equal((await second!).accepted, 1)
    const codes = await transaction(copy.db, as, async ({ tx }) =>
      (await sql<{ code: string }>`select code from customers.customer order by code`.execute(tx)).rows.map(
        (r) => r.code,
      ),
    )
    assert.deepEqual(codes, ['K1', 'K2', 'K8', 'K9'])
  } finally {
    await copy.drop()
  }
})
