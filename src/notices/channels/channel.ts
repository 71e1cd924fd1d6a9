/**
 * What every way to reach a customer has in common. A channel is one file that speaks one provider's protocol behind
 * this interface; `kit.ts` proves each of them in the same way, against a real server over a socket.
 *
 * A channel knows no database. It is handed messages with a key, says once for each what became of it, and passes on
 * what the provider tells later. It may be handed the same key twice: after a crash between the provider's
 * acknowledgement and our commit. It then sends the same key where the provider can see it.
 */

export type ChannelName = 'sms' | 'email' | 'push'
export type Language = 'vi' | 'en'

/** One message, rendered for one customer. */
export interface Outgoing {
  /** `notice-batch-ordinal`: the same for every attempt at this message on this channel, and never for another. */
  key: string
  /** A phone number, an e-mail address, or a push subscription in JSON. */
  to: string
  language: Language
  /** All there is for SMS; the plain part of an e-mail; the body of a push. */
  text: string
  subject?: string
  html?: string
  /** RFC 5545 text and its iTIP method. */
  calendar?: { method: 'REQUEST' | 'CANCEL'; body: string }
  /** Files that go with an e-mail. */
  attachments?: { filename: string; content: Buffer; contentType: string }[]
  /** Where a click leads. */
  link?: string
  /** A later message of the same topic replaces an earlier one that the provider still holds (push). */
  topic?: string
  /** After this moment the message is of no use: the provider may drop it. */
  valid_until?: Date
}

/**
 * accepted: the provider has it. retry: not now; the same message may be taken later. refused: it will never be taken
 * (its content, our account's rights). unreachable: this address will never work. The last two go to the customer's
 * next channel at once.
 */
export type Outcome = 'accepted' | 'retry' | 'refused' | 'unreachable'

/** What became of one message handed to `send`. */
export interface Ack {
  key: string
  outcome: Outcome
  /** A word of the channel's table (`throttled`, `mailbox_unknown`), for people and for counting. */
  reason?: string
  /** The provider's own code as it came, for whoever has to ask it. */
  code?: string
  /** The provider's names for it; one a part where the message went in parts. A receipt comes under any of them. */
  provider_ids?: string[]
  /** Sent, and the answer never came: the provider may have it. Only with `retry`. */
  uncertain?: boolean
}

/** What a provider tells later, on its own. */
export interface Receipt {
  /** delivered, or failed for good. `accepted` is an acknowledgement that came after `send` had given up on it. */
  outcome: 'delivered' | 'failed' | 'accepted'
  /** Set where the channel itself still knows which message it was. */
  key?: string
  /**
   * Names under which the provider may have acknowledged it, likeliest first: some answer a submission in
   * hexadecimal and send the receipt in decimal, or the reverse. Take the first that is known *and* whose address
   * agrees with `to`: with running numbers another message can bear the second one.
   */
  provider_ids: string[]
  to?: string
  reason?: string
  code?: string
  /** When it happened, by the provider's clock, where it says so. */
  at?: Date
}

export type SmsEncoding = 'gsm7' | 'latin1' | 'ucs2'

/** What a customer wrote to our number, or a part of it; `smsTextOf` reads it. */
export interface IncomingSms {
  /** The customer's number as the provider writes it. */
  from: string
  /** Our own number or name. */
  to: string
  encoding: SmsEncoding
  body: Buffer
  /** The provider's name for it, where there is one. */
  provider_id?: string
  /** Set on a part of a long message: which of how many, under a number that its parts share. */
  part?: { reference: number; total: number; part: number }
}

/** For the console: `down` and `refused` raise an alarm, `slowed` a note. */
export interface Health {
  state: 'closed' | 'connecting' | 'ready' | 'slowed' | 'down' | 'refused'
  reason?: string
  since: Date
}

export interface Channel {
  readonly name: ChannelName
  /** What speaks behind it: `spool`, `smpp`, `smtp`, `webpush`. */
  readonly provider: string
  /** Whether the provider tells of delivery later. Where it does not, `accepted` is the last that is known. */
  readonly receipts: boolean
  /** Ready to take messages, or already trying to be: an absent provider is no error here, see `health`. */
  open(): Promise<void>
  /**
   * Sends, and calls `onAck` once for every message, as early as each is known. Resolves when all are. Never rejects
   * for a provider's sake. After `signal` no new message leaves: those not yet sent come back as `retry`, those on
   * the wire are waited for.
   */
  send(batch: readonly Outgoing[], onAck: (ack: Ack) => void, signal?: AbortSignal): Promise<void>
  /** `handle` resolves when the receipts are safe; only then is the provider told that we have them. */
  onReceipt(handle: (receipts: Receipt[]) => Promise<void>): void
  /**
   * Of channels by which customers write back: `handle` resolves when the messages are safe; only then is the provider
   * told that we have them. Where nobody handles them they are confirmed and gone.
   */
  onMessage?(handle: (messages: IncomingSms[]) => Promise<void>): void
  health(): Health
  /** Waits for what is on the wire, says good-bye, and closes. */
  close(): Promise<void>
}

/** One row of a channel's table of foreign codes. */
export type Foreign = Readonly<{ outcome: Outcome; reason: string }>

/** The batch to which a key belongs: the key without its ordinal. */
export const batchOf = (key: string): string => key.slice(0, key.lastIndexOf('-'))

/**
 * A key stands in file names, TLVs and Message-IDs: only what is safe in all of them passes.
 * @throws RangeError
 */
export function checkKey(key: string): string {
  if (!/^[0-9A-Za-z][0-9A-Za-z_.-]{0,199}$/.test(key)) throw new RangeError(`not a message key: ${JSON.stringify(key)}`)
  return key
}
