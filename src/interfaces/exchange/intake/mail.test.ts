import assert from 'node:assert/strict'
import { type AddressInfo, createConnection, createServer } from 'node:net'
import { after, before, describe, it, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { createTransport } from 'nodemailer'
import { type Context, transaction } from '../../../kernel/index.ts'
import { at, makeCopy } from '../../../kernel/testing/index.ts'
import { type Deliverer, deliverer } from '../../../notices/index.ts'
import { type Relay, relay, Smtp } from '../../../notices/testing/index.ts'
import { type Town, town } from '../../../planned-outages/testing/index.ts'
import * as requests from '../../../requests/index.ts'
import { mailSettings, startMailIntake } from './mail.ts'
import { machineKind, textOfHtml, tidy, withoutQuote } from './mail-rules.ts'
import { sendReplies } from './replies.ts'
import { startIntake } from './start.ts'

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100)])

test('HTML is read as text: nothing of scripts and styles, letters by their names, lines where a reader sees them', () => {
  assert.equal(
    textOfHtml(`<!doctype html><html><head><title>x</title><style>p{color:red}</style></head><body>
      <p>Ch&agrave;o <b>anh</b>,</p><script>alert('<p>no</p>')</script><ul><li>M&ecirc;&#x301; t<li>hai</ul>
      1 &lt; 2 &amp;&#32;3<br>h&#7871;t<!-- <p>no</p> --><img src="http://x.example/t.gif" onerror="x()"></body></html>`),
    'Chào anh,\n\n- Mế t\n- hai\n1 < 2 & 3\nhết',
  )
  assert.equal(textOfHtml('<script>never ends'), '')
  assert.equal(textOfHtml('a < b <'), 'a < b <')
  assert.equal(textOfHtml('&lt;script&gt;'), '<script>', 'a text, which pages escape')
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('<', '>', '/', '!', '-', 'p', 'script', '&', ';', ' ', 'é', '\0') }),
      (html) => {
        assert.doesNotMatch(textOfHtml(html), /\0/)
      },
    ),
  )
  // each kind a megabyte long: one pass, not one a character
  for (const bad of ['<script', '<!--', '<p', '<', '&', '<script>', '</script'])
    textOfHtml(bad.repeat(Math.floor((1 << 20) / bad.length)))
})

test('what no person wrote is known by its marks', () => {
  const kind = (headers: Record<string, string>, from = 'an@example.vn') =>
    machineKind(new Map(Object.entries(headers)), from)
  assert.equal(kind({}), null)
  assert.equal(kind({ 'auto-submitted': 'no' }), null)
  assert.equal(kind({ 'auto-submitted': 'auto-replied' }), 'automatic')
  assert.equal(kind({ precedence: 'bulk' }), 'automatic')
  assert.equal(kind({ 'list-id': '<x>' }), 'automatic')
  assert.equal(kind({}, ''), 'bounce')
  assert.equal(kind({}, 'MAILER-DAEMON@example.vn'), 'bounce')
  assert.equal(kind({ 'content-type': 'multipart/report; report-type=delivery-status' }), 'bounce')
  assert.equal(withoutQuote('Đã gửi.\n\nVào 09:00 T2, 9 thg 3, 2026 Điện lực <a@b.vn> đã viết:\n> Xin ảnh'), 'Đã gửi.')
  assert.equal(withoutQuote('> chỉ trích dẫn'), '> chỉ trích dẫn')
  assert.equal(tidy('a\r\nb\0\u0007  c\n\n\n\nd\ud800'), 'a\nb c\n\nd\ufffd')
})

test('the setting is read or refused in words', () => {
  assert.deepEqual(mailSettings('smtp://127.0.0.1:2525?to=CSKH@a.vn,hoi@a.vn'), {
    host: '127.0.0.1',
    port: 2525,
    to: ['cskh@a.vn', 'hoi@a.vn'],
  })
  for (const bad of ['2525', 'http://x', 'smtp://h?tls=1', 'smtp://h?to=x'])
    assert.throws(() => mailSettings(bad), RangeError)
})

describe('e-mail in, over SMTP', { timeout: 120_000 }, () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let there: Town
  let out: Relay
  let worker: Deliverer
  let door: Awaited<ReturnType<typeof startMailIntake>>
  let failing = false
  const clock = { now: at('2026-03-09 09:00') }
  const within = <T>(use: (ctx: Context) => Promise<T>) =>
    transaction(copy.db, { actor: 'test', corporations: '*', now: clock.now }, use)
  const send = (mail: Parameters<ReturnType<typeof createTransport>['sendMail']>[0]) =>
    createTransport({ host: '127.0.0.1', port: door.port, ignoreTLS: true }).sendMail({
      to: 'cskh@dienluc.example',
      from: 'Dũng <dung@example.vn>',
      ...mail,
    })
  /** Replies sent since the last time. */
  let seen = 0
  const replies = async () => {
    await sendReplies(copy.db, worker, () => clock.now)
    const all = out.taken()
    const fresh = all.slice(seen)
    seen = all.length
    return fresh
  }
  const messages = (sender = 'dung@example.vn') =>
    within(
      async ({ tx }) =>
        (
          await sql<{ became: string; about: string | null }>`
          select became, about from intake.message where sender = ${sender} order by id`.execute(tx)
        ).rows,
    )
  const lastOf = async (sender?: string) => {
    const about = (await messages(sender)).at(-1)!.about!
    return within((ctx) => requests.show(ctx, about))
  }
  before(async () => {
    copy = await makeCopy()
    there = await transaction(copy.db, { actor: 'test', corporations: '*' }, town)
    out = relay()
    await out.start()
    worker = await deliverer(copy.db, {
      dataDir: '/nonexistent',
      now: () => clock.now,
      channels: [new Smtp(out.url())],
    })
    const now = () => {
      if (failing) throw new Error('away')
      return clock.now
    }
    door = await startMailIntake(copy.db, { host: '127.0.0.1', port: 0, to: ['cskh@dienluc.example'] }, { now })
  })
  after(async () => {
    await door?.stop()
    await worker?.stop()
    await out?.stop()
    await copy?.drop()
  })

  it('a mail becomes a question of the customer with that address, with its files; the code comes back once', async () => {
    await send({
      subject: 'Hỏi về <hóa đơn>',
      html: '<p>Sao cao thế?</p><script>x()</script>',
      attachments: [
        { filename: 'Ảnh công tơ.png', content: png },
        { filename: 'hoa-don.pdf', content: Buffer.from('MZ this is a program') },
      ],
      messageId: '<1@example.vn>',
    })
    const shown = await lastOf()
    assert.deepEqual(
      [shown.service.code, shown.channel, shown.customer?.name, shown.details, shown.contact.email],
      ['question', 'email', 'Dũng', { text: 'Hỏi về <hóa đơn>\n\nSao cao thế?' }, 'dung@example.vn'],
    )
    assert.deepEqual(
      shown.attachments.map((a) => [a.name, a.media, a.bytes]),
      [['Ảnh công tơ.png', 'image/png', png.length]],
    )
    const [reply, ...more] = await replies()
    assert.deepEqual(more, [])
    assert.equal(reply!.subject, `[${shown.code}] Đã nhận thư của bạn: Hỏi về <hóa đơn>`)
    assert.match(reply!.text, /Hạn trả lời[\s\S]*Tệp không nhận được: hoa-don\.pdf/)
    assert.match(out.raw.at(-1)!, /Auto-Submitted: auto-/)
    // brought again: the same message
    await send({
      subject: 'Hỏi về <hóa đơn>',
      html: '<p>Sao cao thế?</p><script>x()</script>',
      messageId: '<1@example.vn>',
    })
    assert.equal((await messages()).length, 1)
    assert.deepEqual(await replies(), [])
  })

  it('a reply with the code is an answer that restarts the clock; from elsewhere it is a comment', async () => {
    await send({
      from: 'dung@example.vn',
      subject: 'Khiếu nại công tơ',
      text: 'Công tơ chạy nhanh',
      messageId: '<2@example.vn>',
    })
    const made = await lastOf()
    assert.equal(made.service.code, 'complaint')
    await within((ctx) => requests.pause(ctx, made.code, { reason: 'customer', evidence: 'Thư xin ảnh' }))
    clock.now = new Date(clock.now.getTime() + 3_600_000)
    const subject = `Re: [${made.code}] Đã nhận thư`
    await send({ from: 'la@example.org', subject, text: 'Tôi là hàng xóm', messageId: '<3@example.org>' })
    assert.equal((await within((ctx) => requests.show(ctx, made.code))).state, 'paused')
    await send({
      subject,
      text: 'Ảnh đây\n\nOn Mon, Mar 9, 2026 Điện lực wrote:\n> Xin ảnh',
      attachments: [{ filename: 'a.png', content: png }],
    })
    const shown = await within((ctx) => requests.show(ctx, made.code))
    assert.deepEqual([shown.state, shown.attachments.length], ['complete', 1])
    assert.deepEqual(
      shown.story.flatMap((f) => (f.kind === 'answered' || f.kind === 'commented' ? [[f.kind, f.reason]] : [])),
      [
        ['commented', 'Thư từ la@example.org, không phải địa chỉ của người yêu cầu:\nTôi là hàng xóm'],
        ['answered', 'Ảnh đây'],
      ],
    )
    assert.deepEqual(
      (await messages('la@example.org')).map((m) => m.became),
      ['comment'],
    )
    await replies()
  })

  it('machines are ignored, counted and never answered', async () => {
    const before = await within(
      async ({ tx }) =>
        (await sql<{ n: number }>`select count(*)::integer as n from requests.request`.execute(tx)).rows[0]!.n,
    )
    await send({
      from: 'ooo@example.vn',
      subject: 'Vắng mặt',
      text: 'x',
      headers: { 'Auto-Submitted': 'auto-replied' },
    })
    await send({ from: 'list@example.vn', subject: 'Bản tin', text: 'x', headers: { Precedence: 'bulk' } })
    await send({
      from: 'back@example.vn',
      subject: 'Undelivered',
      text: 'x',
      envelope: { from: '', to: 'cskh@dienluc.example' },
    })
    assert.deepEqual(
      [await messages('ooo@example.vn'), await messages('list@example.vn'), await messages('back@example.vn')]
        .flat()
        .map((m) => m.became),
      ['automatic', 'automatic', 'bounce'],
    )
    const after = await within(
      async ({ tx }) =>
        (await sql<{ n: number }>`select count(*)::integer as n from requests.request`.execute(tx)).rows[0]!.n,
    )
    assert.equal(after, before)
    assert.deepEqual(await replies(), [])
    // our own reply, sent back to us word for word
    await send({ raw: out.raw[0]!, envelope: { from: 'x@example.vn', to: 'cskh@dienluc.example' } })
    assert.deepEqual(await replies(), [])
  })

  it('a stranger’s long letter is kept whole; a machine without marks gets so many replies and no more', async () => {
    await send({ from: 'la2@example.org', subject: 'Dài', text: 'Chữ '.repeat(3000), messageId: '<l@example.org>' })
    const shown = await lastOf('la2@example.org')
    assert.equal(shown.contact.name, 'la2@example.org')
    const kept = [
      String(shown.details.text),
      ...shown.story.flatMap((f) => (f.kind === 'commented' ? [f.reason!] : [])),
    ].join('')
    assert.ok(kept.length > 11_900, String(kept.length))
    for (let i = 0; i < 8; i++)
      await send({ from: 'la2@example.org', subject: `Máy ${i}`, text: 'x', messageId: `<m${i}@example.org>` })
    assert.equal((await replies()).length, 6)
  })

  it('the door refuses what is too long, for nobody here, or no SMTP; what fails comes again', async () => {
    await assert.rejects(send({ subject: 'x', text: 'x', to: 'nobody@dienluc.example' }), { responseCode: 550 })
    await assert.rejects(
      send({ subject: 'x', text: 'x', attachments: [{ filename: 'x.bin', content: Buffer.alloc(16 * 1024 * 1024) }] }),
      { responseCode: 552 },
    )
    failing = true
    await assert.rejects(send({ from: 'again@example.org', subject: 'x', text: 'x', messageId: '<a@x.org>' }), {
      responseCode: 451,
    })
    failing = false
    assert.deepEqual(await messages('again@example.org'), [])
    await send({ from: 'again@example.org', subject: 'x', text: 'x', messageId: '<a@x.org>' })
    assert.equal((await messages('again@example.org')).length, 1)
    await new Promise<void>((resolve) => {
      const socket = createConnection({ port: door.port, host: '127.0.0.1' }, () =>
        socket.end('GET / HTTP/1.1\r\n\r\n'),
      )
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.resume()
    })
    assert.ok(there.corporation_id > 0)
    await send({ from: 'again@example.org', subject: 'y', text: 'y', messageId: '<b@x.org>' })
    assert.equal((await messages('again@example.org')).length, 2)
  })

  it('as the server starts it: the listener of INTAKE_SMTP, and replies that leave by themselves; stopped, it is gone', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const env = { INTAKE_SMTP: `smtp://127.0.0.1:${port}`, INTAKE_CORPORATION: there.code }
    await replies()
    const errors: unknown[] = []
    const onError = (error: unknown) => void errors.push((error as { code?: string }).code ?? error)
    const intake = await startIntake(copy.db, worker, { env, onError, retry_ms: 20 })
    try {
      await sleep(100)
      await new Promise((resolve) => other.close(resolve))
      const opened = () =>
        createTransport({ host: '127.0.0.1', port })
          .verify()
          .catch(() => false)
      for (let i = 0; i < 200 && !(await opened()); i++) await sleep(50)
      const mail = { from: 'start@example.org', to: 'ai@dienluc.example', subject: 'Xin hỏi', text: 'Giá điện?' }
      await createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail(mail)
      for (let i = 0; i < 200 && out.taken().length === seen; i++) await sleep(100)
      assert.match(out.taken().at(-1)!.subject!, /^\[[0-9A-Z]{5}-[0-9A-Z]{5}\] Đã nhận thư của bạn: Xin hỏi$/)
    } finally {
      await intake.stop()
    }
    assert.deepEqual(errors, ['EADDRINUSE'], 'told once')
    await assert.rejects(createTransport({ host: '127.0.0.1', port }).verify())
  })
})
