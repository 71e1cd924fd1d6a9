import { closeSync, createWriteStream, openSync, readSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { sql } from 'kysely'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { interruptionsOf } from '../src/interruptions/index.ts'
import { type Database, transaction } from '../src/kernel/index.ts'
import { makeCopy } from '../src/kernel/testing/index.ts'
import { checkRollUps, type IndexRow, indices } from '../src/reliability/index.ts'
import { rebuild } from '../src/reliability/store.ts'
import { goal, ms, printTable, times } from './table.ts'

const corporations = 27
const months = 60
const transformers = 402_000
const query = { from: '2012-01', to: '2016-12', by: ['corporation', 'month'], rules: 'vn', includeExcluded: true }
const as = { actor: 'bench', corporations: '*' as const }

const goal_steps = 2_000_000
/** Sizes of the curve, as far as BENCH_STEPS says. */
const curve_steps = [100_000, 500_000, goal_steps, 20_000_000]

/**
 * All indices of 27 corporations and 60 months over two million restoration steps: what a page reads (the roll-ups) and a
 * recomputation from the steps ("as known on"), beside DuckDB, PostgreSQL on a plain table and SQLite, which scan the same
 * rows; their months and durations are worked out beforehand, and DuckDB's interruptions are numbered. Then one step more,
 * one customer's interruptions, and how the cost grows. Every answer is compared with ours.
 * BENCH_STEPS=20000000 takes the curve to its end (half an hour and 20 GB).
 */
export async function run({ quick }: { quick?: boolean } = {}): Promise<void> {
  const most = Number(process.env.BENCH_STEPS ?? (quick ? 50_000 : goal_steps))
  const sizes = [...new Set([...curve_steps.filter((n) => n < most), most])]
  if (sizes.length < 3) sizes.unshift(...[most / 20, most / 4].map(Math.round))
  const compared = Math.min(most, goal_steps)
  const curve: string[][] = []
  for (const steps of sizes) {
    const copy = await makeCopy()
    try {
      const filled = await fill(copy.db, steps, { places: steps === compared })
      console.log(
        `set-up of ${steps.toLocaleString('en')} steps: ${ms(filled.facts_ms / 1000)} s to write them set by set beside the triggers, ${ms(filled.rebuilt_ms / 1000)} s for their roll-ups by the product's own rebuild, ${ms(filled.vacuumed_ms / 1000)} s to vacuum`,
      )
      if (steps === compared) await compare(copy.db, steps)
      const page = await best(20, () => transaction(copy.db, as, (ctx) => indices(ctx, query)))
      const again = await best(3, () =>
        transaction(copy.db, as, (ctx) => indices(ctx, { ...query, asKnownOn: new Date() })),
      )
      const one = await oneStepMore(copy.db)
      curve.push([steps.toLocaleString('en'), ...[page.ms, again.ms, one.with_ms, filled.rebuilt_ms].map(ms)])
      if (steps === compared) {
        goal(
          'one step more: roll-ups moved in <= 0.3 ms',
          one.with_ms - one.without_ms <= 0.3,
          `${ms(one.with_ms - one.without_ms)} ms (${ms(one.without_ms)} without)`,
        )
        await oneCustomer(copy.db)
        await nightlyCheck(copy.db)
      }
    } finally {
      await copy.drop()
    }
  }
  console.log('\nhow the cost grows (ms)')
  printTable(['steps', 'page', 'from the steps', 'one step more', 'roll-ups made anew'], curve)
  const pages = curve.map((row) => Number(row[1]))
  goal(
    'pages flat from the smallest to the largest',
    pages.at(-1)! <= 2 * pages[0]! + 5,
    `${pages.map(ms).join(' -> ')} ms`,
  )
}

async function compare(db: Database, steps: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sangden-bench-'))
  try {
    // A server has served pages before: the first ones of a process are twice as slow.
    const page = await best(60, () => transaction(db, as, (ctx) => indices(ctx, query)))
    const again = await best(5, () => transaction(db, as, (ctx) => indices(ctx, { ...query, asKnownOn: new Date() })))
    same('from the steps', sums(again.result), sums(page.result), true)

    const csv = join(folder, 'steps.csv')
    const client = await db.pool.connect()
    await pipeline(client.query(copyTo(plainRows)), createWriteStream(csv))
    client.release()
    const duck = await duckdb(csv)
    same('DuckDB', duck.sums.result, sums(page.result), false)
    same('DuckDB, interruptions too', duck.distinct.result, sums(page.result), true)
    const plain = await postgres(db.pool)
    same('PostgreSQL', plain.result, sums(page.result), false)
    const lite = sqlite(csv, await rowsOf(db.pool))
    same('SQLite', lite.result, sums(page.result), false)

    console.log(`${steps.toLocaleString('en')} steps, ${corporations} corporations x ${months} months`)
    const row = (what: string, took: number) => [
      what,
      ms(took),
      times(took / duck.distinct.ms),
      times(took / duck.sums.ms),
    ]
    printTable(
      ['', 'ms', 'of DuckDB', 'of its sums'],
      [
        row('sangden page (roll-ups; with interruptions and customers served)', page.ms),
        row('sangden from the steps (as known on; the same)', again.ms),
        row('DuckDB scan, the same answer: with distinct interruptions', duck.distinct.ms),
        row('DuckDB scan, sums only', duck.sums.ms),
        row('PostgreSQL plain table, sums only', plain.ms),
        row('SQLite, sums only', lite.ms),
      ],
    )
    const ratio = (took: number) => `${times(took / duck.distinct.ms)} (${times(took / duck.sums.ms)} of its sums only)`
    goal('pages <= 0.5x DuckDB scan for the same answer', page.ms <= 0.5 * duck.distinct.ms, ratio(page.ms))
    goal('full recomputation <= 5x DuckDB scan for the same answer', again.ms <= 5 * duck.distinct.ms, ratio(again.ms))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** By 'corporation number|month': customer interruptions, customer seconds, momentary ones, interruptions. */
type Sums = Map<string, [number, number, number, number]>

const sums = (rows: readonly IndexRow[]): Sums =>
  new Map(
    rows.map((r) => [
      `${r.corporation!.slice(1)}|${r.month}`,
      [
        r.customer_interruptions,
        Math.round(r.customer_minutes * 60),
        Math.round((r.maifi ?? 0) * r.customers!),
        r.interruptions,
      ],
    ]),
  )

function same(who: string, found: Sums, expected: Sums, withInterruptions: boolean): void {
  if (found.size !== expected.size) throw new Error(`${who}: ${found.size} groups, ${expected.size} expected`)
  for (const [key, e] of expected) {
    const f = found.get(key)
    const n = withInterruptions ? 4 : 3
    if (!f || f.slice(0, n).some((v, i) => v !== e[i])) throw new Error(`${who}: ${key} is ${f}, ${e} expected`)
  }
}

const plainRows = `copy (
  select substr(c.code, 2)::integer, to_char(s.month, 'YYYY-MM'), s.duration_s, s.customers, k.n, s.out_at at time zone 'UTC', s.restored_at at time zone 'UTC'
  from interruptions.step s join organisation.corporation c on c.id = s.corporation_id
  join (select id, row_number() over (order by id) as n from interruptions.interruption) k on k.id = s.interruption_id
) to stdout with (format csv)`

async function duckdb(csv: string): Promise<{ sums: Best<Sums>; distinct: Best<Sums> }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  await connection.run(`create table step as select * from read_csv('${csv}', header = false, columns = {
    'corporation': 'INTEGER', 'month': 'VARCHAR', 'duration_s': 'INTEGER', 'customers': 'INTEGER', 'interruption': 'INTEGER', 'out_at': 'TIMESTAMP', 'restored_at': 'TIMESTAMP'})`)
  await connection.run("alter table step alter month type integer using replace(month, '-', '')::integer")
  const ask = async (distinct: boolean): Promise<Sums> => {
    const reader = await connection.runAndReadAll(`
      select corporation, month, sum(customers) filter (duration_s > 300), sum(customers::bigint * duration_s) filter (duration_s > 300),
        sum(customers) filter (duration_s <= 300) ${distinct ? ', count(distinct interruption) filter (duration_s > 300)' : ''} from step group by 1, 2`)
    return new Map(
      reader
        .getRows()
        .map((r) => [
          keyOf(Number(r[0]), Number(r[1])),
          [2, 3, 4, 5].map((i) => Number(r[i] ?? 0)) as [number, number, number, number],
        ]),
    )
  }
  const answer = { sums: await best(10, () => ask(false)), distinct: await best(5, () => ask(true)) }
  connection.closeSync()
  instance.closeSync()
  return answer
}

const keyOf = (corporation: number, month: number) =>
  `${corporation}|${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`

async function postgres(pool: pg.Pool): Promise<Best<Sums>> {
  await pool.query(
    'create unlogged table public.plain as select corporation_id, out_at, restored_at, customers, feeder, origin, cause, excluded, interruption_id from interruptions.step',
  )
  await pool.query('vacuum analyze public.plain')
  return best(3, async () => {
    const { rows } = await pool.query(`
      select substr(c.code, 2)::integer as corporation, p.* from (
        select corporation_id, to_char(date_trunc('month', out_at), 'YYYYMM')::integer as month,
          sum(customers) filter (where restored_at - out_at > interval '5 minutes') as ci,
          sum(customers * extract(epoch from restored_at - out_at)) filter (where restored_at - out_at > interval '5 minutes') as cs,
          sum(customers) filter (where restored_at - out_at <= interval '5 minutes') as mi
        from public.plain group by corporation_id, date_trunc('month', out_at)
      ) p join organisation.corporation c on c.id = p.corporation_id`)
    return new Map(
      rows.map((r) => [keyOf(r.corporation, r.month), [Number(r.ci), Number(r.cs), Number(r.mi), 0]] as const),
    ) as Sums
  })
}

async function rowsOf(pool: pg.Pool): Promise<number> {
  return (await pool.query('select count(*)::integer as n from interruptions.step')).rows[0].n
}

function sqlite(csv: string, rows: number): Best<Sums> {
  const db = new DatabaseSync(':memory:')
  db.exec('create table step (corporation integer, month integer, duration_s integer, customers integer)')
  const insert = db.prepare('insert into step values (?, ?, ?, ?)')
  db.exec('begin')
  let n = 0
  for (const line of readLines(csv)) {
    const [corporation, month, duration_s, customers] = line.split(',')
    insert.run(Number(corporation), Number(month!.replace('-', '')), Number(duration_s), Number(customers))
    n++
  }
  db.exec('commit')
  if (n !== rows) throw new Error(`SQLite took ${n} of ${rows} rows`)
  const ask = db.prepare(`
    select corporation, month, sum(customers) filter (where duration_s > 300) as ci, sum(customers * duration_s) filter (where duration_s > 300) as cs,
      sum(customers) filter (where duration_s <= 300) as mi from step group by 1, 2`)
  let least = Number.POSITIVE_INFINITY
  let result: Sums = new Map()
  for (let i = 0; i < 2; i++) {
    const begun = performance.now()
    const found = ask.all() as {
      corporation: number
      month: number
      ci: number | null
      cs: number | null
      mi: number | null
    }[]
    least = Math.min(least, performance.now() - begun)
    result = new Map(found.map((r) => [keyOf(r.corporation, r.month), [r.ci ?? 0, r.cs ?? 0, r.mi ?? 0, 0]]))
  }
  db.close()
  return { ms: least, result }
}

/**
 * What one more restored step costs, with the roll-ups moved and without: steps spread over the history, because a hundred
 * steps of one cell in one transaction would measure the dead versions of that cell.
 */
async function oneStepMore(db: Database): Promise<{ with_ms: number; without_ms: number }> {
  const many = 300
  const measured = { with_ms: Number.POSITIVE_INFINITY, without_ms: Number.POSITIVE_INFINITY }
  await transaction(db, as, async (ctx) => {
    const { rows } = await sql<Record<string, unknown>>`
      select corporation_id, interruption_id, out_at, restored_at, feeder, origin, cause, excluded from interruptions.step
      where step_no = 1 and superseded_at = 'infinity' order by md5(interruption_id::text) limit ${many * 6}`.execute(
      ctx.tx,
    )
    let next = 0
    const insert = async () => {
      const begun = performance.now()
      for (let i = 0; i < many; i++) {
        const s = rows[next++ % rows.length]!
        await sql`
          insert into interruptions.step (corporation_id, excluded, customers, step_no, out_at, restored_at, recorded_at, interruption_id, feeder, origin, cause, actor)
          values (${s.corporation_id}, ${s.excluded}, 10, ${1000 + next}, ${s.out_at}, ${s.restored_at}, ${ctx.now}, ${s.interruption_id}, ${s.feeder}, ${s.origin}, ${s.cause}, 'bench')`.execute(
          ctx.tx,
        )
      }
      return (performance.now() - begun) / many
    }
    for (let round = 0; round < 3; round++) measured.with_ms = Math.min(measured.with_ms, await insert())
    await sql`reset role`.execute(ctx.tx)
    await sql`alter table interruptions.step disable trigger move_on_insert`.execute(ctx.tx)
    for (let round = 0; round < 3; round++) measured.without_ms = Math.min(measured.without_ms, await insert())
    throw new Undo()
  }).catch((error) => {
    if (!(error instanceof Undo)) throw error
  })
  return measured
}

class Undo extends Error {}

async function oneCustomer(db: Database): Promise<void> {
  const { rows } = await db.pool.query(`
    select p.corporation_id, p.customer_id, p.transformer_id,
      (select count(*)::integer from interruptions.step s where s.corporation_id = p.corporation_id and s.transformers @> p.transformer_id) as steps
    from customers.service_point p order by p.customer_id limit 20`)
  const { rows: gaps } = await db.pool.query(
    'select sum(upper(r) - lower(r))::bigint as n from interruptions.step, unnest(transformers) r',
  )
  await transaction(db, as, async (ctx) => {
    for (const r of rows) {
      const found = await interruptionsOf(ctx, r, 10_000)
      if (found.length !== r.steps)
        throw new Error(`customer ${r.customer_id}: ${found.length} steps, ${r.steps} expected`)
    }
    const each = async (use: (r: (typeof rows)[number]) => Promise<unknown>) => {
      let least = Number.POSITIVE_INFINITY
      for (let i = 0; i < 20; i++) {
        const begun = performance.now()
        for (const r of rows) await use(r)
        least = Math.min(least, (performance.now() - begun) / rows.length)
      }
      return least
    }
    const trip = await each(() => sql`select 1`.execute(ctx.tx))
    const ours = await each((r) => interruptionsOf(ctx, r))
    console.log(
      `\none customer's interruptions among ${Number(gaps[0].n).toLocaleString('en')} transformer gaps (${rows[0].steps} of them)`,
    )
    printTable(
      ['', 'ms', 'of a round trip'],
      [
        ['bare round trip', ms(trip), times(1)],
        ['interruptionsOf', ms(ours), times(ours / trip)],
      ],
    )
    goal("one customer's interruptions <= 8x a bare round trip", ours <= 8 * trip, times(ours / trip))
  })
}

/** The check of each night: every cell of the roll-ups against a recomputation of all four levels. */
async function nightlyCheck(db: Database): Promise<void> {
  const { ms: took, result } = await best(1, () => transaction(db, as, checkRollUps))
  if (result.differing > 0) throw new Error(`${result.differing} cells of the roll-ups differ from their steps`)
  const { rows } = await db.pool.query('select count(*)::integer as n from reliability.roll_up')
  console.log(`nightly check: ${rows[0].n.toLocaleString('en')} cells equal their steps, in ${ms(took / 1000)} s`)
}

/**
 * Steps with their transformers, set by set beside the triggers, which would take them as one statement's; then their
 * roll-ups by `rebuild`, as after a change of rules.
 *
 * @param having.places where transformers find their steps, and some customers: only one customer's history asks for them
 */
async function fill(
  db: Database,
  steps: number,
  having: { places: boolean },
): Promise<{ facts_ms: number; rebuilt_ms: number; vacuumed_ms: number }> {
  const q = (text: string) => db.pool.query(text)
  const begun = performance.now()
  await q('alter table interruptions.step disable trigger user')
  await q(
    `insert into organisation.corporation (code, name, name_en, created_at) select 'C' || n, n, n, now() from generate_series(100, ${99 + corporations}) n`,
  )
  await q(`insert into interruptions.customers_served (corporation_id, month, customers, recorded_at, actor)
    select id, m, 100000 + id * 1000 + extract(month from m)::integer, '2012-01-01', 'bench' from organisation.corporation, generate_series('2012-01-01'::date, '2016-12-01', interval '1 month') m`)
  // Seven of ten steps stand alone; the others come in interruptions of three, on up to three feeders.
  await q(`create unlogged table public.made as
    select n, case when n % 10 < 7 then n else n / 10 * 10 + 7 end as interruption, 1 + greatest(n % 10 - 7, 0) as step_no,
      hashint4(n) as h, hashint4(case when n % 10 < 7 then n else n / 10 * 10 + 7 end) as e from generate_series(1, ${steps}) n`)
  await q(`alter table public.made add corporation_id smallint, add id uuid`)
  await q(`update public.made set corporation_id = c.id, id = (lpad(to_hex(1356998400000 + interruption), 12, '0') || '7000' || '8' || lpad(to_hex(interruption), 15, '0'))::uuid
    from (select id, row_number() over (order by id) - 1 as n from organisation.corporation) c where c.n = abs(made.e::bigint) % ${corporations}`)
  await q(`insert into interruptions.interruption (corporation_id, id, code, source_kind, recorded_at, actor)
    select corporation_id, id, interruption::text, 'import', '2017-01-01'::timestamptz, 'bench' from public.made where step_no = 1`)
  await q(`insert into interruptions.step (corporation_id, excluded, customers, step_no, out_at, restored_at, recorded_at, interruption_id, feeder, origin, cause, transformers, actor)
    select corporation_id, abs(e::bigint) % 10 = 0, 1 + abs(h::bigint) % 3000, step_no, o, o + abs(h::bigint) % 15000 * interval '1 second', '2017-01-01', id,
      'F' || (abs(e::bigint) / 7 + step_no * (n % 2)) % 300, (array['planned', 'fault', 'fault', 'external'])[1 + abs(e::bigint) / 11 % 4],
      (array['tree', 'lightning', 'animal', 'equipment', ''])[1 + abs(e::bigint) / 13 % 5], int4multirange(int4range(t, t + 1 + (abs(h::bigint) / 17 % 8)::integer)), 'bench'
    from (select *, '2012-01-01 00:00+07'::timestamptz + (abs(e::bigint) * 37 % 157766400) * interval '1 second' as o, (abs(h::bigint) % ${transformers})::integer as t from public.made) m`)
  await q('drop table public.made')
  if (having.places) await fillPlaces(q)
  await q('alter table interruptions.step enable trigger user')
  const written = performance.now()
  await transaction(db, as, rebuild)
  const rebuilt = performance.now()
  for (const table of [
    'interruptions.step',
    'interruptions.interruption',
    'interruptions.reach',
    'reliability.roll_up',
    'reliability.straddler',
  ])
    await q(`vacuum analyze ${table}`)
  const vacuumed_ms = performance.now() - rebuilt
  return { facts_ms: written - begun, rebuilt_ms: rebuilt - written, vacuumed_ms }
}

async function fillPlaces(q: (text: string) => Promise<unknown>): Promise<void> {
  await q(`insert into interruptions.reach (corporation_id, block, interruption_id, step_no, version)
    select corporation_id, b, interruption_id, step_no, version from interruptions.step, interruptions.blocks(transformers) b order by 1, 2, 3`)
  await q(
    `select set_config('sangden.corporations', '*', true); select customers.house(min(id)) from organisation.corporation`,
  )
  await q(`insert into customers.customer (corporation_id, code, name, class, area, recorded_at)
    select (select min(id) from organisation.corporation), 'PD' || n, n, 'residential', 'urban', '2012-01-01'::timestamptz from generate_series(1, 20) n`)
  await q(`insert into customers.service_point (corporation_id, customer_id, transformer_id, code)
    select c.corporation_id, c.id, (select lower(s.transformers) from interruptions.step s where s.corporation_id = c.corporation_id order by hashint4(s.customers * c.id), s.out_at limit 1), c.code
    from customers.customer c`)
}

type Best<T> = { ms: number; result: T }

async function best<T>(runs: number, work: () => Promise<T>): Promise<Best<T>> {
  let least = Number.POSITIVE_INFINITY
  let result!: T
  for (let i = 0; i < runs; i++) {
    const begun = performance.now()
    result = await work()
    least = Math.min(least, performance.now() - begun)
  }
  return { ms: least, result }
}

/** Lines of a file without holding them all. */
function* readLines(path: string): Generator<string> {
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(1 << 20)
  let rest = ''
  for (let n = 0; (n = readSync(file, buffer)) > 0; ) {
    const lines = (rest + buffer.toString('latin1', 0, n)).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  closeSync(file)
}
