/** How a page is looked at: nothing sticks out, every text is there, axe finds nothing. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The two ends between which a page must hold: a small telephone by day in Vietnamese, a wide screen by night in English. */
export const looks = [
  { width: 320, colorScheme: 'light', language: 'vi' },
  { width: 1440, colorScheme: 'dark', language: 'en' },
] as const
export type Look = (typeof looks)[number]

/** What axe finds on a page, a line each. An open dialog is looked at by itself: what lies behind it cannot be reached. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return (await page.evaluate(
    'axe.run(document.querySelector("[role=dialog]") ?? document).then((r) => r.violations.map((v) => [v.id, v.nodes[0].html, v.nodes[0].failureSummary].join(" ")))',
  )) as string[]
}

/** By how many px a page is wider than its window. */
export const tooWide = async (page: Page): Promise<number> =>
  Math.max(0, Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')))

/** What sticks out farthest. */
export const widest = (page: Page): Promise<string> =>
  page.evaluate(`[...document.body.querySelectorAll('*')]
    .filter((e) => e.getBoundingClientRect().right > innerWidth)
    .sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)
    .slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(' ')`)
