import { sql } from 'kysely'
import type { Context } from './context.ts'

/**
 * The next `count` numbers of a counter, for codes that people read to each other (CD-000123). Returns the first.
 * Numbers of a rolled-back transaction are given again.
 */
export async function nextNumber(ctx: Context, name: string, count = 1): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into kernel.counter (name, last) values (${name}, ${count})
    on conflict (name) do update set last = kernel.counter.last + ${count} returning last`.execute(ctx.tx)
  return rows[0]!.last - count + 1
}
