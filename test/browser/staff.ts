/** The staff at the console in a real browser, as they work: by keyboard. */
import assert from 'node:assert/strict'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { password } from '../../src/interfaces/server/testing.ts'
import { type Look, tooWide, violations, widest } from './look.ts'

/** Goes to something with Tab alone, as who has no mouse does. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor()
  for (let presses = 0; presses < 120; presses += 1) {
    if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab does not lead to ${wanted}`)
}

/** A button, by Tab and Enter. */
export async function press(page: Page, name: string | RegExp, within: Page | Locator = page): Promise<void> {
  await tabTo(page, within.getByRole('button', { name, exact: typeof name === 'string' }))
  await page.keyboard.press('Enter')
}

export const says = (page: Page | Locator, text: string | RegExp): Promise<void> =>
  page.getByText(text).first().waitFor()

export class Staff {
  /** By login. */
  readonly signedIn = new Map<string, BrowserContext>()
  readonly #browser: Browser
  readonly #url: string
  readonly #now: (() => Date) | undefined
  readonly #patience_ms: number

  /** @param now what the pages' clock shows; without it theirs is the browser's */
  constructor(browser: Browser, url: string, now?: () => Date, patience_ms = 20_000) {
    this.#browser = browser
    this.#url = url
    this.#now = now
    this.#patience_ms = patience_ms
  }

  /** A page of a person who signs in by keyboard, the first time and on each new day. */
  async open(who: string, path: string): Promise<Page> {
    const before = this.signedIn.get(who)
    const context =
      before ??
      (await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true, locale: 'vi-VN' }))
    this.signedIn.set(who, context)
    context.setDefaultTimeout(this.#patience_ms)
    const page = context.pages()[0] ?? (await context.newPage())
    if (!before) page.on('pageerror', (error) => assert.fail(`a script failed: ${error.message}`))
    await this.#setClock(page)
    await page.goto(`${this.#url}/console${path}`)
    // whoever is not signed in is taken to sign in, and then to where they wanted
    const signIn = page.waitForFunction('document.activeElement?.autocomplete === "username"').then(() => true)
    const inside = page
      .locator('nav')
      .first()
      .waitFor()
      .then(() => false)
    if (await Promise.race([signIn, inside])) {
      await page.keyboard.type(who)
      await page.keyboard.press('Tab')
      await page.keyboard.type(password)
      await page.keyboard.press('Enter')
    }
    for (const ended of [signIn, inside]) ended.catch(() => {})
    await page.waitForURL((url) => url.pathname === `/console${path.split('?')[0]}`)
    await page.locator('main h1').first().waitFor()
    return page
  }

  /** All open pages see what time it is now. */
  async tellTime(): Promise<void> {
    for (const context of this.signedIn.values()) for (const page of context.pages()) await this.#setClock(page)
  }

  /**
   * What is wrong with pages as these people see them, a line each: too wide, a text that is missing, what axe finds.
   * @param rooms whose keys would be seen where a text is missing
   * @param ready what is done before the look, and waited for
   */
  async wrongs(
    look: Look,
    pages: readonly (readonly [who: string, path: string])[],
    rooms: readonly string[],
    ready: (page: Page, path: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<string[]> {
    const found: string[] = []
    const missing = new RegExp(`\\b(${rooms.join('|')})\\.[a-z][\\w.-]+`, 'g')
    const contexts = new Map<string, BrowserContext>()
    for (const [who, path] of pages) {
      if (!contexts.has(who)) contexts.set(who, await this.#looking(who, look))
      const page = await contexts.get(who)!.newPage()
      await this.#setClock(page)
      await page.goto(`${this.#url}/console${path}`)
      await page.locator('main h1').first().waitFor()
      // everything that was asked for is there
      await page.waitForFunction('document.querySelector(".waiting") === null')
      await ready(page, path)
      await page.waitForTimeout(150)
      assert.equal(new URL(page.url()).pathname, `/console${path.split('?')[0]}`)
      const wide = await tooWide(page)
      if (wide > 0) found.push(`${path}: ${wide} px too wide: ${await widest(page)}`)
      const text = String(await page.evaluate('document.body.innerText'))
      for (const [key] of text.matchAll(missing)) found.push(`${path}: no text for ${key}`)
      found.push(...(await violations(page)).map((v) => `${path}: ${v}`))
      await page.close()
    }
    for (const context of contexts.values()) await context.close()
    return found
  }

  async #looking(who: string, { width, colorScheme, language }: Look): Promise<BrowserContext> {
    await this.open(who, '/')
    const context = await this.#browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      bypassCSP: true,
      storageState: await this.signedIn.get(who)!.storageState(),
    })
    context.setDefaultTimeout(this.#patience_ms)
    await context.addInitScript((l) => localStorage.setItem('language', l), language)
    return context
  }

  async #setClock(page: Page): Promise<void> {
    if (this.#now) await page.clock.setFixedTime(this.#now())
  }
}
