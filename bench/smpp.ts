import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { at, type Database } from '../src/kernel/index.ts'
import { makeCopy } from '../src/kernel/testing/index.ts'
import { Smpp } from '../src/notices/channels/smpp.ts'
import { type LibrarySession, library } from '../src/notices/channels/smpp-library.ts'
import { deliver, tell, worker } from '../src/notices/testing/people.ts'
import { goal, printTable, times } from './table.ts'

const WINDOW = 100
const now = at('2026-11-24 09:00')

/**
 * From the outbox to the recorded result over a real socket, window 100, beside the bare client of npm `smpp`, which
 * only sends one prepared text and counts answers. The same server, in a process of its own, for both; the best of three
 * turns each, taken in alternation. Both must reach every number once.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const n = quick ? 5_000 : 40_000
  const server = await startServer()
  const copy = await makeCopy()
  let [bare, channel, whole] = [0, 0, 0]
  try {
    for (let turn = 0; turn < 3; turn++) {
      bare = Math.max(bare, await server.exactly(n, () => bareClient(server.port, n)))
      channel = Math.max(channel, await server.exactly(n, () => channelAlone(server.port, n)))
      whole = Math.max(whole, await server.exactly(n, () => outbox(copy.db, server.port, n)))
    }
  } finally {
    await copy.drop()
    server.stop()
  }
  const row = (name: string, rate: number) => [name, Math.round(rate).toLocaleString('en'), times(rate / bare)]
  printTable(
    [`${n.toLocaleString('en')} messages, window ${WINDOW}`, 'messages/s', 'of bare'],
    [row('npm smpp, bare client', bare), row('our channel alone', channel), row('outbox to recorded result', whole)],
  )
  goal('end to end at least 0.6 of the bare client', whole >= 0.6 * bare, times(whole / bare))
}

const number = (i: number) => `8491${String(i).padStart(7, '0')}`
const text =
  'EVNHANOI: Ngung cap dien thu Ba 1/12, 09:00-13:00. KH C1X100000001, So 1 Dong Da. Ly do: Bao duong. Hoi 19001288'

async function bareClient(port: number, n: number): Promise<number> {
  const session: LibrarySession = await new Promise((resolve) => {
    const made = library.connect({ url: `smpp://127.0.0.1:${port}` }, () =>
      made.bind_transceiver({ system_id: 'a', password: 'b' }, () => resolve(made)),
    )
  })
  const begun = performance.now()
  await new Promise<void>((resolve) => {
    let sent = 0
    let answered = 0
    const next = () => {
      while (sent < n && sent - answered < WINDOW) {
        session.submit_sm(
          { source_addr: 'EVNHANOI', destination_addr: number(sent++), short_message: text, registered_delivery: 1 },
          () => {
            answered += 1
            if (answered === n) resolve()
            else next()
          },
        )
      }
    }
    next()
  })
  const seconds = (performance.now() - begun) / 1000
  session.destroy()
  return n / seconds
}

async function channelAlone(port: number, n: number): Promise<number> {
  const channel = new Smpp(`smpp://a:b@127.0.0.1:${port}?window=${WINDOW}&from=EVNHANOI`)
  await channel.open()
  const batch = Array.from({ length: n }, (_, i) => ({
    key: `1-1-1-${i}`,
    to: number(i),
    language: 'vi' as const,
    text,
  }))
  const begun = performance.now()
  await channel.send(batch, () => {})
  const seconds = (performance.now() - begun) / 1000
  await channel.close()
  return n / seconds
}

async function outbox(db: Database, port: number, n: number): Promise<number> {
  const told = await tell(
    db,
    now,
    Array.from({ length: n }, (_, i) => ({ sms: `+${number(i)}` })),
  )
  await db.pool.query('vacuum analyze customers.customer, customers.contact')
  const channel = new Smpp(`smpp://a:b@127.0.0.1:${port}?window=${WINDOW}&from=EVNHANOI`)
  await channel.open()
  const mine = worker(db, [channel], () => now)
  mine.settings = { sms_accents: false, mail_from: 'cskh@example.vn' }
  const begun = performance.now()
  await deliver(mine)
  const seconds = (performance.now() - begun) / 1000
  await channel.close()
  const { rows } = await db.pool.query('select sum(sent)::integer as sent from notices.result where notice_id = $1', [
    told.notice_id,
  ])
  if (rows[0].sent !== n) throw new Error(`${rows[0].sent} recorded of ${n}`)
  return n / seconds
}

async function startServer() {
  const script = fileURLToPath(new URL('../src/notices/testing/smsc-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const line = async () => (await lines.next()).value as string
  const port = Number(await line())
  return {
    port,
    stop: () => child.kill(),
    /** Runs, and compares what the server got. */
    async exactly(n: number, use: () => Promise<number>): Promise<number> {
      const rate = await use()
      child.stdin!.write('\n')
      const got = JSON.parse(await line()) as { submissions: number; numbers: number }
      if (got.submissions !== n || got.numbers !== n) throw new Error(`the server got ${JSON.stringify(got)} of ${n}`)
      return rate
    },
  }
}
