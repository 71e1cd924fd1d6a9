import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { type Context, type Database, transaction } from '../../kernel/index.ts'
import { at, makeCopy } from '../../kernel/testing/index.ts'
import { ensureCorporation } from '../../organisation/index.ts'
import { closeMonth } from '../../reliability/index.ts'
import { companyPages } from './company.ts'

describe('how a corporation kept its word', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let app: FastifyInstance
  let clock = at('2026-11-24 10:00')
  let gone = false
  let asked = 0
  const write = <T>(use: (ctx: Context) => Promise<T>) =>
    transaction(copy.db, { actor: 'lan', corporations: '*', now: clock }, use)

  before(async () => {
    copy = await makeCopy()
    await write(async (ctx) => {
      const { id } = await ensureCorporation(ctx, 'EVNTEST')
      await sql`insert into interruptions.customers_served (corporation_id, month, customers, recorded_at, actor)
        values (${id}, '2026-10-01', 1000, ${ctx.now}, 'test')`.execute(ctx.tx)
    })
    const db = Object.defineProperty({ ...copy.db } as Database, 'kysely', {
      get() {
        asked++
        if (gone) throw new Error('the database is gone')
        return copy.db.kysely
      },
    })
    app = Fastify()
    companyPages(app, { db, now: () => clock })
  })
  after(async () => {
    await app?.close()
    await copy?.drop()
  })
  const get = async (url: string) => {
    const { statusCode, body } = await app.inject({ url })
    return { status: statusCode, body }
  }

  test('from memory: asked once a minute, an open month says so, a closed one shows its hash counted again', async () => {
    assert.match((await get('/giu-loi/EVNTEST/2026-10')).body, /Tháng 10\/2026 chưa chốt/)
    const { sha256 } = await write((ctx) => closeMonth(ctx, { corporation: 'EVNTEST', month: '2026-10' }))
    const before = asked
    clock = new Date(clock.getTime() + 59_000)
    assert.match((await get('/giu-loi/EVNTEST')).body, /chưa chốt/, 'the same month, within the minute')
    assert.equal(asked, before)
    clock = at('2026-11-24 10:02')
    const { body } = await get('/giu-loi/EVNTEST/2026-10')
    assert.match(body, /Đếm lại từ từng lần mất điện ra đúng số đã ký/)
    assert.ok(body.includes(sha256))
    assert.match((await get('/en/giu-loi/EVNTEST/2026-10')).body, /gives what was signed/)
  })

  test('unknown corporations and months are pages that are not there', async () => {
    for (const path of ['NOPE', 'EVNTEST/2026-13', 'EVNTEST/2027-01', 'EVNTEST/1990-01', "EVNTEST/'--"])
      assert.equal((await get(`/giu-loi/${encodeURI(path)}`)).status, 404, path)
  })

  test('when the database is gone the last answer is given with its age', async () => {
    await get('/giu-loi/EVNTEST/2026-10')
    gone = true
    clock = at('2026-11-24 10:30')
    const { status, body } = await get('/giu-loi/EVNTEST/2026-10')
    assert.equal(status, 200)
    assert.match(body, /class="stale"/)
    gone = false
  })
})
