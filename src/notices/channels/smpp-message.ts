import { readGsm7 } from '../segments.ts'
import type { IncomingSms, SmsEncoding } from './channel.ts'
import { type Deliver, tlv } from './smpp-pdu.ts'

/**
 * Reads a deliver_sm as what a customer wrote; undefined when it is something else (a receipt of any kind, or octets that
 * are no text). A part of a long message says so in its header (3GPP TS 23.040 §9.2.3.24: elements 00 and 08) or in the
 * SAR TLVs; its octets stay as they are, because a character may be cut in two between the parts.
 */
export function readMessage(deliver: Deliver, alphabet: 'gsm7' | 'latin1'): IncomingSms | undefined {
  if ((deliver.esm_class & 0x3c) !== 0) return undefined
  const encoding = encodingOf(deliver.data_coding, alphabet)
  if (!encoding) return undefined
  const { body, part } = deliver.esm_class & 0x40 ? withoutHeader(deliver.message) : { body: deliver.message }
  const provider_id = deliver.tlvs.get(tlv.receipted_message_id)?.toString('latin1').replace(/\0.*$/s, '')
  const joined = part ?? sarOf(deliver)
  return {
    from: deliver.from,
    to: deliver.to,
    encoding,
    body,
    ...(provider_id ? { provider_id } : {}),
    ...(joined && joined.total > 1 && joined.part >= 1 && joined.part <= joined.total ? { part: joined } : {}),
  }
}

/** The text of a message, or of its parts put together. Without NUL and halves of characters: no database keeps them. */
export function smsTextOf(encoding: SmsEncoding, body: Buffer): string {
  const text =
    encoding === 'gsm7'
      ? readGsm7(body)
      : encoding === 'latin1'
        ? body.toString('latin1')
        : Buffer.from(body.subarray(0, body.length & ~1))
            .swap16()
            .toString('utf16le')
  return text.toWellFormed().replaceAll('\0', '').normalize('NFC')
}

/** data_coding: the table of SMPP 3.4 §5.2.19, then the groups of 3GPP TS 23.038 §4 for message classes. */
function encodingOf(coding: number, alphabet: 'gsm7' | 'latin1'): SmsEncoding | undefined {
  if (coding === 0) return alphabet
  if (coding === 1 || coding === 3) return 'latin1'
  if (coding === 8) return 'ucs2'
  const byBits = (['gsm7', undefined, 'ucs2', undefined] as const)[(coding >> 2) & 3]
  if (coding >= 0x10 && coding <= 0x1f) return byBits
  if (coding >= 0xf0) return coding & 4 ? undefined : 'gsm7'
  return undefined
}

function withoutHeader(message: Buffer): { body: Buffer; part?: IncomingSms['part'] } {
  const length = message[0] ?? 0
  // longer than the message: no header, whatever the flag says
  if (1 + length > message.length) return { body: message }
  const body = message.subarray(1 + length)
  for (let at = 1; at + 1 < 1 + length; at += 2 + message[at + 1]!) {
    const value = message.subarray(at + 2, at + 2 + message[at + 1]!)
    if (message[at] === 0x00 && value.length === 3)
      return { body, part: { reference: value[0]!, total: value[1]!, part: value[2]! } }
    if (message[at] === 0x08 && value.length === 4)
      return { body, part: { reference: value.readUInt16BE(0), total: value[2]!, part: value[3]! } }
  }
  return { body }
}

function sarOf({ tlvs }: Deliver): IncomingSms['part'] | undefined {
  const [reference, total, part] = [
    tlvs.get(tlv.sar_msg_ref_num),
    tlvs.get(tlv.sar_total_segments),
    tlvs.get(tlv.sar_segment_seqnum),
  ]
  if (reference?.length !== 2 || total?.length !== 1 || part?.length !== 1) return undefined
  return { reference: reference.readUInt16BE(0), total: total[0]!, part: part[0]! }
}
