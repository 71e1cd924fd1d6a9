import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { transaction } from '../kernel/index.ts'
import { at, makeCopy } from '../kernel/testing/index.ts'
import { announce, show } from './index.ts'
import { approved, town } from './testing/index.ts'

const customers = 20_000
const now = at('2026-03-10 09:00')
const as = { actor: 'lan', corporations: '*' as const, now }

// Two outages of 20,000 customers each in a process that is killed at another moment each time: before, while and after it
// writes. Whatever the moment, an outage is told to all with both promises, or to nobody with none.
it('kill -9 in the middle of announcing: all or none, and it can be announced afterwards', async () => {
  const { db, url, drop } = await makeCopy()
  try {
    const there = await transaction(db, as, async (ctx) => {
      const there = await town(ctx)
      await sql`select customers.house(${there.corporation_id}::smallint)`.execute(ctx.tx)
      await sql`insert into customers.customer (corporation_id, code, name, class, area, recorded_at)
        select ${there.corporation_id}, 'K' || n, 'K', 'residential', 'urban', ${now} from generate_series(1, ${customers - 4}::integer) n`.execute(
        ctx.tx,
      )
      await sql`insert into customers.service_point (corporation_id, customer_id, transformer_id, code, notice_channel)
        select corporation_id, id, ${there.transformer.T3}, code || '001', 1 from customers.customer where name = 'K'`.execute(
        ctx.tx,
      )
      return there
    })
    let halves = 0
    for (const delay_ms of [5, 40, 110]) {
      const ids = await transaction(db, as, async (ctx) => {
        const make = () => approved(ctx, { town: there, steps: [{ open: ['SW2'] }] })
        return [(await make()).id, (await make()).id]
      })
      const said = await killed(url, ids, delay_ms)
      for (const id of ids) {
        await transaction(db, as, async (ctx) => {
          const { state, promises, messages, story } = await show(ctx, id)
          const all = { state: 'announced', promises: [customers, customers], messages: customers, story: 3 }
          const none = { state: 'approved', promises: [], messages: 0, story: 2 }
          const found = {
            state,
            promises: promises.map((p) => p.customers),
            messages: messages.queued + messages.sent + messages.failed,
            story: story.length,
          }
          assert.deepEqual(found, state === 'announced' ? all : none)
          if (said.includes(`done ${id}`)) assert.equal(state, 'announced', 'what was acknowledged is not lost')
          if (said.includes(`begin ${id}`) && !said.includes(`done ${id}`)) halves += 1
          if (state === 'approved') assert.equal((await announce(ctx, id)).messages, customers)
        })
      }
    }
    assert.ok(halves > 0, 'at least one process died while it announced')
  } finally {
    await drop()
  }
})

/** Runs the process, kills it so long after it began its first outage, and waits until its connection is gone. */
async function killed(url: string, ids: readonly string[], delay_ms: number): Promise<string> {
  const script = fileURLToPath(new URL('testing/announce-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, url, now.toISOString(), ...ids], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => resolve())
    child.stdout.on('data', (piece) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), delay_ms)
      said += piece
    })
  })
  const { db, close } = await watcher(url)
  for (let tries = 0; tries < 200; tries++) {
    const { rows } = await db.query(
      "select from pg_stat_activity where datname = current_database() and application_name = 'sangden' and state <> 'idle'",
    )
    if (rows.length === 0) break
    await new Promise((r) => setTimeout(r, 25))
  }
  await close()
  return said
}

async function watcher(url: string) {
  const { default: pg } = await import('pg')
  const db = new pg.Client({ connectionString: url, application_name: 'watcher' })
  await db.connect()
  return { db, close: () => db.end() }
}
