import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { gsm7, split, ucs2 } from '../segments.ts'
import type { IncomingSms } from './channel.ts'
import { Smpp } from './smpp.ts'
import { readMessage, smsTextOf } from './smpp-message.ts'
import type { Deliver } from './smpp-pdu.ts'
import { smsc } from './smpp-server.ts'

const deliver = (more: Partial<Deliver>): Deliver => ({
  from: '84912345678',
  to: '19001288',
  esm_class: 0,
  data_coding: 0,
  message: Buffer.alloc(0),
  tlvs: new Map(),
  ...more,
})
const textOf = (d: Deliver) => {
  const found = readMessage(d, 'gsm7')
  return found && smsTextOf(found.encoding, found.body)
}

test('what customers write is read in each alphabet', () => {
  assert.equal(textOf(deliver({ message: gsm7('MD {PD01} à 5€') })), 'MD {PD01} à 5€')
  assert.equal(textOf(deliver({ data_coding: 8, message: ucs2('Mất điện') })), 'Mất điện')
  assert.equal(textOf(deliver({ data_coding: 0x18, message: ucs2('Mất điện') })), 'Mất điện')
  assert.equal(textOf(deliver({ data_coding: 3, message: Buffer.from('café', 'latin1') })), 'café')
  assert.equal(textOf(deliver({ data_coding: 0xf1, message: gsm7('flash') })), 'flash')
  assert.equal(textOf(deliver({ data_coding: 4, message: gsm7('octets') })), undefined, '8-bit data is no text')
  assert.equal(textOf(deliver({ data_coding: 8, message: Buffer.from([0, 65, 0, 0, 0xd8, 0, 0]) })), 'A\ufffd')
  assert.equal(readMessage(deliver({ message: Buffer.from('é', 'latin1') }), 'latin1')?.encoding, 'latin1')
})

test('a receipt of any kind is no message', () => {
  for (const esm_class of [0x04, 0x08, 0x10, 0x20]) assert.equal(readMessage(deliver({ esm_class }), 'gsm7'), undefined)
})

test('parts are known by either header or by the TLVs; another header is taken off', () => {
  const part = (header: number[], more: Partial<Deliver> = {}) =>
    readMessage(
      deliver({ esm_class: 0x40, message: Buffer.concat([Buffer.from(header), gsm7('abc')]), ...more }),
      'gsm7',
    )
  assert.deepEqual(part([5, 0, 3, 7, 2, 1])?.part, { reference: 7, total: 2, part: 1 })
  assert.deepEqual(part([6, 8, 4, 1, 7, 3, 2])?.part, { reference: 263, total: 3, part: 2 })
  assert.deepEqual(part([11, 5, 4, 0, 0, 0, 0, 0, 3, 9, 2, 2])?.part, { reference: 9, total: 2, part: 2 })
  assert.equal(part([6, 5, 4, 0, 0, 0, 0])?.body.toString(), 'abc')
  for (const bad of [
    [5, 0, 3, 7, 0, 1],
    [5, 0, 3, 7, 2, 3],
    [5, 0, 3, 7, 1, 1],
    [200, 0, 3, 7, 2, 1],
    [2, 0, 3],
  ])
    assert.equal(part(bad)?.part, undefined, String(bad))
  const tlvs = new Map([
    [0x020c, Buffer.from([1, 2])],
    [0x020e, Buffer.from([2])],
    [0x020f, Buffer.from([1])],
  ])
  assert.deepEqual(readMessage(deliver({ tlvs }), 'gsm7')?.part, { reference: 258, total: 2, part: 1 })
})

test('whatever we can write we can read, also from parts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const clean = text.toWellFormed().replaceAll('\0', '').normalize('NFC')
      const { encoding, parts } = split(clean)
      const body = Buffer.concat(parts.map(encoding === 'gsm7' ? gsm7 : ucs2))
      assert.equal(smsTextOf(encoding, body), clean)
    }),
  )
})

test('any octets are read without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(255), fc.nat(255), (octets, esm_class, data_coding) => {
      textOf(deliver({ message: Buffer.from(octets), esm_class, data_coding }))
    }),
  )
})

test('over the socket: confirmed when it is safe, brought again when it is not, receipts apart', {
  timeout: 20_000,
}, async () => {
  const server = smsc()
  await server.start()
  const channel = new Smpp(server.url())
  const heard: IncomingSms[] = []
  let safe = false
  channel.onMessage(async (all) => {
    if (!safe) throw new Error('the database is away')
    heard.push(...all)
  })
  await channel.open()
  try {
    const message = { source_addr: '84912345678', destination_addr: '19001288', short_message: 'Cảm ơn' }
    assert.equal(await server.deliver(message), 0x64)
    safe = true
    assert.equal(await server.deliver(message), 0)
    assert.deepEqual(
      heard.map((m) => [m.from, m.to, smsTextOf(m.encoding, m.body)]),
      [['84912345678', '19001288', 'Cảm ơn']],
    )
    const receipt = { ...message, esm_class: 4, short_message: 'id:7 stat:DELIVRD' }
    assert.equal(await server.deliver(receipt), 0x64, 'nobody takes receipts')
    assert.equal(heard.length, 1)
  } finally {
    await channel.close()
    await server.stop()
  }
})
