import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { drain } from '../../../kernel/index.ts'
import { makeCopy } from '../../../kernel/testing/index.ts'
import { testServer } from '../../server/testing.ts'
import { events, jobs } from './jobs.ts'
import { receiver } from './receiver-for-tests.ts'

describe('webhooks over HTTP', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  let there: Awaited<ReturnType<typeof receiver>>
  let key: string
  before(async () => {
    process.env.WEBHOOK_PRIVATE = '127.0.0.0/8'
    copy = await makeCopy()
    server = await testServer(copy.db)
    there = await receiver()
    server.clock.now = new Date() // the worker's is the machine's
    key = (await server.person('quan', { role: 'administrator', corporation: 'AA' })).key
  })
  after(async () => {
    delete process.env.WEBHOOK_PRIVATE
    await there?.close()
    await server?.close()
    await copy?.drop()
  })
  const ask = (method: string, path: string, body?: unknown) => server.ask(method, `/api/v1${path}`, { key, body })
  const work = () => drain(copy.db, { events, jobs, schedule: {} })

  it('registered, tried, looked up, ended; the secret is told once', async () => {
    const made = await ask('POST', '/webhooks', { corporation: 'AA', url: there.url, events: ['*', 'outage.started'] })
    assert.equal(made.status, 201)
    assert.match(made.json.secret, /^whsec_/)
    const { id } = made.json
    const tests: string[] = []
    for (let i = 0; i < 3; i++) tests.push((await ask('POST', `/webhooks/${id}/test`)).json.delivery)
    const waiting = await ask('GET', '/webhooks')
    assert.doesNotMatch(waiting.text, /whsec_|secret/)
    assert.deepEqual([waiting.json.items[0].waiting, waiting.json.items[0].url], [3, there.url])
    await work()
    assert.deepEqual(new Set(there.received.map((r) => r.headers['webhook-id'])), new Set(tests))
    assert.equal(JSON.parse(there.received[0]!.body).type, 'webhook.test')
    const first = await ask('GET', `/webhooks/${id}/deliveries?limit=2`)
    assert.deepEqual(
      first.json.items.map((d: { id: string; state: string }) => [d.id, d.state]),
      [
        [tests[2], 'delivered'],
        [tests[1], 'delivered'],
      ],
    )
    const rest = await ask('GET', `/webhooks/${id}/deliveries?limit=2&cursor=${first.json.next}`)
    assert.deepEqual([rest.json.items.length, rest.json.items[0].id, rest.json.next], [1, tests[0], null])
    assert.equal((await ask('GET', `/webhooks/${id}/deliveries?state=waiting`)).json.items.length, 0)
    assert.equal((await ask('DELETE', `/webhooks/${id}`)).status, 204)
    assert.equal((await ask('GET', `/webhooks/${id}/deliveries`)).json.code, 'exchange/no-webhook')
  })

  it('refuses what is no address, no event, no secret, another corporation', async () => {
    const good = { corporation: 'AA', url: 'https://nhan.example/', events: ['fault.recorded'] }
    const refused = async (change: object) => {
      const { status, json } = await ask('POST', '/webhooks', { ...good, ...change })
      return [status, json.code]
    }
    assert.deepEqual(await refused({ url: 'https://10.0.0.1/' }), [422, 'exchange/webhook-address'])
    assert.deepEqual(await refused({ secret: 'abc' }), [422, 'exchange/webhook-secret'])
    assert.deepEqual((await refused({ events: ['outage.step'] }))[1], 'kernel/invalid')
    assert.deepEqual((await refused({ corporation: 'BB' }))[1], 'organisation/not-yours')
  })

  it('an alarm on the first page of who may do something about it', async () => {
    const { json } = await ask('POST', '/webhooks', { corporation: 'AA', url: there.url, events: ['*'] })
    there.answers((r) => r.writeHead(410).end())
    await ask('POST', `/webhooks/${json.id}/test`)
    await work()
    const alarms = (await ask('GET', '/today')).json.alarms
    assert.deepEqual(
      alarms.map((a: Record<string, unknown>) => [a.kind, a.id, a.corporation, a.what, a.reason, a.given_up]),
      [['webhook', json.id, 'AA', new URL(there.url).origin, 'gone', 0]],
    )
    const clerk = (await server.person('lan', { role: 'clerk', corporation: 'AA' })).key
    assert.deepEqual((await server.ask('GET', '/api/v1/today', { key: clerk })).json.alarms, [])
    const other = (await server.person('huy', { role: 'administrator', corporation: 'BB' })).key
    assert.deepEqual((await server.ask('GET', '/api/v1/today', { key: other })).json.alarms, [])
    assert.equal((await ask('POST', `/webhooks/${json.id}/resumption`)).status, 204)
    assert.deepEqual((await ask('GET', '/today')).json.alarms, [])
  })
})
