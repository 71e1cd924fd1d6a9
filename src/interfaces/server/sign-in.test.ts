import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { makeCopy } from '../../kernel/testing/index.ts'
import { password, testServer } from './testing.ts'

describe('signing in over HTTP', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let s: Awaited<ReturnType<typeof testServer>>
  before(async () => {
    copy = await makeCopy()
    s = await testServer(copy.db)
    await s.person('lan', { role: 'planner', corporation: 'AA' })
    await s.person('chief', { role: 'administrator' })
  })
  after(async () => {
    await s?.close()
    await copy?.drop()
  })
  const later = (seconds: number) => {
    s.clock.now = new Date(s.clock.now.getTime() + seconds * 1000)
  }

  /** The idle clock of a session is moved beside the request that used it: waits until that is written. */
  const touched = async () => {
    for (let tries = 0; tries < 400; tries++) {
      const { rows } = await copy.db.pool.query('select max(seen_at) as at from access.session')
      if (rows[0].at >= s.clock.now) return
      await new Promise((r) => setTimeout(r, 25))
    }
    assert.fail('the session was used, and its idle clock never moved')
  }

  it('gives a cookie that scripts cannot read and other sites do not send; its token is not in the body', async () => {
    const { status, headers, json, cookie } = await s.signIn(' LAN ')
    assert.equal(status, 200)
    assert.match(headers.get('set-cookie')!, /; Path=\/; HttpOnly; SameSite=Lax; Expires=/)
    assert.deepEqual(Object.keys(json), ['login', 'name', 'language', 'expires_at'])
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie })).json.corporations[0].code, 'AA')
    const { rows } = await copy.db.pool.query('select token_hash from access.session')
    assert.ok(!rows.some((r) => cookie.includes(r.token_hash.toString('base64url'))))
  })

  it('is Secure behind a proxy that we trust, and only then', async () => {
    const headers = { 'x-forwarded-proto': 'https' }
    const plain = await s.ask('POST', '/api/v1/sign-in', { headers, body: { login: 'lan', password } })
    assert.doesNotMatch(plain.headers.get('set-cookie')!, /Secure/)
    const proxied = await testServer(copy.db, { trustProxy: '127.0.0.1' })
    const secure = await proxied.ask('POST', '/api/v1/sign-in', { headers, body: { login: 'lan', password } })
    assert.match(secure.headers.get('set-cookie')!, /; Secure$/)
    assert.equal(secure.headers.get('strict-transport-security'), 'max-age=31536000')
    await proxied.close()
  })

  it('says the same, and takes as long, for a wrong password and an unknown login', async () => {
    // In turn, and the quickest of each: a loaded machine makes single tries slow, never quick. Without a hash worked out
    // for the unknown login its quickest answer is a tenth of the other's.
    const tries = { chief: { answer: '', ms: Infinity }, nobody: { answer: '', ms: Infinity } }
    for (let i = 0; i < 5; i++) {
      for (const login of ['chief', 'nobody'] as const) {
        const began = performance.now()
        tries[login].answer = (await s.signIn(login, 'sai mật khẩu rồi')).text
        tries[login].ms = Math.min(tries[login].ms, performance.now() - began)
      }
    }
    const { chief: known, nobody: unknown } = tries
    assert.equal(unknown.answer, known.answer)
    assert.match(known.answer, /access\/wrong-sign-in/)
    assert.ok(unknown.ms > known.ms * 0.4, `unknown ${unknown.ms} ms, known ${known.ms} ms`)
  })

  it('makes the eleventh try wait, even with the right password; a success counts anew', async () => {
    await s.signIn('chief') // forgets the five above
    for (let i = 0; i < 10; i++) assert.equal((await s.signIn('chief', 'sai mật khẩu rồi')).status, 401)
    const waits = await s.signIn('chief')
    assert.equal(waits.status, 429)
    assert.equal(waits.json.code, 'kernel/too-many')
    assert.equal(waits.headers.get('retry-after'), '60')
    assert.equal((await s.signIn('lan')).status, 200) // others do not wait
    later(59)
    assert.equal((await s.signIn('chief')).status, 429)
    later(1)
    assert.equal((await s.signIn('chief', 'sai mật khẩu rồi')).status, 401)
    later(119)
    assert.equal((await s.signIn('chief')).status, 429)
    later(1)
    assert.equal((await s.signIn('chief')).status, 200)
    assert.equal((await s.signIn('chief', 'sai mật khẩu rồi')).status, 401)
  })

  it('lets no more than ten through of thirty that arrive at once', async () => {
    await s.person('many', { role: 'clerk', corporation: 'AA' })
    const answers = await Promise.all(Array.from({ length: 30 }, () => s.signIn('many', 'sai mật khẩu rồi')))
    const count = (status: number) => answers.filter((a) => a.status === status).length
    assert.deepEqual([count(401), count(429)], [10, 20])
  })

  it('makes an address wait that tries one password on a hundred logins', async () => {
    later(3600)
    await copy.db.pool.query(
      "insert into access.failed_sign_in (login, at, client) select 'guess' || n, $1, '127.0.0.1' from generate_series(1, 99) n",
      [s.clock.now],
    )
    assert.equal((await s.signIn('guess100', 'sai mật khẩu rồi')).status, 401)
    assert.equal((await s.signIn('lan')).status, 429)
    later(60)
    assert.equal((await s.signIn('lan')).status, 200)
    later(3600)
  })

  it('ends a session by signing out, by idling 12 hours, after 7 days, and when the account is disabled', async () => {
    const me = (cookie: string) => s.ask('GET', '/api/v1/me', { cookie }).then((a) => a.status)
    const out = (await s.signIn('lan')).cookie
    const left = await s.ask('POST', '/api/v1/sign-out', { cookie: out })
    assert.deepEqual([left.status, await me(out)], [204, 401])
    assert.match(left.headers.get('set-cookie')!, /Max-Age=0/)

    const idle = (await s.signIn('lan')).cookie
    later(12 * 3600 - 1)
    assert.equal(await me(idle), 200)
    await touched()
    later(12 * 3600 - 1)
    assert.equal(await me(idle), 200)
    await touched()
    later(12 * 3600)
    assert.equal(await me(idle), 401)

    const old = (await s.signIn('lan')).cookie
    for (let hour = 0; hour < 7 * 24 - 8; hour += 8) {
      later(8 * 3600)
      assert.equal(await me(old), 200)
      await touched()
    }
    later(8 * 3600)
    assert.equal(await me(old), 401)

    const { id } = await s.person('leaver', { role: 'clerk', corporation: 'AA' })
    const cookie = (await s.signIn('leaver')).cookie
    const chief = (await s.signIn('chief')).cookie
    assert.equal((await s.ask('POST', `/api/v1/users/${id}/disabling`, { cookie: chief })).status, 204)
    assert.equal(await me(cookie), 401)
    assert.equal((await s.signIn('leaver')).status, 401)
    assert.equal((await s.ask('DELETE', `/api/v1/users/${id}/disabling`, { cookie: chief })).status, 204)
    assert.equal((await s.signIn('leaver')).status, 200)
  })

  it('a withdrawn role is gone with the next request', async () => {
    const { id } = await s.person('helper', { role: 'administrator' })
    const cookie = (await s.signIn('helper')).cookie
    const chief = (await s.signIn('chief')).cookie
    assert.equal((await s.ask('GET', '/api/v1/users', { cookie })).status, 200)
    assert.equal(
      (await s.ask('DELETE', `/api/v1/users/${id}/grants?role=administrator`, { cookie: chief })).status,
      204,
    )
    const refused = await s.ask('GET', '/api/v1/users?lang=en', { cookie })
    assert.deepEqual([refused.status, refused.json.code], [403, 'access/forbidden'])
    assert.match(refused.json.title, /access\.users.*administrator/)
  })

  it('a changed password ends the other sessions, not this one, and asks for the present one', async () => {
    const here = (await s.signIn('lan')).cookie
    const elsewhere = (await s.signIn('lan')).cookie
    const change = (present: string, next: string) =>
      s.ask('PUT', '/api/v1/me/password', { cookie: here, body: { present, password: next } })
    assert.equal((await change('không phải', 'mật khẩu mới đây')).json.code, 'access/wrong-password')
    assert.equal((await change(password, 'ngắn')).json.title, 'Mật khẩu cần ít nhất 12 ký tự')
    assert.equal((await change(password, 'mật khẩu mới đây')).status, 204)
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie: here })).status, 200)
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie: elsewhere })).status, 401)
    assert.equal((await s.signIn('lan')).status, 401)
    assert.equal((await s.signIn('lan', 'mật khẩu mới đây')).status, 200)
  })

  it('a key works until it is revoked; another Authorization is refused and not passed over', async () => {
    const cookie = (await s.signIn('chief')).cookie
    const made = await s.ask('POST', '/api/v1/api-keys', { cookie, body: { name: 'máy in' } })
    const { id, key } = made.json
    assert.equal((await s.ask('GET', '/api/v1/me', { key })).json.login, 'chief')
    assert.equal((await s.ask('GET', '/api/v1/me', { key: `${key}x` })).status, 401)
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie, headers: { authorization: 'Basic YTpi' } })).status, 401)
    assert.doesNotMatch((await s.ask('GET', '/api/v1/api-keys', { cookie })).text, new RegExp(key.slice(-20)))
    assert.equal((await s.ask('DELETE', `/api/v1/api-keys/${id}`, { key })).status, 204)
    assert.equal((await s.ask('GET', '/api/v1/me', { key })).status, 401)
  })

  it('a one-time link sets the password and signs in', async () => {
    const cookie = (await s.signIn('chief')).cookie
    const body = { login: 'mới', name: 'Mới <script>alert(1)</script>', grants: [{ role: 'clerk', corporation: 'BB' }] }
    const made = await s.ask('POST', '/api/v1/users', { cookie, body })
    assert.equal(made.status, 201)
    const [address, token] = made.json.link.split('#')
    assert.equal(address, `${s.url}/console/one-time-link`)
    const looked = await s.ask('POST', '/api/v1/one-time-link/look', { body: { token } })
    assert.deepEqual(looked.json, { login: 'mới', name: 'Mới <script>alert(1)</script>', language: 'vi' })
    const used = await s.ask('POST', '/api/v1/one-time-link', { body: { token, password } })
    assert.equal(used.status, 200)
    const own = used.headers.get('set-cookie')!.split(';')[0]!
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie: own })).json.roles[0].role, 'clerk')
    assert.equal(
      (await s.ask('POST', '/api/v1/one-time-link', { body: { token, password } })).json.code,
      'access/dead-link',
    )
  })

  it('a list of users holds those of the own corporation, page by page', async () => {
    await s.person('admin-aa', { role: 'administrator', corporation: 'AA' })
    const cookie = (await s.signIn('admin-aa')).cookie
    const logins: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page = await s.ask('GET', `/api/v1/users?limit=1${next && `&cursor=${next}`}`, { cookie })
      logins.push(...page.json.items.map((u: { login: string }) => u.login))
      next = page.json.next
    }
    assert.deepEqual(logins, ['admin-aa', 'lan', 'leaver', 'many'])
    assert.equal((await s.ask('GET', '/api/v1/users?search=ADMIN', { cookie })).json.items.length, 1)
  })

  it('a write that another site sends is refused, cookie or not', async () => {
    const cookie = (await s.signIn('chief')).cookie
    const write = (headers: Record<string, string>) =>
      s.ask('PATCH', '/api/v1/me', { cookie, headers, body: { name: 'Chief' } }).then((a) => a.json?.code ?? a.status)
    const own = `127.0.0.1:${s.port}`
    assert.equal(await write({ origin: 'https://evil.example' }), 'access/cross-site')
    assert.equal(await write({ origin: 'null' }), 'access/cross-site')
    assert.equal(await write({ origin: `http://127.0.0.1:${s.port + 1}` }), 'access/cross-site')
    assert.equal(await write({ 'sec-fetch-site': 'cross-site', origin: `http://${own}` }), 'access/cross-site')
    assert.equal(await write({ 'sec-fetch-site': 'same-site' }), 'access/cross-site')
    assert.equal(await write({ origin: `http://${own}` }), 204)
    assert.equal(await write({ 'sec-fetch-site': 'same-origin' }), 204)
    assert.equal(await write({}), 204) // a program
    const signIn = await s.ask('POST', '/api/v1/sign-in', {
      headers: { origin: 'https://evil.example' },
      body: { login: 'chief', password },
    })
    assert.equal(signIn.json.code, 'access/cross-site') // nobody is signed in as somebody else by a page
  })
})
