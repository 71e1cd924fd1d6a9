import { type Database, transaction } from '../../../kernel/index.ts'
import type { Ack, Deliverer } from '../../../notices/index.ts'
import * as store from './store.ts'

/** A reply that did not leave within so long is of no use any more. */
const useful_ms = 3_600_000
const lease_s = 60
const lot = 20

/**
 * Sends the replies that are owed, each by one worker at a time. After a crash between the provider's acknowledgement and
 * our note of it the same reply goes again under the same key. Returns how many providers took.
 */
export async function sendReplies(db: Database, deliverer: Pick<Deliverer, 'reply'>, now: () => Date): Promise<number> {
  const as = () => ({ actor: 'system', corporations: '*' as const, now: now() })
  let sent = 0
  for (;;) {
    const owed = await transaction(db, as(), (ctx) => store.claimReplies(ctx, lease_s, lot))
    for (const one of owed) {
      const until = new Date(one.heard_at.getTime() + useful_ms)
      const outcome: Ack['outcome'] | 'expired' =
        until <= now()
          ? 'expired'
          : (
              await deliverer.reply({
                channel: one.channel,
                key: `in-${one.id}`,
                to: one.sender,
                language: one.language,
                text: one.reply,
                valid_until: until,
                ...(one.subject === null ? {} : { subject: one.subject }),
              })
            ).outcome
      // retry: the lease runs out, then whoever comes first tries again
      if (outcome !== 'retry') await transaction(db, as(), (ctx) => store.settleReply(ctx, one.id, outcome))
      if (outcome === 'accepted') sent += 1
    }
    if (owed.length < lot) return sent
  }
}

/** Sends replies as long as it runs. */
export function startReplying(
  db: Database,
  deliverer: Pick<Deliverer, 'reply'>,
  {
    now = () => new Date(),
    every_ms = 1000,
    onError = () => {},
  }: { now?: () => Date; every_ms?: number; onError?: (error: unknown) => void } = {},
): { stop: () => Promise<void> } {
  let stopped = false
  let wake = () => {}
  const turn = async () => {
    while (!stopped) {
      await sendReplies(db, deliverer, now).catch(onError)
      if (!stopped)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, every_ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
    }
  }
  const running = turn()
  return {
    stop: async () => {
      stopped = true
      wake()
      await running
    },
  }
}
