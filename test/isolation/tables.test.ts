import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type pg from 'pg'
import { makeCopy } from '../../src/kernel/testing/index.ts'

/**
 * Tables without a corporation: each with the reason why no clerk can read another corporation's customers in it.
 * A table that is not here, has no `corporation_id` and comes to be, fails the test below until somebody has thought of it.
 */
const ofNoCorporation: Record<string, string> = {
  'kernel.idempotency': 'answers under the actor that asked; read by the server for that actor only',
  'kernel.setting': 'of the installation',
  'kernel.counter': 'numbers of codes',
  'organisation.corporation': 'names of corporations are public',
  'access.staff': 'staff accounts; their grants are guarded',
  'access.session': 'found by the hash of a token only',
  'access.one_time_link': 'found by the hash of a token only',
  'access.identity': 'which account an issuer’s person has; found by both of their keys only',
  'access.spent_attempt': 'hashes of sign-ins that were answered',
  'access.api_key': 'found by id and the hash of a secret only',
  'access.failed_sign_in': 'logins and addresses',
  'intake.message': 'what a number or an address wrote, before it is known whose it is; read by the intake only',
  'intake.sms_part': 'parts of such a message',
}

/** Functions that run with their owner's rights: each is a way past the role's own, so each is named. */
const securityDefiner = [
  'customers.close_list', // both: the tables of a corporation that is visible, by its number; names are fixed
  'customers.gather_statistics',
  'customers.open_list',
  'kernel.add_job', // adds a job
  'kernel.failed_jobs', // a number
]

const ours = `n.nspname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker') and n.nspname !~ '^pg_'`

interface Table {
  name: string
  corporation: boolean
  nullable: boolean
  guarded: boolean
  granted: boolean
  partition: boolean
}

describe('isolation by the database, over every table', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let client: pg.PoolClient
  let tables: Table[]
  before(async () => {
    copy = await makeCopy()
    client = await copy.db.pool.connect()
    const found = await client.query<Table>(`
      select format('%I.%I', n.nspname, c.relname) as name, a.attname is not null as corporation,
        coalesce(not a.attnotnull, false) as nullable, c.relrowsecurity and c.relforcerowsecurity as guarded,
        has_table_privilege('sangden_app', c.oid, 'select, insert, update, delete') as granted, c.relispartition as partition
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_attribute a on a.attrelid = c.oid and a.attname = 'corporation_id' and not a.attisdropped
      where c.relkind in ('r', 'p') and ${ours} order by 1`)
    tables = found.rows
  })
  after(async () => {
    client?.release()
    await copy?.drop()
  })

  it('every table with a corporation is under forced row-level security, its partitions too', () => {
    const holding = tables.filter((t) => t.corporation)
    assert.ok(holding.length > 20, `only ${holding.length} tables seen`)
    // a partition that may not be asked directly is guarded by its parent
    assert.deepEqual(
      holding.filter((t) => !t.guarded && !(t.partition && !t.granted)).map((t) => t.name),
      [],
    )
  })

  it('every table without one is known, with its reason', () => {
    const without = tables.filter((t) => !t.corporation).map((t) => t.name)
    assert.deepEqual(without, Object.keys(ofNoCorporation).sort())
  })

  it('views see with the eyes of who asks; nothing is materialised under the server’s hand', async () => {
    const { rows } = await client.query(`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and ((c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions) or 'security_invoker=on' = any (c.reloptions), false))
        or (c.relkind = 'm' and has_table_privilege('sangden_app', c.oid, 'select')))`)
    assert.deepEqual(rows, [])
  })

  it('no other function runs with its owner’s rights', async () => {
    const { rows } = await client.query(`
      select n.nspname || '.' || p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours} and p.prosecdef order by 1`)
    assert.deepEqual(
      rows.map((r) => r.name),
      securityDefiner,
    )
  })

  it('the server’s role has no right to bend the rules: no superuser, no bypass, owns nothing, no truncate', async () => {
    const { rows } = await client.query(`
      select rolsuper or rolbypassrls or rolcreaterole as strong, (select count(*)::integer from pg_class where relowner = r.oid) as owns,
        (select count(*)::integer from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where ${ours} and c.relkind in ('r', 'p') and has_table_privilege(r.oid, c.oid, 'truncate')) as truncates
      from pg_roles r where rolname = 'sangden_app'`)
    assert.deepEqual(rows, [{ strong: false, owns: 0, truncates: 0 }])
  })

  it('raw SQL with the wrong corporation reads, changes and writes nothing, in each of them', async () => {
    await client.query(
      "insert into organisation.corporation (code, name, name_en, created_at) values ('AA', 'A', 'A', now()), ('BB', 'B', 'B', now())",
    )
    const { rows } = await client.query<{ id: number }>('select id from organisation.corporation order by id')
    const [a, b] = rows.map((r) => r.id) as [number, number]
    await client.query(
      `begin; select set_config('sangden.corporations', '*', true); select customers.house(id) from organisation.corporation; commit`,
    )
    for (const table of tables.filter((t) => t.corporation && !t.partition)) {
      await client.query('begin')
      await withoutConstraints(table.name)
      for (const id of [a, b]) await insertOne(table.name, id)
      await as(b)
      const count = async (where: string) =>
        (await client.query(`select count(*)::integer as n from ${table.name} where ${where}`)).rows[0].n as number
      assert.equal(await count(`corporation_id = ${a}`), 0, `${table.name}: B reads A's row`)
      assert.equal(await count('corporation_id is not null'), 1, `${table.name}: B's own row`)
      // rights that the role was not even given are refused (42501); where it has them, no row of A is touched
      for (const statement of [
        `update ${table.name} set corporation_id = corporation_id where corporation_id = ${a}`,
        `delete from ${table.name} where corporation_id = ${a}`,
      ])
        assert.ok(['0 rows', '42501'].includes(await outcome(statement)), `${table.name}: ${statement}`)
      const moved = await outcome(`update ${table.name} set corporation_id = ${a} where corporation_id = ${b}`)
      assert.ok(moved === '42501' || moved === '428C9', `${table.name}: B's row given to A: ${moved}`)
      assert.equal(await outcome(() => insertOne(table.name, a)), '42501', `${table.name}: B writes as A`)
      await as(undefined)
      assert.equal(await count('corporation_id is not null'), 0, `${table.name}: read with no corporation set`)
      await client.query('rollback')
    }
  })

  it('the tables of a list: opened for what one sees only, closed to everyone once they are part of the whole', async () => {
    const { rows } = await client.query<{ id: number }>(
      "insert into organisation.corporation (code, name, name_en, created_at) values ('CC', 'C', 'C', now()), ('DD', 'D', 'D', now()) returning id",
    )
    const [c, d] = rows.map((r) => r.id) as [number, number]
    const open = (id: number) => `select customers.open_list(${id}::smallint, now())`
    const row = (id: number) =>
      `insert into customers.customer_${c} (corporation_id, id, code, name, class, area) values (${id}, 1, 'x', 'x', 'residential', 'urban')`
    await client.query('begin')
    await as(c)
    assert.equal(await outcome(open(d)), '42501', 'a corporation that is not seen')
    assert.equal(await outcome('create table customers.mine (corporation_id smallint)'), '42501')
    await client.query(open(c))
    await client.query(row(d))
    assert.equal(await outcome(`select customers.close_list(${c}::smallint)`), '23514', 'a row of another corporation')
    await client.query(`delete from customers.customer_${c}`)
    await client.query(row(c))
    assert.equal(await outcome(`select customers.close_list(${d}::smallint)`), '42501')
    await client.query(`select customers.close_list(${c}::smallint)`)
    assert.equal(await outcome(`select customers.close_list(${c}::smallint)`), '55000', 'closed once')
    for (const table of ['customer', 'service_point', 'contact'])
      for (const statement of [`select from customers.${table}_${c}`, `delete from customers.${table}_${c}`])
        assert.equal(await outcome(statement), '42501', statement)
    assert.equal(await outcome('select from customers.customer'), '1 rows')
    await client.query('reset role')
    const { rows: own } = await client.query(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'customers' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`,
    )
    assert.deepEqual(own, [])
    await client.query('rollback')
  })

  /** The server's role, seeing these corporations. */
  const as = async (corporation: number | undefined) => {
    await client.query('set local role sangden_app')
    await client.query("select set_config('sangden.corporations', $1, true)", [
      corporation === undefined ? '' : `{${corporation}}`,
    ])
  }

  /** Rows of any shape are wanted here: checks, keys and triggers are other tests' business. Undone by the rollback. */
  const withoutConstraints = async (table: string) => {
    await client.query('set local session_replication_role = replica')
    const { rows } = await client.query(
      "select conname from pg_constraint where conrelid = $1::regclass and contype = 'c'",
      [table],
    )
    for (const { conname } of rows) await client.query(`alter table ${table} drop constraint "${conname}"`)
  }

  const insertOne = async (table: string, corporation: number) => {
    const { rows } = await client.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef and attidentity = '' and attname <> 'corporation_id'`,
      [table],
    )
    const values = rows.map((c) => sampleOf(c.type, table))
    await client.query(
      `insert into ${table} (corporation_id ${rows.map((c) => `, "${c.name}"`).join('')}) values (${corporation} ${values.map((v) => `, ${v}`).join('')})`,
    )
  }

  const outcome = async (what: string | (() => Promise<void>)): Promise<string> => {
    await client.query('savepoint before')
    try {
      const done = typeof what === 'string' ? await client.query(what) : await what()
      await client.query('rollback to before')
      return `${done?.rowCount ?? 1} rows`
    } catch (error) {
      await client.query('rollback to before')
      return (error as { code?: string }).code ?? String(error)
    }
  }
})

function sampleOf(type: string, table: string): string {
  const known: Record<string, string> = {
    text: "'x'",
    uuid: 'gen_random_uuid()',
    boolean: 'false',
    'timestamp with time zone': 'now()',
    date: "'2026-11-24'",
    'time without time zone': "'08:00'",
    jsonb: "'{}'",
    json: "'{}'",
    bytea: "''",
    int4range: "'[1,2)'",
    int4multirange: "'{[1,2)}'",
    daterange: "'[2026-01-01,2026-02-01)'",
    tstzrange: "'[2026-01-01,2026-02-01)'",
    interval: "'1 day'",
  }
  if (type.endsWith('[]')) return "'{}'"
  if (/^(smallint|integer|bigint|numeric|real|double precision)$/.test(type)) return '1'
  const value = known[type]
  if (!value) throw new Error(`${table}: no sample value of type ${type}; add one here`)
  return value
}
