import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { testServer } from '../../src/interfaces/server/testing.ts'
import { transaction } from '../../src/kernel/index.ts'
import { makeCopy } from '../../src/kernel/testing/index.ts'
import { launch, noChromium } from './chromium.ts'
import { builtConsole } from './console.ts'
import { looks } from './look.ts'
import { Staff, says } from './staff.ts'

/** Others who are no longer told stand on the first page of who can do something about it. */
describe('alarms at the console', { skip: noChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sangden-console-alarms-'))
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let browser: Browser
  let staff: Staff

  before(async () => {
    copy = await makeCopy()
    server = await testServer(copy.db, { consoleRoot: await builtConsole(folder), dataDir: folder })
    server.clock.now = new Date()
    const { key } = await server.person('quan', { role: 'administrator', corporation: 'AA' })
    await server.person('lan', { role: 'clerk', corporation: 'AA' })
    const events = ['*']
    for (const url of ['https://nhan.example/a', 'https://khac.example/b', 'https://thu.example/c']) {
      const made = await server.ask('POST', '/api/v1/webhooks', { key, body: { corporation: 'AA', url, events } })
      assert.equal(made.status, 201)
    }
    await transaction(copy.db, { actor: 'system', corporations: '*' }, async ({ tx, now }) => {
      const at = (host: string) => tx.updateTable('exchange.webhook').where('url', 'like', `https://${host}.%`)
      await at('nhan').set({ given_up: 5, paused_at: now, paused_because: 'given_up' }).execute()
      await at('khac').set({ paused_at: now, paused_because: 'gone' }).execute()
      await at('thu').set({ given_up: 2 }).execute()
    })
    browser = await launch()
    staff = new Staff(browser, server.url)
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await copy?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('an administrator reads which, why, and what becomes of it; a clerk is not troubled', async () => {
    const page = await staff.open('quan', '/')
    await says(page, 'Cần người quản trị xem')
    await says(page, 'Webhook https://nhan.example (AA) đã tạm dừng: 5 lượt gửi liên tiếp không tới.')
    await says(page, 'Webhook https://khac.example (AA) đã tạm dừng: bên nhận trả lời không còn nhận nữa (410).')
    await says(page, 'Webhook https://thu.example (AA): 2 lượt gửi đã bỏ sau một ngày thử lại.')
    const other = await staff.open('lan', '/')
    assert.equal(await other.getByText('Cần người quản trị xem').count(), 0)
  })

  test('it fits narrow and wide, in both languages, and axe finds nothing', async () => {
    for (const look of looks) {
      const ready = (page: Page) => says(page, 'https://nhan.example')
      assert.deepEqual(await staff.wrongs(look, [['quan', '/']], ['console', 'server'], ready), [])
    }
  })
})
