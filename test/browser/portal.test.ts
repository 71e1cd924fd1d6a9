import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import type { Context } from '../../src/kernel/index.ts'
import { at } from '../../src/kernel/testing/index.ts'
import * as cuts from '../../src/planned-outages/index.ts'
import { announced, type Town, town } from '../../src/planned-outages/testing/index.ts'
import { noChromium } from './chromium.ts'
import { clean, Site, title } from './site.ts'

/** Daily jobs 1 and 2 of a customer, in a real browser against the real server and database. */
describe('a customer at the portal', { skip: noChromium }, () => {
  let site: Site
  let there: Town
  let cut = ''

  const customer = (n: number) => `PD${there.code.slice(4).padStart(4, '0')}${String(n).padStart(6, '0')}`
  const at_ = <T>(civil: string, use: (ctx: Context) => Promise<T>) => site.at(civil, use)
  const open = (path: string, options?: BrowserContextOptions) => site.open(path, options)

  before(async () => {
    site = await Site.make()
    there = await at_('2026-03-14 09:00', town)
    cut = (await at_('2026-03-14 09:10', (ctx) => announced(ctx, { town: there }))).id
    await at_('2026-03-20 07:30', (ctx) => cuts.start(ctx, cut))
    await site.listen()
  })
  after(() => site?.close())

  test('without JavaScript: one field, one tap, the answer above the fold; then the other language', async () => {
    site.clock = at('2026-03-20 10:42')
    const page = await open('/', { javaScriptEnabled: false })
    await page.getByLabel('Mã khách hàng').fill(customer(4).toLowerCase())
    await page.getByRole('button', { name: 'Xem' }).click()
    assert.equal(await title(page), 'Điện có lại lúc 11:30 hôm nay')
    const { y, height } = (await page.locator('h1').boundingBox())!
    assert.ok(y + height < 568)
    await page.getByRole('link', { name: 'EN, English' }).click()
    assert.equal(await title(page), 'Power will be back at 11:30 today')
    await page.context().close()
  })

  test('without JavaScript: three taps report it, and a known cut is said before anything is asked', async () => {
    const page = await open(`/kh/${customer(10)}`, { javaScriptEnabled: false })
    await page.getByRole('link', { name: 'Chỗ tôi mất điện' }).click()
    assert.equal(await title(page), 'Bạn thấy gì?')
    await page.getByRole('button', { name: 'Cả nhà mất điện' }).click()
    assert.match(await title(page), /^Đã nhận lúc 10:42/)
    await page.goto(`${site.base}/kh/${customer(4)}`)
    await page.getByRole('link', { name: 'Vẫn chưa có điện?' }).click()
    assert.equal(await page.locator('.state').textContent(), 'Chúng tôi đã biết. Bạn không cần báo thêm.')
    await page.context().close()
  })

  test('without JavaScript: cuts by day and place, a cut’s page, what was kept', async () => {
    const page = await open('/', { javaScriptEnabled: false })
    await page.getByRole('link', { name: /^Đang mất điện/ }).click()
    assert.equal(await page.locator('.count').textContent(), '1 nơi đang mất điện')
    await page.locator('.places a').click()
    assert.match((await page.locator('.block').first().textContent()) ?? '', /9 khách hàng đang chờ/)
    await page.getByRole('link', { name: 'Giữ lời với khách hàng' }).click()
    assert.equal(await title(page), 'Giữ lời với khách hàng')
    await page.context().close()
  })

  test('by keyboard alone, from the first page to the report', async () => {
    const page = await open('/')
    await page.locator('body').press('Tab') // skip link
    await page.keyboard.press('Tab') // brand
    await page.keyboard.press('Tab') // language
    await page.keyboard.press('Tab')
    await page.keyboard.type(customer(10))
    await page.keyboard.press('Enter')
    await page.waitForURL(/tra-cuu/)
    assert.equal(await title(page), 'Không ghi nhận mất điện ở chỗ bạn')
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/bao-mat-dien/)
    assert.equal(await title(page), 'Bạn thấy gì?')
    await page.context().close()
  })

  test('axe finds nothing on the way, served as it is served', async () => {
    for (const [path, scheme] of [
      [`/kh/${customer(4)}`, 'dark'],
      [`/en/kh/${customer(10)}`, 'light'],
      ['/dang-mat-dien', 'dark'],
      [`/cat-dien/${cut}`, 'light'],
    ] as const) {
      const page = await open(path, { colorScheme: scheme, bypassCSP: true })
      await clean(page)
      await page.context().close()
    }
  })

  test('an open page changes by itself when power is back, without losing the reader’s place', async () => {
    const page = await open(`/kh/${customer(4)}`)
    assert.equal(await title(page), 'Điện có lại lúc 11:30 hôm nay')
    await page.getByRole('link', { name: 'Báo cho tôi khi có điện' }).focus()
    await at_('2026-03-20 11:24', (ctx) => cuts.restore(ctx, cut))
    await page.getByRole('heading', { name: 'Có lại lúc 11:24' }).waitFor({ timeout: 15_000 })
    assert.equal(await title(page), 'Có lại lúc 11:24 hôm nay, sớm 6 phút')
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'A')
    assert.equal(await page.getByRole('status').last().textContent(), 'Có lại lúc 11:24 hôm nay, sớm 6 phút')
    await page.context().close()
  })

  test('with no signal the last answer is there, and says how old it is', async () => {
    site.clock = at('2026-03-20 11:30')
    const page = await open(`/kh/${customer(4)}`)
    await page.evaluate(
      'navigator.serviceWorker.ready.then((r) => new Promise((done) => (function wait() { navigator.serviceWorker.controller ? done() : setTimeout(wait, 50) })()))',
    )
    const said = await title(page)
    await page.reload() // now through the service worker, which keeps it
    await page.waitForTimeout(300)
    await page.context().setOffline(true)
    await page.reload()
    assert.equal(await title(page), said)
    assert.match((await page.locator('.offline').textContent()) ?? '', /ngoại tuyến.*\d\d:\d\d hôm nay/)
    assert.equal(await page.locator('.offline').isVisible(), true)
    await page.goto(`${site.base}/giu-loi`)
    assert.equal(await title(page), 'Bạn đang ngoại tuyến')
    await page.context().setOffline(false)
    await page.goto(`${site.base}/kh/${customer(4)}`)
    assert.equal(await page.locator('.offline').isVisible(), false)
    await page.context().close()
  })
})
