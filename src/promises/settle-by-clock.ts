import { type Context, publish } from '../kernel/index.ts'
import * as store from './store.ts'

/**
 * Breaks what is still open of promises whose deadline has passed, with the clock as evidence, and publishes one event a
 * promise. What happened afterwards replaces the clock's word. Returns how many promises it broke.
 */
export async function settleByClock(ctx: Context, limit = 1000): Promise<number> {
  const broken = await store.breakOverdue(ctx, limit)
  for (const b of broken)
    await publish(ctx, 'promise.broken', {
      corporation_id: b.corporation_id,
      about: b.about,
      payload: { promise_id: b.id, kind: b.kind, customers: b.customers },
    })
  return broken.length
}
