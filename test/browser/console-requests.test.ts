import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { testServer } from '../../src/interfaces/server/testing.ts'
import { type Context, transaction } from '../../src/kernel/index.ts'
import { at, makeCopy } from '../../src/kernel/testing/index.ts'
import { type Desk, desk } from '../../src/requests/testing/index.ts'
import { launch, noChromium } from './chromium.ts'
import { builtConsole } from './console.ts'
import { looks } from './look.ts'
import { press, Staff, says, tabTo } from './staff.ts'

/** The daily jobs 6 and 7 in a real browser against the real server and database: no mouse is touched. */
describe('requests at the console', { skip: noChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sangden-console-requests-'))
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let browser: Browser
  let there: Desk
  const keys: Record<string, string> = {}
  let staff: Staff
  const open = (who: string, path: string) => staff.open(who, path)

  /** What the API says, or does, as a person. */
  const ask = async (who: string, method: string, path: string, body?: unknown) => {
    const reply = await server.ask(method, `/api/v1${path}`, { key: keys[who]!, body })
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${reply.text}`)
    return reply.json
  }
  const complain = (text: string, n = 2): Promise<{ id: string; code: string }> =>
    ask('clerk', 'POST', '/requests', {
      service: 'complaint',
      customer: there.customer(n),
      channel: 'phone',
      details: { text },
    })

  const write = async (page: Page, field: Locator, text: string) => {
    await tabTo(page, field)
    await page.keyboard.type(text)
  }
  const focused = (page: Page) => page.evaluate('document.activeElement?.textContent ?? ""') as Promise<string>

  before(async () => {
    copy = await makeCopy()
    server = await testServer(copy.db, { consoleRoot: await builtConsole(folder), dataDir: folder })
    // A year to come: a browser drops a cookie that has run out by its own clock. 2037 has the weekdays of 2026.
    server.clock.now = at('2037-03-10 09:00')
    there = await transaction(
      copy.db,
      { actor: 'test', corporations: '*', now: server.clock.now },
      (ctx: Context): Promise<Desk> => desk(ctx),
    )
    for (const role of ['operator', 'clerk', 'manager'] as const)
      keys[role] = (await server.person(role, { role, corporation: there.code })).key
    browser = await launch()
    staff = new Staff(browser, server.url, () => server.clock.now)
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await copy?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  let code = ''

  test('at the counter: who, what, which papers; the date is said before it is saved, the code large afterwards', async () => {
    const page = await open('clerk', '/requests/new')
    await write(page, page.getByRole('combobox', { name: /^Khách hàng/ }), there.customer(1))
    await says(page, 'Chọn khách hàng khác')
    await write(page, page.getByRole('combobox', { name: 'Dịch vụ' }), 'sinh hoạt, thành phố')
    await page.getByRole('option', { name: /sinh hoạt, thành phố/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await write(page, page.getByRole('textbox', { name: 'Địa chỉ dùng điện' }), '12 Lê Lợi')
    const promise = page.getByRole('region', { name: 'Lời hứa' })
    await says(promise, 'Chưa hẹn ngày: thời hạn tính từ khi đủ giấy tờ')
    for (const paper of ['Giấy đề nghị mua điện', 'Căn cước công dân', 'Giấy tờ về địa điểm dùng điện']) {
      await tabTo(page, page.getByRole('checkbox', { name: paper }))
      await page.keyboard.press('Space')
    }
    await says(promise, 'Hẹn xong chậm nhất thứ Ba 17/03, 23:59')
    assert.equal((await ask('clerk', 'GET', '/requests')).items.length, 0)
    await press(page, 'Tiếp nhận và in phiếu hẹn')
    await says(page, 'Phiếu hẹn')
    code = (await page.locator('.receipt-code').textContent())!
    assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/)
    await says(page, 'Hẹn xong chậm nhất thứ Ba 17/03, 23:59')
    const kept = await ask('clerk', 'GET', `/requests/${code}`)
    assert.deepEqual([kept.state, kept.details.address], ['complete', '12 Lê Lợi'])
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.getByRole('button', { name: 'In phiếu' }).isVisible(), false)
    await page.emulateMedia({ media: 'screen' })
  })

  test('the desk: what breaks first on top; J, A, Enter take it from receipt to closing', async () => {
    const other = await complain('Hóa đơn sai', 3)
    await ask('clerk', 'POST', `/requests/${other.id}/claiming`, {})
    const page = await open('clerk', '/requests?who=none')
    const queue = page.getByRole('list', { name: 'Yêu cầu dịch vụ' })
    await says(queue, code)
    assert.equal(await queue.getByRole('listitem').count(), 1, 'only what is in nobody’s hands')
    await page.goto(`${server.url}/console/requests`)
    const row = queue.getByRole('listitem').filter({ hasText: code })
    await row.waitFor()
    await page.keyboard.press('j')
    assert.match(await focused(page), /sinh hoạt, thành phố/)
    await page.keyboard.press('j')
    assert.match(await focused(page), /Khiếu nại/)
    await page.keyboard.press('k')
    await page.keyboard.press('a')
    await row.getByText('clerk').waitFor()
    for (const step of ['Khảo sát', 'Dự toán', 'Ký hợp đồng', 'Lắp đặt', 'Đóng điện']) {
      await row.getByRole('button', { name: `Xong bước: ${step}: ${code}` }).waitFor()
      await page.keyboard.press('a')
    }
    await row.getByRole('button', { name: `Trả lời và đóng: ${code}` }).waitFor()
    await page.keyboard.press('a')
    const dialog = page.getByRole('dialog')
    await write(page, dialog.getByRole('textbox', { name: 'Trả lời khách hàng' }), 'Đã đóng điện, mời ký biên bản')
    await press(page, 'Trả lời và đóng', dialog)
    await dialog.waitFor({ state: 'detached' })
    await says(page, /Đã đóng thứ Ba 10\/03, 09:00/)
    const closed = await ask('clerk', 'GET', `/requests/${code}`)
    assert.deepEqual([closed.outcome, closed.in_limit, closed.assigned_to], ['done', true, 'clerk'])
    const close = page.getByRole('button', { name: 'Trả lời và đóng' })
    assert.match((await close.getAttribute('aria-description'))!, /đã đóng: không thể đóng/)
    await page.goto(`${server.url}/console/requests`)
    await row.waitFor({ state: 'detached' })
  })

  test('somebody else was faster: it is said who and what; what was typed stays and is sent after reading anew', async () => {
    const { id } = await complain('Đứt cầu chì nhiều lần')
    const page = await open('clerk', `/requests/${id}`)
    await press(page, 'Trả lời và đóng')
    const dialog = page.getByRole('dialog')
    await tabTo(page, dialog.getByRole('radio', { name: 'Chấp nhận khiếu nại', exact: true }))
    await page.keyboard.press('Space')
    const answer = dialog.getByRole('textbox', { name: 'Trả lời khách hàng' })
    await write(page, answer, 'Đã thay cầu chì')
    await ask('manager', 'POST', `/requests/${id}/comments`, { text: 'Gọi lại trước khi đóng' })
    // the page behind knows it already; the form still holds what its clerk saw
    await page.getByText('Gọi lại trước khi đóng').waitFor({ state: 'attached' })
    await press(page, 'Trả lời và đóng', dialog)
    await says(dialog, /manager vừa ghi chú yêu cầu/)
    assert.equal((await ask('clerk', 'GET', `/requests/${id}`)).state, 'complete')
    await press(page, 'Đọc lại, giữ những gì đã gõ', dialog)
    await dialog.getByRole('alert').waitFor({ state: 'detached' })
    assert.equal(await answer.inputValue(), 'Đã thay cầu chì')
    await press(page, 'Trả lời và đóng', dialog)
    await dialog.waitFor({ state: 'detached' })
    const closed = await ask('clerk', 'GET', `/requests/${id}`)
    assert.deepEqual([closed.accepted, closed.answer], [true, 'Đã thay cầu chì'])
  })

  test('a clock is stopped with reason and evidence; a manager reads the customer’s word beside it and does not uphold it', async () => {
    const { code: paused, id } = await complain('Công tơ chạy nhanh', 4)
    const page = await open('clerk', `/requests/${paused}`)
    await press(page, 'Tạm dừng')
    const dialog = page.getByRole('dialog')
    await tabTo(page, dialog.getByRole('combobox', { name: 'Lý do' }))
    const waits = page.getByRole('option', { name: 'Chờ khách hàng (tối đa 10 ngày làm việc)' })
    do {
      await page.keyboard.press('ArrowDown')
      await waits.waitFor()
    } while ((await waits.getAttribute('data-combobox-selected')) === null)
    await page.keyboard.press('Enter')
    await write(page, dialog.getByRole('textbox', { name: /Bằng chứng/ }), 'Đã nhắn xin ảnh công tơ')
    await press(page, 'Tạm dừng', dialog)
    await says(page, /Đồng hồ đang dừng; hạn chậm nhất/)
    await says(page, /chậm nhất thứ Ba 24\/03/)
    await ask('clerk', 'POST', `/requests/${id}/customer-words`, { says: 'denied', words: 'Không ai nhắn gì' })
    const manager = await open('manager', '/claims')
    const claim = manager.getByRole('listitem').filter({ hasText: paused })
    await says(claim, 'Khách hàng nói là không có: “Không ai nhắn gì”')
    await press(manager, 'Xem xét', claim)
    const verdict = manager.getByRole('dialog')
    await tabTo(manager, verdict.getByRole('radio', { name: 'Công nhận', exact: true }))
    await manager.keyboard.press('Space')
    await manager.keyboard.press('ArrowDown')
    await write(manager, verdict.getByRole('textbox', { name: 'Vì sao' }), 'Không có tin nhắn nào trong sổ')
    await press(manager, 'Xem xét', verdict)
    await claim.waitFor({ state: 'detached' })
    const [reviewed] = (await ask('manager', 'GET', `/requests/${id}`)).claims
    assert.deepEqual([reviewed.upheld, reviewed.customer_says], [false, 'denied'])
    await says(page, 'không được công nhận, vẫn tính giờ')
  })

  test('a picture is attached and looked at; a program that calls itself a PDF is refused with its reason', async () => {
    const { code: with_ } = await complain('Cột điện nghiêng', 5)
    const picture = join(folder, 'cot-dien.png')
    writeFileSync(
      picture,
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    )
    const program = join(folder, 'don.pdf')
    writeFileSync(program, 'MZ\u0090\u0000')
    const page = await open('clerk', `/requests/${with_}`)
    const files = page.getByRole('region', { name: 'Tệp đính kèm' })
    await files.waitFor()
    await page.locator('input[type=file]').setInputFiles(program)
    await files.getByRole('alert').getByText(/\.exe/).waitFor()
    await page.locator('input[type=file]').setInputFiles(picture)
    await says(files, 'cot-dien.png')
    await press(page, 'Xem', files)
    const image = page.getByRole('dialog').getByRole('img', { name: 'cot-dien.png' })
    await image.waitFor()
    await page.waitForFunction('document.querySelector("[role=dialog] img")?.naturalWidth === 1')
    await press(page, 'Đóng', page.getByRole('dialog'))
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    // a PDF opens in the browser's own viewer, HEIC says that it is downloaded
    const [paper, phone] = [join(folder, 'giay.pdf'), join(folder, 'anh.heic')]
    writeFileSync(paper, '%PDF-1.7 x')
    writeFileSync(phone, '\0\0\0\u0018ftypheic\0\0\0\0')
    for (const [file, name] of [
      [paper, 'giay.pdf'],
      [phone, 'anh.heic'],
    ] as const) {
      await page.locator('input[type=file]').setInputFiles(file)
      await says(files, name)
    }
    await says(files, 'Ảnh HEIC: trình duyệt không hiển thị được, hãy tải về để xem')
    const link = files.getByRole('link', { name: 'Mở', exact: true })
    assert.deepEqual([await link.count(), await link.getAttribute('target')], [1, '_blank'])
    const href = (await link.getAttribute('href'))!
    const shown = await page.request.get(new URL(href, page.url()).href)
    assert.deepEqual(
      [shown.status(), shown.headers()['content-type'], shown.headers()['content-disposition']],
      [200, 'application/pdf', "inline; filename*=UTF-8''giay.pdf"],
    )
  })

  test('a call: a look-up is recorded as answered at once, a complaint with its promised date, all by keyboard', async () => {
    const page = await open('operator', '/call')
    await page.waitForFunction('document.activeElement?.getAttribute("role") === "combobox"')
    await page.keyboard.type(there.customer(6))
    const caller = page.getByRole('region').filter({ hasText: there.customer(6) })
    await caller.first().waitFor()
    await page.keyboard.press('Alt+t')
    await page.waitForFunction('document.activeElement?.type === "radio"')
    await page.keyboard.press('Control+Enter')
    await says(page, 'Đã ghi')
    const all = await ask('operator', 'GET', `/requests?state=closed&customer=${there.customer(6)}`)
    assert.deepEqual(
      all.items.map((r: { service: string; outcome: string; channel: string }) => [r.service, r.outcome, r.channel]),
      [['lookup', 'done', 'phone']],
    )
    const { answer, details } = await ask('operator', 'GET', `/requests/${all.items[0].id}`)
    assert.deepEqual([answer, details.text], ['Đã trả lời: Lịch cắt điện', 'Lịch cắt điện'])

    await page.keyboard.press('Alt+k')
    await says(page, 'Ghi bằng lời khách hàng, không biện giải.')
    await write(page, page.getByRole('textbox', { name: 'Nội dung' }), 'Nhân viên thu tiền hai lần')
    await page.keyboard.press('Control+Enter')
    await says(page, /Hẹn xong chậm nhất thứ Ba 17\/03/)
    // it is among the caller's open requests at once
    await page.getByRole('region', { name: 'Yêu cầu đang mở' }).getByRole('link', { name: 'Khiếu nại' }).waitFor()

    await page.keyboard.press('Alt+c')
    await says(page, 'Nói thời hạn; thời hạn tính từ khi đủ giấy tờ.')
    await page.keyboard.press('Escape')
    await page.getByRole('form', { name: 'Cấp điện mới' }).waitFor({ state: 'detached' })
    await caller.first().waitFor()
    await page.keyboard.press('Escape')
    await caller.first().waitFor({ state: 'detached' })
    await page.waitForFunction('document.activeElement?.getAttribute("role") === "combobox"')
  })

  test('a caller who is nobody’s customer yet: the number that was typed goes with the request', async () => {
    const page = await open('operator', '/call')
    await page.waitForFunction('document.activeElement?.getAttribute("role") === "combobox"')
    await page.keyboard.type('0987000111')
    await says(page, 'Không có khách hàng nào ứng với “0987000111”.')
    await page.keyboard.press('Alt+c')
    await write(page, page.getByRole('textbox', { name: 'Họ tên' }), 'Nguyễn Văn Mới')
    await write(page, page.getByRole('textbox', { name: 'Địa chỉ dùng điện' }), 'Thôn 3, xã Đông Sơn')
    await page.keyboard.press('Control+Enter')
    await says(page, 'Chưa hẹn ngày: thời hạn tính từ khi đủ giấy tờ')
    const made = await ask('operator', 'GET', '/requests?family=new_supply')
    const { contact } = await ask('operator', 'GET', `/requests/${made.items[0].id}`)
    assert.deepEqual([contact.name, contact.phone], ['Nguyễn Văn Mới', '+84987000111'])
  })

  test('the manager’s first page and the load say what is late; each number opens its list', async () => {
    await complain('Chưa ai trả lời', 7)
    server.clock.now = at('2037-03-18 08:00')
    const page = await open('manager', '/')
    await page.getByRole('link', { name: /[1-9]\d* yêu cầu quá hạn/ }).waitFor()
    await tabTo(page, page.getByRole('link', { name: /yêu cầu quá hạn/ }))
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/requests\?due=late/)
    await says(page.getByRole('list', { name: 'Yêu cầu dịch vụ' }), 'Quá hạn')
    await page.goto(`${server.url}/console/requests/load`)
    await page
      .getByRole('row', { name: new RegExp(there.unit) })
      .first()
      .waitFor()
    await page.keyboard.press('Control+k')
    await page.waitForFunction('document.activeElement?.closest("[role=dialog]") !== null')
    await page.keyboard.type(code)
    await page.getByRole('option', { name: new RegExp(code) }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/requests/${code}`))
  })

  for (const look of looks)
    test(`axe finds nothing, nothing runs over the edge, no text is missing: ${Object.values(look).join(', ')}`, async () => {
      const open_ = (await ask('manager', 'GET', '/requests')).items[0].code
      const pages: [who: string, path: string][] = [
        ['clerk', '/requests'],
        ['clerk', '/requests?due=soon&who=me'],
        ['clerk', '/requests/new'],
        ['clerk', `/requests/new?customer=${there.customer(1)}&service=new_supply_urban_home`],
        ['clerk', `/requests/${open_}`],
        ['manager', `/requests/${open_}?do=close`],
        ['manager', `/requests/${code}`],
        ['clerk', '/requests/AAAAA-AAAAA'],
        ['manager', '/requests/load'],
        ['manager', '/claims'],
        ['manager', '/claims?reviewed=yes'],
        ['operator', '/call'],
        ['operator', `/call?code=${there.customer(6)}`],
        ['manager', '/'],
      ]
      const ready = async (page: Page, path: string) => {
        if (path.startsWith('/call')) await page.keyboard.press('Alt+k')
        // what appears by and by is there
        await page.waitForTimeout(250)
      }
      assert.deepEqual(await staff.wrongs(look, pages, ['console', 'requests'], ready), [])
    })
})
