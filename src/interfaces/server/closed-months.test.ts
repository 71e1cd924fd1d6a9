import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { after, before, it } from 'node:test'
import { sql } from 'kysely'
import { transaction } from '../../kernel/index.ts'
import { at, makeCopy } from '../../kernel/testing/index.ts'
import { testServer } from './testing.ts'

let copy: Awaited<ReturnType<typeof makeCopy>>
let server: Awaited<ReturnType<typeof testServer>>
const keys: Record<string, string> = {}

before(async () => {
  copy = await makeCopy()
  server = await testServer(copy.db)
  const id = server.corporations.AA
  await transaction(copy.db, { actor: 'test', corporations: '*', now: server.clock.now }, async ({ tx, now }) => {
    await sql`insert into interruptions.customers_served values (${id}, '2026-09-01', 1000, ${now}, 'test')`.execute(tx)
    await sql`insert into interruptions.interruption values (${id}, md5('A')::uuid, 'A', 'import', null, ${now}, 'test')`.execute(
      tx,
    )
    await sql`insert into interruptions.step (corporation_id, interruption_id, step_no, out_at, restored_at, customers, origin, excluded, recorded_at, actor)
      values (${id}, md5('A')::uuid, 1, ${at('2026-09-05 08:00')}, ${at('2026-09-05 09:00')}, 100, 'fault', false, ${now}, 'test')`.execute(
      tx,
    )
  })
  for (const role of ['manager', 'administrator', 'analyst'] as const)
    keys[role] = (await server.person(role, { role, corporation: 'AA' })).key
  keys.stranger = (await server.person('stranger', { role: 'administrator', corporation: 'BB' })).key
})
after(async () => {
  await server?.close()
  await copy?.drop()
})

const ask = (role: string, method: string, path: string, body?: unknown) =>
  server.ask(method, `/api/v1/reliability${path}`, { key: keys[role], body })
const september = { corporation: 'AA', month: '2026-09' }
const there = '/closed-months/AA/2026-09'

it('a month is closed by who may, proved by whoever reads, reopened only by who has the right to', async () => {
  server.clock.now = at('2026-11-25 08:00')
  assert.equal((await ask('analyst', 'POST', '/closed-months', september)).status, 403)
  const strange = await ask('stranger', 'POST', '/closed-months', september)
  assert.deepEqual([strange.status, strange.json.code], [403, 'organisation/not-yours'])
  const early = await ask('manager', 'POST', '/closed-months', { ...september, month: '2026-11' })
  assert.deepEqual([early.status, early.json.code], [409, 'reliability/month-not-over'])
  assert.equal((await ask('analyst', 'GET', there)).json.code, 'reliability/not-closed')

  const closed = await ask('manager', 'POST', '/closed-months', september)
  assert.deepEqual(
    [closed.status, closed.json.sequence, closed.json.as_known_on],
    [201, 1, '2026-11-25T08:00:00+07:00'],
  )
  const shown = (await ask('analyst', 'GET', there)).json
  assert.equal(shown.figures.vn.all.saidi_min, 6)
  const figures = async (more: string) =>
    (await ask('analyst', 'GET', `/indices?from=2026-09&to=2026-09&rules=vn&by=corporation&${more}`)).json.rows[0]
  const row = await figures('include_excluded=true')
  assert.deepEqual([row.saidi_min, row.state, row.adjustments], [6, 'frozen', null])
  assert.deepEqual([row.closings[0].closed_by, row.closings[0].sha256], ['manager', closed.json.sha256])
  assert.deepEqual([(await figures('live=true')).state, (await figures('live=true')).closings], ['live', []])
  const { pem } = (await ask('analyst', 'GET', '/closing-key')).json
  const hash = createHash('sha256').update(shown.text).digest()
  assert.equal(hash.toString('hex'), closed.json.sha256)
  assert.ok(verify(null, hash, createPublicKey(pem), Buffer.from(shown.signature, 'hex')), 'checked by an outsider')
  assert.equal((await ask('analyst', 'GET', `${there}/verification`)).json.holds, true)
  assert.deepEqual((await ask('analyst', 'GET', `${there}/adjustments`)).json.adjustments, [])
  assert.equal((await ask('manager', 'POST', '/closed-months', september)).json.code, 'reliability/already-closed')

  const without = await ask('manager', 'POST', `${there}/reopening`, { reason: 'thiếu sự cố' })
  assert.deepEqual([without.status, without.json.code], [403, 'access/forbidden'])
  assert.equal((await ask('stranger', 'POST', `${there}/reopening`, { reason: 'x' })).status, 403)
  assert.equal((await ask('administrator', 'POST', `${there}/reopening`, {})).status, 400)
  assert.equal((await ask('administrator', 'POST', `${there}/reopening`, { reason: 'thiếu sự cố' })).status, 204)
  const list = (await ask('analyst', 'GET', '/closed-months?from=2026-09&to=2026-09')).json
  assert.deepEqual(
    list.map((c: { reopened: { by: string; reason: string } }) => [c.reopened.by, c.reopened.reason]),
    [['administrator', 'thiếu sự cố']],
  )
})

it('the other figures over HTTP: divisions, side by side, worst feeders, data quality, a preview', async () => {
  const period = 'from=2026-09&to=2026-09&rules=vn&corporation=AA'
  const byPlace = (await ask('analyst', 'GET', `/indices?${period}&by=unit,commune`)).json
  assert.deepEqual(
    byPlace.rows.map((r: Record<string, unknown>) => [r.unit, r.commune, r.saidi_min]),
    [['', '', 6]],
  )
  const side = (await ask('analyst', 'GET', `/side-by-side?${period}`)).json
  assert.deepEqual([side.rows[0].figures.all.saidi_min, side.rows[0].figures.without_both.saidi_min], [6, 6])
  const worst = (await ask('analyst', 'GET', `/worst-feeders?${period}`)).json
  assert.deepEqual([worst.feeders, worst.corporations[0].corporation], [[], 'AA'])
  assert.deepEqual((await ask('analyst', 'GET', `/data-quality?${period}`)).json.rows, [])
  const proposal = { year: '2026', rules: 'vn', sustained_over_s: 7200 }
  assert.equal((await ask('manager', 'POST', '/rule-previews', proposal)).status, 403)
  const preview = (await ask('administrator', 'POST', '/rule-previews', proposal)).json
  assert.deepEqual([preview.rows[0].before.all.saidi_min, preview.rows[0].after.all.saidi_min], [6, 0])
})
