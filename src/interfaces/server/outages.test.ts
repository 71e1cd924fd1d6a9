import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { transaction } from '../../kernel/index.ts'
import { makeCopy } from '../../kernel/testing/index.ts'
import { type Town, town } from '../../planned-outages/testing/index.ts'
import { testServer } from './testing.ts'

let copy: Awaited<ReturnType<typeof makeCopy>>
let server: Awaited<ReturnType<typeof testServer>>
let there: Town
const keys: Record<string, string> = {}

before(async () => {
  copy = await makeCopy()
  server = await testServer(copy.db)
  there = await transaction(copy.db, { actor: 'test', corporations: '*', now: server.clock.now }, town)
  for (const role of ['planner', 'manager', 'dispatcher', 'clerk', 'analyst'] as const)
    keys[role] = (await server.person(role, { role, corporation: there.code })).key
  keys.stranger = (await server.person('stranger', { role: 'manager', corporation: 'AA' })).key
})
after(async () => {
  await server?.close()
  await copy?.drop()
})

const ask = (role: string, method: string, path: string, body?: unknown) =>
  server.ask(method, `/api/v1${path}`, { key: keys[role], body })
const plan = () => ({
  corporation: there.code,
  steps: [{ open: ['B1'] }],
  out_from: '2026-12-01T07:30+07:00',
  back_at: '2026-12-01T11:30+07:00',
  reason: '<script>alert(1)</script>',
})

it('a cut from plan to power back over HTTP, each verb by who may', async () => {
  const preview = await ask('planner', 'POST', '/planned-outages/preview', plan())
  assert.deepEqual([preview.status, preview.json.customers, preview.json.warnings[0].code], [200, 9, 'priority'])
  assert.equal((await ask('clerk', 'POST', '/planned-outages', plan())).status, 403)
  const planned = await ask('planner', 'POST', '/planned-outages', plan())
  assert.deepEqual([planned.status, planned.json.state, planned.json.reason], [201, 'planned', plan().reason])
  const at = `/planned-outages/${planned.json.code}`
  assert.equal((await ask('planner', 'POST', `${at}/approval`)).status, 403)
  assert.equal((await ask('stranger', 'POST', `${at}/approval`)).status, 404, 'another corporation')
  assert.equal((await ask('manager', 'POST', `${at}/approval`)).json.state, 'approved')
  const announced = await ask('planner', 'POST', `${at}/announcement`, {})
  assert.deepEqual(announced.json, { messages: 9, customers: 9, late_s: 0 })
  const again = await ask('planner', 'POST', `${at}/announcement`, {})
  assert.deepEqual([again.status, again.json.code], [409, 'planned-outages/wrong-state'])
  assert.match(again.headers.get('content-type') ?? '', /application\/problem\+json/)
  server.clock.now = new Date('2026-12-01T00:31:00Z')
  assert.equal((await ask('analyst', 'POST', `${at}/start`, {})).status, 403)
  assert.equal((await ask('dispatcher', 'POST', `${at}/start`, {})).json.state, 'started')
  const ahead = await ask('dispatcher', 'POST', `${at}/restoration`, { at: '2026-12-01T11:00+07:00' })
  assert.deepEqual([ahead.status, ahead.json.code], [422, 'planned-outages/not-yet'])
  server.clock.now = new Date('2026-12-01T04:24:00Z')
  const stepped = await ask('dispatcher', 'POST', `${at}/steps`, { open: ['SW2'], close: ['B1'] })
  assert.deepEqual(
    stepped.json.steps.map((s: { at: string; customers: number }) => [s.at, s.customers]),
    [['2026-12-01T11:24:00+07:00', 5]],
  )
  server.clock.now = new Date('2026-12-01T04:44:00Z')
  const restored = await ask('dispatcher', 'POST', `${at}/restoration`, {})
  const back = restored.json.promises.find((p: { kind: string }) => p.kind === 'power_back')
  assert.deepEqual([restored.json.state, back.kept, back.broken, back.open], ['restored', 5, 4, 0])

  const list = await ask('analyst', 'GET', `/promises?kind=power_back&state=broken&about=${restored.json.id}`)
  assert.deepEqual(
    list.json.items.map((p: { id: string }) => p.id),
    [back.id],
  )
  const page = await ask('analyst', 'GET', `/promises/${back.id}`)
  assert.deepEqual(
    page.json.outcomes.map((o: { outcome: string; left: number; late_s: number }) => [o.outcome, o.left, o.late_s]),
    [
      ['kept', 5, -360],
      ['broken', 4, 840],
    ],
  )
  assert.equal((await ask('stranger', 'GET', `/promises/${back.id}`)).status, 404)
  assert.equal(
    (
      await ask('clerk', 'POST', `/promises/${back.id}/corrections`, {
        seq: 2,
        at: '2026-12-01T11:30+07:00',
        reason: 'r',
      })
    ).status,
    403,
  )
  const corrected = await ask('manager', 'POST', `/promises/${back.id}/corrections`, {
    seq: 2,
    at: '2026-12-01T11:30+07:00',
    reason: 'r',
  })
  assert.deepEqual([corrected.json.promise.kept, corrected.json.promise.broken], [9, 0])
})

it('a fault over HTTP: reported, recorded, told, over', async () => {
  const customer = `PD${there.code.slice(4).padStart(4, '0')}000009`
  const report = await ask('clerk', 'POST', '/outage-reports', { customer, channel: 'phone', words: 'Mất điện' })
  assert.deepEqual([report.status, report.json.known], [201, null])
  const signals = await ask('dispatcher', 'GET', '/outage-signals')
  assert.deepEqual(
    signals.json.map((s: { transformer: string; reports: number }) => [s.transformer, s.reports]),
    [['T3', 1]],
  )
  assert.equal((await ask('clerk', 'POST', '/faults', { corporation: there.code, device: 'SW2' })).status, 403)
  const fault = await ask('dispatcher', 'POST', '/faults', {
    corporation: there.code,
    device: 'SW2',
    estimate: '2026-12-01T13:00+07:00',
  })
  assert.deepEqual([fault.status, fault.json.customers, fault.json.reports], [201, 4, 1])
  const known = await ask('clerk', 'POST', '/outage-reports', { customer, channel: 'phone' })
  assert.deepEqual([known.json.known.kind, known.json.known.back_at], ['fault', '2026-12-01T13:00:00+07:00'])
  const at = `/faults/${fault.json.code}`
  assert.equal((await ask('stranger', 'GET', at)).status, 404)
  assert.equal(
    (await ask('dispatcher', 'POST', `${at}/restoration`, { cause: 'Sét đánh', voltage: 'medium' })).json.state,
    'restored',
  )
  assert.equal((await ask('dispatcher', 'POST', `${at}/closing`, {})).json.state, 'closed')
  const wrong = await ask('dispatcher', 'POST', `${at}/steps`, { transformers: '{[1,2)};drop' })
  assert.deepEqual([wrong.status, wrong.json.code], [400, 'kernel/invalid'])
})

it('rules and windows are the administrator’s', async () => {
  const rules = await ask('analyst', 'GET', '/planned-outage-rules')
  assert.equal(rules.json.length, 2)
  const window = { starts: '2027-06-11T00:00+07:00', ends: '2027-06-13T00:00+07:00', name: 'Thi tốt nghiệp' }
  assert.equal((await ask('manager', 'POST', '/no-cut-windows', window)).status, 403)
  const admin = (await server.person('admin', { role: 'administrator', corporation: there.code })).key
  const mine = await server.ask('POST', '/api/v1/no-cut-windows', {
    key: admin,
    body: { ...window, corporation: there.code },
  })
  assert.equal(mine.status, 201)
  const all = await server.ask('POST', '/api/v1/no-cut-windows', { key: admin, body: window })
  assert.deepEqual([all.status, all.json.code], [403, 'organisation/not-for-all'])
})
