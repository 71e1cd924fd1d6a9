import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { transaction } from '../../kernel/index.ts'
import { at, makeCopy } from '../../kernel/testing/index.ts'
import { places } from '../../organisation/index.ts'
import { show } from '../../planned-outages/index.ts'
import { planCountry, planFeeder } from './country.ts'
import { writeCustomers, writeInterruptions, writeNetwork } from './files.ts'
import { demo, type Made } from './index.ts'

const now = at('2026-11-24 10:00')

describe('the plan of the demo country', () => {
  it('hangs every customer on a transformer, whatever the seed and the number (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1000, max: 200_000 }), (seed, customers) => {
        const country = planCountry(seed, customers)
        assert.equal(
          country.feeders.reduce((sum, f) => sum + f.customers, 0),
          customers,
        )
        for (const f of country.feeders.slice(0, 5)) {
          const own = planFeeder(f, seed).sections.flatMap((s) => s.transformers)
          assert.equal(
            own.reduce((sum, t) => sum + t.customers, 0),
            f.customers,
          )
          assert.equal(new Set(own.map((t) => t.id)).size, own.length)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('names communes that exist, of the province they are in', () => {
    for (const f of planCountry(2017, 50_000).feeders)
      assert.ok(
        places.communesOf(f.province.code).some((c) => c.code === f.commune.code),
        f.commune.name,
      )
  })

  it('is the same country for the same seed, and another for another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sangden-country-'))
    try {
      const hash = async (seed: number) => {
        const country = planCountry(seed, 3000)
        const digest = createHash('sha256')
        for (const file of [
          await writeNetwork(folder, country, 'EVNHANOI'),
          await writeCustomers(folder, country, 'EVNHANOI'),
          await writeInterruptions(folder, country, now),
        ])
          digest.update(await readFile(file))
        return digest.digest('hex')
      }
      assert.equal(await hash(1), await hash(1))
      assert.notEqual(await hash(1), await hash(2))
      const rows = (await readFile(join(folder, 'customers-EVNHANOI.csv'), 'utf8')).trim().split('\n').slice(1)
      for (const row of rows) {
        const [code, , , , , phone, email] = row.split(',')
        assert.match(code!, /^[A-Z]{2}[A-Z0-9]{4}\d{7}$/)
        if (phone) assert.match(phone, /^051\d{7}$/)
        if (email) assert.match(email, /@khachhang\.invalid$/)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('the demo country in a database', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let folder: string
  let made: Made
  before(async () => {
    copy = await makeCopy()
    folder = await mkdtemp(join(tmpdir(), 'sangden-country-'))
    made = (await demo(copy.db, { customers: 2000, now, dataDir: folder }))!
  })
  after(async () => {
    await copy?.drop()
    await rm(folder, { recursive: true, force: true })
  })
  const as = { actor: 'test', corporations: '*' as const, now }
  const one = async <T>(query: string): Promise<T> =>
    (await transaction(copy.db, as, async (ctx) => (await sql<T>`${sql.raw(query)}`.execute(ctx.tx)).rows[0]!)) as T

  it('has five corporations, their offices, and every customer', async () => {
    assert.deepEqual(
      await one(
        'select (select count(*) from organisation.corporation)::integer as c, (select count(*) from customers.customer)::integer as n',
      ),
      { c: 5, n: 2000 },
    )
    const { offices } = await one<{ offices: number }>(
      "select count(*)::integer as offices from organisation.unit where kind in ('office', 'care_centre')",
    )
    assert.ok(offices > 850 && offices < 950, `${offices} offices`)
  })

  it('shows a living day: under way, late, restored too late, a fault open', async () => {
    const day = made.day.EVNHANOI!
    const outage = (code: string) => transaction(copy.db, as, (ctx) => show(ctx, code))
    assert.equal((await outage(day.under_way!)).state, 'started')
    const late = await outage(day.late!)
    assert.ok(
      late.state === 'started' &&
        late.back_at < now &&
        late.promises.some((p) => p.kind === 'power_back' && p.broken === p.customers),
    )
    const restored = await outage(day.late_restored!)
    assert.ok(restored.steps.some((s) => s.late_s === 14 * 60))
    assert.equal((await outage(day.cancelled!)).state, 'cancelled')
    assert.equal((await outage(day.postponed!)).version, 2)
    const announced = await outage(day.announced!)
    assert.equal(announced.messages.queued, 0)
    assert.ok(announced.messages.sent > 0)
  })

  it('is not made twice, and not where there are customers of somebody', async () => {
    assert.equal(await demo(copy.db, { customers: 2000, now, dataDir: folder }), undefined)
    await transaction(copy.db, as, (ctx) => sql`delete from kernel.setting where name = 'demo'`.execute(ctx.tx))
    await assert.rejects(
      demo(copy.db, { customers: 2000, now, dataDir: folder }),
      (e: { code?: string }) => e.code === 'demo/not-empty',
    )
  })
})
