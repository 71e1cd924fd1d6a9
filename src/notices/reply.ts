import type { Ack, Language } from './channels/channel.ts'
import type { Delivery } from './deliver.ts'
import { smsText } from './segments.ts'

/** A short answer to a number or an address that wrote to us, customer or not. */
export interface Reply {
  channel: 'sms' | 'email'
  /** The same for every attempt at it, and never for another. */
  key: string
  to: string
  language: Language
  text: string
  subject?: string
  /** After this moment it is of no use. */
  valid_until?: Date
}

/**
 * Sends one reply, outside of any transaction. Whose it is, that it is owed only once and how many a number gets is for
 * the caller to keep; who is told of what by the thousand goes through `enqueue`.
 */
export async function reply(
  { channels, settings, signal }: Pick<Delivery, 'channels' | 'settings' | 'signal'>,
  given: Reply,
): Promise<Ack> {
  const { channel: name, ...out } = given
  const channel = channels.find((c) => c.name === name)
  let said: Ack = { key: out.key, outcome: 'retry', reason: 'closed' }
  const text = name === 'sms' ? smsText(out.text, { accents: settings.sms_accents }) : out.text
  await channel?.send([{ ...out, text }], (ack) => (said = ack), signal)
  return said
}
