import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Context } from '../../src/kernel/index.ts'
import { at } from '../../src/kernel/testing/index.ts'
import * as cuts from '../../src/planned-outages/index.ts'
import { announced, type Town, town } from '../../src/planned-outages/testing/index.ts'
import * as requests from '../../src/requests/index.ts'
import { noChromium } from './chromium.ts'
import { tooWide } from './look.ts'
import { clean as clean_, Site, title } from './site.ts'

const script = `"'><script>document.title='taken'</script><img src=x onerror=document.title='taken'>`
const pdf = Buffer.from('%PDF-1.4\n%%EOF\n')
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70])

/** Daily job 3 of a customer, and the parts of 2 and 1 that belong to it, in a real browser against the real server. */
describe('a customer who asks for something', { skip: noChromium }, () => {
  let site: Site
  let there: Town

  const customer = (n: number) => `PD${there.code.slice(4).padStart(4, '0')}${String(n).padStart(6, '0')}`
  const at_ = <T>(civil: string, use: (ctx: Context) => Promise<T>) => site.at(civil, use)
  const open = (path: string, options?: BrowserContextOptions) =>
    site.open(path, options, (page) =>
      page.on('request', (one) => assert.ok(one.url().startsWith(site.base), `asked elsewhere: ${one.url()}`)),
    )
  const next = (page: Page, name: string | RegExp = 'Tiếp') => page.getByRole('button', { name }).click()
  const clean = async (page: Page) => {
    assert.equal(await tooWide(page), 0, `${page.url()}: too wide`)
    await clean_(page)
  }
  const codeOn = async (page: Page) => (await page.locator('.big-code').textContent()) ?? ''
  const shown = (code: string) => at_('2026-03-10 09:30', (ctx) => requests.show(ctx, code))
  const count = async () => (await site.copy.db.pool.query('select count(*)::int as n from requests.request')).rows[0].n

  before(async () => {
    site = await Site.make()
    there = await at_('2026-03-10 08:00', town)
    await site.listen()
  })
  after(() => site?.close())

  test('without JavaScript at 320 px: a new supply, half written, gone on with after the browser was closed, sent with papers', async () => {
    site.clock = at('2026-03-10 09:00')
    let page = await open('/', { javaScriptEnabled: false })
    await page
      .getByRole('link', { name: /^Yêu cầu dịch vụ/ })
      .first()
      .click()
    await page.getByRole('link', { name: /^Cấp điện mới sinh hoạt, nông thôn/ }).click()
    assert.match((await page.locator('main').textContent()) ?? '', /5 ngày làm việc.*Căn cước công dân.*Đội công tác/s)
    await page.getByRole('link', { name: 'Bắt đầu' }).click()
    await next(page)
    assert.match((await page.locator('.summary').textContent()) ?? '', /Nhập họ tên.*Nhập số điện thoại/s)
    await page.getByLabel('Họ và tên').fill(script)
    await page.getByLabel('Số điện thoại').fill('12')
    await next(page)
    assert.equal(await page.getByLabel('Họ và tên').inputValue(), script)
    assert.match((await page.locator('#f-phone-error').textContent()) ?? '', /“12” không phải số điện thoại/)
    await page.getByLabel('Số điện thoại').fill('0912 345 678')
    await next(page)
    assert.equal(await title(page), 'Chi tiết')
    await page.getByLabel('Công suất, kW').fill('3,5 ngựa')
    await next(page)
    assert.match((await page.locator('.summary').textContent()) ?? '', /Địa chỉ nơi dùng điện: thiếu/)
    assert.equal(await page.getByLabel('Công suất, kW').inputValue(), '3,5 ngựa')

    const kept = await page.context().storageState()
    await page.context().close()
    page = await open('/yeu-cau', { javaScriptEnabled: false, storageState: kept })
    assert.match((await page.locator('.block').first().textContent()) ?? '', /Bạn đang viết dở/)
    await page.getByRole('link', { name: 'Viết tiếp' }).click()
    assert.equal(await page.getByLabel('Họ và tên').inputValue(), script)
    await next(page)
    await page.getByLabel('Công suất, kW').fill('3,5')
    await page.getByLabel('Địa chỉ nơi dùng điện').fill(`12 Hàng Bài ${script}`)
    await next(page)
    assert.equal(await title(page), 'Giấy tờ, xem lại và gửi')
    assert.match(
      (await page.locator('main').textContent()) ?? '',
      /Hứa xong trong 5 ngày làm việc, tính từ khi đủ giấy tờ/,
    )

    const before = await count()
    await page.getByLabel('Căn cước công dân').setInputFiles({ name: 'can-cuoc.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\0 a program') }) // biome-ignore format: one line
    await next(page, 'Gửi yêu cầu')
    assert.match((await page.locator('#f-doc-identity-error').textContent()) ?? '', /can-cuoc\.pdf/)
    assert.equal(await count(), before, 'nothing was taken')

    const papers = ['Giấy đề nghị mua điện', 'Căn cước công dân', 'Giấy tờ về địa điểm dùng điện']
    for (const paper of papers) await page.getByLabel(paper).setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: pdf }) // biome-ignore format: one line
    await next(page, 'Gửi yêu cầu')
    assert.match(await title(page), /^Hứa xong trước .*17\/3/)
    const { request } = { request: await shown(await codeOn(page)) }
    assert.equal(request.state, 'complete')
    assert.equal(request.channel, 'web')
    assert.deepEqual(request.details, { load_kw: 3.5, address: `12 Hàng Bài ${script}` })
    assert.equal(request.contact.phone, '+84912345678')
    await page.goto(`${site.base}/theo-doi/${await codeOn(page)}`)
    const text = (await page.locator('html').textContent()) ?? ''
    for (const own of ['Hàng Bài', '912', 'script>'])
      assert.ok(!text.includes(own), `${own} is shown from the code alone`)
    await page.goto(`${site.base}/yeu-cau`)
    assert.equal(await page.getByRole('link', { name: 'Viết tiếp' }).count(), 0, 'the draft is gone')
    await page.context().close()
  })

  test('axe finds nothing on any page of it, light and dark, in both languages', async () => {
    site.clock = at('2026-03-10 10:00')
    for (const [prefix, colorScheme] of [
      ['', 'light'],
      ['/en', 'dark'],
    ] as const) {
      const page = await open(`${prefix}/yeu-cau`, { colorScheme, bypassCSP: true })
      const vi = prefix === ''
      await clean(page)
      await page.goto(`${site.base}${prefix}/yeu-cau/complaint`)
      await clean(page)
      await page.goto(`${site.base}${prefix}/yeu-cau/complaint/1`)
      await next(page, vi ? 'Tiếp' : 'Next')
      await clean(page)
      await page.getByLabel(vi ? 'Mã khách hàng' : 'Customer code').fill(customer(10))
      await next(page, vi ? 'Tiếp' : 'Next')
      await next(page, vi ? 'Tiếp' : 'Next')
      await clean(page)
      await page.getByLabel(vi ? 'Nội dung' : 'What is it about').fill(script)
      await next(page, vi ? 'Tiếp' : 'Next')
      await clean(page)
      await next(page, vi ? 'Gửi yêu cầu' : 'Send the request')
      assert.match(await title(page), vi ? /^Hứa xong trước/ : /^Promised by/)
      await clean(page)
      await page.goto(`${site.base}${prefix}/theo-doi?ma=K7M`)
      await clean(page)
      assert.notEqual(await page.title(), 'taken')
      await page.context().close()
    }
  })

  test('sent twice it is one request; a forged draft is none; 40 MB are refused before they are read', async () => {
    site.clock = at('2026-03-10 11:00')
    const page = await open('/yeu-cau/question/1')
    await page.getByLabel('Mã khách hàng').fill(customer(9).toLowerCase())
    await next(page)
    await page.getByLabel('Nội dung').fill('Giá điện giờ cao điểm là bao nhiêu?')
    await next(page)
    const cookie = (await page.context().cookies(`${site.base}/yeu-cau`))
      .map((one) => `${one.name}=${one.value}`)
      .join('; ')
    const before = await count()
    const send = (cookie: string, body: FormData | Buffer = new FormData(), headers: Record<string, string> = {}) =>
      fetch(`${site.base}/yeu-cau/question/3`, { method: 'POST', redirect: 'manual', headers: { cookie, ...headers }, body: body as FormData }) // biome-ignore format: one line
    const replies = await Promise.all([send(cookie), send(cookie), send(cookie)])
    const codes = new Set(replies.map((one) => one.headers.get('location')?.replace(/\?.*/, '')))
    assert.equal(codes.size, 1)
    assert.match([...codes][0]!, /^\/theo-doi\/[0-9A-Z]{5}-[0-9A-Z]{5}$/)
    assert.equal(await count(), before + 1)

    const forged = await send(cookie.replace(/=(.{20})(.)/, (_, head, one) => `=${head}${one === 'x' ? 'y' : 'x'}`))
    assert.equal(forged.headers.get('location'), '/yeu-cau/question/1?mat=1')
    const large = await send(cookie, Buffer.alloc(40 * 1024 * 1024), {
      'content-type': 'multipart/form-data; boundary=x',
    })
    assert.equal(large.status, 413)
    assert.match(await large.text(), /<h1>/)
    assert.equal(await count(), before + 1)
    await page.context().close()
  })

  test('no power in a known cut is answered at once, with one field', async () => {
    const cut = await at_('2026-03-14 09:10', (ctx) => announced(ctx, { town: there }))
    await at_('2026-03-20 07:30', (ctx) => cuts.start(ctx, cut.id))
    site.clock = at('2026-03-20 10:42')
    const page = await open('/yeu-cau/power_out/1', { javaScriptEnabled: false })
    await page.getByLabel('Mã khách hàng').fill(customer(4))
    await next(page, 'Gửi yêu cầu')
    assert.match(await title(page), /11:30/)
    await page.getByRole('link', { name: 'Xem lần mất điện này' }).click()
    assert.match(page.url(), new RegExp(`/cat-dien/${cut.id}`))
    await page.context().close()
  })

  test('a code spelled loosely is found; a wrong one says where to look; an answer restarts the clock', async () => {
    const { code, id } = await at_('2026-03-10 08:30', (ctx) =>
      requests.receive(ctx, { service: 'complaint', customer: customer(8), channel: 'phone', details: { text: 'x' } }),
    )
    await at_('2026-03-10 14:00', (ctx) => requests.pause(ctx, id, { reason: 'customer', evidence: 'Đã gọi hỏi hóa đơn' } as never)) // biome-ignore format: one line
    site.clock = at('2026-03-11 09:00')
    const page = await open('/theo-doi', { javaScriptEnabled: false })
    await page.getByLabel('Mã theo dõi').fill(` ${code.toLowerCase().replace('-', ' ')}`)
    await next(page, 'Xem')
    assert.match(page.url(), new RegExp(`/theo-doi/${code}$`))
    assert.equal(await page.getByRole('heading', { name: 'Đang chờ bạn trả lời' }).count(), 1)
    await next(page, 'Gửi')
    assert.match((await page.locator('.summary').textContent()) ?? '', /Viết câu trả lời hoặc chọn một tệp/)
    await page.getByLabel('Trả lời của bạn').fill('Hóa đơn tháng 2')
    await page.getByLabel('Ảnh hoặc PDF').setInputFiles({ name: 'hd.jpg', mimeType: 'image/jpeg', buffer: jpeg })
    await next(page, 'Gửi')
    assert.equal(await page.locator('.done').textContent(), 'Đã nhận điều bạn gửi.')
    assert.equal(await page.getByRole('heading', { name: 'Đang chờ bạn trả lời' }).count(), 0)
    assert.equal((await at_('2026-03-11 09:01', (ctx) => requests.show(ctx, code))).state, 'complete')
    await page.getByRole('button', { name: 'Không', exact: true }).click()
    assert.equal(await page.getByRole('button', { name: 'Không', exact: true }).count(), 0)
    const said = await at_('2026-03-11 09:02', (ctx) => requests.claims(ctx, {} as never))
    assert.match(JSON.stringify(said), /denied/)

    await page.goto(`${site.base}/theo-doi?ma=${code.slice(0, 4)}S${code.slice(5)}`)
    assert.match((await page.locator('#ma-error').textContent()) ?? '', /ký tự thứ 5: “S”/)
    await page.goto(`${site.base}/theo-doi?ma=K7M2A`)
    assert.match((await page.locator('#ma-error').textContent()) ?? '', /đã nhập 5/)
    await page.context().close()
  })
})
