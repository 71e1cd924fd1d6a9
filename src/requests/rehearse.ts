import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { type NewRequest, type Received, receive } from './receive.ts'

/**
 * What would come of receiving it now: the service that fits, the promised moment, the papers that lack, duplicates, what
 * is known of the supply. All of `receive` is done and taken back, so what is said before is what is saved afterwards.
 * The code is empty: nothing can be asked for by it.
 * @throws Problem whatever `receive` throws
 */
export async function rehearse(ctx: Context, given: NewRequest): Promise<Received> {
  await sql`savepoint rehearsal`.execute(ctx.tx)
  const would = await receive(ctx, given)
  await sql`rollback to savepoint rehearsal`.execute(ctx.tx)
  return { ...would, code: '' }
}
