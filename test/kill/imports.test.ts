import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import type pg from 'pg'
import { makeCopy } from '../../src/kernel/testing/index.ts'
import { child, ended, seeded, serverIsRid, until, watcher } from './child.ts'

const transformers = 40
const customers = 2_000

const network = (rating: number) =>
  [
    'id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat,rating_a',
    `S,source,S,KILL,E,471,,n0,ABC,false,,,${rating}`,
    ...Array.from(
      { length: transformers },
      (_, t) => `T${t},transformer,TBA ${t},KILL,E,471,n0,,ABC,false,,,${rating}`,
    ),
    '',
  ].join('\n')

/** `moved`: under another name and on another transformer, so that what is known is changed. */
const list = (moved: boolean) =>
  [
    'code,name,class,area,transformer,phone,email,language',
    ...Array.from({ length: customers }, (_, i) => {
      const n = String(i).padStart(7, '0')
      return `PD${n},${moved ? 'Trần' : 'Nguyễn'} ${i},residential,urban,T${(i + Number(moved)) % transformers},091${n},k${i}@example.vn,vi`
    }),
    '',
  ].join('\n')

/** A digest of all rows of the rooms that an import writes. */
async function everything(watch: pg.Client): Promise<string> {
  const { rows } = await watch.query(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('customers', 'network', 'organisation', 'kernel') and table_type = 'BASE TABLE' order by 1`,
  )
  const all = rows.map(({ name }) => `select '${name}' as name, t::text as row from ${name} t`).join(' union all ')
  const digest = await watch.query(
    `select count(*) || ' ' || md5(string_agg(name || row, '|' order by name, row)) as d from (${all}) x`,
  )
  return digest.rows[0].d
}

interface Stage {
  watch: pg.Client
  folder: string
  /** An import, whole; returns how many rows it accepted. */
  whole: (kind: string, file: string) => Promise<number>
  /** The same killed when it is about to write this table: everything before that is in its transaction. */
  killedBefore: (table: string, kind: string, file: string) => Promise<void>
  /** The same killed while it reads, so many bytes into the file. */
  killedReading: (text: string, bytes: number) => Promise<void>
}

async function stage(use: (stage: Stage) => Promise<void>): Promise<void> {
  const copy = await makeCopy()
  const folder = mkdtempSync(join(tmpdir(), 'kill-'))
  const watch = await watcher(copy.url)
  const holder = await watcher(copy.url)
  const start = (kind: string, file: string) => child('test/kill/import-process.ts', [copy.url, kind, file])
  const waiting = (process: ChildProcess, condition: string) =>
    until(condition, async () => {
      assert.equal(process.exitCode, null, `it ended before ${condition}`)
      const { rowCount } = await watch.query(
        `select from pg_stat_activity where datname = current_database() and application_name = 'sangden' and ${condition}`,
      )
      return rowCount! > 0 || undefined
    })
  try {
    await copy.db.close()
    await use({
      watch,
      folder,
      whole: async (kind, file) => {
        const process = start(kind, file)
        let said = ''
        process.stdout!.on('data', (piece) => {
          said += piece
        })
        assert.equal(await ended(process), 0)
        return Number(said)
      },
      killedBefore: async (table, kind, file) => {
        await holder.query(`begin; lock table ${table} in share mode`)
        const process = start(kind, file)
        // a first list is filled beside the tables that all see, and waits when it becomes part of them
        await waiting(process, `wait_event_type = 'Lock' and (query ilike '%${table}%' or query ilike '%close_list%')`)
        process.kill('SIGKILL')
        await ended(process)
        await holder.query('rollback')
        await serverIsRid(watch)
      },
      killedReading: async (text, bytes) => {
        const pipe = join(folder, 'pipe.csv')
        execFileSync('mkfifo', [pipe])
        // Also for reading, so that opening does not wait for the other side
        const out = createWriteStream(pipe, { flags: 'r+' })
        out.write(Buffer.from(text).subarray(0, bytes))
        const process = start('customers', pipe)
        // the COPY is open or, of a first list, numbers are taken for the rows that are read
        await waiting(
          process,
          `(state = 'active' and query ilike 'copy%' or state = 'idle in transaction' and query ilike '%pg_get_serial_sequence%')`,
        )
        process.kill('SIGKILL')
        await ended(process)
        out.destroy()
        rmSync(pipe)
        await serverIsRid(watch)
      },
    })
  } finally {
    await watch.end()
    await holder.end()
    await copy.drop()
    rmSync(folder, { recursive: true })
  }
}

it('kill -9 in the middle of an import of customers: nothing of it is there, and the next one works', async () => {
  const random = seeded(14)
  await stage(async ({ watch, folder, whole, killedBefore, killedReading }) => {
    const files = { network: join(folder, 'network.csv'), first: join(folder, 'a.csv'), moved: join(folder, 'b.csv') }
    writeFileSync(files.network, network(100))
    writeFileSync(files.first, list(false))
    writeFileSync(files.moved, list(true))
    await whole('network', files.network)
    for (const file of [files.first, files.moved]) {
      const before = await everything(watch)
      const bytes = 1_000 + Math.floor(random() * 50_000)
      await killedReading(list(file === files.moved), bytes)
      assert.equal(await everything(watch), before, `read ${bytes} bytes`)
      for (const table of ['customers.service_point', 'customers.contact']) {
        await killedBefore(table, 'customers', file)
        assert.equal(await everything(watch), before, table)
      }
      assert.equal(await whole('customers', file), customers)
    }
    const { rows } = await watch.query(
      `select (select count(*) from customers.customer where name like 'Trần %')::integer as customers,
        (select count(*) from customers.service_point where valid_to = 'infinity')::integer as points,
        (select count(*) from customers.contact)::integer as contacts,
        (select count(*) from kernel.event where name = 'customers.imported')::integer as events`,
    )
    assert.deepEqual(rows, [{ customers, points: customers, contacts: 2 * customers, events: 2 }])
  })
})

it('kill -9 in the middle of an import of a network: the old one stands, and the next import works', async () => {
  await stage(async ({ watch, folder, whole, killedBefore }) => {
    const file = join(folder, 'network.csv')
    for (const rating of [100, 200]) {
      writeFileSync(file, network(rating))
      const before = await everything(watch)
      for (const table of ['network.equipment', 'kernel.event']) {
        await killedBefore(table, 'network', file)
        assert.equal(await everything(watch), before, table)
      }
      assert.equal(await whole('network', file), transformers + 1)
      const { rows } = await watch.query(
        'select count(*)::integer as n, min(rating_a) as low, max(rating_a) as high from network.equipment',
      )
      assert.deepEqual(rows, [{ n: transformers + 1, low: rating, high: rating }])
    }
  })
})
