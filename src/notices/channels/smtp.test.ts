import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { kit, message, sendAll } from './kit.ts'
import { read } from './mail-reader.ts'
import { isAddress, oneLine, Smtp, smtpSettings } from './smtp.ts'
import { type Relay, relay } from './smtp-server.ts'

kit('smtp', () => relay())

const story = (name: string, play: (relay: Relay, channel: Smtp) => Promise<void>) =>
  test(`smtp: ${name}`, { timeout: 20_000 }, async () => {
    const server = relay()
    await server.start()
    const channel = new Smtp(server.url())
    await channel.open()
    try {
      await play(server, channel)
    } finally {
      await channel.close()
      await server.stop()
    }
  })

story(
  'a mail has plain text, HTML and the cut as an invitation; its subject is encoded, its id is the key',
  async (relay, channel) => {
    const body = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n'
    await sendAll(channel, [{ ...message('1-2-3-4', 'lan@khach-hang.example'), calendar: { method: 'REQUEST', body } }])
    const { headers, parts } = read(relay.raw[0])
    assert.equal(headers['message-id'], '<1-2-3-4@evnhanoi.example>')
    assert.equal(headers.from, 'EVNHANOI <cskh@evnhanoi.example>')
    assert.equal(headers.to, 'lan@khach-hang.example')
    assert.equal(headers['auto-submitted'], 'auto-generated')
    assert.equal(headers['content-language'], 'vi')
    assert.match(relay.raw[0], /^Subject: =\?UTF-8\?[BQ]\?/im)
    assert.ok(
      relay.raw[0].split('\r\n').every((line) => line.length <= 998 && /^[\x20-\x7e\t]*$/.test(line)),
      'seven bits, short lines',
    )
    assert.deepEqual(
      parts.slice(0, 3).map(({ type }) => type),
      ['text/plain', 'text/html', 'text/calendar'],
    )
    assert.match(parts[2].parameters, /method=REQUEST/)
    assert.equal(parts[2].text, body)
  },
)

story('what a relay says is told apart', async (relay, channel) => {
  const cases: [string, string, string][] = [
    ['450 4.2.1 come again', 'retry', 'try_later'],
    ['452 4.2.2 full', 'retry', 'mailbox_full'],
    ['550 5.1.1 no such user', 'unreachable', 'mailbox_unknown'],
    ['553 not here', 'unreachable', 'mailbox_unknown'],
    ['552 5.2.2 over quota', 'unreachable', 'mailbox_full'],
    ['556 5.1.10 null MX', 'unreachable', 'mailbox_unknown'],
    ['521 takes no mail', 'unreachable', 'takes_no_mail'],
    ['550 5.7.26 unauthenticated sender', 'refused', 'not_allowed'],
    ['554 no', 'refused', 'recipient_refused'],
  ]
  relay.answers = Object.fromEntries(cases.map(([answer], i) => [`case${i}@khach-hang.example`, answer]))
  const acks = await sendAll(
    channel,
    cases.map((_, i) => message(`1-1-${i}`, `case${i}@khach-hang.example`)),
  )
  cases.forEach(([answer, outcome, reason], i) => {
    const ack = acks.get(`1-1-${i}`)!
    assert.deepEqual([answer, ack.outcome, ack.reason], [answer, outcome, reason])
    assert.ok(ack.code?.startsWith(answer.slice(0, 3)))
  })
})

story('an address that is a list, a route or an order is not sent to', async (relay, channel) => {
  const bad = [
    '',
    'a',
    'a@b',
    'a@b.vn, c@d.vn',
    'A <a@b.vn>',
    'a@b.vn\r\nRCPT TO:<c@d.vn>',
    'a b@c.vn',
    '@a.vn:b@c.vn',
    'a@b.vn>',
    'a@b..vn',
  ]
  const acks = await sendAll(
    channel,
    bad.map((to, i) => message(`1-1-${i}`, to)),
  )
  for (const ack of acks.values()) assert.deepEqual([ack.outcome, ack.reason], ['unreachable', 'address_invalid'])
  assert.equal(relay.raw.length, 0)
  assert.ok(isAddress('nguyễn.văn@vídụ.vn') && isAddress("o'hara+dien@mail.vn"))
})

test('smtp: a wrong password raises the alarm and costs no message', async () => {
  const server = relay()
  await server.start()
  const channel = new Smtp(server.url().replace('//', '//u:wrong@'))
  await channel.open()
  const acks = await sendAll(channel, [message('1-1-0', 'lan@khach-hang.example')])
  assert.deepEqual(
    [acks.get('1-1-0')?.outcome, acks.get('1-1-0')?.reason, acks.get('1-1-0')?.uncertain],
    ['retry', 'sign_in_refused', undefined],
  )
  assert.deepEqual([channel.health().state, channel.health().reason], ['refused', 'sign_in_refused'])
  await channel.close()
  const right = new Smtp(server.url().replace('//', '//u:p@'))
  await right.open()
  assert.equal(right.health().state, 'ready')
  await right.close()
  await server.stop()
})

story('property: no text in any field makes a header of its own', async (relay, channel) => {
  const nasty = fc.string({
    unit: fc.constantFrom(
      '\r',
      '\n',
      '\0',
      'Bcc: x@y.vn',
      ' ',
      ':',
      'ế',
      '\u2028',
      '=?utf-8?B?DQo=?=',
      '<script>',
      '"',
    ),
    maxLength: 12,
  })
  let serial = 0
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, async (subject, text, html) => {
      const key = `9-9-${++serial}`
      await sendAll(channel, [
        { ...message(key, 'lan@khach-hang.example'), subject, text: text || 'x', html: html || 'x' },
      ])
      const raw = relay.raw.at(-1)!
      const head = raw.slice(0, raw.indexOf('\r\n\r\n'))
      const names = head
        .replace(/\r\n[ \t]+/g, ' ')
        .split('\r\n')
        .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
      assert.deepEqual(names.sort(), [
        'auto-submitted',
        'content-language',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        ...(oneLine(subject) ? ['subject'] : []),
        'to',
        'x-auto-response-suppress',
      ])
      assert.deepEqual(relay.recipients.at(-1), ['lan@khach-hang.example'])
      assert.ok(!/\n[^ \t]*bcc:/i.test(head))
    }),
    { numRuns: 60 },
  )
})

test('SMTP_URL: what is wrong is named', () => {
  const settings = smtpSettings(
    'smtps://u%40x:p%3A@mail.example?from=Điện lực Hà Nội <cskh@evnhanoi.example>&connections=3',
  )
  assert.deepEqual(
    [settings.port, settings.secure, settings.user, settings.password, settings.from, settings.connections],
    [465, true, 'u@x', 'p:', { name: 'Điện lực Hà Nội', address: 'cskh@evnhanoi.example' }, 3],
  )
  for (const [url, expected] of Object.entries({
    'http://h': /not an SMTP/,
    'smtp://h?form=a@b.vn': /form/,
    'smtp://h?from=no': /from is/,
    'smtp://h?connections=0': /at least 1/,
    'smtp://h?starttls=no': /starttls/,
  })) {
    assert.throws(
      () => smtpSettings(url),
      (error: Error) => error instanceof RangeError && expected.test(error.message),
      url,
    )
  }
})
