import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Receipt } from './channel.ts'
import { kit, message, sendAll, sendUntilDone } from './kit.ts'
import { Smpp } from './smpp.ts'
import { type Smsc, smsc } from './smpp-server.ts'
import { smppSettings } from './smpp-settings.ts'

kit('smpp, parts joined by the header', () => smsc('window=20'))
kit('smpp, parts joined by sar', () => smsc('window=5&long=sar'))
kit('smpp, long messages whole', () => smsc('window=20&long=payload'))

const story = (name: string, query: string, play: (smsc: Smsc, channel: Channel) => Promise<void>, open = true) =>
  test(`smpp: ${name}`, { timeout: 20_000 }, async () => {
    const server = smsc()
    await server.start()
    const channel = new Smpp(server.url(query))
    if (open) await channel.open()
    try {
      await play(server, channel)
    } finally {
      await channel.close()
      await server.stop()
    }
  })

const sms = (key: string, text: string, to = '0912345678') => ({ ...message(key, to), text })

story(
  'a text of the default alphabet goes as such, another as UCS-2; each in one part where it fits',
  '',
  async (smsc, channel) => {
    await sendAll(channel, [
      sms('1-1-0', `${'a'.repeat(150)}{[€]}`),
      sms('1-1-1', 'đ'.repeat(70)),
      sms('1-1-2', 'x'.repeat(307)),
    ])
    const [plain, viet, ...long] = smsc.submitted
    assert.deepEqual([plain.pdu.data_coding, plain.total, plain.text], [0, 1, `${'a'.repeat(150)}{[€]}`])
    assert.deepEqual([viet.pdu.data_coding, viet.total, viet.text], [8, 1, 'đ'.repeat(70)])
    assert.deepEqual(
      long.map((p) => [p.part, p.total, p.text.length]),
      [
        [1, 3, 153],
        [2, 3, 153],
        [3, 3, 1],
      ],
    )
    assert.equal(new Set(long.map((p) => p.pdu.short_message.udh[0][2])).size, 1, 'one reference joins the parts')
    assert.equal(plain.to, '84912345678')
  },
)

story('the sender is a brand name, a short code or a number', 'from=%2B84901234567', async (smsc, channel) => {
  await sendAll(channel, [sms('1-1-0', 'a')])
  const { source_addr, source_addr_ton, source_addr_npi, dest_addr_ton, dest_addr_npi } = smsc.submitted[0].pdu
  assert.deepEqual(
    [source_addr, source_addr_ton, source_addr_npi, dest_addr_ton, dest_addr_npi],
    ['84901234567', 1, 1, 1, 1],
  )
})

story('the same key is the same reference to the provider, in both places', 'key_tlv=5248', async (smsc, channel) => {
  await sendAll(channel, [sms('1-7-0', 'x'.repeat(200)), sms('1-7-1', 'a')])
  await sendAll(channel, [sms('1-7-0', 'x'.repeat(200))])
  const references = smsc.submitted.map(
    ({ key, pdu }) => `${key} ${pdu.user_message_reference} ${pdu.short_message.udh?.[0][2]}`,
  )
  assert.deepEqual(references.slice(0, 2), references.slice(3))
  assert.notEqual(references[0], references[2])
})

story('a message that is of no use later says so to the provider', '', async (smsc, channel) => {
  const valid_until = new Date(Math.floor((Date.now() + 3_600_000) / 1000) * 1000)
  await sendAll(channel, [
    { ...sms('1-1-0', 'a'), valid_until },
    { ...sms('1-1-1', 'a'), valid_until: new Date('2017-03-15T07:30:00+07:00') },
  ])
  assert.equal(smsc.submitted[0].pdu.validity_period.getTime(), valid_until.getTime())
  assert.equal(smsc.submitted[1].pdu.validity_period, '', 'a demonstration of 2017 is not thrown away')
})

story('a provider with a limit is kept busy without being pushed', 'window=50', async (smsc, channel) => {
  smsc.rate = 200
  const began = performance.now()
  const acks = await sendAll(
    channel,
    Array.from({ length: 700 }, (_, i) => sms(`1-1-${i}`, 'a')),
  )
  const took_s = (performance.now() - began) / 1000
  assert.ok([...acks.values()].every((ack) => ack.outcome === 'accepted'))
  assert.equal(smsc.submitted.length, 700)
  assert.ok(took_s < 7, `700 messages at 200/s took ${took_s.toFixed(1)} s`)
  assert.ok(smsc.throttled < 350, `${smsc.throttled} times too fast`)
  assert.equal(channel.health().state, 'slowed')
})

story('a limit of our own is kept', 'rate=100&window=50', async (smsc, channel) => {
  const began = performance.now()
  await sendAll(
    channel,
    Array.from({ length: 100 }, (_, i) => sms(`1-1-${i}`, 'a')),
  )
  const took_ms = performance.now() - began
  assert.ok(took_ms > 850 && took_ms < 3000, `${took_ms} ms`)
  assert.equal(smsc.throttled, 0)
})

story(
  'a provider that hangs: the messages come back as uncertain, and a new connection is made',
  'timeout_ms=200&enquire_ms=50&patience_ms=400',
  async (smsc, channel) => {
    smsc.hangs = true
    const acks = await sendAll(
      channel,
      Array.from({ length: 30 }, (_, i) => sms(`1-1-${i}`, 'a')),
    )
    const uncertain = [...acks.values()].filter((ack) => ack.uncertain)
    assert.ok(uncertain.length >= 10)
    assert.ok(
      [...acks.values()].every(
        (ack) => ack.outcome === 'retry' && (ack.uncertain || ack.reason === 'not_connected' || ack.reason === 'slow'),
      ),
    )
    smsc.hangs = false
    const { acks: done } = await sendUntilDone(channel, [sms('1-1-0', 'a')])
    assert.equal(done.get('1-1-0')?.outcome, 'accepted')
  },
)

story('an answer that comes too late is still believed', 'timeout_ms=100', async (smsc, channel) => {
  const late: Receipt[] = []
  channel.onReceipt(async (all) => void late.push(...all))
  smsc.delay_ms = 250
  const acks = await sendAll(channel, [sms('1-1-0', 'a')])
  assert.deepEqual(acks.get('1-1-0'), { key: '1-1-0', outcome: 'retry', reason: 'no_answer', uncertain: true })
  for (let i = 0; late.length === 0 && i < 100; i++) await sleep(10)
  assert.deepEqual(late, [{ outcome: 'accepted', key: '1-1-0', provider_ids: ['m1'] }])
})

story(
  'a wrong password is said, and not tried every second',
  '',
  async (smsc, channel) => {
    smsc.password = 'other'
    await channel.open()
    assert.deepEqual([channel.health().state, channel.health().reason], ['refused', 'wrong_password'])
    await sleep(600)
    assert.equal(smsc.connections?.(), 0)
  },
  false,
)

story('a provider that knows no such parameter gets the message without it', 'window=20', async (smsc, channel) => {
  smsc.tlvStatus = 0xc1
  const acks = await sendAll(
    channel,
    Array.from({ length: 50 }, (_, i) => sms(`1-1-${i}`, 'a')),
  )
  assert.ok([...acks.values()].every((ack) => ack.outcome === 'accepted'))
  assert.equal(smsc.submitted.length, 50)
})

story('a provider that says good-bye is answered and found again', '', async (smsc, channel) => {
  const [session] = smsc.sessions()
  const answered = new Promise((resolve) => session.unbind(resolve))
  await answered
  await sendUntilDone(channel, [sms('1-1-0', 'a')])
  assert.equal(smsc.submitted.length, 1)
})

story('octets that are no SMPP end the connection, not the process', '', async (smsc, channel) => {
  smsc.sessions()[0].socket.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
  for (let i = 0; channel.health().state === 'ready' && i < 100; i++) await sleep(5)
  assert.equal(channel.health().reason, 'protocol')
  await sendUntilDone(channel, [sms('1-1-0', 'a')])
})

story('a customer’s answer is confirmed and is no receipt', '', async (smsc, channel) => {
  const receipts: Receipt[] = []
  channel.onReceipt(async (all) => void receipts.push(...all))
  assert.equal(
    await smsc.deliver({ source_addr: '84912345678', destination_addr: 'EVNHANOI', short_message: 'Cảm ơn' }),
    0,
  )
  assert.equal(
    await smsc.deliver({
      source_addr: '84912345678',
      destination_addr: 'EVNHANOI',
      esm_class: 4,
      short_message: 'id:7 stat:DELIVRD',
    }),
    0,
  )
  assert.deepEqual(receipts, [
    { outcome: 'delivered', provider_ids: ['7', '00000007', '0000000007'], to: '84912345678' },
  ])
})

test('smpp: ten thousand of one batch do not hold more than the window on the wire', { timeout: 20_000 }, async () => {
  const server = smsc()
  await server.start()
  const channel = new Smpp(server.url('window=100'))
  await channel.open()
  const acks = await sendAll(
    channel,
    Array.from({ length: 10_000 }, (_, i) => sms(`1-1-${i}`, 'a')),
  )
  assert.ok([...acks.values()].every((ack) => ack.outcome === 'accepted'))
  assert.equal(new Set(server.submitted.map((s) => s.key)).size, 10_000)
  await channel.close()
  await server.stop()
})

test('SMPP_URL: what is wrong is named, and the password is not', () => {
  const settings = smppSettings(
    'smpps://evn%40hn:p%3Ass@smsc.example:3551?window=100&from=EVNHANOI&receipts=off&long=sar',
  )
  assert.deepEqual(
    [
      settings.host,
      settings.port,
      settings.tls,
      settings.system_id,
      settings.password,
      settings.window,
      settings.from,
      settings.receipts,
      settings.long,
    ],
    ['smsc.example', 3551, true, 'evn@hn', 'p:ss', 100, 'EVNHANOI', false, 'sar'],
  )
  assert.equal(smppSettings('smpp://a:b@h').port, 2775)
  const wrong = {
    'http://h': /not an SMPP address/,
    'smpp://': /not an SMPP address/,
    'smpp://h?windw=1': /windw/,
    'smpp://h?window=no': /whole number/,
    'smpp://h?window=0': /at least 1/,
    'smpp://h?long=no': /long/,
    'smpp://h?key_tlv=7': /vendor/,
    'smpp://u:too-long-a-password@h': /password has at most/,
  }
  for (const [url, expected] of Object.entries(wrong)) {
    assert.throws(
      () => smppSettings(url),
      (error: Error) =>
        error instanceof RangeError && expected.test(error.message) && !error.message.includes('too-long-a'),
      url,
    )
  }
})
