import type { Ack, Channel, Outgoing } from '../channels/channel.ts'

/** A channel that answers as it is told, at once: for what is ours alone. Providers are proved in `channels/`. */
export function answering(
  name: 'sms' | 'email',
  answer: (out: Outgoing) => Omit<Ack, 'key'>,
  more: Partial<Channel> = {},
): Channel & { sent: Outgoing[] } {
  const sent: Outgoing[] = []
  return {
    name,
    provider: 'test',
    receipts: false,
    sent,
    open: async () => {},
    onReceipt: () => {},
    close: async () => {},
    health: () => ({ state: 'ready', since: new Date(0) }),
    async send(batch, onAck) {
      for (const out of batch) {
        sent.push(out)
        onAck({ key: out.key, ...answer(out) })
      }
    },
    ...more,
  }
}

/** Whoever it is written to, the provider takes it. */
export const accepts = () => ({ outcome: 'accepted' }) as const
