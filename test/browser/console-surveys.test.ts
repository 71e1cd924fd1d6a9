import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testServer } from '../../src/interfaces/server/testing.ts'
import { transaction } from '../../src/kernel/index.ts'
import { at, makeCopy } from '../../src/kernel/testing/index.ts'
import { town } from '../../src/planned-outages/testing/index.ts'
import { launch, noChromium } from './chromium.ts'
import { builtConsole } from './console.ts'
import { looks } from './look.ts'
import { press, Staff, says, tabTo } from './staff.ts'

const year = 2037

/** What customers think, at the console: a sample is drawn and asked by keyboard, its figures stand with their error. */
describe('satisfaction at the console', { skip: noChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sangden-console-surveys-'))
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let browser: Browser
  let corporation = ''
  const keys: Record<string, string> = {}
  let staff: Staff
  const open = (who: string, path: string) => staff.open(who, path)

  const ask = async (who: string, method: string, path: string, body?: unknown) => {
    const reply = await server.ask(method, `/api/v1${path}`, { key: keys[who]!, body })
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${reply.text}`)
    return reply.json
  }
  const follow = async (page: Page, name: string) => {
    await tabTo(page, page.getByRole('table').getByRole('link', { name, exact: true }))
    await page.keyboard.press('Enter')
  }
  const ready = (page: Page) =>
    page.waitForFunction('document.activeElement?.name === "q1" && !document.querySelector("form :checked[name=q1]")')

  before(async () => {
    copy = await makeCopy()
    server = await testServer(copy.db, { consoleRoot: await builtConsole(folder), dataDir: folder })
    // A year to come: a browser drops a cookie that has run out by its own clock. 2037 has the weekdays of 2026.
    server.clock.now = at('2037-03-10 09:00')
    corporation = (await transaction(copy.db, { actor: 'test', corporations: '*', now: server.clock.now }, town)).code
    for (const role of ['operator', 'manager'] as const)
      keys[role] = (await server.person(role, { role, corporation })).key
    browser = await launch()
    staff = new Staff(browser, server.url, () => server.clock.now)
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await copy?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a manager plans, draws, proves and invites; an operator is told that it is not theirs', async () => {
    const page = await open('manager', `/surveys/${year}`)
    await press(page, 'Lập kế hoạch')
    const dialog = page.getByRole('dialog')
    const size = dialog.getByLabel('Cỡ mẫu')
    await tabTo(page, size)
    await size.press('Control+a')
    await page.keyboard.type('10')
    await tabTo(page, dialog.getByLabel('Hạt giống'))
    await page.keyboard.type('s1')
    await press(page, 'Lập kế hoạch', dialog)
    await dialog.waitFor({ state: 'detached' })
    await press(page, 'Chọn 10 khách hàng')
    await says(dialog, 'Chọn 10 khách hàng từ hạt giống s1. Mẫu đã chọn thì không đổi được nữa.')
    await press(page, 'Chọn 10 khách hàng', dialog)
    await says(page, 'Tiến độ theo tầng')
    await press(page, 'Chọn lại và so sánh')
    await says(page, /trùng 10, chỉ có trong mẫu đã ghi 0, chỉ có khi chọn lại 0/)
    await press(page, 'Mời người chưa được mời')
    await press(page, 'Mời người chưa được mời', dialog)
    await says(page, /Đã mời 10 người/)
    const operators = await open('operator', `/surveys/${year}`)
    const draw = operators.getByRole('button', { name: 'Mời người chưa được mời' })
    await draw.waitFor()
    assert.equal(await draw.getAttribute('aria-description'), 'Vai trò của bạn không làm việc này')
  })

  test('an interview by keyboard: keys 0 to 9 and x, words, Ctrl+Enter; then the next; a refusal; nobody twice', async () => {
    const page = await open('operator', `/interview?corporation=${corporation}&year=${year}`)
    await says(page, 'Hôm nay còn 10 người cần hỏi')
    const name = () => page.locator('form a[href*="/customers/"]').textContent()
    await ready(page)
    const first = await name()
    await page.keyboard.type('8x7-6509') // the fourth is left out, the last is the overall score
    await page.keyboard.type('Điện chập chờn')
    await page.keyboard.press('Control+Enter')
    await says(page, /Đã ghi trả lời của/)
    await says(page, 'Hôm nay còn 9 người cần hỏi')
    await ready(page)
    const second = await name()
    assert.notEqual(second, first)
    const { rows } = await copy.db.pool.query('select answers, overall, words, via from surveys.sheet')
    assert.deepEqual(rows, [{ answers: [8, 10, 7, null, 6, 5, 0], overall: 9, words: 'Điện chập chờn', via: 'phone' }])

    await page.keyboard.press('Control+Enter')
    await says(page, 'Câu cuối cùng (nói chung) cần có điểm')
    await press(page, 'Từ chối trả lời')
    await says(page, /Từ chối trả lời$/)
    await says(page, 'Hôm nay còn 8 người cần hỏi')
    await ready(page)
    assert.ok(![first, second].includes(await name()))
    await page.goto(`${server.url}/console/interview?corporation=${corporation}&year=${year}&customer=${first}`)
    await says(page, /mỗi người chỉ được hỏi một lần/)
    assert.equal(await page.locator('form').count(), 0)
  })

  test('the figures: hidden while they are few, then with error, target in words, and who answered', async () => {
    const page = await open('manager', `/surveys?year=${year}`)
    await says(page, 'dưới 10 người trả lời, không hiển thị')
    await copy.db.pool.query(`insert into surveys.reporting_rule (from_year, to_year, group_min, satisfied_from, source)
      values (${year}, ${year}, 2, 7, 'test')`)
    await copy.db.pool.query(
      `insert into indicators.target (code, year, value, source) values ('satisfaction', ${year}, 3, 'test')`,
    )
    const { person } = await ask('operator', 'GET', `/surveys/interview?corporation=${corporation}&year=${year}`)
    await ask('operator', 'POST', '/surveys/answers', {
      corporation,
      year,
      customer: person.code,
      via: 'visit',
      overall: 8,
    })
    await page.reload()
    const row = page
      .getByRole('region', { name: 'Ước lượng và sai số' })
      .getByRole('row', { name: new RegExp(corporation) })
    await row.getByText('đạt', { exact: true }).or(row.getByText('✓')).first().waitFor()
    await page.getByRole('img', { name: /Điểm hài lòng 2037/ }).waitFor()
    const [estimate] = await ask('manager', 'GET', `/survey-estimates?year=${year}`)
    const two = (v: number) => v.toFixed(2).replace('.', ',')
    await says(row, two(estimate.mean))
    await says(row, `${two(estimate.ci_low)} – ${two(estimate.ci_high)}`)
    await says(page, '2 trong 10 người được chọn đã trả lời (20,0 %)')
    const answers = await open('manager', '/answers?from=2037-01-01&to=2037-12-31')
    await follow(answers, 'Mất điện')
    await says(answers, 'Điện chập chờn')
  })

  for (const look of looks)
    test(`axe finds nothing, nothing runs over the edge, no text is missing: ${Object.values(look).join(', ')}`, async () => {
      const pages: [who: string, path: string][] = [
        ['manager', `/surveys?year=${year}`],
        ['manager', `/surveys?year=${year}&by=factor&measure=share`],
        ['manager', `/surveys/${year}`],
        ['manager', `/surveys/${year - 1}`],
        ['operator', '/interview'],
        ['manager', '/answers?topic=outage'],
      ]
      assert.deepEqual(await staff.wrongs(look, pages, ['console', 'surveys']), [])
    })
})
