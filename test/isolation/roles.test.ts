import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Role, roles } from '../../src/access/index.ts'
import { openapi } from '../../src/interfaces/server/openapi.ts'
import { roomRoutes } from '../../src/interfaces/server/rooms.ts'
import { testServer } from '../../src/interfaces/server/testing.ts'
import { makeCopy } from '../../src/kernel/testing/index.ts'
import { mayCall } from './roles.ts'

const letters: Record<Role, string> = {
  operator: 'o',
  clerk: 'c',
  planner: 'p',
  dispatcher: 'd',
  manager: 'm',
  analyst: 'a',
  administrator: 'A',
}

const refusal = (code: unknown): boolean => code === 'access/forbidden' || code === 'access/signed-out'

describe('every route with every role', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let s: Awaited<ReturnType<typeof testServer>>
  let folder: string
  const keys = new Map<Role, string>()
  before(async () => {
    copy = await makeCopy()
    folder = await mkdtemp(join(tmpdir(), 'sangden-roles-'))
    s = await testServer(copy.db, { dataDir: folder })
    for (const role of roles) keys.set(role, (await s.person(role, { role, corporation: 'AA' })).key)
  })
  after(async () => {
    await s?.close()
    await copy?.drop()
    await rm(folder, { recursive: true, force: true })
  })

  it('the table has a row for each route that the server answers, and no other', async () => {
    // asked of the running server, not of the list that it was made from
    const { json } = await s.ask('GET', '/api/openapi.json')
    const served = Object.entries(json.paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
      Object.keys(methods).map((m) => `${m.toUpperCase()} ${path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1')}`),
    )
    assert.ok(served.length > 15, `only ${served.length} routes`)
    assert.deepEqual(served.sort(), Object.keys(mayCall).sort())
    const described = Object.keys((openapi(roomRoutes) as { paths: object }).paths)
    assert.ok(described.every((path) => path in json.paths))
  })

  /** The status and code of a call without its input; the answer's body is not read (some never end). */
  const call = async (row: string, key: string | undefined) => {
    const [method, url] = row.split(' ') as [string, string]
    const path = url.replace(/:\w+/g, '01a20dd7-d977-732f-9fbc-de2ef88a6588')
    const stop = new AbortController()
    const response = await fetch(`${s.url}/api/v1${path}`, {
      method,
      signal: stop.signal,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(method === 'GET' ? {} : { body: '{}' }),
    })
    const problem = response.headers.get('content-type')?.startsWith('application/problem+json')
    const code = problem ? ((await response.json()) as { code: string }).code : undefined
    stop.abort()
    return { status: response.status, code }
  }

  for (const [row, allowed] of Object.entries(mayCall)) {
    it(`${row}: ${allowed}`, async () => {
      const anyone = await call(row, undefined)
      if (allowed === 'public') assert.ok(!refusal(anyone.code), `signed out: ${anyone.code}`)
      else assert.deepEqual(anyone, { status: 401, code: 'access/signed-out' })
      for (const role of roles) {
        const { status, code } = await call(row, keys.get(role)!)
        if (allowed === 'public' || allowed === '*' || allowed.includes(letters[role])) {
          assert.ok(!refusal(code), `${role} is refused: ${code}`)
          assert.ok(status !== 500, `${role}: 500`)
        } else assert.deepEqual([role, status, code], [role, 403, 'access/forbidden'])
      }
    })
  }
})
