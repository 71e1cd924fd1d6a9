/** The customers' site in a real browser, on the real server and database. */
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { portalOn } from '../../src/interfaces/portal/plugin.ts'
import { type App, buildServer } from '../../src/interfaces/server/build.ts'
import { type Context, transaction } from '../../src/kernel/index.ts'
import { at, makeCopy } from '../../src/kernel/testing/index.ts'
import { launch } from './chromium.ts'
import { violations } from './look.ts'

export class Site {
  readonly copy: Awaited<ReturnType<typeof makeCopy>>
  /** Of the server; the database's transactions below have theirs. */
  clock: Date
  base = ''
  browser: Browser | undefined
  #app: App | undefined

  private constructor(copy: Awaited<ReturnType<typeof makeCopy>>, clock: Date) {
    this.copy = copy
    this.clock = clock
  }

  /** An empty database; what the customers find is put into it before `listen`. */
  static async make(): Promise<Site> {
    return new Site(await makeCopy(), at('2026-03-10 09:00'))
  }

  /** Sets the clock, and does something at that moment. */
  at<T>(civil: string, use: (ctx: Context) => Promise<T>): Promise<T> {
    this.clock = at(civil)
    return transaction(this.copy.db, { actor: 'lan', corporations: '*', now: this.clock }, use)
  }

  async listen(): Promise<void> {
    const given = { db: this.copy.db, dataDir: tmpdir(), logger: false as const, now: () => this.clock, routes: [] }
    const portal: Parameters<typeof buildServer>[0]['portal'] = (scope, site) =>
      portalOn(scope, { ...site, least_ms: 50 })
    this.#app = await buildServer({ ...given, portal })
    await this.#app.listen({ port: 0, host: '127.0.0.1' })
    this.base = `http://127.0.0.1:${(this.#app.server.address() as AddressInfo).port}`
    this.browser = await launch()
  }

  async close(): Promise<void> {
    await this.browser?.close()
    await this.#app?.close()
    await this.copy.drop()
  }

  /** On a small telephone. No script may fail. */
  async open(path: string, options: BrowserContextOptions = {}, prepare?: (page: Page) => void): Promise<Page> {
    const context = await this.browser!.newContext({ viewport: { width: 320, height: 568 }, ...options })
    const page = await context.newPage()
    page.on('pageerror', (error) => assert.fail(`a script failed: ${error.message}`))
    prepare?.(page)
    await page.goto(this.base + path)
    return page
  }
}

export const title = async (page: Page): Promise<string> => (await page.locator('h1').textContent()) ?? ''

/** Axe finds nothing. */
export const clean = async (page: Page): Promise<void> => assert.deepEqual(await violations(page), [], page.url())
