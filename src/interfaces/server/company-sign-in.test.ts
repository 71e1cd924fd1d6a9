import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { disable, grantRole, staffByLogin, withdrawRole } from '../../access/index.ts'
import { CompanySignIn, type Lie, Visitor } from '../../access/testing/index.ts'
import { type Context, Problem, transaction } from '../../kernel/index.ts'
import { makeCopy } from '../../kernel/testing/index.ts'
import { testServer } from './testing.ts'

const secret = 'a secret that both sides know'
const cli = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

describe('signing in with the company’s account, against a real provider', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let s: Awaited<ReturnType<typeof testServer>>
  let company: CompanySignIn
  before(async () => {
    copy = await makeCopy()
    s = await testServer(copy.db)
    await s.person('chief', { role: 'administrator' })
    company = await CompanySignIn.start({ id: 'sangden', secret, origin: s.url })
  })
  after(async () => {
    for (const name of Object.keys(process.env)) if (name.startsWith('OIDC_')) delete process.env[name]
    await s?.close()
    await company?.stop()
    await copy?.drop()
  })
  afterEach(() => {
    company.lie = undefined
  })

  const set = (more: Record<string, string> = {}) => {
    for (const name of Object.keys(process.env)) if (name.startsWith('OIDC_')) delete process.env[name]
    Object.assign(process.env, {
      OIDC_ISSUER: company.issuer,
      OIDC_CLIENT_ID: 'sangden',
      OIDC_CLIENT_SECRET: secret,
      ...more,
    })
  }
  const person = (subject: string, claims: Record<string, unknown>) => company.people.set(subject, claims)
  const as = <T>(use: (ctx: Context) => Promise<T>): Promise<T> =>
    transaction(copy.db, { actor: 'chief', corporations: '*', now: s.clock.now }, use)
  const begin = () => `${s.url}/api/v1/sign-in/company?next=${encodeURIComponent('/console/outages?state=planned')}`

  /** The whole way; what our callback answers. */
  const arrives = async (subject: string, by = new Visitor()) => {
    const response = await by.ask(await by.throughProvider(begin(), subject))
    const text = await response.text()
    const cookie = by.cookie(s.url)
    return { response, cookie, problem: text === '' ? undefined : JSON.parse(text) }
  }
  const roles = async (cookie: string) => {
    const { json } = await s.ask('GET', '/api/v1/me', { cookie })
    return json.roles.map((r: { role: string; scope: string }) => `${r.role} ${r.scope}`).sort()
  }
  const audited = async (login: string) => {
    const { rows } = await copy.db.pool.query('select verb from access.audit where actor = $1 order by id', [login])
    return rows.map((r) => r.verb)
  }

  it('is off until it is set: the page knows, and the address says so', async () => {
    for (const name of Object.keys(process.env)) if (name.startsWith('OIDC_')) delete process.env[name]
    assert.deepEqual((await s.ask('GET', '/api/v1/sign-in')).json, { local: true, company: null, refused: null })
    assert.equal((await s.ask('GET', '/api/v1/sign-in/company')).json.code, 'access/oidc-off')
  })

  it('makes an account the first time, with the roles of the claim, and goes to the page that was asked for', async () => {
    set()
    assert.deepEqual((await s.ask('GET', '/api/v1/sign-in')).json, {
      local: true,
      company: { issuer: company.issuer, fault: null },
      refused: null,
    })
    person('u-1', { preferred_username: 'Lan.NT', name: 'Nguyễn Thị Lan', sangden: ['planner@AA', 'analyst', 'VPN'] })
    const { response, cookie } = await arrives('u-1')
    assert.equal(response.status, 303)
    assert.equal(response.headers.get('location'), '/console/outages?state=planned')
    const [session] = response.headers.getSetCookie()
    assert.match(session!, /^sangden_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=/)
    assert.ok(!cookie.includes('sangden_oidc'), 'nothing of the attempt is left in the browser')
    const me = (await s.ask('GET', '/api/v1/me', { cookie })).json
    assert.deepEqual([me.login, me.name], ['lan.nt', 'Nguyễn Thị Lan'])
    assert.deepEqual(await roles(cookie), ['analyst group', 'planner corporation'])
    assert.deepEqual(await audited('lan.nt'), ['access.add-user', 'access.grant', 'access.grant', 'access.sign-in'])
  })

  it('the attempt is sealed, for ten minutes, for the sign-in’s addresses only, and sent back from another site', async () => {
    set()
    const response = await new Visitor().ask(begin())
    assert.equal(response.status, 302)
    const [attempt] = response.headers.getSetCookie()
    assert.match(attempt!, /^sangden_oidc=[\w-]+; Path=\/api\/v1\/sign-in; HttpOnly; SameSite=Lax; Max-Age=600$/)
    const to = new URL(response.headers.get('location')!)
    assert.equal(to.origin, company.issuer)
    assert.equal(to.searchParams.get('code_challenge_method'), 'S256')
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.ok(!attempt!.includes(to.searchParams.get(name)!), `${name} can be read in the cookie`)
  })

  it('roles follow the claim with each sign-in; those given here by hand stay', async () => {
    set()
    person('u-2', { preferred_username: 'hoa', sangden: ['planner@AA', 'clerk@BB'] })
    await arrives('u-2')
    const { id } = (await as((ctx) => staffByLogin(ctx, 'hoa')))!
    await as((ctx) => grantRole(ctx, id, { role: 'dispatcher', corporation: 'AA' }))
    await as((ctx) => grantRole(ctx, id, { role: 'clerk', corporation: 'BB' })) // by hand as well
    person('u-2', { preferred_username: 'hoa.moi', sangden: 'manager@BB' }) // a text, a new name
    const { cookie } = await arrives('u-2')
    assert.deepEqual(await roles(cookie), ['clerk corporation', 'dispatcher corporation', 'manager corporation'])
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie })).json.login, 'hoa')
    assert.deepEqual((await audited('hoa')).slice(-3), ['access.grant', 'access.withdraw', 'access.sign-in'])

    const list = (await s.ask('GET', '/api/v1/users?search=hoa', { cookie: (await s.signIn('chief')).cookie })).json
    assert.equal(list.items[0].company, true)
    assert.deepEqual(
      list.items[0].grants.map((g: { role: string; claimed: boolean }) => [g.role, g.claimed]),
      [
        ['clerk', false],
        ['dispatcher', false],
        ['manager', true],
      ],
    )
    await assert.rejects(
      as((ctx) => withdrawRole(ctx, id, { role: 'manager', corporation: 'BB' })),
      (e) => e instanceof Problem && e.code === 'access/claimed-grant',
    )
    await as((ctx) => withdrawRole(ctx, id, { role: 'dispatcher', corporation: 'AA' }))
    assert.deepEqual(await roles(cookie), ['clerk corporation', 'manager corporation'])
  })

  it('a role given by hand and by the claim loses the hand first, then follows the claim', async () => {
    set()
    person('u-3', { preferred_username: 'both', sangden: ['planner@AA'] })
    await arrives('u-3')
    const { id } = (await as((ctx) => staffByLogin(ctx, 'both')))!
    await as((ctx) => grantRole(ctx, id, { role: 'planner', corporation: 'AA' }))
    await as((ctx) => withdrawRole(ctx, id, { role: 'planner', corporation: 'AA' }))
    assert.deepEqual(await roles((await arrives('u-3')).cookie), ['planner corporation'])
    person('u-3', { preferred_username: 'both', sangden: [] })
    assert.equal((await arrives('u-3')).problem.code, 'access/oidc-no-grant')
  })

  it('is nobody else’s account because of a name or an e-mail address', async () => {
    set()
    await s.person('minh@evn.example', { role: 'administrator' })
    person('u-4', { email: 'minh@evn.example', sangden: ['clerk@AA'] })
    const { cookie } = await arrives('u-4')
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie })).json.login, 'minh@evn.example-2')
    assert.deepEqual(await roles(cookie), ['clerk corporation'])
  })

  it('without a role nobody comes in, and is told whom to ask; the account waits for a role by hand', async () => {
    set({ OIDC_CONTACT: 'phòng CNTT, máy lẻ 108' })
    person('u-5', { preferred_username: 'moi', sangden: ['planner@NOWHERE', 'clerk@AA/XX', 'printer-users'] })
    const by = new Visitor()
    const { response, problem, cookie } = await arrives('u-5', by)
    assert.equal(response.status, 403)
    assert.equal(problem.code, 'access/oidc-no-grant')
    assert.match(problem.title, /moi chưa được giao vai trò nào.*phòng CNTT, máy lẻ 108/)
    assert.deepEqual(problem.params.unknown.split(', ').sort(), ['AA/XX', 'NOWHERE'])
    assert.ok(!cookie.includes('sangden_session'))
    set()
    assert.match((await arrives('u-5')).problem.title, /quản trị viên Sáng Đèn của đơn vị bạn/)
    const { id } = (await as((ctx) => staffByLogin(ctx, 'moi')))!
    await as((ctx) => grantRole(ctx, id, { role: 'clerk', corporation: 'AA' }))
    assert.deepEqual(await roles((await arrives('u-5')).cookie), ['clerk corporation'])
    await as((ctx) => disable(ctx, id))
    assert.equal((await arrives('u-5')).problem.code, 'access/oidc-disabled')
  })

  it('groups are translated where the settings say how, and only those', async () => {
    set({ OIDC_CLAIM: 'groups', OIDC_GRANTS: 'CN=Do Xe,OU=HN=dispatcher@AA; 0f3a-guid = analyst' })
    person('u-6', { preferred_username: 'nhom', groups: ['CN=Do Xe,OU=HN', '0f3a-guid', 'administrator'] })
    assert.deepEqual(await roles((await arrives('u-6')).cookie), ['analyst group', 'dispatcher corporation'])
  })

  describe('what does not fit is refused, in words', () => {
    before(() => {
      set()
      person('u-9', { preferred_username: 'vui', sangden: ['clerk@AA'] })
    })
    const lies: [name: string, code: string, said: RegExp, lie: Lie][] = [
      [
        'another issuer',
        'access/oidc-token',
        /do nơi khác cấp/,
        { change: (c) => ({ ...c, iss: 'https://evil.example' }) },
      ],
      [
        'another application',
        'access/oidc-token',
        /cấp cho ứng dụng khác/,
        { change: (c) => ({ ...c, aud: 'other' }) },
      ],
      [
        'this application among others',
        'access/oidc-token',
        /cấp cho ứng dụng khác/,
        { change: (c) => ({ ...c, aud: ['sangden', 'other'], azp: 'other' }) },
      ],
      ['no nonce', 'access/oidc-token', /không thuộc về lần đăng nhập này/, { change: ({ nonce, ...c }) => c }],
      [
        'another nonce',
        'access/oidc-token',
        /không thuộc về lần đăng nhập này/,
        { change: (c) => ({ ...c, nonce: 'x' }) },
      ],
      ['another key', 'access/oidc-token', /chữ ký sai/, { change: (c) => c, otherKey: true }],
      [
        'a clock behind ours',
        'access/oidc-clock',
        /lệch nhau quá 60 giây/,
        { change: (c) => ({ ...c, iat: (c.iat as number) - 900, exp: (c.iat as number) - 300 }) },
      ],
      [
        'a clock before ours',
        'access/oidc-clock',
        /lệch nhau quá 60 giây/,
        { change: (c) => ({ ...c, iat: (c.iat as number) + 300, exp: (c.exp as number) + 300 }) },
      ],
      ['no subject', 'access/oidc-token', /không đúng quy cách/, { change: ({ sub, ...c }) => c }],
    ]
    for (const [name, code, said, lie] of lies) {
      it(`an ID token: ${name}`, async () => {
        company.lie = lie
        const { problem, cookie } = await arrives('u-9')
        assert.equal(problem?.code, code)
        assert.match(problem.title, said)
        assert.ok(!cookie.includes('sangden_session'))
      })
    }

    it('a clock that differs by half a minute does', async () => {
      company.lie = { change: (c) => ({ ...c, iat: (c.iat as number) - 630, exp: (c.iat as number) - 30 }) }
      assert.equal((await arrives('u-9')).response.status, 303)
    })

    it('a forged state, a browser that did not begin, an attempt of another browser, one that is too old', async () => {
      const by = new Visitor()
      const back = new URL(await by.throughProvider(begin(), 'u-9'))
      const code = async (who: Visitor, url: URL | string) => JSON.parse(await (await who.ask(String(url))).text()).code
      const forged = new URL(back)
      forged.searchParams.set('state', 'forged')
      assert.equal(await code(by, forged), 'access/oidc-state')
      assert.equal(await code(new Visitor(), back), 'access/oidc-state')
      const other = new Visitor()
      await other.ask(begin())
      assert.equal(await code(other, back), 'access/oidc-state')
      const now = s.clock.now
      s.clock.now = new Date(now.getTime() + 601_000)
      assert.equal(await code(by, back), 'access/oidc-state')
      s.clock.now = now
      assert.equal((await by.ask(String(back))).status, 303) // none of these has spent it
    })

    it('an answer is taken once, even when it is sent twice at once', async () => {
      const by = new Visitor()
      const back = await by.throughProvider(begin(), 'u-9')
      const cookie = by.cookie(s.url)
      const answers = await Promise.all([1, 2, 3].map(() => fetch(back, { headers: { cookie }, redirect: 'manual' })))
      assert.deepEqual(answers.map((a) => a.status).sort(), [303, 409, 409])
      const again = await s.ask('GET', back.slice(s.url.length), { cookie })
      assert.equal(again.json.code, 'access/oidc-again')
    })

    it('a code that was used: the provider does not take it again', async () => {
      const by = new Visitor()
      const used = new URL(await by.throughProvider(begin(), 'u-9'))
      assert.equal((await by.ask(used.href)).status, 303)
      const to = new URL((await by.ask(begin())).headers.get('location')!)
      const back = new URL(used)
      back.searchParams.set('state', to.searchParams.get('state')!)
      assert.equal(JSON.parse(await (await by.ask(back.href)).text()).code, 'access/oidc-code')
    })

    it('what the provider itself refuses', async () => {
      const by = new Visitor()
      const { searchParams } = new URL((await by.ask(begin())).headers.get('location')!)
      const back = `${s.url}/api/v1/sign-in/company/callback?error=access_denied&iss=${company.issuer}&state=${searchParams.get('state')}`
      const { code, title } = JSON.parse(await (await by.ask(back)).text())
      assert.equal(code, 'access/oidc-refused')
      assert.match(title, /dừng đăng nhập/)
    })

    it('a person in a browser reads it on the sign-in page, in the page’s language', async () => {
      const wrong = await fetch(`${s.url}/api/v1/sign-in/company/callback?state=x&code=y`, {
        redirect: 'manual',
        headers: { accept: 'text/html,*/*' },
      })
      assert.equal(wrong.status, 303)
      assert.equal(wrong.headers.get('location'), '/console/sign-in')
      const cookie = wrong.headers.getSetCookie()[0]!.split(';')[0]!
      const read = async (lang: string) => (await s.ask('GET', `/api/v1/sign-in?lang=${lang}`, { cookie })).json.refused
      assert.equal((await read('vi')).code, 'access/oidc-state')
      assert.match((await read('vi')).title, /không bắt đầu từ trình duyệt này/)
      assert.match((await read('en')).title, /was not begun in this browser/)
    })

    it('no page of elsewhere is gone to afterwards', async () => {
      for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/../../evil', 'x']) {
        const by = new Visitor()
        const url = `${s.url}/api/v1/sign-in/company?next=${encodeURIComponent(next)}`
        const { headers } = await by.ask(await by.throughProvider(url, 'u-9'))
        assert.match(headers.get('location')!, /^\/console\//, next)
      }
    })
  })

  it('signing out ends our session at once and goes on to where the provider ends its own', async () => {
    set()
    const by = new Visitor()
    const { cookie } = await arrives('u-9', by)
    const { json } = await s.ask('POST', '/api/v1/sign-out', { cookie })
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie })).json.code, 'access/signed-out')
    const to = new URL(json.continue_at)
    assert.equal(to.origin + to.pathname, `${company.issuer}/session/end`)
    assert.equal(to.searchParams.get('post_logout_redirect_uri'), `${s.url}/console/sign-in`)
    assert.equal((await by.ask(to.href)).status, 200) // the provider takes the hint and the address
    const local = await s.ask('POST', '/api/v1/sign-out', { cookie: (await s.signIn('chief')).cookie })
    assert.equal(local.status, 204)
  })

  it('its session ends after a working day', async () => {
    set()
    const { cookie } = await arrives('u-9')
    const now = s.clock.now
    s.clock.now = new Date(now.getTime() + 12 * 3600_000 + 1000)
    assert.equal((await s.ask('GET', '/api/v1/me', { cookie })).status, 401)
    s.clock.now = now
  })

  it('a public client proves itself by PKCE; a claim that only /userinfo tells is found there', async () => {
    const public_ = await CompanySignIn.start({ id: 'pub', origin: s.url }, { userinfo: true })
    try {
      set({ OIDC_ISSUER: public_.issuer, OIDC_CLIENT_ID: 'pub', OIDC_CLIENT_SECRET: '' })
      public_.people.set('u-1', { preferred_username: 'pub', sangden: ['analyst@AA'] })
      const { cookie } = await arrives('u-1') // the same subject of another issuer is another person
      assert.equal((await s.ask('GET', '/api/v1/me', { cookie })).json.login, 'pub')
      assert.deepEqual(await roles(cookie), ['analyst corporation'])
    } finally {
      await public_.stop()
    }
  })

  it('a provider that is down is said to be down; one’s own password still works', async () => {
    const gone = await CompanySignIn.start({ id: 'sangden', secret, origin: s.url })
    await gone.stop()
    set({ OIDC_ISSUER: gone.issuer })
    const { json } = await s.ask('GET', '/api/v1/sign-in?lang=en')
    assert.equal(json.local, true)
    assert.equal(json.company.fault.code, 'access/oidc-down')
    assert.match(json.company.fault.title, /127\.0\.0\.1.*does not answer: ECONNREFUSED/)
    assert.equal((await s.ask('GET', '/api/v1/sign-in/company')).status, 503)
    assert.equal((await s.signIn('chief')).status, 200)
  })

  it('with OIDC_ONLY no password is taken, nor a link that would set one', async () => {
    set({ OIDC_ONLY: '1' })
    assert.equal((await s.ask('GET', '/api/v1/sign-in')).json.local, false)
    assert.equal((await s.signIn('chief')).json.code, 'access/company-only')
    const link = await s.ask('POST', '/api/v1/one-time-link', { body: { token: 'x', password: 'y' } })
    assert.equal(link.json.code, 'access/company-only')
    assert.equal((await arrives('u-9')).response.status, 303)
  })

  it('`sangden doctor` says whether it is on, and whether its provider answers', async () => {
    const doctor = (env: Record<string, string>) =>
      new Promise<{ ok: boolean; detail: string }>((resolve, reject) => {
        const options = { env: { ...process.env, ...env, DATABASE_URL: copy.url } }
        execFile(
          process.execPath,
          [cli, 'doctor', '--json', '--lang', 'en', '--data', tmpdir()],
          options,
          (_, out, err) => {
            const found =
              out && JSON.parse(out).checks.find((c: { name: string }) => c.name === 'Company account (OIDC)')
            if (found) resolve({ ok: found.ok, detail: found.detail })
            else reject(new Error(err))
          },
        )
      })
    set()
    assert.deepEqual(await doctor({}), { ok: true, detail: `${company.issuer} (client secret, end_session)` })
    assert.deepEqual(await doctor({ OIDC_ISSUER: '' }), { ok: true, detail: 'off; local accounts' })
    const down = await doctor({ OIDC_ISSUER: 'http://127.0.0.1:1' })
    assert.equal(down.ok, false)
    assert.match(down.detail, /127\.0\.0\.1:1\) does not answer/)
  })
})
