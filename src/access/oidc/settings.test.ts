import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../../kernel/index.ts'
import { roles } from '../permissions.ts'
import { inConsole } from './begin.ts'
import { grantNamed, grantsClaimed, oidcSettings } from './settings.ts'

const set = { OIDC_ISSUER: 'https://sso.evn.example/realms/evn', OIDC_CLIENT_ID: 'sangden' }

/** Which variable is refused. */
const wrong = (env: NodeJS.ProcessEnv): unknown => {
  try {
    oidcSettings(env)
    return undefined
  } catch (error) {
    assert.ok(error instanceof Problem && error.code === 'access/oidc-settings', String(error))
    return error.params.variable
  }
}

describe('the settings of the company’s account', () => {
  it('are off without an issuer; the rest has its defaults', () => {
    assert.equal(oidcSettings({}), undefined)
    const { scope, claim, grants, only, client_secret } = oidcSettings(set)!
    assert.deepEqual(
      [scope, claim, grants, only, client_secret],
      ['openid profile email', 'sangden', undefined, false, undefined],
    )
  })

  it('name the variable that is wrong: nobody is locked out, or let in over plain HTTP, by a slip', () => {
    assert.equal(wrong({ OIDC_ONLY: '1' }), 'OIDC_ISSUER')
    assert.equal(wrong({ ...set, OIDC_ISSUER: 'sso.evn.example' }), 'OIDC_ISSUER')
    assert.equal(wrong({ ...set, OIDC_ISSUER: 'http://sso.evn.example' }), 'OIDC_ISSUER')
    assert.equal(wrong({ ...set, OIDC_ISSUER: 'http://localhost.evn.example' }), 'OIDC_ISSUER')
    assert.equal(wrong({ ...set, OIDC_ISSUER: 'http://localhost:9000' }), undefined)
    assert.equal(wrong({ OIDC_ISSUER: set.OIDC_ISSUER }), 'OIDC_CLIENT_ID')
    for (const text of ['GROUP', 'GROUP=', '=planner', 'GROUP=boss', 'GROUP=planner@'])
      assert.equal(wrong({ ...set, OIDC_GRANTS: text }), 'OIDC_GRANTS', text)
  })
})

describe('what a claim means', () => {
  it('a role, in the group, a corporation or a unit of it', () => {
    assert.deepEqual(grantNamed('planner'), { role: 'planner' })
    assert.deepEqual(grantNamed('Planner@EVNHANOI'), { role: 'planner', corporation: 'EVNHANOI' })
    assert.deepEqual(grantNamed('clerk@EVNHANOI/PD0100'), { role: 'clerk', corporation: 'EVNHANOI', unit: 'PD0100' })
    for (const other of ['', 'planners', 'planner@', 'planner@A/', '@A', 'planner A', 'VPN-Users', 'planner@A@B'])
      assert.equal(grantNamed(other), undefined, other)
  })

  it('any text is a role of ours or nothing, and never a wider one than it says', () => {
    const word = fc.constantFrom(...roles, 'VPN', '@', '/', ' ', 'EVNHANOI')
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const text = words.join('')
        const grant = grantNamed(text)
        if (grant)
          assert.equal(
            [grant.role, grant.corporation].filter((p) => p).join('@') + (grant.unit ? `/${grant.unit}` : ''),
            text.trim(),
          )
      }),
    )
  })

  it('is found by its name or by a path, as a list or as a text; other systems’ values are passed over', () => {
    const planner = [{ role: 'planner' as const, corporation: 'AA' }]
    const read = (claims: Record<string, unknown>, claim: string) => grantsClaimed(claims, { claim, grants: undefined })
    assert.deepEqual(read({ sangden: ['planner@AA', 'VPN', 7, null] }, 'sangden'), planner)
    assert.deepEqual(read({ sangden: 'VPN, planner@AA' }, 'sangden'), planner)
    assert.deepEqual(read({ realm_access: { roles: ['planner@AA'] } }, 'realm_access.roles'), planner)
    assert.deepEqual(read({ 'https://evn.example/roles': ['planner@AA'] }, 'https://evn.example/roles'), planner)
    for (const claims of [{}, { sangden: null }, { sangden: { planner: true } }, { sangden: 7 }])
      assert.deepEqual(read(claims, 'sangden'), [])
    assert.deepEqual(read({}, 'constructor.name'), [])
    assert.deepEqual(read({}, '__proto__'), [])
  })

  it('with a list of translations only its values count', () => {
    const { grants } = oidcSettings({ ...set, OIDC_GRANTS: 'CN=A,OU=B=planner@AA; CN=A,OU=B=analyst;' })!
    const read = (...values: string[]) => grantsClaimed({ groups: values }, { claim: 'groups', grants })
    assert.deepEqual(read('CN=A,OU=B'), [{ role: 'planner', corporation: 'AA' }, { role: 'analyst' }])
    assert.deepEqual(read('administrator'), [])
  })
})

describe('where a sign-in ends', () => {
  it('on the page that was asked for', () => {
    assert.equal(inConsole('/console/outages?state=planned#x'), '/console/outages?state=planned#x')
    assert.equal(inConsole('/outages'), '/console/outages')
    assert.equal(inConsole(undefined), '/console/')
    assert.equal(inConsole('/sign-in'), '/console/')
  })
  it('in the console, whatever was asked', () => {
    const part = fc.constantFrom(
      '/',
      '\\',
      '..',
      '.',
      '%2e%2e',
      '@',
      ':',
      'https:',
      'evil.example',
      'console',
      '\t',
      '\n',
      '?',
      '#',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 3 })), { maxLength: 8 }), (parts) => {
        const to = new URL(inConsole(parts.join('')), 'https://sangden.example/api/v1/sign-in/company/callback')
        assert.ok(to.href.startsWith('https://sangden.example/console/'), to.href)
        assert.ok(!/[\r\n]/.test(inConsole(parts.join(''))))
      }),
    )
  })
})
