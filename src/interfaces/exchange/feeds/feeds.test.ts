import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { emptyMemory, fromMemory, type Memory } from '../../portal/from-memory.ts'
import { portal } from '../../portal/site.ts'
import { outageOf } from '../../portal/testing.ts'
import { readXml, textIn } from '../xml-for-tests.ts'

const at = (civil: string) => new Date(`2026-11-24T${civil}:00+07:00`)

describe('public feeds of outages', () => {
  let memory: Memory
  let app: FastifyInstance
  let clock = at('10:42').getTime()
  const get = (query = '', headers: Record<string, string> = {}) =>
    app.inject({ url: `/exchange/outages.geojson${query}`, headers: { host: 'dien.example', ...headers } })

  beforeEach(async () => {
    await app?.close()
    clock = at('10:42').getTime()
    memory = emptyMemory()
    memory.corporations = [
      { id: 1, code: 'EVNHANOI', name: 'Tổng công ty Điện lực TP Hà Nội', hotline: '19001288' },
      { id: 2, code: 'EVNCPC', name: 'Tổng công ty Điện lực miền Trung', hotline: '19001909' },
    ]
    const customer = (n: number, t: number, place = { province: 'Thành phố Hà Nội', commune: 'Phường Ba Đình' }) => ({
      code: `PD0100${String(n).padStart(7, '0')}`,
      transformers: [t],
      corporation_id: 1,
      reachable: true,
      phone: '+84912345678',
      ...place,
    })
    memory.customers = [
      ...Array.from({ length: 8 }, (_, n) => customer(n, 1)),
      customer(8, 2, { province: 'Thành phố Hà Nội', commune: 'Phường Ngọc Hà' }),
      { ...customer(9, 20, { province: 'Thành phố Đà Nẵng', commune: 'Phường Hải Châu' }), corporation_id: 2 },
    ]
    memory.cells = new Map([
      [1, { x: 10582, y: 2103 }],
      [2, { x: 10590, y: 2103 }],
      [20, { x: 10822, y: 1606 }],
    ])
    memory.outages = [
      outageOf({ customers: 9, customers_back: 1 }),
      outageOf({ id: 'b', origin: 'fault', corporation_id: 2, transformers: '{[20,21)}', customers: 1, reason: null }),
      outageOf({ id: 'c', phase: 'coming', out_from: at('14:00'), back_promised: at('16:00'), customers: 9 }),
      outageOf({ id: 'd', phase: 'restored', back_at: at('09:00') }),
      outageOf({ id: 'e', phase: 'cancelled' }),
    ]
    app = Fastify()
    await app.register(portal, { source: fromMemory(memory), now: () => new Date(clock) })
    await app.ready()
  })
  after(() => app?.close())

  test('a feature an outage under way or announced, its place in points of several customers', async () => {
    const reply = await get()
    assert.equal(reply.headers['content-type'], 'application/geo+json; charset=utf-8')
    assert.equal(reply.headers['access-control-allow-origin'], '*')
    const { type, as_of, features } = reply.json()
    assert.deepEqual([type, as_of], ['FeatureCollection', '2026-11-24T10:42:00+07:00'])
    assert.deepEqual(
      features.map((f: { id: string }) => f.id),
      ['a', 'b', 'c'],
    )
    assert.deepEqual(features[0], {
      type: 'Feature',
      id: 'a',
      // the ninth customer is alone in a cell: no point
      geometry: { type: 'Point', coordinates: [105.825, 21.035] },
      properties: {
        corporation: 'EVNHANOI',
        origin: 'planned',
        state: 'out',
        reason: 'Thay máy biến áp',
        from: '2026-11-24T07:30:00+07:00',
        back_by: '2026-11-24T11:30:00+07:00',
        back_by_kind: 'planned',
        customers: 9,
        customers_out: 8,
        customers_back: 1,
        places: [
          { province: 'Thành phố Hà Nội', commune: 'Phường Ba Đình' },
          { province: 'Thành phố Hà Nội', commune: 'Phường Ngọc Hà' },
        ],
        url: 'http://dien.example/cat-dien/a',
      },
    })
    assert.equal(features[1].geometry, null)
    assert.equal(features[1].properties.back_by_kind, 'estimate')
    assert.deepEqual([features[2].properties.state, features[2].properties.customers_out], ['announced', 0])
    assert.doesNotMatch(reply.body, /PD0100|84912345678/)
  })

  test('filters by corporation and province; a corporation that is not here is 404 as a problem', async () => {
    const ids = async (query: string) => (await get(query)).json().features.map((f: { id: string }) => f.id)
    assert.deepEqual(await ids('?corporation=evncpc'), ['b'])
    assert.deepEqual(await ids(`?province=${encodeURIComponent('Thành phố Hà Nội')}`), ['a', 'c'])
    assert.deepEqual(await ids('?province=X'), [])
    const none = await get('?corporation=NONE')
    assert.deepEqual([none.statusCode, none.json().code], [404, 'kernel/not-found'])
  })

  test('asked again with its tag it is 304; the tag changes with the outages, not with the clock', async () => {
    const tag = String((await get()).headers.etag)
    clock += 120_000
    const same = await get('', { 'if-none-match': `"x", ${tag}` })
    assert.deepEqual([same.statusCode, same.body, same.headers.etag], [304, '', tag])
    assert.match(String(same.headers['cache-control']), /max-age=15/)
    const other = await get('?corporation=EVNHANOI', { 'if-none-match': tag })
    assert.equal(other.statusCode, 200)
  })

  test('alerts are listed, each at its address and at its outage’s; a message that was replaced is gone', async () => {
    const ask = (url: string, headers = {}) => app.inject({ url, headers: { host: 'dien.example:8080', ...headers } })
    const feed = await ask('/exchange/cap?corporation=EVNHANOI')
    assert.equal(feed.headers['content-type'], 'application/atom+xml; charset=utf-8')
    const root = readXml(feed.body)
    assert.equal(textIn(root, 'id'), 'http://dien.example:8080/exchange/cap?corporation=EVNHANOI')
    const entries = root.children.filter((c) => c.name === 'entry')
    assert.equal(entries.length, 4) // those over and cancelled too: receivers must hear of it
    for (const entry of entries) {
      const { href } = entry.children.find((c) => c.attributes.type === 'application/cap+xml')!.attributes
      const alert = await ask(new URL(href!).pathname)
      assert.equal(alert.headers['content-type'], 'application/cap+xml; charset=utf-8')
      assert.equal(textIn(readXml(alert.body), 'sender'), 'evnhanoi@dien.example')
      assert.equal((await ask(new URL(href!).pathname, { 'if-none-match': alert.headers.etag })).statusCode, 304)
    }
    const whole = await ask('/exchange/cap/a.xml')
    assert.equal(whole.body, (await ask('/exchange/cap/a.3.xml')).body)
    for (const gone of ['a.2.xml', 'a.3', 'zzz.xml', '%F0%9F.xml'])
      assert.ok([404, 400].includes((await ask(`/exchange/cap/${gone}`)).statusCode), gone)
    assert.match((await ask('/exchange/cap?lang=en')).body, /<title>Power outage alerts<\/title>/)
    assert.equal((await ask('/exchange/cap?corporation=NONE')).statusCode, 404)
  })

  test('what an address says besides makes no other answer, and who asks for ever other ones waits', async () => {
    assert.equal((await get('?x=1')).headers.etag, (await get()).headers.etag)
    const feed = await app.inject({ url: '/exchange/cap?x=1&corporation=evnhanoi', headers: { host: 'dien.example' } })
    assert.equal(textIn(readXml(feed.body), 'id'), 'http://dien.example/exchange/cap?corporation=EVNHANOI')
    const answers = new Map<number, number>()
    for (let i = 0; i < 100; i++) {
      const { statusCode } = await get(`?province=${i}`)
      answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1)
    }
    assert.deepEqual([...answers.keys()], [200, 429])
    assert.equal((await get()).statusCode, 200, 'what is kept is for everybody')
    clock += 61_000
    assert.equal((await get('?province=new')).statusCode, 200)
  })

  test('what is known later is in the next answer', async () => {
    // places are asked for after the situation is known: this answer is made in between
    const places = { places: [], cells: [{ x: 10582, y: 2103, customers: 50 }] }
    const source = { ...fromMemory(memory), placesOf: async () => pause(30, places) }
    const slow = Fastify()
    let changed: (what: 'outages') => void = () => {}
    const onChange = (call: typeof changed) => {
      changed = call
      return () => {}
    }
    await slow.register(portal, { source, now: () => new Date(clock), onChange, least_ms: 0 })
    const first = await slow.inject('/exchange/outages.geojson')
    memory.outages = [...memory.outages, outageOf({ id: 'f', transformers: '{[40,41)}' })]
    clock += 1000
    changed('outages')
    for (let i = 0; i < 100; i++) {
      clock += 1000
      await pause(10)
      const now = await slow.inject('/exchange/outages.geojson')
      if (now.headers.etag !== first.headers.etag && now.json().features.at(-1).geometry) break
    }
    const last = (await slow.inject('/exchange/outages.geojson')).json().features.at(-1)
    assert.deepEqual([last.id, last.geometry.type], ['f', 'Point'])
    await slow.close()
  })

  test('a thousand readers are no question to the database, and it may be gone', async () => {
    const before = JSON.stringify(memory.asked)
    memory.gone = true
    for (let i = 0; i < 1000; i++) {
      clock += 5
      assert.equal((await get()).statusCode, 200)
      assert.equal((await app.inject('/exchange/cap')).statusCode, 200)
    }
    assert.equal(JSON.stringify(memory.asked), before)
  })
})
