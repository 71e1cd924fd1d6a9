import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { makeCopy } from '../../kernel/testing/index.ts'
import { testServer } from './testing.ts'

describe('reports over HTTP', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let s: Awaited<ReturnType<typeof testServer>>
  let clerk: { key: string }
  let manager: { key: string }
  before(async () => {
    copy = await makeCopy()
    s = await testServer(copy.db)
    clerk = await s.person('thu-ky', { role: 'clerk', corporation: 'AA' })
    manager = await s.person('truong-phong', { role: 'manager', corporation: 'AA' })
  })
  after(async () => {
    await s?.close()
    await copy?.drop()
  })

  const file = async (path: string, key = clerk.key) => {
    const response = await fetch(`${s.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })
    const bytes = Buffer.from(await response.arrayBuffer())
    return { response, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
  }

  it('a file of each format, named, the same when it is asked for as known then', async () => {
    const begins = {
      pdf: '%PDF-',
      xlsx: 'PK\u0003\u0004',
      csv: '\u00ef\u00bb\u00bfreport,',
      json: '{\n  "report": "month"',
    }
    for (const [format, head] of Object.entries(begins)) {
      const path = `/reports/month/2026-10/${format}?corporation=AA&as_known_on=2026-11-05T09:00:00%2B07:00`
      const { response, bytes, sha256 } = await file(path)
      assert.equal(response.status, 200, bytes.toString())
      assert.equal(
        response.headers.get('content-disposition'),
        `attachment; filename="bao-cao-thang-AA-2026-10.${format}"`,
      )
      assert.equal(bytes.subarray(0, head.length).toString('latin1'), head)
      s.clock.now = new Date(s.clock.now.getTime() + 60_000)
      assert.equal((await file(path)).sha256, sha256, format)
    }
    assert.match(
      (await file('/reports/month/2026-10/xlsx?corporation=AA')).response.headers.get('content-type')!,
      /spreadsheetml\.sheet/,
    )
  })

  it('a clerk of another corporation, an unknown one, the group, what is no period: refused in words', async () => {
    const refused = async (path: string, status: number, code: string) => {
      const { response, bytes } = await file(path)
      assert.deepEqual([response.status, JSON.parse(bytes.toString()).code], [status, code], path)
    }
    await refused('/reports/month/2026-10/pdf?corporation=BB', 403, 'organisation/not-yours')
    await refused('/reports/month/2026-10/pdf?corporation=ZZ', 404, 'organisation/unknown-corporation')
    await refused('/reports/month/2026-10/pdf', 403, 'organisation/not-for-all')
    await refused('/reports/month/2026-14/pdf?corporation=AA', 400, 'kernel/invalid')
    await refused('/reports/month/2027-01/pdf?corporation=AA', 422, 'reports/not-begun')
    await refused('/reports/province/2026-10/csv?corporation=AA&province=Kh%C3%B4ng', 404, 'reports/unknown-province')
  })

  it('standing orders by a manager: made once, listed, ended', async () => {
    const body = { report: 'month', corporation: 'AA', format: 'pdf', language: 'vi', email: 'bao.cao@evn.example' }
    const headers = { 'idempotency-key': 'lich-1' }
    assert.equal((await s.ask('POST', '/api/v1/report-orders', { key: clerk.key, body })).status, 403)
    const made = await s.ask('POST', '/api/v1/report-orders', { key: manager.key, body, headers })
    const again = await s.ask('POST', '/api/v1/report-orders', { key: manager.key, body, headers })
    assert.deepEqual([made.status, again.json.id, made.json.day], [201, made.json.id, 5])
    const wrong = await s.ask('POST', '/api/v1/report-orders', {
      key: manager.key,
      body: { ...body, email: 'không phải' },
    })
    assert.deepEqual([wrong.status, wrong.json.code], [400, 'reports/bad-address'])
    assert.equal(
      (await s.ask('POST', '/api/v1/report-orders', { key: manager.key, body: { ...body, corporation: 'BB' } })).status,
      403,
    )
    assert.equal((await s.ask('GET', '/api/v1/report-orders', { key: manager.key })).json.length, 1)
    assert.equal(
      (await s.ask('POST', `/api/v1/report-orders/${made.json.id}/ending`, { key: manager.key })).status,
      204,
    )
    assert.deepEqual((await s.ask('GET', '/api/v1/report-orders', { key: manager.key })).json, [])
  })
})
