import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { at, type Context, transaction } from '../src/kernel/index.ts'
import { makeCopy } from '../src/kernel/testing/index.ts'
import { announce, approve, plan } from '../src/planned-outages/index.ts'
import { goal, ms, printTable, times } from './table.ts'

/**
 * A cut of a whole region is announced: trace, two promises, one message a customer, commit; beside a bare logged
 * INSERT … SELECT of as many rows (customer, channel, language) into a table without an index. Both must tell the same
 * customers. Goal: at most 1.6 times the bare insert.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const rows: string[][] = []
  for (const customers of quick ? [25_000, 100_000] : [25_000, 1_000_000]) {
    const { bare, ours, told } = await measure(customers)
    if (told !== customers) throw new Error(`${told} messages for ${customers} customers`)
    rows.push([
      customers.toLocaleString('en'),
      ms(bare),
      ms(ours),
      times(ours / bare),
      Math.round(customers / (ours / 1000)).toLocaleString('en'),
    ])
    if (customers >= 100_000)
      goal(
        `announcing ${customers.toLocaleString('en')} at most 1.6 times the bare insert`,
        ours <= 1.6 * bare,
        times(ours / bare),
      )
  }
  printTable(['customers', 'bare insert ms', 'announce ms', 'ratio', 'customers/s'], rows)
}

async function measure(customers: number): Promise<{ bare: number; ours: number; told: number }> {
  const copy = await makeCopy()
  const as = (now: Date) => ({ actor: 'bench', corporations: '*' as const, now })
  const today = at('2026-11-24 09:00')
  try {
    const corporation_id = await transaction(copy.db, as(today), (ctx) => region(ctx, customers))
    await copy.db.pool.query('vacuum analyze customers.service_point')
    const id = await transaction(copy.db, as(today), async (ctx) => {
      const planned = await plan(ctx, {
        corporation_id,
        steps: [{ open: ['B'] }],
        out_from: at('2026-12-05 07:30'),
        back_at: at('2026-12-05 11:30'),
        reason: 'bench',
      })
      return planned.id
    })
    await transaction(copy.db, { ...as(today), actor: 'manager' }, (ctx) => approve(ctx, id))

    // Twice: the first warms the caches of both.
    let bare = Number.POSITIVE_INFINITY
    for (let i = 0; i < 2; i++) {
      await copy.db.pool.query('drop table if exists public.bare')
      await copy.db.pool.query('create table public.bare (customer_id integer, channel smallint, language smallint)')
      const begun = performance.now()
      await copy.db.pool.query(
        'insert into public.bare select customer_id, notice_channel, language from customers.service_point',
      )
      bare = Math.min(bare, performance.now() - begun)
    }
    const begun = performance.now()
    const { messages } = await transaction(copy.db, as(today), (ctx) => announce(ctx, id))
    const ours = performance.now() - begun
    const { rows } = await copy.db.pool.query('select sum(cardinality(customer_ids))::integer as n from notices.batch')
    if (rows[0].n !== messages) throw new Error(`${rows[0].n} in batches, ${messages} said`)
    return { bare, ours, told: messages }
  } finally {
    await copy.drop()
  }
}

/** A source, a breaker, 100 customers a transformer, by set-based inserts: the import is another bench's. */
async function region(ctx: Context, customers: number): Promise<number> {
  const { tx } = ctx
  const { rows } = await sql<{
    id: number
  }>`insert into organisation.corporation (code, name, name_en, created_at) values ('BENCH', 'B', 'B', now()) returning id`.execute(
    tx,
  )
  const id = rows[0]!.id
  const transformers = customers / 100
  await sql`insert into network.revision (corporation_id, revision, id, kind, at, recorded_at, actor) values (${id}, 1, ${ctx.newId()}, 'import', now(), now(), 'bench')`.execute(
    tx,
  )
  await sql`insert into network.equipment (corporation_id, id, mrid, kind, name, feeder, from_node, to_node, phases, normally_open, transformer_id, valid_from)
    values (${id}, 1, 'S', 'source', 'S', '471', '', 'n0', 7, false, null, now()), (${id}, 2, 'B', 'breaker', 'B', '471', 'n0', 'n1', 7, false, null, now())`.execute(
    tx,
  )
  await sql`insert into network.equipment (corporation_id, id, mrid, kind, name, feeder, from_node, to_node, phases, normally_open, transformer_id, valid_from)
    select ${id}, 2 + t, 'T' || t, 'transformer', 'T', '471', 'n1', 't' || t, 7, false, t, now() from generate_series(1, ${transformers}::integer) t`.execute(
    tx,
  )
  await sql`select customers.house(${id}::smallint)`.execute(tx)
  await sql`insert into customers.customer (corporation_id, id, code, name, class, area, recorded_at) overriding system value
    select ${id}, c, 'PD' || lpad(c::text, 11, '0'), 'K', 'residential', 'urban', now() from generate_series(1, ${customers}::integer) c`.execute(
    tx,
  )
  await sql`insert into customers.service_point (corporation_id, id, customer_id, transformer_id, code, notice_channel, language) overriding system value
    select ${id}, c, c, 1 + (c - 1) / 100, 'x', 1 + c % 3 / 2, c % 50 / 49 from generate_series(1, ${customers}::integer) c`.execute(
    tx,
  )
  return id
}
