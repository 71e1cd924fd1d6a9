import type { Ack, Channel, Outgoing } from './channels/channel.ts'
import { emailOf } from './providers.ts'

export type StaffMail = Pick<Outgoing, 'key' | 'to' | 'language' | 'subject' | 'text' | 'attachments'>

/**
 * Sends one mail to a member of staff, by the same provider as customers' mails (SMTP_URL, else a file in
 * `data/outbox/email`) and outside any transaction. Sent twice with one key it has one Message-ID, and is one file.
 * @returns what became of it, and who took it; `retry` asks to be tried again later
 */
export async function mailStaff(
  mail: StaffMail,
  given: { dataDir: string; env?: NodeJS.ProcessEnv; channel?: Channel },
): Promise<Ack & { provider: string }> {
  const channel = given.channel ?? emailOf(given.env ?? process.env, given.dataDir)
  await channel.open()
  try {
    let ack: Ack = { key: mail.key, outcome: 'retry', reason: 'closed' }
    await channel.send([mail], (said) => (ack = said))
    return { ...ack, provider: channel.provider }
  } finally {
    await channel.close()
  }
}
