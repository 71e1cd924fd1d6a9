import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { testServer } from '../../src/interfaces/server/testing.ts'
import { type Database, transaction } from '../../src/kernel/index.ts'
import { at, makeCopy } from '../../src/kernel/testing/index.ts'
import { declareDay } from '../../src/organisation/index.ts'
import { list, type NewRequest, receive } from '../../src/requests/index.ts'
import { retimeAll } from '../../src/requests/retime-all.ts'
import { type Desk, desk, homePapers } from '../../src/requests/testing/index.ts'
import { warn } from '../../src/requests/warn.ts'
import { goal, ms, printTable, times } from '../table.ts'
import { figures } from './figures.ts'
import { bareWriter } from './same-rows.ts'
import { as, median, timed } from './timing.ts'

const monday = at('2026-03-09 09:00')
const offices = 300
const open_share = 0.01

/**
 * The work itself as the store grows: a queue page beside the bare indexed query, intake through HTTP beside bare
 * transactions of the same rows, the month's figures beside DuckDB's scan, and what a declared day moves.
 */
export async function work(sizes: readonly number[], moving: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sangden-bench-'))
  const copy = await makeCopy()
  const now = { ...as, now: monday }
  const server = await testServer(copy.db, { dataDir: folder, now: () => monday })
  try {
    const there = await transaction(copy.db, now, desk)
    const { key } = await server.person('bench', { role: 'manager', corporation: there.code })
    const made = await transaction(copy.db, now, (ctx) => receive(ctx, order(there, 1)))
    await copy.db.pool.query(
      `insert into organisation.unit (corporation_id, code, kind, name, created_at, parent_id)
       select $1, 'BN' || i, 'office', 'BN' || i, now(), (select id from organisation.unit where corporation_id = $1 and code = $2)
       from generate_series(1, $3) i`,
      [there.corporation_id, there.unit, offices],
    )
    const curve: {
      rows: number
      filled: number
      intake: number
      bare: number
      page: number
      pageBare: number
      pageHttp: number
    }[] = []
    let stored = 1
    for (const size of sizes) {
      const filled = await timed(() => fill(copy.db, made.id, stored, size))
      stored = size
      await copy.db.pool.query('vacuum analyze requests.request')
      // what filling left to be written is not the cost of a request
      await copy.db.pool.query('checkpoint')
      const unit = await copy.db.pool.query<{ id: number }>(`select id from organisation.unit where code = 'BN7'`)
      curve.push({
        rows: size,
        filled,
        ...(await intake(copy.db, server, key, there)),
        ...(await queue(copy.db, server, key, there.corporation_id, unit.rows[0]!.id)),
      })
    }
    printTable(
      [
        'requests stored',
        'intake over HTTP, ms',
        'bare transaction, ms',
        'queue page, ms',
        'bare query, ms',
        'page over HTTP, ms',
        'filled in s',
      ],
      curve.map((c) => [
        c.rows.toLocaleString('en'),
        ms(c.intake),
        ms(c.bare),
        ms(c.page),
        ms(c.pageBare),
        ms(c.pageHttp),
        (c.filled / 1000).toFixed(0),
      ]),
    )
    const [first, last] = [curve[0]!, curve.at(-1)!]
    goal(
      'queue page within 3x of the bare indexed query',
      last.page <= 3 * last.pageBare,
      times(last.page / last.pageBare),
    )
    goal('intake at least a third of the bare rate', last.intake <= 3 * last.bare, times(last.intake / last.bare))
    goal(
      'cost a request flat (within 1.5x) as the store grows a hundredfold',
      last.intake <= 1.5 * first.intake,
      times(last.intake / first.intake),
    )
    await figures(copy.db, folder, there.code)
    await declared(copy.db, there, moving)
  } finally {
    await server.close()
    await copy.drop()
    await rm(folder, { recursive: true })
  }
}

const order = (there: Desk, n: number): NewRequest => ({
  service: 'new_supply',
  customer: there.customer(n),
  channel: 'office',
  details: { address: '12 Lê Lợi' },
  documents: homePapers,
})

/** Copies of one request up to `to` rows: of a hundred one is open, the others were closed over the two years before. */
async function fill(db: Database, id: string, from: number, to: number): Promise<void> {
  const { rows } = await db.pool.query<{ column_name: string }>(
    `select column_name from information_schema.columns where table_schema = 'requests' and table_name = 'request' and is_generated = 'NEVER' order by ordinal_position`,
  )
  const open = `i % ${1 / open_share} = 0`
  // by what stands before the share too, so that every office has its part of the open ones
  const place = `(i + i / ${1 / open_share}) % ${offices}`
  const closed = `r.received_at - ((i % 520) + 3) * interval '1 day'`
  const own: Record<string, string> = {
    id: `gen_random_uuid()`,
    code: `'B' || i`,
    unit_id: `(select min(id) from organisation.unit where code = 'BN1') + ${place}`,
    office: `'BN' || (1 + ${place})`,
    state: `case when ${open} then 'complete' else 'closed' end`,
    outcome: `case when ${open} then null else 'done' end`,
    working_days: `case when ${open} then null else i % 7 end`,
    in_limit: `case when ${open} then null else i % 7 <= 5 end`,
    received_at: `case when ${open} then r.received_at else ${closed} - interval '2 days' end`,
    complete_at: `case when ${open} then r.complete_at else ${closed} - interval '2 days' end`,
    closed_at: `case when ${open} then null else ${closed} end`,
    due_at: `r.due_at + (i % 9973) * interval '1 second'`,
    warn_at: 'null',
    customer_id: 'null',
    source: `'import'`,
  }
  const columns = rows.map((r) => r.column_name)
  await db.pool.query(
    `insert into requests.request (${columns.join()}) select ${columns.map((c) => own[c] ?? `r.${c}`).join()}
     from requests.request r, generate_series(${from}, ${to - 1}) i where r.id = '${id}'`,
  )
}

const rounds = 60

/** Turn by turn: a request over HTTP, and its rows again by bare inserts in one transaction each. */
async function intake(db: Database, server: Awaited<ReturnType<typeof testServer>>, key: string, there: Desk) {
  const http: number[] = []
  const bare: number[] = []
  const client = await db.pool.connect()
  try {
    const writer = await bareWriter(client)
    for (let n = 0; n < rounds; n++) {
      let reply = { status: 0, json: { id: '' } }
      const body = { ...order(there, 1 + 3 * (n % 2)), received_at: undefined }
      const took = await timed(
        async () => void (reply = (await server.ask('POST', '/api/v1/requests', { key, body })) as never),
      )
      if (reply.status !== 201) throw new Error(`intake: ${JSON.stringify(reply)}`)
      const rows = await writer.rowsOf(there.corporation_id, reply.json.id)
      const again = await timed(() => writer.write(rows))
      if (n >= 10) http.push(took) && bare.push(again)
    }
  } finally {
    client.release()
  }
  return { intake: median(http), bare: median(bare) }
}

/** The first page of an office's queue, alone and over HTTP, and the indexed query that it rests on. */
async function queue(
  db: Database,
  server: Awaited<ReturnType<typeof testServer>>,
  key: string,
  corporation_id: number,
  unit: number,
) {
  const took = { page: [] as number[], pageBare: [] as number[], pageHttp: [] as number[] }
  await transaction(db, { ...as, now: monday }, async (ctx) => {
    for (let n = 0; n < rounds; n++) {
      const page = await timed(async () => {
        const { items } = await list(ctx, { corporation_id, units: [unit], limit: 50 })
        if (items.length === 0) throw new Error('queue: nothing is open')
      })
      const bare = await timed(
        async () =>
          void (await sql`select * from requests.request where corporation_id = ${corporation_id} and unit_id = ${unit} and state <> 'closed'
            order by due_at, id limit 51`.execute(ctx.tx)),
      )
      const http = await timed(
        async () => void (await server.ask('GET', '/api/v1/requests?unit=BN7&limit=50', { key })),
      )
      if (n >= 10) took.page.push(page) && took.pageBare.push(bare) && took.pageHttp.push(http)
    }
  })
  return { page: median(took.page), pageBare: median(took.pageBare), pageHttp: median(took.pageHttp) }
}

/** A declared day moves the deadlines of what is open and promised; then every share of the limits is warned of. */
async function declared(db: Database, there: Desk, moving: number): Promise<void> {
  const now = { ...as, now: monday }
  // what was filled in has no promise: it is closed, so that only requests taken as they are count
  await db.pool.query(`delete from requests.request where source = 'import' and state <> 'closed'`)
  const have = await db.pool.query<{ n: number }>(
    `select count(*)::integer as n from requests.request where state = 'complete'`,
  )
  for (let n = have.rows[0]!.n; n < moving; n++)
    await transaction(db, now, (ctx) => receive(ctx, order(there, 1 + 3 * (n % 2))))
  await transaction(db, now, (ctx) => declareDay(ctx, { day: '2026-03-11', kind: 'off', notice: 'TB' }))
  const all = { since: monday, evidence: 'bench', limit: 500 }
  const retimed = async () => {
    let sum = 0
    let after: string | undefined
    do {
      const did = await transaction(db, now, (ctx) => retimeAll(ctx, { ...all, ...(after ? { after } : {}) }))
      sum += did.moved
      after = did.after
    } while (after)
    return sum
  }
  let moved = 0
  let warned = 0
  const took = await timed(async () => void (moved = await retimed()))
  const again = await timed(async () => void (await retimed()))
  const late = { ...as, now: at('2026-04-20 00:05') }
  const warning = await timed(async () => {
    for (let n = 1; n > 0; warned += n) n = await transaction(db, late, (ctx) => warn(ctx, 500))
  })
  console.log(
    `a declared day moves ${moved} deadlines in ${(took / 1000).toFixed(1)} s (again, none moves: ${(again / 1000).toFixed(1)} s); ${warned} warnings in ${(warning / 1000).toFixed(1)} s`,
  )
}
