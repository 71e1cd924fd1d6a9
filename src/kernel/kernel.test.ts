import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { dayOf, iso, parseInstant } from './base/time.ts'
import { addJob, publish } from './outbox/outbox.ts'
import { at, onDatabase, seenAs } from './testing/index.ts'

it('civil time is that of Hanoi', () => {
  assert.equal(dayOf(new Date('2017-03-09T17:00:00Z')), '2017-03-10')
  assert.equal(iso(at('2017-03-10 09:00')), '2017-03-10T09:00:00+07:00')
  assert.equal(parseInstant('2017-02-30T09:00+07:00'), undefined)
  assert.equal(parseInstant('2017-02-20T09:00'), undefined)
  assert.deepEqual(parseInstant('2017-02-20T09:00:30+07:00'), at('2017-02-20 09:00:30'))
})

onDatabase('the kernel on PostgreSQL', (story) => {
  story('types come back as the contract says', at('2017-03-10 09:00'), async (ctx) => {
    const { rows } = await sql<
      Record<string, unknown>
    >`select 12::bigint as b, 1.5::numeric as n, '2017-03-10'::date as d, array['2017-03-10'::date] as ds,
      '{[1,3)}'::int4multirange as m, '2017-03-10T09:00+07:00'::timestamptz as t, date_trunc('day', '2017-03-09T17:30Z'::timestamptz) as day`.execute(
      ctx.tx,
    )
    assert.deepEqual(rows[0], {
      b: 12,
      n: 1.5,
      d: '2017-03-10',
      ds: ['2017-03-10'],
      m: '{[1,3)}',
      t: at('2017-03-10 09:00'),
      day: at('2017-03-10 00:00'),
    })
  })
  story(
    'runs under a role that is no superuser and cannot pass by row-level security',
    at('2017-03-10 09:00'),
    async (ctx) => {
      const { rows } = await sql<{
        rolsuper: boolean
        rolbypassrls: boolean
      }>`select rolsuper, rolbypassrls from pg_roles where rolname = current_user`.execute(ctx.tx)
      assert.deepEqual(rows, [{ rolsuper: false, rolbypassrls: false }])
    },
  )
  story('publishes an event and a job in the transaction', at('2017-03-10 09:00'), async (ctx) => {
    await publish(ctx, 'thing.done', { about: 'x' })
    await addJob(ctx, 'later', { a: 1 }, { at: at('2017-03-11 09:00'), key: 'k' })
    assert.equal((await ctx.tx.selectFrom('kernel.event').selectAll().execute()).length, 1)
  })
  story('another corporation does not exist for raw SQL', at('2017-03-10 09:00'), async (ctx) => {
    await sql`insert into organisation.corporation (code, name, name_en, created_at) values ('AA', 'A', 'A', now()), ('BB', 'B', 'B', now())`.execute(
      ctx.tx,
    )
    const { rows: ids } = await sql<{ id: number }>`select id from organisation.corporation order by id`.execute(ctx.tx)
    await sql`select customers.house(id) from organisation.corporation`.execute(ctx.tx)
    await sql`insert into customers.customer (corporation_id, code, name, class, area, recorded_at) values (${ids[0]!.id}, 'c', 'n', 'residential', 'urban', now())`.execute(
      ctx.tx,
    )
    const count = (corporations: '*' | number[]) =>
      seenAs(
        ctx,
        { corporations },
        async (c) => (await sql`select * from customers.customer`.execute(c.tx)).rows.length,
      )
    assert.deepEqual(
      [await count('*'), await count([ids[0]!.id]), await count([ids[1]!.id]), await count([])],
      [1, 1, 0, 0],
    )
    await assert.rejects(
      seenAs(ctx, { corporations: [ids[1]!.id] }, (c) =>
        sql`insert into customers.customer (corporation_id, code, name, class, area, recorded_at) values (${ids[0]!.id}, 'd', 'n', 'residential', 'urban', now())`.execute(
          c.tx,
        ),
      ),
      /row-level security/,
    )
  })
})
