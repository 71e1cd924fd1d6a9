import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { background } from '../../server/rooms.ts'
import { listOf, mayReach, webhookUrl } from './address.ts'
import { bodyOf, nextAttempt, sources } from './rules.ts'
import { isSecret, newSecret, signedHeaders } from './sign.ts'

test('signs as the Standard Webhooks specification’s own example', () => {
  const headers = signedHeaders({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    body: '{"test": 2432232314}',
    at: new Date(1614265330_000),
  })
  assert.deepEqual(headers, {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('secrets are whsec_ and 24 to 64 bytes', () => {
  assert.ok(isSecret(newSecret()))
  assert.ok(isSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'))
  for (const no of [
    '',
    'geheim',
    'whsec_',
    'whsec_c2hvcnQ=',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS',
    `whsec_${'A'.repeat(88)}AAAA`,
  ])
    assert.ok(!isSecret(no), no)
})

test('tries again ever more rarely, the last time a day after the first, then no more', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (chance) => {
      const first = new Date('2026-11-24T00:00:00Z')
      let now = first
      const pauses: number[] = []
      for (let attempts = 1; ; attempts++) {
        const next = nextAttempt(attempts, { first, now }, chance)
        if (!next) break
        pauses.push((next.getTime() - now.getTime()) / 1000)
        now = next
      }
      assert.equal(now.getTime() - first.getTime(), 86_400_000)
      assert.ok(pauses[0]! >= 4.5 && pauses[0]! <= 5.5)
      assert.ok(pauses.length > 8 && pauses.length < 16, String(pauses))
      assert.ok(pauses.slice(0, -1).every((p, i) => i === 0 || p >= pauses[i - 1]! * 0.99))
    }),
  )
})

test('a body says which thing, not whose: no tracking code, no customer, no set of transformers', () => {
  const at = new Date('2026-11-24T02:00:00Z')
  const payload = { code: 'ABCDE-12345', customer_id: 7, service: 'question', still_out: '{[1,2)}', outcome: 'done' }
  const request = JSON.parse(bodyOf('request.closed', { about: 'x', corporation: 'EVNHANOI', at, payload }))
  assert.deepEqual(request, {
    type: 'request.closed',
    timestamp: '2026-11-24T09:00:00+07:00',
    data: { corporation: 'EVNHANOI', id: 'x', service: 'question', outcome: 'done', href: '/api/v1/requests/x' },
  })
  const outage = JSON.parse(
    bodyOf('outage.partly_restored', { about: 'y', corporation: 'AA', at, payload: { ...payload, customers: 12 } }),
  )
  assert.deepEqual(outage.data, {
    corporation: 'AA',
    id: 'y',
    code: 'ABCDE-12345',
    customers: 12,
    href: '/api/v1/planned-outages/y',
  })
})

test('every event of the contract has a source, heard once', () => {
  assert.equal(new Set(Object.values(sources)).size, Object.keys(sources).length)
  for (const source of Object.values(sources)) assert.ok(background.events[source]?.webhooks, source)
})

test('only the public Internet is reached, by TLS; the operator’s own ranges besides', () => {
  const none = { private: listOf() }
  const inside =
    '127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 :: fe80::1 fd00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1'
  for (const ip of inside.split(' ')) assert.ok(!mayReach(ip, 'https:', none), ip)
  for (const ip of ['8.8.8.8', '113.190.1.1', '2400:cb00::1', '2606:4700::1111']) {
    assert.ok(mayReach(ip, 'https:', none), ip)
    assert.ok(!mayReach(ip, 'http:', none), ip)
  }
  const own = { private: listOf('10.20.0.0/16', 'fd12::/32') }
  assert.ok(mayReach('10.20.3.4', 'http:', own) && mayReach('fd12::9', 'https:', own))
  assert.ok(!mayReach('10.21.0.1', 'https:', own))
  assert.throws(() => listOf('ten.dot'), RangeError)

  assert.equal(webhookUrl('https://nhan.example/a?b=1#c', none).href, 'https://nhan.example/a?b=1')
  for (const no of [
    'nhan.example',
    'ftp://nhan.example/',
    'file:///etc/passwd',
    'https://u:p@nhan.example/',
    'https://127.0.0.1/',
    'https://2130706433/', // 127.0.0.1 as one number
    'https://0x7f.1/',
    'https://[::1]:8443/',
    'http://8.8.8.8/',
  ])
    assert.throws(() => webhookUrl(no, none), { code: 'exchange/webhook-address' }, no)
})
