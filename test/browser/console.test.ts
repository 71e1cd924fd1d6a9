import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { testServer } from '../../src/interfaces/server/testing.ts'
import { type Context, transaction } from '../../src/kernel/index.ts'
import { at, makeCopy } from '../../src/kernel/testing/index.ts'
import { type Town, town } from '../../src/planned-outages/testing/index.ts'
import { launch, noChromium } from './chromium.ts'
import { builtConsole } from './console.ts'
import { looks } from './look.ts'
import { press, Staff, says, tabTo } from './staff.ts'

/**
 * The daily jobs of the staff (4, 5, 6, 8, 10) in a real browser against the real server and database, by keyboard.
 *
 *  S1 ──B1──●──SW1──●──SW2──●── N.O. TIE ──●──B2── S2
 *           T1 (3)  T2 (2)  T3 (4)         T4 (1)
 */
describe('the staff at the console', { skip: noChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sangden-console-'))
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let browser: Browser
  let there: Town
  let staff: Staff
  const open = (who: string, path: string) => staff.open(who, path)

  const as = <T>(use: (ctx: Context) => Promise<T>): Promise<T> =>
    transaction(copy.db, { actor: 'test', corporations: '*', now: server.clock.now }, use)
  const customer = (n: number) => `PD${there.code.slice(4).padStart(4, '0')}${String(n).padStart(6, '0')}`

  /** Server and pages look at the same clock. */
  const setClock = async (civil: string) => {
    server.clock.now = at(civil)
    await staff.tellTime()
  }

  const choose = async (page: Page, field: Locator, device: string) => {
    await tabTo(page, field)
    await page.keyboard.type(device)
    await page.getByRole('option', { name: device }).first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
  }

  before(async () => {
    copy = await makeCopy()
    server = await testServer(copy.db, { consoleRoot: await builtConsole(folder), dataDir: folder })
    // A year to come: a browser drops a cookie that has run out by its own clock. 2037 has the weekdays of 2026.
    server.clock.now = at('2037-03-10 09:00')
    there = await as(town)
    for (const role of ['planner', 'manager', 'dispatcher', 'operator', 'analyst'] as const)
      await server.person(role, { role, corporation: there.code })
    await server.person('administrator', { role: 'administrator' })
    browser = await launch()
    staff = new Staff(browser, server.url, () => server.clock.now, 10_000)
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await copy?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  let code = ''

  test('a planner chooses devices and at once reads who is affected, what stands against it, and the messages', async () => {
    const page = await open('planner', '/outages/new')
    await choose(page, page.getByRole('combobox', { name: 'Thiết bị mở' }), 'SW1')
    const since = Date.now()
    await says(page, '6 khách hàng mất điện, 2 trạm')
    assert.ok(Date.now() - since < 2000, `${Date.now() - since} ms`)
    await says(page, /1 khách hàng trên 100.000 kWh mỗi tháng phải được báo bằng văn bản/)
    await press(page, 'Thêm bước')
    const second = page.getByRole('group', { name: 'Bước 2' })
    await choose(page, second.getByRole('combobox', { name: 'Thiết bị đóng' }), 'TIE')
    await choose(page, second.getByRole('combobox', { name: 'Thiết bị mở' }), 'SW2')
    // after step 2 the far end is fed over the tie: only T2 is still out
    await says(page, 'Số trạm còn mất điện sau từng bước: 1')
    await tabTo(page, page.getByRole('textbox', { name: 'Lý do' }))
    await page.keyboard.type('Thay dao cách ly')
    await says(page, /Ly do: Thay dao cach ly/)
    await press(page, 'Lưu kế hoạch cho 6 khách hàng')
    await page.waitForURL(/\/outages\/CD-/)
    code = page.url().split('/').at(-1)!
    const approve = page.getByRole('button', { name: 'Duyệt' })
    assert.equal(await approve.getAttribute('aria-disabled'), 'true')
    assert.equal(await approve.getAttribute('aria-description'), 'Vai trò của bạn không làm việc này')
  })

  test('a manager approves; the planner’s page knows it without being loaded again, and tells 6 customers', async () => {
    const planner = await open('planner', `/outages/${code}`)
    await says(planner, 'Đã lập kế hoạch')
    const manager = await open('manager', `/outages/${code}`)
    await press(manager, 'Duyệt')
    const sure = manager.getByRole('dialog')
    await sure.getByText('Duyệt lần cắt điện chạm đến 6 khách hàng.').waitFor()
    await press(manager, 'Duyệt', sure)
    await says(manager, 'Đã duyệt')
    await press(planner, 'Báo 6 khách hàng')
    await press(planner, 'Báo 6 khách hàng', planner.getByRole('dialog'))
    await says(planner, 'Đã thông báo')
    await says(planner, /Báo cho 6 khách hàng/)
    await says(planner, 'Có điện lại đúng giờ: thứ Ba 17/03, 11:30')
  })

  test('a dispatcher starts it, gives a part back with a tap that can be taken back, and the rest too late', async () => {
    await setClock('2037-03-17 07:30')
    const page = await open('dispatcher', `/outages/${code}`)
    await press(page, 'Bắt đầu cắt điện')
    await press(page, 'Bắt đầu cắt điện', page.getByRole('dialog'))
    await says(page, 'Đang cắt điện')

    await setClock('2037-03-17 10:42')
    await press(page, 'Làm bước này')
    const bar = page.getByRole('region', { name: 'Bước vừa thao tác, chưa ghi' })
    await bar.getByText('Thao tác lúc 10:42').waitFor()
    await page.keyboard.press('Enter') // the focus is on "Hoàn tác"
    await bar.waitFor({ state: 'detached' })
    const shown = async () => (await server.ask('GET', `/api/v1/planned-outages/${code}`, { key: viewer })).json
    const viewer = (await server.person('viewer', { role: 'dispatcher', corporation: there.code })).key
    assert.equal((await shown()).steps.length, 0)

    await press(page, 'Làm bước này')
    // what the tap says is recorded, however late "Ghi ngay" is pressed
    await setClock('2037-03-17 10:45')
    await bar.getByRole('button', { name: 'Ghi ngay' }).press('Enter')
    await says(page, 'Đóng điện lại cho 4 khách hàng; còn 2')
    assert.deepEqual(
      (await shown()).steps.map((s: { customers: number; still_out: number; at: string }) => [
        s.customers,
        s.still_out,
        s.at.slice(11, 16),
      ]),
      [[4, 2, '10:42']],
    )

    await setClock('2037-03-17 11:44')
    await page.reload()
    await says(page, 'Quá giờ')
    await press(page, 'Đóng điện toàn bộ')
    await press(page, 'Đóng điện toàn bộ', page.getByRole('dialog'))
    await says(page, 'Đã có điện lại')
    await says(page, 'muộn 14 phút')
    await says(page, 'sớm 48 phút')
    await says(page, 'giữ 4')
    await says(page, 'lỡ 2')
  })

  test('the promise shows each outcome with its evidence; each customer’s page says which was theirs', async () => {
    const page = await open('manager', '/promises?kind=power_back')
    await tabTo(page, page.getByRole('link', { name: /Có điện lại đúng giờ/ }))
    await page.keyboard.press('Enter')
    await page.waitForURL(/promises\/[0-9a-f-]{36}/)
    const table = page.getByRole('region', { name: 'Kết quả và bằng chứng' }).getByRole('table')
    await table.getByRole('row', { name: /Giữ lời 4 .*sớm 48 phút/ }).waitFor()
    await table.getByRole('row', { name: /Lỡ hẹn 2 .*muộn 14 phút/ }).waitFor()
    for (const [n, outcome] of [
      [4, 'Lỡ hẹn'],
      [8, 'Giữ lời'],
    ] as const) {
      await page.goto(`${server.url}/console/customers/${customer(n)}`)
      const promises = page.getByRole('region', { name: 'Lời hứa với khách hàng này' })
      await promises.getByRole('listitem').filter({ hasText: 'Có điện lại đúng giờ' }).getByText(outcome).waitFor()
    }
  })

  test('a call: the number goes in, the customer opens, the report is recorded, all by keyboard', async () => {
    await setClock('2037-03-18 08:00')
    const page = await open('operator', '/call')
    await page.keyboard.type('0912345610')
    await page.getByRole('region', { name: 'Lan' }).waitFor()
    await says(page, 'Không có lần mất điện nào được biết lúc này')
    await page.keyboard.press('Alt+m')
    await says(page, 'Đã ghi nhận; điều độ thấy ngay.')
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Lan' }).waitFor({ state: 'detached' })
    assert.ok(
      await page
        .getByRole('combobox', { name: /Số điện thoại/ })
        .evaluate((field) => field === field.ownerDocument.activeElement),
    )
  })

  test('reports become a fault with one button; it is located, estimated, given back and closed', async () => {
    const page = await open('dispatcher', '/faults')
    const signals = page.getByRole('region', { name: 'Khách hàng báo, chưa rõ vì sao' })
    await signals.getByText('T4').waitFor()
    await tabTo(page, signals.getByRole('link', { name: 'Ghi nhận sự cố' }))
    await page.keyboard.press('Enter')
    await says(page, 'Từ 1 phản ánh của khách hàng')
    await press(page, 'Ghi nhận')
    await page.waitForURL(/\/faults\/SC-/)
    await says(page, 'Chưa có dự kiến có điện lại')
    await press(page, 'Báo dự kiến có điện lại')
    await press(page, 'Báo dự kiến có điện lại', page.getByRole('dialog'))
    await says(page, 'Dự kiến có lại thứ Tư 18/03, 09:00')
    await setClock('2037-03-18 08:40')
    await press(page, 'Đóng điện toàn bộ')
    const dialog = page.getByRole('dialog')
    await tabTo(page, dialog.getByLabel('Nguyên nhân'))
    await page.keyboard.type('Cháy cầu chì hạ áp')
    await press(page, 'Đóng điện toàn bộ', dialog)
    await says(page, 'Có điện lại thứ Tư 18/03, 08:40')
    await press(page, 'Đóng hồ sơ')
    await press(page, 'Đóng hồ sơ', dialog)
    await says(page, 'Đã đóng hồ sơ')
  })

  test('every number of the figures opens down to the customers behind it', async () => {
    await setClock('2037-03-18 09:00')
    const page = await open('manager', `/figures?from=2037-03&to=2037-03&by=origin&corporation=${there.code}`)
    const row = page.getByRole('row', { name: /Có kế hoạch/ })
    // 4 customers 192 min and 2 customers 254 min, of 10 served
    await tabTo(page, row.getByRole('link', { name: '127,60' }).first())
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/figure\?/)
    await says(page, 'Số phút mất điện kéo dài trung bình của mỗi khách hàng trong kỳ.')
    await says(page, /Σ_t Σ_i T_i K_i \/ K_t/)
    await press(page, '2 bước')
    await press(page, '4 khách hàng')
    const list = page.getByRole('region', { name: /Khách hàng của bước/ })
    await list.getByText(customer(8)).waitFor()
    assert.equal(await list.getByRole('link').count(), 4)
  })

  test('an import is checked first and shows what it refuses; who may not import is told so', async () => {
    const file = join(folder, 'bad.csv')
    writeFileSync(file, `code,name,class,area,transformer\nX1,A,residential,urban,NOPE\nX2,B,residential,urban,T4\n`)
    const page = await open('administrator', '/imports?kind=customers')
    await page.locator('input[type=file]').setInputFiles(file)
    await tabTo(page, page.getByLabel(/Tổng công ty/))
    await page.keyboard.type(there.code)
    await press(page, 'Kiểm tra tệp')
    await says(page, 'Đọc 2, nhận 1, từ chối 1')
    await says(page, 'bad.csv:2')
    const planner = await open('planner', '/imports')
    await says(planner, 'Bạn không được phép xem mục này')
  })

  test('Ctrl-K finds anything, with arrows and Enter', async () => {
    const page = await open('planner', '/')
    await says(page, 'Cần tôi ngay')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').waitFor()
    await page.waitForFunction('document.activeElement?.closest("[role=dialog]") !== null')
    await page.keyboard.type(code)
    await page.getByRole('option', { name: new RegExp(code) }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/outages/${code}`))
  })

  for (const look of looks)
    test(`axe finds nothing, nothing runs over the edge, no text is missing: ${Object.values(look).join(', ')}`, async () => {
      const pages: [who: string, path: string][] = [
        ['manager', '/'],
        ['planner', '/outages'],
        ['planner', '/outages/new?open=SW2'],
        ['dispatcher', `/outages/${code}`],
        ['dispatcher', '/faults'],
        ['dispatcher', '/faults/new?device=SW1'],
        ['dispatcher', '/faults/SC-000001'],
        ['manager', '/promises'],
        ['operator', `/call?code=${customer(8)}`],
        ['operator', `/customers/${customer(8)}`],
        ['manager', '/network?device=SW1'],
        ['manager', `/figures?from=2037-01&to=2037-03&corporation=${there.code}`],
        ['manager', `/figure?figure=saidi_min&from=2037-03&to=2037-03&corporation=${there.code}`],
        ['manager', '/indicators'],
        ['manager', '/indicators?view=months'],
        ['manager', '/indicators/saidi'],
        ['manager', '/month?month=2037-02'],
        ['manager', '/worst'],
        ['administrator', '/imports'],
        ['administrator', '/users'],
        ['administrator', '/calendar'],
        ['planner', '/users'],
        ['planner', '/nothing-here'],
        ['planner', '/outages/CD-999999'],
      ]
      assert.deepEqual(await staff.wrongs(look, pages, ['console', 'faults', 'planned-outages', 'notices']), [])
    })
})
