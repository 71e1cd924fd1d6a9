import { gsm7, split, ucs2 } from '../segments.ts'
import type { Outgoing } from './channel.ts'
import { type Address, type Submit, smppTime, tlv } from './smpp-pdu.ts'
import type { SmppSettings } from './smpp-settings.ts'

/** One submit_sm of a message. */
export interface Part {
  readonly submit: Submit
  /** Went out with the key at least once. */
  keyed: boolean
  /** The same with the message's key in the vendor's TLV `tag`. */
  withKey(tag: number): Submit
}

/**
 * The submissions that a text takes. A message of several parts asks for the receipt of success on the last part only,
 * and of failure on each (registered_delivery 2): "delivered" comes once, and no part fails in silence.
 */
export function parts(out: Outgoing, msisdn: string, settings: SmppSettings): Part[] {
  const { encoding, parts: texts } = split(out.text)
  const latin1 = settings.alphabet === 'latin1' && /^[\n\r\x20-\xff]*$/.test(out.text)
  const plain = encoding === 'gsm7' && (settings.alphabet === 'gsm7' || latin1)
  const bytes = (text: string) => (!plain ? ucs2(text) : latin1 ? Buffer.from(text, 'latin1') : gsm7(text))
  const reference = hash(out.key)
  const base = {
    from: source(settings.from),
    to: { ton: 1, npi: 1, digits: msisdn },
    validity_period: out.valid_until && out.valid_until.getTime() > Date.now() ? smppTime(out.valid_until) : '',
    data_coding: plain ? 0 : 8,
  }
  const common: [number, Buffer][] = [[tlv.user_message_reference, uint16(reference)]]
  const whole = settings.long === 'payload' ? [out.text] : plain || encoding === 'ucs2' ? texts : recut(out.text)
  return whole.map((text, i): Part => {
    const joined = whole.length > 1
    const udh = joined && settings.long === 'udh'
    const submit: Submit = {
      ...base,
      esm_class: udh ? 0x40 : 0,
      registered_delivery: !settings.receipts ? 0 : i === whole.length - 1 ? 1 : 2,
      // One reference for all attempts at this message: a phone that got a part before takes it for the same part
      message: udh
        ? Buffer.concat([Buffer.from([5, 0, 3, reference & 0xff, whole.length, i + 1]), bytes(text)])
        : bytes(text),
      payload: settings.long === 'payload' && texts.length > 1,
      tlvs:
        joined && settings.long === 'sar'
          ? [
              ...common,
              [tlv.sar_msg_ref_num, uint16(reference)],
              [tlv.sar_total_segments, Buffer.from([whole.length])],
              [tlv.sar_segment_seqnum, Buffer.from([i + 1])],
            ]
          : common,
    }
    return {
      submit,
      keyed: false,
      withKey(tag: number) {
        this.keyed = true
        return { ...submit, tlvs: [...submit.tlvs, [tag, Buffer.from(out.key, 'latin1')]] }
      },
    }
  })
}

/** A text of the GSM alphabet that this provider's latin1 cannot write (Δ, €) goes as UCS-2, cut accordingly. */
function recut(text: string): string[] {
  if (text.length <= 70) return [text]
  const cut: string[] = []
  for (let i = 0; i < text.length; i += 67) cut.push(text.slice(i, i + 67)) // GSM characters are one unit each
  return cut
}

const sources = new Map<string, Address>()

/** A brand name is alphanumeric (5, 0), a number of at most 6 digits a short code (3, 0), a longer one international. */
function source(from: string): Address {
  let found = sources.get(from)
  if (!found) sources.set(from, (found = sourceOf(from)))
  return found
}

function sourceOf(from: string): Address {
  const digits = from.replace(/^\+/, '')
  if (!/^\d+$/.test(digits)) return { ton: 5, npi: 0, digits: from }
  return digits.length <= 6 ? { ton: 3, npi: 0, digits } : { ton: 1, npi: 1, digits }
}

/** FNV-1a, folded to 16 bits: the key as it fits user_message_reference. */
export function hash(key: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193)
  return ((h >>> 16) ^ h) & 0xffff
}

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
