import type { Channel, Health } from './channels/channel.ts'

export type KeptChannel = Channel & { readonly opened: boolean }

/**
 * A channel that must not take the server down with it. One that cannot open (a folder that is not ours to write, a
 * certificate that cannot be read) is `down` with its reason, `open` tries again, and its messages wait or go elsewhere.
 * @param onError told once for each new reason
 */
export function keepOpening(channel: Channel, onError: (error: unknown) => void): KeptChannel {
  let shut: Health | undefined = { state: 'connecting', since: new Date() }
  return {
    name: channel.name,
    provider: channel.provider,
    receipts: channel.receipts,
    get opened() {
      return shut === undefined
    },
    async open() {
      const before = shut
      if (!before) return
      try {
        await channel.open()
        shut = undefined
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        if (before.reason === reason) return
        shut = { state: 'down', reason, since: before.state === 'down' ? before.since : new Date() }
        onError(error)
      }
    },
    async send(batch, onAck, signal) {
      if (!shut) return channel.send(batch, onAck, signal)
      for (const { key } of batch) onAck({ key, outcome: 'retry', reason: 'provider_away' })
    },
    onReceipt: (handle) => channel.onReceipt(handle),
    onMessage: (handle) => channel.onMessage?.(handle),
    health: () => shut ?? channel.health(),
    close: async () => (shut ? undefined : channel.close()),
  }
}
