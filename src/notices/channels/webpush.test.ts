import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createHmac, createPublicKey, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { kit, message, type Provider, sendAll } from './kit.ts'
import { WebPush } from './webpush.ts'
import { encrypt, newVapidKeys, PLAIN_MAX, vapid } from './webpush-crypto.ts'

const vector = new URL('../../../../shared/data/protocols/webpush-rfc8291.json', import.meta.url)
test('web push: RFC 8291 appendix A comes out exactly', {
  skip: !existsSync(vector) && 'published vector not at hand',
}, () => {
  const v = JSON.parse(readFileSync(vector, 'utf8'))
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(Buffer.from(v.as_private, 'base64url'))
  assert.equal(pair.getPublicKey('base64url'), v.as_public)
  const body = encrypt(
    Buffer.from(v.plaintext),
    { p256dh: v.ua_public, auth: v.auth_secret },
    { salt: Buffer.from(v.salt, 'base64url'), pair },
  )
  assert.equal(body.toString('base64url'), v.body)
})

/** The browser's half, written from the RFC and not from our code. */
class Browser {
  pair = createECDH('prime256v1')
  auth = Buffer.alloc(16, 7)
  p256dh = this.pair.generateKeys('base64url')
  keys = { p256dh: this.p256dh, auth: this.auth.toString('base64url') }
  decrypt(body: Buffer): string {
    const hmac = (key: Buffer, ...data: Buffer[]) => createHmac('sha256', key).update(Buffer.concat(data)).digest()
    const sender = body.subarray(21, 21 + body[20])
    const info = Buffer.concat([
      Buffer.from('WebPush: info\0'),
      Buffer.from(this.p256dh, 'base64url'),
      sender,
      Buffer.from([1]),
    ])
    const prk = hmac(body.subarray(0, 16), hmac(hmac(this.auth, this.pair.computeSecret(sender)), info))
    const key = hmac(prk, Buffer.from('Content-Encoding: aes128gcm\0\x01')).subarray(0, 16)
    const nonce = hmac(prk, Buffer.from('Content-Encoding: nonce\0\x01')).subarray(0, 12)
    const decipher = createDecipheriv('aes-128-gcm', key, nonce)
    decipher.setAuthTag(body.subarray(-16))
    const plain = Buffer.concat([decipher.update(body.subarray(21 + body[20], -16)), decipher.final()])
    return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8')
  }
}

test('property: what we encrypt, a browser reads, and nobody else', () => {
  const [browser, other] = [new Browser(), new Browser()]
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (text) => {
      const body = encrypt(Buffer.from(text), browser.keys)
      assert.equal(browser.decrypt(body), Buffer.from(text).toString())
      assert.throws(() => other.decrypt(body))
    }),
    { numRuns: 30 },
  )
  assert.equal(encrypt(Buffer.alloc(PLAIN_MAX), browser.keys).length, 4096)
  assert.throws(() => encrypt(Buffer.alloc(PLAIN_MAX + 1), browser.keys), RangeError)
  assert.throws(
    () => encrypt(Buffer.from('a'), { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: browser.keys.auth }),
    RangeError,
  )
})

test('web push: the token says who we are, and the public key proves it', () => {
  const keys = newVapidKeys()
  const header = vapid({
    audience: 'https://fcm.googleapis.com',
    subject: 'mailto:a@b.vn',
    expires: new Date('2026-11-24T00:00:00Z'),
    keys,
  })
  const [, token, k] = /^vapid t=([^,]+), k=(.+)$/.exec(header)!
  const [head, body, signature] = token.split('.')
  const point = Buffer.from(k, 'base64url')
  const key = createPublicKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
    format: 'jwk',
  })
  assert.ok(
    verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    ),
  )
  assert.deepEqual(JSON.parse(Buffer.from(body, 'base64url').toString()), {
    aud: 'https://fcm.googleapis.com',
    exp: 1795478400,
    sub: 'mailto:a@b.vn',
  })
})

test('web push: a key that begins with a zero octet is as long as any other', () => {
  for (let i = 0; i < 600; i++) assert.equal(Buffer.from(newVapidKeys().private_key, 'base64url').length, 32)
})

interface PushService extends Provider {
  headers: Record<string, unknown>[]
  pushed: { key: string; title: string; body: string; tag: string; link: string }[]
}

function pushService(): PushService {
  const browser = new Browser()
  const seen = new Set<string>()
  let server: Server
  let port = 0
  let breakIn = Number.POSITIVE_INFINITY
  let open = 0
  const self: PushService = {
    headers: [],
    pushed: [],
    async start() {
      server = createServer((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk) => chunks.push(chunk))
        request.on('end', () => {
          const answer = (status: number) =>
            response.writeHead(status, status === 201 ? { location: `/m/${self.pushed.length}` } : {}).end()
          const url = request.url!
          if (url.startsWith('/refuse')) return answer(413)
          if (url.startsWith('/unreachable')) return answer(410)
          if (url.startsWith('/busy') && !seen.has(url)) {
            seen.add(url)
            return answer(429)
          }
          const take = () => {
            self.headers.push(request.headers)
            self.pushed.push(JSON.parse(browser.decrypt(Buffer.concat(chunks))))
            if (breakIn-- === 0) request.socket.destroy()
            else answer(201)
          }
          url.startsWith('/slow') ? setTimeout(take, 30) : take()
        })
      })
      server.on('connection', (socket) => {
        open += 1
        socket.on('close', () => (open -= 1))
      })
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
      port = (server.address() as AddressInfo).port
    },
    async stop() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
    channel: () =>
      new WebPush({
        vapid: newVapidKeys(),
        subject: 'mailto:cskh@evnhanoi.example',
        also: [`http://127.0.0.1:${port}`],
      }),
    to: (treatment, n) =>
      JSON.stringify({ endpoint: `http://127.0.0.1:${port}/${treatment}/${n}`, keys: browser.keys }),
    taken: () => self.pushed.map(({ key, title, body }) => ({ key, subject: title, text: body })),
    breakAfter: (n) => (breakIn = n),
  }
  return self
}

kit('web push', pushService)

test('web push: a later message of the topic replaces the earlier, and of a long text the beginning comes', async () => {
  const server = pushService()
  await server.start()
  const channel = server.channel()
  await channel.open()
  const long = {
    ...message('1-1-0', server.to('accept', 1)!),
    text: 'Mất điện ở Đống Đa. '.repeat(600),
    topic: 'outage-1',
  }
  await sendAll(channel, [
    long,
    { ...message('1-1-1', server.to('accept', 1)!), topic: 'outage-1', valid_until: new Date(Date.now() + 7_200_000) },
  ])
  const [one, two] = server.headers
  assert.equal(one.topic, two.topic)
  assert.match(String(one.topic), /^[\w-]{32}$/)
  assert.equal(one.ttl, '86400')
  assert.ok(Number(two.ttl) > 7_100 && Number(two.ttl) <= 7_200)
  const text = server.pushed.find(({ key }) => key === '1-1-0')!.body
  assert.ok(long.text.startsWith(text.slice(0, -1)) && text.endsWith('…') && text.length > 1500)
  await channel.close()
  await server.stop()
})

test('web push: only the push services of browsers are asked, whatever address a stranger gives', async () => {
  const channel = new WebPush({ vapid: newVapidKeys(), subject: 'mailto:a@b.vn' })
  await channel.open()
  const { keys } = new Browser()
  const endpoints = [
    'http://127.0.0.1/x',
    'https://127.0.0.1/x',
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://a@fcm.googleapis.com/x',
    'https://evilpush.apple.com/x',
    'https://169.254.169.254/latest',
    'file:///etc/passwd',
    'x',
  ]
  const bad = [
    ...endpoints.map((endpoint) => JSON.stringify({ endpoint, keys })),
    '',
    '{}',
    'null',
    JSON.stringify({ endpoint: 'https://fcm.googleapis.com/x' }),
  ]
  const acks = await sendAll(
    channel,
    bad.map((to, i) => message(`1-1-${i}`, to)),
  )
  for (const ack of acks.values())
    assert.deepEqual([ack.outcome, ack.reason], ['unreachable', 'address_invalid'], JSON.stringify(ack))
  await channel.close()
})
