import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { finished, pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import { importCustomers } from '../src/customers/index.ts'
import { transaction } from '../src/kernel/index.ts'
import { makeCopy } from '../src/kernel/testing/index.ts'
import { importNetwork } from '../src/network/index.ts'
import { goal, ms, printTable, times } from './table.ts'

const transformers = 4000

/**
 * The first customer list of a corporation with every check made, beside a bare COPY of the same file into a table without
 * an index, and csv-parse alone. Asserts that every row came in. Goal: at most three times the bare COPY, memory flat.
 */
export async function run({ quick }: { quick?: boolean } = {}): Promise<void> {
  const rows = quick ? 50_000 : 1_000_000
  const folder = await mkdtemp(join(tmpdir(), 'sangden-bench-'))
  const copy = await makeCopy()
  try {
    const files = await writeFiles(folder, rows)
    const as = { actor: 'bench', corporations: '*' as const }
    await transaction(copy.db, as, (ctx) => importNetwork(ctx, files.network, { format: 'csv' }))

    const before = await bareCopy(copy.db.pool, files.customers)
    const parsed = await parseAlone(files.customers)
    const peak = watchMemory()
    const begun = performance.now()
    const report = await transaction(copy.db, as, (ctx) => importCustomers(ctx, files.customers))
    const ours = performance.now() - begun
    const memory = peak()
    // the better of two, one on either side: it is short, and what else the machine does moves it most
    const bare = Math.min(before, await bareCopy(copy.db.pool, files.customers))
    const { n } = await transaction(
      copy.db,
      as,
      async (ctx) =>
        (await sql<{ n: number }>`select count(*)::integer as n from customers.service_point`.execute(ctx.tx)).rows[0]!,
    )
    if (report.accepted !== rows || n !== rows) throw new Error(`accepted ${report.accepted}, stored ${n} of ${rows}`)
    const row = (what: string, took: number, more = '') => [
      what,
      ms(took),
      Math.round(rows / (took / 1000)).toLocaleString('en'),
      times(took / bare),
      more,
    ]
    console.log(`${rows.toLocaleString('en')} customers, ${Math.round((await stat(files.customers)).size / 1e6)} MB`)
    printTable(
      ['', 'ms', 'rows/s', 'of bare COPY', 'memory'],
      [
        row('bare COPY, no index, no check', bare),
        row('csv-parse alone', parsed),
        row('sangden import customers, first list', ours, `${memory} MB`),
      ],
    )
    goal('at most 3 times the bare COPY', ours <= 3 * bare, times(ours / bare))
  } finally {
    await copy.drop()
    await rm(folder, { recursive: true })
  }
}

async function writeFiles(folder: string, rows: number): Promise<{ network: string; customers: string }> {
  const network = join(folder, 'network.csv')
  const customers = join(folder, 'customers.csv')
  const n = createWriteStream(network)
  n.write(
    'id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat\nS,source,S,BENCH,E,471,,n0,ABC,false,,\n',
  )
  for (let t = 0; t < transformers; t++) n.write(`T${t},transformer,TBA ${t},BENCH,E,471,n0,,ABC,false,,\n`)
  n.end()
  await finished(n)
  const c = createWriteStream(customers)
  c.write('code,name,class,area,transformer,phone,email,language,address,commune,province,priority\n')
  let text = ''
  for (let i = 0; i < rows; i++) {
    text += `PD${String(i).padStart(11, '0')},Nguyễn Thị Thu Hà ${i},residential,${i % 3 ? 'rural' : 'urban'},T${Math.floor((i * transformers) / rows)},010${String(i % 10_000_000).padStart(7, '0')},${i % 5 ? '' : `k${i}@customers.invalid`},vi,"${i % 200} Lò Đúc, phường Hai Bà Trưng",Hai Bà Trưng,Hà Nội,\n`
    if (text.length > 1 << 16) {
      if (!c.write(text)) await new Promise((r) => c.once('drain', r))
      text = ''
    }
  }
  c.end(text)
  await finished(c)
  return { network, customers }
}

async function bareCopy(pool: import('pg').Pool, file: string): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query(
      'create table public.bare (code text, name text, class text, area text, transformer text, phone text, email text, language text, address text, commune text, province text, priority text)',
    )
    const begun = performance.now()
    await pipeline(
      createReadStream(file, { highWaterMark: 1 << 16 }),
      client.query(copyFrom('copy public.bare from stdin (format csv, header)')),
    )
    const ms = performance.now() - begun
    await client.query('drop table public.bare')
    return ms
  } finally {
    client.release()
  }
}

async function parseAlone(file: string): Promise<number> {
  const begun = performance.now()
  let n = 0
  for await (const _ of createReadStream(file).pipe(parse({ columns: true }))) n += 1
  if (n === 0) throw new Error('nothing parsed')
  return performance.now() - begun
}

/** The largest resident size seen, over what there was before, in MB. */
function watchMemory(): () => number {
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 50)
  return () => {
    clearInterval(timer)
    return Math.round((most - before) / 1e6)
  }
}
