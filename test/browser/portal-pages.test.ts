import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { assets, policy } from '../../src/interfaces/portal/layout.ts'
import type { Lang } from '../../src/interfaces/portal/words.ts'
import { launch, noChromium } from './chromium.ts'
import { sample, samples } from './portal-samples.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Every state of every page, as the server sends it, with its content security policy. */
function serve(): Promise<Server> {
  const server = createServer((request, reply) => {
    const path = request.url ?? '/'
    const file = assets.find((one) => one.path === path)
    if (file) return reply.writeHead(200, { 'content-type': file.type }).end(file.body)
    const [, en, name] = /^\/(en\/)?([\w-]+)$/.exec(path) ?? []
    if (!samples.includes(name)) return reply.writeHead(404).end()
    reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
    reply.end(sample(name, en ? 'en' : 'vi'))
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)))
}

describe('the pages of the portal', { skip: noChromium }, () => {
  let server: Server
  let browser: Browser
  let base: string
  before(async () => {
    ;[server, browser] = await Promise.all([serve(), launch()])
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    await browser?.close()
    server?.close()
  })

  const looks: { width: number; colorScheme: 'light' | 'dark'; lang: Lang }[] = [
    { width: 320, colorScheme: 'light', lang: 'vi' },
    { width: 1440, colorScheme: 'dark', lang: 'en' },
  ]
  for (const { width, colorScheme, lang } of looks)
    test(`axe finds nothing and nothing runs over the edge: ${width} px, ${colorScheme}, ${lang}`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 640 }, colorScheme, bypassCSP: true })
      const page = await context.newPage()
      const found: string[] = []
      for (const name of samples) {
        await page.goto(`${base}/${lang === 'en' ? 'en/' : ''}${name}`)
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        if (Number(wide) > 0) found.push(`${name}: ${wide} px too wide`)
        await page.evaluate(axe)
        const violations = (await page.evaluate(
          'axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations)',
        )) as {
          id: string
          nodes: { html: string; failureSummary: string }[]
        }[]
        for (const v of violations) found.push(`${name}: ${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`)
      }
      await context.close()
      assert.deepEqual(found, [])
    })

  test('the answer stands above the fold at 320 px', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 568 } })
    for (const name of [
      'on',
      'out',
      'overdue',
      'fault',
      'coming',
      'coming-changed',
      'cancelled',
      'kept',
      'broken',
      'stale',
    ]) {
      await page.goto(`${base}/${name}`)
      const bottom = await page.evaluate('document.querySelector(".hero .small").getBoundingClientRect().bottom')
      assert.ok(Number(bottom) <= 568, `${name}: the answer ends at ${bottom} px`)
    }
    await page.close()
  })

  test('nothing is blocked by the content security policy, and nothing is asked of anyone else', async () => {
    const page = await browser.newPage()
    const said: string[] = []
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()))
    page.on('request', (request) => request.url().startsWith(base) || said.push(request.url()))
    for (const name of ['first', 'out', 'promises-kept'])
      await page.goto(`${base}/${name}`, { waitUntil: 'networkidle' })
    // The service worker is not served here.
    assert.deepEqual(
      said.filter((one) => !/404|ServiceWorker|service worker/i.test(one)),
      [],
    )
    await page.close()
  })

  test('by keyboard: first the skip link, then brand, language, field, button', async () => {
    const page = await browser.newPage()
    await page.goto(`${base}/first`)
    const stops: string[] = []
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('Tab')
      stops.push(await focused(page))
    }
    assert.deepEqual(stops, ['A.skip', 'A.brand', 'A', 'INPUT', 'BUTTON.button'])
    await page.close()
  })

  test('stacked marks are drawn by our own font and are not clipped', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 640 } })
    await page.goto(`${base}/out`)
    const ours = await page.evaluate(
      `document.fonts.load('700 32px "Be Vietnam Pro"', 'ẵệữỖ').then((f) => f.length > 0 && document.fonts.check('700 32px "Be Vietnam Pro"', 'ẵệữỖ'))`,
    )
    assert.equal(ours, true)
    const tight = await page.evaluate(
      `[...document.querySelectorAll('h1, h2, p, dd, dt, a, span')].filter((e) => parseFloat(getComputedStyle(e).lineHeight) < 1.45 * parseFloat(getComputedStyle(e).fontSize)).map((e) => e.outerHTML.slice(0, 80))`,
    )
    assert.deepEqual(tight, [])
    await page.close()
  })
})

const focused = (page: Page): Promise<string> =>
  page.evaluate(`((e) => e.tagName + (e.className ? '.' + e.className.split(' ')[0] : ''))(document.activeElement)`)
