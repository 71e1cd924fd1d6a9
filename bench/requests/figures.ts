import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Database, transaction } from '../../src/kernel/index.ts'
import { at } from '../../src/kernel/testing/index.ts'
import { checkRollUps, stats } from '../../src/requests/index.ts'
import { goal, ms, printTable, times } from '../table.ts'
import { as, median, timed } from './timing.ts'

const monday = at('2026-03-09 09:00')

/** The month's figures by office, and a year's, from the roll-up and counted again, beside DuckDB's scan of the same rows. */
export async function figures(db: Database, folder: string, corporation: string): Promise<void> {
  const csv = join(folder, 'closed.csv')
  await writeClosed(db, csv)
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const duck = await instance.connect()
  await duck.run(`create table closed as from read_csv('${csv}', header = true)`)
  const ask = async (from: string, to: string) => {
    const took = { peer: [] as number[], roll_up: [] as number[], requests: [] as number[] }
    for (let n = 0; n < 9; n++) {
      let expected = 0
      took.peer.push(
        await timed(async () => {
          const read = await duck.runAndReadAll(
            `select office, count(*)::integer as n, avg(days), quantile_disc(days, 0.5), quantile_disc(days, 0.9), count(*) filter (where in_limit) from closed
             where month >= '${from}-01' and month <= '${to}-01' group by office`,
          )
          expected = read.getRowObjects().reduce((sum, r) => sum + Number(r.n), 0)
        }),
      )
      for (const source of ['roll_up', 'requests'] as const)
        await transaction(db, { ...as, now: monday }, async (ctx) => {
          let found = 0
          took[source].push(
            await timed(async () => {
              const rows = await stats(ctx, { from, to, by: ['office'], corporation, source })
              found = rows.reduce((sum, r) => sum + r.count, 0)
            }),
          )
          if (found !== expected) throw new Error(`figures by ${source}: ${found} of ${expected}`)
        })
    }
    return { roll_up: median(took.roll_up), requests: median(took.requests), peer: median(took.peer) }
  }
  const month = await ask('2026-01', '2026-01')
  const year = await ask('2025-01', '2025-12')
  const line = (what: string, t: typeof month) => [what, ms(t.peer), ms(t.roll_up), times(t.roll_up / t.peer), ms(t.requests), times(t.requests / t.peer)] // biome-ignore format: one line
  printTable(
    ['figures by office', 'DuckDB scan, ms', 'roll-up, ms', 'of it', 'counted again, ms', 'of it'],
    [line('one month', month), line('a year', year)],
  )
  goal('the month by office at most 0.5x DuckDB', month.roll_up <= 0.5 * month.peer, times(month.roll_up / month.peer))
  goal(
    'the month counted again at most 5x DuckDB',
    month.requests <= 5 * month.peer,
    times(month.requests / month.peer),
  )
  goal('the year by office at most 5x DuckDB', year.roll_up <= 5 * year.peer, times(year.roll_up / year.peer))
  goal('the year counted again at most 5x DuckDB', year.requests <= 5 * year.peer, times(year.requests / year.peer))
  await transaction(db, { ...as, now: monday }, async (ctx) => {
    let differing = -1
    const took = await timed(async () => void ({ differing } = await checkRollUps(ctx)))
    console.log(`the nightly check of the roll-ups: ${(took / 1000).toFixed(1)} s`)
    goal('roll-ups equal a full recomputation', differing === 0, `${differing} cells differ`)
  })
}

/** What DuckDB reads, a part at a time: of 3,000,000 no process holds all. */
async function writeClosed(db: Database, path: string): Promise<void> {
  const to = createWriteStream(path)
  const client = await db.pool.connect()
  try {
    to.write('office,month,days,in_limit\n')
    await client.query('begin')
    await client.query(
      `declare closed cursor for select string_agg(line, E'\n') as lines from (
         select row_number() over () / 50000 as part, concat_ws(',', office, to_char(closed_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-01'), working_days, in_limit) as line
         from requests.request where state = 'closed' and outcome = 'done' and working_days is not null
       ) r group by part`,
    )
    for (;;) {
      const { rows } = await client.query<{ lines: string }>('fetch 1 from closed')
      if (rows.length === 0) break
      to.write(`${rows[0]!.lines}\n`)
    }
    await client.query('commit')
  } finally {
    client.release()
  }
  to.end()
  await finished(to)
}
