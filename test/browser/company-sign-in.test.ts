import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { CompanySignIn } from '../../src/access/testing/index.ts'
import { password, testServer } from '../../src/interfaces/server/testing.ts'
import { makeCopy } from '../../src/kernel/testing/index.ts'
import { launch, noChromium } from './chromium.ts'
import { builtConsole } from './console.ts'
import { tooWide, violations, widest } from './look.ts'
import { press, says, tabTo } from './staff.ts'

/** The whole way through a real provider in a real browser, by keyboard. */
describe('signing in at the console with the company’s account', { skip: noChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sangden-company-'))
  const contexts: BrowserContext[] = []
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let company: CompanySignIn
  let browser: Browser
  const unset = () => {
    for (const name of Object.keys(process.env)) if (name.startsWith('OIDC_')) delete process.env[name]
  }

  before(async () => {
    copy = await makeCopy()
    server = await testServer(copy.db, { consoleRoot: await builtConsole(folder), dataDir: folder })
    server.clock.now = new Date() // the provider's tokens and the browser's cookies are of real time
    await server.person('chief', { role: 'administrator' })
    company = await CompanySignIn.start({ id: 'sangden', origin: server.url })
    company.people.set('lan', { preferred_username: 'lan', name: 'Nguyễn Thị Lan', sangden: ['planner@AA'] })
    company.people.set('moi', { preferred_username: 'moi', name: 'Trần Văn Mới', sangden: [] })
    Object.assign(process.env, { OIDC_ISSUER: company.issuer, OIDC_CLIENT_ID: 'sangden', OIDC_CONTACT: 'phòng CNTT' })
    browser = await launch()
  })
  after(async () => {
    unset()
    await browser?.close()
    await server?.close()
    await company?.stop()
    await copy?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (path: string, width = 1280, language = 'vi'): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true, locale: 'vi-VN' })
    contexts.push(context)
    context.setDefaultTimeout(20_000)
    await context.addInitScript((l) => localStorage.setItem('language', l), language)
    const page = await context.newPage()
    page.on('pageerror', (error) => assert.fail(`a script failed: ${error.message}`))
    await page.goto(`${server.url}/console${path}`)
    return page
  }
  const button = (page: Page) => page.getByRole('link', { name: 'Đăng nhập bằng tài khoản công ty' })

  /** The provider's own two pages: who it is, and that Sáng Đèn may know it. */
  const atProvider = async (page: Page, typed: string) => {
    await page.waitForURL((url) => url.origin === company.issuer)
    await page.locator('input[name=login]').fill(typed)
    await page.locator('input[name=password]').fill('x')
    await page.keyboard.press('Enter')
    await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' })
    await page.locator('button[type=submit]').press('Enter')
  }

  test('from the page that was asked for, through the provider, and back to it; and out of both', async () => {
    const page = await open('/outages?state=planned')
    await tabTo(page, button(page))
    await page.keyboard.press('Enter')
    await atProvider(page, 'lan')
    await page.waitForURL((url) => url.pathname === '/console/outages' && url.search === '?state=planned')
    await page.locator('main h1').first().waitFor()
    await press(page, /Nguyễn Thị Lan/)
    await page.getByRole('menuitem', { name: 'Đăng xuất' }).press('Enter')
    await page.waitForURL((url) => url.href.startsWith(`${company.issuer}/session/end`))
    await page.locator('button[name=logout]').press('Enter')
    await page.waitForURL((url) => url.pathname === '/console/sign-in')
    await page.goto(`${server.url}/console/`)
    await page.waitForURL((url) => url.pathname === '/console/sign-in') // ours has ended
    await button(page).press('Enter')
    await page.locator('input[name=login]').waitFor() // and so has the provider's
  })

  test('who has no role reads whom to ask on the sign-in page', async () => {
    const page = await open('/')
    await button(page).press('Enter')
    await atProvider(page, 'moi')
    await page.waitForURL((url) => url.pathname === '/console/sign-in')
    assert.match(
      (await page.getByRole('alert').textContent()) ?? '',
      /moi chưa được giao vai trò nào trong Sáng Đèn; hãy liên hệ phòng CNTT/,
    )
    assert.deepEqual(await violations(page), [])
    await page.getByRole('button', { name: 'English' }).press('Enter')
    await says(page, /moi has no role in Sáng Đèn yet; ask phòng CNTT/)
  })

  for (const [width, language] of [
    [390, 'vi'],
    [1440, 'en'],
  ] as const) {
    test(`the page at ${width} px in ${language}: nothing sticks out, axe finds nothing, up or down`, async () => {
      const page = await open('/sign-in', width, language)
      const look = async () => {
        assert.equal(await tooWide(page), 0, await widest(page))
        assert.deepEqual(await violations(page), [])
      }
      await page.getByRole('link').first().waitFor()
      await look()
      process.env.OIDC_ISSUER = 'http://127.0.0.1:9'
      await page.reload()
      await page.getByRole('status').waitFor()
      await look()
      assert.equal(await page.getByRole('link').count(), 0)
      process.env.OIDC_ISSUER = company.issuer
    })
  }

  test('while it is down, the local form is ready to be typed into', async () => {
    process.env.OIDC_ISSUER = 'http://127.0.0.1:9'
    const page = await open('/sign-in')
    await says(page, /không trả lời.*Bạn vẫn có thể đăng nhập bằng mật khẩu/)
    await page.waitForFunction('document.activeElement?.autocomplete === "username"')
    await page.keyboard.type('chief')
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === '/console/')
    process.env.OIDC_ISSUER = company.issuer
  })
})
