// Random histories for the tests of this room, written to a real database.
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import type { ReferenceStep } from './reference.ts'

export const months = ['2016-12', '2017-01', '2017-02', '2017-03', '2017-04']
const first_s = Date.UTC(2016, 10, 30, 17) / 1000 // 1 December 2016 in Viet Nam

/** Two corporations, five months, steps of a second to ten hours around the limit, around midnights and month ends. */
export const arbitraryStep: fc.Arbitrary<ReferenceStep> = fc
  .record({
    interruption: fc.integer({ min: 1, max: 9 }).map(String),
    corporation: fc.constantFrom('EVNNPC', 'EVNHANOI'),
    feeder: fc.constantFrom('471 E1.1', '472 E1.1', '473 E2.3'),
    origin: fc.constantFrom('planned', 'fault', 'external'),
    cause: fc.constantFrom('tree', 'lightning', ''),
    excluded: fc.boolean(),
    day: fc.integer({ min: 0, max: 150 }),
    second: fc.oneof(fc.constantFrom(0, 86_399), fc.integer({ min: 0, max: 86_399 })),
    lasts_s: fc.oneof(fc.constantFrom(299, 300, 301), fc.integer({ min: 0, max: 36_000 })),
    customers: fc.integer({ min: 1, max: 5000 }),
  })
  .map(({ day, second, lasts_s, ...step }) => {
    const out_s = first_s + day * 86_400 + second
    return { ...step, out_s, restored_s: out_s + lasts_s }
  })

/** Customers of both corporations in each month; null: nobody said. */
export const arbitraryServed = fc
  .array(fc.option(fc.integer({ min: 1, max: 100_000 }), { freq: 8 }), { minLength: 10, maxLength: 10 })
  .map((customers) =>
    ['EVNNPC', 'EVNHANOI'].flatMap((corporation, c) =>
      months.flatMap((month, m) => {
        const n = customers[c * 5 + m]
        return n == null ? [] : [{ corporation, month, customers: n }]
      }),
    ),
  )

/** Writes steps as a batch a statement; step numbers are places in the list. Interruptions are made where they are new. */
export async function write(
  ctx: Context,
  steps: readonly (ReferenceStep & { transformers?: string })[],
  batches = 1,
  first = 1,
): Promise<void> {
  for (let b = 0; b < batches; b++) {
    const rows = steps.map((s, i) => ({ ...s, step_no: first + i })).filter((_, i) => i % batches === b)
    for (const code of new Set(rows.map((r) => r.corporation))) await ensureCorporation(ctx, code)
    await sql`
      insert into interruptions.interruption (corporation_id, id, code, source_kind, recorded_at, actor)
      select distinct c.id, md5(c.code || r.interruption)::uuid, r.interruption, 'import', ${ctx.now}::timestamptz, 'test'
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (interruption text, corporation text)
      join organisation.corporation c on c.code = r.corporation on conflict do nothing`.execute(ctx.tx)
    await sql`
      insert into interruptions.step (corporation_id, interruption_id, step_no, out_at, restored_at, customers, feeder, origin, cause, excluded, transformers, recorded_at, actor)
      select c.id, md5(c.code || r.interruption)::uuid, r.step_no, to_timestamp(r.out_s), to_timestamp(r.restored_s), r.customers, r.feeder,
        r.origin, r.cause, r.excluded, r.transformers, ${ctx.now}::timestamptz, 'test'
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (interruption text, corporation text, step_no integer, out_s bigint,
        restored_s bigint, customers integer, feeder text, origin text, cause text, excluded boolean, transformers int4multirange)
      join organisation.corporation c on c.code = r.corporation`.execute(ctx.tx)
  }
}

export async function writeServed(
  ctx: Context,
  served: readonly { corporation: string; month: string; customers: number }[],
): Promise<void> {
  for (const code of new Set(served.map((r) => r.corporation))) await ensureCorporation(ctx, code)
  await sql`
    insert into interruptions.customers_served (corporation_id, month, customers, recorded_at, actor)
    select c.id, (r.month || '-01')::date, r.customers, ${ctx.now}::timestamptz, 'test'
    from jsonb_to_recordset(${JSON.stringify(served)}::jsonb) r (corporation text, month text, customers integer)
    join organisation.corporation c on c.code = r.corporation`.execute(ctx.tx)
}

/** Runs `use` and undoes what it wrote: one transaction serves many random histories. */
export async function undone(ctx: Context, use: () => Promise<void>): Promise<void> {
  await sql`savepoint history`.execute(ctx.tx)
  try {
    await use()
  } finally {
    await sql`rollback to savepoint history`.execute(ctx.tx)
    await sql`release savepoint history`.execute(ctx.tx)
  }
}
