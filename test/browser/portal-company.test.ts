/** A corporation's public page, on the real server and database: how it kept its word, month by month. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Context } from '../../src/kernel/index.ts'
import { ensureCorporation } from '../../src/organisation/index.ts'
import { make, settle } from '../../src/promises/index.ts'
import { closeMonth } from '../../src/reliability/index.ts'
import { noChromium } from './chromium.ts'
import { looks, tooWide, violations, widest } from './look.ts'
import { Site } from './site.ts'

/** Two months in which power went, and promises were kept and broken; a third of which nothing is known. */
async function history(ctx: Context): Promise<void> {
  const { id } = await ensureCorporation(ctx, 'EVNTEST')
  for (const [n, month] of ['2026-01', '2026-02'].entries()) {
    await sql`insert into interruptions.customers_served (corporation_id, month, customers, recorded_at, actor)
      values (${id}, ${`${month}-01`}, 1000, ${ctx.now}, 'test')`.execute(ctx.tx)
    await sql`insert into interruptions.interruption values (${id}, md5(${month})::uuid, ${month}, 'import', null, ${ctx.now}, 'test')`.execute(
      ctx.tx,
    )
    await sql`insert into interruptions.step (corporation_id, interruption_id, step_no, out_at, restored_at, customers, origin, excluded, recorded_at, actor)
      values (${id}, md5(${month})::uuid, 1, ${`${month}-05 08:00+07`}::timestamptz, ${`${month}-05 10:00+07`}::timestamptz,
        ${100 * (n + 1)}, 'fault', false, ${ctx.now}, 'test')`.execute(ctx.tx)
    const due = new Date(`${month}-05T10:00:00+07:00`)
    const common = { corporation_id: id, customers: 100, parts: 'customers', counted_at: due, rule: 'test' } as const
    const [promise] = await make(ctx, [
      { ...common, kind: 'power_back', about_kind: 'planned_outage', about: ctx.newId(), due },
    ])
    const settlement = { corporation_id: id, promise_id: promise!, evidence_kind: 'test' }
    await settle(ctx, { ...settlement, evidence: '1', customers: 90, at: due })
    await settle(ctx, { ...settlement, evidence: '2', customers: 10, at: new Date(due.getTime() + 3_600_000) })
  }
}

describe('the page of how a corporation kept its word', { skip: noChromium }, () => {
  let site: Site
  let sha256 = ''
  before(async () => {
    site = await Site.make()
    await site.at('2026-03-10 09:00', async (ctx) => {
      await history(ctx)
      sha256 = (await closeMonth(ctx, { corporation: 'EVNTEST', month: '2026-01' })).sha256
    })
    await site.listen()
  })
  after(() => site?.close())

  const months = [
    ['closed', '2026-01'],
    ['open', '2026-02'],
  ] as const
  for (const { width, colorScheme, language } of looks)
    for (const [state, month] of months)
      test(`a month that is ${state}: axe finds nothing, nothing runs over the edge: ${width} px, ${colorScheme}, ${language}`, async () => {
        const path = `${language === 'en' ? '/en' : ''}/giu-loi/EVNTEST/${month}`
        const page = await site.open(path, { viewport: { width, height: 640 }, colorScheme, bypassCSP: true })
        const text = (await page.locator('main').textContent()) ?? ''
        assert.equal(text.includes(sha256), state === 'closed', 'only a closed month has a hash')
        const open = language === 'vi' ? /chưa chốt/ : /is not closed/
        if (state === 'open') assert.match(text, open)
        else assert.doesNotMatch(text, open)
        assert.deepEqual(await violations(page), [])
        assert.equal(await tooWide(page), 0, await widest(page))
        await page.context().close()
      })
})
