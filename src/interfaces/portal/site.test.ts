import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { emptyMemory, fromMemory, type Memory } from './from-memory.ts'
import { portal } from './site.ts'
import { outageOf } from './testing.ts'

const start = new Date('2026-11-24T10:42:00+07:00').getTime()
const at = (civil: string) => new Date(`2026-11-24T${civil}:00+07:00`)
const code = 'PD01000123456'

describe('the customers’ site', () => {
  let memory: Memory
  let app: FastifyInstance
  let clock = start
  let changed: (what: 'outages' | 'customers') => void = () => {}

  const mount = async (report = true) => {
    await app?.close()
    const { report: take, ...rest } = fromMemory(memory)
    app = Fastify({ routerOptions: { maxParamLength: 200 } })
    await app.register(portal, {
      source: report ? { ...rest, report: take } : rest,
      now: () => new Date(clock),
      onChange: (call) => {
        changed = call
        return () => {}
      },
    })
    await app.ready()
  }
  before(() => {
    memory = emptyMemory()
  })
  beforeEach(async () => {
    clock = start
    memory = emptyMemory()
    memory.corporations = [
      { id: 1, code: 'EVNHANOI', name: 'Tổng công ty Điện lực TP Hà Nội', hotline: '19001288' },
      { id: 2, code: 'EVNCPC', name: 'Tổng công ty Điện lực miền Trung', hotline: '19001909' },
    ]
    const home = { corporation_id: 1, reachable: true, province: 'Thành phố Hà Nội', commune: 'Phường Ba Đình' }
    memory.customers = [
      { ...home, code, transformers: [1], phone: '+84912345678' },
      { ...home, code: 'PD01000123457', transformers: [3], reachable: false },
      { ...home, code: 'PD01000123458', transformers: [1, 3], phone: '+84912345678' },
      { ...home, code: 'PD01000123459', transformers: [9], commune: 'Phường Ngọc Hà' },
      { ...home, code: 'load.632/1', transformers: [20], corporation_id: 2, commune: '', province: '' },
    ]
    memory.outages = [
      outageOf({
        restored: [{ transformers: '{[1,2)}', back_at: at('10:00') }],
        outcomes: [{ transformers: '{[1,2)}', outcome: 'kept', late_s: -5400 }],
      }),
    ]
    memory.units = new Map([['PD0100', 'Điện lực Hoàn Kiếm']])
    await mount()
  })
  after(() => app?.close())

  const get = async (url: string, headers: Record<string, string> = {}) => {
    const reply = await app.inject({ url, headers })
    const body = reply.headers['content-encoding'] === 'gzip' ? gunzipSync(reply.rawPayload).toString() : reply.body
    return { status: reply.statusCode, body, headers: reply.headers }
  }
  const heading = (body: string) => /<h1[^>]*>(.*?)<\/h1>/s.exec(body)?.[1].replace(/<[^>]+>/g, '')

  test('each customer is told of their own part', async () => {
    assert.equal(heading((await get(`/kh/${code}`)).body), 'Có lại lúc 10:00 hôm nay, sớm 1 giờ 30 phút')
    assert.equal(heading((await get('/kh/PD01000123457')).body), 'Điện có lại lúc 11:30 hôm nay')
    assert.equal(heading((await get('/kh/PD01000123459')).body), 'Không ghi nhận mất điện ở chỗ bạn')
    assert.equal(heading((await get('/en/kh/PD01000123457')).body), 'Power will be back at 11:30 today')
    // With supplies on both parts the one that is still out speaks.
    assert.equal(heading((await get('/kh/PD01000123458')).body), 'Điện có lại lúc 11:30 hôm nay')
  })

  test('the second answer of a minute is the first, for another code; plain and gzip alike', async () => {
    memory.customers.push({ ...memory.customers[1], code: 'PD01000999999' })
    await mount()
    const first = (await get('/kh/PD01000123457')).body
    for (const accept of ['gzip, deflate, br', 'identity', 'gzip;q=0']) {
      const { body, headers } = await get('/kh/PD01000999999', { 'accept-encoding': accept })
      assert.equal(body, first.replaceAll('PD01000123457', 'PD01000999999'))
      assert.equal(headers['content-encoding'], accept.startsWith('gzip,') ? 'gzip' : undefined)
      assert.match(String(headers['content-security-policy']), /default-src 'self';style-src 'sha256-/)
    }
  })

  test('who cannot be told is not said to have been', async () => {
    assert.match((await get('/en/kh/PD01000123458')).body, /You were told/)
    assert.doesNotMatch((await get('/en/kh/PD01000123457')).body, /You were told/)
  })

  test('a code of another network has an answer too, with its own hotline', async () => {
    const { status, body } = await get(`/kh/${encodeURIComponent('load.632/1')}`)
    assert.equal(status, 200)
    assert.match(body, /load\.632\/1/)
    assert.match(body, /1900 1909/)
    const [, calendar] = /href="([^"]+)"[^>]*>[^<]*<svg class="icon icon-bell"/.exec(body)!
    assert.equal((await get(calendar)).status, 200, calendar)
  })

  test('the one field takes a code however it is written, and a metering point', async () => {
    for (const q of [code, 'pd0100 0123456', 'PD01.0001.23456', ` ${code} `, `${code}001`])
      assert.equal(
        heading((await get(`/tra-cuu?q=${encodeURIComponent(q)}`)).body),
        'Có lại lúc 10:00 hôm nay, sớm 1 giờ 30 phút',
        q,
      )
    assert.equal((await get('/tra-cuu?q=')).status, 422)
    const none = await get('/tra-cuu?q=PD09999999999')
    assert.equal(none.status, 404)
    assert.match(none.body, /Không tìm thấy “PD09999999999”/)
  })

  test('a phone number shows masked codes and no place; its links open the answer without the code', async () => {
    const { body } = await get('/tra-cuu?q=0912%20345%20678')
    assert.doesNotMatch(body, new RegExp(code))
    assert.doesNotMatch(body, /Ba Đình/)
    assert.match(body, /PD01••••••456/)
    const [, link] = /href="(\/kh\/~[\w-]+)"/.exec(body)!
    const answer = await get(link)
    assert.equal(answer.status, 200)
    assert.doesNotMatch(answer.body, new RegExp(code))
    assert.match(answer.body, /PD01••••••456/)
    clock += 2 * 3_600_000
    assert.equal((await get(link)).status, 404, 'an old link is dead')
    assert.equal((await get(`${link}x`)).status, 404, 'a changed link is nobody’s')
    assert.equal((await get('/kh/~AAAA')).status, 404)
  })

  test('phone numbers cannot be tried one after the other', async () => {
    const tries = []
    for (let i = 0; i < 30; i++) tries.push((await get(`/tra-cuu?q=09${String(10_000_000 + i)}`)).status)
    assert.equal(tries.filter((status) => status === 404).length, 20)
    assert.equal(tries.filter((status) => status === 429).length, 10)
    assert.equal(memory.asked.codesOfPhone, 20)
    clock += 61_000
    assert.equal((await get('/tra-cuu?q=0912345678')).status, 200)
  })

  test('one code that nobody has is asked of the database once a minute', async () => {
    for (let i = 0; i < 5; i++) assert.equal((await get('/kh/PD01000000000')).status, 404)
    assert.equal(memory.asked.suppliesOf, 1)
  })

  test('a customer recorded after the start is found', async () => {
    memory.customers.push({ ...memory.customers[3], code: 'PD01000777777' })
    assert.equal((await get('/kh/PD01000777777')).status, 200)
    assert.equal(memory.asked.suppliesOf, 1)
    assert.equal((await get('/kh/PD01000777777')).status, 200)
    assert.equal(memory.asked.suppliesOf, 1)
  })

  test('a customer recorded after the start is told of an outage, too', async () => {
    memory.outages.push(outageOf({ id: 'z', transformers: '{[5000,5001)}' }))
    await mount()
    memory.customers.push({ ...memory.customers[3], code: 'PD01000888888', transformers: [5000] })
    assert.equal(heading((await get('/kh/PD01000888888')).body), 'Điện có lại lúc 11:30 hôm nay')
  })

  test('places are found with and without accents, with what is happening there', async () => {
    for (const q of ['ba dinh', 'Ba Đình', 'phuong ba dinh ha noi', 'hoan kiem'])
      assert.match(
        (await get(`/tra-cuu?q=${encodeURIComponent(q)}`)).body,
        /<b>Phường Ba Đình<\/b><span>Thành phố Hà Nội · 1 nơi đang mất điện/,
        q,
      )
    assert.equal((await get('/tra-cuu?q=atlantis')).status, 404)
  })

  test('cuts are listed by place and day, and those under way apart', async () => {
    memory.outages.push(
      outageOf({
        id: 'b',
        phase: 'coming',
        out_from: new Date('2026-11-26T07:30:00+07:00'),
        back_promised: new Date('2026-11-26T11:30:00+07:00'),
        transformers: '{[9,10)}',
        reason: 'Chặt cây',
      }),
      outageOf({ id: 'f', origin: 'fault', transformers: '{[9,10)}', reason: 'Cáp ngầm' }),
    )
    await mount()
    const lines = async (url: string) => [...(await get(url)).body.matchAll(/cat-dien\/(\w)"/g)].map((m) => m[1])
    assert.deepEqual(await lines('/lich-cat-dien'), ['a', 'b'])
    assert.deepEqual(await lines('/lich-cat-dien?commune=ngoc+ha'), ['b'])
    assert.deepEqual(await lines('/lich-cat-dien?from=2026-11-25'), ['b'])
    assert.deepEqual(await lines('/lich-cat-dien?to=2026-11-25'), ['a'])
    assert.deepEqual(await lines(`/lich-cat-dien?province=${encodeURIComponent('Tỉnh Lào Cai')}`), [])
    assert.deepEqual(await lines('/dang-mat-dien'), ['a', 'f'])
    assert.match((await get('/lich-cat-dien?commune=ngoc+ha')).body, /1 lần cắt điện/)
  })

  test('my cuts are a calendar that moves with them', async () => {
    const { body, headers } = await get('/kh/PD01000123457/lich.ics')
    assert.match(String(headers['content-type']), /^text\/calendar/)
    assert.match(body, /DTSTART:20261124T003000Z/)
    assert.match(body, /UID:a@sang-den/)
    assert.match(body, /SEQUENCE:0/)
    memory.outages[0] = outageOf({
      mark: '2',
      phase: 'cancelled',
      changes: [{ changed_at: at('08:00'), out_was: null, out_is: null, back_was: null, back_is: null, reason: null }],
    })
    changed('outages')
    await settled(async () => /STATUS:CANCELLED/.test((await get('/kh/PD01000123457/lich.ics')).body))
    assert.match((await get('/kh/PD01000123457/lich.ics')).body, /SEQUENCE:2/)
  })

  test('three taps: where, what, done; a known cut is said at once', async () => {
    assert.match((await get(`/bao-mat-dien?kh=PD01000123457`)).body, /Chúng tôi đã biết/)
    assert.doesNotMatch((await get(`/bao-mat-dien?kh=PD01000123459`)).body, /Chúng tôi đã biết/)
    const sent = await app.inject({
      method: 'POST',
      url: '/bao-mat-dien',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'kh=PD01000123459&sign=danger',
    })
    assert.equal(sent.statusCode, 303)
    assert.deepEqual(memory.reports, [{ code: 'PD01000123459', sign: 'danger' }])
    const done = await get(String(sent.headers.location))
    assert.match(done.body, /Đã nhận lúc/)
    assert.match(done.body, /Tránh xa ít nhất 10 mét/)
    for (const payload of ['kh=PD01000123459&sign=x', 'kh=PD09999999999&sign=all', 'sign=all', ''])
      assert.equal(
        (
          await app.inject({
            method: 'POST',
            url: '/bao-mat-dien',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            payload,
          })
        ).statusCode,
        422,
        payload,
      )
    assert.equal(memory.reports.length, 1)
  })

  test('where reports are not taken the page says whom to call', async () => {
    await mount(false)
    const { body } = await get('/bao-mat-dien')
    assert.match(body, /Báo qua tổng đài/)
    assert.doesNotMatch(body, /name="kh"/)
    assert.doesNotMatch((await get('/kh/PD01000123457')).body, /Vẫn chưa có điện/)
  })

  test('when the database is gone the last known answer is given, with its age', async () => {
    memory.gone = true
    clock += 25 * 60_000
    changed('outages')
    await settled(async () => memory.asked.outages! > 1)
    const { status, body } = await get('/kh/PD01000123457')
    assert.equal(status, 200)
    assert.equal(heading(body), 'Điện có lại lúc 11:30 hôm nay')
    assert.match(body.replace(/<[^>]+>/g, ''), /Đây là số liệu lúc 10:42 hôm nay, cách đây 25 phút/)
    assert.equal((await get('/')).status, 200)
    assert.equal((await get('/giu-loi')).status, 500)
  })

  test('asked a thousand times, the database is not asked at all; told of a thousand changes, at most once a second', async () => {
    const before = memory.asked.outages!
    await Promise.all(Array.from({ length: 1000 }, (_, i) => get(i % 2 ? `/kh/${code}` : '/kh/PD01000123457')))
    assert.equal(memory.asked.outages, before)
    for (let i = 0; i < 1000; i++) changed('outages')
    await settled(async () => memory.asked.outages! > before)
    await new Promise((done) => setTimeout(done, 300))
    assert.equal(memory.asked.outages, before + 1)
  })

  test('an open page hears of a change of its own answer, and of no other', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const base = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`
    const heard: string[] = []
    const stop = new AbortController()
    for (const one of ['PD01000123457', 'PD01000123459']) {
      const reply = await fetch(`${base}/kh/${one}/song`, { signal: stop.signal })
      assert.equal(reply.headers.get('content-type'), 'text/event-stream')
      void (async () => {
        for await (const chunk of reply.body!)
          if (String(new TextDecoder().decode(chunk)).includes('changed')) heard.push(one)
      })().catch(() => {})
    }
    memory.outages = [outageOf({ mark: '2', back_promised: at('12:15') })]
    changed('outages')
    await settled(async () => heard.length > 0)
    await new Promise((done) => setTimeout(done, 50))
    assert.deepEqual(heard, ['PD01000123457'])
    assert.match((await get('/kh/PD01000123457')).body, /12:15/)
    stop.abort()
  })

  test('every page has both languages and says which', async () => {
    for (const path of [
      '/',
      `/kh/${code}`,
      '/lich-cat-dien?commune=x',
      '/cat-dien/a',
      '/bao-mat-dien',
      '/giu-loi',
      '/ngoai-tuyen',
      `/kh/${code}/nhan-tin`,
    ]) {
      const [vi, en] = [(await get(path)).body, (await get(path === '/' ? '/en' : `/en${path}`)).body]
      assert.match(vi, /<html lang="vi">/, path)
      assert.match(en, /<html lang="en">/, path)
      assert.ok(vi.includes(`hreflang="en" href="${path === '/' ? '/en' : `/en${path}`}"`), path)
      assert.ok(en.includes(`hreflang="vi" href="${path}"`), path)
    }
  })

  test('what is not there is a page, not a stack', async () => {
    for (const path of [
      '/khong-co',
      '/en/nothing',
      '/cat-dien/zz',
      '/kh/x',
      '/kh/..%2F..%2Fetc',
      `/kh/${'A'.repeat(199)}`,
    ]) {
      const { status, body } = await get(path)
      assert.equal(status, 404, path)
      assert.match(body, /<html lang=/, path)
    }
    assert.match((await get('/api/v1/none')).body, /"statusCode":404/)
  })

  test('a script in the field comes back as text', async () => {
    for (const path of ['/tra-cuu?q=', '/bao-mat-dien?kh=', '/lich-cat-dien?commune=', '/lich-cat-dien?province=']) {
      const { body } = await get(path + encodeURIComponent('"><script>alert(1)</script>'))
      assert.ok(!body.includes('<script>alert'), path)
    }
  })
})

/** Waits until something is so; the test fails when it is not within three seconds. */
async function settled(is: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await is()) return
    await new Promise((done) => setTimeout(done, 10))
  }
  assert.fail('it did not come to be')
}
