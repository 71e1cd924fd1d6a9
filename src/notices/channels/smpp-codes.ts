import type { Foreign } from './channel.ts'

/** command_status of SMPP 3.4 §5.1.3, and what each means for one message. */
const statuses: Record<string, Foreign> = {
  '0x00': { outcome: 'accepted', reason: 'accepted' },
  '0x01': { outcome: 'refused', reason: 'too_long' },
  '0x02': { outcome: 'retry', reason: 'protocol' },
  '0x03': { outcome: 'refused', reason: 'protocol' },
  '0x04': { outcome: 'retry', reason: 'not_bound' },
  '0x05': { outcome: 'retry', reason: 'already_bound' },
  '0x06': { outcome: 'refused', reason: 'bad_parameter' },
  '0x07': { outcome: 'refused', reason: 'bad_parameter' },
  '0x08': { outcome: 'retry', reason: 'provider_error' },
  '0x0a': { outcome: 'refused', reason: 'sender_not_allowed' },
  '0x0b': { outcome: 'unreachable', reason: 'number_invalid' },
  '0x0d': { outcome: 'retry', reason: 'bind_failed' },
  '0x0e': { outcome: 'retry', reason: 'wrong_password' },
  '0x0f': { outcome: 'retry', reason: 'unknown_account' },
  '0x14': { outcome: 'retry', reason: 'queue_full' },
  '0x15': { outcome: 'refused', reason: 'bad_parameter' },
  '0x33': { outcome: 'refused', reason: 'bad_parameter' },
  '0x34': { outcome: 'refused', reason: 'bad_parameter' },
  '0x40': { outcome: 'refused', reason: 'bad_parameter' },
  '0x42': { outcome: 'refused', reason: 'bad_parameter' },
  '0x43': { outcome: 'refused', reason: 'bad_parameter' },
  '0x44': { outcome: 'refused', reason: 'bad_parameter' },
  // Means anything from "busy" to "blocked": the number of attempts ends it
  '0x45': { outcome: 'retry', reason: 'submit_failed' },
  '0x48': { outcome: 'refused', reason: 'sender_not_allowed' },
  '0x49': { outcome: 'refused', reason: 'sender_not_allowed' },
  '0x50': { outcome: 'unreachable', reason: 'number_invalid' },
  '0x51': { outcome: 'unreachable', reason: 'number_invalid' },
  '0x53': { outcome: 'retry', reason: 'unknown_account' },
  '0x54': { outcome: 'refused', reason: 'bad_parameter' },
  '0x55': { outcome: 'refused', reason: 'bad_parameter' },
  '0x58': { outcome: 'retry', reason: 'throttled' },
  '0x61': { outcome: 'refused', reason: 'bad_parameter' },
  '0x62': { outcome: 'refused', reason: 'expired' },
  '0x63': { outcome: 'refused', reason: 'bad_parameter' },
  '0x64': { outcome: 'retry', reason: 'provider_error' },
  '0x65': { outcome: 'refused', reason: 'provider_refused' },
  '0x66': { outcome: 'refused', reason: 'provider_refused' },
  '0xc0': { outcome: 'retry', reason: 'parameter_not_known' },
  '0xc1': { outcome: 'retry', reason: 'parameter_not_known' },
  '0xc2': { outcome: 'retry', reason: 'parameter_not_known' },
  '0xc4': { outcome: 'retry', reason: 'parameter_not_known' },
  '0xfe': { outcome: 'retry', reason: 'delivery_failed' },
  '0xff': { outcome: 'retry', reason: 'provider_error' },
}

/** A code of no table (0x400 and above are each vendor's own) is worth another try; the number of attempts ends it. */
export function status(code: number): Foreign & { code: string } {
  const hex = `0x${code.toString(16).padStart(2, '0')}`
  return { ...(statuses[hex] ?? { outcome: 'retry', reason: 'vendor_error' }), code: hex }
}

/** Provider says: slow down. */
export const isThrottle = (code: number): boolean => code === 0x58 || code === 0x14
/** Provider does not like one of our optional parameters. */
export const isTlvComplaint = (code: number): boolean => code >= 0xc0 && code <= 0xc4
/** Our account, not a message: no use in trying every second. */
export const isRefusedBind = (code: number): boolean => [0x0d, 0x0e, 0x0f, 0x53].includes(code)

/** SMPP 3.4 §5.2.28, and the words of a receipt's text (appendix B) in the spellings seen. undefined: not final yet. */
export const finalStates: Record<string, 'delivered' | 'failed' | undefined> = {
  0: undefined,
  SCHEDULED: undefined,
  BUFFRED: undefined,
  BUFFERED: undefined,
  1: undefined,
  ENROUTE: undefined,
  2: 'delivered',
  DELIVRD: 'delivered',
  DELIVERED: 'delivered',
  DLVRD: 'delivered',
  3: 'failed',
  EXPIRED: 'failed',
  4: 'failed',
  DELETED: 'failed',
  5: 'failed',
  UNDELIV: 'failed',
  UNDELIVERABLE: 'failed',
  UNDELIVERED: 'failed',
  FAILED: 'failed',
  6: undefined,
  ACCEPTD: undefined,
  ACCEPTED: undefined,
  7: 'failed',
  UNKNOWN: 'failed',
  8: 'failed',
  REJECTD: 'failed',
  REJECTED: 'failed',
  9: 'failed',
  SKIPPED: 'failed',
}

/** One word for each final state, whatever its spelling. */
export const stateReasons: Record<string, string> = {
  3: 'expired',
  EXPIRED: 'expired',
  4: 'deleted',
  DELETED: 'deleted',
  5: 'undeliverable',
  UNDELIV: 'undeliverable',
  UNDELIVERABLE: 'undeliverable',
  UNDELIVERED: 'undeliverable',
  FAILED: 'undeliverable',
  7: 'unknown',
  UNKNOWN: 'unknown',
  8: 'rejected',
  REJECTD: 'rejected',
  REJECTED: 'rejected',
  9: 'skipped',
  SKIPPED: 'skipped',
}
