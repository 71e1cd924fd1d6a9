import type { Receipt } from './channel.ts'
import { finalStates, stateReasons } from './smpp-codes.ts'
import { type Deliver, tlv } from './smpp-pdu.ts'

/**
 * Reads a deliver_sm as a delivery receipt. The specification leaves the text to the vendor (SMPP 3.4 appendix B shows
 * one form): field names vary in case, spacing and underscores, states are words or numbers, fields are missing, and
 * some providers set neither esm_class nor the TLVs. TLVs win over the text where both are there.
 * @returns undefined when it is not a receipt (a customer's answer), 'intermediate' when the message is still on its way
 */
export function readReceipt(deliver: Deliver): Receipt | 'intermediate' | undefined {
  const text = readText(deliver)
  const kind = deliver.esm_class & 0x3c
  const state = deliver.tlvs.get(tlv.message_state)?.[0]?.toString() ?? word(text, /\bstat(?:us|e)?\s*[:=]\s*(\w+)/i)
  const id =
    deliver.tlvs.get(tlv.receipted_message_id)?.toString('latin1').replace(/\0.*$/s, '') ||
    word(text, /\b(?:message[ _]?)?id\s*[:=]\s*([^\s,;]+)/i)
  if (!id || !state) return kind === 0x20 ? 'intermediate' : undefined
  if (kind !== 0x04 && kind !== 0x20 && !deliver.tlvs.has(tlv.receipted_message_id) && !looksLikeReceipt(text))
    return undefined

  const name = state.toUpperCase()
  const outcome = finalStates[name]
  if (kind === 0x20 || (outcome === undefined && name in finalStates)) return 'intermediate'
  const done = word(text, /\bdone[ _]?date\s*[:=]\s*(\d{10,14})/i)
  const error = networkError(deliver.tlvs.get(tlv.network_error_code)) ?? word(text, /\berr(?:or)?\s*[:=]\s*(\w+)/i)
  const reason = stateReasons[name]
  return {
    // A state of no table is the vendor's own word for "not delivered": the others are all known
    outcome: outcome ?? 'failed',
    provider_ids: names(id),
    to: customerOf(deliver),
    ...(outcome === 'delivered' ? {} : { reason: reason ?? 'unknown' }),
    ...(error && !/^0+$/.test(error) ? { code: error } : {}),
    ...(done ? { at: doneAt(done) } : {}),
  }
}

/** A receipt comes from the customer's number to our name; some providers leave the two as they were sent. */
const customerOf = ({ from, to }: Deliver): string =>
  /^\+?\d{9,15}$/.test(from) || !/^\+?\d{9,15}$/.test(to) ? from : to

const looksLikeReceipt = (text: string): boolean => /^\s*(?:message[ _]?)?id\s*[:=].*\bstat\w*\s*[:=]/is.test(text)

function readText({ message, data_coding }: Deliver): string {
  if (data_coding !== 8) return message.toString('latin1')
  return Buffer.from(message.subarray(0, message.length & ~1))
    .swap16()
    .toString('utf16le')
}

const word = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1]

function networkError(value: Buffer | undefined): string | undefined {
  return value && value.length >= 3 ? value.readUInt16BE(1).toString() : undefined
}

/**
 * The names under which the message may have been acknowledged, likeliest first: as it stands, then the same number
 * written in the other base, in either case, and with or without leading zeros.
 */
export function names(id: string): string[] {
  const found = [id]
  const add = (name: string) => found.includes(name) || found.push(name)
  const bare = id.replace(/^0+(?=.)/, '')
  if (/^\d{1,20}$/.test(id)) {
    const hex = BigInt(id).toString(16)
    for (const form of [bare, hex.toUpperCase(), hex, hex.toUpperCase().padStart(8, '0'), hex.padStart(8, '0')])
      add(form)
  }
  if (/^[0-9a-f]{1,16}$/i.test(id)) {
    const decimal = BigInt(`0x${id}`).toString()
    for (const form of [decimal, decimal.padStart(10, '0')]) add(form)
  }
  for (const form of [id.toUpperCase(), id.toLowerCase(), bare.toUpperCase(), bare.toLowerCase()]) add(form)
  return found
}

/** YYMMDDhhmm, YYMMDDhhmmss or YYYYMMDDhhmmss on the provider's clock, which is Viet Nam's. undefined: no such time */
function doneAt(digits: string): Date | undefined {
  const full = digits.length === 14 ? digits : '20' + digits.padEnd(12, '0')
  const m = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(full)
  if (!m) return undefined
  const at = new Date(`${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}+07:00`)
  return Number.isNaN(at.getTime()) ? undefined : at
}
