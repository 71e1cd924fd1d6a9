import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { Compile } from 'typebox/schema'
import { transaction } from '../../../kernel/index.ts'
import { makeCopy } from '../../../kernel/testing/index.ts'
import { type Town, town } from '../../../planned-outages/testing/index.ts'
import { close, show } from '../../../requests/index.ts'
import { testServer } from '../../server/testing.ts'
import { paths, readXml, textIn } from '../xml-for-tests.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const schema = (name: string): Record<string, unknown> => {
  const read = JSON.parse(fixture(`${name}.json`))
  // the two lists name the schema of what they hold beside them
  return read.items?.$ref ? { ...read, items: schema(read.items.$ref.replace('.json', '')) } : read
}
const valid = (name: string, value: unknown) => {
  const check = Compile(schema(name) as never)
  if (!check.Check(value)) assert.fail(`${name}: ${JSON.stringify(check.Errors(value)[1])}`)
}

describe('Open311 GeoReport v2', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let there: Town
  let clerk: string
  const get = (path: string) => server.ask('GET', `/open311/v2/${path}`)
  const post = async (fields: Record<string, string>, format = 'json', headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/open311/v2/requests.${format}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ jurisdiction_id: there.code, api_key: clerk, ...fields }),
    })
    const text = await response.text()
    return { status: response.status, text, json: format === 'json' ? JSON.parse(text) : undefined }
  }
  const question = {
    service_code: 'question',
    description: 'Vì sao <hóa đơn> & chỉ số lệch?',
    address_string: '12 Lê Lợi',
  }
  before(async () => {
    copy = await makeCopy()
    there = await transaction(copy.db, { actor: 'test', corporations: '*' }, town)
    server = await testServer(copy.db)
    clerk = (await server.person('lan', { role: 'clerk', corporation: there.code })).key
  })
  after(async () => {
    await server?.close()
    await copy?.drop()
  })

  it('lists services and defines each, valid against the published schemas, in JSON and XML', async () => {
    const listed = await get(`services.json?jurisdiction_id=${there.code}`)
    assert.equal(listed.status, 200)
    valid('services', listed.json)
    assert.ok(listed.json.length > 10)
    const supply = listed.json.find((s: { service_code: string }) => s.service_code === 'new_supply_urban_home')
    assert.deepEqual([supply.metadata, supply.type], [true, 'realtime'])
    const defined = await get(`services/new_supply_urban_home.json?jurisdiction_id=${there.code}&lang=en`)
    valid('service-definition', defined.json)
    assert.deepEqual(
      defined.json.attributes.map((a: { code: string; required: boolean }) => [a.code, a.required]),
      [
        ['address', true],
        ['phases', false],
        ['load_kw', false],
        ['purpose', false],
      ],
    )
    assert.equal(defined.json.attributes[1].description, 'Number of phases')
    const xml = await get(`services/new_supply_urban_home.xml?jurisdiction_id=${there.code}`)
    assert.equal(xml.headers.get('content-type'), 'text/xml; charset=utf-8')
    assert.equal(readXml(xml.text).name, readXml(fixture('service_definition.xml')).name)
    const names = paths(readXml((await get(`services.xml?jurisdiction_id=${there.code}`)).text))
    assert.ok(names.includes('services/service/service_code') && names.includes('services/service/group'))
  })

  it('takes a request and shows how far it is, without a word of whose it is', async () => {
    const made = await post({
      ...question,
      first_name: 'An',
      last_name: 'Nguyễn',
      phone: '0912345699',
      lat: '10.7769',
      long: '106.7009',
      media_url: 'https://anh.example/cong-to.jpg',
    })
    assert.equal(made.status, 200)
    const [{ service_request_id: id, service_notice, account_id }] = made.json
    assert.equal(account_id, null)
    const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(service_notice)![0]
    const inside = await transaction(copy.db, { actor: 'test', corporations: '*' }, (ctx) => show(ctx, id))
    assert.deepEqual(
      [inside.code, inside.channel, inside.details, inside.contact.phone, inside.contact.name, inside.contact.address],
      [code, 'open311', { text: question.description }, '+84912345699', 'Nguyễn An', '12 Lê Lợi'],
    )
    assert.match(
      inside.story.find((f) => f.kind === 'commented')!.reason!,
      /10\.776900, 106\.700900[\s\S]*anh\.example/,
    )

    const shown = await get(`requests/${id}.json?jurisdiction_id=${there.code}`)
    valid('requests', shown.json)
    assert.deepEqual([shown.json.length, shown.json[0].status, shown.json[0].service_code], [1, 'open', 'question'])
    assert.deepEqual((await get(`requests/${code}.json?jurisdiction_id=${there.code}`)).json, shown.json)
    assert.deepEqual((await get(`tokens/${code.toLowerCase()}.json?jurisdiction_id=${there.code}`)).json, [
      { service_request_id: id, token: code.toLowerCase() },
    ])
    const list = await get(`requests.json?jurisdiction_id=${there.code}`)
    valid('requests', list.json)
    for (const text of [shown.text, list.text])
      assert.doesNotMatch(
        text,
        /Nguyễn|0912345699|84912345699|Lê Lợi|hóa đơn|10\.77|anh\.example|[0-9A-Z]{5}-[0-9A-Z]{5}"/,
      )

    for (const [path, sample] of [
      [`requests/${id}.xml`, 'get_service_request.xml'],
      ['requests.xml', 'service_requests.xml'],
      [`tokens/${id}.xml`, 'request_id_from_token.xml'],
      ['requests.xml?start_date=2017-01-01T00:00:00Z&end_date=2017-01-02T00:00:00Z', 'service_requests_empty.xml'],
    ] as const) {
      const answer = await get(`${path}${path.includes('?') ? '&' : '?'}jurisdiction_id=${there.code}`)
      assert.deepEqual(paths(readXml(answer.text)), paths(readXml(fixture(sample))), path)
    }
    const written = await post(question, 'xml')
    assert.deepEqual(paths(readXml(written.text)), paths(readXml(fixture('post_service_request.xml'))))
    assert.equal(textIn(readXml(written.text), 'request', 'service_request_id')?.length, 36)
  })

  it('finds by ids, service, status and span, and says when something is closed', async () => {
    const ids: string[] = []
    for (const service_code of ['question', 'complaint']) {
      ids.push((await post({ ...question, service_code })).json[0].service_request_id)
    }
    const all = `jurisdiction_id=${there.code}`
    const found = async (query: string) => {
      const answer = await get(`requests.json?${all}&${query}`)
      assert.equal(answer.status, 200, answer.text)
      return answer.json as { service_request_id: string; status: string; status_notes: string }[]
    }
    const unknown = '01890000-0000-7000-8000-000000000000'
    assert.deepEqual(
      new Set((await found(`service_request_id=${ids[0]},${unknown}, ${ids[1]},xx`)).map((r) => r.service_request_id)),
      new Set(ids),
    )
    assert.deepEqual(
      (await found('service_code=complaint')).map((r) => r.service_request_id),
      [ids[1]],
    )
    await transaction(copy.db, { actor: 'minh', corporations: '*', now: server.clock.now }, (ctx) =>
      close(ctx, ids[1], { outcome: 'done', answer: 'Đã kiểm tra nhà ông An', accepted: true }),
    )
    assert.deepEqual(
      (await found('status=closed')).map((r) => [r.service_request_id, r.status, r.status_notes]),
      [[ids[1], 'closed', 'Đã giải quyết']],
    )
    assert.ok(!(await found('status=open')).some((r) => r.service_request_id === ids[1]))
    assert.ok((await found('status=open,closed')).length > (await found('status=closed')).length)
  })

  describe('pictures and papers with a request', () => {
    const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    const paper = Buffer.from('%PDF-1.7 x')
    type Part = [name: string, value: string] | [name: string, value: Buffer, file: string]
    const sendParts = async (parts: readonly Part[], headers: Record<string, string> = {}, query = '') => {
      const body = new FormData()
      for (const [name, value, file] of parts)
        if (typeof value === 'string') body.append(name, value)
        else body.append(name, new Blob([new Uint8Array(value)]), file)
      const answer = await fetch(`${server.url}/open311/v2/requests.json${query}`, { method: 'POST', headers, body })
      const text = await answer.text()
      return { status: answer.status, text, json: JSON.parse(text) }
    }
    const key = (): Part[] => [
      ['jurisdiction_id', there.code],
      ['api_key', clerk],
    ]
    const fields = Object.entries(question) as Part[]
    const within = <T>(use: Parameters<typeof transaction<T>>[2]) =>
      transaction(copy.db, { actor: 'test', corporations: '*' }, use)
    const count = async () => Number((await copy.db.pool.query('select count(*) from requests.request')).rows[0].count)

    it('come as media of a form with files, beside its fields, and lie with the request', async () => {
      const made = await sendParts([
        ...key(),
        ...fields,
        ['media', photo, 'công tơ.jpg'],
        ['media', paper, 'don.pdf'],
        ['media', Buffer.alloc(0), ''],
        ['media_url', 'https://anh.example/1.jpg'],
      ])
      assert.equal(made.status, 200, made.text)
      const [{ service_request_id: id }] = made.json
      const inside = await within((ctx) => show(ctx, id))
      assert.deepEqual(
        inside.attachments.map((a) => [a.name, a.media, a.channel, a.actor]),
        [
          ['công tơ.jpg', 'image/jpeg', 'open311', 'lan'],
          ['don.pdf', 'application/pdf', 'open311', 'lan'],
        ],
      )
      assert.equal(inside.details.text, question.description)
      assert.match(inside.story.find((f) => f.kind === 'commented')!.reason!, /anh\.example/)
      const shown = await get(`requests/${id}.json?jurisdiction_id=${there.code}`)
      valid('requests', shown.json)
      assert.doesNotMatch(shown.text, /don\.pdf|công tơ/, 'what goes in does not come out')
    })

    it('also without any, and with an attribute several times', async () => {
      const made = await sendParts([...key(), ...fields])
      assert.equal(made.status, 200, made.text)
      const twice = await sendParts([...key(), ...fields, ['attribute[oops][]', '1'], ['attribute[oops][]', '2']])
      assert.deepEqual([twice.status, /attribute\[oops\]/.test(twice.text)], [400, true])
    })

    it('one Idempotency-Key makes one request, and another picture is another request', async () => {
      const headers = { 'idempotency-key': 'app-photo' }
      const send = (body: Buffer) => sendParts([...key(), ...fields, ['media', body, 'a.jpg']], headers)
      const [first, second] = [await send(photo), await send(photo)]
      assert.deepEqual(second.json, first.json)
      const inside = await within((ctx) => show(ctx, first.json[0].service_request_id))
      assert.equal(inside.attachments.length, 1)
      assert.notEqual((await send(Buffer.concat([photo, photo]))).status, 200)
    })

    it('a program, a file too large, too many of them: refused, and nothing is kept', async () => {
      const before = await count()
      for (const [files, says] of [
        [[['media', Buffer.from('MZ\x90'), 'anh.jpg']], /anh\.jpg/],
        [[['media', Buffer.concat([photo, Buffer.alloc(10 << 20)]), 'a.jpg']], /10 MB/],
        [Array.from({ length: 11 }, () => ['media', photo, 'a.jpg']), /10 .*25 MB/],
        [Array.from({ length: 3 }, () => ['media', Buffer.concat([photo, Buffer.alloc(9 << 20)]), 'a.jpg']), /25 MB/],
      ] as [Part[], RegExp][]) {
        const refused = await sendParts([...key(), ...fields, ...files])
        assert.equal(refused.status, 400, refused.text)
        assert.match(refused.json[0].description, says)
      }
      assert.equal(await count(), before)
    })

    it('nobody without a key makes the server read files: it comes ahead of them, or in the address', async () => {
      const before = await count()
      const late = await sendParts([...fields, ['media', photo, 'a.jpg'], ...key()])
      assert.deepEqual([late.status, /api_key|jurisdiction_id/.test(late.text)], [400, true])
      const wrong = await sendParts([
        ['jurisdiction_id', there.code],
        ['api_key', 'x'],
        ['media', photo, 'a.jpg'],
        ...fields,
      ])
      assert.equal(wrong.status, 403)
      assert.equal(await count(), before)
      const query = `?jurisdiction_id=${there.code}&api_key=${encodeURIComponent(clerk)}`
      assert.equal((await sendParts([...fields, ['media', photo, 'a.jpg']], {}, query)).status, 200)
    })
  })

  it('one Idempotency-Key makes one request', async () => {
    const headers = { 'idempotency-key': 'app-1' }
    const [first, second] = [await post(question, 'json', headers), await post(question, 'json', headers)]
    assert.deepEqual(second.json, first.json)
  })

  it('a report of no power by a customer’s code is asked of faults', async () => {
    const customer = `PD${there.code.slice(4).padStart(4, '0')}000001`
    const made = await post({ service_code: 'power_out', account_id: customer, description: 'Mất điện' })
    assert.equal(made.status, 200, made.text)
    assert.equal((await post({ service_code: 'power_out', account_id: 'PD9999000001' })).status, 400)
  })

  it('refuses in the specification’s form, with its numbers', async () => {
    const refused = async (answer: { status: number; json?: unknown; text: string }, status: number, says: RegExp) => {
      assert.equal(answer.status, status, answer.text)
      const [{ code, description }] = answer.json as [{ code: number; description: string }]
      assert.equal(code, status)
      assert.match(description, says)
    }
    const all = `jurisdiction_id=${there.code}`
    await refused(await get('services.json'), 400, /jurisdiction_id/)
    await refused(await get('services.json?jurisdiction_id=nowhere'), 404, /jurisdiction_id nowhere/)
    await refused(await get(`services/nothing.json?${all}`), 404, /nothing/)
    await refused(await get(`requests/not-an-id.json?${all}&lang=en`), 404, /not found with id or token not-an-id/)
    await refused(await get(`requests.json?${all}&start_date=yesterday`), 400, /start_date/)
    await refused(
      await get(`requests.json?${all}&start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z`),
      400,
      /90/,
    )
    await refused(await get(`requests.json?${all}&status=new`), 400, /new/)
    const noService: Record<string, string> = { ...question, service_code: '' }
    await refused(await post(noService), 400, /service_code/)
    await refused(await post({ ...question, service_code: 'xx' }), 404, /xx/)
    await refused(await post({ ...question, address_string: '' }), 400, /lat/)
    await refused(await post({ ...question, lat: '10', long: 'east' }), 400, /lat/)
    await refused(await post({ ...question, phone: 'abc' }), 400, /abc/)
    await refused(await post({ ...question, description: '' }), 400, /description/)
    await refused(await post({ ...question, media_url: 'javascript:x' }), 400, /media_url/)
    await refused(await post({ ...question, 'attribute[oops]': '1' }), 400, /attribute\[oops\]/)
    await refused(await post({ ...question, api_key: '' }), 403, /api_key/)
    await refused(await post({ ...question, api_key: `${clerk}x` }), 403, /api_key/)
    const elsewhere = await server.person('binh', { role: 'clerk', corporation: 'AA' })
    await refused(await post({ ...question, api_key: elsewhere.key }), 403, /api_key/)
    const analyst = await server.person('chau', { role: 'analyst', corporation: there.code })
    await refused(await post({ ...question, api_key: analyst.key }), 403, /api_key/)
    const json = await fetch(`${server.url}/open311/v2/requests.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    assert.equal(json.status, 400)
    const xml = await get(`requests/not-an-id.xml?${all}`)
    assert.equal(xml.status, 404)
    assert.deepEqual(paths(readXml(xml.text)), paths(readXml(fixture('get_service_request_not_found.xml'))))
  })

  it('shows nothing of another jurisdiction or of another channel', async () => {
    const [{ service_request_id: id }] = (await post(question)).json
    assert.equal((await get(`requests/${id}.json?jurisdiction_id=AA`)).status, 404)
    assert.deepEqual((await get('requests.json?jurisdiction_id=AA')).json, [])
    const { receive } = await import('../../../requests/index.ts')
    const byPhone = await transaction(copy.db, { actor: 'lan', corporations: '*', now: server.clock.now }, (ctx) =>
      receive(ctx, {
        service: 'question',
        corporation: there.code,
        channel: 'phone',
        contact: { name: 'An', phone: '0912345699' },
        details: { text: 'Hỏi' },
      }),
    )
    assert.equal((await get(`requests/${byPhone.id}.json?jurisdiction_id=${there.code}`)).status, 404)
    assert.equal((await get(`requests/${byPhone.code}.json?jurisdiction_id=${there.code}`)).status, 200)
    assert.ok(!(await get(`requests.json?jurisdiction_id=${there.code}`)).text.includes(byPhone.id))
  })

  it('is discovered, and rationed', async () => {
    const found = await get('discovery.json')
    assert.deepEqual(found.json.endpoints[0].formats, ['application/json', 'text/xml'])
    assert.equal(found.json.endpoints[0].url, `${server.url}/open311/v2`)
    const xml = readXml((await server.ask('GET', '/open311/discovery.xml')).text)
    assert.equal(textIn(xml, 'endpoints', 'endpoint', 'formats', 'format'), 'application/json')
    let status = 200
    for (let i = 0; i < 400 && status === 200; i++) status = (await get('discovery.json')).status
    assert.equal(status, 429)
    server.clock.now = new Date(server.clock.now.getTime() + 61_000)
    assert.equal((await get('discovery.json')).status, 200)
  })
})
