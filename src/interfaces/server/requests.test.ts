import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Database, drain, transaction } from '../../kernel/index.ts'
import { makeCopy } from '../../kernel/testing/index.ts'
import { declareDay } from '../../organisation/index.ts'
import * as requests from '../../requests/index.ts'
import { jobs } from '../../requests/jobs.ts'
import { type Desk, desk } from '../../requests/testing/index.ts'
import { background } from './rooms.ts'
import { testServer } from './testing.ts'

describe('requests over HTTP', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let there: Desk
  let db: Database
  const keys: Record<string, string> = {}
  const folder = mkdtempSync(join(tmpdir(), 'sangden-requests-'))
  before(async () => {
    copy = await makeCopy()
    db = copy.db
    server = await testServer(db, { dataDir: folder })
    there = await transaction(db, { actor: 'test', corporations: '*', now: server.clock.now }, (ctx) => desk(ctx))
    const grants = {
      clerk: [{ role: 'clerk', corporation: there.code }],
      second: [{ role: 'clerk', corporation: there.code }],
      manager: [{ role: 'manager', corporation: there.code }],
      office: [{ role: 'clerk', corporation: there.code, unit: there.centre }],
      stranger: [{ role: 'administrator', corporation: 'AA' }],
    }
    for (const [login, given] of Object.entries(grants))
      keys[login] = (await server.person(login, ...(given as never[]))).key
  })
  after(async () => {
    await server?.close()
    await copy?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const ask = (who: string, method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    server.ask(method, `/api/v1${path}`, { key: keys[who]!, body, ...(headers ? { headers } : {}) })
  const receive = (body: Record<string, unknown> = {}, headers?: Record<string, string>) =>
    ask(
      'clerk',
      'POST',
      '/requests',
      {
        service: 'complaint',
        customer: there.customer(1),
        channel: 'phone',
        details: { text: 'Hóa đơn sai' },
        ...body,
      },
      headers,
    )
  const upload = async (id: string, name: string, body: Buffer, query = '') => {
    const response = await fetch(`${server.url}/api/v1/requests/${id}/attachments?name=${name}${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.clerk}`, 'content-type': 'application/octet-stream' },
      body,
    })
    return { status: response.status, json: (await response.json()) as { seq: number; media: string; code: string } }
  }

  it('a request of another unit is as far away by its id as in the lists', async () => {
    const { id, code } = (await receive()).json
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['GET', '/duplicates', undefined],
      ['POST', '/claiming', {}],
      ['POST', '/comments', { text: 'Đã gọi' }],
      ['POST', '/withdrawal', { reason: 'Khách rút' }],
    ] as const) {
      const refused = await ask('office', method, `/requests/${method === 'GET' ? code : id}${path}`, body)
      assert.deepEqual([refused.status, refused.json.code], [404, 'requests/unknown'], `${method} ${path}`)
    }
    await ask('manager', 'POST', `/requests/${id}/moves`, { unit: there.centre, reason: 'Nhầm đơn vị' })
    assert.equal((await ask('office', 'GET', `/requests/${code}`)).status, 200)
    assert.equal((await ask('office', 'POST', `/requests/${id}/comments`, { text: 'Đã gọi' })).status, 200)
  })

  it('a new service is a row: added with form, steps and limit, received at once; what its form cannot mean is refused', async () => {
    const { key } = await server.person('catalogue', { role: 'administrator', corporation: there.code })
    const add = (body: Record<string, unknown>) =>
      server.ask('POST', '/api/v1/services', {
        key,
        body: {
          corporation: there.code,
          code: 'solar_roof',
          name: 'Đấu nối điện mặt trời mái nhà',
          name_en: 'Rooftop solar connection',
          family: 'solar',
          topic: 'in_use',
          in_force_from: server.clock.now.toISOString().slice(0, 10),
          limit_value: 4,
          limit_unit: 'working_days',
          rule: 'Quy trình thử',
          steps: [{ code: 'survey', vi: 'Khảo sát', en: 'Survey', who: 'unit' }],
          form: { type: 'object', properties: { kwp: { type: 'number', exclusiveMinimum: 0 } }, required: ['kwp'] },
          ...body,
        },
      })
    const field = { type: 'number' }
    for (const [form, reason] of [
      [{ type: 'array' }, '/: type must be object'],
      [{ type: 'object', properties: { kwp: { ...field, multipleOf: 5 } } }, '/kwp: multipleOf'],
      [{ type: 'object', properties: { kwp: { type: 'watt' } } }, '/kwp: type "watt"'],
      [{ type: 'object', properties: { kwp: field }, required: ['kw'] }, '/: required kw'],
    ] as const) {
      const refused = await add({ form })
      assert.equal(refused.status, 400, JSON.stringify(refused.json))
      assert.match(refused.json.title, new RegExp(reason.replaceAll(/[/"]/g, '\\$&')))
    }
    const elsewhere = await add({ corporation: 'AA' })
    assert.ok([403, 404].includes(elsewhere.status))
    assert.equal((await ask('manager', 'POST', '/services', {})).status, 403)
    assert.equal((await add({})).status, 201)
    const given = { service: 'solar_roof', customer: there.customer(2) }
    const small = await receive({ ...given, details: { kwp: 0 } })
    assert.deepEqual([small.status, small.json.code], [422, 'requests/bad-details'])
    const made = await receive({ ...given, details: { kwp: 5.4 } })
    assert.equal(made.status, 201)
    const shown = await ask('clerk', 'GET', `/requests/${made.json.code}`)
    assert.deepEqual(
      [shown.json.service.name, shown.json.clock.limit_value, shown.json.steps.length],
      ['Đấu nối điện mặt trời mái nhà', 4, 1],
    )
  })

  it('a request from its receipt to its closing, with what can be done said at each point', async () => {
    const made = await receive()
    assert.equal(made.status, 201)
    const { id, code } = made.json
    const shown = await ask('clerk', 'GET', `/requests/${code}`)
    assert.deepEqual([shown.json.state, shown.json.unit.code, shown.json.promises.length], ['complete', there.unit, 1])
    assert.equal((await ask('clerk', 'POST', `/requests/${id}/claiming`, {})).json.assigned_to, 'clerk')
    const taken = await ask('second', 'POST', `/requests/${id}/claiming`, {})
    assert.deepEqual([taken.status, taken.json.code, taken.json.params.by], [409, 'requests/claimed', 'clerk'])
    assert.equal((await ask('second', 'DELETE', `/requests/${id}/claiming`)).status, 409)
    assert.equal((await ask('manager', 'DELETE', `/requests/${id}/claiming`)).status, 200)
    assert.equal(
      (await ask('clerk', 'POST', `/requests/${id}/pauses`, { reason: 'customer', evidence: 'Thư' })).json.state,
      'paused',
    )
    const claims = await ask('manager', 'GET', '/request-claims')
    const { seq } = claims.json.items[0]
    assert.equal(
      (await ask('clerk', 'POST', `/requests/${id}/claims/${seq}/review`, { upheld: true, note: 'x' })).status,
      403,
    )
    assert.equal(
      (await ask('clerk', 'POST', `/requests/${id}/answers`, { channel: 'email', text: 'Đây' })).json.state,
      'complete',
    )
    assert.equal((await ask('clerk', 'POST', `/requests/${id}/customer-words`, { says: 'denied' })).status, 200)
    assert.equal(
      (await ask('manager', 'POST', `/requests/${id}/claims/${seq}/review`, { upheld: true, note: 'Có thư' })).status,
      200,
    )
    const closed = await ask('clerk', 'POST', `/requests/${id}/closing`, {
      outcome: 'done',
      answer: 'Đã sửa',
      accepted: true,
    })
    assert.deepEqual([closed.status, closed.json.state, closed.json.in_limit], [200, 'closed', true])
    for (const path of [
      '/request-pauses?from=2026-11&to=2026-11',
      '/request-load?by=office',
      '/request-load?by=person',
      '/request-forecast',
    ])
      assert.equal((await ask('manager', 'GET', path)).status, 200, path)
  })

  it('two clerks at once: the second is told who did what; nothing is lost', async () => {
    const { id } = (await receive({ customer: there.customer(2) })).json
    const { version } = (await ask('clerk', 'GET', `/requests/${id}`)).json
    const both = await Promise.all([
      ask('clerk', 'POST', `/requests/${id}/closing`, { outcome: 'done', answer: 'Đúng', accepted: true, version }),
      ask('second', 'POST', `/requests/${id}/closing`, { outcome: 'done', answer: 'Sai', accepted: false, version }),
    ])
    const [won, lost] = both[0]!.status === 200 ? ['clerk', both[1]!] : ['second', both[0]!]
    assert.deepEqual([both.map((b) => b.status).sort(), lost.json.code], [[200, 409], 'requests/changed-meanwhile'])
    assert.deepEqual([lost.json.params.actor, lost.json.params.kind], [won, 'closed'])
    assert.match(lost.json.title, new RegExp(`^${won} vừa đóng yêu cầu`))
  })

  it('the same key twice is one request; what is wrong with it is said by its field', async () => {
    const first = await receive({ customer: there.customer(4) }, { 'idempotency-key': 'a' })
    const again = await receive({ customer: there.customer(4) }, { 'idempotency-key': 'a' })
    assert.deepEqual([again.json.id, again.headers.get('idempotency-replayed')], [first.json.id, 'true'])
    const wrong = await receive({ details: { txt: 'x' } })
    assert.deepEqual(
      [wrong.status, wrong.json.code, wrong.json.refused.map((r: { field: string }) => r.field)],
      [422, 'requests/bad-details', ['text', 'txt']],
    ) // prettier-ignore
    const late = await receive({ received_at: '2027-01-01T00:00:00+07:00' })
    assert.deepEqual([late.status, late.json.code], [422, 'requests/received-later'])
    assert.equal((await receive({ service: 'nonsense' })).json.code, 'requests/unknown-service')
  })

  it('the queue is of those who may see it: its corporation, its unit', async () => {
    const { id, code } = (await receive({ customer: there.customer(5) })).json
    const codes = async (who: string, query = '') =>
      ((await ask(who, 'GET', `/requests${query}`)).json.items as { code: string }[]).map((r) => r.code)
    assert.ok((await codes('clerk', '?limit=200')).includes(code))
    assert.ok(!(await codes('office')).includes(code), 'the care centre has its own')
    assert.deepEqual(await codes('clerk', `?unit=${there.centre}`), await codes('office'))
    assert.ok((await codes('clerk', `?unit=${there.unit}`)).length > 0)
    assert.deepEqual(await codes('office', `?unit=${there.unit}`), [], 'another unit is not seen for being named')
    assert.deepEqual(await codes('stranger'), [])
    assert.equal((await ask('stranger', 'GET', `/requests/${id}`)).status, 404)
    assert.equal((await ask('stranger', 'POST', `/requests/${id}/comments`, { text: 'x' })).status, 404)
    await ask('clerk', 'POST', `/requests/${id}/claiming`, {})
    assert.deepEqual(await codes('clerk', '?assigned_to=me'), [code])
    assert.ok(!(await codes('clerk', '?assigned_to=none&limit=200')).includes(code))
  })

  it('queue, load, claims and forecast are of those units alone that are the caller’s, in whichever corporations', async () => {
    const other = await transaction(db, { actor: 'test', corporations: '*', now: server.clock.now }, (ctx) => desk(ctx))
    const centre = { role: 'clerk', corporation: there.code, unit: there.centre }
    for (const [login, grants] of Object.entries({
      both: [centre, { role: 'clerk', corporation: other.code, unit: other.unit }],
      mixed: [centre, { role: 'clerk', corporation: other.code }],
      all: [{ role: 'manager', scope: 'group' }],
    }))
      keys[login] = (await server.person(login, ...(grants as never[]))).key
    const made: Record<string, string> = {}
    for (const [name, of, unit] of [
      ['unit', there, undefined],
      ['centre', there, there.centre],
      ['other unit', other, undefined],
      ['other centre', other, other.centre],
    ] as const) {
      const body = { service: 'complaint', customer: of.customer(2), channel: 'phone', details: { text: 'x' } }
      const { id, code } = (await ask('all', 'POST', '/requests', body)).json
      if (unit) await ask('all', 'POST', `/requests/${id}/moves`, { unit, reason: 'Nhầm đơn vị' })
      const paused = await ask('all', 'POST', `/requests/${id}/pauses`, { reason: 'customer', evidence: 'Thư 1' })
      assert.equal(paused.status, 200)
      made[code] = name
    }
    const named = (items: { code: string }[]) => items.flatMap((r) => made[r.code] ?? []).sort()
    const units: Record<string, string> = { [there.unit]: 'unit', [there.centre]: 'centre', [other.unit]: 'other unit', [other.centre]: 'other centre' } // biome-ignore format: one line
    const seen = async (who: string, query = '') => {
      const get = async (path: string) => (await ask(who, 'GET', path)).json
      return [
        named((await get(`/requests?limit=200${query}`)).items),
        named((await get(`/request-claims?limit=200${query}`)).items),
        (await get(`/request-load?by=office${query}`)).map((r: { who: string }) => units[r.who]).sort(),
        (await get(`/request-forecast?${query.slice(1)}`)).map((r: { unit: string }) => units[r.unit]).sort(),
      ]
    }
    const everywhere = (list: string[]) => [list, list, list, list]
    assert.deepEqual(await seen('office'), everywhere(['centre']))
    assert.deepEqual(await seen('both'), everywhere(['centre', 'other unit']))
    assert.deepEqual(await seen('both', `&corporation=${other.code}`), everywhere(['other unit']))
    assert.deepEqual(await seen('mixed'), everywhere(['centre', 'other centre', 'other unit']))
    assert.deepEqual(await seen('clerk'), everywhere(['centre', 'unit']))
    assert.deepEqual(await seen('all'), everywhere(['centre', 'other centre', 'other unit', 'unit']))
    const people = (await ask('both', 'GET', '/request-load?by=person')).json as { open: number }[]
    const theirs = (await ask('both', 'GET', '/request-load?by=office')).json as { open: number }[]
    const sum = (rows: { open: number }[]) => rows.reduce((n, r) => n + r.open, 0)
    assert.equal(sum(people), sum(theirs), 'by person only what lies with those units')
    const queue = (await ask('both', 'GET', `/requests?unit=${other.unit}`)).json.items
    assert.deepEqual(named(queue), ['other unit'], 'a unit is found by its code in whichever corporation')
    assert.deepEqual((await ask('both', 'GET', `/requests?unit=${other.centre}`)).json.items, [])
  })

  it('who is told of late requests is set by an administrator of the corporation, and read by those who work there', async () => {
    const { key } = await server.person('chains', { role: 'administrator', corporation: there.code })
    const body = {
      corporation: there.code,
      service: 'meter_check',
      in_force_from: '2026-12-01',
      levels: [
        { percent: 80, tell: ['unit'] },
        { percent: 100, late_days: 2, tell: ['company', 'corporation'] },
      ],
      reason: 'Quyết định 12/QĐ',
    }
    const set = (more: object = {}) =>
      server.ask('POST', '/api/v1/escalation-chains', { key, body: { ...body, ...more } })
    assert.equal((await set()).status, 201)
    assert.equal((await set({ levels: [{ percent: 60, tell: ['unit'] }] })).status, 400)
    assert.equal((await set({ corporation: undefined })).json.code, 'organisation/not-for-all')
    const read = await ask(
      'office',
      'GET',
      `/escalation-chains?corporation=${there.code}&service=meter_check&day=2026-12-02`,
    )
    const levels = [{ ...body.levels[0], late_days: 0 }, body.levels[1]]
    assert.deepEqual([read.status, read.json[0].levels, read.json[0].set_by], [200, levels, 'chains'])
    assert.deepEqual([read.json[1].corporation, read.json[1].service, read.json[1].set_at], [null, null, null])
    const elsewhere = (await ask('stranger', 'GET', '/escalation-chains')).json as { corporation: string | null }[]
    assert.ok(!elsewhere.some((c) => c.corporation === there.code))
  })

  it('a photograph comes and goes as it is; a program, and 40 MB, do not come', async () => {
    const { id } = (await receive({ customer: there.customer(7) })).json
    const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    const sent = await upload(id, encodeURIComponent('công tơ.jpg'), photo)
    assert.deepEqual([sent.status, sent.json.media], [201, 'image/jpeg'])
    const got = await fetch(`${server.url}/api/v1/requests/${id}/attachments/${sent.json.seq}`, {
      headers: { authorization: `Bearer ${keys.clerk}` },
    })
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), photo)
    assert.match(got.headers.get('content-disposition')!, /^attachment; filename\*=UTF-8''c%C3%B4ng/)
    assert.equal(got.headers.get('content-type'), 'application/octet-stream')
    const inline = async (name: string, body: Buffer) => {
      const { json } = await upload(id, name, body)
      const shown = await fetch(`${server.url}/api/v1/requests/${id}/attachments/${json.seq}?inline=true`, {
        headers: { authorization: `Bearer ${keys.clerk}` },
      })
      assert.deepEqual(Buffer.from(await shown.arrayBuffer()), body)
      assert.equal(shown.headers.get('x-content-type-options'), 'nosniff')
      const header = (name: string) => shown.headers.get(name)!
      const policy = header('content-security-policy')
      const [disposition] = header('content-disposition').split(';')
      return [disposition, header('content-type'), /default-src 'none'/.test(policy), /sandbox/.test(policy)]
    }
    assert.deepEqual(await inline('a.jpg', photo), ['inline', 'image/jpeg', true, true])
    assert.deepEqual(await inline('a.pdf', Buffer.from('%PDF-1.7 x')), ['inline', 'application/pdf', true, false])
    // called a page, it goes out as what it is
    const page = Buffer.from('%PDF-<html><script>alert(1)</script>')
    assert.deepEqual((await inline('a.html', page)).slice(0, 2), ['inline', 'application/pdf'])
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0')
    assert.deepEqual((await inline('a.heic', heic)).slice(0, 2), ['attachment', 'application/octet-stream'])
    assert.equal((await ask('stranger', 'GET', `/requests/${id}/attachments/${sent.json.seq}`)).status, 404)
    const program = await upload(id, 'hoa-don.pdf', Buffer.from('MZ\x90\x00\x03'))
    assert.deepEqual([program.status, program.json.code], [415, 'requests/file-type'])
    assert.equal((await upload(id, 'x.jpg', Buffer.concat([photo, Buffer.alloc(40 << 20)]))).status, 413)
  })

  it('anyone with the code sees how far it is, and nothing of whose it is', async () => {
    const { code } = (await receive({ customer: there.customer(8) })).json
    const seen = await server.ask('GET', `/api/v1/tracking/${code.replace('-', '').toLowerCase()}`)
    assert.deepEqual([seen.status, seen.json.code, seen.json.state], [200, code, 'complete'])
    assert.ok(!seen.text.includes(there.customer(8)) && !seen.text.includes('Hóa đơn'))
    assert.equal((await server.ask('GET', '/api/v1/tracking/AAAAA-AAAAA')).status, 404)
  })

  it('a day declared off reaches open requests through its event and job; what each minute does runs', async () => {
    const { id } = (await receive({ customer: there.customer(9) })).json
    const as = { actor: 'test', corporations: '*' as const, now: server.clock.now }
    const due = async () => (await transaction(db, as, (ctx) => requests.show(ctx, id))).clock.due_at!
    const before = await due()
    await transaction(db, as, (ctx) =>
      declareDay(ctx, { day: '2026-11-30', kind: 'off', notice: '30/TB', corporation: there.code }),
    )
    for (let i = 0; i < 4; i++) await drain(db, background)
    assert.equal((await due()).getTime() - before.getTime(), 86_400_000)
    const later = new Date(server.clock.now.getTime() + 30 * 86_400_000)
    await jobs.requests_each_minute!(db, {}, { now: () => later })
    await jobs.requests_each_minute!(db, {}, { now: () => later })
    const { story } = await transaction(db, as, (ctx) => requests.show(ctx, id))
    assert.deepEqual(
      story.filter((f) => f.kind === 'warned').map((f) => f.detail.percent),
      [50, 80, 100],
    )
  })
})
