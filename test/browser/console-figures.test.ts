import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import { testServer } from '../../src/interfaces/server/testing.ts'
import { drain, transaction } from '../../src/kernel/index.ts'
import { at, makeCopy } from '../../src/kernel/testing/index.ts'
import { write, writeServed } from '../../src/reliability/history-for-tests.ts'
import { closeMonth } from '../../src/reliability/index.ts'
import * as background from '../../src/reliability/jobs.ts'
import { launch, noChromium } from './chromium.ts'
import { builtConsole } from './console.ts'
import { looks } from './look.ts'
import { press, Staff, says, tabTo } from './staff.ts'

const month = '2017-03'

/**
 * Jobs 9 and 10 and the pages of figures, in a real browser, by keyboard. AA serves 1,000 customers all through 2017; in
 * March 100 of them were out for an hour (SAIDI 6 min), and 10 for 30 days, which can hardly be true (SAIDI 432 min).
 */
describe('figures at the console', { skip: noChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sangden-console-figures-'))
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let browser: Browser
  let corrector: string
  const ids = new Map<string, string>()
  let staff: Staff
  const open = (who: string, path: string) => staff.open(who, path)

  const later = () => {
    server.clock.now = new Date(server.clock.now.getTime() + 60_000)
  }
  /** A late fact, over the interface; the rooms hear of it while the page waits. */
  async function correct(code: string, change: object, reason: string, seen: Promise<unknown>): Promise<void> {
    later()
    const path = `/api/v1/interruptions/AA/${ids.get(code)}/corrections`
    const { status, text } = await server.ask('POST', path, { key: corrector, body: { reason, ...change } })
    assert.ok(status < 300, `${status} ${text}`)
    let there = false
    const settled = seen.finally(() => {
      there = true
    })
    while (!there) {
      await drain(copy.db, background)
      await new Promise((r) => setTimeout(r, 50))
    }
    await settled
  }

  before(async () => {
    copy = await makeCopy()
    server = await testServer(copy.db, { consoleRoot: await builtConsole(folder), dataDir: folder })
    // The database's own clock lets jobs go when they are due, and the browser's lets cookies run out: an hour ago is past
    // for both. Everything that is looked at is of 2017, whatever the day is.
    server.clock.now = new Date(Date.now() - 3_600_000)
    await transaction(copy.db, { actor: 'test', corporations: '*', now: server.clock.now }, async (ctx) => {
      const months = Array.from({ length: 12 }, (_, i) => `2017-${String(i + 1).padStart(2, '0')}`)
      await writeServed(
        ctx,
        months.map((m) => ({ corporation: 'AA', month: m, customers: 1000 })),
      )
      const step = { corporation: 'AA', feeder: '471', origin: 'fault', cause: 'sét', excluded: false } as const
      const out_s = at('2017-03-01 09:00').getTime() / 1000
      await write(ctx, [
        { ...step, interruption: 'SC-1', customers: 100, out_s, restored_s: out_s + 3600 },
        { ...step, interruption: 'SC-2', feeder: '472', customers: 10, out_s, restored_s: out_s + 30 * 86_400 },
      ])
      // one of last month: of what is there now the values of conditions are offered
      const lately = Math.floor(Date.now() / 1000) - 30 * 86_400
      await write(
        ctx,
        [{ ...step, interruption: 'SC-9', customers: 1, out_s: lately, restored_s: lately + 3600 }],
        1,
        9,
      )
      // one that is closed, for how it looks
      await closeMonth(ctx, { corporation: 'AA', month: '2017-05' })
      const { rows } = await sql<{ code: string; id: string }>`
        select code, id from interruptions.interruption`.execute(ctx.tx)
      for (const r of rows) ids.set(r.code, r.id)
    })
    await server.person('manager', { role: 'manager', corporation: 'AA' })
    await server.person('analyst', { role: 'analyst' })
    await server.person('administrator', { role: 'administrator' })
    corrector = (await server.person('corrector', { role: 'manager', corporation: 'AA' })).key
    browser = await launch()
    staff = new Staff(browser, server.url)
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await copy?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a suspect step is found by its weight, opened, and corrected by adding; the open page follows by itself', async (t) => {
    const page = await open('manager', `/figures?from=${month}&to=${month}&by=corporation&corporation=AA&view=quality`)
    await says(page, 'dài quá 14 ngày')
    await says(page, /432,00 trên 438,00 phút SAIDI/)
    const analyst = await open('analyst', `/figures?from=${month}&to=${month}&by=corporation&corporation=AA`)
    await analyst.getByRole('link', { name: '438,00' }).first().waitFor()
    await analyst.evaluate('window.still = true')
    await tabTo(page, page.getByRole('link', { name: 'SC-2' }))
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/interruptions\/AA\//)
    await says(page, 'Các bước của lần mất điện')

    const moved = analyst.getByRole('link', { name: '6,60' }).first().waitFor({ timeout: 30_000 })
    const since = Date.now()
    await correct('SC-2', { step_no: 2, restored_at: '2017-03-01T10:00:00+07:00' }, 'Ghi nhầm ngày', moved)
    t.diagnostic(`page moved ${Date.now() - since} ms after the correction was sent`)
    assert.equal(await analyst.evaluate('window.still'), true, 'it was not loaded again')
    await says(page, 'Ghi nhầm ngày')
  })

  test('with and without exclusions stand side by side, and say by which rules and as known on', async () => {
    const page = await open('analyst', `/figures?from=${month}&to=${month}&by=corporation&corporation=AA&view=sides`)
    const row = page.getByRole('row', { name: /^AA/ })
    await row.waitFor()
    assert.match((await row.textContent()) ?? '', /(6,60\s*){4}1\.000/)
    await says(page, /bốn cách tính cạnh nhau/)
    await says(page, 'Theo hiểu biết lúc')
    await tabTo(page, row.getByRole('link', { name: '6,60' }).first())
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/figure\?/)
    await says(page, 'SC-1')
  })

  test('a manager closes the month and proves it; what comes late is an adjustment; who may reopens it with a reason', async () => {
    const page = await open('manager', `/month?corporation=AA&month=${month}`)
    later()
    await press(page, 'Chốt và ký tháng này')
    await press(page, 'Chốt và ký tháng này', page.getByRole('dialog'))
    await says(page, 'Chưa có điều chỉnh nào sau khi chốt.')
    await press(page, 'Kiểm chứng')
    await says(page, /✓ tính lại ra đúng từng byte/)
    assert.equal(await page.getByText(/^✗/).count(), 0)

    const told = page.getByText(/1 điều chỉnh sau khi chốt · SAIDI \+3/).waitFor({ timeout: 30_000 })
    await correct('SC-1', { step_no: 1, customers: 150 }, 'Đếm lại khách hàng', told)
    await says(page, /Đếm lại khách hàng/)

    // the figures' page shows it as it was closed, what came since apart; what is known now is a choice
    const figures = await open('analyst', `/figures?from=${month}&to=${month}&by=corporation&corporation=AA`)
    const closed = figures.getByRole('row', { name: /^AA/ })
    await closed.getByText('Đã chốt', { exact: true }).waitFor()
    assert.match((await closed.textContent()) ?? '', /AA\s*6,60.*manager · [0-9a-f]{12}.*sau khi chốt: SAIDI \+3,00/)
    await figures.getByText('Số đang biết', { exact: true }).click()
    await closed.getByRole('link', { name: '9,60' }).first().waitFor()
    assert.equal(await figures.getByText('Đã chốt', { exact: true }).count(), 0)

    const reopen = page.getByRole('button', { name: 'Mở lại' })
    assert.equal(await reopen.getAttribute('aria-disabled'), 'true')
    assert.equal(await reopen.getAttribute('aria-description'), 'Vai trò của bạn không làm việc này')
    const admin = await open('administrator', `/month?corporation=AA&month=${month}`)
    later()
    await press(admin, 'Mở lại')
    const dialog = admin.getByRole('dialog')
    await tabTo(admin, dialog.getByLabel('Lý do'))
    await admin.keyboard.type('Sửa theo biên bản')
    await press(admin, 'Mở lại', dialog)
    await says(admin, /đã mở lại lúc .*: Sửa theo biên bản/)
  })

  test('an analyst goes from a cell of the group’s table to the rows behind it, and to one of them', async () => {
    const page = await open('analyst', '/indicators?year=2017')
    const row = page.getByRole('row', { name: /^SAIDI/ })
    // 150 customers an hour and 10 an hour, of 1,000
    await tabTo(page, row.getByRole('link', { name: '9,60' }).last())
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/indicators\/saidi\?.*corporation=AA/)
    const rows = page.getByRole('region', { name: 'Các dòng đứng sau, 2017' })
    await rows.getByRole('row', { name: /SC-1/ }).waitFor()
    await tabTo(page, rows.getByRole('row', { name: /SC-1/ }).getByRole('link'))
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/interruptions\/AA\//)
    await page.getByRole('heading', { level: 1, name: 'SC-1' }).waitFor()
    await says(page, 'Đếm lại khách hàng')
  })

  test('an analyst makes an indicator without code: seen on a year before it counts, warned where nothing is found', async () => {
    const page = await open('analyst', '/definitions')
    await press(page, 'Chỉ tiêu mới')
    const pick = async (label: string, option: string) => {
      await tabTo(page, page.getByRole('combobox', { name: label }).first())
      await page.keyboard.press('Enter')
      await page.getByRole('option', { name: option, exact: true }).waitFor()
      for (let i = 0; i < 20; i += 1) {
        if (
          (await page
            .locator('[role=option][data-combobox-selected]')
            .textContent()
            .catch(() => '')) === option
        )
          break
        await page.keyboard.press('ArrowDown')
      }
      await page.keyboard.press('Enter')
    }
    await pick('Lấy số liệu từ', 'bước khôi phục bắt đầu mất điện trong tháng')
    await pick('Cách tính', 'số lượng')
    await says(page, /không có dòng nào thỏa điều kiện/)
    // the values that rows have are offered: what has an origin at all came from somewhere
    await press(page, 'Thêm điều kiện')
    const value = page.getByRole('group', { name: 'Điều kiện 1' }).getByLabel('Giá trị')
    await tabTo(page, value)
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option', { name: 'fault', exact: true }).waitFor()
    await page.keyboard.type('fau')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    assert.equal(await value.inputValue(), 'fault')
    await tabTo(page, page.getByRole('textbox', { name: 'Tên tiếng Việt' }))
    await page.keyboard.type('Số bước mất điện')
    await tabTo(page, page.getByRole('textbox', { name: 'Tên tiếng Anh' }))
    await page.keyboard.type('Steps')
    await tabTo(page, page.getByRole('combobox', { name: 'Đơn vị tính' }).or(page.getByLabel('Đơn vị tính')).first())
    await page.keyboard.type('times')
    await page.keyboard.press('Escape')
    await press(page, 'Lưu chỉ tiêu')
    const dialog = page.getByRole('dialog')
    await says(page, /\(so_buoc_mat_dien\)/)
    await tabTo(page, dialog.getByLabel('Lý do'))
    await page.keyboard.type('Theo dõi số lần thao tác')
    await press(page, 'Lưu chỉ tiêu', dialog)
    const versions = page.getByRole('region', { name: 'Các phiên bản' })
    await versions.getByRole('row', { name: /Số bước mất điện/ }).waitFor()
    await versions.getByText('số bước khôi phục bắt đầu mất điện trong tháng có loại là fault').waitFor()
  })

  test('a change of rules is looked at, then applied with where it is written; the list follows', async () => {
    const page = await open('administrator', '/rules-preview')
    await tabTo(page, page.getByRole('combobox', { name: 'Miễn trừ thêm nguyên nhân' }).or(page.getByLabel('Miễn trừ thêm nguyên nhân')).first()) // biome-ignore format: one line
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option', { name: 'sét', exact: true }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await press(page, 'Xem số liệu dịch chuyển')
    await says(page, 'Các tháng đã chốt giữ nguyên số liệu đã ký.')
    await press(page, 'Áp dụng quy tắc này')
    const dialog = page.getByRole('dialog')
    await says(page, /Miễn trừ thêm: sét\./)
    await tabTo(page, dialog.getByLabel('Căn cứ (văn bản, điều)'))
    await page.keyboard.type('Quyết định thử 1')
    await press(page, 'Áp dụng quy tắc này', dialog)
    await says(page, 'Đã áp dụng quy tắc mới.')
    const { rows } = await copy.db.pool.query(
      "select clause, in_force_to::text from interruptions.excluded_cause where cause = 'sét'",
    )
    assert.deepEqual(rows, [{ clause: 'Quyết định thử 1', in_force_to: 'infinity' }])
    // it is on the list now: there it can be taken off, and not be put on again
    await page.reload()
    await tabTo(page, page.getByLabel('Thôi miễn trừ nguyên nhân').first())
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option', { name: 'sét', exact: true }).waitFor()
  })

  test('a report order is added and ended; the published figures are taken in', async () => {
    const page = await open('administrator', '/report-orders')
    await press(page, 'Thêm lịch gửi')
    const dialog = page.getByRole('dialog')
    await tabTo(page, dialog.getByRole('textbox', { name: 'Gửi đến e-mail' }))
    await page.keyboard.type('so@congthuong.vn')
    await press(page, 'Thêm lịch gửi', dialog)
    const row = page.getByRole('row', { name: /so@congthuong\.vn/ })
    await row.getByText('ngày 5 hằng tháng').waitFor()
    await press(page, 'Thôi gửi', row)
    await press(page, 'Thôi gửi', page.getByRole('dialog'))
    await says(page, 'Chưa có lịch gửi nào.')

    await open('administrator', '/published')
    await press(page, 'Nhập số đã công bố 2017–2019')
    await press(page, 'Nhập số đã công bố 2017–2019', page.getByRole('dialog'))
    await page.getByRole('row', { name: /SAIDI/ }).first().waitFor()
  })

  for (const look of looks)
    test(`axe finds nothing, nothing runs over the edge, no text is missing: ${Object.values(look).join(', ')}`, async () => {
      const period = `from=${month}&to=${month}&corporation=AA`
      const paths = [
        `/figures?${period}&by=corporation,commune`,
        `/figures?from=2017-05&to=2017-06&by=corporation,month&corporation=AA`,
        `/figures?${period}&view=sides`,
        `/figures?${period}&view=quality&known=2017-01-01`,
        `/interruptions/AA/${ids.get('SC-1')}`,
        '/rules-preview',
        '/definitions',
        '/energy?year=2017',
        '/published?year=2017',
        '/report-orders',
      ]
      const pages = paths.map((path) => ['administrator', path] as const)
      const ready = async (page: Page, path: string) => {
        if (path === '/definitions')
          await page.getByRole('button', { name: look.language === 'vi' ? 'Chỉ tiêu mới' : 'New indicator' }).click()
      }
      assert.deepEqual(await staff.wrongs(look, pages, ['console', 'indicators'], ready), [])
    })
})
