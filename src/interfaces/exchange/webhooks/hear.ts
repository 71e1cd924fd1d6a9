import type { Context, Event, EventHandler } from '../../../kernel/index.ts'
import { corporationNamed } from '../../../organisation/index.ts'
import { kick } from './register.ts'
import { bodyOf, type EventType } from './rules.ts'
import * as store from './store.ts'

/** Writes down what is to be sent to whom, in the transaction that hears the event; twice heard is once written. */
export const hear =
  (type: EventType): EventHandler =>
  async (ctx: Context, event: Event) => {
    const { corporation_id } = event
    if (corporation_id === null) return
    const to = await store.listening(ctx, corporation_id, type)
    if (to.length === 0) return
    const corporation = (await corporationNamed(ctx, corporation_id)).code
    const body = bodyOf(type, { about: event.about, corporation, at: event.published_at, payload: event.payload })
    await store.insertDeliveries(
      ctx,
      to.map(({ id }) => ({
        corporation_id,
        id: ctx.newId(),
        webhook_id: id,
        event_id: event.id,
        type,
        body,
        made_at: ctx.now,
        next_at: ctx.now,
      })),
    )
    await kick(ctx)
  }
