import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { assets, script } from '../../src/interfaces/portal/layout.ts'
import type { Context } from '../../src/kernel/index.ts'
import { at } from '../../src/kernel/testing/index.ts'
import { linkKey, personalToken } from '../../src/notices/index.ts'
import { restore, start } from '../../src/planned-outages/index.ts'
import { announced, type Town, town } from '../../src/planned-outages/testing/index.ts'
import { ask, drawSample, inviteSample, plan } from '../../src/surveys/index.ts'
import { noChromium } from './chromium.ts'
import { tooWide } from './look.ts'
import { clean as clean_, Site, title } from './site.ts'

/** The link of a question, in a real browser against the real server and database. */
describe('a customer who is asked', { skip: noChromium }, () => {
  let site: Site
  let there: Town
  let questions: string[] = []
  let yearly: string[] = []

  const at_ = <T>(civil: string, use: (ctx: Context) => Promise<T>) => site.at(civil, use)
  const open = (path: string, options?: BrowserContextOptions) => site.open(path, { bypassCSP: true, ...options })
  const clean = async (page: Page) => {
    assert.equal(await tooWide(page), 0, `${page.url()}: too wide`)
    await clean_(page)
  }
  const links = async (ctx: Context, about_kind: string) => {
    const { rows } = await sql<{ number: number; customer_id: number }>`
      select d.number, i.customer_id from surveys.draw d join surveys.invitation i on i.draw_id = d.id
      where d.about_kind = ${about_kind} order by i.customer_id`.execute(ctx.tx)
    const key = await linkKey(ctx)
    return rows.map((r) => `/danh-gia/${personalToken(key, r)}`)
  }
  const answers = () =>
    at_(
      '2026-03-21 09:00',
      async (ctx) => (await sql`select score, words, via from surveys.answer order by at, score`.execute(ctx.tx)).rows,
    )

  before(async () => {
    site = await Site.make()
    there = await at_('2026-03-14 09:00', town)
    const cut = await at_('2026-03-14 09:10', (ctx) => announced(ctx, { town: there }))
    await at_('2026-03-20 07:30', (ctx) => start(ctx, cut.id))
    await at_('2026-03-20 11:24', (ctx) => restore(ctx, cut.id))
    const { corporation_id, code: corporation } = there
    questions = await at_('2026-03-20 11:30', async (ctx) => {
      await sql`update surveys.ask_rule set sample_rate = 1, quiet_days = 0`.execute(ctx.tx)
      await ask(ctx, {
        corporation_id,
        about_kind: 'planned_outage',
        about: cut.id,
        code: 'CD-000001',
        customer_id: null,
        at: ctx.now,
      })
      return links(ctx, 'planned_outage')
    })
    yearly = await at_('2026-03-20 11:40', async (ctx) => {
      await plan(ctx, { corporation, year: 2026, sample_size: 6 })
      await drawSample(ctx, { corporation, year: 2026 })
      await inviteSample(ctx, { corporation, year: 2026 })
      return links(ctx, 'survey')
    })
    await site.listen()
  })
  after(() => site?.close())

  test('without JavaScript at 320 px: a tap, a word, thanks; a second time it says so and nothing changes', async () => {
    assert.equal(questions.length, 9)
    site.clock = at('2026-03-20 12:00')
    const page = await open(questions[0]!, { javaScriptEnabled: false })
    assert.equal(await title(page), 'Bạn hài lòng mức nào?')
    const ten = (await page.locator('.points label').nth(10).boundingBox())!
    assert.ok(ten.height >= 44 && ten.width >= 36, `${ten.width} x ${ten.height}`)
    await page.getByRole('radio', { name: '9' }).check()
    await page.getByLabel('Bạn muốn nói thêm điều gì?').fill('Báo trước rõ ràng <b>')
    await page.getByRole('button', { name: 'Gửi trả lời' }).click()
    assert.equal(await title(page), 'Cảm ơn bạn đã trả lời')
    await page.reload()
    assert.equal(await title(page), 'Cảm ơn bạn đã trả lời')
    await page.context().close()
    const again = await fetch(site.base + questions[0], {
      method: 'POST',
      body: new URLSearchParams({ score: '1' }),
      redirect: 'manual',
    })
    assert.equal(again.status, 409)
    assert.match(await again.text(), /Bạn đã trả lời rồi/)
    assert.deepEqual(await answers(), [{ score: 9, words: 'Báo trước rõ ràng <b>', via: 'web' }])
  })

  test('by keyboard and in English; the other language keeps the link', async () => {
    site.clock = at('2026-03-20 12:00')
    const page = await open(`/en${questions[1]}`)
    assert.equal(await title(page), 'How satisfied are you?')
    await page.getByRole('radio', { name: '5' }).focus()
    await page.keyboard.press('ArrowRight')
    assert.equal(await page.getByRole('radio', { name: '6' }).isChecked(), true)
    await page.getByRole('link', { name: 'VI, Tiếng Việt' }).click()
    assert.equal(await title(page), 'Bạn hài lòng mức nào?')
    await page.context().close()
  })

  test('forged, expired, empty: each is said, and nothing is written', async () => {
    const ask_ = async (path: string, body?: Record<string, string>) => {
      const reply = await fetch(
        site.base + path,
        body ? { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' } : {},
      )
      return [reply.status, /<h1>([^<]*)/.exec(await reply.text())?.[1]]
    }
    site.clock = at('2026-03-20 12:00')
    const forged = `${questions[2]!.slice(0, -1)}${questions[2]!.endsWith('A') ? 'B' : 'A'}`
    for (const path of [forged, '/danh-gia/x', `/danh-gia/${'A'.repeat(24)}`])
      for (const body of [undefined, { score: '10' }])
        assert.deepEqual(await ask_(path, body), [404, 'Liên kết này không đúng'])
    for (const score of ['', '11', '-1', '7.5', 'x'])
      assert.deepEqual(await ask_(questions[2]!, { score, words: 'giữ lại' }), [422, 'Bạn hài lòng mức nào?'])
    site.clock = at('2026-03-28 12:00')
    for (const body of [undefined, { score: '10' }])
      assert.deepEqual(await ask_(questions[2]!, body), [410, 'Đã hết hạn trả lời'])
    assert.equal((await answers()).length, 1)
  })

  test('the yearly survey: seven factors and one for all, some left out', async () => {
    site.clock = at('2026-03-21 10:00')
    const page = await open(yearly[0]!, { javaScriptEnabled: false })
    assert.equal(await title(page), 'Khảo sát hài lòng khách hàng 2026')
    const groups = page.getByRole('group')
    assert.equal(await groups.count(), 8)
    for (const [i, score] of [
      [0, 8],
      [2, 6],
      [7, 7],
    ] as const)
      await groups
        .nth(i)
        .getByRole('radio', { name: String(score), exact: true })
        .check()
    await page.getByRole('button', { name: 'Gửi trả lời' }).click()
    assert.equal(await title(page), 'Cảm ơn bạn đã trả lời')
    await page.context().close()
    const [sheet] = await at_(
      '2026-03-21 10:01',
      async (ctx) =>
        (await sql`select answers, overall, via, weight > 0 as weighted from surveys.sheet`.execute(ctx.tx)).rows,
    )
    assert.deepEqual(sheet, { answers: [8, null, 6, null, null, null, null], overall: 7, via: 'web', weighted: true })
  })

  test('axe finds nothing, light and dark, form and answers; the page stays under 30 kB with its fonts; its own sheet is not blocked', async () => {
    site.clock = at('2026-03-20 12:00')
    const paths = [questions[3]!, `/en${yearly[1]!}`, questions[0]!, '/danh-gia/x']
    for (const [colorScheme, width] of [
      ['light', 320],
      ['dark', 1440],
    ] as const)
      for (const path of paths) {
        const page = await open(path, { colorScheme, viewport: { width, height: 640 } })
        await clean(page)
        await page.context().close()
      }
    const fonts = assets.filter((one) => /pro-[47]00\.woff2$/.test(one.path))
    assert.equal(fonts.length, 2)
    const shared = fonts.reduce((sum, one) => sum + one.body.length, 0) + gzipSync(script.body).length
    for (const path of paths) {
      const bytes = gzipSync(await (await fetch(site.base + path)).text()).length + shared
      assert.ok(bytes < 30_000, `${path}: ${bytes} bytes with fonts and script`)
    }
    const said: string[] = []
    const context = await site.browser!.newContext()
    const page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()))
    await page.goto(site.base + questions[3]!, { waitUntil: 'networkidle' })
    assert.deepEqual(
      said.filter((one) => !/service ?worker/i.test(one)),
      [],
    )
    assert.equal(await page.evaluate('getComputedStyle(document.querySelector(".points")).display'), 'grid')
    await context.close()
  })
})
