import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { Problem } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { addUser } from './add-user.ts'
import { audit } from './audit.ts'
import { disable } from './disable.ts'
import { grantRole, withdrawRole } from './grant.ts'
import { narrowedTo } from './narrow.ts'
import { lookAtLink, oneTimeLink, useLink } from './one-time-link.ts'
import { corporationsOf, type Grant, permissionsOf, permits, roles, unitsOf } from './permissions.ts'
import { cursorOf, pageOf } from './route.ts'
import { administers, inside, isLogin, loginOf, passwordFault, waitAfter } from './rules.ts'
import { passwordFits } from './secrets.ts'
import { grantsOf, staffByLogin } from './store.ts'
import { staffOf } from './who.ts'

const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code

const grant = (role: Grant['role'], corporation_id: number | null = null, unit_id: number | null = null): Grant => ({
  role,
  scope: unit_id !== null ? 'unit' : corporation_id !== null ? 'corporation' : 'group',
  corporation_id,
  unit_id,
})
const anyGrant = fc
  .record({
    role: fc.constantFrom(...roles),
    corporation: fc.option(fc.integer({ min: 1, max: 3 })),
    unit: fc.option(fc.integer({ min: 1, max: 3 })),
  })
  .map(({ role, corporation, unit }) => grant(role, corporation, corporation === null ? null : unit))

describe('who may do what, where', () => {
  it('a permission counts only where the role that holds it was given', () => {
    const staff = { grants: [grant('planner', 1), grant('analyst')] }
    assert.equal(permits(staff, 'planned-outages.announce'), true)
    assert.deepEqual(corporationsOf(staff, 'planned-outages.announce'), [1]) // not '*': the group's analyst announces nothing
    assert.equal(corporationsOf(staff, 'reliability.read'), '*')
    assert.equal(permits(staff, 'access.users'), false)
    assert.deepEqual(corporationsOf(staff, 'access.users'), [])
  })
  it('an analyst sees figures and no names; nobody without a grant sees anything', () => {
    assert.equal(permits({ grants: [grant('analyst')] }, 'customers.read'), false)
    assert.deepEqual(permissionsOf({ grants: [] }), [])
  })
  it('a unit narrows, a corporation beside it does not', () => {
    const clerk = { grants: [grant('clerk', 1, 7), grant('clerk', 1, 3), grant('clerk', 2)] }
    assert.deepEqual(unitsOf(clerk, 'requests.work', 1), [3, 7])
    assert.equal(unitsOf(clerk, 'requests.work', 2), '*')
    assert.deepEqual(unitsOf(clerk, 'requests.work', 3), [])
  })
  it('scopes: everything lies in itself and in the group, and being inside is transitive', () => {
    fc.assert(
      fc.property(anyGrant, anyGrant, anyGrant, (a, b, c) => {
        assert.ok(inside(a, a) && inside(a, grant('clerk')))
        if (inside(a, b) && inside(b, c)) assert.ok(inside(a, c))
      }),
    )
  })
  it('whoever administers somebody sees at least as much: no way up by setting a password', () => {
    fc.assert(
      fc.property(fc.array(anyGrant), fc.array(anyGrant, { minLength: 1 }), (mine, theirs) => {
        if (!administers({ grants: mine }, theirs)) return
        const own = corporationsOf({ grants: mine }, 'access.users')
        const their = corporationsOf({ grants: theirs })
        assert.ok(own === '*' || (their !== '*' && their.every((c) => own.includes(c))))
      }),
    )
    assert.equal(administers({ grants: [grant('manager')] }, [grant('clerk', 1)]), false)
    assert.equal(administers({ grants: [grant('administrator', 1)] }, [grant('clerk', 1), grant('clerk', 2)]), false)
  })
})

describe('rules', () => {
  it('ten wrong sign-ins are free; then 60 s, 120 s … at most 900 s', () => {
    const now = at('2026-11-24 09:00')
    assert.equal(waitAfter(9, now, now), 0)
    assert.deepEqual(
      [10, 11, 12, 13, 14, 40].map((n) => waitAfter(n, now, now)),
      [60, 120, 240, 480, 900, 900],
    )
    assert.equal(waitAfter(10, at('2026-11-24 08:59'), now), 0)
    assert.equal(waitAfter(10, undefined, now), 0)
  })
  it('logins and passwords', () => {
    assert.equal(loginOf('  Lan.Nguyễn '), 'lan.nguyễn')
    assert.deepEqual(['a', 'lan', 'lan@evn.vn', 'có dấu', '<b>', 'lân'].map(isLogin), [
      false,
      true,
      true,
      false,
      false,
      true,
    ])
    const faults = ['ngắn', 'a'.repeat(201), 'toi la lan day', 'aaaaaaaaaaaaa', 'mười hai ký tự'].map((p) =>
      passwordFault(p, 'lan'),
    )
    assert.deepEqual(faults, ['short', 'long', 'login', 'plain', undefined])
  })
  it('a page leads to the next with the same key, and a forged cursor is refused', () => {
    const when = at('2026-11-24 09:00')
    const page = pageOf(
      [
        { when, id: 1 },
        { when, id: 2 },
      ],
      1,
      (r) => [r.when, r.id],
    )
    assert.deepEqual(cursorOf(page.next!, 2), [when, 1])
    assert.equal(pageOf([{ id: 1 }], 1, (r) => [r.id]).next, null)
    assert.throws(() => cursorOf('e30', 2), refused('kernel/invalid'))
    assert.throws(() => cursorOf(page.next!, 3), refused('kernel/invalid'))
  })
})

onDatabase('access', (story) => {
  const now = at('2026-11-24 09:00')
  story('a new account is entered by its link, once, within its time', now, async (ctx) => {
    const made = await addUser(ctx, { login: ' Lan ', name: 'Lan', grants: [{ role: 'administrator' }] })
    assert.equal(made.login, 'lan')
    assert.deepEqual(await lookAtLink(ctx, made.token), { login: 'lan', name: 'Lan', language: 'vi' })
    const late = { ...ctx, now: at('2026-11-27 09:01') }
    await assert.rejects(lookAtLink(late, made.token), refused('access/dead-link'))
    const signed = await useLink(ctx, { token: made.token, password: 'mật khẩu đủ dài', agent: '' })
    assert.deepEqual(signed.staff.grants, [grant('administrator')])
    assert.equal((await staffOf(ctx, { token: signed.token }))?.staff.login, 'lan')
    await assert.rejects(
      useLink(ctx, { token: made.token, password: 'mật khẩu đủ dài', agent: '' }),
      refused('access/dead-link'),
    )
    const row = await staffByLogin(ctx, 'lan')
    assert.match(row!.password_hash!, /^\$argon2id\$/)
    assert.ok(await passwordFits(row!.password_hash, 'mật khẩu đủ dài'.normalize('NFD')))
    const deeds = await ctx.tx.selectFrom('access.audit').select(['verb', 'actor']).orderBy('id').execute()
    assert.deepEqual(
      deeds.map((d) => `${d.actor} ${d.verb}`),
      ['test access.add-user', 'test access.one-time-link', 'lan access.set-password', 'lan access.sign-in'],
    )
  })
  story('a second link ends the first; a weak password uses nothing up', now, async (ctx) => {
    const made = await addUser(ctx, { login: 'lan', name: 'Lan', grants: [{ role: 'clerk' }] })
    const second = await oneTimeLink(ctx, made.id)
    await assert.rejects(lookAtLink(ctx, made.token), refused('access/dead-link'))
    await assert.rejects(useLink(ctx, { token: second.token, password: 'ngắn', agent: '' }), refused('access/password'))
    await lookAtLink(ctx, second.token)
  })
  story('a login is taken once, whatever its case', now, async (ctx) => {
    await addUser(ctx, { login: 'lan', name: 'Lan', grants: [{ role: 'clerk' }] })
    await assert.rejects(
      addUser(ctx, { login: 'LAN', name: 'Lan', grants: [{ role: 'clerk' }] }),
      refused('access/login-taken'),
    )
    await assert.rejects(
      addUser(ctx, { login: 'hai', name: 'Hai', grants: [{ role: 'clerk', corporation: 'ZZ' }] }),
      refused('access/unknown-scope'),
    )
  })
  story("one corporation's administrator reaches nobody beyond it", now, async (ctx) => {
    const a = await ensureCorporation(ctx, 'AA')
    await ensureCorporation(ctx, 'BB')
    const own = { id: 'x', login: 'a', name: 'a', language: 'vi' as const, grants: [grant('administrator', a.id)] }
    const both = await addUser(ctx, {
      login: 'both',
      name: 'b',
      grants: [
        { role: 'clerk', corporation: 'AA' },
        { role: 'clerk', corporation: 'BB' },
      ],
    })
    const chief = await addUser(ctx, { login: 'chief', name: 'c', grants: [{ role: 'administrator' }] })
    await seenAs(ctx, { corporations: [a.id] }, async (seen) => {
      // the grant in BB is not visible to this transaction, and counts all the same
      assert.equal((await grantsOf(seen, both.id)).length, 2)
      await assert.rejects(oneTimeLink(seen, both.id, own), refused('access/outside-scope'))
      await assert.rejects(oneTimeLink(seen, chief.id, own), refused('access/outside-scope'))
      await assert.rejects(disable(seen, chief.id, own), refused('access/outside-scope'))
      await assert.rejects(grantRole(seen, both.id, { role: 'clerk' }, own), refused('access/outside-scope'))
      await assert.rejects(
        grantRole(seen, both.id, { role: 'clerk', corporation: 'BB' }, own),
        refused('access/outside-scope'),
      )
      await assert.rejects(
        addUser(seen, { login: 'n', name: 'n', grants: [{ role: 'planner' }] }, own),
        refused('access/login-form'),
      )
      await assert.rejects(
        addUser(seen, { login: 'nn', name: 'n', grants: [{ role: 'planner' }] }, own),
        refused('access/outside-scope'),
      )
      await grantRole(seen, both.id, { role: 'planner', corporation: 'AA' }, own)
      await withdrawRole(seen, both.id, { role: 'planner', corporation: 'AA' }, own)
      await assert.rejects(
        withdrawRole(seen, both.id, { role: 'planner', corporation: 'AA' }, own),
        refused('access/no-such-grant'),
      )
    })
  })
  story('a screen of several rooms shows of each what its own permission allows', now, async (ctx) => {
    const [a, b] = [await ensureCorporation(ctx, 'AA'), await ensureCorporation(ctx, 'BB')]
    await sql`select customers.house(id) from organisation.corporation`.execute(ctx.tx)
    for (const { id } of [a, b])
      await sql`insert into customers.customer (corporation_id, code, name, class, area, recorded_at)
        values (${id}, 'c', 'n', 'residential', 'urban', ${now})`.execute(ctx.tx)
    const staff = { grants: [grant('planner', a.id), grant('analyst')] }
    const codes = async (seen: typeof ctx) =>
      (await seen.tx.selectFrom('customers.customer').select('corporation_id').execute()).map((r) => r.corporation_id)
    assert.deepEqual(await narrowedTo(ctx, staff, 'customers.read', codes), [a.id])
    assert.equal((await codes(ctx)).length, 2) // and afterwards as before
    assert.equal(await narrowedTo(ctx, { grants: [grant('analyst')] }, 'customers.read', codes), undefined)
    await seenAs(ctx, { corporations: [b.id] }, async (seen) =>
      assert.deepEqual(await narrowedTo(seen, staff, 'customers.read', codes), []),
    )
  })
  story('what was done stays written: the audit takes no change', now, async (ctx) => {
    await audit(ctx, { verb: 'test.done', about: 'x', detail: { n: 1 } })
    await assert.rejects(ctx.tx.updateTable('access.audit').set({ actor: 'nobody' }).execute(), { code: '42501' })
  })
})
