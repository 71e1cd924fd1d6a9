import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import fc from 'fast-check'
import { status } from './smpp-codes.ts'
import { command, type Deliver, pdu, readDeliver, smppTime, submitSm, tlv, walk } from './smpp-pdu.ts'
import { names, readReceipt } from './smpp-receipt.ts'

const { PDU } = createRequire(import.meta.url)('smpp')

const deliver = (text: string, more: Partial<Deliver> = {}): Deliver => ({
  from: '84912345678',
  to: 'EVNHANOI',
  esm_class: 4,
  data_coding: 0,
  message: Buffer.from(text, 'latin1'),
  tlvs: new Map(),
  ...more,
})
const read = (text: string, more: Partial<Deliver> = {}) => {
  const found = readReceipt(deliver(text, more))
  return typeof found === 'object' ? { ...found, provider_ids: found.provider_ids[0] } : found
}

test('receipts in the forms that providers write', () => {
  const to = '84912345678'
  // SMPP 3.4 appendix B
  assert.deepEqual(
    read(
      'id:0123456789 sub:001 dlvrd:001 submit date:1703150730 done date:1703150731 stat:DELIVRD err:000 text:Tam ngung cap d',
    ),
    {
      outcome: 'delivered',
      provider_ids: '0123456789',
      to,
      at: new Date('2017-03-15T07:31:00+07:00'),
    },
  )
  // letter case, no spaces in names, seconds, a word of error
  assert.deepEqual(
    read('ID:7a3f SUB:1 DLVRD:0 SUBMITDATE:170315073000 DONEDATE:170315073105 STAT:UNDELIV ERR:1b TEXT:'),
    {
      outcome: 'failed',
      provider_ids: '7a3f',
      to,
      reason: 'undeliverable',
      code: '1b',
      at: new Date('2017-03-15T07:31:05+07:00'),
    },
  )
  // underscores, four-digit year, "status", numbers for states
  assert.deepEqual(
    read('message_id: 99-ab, submit_date: 20170315073000, done_date: 20170315073105, status: 3, error: 0'),
    {
      outcome: 'failed',
      provider_ids: '99-ab',
      to,
      reason: 'expired',
      at: new Date('2017-03-15T07:31:05+07:00'),
    },
  )
  assert.deepEqual(read('id:1 stat:REJECTD err:069'), {
    outcome: 'failed',
    provider_ids: '1',
    to,
    reason: 'rejected',
    code: '069',
  })
  assert.deepEqual(read('id:1 stat:BLACKLST'), { outcome: 'failed', provider_ids: '1', to, reason: 'unknown' })
  // not final
  for (const state of ['ENROUTE', 'ACCEPTD', 'BUFFRED', '1', '6'])
    assert.equal(read(`id:1 stat:${state}`), 'intermediate')
  assert.equal(read('id:1 stat:DELIVRD', { esm_class: 0x20 }), 'intermediate')
  // esm_class not set, yet plainly a receipt
  assert.equal(
    (read('id:1 sub:001 dlvrd:001 stat:DELIVRD err:000', { esm_class: 0 }) as { outcome: string }).outcome,
    'delivered',
  )
  // TLVs only; and TLVs against the text
  const tlvs = new Map([
    [tlv.receipted_message_id, Buffer.from('5F\0')],
    [tlv.message_state, Buffer.from([5])],
    [tlv.network_error_code, Buffer.from([3, 0x01, 0x02])],
  ])
  assert.deepEqual(read('', { tlvs, esm_class: 0 }), {
    outcome: 'failed',
    provider_ids: '5F',
    to,
    reason: 'undeliverable',
    code: '258',
  })
  assert.deepEqual((read('id:95 stat:DELIVRD', { tlvs }) as { outcome: string }).outcome, 'failed')
  // in UCS-2
  const wide = Buffer.from('id:12 stat:DELIVRD', 'utf16le').swap16()
  assert.equal(
    (readReceipt(deliver('', { message: wide, data_coding: 8 })) as { outcome: string }).outcome,
    'delivered',
  )
  // a customer's words
  for (const text of ['', 'Cảm ơn', 'my id: 12, please state: yes', 'stat:DELIVRD'])
    assert.equal(read(text, { esm_class: 0 }), undefined, text)
  // a date that is none
  assert.equal((read('id:1 done date:1713990731 stat:DELIVRD') as { at?: Date }).at, undefined)
})

test('an id and the same number in the other base are names of one message', () => {
  assert.equal(names('255')[0], '255')
  assert.ok(names('255').includes('FF') && names('255').includes('ff') && names('255').includes('000000FF'))
  assert.ok(names('FF').includes('255') && names('ff').includes('0000000255'))
  assert.ok(names('000123').includes('123'))
  assert.deepEqual(names('7d0e-Ab'), ['7d0e-Ab', '7D0E-AB', '7d0e-ab'])
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 63n), (n) => {
      assert.ok(names(n.toString()).includes(n.toString(16)))
      assert.ok(names(n.toString(16)).includes(n.toString()))
      assert.equal(new Set(names(n.toString())).size, names(n.toString()).length)
    }),
  )
})

test('property: however the octets are cut, the same PDUs come out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 12 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
      (bodies, cuts) => {
        const stream = Buffer.concat(bodies.map((body, i) => pdu(command.deliver_sm, 0, i + 1, Buffer.from(body))))
        const seen: string[] = []
        let rest: Buffer = Buffer.alloc(0)
        for (let at = 0; at < stream.length; ) {
          const size = cuts.next().value as number
          const buffer = Buffer.concat([rest, stream.subarray(at, at + size)])
          at += size
          rest = buffer.subarray(
            walk(buffer, ({ seq, from, to }) => seen.push(`${seq}:${buffer.toString('hex', from, to)}`)),
          )
        }
        assert.deepEqual(
          seen,
          bodies.map((body, i) => `${i + 1}:${Buffer.from(body).toString('hex')}`),
        )
        assert.equal(rest.length, 0)
      },
    ),
  )
})

test('property: octets that nobody would send end in a RangeError, and never in a wait without end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
      try {
        readDeliver(Buffer.from(octets), { id: command.deliver_sm, status: 0, seq: 1, from: 0, to: octets.length })
      } catch (error) {
        assert.ok(error instanceof RangeError)
      }
    }),
  )
  assert.throws(() => walk(Buffer.from('00000003', 'hex'), () => {}), RangeError)
  assert.throws(() => walk(Buffer.from('ffffffff', 'hex'), () => {}), RangeError)
})

test('property: the library reads what we write', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 140 }),
      fc.boolean(),
      fc.constantFrom(0, 1, 2),
      fc.integer({ min: 1, max: 0x7fffffff }),
      (octets, payload, receipt, seq) => {
        const message = Buffer.from(octets)
        const bytes = submitSm(seq, {
          from: { ton: 5, npi: 0, digits: 'EVNHANOI' },
          to: { ton: 1, npi: 1, digits: '84912345678' },
          esm_class: 0,
          validity_period: smppTime(new Date('2026-11-24T07:30:00+07:00')),
          registered_delivery: receipt,
          data_coding: 4,
          message,
          payload,
          tlvs: [
            [tlv.user_message_reference, Buffer.from([1, 2])],
            [0x1480, Buffer.from('1-2-3')],
          ],
        })
        const read = new PDU(bytes)
        assert.deepEqual(
          [
            read.command,
            read.sequence_number,
            read.source_addr,
            read.destination_addr,
            read.registered_delivery,
            read.data_coding,
            read.user_message_reference,
            read[0x1480].toString(),
            read.validity_period.toISOString(),
          ],
          ['submit_sm', seq, 'EVNHANOI', '84912345678', receipt, 4, 0x0102, '1-2-3', '2026-11-24T00:30:00.000Z'],
        )
        assert.equal(Buffer.compare((payload ? read.message_payload : read.short_message).message, message), 0)
      },
    ),
  )
})

test('a code of no table is tried again, under its own number', () => {
  assert.deepEqual(status(0x58), { outcome: 'retry', reason: 'throttled', code: '0x58' })
  assert.deepEqual(status(0x0b), { outcome: 'unreachable', reason: 'number_invalid', code: '0x0b' })
  assert.deepEqual(status(0x410), { outcome: 'retry', reason: 'vendor_error', code: '0x410' })
})
