import { type Context, publish } from '../kernel/index.ts'
import * as store from './store.ts'

/**
 * Hangs one customer on each load of these corporations' networks that has none yet (`--customers-from-loads`).
 * @returns how many were made, and how many loads hang on nothing that can be traced
 */
export async function customersFromLoads(
  ctx: Context,
  corporation_ids: readonly number[],
): Promise<{ customers: number; without: number }> {
  const sum = { customers: 0, without: 0 }
  for (const corporation_id of corporation_ids) {
    const made = await store.takeLoads(ctx, corporation_id)
    sum.customers += made.customers
    sum.without += made.without
    await publish(ctx, 'customers.imported', { corporation_id, about: 'loads', payload: made })
  }
  return sum
}
